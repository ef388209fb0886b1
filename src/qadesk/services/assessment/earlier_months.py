"""What other periods came out with, for scorecards that ask for the month before, last year or the quarter.

A closed period gives its stored results that count, all of them read at once for each scorecard they were
made under; an open one is worked out from what it has now. What was never opened gives nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from qadesk.domain import earlier
from qadesk.domain.earlier import Came, Earlier, EarlierFigures
from qadesk.domain.earlier_figures import MEASURED, EarlierFigure
from qadesk.domain.measures import NOTHING, Measurement, Tally
from qadesk.domain.periods import Period
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.selection import OF_TIMES, with_mix
from qadesk.services import cards as holding
from qadesk.services import cycles, targets
from qadesk.services.assessment import assessments, knowledge, making, removed, tallies, waits
from qadesk.services.assessment.knowledge import Knowledge
from qadesk.services.assessment.participants import participants
from qadesk.services.cards import CycleCards, HeldCard
from qadesk.services.cycles import Cycle
from qadesk.storage import tables
from qadesk.storage.failures import UnreadableRecord
from qadesk.storage.office import Office

_KEPT: Final = 8  # readings of closed months


def gather(connection: Connection, office: Office, cycle: Cycle, *cards: Scorecard) -> Knowledge:
    """All that is known of a cycle, and what one of the scorecards asks for of other periods."""
    return _gather(connection, office, cycle, cards, {})


def _gather(
    connection: Connection, office: Office, cycle: Cycle, cards: Iterable[Scorecard], seen: dict[int, Came]
) -> Knowledge:
    cards = tuple(cards)
    known = knowledge.of_cycle(connection, office, cycle, *cards)
    found = _earlier(connection, office, cycle.period, cards, seen)
    return known if found is None else replace(known, earlier=found)


def now(connection: Connection, office: Office, cycle: Cycle, card: Scorecard) -> EarlierFigures:
    """The figures of other periods as they are now: after a cycle was closed others may be corrected."""
    found = _earlier(connection, office, cycle.period, (card,), {})
    return EarlierFigures(card, found or Earlier(cycle.period))


def corrected(then: Iterable[EarlierFigure], current: Iterable[EarlierFigure]) -> tuple[EarlierFigure, ...]:
    """Those of today's figures that differ from what a closed result took."""
    taken = {one.key: one.value for one in then}
    return tuple(one for one in current if one.key in taken and one.value != taken[one.key])


def _earlier(
    connection: Connection,
    office: Office,
    period: Period,
    cards: tuple[Scorecard, ...],
    seen: dict[int, Came],
) -> Earlier | None:
    """What the scorecards ask for of other periods; None where they ask for nothing."""
    asked = [(card, one) for card in cards for one in earlier.wanted(card)]
    if not asked:
        return None
    codes: dict[str, set[str]] = {}
    for _card, one in asked:
        for span in earlier.periods_of(one, period) if one.function not in MEASURED else ():
            codes.setdefault(span.code, set()).add(one.code)
    found = Earlier(period, _came(connection, office, codes, seen))
    figures = {
        card.indicator(one.code).figure
        for card, one in asked
        if one.function in MEASURED and earlier.measured_to_date(card, one.code)
    }
    if figures:
        span = earlier.to_date(period)
        found = replace(
            found,
            to_date=_counted(connection, office, span, figures),
            sources=tallies.sources_present(connection, span),
        )
    return found


def _came(
    connection: Connection, office: Office, codes: Mapping[str, set[str]], seen: dict[int, Came]
) -> dict[str, Came]:
    """What the periods of these codes came out with, as far as they were opened: the figures asked for."""
    opened = [one for one in cycles.all_in(connection, office) if one.code in codes]
    closed = [one for one in opened if one.closed]
    found = _settled(connection, office, closed, codes) if closed else {}
    return found | {one.code: _open(connection, office, one, seen) for one in opened if not one.closed}


def _others(own: CycleCards) -> dict[int, Scorecard]:
    """Who has another scorecard than the cycle's own."""
    return {who: own.of(who) for who in own.others if own.last(who).key != own.own.key}


def _open(connection: Connection, office: Office, cycle: Cycle, seen: dict[int, Came]) -> Came:
    """What a period that is still open gives now; each is worked out once, whoever asks for it."""
    if cycle.id not in seen:
        own = holding.of_cycle(connection, cycle)
        known = _gather(connection, office, cycle, own.all, seen)
        required = targets.frozen(connection, cycle.id)
        people, figures = participants(connection, office, cycle), {}
        for who, made in making.each_under(own, people, known, required):
            total = Measurement(made.total, 1)
            figures[who.id] = {earlier.TOTAL: total} | {one.code: one.measurement for one in made.lines}
        seen[cycle.id] = Came(own.own.card, figures, {}, _others(own))
    return seen[cycle.id]


# ---- stored results


