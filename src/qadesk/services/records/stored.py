"""Where the records of a kind are stored, and which of them are of an office and a period."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_

from qadesk.domain.periods import Period
from qadesk.kinds.kind import Records
from qadesk.storage.office import Office
from qadesk.storage.tables import metadata


def table_of(kind: Records) -> Table:
    """The table that holds the records of a kind, perhaps beside those of others."""
    return metadata.tables[kind.table]


def when_of(kind: Records) -> Column[Any]:
    """The column that says when a record happened: a local day or a moment."""
    return table_of(kind).c[kind.when]


def bounds(office: Office, kind: Records, period: Period) -> tuple[Any, Any]:
    """The first moment (or day) of a period and the first after it, as the kind's column has them."""
    return (period.start, period.end) if kind.by_day else period.utc(office.zone)


def of_kind(kind: Records) -> ColumnElement[bool]:
    """That a row of the table is of the kind: calls and chats share theirs."""
    return and_(True, *(table_of(kind).c[name] == value for name, value in kind.constants.items()))


def inside(office: Office, kind: Records, period: Period, *, wholly: bool = False) -> ColumnElement[bool]:
    """That a row is of the office and the period; what adds up several days with `wholly` only if all are."""
    table, when = table_of(kind), when_of(kind)
    first, after = bounds(office, kind, period)
    found = [when >= first, table.c[kind.until] <= after if wholly and kind.until else when < after]
    return and_(*found)
