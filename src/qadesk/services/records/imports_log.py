"""What is noted of each import: its counts and bad rows, listed and exported afterwards."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import audit, personal, rights
from qadesk.services.records.account import ColumnAccount, ImportWarning, LeftOut  # noqa: A004
from qadesk.services.records.batches import by_hand
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.rejections import Rejected, reason_text

_AT_ONCE: Final = 5000  # rows
UNDONE = "import.undo"  # in the trail, with the number of the import


@dataclass(frozen=True)
class SheetReport:
    """What came of one sheet (a text file is one sheet without a name).

    rows = imported + duplicates + updated + the number of rejected rows. `accepted` are the fields whose
    columns were guesses and taken as such because the user said so. `batch_id` names its import afterwards.
    """

    name: str
    kind: str
    read: bool = True
    rows: int = 0
    imported: int = 0
    duplicates: int = 0
    updated: int = 0
    rejected: tuple[Rejected, ...] = ()
    batch_id: int | None = None
    columns: tuple[ColumnAccount, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[ImportWarning, ...] = ()
    accepted: tuple[str, ...] = ()
    days: tuple[date, ...] = ()  # the first and last day of what it brought; empty if it brought nothing


@dataclass(frozen=True)
class ImportReport:
    """What came of one file, all sheets together; `kind` is that of its first sheet that was read.

    rows = imported + duplicates + updated + the number of rejected rows. `batch_id` names the first sheet's
    import afterwards; None after a dry run.
    """

    batch_id: int | None
    kind: str
    file_name: str
    rows: int
    imported: int
    duplicates: int
    updated: int
    rejected: tuple[Rejected, ...]
    sheets: tuple[SheetReport, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[ImportWarning, ...] = ()

    @property
    def read(self) -> tuple[SheetReport, ...]:
        """The sheets that were read."""
        return tuple(sheet for sheet in self.sheets if sheet.read)

    @property
    def batch_ids(self) -> tuple[int, ...]:
        """The imports of all its sheets."""
        return tuple(sheet.batch_id for sheet in self.read if sheet.batch_id is not None)

    @property
    def columns(self) -> tuple[ColumnAccount, ...]:
        """The columns of all sheets that were read."""
        return tuple(column for sheet in self.read for column in sheet.columns)

    def taken_back(self) -> ImportReport:
        """The same after a dry run: nothing of it is stored."""
        return replace(
            self, batch_id=None, sheets=tuple(replace(sheet, batch_id=None) for sheet in self.sheets)
        )


def file_report(file_name: str, sheets: tuple[SheetReport, ...], left: tuple[LeftOut, ...]) -> ImportReport:
    """The report of a file of its sheets; `left` are the sheets that were not read. At least one was."""
    read = [sheet for sheet in sheets if sheet.read]
    return ImportReport(
        read[0].batch_id,
        read[0].kind,
        file_name,
        sum(sheet.rows for sheet in read),
        sum(sheet.imported for sheet in read),
        sum(sheet.duplicates for sheet in read),
        sum(sheet.updated for sheet in read),
        tuple(row for sheet in read for row in sheet.rejected),
        sheets,
        (*left, *(one for sheet in read for one in sheet.left_out)),
        tuple(one for sheet in read for one in sheet.warnings),
    )


@dataclass(frozen=True)
class Batch:
    """One import as it is listed: who did it and undid it by name ("" if unknown), times in UTC.

    `sheet` is "" for a file with one sheet; `account` what was left out, warned of and taken as a guess, None
    for imports older than that.
    """

    id: int
    kind: str
    file_name: str
    sheet: str
    account: Mapping[str, Any] | None
    rows: int
    imported: int
    duplicates: int
    updated: int
    rejected: int
    first_day: date | None
    last_day: date | None
    at: datetime
    user: str
    undone_at: datetime | None
    undone_by: str


def history(office: Office) -> tuple[Batch, ...]:
    """All imports, the newest first, those undone among them."""
    batch, user, trail = tables.import_batch, tables.user, tables.audit
    with office.read() as connection:
        rows = connection.execute(
            select(batch, func.coalesce(user.c.name, "").label("user"))
            .outerjoin(user, user.c.id == batch.c.user_id)
            .where(~by_hand())
            .order_by(batch.c.id.desc())
        ).all()
        undone = connection.execute(
            select(trail.c.detail["batch"].as_integer().label("batch"), user.c.name)
            .join(user, user.c.id == trail.c.user_id)
            .where(trail.c.action == UNDONE)
        ).all()
    by_whom = {row.batch: row.name for row in undone}
    names = [field.name for field in fields(Batch) if field.name != "undone_by"]
    return tuple(
        Batch(**{name: getattr(row, name) for name in names}, undone_by=by_whom.get(row.id, ""))
        for row in rows
    )


def rejections(office: Office, batch_id: int, limit: int | None = None) -> tuple[Rejected, ...]:
    """The rows of an import that were not taken, by line; at most `limit` of them."""
    found = tables.rejection.c
    with office.read() as connection:
        rows = connection.execute(
            select(found.line, found.column, found.value, found.reason)
            .where(found.batch_id == batch_id)
            .order_by(found.line, found.id)
            .limit(limit)
        ).all()
    show = personal.shown(office, "records")
    return tuple(Rejected(line, column, show(value), reason) for line, column, value, reason in rows)


@rights.needs("print")
def export_rejections(office: Office, batch_id: int, path: Path, progress: Progress | None = None) -> None:
    """Write the rows of an import that were not taken to a .csv or .xlsx file.

    Raises UserError if the file cannot be written, and Cancelled; then there is no file.
    """
    from qadesk.tabular.export import write_table

    headings = (_("Line"), _("Column"), _("Value"), _("Reason"))
    numbers, word = _numbers(office, batch_id), cache(reason_text)
    show = personal.shown(office, "records")
    rows = ((line, column, value, word(code)) for line, column, value, code in _each(office, numbers))
    write_table(Path(path), headings, rows, progress, total=len(numbers), show=show)
    personal.exported(office, _("Rows not imported"), "customers", len(numbers), Path(path), "records")


def _numbers(office: Office, batch_id: int) -> array[int]:
    """The keys of an import's bad rows by line: eight bytes each, where the rows themselves are hundreds."""
    found = tables.rejection.c
    with office.read() as connection:
        rows = connection.execute(
            select(found.id).where(found.batch_id == batch_id).order_by(found.line, found.id)
        )
        return array("q", rows.scalars())