def _settled(
    connection: Connection, office: Office, those: list[Cycle], codes: Mapping[str, set[str]]
) -> dict[str, Came]:
    """What closed periods came out with, kept while the office is open.

    Closed results are only added to: whether there is anything new is looked at first.
    """
    own = tables.assessment.c
    counted = (func.count(), func.max(own.id), func.sum(own.agent_id), func.max(own.at))
    ids = [one.id for one in those]
    sign = tuple(connection.execute(select(*counted).where(own.cycle_id.in_(ids))).one())
    key = tuple((one.id, *sorted(codes[one.code])) for one in those)
    known = office.settled.get(key)
    if known is None or known[0] != sign:
        if len(office.settled) >= _KEPT:
            office.settled.clear()
        known = office.settled[key] = sign, _closed(connection, those, codes)
    found: dict[str, Came] = known[1]
    return found


def _closed(connection: Connection, those: list[Cycle], codes: Mapping[str, set[str]]) -> dict[str, Came]:
    held = {one.id: holding.of_cycle(connection, one) for one in those}
    found = {one.id: Came(held[one.id].own.card, {}, {}, _others(held[one.id])) for one in those}
    for under in {one.key: one for own in held.values() for one in own.every}.values():
        its = [one for one in those if under.key in {held_.key for held_ in held[one.id].every}]
        asked = {code for one in its for code in codes[one.code]}
        _stored(connection, under, {one.id: held[one.id] for one in its}, asked, found)
    return {one.code: found[one.id] for one in those}


def _stored(
    connection: Connection, under: HeldCard, those: Mapping[int, CycleCards], codes: Collection[str],
    found: Mapping[int, Came],
) -> None:  # fmt: skip
    """Put into `found` the results of closed periods (row ids) of the agents who had a scorecard.

    Lines stand in the order of the scorecard, so that each is found by its place, and the rest is not read.
    """
    places = {one.code: at for at, one in enumerate(under.card.indicators()) if one.code in codes}
    for row in connection.execute(_lines(those, places)):
        if those[row.cycle_id].last(row.agent_id).key == under.key:
            came: Any = found[row.cycle_id]
            came.figures[row.agent_id] = _figures(row, places)
            came.revisions[row.agent_id] = row.revision


def _lines(cycle_ids: Iterable[int], places: Mapping[str, int]) -> Select[Any]:
    own = tables.assessment.c

    columns: list[ColumnElement[Any]] = [own.content["total"].as_string().label("total")]
    columns += [own.content["lines", at].as_json().label(f"at{at}") for at in places.values()]
    return select(own.id, own.cycle_id, own.agent_id, own.revision, *columns).where(
        own.cycle_id.in_(list(cycle_ids)), assessments.newest()
    )


def _figures(row: Row[Any], places: Mapping[str, int]) -> dict[str, Measurement]:
    """Raises UnreadableRecord for a result that is other than was stored."""
    kept = row._mapping
    try:
        found = {earlier.TOTAL: _measured(kept["total"], 1)}
        for code, at in places.items():
            line = kept[f"at{at}"]
            if line["code"] != code:
                raise ValueError(code)
            found[code] = _measured(line["value"], line["n"])
    except (LookupError, ValueError, TypeError, InvalidOperation) as error:
        raise UnreadableRecord("assessment", row.id, "content") from error
    return found


def _measured(value: str | None, n: int) -> Measurement:
    return NOTHING if value is None else Measurement(Decimal(value), n)


# ---- the quarter to date


def _counted(connection: Connection, office: Office, span: Period, figures: set[str]) -> dict[int, Tally]:
    """The records of all its days; with the sums that stayed of months whose records were removed."""
    counted = tallies.count_agents(connection, office, span)
    if figures & OF_TIMES:
        counted = waits.with_waits(connection, office, span, counted)
    for code in span.month_codes if span.months > 1 else ():
        gone = removed.of_cycle(connection, code)
        for who, tally in gone.tallies.items() if gone is not None and gone.records_on is not None else ():
            counted[who] = _plus(counted.get(who, Tally()), tally)
    return with_mix(counted) if figures & OF_TIMES else counted


def _plus(one: Tally, other: Tally) -> Tally:
    """What was counted of an agent in both."""
    numbers: dict[str, Any] = {
        field.name: getattr(one, field.name) + getattr(other, field.name)
        for field in fields(Tally)
        if isinstance(getattr(one, field.name), int)
    }
    more = {name: one.more.get(name, 0) + other.more.get(name, 0) for name in {**one.more, **other.more}}
    both = {**one.waits, **other.waits}
    times = {
        cell: {
            ms: one.waits.get(cell, {}).get(ms, 0) + other.waits.get(cell, {}).get(ms, 0)
            for ms in {**one.waits.get(cell, {}), **other.waits.get(cell, {})}
        }
        for cell in both
    }
    return replace(one, **numbers, more=more, waits=times)
