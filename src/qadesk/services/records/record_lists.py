"""The records of a month as they were imported, page by page: what the Records screen browses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Row,
    Select,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)

from qadesk.domain.measures import Source
from qadesk.domain.periods import Period
from qadesk.kinds.kind import Records, column_of
from qadesk.kinds.registry import records_of
from qadesk.services import cycles, personal, staff_numbers
from qadesk.services.records import batches, counting
from qadesk.services.records.counting import Met
from qadesk.services.records.stored import inside, of_kind, table_of, when_of
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class ListedRecord:
    """One record: its values in the order of the kind's `listed`, when it happened, whose it is, its file;
    of one that was typed in, by whom and when.

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
    counted: bool
    untold: frozenset[str]
    row: Row[Any] = field(repr=False, compare=False)  # as it is stored


@dataclass(frozen=True)
class RecordList:
    """One page of the records of a kind, and how many there are in all."""

    kind: str
    total: int
    offset: int
    records: tuple[ListedRecord, ...]
    met: tuple[Met, ...] = ()  # of contacts: where totals and single ones meet in the month


_SEARCHED: Final = ("ref", "waybill", "note", "comment", "level", "queue", "courier")  # what is text
_AT_ONCE: Final = 2000  # rows


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
    own = records_of(kind)
    with office.read() as connection:
        query, count = _query(connection, office, period, own, staff_no, search, order)
        contacts = Source.CONTACTS in (own.source, own.stands_for)
        met = counting.met_in(connection, office, period) if contacts and not offset else ()
        lacking = batches.imports_without(connection, period)
        total = connection.execute(count).scalar_one()
        rows = connection.execute(query.offset(offset).limit(limit)).all()
    show = personal.shown(office, "records")
    records = tuple(_listed(office, own, row, lacking, show) for row in rows)
    return RecordList(kind, total, offset, records, met)


def each(
    office: Office,
    code: str,
    kind: str,
    *,
    staff_no: str = "",
    search: str = "",
    order: str = "when",
    only_counted: bool = False,
) -> Iterator[ListedRecord]:
    """All records of such a list, one after another: there may be a million.

    With `only_counted` those that count in the month: no totals that reach beyond it, and where totals and
    single contacts meet, those the office counts. Raises as `listing` does.
    """
    period = cycles.parse(code)
    own = records_of(kind)
    with office.read() as connection:
        query, _count = _query(connection, office, period, own, staff_no, search, order, only_counted)
        lacking = batches.imports_without(connection, period)
        show = personal.shown(office, "records")
        for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
            yield _listed(office, own, row, lacking, show)


def _query(
    connection: Connection,
    office: Office,
    period: Period,
    kind: Records,
    staff_no: str,
    search: str,
    order: str,
    only_counted: bool = False,
) -> tuple[Select[Any], Select[Any]]:
    """What reads the records, and what counts them."""
    table, when, agent, batch = table_of(kind), when_of(kind), tables.agent.c, tables.import_batch.c
    beaten = counting.beaten(table, counting.not_counted(connection, office, period))
    counted: ColumnElement[bool] = literal(True) if beaten is None else ~beaten
    source: Any = table.join(tables.import_batch, batch.id == table.c.batch_id)
    source = source.outerjoin(tables.user, tables.user.c.id == batch.user_id)
    shown = [*table.c, counted.label("counted"), batch.file_name]
    shown += [batch.at.label("brought_at"), tables.user.c.name.label("brought_by")]
    orders = {"when": when, "file": batch.file_name, "counted": counted, **_sorted_by(kind)}
    texts = [table.c[name] for name in _SEARCHED if name in table.c] + [batch.file_name]
    here = and_(inside(office, kind, period, wholly=only_counted), of_kind(kind))
    if only_counted:
        here = and_(here, counted)
    if not kind.of_office:
        source = source.join(tables.agent, agent.id == table.c.agent_id)
        shown += [agent.staff_no, agent.name.label("person")]
        orders["agent"] = agent.staff_no
        texts += [agent.staff_no, agent.name]
        if staff_no:
            here = and_(here, agent.id == staff_numbers.find(connection, staff_no, period.code))
    found = [or_(*(one.icontains(word, autoescape=True) for one in texts)) for word in search.split()]
    here = and_(here, *found)
    key = orders[order.removeprefix("-")]
    turned = key.desc() if order.startswith("-") else key.asc()
    if key is not when:  # which is never empty, and has an index
        turned = turned.nulls_last()
    query = select(*shown).select_from(source).where(here).order_by(turned, when, table.c.id)
    return query, select(func.count()).select_from(source).where(here)


def _sorted_by(kind: Records) -> dict[str, ColumnElement[Any]]:
    """What each listed field is sorted by: its column, or the mean that two columns make."""
    c, found = table_of(kind).c, dict[str, ColumnElement[Any]]()
    for name in kind.listed:
        column, *number = kind.made_of.get(name, (column_of(name),))
        found[name] = cast(c[column], Float) / func.nullif(c[number[0]], 0) if number else c[column]
    return found


def _listed(
    office: Office,
    kind: Records,
    row: Row[Any],
    lacking: batches.ImportsWithout,
    show: Callable[[Any], Any],
) -> ListedRecord:
    return ListedRecord(
        row.id,
        getattr(row, kind.when),
        getattr(row, "staff_no", ""),
        getattr(row, "person", ""),
        tuple(
            kind.shown[name](row) if name in kind.shown else show(getattr(row, column_of(name)))
            for name in kind.listed
        ),
        batches.origin(row.file_name, row.brought_by, office.local(row.brought_at).date()),
        bool(row.counted),
        frozenset(field for field, ids in lacking.items() if row.batch_id in ids),
        row,
    )
