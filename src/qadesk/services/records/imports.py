"""Bringing a month's exports and the staff list in: look, import, list what was imported, take it back."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import audit
from qadesk.services.records.imports_guard import refuse_closed
from qadesk.services.records.imports_preview import Preview, make_preview
from qadesk.services.records.imports_roster import RosterStore
from qadesk.services.records.imports_store import CHANNELS, TARGETS, Store
from qadesk.services.records.imports_undo import undo
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.convert import RowMaker
from qadesk.tabular.dates import Zone
from qadesk.tabular.directory import Directory
from qadesk.tabular.fields import Kind
from qadesk.tabular.layout import Layout, Remembered, date_orders, settle
from qadesk.tabular.rejections import Rejected

__all__ = (
    "Batch", "ImportReport", "Preview", "Rejected",
    "export_rejections", "history", "preview", "rejections", "run", "undo",
)  # fmt: skip

_PREVIEW_ROWS: Final = 8


@dataclass(frozen=True)
class ImportReport:
    """What came of one file. rows = imported + duplicates + updated + the number of rejected rows.

    `batch_id` names the import afterwards; None after a dry run.
    """

    batch_id: int | None
    kind: str
    file_name: str
    rows: int
    imported: int
    duplicates: int
    updated: int
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True)
class Batch:
    """One import as it is listed; `at` and `undone_at` in UTC, `user` the name of who did it or ""."""

    id: int
    kind: str
    file_name: str
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


def run(
    office: Office,
    path: Path,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import one file in one transaction: all its good rows, or on any error or cancel nothing.

    `kind` and `mapping` (field -> header, "" for none) override what is remembered and guessed, and are
    remembered for files with the same headers. Raises UserError for a file that cannot be read or understood,
    for rows in a closed cycle, and Cancelled.
    """
    path = Path(path)
    progress = progress or Progress()
    report: ImportReport | None = None
    with contextlib.suppress(_TakeBack), office.write() as connection:
        report = _run(connection, office, path, kind, mapping, dry_run, progress)
        if dry_run:
            raise _TakeBack
    assert report is not None
    return report


def preview(
    office: Office, path: Path, kind: str | None = None, mapping: Mapping[str, str] | None = None
) -> Preview:
    """How a file would be read, with its first rows converted. Stores nothing.

    Raises UserError for a file that cannot be read, or a mapping to a header it does not have.
    """
    path = Path(path)
    with office.read() as connection:
        people = directory(connection, office)
        layout = settle(
            path, people, lambda signature: recall(connection, signature), kind=kind, mapping=mapping
        )
    return make_preview(path, layout, people, Zone(office.zone), _PREVIEW_ROWS)


def history(office: Office) -> tuple[Batch, ...]:
    """All imports, the newest first, those undone among them."""
    batch, user = tables.import_batch, tables.user
    with office.read() as connection:
        rows = connection.execute(
            select(batch, user.c.name.label("user_name"))
            .outerjoin(user, user.c.id == batch.c.user_id)
            .order_by(batch.c.id.desc())
        ).all()
    names = [field.name for field in fields(Batch) if field.name != "user"]
    return tuple(Batch(**{n: getattr(row, n) for n in names}, user=row.user_name or "") for row in rows)


def rejections(office: Office, batch_id: int) -> tuple[Rejected, ...]:
    """The rows of an import that were not taken, by line."""
    found = tables.rejection.c
    with office.read() as connection:
        rows = connection.execute(
            select(found.line, found.column, found.value, found.reason)
            .where(found.batch_id == batch_id)
            .order_by(found.line, found.id)
        ).all()
    return tuple(Rejected(*row) for row in rows)


def export_rejections(office: Office, batch_id: int, path: Path) -> None:
    """Write the rows of an import that were not taken to a .csv or .xlsx file.

    Raises UserError if the file cannot be written.
    """
    from qadesk.tabular.export import write_table

    headings = (_("Line"), _("Column"), _("Value"), _("Reason"))
    write_table(
        Path(path), headings, [(r.line, r.column, r.value, r.wording) for r in rejections(office, batch_id)]
    )


def directory(connection: Connection, office: Office) -> Directory:
    """The office's agents, to look up what exports call them."""
    agent = tables.agent.c
    rows = connection.execute(
        select(agent.id, agent.staff_no, agent.name).where(agent.office_id == office.id)
    )
    return Directory((row.id, row.staff_no, row.name) for row in rows)


def recall(connection: Connection, signature: str) -> Remembered | None:
    """What was settled for files with these headers."""
    row = connection.execute(select(tables.layout).where(tables.layout.c.signature == signature)).first()
    return None if row is None else (row.kind, row.mapping)


