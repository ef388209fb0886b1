"""The records of a month as they were imported, page by page: what the Records screen browses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, Integer, Table, and_, func, literal, select, type_coerce

from qadesk.domain.periods import Period
from qadesk.services import cycles
from qadesk.services.records import batches, counting
from qadesk.services.records.counting import Met, Standing
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import UtcTime


@dataclass(frozen=True)
class ListedRecord:
    """One record: its values in the order of `FIELDS[kind]`, when it happened, whose it is, its file.

    Times are aware UTC, response and talk whole milliseconds; `staff_no` and `name` are ""
    for what is the whole office's. `counted` is False where totals and single contacts meet and the office
    counts the others; `untold` are the fields its file had no column for.
    """

    id: int
    when: datetime | date
    staff_no: str
    name: str
    values: tuple[Any, ...]
    file_name: str
    counted: bool = True
    untold: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RecordList:
    """One page of the records of a kind, and how many there are in all."""

    kind: str
    total: int
    offset: int
    records: tuple[ListedRecord, ...]
    met: tuple[Met, ...] = ()  # of contacts: where totals and single ones meet in the month


_CONTACT: Final = (
    ("ref", "ref"),
    ("direction", "direction"),
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
        for name in (
            "ref",
            "responded_at",
            "closed_at",
            "channel",
            "level",
            "escalated",
            "upheld",
            "fault",
            "note",
        )
    ),
    "incidents": (("ref", "ref"), ("kind", "kind"), ("note", "note")),
    "surveys": (("ref", "ref"), ("score", "score"), ("comment", "comment")),
    "deliveries": tuple((name, name) for name in ("courier", "due", "on_time", "scans", "scans_in_15_min")),
    "totals": tuple(
        (name, name)
        for name in (
            "to",
            "channel",
            "queue",
            "contacts",
            "response_mean",
            "talk_mean",
            "resolved_count",
            "unresolved_count",
            "rated",
            "rating_mean",
            "satisfaction",
        )
    ),
}
_T: Final = tables.contact_total.c
_MADE: Final[Mapping[str, ColumnElement[Any]]] = {  # what of totals is no column of the table
    "to": type_coerce(type_coerce(_T.until, Integer) - 1, UtcTime()),
    "response_mean": type_coerce(_T.response_us, Float()) / (_T.responses * 1000),
    "talk_mean": type_coerce(_T.talk_us, Float()) / (_T.talks * 1000),
    "resolved_count": _T.resolved,
    "unresolved_count": _T.unresolved,
    "rating_mean": type_coerce(_T.rating_millionths, Float()) / (_T.rated * 1_000_000),
}
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    kind: tuple(field for field, _column in columns) for kind, columns in _COLUMNS.items()
}
_CONTACTS: Final = ("calls", "chats", "totals")
_TABLES: Final[Mapping[str, tuple[Table, str]]] = {
    "calls": (tables.contact, "at"),
    "chats": (tables.contact, "at"),
    "complaints": (tables.complaint, "received_at"),
    "incidents": (tables.incident, "day"),
    "surveys": (tables.survey_answer, "at"),
    "deliveries": (tables.delivery_day, "day"),
    "totals": (tables.contact_total, "at"),
}


def listing(
    office: Office, code: str, kind: str, *, staff_no: str = "", offset: int = 0, limit: int = 200
) -> RecordList:
    """One page of a month's records of a kind, in the order they happened; of one agent with `staff_no`.

    Raises UserError for a code that is no period, KeyError for a kind that has no records.
    """
    table, when_name = _TABLES[kind]
    when = table.c[when_name]
    period = cycles.parse(code)
    inside = _inside(office, table, when, period, kind)
    source: Any = table.join(tables.import_batch, tables.import_batch.c.id == table.c.batch_id)
    shown: list[ColumnElement[Any]] = [table.c.id, when.label("happened")]
    if "agent_id" in table.c:
        source = source.join(tables.agent, tables.agent.c.id == table.c.agent_id)
        shown += [tables.agent.c.staff_no.label("staff_no"), tables.agent.c.name.label("person")]
        if staff_no:
            inside = and_(inside, tables.agent.c.staff_no == staff_no)
    shown += [
        (_MADE[column] if column in _MADE else table.c[column]).label(f"value_{name}")
        for name, column in _COLUMNS[kind]
    ]
    shown += [tables.import_batch.c.file_name.label("file_name"), table.c.batch_id]
    with office.read() as connection:
        standing = counting.standing(connection, office, period)
        shown.append(_counted(table, standing).label("counted"))
        lacking = batches.lacking(connection, period)
        met = counting.met_in(connection, office, period) if kind in _CONTACTS and not offset else ()
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
            bool(row.counted),
            frozenset(field for field, ids in lacking.items() if row.batch_id in ids),
        )
        for row in rows
    )
    return RecordList(kind, total, offset, records, met)


def _counted(table: Table, standing: Standing | None) -> ColumnElement[bool]:
    if standing is not None and table is tables.contact_total:
        return table.c.id.not_in(standing.totals)
    if standing is not None and table is tables.contact and standing.records is not None:
        return ~standing.records
    return literal(True)


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
