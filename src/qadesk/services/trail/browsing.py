"""Reading the trail: who changed what, when, from where, before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, select

from qadesk.domain.periods import midnight
from qadesk.i18n import _
from qadesk.services import personal
from qadesk.services.trail.action_words import action_name
from qadesk.services.trail.column_words import NEVER_SHOWN, column_name
from qadesk.services.trail.finding import Wanted, narrowed, ordered
from qadesk.services.trail.reading import NAMING, Reader
from qadesk.services.trail.words import table_name
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail.entries import FORGOTTEN, MORE, is_forgotten
from qadesk.storage.trail.rows import sealed_tables

_IN_A_LIST: Final = 3  # changed rows of an entry that a list words
_AT_ONCE: Final = 500  # entries read, where all of them are
_WHENCE: Final = ("window", "command line", "program")


@dataclass(frozen=True)
class ChangedCell:
    """One column that became another, in words: what it was and what it became; "" where no row was."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangedRow:
    """One row that an entry changed: its table, and table and row in words (`name`).

    `before` and `after` hold the columns that became others, as stored; None where the row was not there.
    """

    table: str
    key: Any
    name: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    cells: tuple[ChangedCell, ...]


@dataclass(frozen=True)
class Entry:
    """One entry: `seq` None for those from before the trail was numbered; `who` "" for the program itself.

    `what`, `about`, `whence` and `why` are action, subject, origin and reason in words.
    """

    id: int
    seq: int | None
    at: datetime
    who: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    origin: str
    rows: tuple[ChangedRow, ...]
    more: int  # rows changed that it does not tell one by one, or that were not asked for
    what: str
    about: str
    whence: str
    why: str


@dataclass(frozen=True)
class EntryList:
    """One page of the entries asked for, and how many there are in all."""

    total: int
    offset: int
    records: tuple[Entry, ...]


def listing(office: Office, wanted: Wanted, *, offset: int = 0, limit: int = 200) -> EntryList:
    """A page of entries, each with its first changed rows. Raises UserError as `Office.read` does."""
    with office.read() as connection:
        reader = Reader(connection, office)
        here = narrowed(connection, office, wanted, reader)
        total = connection.execute(select(func.count()).select_from(tables.audit).where(here)).scalar_one()
        ids = select(tables.audit.c.id).where(here).order_by(*ordered(wanted.order))
        found = connection.execute(ids.offset(offset).limit(limit)).scalars().all()
        return EntryList(total, offset, tuple(_worded(connection, reader, found, _IN_A_LIST)))


def each(office: Office, wanted: Wanted, most: int | None = None) -> Iterator[Entry]:
    """All such entries with all their rows, one after another; at most so many."""
    with office.read() as connection:
        reader = Reader(connection, office)
        ids = select(tables.audit.c.id).where(narrowed(connection, office, wanted, reader))
        found = connection.execute(ids.order_by(*ordered(wanted.order)).limit(most)).scalars().all()
        for at in range(0, len(found), _AT_ONCE):
            yield from _worded(connection, reader, found[at : at + _AT_ONCE], None)


def entries(office: Office, *, most: int, subject: str = "", login: str = "") -> tuple[Entry, ...]:
    """The newest entries, the newest first: at most so many, of subjects that begin so, by that user.

    Raises UserError as `Office.read` does.
    """
    return tuple(each(office, Wanted(subject=subject, login=login), most))


def entry(office: Office, number: int) -> Entry | None:
    """One entry, by the id of its row, with all its rows."""
    with office.read() as connection:
        return next(_worded(connection, Reader(connection, office), [number], None), None)


def moments(zone: ZoneInfo, first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """The moments between which such days lie in an office's zone."""
    since = None if first is None else midnight(first, zone)
    return since, None if last is None else midnight(last + timedelta(days=1), zone)


# ---- entries in words


def _worded(connection: Connection, reader: Reader, ids: Sequence[int], most: int | None) -> Iterator[Entry]:
    own, user = tables.audit.c, tables.user.c
    rows = connection.execute(
        select(tables.audit, user.name.label("who"))
        .select_from(tables.audit.outerjoin(tables.user, own.user_id == user.id))
        .where(own.id.in_(ids))
    )
    found = {row.id: row for row in rows}
    for number in ids:
        if number in found:
            yield worded(reader, found[number], most)


def worded(reader: Reader, row: Row[Any], most: int | None) -> Entry:
    """An entry in words, with at most so many of its changed rows."""
    changes = json.loads(row.changes) if row.changes else []
    told = [one for one in changes if one[0] != MORE]
    more = sum(one[1] for one in changes if one[0] == MORE) + len(told) - len(told[:most])
    gone = str(row.salt or "").startswith(FORGOTTEN)
    detail = personal.each_text(row.detail, reader.show) if isinstance(row.detail, dict) else {}
    return Entry(
        row.id,
        row.seq,
        reader.local(row.at),
        row.who or "",
        row.action,
        str(reader.show(row.subject)),
        detail,
        row.origin or "",
        tuple(made for one in told[:most] if (made := changed_row(reader, one)) is not None),
        more,
        action_name(row.action),
        _("no longer kept") if gone else reader.subject(row.subject),
        _whence(row.origin or ""),
        str(reader.show(detail.get("reason") or detail.get("note") or "")),
    )


def changed_row(reader: Reader, change: Sequence[Any]) -> ChangedRow | None:
    """One changed row of an entry; None for a table of a version that had others."""
    name, key, old, new, *_more = change
    table = sealed_tables().get(name)
    if table is None:
        return None
    if is_forgotten(list(change)):
        return _forgotten(reader, name, key, old, new)
    before, after = (table.values(text) if text else None for text in (old, new))
    row = reader.row(name, key, after or before or {})
    if before is not None and after is not None:
        other = [column for column in table.columns if before[column] != after[column]]
        before, after = ({column: one[column] for column in other} for one in (before, after))
    was, became = _shown(reader, before), _shown(reader, after)
    words = _("{table}: {row}").format(table=table_name(name), row=row)
    return ChangedRow(name, key, words, was, became, tuple(_cells(reader, name, was, became)))


def _forgotten(reader: Reader, table: str, key: Any, old: str | None, new: str | None) -> ChangedRow:
    """A row of which what it was and became was removed when its time was over."""
    was: Mapping[str, Any] | None = None if old is None else {}
    became: Mapping[str, Any] | None = None if new is None else {}
    gone = _("no longer kept")
    cell = ChangedCell(_("Content"), "" if was is None else gone, "" if became is None else gone)
    words = _("{table}: {row}").format(table=table_name(table), row=reader.row(table, key, {}))
    return ChangedRow(table, key, words, was, became, (cell,))


def _cells(
    reader: Reader, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterator[ChangedCell]:
    for column in after or before or {}:
        was, became = (
            "" if one is None else reader.value(table, column, one[column]) for one in (before, after)
        )
        changed = before is not None and after is not None
        if changed or (column not in NAMING and (before or after or {})[column] not in (None, "")):
            yield ChangedCell(column_name(table, column), was, became)


def _shown(reader: Reader, values: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if values is None:
        return None
    return {name: reader.show(value) for name, value in values.items() if name not in NEVER_SHOWN}


def _whence(origin: str) -> str:
    """Where an entry comes from in words: window, command line or the program itself, and the version."""
    known = next((one for one in _WHENCE if origin.startswith(one)), "")
    words = {"window": _("Window"), "command line": _("Command line"), "program": _("QADesk")}
    version = origin.removeprefix(known).strip()
    return " ".join(part for part in (words.get(known, ""), version) if part)
