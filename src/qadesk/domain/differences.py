"""Whether two figures differ by more than chance: of one agent in two cycles, of many agents in one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from decimal import Decimal
from math import erfc, hypot, sqrt
from statistics import fmean, variance
from typing import Final

from qadesk.domain.distributions import binomial_two_sided
from qadesk.domain.scorecard import Better, Indicator, Scorecard, Unit
from qadesk.domain.scoring import Assessment, Line
from qadesk.domain.statistics import Z95, Evidence, Interval

_ENOUGH: Final = 5  # agents, for what is usual among them
LEVEL: Final = 0.05  # how often a difference may be told where there is none


def beyond_chance(before: Line, now: Line, indicator: Indicator) -> bool | None:
    """Whether an indicator changed by more than chance; None where a value's interval is not known.

    Counts are compared by the exact binomial test, all else by the interval of the difference.
    """
    if before.value is None or now.value is None or now.interval is None:
        return None
    if indicator.unit is Unit.COUNT:
        return counts_differ(int(before.value), int(now.value))
    if before.interval is None:
        return None
    return apart(before.value, before.interval, now.value, now.interval)


def changed(
    then: Assessment, now: Assessment, card: Scorecard, codes: Container[str], *, one_by_one: bool = False
) -> dict[str, bool]:
    """Of which indicators (of these codes) a change is beyond chance; without those of which it is not known.

    All of a sheet are looked at together (Holm 1979), so that where nothing changed any is told on 1 sheet
    of 20 at most. `one_by_one`: each as if it were the only one, as it was told at first.
    """
    before, chances = {line.code: line for line in then.lines}, dict[str, float]()
    stands: dict[str, bool] = {}
    for line in now.lines:
        was = before.get(line.code) if line.code in codes else None
        alone = None if was is None else beyond_chance(was, line, card.indicator(line.code))
        if was is None or alone is None:
            continue
        stands[line.code] = alone
        found = _chance_of(was, line, card.indicator(line.code))
        if found is not None:
            chances[line.code] = found
    if not one_by_one:
        stands |= dict(zip(chances, stand_together(list(chances.values())), strict=True))
    return stands


def _chance_of(before: Line, now: Line, indicator: Indicator) -> float | None:
    """How probable a change as large is by chance; None for counts too few to tell any change.

    Those cannot be told wrongly, so they take nothing from the others (R. E. Tarone, Biometrics 46, 1990).
    """
    assert before.value is not None
    assert now.value is not None
    assert now.interval is not None
    if indicator.unit is Unit.COUNT:
        one, all_of_both = int(before.value), int(before.value + now.value)
        enough = counts_differ(0, all_of_both)
        return binomial_two_sided(one, all_of_both) if enough else None
    assert before.interval is not None
    step = 1 / max(before.n, now.n) if Evidence.WHOLE in (before.evidence, now.evidence) else 0.0
    return chance(before.value, before.interval, now.value, now.interval, step)


def stand_together(chances: Sequence[float]) -> tuple[bool, ...]:
    """Which of many probabilities stand when all are looked at together (Holm 1979)."""
    order, stands = sorted(range(len(chances)), key=chances.__getitem__), [False] * len(chances)
    for done, at in enumerate(order):
        if chances[at] * (len(chances) - done) > LEVEL:
            break
        stands[at] = True
    return tuple(stands)


def expected_again(
    code: str, was: Decimal, card: Scorecard, then: Iterable[Assessment], *, by_width: bool = False
) -> Decimal | None:
    """What was to be expected of a value the month after, had nobody done anything; None where no better.

    The regression to the mean (F. Galton, 1886): of what an agent was away from the others `then`, only the
    share stays that is no chance (T. L. Kelley, 1947), which is what of the values' variance chance does not
    explain. None for fewer than five agents, too. `by_width`: as it was told at first, by the width of the
    intervals alone.
    """
    found = [line for made in then for line in made.lines if line.code == code and line.value is not None]
    known = [line for line in found if line.interval]
    if len(known) < _ENOUGH:
        return None
    values = [float(line.value or 0) for line in known]
    mean, spread = fmean(values), variance(values)
    unit = card.indicator(code).unit
    chance = fmean(_by_chance(line, None if by_width else unit) for line in known)
    lasting = max(0.0, 1 - chance / spread) if spread > 0 else 0.0
    expected = Decimal(repr(mean + lasting * (float(was) - mean)))
    improved = expected < was if card.indicator(code).better is Better.LOWER else expected > was
    return expected if improved else None


def _by_chance(line: Line, unit: Unit | None) -> float:
    """The variance that chance gives a value; by the width of its interval where no `unit` is told.

    The exact interval of a small count is wider than chance is, whose variance is the mean; and a
    judgement's is cut off at the ends of its scale.
    """
    assert line.value is not None
    assert line.interval is not None
    if unit is Unit.COUNT:
        return float(line.value)
    half = (line.interval.high - line.interval.low) / 2
    if unit is not None and line.evidence is Evidence.WHOLE:
        half = max(line.interval.high - line.value, line.value - line.interval.low)
    return float(half / Z95) ** 2


def counts_differ(one: int, other: int) -> bool:
    """Whether two counts over as long a time differ: exact binomial test of an even split, two-sided."""
    return binomial_two_sided(one, one + other) < LEVEL


def apart(one: Decimal, interval: Interval, other: Decimal, others: Interval) -> bool:
    """Whether the 95 % interval of the difference of two independent figures leaves out 0.

    Recovered from the intervals of the two on the sides that face each other (Zou & Donner 2008); of two
    rates with Wilson intervals it is Newcombe's (1998, method 10), of two means about Welch's.
    """
    if one > other:
        return apart(other, others, one, interval)
    up, down = interval.high - one, other - others.low
    return (other - one) ** 2 > up * up + down * down


def chance(one: Decimal, interval: Interval, other: Decimal, others: Interval, step: float = 0.0) -> float:
    """How probable a difference as large is where there is none, by the same interval: for Holm's test.

    Of judgements, which are whole levels, half a `step` is taken off (F. Yates, Suppl. J. R. Statist. Soc. 1,
    1934): what lies between two levels comes out as the one or the other.
    """
    if one > other:
        return chance(other, others, one, interval, step)
    up, down = interval.high - one, other - others.low
    away, half = max(float(other - one) - step / 2, 0.0), hypot(float(up), float(down))
    if half == 0:
        return 0.0 if away else 1.0
    return erfc(away / half * float(Z95) / sqrt(2))


def mean_interval(figures: Sequence[tuple[Decimal, Interval]]) -> Interval:
    """Of the mean of independent figures, recovered from their intervals side by side as in `apart`."""
    n, middle = len(figures), sum((one for one, _ in figures), Decimal(0)) / len(figures)
    down = sum(((one - its.low) ** 2 for one, its in figures), Decimal(0)).sqrt() / n
    up = sum(((its.high - one) ** 2 for one, its in figures), Decimal(0)).sqrt() / n
    return Interval(middle - down, middle + up)


def rise_interval(before: Decimal, its: Interval, now: Decimal, own: Interval) -> Interval:
    """Of how much a figure rose (`now` less `before`), recovered in the same way."""
    down = ((now - own.low) ** 2 + (its.high - before) ** 2).sqrt()
    up = ((own.high - now) ** 2 + (before - its.low) ** 2).sqrt()
    return Interval(now - before - down, now - before + up)
