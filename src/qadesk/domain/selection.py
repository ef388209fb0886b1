"""Response times told fairly: the median, shares within the standard, and the mean at an equal mix of work.

A mean over answered contacts improves when slow callers give up, and it compares agents whose work differs:
chats are answered later than calls, and everything is at the busy hour. What stands here leaves neither out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from math import comb, sqrt
from typing import Final, NamedTuple

from qadesk.domain.scorecard import Origin, Scorecard
from qadesk.domain.statistics import (
    TAIL,
    Z95,
    Interval,
    duration_interval,
    relative_spread,
    times_interval,
)
from qadesk.domain.tally import NOTHING, Figure, Measurement, Source, Tally, rate

CHANNELS: Final = ("call", "chat")
USUAL_MS: Final = Decimal(30_000)  # what "within the standard" means where the scorecard has no such standard
TIMES: Final = (  # whose standard on a scorecard is the one meant, the first that is there
    "avg_response_seconds",
    "median_response_seconds",
    "standardised_response",
    "standardised_response_equal",
    "response_same_hours",
)
_EXACT: Final = 400  # answered contacts up to which the ranks around a median are exact
_FEWEST: Final = 6  # of fewer, no two of them enclose a median in 95 of 100 samples
_UNTOLD: Final = " ?"  # ends the cells of files that leave out who was not answered


class Stratum(NamedTuple):
    """Answered contacts of one channel, or one channel and hour: number, sum and sum of squares in ms."""

    n: int = 0
    total: int = 0
    squares: int = 0

    def plus(self, other: Stratum) -> Stratum:
        """Both together."""
        return Stratum(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> Decimal:
        """In ms. Raises ZeroDivisionError without a contact."""
        return Decimal(self.total) / self.n


def cell_of(channel: str, hour: int, *, told: bool = True) -> str:
    """The name of a cell of `Tally.waits`: of a channel and a local hour, 0-23."""
    return f"{channel} {hour:02d}" + ("" if told else _UNTOLD)


def with_mix(tallies: Mapping[int, Tally]) -> dict[int, Tally]:
    """The same with the office's mix in each that has single response times: all agents' work together."""
    office: dict[str, tuple[int, int]] = {}
    for tally in tallies.values():
        for cell, one in _cells(tally).items():
            n, total = office.get(cell, (0, 0))
            office[cell] = (n + one.n, total + one.total)
    return {who: replace(t, mix=office) if t.waits else t for who, t in tallies.items()}


def asked_ms(card: Scorecard, standards: Mapping[str, Decimal | None]) -> Decimal:
    """What "within the standard" means for an agent, in ms, whose standards by indicator these are.

    That of the first indicator of a response time that has one; 30 s where none has.
    """
    by_figure = {one.figure: one for one in reversed(tuple(card.indicators()))}
    for figure in TIMES:
        if (found := by_figure.get(figure)) is not None:
            standard = standards.get(found.code)
            standard = found.standard if standard is None else standard
            if standard is not None:
                return standard * 1000
    return USUAL_MS


def needs_times(card: Scorecard) -> bool:
    """Whether a scorecard has a figure that single response times have to be read for."""
    return any(one.origin is Origin.RECORDS and one.figure in OF_TIMES for one in card.indicators())


# ---- measures


def median(tally: Tally) -> Measurement:
    """The median response time of answered contacts, in seconds."""
    times = sorted(_all_times(tally).items())
    upto = list(accumulate(n for _ms, n in times))
    if not upto:
        return NOTHING
    n = upto[-1]

    def ranked(rank: int) -> Decimal:
        return Decimal(times[bisect_left(upto, rank)][0])

    value = (ranked((n + 1) // 2) + ranked(n // 2 + 1)) / 2000
    if n < 2 or not value:
        return Measurement(value, n)
    if n >= _FEWEST:
        low, high = ranked(_rank_below(n)) / 1000, ranked(n + 1 - _rank_below(n)) / 1000
        equal = relative_spread(0.0, 1.0, n)  # times that are all equal are no proof
        least = times_interval(float(value), [(1.0, equal, n)], n - 1)
        return Measurement(value, n, Interval(min(low, least.low), max(high, least.high)))
    squares, total = sum(ms * ms * k for ms, k in times), sum(ms * k for ms, k in times)
    around = duration_interval(total, squares, n)  # as wide, relatively, as the mean's
    assert around is not None
    return Measurement(value, n, Interval(value * around.low * n / total, value * around.high * n / total))


def within_answered(tally: Tally) -> Measurement:
    """The share of answered contacts with a response time that were answered within the standard."""
    return rate(*within_parts(tally))


def within_parts(tally: Tally) -> tuple[int, int]:
    """How many were answered within the standard, of how many answered contacts with a response time."""
    times = _all_times(tally)
    return _within(times, tally.within_ms), sum(times.values())


def within_offered(tally: Tally) -> Measurement:
    """The share of all offered contacts answered within the standard; who gave up counts as not."""
    part, whole = offered_parts(tally)
    return rate(part, whole) if whole > tally.unreached else NOTHING


def offered_parts(tally: Tally) -> tuple[int, int]:
    """How many were answered within the standard, of how many offered whose response is known."""
    times = _all_times(tally, only_told=True)
    return _within(times, tally.within_ms), sum(times.values()) + tally.unreached


def answered_share(tally: Tally) -> Measurement:
    """The share of offered contacts that were answered."""
    return rate(tally.reached, tally.offered)


def by_channel(tally: Tally) -> Measurement:
    """The mean response time at the office's mix of channels this month, in seconds."""
    return _standardised(tally, weights_of("standardised_response", tally))


