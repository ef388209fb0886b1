"""Rules: how a value becomes points of an indicator's full mark (or points on top, or a red line).

Each rule is data, interpreted here and nowhere else. All are exact in `Decimal`. The rules keep their
promise of direction: a better value never earns fewer points. `marks` is the full mark, 100 unless the
scorecard counts in marks of each indicator's weight; an indicator on top of the total has none to start
from, so its `marks` are 0 and its rule says what it adds or takes off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar

from qadesk.domain.decimals import HUNDRED, ONE, ZERO


@dataclass(frozen=True)
class Proportional:
    """The share of a full mark, or of the standard, that the value reaches; at most `cap`.

    With `full`: (value - zero) ÷ (full - zero). Without: value ÷ standard, or standard ÷ value where lower is
    better. `zero` is the value that is worth nothing: 0, or 1 where the lowest level shall earn no points.
    """

    kind: ClassVar[str] = "proportional"
    role: ClassVar[str] = "weighted"
    full: Decimal | None = None  # the full mark; None: by the standard
    zero: Decimal = ZERO
    better: str = "lower"  # which way, where it goes by the standard
    cap: Decimal | None = None  # the most points; None: the full mark

    def points(self, value: Decimal, standard: Decimal | None, marks: Decimal = HUNDRED) -> Decimal:
        """0 to cap. Raises ValueError where neither a full mark nor a positive standard is given."""
        if self.full is not None:
            return self._within((value - self.zero) / (self.full - self.zero) * marks, marks)
        if standard is None or standard < 0 or (standard == 0 and self.better == "higher"):
            raise ValueError("a proportional rule without full mark needs a positive standard")
        if self.better == "higher":
            return self._within(value / standard * marks, marks)
        if value <= 0:  # nothing could be better
            return marks if self.cap is None else self.cap
        return self._within(standard / value * marks, marks)

    def bounds(self, marks: Decimal = HUNDRED) -> tuple[Decimal, Decimal]:
        """The fewest and the most points it can give."""
        return ZERO, marks if self.cap is None else self.cap

    def _within(self, points: Decimal, marks: Decimal) -> Decimal:
        high = marks if self.cap is None else self.cap
        return high if points > high else max(points, ZERO)


@dataclass(frozen=True)
class Ladder:
    """Bands from best to worst; `otherwise` is what lies beyond the last. Limits belong to their band, unless
    `over` says that only values past it do: over 78.75 % against from 78.75 % on.

    Where it is `interpolated`, a value between two limits earns points in between, by its distance from both:
    300 → 100 and 250 → 60 make 275 → 80. A band that is `flat` earns its points throughout all the same, as
    what lies beyond the last limit earns `otherwise`. Both say so band by band; what they leave out is False.
    """

    kind: ClassVar[str] = "ladder"
    role: ClassVar[str] = "weighted"
    better: str  # lower: at most the limit; higher: at least the limit
    bands: tuple[tuple[Decimal, Decimal], ...]  # (limit, points)
    otherwise: Decimal = ZERO
    of_standard: bool = False  # limits are shares of the standard: 1 is all of it
    interpolated: bool = False
    over: tuple[bool, ...] = ()
    flat: tuple[bool, ...] = ()

    def points(self, value: Decimal, standard: Decimal | None, marks: Decimal = HUNDRED) -> Decimal:
        """The points of the first band that `value` reaches, and of its way to the next better one.

        Raises ValueError for limits that are shares of a standard not given.
        """
        number = self.reached(value, standard)
        if number is None:
            return self.otherwise
        (limit, points), (better, more) = self.bands[number], self.bands[max(number - 1, 0)]
        if not number or not self.sloped(number):
            return points
        unit = standard if self.of_standard and standard is not None else ONE
        return points + (value - limit * unit) * (more - points) / ((better - limit) * unit)

    def reached(self, value: Decimal, standard: Decimal | None) -> int | None:
        """Which band that is, counted from 0; None beyond the last."""
        if self.of_standard and standard is None:
            raise ValueError("a ladder by the standard needs one")
        unit = standard if self.of_standard and standard is not None else ONE
        for number, (limit, _points) in enumerate(self.bands):
            past = (value < limit * unit) if self.better == "lower" else (value > limit * unit)
            if past or (value == limit * unit and not self.is_over(number)):
                return number
        return None

    def is_over(self, number: int) -> bool:
        """Whether the limit of a band does not belong to it."""
        return number < len(self.over) and self.over[number]

    def is_flat(self, number: int) -> bool:
        """Whether a band is said to earn its points throughout, where others are interpolated."""
        return number < len(self.flat) and self.flat[number]

    def sloped(self, number: int) -> bool:
        """Whether its values up to the next better limit earn points in between; the best band has none."""
        return self.interpolated and number > 0 and not self.is_flat(number)

    def marked(self, kind: str, number: int, on: bool) -> Ladder:
        """With a band that is "over" or "flat", or (not `on`) is not."""
        flags = [self.is_over(n) if kind == "over" else self.is_flat(n) for n in range(len(self.bands))]
        flags[number] = on
        changed: Any = {kind: shortened(flags)}
        return replace(self, **changed)

    def without(self, number: int) -> Ladder:
        """Without a band."""
        over, flat = (
            shortened([of(n) for n in range(len(self.bands)) if n != number])
            for of in (self.is_over, self.is_flat)
        )
        bands = (*self.bands[:number], *self.bands[number + 1 :])
        return replace(self, bands=bands, over=over, flat=flat)

    def bounds(self, marks: Decimal = HUNDRED) -> tuple[Decimal, Decimal]:
        """The fewest and the most points it can give."""
        earned = [points for _limit, points in self.bands] + [self.otherwise]
        return min(earned), max(earned)


def shortened(flags: Sequence[bool]) -> tuple[bool, ...]:
    """Without those at the end that are False, which need not be said."""
    last = max((number for number, on in enumerate(flags) if on), default=-1)
    return tuple(flags[: last + 1])


def _whole(length: Decimal, unit: Decimal) -> Decimal:
    """How many whole units a length has."""
    try:
        return length // unit
    except InvalidOperation:  # more of them than a Decimal has digits
        return Decimal(int(Fraction(length) / Fraction(unit)))


@dataclass(frozen=True)
class Step:
    """Points at the standard, less or more for each whole unit away from it; begun units only pro rata."""

    kind: ClassVar[str] = "step"
    role: ClassVar[str] = "weighted"
    better: str
    unit: Decimal  # in the value's unit: 0.001 for a tenth of a percentage point
    lose: Decimal = ZERO  # points for each unit on the worse side
    gain: Decimal = ZERO  # points for each unit on the better side
    at_standard: Decimal | None = None  # None: the full mark
    floor: Decimal = ZERO
    cap: Decimal | None = None  # None: the full mark
    pro_rata: bool = False
    relative: bool = False  # the unit is a share of the standard: 0.1 for "each 10 % of it"

    def points(self, value: Decimal, standard: Decimal | None, marks: Decimal = HUNDRED) -> Decimal:
        """Between floor and cap. Raises ValueError without a standard to count from."""
        moved = self.units(value, standard)
        start = marks if self.at_standard is None else self.at_standard
        low, high = self.bounds(marks)
        return min(max(start + moved * (self.gain if moved > 0 else self.lose), low), high)

    def units(self, value: Decimal, standard: Decimal | None) -> Decimal:
        """How many units the value is better (above 0) or worse (below 0) than the standard."""
        if standard is None or (self.relative and standard <= 0):
            raise ValueError("a step rule needs a standard")
        ahead = standard - value if self.better == "lower" else value - standard
        unit = self.unit * standard if self.relative else self.unit
        units = abs(ahead) / unit if self.pro_rata else _whole(abs(ahead), unit)
        return units if ahead > 0 else -units

    def bounds(self, marks: Decimal = HUNDRED) -> tuple[Decimal, Decimal]:
        """The fewest and the most points it can give."""
        start = marks if self.at_standard is None else self.at_standard
        cap = marks if self.cap is None else self.cap
        return (self.floor if self.lose else min(start, cap)), (cap if self.gain else min(start, cap))


@dataclass(frozen=True)
class Deduction:
    """Full marks, less `each` for every occurrence beyond the first `free` ones, not below `floor`."""

    kind: ClassVar[str] = "deduction"
    role: ClassVar[str] = "weighted"
    each: Decimal
    floor: Decimal = ZERO
    free: Decimal = ZERO

    def points(self, value: Decimal, standard: Decimal | None, marks: Decimal = HUNDRED) -> Decimal:
        """Between floor and the full mark (on top: at most 0)."""
        return max(marks - max(value - self.free, ZERO) * self.each, min(self.floor, marks))

    def bounds(self, marks: Decimal = HUNDRED) -> tuple[Decimal, Decimal]:
        """The fewest and the most points it can give."""
        return min(self.floor, marks), marks


@dataclass(frozen=True)
class Escalation:
    """Full marks, less more for every further occurrence: `costs` of the first, the second, …; with a floor.

    What comes after the last of them costs as much as that one. Begun occurrences do not count.
    """

    kind: ClassVar[str] = "escalation"
    role: ClassVar[str] = "weighted"
    costs: tuple[Decimal, ...]
    floor: Decimal = ZERO

    def points(self, value: Decimal, standard: Decimal | None, marks: Decimal = HUNDRED) -> Decimal:
        """Between floor and the full mark (on top: at most 0)."""
        return max(marks - self.lost(int(max(value, ZERO))), min(self.floor, marks))

    def lost(self, count: int) -> Decimal:
        """What so many occurrences cost together, without the floor; 0 where no costs are said."""
        beyond = max(count - len(self.costs), 0)
        return sum(self.costs[:count], ZERO) + beyond * (self.costs[-1] if self.costs else ZERO)

    def bounds(self, marks: Decimal = HUNDRED) -> tuple[Decimal, Decimal]:
        """The fewest and the most points it can give."""
        return min(self.floor, marks), marks


@dataclass(frozen=True)
class PassFail:
    """All points where the standard is met, none where not."""

    kind: ClassVar[str] = "pass_fail"
    role: ClassVar[str] = "weighted"
    better: str
    earns: Decimal | None = None  # None: the full mark

    def points(self, value: Decimal, standard: Decimal | None, marks: Decimal = HUNDRED) -> Decimal:
        """0 or all of it. Raises ValueError without a standard to meet."""
        if standard is None:
            raise ValueError("a pass/fail rule needs a standard")
        met = value <= standard if self.better == "lower" else value >= standard
        return self.bounds(marks)[1] if met else ZERO

    def bounds(self, marks: Decimal = HUNDRED) -> tuple[Decimal, Decimal]:
        """The fewest and the most points it can give."""
        return ZERO, marks if self.earns is None else self.earns


@dataclass(frozen=True)
class Bonus:
    """Points on top of the total for every occurrence, at most `cap`."""

    kind: ClassVar[str] = "bonus"
    role: ClassVar[str] = "bonus"
    each: Decimal
    cap: Decimal

    def points(self, value: Decimal, standard: Decimal | None, marks: Decimal = ZERO) -> Decimal:
        """Bonus points, 0 to cap."""
        return min(max(value, ZERO) * self.each, self.cap)

    def bounds(self, marks: Decimal = ZERO) -> tuple[Decimal, Decimal]:
        """The fewest and the most points it can give."""
        return ZERO, self.cap


class Effect(StrEnum):
    """What crossing a red line does."""

    ZERO = "zero"  # the total is 0, the grade the worst
    CAP_GRADE = "cap_grade"  # the total stands, the grade is no better than the rule's
    MARK = "mark"  # only said on the sheet


@dataclass(frozen=True)
class RedLine:
    """More than `allowed` occurrences override the score; the computed score stays beside it."""

    kind: ClassVar[str] = "red_line"
    role: ClassVar[str] = "red_line"
    effect: Effect = Effect.ZERO
    grade: str = ""  # the best grade still possible where the grade is capped
    allowed: Decimal = ZERO

    def points(self, value: Decimal, standard: Decimal | None, marks: Decimal = ZERO) -> Decimal:
        """0: a red line earns nothing."""
        return ZERO

    def bounds(self, marks: Decimal = ZERO) -> tuple[Decimal, Decimal]:
        """0 and 0."""
        return ZERO, ZERO

    def crossed(self, value: Decimal) -> bool:
        """Whether it takes effect."""
        return value > self.allowed


@dataclass(frozen=True)
class Unscored:
    """No points: the value is shown for reference, or is there for a formula to use."""

    kind: ClassVar[str] = "unscored"
    role: ClassVar[str] = "reference"

    def points(self, value: Decimal, standard: Decimal | None, marks: Decimal = ZERO) -> Decimal:
        """0: it is only shown."""
        return ZERO

    def bounds(self, marks: Decimal = ZERO) -> tuple[Decimal, Decimal]:
        """0 and 0."""
        return ZERO, ZERO


Rule = Proportional | Ladder | Step | Deduction | Escalation | PassFail | Bonus | RedLine | Unscored


def uses_standard(rule: Rule, standard: Decimal) -> bool:
    """Whether a rule can use a standard: one that it takes shares of has to be above 0."""
    shares = (
        (isinstance(rule, Step) and rule.relative)
        or (isinstance(rule, Ladder) and rule.of_standard)
        or (isinstance(rule, Proportional) and rule.full is None)
    )
    return standard > 0 or not shares


def limits(rule: Rule, standard: Decimal | None) -> tuple[Decimal, ...]:
    """What a value is measured by: the standard and the limits of bands, in the value's own unit."""
    known = () if standard is None else (standard,)
    if isinstance(rule, RedLine):
        return (*known, rule.allowed)
    if not isinstance(rule, Ladder):
        return known
    unit = standard if rule.of_standard and standard is not None else ONE
    return (*known, *(bound * unit for bound, _points in rule.bands))


RULES: dict[str, type[Any]] = {
    rule.kind: rule
    for rule in (Proportional, Ladder, Step, Deduction, Escalation, PassFail, Bonus, RedLine, Unscored)
}
