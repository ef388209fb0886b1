"""Intervals against published values, and the flags for few data."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.statistics import Evidence, Interval, evidence, mean_interval, student_t95, wilson

D = Decimal


@pytest.mark.parametrize(
    "successes, n, low, high",
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3 (score).
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
    ],
)
def test_wilson_gives_the_published_intervals(successes: int, n: int, low: str, high: str) -> None:
    interval = wilson(successes, n)
    assert interval is not None
    assert (round(interval.low, 4), round(interval.high, 4)) == (D(low), D(high))


def test_wilson_ends_exactly_at_none_and_all() -> None:
    none, every = wilson(0, 7), wilson(7, 7)
    assert none is not None
    assert every is not None
    assert none.low == 0
    assert every.high == 1


@pytest.mark.parametrize("successes, n", [(0, 0), (3, 2), (-1, 4)])
def test_wilson_has_nothing_to_say_of_what_is_no_rate(successes: int, n: int) -> None:
    assert wilson(successes, n) is None


@pytest.mark.parametrize(
    "df, t",
    # The two-sided 95 % column of the usual tables (e.g. NIST/SEMATECH e-Handbook 1.3.6.7.2).
    [(1, "12.706"), (2, "4.303"), (3, "3.182"), (4, "2.776"), (5, "2.571"), (6, "2.447"), (7, "2.365"),
     (8, "2.306"), (9, "2.262"), (10, "2.228"), (14, "2.145"), (19, "2.093"), (29, "2.045"), (30, "2.042"),
     (60, "2.000"), (100, "1.984"), (1_000_000, "1.960")],
)  # fmt: skip
def test_student_t_gives_the_tabled_points(df: int, t: str) -> None:
    assert round(student_t95(df), 3) == D(t)


def test_the_interval_of_a_mean_worked_by_hand() -> None:
    # 4, 5, 3, 4, 4: mean 4, variance 0.5, t(4) = 2.776445, half-width 2.776445 * sqrt(0.5 / 5).
    values = [4, 5, 3, 4, 4]
    interval = mean_interval(sum(values), sum(v * v for v in values), len(values))
    assert interval is not None
    assert round(interval.low, 4) == D("3.1220")
    assert round(interval.high, 4) == D("4.8780")


def test_the_interval_of_a_mean_stays_on_its_scale() -> None:
    assert mean_interval(9, 41, 2, low=1, high=5) == Interval(D(1), D(5))  # 4 and 5


def test_one_observation_has_no_interval_and_equal_ones_a_point() -> None:
    assert mean_interval(5, 25, 1) is None
    assert mean_interval(12, 48, 3) == Interval(D(4), D(4))


@pytest.mark.parametrize(
    "n, flag",
    [(0, Evidence.TOO_FEW), (4, Evidence.TOO_FEW), (5, Evidence.INDICATIVE), (9, Evidence.INDICATIVE),
     (10, Evidence.ENOUGH)],
)  # fmt: skip
def test_few_data_are_flagged(n: int, flag: Evidence) -> None:
    assert evidence(n) is flag


def test_intervals_that_touch_are_not_different() -> None:
    assert Interval(D(1), D(2)).overlaps(Interval(D(2), D(3)))
    assert not Interval(D(1), D(2)).overlaps(Interval(D("2.01"), D(3)))
    assert Interval(D(0), D(9)).overlaps(Interval(D(4), D(5)))


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_wilson_interval_holds_its_rate_and_mirrors(pair: tuple[int, int]) -> None:
    successes, n = pair
    interval, mirrored = wilson(successes, n), wilson(n - successes, n)
    assert interval is not None
    assert mirrored is not None
    assert 0 <= interval.low <= D(successes) / n <= interval.high <= 1
    assert abs(interval.low - (1 - mirrored.high)) < D("1e-20")


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=50))
def test_the_interval_of_a_mean_holds_the_mean(values: list[int]) -> None:
    interval = mean_interval(sum(values), sum(v * v for v in values), len(values))
    assert interval is not None
    mean = D(sum(values)) / len(values)
    assert interval.low <= mean <= interval.high
