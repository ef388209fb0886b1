"""Rules: how a value becomes 0-100 points (or bonus points, or a red line).

Each rule is data, interpreted here and nowhere else. All are exact in `Decimal`. The rules keep their
promise of direction: a better value never earns fewer points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_FLOOR, Decimal
from typing import Any, ClassVar

HUNDRED = Decimal(100)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Proportional:
    """Value ÷ full mark, or standard ÷ value where lower is better; at most 100."""

    kind: ClassVar[str] = "proportional"
    role: ClassVar[str] = "weighted"
    full: Decimal | None = None  # the full mark; None: standard ÷ value

    def points(self, value: Decimal, standard: Decimal | None) -> Decimal:
        """0-100. Raises ValueError where neither a full mark nor a standard is given."""
        if self.full is not None:
            return _within(value / self.full * HUNDRED)
        if standard is None:
            raise ValueError("a proportional rule without full mark needs a standard")
        return HUNDRED if value <= standard else _within(standard / value * HUNDRED)


@dataclass(frozen=True)
class Ladder:
    """Bands from best to worst; `otherwise` is what lies beyond the last. Limits belong to their band."""

    kind: ClassVar[str] = "ladder"
    role: ClassVar[str] = "weighted"
    better: str  # lower: at most the limit; higher: at least the limit
    bands: tuple[tuple[Decimal, Decimal], ...]  # (limit, points)
    otherwise: Decimal = ZERO

    def points(self, value: Decimal, standard: Decimal | None) -> Decimal:
        """The points of the first band that `value` reaches."""
        for limit, points in self.bands:
            if (value <= limit) if self.better == "lower" else (value >= limit):
                return points
        return self.otherwise


@dataclass(frozen=True)
class Step:
    """Points at the standard, less or more for each whole unit away from it; begun units only pro rata."""

    kind: ClassVar[str] = "step"
    role: ClassVar[str] = "weighted"
    better: str
    unit: Decimal  # in the value's unit: 0.001 for a tenth of a percentage point
    lose: Decimal  # points for each unit on the worse side
    gain: Decimal = ZERO  # points for each unit on the better side
    at_standard: Decimal = HUNDRED
    floor: Decimal = ZERO
    cap: Decimal = HUNDRED
    pro_rata: bool = False

    def points(self, value: Decimal, standard: Decimal | None) -> Decimal:
        """Between floor and cap. Raises ValueError without a standard to count from."""
        if standard is None:
            raise ValueError("a step rule needs a standard")
        ahead = standard - value if self.better == "lower" else value - standard
        units = abs(ahead) / self.unit
        if not self.pro_rata:
            units = units.to_integral_value(ROUND_FLOOR)
        moved = units * self.gain if ahead > 0 else -units * self.lose
        return min(max(self.at_standard + moved, self.floor), self.cap)


@dataclass(frozen=True)
class Deduction:
    """Full marks, less `each` for every occurrence, not below `floor`."""

    kind: ClassVar[str] = "deduction"
    role: ClassVar[str] = "weighted"
    each: Decimal
    floor: Decimal = ZERO

    def points(self, value: Decimal, standard: Decimal | None) -> Decimal:
        """Between floor and 100."""
        return max(HUNDRED - value * self.each, self.floor)


@dataclass(frozen=True)
class PassFail:
    """100 where the standard is met, 0 where not."""

    kind: ClassVar[str] = "pass_fail"
    role: ClassVar[str] = "weighted"
    better: str

    def points(self, value: Decimal, standard: Decimal | None) -> Decimal:
        """0 or 100. Raises ValueError without a standard to meet."""
        if standard is None:
            raise ValueError("a pass/fail rule needs a standard")
        met = value <= standard if self.better == "lower" else value >= standard
        return HUNDRED if met else ZERO


@dataclass(frozen=True)
class Bonus:
    """Points on top of the total for every occurrence, at most `cap`."""

    kind: ClassVar[str] = "bonus"
    role: ClassVar[str] = "bonus"
    each: Decimal
    cap: Decimal

    def points(self, value: Decimal, standard: Decimal | None) -> Decimal:
        """Bonus points, 0 to cap."""
        return min(max(value, ZERO) * self.each, self.cap)


@dataclass(frozen=True)
class RedLine:
    """Any occurrence sets the total to 0 and the grade to the worst; the computed score stays beside it."""

    kind: ClassVar[str] = "red_line"
    role: ClassVar[str] = "red_line"

    def points(self, value: Decimal, standard: Decimal | None) -> Decimal:
        """0: a red line earns nothing."""
        return ZERO

    def crossed(self, value: Decimal) -> bool:
        """Whether it overrides the score."""
        return value > 0


Rule = Proportional | Ladder | Step | Deduction | PassFail | Bonus | RedLine
_KINDS: dict[str, type[Any]] = {
    rule.kind: rule for rule in (Proportional, Ladder, Step, Deduction, PassFail, Bonus, RedLine)
}


def rule_from_dict(data: Mapping[str, Any]) -> Rule:
    """A rule from its file form: `kind` and its fields. Raises ValueError for an unknown kind or field."""
    kind = _KINDS.get(data["kind"])
    if kind is None:
        raise ValueError(f"unknown rule {data['kind']!r}")
    given = {key: value for key, value in data.items() if key != "kind"}
    unknown = given.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise ValueError(f"{data['kind']} has no {', '.join(sorted(unknown))}")
    rule: Rule = kind(**{key: _exact(key, value) for key, value in given.items()})
    return rule


def rule_to_dict(rule: Rule) -> dict[str, Any]:
    """The file form of a rule."""
    data: dict[str, Any] = {"kind": rule.kind}
    for name in (field.name for field in fields(rule)):  # without the class variables
        value = getattr(rule, name)
        if name == "bands":
            data[name] = [[str(limit), str(points)] for limit, points in value]
        elif value is not None:
            data[name] = str(value) if isinstance(value, Decimal) else value
    return data


def _exact(name: str, value: Any) -> Any:
    if name == "bands":
        return tuple((Decimal(str(limit)), Decimal(str(points))) for limit, points in value)
    return value if name in ("better", "pro_rata") else Decimal(str(value))


def _within(points: Decimal) -> Decimal:
    return min(max(points, ZERO), HUNDRED)
