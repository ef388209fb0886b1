"""Equally probable values against scipy and statsmodels, which the program itself does without."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from qadesk.services.assessment import quantiles, uncertainty

_EACH = (np.arange(quantiles.PLACES) + 0.5) / quantiles.PLACES
shapes = st.floats(0.5, 100_000)


@given(st.lists(st.tuples(shapes, shapes), min_size=1, max_size=20))
def test_beta(both: list[tuple[float, float]]) -> None:
    one, two = np.array(both).T
    rows = quantiles.beta(one, two)
    assert (np.diff(rows, axis=1) >= 0).all()
    for row, a, b in zip(rows, one, two, strict=True):
        assert stats.beta.cdf(row, a, b) == pytest.approx(_EACH, abs=1e-4)


@given(st.lists(shapes, min_size=1, max_size=20))
def test_gamma(listed: list[float]) -> None:
    for row, a in zip(quantiles.gamma(np.array(listed)), listed, strict=True):
        assert (np.diff(row) >= 0).all()
        assert stats.gamma.cdf(row, a) == pytest.approx(_EACH, abs=1e-4)


def test_normal() -> None:
    assert quantiles.normal() == pytest.approx(stats.norm.ppf(_EACH), abs=1e-9)


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=60))
def test_holm(chances: list[float]) -> None:
    found = uncertainty.stand(np.array(chances))
    assert list(found) == list(multipletests(chances, 0.05, method="holm")[0])
