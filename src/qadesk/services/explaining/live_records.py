"""An agent's records as sheets of a workbook, and the formulas that count them there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from qadesk.domain import selection
from qadesk.domain.measures import OfficeTally, Tally, source_of
from qadesk.domain.scorecard import Indicator, Origin
from qadesk.i18n import _, current_language
from qadesk.kinds.kind import NOT_STATED, Records, RecordSheet, SheetColumn, SheetCount, quotient
from qadesk.kinds.registry import all_records, stored_apart
from qadesk.services import personal
from qadesk.services.assessment.results import AgentResult
from qadesk.services.explaining.live_rules import figure
from qadesk.services.records import record_lists
from qadesk.services.records.record_lists import ListedRecord
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.live_book import Formula, LiveCell, LiveSheet

_FIRST: Final = 2  # the row after the heads
_FILE_WIDTH: Final = 30


@dataclass(frozen=True)
class LiveRecords:
    """Record sheets, the sheet of counts, and under which address each count stands."""

    sheets: tuple[LiveSheet, ...]
    counts: LiveSheet
    cells: Mapping[str, str]


@dataclass(frozen=True)
class _Counted:
    """A line of the sheet of counts: `known` is what the program counted."""

    label: str
    formula: str
    known: Decimal | int | None = None


def live_records(
    office: Office, cycle_code: str, result: AgentResult, whole: OfficeTally, items: tuple[Indicator, ...]
) -> LiveRecords:
    """One agent's records in a cycle, the branch's delivery days; `items` are the scorecard's indicators."""
    staff_no, sheets, counted = result.agent.staff_no, list[LiveSheet](), dict[str, _Counted]()
    figures = {one.figure for one in items if one.origin is Origin.RECORDS}
    items = tuple(one for one in items if one.rated)
    for own in stored_apart().values():
        described, tally = own.sheet, whole if own.of_office else result.tally
        if described.only_with and not result.tally.count(described.only_with):
            continue
        shown = [one for one in described.columns if not one.only_for or one.only_for & figures]
        sheet = _listed(office, cycle_code, own, "" if own.of_office else staff_no, shown)
        sheets.append(sheet)
        columns = {one.name: sheet.column(at, _FIRST) for at, one in enumerate(shown)}
        words = {name: _(text) for name, text in described.words.items()} | {"not_stated": _(NOT_STATED)}
        words |= {name: figure(Decimal(number(tally))) for name, number in described.numbers.items()}
        for one in described.counts:
            if one.only_for and not one.only_for & figures:
                continue
            made = one.formula.format_map(columns | words)
            before = counted.get(one.name)
            counted[one.name] = (
                _Counted(_(one.label), made, _known(tally, one)) if before is None
                else replace(before, formula=f"{before.formula}+{made}")
            )  # fmt: skip
    ratings = _ratings(office, cycle_code, result.agent.id, items)
    counted |= _rating_counts(ratings, items)
    counts = LiveSheet(_("Counts"), widths=(46, 16), frozen=(1, 0))
    counts.add(LiveCell(_("What is counted"), "head"), LiveCell(_("Number"), "head"))
    cells = {}
    for name, count in counted.items():
        row = counts.add(LiveCell(count.label), LiveCell(Formula(count.formula, count.known), "count"))
        cells[name] = f"'{counts.title}'!$B${row}"
    return LiveRecords((*sheets, ratings), counts, cells)


def _known(tally: Tally | OfficeTally, count: SheetCount) -> Decimal | int | None:
    name = count.tally or count.name
    known: Decimal | int | None = getattr(tally, name, tally.more.get(name))
    return known


def _listed(
    office: Office, code: str, own: Records, staff_no: str, columns: Sequence[SheetColumn]
) -> LiveSheet:
    """The records that count in a cycle, of all kinds that are stored as `own` is."""
    described = own.sheet
    heads = [*((_(one.heading), one.width) for one in columns), (_("File"), _FILE_WIDTH)]
    sheet, show = _sheet(_(described.title), heads), personal.shown(office, "records")
    for kind in (name for name, one in all_records().items() if one.source == own.source):
        for record in record_lists.each(office, code, kind, staff_no=staff_no, only_counted=True):
            if described.shows(record.row):
                found = (cell(office, one, record) for one in columns)
                cells = (replace(one, content=show(one.content)) for one in found)
                sheet.add(*cells, LiveCell(record.file_name))
    return sheet


