"""What the months of a longer cycle came out with, for scorecards that take it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from qadesk.domain import months
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.tally import MonthTotal, Tally
from qadesk.services import cycles
from qadesk.services.assessment import assessments, removed, tallies
from qadesk.services.cycles import Cycle
from qadesk.storage.office import Office


@dataclass(frozen=True)
class MonthTotals:
    """The closed months inside a longer cycle, by agent row id in the order of the calendar.

    `settled` says whether there are any, and all that were opened are closed.
    """

    of: dict[int, tuple[MonthTotal, ...]]
    settled: bool


def needed(card: Scorecard) -> bool:
    """Whether a scorecard takes up what the months came out with."""
    return card.takes_up(months.FIGURES)


def inside(connection: Connection, office: Office, cycle: Cycle) -> tuple[Cycle, ...]:
    """The months inside a longer cycle that were opened, the oldest first; none of a month."""
    if cycle.period.months == 1:
        return ()
    return tuple(
        one
        for one in reversed(cycles.all_in(connection, office))
        if one.period.months == 1 and cycle.period.contains(one.period.start)
    )


def of_cycle(connection: Connection, office: Office, cycle: Cycle) -> MonthTotals:
    """What the months inside a cycle came out with."""
    known = inside(connection, office, cycle)
    found: dict[int, list[MonthTotal]] = defaultdict(list)
    for month in known:
        if not month.closed:
            continue
        counted = _counted(connection, office, month)
        for kept in assessments.each_stored(connection, month.id):
            if kept.assessment.total is None:
                continue
            sure = None if kept.sure is None else kept.sure.found.interval
            contacts = counted.get(kept.agent.id, Tally()).contacts
            found[kept.agent.id].append(MonthTotal(month.code, kept.assessment.total, sure, contacts))
    settled = bool(known) and all(month.closed for month in known)
    return MonthTotals({who: tuple(those) for who, those in found.items()}, settled)


def never_opened(cycle: Cycle, within: Iterable[Cycle]) -> tuple[str, ...]:
    """The codes of the months of a longer cycle that are not among those opened; none where none were."""
    opened = {month.code for month in within}
    return tuple(code for code in cycle.period.month_codes if code not in opened) if opened else ()


def with_months(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    counted: dict[int, Tally],
    cards: Iterable[Scorecard],
) -> tuple[dict[int, Tally], bool]:
    """The tallies with those months in them, and whether these can be taken up."""
    if cycle.period.months == 1 or not any(map(needed, cards)):
        return counted, False
    made = of_cycle(connection, office, cycle)
    both = counted | {who: replace(counted.get(who, Tally()), months=own) for who, own in made.of.items()}
    return both, made.settled


def _counted(connection: Connection, office: Office, month: Cycle) -> dict[int, Tally]:
    gone = removed.of_cycle(connection, month.code)
    if gone is not None and gone.records_on is not None:
        return dict(gone.tallies)
    return tallies.count_agents(connection, office, month.period)
