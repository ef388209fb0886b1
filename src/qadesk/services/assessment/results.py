"""A cycle's results: computed while it is open, as they were stored once it is closed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from qadesk import garbage
from qadesk.domain.assessing import Scorer
from qadesk.domain.measures import OfficeTally, Source, Tally
from qadesk.domain.quotas import with_quotas
from qadesk.domain.raters import DEFAULT, Raters
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment
from qadesk.domain.selection import asked_ms, needs_times
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import cycles, scorecards, staff_numbers, targets
from qadesk.services.assessment import assessments
from qadesk.services.assessment.assessments import Kept
from qadesk.services.assessment.knowledge import Knowledge, gather
from qadesk.services.assessment.lookup import Lookup
from qadesk.services.assessment.participants import Participant, participants
from qadesk.services.assessment.removed import Removed
from qadesk.services.assessment.sureness import StoredUncertainty
from qadesk.services.cycles import Cycle
from qadesk.services.targets import Targets
from qadesk.storage.office import Office


@dataclass(frozen=True)
class AgentResult:
    """One agent's result. `rank` is shared by equal totals and None where there is no total."""

    agent: Participant
    assessment: Assessment
    tally: Tally
    comment: str  # the supervisor's, of the whole cycle
    rank: int | None
    cycle: str  # its code
    scorecard: tuple[str, int]  # code and version
    stored: StoredUncertainty | None = field(default=None, repr=False)  # of a closed cycle: how sure it is

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything it says, so that a printed sheet proves what it was printed from."""
        return hashlib.sha256(self.digested.encode()).hexdigest()

    @property
    def digested(self) -> str:
        """What the digest is of, as JSON."""
        content = {
            "cycle": self.cycle,
            "scorecard": list(self.scorecard),
            "agent": [self.agent.staff_no, self.agent.name],
            "assessment": assessments.to_dict(self.assessment),
            "comment": self.comment,
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class CycleResults:
    """All results of a cycle, best first, those without a total last."""

    cycle: Cycle
    scorecard: Scorecard
    results: tuple[AgentResult, ...]
    office: OfficeTally
    sources: frozenset[Source]
    # Other numbers that agents are known by: before they were corrected, and in a closed cycle since.
    numbers: Mapping[str, int] = field(default_factory=dict, repr=False)
    removed: Removed | None = field(default=None, repr=False)  # what of its records is not kept any more
    raters: Raters = DEFAULT  # whose spread whole-cycle ratings have

    def of(self, staff_no: str) -> AgentResult:
        """One agent's result. Raises UserError if the agent does not take part in the cycle."""
        for result in self.results:
            if result.agent.staff_no == staff_no:
                return result
        known = self.numbers.get(staff_no)
        for result in self.results:
            if result.agent.id == known:
                return result
        raise UserError(
            "cycle.agent_not_assessed",
            _("{staff_no} does not take part in the cycle {code}.").format(
                staff_no=staff_no, code=self.cycle.code
            ),
        )


def results(office: Office, code: str) -> CycleResults:
    """The results of a cycle. Raises UserError if it was never opened."""
    with office.read() as connection:
        return results_in(connection, office, cycles.get_in(connection, office, code))


def results_in(
    connection: Connection, office: Office, cycle: Cycle, known: Knowledge | None = None
) -> CycleResults:
    """The same inside a transaction that does more; `known` where it was gathered already."""
    card = scorecards.load(connection, cycle.scorecard_id)
    # All of a large month stays: looking through it takes longer than making it.
    with garbage.not_collecting():
        known = known or gather(connection, office, cycle, card)
        if cycle.closed:
            made = assessments.stored(connection, cycle.id)
            known = replace(known, raters=made[0].raters if made else DEFAULT)
        else:
            people = participants(connection, office, cycle)
            made = assessed(card, people, known, targets.frozen(connection, cycle.id))
    timed = needs_times(card)
    rows = [
        AgentResult(
            agent=one.agent,
            assessment=one.assessment,
            tally=_tally(card, one, known, timed=timed),
            comment=one.comment,
            rank=None,
            cycle=cycle.code,
            scorecard=(card.code, card.version),
            stored=one.sure,
        )
        for one in made
    ]
    others = staff_numbers.others(connection)
    return CycleResults(
        cycle, card, ranked(rows), known.office, known.sources, others, known.removed, known.raters
    )


def assessed(
    card: Scorecard, people: Iterable[Participant], known: Knowledge, required: Targets
) -> list[Kept]:
    """Every agent's assessment under a scorecard, with the grades as its quotas leave them."""
    people, lookup, scorer = list(people), Lookup(card, known), Scorer(card)
    made = []
    for person in people:
        standards = required.of(person.id, person.team, person.post)
        given = lookup.given(person.id, standards=standards)
        made.append(scorer.assess(given, standards, known.of(person.id).focus))
    return [
        Kept(person, assessment, "\n".join(known.of(person.id).comments))
        for person, assessment in zip(people, with_quotas(card, made), strict=True)
    ]


def _tally(card: Scorecard, one: Kept, known: Knowledge, *, timed: bool) -> Tally:
    """What was counted of an agent, with what "within the standard" means in it."""
    tally = known.tallies.get(one.agent.id, Tally())
    if not timed:
        return tally
    standards = {line.code: line.standard for line in one.assessment.lines}
    return replace(tally, within_ms=asked_ms(card, standards))


def ranked(rows: Iterable[AgentResult]) -> tuple[AgentResult, ...]:
    """Best first, those without a total last by staff number; equal totals share a rank."""

    def order(result: AgentResult) -> tuple[Any, ...]:
        total = result.assessment.total
        return (total is None, -(total or Decimal(0)), result.agent.staff_no)

    rows = sorted(rows, key=order)
    ranks: dict[Decimal | None, int] = {}
    for place, row in enumerate(rows, start=1):
        ranks.setdefault(row.assessment.total, place)
    return tuple(
        replace(r, rank=None if r.assessment.total is None else ranks[r.assessment.total]) for r in rows
    )