def cell(office: Office, column: SheetColumn, record: ListedRecord) -> LiveCell:
    """What a record has in a column."""
    value = column.value(record.row)
    if value is None and column.untold in record.untold:
        value = _(NOT_STATED)
    elif isinstance(value, bool):
        value = int(value)
    elif isinstance(value, datetime):
        at = office.local(value).replace(tzinfo=None)
        value = at.date() if column.look == "day" else at
    return LiveCell(value, column.look)


def _ratings(office: Office, code: str, agent_id: int, items: tuple[Indicator, ...]) -> LiveSheet:
    columns = [
        (_("Item"), 24), (_("Code"), 16), (_("Rated by"), 16), (_("Submitted"), 20), (_("Contact"), 22),
        (_("Level"), 10), (_("Remark"), 50),
    ]  # fmt: skip
    sheet = _sheet(_("Ratings"), columns)
    names = {item.code: item.names.in_language(current_language()) for item in items}
    evaluation, rating = tables.evaluation.c, tables.rating.c
    joined = (
        tables.evaluation.join(tables.rating)
        .join(tables.user, evaluation.user_id == tables.user.c.id)
        .join(tables.cycle, evaluation.cycle_id == tables.cycle.c.id)
        .outerjoin(tables.contact, evaluation.contact_id == tables.contact.c.id)
    )
    chosen = (
        tables.cycle.c.code == code, tables.cycle.c.office_id == office.id,
        evaluation.agent_id == agent_id, evaluation.status == "submitted",
    )  # fmt: skip
    shown = select(
        rating.item,
        tables.user.c.name,
        evaluation.submitted_at,
        tables.contact.c.ref,
        rating.level,
        rating.comment,
    )
    with office.read() as connection:
        rows = connection.execute(
            shown.select_from(joined).where(*chosen).order_by(rating.item, evaluation.id)
        ).all()
    for row in rows:
        if row.item in names:
            level = LiveCell(_("N/A")) if row.level is None else LiveCell(row.level, "number")
            at = office.local(row.submitted_at).replace(tzinfo=None)
            sheet.add(
                LiveCell(names[row.item]),
                LiveCell(row.item),
                LiveCell(row.name),
                LiveCell(at, "time"),
                LiveCell(row.ref),
                level,
                LiveCell(row.comment),
            )
    return sheet


def _rating_counts(sheet: LiveSheet, items: tuple[Indicator, ...]) -> dict[str, _Counted]:
    coded, levels = sheet.column(1, _FIRST), sheet.column(5, _FIRST)
    counts = {}
    for item in items:
        name, wanted = item.names.in_language(current_language()), f'"{item.code}"'
        counts[f"{item.code}:n"] = _Counted(
            _("{item}: ratings").format(item=name), f'COUNTIFS({coded},{wanted},{levels},">0")'
        )
        counts[f"{item.code}:sum"] = _Counted(
            _("{item}: sum of levels").format(item=name), f"SUMIFS({levels},{coded},{wanted})"
        )
    return counts


def figure_formula(indicator: Indicator, cells: Mapping[str, str], tally: Tally) -> str | None:
    """The value of an indicator from the counts; None for what is typed or computed from others.

    So it is where the agent's `tally` has more than the sheet's records tell.
    """
    if indicator.origin is Origin.RATED:
        return quotient(cells[f"{indicator.code}:sum"], cells[f"{indicator.code}:n"])
    sheet = sheet_of(indicator)
    made = None if sheet is None else sheet.figures.get(indicator.figure)
    if sheet is not None and indicator.figure in selection.FIGURES and any(map(tally.count, sheet.beyond)):
        return None
    return None if made is None else made.format_map(cells)


def sheet_of(indicator: Indicator) -> RecordSheet | None:
    """The sheet of the records an indicator is counted from; None if it is not made of records."""
    source = source_of(indicator.figure) if indicator.origin is Origin.RECORDS else None
    kind = None if source is None else stored_apart().get(source)
    return None if kind is None else kind.sheet


def _sheet(title: str, columns: Sequence[tuple[str, float]]) -> LiveSheet:
    """An empty sheet with these headings and widths."""
    sheet = LiveSheet(title, widths=tuple(width for _heading, width in columns), frozen=(1, 0))
    sheet.add(*(LiveCell(heading, "head") for heading, _width in columns))
    return sheet
