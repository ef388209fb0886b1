"""The statistics of the advice, against figures worked by hand and against the standard library's own."""

from __future__ import annotations

import math
import statistics as library

import numpy
import pandas
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qadesk.services.designing.advice_statistics import (
    chance_limit,
    cronbach,
    pearson,
    spearman,
    spread,
    twins,
)

NONE = math.nan


def column(*values: float) -> pandas.Series:
    return pandas.Series(values, dtype=float)


def months(text: str) -> pandas.Series:
    """One letter a row."""
    return pandas.Series(list(text), dtype=object)


def test_spread_is_within_months() -> None:
    # deviations -10, 0, 10 and -10, 10: 400 over 5 - 2
    assert spread(column(80, 90, 100, 50, 70), months("AAABB")) == pytest.approx(math.sqrt(400 / 3))
    assert spread(column(80, 90, 100), months("AAA")) == pytest.approx(10)
    assert spread(column(80, NONE, 90), months("AAB")) is None
    assert spread(column(80, 80), months("AA")) == 0


def test_correlation_ignores_what_a_month_does_to_everybody() -> None:
    x, y = (1, 2, 3, 4, 5), (2, 1, 4, 3, 5)
    assert pearson(column(*x), column(*y), months("AAAAA")).r == pytest.approx(0.8)
    busy = column(*x, *(one - 50 for one in x)), column(*y, *(one + 100 for one in y))
    both = pearson(*busy, months("AAAAABBBBB"))
    assert (both.r, both.n) == (pytest.approx(0.8), 10)


def test_correlation_leaves_out_what_has_no_partner() -> None:
    found = pearson(column(1, 2, 3, NONE, 9), column(3, 2, 1, 4, 9), months("AAAAB"))
    assert (found.r, found.n) == (pytest.approx(-1), 3)  # the only one of month B says nothing
    assert pearson(column(1, 1, 1), column(1, 2, 3), months("AAA")).r is None
    assert pearson(column(1), column(1), months("A")).n == 0


def test_ranks_share_a_place_where_values_are_equal() -> None:
    assert spearman(column(10, 20, 30, 40), column(1, 3, 2, 4), months("AAAA")).r == pytest.approx(0.8)
    # ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 over the root of 4.5 × 5
    tied = spearman(column(1, 2, 2, 3), column(1, 2, 3, 4), months("AAAA"))
    assert tied.r == pytest.approx(4.5 / math.sqrt(22.5))
    grown = spearman(column(1, 2, 3, 4), column(1, 10, 100, 1e6), months("AAAA"))
    assert grown.r == pytest.approx(1)


def test_the_one_most_alike_is_found() -> None:
    table = pandas.DataFrame(
        {"a": [1, 2, 3, 4.0], "b": [2, 4, 6, 8.5], "c": [4, 1, 3, 2.0], "d": [1, NONE, NONE, NONE]}
    )
    found = twins(table, months("AAAA"), 4)
    assert (found["a"][0], found["b"][0]) == ("b", "a")
    assert found["a"][1].r == pytest.approx(library.correlation([1, 2, 3, 4], [2, 4, 6, 8.5]))
    assert "d" not in found
    assert twins(table, months("AAAA"), 5) == {}


# Three items of four agents: sums of squares 5, 4 and 8, of their sum 45.
ITEMS = pandas.DataFrame({"a": [1, 2, 3, 4.0], "b": [2, 2, 4, 4.0], "c": [1, 3, 3, 5.0]})


def test_cronbachs_alpha_worked_by_hand() -> None:
    found = cronbach(ITEMS, months("AAAA"))
    assert found.alpha == pytest.approx(3 / 2 * (1 - 17 / 45))
    assert found.without == {
        "a": pytest.approx(2 * (1 - 12 / 20)),
        "b": pytest.approx(2 * (1 - 13 / 25)),
        "c": pytest.approx(2 * (1 - 9 / 17)),
    }
    assert found.n == 4


def test_alpha_of_yes_and_no_items_is_kuder_and_richardsons() -> None:
    """KR-20: k ÷ (k - 1) × (1 - Σ p q ÷ variance), with variances divided by n."""
    rows = [(1, 1, 1, 1), (1, 1, 1, 0), (1, 1, 0, 0), (1, 0, 0, 0), (1, 1, 1, 1), (0, 0, 0, 0)]
    shares = [sum(column_) / len(rows) for column_ in zip(*rows, strict=True)]
    variance = library.pvariance([sum(row) for row in rows])
    expected = 4 / 3 * (1 - sum(p * (1 - p) for p in shares) / variance)
    table = pandas.DataFrame(rows, columns=list("abcd"), dtype=float)
    assert cronbach(table, months("AAAAAA")).alpha == pytest.approx(expected)


