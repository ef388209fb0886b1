"""Single response times and contacts nobody answered, of each agent: what sums cannot tell.

Read only where a figure needs it: a row for each response time there was, not one for each agent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    case,
    false,
    func,
    literal_column,
    select,
    true,
    type_coerce,
)

from qadesk.domain.measures import Source, Tally
from qadesk.domain.periods import Period
from qadesk.domain.selection import cell_of, with_mix
from qadesk.kinds.contacts import inbound
from qadesk.kinds.registry import stored_apart
from qadesk.services.records import batches, counting
from qadesk.services.records.stored import inside
from qadesk.storage.office import Office
from qadesk.storage.tables import contact, contact_total, to_millis

_HOUR: Final = 3_600_000
_UNKNOWN: Final = "unanswered"  # the field of files that tell who was not answered


def with_waits(
    connection: Connection, office: Office, period: Period, tallies: Mapping[int, Tally]
) -> dict[int, Tally]:
    """Tallies of all agents of a period, by row id, with their single response times and the office's mix."""
    found = dict(tallies)
    for who, made in _made(_contacts(connection, office, period, contact.c.agent_id)).items():
        found[who] = _joined(found.get(who, Tally()), made)
    for who, made in _totals(connection, office, period, contact_total.c.agent_id).items():
        found[who] = _joined(found.get(who, Tally()), made)
    return with_mix(found)


def with_own(connection: Connection, office: Office, period: Period, agent_id: int, tally: Tally) -> Tally:
    """The tally of one agent with the same; of the others only the sums of the office's mix are read."""
    at = (connection, office, period)
    own = _made(_contacts(*at, contact.c.agent_id, agent_id))
    totals = _totals(*at, contact_total.c.agent_id, agent_id)
    for made in (*own.values(), *totals.values()):
        tally = _joined(tally, made)
    c = _single(*at, contact.c.agent_id).c
    rows = connection.execute(
        select(c.channel, c.hour, func.count(), func.sum(c.ms))
        .where(c.answered, c.ms.is_not(None))
        .group_by(c.channel, c.hour)
        .order_by(c.channel, c.hour)
    )
    return replace(tally, mix={cell_of(name, hour): (n, int(total)) for name, hour, n, total in rows})


def of_rows(
    connection: Connection, office: Office, period: Period, source: Source, agent_id: int, whole: Tally
) -> dict[int, Tally]:
    """What each contact or row of totals of an agent adds, by its row id; `whole` is the agent's tally."""
    made: dict[int, Tally] = {}
    if source == Source.CONTACTS:
        made = _made(_contacts(connection, office, period, contact.c.id, agent_id))
    elif source == Source.TOTALS:
        made = _totals(connection, office, period, contact_total.c.id, agent_id)
    return {
        row: replace(_joined(Tally(), one), mix=whole.mix, within_ms=whole.within_ms)
        for row, one in made.items()
    }


def _joined(known: Tally, more: Tally) -> Tally:
    return replace(
        known,
        offered=known.offered + more.offered,
        reached=known.reached + more.reached,
        unreached=known.unreached + more.unreached,
        waits={**known.waits, **more.waits},
    )


def _contacts(
    connection: Connection, office: Office, period: Period, each: Any, agent_id: int | None = None
) -> Any:
    """Rows of: whose, channel, hour, answered, whether untold, response time, number; in that order."""
    inner = _single(connection, office, period, each, agent_id)
    counted = select(*inner.c, func.count().label("n")).group_by(*inner.c).order_by(*inner.c)
    return connection.execute(counted)


def _single(
    connection: Connection, office: Office, period: Period, each: Any, agent_id: int | None = None
) -> Any:
    """Each inbound contact of a period that counts."""
    c, lacking = contact.c, batches.imports_without(connection, period)
    kind = stored_apart()[Source.CONTACTS]
    beaten = counting.beaten(contact, counting.not_counted(connection, office, period))
    silent = tuple(lacking.get(_UNKNOWN, ()))
    timeless = tuple(lacking.get("each_offered", ()))
    return (
        select(
            each.label("whose"),
            c.channel.label("channel"),
            _hour(office, period).label("hour"),
            c.answered.label("answered"),
            _among(silent).label("silent"),
            _among(timeless).label("timeless"),
            c.response_ms.label("ms"),
        )
        .where(inside(office, kind, period, wholly=True), inbound(c))
        .where(true() if beaten is None else ~beaten, true() if agent_id is None else c.agent_id == agent_id)
        .subquery()
    )


def _among(imports: tuple[int, ...]) -> ColumnElement[int]:
    """1 for a contact of one of these imports, else 0."""
    return case((contact.c.batch_id.in_(imports) if imports else false(), 1), else_=0)


def _made(rows: Any) -> dict[int, Tally]:
    waits: dict[int, dict[str, dict[str, int]]] = defaultdict(dict)
    numbers: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for whose, channel, hour, answered, silent, timeless, ms, n in rows:
        offered = numbers[whose]
        if not silent:
            offered[0] += n
            offered[1] += n if answered else 0
            offered[2] += 0 if answered or timeless else n
        if answered and ms is not None:
            cell = waits[whose].setdefault(cell_of(channel, hour, told=not timeless), {})
            cell[str(ms)] = cell.get(str(ms), 0) + n
    return {
        whose: Tally(offered=offered, reached=reached, unreached=unreached, waits=waits.get(whose, {}))
        for whose, (offered, reached, unreached) in numbers.items()
    }


def _totals(
    connection: Connection, office: Office, period: Period, each: Any, agent_id: int | None = None
) -> dict[int, Tally]:
    """Of totals that say how many contacts were offered, how many were and how many were answered."""
    t, kind = contact_total.c, stored_apart()[Source.TOTALS]
    beaten = counting.beaten(contact_total, counting.not_counted(connection, office, period))
    rows = connection.execute(
        select(each, func.sum(t.offered), func.sum(t.contacts))
        .where(inside(office, kind, period, wholly=True), t.offered.is_not(None))
        .where(true() if beaten is None else ~beaten, true() if agent_id is None else t.agent_id == agent_id)
        .group_by(each)
        .order_by(each)
    )
    return {whose: Tally(offered=int(offered), reached=int(reached)) for whose, offered, reached in rows}


def _hour(office: Office, period: Period) -> ColumnElement[int]:
    """The hour of the day of a contact on the office's clock, 0-23."""
    at = type_coerce(contact.c.at, Integer)
    moment, end = period.utc(office.zone)
    steps: list[tuple[int, int]] = []  # from when which hours hold
    while moment < end:
        ahead = office.local(moment).utcoffset() or timedelta()
        ms = ahead // timedelta(milliseconds=1)
        if not steps or steps[-1][1] != ms:
            steps.append((to_millis(moment), ms))
        moment += timedelta(hours=1)
    ahead_of = [
        (and_(at >= literal_column(str(since))), literal_column(str(ms), Integer)) for since, ms in steps
    ]
    offset: Any = ahead_of[0][1] if len(steps) == 1 else case(*reversed(ahead_of), else_=ahead_of[0][1])
    hours: Any = (at + offset).op("/", precedence=8, return_type=Integer())(
        literal_column(str(_HOUR), Integer)
    )
    found: ColumnElement[int] = hours % literal_column("24", Integer)
    return found
