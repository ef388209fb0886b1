"""Months brought together: by hand, and what holds for any of them."""

from __future__ import annotations

from decimal import Decimal
from itertools import starmap
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain import months
from qadesk.domain.statistics import Interval
from qadesk.domain.tally import NOTHING, MonthTotal

D = Decimal

JULY = MonthTotal("2026-07", D("88.00"), Interval(D("84.0"), D("92.0")), 300)
AUGUST = MonthTotal("2026-08", D("91.00"), Interval(D("88.0"), D("94.0")), 100)
SEPTEMBER = MonthTotal("2026-09", D("91.00"), None, 0)

MONTH = st.builds(
    MonthTotal,
    st.just("2026-07"),
    st.decimals(0, 105, places=2),
    st.none(),
    st.integers(0, 5000),
)


@pytest.mark.parametrize(
    ("figure", "value", "n"),
    [
        (months.MEAN, D(90), 3),
        (months.WEIGHTED, D("88.75"), 3),  # (88 × 300 + 91 × 100) ÷ 400
        (months.WORST, D(88), 3),
        (months.LAST, D(91), 3),
    ],
)
def test_by_hand(figure: str, value: D, n: int) -> None:
    made = months.measure(figure, (JULY, AUGUST, SEPTEMBER))
    assert (made.value, made.n) == (value, n)


@pytest.mark.parametrize("figure", months.FIGURES)
def test_of_no_month_nothing_is_known(figure: str) -> None:
    assert months.measure(figure, ()) == NOTHING


def test_without_contacts_nothing_can_be_weighed() -> None:
    assert months.measure(months.WEIGHTED, (SEPTEMBER,)) == NOTHING


def test_the_interval_of_a_mean_is_as_wide_as_those_of_its_months() -> None:
    """What is alike in all of them, as what edges cost, does not cancel: √n would promise too much."""
    made = months.measure(months.MEAN, (JULY, AUGUST)).interval
    assert made == Interval(D(86), D(93))
    weighted = months.measure(months.WEIGHTED, (JULY, AUGUST)).interval
    assert weighted == Interval(D(85), D("92.5"))
    assert months.measure(months.MEAN, (JULY, SEPTEMBER)).interval is None
    assert months.measure(months.WORST, (JULY, SEPTEMBER)).interval is None


def test_the_worst_of_many_months_is_worst_by_bad_luck_too() -> None:
    assert months.measure(months.WORST, (JULY,)).interval == JULY.interval
    equal = (JULY,) * 12
    made = months.measure(months.WORST, equal).interval
    assert made is not None
    assert made.low == D(84)
    assert round(made.high, 2) == D("93.85")  # 88 + 4 × 2.865 ÷ 1.960
    chance = Random(5)
    drawn = [min(chance.gauss(88, 4 / 1.96) for _month in range(12)) for _time in range(2000)]
    held = [low + float(made.high - 88) >= 88 for low in drawn]  # all months truly worth 88
    assert sum(held) / len(held) > 0.965


def test_totals_beyond_105_keep_an_interval_around_them() -> None:
    high = MonthTotal("2026-07", D(118), Interval(D(115), D(120)), 300)  # where the cap is 120
    for figure in months.FIGURES:
        made = months.measure(figure, (high, high._replace(total=D(116)))).interval
        assert made is not None
        assert made.low <= D(116) <= made.high <= D(120)


@given(st.lists(MONTH, min_size=1, max_size=12).map(tuple))
def test_each_figure_lies_between_the_worst_and_the_best_month(found: tuple[MonthTotal, ...]) -> None:
    low, high = min(one.total for one in found), max(one.total for one in found)
    for made in starmap(months.measure, ((figure, found) for figure in months.FIGURES)):
        assert made.value is None or low - D("1E-20") <= made.value <= high + D("1E-20")


@given(st.lists(MONTH, min_size=1, max_size=12), st.randoms())
def test_no_order_matters_to_a_mean_or_the_worst(found: list[MonthTotal], random: object) -> None:
    other = found.copy()
    random.shuffle(other)  # type: ignore[attr-defined]
    for figure in (months.MEAN, months.WEIGHTED, months.WORST):
        one, two = (months.measure(figure, tuple(some)).value for some in (found, other))
        assert one is two or abs(one - two) < D("1E-20")  # type: ignore[operator]
