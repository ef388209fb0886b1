"""The pages of a sheet: everything is on them, inside the margins, in its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qadesk.printing.fonts import printable, width
from qadesk.printing.page import HEIGHT, WIDTH, Page, Squares
from qadesk.printing.sheet import ExtraLine, LineKind, Remark, Result, SheetContent, texts
from qadesk.printing.sheet_layout import compose
from tests.unit.printing.contents import one

SIDE, EDGE = 42.0, 24.0
NAMES = st.text("龚䶮阿依古丽买提热合曼·张王 ABCDefgh-", min_size=1, max_size=40)
COMMENTS = st.text("客服本月，。“”<b>&/ abc\n", max_size=900)


def read(pages: tuple[Page, ...]) -> str:
    """All text of some pages, without spaces, so that line breaks do not matter."""
    return "".join(text.text for page in pages for text in page.texts).replace(" ", "")


def words(page: Page) -> list[str]:
    """The texts of one page."""
    return [text.text for text in page.texts]


def assert_within_margins(pages: tuple[Page, ...], codes: int = 2) -> None:
    """Texts, rules and the codes of each page, of which a sheet has two."""
    for page in pages:
        for x, y, text, size, bold in page.texts:
            assert x >= SIDE - 0.01
            assert x + width(text, bold, size) <= WIDTH - SIDE + 0.01, text
            assert y - size >= EDGE
            assert y + size / 4 <= HEIGHT - EDGE
        for x1, y1, x2, y2, _ in page.rules:
            assert SIDE - 0.01 <= min(x1, x2) <= max(x1, x2) <= WIDTH - SIDE + 0.01
            assert EDGE <= min(y1, y2) <= max(y1, y2) <= HEIGHT - EDGE
        assert len(page.codes) == codes
        for code in page.codes:
            assert SIDE - 0.01 <= code.x <= code.x + code.side <= WIDTH - SIDE + 0.01
            assert EDGE - 1 <= code.y <= code.y + code.side <= HEIGHT - EDGE
            assert clear_around(page, code)


def clear_around(page: Page, code: Squares) -> bool:
    """Nothing is printed in a code, nor within two modules of it."""
    quiet = 2 * code.side / len(code.rows)
    left, right = code.x - quiet, code.x + code.side + quiet
    top, bottom = code.y - quiet, code.y + code.side + quiet
    texts = [
        mark
        for mark in page.texts
        if mark.x < right
        and mark.x + width(mark.text, mark.bold, mark.size) > left
        and mark.y > top
        and mark.y - mark.size * 0.75 < bottom
    ]
    rules = [
        line
        for line in page.rules
        if min(line.x1, line.x2) < right
        and max(line.x1, line.x2) > left
        and min(line.y1, line.y2) < bottom
        and max(line.y1, line.y2) > top
    ]
    return not texts and not rules


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_usual_sheet_takes_one_page(language: str) -> None:
    pages = compose(one(language))
    assert len(pages) == 1
    assert_within_margins(pages)


def first_month(content: SheetContent) -> SheetContent:
    """The same sheet of somebody who was not assessed before."""
    lines = tuple(replace(line, last="", change="", trend=0) for line in content.lines)
    bonuses = tuple(replace(line, last="") for line in content.bonuses)
    red_lines = tuple(replace(line, last="") for line in content.red_lines)
    result = replace(content.result, last_total="", last_grade="", change="")
    return replace(
        content, lines=lines, bonuses=bonuses, red_lines=red_lines, result=result, last_cycle="", focus=""
    )


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_without_a_last_cycle_the_figures_reach_the_right_margin(language: str) -> None:
    before, content = one(language), first_month(one(language))
    shares = {line.contribution for line in content.lines}

    def edge(sheet: SheetContent) -> float:
        marks = [text for text in compose(sheet)[0].texts if text.text in shares]
        return max(mark.x + width(mark.text, mark.bold, mark.size) for mark in marks)

    assert edge(content) == pytest.approx(WIDTH - SIDE)
    assert edge(before) < WIDTH - SIDE - 70
    assert len(compose(content)) == 1


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(
    "shown",
    [one, lambda language: first_month(one(language)), lambda language: long_named(language)],
)
def test_nothing_is_printed_over_anything(language: str, shown: Callable[[str], SheetContent]) -> None:
    for page in compose(shown(language)):
        for mark, other in combinations(page.texts, 2):
            if abs(mark.y - other.y) < min(mark.size, other.size) / 2:
                first, last = sorted((mark, other))
                assert first.x + width(first.text, first.bold, first.size) <= last.x + 0.01, (first, last)


@settings(max_examples=60)
@given(
    st.integers(1, 40),
    st.sampled_from(["zh_CN", "en"]),
    NAMES,
    COMMENTS,
    st.lists(st.sampled_from(list(LineKind)), min_size=40, max_size=40),
)
def test_whatever_there_is_to_say_is_drawn_inside_the_margins(
    count: int, language: str, name: str, comment: str, kinds: list[LineKind]
) -> None:
    content = one(language, indicators=count)
    lines = tuple(
        line if kind is LineKind.NORMAL else replace(line, kind=kind, reason="系统停机，" * 12)
        for line, kind in zip(content.lines, kinds, strict=False)
    )
    who = replace(content.identity, name=name, team=name, post=name)
    content = replace(content, identity=who, lines=lines, remarks=(Remark(comment, "龚䶮", "2026-11-02"),))
    pages = compose(content)
    assert_within_margins(pages)
    drawn = read(pages)
    for line in lines:
        assert line.name.replace(" ", "") in drawn
        if line.kind is LineKind.NORMAL:
            assert line.value in drawn
    assert printable(comment).replace("\n", "").replace(" ", "") in drawn.replace(_continued(language), "")
    assert printable(name).replace(" ", "") in drawn


def _continued(language: str) -> str:
    return "主管评语（续）" if language == "zh_CN" else "Supervisor'scomment(continued)"


def test_a_short_comment_is_not_torn_from_its_caption() -> None:
    for count in range(1, 20):
        content = one("en", indicators=count)
        for page in compose(content):
            found = words(page)
            if "Supervisor's comment" in found:
                at = found.index("Supervisor's comment")
                assert found[at + 1].startswith(content.remarks[0].text[:5])


@pytest.mark.parametrize("count", [24, 30, 40])
def test_the_table_flows_over_with_who_and_its_heading_repeated(count: int) -> None:
    pages = compose(one("en", indicators=count))
    assert len(pages) >= 2
    who = one("en", indicators=count).identity
    for page in pages[:2]:
        found = words(page)
        assert "Indicator" in found
        assert "95% interval" in found
    assert f"{who.name} ({who.staff_no})" in words(pages[1])
    assert any(who.cycle in text for text in words(pages[1]))


@pytest.mark.parametrize("count", range(1, 41))
def test_signatures_stand_together_on_the_last_page(count: int) -> None:
    pages = compose(one("en", indicators=count))
    block = {"Agent", "Supervisor", "Manager", "Witness", "Received by the agent"}
    assert block <= set(words(pages[-1]))
    assert not any(block & set(words(page)) for page in pages[:-1])
    numbers = [f"Page {number} of {len(pages)}" for number in range(1, len(pages) + 1)]
    assert [next(t for t in words(page) if t.startswith("Page ")) for page in pages] == numbers


def test_every_text_of_a_usual_sheet_is_on_it() -> None:
    content = one("zh_CN")
    drawn = read(compose(content))
    skipped = {content.language, content.office_mark}  # this in its codes
    for text in texts(content):
        if text not in skipped:
            assert text.replace(" ", "") in drawn, text


def test_an_incomplete_assessment_says_what_is_missing_and_has_no_grade() -> None:
    content = replace(one("en"), result=Result(scale="A ≥ 90"), missing=("Attitude rating", "CSAT"))
    drawn = words(compose(content)[0])
    assert "Incomplete – not graded" in drawn
    assert any("Attitude rating, CSAT" in text for text in drawn)
    assert "Grade" not in drawn
    assert "Total including bonus" not in drawn


def test_a_total_names_the_bonus_only_where_there_is_one() -> None:
    bonus = (ExtraLine("Praise", "2", "+2.00", ""),)
    drawn = [words(compose(replace(one("en"), bonuses=lines))[0]) for lines in ((), bonus)]
    assert ["Total including bonus" in texts for texts in drawn] == [False, True]


def test_a_red_line_shows_the_score_it_overrides() -> None:
    content = one("en")
    result = replace(content.result, total="0.00", grade="D", computed="91.20")
    crossed = (ExtraLine("Abusive language", "1", "crossed", "0", crossed=True),)
    drawn = " ".join(words(compose(replace(content, result=result, red_lines=crossed))[0]))
    assert "Red line crossed: Abusive language." in drawn
    assert "91.20" in drawn
    assert "Total before the red line" in drawn


@pytest.mark.parametrize(
    "kind, said",
    [
        (LineKind.NOT_APPLICABLE, "Not applicable; its weight goes to the others"),
        (LineKind.WAIVED, "No data, waived; its weight goes to the others"),
        (LineKind.MISSING, "Missing: no data yet"),
    ],
)
def test_what_has_no_value_says_why_in_words(kind: LineKind, said: str) -> None:
    content = one("en")
    first = replace(content.lines[0], kind=kind, reason="The phone system was down.")
    drawn = words(compose(replace(content, lines=(first, *content.lines[1:])))[0])
    assert said in drawn
    assert "The phone system was down." in drawn
    assert first.points not in drawn


def test_who_is_not_assessed_has_the_reason_and_no_table() -> None:
    content: SheetContent = replace(
        one("en"), excluded="On leave since 8 October.", lines=(), bonuses=(), red_lines=(), result=Result()
    )
    drawn = words(compose(content)[0])
    assert "Excluded from this cycle's assessment" in drawn
    assert "On leave since 8 October." in drawn
    assert "Indicator" not in drawn


def test_line_ends_in_a_name_do_no_harm() -> None:
    content = one("en")
    who = replace(content.identity, office="a\nb", staff_no="KF\n1", name="x\ny", scorecard="s\nt")
    assert "a b" in words(compose(replace(content, identity=who))[0])


def test_curly_quotes_of_a_chinese_comment_stay_on_every_line() -> None:
    content = replace(one("zh_CN"), remarks=(Remark("客户说：\n“Hello”"),))
    assert "“Hello”" in words(compose(content)[0])


def long_named(language: str) -> SheetContent:
    """A sheet of two pages on which every name is longer than its place."""
    content, long = one(language, indicators=30), "长" if language == "zh_CN" else "long "
    who = replace(
        content.identity,
        office=long * 45,
        name=long * 22,
        team=long * 15,
        post=long * 15,
        scorecard=long * 50,
    )
    return replace(content, identity=who)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_long_names_are_whole_on_the_first_page_and_keep_the_version_on_the_next(language: str) -> None:
    content = long_named(language)
    who = content.identity
    pages = compose(content)
    assert len(pages) >= 2
    assert_within_margins(pages)
    first = read(pages[:1])
    for name in (who.office, who.name, who.team, who.post, who.scorecard):
        assert name.replace(" ", "") in first
    head = [text.text for text in pages[1].texts if text.y < 60]
    assert any("…" in text and text.endswith(who.version) for text in head)
    assert f"{content.result.total}  {content.result.grade}" in head


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_is_added_and_what_overrides_have_their_rules_beside_them(language: str) -> None:
    content = one(language)
    bonus = replace(content.bonuses[0], rule="+1 to the total for each, at most +5", made_of="3 = 1 + 2")
    red = replace(content.red_lines[0], rule="a single one sets the total to 0 and the grade to D " * 3)
    pages = compose(replace(content, bonuses=(bonus,), red_lines=(red,)))
    assert_within_margins(pages)
    drawn = read(pages)
    assert bonus.rule.replace(" ", "") in drawn
    assert "3=1+2" in drawn
    assert red.rule.replace(" ", "") in drawn
