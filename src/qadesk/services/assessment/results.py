"""A cycle's results: computed while it is open, as they were stored once it is closed."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, func, select

from qadesk import garbage
from qadesk.domain.computed import Formulas
from qadesk.domain.measures import OfficeTally, Source, Tally
from qadesk.domain.on_total import excludes
from qadesk.domain.peers import Peer
from qadesk.domain.quotas import with_quotas
from qadesk.domain.raters import DEFAULT, Raters
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment
from qadesk.domain.selection import asked_ms, needs_times
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import cards, cycles, staff_numbers, targets
from qadesk.services.assessment import assessments, making
from qadesk.services.assessment.assessments import TOGETHER, Kept, Told
from qadesk.services.assessment.earlier_months import gather
from qadesk.services.assessment.knowledge import Knowledge
from qadesk.services.assessment.participants import Participant, participants
from qadesk.services.assessment.removed import Removed
from qadesk.services.assessment.sureness import StoredUncertainty
from qadesk.services.cards import CycleCards
from qadesk.services.cycles import Cycle
from qadesk.services.targets import Targets
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
    cycle: str  # its code
    card: Scorecard = field(repr=False)  # the agent's own; of several the one the cycle ended with
    stored: StoredUncertainty | None = field(default=None, repr=False)  # of a closed cycle: how sure it is
    revision: int = 1  # of a closed cycle: which one it is

    @property
    def scorecard(self) -> tuple[str, int]:
        """Code and version."""
        return self.card.code, self.card.version

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything it says, so that a printed sheet proves what it was printed from."""
        return hashlib.sha256(self.digested.encode()).hexdigest()

    @property
    def digested(self) -> str:
        """What the digest is of, as JSON."""
        content: dict[str, Any] = {
            "cycle": self.cycle,
            "scorecard": list(self.scorecard),
            "agent": [self.agent.staff_no, self.agent.name],
            "assessment": assessments.to_dict(self.assessment),
            "comment": self.comment,
        }
        if self.revision > 1:
            content["revision"] = self.revision
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class CycleResults:
    """All results of a cycle, best first, those without a total last; under several scorecards one by one."""

    cycle: Cycle
    cards: CycleCards
    results: tuple[AgentResult, ...]
    office: OfficeTally
    sources: frozenset[Source]
    # Other numbers that agents are known by: before they were corrected, and in a closed cycle since.
    numbers: Mapping[str, int] = field(default_factory=dict, repr=False)
    removed: Removed | None = field(default=None, repr=False)  # what of its records is not kept any more
    raters: Raters = DEFAULT  # whose spread whole-cycle ratings have
    told: Told = TOGETHER  # how it says what changed

    @cached_property
    def by_card(self) -> tuple[tuple[Scorecard, tuple[AgentResult, ...]], ...]:
        """The results under each scorecard of the cycle; none under one that nobody has."""
        return tuple(
            (one.card, tuple(r for r in self.results if self.cards.last(r.agent.id).key == one.key))
            for one in self.cards.every
        )

    def alongside(self, result: AgentResult) -> tuple[AgentResult, ...]:
        """Who is ranked with an agent and shares quotas, the agent included."""
        pool = self.cards.pool(result.agent.id)
        return tuple(one for one in self.results if self.cards.pool(one.agent.id) == pool)

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
    own = cards.of_cycle(connection, cycle)
    # All of a large month stays: looking through it takes longer than making it.
    told = TOGETHER
    with garbage.not_collecting():
        known = known or gather(connection, office, cycle, *own.all)
        if cycle.closed:
            made = assessments.stored(connection, cycle.id)
            known = replace(known, raters=made[0].raters if made else DEFAULT)
            told = assessments.told_of(made)
        else:
            people = participants(connection, office, cycle)
            made = assessed(own, people, known, targets.frozen(connection, cycle.id))
    found = _rows(cycle, own, made, known)
    if any(one.revision > 1 for one in made):
        found = tuple(
            replace(one, rank=place) for one, place in _as_then(connection, cycle, own, found, made)
        )
    others = staff_numbers.others(connection)
    return CycleResults(
        cycle, own, found, known.office, known.sources, others, known.removed, known.raters, told
    )


def anew(
    connection: Connection, office: Office, cycle: Cycle, only: Collection[int] | None = None
) -> CycleResults:
    """What the data of a closed cycle give now, for those who were assessed then and as they were named.

    `only` these agents (row ids), where no quota makes grades depend on the others; their peers' figures stay
    as they were closed or corrected. The revisions are the newest stored ones, so that what comes out the
    same has the same digest.
    """
    own = cards.of_cycle(connection, cycle)
    with garbage.not_collecting():
        others = None if only is None else _as_closed(connection, cycle, own)
        only = None if any(card.has_quotas for card in own.all) else only
        kept = assessments.stored(connection, cycle.id, only)
        known = gather(connection, office, cycle, *own.all)
        known = replace(known, raters=kept[0].raters if kept else DEFAULT)
        frozen = targets.frozen(connection, cycle.id)
        made = assessed(own, [one.agent for one in kept], known, frozen, others)
    made = [replace(one, revision=old.revision) for one, old in zip(made, kept, strict=True)]
    found, told = _rows(cycle, own, made, known), assessments.told_of(kept)
    return CycleResults(cycle, own, found, known.office, known.sources, {}, known.removed, known.raters, told)


