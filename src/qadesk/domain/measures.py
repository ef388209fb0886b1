"""From counted records to indicator values, each with its number of observations and its interval."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import hypot, sqrt
from typing import ClassVar, Final, NamedTuple

from qadesk.domain.raters import DEFAULT
from qadesk.domain.statistics import (
    Z95,
    Interval,
    count_interval,
    duration_interval,
    judged_interval,
    scale_interval,
    wilson,
)


class Source(str):
    """Where an indicator's records come from, by name: a kind of record may bring one of its own."""

    __slots__ = ()
    CONTACTS: ClassVar[Source]
    COMPLAINTS: ClassVar[Source]
    INCIDENTS: ClassVar[Source]
    SURVEYS: ClassVar[Source]
    DELIVERIES: ClassVar[Source]
    RATINGS: ClassVar[Source]
    TOTALS: ClassVar[Source]  # contacts that came added up, beside single ones


for _name in ("CONTACTS", "COMPLAINTS", "INCIDENTS", "SURVEYS", "DELIVERIES", "RATINGS", "TOTALS"):
    setattr(Source, _name, Source(_name.lower()))


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
    # Of the above, what came as totals of a day or longer: contacts, and sums in millionths (of a second,
    # of a level) beside those in milliseconds and levels, since a printed mean times its count has places.
    total_contacts: int = 0
    response_us: int = 0
    talk_us: int = 0
    rating_millionths: int = 0
    # Observations of which only a mean is known: with them nothing is known of the spread.
    mean_responses: int = 0
    mean_talks: int = 0
    mean_rated: int = 0
    # Records that cannot tell it, since their file had no column for it. They are in no part of a quotient.
    no_response: int = 0
    no_talk: int = 0
    no_resolved: int = 0
    no_rating: int = 0
    no_responded_at: int = 0
    no_closed_at: int = 0
    no_escalated: int = 0
    no_upheld: int = 0
    more: Mapping[str, int] = field(default_factory=dict)  # what has no name above

    def count(self, name: str) -> int:
        """One of the numbers by its name; 0 for one that nothing was counted of."""
        return int(getattr(self, name)) if name in self.__dataclass_fields__ else self.more.get(name, 0)

    @property
    def response_sum_ms(self) -> Decimal:
        """All response times together, in milliseconds."""
        return self.response_ms + Decimal(self.response_us) / 1000

    @property
    def talk_sum_ms(self) -> Decimal:
        """All talk times together, in milliseconds."""
        return self.talk_ms + Decimal(self.talk_us) / 1000

    @property
    def rating_total(self) -> Decimal:
        """All customers' ratings together."""
        return self.rating_sum + Decimal(self.rating_millionths) / 1_000_000


@dataclass(frozen=True)
class OfficeTally:
    """The office's deliveries in one cycle, added up over days (and couriers).

    `rows` counts what was added up, `no_scans` those that lack a figure of tracking and count in neither.
    """

    due: int = 0
    on_time: int = 0
    scans: int = 0
    scans_in_15_min: int = 0
    rows: int = 0
    no_scans: int = 0
    more: Mapping[str, int] = field(default_factory=dict)


class Measurement(NamedTuple):
    """An indicator's value; None where there was no occasion to observe it.

    `n` counts observations; with `whole` one of them is of the whole cycle, not of a case out of many.
    """

    value: Decimal | None
    n: int
    interval: Interval | None = None
    whole: bool = False


NOTHING = Measurement(None, 0)
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
}


# The field of a file without which such a count is not known.
COUNT_NEEDS: dict[str, str] = {
    "resolved": "resolved",
    "unresolved": "resolved",
    "rated": "rating",
    "escalated": "escalated",
    "upheld": "upheld",
}


@dataclass(frozen=True)
class Figure:
    """An indicator that records give: from which, and how; `measure` is None for what is the whole office's.

    `needs` is the field of a file without which it is missing, `blind` the count of what only means are known
    of. With `only_with_occasion` it does not apply where there was none: an agent without complaints has no
    clock to keep, while one without contacts lacks data.
    """

    source: Source
    measure: Callable[[Tally], Measurement] | None
    needs: str = ""
    blind: str = ""
    only_with_occasion: bool = False


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
    that judgements of another rater have (as a share of the scale, see `raters`). Contacts beside them never
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


def rate(part: int, whole: int) -> Measurement:
    """A part of a whole, 0-1."""
    if whole == 0:
        return NOTHING
    return Measurement(Decimal(part) / whole, whole, wilson(part, whole))


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


def _upheld(tally: Tally) -> Measurement:
    """Of an agent with complaints of which none tells whether it was upheld, nothing is known."""
    if tally.no_upheld and tally.no_upheld == tally.complaints:
        return NOTHING
    return rate(tally.upheld, tally.contacts)


def count(n: int) -> Measurement:
    """A plain number, which needs no occasion."""
    return Measurement(Decimal(n), n, count_interval(n))


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
