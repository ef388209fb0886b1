"""Counting a cycle's records per agent: one GROUP BY for each kind, summed as whole numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from operator import add
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    Select,
    case,
    cast,
    func,
    literal_column,
    select,
    true,
    type_coerce,
    union,
)

from qadesk.domain.measures import OfficeTally, Source, Tally
from qadesk.domain.periods import Period
from qadesk.kinds import registry
from qadesk.kinds.kind import Count, Records, column_of
from qadesk.services.records import batches, counting
from qadesk.services.records.batches import ImportsWithout
from qadesk.services.records.counting import NotCounted
from qadesk.services.records.stored import inside, table_of
from qadesk.storage.office import Office
from qadesk.storage.tables import evaluation, import_batch, typed_value

HOUR_MS = 3_600_000
_NOTHING: Final = Tally()
_DAY: Final = timedelta(days=1)
_AT_ONCE: Final = 100_000
_KEYS: Final = frozenset({"agent_id", "id"})  # of what is counted for, no numbers


def count_agents(connection: Connection, office: Office, period: Period) -> dict[int, Tally]:
    """What was counted of every agent with records in the period, by agent row id."""
    numbers: dict[int, dict[str, int]] = defaultdict(dict)
    lacking = batches.imports_without(connection, period)
    standing = counting.not_counted(connection, office, period)
    for kind in registry.stored_apart().values():
        if kind.of_office or (kind.stands_for is not None and standing is None):
            continue
        each = table_of(kind).c.agent_id
        names: Sequence[str] = ()
        sums: dict[int, Sequence[int]] = {}
        for part in _parts(connection, office, kind, period):
            rows = connection.execute(_by(each, office, kind, part, lacking, standing))
            names = list(rows.keys())[1:]
            for agent_id, *found in rows.all():
                counted = [n or 0 for n in found] if None in found else found
                known = sums.get(agent_id)
                sums[agent_id] = counted if known is None else list(map(add, known, counted))
        for agent_id, together in sums.items():
            of_agent = numbers[agent_id]
            for name, n in zip(names, together, strict=True):
                of_agent[name] = of_agent.get(name, 0) + int(n)
    return {agent_id: replace(_NOTHING, **_named(_NOTHING, known)) for agent_id, known in numbers.items()}


def _parts(connection: Connection, office: Office, kind: Records, period: Period) -> Iterator[Period]:
    """A period, or where very many are counted in it its days: together they count as much.

    SQLite sorts the rows that it groups, and a million at once takes twice as long as a million by and by.
    """
    first, last = period.start, period.last_day
    if kind.many and _beyond(connection, office, kind, period):
        while first < last:
            yield replace(period, start=first, end=first + _DAY)
            first += _DAY
    yield replace(period, start=first)


def _beyond(connection: Connection, office: Office, kind: Records, period: Period) -> bool:
    """Whether a period has more records than are counted at once; looks no further."""
    there = select(true()).select_from(table_of(kind)).where(inside(office, kind, period))
    return connection.execute(there.limit(1).offset(_AT_ONCE)).first() is not None


def count_office(connection: Connection, office: Office, period: Period) -> OfficeTally:
    """What is the whole office's, added up over the period: its delivery days."""
    tally = OfficeTally()
    for kind in registry.stored_apart().values():
        if kind.of_office:
            counted = select(*_counts(kind)).where(inside(office, kind, period, wholly=True))
            tally = replace(tally, **_added(tally, connection.execute(counted).one()))
    return tally


def count_rows(
    connection: Connection, office: Office, period: Period, kind: Records, agent_id: int
) -> dict[int, Tally | OfficeTally]:
    """What each record of an agent, or of the office's kinds each record, adds to the tally, by row id.

    Only those that count are in it; added up they are the agent's tally, or the office's.
    """
    own = table_of(kind).c.id
    if kind.of_office:
        counted = select(own, *_counts(kind)).where(inside(office, kind, period, wholly=True))
        counted = counted.group_by(own)
        return {
            row.id: replace(OfficeTally(), **_added(OfficeTally(), row))
            for row in connection.execute(counted)
        }
    lacking = batches.imports_without(connection, period)
    standing = counting.not_counted(connection, office, period)
    if kind.stands_for is not None and standing is None:
        return {}
    counted = _by(own, office, kind, period, lacking, standing).where(table_of(kind).c.agent_id == agent_id)
    return {row.id: replace(Tally(), **_added(Tally(), row)) for row in connection.execute(counted)}


