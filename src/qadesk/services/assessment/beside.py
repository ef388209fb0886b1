"""What stands beside a figure, never instead: other response times, what few cases are worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from qadesk.domain import selection, shrinking
from qadesk.domain.measures import Measurement, Tally, measure
from qadesk.domain.scorecard import Indicator, Origin
from qadesk.domain.scoring import Line
from qadesk.services.assessment import waits
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.storage.office import Office

FIGURES: Final = ("median_response_seconds", "response_within_standard", "answered_within_standard",
                  "answered_share", "standardised_response", "standardised_response_equal",
                  "response_same_hours")  # fmt: skip
OF_RESPONSE: Final = frozenset({"avg_response_seconds", *FIGURES})


@dataclass(frozen=True)
class Shrunk:
    """A value of few cases moved towards the office's `mean`, as far as few cases are."""

    value: Decimal
    mean: Decimal


def times(office: Office, made: CycleResults) -> dict[str, Tally]:
    """The tallies of a cycle's agents by staff number, with single response times."""
    known = {result.agent.id: result.tally for result in made.results}
    if not all(_known(made, result) for result in made.results):
        with office.read() as connection:
            found = waits.with_waits(connection, office, made.cycle.period, known)
        known = {r.agent.id: _with_standard(r, found[r.agent.id]) for r in made.results}
    return {result.agent.staff_no: known[result.agent.id] for result in made.results}


def own_times(office: Office, made: CycleResults, result: AgentResult) -> Tally:
    """One agent's."""
    if _known(made, result):
        return result.tally
    with office.read() as connection:
        at = (connection, office, made.cycle.period)
        found = waits.with_own(*at, result.agent.id, result.tally)
    return _with_standard(result, found)


def measured(tally: Tally) -> dict[str, Measurement]:
    """The figures of response times, in the order they are told."""
    found = measure(tally, FIGURES)
    return {figure: found[figure] for figure in FIGURES}


def shrunk(made: CycleResults, indicator: Indicator, line: Line) -> Shrunk | None:
    """What a figure of few cases is worth beside the office's others; None where there are enough of them.

    A wide interval of many cases is not one of few.
    """
    if not line.few or line.value is None:
        return None
    if indicator.origin is not Origin.RECORDS:
        return None
    tallies = [result.tally for result in made.results]
    usual = shrinking.credibility(shrinking.groups(indicator.figure, tallies))
    return None if usual is None else Shrunk(usual.shrunk(line.value, line.n), usual.mean)


def _known(made: CycleResults, result: AgentResult) -> bool:
    """Whether an agent's tally has them: the scorecard needs them, or only sums are left of the records."""
    gone = made.removed is not None and made.removed.records_on is not None
    return gone or selection.needs_times(result.card)


def _with_standard(result: AgentResult, tally: Tally) -> Tally:
    standards = {line.code: line.standard for line in result.assessment.lines}
    return replace(tally, within_ms=selection.asked_ms(result.card, standards))
