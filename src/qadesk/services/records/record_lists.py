"""The records of a month as they were imported, page by page: what the Records screen browses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    Row,
    Select,
    Table,
    and_,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

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
_SEARCHED: Final = ("ref", "waybill", "note", "comment", "level", "queue", "courier")  # what is text
_AT_ONCE: Final = 2000  # rows
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
    office: Office,
    code: str,
    kind: str,
    *,
    staff_no: str = "",
    search: str = "",
    order: str = "when",
    offset: int = 0,
    limit: int = 200,
) -> RecordList:
    """One page of a month's records of a kind: of one agent with `staff_no`, with all words of `search`.

    A word may stand in the agent's number or name, a text of the record, or the file's name. `order` is
    "when", "agent", "file", "counted" or a field of the kind, with "-" before it from the other end; what has
    no value comes last, and records that are equal in it stay in the order they happened. Raises UserError
    for a code that is no period, KeyError for a kind that has no records or another order.
    """
    period = cycles.parse(code)
    with office.read() as connection:
        query, count = _query(connection, office, period, kind, staff_no, search, order)
        met = counting.met_in(connection, office, period) if kind in _CONTACTS and not offset else ()
        lacking = batches.lacking(connection, period)
        total = connection.execute(count).scalar_one()
        rows = connection.execute(query.offset(offset).limit(limit)).all()
    records = tuple(_listed(kind, row, lacking) for row in rows)
    return RecordList(kind, total, offset, records, met)


def each(
    office: Office, code: str, kind: str, *, staff_no: str = "", search: str = "", order: str = "when"
) -> Iterator[ListedRecord]:
    """All records of such a list, one after another: there may be a million. Raises as `listing` does."""
    period = cycles.parse(code)
    with office.read() as connection:
        query, _count = _query(connection, office, period, kind, staff_no, search, order)
        lacking = batches.lacking(connection, period)
        for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
            yield _listed(kind, row, lacking)


def _query(
    connection: Connection, office: Office, period: Period, kind: str, staff_no: str, search: str, order: str
) -> tuple[Select[Any], Select[Any]]:
    """What reads the records, and what counts them."""
    table, when_name = _TABLES[kind]
    when, agent, batch = table.c[when_name], tables.agent.c, tables.import_batch.c
    counted = _counted(table, counting.standing(connection, office, period))
    source: Any = table.join(tables.import_batch, batch.id == table.c.batch_id)
    values = {name: _MADE[column] if column in _MADE else table.c[column] for name, column in _COLUMNS[kind]}
    shown = [table.c.id, when.label("happened"), counted.label("counted"), batch.file_name, table.c.batch_id]
    shown += [value.label(f"value_{name}") for name, value in values.items()]
    orders = {"when": when, "file": batch.file_name, "counted": counted, **values}
    texts = [table.c[name] for name in _SEARCHED if name in table.c] + [batch.file_name]
    inside = _inside(office, table, when, period, kind)
    if "agent_id" in table.c:
        source = source.join(tables.agent, agent.id == table.c.agent_id)
        shown += [agent.staff_no, agent.name.label("person")]
        orders["agent"] = agent.staff_no
        texts += [agent.staff_no, agent.name]
        if staff_no:
            inside = and_(inside, agent.staff_no == staff_no)
    found = [or_(*(one.icontains(word, autoescape=True) for one in texts)) for word in search.split()]
    here = and_(inside, *found)
    key = orders[order.removeprefix("-")]
    turned = key.desc() if order.startswith("-") else key.asc()
    if key is not when:  # which is never empty, and has an index
        turned = turned.nulls_last()
    query = select(*shown).select_from(source).where(here).order_by(turned, when, table.c.id)
    return query, select(func.count()).select_from(source).where(here)


def _listed(kind: str, row: Row[Any], lacking: batches.Lacking) -> ListedRecord:
    return ListedRecord(
        row.id,
        row.happened,
        getattr(row, "staff_no", ""),
        getattr(row, "person", ""),
        tuple(getattr(row, f"value_{name}") for name in FIELDS[kind]),
        row.file_name,
        bool(row.counted),
        frozenset(field for field, ids in lacking.items() if row.batch_id in ids),
    )


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
