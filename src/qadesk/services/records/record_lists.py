"""The records of a month as they were imported, page by page: what the Records screen browses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, func, select

from qadesk.domain.periods import Period
from qadesk.services import cycles
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class ListedRecord:
    """One record: its values in the order of `FIELDS[kind]`, when it happened, whose it is, its file.

    Times are aware UTC, response and talk whole milliseconds; `staff_no` and `name` are ""
    for what is the whole office's.
    """

    id: int
    when: datetime | date
    staff_no: str
    name: str
    values: tuple[Any, ...]
    file_name: str


@dataclass(frozen=True)
class RecordList:
    """One page of the records of a kind, and how many there are in all."""

    kind: str
    total: int
    offset: int
    records: tuple[ListedRecord, ...]


_CONTACT: Final = (
    ("ref", "ref"),
    ("answered", "answered"),
    ("response", "response_ms"),
    ("talk", "talk_ms"),
    ("resolved", "resolved"),
    ("rating", "rating"),
    ("note", "note"),
)
_COLUMNS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "calls": _CONTACT,
    "chats": _CONTACT,
    "complaints": tuple(
        (name, name)
        for name in ("ref", "responded_at", "closed_at", "channel", "level", "escalated", "upheld", "note")
    ),
    "incidents": (("ref", "ref"), ("kind", "kind"), ("note", "note")),
    "surveys": (("ref", "ref"), ("score", "score"), ("comment", "comment")),
    "deliveries": tuple((name, name) for name in ("due", "on_time", "scans", "scans_in_15_min")),
}
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    kind: tuple(field for field, _column in columns) for kind, columns in _COLUMNS.items()
}
_TABLES: Final[Mapping[str, tuple[Table, str]]] = {
    "calls": (tables.contact, "at"),
    "chats": (tables.contact, "at"),
    "complaints": (tables.complaint, "received_at"),
    "incidents": (tables.incident, "day"),
    "surveys": (tables.survey_answer, "at"),
    "deliveries": (tables.delivery_day, "day"),
}


def listing(
    office: Office, code: str, kind: str, *, staff_no: str = "", offset: int = 0, limit: int = 200
) -> RecordList:
    """One page of a month's records of a kind, in the order they happened; of one agent with `staff_no`.

    Raises UserError for a code that is no period, KeyError for a kind that has no records.
    """
    table, when_name = _TABLES[kind]
    when = table.c[when_name]
    inside = _inside(office, table, when, cycles.parse(code), kind)
    source: Any = table.join(tables.import_batch, tables.import_batch.c.id == table.c.batch_id)
    shown: list[ColumnElement[Any]] = [table.c.id, when.label("happened")]
    if "agent_id" in table.c:
        source = source.join(tables.agent, tables.agent.c.id == table.c.agent_id)
        shown += [tables.agent.c.staff_no.label("staff_no"), tables.agent.c.name.label("person")]
        if staff_no:
            inside = and_(inside, tables.agent.c.staff_no == staff_no)
    shown += [table.c[column].label(f"value_{name}") for name, column in _COLUMNS[kind]]
    shown.append(tables.import_batch.c.file_name.label("file_name"))
    with office.read() as connection:
        total = connection.execute(select(func.count()).select_from(source).where(inside)).scalar_one()
        rows = connection.execute(
            select(*shown)
            .select_from(source)
            .where(inside)
            .order_by(when, table.c.id)
            .offset(offset)
            .limit(limit)
        ).all()
    records = tuple(
        ListedRecord(
            row.id,
            row.happened,
            getattr(row, "staff_no", ""),
            getattr(row, "person", ""),
            tuple(getattr(row, f"value_{name}") for name in FIELDS[kind]),
            row.file_name,
        )
        for row in rows
    )
    return RecordList(kind, total, offset, records)


def _inside(
    office: Office, table: Table, when: ColumnElement[Any], period: Period, kind: str
) -> ColumnElement[bool]:
    if "office_id" in table.c:
        return and_(table.c.office_id == office.id, when >= period.start, when < period.end)
    if kind == "incidents":
        return and_(when >= period.start, when < period.end)
    first, after = period.utc(office.zone)
    inside = and_(when >= first, when < after)
    if table is tables.contact:
        return and_(inside, table.c.channel == ("call" if kind == "calls" else "chat"))
    return inside
