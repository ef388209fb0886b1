"""From counted records to indicator values, each with its number of observations and its interval."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from qadesk.domain.statistics import Interval, mean_interval, wilson


class Source(StrEnum):
    """Where an indicator's records come from."""

    CONTACTS = "contacts"
    COMPLAINTS = "complaints"
    INCIDENTS = "incidents"
    SURVEYS = "surveys"
    DELIVERIES = "deliveries"
    RATINGS = "ratings"


@dataclass(frozen=True)
class Tally:
    """What was counted of one agent's records in one cycle. Durations in milliseconds.

    Sums and sums of squares of whole numbers, so that every value is exact and no order of records matters.
    """

    contacts: int = 0
    responses: int = 0
    response_ms: int = 0
    response_ms_squared: int = 0
    talks: int = 0
    talk_ms: int = 0
    talk_ms_squared: int = 0
    resolved: int = 0
    unresolved: int = 0
    rated: int = 0
    rating_sum: int = 0
    rating_squared: int = 0
    complaints: int = 0
    upheld: int = 0
    escalated: int = 0
    responded_24h: int = 0
    closed_48h: int = 0
    praises: int = 0
    errors: int = 0
    abuses: int = 0
    surveys: int = 0
    promoters: int = 0  # 9-10
    detractors: int = 0  # 0-6


@dataclass(frozen=True)
class OfficeTally:
    """The office's delivery days in one cycle, added up."""

    due: int = 0
    on_time: int = 0
    scans: int = 0
    scans_in_15_min: int = 0


class Measurement(NamedTuple):
    """An indicator's value; None where there was no occasion to observe it.

    `n` counts observations; with `whole` one of them is of the whole cycle, not of a case out of many.
    """

    value: Decimal | None
    n: int
    interval: Interval | None = None
    whole: bool = False


NOTHING = Measurement(None, 0)

# Which records each indicator is made from, and whether "no occasion" means it does not apply:
# an agent without complaints has no clock to keep, while one without contacts lacks data.
SOURCES: dict[str, Source] = {
    "avg_response_seconds": Source.CONTACTS,
    "first_contact_resolution": Source.CONTACTS,
    "csat": Source.CONTACTS,
    "avg_talk_seconds": Source.CONTACTS,
    "complaint_rate": Source.COMPLAINTS,
    "escalation_rate": Source.COMPLAINTS,
    "complaint_response_24h": Source.COMPLAINTS,
    "complaint_closed_48h": Source.COMPLAINTS,
    "praises": Source.INCIDENTS,
    "errors": Source.INCIDENTS,
    "error_rate": Source.INCIDENTS,
    "abusive_language": Source.INCIDENTS,
    "nps": Source.SURVEYS,
    "delivery_on_time": Source.DELIVERIES,
    "tracking_15min": Source.DELIVERIES,
}
# What a formula may use besides other indicators: plain counts of an agent's records.
COUNTS: dict[str, Source] = {
    "contacts": Source.CONTACTS,
    "resolved": Source.CONTACTS,
    "unresolved": Source.CONTACTS,
    "rated": Source.CONTACTS,
    "complaints": Source.COMPLAINTS,
    "upheld": Source.COMPLAINTS,
    "escalated": Source.COMPLAINTS,
    "surveys": Source.SURVEYS,
    "promoters": Source.SURVEYS,
    "detractors": Source.SURVEYS,
}
APPLIES_ONLY_WITH_OCCASION = frozenset({"escalation_rate", "complaint_response_24h", "complaint_closed_48h"})


def measure(tally: Tally, wanted: Collection[str] | None = None) -> dict[str, Measurement]:
    """Every indicator the records of one agent give, by code; only those `wanted`, if given.

    Average response and talk time in seconds, rates 0-1, CSAT 1-5, NPS -100 to 100, counts as they are.
    """
    return {code: made(tally) for code, made in _MEASURES.items() if wanted is None or code in wanted}


def measure_office(tally: OfficeTally) -> dict[str, Measurement]:
    """The indicators that belong to the whole office, by code."""
    return {
        "delivery_on_time": _rate(tally.on_time, tally.due),
        "tracking_15min": _rate(tally.scans_in_15_min, tally.scans),
    }


def measure_ratings(levels: Sequence[Decimal], top: int = 5, *, whole: bool = False) -> Measurement:
    """A rated item: the mean of the levels (1 to `top`) given in the cycle's submitted evaluations.

    `whole`: one of them judges the whole cycle, so that few of them are not few data.
    """
    if not levels:
        return NOTHING
    hundredths = [int(level * 100) for level in levels]
    spread = mean_interval(
        sum(hundredths), sum(h * h for h in hundredths), len(levels), low=100, high=100 * top
    )
    interval = spread and Interval(spread.low / 100, spread.high / 100)
    return Measurement(sum(levels, Decimal(0)) / len(levels), len(levels), interval, whole)


def _rate(part: int, whole: int) -> Measurement:
    if whole == 0:
        return NOTHING
    return Measurement(Decimal(part) / whole, whole, wilson(part, whole))


def _mean(
    n: int, total: int, squares: int, *, low: int | None = None, high: int | None = None
) -> Measurement:
    if n == 0:
        return NOTHING
    return Measurement(Decimal(total) / n, n, mean_interval(total, squares, n, low=low, high=high))


def _mean_seconds(n: int, total_ms: int, squares_ms: int) -> Measurement:
    mean = _mean(n, total_ms, squares_ms, low=0)
    if mean.value is None:
        return mean
    interval = mean.interval and Interval(mean.interval.low / 1000, mean.interval.high / 1000)
    return Measurement(mean.value / 1000, n, interval)


def _count(n: int) -> Measurement:
    return Measurement(Decimal(n), n)


def _nps(tally: Tally) -> Measurement:
    # NPS is the mean of +100 (promoter), 0 and -100 (detractor).
    total = 100 * (tally.promoters - tally.detractors)
    squares = 10_000 * (tally.promoters + tally.detractors)
    return _mean(tally.surveys, total, squares, low=-100, high=100)


_MEASURES: dict[str, Callable[[Tally], Measurement]] = {
    "avg_response_seconds": lambda t: _mean_seconds(t.responses, t.response_ms, t.response_ms_squared),
    "first_contact_resolution": lambda t: _rate(t.resolved, t.resolved + t.unresolved),
    "csat": lambda t: _mean(t.rated, t.rating_sum, t.rating_squared, low=1, high=5),
    "avg_talk_seconds": lambda t: _mean_seconds(t.talks, t.talk_ms, t.talk_ms_squared),
    "complaint_rate": lambda t: _rate(t.upheld, t.contacts),
    "escalation_rate": lambda t: _rate(t.escalated, t.complaints),
    "complaint_response_24h": lambda t: _rate(t.responded_24h, t.complaints),
    "complaint_closed_48h": lambda t: _rate(t.closed_48h, t.complaints),
    "praises": lambda t: _count(t.praises),
    "errors": lambda t: _count(t.errors),
    "error_rate": lambda t: _rate(t.errors, t.contacts),
    "abusive_language": lambda t: _count(t.abuses),
    "nps": _nps,
}
