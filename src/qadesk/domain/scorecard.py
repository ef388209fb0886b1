"""What a scorecard is: sections of weighted indicators, each with a rule, and the grades."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from qadesk.domain.decimals import HUNDRED, ZERO
from qadesk.domain.rules import Rule
from qadesk.domain.total_rules import FigureCondition, TotalRule

MOST_INDICATORS = 200
MOST_SECTIONS = 20


class Unit(StrEnum):
    """What an indicator's value counts. A rate is 0-1 everywhere but on screen and paper."""

    SECONDS = "seconds"
    RATE = "rate"  # shown in percent
    PER_10000 = "per_10000"  # a rate shown in ten thousandths
    PER_MILLION = "per_million"  # a rate shown in millionths
    RATING = "rating"  # 1-5, or up to the highest level of its form
    COUNT = "count"
    SCORE = "score"  # NPS, -100 to 100
    POINTS = "points"  # 0-105: a total, bonus included

    @property
    def is_rate(self) -> bool:
        """Whether its values are shares of 1."""
        return self in (Unit.RATE, Unit.PER_10000, Unit.PER_MILLION)


class Better(StrEnum):
    """Which way an indicator improves."""

    LOWER = "lower"
    HIGHER = "higher"


class Role(StrEnum):
    """How an indicator enters the total: by weight, as points on top, by overriding it, or not at all."""

    WEIGHTED = "weighted"
    BONUS = "bonus"
    RED_LINE = "red_line"
    REFERENCE = "reference"


class Origin(StrEnum):
    """Where an indicator's value comes from."""

    RECORDS = "records"
    RATED = "rated"  # on the supervisor's form
    TYPED = "typed"  # typed for each agent, or taken from a column of a table
    FORMULA = "formula"  # from other figures


class Marks(StrEnum):
    """What a rule's points are out of."""

    HUNDRED = "hundred"
    WEIGHT = "weight"  # the indicator's percent of the total: "worth 20 marks, less 5 for each"
    SECTION = "section"  # its percent of its section, where sections have shares: out of the weight written


class Ties(StrEnum):
    """What happens to equal totals of which only some would fit into the quota of a grade.

    But as in OLD, whoever has a grade because a red line caps it there takes no place of its quota.
    """

    IN = "in"  # all of them have the grade
    OUT = "out"  # none of them has it: places stay empty because the office chose so
    OLD = "old"  # as before there was a choice: none of them, and who is capped takes a place


class Rounding(StrEnum):
    """How a share of the graded agents becomes whole agents: 1.4 are 1, 2 or 1, and 1.5 are 1, 2 or 2."""

    DOWN = "down"
    UP = "up"
    HALF = "half"


@dataclass(frozen=True)
class Names:
    """One name in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The name for "zh_CN" or "en"; the other one where it was not given."""
        return (self.zh or self.en) if language.startswith("zh") else (self.en or self.zh)


@dataclass(frozen=True)
class Level:
    """What one level of a form looks like in an agent's work."""

    level: int  # 1 to the number of levels
    name: Names
    wording: Names


@dataclass(frozen=True)
class Indicator:
    """One line of a scorecard. `standard` is the default target; None where nothing is required."""

    code: str
    names: Names
    unit: Unit
    better: Better
    weight: Decimal  # in percent of the total or of its section; 0 for what is not weighted
    rule: Rule
    standard: Decimal | None
    levels: tuple[Level, ...] = ()  # only of what a supervisor rates
    on_top: bool = False  # its points are added to the total instead of being weighed
    measure: str = ""  # which figure of the records; "": the one of its own code
    formula: str = ""  # how it is computed from other figures
    typed: bool = False  # typed for each agent and cycle
    least: Decimal | None = None  # of typed values; None: as its unit has it
    greatest: Decimal | None = None
    part_of: str = ""  # of typed values: code of the one that it is a part of and cannot be larger than
    standard_from: str = ""  # how its standard follows from other periods; `standard` where they have none
    applies_if: FigureCondition | None = None  # of what is weighed: it applies where this holds

    @property
    def role(self) -> Role:
        """Taken from the rule, unless its points go on top."""
        role = Role(self.rule.role)
        return Role.BONUS if self.on_top and role is Role.WEIGHTED else role

    @property
    def origin(self) -> Origin:
        """Where its value comes from."""
        if self.formula:
            return Origin.FORMULA
        if self.levels:
            return Origin.RATED
        return Origin.TYPED if self.typed else Origin.RECORDS

    @property
    def rated(self) -> bool:
        """Whether a supervisor gives it on the form."""
        return self.origin is Origin.RATED

    @property
    def figure(self) -> str:
        """Which figure of the records it takes: the named measure, else the one of its own code."""
        return self.measure or self.code

    @property
    def top(self) -> int:
        """The highest level of its form; 5 where a rating comes from records."""
        return max((level.level for level in self.levels), default=5)

    def met(self, value: Decimal, standard: Decimal) -> bool:
        """Whether `value` meets `standard`, which counts as meeting it when equal."""
        return value <= standard if self.better is Better.LOWER else value >= standard