def _as_closed(
    connection: Connection, cycle: Cycle, own: CycleCards
) -> Mapping[int, Mapping[Peer, Mapping[str, Decimal]]] | None:
    """By scorecard (row id) everybody with the values that are stored of them.

    Nothing where no figure of peers is used.
    """
    if not any(Formulas(card).of_peers for card in own.all):
        return None
    found: dict[int, dict[Peer, Mapping[str, Decimal]]] = {one.key: {} for one in own.every}
    for one in assessments.each_stored(connection, cycle.id):
        found[own.last(one.agent.id).key][Peer(one.agent.id, one.agent.team, one.agent.post)] = {
            line.code: line.value
            for line in one.assessment.lines
            if line.value is not None and not excludes(own.of(one.agent.id), one.assessment.steps)
        }
    return found


def _rows(cycle: Cycle, own: CycleCards, made: Iterable[Kept], known: Knowledge) -> tuple[AgentResult, ...]:
    timed = {one.key: needs_times(one.card) for one in own.every}

    def row(one: Kept) -> AgentResult:
        held = own.last(one.agent.id)
        tally = _tally(held.card, one, known, timed=timed[held.key])
        return replace(as_stored(cycle, held.card, one), tally=tally, rank=None)

    return ranked(map(row, made), own)


def assessed(
    own: CycleCards,
    people: Iterable[Participant],
    known: Knowledge,
    required: Targets,
    others: Mapping[int, Mapping[Peer, Mapping[str, Decimal]]] | None = None,
) -> list[Kept]:
    """Every agent's assessment under their scorecard, with the grades as its quotas leave them.

    `others`: by scorecard (row id) who their peers are, with their values by indicator, where it is not one
    another.
    """
    people = list(people)
    made = {who.id: one for who, one in making.each_under(own, people, known, required, others)}
    made = by_quotas(own, made)
    return [Kept(one, made[one.id], "\n".join(known.of(one.id).comments)) for one in people]


def by_quotas(own: CycleCards, made: Mapping[int, Assessment]) -> dict[int, Assessment]:
    """Assessments (by row id) with their grades as quotas leave them, which those of one pool share."""
    pools: dict[int, list[int]] = {}
    for who in made:
        pools.setdefault(own.pool(who), []).append(who)
    found = dict[int, Assessment]()
    for those in pools.values():
        theirs = [own.of(who) for who in those]
        graded = with_quotas(theirs[0], [made[who] for who in those], theirs)
        found.update(zip(those, graded, strict=True))
    return found


def _tally(card: Scorecard, one: Kept, known: Knowledge, *, timed: bool) -> Tally:
    """What was counted of an agent, with what "within the standard" means in it."""
    tally = known.tallies.get(one.agent.id, Tally())
    if not timed:
        return tally
    standards = {line.code: line.standard for line in one.assessment.lines}
    return replace(tally, within_ms=asked_ms(card, standards))


def _as_then(
    connection: Connection,
    cycle: Cycle,
    own_cards: CycleCards,
    found: tuple[AgentResult, ...],
    made: Iterable[Kept],
) -> Iterator[tuple[AgentResult, int | None]]:
    """Everybody's rank as it was when their result was made: a correction of one moves nobody else's.

    Unless the office had the others follow; then all have the rank of that day.
    """
    own, correction = tables.assessment.c, tables.correction.c
    ended = select(func.max(correction.ended_at)).where(correction.cycle_id == cycle.id, correction.others)
    followed = connection.execute(ended).scalar()
    counted = own.revision == 1 if followed is None else own.at <= followed
    rows = connection.execute(
        select(own.agent_id, own.content["total"].as_string().label("total"), own.revision)
        .where(own.cycle_id == cycle.id, counted)
        .order_by(own.revision)
    ).all()
    totals = {row.agent_id: None if row.total is None else Decimal(row.total) for row in rows}
    which = {row.agent_id: row.revision for row in rows}
    later = {one.agent.id: one.rank for one in made if one.revision > which.get(one.agent.id, 0)}
    pools: dict[int, list[Decimal]] = {}
    for who, total in totals.items():
        if total is not None:
            pools.setdefault(own_cards.pool(who), []).append(total)
    order = {pool: sorted(those) for pool, those in pools.items()}
    for one in found:
        total, those = totals.get(one.agent.id), order.get(own_cards.pool(one.agent.id), [])
        place = None if total is None else len(those) - bisect_right(those, total) + 1
        yield one, later.get(one.agent.id, place)


def as_stored(cycle: Cycle, card: Scorecard, one: Kept) -> AgentResult:
    """One revision of a closed cycle as it is stored, without what was counted then."""
    return AgentResult(
        one.agent, one.assessment, Tally(), one.comment, one.rank, cycle.code, card, one.sure, one.revision,
    )  # fmt: skip


def ranked(rows: Iterable[AgentResult], own: CycleCards) -> tuple[AgentResult, ...]:
    """Best first, those without a total last by staff number; equal totals of one pool share a rank.

    Where agents of each scorecard are ranked by themselves, those of one stand together.
    """
    order = {one.key: place for place, one in enumerate(own.every)}

    def by(result: AgentResult) -> tuple[Any, ...]:
        total = result.assessment.total
        pool = order[own.pool(result.agent.id)]
        return (pool, total is None, -(total or Decimal(0)), result.agent.staff_no)

    ranks: dict[tuple[int, Decimal | None], int] = {}
    counted: Counter[int] = Counter()
    made = []
    for row in sorted(rows, key=by):
        pool, total = own.pool(row.agent.id), row.assessment.total
        counted[pool] += 1
        place = ranks.setdefault((pool, total), counted[pool])
        made.append(replace(row, rank=None if total is None else place))
    return tuple(made)
