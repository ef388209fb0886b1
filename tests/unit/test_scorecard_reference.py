"""The reference of scorecard files names every field, problem and limit as the program has them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import fields
from inspect import getsource
from pathlib import Path
from typing import Any

import pytest

from qadesk.domain import checking, flat_rules, peer_checking, rule_checking, total_checking
from qadesk.domain.checking import unit_of
from qadesk.domain.formula_parser import PEER_FUNCTIONS, PEER_WORDS
from qadesk.domain.measures import COUNTS, SOURCES
from qadesk.domain.rule_forms import BAND_WORDS
from qadesk.domain.rules import RULES, Effect
from qadesk.domain.scorecard_forms import from_dict
from qadesk.i18n import translations
from qadesk.services.designing.problem_words import WORDS
from qadesk.tabular import scorecard_columns, scorecard_words
from qadesk.tabular import scorecard_schema as schema
from qadesk.tabular.scorecard_columns import (
    BANDS,
    GRADES,
    INDICATORS,
    LEVELS,
    ON_TOTAL,
    SETTINGS_FIELDS,
    WorkbookColumn,
)

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXTS = {
    "en": (DOCS / "scorecard-file.md").read_text("utf-8"),
    "zh_CN": (DOCS / "scorecard-file.zh.md").read_text("utf-8"),
}
RULE = {name: one for kind in RULES for name, one in schema.rule_fields(kind).items()}
# The tables of fields, in the order they stand in; rules also have a kind, and ladders bands.
PARTS = (
    ("card", schema.SCORECARD),
    ("grade", schema.GRADE),
    ("on_total", schema.TOTAL_RULE),
    ("section", schema.SECTION),
    ("indicator", schema.INDICATOR),
    ("level", schema.INDICATOR["levels"].of or {}),
    ("rule", {"kind": schema.SchemaField(needed=True), "bands": schema.SchemaField(needed=True), **RULE}),
)
CALLED = {
    "card": scorecard_words.SCORECARD,
    "grade": scorecard_words.GRADE,
    "on_total": scorecard_words.ON_TOTAL,
    "section": scorecard_words.SECTION,
    "indicator": scorecard_words.INDICATOR,
    "level": scorecard_words.LEVEL,
    "rule": scorecard_words.RULE,
}
COLUMNS = {
    (c.part, c.field): c
    for c in (
        *INDICATORS.columns,
        *GRADES.columns,
        *LEVELS.columns,
        *SETTINGS_FIELDS,
        *BANDS.columns,
        *ON_TOTAL.columns,
    )
}
SHEETS = {
    "grades": GRADES,
    "sections": INDICATORS,
    "indicators": INDICATORS,
    "levels": LEVELS,
    "bands": BANDS,
    "on_total": ON_TOTAL,
}
CODE = re.compile(r"`([^`]+)`")

every_language = pytest.mark.parametrize("language", TEXTS)


def tables(text: str) -> list[list[list[str]]]:
    """The rows of each table, its headings first."""
    found = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [
        [[cell.strip() for cell in row.strip("|").split("|")] for row in one.splitlines() if "---" not in row]
        for one in found
    ]


def of_fields(language: str) -> list[tuple[str, Mapping[str, schema.SchemaField], dict[str, list[str]]]]:
    """Each part with what the document says of its fields."""
    first = {"en": "key", "zh_CN": "字段"}[language]
    told = [table[1:] for table in tables(TEXTS[language]) if table[0][0] == first]
    assert len(told) == len(PARTS)
    return [
        (part, wanted, {row[0].strip("`"): row[1:] for row in rows})
        for (part, wanted), rows in zip(PARTS, told, strict=True)
    ]


@every_language
def test_every_field_is_named_and_no_other(language: str) -> None:
    for _part, wanted, told in of_fields(language):
        assert set(told) == set(wanted)
    said = {code for code in CODE.findall(TEXTS[language]) if re.fullmatch("[a-z_0-9]+", code)}
    values = {code for column in COLUMNS.values() for code in column.choices}
    named = {name for _part, wanted in PARTS for name in wanted} | {"zh", "en"}
    commands = {"export", "import", "check", "file", "no"}
    known = named | set(BAND_WORDS) | values | commands | {"and", "if", "min", "max", "not_applicable", "or"}
    known |= PEER_FUNCTIONS.keys() | PEER_WORDS.keys()
    known |= WORDS.keys() | SOURCES.keys() | COUNTS.keys() | RULES.keys()
    assert said - known == set()


@every_language
def test_fields_are_told_as_the_program_calls_and_takes_them(language: str) -> None:
    word = translations(language).gettext
    needed = {"en": "**needed**", "zh_CN": "**必填**"}[language]
    for part, wanted, told in of_fields(language):
        for name, row in told.items():
            column = COLUMNS.get((part, name))
            if name != "format":  # as columns, and messages, call it
                called = word(CALLED[part][name])
                assert row[0] == called or (column is None and row[0].startswith(called))
            assert name not in SHEETS or word(SHEETS[name].text) in row[0]
            if part == "rule":
                of = [kind for kind in RULES if name in _fields_of(kind)]
                assert name == "kind" or CODE.findall(row[1]) == of
            value, default, _meaning = row[-3:]
            assert (default == needed) == _needed(part, name, wanted[name]), name
            _says_choices(column, value, word)
            _says_default(part, name, default)


def _fields_of(kind: str) -> set[str]:
    return {one.name for one in fields(RULES[kind])}


def _needed(part: str, name: str, one: schema.SchemaField) -> bool:
    """Whether a field has to stand there; of a rule, whichever kind has it."""
    if part != "rule" or name in ("kind", "bands"):
        return one.needed
    return all(schema.rule_fields(kind)[name].needed for kind in RULES if name in _fields_of(kind))


def _says_choices(column: WorkbookColumn | None, cell: str, word: Any) -> None:
    if column is None or not column.choices or column.field == "kind":
        return
    assert [code for code in CODE.findall(cell) if code in column.choices] == list(column.choices)
    if column.choices is not scorecard_words.FLAGS:
        assert [text for text in column.choices.values() if word(text) not in cell] == []


def _says_default(part: str, name: str, cell: str) -> None:
    """A default written as in a file is what a scorecard without the field has."""
    written = CODE.findall(cell)
    if part == "rule":
        defaults = {getattr(kind, name) for kind in RULES.values() if hasattr(kind, name) and name != "kind"}
        plain = {str(one).lower() for one in defaults if not isinstance(one, str) or one in set(Effect)}
        assert set(written) == {one for one in plain if one != "none"}
    elif part == "card":
        bare = {"code": "a", "version": 1, "name": {"zh": "", "en": ""}, "cap": "100"}
        card = from_dict({**bare, "grades": [], "sections": []})
        got = schema.FORMAT if name == "format" else getattr(card, name, None)
        assert not written or written == [str(got).lower()]


@every_language
def test_kinds_records_counts_and_problems_are_all_there(language: str) -> None:
    text, word = TEXTS[language], translations(language).gettext
    rows = [row for table in tables(text) for row in table]
    assert [row[:2] for row in rows if row[0].strip("`") in RULES] == [
        [f"`{kind}`", word(scorecard_words.KINDS[kind])] for kind in RULES
    ]
    of_records = {
        code: re.search(r"[(（](.*)[)）]", part)
        for row in rows
        for part in re.split("[;；]", row[1])
        for code in CODE.findall(part)
        if code in SOURCES
    }
    assert of_records.keys() == SOURCES.keys()
    for code, unit in of_records.items():
        assert unit is not None
        assert word(scorecard_words.UNITS[unit_of(code)]).startswith(unit[1]), code
    assert [count for count in COUNTS if f"`{count}`" not in text] == []
    section = text.split("\n## ")[-2]
    stopping, accepted = section.rstrip().rsplit("\n\n", 1)
    warnings = _warnings()
    assert {code for code in CODE.findall(accepted) if code in WORDS} == warnings
    told = [code for code in CODE.findall(stopping) if code in WORDS]
    assert sorted(told) == sorted(set(WORDS) - warnings)


def _warnings() -> set[str]:
    """The codes of problems that an author may accept, as the checks give them."""
    calls = [
        node
        for module in (checking, rule_checking, flat_rules, peer_checking, total_checking)
        for node in ast.walk(ast.parse(getsource(module)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "warning"
    ]
    return {str(call.args[0].value) for call in calls if isinstance(call.args[0], ast.Constant)}


@every_language
def test_limits_are_those_of_the_program(language: str) -> None:
    from qadesk.domain.formula import MAX_LENGTH
    from qadesk.tabular import scorecard_sheet_reading, yaml_nodes

    said = re.findall(r"\d[\d,]*", TEXTS[language].split("\n## ")[-1])
    numbers = [int(one.replace(",", "")) for one in said]
    most = [schema.MOST_INDICATORS, schema.MOST_SECTIONS, schema.SCORECARD["grades"].most, 10]
    most += [schema.MOST_BANDS, schema.MOST_TEXT, MAX_LENGTH, yaml_nodes.MAX_FILE >> 20]
    assert numbers[: len(most) + 1] == [*most, scorecard_sheet_reading._MOST_ROWS]
    assert scorecard_sheet_reading.MAX_FILE == yaml_nodes.MAX_FILE
    assert all(title in TEXTS[language] for title in _sheet_titles(language))


def _sheet_titles(language: str) -> list[str]:
    return [translations(language).gettext(sheet.text) for sheet in scorecard_columns.SHEETS]


def test_both_languages_have_the_same_tables() -> None:
    assert [len(table) for table in tables(TEXTS["en"])] == [len(table) for table in tables(TEXTS["zh_CN"])]
