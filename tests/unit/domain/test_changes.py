"""What changed since the month before, of all figures of a sheet together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import sqrt
from statistics import NormalDist

import numpy as np
import pytest
from numpy.random import default_rng

from qadesk.domain.assessing import Scorer
from qadesk.domain.differences import chance as chance_of
from qadesk.domain.differences import changed, stand_together
from qadesk.domain.measures import Measurement, count, measure_ratings, rate
from qadesk.domain.rules import Deduction, Proportional
from qadesk.domain.scorecard import Better, Grade, Indicator, Names, Scorecard, Section, Unit
from qadesk.domain.scoring import Assessment, Given, State
from qadesk.domain.statistics import Evidence, judged_interval

RATES, COUNTS = 10, 4
D = Decimal


def _indicator(code: str, unit: Unit) -> Indicator:
    rule = Proportional() if unit is Unit.RATE else Deduction(D(10))
    better = Better.HIGHER if unit is Unit.RATE else Better.LOWER
    standard = D("0.9") if unit is Unit.RATE else D(0)
    return Indicator(code, Names(code, code), unit, better, D(0), rule, standard, typed=True)


CODES = [*(f"rate{n}" for n in range(RATES)), *(f"count{n}" for n in range(COUNTS))]
_LISTED = tuple(_indicator(code, Unit.RATE if code.startswith("rate") else Unit.COUNT) for code in CODES)
_SHARE = D(100) / len(_LISTED)
CARD = Scorecard(
    "c", 1, Names("c", "c"),
    (Section("s", Names("s", "s"), tuple(replace(one, weight=_SHARE) for one in _LISTED)),),
    (Grade("A", Names("A", "A"), D(90)), Grade("B", Names("B", "B"), D(0))),
    cap=D(100),
)  # fmt: skip


def month(**figures: Measurement) -> Assessment:
    """Nine of ten in every rate and no event, but for what is said."""
    seen = {code: rate(180, 200) if code.startswith("rate") else count(0) for code in CODES} | figures
    return Scorer(CARD).assess({code: Given(State.OBSERVED, one) for code, one in seen.items()})


def told(then: Assessment, now: Assessment, **more: bool) -> set[str]:
    return {code for code, stands in changed(then, now, CARD, set(CODES), **more).items() if stands}


def test_what_one_figure_alone_would_say_does_not_stand_among_many() -> None:
    now = month(rate0=rate(191, 200))  # p = 0.03
    assert told(month(), now) == set()
    assert told(month(), now, one_by_one=True) == {"rate0"}


def test_a_change_far_beyond_chance_stands_among_many() -> None:
    now = month(rate0=rate(198, 200), count1=count(25))
    assert told(month(), now) == {"rate0", "count1"}


def test_only_what_can_be_compared_and_has_an_interval_is_said_anything_of() -> None:
    typed = Measurement(D("0.5"), 1)
    now = month(rate0=rate(100, 200), rate1=typed)
    found = changed(month(), now, CARD, {"rate0", "rate1", "count0"})
    assert found == {"rate0": True, "count0": False}


def test_counts_too_few_to_tell_any_change_take_nothing_from_the_others() -> None:
    codes = {"rate0", "count0", "count1", "count2", "count3"}
    now = month(rate0=rate(191, 200), count0=count(2))  # 0 to 5 events say nothing, whichever way they fall
    assert changed(month(), now, CARD, codes)["rate0"] is True
    many = month(rate0=rate(191, 200), count0=count(3))
    before = month(count0=count(4), count1=count(4))
    assert changed(before, replace(many), CARD, codes)["rate0"] is False


def test_holm_is_that_of_statsmodels() -> None:
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    chance = default_rng(7)
    for _time in range(200):
        chances = [float(one) for one in chance.beta(0.3, 3, int(chance.integers(1, 25)))]
        assert list(stand_together(chances)) == list(multitest.multipletests(chances, 0.05, "holm")[0])


def test_where_nothing_changed_a_sheet_seldom_says_so() -> None:
    chance, sheets = default_rng(11), 300
    wrong = alone = 0
    for _time in range(sheets):
        then, now = (
            month(
                **{f"rate{n}": rate(int(chance.binomial(200, 0.9)), 200) for n in range(RATES)},
                **{f"count{n}": count(int(chance.poisson(4))) for n in range(COUNTS)},
            )
            for _month in range(2)
        )
        wrong += bool(told(then, now))
        alone += bool(told(then, now, one_by_one=True))
    assert wrong <= 0.08 * sheets  # 5 %, and three standard errors
    assert alone >= 0.2 * sheets


@pytest.mark.parametrize("levels", [2, 3])
def test_two_judgements_are_no_further_apart_by_chance_than_is_said(levels: int) -> None:
    """Of whatever level lies behind: two raters give whole levels, half a level of deviation in all."""
    raters = NormalDist(0, sqrt(0.25 - 1 / 12))
    most = 0.0
    for behind in np.linspace(3, 4, 41):
        given = [raters.cdf(at + 0.5 - behind) - raters.cdf(at - 0.5 - behind) for at in range(-5, 15)]
        apart = sum(
            one * other
            for i, one in enumerate(given)
            for j, other in enumerate(given)
            if abs(i - j) >= levels
        )
        most = max(most, apart)
    high = D(2 + levels)
    one, other = judged_interval(D(2), 0.5, 1, 9), judged_interval(high, 0.5, 1, 9)
    assert most <= chance_of(D(2), one, high, other, 1.0) < 5 * most
    assert chance_of(D(2), one, high, other) < most  # so it was


def test_two_levels_between_whole_cycle_ratings_are_told_alone_and_not_among_many() -> None:
    """The same of a rater's five after a three, as of a three after a five."""
    then, now = (_judged(month(rate0=measure_ratings([D(level)], whole=1))) for level in (3, 5))
    five = set(CODES[:5])
    for one, other in ((then, now), (now, then)):
        assert changed(one, other, CARD, {"rate0"}) == {"rate0": True}
        assert changed(one, other, CARD, five)["rate0"] is False
    far = replace(now, lines=tuple(line._replace(n=9) for line in now.lines))
    assert changed(then, far, CARD, five)["rate0"] is True  # a mean of nine levels moves in ninths


def _judged(made: Assessment) -> Assessment:
    lines = (line._replace(evidence=Evidence.WHOLE) if line.code == "rate0" else line for line in made.lines)
    return replace(made, lines=tuple(lines))
