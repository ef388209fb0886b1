"""What the office file knows of a cycle: counted records, ratings, typed values, exemptions, the focus.

It says nothing of a scorecard, so that the same month can be assessed under another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import Connection, select

from qadesk.domain import measures
from qadesk.domain.computed import with_computed
from qadesk.domain.measures import Measurement, OfficeTally, Source, Tally
from qadesk.domain.periods import previous_period
from qadesk.domain.scorecard import Indicator, Origin, Role, Scorecard, Unit
from qadesk.domain.scoring import Focus, Given, State
from qadesk.services.assessment import tallies
from qadesk.services.cycles import Cycle
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass
class OfAgent:
    """What is known of one agent besides records."""

    levels: dict[str, list[Decimal | None]] = field(default_factory=lambda: defaultdict(list))
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

    def of(self, agent_id: int) -> OfAgent:
        """What is known of one agent besides records."""
        return self.agents.get(agent_id) or OfAgent()

    def given(self, card: Scorecard, agent_id: int) -> dict[str, Given]:
        """What is known of one agent, by the indicators of a scorecard."""
        tally, known = self.tallies.get(agent_id, Tally()), self.of(agent_id)
        measured = measures.measure(tally) | measures.measure_office(self.office)
        given = {}
        for indicator in card.indicators():
            found = self._given(indicator, measured, known)
            if found is not None:
                given[indicator.code] = found
        if any(i.formula for i in card.indicators()):
            present = [name for name, source in measures.COUNTS.items() if source in self.sources]
            counts = {name: getattr(tally, name) for name in present}
            return with_computed(card, given, counts)
        return given

    def _given(
        self, indicator: Indicator, measured: Mapping[str, Measurement], known: OfAgent
    ) -> Given | None:
        """None for what a formula has still to give."""
        kind, reason = known.exemption_from(indicator.code) or ("", "")
        if kind == "na":
            return Given(State.NOT_APPLICABLE, reason=reason)
        found: Given | None
        if indicator.origin is Origin.RATED:
            found = _rated(indicator, known)
        elif indicator.origin is Origin.TYPED:
            found = _typed(indicator, known)
        elif indicator.origin is Origin.RECORDS:
            found = self._recorded(indicator, measured)
        else:
            return Given(State.WAIVED, reason=reason) if kind else None
        if kind and found.state is State.MISSING:
            return Given(State.WAIVED, reason=reason)
        return found

    def _recorded(self, indicator: Indicator, measured: Mapping[str, Measurement]) -> Given:
        code = indicator.figure
        measurement = measured.get(code, measures.NOTHING)
        if measures.SOURCES.get(code) not in self.sources:
            # Nobody loses a bonus or crosses a red line for want of a file; all else is missing, not zero.
            if indicator.role is Role.WEIGHTED or indicator.unit is not Unit.COUNT:
                return Given(State.MISSING)
            return Given(State.OBSERVED, measurement)
        if measurement.value is None:
            no_occasion = code in measures.APPLIES_ONLY_WITH_OCCASION
            return Given(State.NOT_APPLICABLE if no_occasion else State.MISSING)
        return Given(State.OBSERVED, measurement)


def gather(connection: Connection, office: Office, cycle: Cycle) -> Knowledge:
    """All that is known of a cycle."""
    return Knowledge(
        tallies=tallies.count_agents(connection, office, cycle.period),
        office=tallies.count_office(connection, office, cycle.period),
        sources=tallies.sources_present(connection, cycle.period),
        agents=_agents(connection, cycle),
    )


def _rated(indicator: Indicator, known: OfAgent) -> Given:
    given = known.levels.get(indicator.code, [])
    levels = [level for level in given if level is not None]
    if levels:
        return Given(State.OBSERVED, measures.measure_ratings(levels, indicator.top))
    return Given(State.NOT_APPLICABLE if given else State.MISSING)


def _typed(indicator: Indicator, known: OfAgent) -> Given:
    value = known.typed.get(indicator.code)
    if value is None:
        return Given(State.MISSING)
    return Given(State.OBSERVED, Measurement(value, 0))


def _agents(connection: Connection, cycle: Cycle) -> dict[int, OfAgent]:
    known: dict[int, OfAgent] = defaultdict(OfAgent)
    evaluation, rating, exemption = tables.evaluation.c, tables.rating.c, tables.exemption.c
    submitted = (evaluation.cycle_id == cycle.id) & (evaluation.status == "submitted")
    for row in connection.execute(
        select(evaluation.agent_id, rating.item, rating.level)
        .join_from(tables.evaluation, tables.rating)
        .where(submitted)
        .order_by(evaluation.id)
    ):
        known[row.agent_id].levels[row.item].append(row.level)
    for said in connection.execute(
        select(evaluation.agent_id, evaluation.comment).where(
            submitted, evaluation.contact_id.is_(None), evaluation.comment != ""
        )
    ):
        known[said.agent_id].comments.append(said.comment)
    for exempted in connection.execute(select(tables.exemption).where(exemption.cycle_id == cycle.id)):
        known[exempted.agent_id].exemptions[exempted.indicator] = (exempted.kind, exempted.reason)
    typed = select(tables.typed_value).where(tables.typed_value.c.cycle_id == cycle.id)
    for value in connection.execute(typed):
        known[value.agent_id].typed[value.indicator] = value.value
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
