"""What was counted of records, and what a measured value is made of: plain data that all measures share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, NamedTuple

from qadesk.domain.statistics import Interval, count_interval, wilson


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
    CHECKS: ClassVar[Source]  # of single contacts, against a check form
    MONTHS: ClassVar[Source]  # the results of the months of a longer cycle
    ROSTER: ClassVar[Source]  # of the agents themselves: hiring dates


for _name in (
    "CONTACTS",
    "COMPLAINTS",
    "INCIDENTS",
    "SURVEYS",
    "DELIVERIES",
    "RATINGS",
    "TOTALS",
    "CHECKS",
    "MONTHS",
    "ROSTER",
):
    setattr(Source, _name, Source(_name.lower()))


class MonthTotal(NamedTuple):
    """An agent's total of a closed month, its 95 % interval (None: not known), and that month's contacts."""

    code: str
    total: Decimal
    interval: Interval | None
    contacts: int


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
    # Inbound contacts whose file tells those nobody answered, and how many of them were answered; of which
    # single ones nobody answered whose file has response times, too.
    offered: int = 0
    reached: int = 0
    unreached: int = 0
    no_each_response: int = 0
    no_unanswered: int = 0
    no_each_offered: int = 0
    more: Mapping[str, int] = field(default_factory=dict)  # what has no name above
    # Only where a figure needs it: channel and local hour ("call 09", with " ?" where the file leaves out who
    # was not answered) -> response time in ms, as text -> answered contacts. The same of the office: number
    # and sum in ms. And the standard that "within the standard" means, in ms.
    waits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    mix: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    within_ms: Decimal = Decimal(30_000)
    months: tuple[MonthTotal, ...] = ()  # of a longer cycle, where a figure needs them
    employed: int | None = None  # days since hiring, where a figure needs them; None: not known

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


def rate(part: int, whole: int) -> Measurement:
    """A part of a whole, 0-1; nothing where there is none, or the part is larger, which cannot be."""
    if whole == 0 or part > whole:
        return NOTHING
    return Measurement(Decimal(part) / whole, whole, wilson(part, whole))


def count(n: int) -> Measurement:
    """A plain number, which needs no occasion."""
    return Measurement(Decimal(n), n, count_interval(n))