@pytest.mark.parametrize(
    "items, alpha, n",
    [
        ({"a": [1.0, 2, 3]}, None, 3),  # one item hangs together with nothing
        ({"a": [3.0, 3, 3], "b": [4.0, 4, 4]}, None, 3),  # nobody differs
        ({"a": [1.0, 2, 3], "b": [3.0, 2, 1]}, None, 3),  # the sum does not
        ({"a": [1.0, 2, 3], "b": [1.0, 2, 3]}, 1.0, 3),
        ({"a": [1.0, NONE, 3], "b": [1.0, 2, 3]}, 1.0, 2),  # who lacks one is left out
        ({"a": [NONE, NONE, 3], "b": [1.0, 2, NONE]}, None, 0),
        ({"a": [1.0, 1, 3], "b": [1.0, 3, 1]}, -2.0, 3),  # 8/3, 8/3 and 8/3: 2 × (1 - 2)
    ],
)
def test_alpha_where_it_is_none_or_odd(items: dict[str, list[float]], alpha: float | None, n: int) -> None:
    found = cronbach(pandas.DataFrame(items), months("AAA"))
    assert found.n == n
    assert found.alpha == (None if alpha is None else pytest.approx(alpha))


def test_a_month_with_one_agent_says_nothing_of_reliability() -> None:
    table = pandas.concat([ITEMS, pandas.DataFrame({"a": [5.0], "b": [1.0], "c": [1.0]})], ignore_index=True)
    found = cronbach(table, months("AAAAB"))
    assert (found.alpha, found.n) == (pytest.approx(14 / 15), 4)


FIGURES = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=3, max_size=12)


@given(FIGURES, st.integers(-500, 500))
def test_one_month_is_as_the_library_has_it_and_a_shift_changes_nothing(
    pairs: list[tuple[int, int]], shift: int
) -> None:
    a, b = ([float(pair[side]) for pair in pairs] for side in (0, 1))
    assume(len(set(a)) > 1 and len(set(b)) > 1)
    one = months("A" * len(a))
    assert pearson(column(*a), column(*b), one).r == pytest.approx(library.correlation(a, b), abs=1e-9)
    ranks = [[sum(y < x for y in side) + (side.count(x) + 1) / 2 for x in side] for side in (a, b)]
    assert spearman(column(*a), column(*b), one).r == pytest.approx(library.correlation(*ranks), abs=1e-9)
    twice = column(*a, *(x + shift for x in a)), column(*b, *(y - shift for y in b))
    two = months("A" * len(a) + "B" * len(a))
    assert pearson(*twice, two).r == pytest.approx(library.correlation(a, b), abs=1e-9)
    assert spread(column(*a), one) == pytest.approx(library.stdev(a))


def test_an_agents_months_are_no_independent_proofs() -> None:
    """Figures that stay with the agents but have nothing to do with each other: 5 % beyond the limit."""
    chance = numpy.random.default_rng(7)
    agents = pandas.Series(list(range(14)) * 6)
    month = pandas.Series([number for number in range(6) for _agent in range(14)])
    beyond, by_rows = 0, 0
    for _time in range(60):
        a, b = (numpy.tile(chance.normal(size=14), 6) + 0.3 * chance.normal(size=84) for _side in (0, 1))
        r = pearson(column(*a), column(*b), month).r or 0
        beyond += abs(r) > chance_limit(column(*a), column(*b), month, agents)
        by_rows += abs(r) > 2 / math.sqrt(84)
    assert beyond <= 7  # of 60, 3 are to be expected
    assert by_rows >= 20  # as it was before


def test_the_limit_is_everybodys_and_leaves_out_what_has_no_partner() -> None:
    x, y, who = column(1, 2, 3, 4, 5, NONE), column(2, 1, 4, 3, 5, 9), pandas.Series([1, 2, 3, 4, 5, 6])
    one = chance_limit(x, y, months("AAAAAB"), who)
    assert 0.8 < one <= 1
    assert one == chance_limit(x, y, months("AAAAAB"), who)
    assert chance_limit(column(1, 1, 1), column(1, 2, 3), months("AAA"), pandas.Series([1, 2, 3])) == 1
    assert chance_limit(column(NONE), column(1), months("A"), pandas.Series([1])) == 1
