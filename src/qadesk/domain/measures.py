"""From counted records to indicator values, each with its number of observations and its interval."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from math import hypot, sqrt
from typing import Final

from qadesk.domain import check_figures, months, selection
from qadesk.domain.raters import DEFAULT
from qadesk.domain.statistics import Z95, Interval, duration_interval, judged_interval, scale_interval
from qadesk.domain.tally import NOTHING, Figure, Measurement, OfficeTally, Source, Tally, count, rate

__all__ = ["NOTHING", "Figure", "Measurement", "OfficeTally", "Source", "Tally", "count", "rate"]

EMPLOYED: Final = "employed_days"  # of whom no hiring date is known it does not apply
_STARS: Final = (1, 2, 3, 4, 5)
_NPS: Final = (-100, 0, 100)

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
    "checks": Source.CHECKS,
    "checks_passed": Source.CHECKS,
}


# The field of a file without which such a count is not known.
COUNT_NEEDS: dict[str, str] = {
    "resolved": "resolved",
    "unresolved": "resolved",
    "rated": "rating",
    "escalated": "escalated",
    "upheld": "upheld",
}


def source_of(code: str) -> Source | None:
    """The records an indicator of that code, or a count, is made from; None if it is not made of records."""
    return FIGURES[code].source if code in FIGURES else COUNTS.get(code)


def measure(tally: Tally, wanted: Collection[str] | None = None) -> dict[str, Measurement]:
    """Every indicator the records of one agent give, by code; only those `wanted`, if given.

    Average response and talk time in seconds, rates 0-1, CSAT 1-5, NPS -100 to 100, counts as they are.
    """
    return {
        code: figure.measure(tally)
        for code, figure in FIGURES.items()
        if figure.measure is not None and (wanted is None or code in wanted)
    }


def measure_office(tally: OfficeTally) -> dict[str, Measurement]:
    """The indicators that belong to the whole office, by code."""
    return {
        "delivery_on_time": rate(tally.on_time, tally.due),
        "tracking_15min": rate(tally.scans_in_15_min, tally.scans),
    }


def measure_ratings(
    levels: Sequence[Decimal], top: int = 5, *, whole: int = 0, spread: float = DEFAULT.spread
) -> Measurement:
    """A rated item: the mean of the levels (1 to `top`) given in the cycle's submitted evaluations.

    `whole` of them judge the whole cycle, so that few of them are not few data; each carries the `spread`
    that judgements of the same have (as a share of the scale, see `raters`). Contacts beside them never
    make the mean less certain than the whole-cycle ratings are alone.
    """
    if not levels:
        return NOTHING
    n, total = len(levels), sum(levels, Decimal(0))
    interval = scale_interval(total, sum(level * level for level in levels), n, range(1, top + 1))
    if whole:
        own = spread * (top - 1) / sqrt(whole)
        contacts = float(interval.high - interval.low) / (2 * float(Z95)) if interval else 0.0
        both = min(own, hypot(own * whole / n, contacts * (n - whole) / n))  # by their share in the mean
        interval = judged_interval(total / n, both, 1, top)
    return Measurement(total / n, n, interval, whole > 0)


def _mean_seconds(n: int, total_ms: int, squares_ms: int, total_us: int, blind: int) -> Measurement:
    """Seconds; `blind` of the `n` are known by their mean only, so that there is no interval."""
    if n == 0:
        return NOTHING
    total = total_ms + Decimal(total_us) / 1000
    found = None if blind else duration_interval(total, squares_ms, n)
    interval = found and Interval(found.low / 1000, found.high / 1000)
    return Measurement(total / n / 1000, n, interval)


def _csat(tally: Tally) -> Measurement:
    n, total = tally.rated, tally.rating_total
    if n == 0:
        return NOTHING
    interval = None if tally.mean_rated else scale_interval(total, tally.rating_squared, n, _STARS)
    return Measurement(total / n, n, interval)


def _employed(tally: Tally) -> Measurement:
    return NOTHING if tally.employed is None else Measurement(Decimal(tally.employed), 0)


def _upheld(tally: Tally) -> Measurement:
    """Of an agent with complaints of which none tells whether it was upheld, nothing is known."""
    if tally.no_upheld and tally.no_upheld == tally.complaints:
        return NOTHING
    return rate(tally.upheld, tally.contacts)


def _nps(tally: Tally) -> Measurement:
    # NPS is the mean of +100 (promoter), 0 and -100 (detractor).
    if (n := tally.surveys) == 0:
        return NOTHING
    total = 100 * (tally.promoters - tally.detractors)
    squares = 10_000 * (tally.promoters + tally.detractors)
    return Measurement(Decimal(total) / n, n, scale_interval(total, squares, n, _NPS))


FIGURES: dict[str, Figure] = {
    "avg_response_seconds": Figure(
        Source.CONTACTS,
        lambda t: _mean_seconds(
            t.responses, t.response_ms, t.response_ms_squared, t.response_us, t.mean_responses
        ),
        needs="response",
        blind="mean_responses",
    ),
    **selection.FIGURES,
    "first_contact_resolution": Figure(
        Source.CONTACTS, lambda t: rate(t.resolved, t.resolved + t.unresolved), needs="resolved"
    ),
    "csat": Figure(Source.CONTACTS, _csat, needs="rating", blind="mean_rated"),
    "avg_talk_seconds": Figure(
        Source.CONTACTS,
        lambda t: _mean_seconds(t.talks, t.talk_ms, t.talk_ms_squared, t.talk_us, t.mean_talks),
        needs="talk",
        blind="mean_talks",
    ),
    "complaint_rate": Figure(Source.COMPLAINTS, _upheld, needs="upheld"),
    "escalation_rate": Figure(
        Source.COMPLAINTS,
        lambda t: rate(t.escalated, t.complaints - t.no_escalated),
        needs="escalated",
        only_with_occasion=True,
    ),
    "complaint_response_24h": Figure(
        Source.COMPLAINTS,
        lambda t: rate(t.responded_24h, t.complaints - t.no_responded_at),
        needs="responded_at",
        only_with_occasion=True,
    ),
    "complaint_closed_48h": Figure(
        Source.COMPLAINTS,
        lambda t: rate(t.closed_48h, t.complaints - t.no_closed_at),
        needs="closed_at",
        only_with_occasion=True,
    ),
    "praises": Figure(Source.INCIDENTS, lambda t: count(t.praises)),
    "errors": Figure(Source.INCIDENTS, lambda t: count(t.errors)),
    "error_rate": Figure(Source.INCIDENTS, lambda t: rate(t.errors, t.contacts)),
    "abusive_language": Figure(Source.INCIDENTS, lambda t: count(t.abuses)),
    "nps": Figure(Source.SURVEYS, _nps),
    "delivery_on_time": Figure(Source.DELIVERIES, None),
    "tracking_15min": Figure(Source.DELIVERIES, None, needs="scans"),
    **check_figures.FIGURES,
    **months.FIGURES,
    EMPLOYED: Figure(Source.ROSTER, _employed, only_with_occasion=True),
}
SOURCES: dict[str, Source] = {code: figure.source for code, figure in FIGURES.items()}


def add_figures(
    figures: Mapping[str, Figure], counts: Mapping[str, Source], needs: Mapping[str, str]
) -> None:
    """Take in what a kind of record brings: indicators of its own, and counts that formulas may name.

    `needs` gives the field of a file that such a count needs, where it does.
    """
    FIGURES.update(figures)
    SOURCES.update({code: figure.source for code, figure in figures.items()})
    COUNTS.update(counts)
    COUNT_NEEDS.update(needs)
