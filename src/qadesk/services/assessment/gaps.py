"""What still stands between a cycle and its closing, grouped so that each gap leads somewhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from qadesk.domain import measures
from qadesk.domain.measures import Source
from qadesk.domain.scorecard import Indicator
from qadesk.domain.scoring import Status
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.results import CycleResults
from qadesk.services.records.evidence import sources_of


class Cause(StrEnum):
    """Why an indicator is missing, and so where the remedy lies."""

    RATING = "rating"  # nobody has submitted a rating: score it
    FILE = "file"  # no file of that kind was imported for the cycle: import it
    RECORDS = "records"  # the file is there, but holds nothing of these agents


@dataclass(frozen=True)
class Gap:
    """Indicators that are missing for the same reason and the same agents (by staff number)."""

    cause: Cause
    source: Source
    indicators: tuple[Indicator, ...]
    agents: tuple[Participant, ...]


def gaps(made: CycleResults) -> tuple[Gap, ...]:
    """The gaps of a cycle, those that concern most agents first; none once it is complete."""
    lacking: dict[str, list[Participant]] = defaultdict(list)
    for result in sorted(made.results, key=lambda r: r.agent.staff_no):
        if result.assessment.status is Status.INCOMPLETE:
            for code in result.assessment.missing:
                lacking[code].append(result.agent)
    grouped: dict[tuple[Cause, Source, tuple[Participant, ...]], list[Indicator]] = defaultdict(list)
    for indicator in made.scorecard.indicators():
        if indicator.code in lacking:
            cause, source = _cause(made, indicator)
            grouped[cause, source, tuple(lacking[indicator.code])].append(indicator)
    found = [Gap(cause, source, tuple(of), who) for (cause, source, who), of in grouped.items()]
    return tuple(sorted(found, key=lambda gap: -len(gap.agents)))


def _cause(made: CycleResults, indicator: Indicator) -> tuple[Cause, Source]:
    if indicator.rated:
        return Cause.RATING, Source.RATINGS
    source = measures.SOURCES.get(indicator.code, Source.CONTACTS)
    if source not in made.sources:
        return Cause.FILE, source
    return Cause.RECORDS, sources_of(indicator)[-1]  # what is divided by is what there is none of
