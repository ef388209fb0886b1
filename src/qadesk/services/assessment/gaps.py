"""What still stands between a cycle and its closing, grouped so that each gap leads somewhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from qadesk.domain import formula, measures
from qadesk.domain.measures import Source
from qadesk.domain.scorecard import Indicator, Origin
from qadesk.domain.scoring import State, Status
from qadesk.domain.untold import untold
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.records.evidence import sources_of


class Cause(StrEnum):
    """Why an indicator is missing, and so where the remedy lies."""

    RATING = "rating"  # nobody has submitted a rating: score it
    FILE = "file"  # no file of that kind was imported for the cycle: import it
    COLUMN = "column"  # the files had no column that tells it: import one that has
    RECORDS = "records"  # the file is there, but holds nothing of these agents
    VALUE = "value"  # nobody has entered it: enter it beside the scores
    COMPUTED = "computed"  # something it is computed from is missing: see `lacking`


@dataclass(frozen=True)
class Gap:
    """Indicators that are missing for the same reason and the same agents (by staff number).

    `source` says of which records, None where it is none of them. `lacking` are the codes of the indicators
    and counts that a computed indicator is made from and that are missing; `remedy` is why the first of them
    is, and `item` the one to enter or rate. `field` is what no file had a column for.
    """

    cause: Cause
    source: Source | None
    indicators: tuple[Indicator, ...]
    agents: tuple[Participant, ...]
    remedy: Cause
    item: str
    lacking: tuple[str, ...] = ()
    field: str = ""


def gaps(made: CycleResults) -> tuple[Gap, ...]:
    """The gaps of a cycle, those that concern most agents first; none once it is complete."""
    lacking: dict[str, list[Participant]] = defaultdict(list)
    for result in sorted(made.results, key=lambda r: r.agent.staff_no):
        if result.assessment.status is Status.INCOMPLETE:
            for code in result.assessment.missing:
                lacking[code].append(result.agent)
    grouped: dict[tuple[_Why, tuple[Participant, ...]], list[Indicator]] = defaultdict(list)
    for indicator in made.scorecard.indicators():
        for why, agents in _reasons(made, indicator, lacking.get(indicator.code, [])).items():
            grouped[why, tuple(agents)].append(indicator)
    found = [
        Gap(why.cause, why.source, tuple(of), who, why.remedy, why.item or of[0].code, why.lacking, why.field)
        for (why, who), of in grouped.items()
    ]
    return tuple(sorted(found, key=lambda gap: -len(gap.agents)))


class _Why(NamedTuple):
    cause: Cause
    source: Source | None
    remedy: Cause
    item: str = ""  # where it is another than what is missing
    lacking: tuple[str, ...] = ()
    field: str = ""


def _reasons(
    made: CycleResults, indicator: Indicator, agents: list[Participant]
) -> dict[_Why, list[Participant]]:
    """Why an indicator is missing, and whose; a computed one may lack other figures with each agent."""
    if not agents:
        return {}
    found: dict[_Why, list[Participant]] = defaultdict(list)
    for agent in agents:
        result = made.of(agent.staff_no)
        computed = indicator.origin is Origin.FORMULA
        found[_computed(made, result, indicator) if computed else _cause(made, result, indicator)].append(
            agent
        )
    return found


def _computed(made: CycleResults, result: AgentResult, indicator: Indicator) -> _Why:
    """What it lacks, and why the first of that is missing, however many formulas lie between."""
    lacking = missing_inputs(made, result, indicator)
    first = next((i for i in made.scorecard.indicators() if lacking and i.code == lacking[0]), None)
    if first is None:
        source = measures.COUNTS.get(lacking[0]) if lacking else None
        found = untold(lacking[0], result.tally, made.office) if lacking else None
        if found is not None:
            return _Why(Cause.COMPUTED, source, Cause.COLUMN, "", lacking, found.field)
        return _Why(Cause.COMPUTED, source, Cause.FILE if source else Cause.RECORDS, "", lacking)
    nested = first.origin is Origin.FORMULA
    why = _computed(made, result, first) if nested else _cause(made, result, first)
    return _Why(Cause.COMPUTED, why.source, why.remedy, why.item or first.code, lacking, why.field)


def missing_inputs(made: CycleResults, result: AgentResult, indicator: Indicator) -> tuple[str, ...]:
    """What a computed indicator of an agent lacks: codes of indicators, names of counts of records."""
    states = {line.code: line.state for line in result.assessment.lines}
    used = dict.fromkeys(formula.names(formula.parse(indicator.formula)))
    return tuple(
        name
        for name in used
        if states.get(name) is State.MISSING or (name not in states and _no_count(made, result, name))
    )


def _no_count(made: CycleResults, result: AgentResult, name: str) -> bool:
    return (
        measures.COUNTS.get(name) not in made.sources or untold(name, result.tally, made.office) is not None
    )


def _cause(made: CycleResults, result: AgentResult, indicator: Indicator) -> _Why:
    if indicator.rated:
        return _Why(Cause.RATING, Source.RATINGS, Cause.RATING)
    if indicator.origin is Origin.TYPED:
        return _Why(Cause.VALUE, None, Cause.VALUE)
    source = measures.SOURCES.get(indicator.figure, Source.CONTACTS)
    if source not in made.sources:
        return _Why(Cause.FILE, source, Cause.FILE)
    found = untold(indicator.figure, result.tally, made.office)
    if found is not None:
        return _Why(Cause.COLUMN, source, Cause.COLUMN, field=found.field)
    # what is divided by is what there is none of
    return _Why(Cause.RECORDS, sources_of(indicator)[-1], Cause.RECORDS)
