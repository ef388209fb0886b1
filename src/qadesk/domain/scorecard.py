"""What a scorecard is: sections of weighted indicators, each with a rule, and the grades.

The file form (`from_dict`, `to_dict`) is what a scorecard looks like in TOML and in the office file:
plain dicts and lists, exact figures as text or TOML decimals, every name in Chinese and English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from qadesk.domain.rules import Rule, rule_from_dict, rule_to_dict


class Unit(StrEnum):
    """What an indicator's value counts. A rate is 0-1 everywhere but on screen and paper."""

    SECONDS = "seconds"
    RATE = "rate"
    RATING = "rating"  # 1-5
    COUNT = "count"
    SCORE = "score"  # NPS, -100 to 100


class Better(StrEnum):
    """Which way an indicator improves."""

    LOWER = "lower"
    HIGHER = "higher"


class Role(StrEnum):
    """How an indicator enters the total: by weight, as points on top, or by overriding it."""

    WEIGHTED = "weighted"
    BONUS = "bonus"
    RED_LINE = "red_line"


@dataclass(frozen=True)
class Names:
    """One name in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The name for "zh_CN" or "en"."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Level:
    """What one level of a five-point form looks like in an agent's work."""

    level: int  # 1-5
    name: Names
    wording: Names


@dataclass(frozen=True)
class Indicator:
    """One line of a scorecard. `standard` is the default target; None where nothing is required."""

    code: str
    names: Names
    unit: Unit
    better: Better
    weight: Decimal  # 0 for bonus and red line
    rule: Rule
    standard: Decimal | None
    levels: tuple[Level, ...] = ()  # only of what a supervisor rates

    @property
    def role(self) -> Role:
        """Taken from the rule: a bonus adds, a red line overrides, all else is weighted."""
        return Role(self.rule.role)

    @property
    def rated(self) -> bool:
        """Whether a supervisor gives it on the five-point form (all else comes from records)."""
        return bool(self.levels)

    def met(self, value: Decimal, standard: Decimal) -> bool:
        """Whether `value` meets `standard`, which counts as meeting it when equal."""
        return value <= standard if self.better is Better.LOWER else value >= standard


@dataclass(frozen=True)
class Section:
    """A group of indicators; its weight is theirs together."""

    code: str
    names: Names
    indicators: tuple[Indicator, ...]

    @property
    def weight(self) -> Decimal:
        """The sum of its indicators' weights."""
        return sum((i.weight for i in self.indicators), Decimal(0))


@dataclass(frozen=True)
class Grade:
    """A band of totals, from `at_least` up to the next better one."""

    code: str
    names: Names
    at_least: Decimal


@dataclass(frozen=True)
class Scorecard:
    """One version of a scorecard. `grades` run from best to worst; the worst takes every lower total."""

    code: str
    version: int
    names: Names
    sections: tuple[Section, ...]
    grades: tuple[Grade, ...]
    cap: Decimal  # the highest total, bonus included
    half_points: bool = False  # whether the form takes 3.5

    def indicators(self) -> Iterator[Indicator]:
        """Every indicator in the order of the table."""
        for section in self.sections:
            yield from section.indicators

    def indicator(self, code: str) -> Indicator:
        """The indicator of that code. Raises KeyError if the scorecard has none."""
        for indicator in self.indicators():
            if indicator.code == code:
                return indicator
        raise KeyError(code)

    def rated_items(self) -> tuple[Indicator, ...]:
        """The items of the supervisor's form."""
        return tuple(i for i in self.indicators() if i.rated)

    def grade_of(self, total: Decimal) -> Grade:
        """The grade of a total as printed (two places)."""
        return next((g for g in self.grades if total >= g.at_least), self.grades[-1])


def from_dict(data: Mapping[str, Any]) -> Scorecard:
    """A scorecard from its file form. Raises KeyError or ValueError for a form that is not one."""
    return Scorecard(
        code=data["code"],
        version=int(data["version"]),
        names=_names(data["name"]),
        sections=tuple(
            Section(s["code"], _names(s["name"]), tuple(_indicator(i) for i in s["indicators"]))
            for s in data["sections"]
        ),
        grades=tuple(
            Grade(g["code"], _names(g["name"]), Decimal(str(g["at_least"]))) for g in data["grades"]
        ),
        cap=Decimal(str(data["cap"])),
        half_points=bool(data.get("half_points", False)),
    )


def to_dict(card: Scorecard) -> dict[str, Any]:
    """The file form of a scorecard; `from_dict` gives an equal one back."""
    return {
        "code": card.code,
        "version": card.version,
        "name": _pair(card.names),
        "cap": str(card.cap),
        "half_points": card.half_points,
        "grades": [
            {"code": g.code, "name": _pair(g.names), "at_least": str(g.at_least)} for g in card.grades
        ],
        "sections": [
            {"code": s.code, "name": _pair(s.names), "indicators": [_plain(i) for i in s.indicators]}
            for s in card.sections
        ],
    }


def _indicator(data: Mapping[str, Any]) -> Indicator:
    standard = data.get("standard")
    return Indicator(
        code=data["code"],
        names=_names(data["name"]),
        unit=Unit(data["unit"]),
        better=Better(data["better"]),
        weight=Decimal(str(data.get("weight", 0))),
        rule=rule_from_dict(data["rule"]),
        standard=None if standard is None else Decimal(str(standard)),
        levels=tuple(
            Level(int(level["level"]), _names(level["name"]), _names(level["wording"]))
            for level in data.get("levels", ())
        ),
    )


def _plain(indicator: Indicator) -> dict[str, Any]:
    data: dict[str, Any] = {
        "code": indicator.code,
        "name": _pair(indicator.names),
        "unit": indicator.unit.value,
        "better": indicator.better.value,
        "weight": str(indicator.weight),
        "rule": rule_to_dict(indicator.rule),
    }
    if indicator.standard is not None:
        data["standard"] = str(indicator.standard)
    if indicator.levels:
        data["levels"] = [
            {"level": level.level, "name": _pair(level.name), "wording": _pair(level.wording)}
            for level in indicator.levels
        ]
    return data


def _names(data: Mapping[str, str]) -> Names:
    return Names(zh=data["zh"], en=data["en"])


def _pair(names: Names) -> dict[str, str]:
    return {"zh": names.zh, "en": names.en}
