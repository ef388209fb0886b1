"""A cycle's results: computed while it is open, as they were stored once it is closed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select, update

from qadesk.domain import measures
from qadesk.domain.measures import Measurement, OfficeTally, Source, Tally
from qadesk.domain.scorecard import Indicator, Role, Scorecard
from qadesk.domain.scoring import Assessment, Given, State, Status, assess
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cycles, scorecards
from qadesk.services.assessment import assessments, tallies
from qadesk.services.assessment.assessments import Kept
from qadesk.services.assessment.participants import Participant, participants
from qadesk.services.cycles import Cycle
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class AgentResult:
    """One agent's result. `rank` is shared by equal totals and None where there is no total."""

    agent: Participant
    assessment: Assessment
    tally: Tally
    comment: str  # the supervisor's, of the whole cycle
    rank: int | None
    digest: str


@dataclass(frozen=True)
class CycleResults:
    """All results of a cycle, best first, those without a total last."""

    cycle: Cycle
    scorecard: Scorecard
    results: tuple[AgentResult, ...]
    office: OfficeTally
    sources: frozenset[Source]

    def of(self, staff_no: str) -> AgentResult:
        """One agent's result. Raises UserError if the agent does not take part in the cycle."""
        for result in self.results:
            if result.agent.staff_no == staff_no:
                return result
        raise UserError(
            _("{staff_no} does not take part in the cycle {code}.").format(
                staff_no=staff_no, code=self.cycle.code
            )
        )


@dataclass
class _Known:
    """What the office file holds of one agent's cycle besides records."""

    levels: dict[str, list[Decimal | None]] = field(default_factory=lambda: defaultdict(list))
    exemptions: dict[str | None, tuple[str, str]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)

    def exemption_from(self, indicator: str) -> tuple[str, str] | None:
        """Kind and reason: no assessment at all, else the indicator's own, else a waiver of all."""
        whole, own = self.exemptions.get(None), self.exemptions.get(indicator)
        return whole if own is None or (whole and whole[0] == "na") else own


def results(office: Office, code: str) -> CycleResults:
    """The results of a cycle. Raises UserError if it was never opened."""
    with office.read() as connection:
        return results_in(connection, office, cycles.get_in(connection, office, code))


def results_in(connection: Connection, office: Office, cycle: Cycle) -> CycleResults:
    """The same inside a transaction that does more."""
    card = scorecards.load(connection, cycle.scorecard_id)
    counted = tallies.count_agents(connection, office, cycle.period)
    whole = tallies.count_office(connection, office, cycle.period)
    sources = tallies.sources_present(connection, cycle.period)
    known = _known(connection, cycle)
    if cycle.closed:
        made = assessments.stored(connection, cycle.id)
    else:
        people = participants(connection, office, cycle, counted.keys() | known.keys())
        made = _compute(connection, cycle, card, people, counted, whole, sources, known)
    rows = [
        AgentResult(
            agent=one.agent,
            assessment=one.assessment,
            tally=counted.get(one.agent.id, Tally()),
            comment=one.comment,
            rank=None,
            digest=digest(cycle, card, one),
        )
        for one in made
    ]
    return CycleResults(cycle, card, ranked(rows), whole, sources)


