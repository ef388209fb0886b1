"""What the office file knows of a cycle: counted records, ratings, typed values, exemptions, the focus.

What other periods came out with is added by `earlier_months`. It says nothing of a scorecard, so that the
same month can be assessed under another one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy import Connection, select

from qadesk.domain import measures
from qadesk.domain.earlier import Earlier
from qadesk.domain.measures import OfficeTally, Source, Tally
from qadesk.domain.periods import previous_period
from qadesk.domain.raters import DEFAULT, Raters
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Focus
from qadesk.domain.selection import needs_times, with_mix
from qadesk.services.assessment import double_ratings, month_totals, removed, tallies, waits
from qadesk.services.assessment.removed import Removed
from qadesk.services.cycles import Cycle
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass
class OfAgent:
    """What is known of one agent besides records."""

    levels: dict[str, list[Decimal | None]] = field(default_factory=lambda: defaultdict(list))
    judged: Counter[str] = field(default_factory=Counter)  # levels of an item for the whole cycle
    typed: dict[str, Decimal] = field(default_factory=dict)
    exemptions: dict[str | None, tuple[str, str]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    focus: Focus | None = None

    def exemption_from(self, indicator: str) -> tuple[str, str] | None:
        """Kind and reason: no assessment at all, else the indicator's own, else a waiver of all."""
        whole, own = self.exemptions.get(None), self.exemptions.get(indicator)
        return whole if own is None or (whole and whole[0] == "na") else own


@dataclass(frozen=True)
class Knowledge:
    """A cycle's data; agents by row id."""

    tallies: Mapping[int, Tally]
    office: OfficeTally
    sources: frozenset[Source]
    agents: Mapping[int, OfAgent]
    removed: Removed | None = None  # what of its records is not kept any more
    raters: Raters = DEFAULT  # how far apart those are who judge a whole cycle
    earlier: Earlier | None = None  # what other periods came out with, where a scorecard asks for it

    def of(self, agent_id: int) -> OfAgent:
        """What is known of one agent besides records."""
        return self.agents.get(agent_id) or OfAgent()


def of_cycle(connection: Connection, office: Office, cycle: Cycle, *cards: Scorecard) -> Knowledge:
    """All that is known of a cycle but of other periods; of records removed after their time their sums.

    With single response times where one of the scorecards has a figure that needs them.
    """
    gone = removed.of_cycle(connection, cycle.code)
    if gone is not None and gone.records_on is not None:
        counted, whole = with_mix(gone.tallies), gone.office
    else:
        counted = tallies.count_agents(connection, office, cycle.period)
        if any(map(needs_times, cards)):
            counted = waits.with_waits(connection, office, cycle.period, counted)
        whole = tallies.count_office(connection, office, cycle.period)
    sources = tallies.sources_present(connection, cycle.period)
    counted, settled = month_totals.with_months(connection, office, cycle, counted, cards)
    sources |= {Source.MONTHS} if settled else frozenset()
    if any(card.takes_up((measures.EMPLOYED,)) for card in cards):
        counted, sources = _with_employed(connection, office, cycle, counted), sources | {Source.ROSTER}
    apart = double_ratings.measured(connection, cycle.period.end)
    return Knowledge(counted, whole, sources, _agents(connection, cycle), gone, apart)


def _with_employed(
    connection: Connection, office: Office, cycle: Cycle, counted: Mapping[int, Tally]
) -> dict[int, Tally]:
    """The tallies with the days from each agent's hiring to the cycle's last day, both counted."""
    agent, end = tables.agent.c, cycle.period.end
    rows = connection.execute(
        select(agent.id, agent.hired_on).where(agent.office_id == office.id, agent.hired_on.is_not(None))
    )
    known = {row.id: max((end - row.hired_on).days, 0) for row in rows}
    return dict(counted) | {
        who: replace(counted.get(who, Tally()), employed=days) for who, days in known.items()
    }


def _agents(connection: Connection, cycle: Cycle) -> dict[int, OfAgent]:
    known: dict[int, OfAgent] = defaultdict(OfAgent)
    evaluation, rating, exemption = tables.evaluation.c, tables.rating.c, tables.exemption.c
    submitted = (evaluation.cycle_id == cycle.id) & (evaluation.status == "submitted")
    for agent_id, item, level, contact in connection.execute(
        select(evaluation.agent_id, rating.item, rating.level, evaluation.contact_id)
        .join_from(tables.evaluation, tables.rating)
        .where(submitted)
        .order_by(evaluation.id)
    ).all():
        one = known[agent_id]
        one.levels[item].append(level)
        if contact is None and level is not None:
            one.judged[item] = one.judged.get(item, 0) + 1
    for said in connection.execute(
        select(evaluation.agent_id, evaluation.comment).where(
            submitted, evaluation.contact_id.is_(None), evaluation.comment != ""
        )
    ):
        known[said.agent_id].comments.append(said.comment)
    for exempted in connection.execute(select(tables.exemption).where(exemption.cycle_id == cycle.id)):
        known[exempted.agent_id].exemptions[exempted.indicator] = (exempted.kind, exempted.reason)
    typed = tables.typed_value.c
    for agent_id, indicator, value in connection.execute(
        select(typed.agent_id, typed.indicator, typed.value).where(typed.cycle_id == cycle.id)
    ).all():
        known[agent_id].typed[indicator] = value
    for agent_id, focus in focuses(connection, cycle).items():
        known[agent_id].focus = focus
    return dict(known)


def focuses(connection: Connection, cycle: Cycle) -> dict[int, Focus]:
    """What was settled after the cycle before this one that each agent works on now, by row id."""
    before, focus = previous_period(cycle.period).code, tables.focus.c
    rows = connection.execute(
        select(focus.agent_id, focus.indicator, focus.extra)
        .join_from(tables.focus, tables.cycle)
        .where(tables.cycle.c.code == before)
    )
    return {row.agent_id: Focus(row.indicator, row.extra) for row in rows}
