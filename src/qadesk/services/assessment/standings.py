"""A cycle's results with what a reader of the ranking must know: who is alike, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from qadesk.domain.comparison import alike, total_interval
from qadesk.domain.statistics import Interval
from qadesk.services import cycles, targets
from qadesk.services.assessment import exemptions, gaps, results
from qadesk.services.assessment.exemptions import Exemption
from qadesk.services.assessment.gaps import Gap
from qadesk.services.assessment.results import CycleResults
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Standings:
    """Results, best first. Mappings go by staff number and leave out whom they say nothing of."""

    made: CycleResults
    gaps: tuple[Gap, ...]
    intervals: Mapping[str, Interval]  # of the totals of those graded without a red line
    alike: Mapping[str, tuple[str, ...]]  # the staff numbers whose totals cannot be called different
    exemptions: tuple[Exemption, ...]
    opened_at: datetime | None = None  # when the cycle's targets were frozen, UTC
    own_targets: Mapping[str, frozenset[str]] = field(default_factory=dict)  # indicators, by staff number


def standings(office: Office, code: str) -> Standings:
    """The standings of a cycle. Raises UserError if it was never opened."""
    with office.read() as connection:
        made = results.results_in(connection, office, cycles.get_in(connection, office, code))
        exempted = exemptions.of_cycle(connection, made.cycle)
        opened_at = cycles.opened_at(connection, made.cycle)
        own = own_targets(connection, made)
    return replace(compare(made, exempted), opened_at=opened_at, own_targets=own)


def own_targets(connection: Connection, made: CycleResults) -> dict[str, frozenset[str]]:
    """The indicators with a standard of an agent's, their post's or their team's own, by staff number."""
    frozen = targets.frozen(connection, made.cycle.id)
    people = [result.agent for result in made.results]
    return {who.staff_no: frozenset(own) for who in people if (own := frozen.own(who.id, who.team, who.post))}


def compare(made: CycleResults, exempted: tuple[Exemption, ...] = ()) -> Standings:
    """The standings of results at hand."""
    intervals = {}
    for result in made.results:
        interval = total_interval(made.scorecard, result.assessment)
        if interval is not None and not result.assessment.red_lines:
            intervals[result.agent.staff_no] = interval
    return Standings(made, gaps.gaps(made), intervals, alike(intervals, list(intervals)), exempted)