class _TakeBack(Exception):
    """Ends a dry run's transaction."""


def _run(
    connection: Connection,
    office: Office,
    path: Path,
    kind_name: str | None,
    mapping: Mapping[str, str] | None,
    dry_run: bool,
    progress: Progress,
) -> ImportReport:
    people = directory(connection, office)
    layout = settle(
        path, people, lambda signature: recall(connection, signature), kind=kind_name, mapping=mapping
    )
    kind = layout.check(path.name)
    zone = Zone(office.zone)
    batch_id = _begin(connection, office, path, layout, kind, progress)
    store = _store(connection, office, kind, layout, batch_id)
    maker = RowMaker(
        kind, layout.headers, layout.columns, people=people, zone=zone, orders=date_orders(layout),
    )  # fmt: skip
    rejected: list[Rejected] = []
    rows = 0
    first = last = None
    for block in layout.source.blocks(layout.header, len(layout.headers)):
        made = maker.convert(block)
        store.add(made.columns)
        rejected += made.rejected
        _keep_rejected(connection, batch_id, made.rejected)
        rows += len(made) + len(made.rejected)
        if made.first is not None:
            first = made.first if first is None else min(first, made.first)
            last = made.last if last is None else max(last, made.last)
        progress.report(block.done, block.total)
    if isinstance(store, RosterStore):
        store.finish(batch_id)
    refuse_closed(connection, office, kind.name, batch_id)
    brought = bool(store.imported or store.updated)
    report = ImportReport(
        None if dry_run else batch_id,
        kind.name,
        path.name,
        rows,
        store.imported,
        store.duplicates,
        store.updated,
        tuple(rejected),
    )
    days = {"first_day": _day(zone, first), "last_day": _day(zone, last)} if brought else {}
    _finish(connection, office, batch_id, report, days)
    if mapping or kind_name:
        _remember(connection, office, layout)
    return report


def _begin(
    connection: Connection, office: Office, path: Path, layout: Layout, kind: Kind, progress: Progress
) -> int:
    made = connection.execute(
        insert(tables.import_batch).values(
            kind=kind.name,
            file_name=path.name,
            file_digest=_digest(path, progress),
            mapping={name: header for name, header in layout.mapping.items() if header},
            user_id=office.user_id,
            at=office.now(),
        )
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def _store(
    connection: Connection, office: Office, kind: Kind, layout: Layout, batch_id: int
) -> Store | RosterStore:
    if kind.name == "roster":
        return RosterStore(connection, office, frozenset(layout.columns))
    constants: dict[str, Any] = {}
    if kind.name in CHANNELS:
        constants["channel"] = CHANNELS[kind.name]
    elif "office_id" in TARGETS[kind.name].table.c:
        constants["office_id"] = office.id
    return Store(connection, kind.name, constants, batch_id)


def _finish(
    connection: Connection,
    office: Office,
    batch_id: int,
    report: ImportReport,
    days: Mapping[str, date | None],
) -> None:
    connection.execute(
        update(tables.import_batch)
        .where(tables.import_batch.c.id == batch_id)
        .values(
            rows=report.rows,
            imported=report.imported,
            duplicates=report.duplicates,
            updated=report.updated,
            rejected=len(report.rejected),
            **days,
        )
    )
    audit.note(
        connection,
        office,
        "import.run",
        report.file_name,
        batch=batch_id,
        kind=report.kind,
        rows=report.rows,
        imported=report.imported,
        updated=report.updated,
        rejected=len(report.rejected),
    )


def _keep_rejected(connection: Connection, batch_id: int, rejected: Sequence[Rejected]) -> None:
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


def _remember(connection: Connection, office: Office, layout: Layout) -> None:
    assert layout.kind is not None
    connection.execute(delete(tables.layout).where(tables.layout.c.signature == layout.signature))
    connection.execute(
        insert(tables.layout).values(
            signature=layout.signature, kind=layout.kind.name, mapping=layout.mapping, at=office.now()
        )
    )


def _digest(path: Path, progress: Progress) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while data := file.read(1 << 20):
                digest.update(data)
                progress.report(0, 0)
    except OSError as error:
        raise UserError(
            _("“{file}” cannot be read: {reason}").format(file=path.name, reason=error.strerror)
        ) from error
    return digest.hexdigest()


def _day(zone: Zone, moment: Any) -> date | None:
    if moment is None or isinstance(moment, str):
        return None if moment is None else date.fromisoformat(moment)
    return zone.local_day(moment)
