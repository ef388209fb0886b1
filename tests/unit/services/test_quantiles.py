"""Equally probable values against scipy and statsmodels, which the program itself does without."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.services.assessment import quantiles, uncertainty

_EACH = (np.arange(quantiles.PLACES) + 0.5) / quantiles.PLACES
shapes = st.floats(0.5, 100_000)


@given(st.lists(st.tuples(shapes, shapes), min_size=1, max_size=20))
def test_beta(both: list[tuple[float, float]]) -> None:
    from scipy import stats

    one, two = np.array(both).T
    rows = quantiles.beta(one, two)
    assert (np.diff(rows, axis=1) >= 0).all()
    for row, a, b in zip(rows, one, two, strict=True):
        assert stats.beta.cdf(row, a, b) == pytest.approx(_EACH, abs=1e-4)


@given(st.lists(shapes, min_size=1, max_size=20))
def test_gamma(listed: list[float]) -> None:
    from scipy import stats

    for row, a in zip(quantiles.gamma(np.array(listed)), listed, strict=True):
        assert (np.diff(row) >= 0).all()
        assert stats.gamma.cdf(row, a) == pytest.approx(_EACH, abs=1e-4)


def test_normal() -> None:
    from scipy import stats

    assert quantiles.normal() == pytest.approx(stats.norm.ppf(_EACH), abs=1e-9)


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=60))
def test_holm(chances: list[float]) -> None:
    from statsmodels.stats.multitest import multipletests

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gc.collect", lambda: 0)  # it looks for garbage each time, in all that the run has made
        wanted = multipletests(chances, 0.05, method="holm")[0]
    assert list(uncertainty.stand(np.array(chances))) == list(wanted)