def close_cycle(office: Office, code: str) -> CycleResults:
    """Close a cycle: its results are stored as they stand and never change again.

    Raises UserError while an assessment is incomplete, naming whose, or if the cycle is closed already.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        cycles.must_be_open(cycle)
        final = results_in(connection, office, cycle)
        open_ones = [r.agent for r in final.results if r.assessment.status is Status.INCOMPLETE]
        if open_ones:
            raise UserError(
                _("{n} assessments are not complete yet: {who}").format(
                    n=len(open_ones), who=_(", ").join(f"{a.staff_no} {a.name}" for a in open_ones[:10])
                ),
                kept=_("The cycle stays open."),
                remedy=_("Score or waive what is missing, then close it."),
            )
        for result in final.results:
            kept = Kept(result.agent, result.assessment, result.comment)
            assessments.store(connection, office, cycle.id, kept, result.digest)
        connection.execute(
            update(tables.cycle)
            .where(tables.cycle.c.id == cycle.id)
            .values(status="closed", closed_at=office.now())
        )
        audit.note(connection, office, "cycle.close", code, agents=len(final.results))
        return results_in(connection, office, cycles.get_in(connection, office, code))


def digest(cycle: Cycle, card: Scorecard, made: Kept) -> str:
    """SHA-256 over everything an assessment says, so that a printed sheet proves what it was printed from."""
    content = {
        "cycle": cycle.code,
        "scorecard": [card.code, card.version],
        "agent": [made.agent.staff_no, made.agent.name],
        "assessment": assessments.to_dict(made.assessment),
        "comment": made.comment,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _compute(
    connection: Connection,
    cycle: Cycle,
    card: Scorecard,
    people: Iterable[Participant],
    counted: Mapping[int, Tally],
    whole: OfficeTally,
    sources: frozenset[Source],
    known: Mapping[int, _Known],
) -> list[Kept]:
    frozen = cycles.targets(connection, cycle)
    office_wide = measures.measure_office(whole)
    made = []
    for person in people:
        of_agent = known.get(person.id, _Known())
        measured = measures.measure(counted.get(person.id, Tally())) | office_wide
        given = {i.code: _given(i, measured, of_agent, sources) for i in card.indicators()}
        assessment = assess(card, given, frozen[None] | frozen.get(person.id, {}))
        made.append(Kept(person, assessment, "\n".join(of_agent.comments)))
    return made


def _given(
    indicator: Indicator, measured: Mapping[str, Measurement], of_agent: _Known, sources: frozenset[Source]
) -> Given:
    exemption = of_agent.exemption_from(indicator.code)
    if exemption and exemption[0] == "na":
        return Given(State.NOT_APPLICABLE, reason=exemption[1])
    found = _ratings(indicator, of_agent) if indicator.rated else _from_records(indicator, measured, sources)
    if exemption and found.state is State.MISSING:
        return Given(State.WAIVED, reason=exemption[1])
    return found


def _ratings(indicator: Indicator, of_agent: _Known) -> Given:
    given = of_agent.levels.get(indicator.code, [])
    levels = [level for level in given if level is not None]
    if levels:
        return Given(State.OBSERVED, measures.measure_ratings(levels))
    return Given(State.NOT_APPLICABLE if given else State.MISSING)


def _from_records(
    indicator: Indicator, measured: Mapping[str, Measurement], sources: frozenset[Source]
) -> Given:
    measurement = measured.get(indicator.code, measures.NOTHING)
    if measures.SOURCES.get(indicator.code) not in sources:
        # Nobody loses a bonus or crosses a red line for want of a file; all else is missing, not zero.
        return Given(State.MISSING) if indicator.role is Role.WEIGHTED else Given(State.OBSERVED, measurement)
    if measurement.value is None:
        no_occasion = indicator.code in measures.APPLIES_ONLY_WITH_OCCASION
        return Given(State.NOT_APPLICABLE if no_occasion else State.MISSING)
    return Given(State.OBSERVED, measurement)


def _known(connection: Connection, cycle: Cycle) -> dict[int, _Known]:
    known: dict[int, _Known] = defaultdict(_Known)
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
    return dict(known)


def ranked(rows: Iterable[AgentResult]) -> tuple[AgentResult, ...]:
    """Best first, those without a total last by staff number; equal totals share a rank."""

    def order(result: AgentResult) -> tuple[Any, ...]:
        total = result.assessment.total
        return (total is None, -(total or Decimal(0)), result.agent.staff_no)

    rows = sorted(rows, key=order)
    totals = [r.assessment.total for r in rows]
    return tuple(
        replace(r, rank=None if r.assessment.total is None else totals.index(r.assessment.total) + 1)
        for r in rows
    )