def equal_channels(tally: Tally) -> Measurement:
    """The mean response time with each channel of the office counted alike, in seconds."""
    return _standardised(tally, weights_of("standardised_response_equal", tally))


def same_hours(tally: Tally) -> Measurement:
    """The office's mean times what an agent needs in relation to the office's work at the same hours.

    Indirect standardisation (observed ÷ expected) by channel and local hour, in seconds.
    """
    expected = expected_ms(tally)
    if not expected:
        return NOTHING
    own = _cells(tally)
    whole = sum_up(own.values())
    ratio, mean = Decimal(whole.total) / expected, office_mean(tally)
    # The spread around what was expected of each contact.
    left = sum(
        float(one.squares - 2 * ratio * at * one.total + ratio * ratio * at * at * one.n)
        for one, at in ((one, _mean_at(tally, cell)) for cell, one in own.items())
    )
    value, n = mean * ratio / 1000, whole.n
    if n < 2 or not whole.total:
        return Measurement(value, n)
    spread = relative_spread(left, whole.total / n, n)
    return Measurement(value, n, times_interval(float(value), [(1.0, spread, n)], n - 1))


def csat_response(tally: Tally) -> Measurement:
    """The share of answered contacts that the customer rated."""
    return rate(tally.rated, tally.contacts - tally.no_rating)


def csat_bounds(tally: Tally) -> tuple[Decimal, Decimal] | None:
    """Between which means CSAT would lie, had all answered contacts been rated: the rest 1, or 5.

    Worst-case bounds (C. F. Manski, J. Human Resources 24, 1989). None where nobody rated.
    """
    asked = tally.contacts - tally.no_rating
    if not 0 < tally.rated <= asked:
        return None
    rest = asked - tally.rated
    return (tally.rating_total + rest) / asked, (tally.rating_total + 5 * rest) / asked


FIGURES: Final[dict[str, Figure]] = {
    "median_response_seconds": Figure(Source.CONTACTS, median, needs="each_response"),
    "response_within_standard": Figure(Source.CONTACTS, within_answered, needs="each_response"),
    "answered_within_standard": Figure(Source.CONTACTS, within_offered, needs="each_offered"),
    "answered_share": Figure(Source.CONTACTS, answered_share, needs="unanswered"),
    "standardised_response": Figure(Source.CONTACTS, by_channel, needs="each_response"),
    "standardised_response_equal": Figure(Source.CONTACTS, equal_channels, needs="each_response"),
    "response_same_hours": Figure(Source.CONTACTS, same_hours, needs="each_response"),
    "csat_response_rate": Figure(Source.CONTACTS, csat_response, needs="rating"),
}
WEIGHED: Final = frozenset({"standardised_response", "standardised_response_equal", "response_same_hours"})
# Those for which single response times have to be read.
OF_TIMES: Final = frozenset(FIGURES) - {"csat_response_rate"}


# ---- what they are made of


def weighed_parts(figure: str, tally: Tally) -> tuple[Decimal, int]:
    """What a standardised mean is divided from: weighed response times in ms, and how many they are."""
    found = FIGURES[figure].measure
    made = NOTHING if found is None else found(tally)
    return (Decimal(0), 0) if made.value is None else (made.value * made.n * 1000, made.n)


def weigher(figure: str, whole: Tally) -> Callable[[Tally], tuple[Decimal, Decimal]]:
    """What one contact of an agent, as a tally, adds above (in ms) and below the line.

    Added up over all contacts of the agent, whose tally is `whole`, and divided they are the standardised
    mean; nothing where there is none.
    """
    own, weights = channels(whole), weights_of(figure, whole)
    if figure == "response_same_hours":
        mean = office_mean(whole) if whole.mix else Decimal(0)
        factors = {cell: (mean, _mean_at(whole, cell)) for cell in _cells(whole)}
    else:
        used = {name: weight for name, weight in weights.items() if weight}
        n = sum(own[name].n for name in used if name in own)
        by = {name: weight * n / own[name].n for name, weight in used.items() if name in own}
        lacks = len(by) < len(used)
        factors = {
            cell: (by[_channel(cell)], Decimal(1))
            for cell in _cells(whole)
            if not lacks and _channel(cell) in by
        }

    def of(record: Tally) -> tuple[Decimal, Decimal]:
        above = below = Decimal(0)
        for cell, one in _cells(record).items():
            more, under = factors.get(cell, (Decimal(0), Decimal(0)))
            above, below = above + one.total * more, below + one.n * under
        return above, below

    return of