def _each(office: Office, numbers: array[int]) -> Iterator[tuple[int, str, str, str]]:
    """Line, column, value and reason of those rows, read some thousand at a time.

    In between others get their turn at the file. The keys of neighbours are neighbours, or nearly.
    """
    found = tables.rejection.c
    content = select(found.id, found.line, found.column, found.value, found.reason)
    for at in range(0, len(numbers), _AT_ONCE):
        wanted = numbers[at : at + _AT_ONCE]
        low, high = min(wanted), max(wanted)
        near = high - low < 2 * _AT_ONCE
        which = found.id.between(low, high) if near else found.id.in_(wanted.tolist())
        with office.read() as connection:
            rows = {row[0]: row[1:] for row in connection.execute(content.where(which)).all()}
        yield from (rows[number] for number in wanted if number in rows)


# ---- inside the transaction of an import


def begin(
    connection: Connection,
    office: Office,
    *,
    kind: str,
    file_name: str,
    sheet: str,
    digest: str,
    mapping: Mapping[str, str],
) -> int:
    """Note that a file is being imported; the number of the import."""
    made = connection.execute(
        insert(tables.import_batch).values(
            kind=kind,
            file_name=file_name,
            sheet=sheet,
            file_digest=digest,
            mapping=dict(mapping),
            user_id=office.user_id,
            at=office.now(),
        )
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def keep_rejected(connection: Connection, batch_id: int, rejected: Sequence[Rejected]) -> None:
    """Keep rows that were not taken."""
    if rejected:
        connection.execute(
            insert(tables.rejection),
            [
                {
                    "batch_id": batch_id,
                    "line": r.line,
                    "column": r.column,
                    "value": r.value,
                    "reason": r.reason,
                }
                for r in rejected
            ],
        )


def finish(connection: Connection, office: Office, file_name: str, report: SheetReport) -> None:
    """Note what came of a sheet, and the first and last day of what it brought, if it brought anything."""
    counts: dict[str, Any] = {
        "rows": report.rows,
        "imported": report.imported,
        "updated": report.updated,
        "rejected": len(report.rejected),
    }
    span = {"first_day": report.days[0], "last_day": report.days[1]} if report.days else {}
    account = {
        "left_out": [asdict(one) for one in report.left_out],
        "warnings": [asdict(one) for one in report.warnings],
        "accepted": list(report.accepted),
    }
    connection.execute(
        update(tables.import_batch)
        .where(tables.import_batch.c.id == report.batch_id)
        .values(**counts, **span, duplicates=report.duplicates, account=account)
    )
    accepted = {"accepted": list(report.accepted)} if report.accepted else {}
    audit.note(
        connection, office, "import.run", file_name,
        batch=report.batch_id, kind=report.kind, **counts, **accepted,
    )  # fmt: skip
