"""What a month does not know that a draft asks for, of whom, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from qadesk.domain import formula, measures
from qadesk.domain.measures import Source
from qadesk.domain.scorecard import Indicator, Origin, Scorecard
from qadesk.domain.scoring import State, Status
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.results import AgentResult, CycleResults


class Why(StrEnum):
    """Why there is no value."""

    NOT_ON_FORM = "not_on_form"  # a rated item that was not on the form of that month
    OTHER_LEVELS = "other_levels"  # it was, with another number of levels
    NOT_RATED = "not_rated"  # it was, and nobody has rated it, or not submitted
    NOT_TYPED = "not_typed"  # nobody has typed it
    NO_FILE = "no_file"  # no file of that kind was imported for the month
    NO_RECORDS = "no_records"  # there is one, but it holds nothing of these agents
    FORMULA = "formula"  # computed from something that is missing


@dataclass(frozen=True)
class Lack:
    """An indicator of the draft that some agents have no value of.

    `source` is the kind of record it would be made from; `needs` are codes a formula lacks; `of_all` says
    whether nobody assessed has a value.
    """

    indicator: Indicator
    why: Why
    agents: tuple[Participant, ...]
    of_all: bool
    source: Source | None = None
    needs: tuple[str, ...] = ()


def lacks(own: Scorecard, after: CycleResults) -> tuple[Lack, ...]:
    """What keeps agents from a total, most agents first; `own` is the month's scorecard."""
    assessed = [r for r in after.results if r.assessment.status is not Status.EXCLUDED]
    grouped: dict[tuple[str, Why, tuple[str, ...]], list[Participant]] = defaultdict(list)
    before = {i.code: i for i in own.indicators()}
    draft = {i.code: i for i in after.scorecard.indicators()}
    for result in sorted(assessed, key=lambda r: r.agent.staff_no):
        for code in result.assessment.missing:
            why, needs = _why(draft[code], before.get(code), result, after)
            grouped[code, why, needs].append(result.agent)
    found = []
    for (code, why, needs), who in grouped.items():
        indicator = draft[code]
        source = measures.SOURCES.get(indicator.measure or code)
        if indicator.origin is not Origin.RECORDS:
            source = None
        found.append(Lack(indicator, why, tuple(who), len(who) == len(assessed), source, needs))
    return tuple(sorted(found, key=lambda lack: -len(lack.agents)))


def _why(
    indicator: Indicator, old: Indicator | None, result: AgentResult, after: CycleResults
) -> tuple[Why, tuple[str, ...]]:
    if indicator.origin is Origin.FORMULA:
        return Why.FORMULA, _needed(indicator, result, after)
    if indicator.origin is Origin.TYPED:
        return Why.NOT_TYPED, ()
    if indicator.origin is Origin.RECORDS:
        there = measures.SOURCES.get(indicator.measure or indicator.code) in after.sources
        return (Why.NO_RECORDS if there else Why.NO_FILE), ()
    if old is None or not old.rated:
        return Why.NOT_ON_FORM, ()
    return (Why.NOT_RATED if old.top == indicator.top else Why.OTHER_LEVELS), ()


def _needed(indicator: Indicator, result: AgentResult, after: CycleResults) -> tuple[str, ...]:
    """Which of the figures it is computed from are missing."""
    lines = {line.code: line.state for line in result.assessment.lines}
    needed = []
    for name in dict.fromkeys(formula.names(formula.parse(indicator.formula))):
        there = measures.COUNTS.get(name) in after.sources
        if lines.get(name) is State.MISSING or (name not in lines and not there):
            needed.append(name)
    return tuple(needed)
