"""Counting a cycle's records per agent: one GROUP BY for each kind, summed as whole numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
    union,
)

from qadesk.domain.measures import OfficeTally, Source, Tally
from qadesk.domain.periods import Period
from qadesk.services.records import batches, counting
from qadesk.services.records.batches import Lacking
from qadesk.services.records.counting import Standing
from qadesk.storage.office import Office
from qadesk.storage.tables import (
    complaint,
    contact,
    contact_total,
    delivery_day,
    evaluation,
    import_batch,
    incident,
    survey_answer,
    typed_value,
)

HOUR_MS = 3_600_000
_KINDS = {
    "calls": Source.CONTACTS,
    "chats": Source.CONTACTS,
    "totals": Source.CONTACTS,
    "complaints": Source.COMPLAINTS,
    "incidents": Source.INCIDENTS,
    "surveys": Source.SURVEYS,
    "deliveries": Source.DELIVERIES,
}


def count_agents(connection: Connection, office: Office, period: Period) -> dict[int, Tally]:
    """What was counted of every agent with records in the period, by agent row id."""
    tallies: dict[int, Tally] = {}
    lacking = batches.lacking(connection, period)
    standing = counting.standing(connection, office, period)
    statements = [_contacts(lacking, standing), _complaints(lacking), _incidents(), _surveys()]
    if standing is not None:
        statements.append(_totals(standing))
    for statement in statements:
        bounds: dict[str, Any] = dict(zip(("start", "end"), period.utc(office.zone), strict=True))
        bounds |= {"first": period.start, "after": period.end}
        for row in connection.execute(statement, bounds):
            known = tallies.get(row.agent_id, Tally())
            counted = {
                name: int(value or 0) + getattr(known, name)
                for name, value in row._mapping.items()
                if name != "agent_id"
            }
            tallies[row.agent_id] = replace(known, **counted)
    return tallies


def count_office(connection: Connection, office: Office, period: Period) -> OfficeTally:
    """The office's delivery days of the period, added up. A part counts only beside its whole."""
    day = delivery_day.c
    both = day.scans.is_not(None) & day.scans_in_15_min.is_not(None)
    row = connection.execute(
        select(
            func.sum(day.due),
            func.sum(day.on_time),
            func.sum(case((both, day.scans))),
            func.sum(case((both, day.scans_in_15_min))),
            func.count(),
            _how_many(~both, "no_scans"),
        ).where(day.office_id == office.id, day.day >= period.start, day.day < period.end)
    ).one()
    return OfficeTally(*(int(value or 0) for value in row))


def agents_with_records(
    connection: Connection, office: Office, cycle_id: int, period: Period, agents: Collection[int]
) -> set[int]:
    """Which of some agents (row ids) have a record, an evaluation or a typed value in the period."""
    if not agents:
        return set()
    start, end = period.utc(office.zone)
    spans: list[tuple[Any, Any, Any]] = [
        (contact.c.at, start, end),
        (complaint.c.received_at, start, end),
        (survey_answer.c.at, start, end),
        (incident.c.day, period.start, period.end),
        (contact_total.c.at, start, end),
    ]
    found = [
        select(when.table.c.agent_id).where(when.table.c.agent_id.in_(agents), when >= first, when < after)
        for when, first, after in spans
    ]
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
    return frozenset(_KINDS[kind] for kind in kinds if kind in _KINDS)


def _contacts(lacking: Lacking, standing: Standing | None) -> Select[Any]:
    c = contact.c
    beaten = None if standing is None else standing.records
    # Squares only serve the interval; in hundredths of a second a million of them stay below 64 bits.
    # Not `//`: on SQLite that calls back into Python for every row.
    response, talk = (
        (column * column).op("/", return_type=Integer())(literal_column("100"))
        for column in (c.response_ms, c.talk_ms)
    )
    return _by_agent(
        contact,
        c.at,
        func.count().label("contacts"),
        func.count(c.response_ms).label("responses"),
        func.sum(c.response_ms).label("response_ms"),
        (func.sum(response) * 100).label("response_ms_squared"),
        func.count(c.talk_ms).label("talks"),
        func.sum(c.talk_ms).label("talk_ms"),
        (func.sum(talk) * 100).label("talk_ms_squared"),
        _yes(c.resolved).label("resolved"),
        (func.count(c.resolved) - func.coalesce(_yes(c.resolved), 0)).label("unresolved"),
        func.count(c.rating).label("rated"),
        func.sum(c.rating).label("rating_sum"),
        func.sum(c.rating * c.rating).label("rating_squared"),
        *_untold(
            c,
            lacking,
            {"response": "response_ms", "talk": "talk_ms", "resolved": "resolved", "rating": "rating"},
        ),
    ).where(c.answered, counting.inbound(), *([] if beaten is None else [~beaten]))


