"""Bringing a month's exports and the staff list in: look at a file, import it; what was imported, undo."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services.records import imports_log
from qadesk.services.records.imports_guard import refuse_closed
from qadesk.services.records.imports_log import (
    Batch,
    ImportReport,
    export_rejections,
    history,
    rejections,
)
from qadesk.services.records.imports_preview import Preview, make_preview
from qadesk.services.records.imports_roster import RosterStore
from qadesk.services.records.imports_store import CHANNELS, TARGETS, Store
from qadesk.services.records.imports_undo import refuse_undo, undo
from qadesk.services.records.lacks import lacking
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.convert import RowMaker
from qadesk.tabular.dates import Zone
from qadesk.tabular.directory import Directory
from qadesk.tabular.layout import Layout, Remembered, date_orders, settle
from qadesk.tabular.rejections import Rejected

__all__ = (
    "Batch", "ImportReport", "Preview", "Rejected",
    "export_rejections", "history", "preview", "refuse_undo", "rejections", "run", "undo",
)  # fmt: skip

_PREVIEW_ROWS: Final = 8


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
        people = _directory(connection, office)
        layout = _settle(connection, path, people, kind, mapping)
        report = _store_file(connection, office, path, layout, people, progress)
        if mapping or kind:
            _remember(connection, office, layout)
        if dry_run:
            report = dataclasses.replace(report, batch_id=None)
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
        people = _directory(connection, office)
        layout = _settle(connection, path, people, kind, mapping)
    return make_preview(path, layout, people, Zone(office.zone), _PREVIEW_ROWS)


class _TakeBack(Exception):
    """Ends a dry run's transaction."""


# ---- how a file is read


def _directory(connection: Connection, office: Office) -> Directory:
    """The office's agents, to look up what exports call them."""
    agent = tables.agent.c
    rows = connection.execute(
        select(agent.id, agent.staff_no, agent.name).where(agent.office_id == office.id)
    )
    return Directory((row.id, row.staff_no, row.name) for row in rows)


def _settle(
    connection: Connection,
    path: Path,
    people: Directory,
    kind: str | None,
    mapping: Mapping[str, str] | None,
) -> Layout:
    """How a file is read, by what was settled before for files with its headers."""
    known = tables.layout

    def recall(signature: str) -> Remembered | None:
        row = connection.execute(select(known).where(known.c.signature == signature)).first()
        return None if row is None else (row.kind, row.mapping)

    return settle(path, people, recall, kind=kind, mapping=mapping)


def _remember(connection: Connection, office: Office, layout: Layout) -> None:
    assert layout.kind is not None
    connection.execute(delete(tables.layout).where(tables.layout.c.signature == layout.signature))
    connection.execute(
        insert(tables.layout).values(
            signature=layout.signature, kind=layout.kind.name, mapping=layout.mapping, at=office.now()
        )
    )


# ---- its rows


def _store_file(
    connection: Connection,
    office: Office,
    path: Path,
    layout: Layout,
    people: Directory,
    progress: Progress,
) -> ImportReport:
    kind = layout.check(path.name)
    zone = Zone(office.zone)
    batch_id = imports_log.begin(
        connection,
        office,
        kind=kind.name,
        file_name=path.name,
        digest=_digest(path, progress),
        mapping={name: header for name, header in layout.mapping.items() if header},
    )
    store = _store(connection, office, kind.name, layout, batch_id)
    maker = RowMaker(
        kind, layout.headers, layout.columns, people=people, zone=zone, orders=date_orders(layout),
    )  # fmt: skip
    rejected: list[Rejected] = []
    rows = 0
    ends: list[Any] = []  # the earliest and latest moment or day of the good rows so far
    for block in layout.source.blocks(layout.header, len(layout.headers)):
        made = maker.convert(block)
        store.add(made.columns)
        rejected += made.rejected
        imports_log.keep_rejected(connection, batch_id, made.rejected)
        rows += len(made) + len(made.rejected)
        if made.first is not None:
            ends = [min([made.first, *ends[:1]]), max([made.last, *ends[1:]])]
        progress.report(block.done, block.total)
    if isinstance(store, RosterStore):
        store.finish(batch_id)
    refuse_closed(
        connection, office, kind.name, batch_id,
        remedy=_("Leave the rows of {code} out of the file, or appeal against the result."),
    )  # fmt: skip
    report = ImportReport(
        batch_id,
        kind.name,
        path.name,
        rows,
        store.imported,
        store.duplicates,
        store.updated,
        tuple(rejected),
        lacking(connection, office, kind.name, layout.columns, [_day(zone, end) for end in ends]),
    )
    brought = bool(store.imported or store.updated)
    days = [_day(zone, end) for end in ends] if brought else []
    imports_log.finish(connection, office, batch_id, report, days)
    return report


def _store(
    connection: Connection, office: Office, kind: str, layout: Layout, batch_id: int
) -> Store | RosterStore:
    if kind == "roster":
        return RosterStore(connection, office, frozenset(layout.columns))
    constants: dict[str, Any] = {}
    if kind in CHANNELS:
        constants["channel"] = CHANNELS[kind]
    elif "office_id" in TARGETS[kind].table.c:
        constants["office_id"] = office.id
    return Store(connection, kind, constants, batch_id)


def _digest(path: Path, progress: Progress) -> str:
    digest = hashlib.sha256()
    with reading(path, kept=_("Nothing was imported.")), path.open("rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
            progress.report(0, 0)
    return digest.hexdigest()


def _day(zone: Zone, moment: int | str) -> date:
    """The local day of UTC milliseconds, or of a day as text."""
    return date.fromisoformat(moment) if isinstance(moment, str) else zone.local_day(moment)
