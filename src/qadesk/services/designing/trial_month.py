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

Levels given on a form with another number of levels are not converted: that would invent a rating.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qadesk.domain import formula
from qadesk.domain.measures import Measurement
from qadesk.domain.quotas import with_quotas
from qadesk.domain.scorecard import Indicator, Origin, Role, Scorecard
from qadesk.domain.scoring import Assessment, Focus, Given, Scorer, State
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services.assessment.knowledge import Knowledge
from qadesk.services.assessment.lookup import Lookup
from qadesk.services.assessment.results import AgentResult, CycleResults, ranked
from qadesk.services.targets import Targets

_EVERY = 25  # agents between two reports


@dataclass(frozen=True)
class Required:
    """Whose standard counted for an indicator on both scorecards, where there was a choice."""

    code: str
    month: Decimal | None  # what the month required of everybody without a target of their own
    draft: Decimal | None
    by_draft: bool  # the draft's counted for them, not the month's
    own: tuple[str, ...]  # the staff numbers for whom a target of their own counted


class Month:
    """One month and one draft; `results` works it out."""

    def __init__(self, made: CycleResults, known: Knowledge, frozen: Targets, draft: Scorecard) -> None:
        self._made, self._known, self._frozen, self.draft = made, known, frozen, draft
        self._old = {i.code: i for i in made.scorecard.indicators()}
        self._alike = _alike(made.scorecard, draft)
        self._lookup = Lookup(draft, known)

    def unknown(self, given: Sequence[Mapping[str, Given]]) -> tuple[str, ...]:
        """What the draft weighs and the month knows of nobody: not on its own scorecard, or not this way."""
        assessed = [one for one in given if any(g.state is not State.NOT_APPLICABLE for g in one.values())]
        fresh = [
            i.code for i in self.draft.indicators() if i.role is Role.WEIGHTED and i.code not in self._alike
        ]
        lacking = (State.MISSING, State.NOT_APPLICABLE, State.WAIVED)
        return tuple(
            code for code in fresh
            if all(one[code].state in lacking for one in assessed)
            and any(one[code].state is State.MISSING for one in assessed)
        )  # fmt: skip

    def given(self, leave_out: Sequence[str] = ()) -> list[dict[str, Given]]:
        """What is known of each agent under the draft; what is left out counts as waived."""
        waived = Given(State.WAIVED, reason=_("Not measured in this month"))
        out = dict.fromkeys(leave_out, waived)
        return [self._lookup.given(r.agent.id, self._settled(r) | out) for r in self._made.results]

    def results(self, given: Sequence[Mapping[str, Given]], progress: Progress) -> CycleResults:
        """The month under the draft."""
        scorer, made = Scorer(self.draft), list[Assessment]()
        for result, known in zip(self._made.results, given, strict=True):
            if len(made) % _EVERY == 0:
                progress.report(len(made), len(given))
            made.append(scorer.assess(known, self._standards(result), self._focus(result)))
        under = (self.draft.code, self.draft.version)
        rows = [
            replace(row, assessment=one, scorecard=under)
            for row, one in zip(self._made.results, with_quotas(self.draft, made), strict=True)
        ]
        return replace(self._made, scorecard=self.draft, results=ranked(rows))

    def required(self) -> tuple[Required, ...]:
        """Whose standards counted, where there was a choice."""
        found = []
        for indicator in self.draft.indicators():
            old = self._old.get(indicator.code)
            if old is None:
                continue
            month = self._frozen.everybody.get(indicator.code, old.standard)
            own = tuple(r.agent.staff_no for r in self._made.results if self._own_counts(r, old, indicator))
            if month != indicator.standard or own:
                by_draft = not (_same_figure(old, indicator) and old.standard == indicator.standard)
                found.append(Required(indicator.code, month, indicator.standard, by_draft, own))
        return tuple(found)

    # ---- of one agent

    def _settled(self, result: AgentResult) -> dict[str, Given]:
        rescaled = {
            i.code: Given(State.MISSING)
            for i in self.draft.rated_items()
            if i.code in self._old and self._old[i.code].rated and self._old[i.code].top != i.top
            and result.assessment.line(i.code).state is State.OBSERVED
        }  # fmt: skip
        if not self._made.cycle.closed:
            return rescaled
        return rescaled | {
            line.code: Given(line.state, Measurement(line.value, line.n, line.interval), line.reason)
            for line in result.assessment.lines
            if line.code in self._alike
        }

    def _focus(self, result: AgentResult) -> Focus | None:
        if not self._made.cycle.closed:
            return self._known.of(result.agent.id).focus
        lines = result.assessment.lines
        return next((Focus(line.code, line.extra_weight) for line in lines if line.extra_weight), None)

    def _standards(self, result: AgentResult) -> dict[str, Decimal]:
        """What the month required of the agent, as far as it counts."""
        held = {line.code: line.standard for line in result.assessment.lines if line.standard is not None}
        counts = {}
        for indicator in self.draft.indicators():
            old, standard = self._old.get(indicator.code), held.get(indicator.code)
            if old is None or standard is None or not _same_figure(old, indicator):
                continue
            if old.standard == indicator.standard or self._own_counts(result, old, indicator):
                counts[indicator.code] = standard
        return counts

    def _own_counts(self, result: AgentResult, old: Indicator, new: Indicator) -> bool:
        who = result.agent
        return _same_figure(old, new) and new.code in self._frozen.own(who.id, who.team, who.post)


def _same_figure(old: Indicator, new: Indicator) -> bool:
    """Whether a standard of one means the same for the other."""
    return (old.unit, old.better, _figure(old)) == (new.unit, new.better, _figure(new))


def _figure(indicator: Indicator) -> tuple[object, ...]:
    """Where the value comes from."""
    origin = indicator.origin
    source = {
        Origin.RECORDS: indicator.measure or indicator.code,
        Origin.RATED: indicator.top,
        Origin.FORMULA: indicator.formula,
        Origin.TYPED: "",
    }
    return origin, source[origin]


def _alike(old: Scorecard, draft: Scorecard) -> frozenset[str]:
    """The indicators of which both scorecards know the same: same figure, and same want of one.

    A computed one is only if all it is computed from is.
    """
    before = {i.code: i for i in old.indicators()}
    same = {
        i.code: i
        for i in draft.indicators()
        if i.code in before
        and (i.unit, _figure(i)) == (before[i.code].unit, _figure(before[i.code]))
        and (i.role is Role.WEIGHTED) is (before[i.code].role is Role.WEIGHTED)
    }
    codes = before.keys() | {i.code for i in draft.indicators()}
    used = {
        code: set(formula.names(formula.parse(i.formula))) & codes for code, i in same.items() if i.formula
    }
    while broken := [code for code in used if code in same and not used[code] <= same.keys()]:
        for code in broken:
            del same[code]
    return frozenset(same)
