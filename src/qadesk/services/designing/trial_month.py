"""A past month as it would have come out under another scorecard: what is taken over from it, what is not.

The month is worked out as if it had been opened with the draft. Everything that happened in it stands: the
records, ratings, typed values, exemptions, the agents' focus. Of a closed month the figures that were stored
are taken wherever the draft measures the same thing the same way, so that nothing that became of the records
since can move anybody; only what the month's own scorecard did not measure is looked up.

Standards: where the draft measures the same and asks for the same standard as the month's own scorecard,
what was agreed for the month stands, for everybody and for single agents, as it was frozen. Where the draft
asks for another standard, the draft's stands in place of the month's, for that is what is being tried; but a
target that was set for an agent, a post or a team stands, as it would when the next month is opened. Where
the draft measures something else, or in another unit or direction, its own standard counts for everybody.

A month with records that was never opened is worked out beside the scorecard it would be opened with, with
the targets that opening would freeze now.

Levels given on a form with another number of levels are not converted: that would invent a rating.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from decimal import Decimal
from itertools import tee
from typing import Final

from sqlalchemy import Connection

from qadesk.domain import formula
from qadesk.domain.assessing import Scorer
from qadesk.domain.comparable import same_figure, source, with_inputs
from qadesk.domain.on_total import excludes
from qadesk.domain.rules import uses_standard
from qadesk.domain.scorecard import Role, Scorecard
from qadesk.domain.scoring import Assessment, Focus, Given, State
from qadesk.domain.total_rules import TotalEffect
from qadesk.i18n import _
from qadesk.services import cards, cycles, opening, scorecards, targets
from qadesk.services.assessment.earlier_months import gather
from qadesk.services.assessment.knowledge import Knowledge
from qadesk.services.assessment.lookup import Asked, Lookup
from qadesk.services.assessment.one_by_one import each_assessment
from qadesk.services.assessment.participants import Participant
from qadesk.services.cycles import Cycle
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Required:
    """Whose standard counted for an indicator on both scorecards, where there was a choice."""

    code: str
    month: Decimal | None  # what the month required of everybody without a target of their own
    draft: Decimal | None
    by_draft: bool  # the draft's counted for them, not the month's
    own: tuple[str, ...]  # the staff numbers for whom a target of their own counted


UNOPENED: Final = 0  # the id of a month that has records and was never opened: nothing else is stored of it


def months(office: Office) -> tuple[Cycle, ...]:
    """The months a draft can be tried on, the newest first: those opened, and others that have records."""
    with office.read() as connection:
        return _months(connection, office)


def _months(connection: Connection, office: Office) -> tuple[Cycle, ...]:
    card = scorecards.newest_published(connection) or 0
    others = (
        Cycle(UNOPENED, span, card, closed=False, closed_at=None)
        for span in opening.unopened(connection, office)
    )
    every = [*cycles.all_in(connection, office), *others]
    return tuple(sorted(every, key=lambda cycle: cycle.period.start, reverse=True))


def month_in(connection: Connection, office: Office, code: str) -> Cycle:
    """One of them. Raises UserError for a month that was never opened and has no records."""
    span = cycles.parse(code)
    found = next((one for one in _months(connection, office) if one.code == span.code), None)
    return found or cycles.get_in(connection, office, code)


def own_card(connection: Connection, cycle: Cycle, draft: Scorecard) -> Scorecard:
    """The month's scorecard that a draft is another version of, else its own.

    Of one not opened the one it would be opened with, else the draft itself.
    """
    if cycle.id == UNOPENED:
        return scorecards.load(connection, cycle.scorecard_id) if cycle.scorecard_id else draft
    there = cards.of_cycle(connection, cycle).all
    return next((one for one in there if one.code == draft.code), there[0])


class RecalculatedMonth:
    """One month, a scorecard of it and a draft, for the agents who have that scorecard.

    Agents are worked out one by one, so that of a large month nothing stays but what is asked for; quotas,
    which need all of them, are left to the caller.
    """

    def __init__(
        self,
        connection: Connection,
        office: Office,
        cycle: Cycle,
        own: Scorecard,
        draft: Scorecard,
        known: Knowledge | None = None,
    ) -> None:
        self._connection, self._office, self._cycle = connection, office, cycle
        self._own, self._draft = own, draft
        there = cards.everybody(own) if cycle.id == UNOPENED else cards.of_cycle(connection, cycle)
        self._cards, self._key = (
            there,
            next((one.key for one in there.every if one.card == own), there.own.key),
        )
        self._old = {i.code: i for i in own.indicators()}
        self._alike = _alike(own, draft)
        both = [i for i in draft.indicators() if i.code in self._old]
        self._comparable = {i.code for i in both if same_figure(self._old[i.code], i)}
        self._same_standard = {i.code for i in both if self._old[i.code].standard == i.standard}
        self._frozen = (
            targets.would_freeze(connection, cycle.code, own)
            if cycle.id == UNOPENED
            else targets.frozen(connection, cycle.id)
        )
        self._held = self._frozen.under(self._key)
        self.known: Knowledge = known or gather(connection, office, cycle, *there.all, draft)
        self._lookup = Lookup(draft, self.known)

    def agents(self) -> Iterator[tuple[Participant, Assessment]]:
        """Who has that scorecard of the month, and each one's assessment under it."""
        at = (self._connection, self._office, self._cycle)
        for who, made in each_assessment(*at, self._cards, self.known, self._frozen):
            if self._cards.last(who.id).key == self._key:
                yield who, made

    def under_draft(
        self, leave_out: tuple[str, ...] = ()
    ) -> Iterator[tuple[Participant, Assessment, Assessment]]:
        """Each agent as it is and under the draft; what is left out counts as waived."""
        scorer = Scorer(self._draft)
        out = dict.fromkeys(leave_out, Given(State.WAIVED, reason=_("Not measured in this cycle")))
        for who, before, standards, given in self._looked_up(out):
            yield who, before, scorer.assess(given, standards, self._focus(who, before))

    def _looked_up(
        self, out: dict[str, Given]
    ) -> Iterator[tuple[Participant, Assessment, dict[str, Decimal], dict[str, Given]]]:
        """Each agent with their assessment and standards, and what is known of them under the draft."""
        agents, again = tee((who, one, self._required(who, one)) for who, one in self.agents())
        asked = (Asked(who, self._settled(one) | out, standards) for who, one, standards in again)
        for (who, one, standards), given in zip(agents, self._lookup.everybody(asked), strict=True):
            yield who, one, standards, given

    def unknown(self) -> tuple[str, ...]:
        """What the draft weighs and the month knows of nobody: not on its own scorecard, or not this way.

        In a month not opened nothing could be rated or typed yet.
        """
        alike = frozenset[str]() if self._cycle.id == UNOPENED else self._alike
        fresh = [i for i in self._draft.indicators() if i.role is Role.WEIGHTED and i.code not in alike]
        lacking, known = set[str](), set[str]()
        for _who, _before, _standards, given in self._looked_up({}) if fresh else ():
            lacking.update(i.code for i in fresh if given[i.code].state is State.MISSING)
            known.update(i.code for i in fresh if given[i.code].state is State.OBSERVED)
        return tuple(i.code for i in fresh if i.code in lacking - known)

    def required(self, agents: list[Participant]) -> tuple[Required, ...]:
        """Whose standards counted, where there was a choice."""
        found = []
        theirs = {who.staff_no: self._own_targets(who) for who in agents}
        for indicator in self._draft.indicators():
            code, old = indicator.code, self._old.get(indicator.code)
            if old is None:
                continue
            month = self._held.everybody.get(code, old.standard)
            own = tuple(staff_no for staff_no, targets_ in theirs.items() if code in targets_)
            if month != indicator.standard or own:
                by_draft = code not in self._comparable & self._same_standard
                found.append(Required(code, month, indicator.standard, by_draft, own))
        return tuple(found)

    # ---- of one agent

    def _settled(self, before: Assessment) -> dict[str, Given]:
        """What is not looked up any more."""
        settled = {
            i.code: Given(State.MISSING)
            for i in self._draft.rated_items()
            if (old := self._old.get(i.code)) is not None and old.rated and old.top != i.top
            and before.line(i.code).state is State.OBSERVED
        }  # fmt: skip
        if self._cycle.closed:
            excluded = excludes(self._own, before.steps)
            for line in before.lines:
                held_back = excluded or (
                    line.code in self._old and self._old[line.code].applies_if is not None
                )
                if line.code in self._alike and (line.state is State.OBSERVED or not held_back):
                    settled[line.code] = line.given
        return settled

    def _focus(self, who: Participant, before: Assessment) -> Focus | None:
        if not self._cycle.closed:
            return self.known.of(who.id).focus
        lines = before.lines
        return next((Focus(line.code, line.extra_weight) for line in lines if line.extra_weight), None)

    def _required(self, who: Participant, before: Assessment) -> dict[str, Decimal]:
        """What is required under the draft, also where it follows from other periods."""
        return self._lookup.standards(who.id, self._standards(who, before))

    def _standards(self, who: Participant, before: Assessment) -> dict[str, Decimal]:
        """What the month required of the agent, as far as it counts."""
        agreed = (self._comparable & self._same_standard) | self._own_targets(who)
        return {
            line.code: line.standard
            for line in before.lines
            if line.standard is not None and line.code in agreed and self._takes(line.code, line.standard)
        }

    def _takes(self, code: str, standard: Decimal) -> bool:
        """Whether the draft's rule can use a standard that was agreed for another rule."""
        return uses_standard(self._draft.indicator(code).rule, standard)

    def _own_targets(self, who: Participant) -> frozenset[str]:
        """For what a target of the agent, the post or the team counts under the draft, too."""
        own = self._held.own(who.id, who.team, who.post)
        return frozenset(c for c, value in own.items() if c in self._comparable and self._takes(c, value))


def _alike(old: Scorecard, draft: Scorecard) -> frozenset[str]:
    """The indicators of which both scorecards know the same: same figure, and same want of one.

    A computed one is only if all it is computed from is; compared with peers, if the same agents count.
    """
    before = {i.code: i for i in old.indicators()}
    same = {
        i.code: i
        for i in draft.indicators()
        if i.code in before
        and (i.unit, source(i)) == (before[i.code].unit, source(before[i.code]))
        and (i.role is Role.WEIGHTED) is (before[i.code].role is Role.WEIGHTED)
    }
    if _counting(old, before.keys() & same.keys()) != _counting(draft, before.keys() & same.keys()):
        same = {c: i for c, i in same.items() if not formula.peer_calls(formula.parse(i.formula or "0"))}
    return with_inputs(same, frozenset(before) | {i.code for i in draft.indicators()})


def _counting(card: Scorecard, codes: Set[str]) -> tuple[object, ...]:
    """What decides who counts among peers, and which way: exclusion, conditions, directions."""
    excluding = {rule.when for rule in card.on_total if rule.effect is TotalEffect.EXCLUDE}
    return excluding, {i.code: (i.better, i.applies_if) for i in card.indicators() if i.code in codes}
