"""The curve of a rule: which values are worth looking at, and the points each of them earns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Final

from qadesk.domain.rule_checking import value_range
from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Escalation,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Rule,
    Step,
    Unscored,
)
from qadesk.domain.scorecard import Indicator, Unit

SAMPLES: Final = 240
_MOST_UNITS: Final = 40  # steps of a rule that are looked at on either side of the standard
_AROUND: Final = Decimal("0.2")  # how much is shown beyond where something happens


@dataclass(frozen=True)
class Shape:
    """Points by value, from the lowest value to the highest; where it jumps, a value stands twice."""

    line: tuple[tuple[Decimal, Decimal], ...]
    low: Decimal
    high: Decimal
    least: Decimal
    most: Decimal
    standard: Decimal | None

    @property
    def flat(self) -> bool:
        """Whether every value shown earns the same."""
        return self.least == self.most


def shape(indicator: Indicator, marks: Decimal, samples: int = SAMPLES) -> Shape | None:
    """The curve of an indicator's rule; None where there are no points to show, or none can be calculated."""
    rule = indicator.rule
    if isinstance(rule, RedLine | Unscored):
        return None
    try:
        low, high = _range(indicator, marks)
        line = tuple(_line(indicator, marks, low, high, samples))
        least, most = rule.bounds(marks)
    except (ValueError, DecimalException):
        return None
    heights = [points for _value, points in line]
    least, most = min(least, *heights), max(most, *heights)
    shown = indicator.standard is not None and low <= indicator.standard <= high
    return Shape(line, low, high, least, most, indicator.standard if shown else None)


def points_of(indicator: Indicator, marks: Decimal, value: Decimal) -> Decimal | None:
    """What one value earns; None where that cannot be calculated."""
    try:
        return indicator.rule.points(value, indicator.standard, marks)
    except (ValueError, DecimalException):
        return None


def telling_values(indicator: Indicator, found: Shape, marks: Decimal) -> list[tuple[Decimal, Decimal]]:
    """A few values that tell the curve in words: its ends, its standard, where a ladder's bands end."""
    values = {found.low, found.high, *_of_interest(indicator, marks)}
    inside = sorted(value for value in values if found.low <= value <= found.high)
    if len(inside) > 8:
        inside = [*inside[:4], *inside[-4:]]
    told = ((value, points_of(indicator, marks, value)) for value in inside)
    return [(value, points) for value, points in told if points is not None]


# ---- inside


def _line(
    indicator: Indicator, marks: Decimal, low: Decimal, high: Decimal, samples: int
) -> Iterator[tuple[Decimal, Decimal]]:
    rule, standard = indicator.rule, indicator.standard
    before: tuple[Decimal, Decimal] | None = None
    for value in _values(indicator, low, high, samples):
        points = rule.points(value, standard, marks)
        if before is not None and points != before[1] and _jumps(indicator, before[0], value):
            yield value, before[1]
        yield value, points
        before = value, points


def _values(indicator: Indicator, low: Decimal, high: Decimal, samples: int) -> Iterator[Decimal]:
    if indicator.unit is Unit.COUNT and high - low <= samples and not isinstance(indicator.rule, Ladder):
        yield from (low + n for n in range(int(high - low) + 1))
        return
    width = high - low
    yield from (low + width * n / samples for n in range(samples + 1))


def _jumps(indicator: Indicator, one: Decimal, other: Decimal) -> bool:
    """Whether the points of neighbouring values are not joined by a slope."""
    rule, standard = indicator.rule, indicator.standard
    if isinstance(rule, Ladder) and rule.interpolated:  # but for what lies beyond the last limit
        bands = [rule.reached(value, standard) for value in (one, other)]
        known = [number for number in bands if number is not None]
        return len(known) == 1 or (len(known) == 2 and not rule.sloped(max(known)))
    if isinstance(rule, Ladder | PassFail):
        return True
    stepped = isinstance(rule, Escalation) or (isinstance(rule, Step) and not rule.pro_rata)
    return stepped or indicator.unit is Unit.COUNT


def _range(indicator: Indicator, marks: Decimal) -> tuple[Decimal, Decimal]:
    """From below the first value where something happens to above the last, but no further than there is."""
    least, greatest = value_range(indicator)
    if indicator.unit is Unit.RATING and least is not None and greatest is not None:
        return least, greatest
    spots = list(_of_interest(indicator, marks)) or [Decimal(1)]
    low, high = min(spots), max(spots)
    around = max((high - low) * _AROUND, abs(high) * _AROUND / 2) or Decimal(1)
    if indicator.unit is Unit.COUNT:
        around = max(around, Decimal(1))  # or rounding to whole numbers would show one side alone
    low, high = low - around, high + around
    if least is not None:
        low = max(low, least)
        if low - least < (high - least) * Decimal("0.4"):
            low = least  # near enough to begin where values begin
    if greatest is not None:
        high = min(high, greatest)
    if indicator.unit is Unit.COUNT:
        low, high = low.to_integral_value(), (high + Decimal("0.5")).to_integral_value()
    return (low, high) if low < high else (low, low + 1)


def _of_interest(indicator: Indicator, marks: Decimal) -> Iterator[Decimal]:
    """Values at which the rule does something."""
    if indicator.standard is not None:
        yield indicator.standard
    yield from _of_rule(indicator.rule, indicator.standard, marks)


def _of_rule(rule: Rule, standard: Decimal | None, marks: Decimal) -> Iterator[Decimal]:
    if isinstance(rule, Ladder):
        unit = standard if rule.of_standard and standard is not None else Decimal(1)
        yield from (limit * unit for limit, _points in rule.bands)
    elif isinstance(rule, Step) and standard is not None:
        yield from _of_step(rule, standard, marks)
    elif isinstance(rule, Proportional):
        if rule.full is not None:
            yield from (rule.zero, rule.full)
        elif standard is not None:
            yield standard * 2 if rule.better == "lower" else Decimal(0)
    elif isinstance(rule, Deduction):
        yield rule.free
        yield rule.free + min((marks - rule.floor) / rule.each, Decimal(_MOST_UNITS))
    elif isinstance(rule, Escalation):
        yield Decimal(0)
        at = (n for n in range(_MOST_UNITS) if marks - rule.lost(n) <= rule.floor)
        yield Decimal(next(at, len(rule.costs)))
    elif isinstance(rule, Bonus):
        yield Decimal(0)
        yield min(rule.cap / rule.each, Decimal(_MOST_UNITS))


def _of_step(rule: Step, standard: Decimal, marks: Decimal) -> Iterator[Decimal]:
    start = marks if rule.at_standard is None else rule.at_standard
    low, high = rule.bounds(marks)
    unit = rule.unit * standard if rule.relative else rule.unit
    worse = 1 if rule.better == "lower" else -1
    if rule.lose > 0:
        yield standard + worse * unit * min((start - low) / rule.lose, Decimal(_MOST_UNITS))
    if rule.gain > 0:
        yield standard - worse * unit * min((high - start) / rule.gain, Decimal(_MOST_UNITS))