def agents_with_records(
    connection: Connection, office: Office, cycle_id: int, period: Period, agents: Collection[int]
) -> set[int]:
    """Which of some agents (row ids) have a record, an evaluation or a typed value in the period."""
    if not agents:
        return set()
    found = []
    for kind in registry.stored_apart().values():
        if not kind.of_office:
            who = table_of(kind).c.agent_id
            found.append(select(who).where(who.in_(agents), inside(office, kind, period)))
    found += [
        select(entered.c.agent_id).where(entered.c.agent_id.in_(agents), entered.c.cycle_id == cycle_id)
        for entered in (evaluation, typed_value)
    ]
    return set(connection.execute(union(*found)).scalars())


def sources_present(connection: Connection, period: Period) -> frozenset[Source]:
    """The kinds of record that were imported for the period: what lacks is missing, not zero."""
    batch = import_batch.c
    kinds = connection.execute(
        select(batch.kind)
        .distinct()
        .where(batch.undone_at.is_(None), batch.first_day < period.end, batch.last_day >= period.start)
    ).scalars()
    known = registry.all_records()
    return frozenset(known[kind].gives for kind in kinds if kind in known)


def _added(known: Tally | OfficeTally, row: Any) -> dict[str, Any]:
    """What a tally becomes with the numbers of another kind of record."""
    return _named(known, {name: int(value or 0) for name, value in row._mapping.items() if name not in _KEYS})


def _named(known: Tally | OfficeTally, counted: Mapping[str, int]) -> dict[str, Any]:
    named = {name: n + getattr(known, name) for name, n in counted.items() if hasattr(known, name)}
    more = {name: n + known.more.get(name, 0) for name, n in counted.items() if name not in named}
    return {**named, "more": {**known.more, **more}} if more else named


def _by(
    each: Column[int],
    office: Office,
    kind: Records,
    period: Period,
    lacking: ImportsWithout,
    standing: NotCounted | None,
) -> Select[Any]:
    """What is counted, for each agent or each record."""
    c = table_of(kind).c
    beaten = counting.beaten(table_of(kind), standing)
    return (
        select(each, *_counts(kind), *_untold(kind, lacking))
        .where(
            inside(office, kind, period, wholly=True),
            true() if kind.counted is None else kind.counted(c),
            true() if beaten is None else ~beaten,
        )
        .group_by(each)
    )


def _counts(kind: Records) -> Iterator[Any]:
    c = table_of(kind).c
    for count in kind.counts:
        yield _HOW[count.how](c, count).label(count.name)


def _untold(kind: Records, lacking: ImportsWithout) -> Iterator[Any]:
    """How many records cannot tell a field; nothing to count where every file had a column for it."""
    c = table_of(kind).c
    for field in kind.tells_apart.intersection(lacking):
        column, there = c[column_of(field)], c.batch_id.in_(lacking[field])
        cannot = there & column.is_(None) if column.nullable else there
        yield func.sum(case((cannot, 1), else_=0)).label(f"no_{field}")


def _rows(c: Any, count: Count) -> Any:
    return func.count() if count.where is None else func.sum(case((count.where(c), 1), else_=0))


def _sum(c: Any, count: Count) -> Any:
    return func.sum(_where(c, count, c[count.column]))


def _where(c: Any, count: Count, value: Any) -> Any:
    return value if count.where is None else case((count.where(c), value))


def _yes(c: Any, count: Count) -> Any:
    # as it is, the sum of a yes/no column would come back as yes or no as well
    return func.sum(cast(c[count.column], Integer))


def _no(c: Any, count: Count) -> Any:
    return func.count(c[count.column]) - func.coalesce(_yes(c, count), 0)


def _coarse(c: Any, count: Count) -> Any:
    # Squares only serve the interval; in hundredths of a second a million of them stay below 64 bits.
    # Not `//`: on SQLite that calls back into Python for every row.
    column = c[count.column]
    return func.sum((column * column).op("/", return_type=Integer())(literal_column("100"))) * 100


def _within(c: Any, count: Count) -> Any:
    # a NULL time compares as not within
    later, since = (type_coerce(c[name], Integer) for name in (count.column, count.since))
    return func.sum(case((later - since <= count.hours * HOUR_MS, 1), else_=0))


_HOW: Final[Mapping[str, Callable[[Any, Count], Any]]] = {
    "rows": _rows,
    "filled": lambda c, count: func.count(c[count.column]),
    "yes": _yes,
    "no": _no,
    "sum": _sum,
    "squares": lambda c, count: func.sum(_where(c, count, c[count.column] * c[count.column])),
    "coarse": _coarse,
    "within": _within,
    "least": lambda c, count: func.min(_where(c, count, c[count.column])),
}