def weights_of(figure: str, tally: Tally) -> dict[str, Decimal]:
    """What channels weigh in a standardised mean, as shares of 1."""
    shares = office_weights(tally)
    if figure != "standardised_response_equal":
        return shares
    there = [name for name, share in shares.items() if share]
    return {name: Decimal(1) / len(there) for name in there}


def channels(tally: Tally) -> dict[str, Stratum]:
    """An agent's answered contacts with a response time, by channel."""
    found: dict[str, Stratum] = {}
    for cell, one in _cells(tally).items():
        found[_channel(cell)] = found.get(_channel(cell), Stratum()).plus(one)
    return found


def office_weights(tally: Tally) -> dict[str, Decimal]:
    """The office's mix of channels this month, as shares of 1."""
    counted: Counter[str] = Counter()
    for cell, (n, _total) in tally.mix.items():
        counted[_channel(cell)] += n
    whole = sum(counted.values())
    return {name: Decimal(n) / whole for name, n in counted.items()} if whole else {}


def office_mean(tally: Tally) -> Decimal:
    """The office's mean response time this month, in ms. Raises ZeroDivisionError without a contact."""
    return Decimal(sum(t for _n, t in tally.mix.values())) / sum(n for n, _total in tally.mix.values())


def expected_ms(tally: Tally) -> Decimal:
    """What an agent's contacts would have taken together at the office's means of channel and hour."""
    return sum((one.n * _mean_at(tally, cell) for cell, one in _cells(tally).items()), Decimal(0))


def sum_up(strata: Iterable[Stratum]) -> Stratum:
    """All together."""
    whole = Stratum()
    for one in strata:
        whole = whole.plus(one)
    return whole


def _standardised(tally: Tally, weights: Mapping[str, Decimal]) -> Measurement:
    """Direct standardisation; nothing where the agent has no contact of a channel that has a weight."""
    own = channels(tally)
    if not weights or any(weight and name not in own for name, weight in weights.items()):
        return NOTHING
    used = [(weight, own[name]) for name, weight in weights.items() if weight]
    mean = sum((weight * one.mean for weight, one in used), Decimal(0))
    n = sum(one.n for _weight, one in used)
    if n < 2 or not mean:
        return Measurement(mean / 1000, n)
    parts = [
        (float(weight * one.mean / mean), relative_spread(*_about_mean(one), one.n), one.n)
        for weight, one in used
        if one.total
    ]
    variances = [share**2 * spread / size for share, spread, size in parts]
    # Satterthwaite's degrees of freedom, whole
    below = sum(own**2 / max(size - 1, 1) for own, (*_, size) in zip(variances, parts, strict=True))
    freedom = max(int(sum(variances) ** 2 / below + 1e-9), 1)  # a whole one is not rounded down
    return Measurement(mean / 1000, n, times_interval(float(mean) / 1000, parts, freedom))


def _about_mean(one: Stratum) -> tuple[float, float]:
    """The squares about the mean, and the mean."""
    mean = one.total / one.n
    return one.squares - one.n * mean * mean, mean


def _mean_at(tally: Tally, cell: str) -> Decimal:
    n, total = tally.mix[cell]
    return Decimal(total) / n


def _channel(cell: str) -> str:
    return cell.partition(" ")[0]


def _cells(tally: Tally) -> dict[str, Stratum]:
    """Sums of every channel and hour, whatever the file leaves out."""
    found: dict[str, Stratum] = {}
    for cell, times in tally.waits.items():
        name, counted = cell.removesuffix(_UNTOLD), [(int(ms), n) for ms, n in times.items()]
        one = Stratum(
            sum(n for _ms, n in counted),
            sum(ms * n for ms, n in counted),
            sum(ms * ms * n for ms, n in counted),
        )
        found[name] = found.get(name, Stratum()).plus(one)
    return found


def _all_times(tally: Tally, *, only_told: bool = False) -> Counter[int]:
    found: Counter[int] = Counter()
    for cell, times in tally.waits.items():
        if not (only_told and cell.endswith(_UNTOLD)):
            for ms, n in times.items():
                found[int(ms)] += n
    return found


def _within(times: Mapping[int, int], limit: Decimal) -> int:
    return sum(n for ms, n in times.items() if ms <= limit)


@lru_cache(maxsize=1024)
def _rank_below(n: int) -> int:
    """The largest rank below which a median lies in no more than 2.5 of 100 samples of `n` ≥ 6.

    Exact (binomial; W. R. Thompson, Ann. Math. Stat. 7, 1936), by its normal limit for many.
    """
    if n > _EXACT:
        return max(int((n - float(Z95) * sqrt(n)) / 2), 1)
    found, left = 0, TAIL * 2**n
    while left >= comb(n, found):
        left -= comb(n, found)
        found += 1
    return found
