"""Intervals and tests against scipy and statsmodels, which the program itself does without.

They are imported where they are asked, which takes longer than most tests here: all workers read this file.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qadesk.domain import distributions
from qadesk.domain.assessing import assess
from qadesk.domain.differences import apart, chance, counts_differ, expected_again
from qadesk.domain.measures import Measurement, Tally
from qadesk.domain.scorecard import Better, Scorecard, Unit
from qadesk.domain.scoring import Assessment, Given, State
from qadesk.domain.selection import equal_channels
from qadesk.domain.statistics import (
    Interval,
    count_interval,
    duration_interval,
    judged_interval,
    scale_interval,
    student_t95,
    wilson,
)
from tests.unit.domain.cards import card, indicator

D = Decimal
STARS = (1, 2, 3, 4, 5)
shapes = st.floats(0.05, 5000)


def test_what_is_expected_of_counts_and_judgements_is_what_comes() -> None:
    """Of those who were worst of 14, next month: nobody did anything (a gamma of means; whole levels)."""
    chance = np.random.default_rng(5)
    counts = card({"s": [indicator("a", 100, unit=Unit.COUNT, better=Better.LOWER)]})
    levels = card({"s": [indicator("a", 100, unit=Unit.RATING)]})
    told: dict[str, list[tuple[float, float, float]]] = {"counts": [], "levels": []}
    for _month in range(400):
        behind = chance.gamma(2, 1, 14)
        seen = chance.poisson(behind)
        worst = int(seen.argmax())
        of = [_judged_of(D(int(one)), count_interval(int(one)), counts) for one in seen]
        come = expected_again("a", D(int(seen[worst])), counts, of)
        old = expected_again("a", D(int(seen[worst])), counts, of, by_width=True)
        told["counts"].append((float(come or seen[worst]), float(old or seen[worst]), behind[worst]))
        level = chance.uniform(3.4, 4.8, 14)
        given_ = np.clip(np.rint(level + chance.normal(0, 0.408, 14)), 1, 5)
        lowest = int(given_.argmin())
        of = [_judged_of(D(int(one)), judged_interval(D(int(one)), 0.5, 1, 5), levels) for one in given_]
        come = expected_again("a", D(int(given_[lowest])), levels, of)
        told["levels"].append((float(come or given_[lowest]), 0.0, level[lowest]))
    new, old, came = np.mean(told["counts"], axis=0)
    assert new == pytest.approx(came, abs=0.3)
    assert old < came - 0.5  # too much was told to come by itself
    new, _old, came = np.mean(told["levels"], axis=0)
    assert new == pytest.approx(came, abs=0.12)


def _judged_of(value: Decimal, interval: Interval, made: Scorecard) -> Assessment:
    whole = made.indicator("a").unit is Unit.RATING
    return assess(made, {"a": Given(State.OBSERVED, Measurement(value, 1, interval, whole))})


@pytest.mark.parametrize(("k", "n"), [(3000, 7000), (4950, 10_000), (499_000, 1_000_000), (5, 2_000)])
def test_a_split_of_many(k: int, n: int) -> None:
    from scipy import stats

    assert distributions.binomial_two_sided(k, n) == pytest.approx(stats.binomtest(k, n).pvalue, abs=1e-7)


@given(shapes, shapes, st.floats(0.001, 0.999))
def test_the_beta_distribution(a: float, b: float, x: float) -> None:
    from scipy import stats

    assert distributions.beta_cdf(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-9)


@given(shapes, shapes, st.sampled_from([0.025, 0.5, 0.975]))
def test_the_beta_distribution_backwards(a: float, b: float, p: float) -> None:
    from scipy import stats

    x = stats.beta.ppf(p, a, b)
    assume(1e-6 < x < 1 - 1e-9)
    assert distributions.beta_quantile(p, a, b) == pytest.approx(x, abs=1e-7)


@given(st.integers(0, 300), st.floats(0, 600))
def test_the_poisson_distribution(k: int, mean: float) -> None:
    from scipy import stats

    assert distributions.poisson_cdf(k, mean) == pytest.approx(stats.poisson.cdf(k, mean), abs=1e-9)


@given(st.integers(0, 5000))
def test_the_exact_interval_of_a_count(n: int) -> None:
    from scipy import stats

    found = count_interval(n)
    low = stats.chi2.ppf(0.025, 2 * n) / 2 if n else 0.0
    assert float(found.low) == pytest.approx(low, rel=2e-4, abs=1e-7)
    assert float(found.high) == pytest.approx(stats.chi2.ppf(0.975, 2 * n + 2) / 2, rel=2e-4)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson(pair: tuple[int, int]) -> None:
    from statsmodels.stats.proportion import proportion_confint

    found = wilson(*pair)
    assert found is not None
    wanted = proportion_confint(*pair, method="wilson")
    assert (float(found.low), float(found.high)) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(
    "scale, counts",
    [
        (STARS, (0, 0, 0, 0, 5)), (STARS, (1, 0, 0, 0, 5)), (STARS, (0, 1, 2, 5, 9)),
        (STARS, (3, 3, 3, 3, 3)), ((-100, 0, 100), (0, 0, 5)), ((-100, 0, 100), (20, 40, 140)),
        (tuple(range(1, 11)), (0, 0, 0, 1, 0, 0, 2, 0, 1, 0)),
    ],
)  # fmt: skip
def test_the_mean_on_a_short_scale_is_that_of_the_dirichlet_distribution(
    scale: tuple[int, ...], counts: tuple[int, ...]
) -> None:
    """Within a hundredth of the scale of 400,000 draws."""
    n = sum(counts)
    found = scale_interval(
        sum(level * k for level, k in zip(scale, counts, strict=True)),
        sum(level * level * k for level, k in zip(scale, counts, strict=True)),
        n, scale,
    )  # fmt: skip
    drawn = np.random.default_rng(1).dirichlet(np.array(counts) + 1 / len(scale), 400_000) @ np.array(scale)
    assert found is not None
    near = (scale[-1] - scale[0]) / 100
    assert (float(found.low), float(found.high)) == pytest.approx(
        np.quantile(drawn, (0.025, 0.975)), abs=near
    )


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=50))
def test_a_mean_duration_is_a_t_interval_of_its_logarithm_with_johnsons_term(values: list[int]) -> None:
    from scipy import stats

    found = duration_interval(sum(values), sum(v * v for v in values), len(values))
    n, mean = len(values), float(np.mean(values))
    variation = (sum((v / mean - 1) ** 2 for v in values) + 0.25) / (n - 1)
    t = stats.t.ppf(0.975, n - 1)
    away = t * np.sqrt(variation / n)
    skewness = variation**1.5  # of a lognormal distribution, less three times its variation
    term = np.sqrt(variation) * skewness * (1 + 2 * t * t) / (6 * n)
    assert found is not None
    assert float(found.low) == pytest.approx(mean * np.exp(-away), rel=1e-5)
    assert float(found.high) == pytest.approx(mean * np.exp(away + min(3 * term, away)), rel=2e-4)


@given(st.lists(st.integers(1, 10**5), min_size=1, max_size=30), st.lists(st.integers(1, 10**5), min_size=1))
def test_a_standardised_mean_is_a_t_interval_by_satterthwaite(calls: list[int], chats: list[int]) -> None:
    """Of two channels alike; what its upper end is further out for is worked out from their cumulants."""
    from scipy import stats

    waits = {
        name: {str(ms): times.count(ms) for ms in times}
        for name, times in (("call 09", calls), ("chat 09", chats))
    }
    found = equal_channels(Tally(waits=waits, mix={"call 09": (1, 1), "chat 09": (1, 1)})).interval
    assert found is not None
    mean, sizes = (np.mean(calls) + np.mean(chats)) / 2, np.array([len(calls), len(chats)])
    spreads = np.array([
        (np.sum((np.array(one) - np.mean(one)) ** 2) / np.mean(one) ** 2 + 0.25) / max(len(one) - 1, 1)
        for one in (calls, chats)
    ])  # fmt: skip
    shares = np.array([np.mean(calls), np.mean(chats)]) / mean / 2
    parts = shares**2 * spreads / sizes
    freedom = max(int(parts.sum() ** 2 / np.sum(parts**2 / np.maximum(sizes - 1, 1)) + 1e-9), 1)
    t, variance = stats.t.ppf(0.975, freedom), parts.sum()
    third = np.sum(shares**3 * (3 * spreads**2 + spreads**3) / sizes**2)  # of lognormal distributions
    away = t * np.sqrt(variance)
    term = (third - 3 * variance**2) * (1 + 2 * t * t) / (6 * variance)
    assert float(found.low) == pytest.approx(mean / 1000 * np.exp(-away), rel=1e-3, abs=1e-8)
    assert float(found.high) == pytest.approx(mean / 1000 * np.exp(away + min(3 * term, away)), rel=5e-3)


@given(st.integers(1, 3000))
def test_student(df: int) -> None:
    from scipy import stats

    assert float(student_t95(df)) == pytest.approx(stats.t.ppf(0.975, df), abs=2e-4)


@given(st.integers(0, 400), st.integers(0, 400))
def test_counts_by_the_exact_binomial_test(one: int, other: int) -> None:
    from scipy import stats

    assume(one + other > 0)
    chance = stats.binomtest(one, one + other).pvalue
    assert distributions.binomial_two_sided(one, one + other) == pytest.approx(chance, abs=1e-9)
    assert counts_differ(one, other) == (chance < 0.05)


@given(st.data())
def test_the_difference_of_two_rates_is_newcombes(data: st.DataObject) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    n, m = data.draw(st.integers(1, 900)), data.draw(st.integers(1, 900))
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    low, high = confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff")
    assume(min(abs(low), abs(high)) > 1e-9)
    one, other = wilson(a, n), wilson(b, m)
    assert one is not None
    assert other is not None
    assert apart(D(a) / n, one, D(b) / m, other) == (not low <= 0 <= high)


def test_changes_of_mean_times_are_about_welchs() -> None:
    """Of 40 to 400 contacts, half of them of months that are 10 or 20 % slower."""
    from scipy import stats

    random, apart_from, same = np.random.default_rng(3), [], []
    for _time in range(200):
        n, m = random.integers(40, 400, 2)
        slower = random.choice([1, 1, 1.1, 1.2])
        months = [
            [int(1000 * x) for x in random.gamma(4, 7.5 * k, size)] for k, size in ((1, n), (slower, m))
        ]
        means = [D(sum(one)) / len(one) for one in months]
        one, other = (duration_interval(sum(t), sum(v * v for v in t), len(t)) for t in months)
        assert one is not None
        assert other is not None
        found, welch = (
            chance(means[0], one, means[1], other),
            stats.ttest_ind(*months, equal_var=False).pvalue,
        )
        apart_from.append(abs(found - welch))
        same.append((found < 0.05) == (welch < 0.05))
    assert max(apart_from) < 0.08
    assert np.mean(same) > 0.97


def test_changes_of_ratings_are_about_those_of_dirichlet_draws() -> None:
    """Of 10 to 300 ratings, half of them of months that have nothing to do with each other."""
    random, levels, apart_from = np.random.default_rng(3), np.array(STARS), []
    for time in range(60):
        behind = random.dirichlet([0.5, 1, 2, 5, 8], 2)
        given_ = [random.multinomial(random.integers(10, 300), behind[at * (time % 2)]) for at in (0, 1)]
        means = [D(int(one @ levels)) / int(one.sum()) for one in given_]
        one, other = (
            scale_interval(int(k @ levels), int(k @ levels**2), int(k.sum()), STARS) for k in given_
        )
        assert one is not None
        assert other is not None
        drawn = [random.dirichlet(k + 1 / len(STARS), 20_000) @ levels for k in given_]
        above = float(np.mean(drawn[0] > drawn[1]))
        found, wanted = chance(means[0], one, means[1], other), 2 * min(above, 1 - above)
        if min(found, wanted) < 0.2:  # what decides
            apart_from.append(abs(found - wanted))
    assert len(apart_from) > 25
    assert max(apart_from) < 0.06
    assert np.mean(apart_from) < 0.01


@pytest.mark.parametrize(
    "one, other, differ",
    [
        (2, 1, False),
        (0, 5, False),
        (0, 6, True),
        (3, 12, True),
        (10, 20, False),
        (10, 24, True),
        (0, 0, False),
    ],
)
def test_a_few_errors_more_or_less_are_chance(one: int, other: int, differ: bool) -> None:
    assert counts_differ(one, other) is differ


def test_intervals_that_overlap_may_still_differ() -> None:
    """Where overlap is asked for, two 95 % intervals call too few figures different."""
    assert apart(D(10), Interval(D(8), D(12)), D(13), Interval(D(11), D(15)))
    assert not apart(D(10), Interval(D(8), D(12)), D("12.5"), Interval(D("10.5"), D("14.5")))


def _months(values: list[str], apart: str) -> list[Assessment]:
    one = card({"s": [indicator("a", 100)]})
    span = D(apart)
    return [
        assess(one, {"a": Given(State.OBSERVED, Measurement(D(v), 20, Interval(D(v) - span, D(v) + span)))})
        for v in values
    ]


@pytest.mark.parametrize(
    "apart, expected",
    [
        # Mean 70, variance 250; half-width 1.96 × 10 is a variance of 100, so 0.6 of the distance stays.
        ("19.59963984540054", "58"), ("0", None), ("100", "70"),
    ],
)  # fmt: skip
def test_whoever_was_worst_was_to_be_expected_nearer_to_the_others(apart: str, expected: str | None) -> None:
    then, made = _months(["50", "60", "70", "80", "90"], apart), card({"s": [indicator("a", 100)]})
    found = expected_again("a", D(50), made, then)
    assert (None if found is None else round(found, 6)) == (None if expected is None else D(expected))
    assert expected_again("a", D(90), made, then) is None  # who was best is expected no better
    assert expected_again("a", D(50), made, then[:4]) is None  # too few to know what is usual