@dataclass(frozen=True)
class Section:
    """A group of indicators.

    With a `share` (percent of the total) its indicators' weights are percentages of the section; without,
    they are percentages of the total. `most` and `least` bound what its indicators add on top together.
    """

    code: str
    names: Names
    indicators: tuple[Indicator, ...]
    share: Decimal | None = None
    most: Decimal | None = None
    least: Decimal | None = None

    @property
    def weight(self) -> Decimal:
        """What it counts for, in percent of the total."""
        if self.share is not None:
            return self.share
        return sum((i.weight for i in self.indicators if i.role is Role.WEIGHTED), ZERO)

    def weight_of(self, indicator: Indicator) -> Decimal:
        """What one of its indicators counts for, in percent of the total; 0 unless it is weighed."""
        if indicator.role is not Role.WEIGHTED:
            return ZERO
        return indicator.weight if self.share is None else self.share * indicator.weight / HUNDRED

    def on_top(self, points: Decimal) -> Decimal:
        """What it adds to the total of the points its indicators have on top."""
        most = points if self.most is None else min(points, self.most)
        return most if self.least is None else max(most, self.least)


@dataclass(frozen=True)
class Grade:
    """A band of totals, from `at_least` up to the next better one.

    `quota` is the share (0-1) of the graded agents who may have it at most, `least_share` the one that must
    have it at least; None: any number.
    """

    code: str
    names: Names
    at_least: Decimal
    quota: Decimal | None = None
    least_share: Decimal | None = None


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
    marks: Marks = Marks.HUNDRED
    quota_from: int = 10  # quotas hold from this many graded agents on
    focus_extra: Decimal = ZERO  # the most extra weight, in percent, that a focus may carry
    quota_ties: Ties = Ties.IN
    quota_rounding: Rounding = Rounding.DOWN
    on_total: tuple[TotalRule, ...] = ()

    @property
    def has_quotas(self) -> bool:
        """Whether a grade is for a share of the agents, at most or at least."""
        return any(grade.quota is not None or grade.least_share is not None for grade in self.grades)

    @property
    def conditions(self) -> tuple[FigureCondition, ...]:
        """All conditions it has: of its rules on the total, and of indicators that do not always apply."""
        own = (one.applies_if for one in self.indicators() if one.applies_if is not None)
        return (*(rule.when for rule in self.on_total), *own)

    def indicators(self) -> Iterator[Indicator]:
        """Every indicator in the order of the table."""
        for section in self.sections:
            yield from section.indicators

    def indicator(self, code: str) -> Indicator:
        """The indicator of that code. Raises KeyError if the scorecard has none."""
        return self._by_code[code][1]

    def section_of(self, code: str) -> Section:
        """The section an indicator stands in. Raises KeyError if the scorecard has none of that code."""
        return self._by_code[code][0]

    @cached_property
    def _by_code(self) -> dict[str, tuple[Section, Indicator]]:
        """By code, of each the first."""
        backwards = ((s, i) for s in reversed(self.sections) for i in reversed(s.indicators))
        return {one.code: (section, one) for section, one in backwards}

    def takes_up(self, figures: Container[str]) -> bool:
        """Whether an indicator is made of one of these figures of the records."""
        return any(one.origin is Origin.RECORDS and one.figure in figures for one in self.indicators())

    def rated_items(self) -> tuple[Indicator, ...]:
        """The items of the supervisor's form."""
        return tuple(i for i in self.indicators() if i.rated)

    def typed_items(self) -> tuple[Indicator, ...]:
        """What is typed for each agent."""
        return tuple(i for i in self.indicators() if i.origin is Origin.TYPED)

    def full_marks(self, indicator: Indicator, weight: Decimal) -> Decimal:
        """What the points of a rule are out of; 0 for what goes on top.

        100, or the indicator's `weight` in percent of the total, or the one it has in its section.
        """
        if indicator.role is not Role.WEIGHTED:
            return ZERO
        if self.marks is Marks.SECTION:
            return indicator.weight
        return HUNDRED if self.marks is Marks.HUNDRED else weight

    def grade_of(self, total: Decimal) -> Grade:
        """The grade of a total as printed (two places)."""
        return next((g for g in self.grades if total >= g.at_least), self.grades[-1])

    def grade_rank(self, code: str) -> int:
        """0 for the best grade, 1 for the next. Raises KeyError if the scorecard has none of that code."""
        for rank, grade in enumerate(self.grades):
            if grade.code == code:
                return rank
        raise KeyError(code)
