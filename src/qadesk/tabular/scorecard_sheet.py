"""A scorecard written as a workbook: its table, bands of ladders, wording of levels, grades, settings."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from qadesk.domain.rule_forms import rule_to_dict
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Indicator, Names, Scorecard, Section
from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.total_rules import FigureCondition
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.tabular import numbers
from qadesk.tabular import scorecard_columns as columns
from qadesk.tabular import scorecard_shares as shares
from qadesk.tabular.export import WORKBOOK_OPTIONS, runs
from qadesk.tabular.scorecard_columns import SheetOf, WorkbookColumn, word_for
from qadesk.tabular.scorecard_schema import MOST_TEXT, better_by_default
from qadesk.whole_files import write_whole

_Row = Mapping[WorkbookColumn, "str | Decimal | _Percent"]
_A4: Final = 9  # as spreadsheets number paper
_LINE: Final = 16  # points
_MOST_LINES: Final = 25  # a row is at most 409 points high
_SPARE_ROWS: Final = 200  # below the last one, where words can still be picked from a list


@dataclass(frozen=True)
class _Percent:
    """A share of 1 that its cell shows as a percentage."""

    value: Decimal


def write_sheet(path: Path, card: Scorecard, in_words: Mapping[str, str]) -> None:
    """Write a scorecard as a workbook; `in_words` are its rules by indicator code, for people to read.

    No cell is ever a formula or a link. The file is put in place whole. Raises UserError if it cannot be
    written, or for a text too long to be read back.
    """
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, WORKBOOK_OPTIONS) as book:
        _Writer(book).write(
            {
                columns.INDICATORS: list(_table(card, in_words)),
                columns.BANDS: list(_bands(card)),
                columns.LEVELS: list(_levels(card)),
                columns.GRADES: list(_grades(card)),
                columns.ON_TOTAL: list(_on_total(card)),
                columns.SETTINGS: list(_settings(card)),
            }
        )
    write_whole(path, content.getvalue())


def _table(card: Scorecard, in_words: Mapping[str, str]) -> Iterator[_Row]:
    for section in card.sections:
        head = dict(_of("section", _section(section)))
        for indicator in section.indicators:
            own = _of("indicator", _indicator(indicator)) | _of("rule", _rule(indicator))
            if indicator.applies_if is not None:
                own |= _of("applies_if", _condition(indicator.applies_if))
            said = {columns.IN_WORDS: in_words.get(indicator.code, "")}
            yield {**head, **_with_shares(own, indicator, _units(card)), **said}
            head = dict(_of("section", {"code": section.code}))
        if not section.indicators:
            yield head


def _bands(card: Scorecard) -> Iterator[_Row]:
    _whose, limit, points, over, flat = columns.BANDS.columns
    for indicator in card.indicators():
        if isinstance(indicator.rule, Ladder):
            for number, (bound, given) in enumerate(indicator.rule.bands):
                row: dict[WorkbookColumn, str | Decimal] = {
                    columns.WHOSE: indicator.code,
                    limit: bound,
                    points: given,
                }
                said = (over, indicator.rule.is_over(number)), (flat, indicator.rule.is_flat(number))
                row |= {column: word_for(column, "true") for column, on in said if on}
                yield _with_shares(row, indicator)


def _levels(card: Scorecard) -> Iterator[_Row]:
    for indicator in card.indicators():
        for level in indicator.levels:
            own = {"level": Decimal(level.level), **_names("name", level.name)}
            own |= _names("wording", level.wording)
            yield {columns.WHOSE: indicator.code, **_of("level", own, columns.LEVELS.columns)}


def _grades(card: Scorecard) -> Iterator[_Row]:
    for grade in card.grades:
        own = {"code": grade.code, "at_least": grade.at_least, "quota": grade.quota}
        own["least_share"] = grade.least_share
        yield _with_shares(_of("grade", own | _names("name", grade.names), columns.GRADES.columns))


def _on_total(card: Scorecard) -> Iterator[_Row]:
    for rule in card.on_total:
        own = _condition(rule.when) | {"effect": rule.effect.value, "value": rule.value, "grade": rule.grade}
        yield _with_shares(_of("on_total", own, columns.ON_TOTAL.columns), units=_units(card))


def _condition(condition: FigureCondition) -> dict[str, Any]:
    return {"figure": condition.figure, "sign": condition.sign.value, "limit": condition.limit}


def _units(card: Scorecard) -> dict[str, str]:
    """The unit of each indicator, by code."""
    return {indicator.code: indicator.unit.value for indicator in card.indicators()}


def _with_shares(
    row: dict[WorkbookColumn, str | Decimal],
    indicator: Indicator | None = None,
    units: Mapping[str, str] | None = None,
) -> _Row:
    """The row with its shares of 1 as people type them there; `units` by code are for conditions."""
    rule = None if indicator is None else indicator.rule
    of_standard = bool(getattr(rule, "relative", False) or getattr(rule, "of_standard", False))
    unit = "" if indicator is None else indicator.unit.value
    made: dict[WorkbookColumn, str | Decimal | _Percent] = dict(row)
    figures = {column.part: str(value) for column, value in row.items() if column.field == "figure"}
    for column, value in row.items():
        own = (units or {}).get(figures[column.part], "") if column.part in figures else unit
        kind = shares.kind_of(column.part, column.field, own, of_standard=of_standard)
        if kind is not None and isinstance(value, Decimal):
            number, percent = shares.in_cell(value, kind)
            made[column] = _Percent(number) if percent else number
    return made


def _settings(card: Scorecard) -> Iterator[_Row]:
    setting, value = columns.SETTINGS.columns
    plain = to_dict(card)
    data = {"marks": card.marks.value, "quota_from": card.quota_from, "focus_extra": card.focus_extra}
    data |= {"quota_ties": card.quota_ties.value, "quota_rounding": card.quota_rounding.value}
    data |= {name: plain[name] for name in ("code", "version", "half_points")} | {"cap": card.cap}
    data |= _names("name", card.names)
    for column, cell in _of("card", data, columns.SETTINGS_FIELDS).items():
        yield {setting: column.heading(), value: cell}


def _section(section: Section) -> dict[str, Any]:
    figures = {"share": section.share, "most": section.most, "least": section.least}
    return {"code": section.code, **_names("name", section.names), **figures}


def _indicator(indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code,
        **_names("name", indicator.names),
        "unit": indicator.unit.value,
        "better": indicator.better.value,
        "standard": indicator.standard,
        "standard_from": indicator.standard_from,
        "weight": indicator.weight or None,
        "on_top": indicator.on_top or None,
        "measure": indicator.measure,
        "formula": indicator.formula,
        "typed": indicator.typed or None,
        "least": indicator.least,
        "greatest": indicator.greatest,
        "part_of": indicator.part_of,
    }


def _rule(indicator: Indicator) -> dict[str, Any]:
    data = rule_to_dict(indicator.rule)
    default = better_by_default(data["kind"], data, indicator.better.value)
    said = {name: getattr(indicator.rule, name) for name in data if name not in ("kind", "bands")}
    if "costs" in said:
        said["costs"] = data["costs"]
    if said.get("better") == default:
        said.pop("better", None)
    return {"kind": data["kind"], **said}


def _names(field: str, names: Names) -> dict[str, str]:
    return {f"{field}.zh": names.zh, f"{field}.en": names.en}


def _of(
    part: str, data: Mapping[str, Any], among: tuple[WorkbookColumn, ...] = columns.INDICATORS.columns
) -> dict[WorkbookColumn, str | Decimal]:
    """The cells of one part of a row; what is None or empty stays blank."""
    made: dict[WorkbookColumn, str | Decimal] = {}
    for column in among:
        key = f"{column.field}.{column.language}" if column.language else column.field
        value = data.get(key) if column.part == part else None
        if isinstance(value, bool):
            made[column] = word_for(column, "true" if value else "false")
        elif column.choices and value is not None:
            made[column] = word_for(column, str(value))
        elif isinstance(value, int):
            made[column] = Decimal(value)
        elif value is not None and value != "":
            made[column] = value
    return made


class _Writer:
    """Lays the sheets out in a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        edge = {"border": 1, "border_color": "#D0CCC2", "valign": "top"}
        self._head = book.add_format({**edge, "bold": True, "bg_color": "#F1EFE9", "text_wrap": True})
        self._text = book.add_format({**edge, "num_format": "@", "text_wrap": True})
        # A text that starts like a formula stays one even where the sheet is later saved as CSV.
        self._quoted = book.add_format({**edge, "num_format": "@", "text_wrap": True, "quote_prefix": True})
        self._figure = book.add_format(edge)
        self._share = book.add_format({**edge, "num_format": shares.LOOK})

    def write(self, content: Mapping[SheetOf, list[_Row]]) -> None:
        """All of them."""
        for sheet, rows in content.items():
            page = self._book.add_worksheet(sheet.title())
            for at, column in enumerate(sheet.columns):
                page.write_string(0, at, column.heading(), self._head)
                page.set_column(at, at, column.width)
                if column.choices:
                    words = [word_for(column, code) for code in column.choices]
                    rule = {"validate": "list", "source": words, "ignore_blank": True}
                    page.data_validation(1, at, len(rows) + _SPARE_ROWS, at, rule)
            for line, row in enumerate(rows, 1):
                for at, column in enumerate(sheet.columns):
                    self._cell(page, line, at, row.get(column))
                page.set_row(line, _LINE * max(_lines(column, row.get(column)) for column in sheet.columns))
            page.set_row(0, 2 * _LINE)
            page.freeze_panes(1, 1)
            page.set_landscape()
            page.set_paper(_A4)
            page.repeat_rows(0)
            if sheet is columns.INDICATORS:  # too wide for one sheet of paper
                page.repeat_columns(0)
            else:
                page.fit_to_pages(1, 0)

    def _cell(self, page: Any, line: int, at: int, value: str | Decimal | _Percent | None) -> None:
        if isinstance(value, _Percent):
            number = float(value.value)
            if Decimal(repr(number)) == value.value:
                page.write_number(line, at, number, self._share)
            else:  # a spreadsheet would round it
                text = f"{numbers.shown(value.value, numbers.PERCENT)}%"
                page.write_string(line, at, text, self._text)
        elif value is None:
            page.write_blank(line, at, None, self._text)
        elif isinstance(value, Decimal):
            number = float(value)
            if Decimal(repr(number)) == value:
                page.write_number(line, at, number, self._figure)
            else:  # a spreadsheet would round it
                page.write_string(line, at, format(value, "f"), self._text)
        else:
            if len(value) > MOST_TEXT:
                raise UserError(
                    "scorecard_file.text_too_long",
                    _("A text is longer than {n} characters: “{text}…”").format(n=MOST_TEXT, text=value[:40]),
                    kept=_("Nothing was changed."),
                    remedy=_("Shorten the text to {n} characters or fewer.").format(n=MOST_TEXT),
                )
            page.write_string(line, at, value, self._quoted if runs(value) else self._text)


def _lines(column: WorkbookColumn, value: str | Decimal | _Percent | None) -> int:
    """How many lines a cell takes, about; a Chinese sign is as wide as two others."""
    if not isinstance(value, str):
        return 1
    wide = (sum(2 if sign > "\u2e80" else 1 for sign in line) for line in value.split("\n"))
    return min(_MOST_LINES, sum(max(1, -(-length // column.width)) for length in wide))
