"""What still stands between a cycle and its closing, grouped so that each gap leads somewhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field as field_
from enum import StrEnum
from typing import NamedTuple

from qadesk.domain import formula, measures
from qadesk.domain.measures import Source
from qadesk.domain.scorecard import Indicator, Origin, Scorecard
from qadesk.domain.scoring import State, Status
from qadesk.domain.untold import impossible, untold
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.records.evidence import sources_of


class Cause(StrEnum):
    """Why an indicator is missing, and so where the remedy lies."""

    RATING = "rating"  # nobody has submitted a rating: score it
    FILE = "file"  # no file of that kind was imported for the cycle: import it
    COLUMN = "column"  # the files had no column that tells it: import one that has
    IMPOSSIBLE = "impossible"  # a part is larger than its whole: correct the records
    MONTHS = "months"  # a month of a longer cycle is still open, or the agent has a total in none of them
    RECORDS = "records"  # the file is there, but holds nothing of these agents
    VALUE = "value"  # nobody has entered it: enter it beside the scores
    PEERS = "peers"  # fewer of an agent's peers have a value than its formula asks for
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
    card: Scorecard = field_(repr=False)  # whose indicators they are
    lacking: tuple[str, ...] = ()
    field: str = ""


def gaps(made: CycleResults) -> tuple[Gap, ...]:
    """The gaps of a cycle, those that concern most agents first; none once it is complete."""
    found = [gap for card, results in made.by_card for gap in _under(made, card, results)]
    return tuple(sorted(found, key=lambda gap: -len(gap.agents)))


def _under(made: CycleResults, card: Scorecard, results: tuple[AgentResult, ...]) -> list[Gap]:
    """Those of the agents with one scorecard."""
    lacking: dict[str, list[Participant]] = defaultdict(list)
    for result in sorted(results, key=lambda r: r.agent.staff_no):
        if result.assessment.status is Status.INCOMPLETE:
            for code in result.assessment.missing:
                lacking[code].append(result.agent)
    grouped: dict[tuple[_Why, tuple[Participant, ...]], list[Indicator]] = defaultdict(list)
    reasons = _Reasons(made, card)
    for indicator in card.indicators():
        for why, agents in reasons.of(indicator, lacking.get(indicator.code, [])).items():
            grouped[why, tuple(agents)].append(indicator)
    return [
        Gap(
            why.cause,
            why.source,
            tuple(of),
            who,
            why.remedy,
            why.item or of[0].code,
            card,
            why.lacking,
            why.field,
        )
        for (why, who), of in grouped.items()
    ]


class _Why(NamedTuple):
    cause: Cause
    source: Source | None
    remedy: Cause
    item: str = ""  # where it is another than what is missing
    lacking: tuple[str, ...] = ()
    field: str = ""


class _Reasons:
    """Why figures of a cycle are missing; what is the same for all agents is found once."""

    def __init__(self, made: CycleResults, card: Scorecard) -> None:
        self._made = made
        self._results = {result.agent.staff_no: result for result in made.results}
        self._indicators = {indicator.code: indicator for indicator in card.indicators()}
        self._used = {
            code: tuple(dict.fromkeys(formula.names(formula.parse(indicator.formula))))
            for code, indicator in self._indicators.items()
            if indicator.origin is Origin.FORMULA
        }
        self._states: dict[str, dict[str, State]] = {}

    def of(self, indicator: Indicator, agents: list[Participant]) -> dict[_Why, list[Participant]]:
        """Why an indicator is missing, and whose; a computed one may lack other figures with each agent."""
        found: dict[_Why, list[Participant]] = defaultdict(list)
        for agent in agents:
            found[self._why(self._results[agent.staff_no], indicator)].append(agent)
        return found

    def _why(self, result: AgentResult, indicator: Indicator) -> _Why:
        if indicator.origin is Origin.FORMULA:
            return self._computed(result, indicator)
        return _cause(self._made, result, indicator)

    def _computed(self, result: AgentResult, indicator: Indicator) -> _Why:
        """What it lacks, and why the first of that is missing, however many formulas lie between."""
        lacking = self._lacking(result, indicator)
        if not lacking and any(one.too_few for one in result.assessment.line(indicator.code).peers):
            return _Why(Cause.PEERS, None, Cause.PEERS)
        first = self._indicators.get(lacking[0]) if lacking else None
        if first is None:
            source = measures.COUNTS.get(lacking[0]) if lacking else None
            found = untold(lacking[0], result.tally, self._made.office) if lacking else None
            if found is not None:
                return _Why(Cause.COMPUTED, source, Cause.COLUMN, "", lacking, found.field)
            return _Why(Cause.COMPUTED, source, Cause.FILE if source else Cause.RECORDS, "", lacking)
        why = self._why(result, first)
        return _Why(Cause.COMPUTED, why.source, why.remedy, why.item or first.code, lacking, why.field)

    def _lacking(self, result: AgentResult, indicator: Indicator) -> tuple[str, ...]:
        """What a computed indicator of an agent lacks: codes of indicators, names of counts of records."""
        states = self._states.get(result.agent.staff_no)
        if states is None:
            states = {line.code: line.state for line in result.assessment.lines}
            self._states[result.agent.staff_no] = states
        return tuple(
            name
            for name in self._used[indicator.code]
            if (states.get(name) is State.MISSING and not self._only_of_peers(result, indicator, name))
            or (name not in states and _no_count(self._made, result, name))
        )

    @staticmethod
    def _only_of_peers(result: AgentResult, indicator: Indicator, name: str) -> bool:
        """Whether a formula asks for that value of peers only, who have it."""
        peers = [one for one in result.assessment.line(indicator.code).peers if one.call.code == name]
        own = any(one == name for one in formula.own_names(formula.parse(indicator.formula)))
        return bool(peers) and not own and not any(one.call.ranks for one in peers)


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
    if source == Source.MONTHS:
        return _Why(Cause.MONTHS, None, Cause.MONTHS)
    if source not in made.sources:
        return _Why(Cause.FILE, source, Cause.FILE)
    found = untold(indicator.figure, result.tally, made.office)
    if found is not None:
        return _Why(Cause.COLUMN, source, Cause.COLUMN, field=found.field)
    if impossible(indicator.figure, result.tally) is not None:
        return _Why(Cause.IMPOSSIBLE, source, Cause.IMPOSSIBLE)
    # what is divided by is what there is none of
    return _Why(Cause.RECORDS, sources_of(indicator)[-1], Cause.RECORDS)
