"""What if: a cycle's results under other standards, worked out beside the real ones and never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import mode

from qadesk.domain.assessing import Scorer
from qadesk.domain.rules import Ladder, PassFail, Proportional, Rule, Step, uses_standard
from qadesk.domain.scorecard import Indicator, Role, Unit
from qadesk.domain.scoring import Assessment, Focus
from qadesk.errors import NotTaken
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.results import AgentResult, CycleResults, by_quotas, ranked
from qadesk.tabular import numbers


@dataclass(frozen=True)
class SupposedResult:
    """One agent under the real and the supposed standards; totals and ranks None where there is none."""

    agent: Participant
    total: Decimal | None
    supposed_total: Decimal | None
    grade: str | None
    supposed_grade: str | None
    rank: int | None
    supposed_rank: int | None
    met: bool | None  # of the indicator whose standard is supposed
    supposed_met: bool | None

    @property
    def moved(self) -> bool:
        """Whether anything of it differs."""
        return (self.total, self.grade, self.rank, self.met) != (
            self.supposed_total, self.supposed_grade, self.supposed_rank, self.supposed_met,
        )  # fmt: skip


def counts_from_standard(rule: Rule) -> bool:
    """Whether a rule's points depend on the standard; those of most ladders stand by themselves."""
    if isinstance(rule, Ladder):
        return rule.of_standard
    return isinstance(rule, Step | PassFail) or (isinstance(rule, Proportional) and rule.full is None)


def choices(made: CycleResults) -> list[Indicator]:
    """The indicators whose standard can be another; of one that several scorecards have the first."""
    found: dict[str, Indicator] = {}
    for card, _results in made.by_card:
        for i in card.indicators():
            if i.standard is not None and i.role is Role.WEIGHTED:
                found.setdefault(i.code, i)
    return list(found.values())


def usual(made: CycleResults, indicator: str) -> Decimal:
    """The standard of an indicator that holds for most."""
    lines = (line for result in made.results for line in result.assessment.lines)
    return mode(line.standard for line in lines if line.code == indicator) or Decimal(0)


def standard_of(indicator: Indicator, text: str) -> Decimal:
    """The standard typed, in the indicator's unit (a rate is 0-1). Raises NotTaken.

    That has no words where an example of what to type says more than why it is none.
    """
    most = Decimal(100_000)
    if indicator.unit is Unit.RATING or indicator.unit.is_rate:
        most = Decimal(1 if indicator.unit.is_rate else indicator.top)
    try:
        standard = numbers.read(text, numbers.kind_of(indicator.unit), indicator.better.value)
    except numbers.NotRead as no:
        raise NotTaken(f"field.{no.reason}", "" if no.reason == "not_number" else no.wording()) from no
    if standard is None or not 0 <= standard <= most or not uses_standard(indicator.rule, standard):
        raise NotTaken("field.out_of_bounds")
    return standard


def simulate(made: CycleResults, standards: Mapping[str, Decimal]) -> CycleResults:
    """The results if these standards (by indicator code) held for everybody."""
    supposed = dict[int, Assessment]()
    for card, results in made.by_card:
        scorer = Scorer(card)
        supposed |= {one.agent.id: _supposed(scorer, one, standards) for one in results}
    graded = by_quotas(made.cards, supposed)
    rows = (replace(row, assessment=graded[row.agent.id]) for row in made.results)
    return replace(made, results=ranked(rows, made.cards))


def moves(made: CycleResults, indicator: str, standard: Decimal) -> tuple[SupposedResult, ...]:
    """Every agent before and after, in the order of the ranking."""
    supposed = {r.agent.staff_no: r for r in simulate(made, {indicator: standard}).results}
    return tuple(_move(result, supposed[result.agent.staff_no], indicator) for result in made.results)


def _supposed(scorer: Scorer, result: AgentResult, standards: Mapping[str, Decimal]) -> Assessment:
    lines = result.assessment.lines
    held = {line.code: line.standard for line in lines if line.standard is not None}
    given = {line.code: line.given for line in lines}
    focus = next((Focus(line.code, line.extra_weight) for line in lines if line.extra_weight), None)
    return scorer.assess(given, held | dict(standards), focus)


def _met(result: AgentResult, indicator: str) -> bool | None:
    return next((line.met for line in result.assessment.lines if line.code == indicator), None)


def _move(before: AgentResult, after: AgentResult, indicator: str) -> SupposedResult:
    return SupposedResult(
        before.agent,
        before.assessment.total,
        after.assessment.total,
        before.assessment.grade,
        after.assessment.grade,
        before.rank,
        after.rank,
        _met(before, indicator),
        _met(after, indicator),
    )
