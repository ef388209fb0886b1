"""What the office makes of results: the rules of bonuses, awards and lists, as data.

All of it is one document with versions, as a scorecard is. Which results there are, and what they say, is
`bonuses` and `awards`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from qadesk.domain.decimals import CENT
from qadesk.domain.scorecard import Names

MOST_PARTS: Final = 30  # awards, or lists, or bands
MOST_MONTHS: Final = 12  # that a list looks back


class BonusBasis(StrEnum):
    """What a bonus goes by."""

    GRADE = "grade"
    TOTAL = "total"


class AwardTies(StrEnum):
    """Who has an award where equal figures are more than it has places."""

    ALL = "all"  # all of them
    NONE = "none"  # none of them
    MORE_CONTACTS = "more_contacts"  # those with more contacts; where these are equal too, all of them


class AwardKind(StrEnum):
    """What an award is for."""

    BEST = "best"  # the highest total
    IMPROVED = "improved"  # the total that rose most against the period before
    PRAISED = "praised"  # the most occurrences of an indicator


class Every(StrEnum):
    """How long the period of an award is."""

    MONTH = "month"
    QUARTER = "quarter"  # of the calendar


class ListKind(StrEnum):
    """What a list is for."""

    PROMOTION = "promotion"
    TRAINING = "training"


@dataclass(frozen=True)
class Band:
    """From this total on, up to the next band, the value holds."""

    at_least: Decimal
    value: Decimal


@dataclass(frozen=True)
class BonusRule:
    """From a result to a coefficient, or to money.

    In this order: the value of the grade or of the total's band (`linear`: between the values of this band
    and the next), `floor` and `cap`, at least `new_least` for who was employed less than `new_days` days at
    the period's end, `gate_value` at most for who worked less than `gate_days`, the share of `full_days` that
    were worked; then it is rounded to `step`. With a `base` the rounded coefficient times it, rounded to
    `money_step`, is the amount; with `money` the values are amounts themselves, and `step` is theirs.
    """

    basis: BonusBasis = BonusBasis.GRADE
    grades: tuple[tuple[str, Decimal], ...] = ()
    bands: tuple[Band, ...] = ()  # lowest first, which begins at 0
    linear: bool = False
    money: bool = False
    base: Decimal | None = None
    step: Decimal = CENT
    money_step: Decimal = CENT
    floor: Decimal | None = None
    cap: Decimal | None = None
    new_days: int = 0  # 0: nobody is protected
    new_least: Decimal = Decimal(1)
    gate_days: Decimal | None = None  # None: no gate
    gate_value: Decimal = Decimal(0)
    full_days: Decimal | None = None  # None: not by days worked
    days_from: str = ""  # the indicator that says how many days were worked; "": they are typed

    @property
    def needs_days(self) -> bool:
        """Whether it depends on days worked."""
        return self.gate_days is not None or self.full_days is not None


@dataclass(frozen=True)
class Award:
    """An award for the best of a period. `indicator` is what PRAISED counts; `money` goes with it."""

    names: Names
    kind: AwardKind = AwardKind.BEST
    every: Every = Every.MONTH
    places: int = 1
    ties: AwardTies = AwardTies.ALL
    least_contacts: int = 0  # in the period, for who takes part
    least_months: int = 1  # of a quarter that must have a result
    at_least: Decimal | None = None  # the total (in a quarter: their mean), or the number of occurrences
    indicator: str = ""
    money: Decimal | None = None


@dataclass(frozen=True)
class Condition:
    """One of these grades, so many times among the months looked at; `in_a_row`: without another between."""

    grades: tuple[str, ...]
    times: int
    in_a_row: bool = False


@dataclass(frozen=True)
class GradeList:
    """Who is on a list: any of the conditions, among the last `months` up to the one looked at.

    `quarter`: among the months of its calendar quarter instead.
    """

    names: Names
    kind: ListKind
    conditions: tuple[Condition, ...]
    months: int = 3
    quarter: bool = False


@dataclass(frozen=True)
class Uses:
    """All rules of one version; without a bonus none is worked out."""

    bonus: BonusRule | None = None
    awards: tuple[Award, ...] = ()
    lists: tuple[GradeList, ...] = ()


def starter() -> Uses:
    """What an office may begin with. It holds only once the office puts it in force."""
    exact = Decimal
    return Uses(
        BonusRule(
            grades=(("A", exact("1.2")), ("B", exact("1")), ("C", exact("0.8")), ("D", exact("0.5"))),
            floor=exact(0),
            cap=exact("1.5"),
            new_days=90,
            new_least=exact("0.8"),
        ),
        (
            Award(Names("月度服务之星", "Best of the month"), at_least=exact(90), least_contacts=30),
            Award(
                Names("季度服务之星", "Best of the quarter"),
                every=Every.QUARTER,
                at_least=exact(90),
                least_contacts=90,
                least_months=3,
            ),
            Award(Names("月度进步奖", "Most improved"), AwardKind.IMPROVED, least_contacts=30),
            Award(
                Names("客户好评奖", "Most praised"),
                AwardKind.PRAISED,
                least_contacts=30,
                at_least=exact(3),
                indicator="praises",
            ),
        ),
        (
            GradeList(
                Names("晋升名单", "Promotion list"),
                ListKind.PROMOTION,
                (Condition(("A",), 3),),
                months=3,
                quarter=True,
            ),
            GradeList(
                Names("培训名单", "Training list"),
                ListKind.TRAINING,
                (Condition(("D",), 1), Condition(("C", "D"), 2)),
                months=3,
                quarter=True,
            ),
        ),
    )
