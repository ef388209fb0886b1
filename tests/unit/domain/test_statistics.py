"""Intervals against published values, and the flags for few data."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.measures import measure_ratings
from qadesk.domain.statistics import (
    Evidence,
    Interval,
    count_interval,
    duration_interval,
    evidence,
    judged_interval,
    scale_interval,
    student_t95,
    wilson,
)

D = Decimal
STARS, NPS = (1, 2, 3, 4, 5), (-100, 0, 100)


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


@pytest.mark.parametrize(
    "levels, scale, low, high",
    [
        # Perks' prior: weight 1 over all levels. Five of the best leave room below, and one says little.
        ([5] * 5, STARS, "3.70", "5.00"), ([5] * 200, STARS, "4.96", "5.00"), ([3], STARS, "1.89", "4.11"),
        ([100] * 5, NPS, "31.14", "100.00"), ([-100] * 5, NPS, "-100.00", "-31.14"),
        ([4, 5], STARS, "2.69", "4.85"),
    ],
)  # fmt: skip
def test_a_mean_on_a_short_scale(levels: list[int], scale: tuple[int, ...], low: str, high: str) -> None:
    interval = scale_interval(sum(levels), sum(v * v for v in levels), len(levels), scale)
    assert interval is not None
    assert (round(interval.low, 2), round(interval.high, 2)) == (D(low), D(high))


@pytest.mark.parametrize(
    "n, low, high", [(0, "0.000", "3.689"), (1, "0.025", "5.572"), (10, "4.795", "18.390")]
)
def test_a_count(n: int, low: str, high: str) -> None:
    """F. Garwood, Biometrika 28 (1936), as tabled for radiation counts."""
    interval = count_interval(n)
    assert (round(interval.low, 3), round(interval.high, 3)) == (D(low), D(high))


def test_nothing_observed_has_no_interval_and_equal_durations_are_not_certain() -> None:
    assert scale_interval(0, 0, 0, STARS) is None
    assert duration_interval(30, 900, 1) is None
    assert duration_interval(0, 0, 9) is None
    five = duration_interval(150, 4500, 5)
    assert five is not None
    assert five.low < 24
    assert five.high > 37


@pytest.mark.parametrize("scale", [STARS, NPS])
@pytest.mark.parametrize("n", [1, 2, 5, 200])
def test_what_everybody_gave_is_not_left_out(scale: tuple[int, ...], n: int) -> None:
    for end in (scale[0], scale[-1]):
        found = scale_interval(end * n, end * end * n, n, scale)
        assert found is not None
        assert found.low <= end <= found.high
        assert found.low < found.high


def test_a_judgement_stays_on_its_scale() -> None:
    assert judged_interval(D(5), 0.5, 1, 5) == Interval(D("4.020018008"), D(5))


@pytest.mark.parametrize(
    "n, flag",
    [(0, Evidence.TOO_FEW), (4, Evidence.TOO_FEW), (5, Evidence.INDICATIVE), (9, Evidence.INDICATIVE),
     (10, Evidence.ENOUGH)],
)  # fmt: skip
def test_few_data_are_flagged(n: int, flag: Evidence) -> None:
    assert evidence(n) is flag
    assert evidence(n, spans=True) is (Evidence.TOO_FEW if n < 5 else Evidence.INDICATIVE)
    assert evidence(n, settled=True) is (Evidence.INDICATIVE if n < 5 else Evidence.ENOUGH)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_wilson_interval_holds_its_rate_and_mirrors(pair: tuple[int, int]) -> None:
    successes, n = pair
    interval, mirrored = wilson(successes, n), wilson(n - successes, n)
    assert interval is not None
    assert mirrored is not None
    assert 0 <= interval.low <= D(successes) / n <= interval.high <= 1
    assert abs(interval.low - (1 - mirrored.high)) < D("1e-20")


@given(st.lists(st.integers(1, 10**7), min_size=2, max_size=50))
def test_the_interval_of_a_mean_duration_holds_the_mean(values: list[int]) -> None:
    interval = duration_interval(sum(values), sum(v * v for v in values), len(values))
    assert interval is not None
    mean = D(sum(values)) / len(values)
    assert interval.low < mean < interval.high


@given(st.lists(st.sampled_from(STARS), min_size=1, max_size=60))
def test_the_interval_of_ratings_stays_on_their_scale_and_mirrors(levels: list[int]) -> None:
    found = scale_interval(sum(levels), sum(v * v for v in levels), len(levels), STARS)
    turned = [6 - level for level in levels]
    other = scale_interval(sum(turned), sum(v * v for v in turned), len(levels), STARS)
    assert found is not None
    assert other is not None
    assert 1 <= found.low < found.high <= 5
    assert float(found.low) == pytest.approx(6 - float(other.high), abs=1e-6)


@given(
    st.lists(st.sampled_from([D(n) / 2 for n in range(2, 11)]), max_size=20), st.sampled_from(STARS),
    st.floats(0.05, 0.25),
)  # fmt: skip
def test_contacts_never_make_a_whole_cycle_rating_less_certain(
    levels: list[D], whole: int, spread: float
) -> None:
    alone = judged_interval(D(3), spread * 4, 1, 5)
    made = measure_ratings([D(whole), *levels], whole=1, spread=spread).interval
    assert made is not None
    assert made.high - made.low <= alone.high - alone.low + D("1e-8")
