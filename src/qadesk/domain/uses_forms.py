"""The rules for using results as plain dicts, lists and text, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from qadesk.domain.decimals import tidy
from qadesk.domain.scorecard import Names
from qadesk.domain.uses import (
    MOST_MONTHS,
    MOST_PARTS,
    Award,
    AwardKind,
    AwardTies,
    Band,
    BonusBasis,
    BonusRule,
    Condition,
    Every,
    GradeList,
    ListKind,
    Uses,
)

_EXACT = ("base", "step", "money_step", "floor", "cap", "new_least", "gate_days", "gate_value", "full_days")
_MOST = Decimal(10_000_000)


@dataclass(frozen=True)
class UseProblem:
    """One thing that keeps rules from being put in force: what, where ("bonus", "award 2"), its figures."""

    code: str
    place: str
    number: int = 0  # of the award or list, from 1
    detail: Mapping[str, Any] = field(default_factory=dict)


def to_dict(uses: Uses) -> dict[str, Any]:
    """What `from_dict` makes equal rules of."""
    made = uses.bonus
    return {
        "bonus": None if made is None else _bonus_to_dict(made),
        "awards": [
            {
                "zh": one.names.zh,
                "en": one.names.en,
                "kind": one.kind.value,
                "every": one.every.value,
                "places": one.places,
                "ties": one.ties.value,
                "least_contacts": one.least_contacts,
                "least_months": one.least_months,
                "at_least": _text(one.at_least),
                "indicator": one.indicator,
                "money": _text(one.money),
            }
            for one in uses.awards
        ],
        "lists": [
            {
                "zh": one.names.zh,
                "en": one.names.en,
                "kind": one.kind.value,
                "months": one.months,
                "quarter": one.quarter,
                "conditions": [
                    {"grades": list(c.grades), "times": c.times, "in_a_row": c.in_a_row}
                    for c in one.conditions
                ],
            }
            for one in uses.lists
        ],
    }


def from_dict(data: Mapping[str, Any]) -> Uses:
    """The rules. Raises LookupError, ValueError, TypeError or ArithmeticError for anything else."""
    bonus = data["bonus"]
    return Uses(
        None if bonus is None else _bonus_from_dict(bonus),
        tuple(
            Award(
                Names(str(one["zh"]), str(one["en"])),
                AwardKind(one["kind"]),
                Every(one["every"]),
                int(one["places"]),
                AwardTies(one["ties"]),
                int(one["least_contacts"]),
                int(one["least_months"]),
                _exact(one["at_least"]),
                str(one["indicator"]),
                _exact(one["money"]),
            )
            for one in data["awards"]
        ),
        tuple(
            GradeList(
                Names(str(one["zh"]), str(one["en"])),
                ListKind(one["kind"]),
                tuple(
                    Condition(tuple(map(str, c["grades"])), int(c["times"]), bool(c["in_a_row"]))
                    for c in one["conditions"]
                ),
                int(one["months"]),
                bool(one["quarter"]),
            )
            for one in data["lists"]
        ),
    )


def problems(uses: Uses) -> tuple[UseProblem, ...]:
    """What is wrong with rules, in their order; nothing where they can be put in force."""
    found = (
        [] if uses.bonus is None else [UseProblem(code, "bonus", 0, d) for code, d in _of_bonus(uses.bonus)]
    )
    for number, award in enumerate(uses.awards, 1):
        found += [UseProblem(code, "award", number, detail) for code, detail in _of_award(award)]
    for number, one in enumerate(uses.lists, 1):
        found += [UseProblem(code, "list", number, detail) for code, detail in _of_list(one)]
    if uses.bonus is None and not uses.awards and not uses.lists:
        found.append(UseProblem("nothing", "bonus"))
    return tuple(found)


_Found = Iterator[tuple[str, dict[str, Any]]]


def _of_bonus(bonus: BonusRule) -> _Found:
    by_grade = bonus.basis is BonusBasis.GRADE
    yield from _of_grades(bonus) if by_grade else _of_bands(bonus)
    values = (
        [value for _grade, value in bonus.grades] if by_grade else [b.value for b in reversed(bonus.bands)]
    )
    for better, worse in pairwise(values):
        if worse > better:
            yield "worse_has_more", {"better": better, "worse": worse}
            break
    if bonus.floor is not None and bonus.cap is not None and bonus.floor > bonus.cap:
        yield "floor_above_cap", {"floor": bonus.floor, "cap": bonus.cap}
    if bonus.new_days and bonus.cap is not None and bonus.new_least > bonus.cap:
        yield "new_above_cap", {"new": bonus.new_least, "cap": bonus.cap}
    if bonus.step <= 0 or bonus.money_step <= 0:
        yield "step", {}
    if bonus.full_days is not None and bonus.full_days <= 0:
        yield "full_days", {}
    limits = (bonus.floor, bonus.cap, bonus.base, bonus.new_least, bonus.gate_value, bonus.gate_days)
    if any(value is not None and not 0 <= value <= _MOST for value in (*values, *limits)):
        yield "out_of_bounds", {"most": _MOST}
    if max(len(bonus.bands), len(bonus.grades)) > MOST_PARTS or bonus.new_days < 0:
        yield "out_of_bounds", {"most": MOST_PARTS}


def _of_grades(bonus: BonusRule) -> _Found:
    if not bonus.grades:
        yield "no_grades", {}
    if len({grade for grade, _value in bonus.grades}) < len(bonus.grades):
        yield "grade_twice", {}


def _of_bands(bonus: BonusRule) -> _Found:
    if not bonus.bands or bonus.bands[0].at_least != 0:
        yield "first_band", {}
    if any(one.at_least >= two.at_least for one, two in pairwise(bonus.bands)):
        yield "bands_order", {}


def _of_award(award: Award) -> _Found:
    if not (award.names.zh or award.names.en):
        yield "no_name", {}
    if not 1 <= award.places <= MOST_PARTS:
        yield "places", {"most": MOST_PARTS}
    if award.kind is AwardKind.PRAISED and not award.indicator:
        yield "no_indicator", {}
    if award.least_contacts < 0 or not 1 <= award.least_months <= 3:
        yield "least", {}
    if award.money is not None and not 0 <= award.money <= _MOST:
        yield "out_of_bounds", {"most": _MOST}


def _of_list(one: GradeList) -> _Found:
    if not (one.names.zh or one.names.en):
        yield "no_name", {}
    if not one.conditions or any(not c.grades for c in one.conditions):
        yield "no_condition", {}
    months = 3 if one.quarter else one.months
    if not 1 <= one.months <= MOST_MONTHS:
        yield "months", {"most": MOST_MONTHS}
    if any(not 1 <= c.times <= months for c in one.conditions):
        yield "times", {"months": months}


def _bonus_to_dict(bonus: BonusRule) -> dict[str, Any]:
    return {
        "basis": bonus.basis.value,
        "grades": [[grade, _text(value)] for grade, value in bonus.grades],
        "bands": [[_text(band.at_least), _text(band.value)] for band in bonus.bands],
        "linear": bonus.linear,
        "money": bonus.money,
        "new_days": bonus.new_days,
        "days_from": bonus.days_from,
    } | {name: _text(getattr(bonus, name)) for name in _EXACT}


def _bonus_from_dict(data: Mapping[str, Any]) -> BonusRule:
    return BonusRule(
        basis=BonusBasis(data["basis"]),
        grades=tuple((str(grade), Decimal(value)) for grade, value in data["grades"]),
        bands=tuple(Band(Decimal(low), Decimal(value)) for low, value in data["bands"]),
        linear=bool(data["linear"]),
        money=bool(data["money"]),
        new_days=int(data["new_days"]),
        days_from=str(data["days_from"]),
        **{name: _exact(data[name]) for name in _EXACT},  # type: ignore[arg-type]
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(tidy(value))


def _exact(value: str | None) -> Decimal | None:
    if value is None:
        return None
    found = Decimal(value)
    if not found.is_finite():
        raise ValueError(f"no number: {value}")
    return found
