"""Bringing a month's exports and the staff list in: look at a file, import it; what was imported, undo."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.errors import UserError, joined
from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import rights, staff_numbers
from qadesk.services.records import imports_log
from qadesk.services.records.account import ImportWarning, LeftOut, left_out_sheet  # noqa: A004
from qadesk.services.records.imports_log import (
    Batch,
    ImportReport,
    SheetReport,
    export_rejections,
    history,
    rejections,
)
from qadesk.services.records.imports_preview import Preview, make_preview
from qadesk.services.records.imports_sheet import InHand, store_sheet
from qadesk.services.records.imports_undo import refuse_undo, undo
from qadesk.services.records.impossible import refuse_more_than_contacts
from qadesk.services.records.questions import refuse_unanswered
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.choosing import Answers
from qadesk.tabular.date_orders import DateHints
from qadesk.tabular.dates import Zone
from qadesk.tabular.directory import Directory
from qadesk.tabular.layout import Layout, Sheet, hidden_sheets_text, likeliest, settle
from qadesk.tabular.rejections import Rejected

__all__ = (
    "Answers", "Batch", "ImportReport", "ImportWarning", "LeftOut", "Preview", "Rejected", "SheetReport",
    "export_rejections", "history", "preview", "previews", "refuse_undo", "rejections", "run", "undo",
)  # fmt: skip

_PREVIEW_ROWS: Final = 8


@rights.needs("import")
def run(
    office: Office,
    path: Path,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    answers: Mapping[str, Answers] | Answers | None = None,
    counts: str | None = None,
) -> ImportReport:
    """Import one file in one transaction: all good rows of all its sheets, or on any error or cancel nothing.

    `kind` and `mapping` (field -> header, "" for none) override what is remembered and guessed, and are
    remembered for files with the same headers; `answers` says more, for all sheets or for each by its name
    (then only those are read). `counts` says what counts where totals and single contacts meet, if that was
    not chosen before (see `counting`). Raises UserError for a file that cannot be read or understood and for
    rows in a closed cycle, Unanswered for a file that leaves a question open, ClashError where nobody said
    what counts, and Cancelled.
    """
    path = Path(path)
    progress = progress or Progress()
    said = answers if isinstance(answers, Answers) else Answers(kind, dict(mapping or {}))
    chosen = answers if isinstance(answers, Mapping) else None
    report: ImportReport | None = None
    with contextlib.suppress(_TakeBack), office.write() as connection:
        people = directory(connection, office)
        sheets = _settle(connection, office, path, people, said, chosen)
        read = _to_read(path, sheets, chosen)
        refuse_unanswered(path, read)
        digest = _digest(path, progress)
        found: dict[str, SheetReport] = {}
        file = InHand(path, digest, counts, several=len(sheets) > 1)
        for sheet in sorted(read, key=lambda one: one.layout.kind.name != "roster"):  # type: ignore[union-attr]
            layout = sheet.layout
            assert layout is not None
            assert layout.kind is not None
            found[sheet.name] = store_sheet(connection, office, file, layout, people, progress)
            if layout.kind.name == "roster":
                people = directory(connection, office)
            if (
                layout.answers.mapping
                or layout.answers.kind
                or layout.answers.readings
                or layout.answers.words
            ):
                _remember(connection, layout, office)
        refuse_more_than_contacts(connection, office, file.batches)
        report = _whole(path, sheets, found, chosen)
        if dry_run:
            report = report.taken_back()
            raise _TakeBack
    assert report is not None
    return report


def preview(
    office: Office, path: Path, kind: str | None = None, mapping: Mapping[str, str] | None = None
) -> Preview:
    """How the likeliest sheet of a file would be read, with its first rows converted. Stores nothing.

    Raises UserError for a file that cannot be read, or a mapping to a header it does not have.
    """
    path = Path(path)
    with office.read() as connection:
        people = directory(connection, office)
        layout = likeliest(
            _settle(connection, office, path, people, Answers(kind, dict(mapping or {})), None)
        )
    return make_preview(path, layout, people, Zone(office.zone), _PREVIEW_ROWS)


def previews(
    office: Office, path: Path, answers: Mapping[str, Answers] | None = None
) -> tuple[Preview | UserError, ...]:
    """How each sheet of a file would be read, or why it would not; with `answers` only the sheets it names.

    Stores nothing. Raises UserError for a file that cannot be read, or an answer that does not fit it.
    """
    path = Path(path)
    with office.read() as connection:
        people = directory(connection, office)
        sheets = _settle(connection, office, path, people, Answers(), answers)
    zone = Zone(office.zone)
    return tuple(
        _left_alone(sheet)
        if sheet.layout is None
        else make_preview(path, sheet.layout, people, zone, _PREVIEW_ROWS)
        for sheet in sheets
        if answers is None or sheet.name in answers
    )


def _left_alone(sheet: Sheet) -> UserError:
    if sheet.hidden:
        return UserError(
            "import.sheet_hidden",
            _("The worksheet “{sheet}” is hidden in the workbook; it is not read.").format(sheet=sheet.name),
            remedy=_("To have it read, unhide it in Excel, save, and choose the file again."),
        )
    return UserError(
        "import.sheet_without_header",
        _("The worksheet “{sheet}” has no header row; it is not imported.").format(sheet=sheet.name),
        remedy=_("If it contains records, name its columns in the first row."),
    )


class _TakeBack(Exception):
    """Ends a dry run's transaction."""


