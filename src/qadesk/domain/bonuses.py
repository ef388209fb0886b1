"""From one result to its bonus, step by step, so that each can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from qadesk.domain.decimals import ONE, half_up
from qadesk.domain.statistics import Interval
from qadesk.domain.uses import BonusBasis, BonusRule

CONFIRMED: Final = 0.8  # a bonus is sure from this probability on, as a grade is


class BonusWhy(StrEnum):
    """What a step of a bonus comes from."""

    GRADE = "grade"
    BAND = "band"
    BETWEEN = "between"  # two bands
    FLOOR = "floor"
    CAP = "cap"
    NEW = "new"
    GATE = "gate"
    DAYS = "days"
    ROUNDED = "rounded"
    BASE = "base"


class Lack(StrEnum):
    """Why there is no bonus to tell, which is not a bonus of 0."""

    EXCLUDED = "excluded"  # not assessed at all
    INCOMPLETE = "incomplete"
    GRADE = "grade"  # the rules do not say what it is worth
    DAYS = "days"  # how many days were worked is not known


@dataclass(frozen=True)
class BonusStep:
    """The value after a step; `of` are the figures that it comes from, in the order of the rule."""

    why: BonusWhy
    value: Decimal
    of: tuple[Decimal | str, ...] = ()


@dataclass(frozen=True)
class BonusGiven:
    """What is known of an agent. `employed`: days from the first one to the period's end; None: not known."""

    grade: str | None
    total: Decimal | None
    excluded: bool = False
    employed: int | None = None
    days: Decimal | None = None


@dataclass(frozen=True)
class BonusDue:
    """What comes of it. `coefficient` is None where values are amounts; both are where `lack` says why."""

    coefficient: Decimal | None
    amount: Decimal | None
    steps: tuple[BonusStep, ...] = ()
    lack: Lack | None = None

    @property
    def value(self) -> Decimal | None:
        """The coefficient, or the amount where there is none."""
        return self.amount if self.coefficient is None else self.coefficient

    def has(self, why: BonusWhy) -> bool:
        """Whether a step of that kind made it."""
        return any(step.why is why for step in self.steps)


def bonus(rule: BonusRule, given: BonusGiven) -> BonusDue:
    """The bonus of one agent. Decimal, half-up; what is not known is said and never counted as zero."""
    lack = _lack(rule, given)
    if lack is not None:
        return BonusDue(None, None, (), lack)
    steps = [_first(rule, given)]
    _hold(rule, given, steps)
    value = half_up(steps[-1].value, rule.step)
    if value != steps[-1].value:
        steps.append(BonusStep(BonusWhy.ROUNDED, value, (rule.step,)))
    if rule.money:
        return BonusDue(None, value, tuple(steps))
    if rule.base is None:
        return BonusDue(value, None, tuple(steps))
    amount = half_up(value * rule.base, rule.money_step)
    return BonusDue(value, amount, (*steps, BonusStep(BonusWhy.BASE, amount, (rule.base, rule.money_step))))


def spread(
    rule: BonusRule, given: BonusGiven, chances: Mapping[str, float], total: Interval | None
) -> BonusSpread | None:
    """How sure the value is, of an agent's whose grades have these chances and whose total lies in `total`.

    By grade each value with its chance; by total the values at both ends of the interval. None where it is
    not known, or where there is no value.
    """
    made = bonus(rule, given)
    if made.value is None:
        return None
    if rule.basis is BonusBasis.TOTAL:
        if total is None:
            return None
        ends = [_value(rule, given, total=end) for end in (total.low, total.high)]
        return BonusSpread((), (min(ends), max(ends)))
    worth: dict[Decimal, float] = {}
    known = dict(rule.grades)
    if not chances or any(chance > 0 and grade not in known for grade, chance in chances.items()):
        return None
    for grade, chance in chances.items():
        if chance > 0:
            value = _value(rule, given, grade=grade)
            worth[value] = worth.get(value, 0.0) + chance
    return BonusSpread(tuple(sorted(worth.items(), reverse=True)), (min(worth), max(worth)))


@dataclass(frozen=True)
class BonusSpread:
    """Values with their probabilities, highest first, where known; and the lowest and the highest."""

    chances: tuple[tuple[Decimal, float], ...]
    ends: tuple[Decimal, Decimal]

    def sure(self, value: Decimal) -> bool:
        """Whether the value would mostly come out the same."""
        if self.chances:
            return dict(self.chances).get(value, 0.0) >= CONFIRMED
        return self.ends[0] == self.ends[1]


def _value(
    rule: BonusRule, given: BonusGiven, *, grade: str | None = None, total: Decimal | None = None
) -> Decimal:
    of = replace(given, grade=grade or given.grade, total=given.total if total is None else total)
    found = bonus(rule, of).value
    assert found is not None
    return found


def _lack(rule: BonusRule, given: BonusGiven) -> Lack | None:
    if given.excluded:
        return Lack.EXCLUDED
    if given.total is None or given.grade is None:
        return Lack.INCOMPLETE
    if rule.basis is BonusBasis.GRADE and given.grade not in dict(rule.grades):
        return Lack.GRADE
    return Lack.DAYS if rule.needs_days and given.days is None else None


def _first(rule: BonusRule, given: BonusGiven) -> BonusStep:
    assert given.total is not None
    if rule.basis is BonusBasis.GRADE:
        grade = given.grade or ""
        return BonusStep(BonusWhy.GRADE, dict(rule.grades)[grade], (grade,))
    at = max(n for n, band in enumerate(rule.bands) if n == 0 or band.at_least <= given.total)
    low, high = rule.bands[at], rule.bands[at + 1] if at + 1 < len(rule.bands) else None
    if not rule.linear or high is None:
        return BonusStep(
            BonusWhy.BAND, low.value, (low.at_least, *(() if high is None else (high.at_least,)))
        )
    share = (given.total - low.at_least) / (high.at_least - low.at_least)
    value = low.value + (high.value - low.value) * share
    return BonusStep(BonusWhy.BETWEEN, value, (low.at_least, low.value, high.at_least, high.value))


def _hold(rule: BonusRule, given: BonusGiven, steps: list[BonusStep]) -> None:
    """Floor and cap, protection of who is new, the gate, the share of days."""

    def go(why: BonusWhy, value: Decimal, *of: Decimal | str) -> None:
        steps.append(BonusStep(why, value, of))

    now = steps[-1].value
    if rule.floor is not None and now < rule.floor:
        go(BonusWhy.FLOOR, rule.floor, rule.floor)
    if rule.cap is not None and now > rule.cap:
        go(BonusWhy.CAP, rule.cap, rule.cap)
    new = given.employed is not None and given.employed < rule.new_days
    if new and steps[-1].value < rule.new_least:
        go(BonusWhy.NEW, rule.new_least, Decimal(given.employed or 0), Decimal(rule.new_days))
    if given.days is None:
        return
    if rule.gate_days is not None and given.days < rule.gate_days and steps[-1].value > rule.gate_value:
        go(BonusWhy.GATE, rule.gate_value, given.days, rule.gate_days)
    if rule.full_days is not None and given.days < rule.full_days:
        share = min(ONE, given.days / rule.full_days)
        go(BonusWhy.DAYS, steps[-1].value * share, given.days, rule.full_days)
