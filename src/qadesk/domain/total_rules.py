"""Rules on the total: by a figure they multiply it, limit it or its grade, or exclude an agent.

They are data here; `on_total` applies them in the order of the scorecard, after the sum, before red lines.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

MOST_TOTAL_RULES: Final = 30


class Sign(StrEnum):
    """How a condition compares a figure with its limit."""

    AT_LEAST = "at_least"
    OVER = "over"
    AT_MOST = "at_most"
    UNDER = "under"


_COMPARE: Final[dict[Sign, Callable[[Any, Any], bool]]] = {
    Sign.AT_LEAST: operator.ge,
    Sign.OVER: operator.gt,
    Sign.AT_MOST: operator.le,
    Sign.UNDER: operator.lt,
}


@dataclass(frozen=True)
class FigureCondition:
    """A comparison of an indicator's value with a limit, which is in the value's own unit (a rate is 0-1)."""

    figure: str  # the indicator's code
    sign: Sign
    limit: Decimal

    @property
    def upwards(self) -> bool:
        """Whether larger values fulfil it."""
        return self.sign in (Sign.AT_LEAST, Sign.OVER)

    def holds(self, value: Decimal) -> bool:
        """Whether a value fulfils it."""
        return _COMPARE[self.sign](value, self.limit)

    def over(self, values: Any) -> Any:
        """The same of many values at once, as an array."""
        return _COMPARE[self.sign](values, float(self.limit))


class TotalEffect(StrEnum):
    """What a rule on the total does where its condition holds."""

    FACTOR = "factor"  # the total times `value`; without one, times the figure itself, which is a rate
    MOST = "most"  # the total is no higher than `value`
    BEST_GRADE = "best_grade"  # the grade is no better than `grade`
    WORST_GRADE = "worst_grade"  # the grade is no worse than `grade`, unless something else limits it
    EXCLUDE = "exclude"  # the agent is not assessed


@dataclass(frozen=True)
class TotalRule:
    """One rule. Of the factors of one figure that hold, only the one farthest from 1 takes effect."""

    when: FigureCondition
    effect: TotalEffect
    value: Decimal | None = None
    grade: str = ""


class TotalStep(NamedTuple):
    """A rule that took effect: its number on the scorecard, from 0, and the total after it (two places)."""

    rule: int
    total: Decimal | None  # None where it excludes
