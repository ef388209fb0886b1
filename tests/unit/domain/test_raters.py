"""How far apart raters are: against an analysis of variance, and the default below the least number."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.raters import DEFAULT, LEAST_PAIRS, measured

D = Decimal
levels = st.lists(st.integers(1, 5).map(D), min_size=2, max_size=4)


@given(st.lists(levels, min_size=LEAST_PAIRS, max_size=60))
def test_it_is_the_variance_within_groups(groups: list[list[D]]) -> None:
    found = measured((one, 5) for one in groups)
    freedom = sum(len(one) - 1 for one in groups)
    within = sum(float(np.var(np.array(one, float))) * len(one) for one in groups) / freedom
    assert found.pairs == freedom
    assert found.spread * 4 == pytest.approx(max(within, 1 / 12) ** 0.5)


def test_too_few_pairs_are_not_gone_by_and_raters_who_agree_are_not_certain() -> None:
    assert measured([([D(3), D(5)], 5)] * (LEAST_PAIRS - 1)) == DEFAULT
    assert measured([]) == DEFAULT
    agreed = measured([([D(4), D(4)], 5)] * LEAST_PAIRS)
    assert agreed.spread * 4 == pytest.approx(12**-0.5)


def test_scales_of_other_lengths_are_shares_of_theirs() -> None:
    five = measured([([D(2), D(4)], 5)] * 30)
    nine = measured([([D(3), D(7)], 9)] * 30)
    assert five.spread == pytest.approx(nine.spread)