# ---- how a file is read


def directory(connection: Connection, office: Office) -> Directory:
    """The office's agents, to look up what exports call them."""
    agent = tables.agent.c
    rows = connection.execute(
        select(agent.id, agent.staff_no, agent.name).where(agent.office_id == office.id)
    )
    known = [(row.id, row.staff_no, row.name) for row in rows]
    return Directory(known, staff_numbers.former(connection))


def _settle(
    connection: Connection,
    office: Office,
    path: Path,
    people: Directory,
    said: Answers,
    chosen: Mapping[str, Answers] | None,
) -> tuple[Sheet, ...]:
    """How the sheets of a file are read, by what was settled before for files with their headers."""
    hints = DateHints(_open_months(connection, office), today=office.today(), zone=office.zone)
    return settle(path, people, _remembered(connection), said, chosen, hints)


def _remembered(connection: Connection) -> dict[str, Answers]:
    """What was said before of files, by their signature."""
    found: dict[str, Answers] = {}
    for row in connection.execute(select(tables.layout)):
        more = row.answers or {}
        found[row.signature] = Answers(row.kind, row.mapping, more.get("readings", {}), more.get("words", {}))
    return found


def _open_months(connection: Connection, office: Office) -> list[tuple[date, date]]:
    """The first and last day of every open cycle."""
    cycle = tables.cycle.c
    rows = connection.execute(
        select(cycle.start, cycle.end).where(cycle.office_id == office.id, cycle.status == "open")
    )
    return [(row.start, row.end - timedelta(days=1)) for row in rows]


def _to_read(path: Path, sheets: tuple[Sheet, ...], chosen: Mapping[str, Answers] | None) -> list[Sheet]:
    """The sheets that are recognised. Raises UserError with the reason of the likeliest if there are none."""
    found = [sheet for sheet in sheets if sheet.layout is not None and sheet.layout.readable]
    if not found or (chosen is not None and len(found) < len(sheets)):
        try:
            likeliest(sheets).check(path.name)
        except UserError as error:
            error.remedy = joined(error.remedy, hidden_sheets_text(sheets))
            raise
    return found


def _remember(connection: Connection, layout: Layout, office: Office) -> None:
    assert layout.kind is not None
    more = {"readings": layout.answers.readings, "words": layout.answers.words}
    connection.execute(delete(tables.layout).where(tables.layout.c.signature == layout.signature))
    connection.execute(
        insert(tables.layout).values(
            signature=layout.signature,
            kind=layout.kind.name,
            mapping=layout.mapping,
            answers={name: said for name, said in more.items() if said} or None,
            at=office.now(),
        )
    )


# ---- what came of it


def _whole(
    path: Path,
    sheets: tuple[Sheet, ...],
    read: Mapping[str, SheetReport],
    chosen: Mapping[str, Answers] | None,
) -> ImportReport:
    """The report of a file: its sheets in their order, those that were not read named."""
    parts, left = [], []
    for sheet in sheets:
        if sheet.name in read:
            parts.append(read[sheet.name])
        else:
            layout = sheet.layout
            code = "not_recognised"
            if layout is None:
                code = "hidden" if sheet.hidden else "no_headings"
            if layout is not None and layout.kind is not None and layout.sure:
                code = "incomplete"
            left.append(left_out_sheet(sheet, code))
            parts.append(SheetReport(sheet.name, "", read=False))
    return imports_log.file_report(path.name, tuple(parts), tuple(left))


def _digest(path: Path, progress: Progress) -> str:
    digest = hashlib.sha256()
    with reading(path, kept=_("Nothing was imported.")), path.open("rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
            progress.report(0, 0)
    return digest.hexdigest()
