"""Months brought together: by hand, and what holds for any of them."""

from __future__ import annotations

from decimal import Decimal
from itertools import starmap

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


def test_the_interval_of_a_mean_is_narrower_than_those_of_its_months() -> None:
    made = months.measure(months.MEAN, (JULY, AUGUST)).interval
    assert made is not None  # half widths 4 and 3: √(4² + 3²) ÷ 2 = 2.5
    assert (round(made.low, 6), round(made.high, 6)) == (D("87.0"), D("92.0"))
    assert months.measure(months.MEAN, (JULY, SEPTEMBER)).interval is None
    assert months.measure(months.WORST, (JULY, SEPTEMBER)).interval == JULY.interval


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
