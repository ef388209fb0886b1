"""A cycle's results with what a reader of the ranking must know: what is missing, how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection, select

from qadesk.progress import Progress
from qadesk.services import cycles, locked, targets
from qadesk.services.assessment import exemptions, gaps, results, uncertainty
from qadesk.services.assessment.exemptions import Exemption
from qadesk.services.assessment.gaps import Gap
from qadesk.services.assessment.results import CycleResults
from qadesk.services.assessment.uncertainty import MonthUncertainty
from qadesk.services.cycles import Cycle
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class TypedValue:
    """Who entered a value, when (UTC), and from which file; `origin` empty where it was typed."""

    by: str
    at: datetime
    origin: str


@dataclass(frozen=True)
class Standings:
    """Results, best first. Mappings go by staff number and leave out whom they say nothing of."""

    made: CycleResults
    gaps: tuple[Gap, ...]
    exemptions: tuple[Exemption, ...]
    opened_at: datetime | None = None  # when the cycle's targets were frozen, UTC
    typed: Mapping[tuple[str, str], TypedValue] = field(default_factory=dict)  # by staff number and indicator
    # By staff number and indicator, whose the standard is where not everybody's: "agent", "post", "team".
    own_targets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    in_hand: frozenset[int] = frozenset()  # whose result (row ids) is being corrected
    sure: MonthUncertainty = uncertainty.NOT_YET  # worked out after the rest, see `with_uncertainty`

    @cached_property
    def alike_ranks(self) -> Mapping[str, tuple[int, ...]]:
        """The ranks of those whose totals cannot be called different, in order."""
        ranks = {result.agent.staff_no: result.rank or 0 for result in self.made.results}
        return {who: tuple(sorted({ranks[one] for one in others})) for who, others in self.sure.alike.items()}


def standings(office: Office, code: str) -> Standings:
    """The standings of a cycle. Raises UserError if it was never opened."""
    with office.read() as connection:
        made = results.results_in(connection, office, cycles.get_in(connection, office, code))
        numbers = {result.agent.id: result.agent.staff_no for result in made.results}
        exempted = exemptions.of_cycle(connection, made.cycle, numbers)
        opened_at = cycles.opened_at(connection, made.cycle)
        own = own_targets(connection, made)
        typed = _typed(connection, made.cycle, numbers)
        hand = locked.in_hand(connection, made.cycle.id)
    found = compare(made, exempted)
    return replace(found, opened_at=opened_at, own_targets=own, typed=typed, in_hand=hand)


def _typed(
    connection: Connection, cycle: Cycle, numbers: Mapping[int, str]
) -> dict[tuple[str, str], TypedValue]:
    row = tables.typed_value.c
    found = connection.execute(
        select(row.agent_id, row.indicator, row.at, row.origin, tables.user.c.name.label("by"))
        .select_from(tables.typed_value.outerjoin(tables.user))
        .where(row.cycle_id == cycle.id)
    )
    return {
        (numbers[one.agent_id], one.indicator): TypedValue(one.by or "", one.at, one.origin)
        for one in found
        if one.agent_id in numbers
    }


def own_targets(connection: Connection, made: CycleResults) -> dict[str, dict[str, str]]:
    """Whose the standards are that are not everybody's, by staff number; see `Targets.whose`."""
    frozen = targets.frozen(connection, made.cycle.id)
    people = [result.agent for result in made.results]
    return {
        who.staff_no: own
        for who in people
        if (own := frozen.under(made.cards.last(who.id).key).whose(who.id, who.team, who.post))
    }


def compare(made: CycleResults, exempted: tuple[Exemption, ...] = ()) -> Standings:
    """The standings of results at hand."""
    return Standings(made, gaps.gaps(made), exempted)


def with_uncertainty(found: Standings, progress: Progress | None = None) -> Standings:
    """The same with how sure totals, grades and ranks are, which takes longer. Raises Cancelled."""
    made = replace(found, sure=uncertainty.month(found.made, progress))
    _ = made.alike_ranks  # of many agents too much for whoever shows it
    return made
