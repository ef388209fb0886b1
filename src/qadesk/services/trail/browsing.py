"""Reading the trail: who changed what, when, from where, before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, select

from qadesk.services.trail.words import row_name, table_name
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail.entries import MORE
from qadesk.storage.trail.rows import sealed_tables

_NOT_SHOWN: Final = frozenset({"id", "office_id", "password_hash"})


@dataclass(frozen=True)
class ChangedRow:
    """One row that an entry changed: its table and name in words, and the columns that became others.

    `before` and `after` hold those columns; None where the row was not there.
    """

    table: str
    row: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True)
class Entry:
    """One entry: `seq` None for those from before the trail was numbered; `who` "" for the program itself."""

    seq: int | None
    at: datetime
    who: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    origin: str
    rows: tuple[ChangedRow, ...]
    more: int  # rows changed that it does not tell one by one


def entries(office: Office, *, most: int, subject: str = "", login: str = "") -> tuple[Entry, ...]:
    """The newest entries, the newest first: at most so many, of subjects that begin so, by that user.

    Raises UserError as `Office.read` does.
    """
    own, user = tables.audit.c, tables.user.c
    wanted = (
        select(tables.audit, user.name.label("who"))
        .select_from(tables.audit.outerjoin(tables.user, own.user_id == user.id))
        .order_by(own.id.desc())
        .limit(most)
    )
    if subject:
        wanted = wanted.where(own.subject.startswith(subject, autoescape=True))
    if login:
        wanted = wanted.where(user.login == login)
    with office.read() as connection:
        return tuple(_entry(office, row) for row in connection.execute(wanted))


def _entry(office: Office, row: Row[Any]) -> Entry:
    changed = tuple(_changed(row.changes)) if row.changes else ()
    at = office.local(row.at)
    more = sum(one[1] for one in json.loads(row.changes or "[]") if one[0] == MORE)
    told = (row.action, row.subject, row.detail, row.origin or "")
    return Entry(row.seq, at, row.who or "", *told, changed, more)


def _changed(changes: str) -> Iterator[ChangedRow]:
    for name, key, old, new, *_more in json.loads(changes):
        table = sealed_tables().get(name)
        if table is None:  # of a version that had other tables
            continue
        before, after = (table.values(text) if text else None for text in (old, new))
        known = after or before or {}
        if before is not None and after is not None:
            other = [column for column in table.columns if before[column] != after[column]]
            before, after = ({column: one[column] for column in other} for one in (before, after))
        yield ChangedRow(table_name(name), row_name(key, known), _shown(before), _shown(after))


def _shown(values: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return None if values is None else {name: v for name, v in values.items() if name not in _NOT_SHOWN}
