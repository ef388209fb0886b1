"""Scorecards as text: written readably, read back the same, and every mistake found at its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from qadesk.domain.scorecard import Names, Scorecard
from qadesk.domain.scorecard_forms import from_dict
from qadesk.resources import resource
from qadesk.services import scorecards
from qadesk.tabular.nodes import TextPlace
from qadesk.tabular.scorecard_reading import ReadScorecard, read_text, reading_of
from qadesk.tabular.scorecard_text import text_of, write_text
from qadesk.tabular.yaml_nodes import tree_of
from tests.refusals import refuses
from tests.unit.domain.cards import all_scorecards

SHIPPED = resource("scorecards", "courier-standard.yaml").read_text("utf-8")
LINES = SHIPPED.splitlines()


def read(text: str) -> ReadScorecard:
    return reading_of(tree_of(text))


def said(text: str) -> list[str]:
    return [f"{c.place.line}:{c.place.column} {c.text}" for c in read(text).complaints]


def changed(before: str, after: str) -> tuple[str, int]:
    """The shipped file with the first line that holds `before` changed, and the number of that line."""
    number = next(n for n, line in enumerate(LINES, 1) if before in line)
    lines = [*LINES[: number - 1], LINES[number - 1].replace(before, after, 1), *LINES[number:]]
    return "\n".join(lines) + "\n", number


def test_the_shipped_file_is_what_the_program_writes() -> None:
    assert text_of(scorecards.shipped()) == SHIPPED


@given(all_scorecards())
def test_what_is_written_is_read_back_the_same(card: Scorecard) -> None:
    reading = read(text_of(card))
    assert reading.complaints == []
    assert reading.data is not None
    assert from_dict(reading.data) == card


def test_other_programs_can_read_it_too() -> None:
    import yaml

    found = yaml.safe_load(SHIPPED)
    assert found["sections"][0]["indicators"][0]["rule"]["bands"][1] == [35, 90]
    assert found["sections"][3]["indicators"][0]["levels"][0]["wording"]["en"].endswith("to colleagues.")


def test_long_texts_stay_readable() -> None:
    assert max(len(line) for line in LINES) <= 100
    assert "  - {code: A, name: {zh: 优秀, en: Excellent}, at_least: 90}" in LINES


def test_the_words_of_yaml_mean_nothing_of_their_own() -> None:
    card = replace(scorecards.shipped(), code="no", names=Names("on", "2026-10-01"))
    reading = read(text_of(card).replace("code: 'no'", "code: no").replace("zh: 'on'", "zh: on"))
    assert reading.complaints == []
    assert reading.data is not None
    assert (reading.data["code"], reading.data["name"]["zh"]) == ("no", "on")
    text, line = changed("at_least: 90", "at_least: 0x5A")
    assert said(text) == [f"{line}:56 “0x5A” is not a number; write it like 0.95."]


@pytest.mark.parametrize(
    "before, after, column, expected",
    [
        ("cap: 105", "cap: 1E999999", 6, "“1E999999” is not a number; write it like 0.95."),
        ("cap: 105", "cap: .inf", 6, "“.inf” is not a number"),
        ("cap: 105", "cap: .nan", 6, "“.nan” is not a number"),
        ("cap: 105", "cap: 1_000", 6, "“1_000” is not a number"),
        ("cap: 105", "cap: " + "9" * 3000, 6, f"“{'9' * 40}…” is not a number"),
        ("cap: 105", "cap:", 5, "This is empty; enter a value or remove the field."),
        ("cap: 105", "cab: 105", 1, "There is no field “cab” here. Did you mean “cap”?"),
        ("cap: 105", "highest: 105", 1, "There is no field “highest” here; there are format, code, version,"),
        ("version: 1", "version: 1.0", 10, "“1.0” is not a whole number."),
        ("version: 1", "code: again", 1, "“code” is given here a second time."),
        ("format: 1", "format: 2", 9, "This file was written by a newer QADesk"),
        (
            "unit: seconds",
            "unit: minutes",
            15,
            "“minutes” is not known here; there are seconds, rate, per_10000, per_million, rating,",
        ),
        ("kind: ladder", "kind: stairs", 17, "“stairs” is not known here; there are proportional, ladder,"),
        ("unit: 0.001, ", "", 15, "The field “unit” is missing."),
        ("lose: 10", "loose: 10", 41, "There is no field “loose” here. Did you mean “lose”?"),
        ("[30, 100]", "[30]", 19, "Bands are expected here, each as [limit, points]."),
        ("[30, 100]", "[30, {a: 1}]", 24, "A single value is expected here."),
        ("rule: {kind: red_line}", "rule: red_line", 15, "The fields of a rule are expected here"),
        ("sections:", "sectionz:", 1, "There is no field “sectionz” here. Did you mean “sections”?"),
        ("sections:", "sections: {}\nmore:", 11, "A list is expected here"),
        ("name: {zh: 响应速度, en: Response}", "name: [响应速度]", 11, "Fields are expected here"),
        ("name: {zh: 响应速度, en: Response}", f"name: {'长' * 2001}", 11, "This text is longer than 2000"),
        (
            "name: {zh: 响应速度, en: Response}",
            'name: "\\a"',
            11,
            "This text contains characters that cannot",
        ),
        ("[[30, 100], ", "[[30, 100], " + "[1, 1], " * 99, 18, "103 entries are too many here"),
        ("cap: 105", "cap: &a 105", 6, "References (& and *) are not allowed; write it out."),
        ("cap: 105", "cap: *a", 6, "References (& and *) are not allowed; write it out."),
        ("cap: 105", "cap: !!python/object:os.system 105", 6, "Types (!tag:yaml.org,2002:python"),
        ("cap: 105", "<<: {cap: 105}", 1, "There is no field “<<” here; there are"),
        ("cap: 105", "? [a, b]\n: 105", 3, "The name of a field is expected here."),
        ("cap: 105", "\tcap: 105", 1, "A line is indented with a tab; use spaces."),
        ("cap: 105", "cap: 'x", 6, "The file ends too early; a quotation mark may be missing."),
        ("cap: 105", "cap: 1: 2", 7, "A colon too many, or the wrong indentation."),
        ("cap: 105", "cap: 105\n  more: 1", 7, "A colon too many, or the wrong indentation."),
        ("cap: 105", "cap: @x", 6, "A text cannot begin with this character; put it in quotes."),
        ("cap: 105", "cap: 105\n---", 1, "A file holds one scorecard; a second one begins here."),
        ("cap: 105", "cap: \x07", 6, "The character U+0007 is not allowed in a text file."),
    ],
)
def test_what_is_wrong_is_said_at_its_place(before: str, after: str, column: int, expected: str) -> None:
    text, line = changed(before, after)
    found = {(c.place, c.text[: len(expected)]) for c in read(text).complaints}
    assert found & {(TextPlace(at, column), expected) for at in (line, line + 1)}, found


def test_all_mistakes_are_named_at_once() -> None:
    text = SHIPPED.replace("cap: 105", "cap: many").replace("weight: 20", "wait: 20")
    text = text.replace("code: csat", "cod: csat").replace("full: 5", "full: five")
    found = [line.split(" ", 1)[1] for line in said(text)]
    assert len(found) == 8
    assert found[0].startswith("“many” is not a number")
    assert sum("five" in line for line in found) == 3


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", "1:1 There is no scorecard in this file."),
        ("# only a comment\n", "1:1 There is no scorecard in this file."),
        ("just words", "1:1 A scorecard begins with its fields here."),
        ("[" * 100_000, "1:11 Too many levels inside each other."),
        ("{a: " * 100_000, "1:38 Too many levels inside each other."),
        ("- " * 100_000, "1:21 Too many levels inside each other."),
    ],
)
def test_files_that_hold_no_scorecard(text: str, expected: str) -> None:
    assert said(text) == [expected]


def test_references_cannot_multiply() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(
        f"{name}: &{name} [*{before}, *{before}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    found = said(bomb)
    assert sum("References (& and *) are not allowed" in line for line in found) == 25
    assert len(found) < 50


def test_longest_lists_are_bounded() -> None:
    grade = "  - {code: A, name: 甲, at_least: 1}\n"
    text = f"code: x\nname: x\ncap: 100\ngrades:\n{grade * 60}sections: []\n"
    assert said(text) == ["5:3 60 entries are too many here; there may be 50."]
    indicator = "{code: a, name: a, unit: count, better: lower, rule: {kind: unscored}}"
    section = "  - {code: s, name: s, indicators: [" + ", ".join([indicator] * 150) + "]}\n"
    both = f"code: x\nname: x\ncap: 100\ngrades: []\nsections:\n{section * 2}"
    reading = read(both)
    assert [c.text for c in reading.complaints] == ["300 indicators are too many; there may be 200."]
    assert () in reading.unsure


@pytest.mark.parametrize(
    "content, code, line",
    [
        (b"a: 1\n" * 700_000, "scorecard_file.too_large", ""),
        ("name: 考核方案\n".encode("gb18030"), "scorecard_file.other_encoding", "1"),
        (b"name: x\ncode: \xff\xfe\n", "scorecard_file.other_encoding", "2"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "scorecard_file.other_encoding", "1"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, content: bytes, code: str, line: str) -> None:
    file = tmp_path / "card.yaml"
    file.write_bytes(content)
    with refuses(code, line):
        read_text(file)


def test_notepad_may_have_saved_it(tmp_path: Path) -> None:
    file = tmp_path / "card.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SHIPPED.replace("\n", "\r\n").encode())
    reading = read_text(file)
    assert reading.data is not None
    assert from_dict(reading.data) == scorecards.shipped()


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "card.yaml"
    file.write_text("before")
    write_text(file, scorecards.shipped())
    assert file.read_text("utf-8") == SHIPPED
    assert list(tmp_path.iterdir()) == [file]