def _totals(standing: Standing) -> Select[Any]:
    """Contacts that came added up; what a row does not tell is of none of them known."""
    t = contact_total.c
    start, end = (bindparam(name, type_=t.at.type) for name in ("start", "end"))

    def untold(column: Any) -> Any:
        return func.sum(case((column.is_(None), t.contacts), else_=0))

    return (
        select(
            t.agent_id,
            func.sum(t.contacts).label("contacts"),
            func.sum(t.contacts).label("total_contacts"),
            *(func.sum(t[name]).label(name) for name in ("responses", "response_us", "talks", "talk_us")),
            func.sum(t.responses).label("mean_responses"),
            func.sum(t.talks).label("mean_talks"),
            # what counts is what both parts of a quotient are told of
            func.sum(case((t.unresolved.is_not(None), t.resolved))).label("resolved"),
            func.sum(case((t.resolved.is_not(None), t.unresolved))).label("unresolved"),
            func.sum(case((t.rating_millionths.is_not(None), t.rated))).label("rated"),
            func.sum(t.rating_millionths).label("rating_millionths"),
            func.sum(t.rating_squares).label("rating_squared"),
            func.sum(
                case((t.rating_millionths.is_not(None) & t.rating_squares.is_(None), t.rated), else_=0)
            ).label("mean_rated"),
            untold(t.response_us).label("no_response"),
            untold(t.talk_us).label("no_talk"),
            untold(t.unresolved).label("no_resolved"),
            untold(t.rating_millionths).label("no_rating"),
        )
        .where(t.at >= start, t.until <= end, t.id.not_in(standing.totals))
        .group_by(t.agent_id)
    )


def _complaints(lacking: Lacking) -> Select[Any]:
    c = complaint.c
    # Never answered misses its clock: a NULL time compares as not within.
    received = type_coerce(c.received_at, Integer)
    within_24h = type_coerce(c.responded_at, Integer) - received <= 24 * HOUR_MS
    within_48h = type_coerce(c.closed_at, Integer) - received <= 48 * HOUR_MS
    return _by_agent(
        complaint,
        c.received_at,
        func.count().label("complaints"),
        _how_many(counting.at_fault(), "upheld"),
        _yes(c.escalated).label("escalated"),
        _how_many(within_24h, "responded_24h"),
        _how_many(within_48h, "closed_48h"),
        *_untold(c, lacking, {name: name for name in ("responded_at", "closed_at", "escalated", "upheld")}),
    )


def _incidents() -> Select[Any]:
    c = incident.c
    return _by_agent(
        incident,
        c.day,
        _how_many(c.kind == "praise", "praises"),
        _how_many(c.kind == "error", "errors"),
        _how_many(c.kind == "abuse", "abuses"),
    )


def _surveys() -> Select[Any]:
    c = survey_answer.c
    return _by_agent(
        survey_answer,
        c.at,
        func.count().label("surveys"),
        _how_many(c.score >= 9, "promoters"),
        _how_many(c.score <= 6, "detractors"),
    )


def _by_agent(table: Any, when: Any, *columns: Any) -> Select[Any]:
    start, end = ("first", "after") if when is incident.c.day else ("start", "end")
    return (
        select(table.c.agent_id, *columns)
        .where(when >= bindparam(start, type_=when.type), when < bindparam(end, type_=when.type))
        .group_by(table.c.agent_id)
    )


def _untold(c: Any, lacking: Lacking, columns: Mapping[str, str]) -> list[Any]:
    """How many records cannot tell a field; nothing to count where every file had a column for it."""
    return [
        _how_many(c.batch_id.in_(lacking[field]) & c[column].is_(None), f"no_{field}")
        for field, column in columns.items()
        if field in lacking
    ]


def _yes(column: Any) -> Any:
    """How often a yes/no column says yes; as it is, its sum would come back as yes or no as well."""
    return func.sum(cast(column, Integer))


def _how_many(condition: Any, name: str) -> Any:
    return func.sum(case((condition, 1), else_=0)).label(name)
