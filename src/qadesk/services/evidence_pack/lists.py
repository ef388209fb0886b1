"""The records behind every figure as a workbook: which figures each counts for, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from qadesk.domain.measures import Source
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _, current_language
from qadesk.kinds.kind import Records
from qadesk.kinds.registry import all_records, stored_apart
from qadesk.progress import Progress
from qadesk.services import cycles, personal
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.explaining.live_records import cell
from qadesk.services.records import evidence, record_lists
from qadesk.services.records.evidence import Part, Record
from qadesk.storage.office import Office
from qadesk.tabular.live_book import LiveCell, LiveSheet

_AT_ONCE: Final = 2000  # records of a page
_NOTE_WIDTH, _FILE_WIDTH, _FIGURE_WIDTH = 40, 30, 24
# By source: row number -> indicator -> whether it counts for it and what it says.
Said = Mapping[Source, Mapping[int, Mapping[str, Record]]]


def sheets(
    office: Office, made: CycleResults, result: AgentResult, *, customers: bool, progress: Progress
) -> list[LiveSheet]:
    """A sheet for each kind of record that there are any of, then the ratings."""
    said = _said(office, made, result, progress, customers=customers)
    found = []
    for source, kind in stored_apart().items():
        sheet = _listed(office, made, result, kind, said.get(source, {}), customers)
        found += [sheet] if len(sheet.rows) > 1 else []
    ratings = _ratings(result.card, said.get(Source.RATINGS, {}))
    return [*found, ratings] if len(ratings.rows) > 1 or not found else found


def _said(
    office: Office, made: CycleResults, result: AgentResult, progress: Progress, *, customers: bool
) -> Said:
    """What each record says for each indicator that is made of its kind."""
    found: dict[Source, dict[int, dict[str, Record]]] = {}
    show = personal.whole if customers else personal.shown(office, None)
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, made.cycle.code)
        for indicator in result.card.indicators():
            for source in evidence.sources_of(indicator, result.tally):
                offset, total = 0, 1
                while offset < total:
                    part = Part(source, offset, _AT_ONCE)
                    page = evidence.records_in(
                        connection, office, cycle, result.agent.staff_no, indicator.code, part, show
                    )
                    for record in page.records:
                        found.setdefault(source, {}).setdefault(record.id, {})[indicator.code] = record
                    offset, total = offset + _AT_ONCE, page.total
                    progress.report(0, 0)
    return found


def _listed(
    office: Office,
    made: CycleResults,
    result: AgentResult,
    kind: Records,
    said: Mapping[int, Mapping[str, Record]],
    customers: bool,
) -> LiveSheet:
    """The records of all kinds that are stored as this one is."""
    described = kind.sheet
    figures = _figures(result.card, said)
    heads = [(_(one.heading), one.width) for one in described.columns]
    heads += [(_("Note"), _NOTE_WIDTH)] if customers else []
    heads += [(_("File"), _FILE_WIDTH), *((name, _FIGURE_WIDTH) for name in figures.values())]
    sheet = _sheet(_(described.title), heads)
    whose = "" if kind.of_office else result.agent.staff_no
    for name in (name for name, one in all_records().items() if one.source == kind.source):
        for record in record_lists.each(office, made.cycle.code, name, staff_no=whose):
            cells = [cell(office, one, record) for one in described.columns]
            if customers:
                cells.append(
                    LiveCell(getattr(record.row, "note", None) or getattr(record.row, "comment", None))
                )
            told = said.get(record.id, {})
            counts = (LiveCell(_counts(told.get(code)), "wrap") for code in figures)
            sheet.add(*cells, LiveCell(record.file_name), *counts)
    return sheet


def _ratings(card: Scorecard, said: Mapping[int, Mapping[str, Record]]) -> LiveSheet:
    heads: list[tuple[str, float]] = [
        (_("Item"), 24), (_("Rated by"), 16), (_("Time"), 20), (_("Contact"), 22), (_("Level"), 24),
        (_("Counts"), 30), (_("Remark"), _NOTE_WIDTH),
    ]  # fmt: skip
    sheet = _sheet(_("Ratings"), heads)
    names = {one.code: one.names.in_language(current_language()) for one in card.indicators()}
    for form in sorted(said):
        for code, record in said[form].items():
            at = record.at.replace(tzinfo=None) if isinstance(record.at, datetime) else record.at
            sheet.add(
                LiveCell(names[code]),
                LiveCell(record.about),
                LiveCell(at, "time"),
                LiveCell(record.ref),
                LiveCell(record.said),
                LiveCell(_counts(record), "wrap"),
                LiveCell(record.note, "wrap"),
            )
    return sheet


def _figures(card: Scorecard, said: Mapping[int, Mapping[str, Record]]) -> dict[str, str]:
    """The indicators that some of the records are listed for, by code, with their names."""
    used = {code for figures in said.values() for code in figures}
    return {i.code: i.names.in_language(current_language()) for i in card.indicators() if i.code in used}


def _counts(record: Record | None) -> str:
    if record is None:
        return ""
    if record.counted:
        return _("counts: {what}").format(what=record.said)
    return _("does not count: {why}").format(why=record.why)


def _sheet(title: str, heads: list[tuple[str, float]]) -> LiveSheet:
    sheet = LiveSheet(title, widths=tuple(width for _heading, width in heads), frozen=(1, 1))
    sheet.add(*(LiveCell(heading, "head") for heading, _width in heads))
    return sheet
