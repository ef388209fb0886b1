"""Equally probable values of many distributions at once: what draws pick from.

A beta or gamma distribution is looked at on the scale where its density has one smooth hill (log-odds, the
logarithm): the density is added up there, a few quantiles are read off, and a polynomial through these, over
the quantiles of the normal distribution, gives all the others. Tests compare them with scipy.stats.
"""

from __future__ import annotations

from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Table = NDArray[float64]

PLACES: Final = 1024  # of equal probability: a draw is one of them
_NODES: Final = 97  # where a density is looked at
_KNOTS: Final = 19  # quantiles that are read off it
_ROWS: Final = 8  # multiplied at a time: more would wake threads, whose waiting costs more than they help


def beta(a: Table, b: Table) -> Table:
    """A row of values for each pair of shapes a, b > 0, rising."""
    import numpy as np

    a, b = a[:, None], b[:, None]
    middle, wide = np.log(a / b), 4.5 * np.sqrt(1 / a + 1 / b)
    nodes = _nodes(middle - wide - 8 / a, middle + wide + 8 / b)
    near = np.log1p(np.exp(-np.abs(nodes)))
    height = -a * np.maximum(-nodes, 0) - b * np.maximum(nodes, 0) - (a + b) * near
    odds = _read_off(nodes, height)
    np.exp(np.negative(odds, out=odds), out=odds)
    return np.reciprocal(np.add(odds, 1, out=odds), out=odds)


def gamma(a: Table) -> Table:
    """A row of values for each shape a > 0 (scale 1), rising."""
    import numpy as np

    a = a[:, None]
    middle, wide = np.log(a), 4.5 * np.sqrt(1 / a)
    nodes = _nodes(middle - wide - 8 / a, middle + wide)
    return np.exp(_read_off(nodes, a * nodes - np.exp(nodes)))


@cache
def normal() -> Table:
    """The values of the standard normal distribution, rising."""
    import numpy as np

    normal_one = NormalDist()
    return np.array([normal_one.inv_cdf((at + 0.5) / PLACES) for at in range(PLACES)])


def _nodes(low: Table, high: Table) -> Table:
    import numpy as np

    return low + (high - low) * np.linspace(0, 1, _NODES)


def _read_off(nodes: Table, height: Table) -> Table:
    """All quantiles of a density known by its logarithm, up to a constant, at evenly spaced nodes."""
    import numpy as np

    density = np.exp(height - height.max(axis=1, keepdims=True))
    around = np.pad(density, ((0, 0), (1, 1)))
    parts = 13 * (density[:, :-1] + density[:, 1:]) - around[:, :-3] - around[:, 3:]
    added = np.concatenate([np.zeros((len(nodes), 1)), np.maximum(parts, 0).cumsum(axis=1) / 24], axis=1)
    whole = added[:, -1:]
    added, density = added / whole, density / whole
    wanted, spread = _polynomial()
    left = np.clip((added[:, None, :] <= wanted[:, None]).sum(axis=2) - 1, 0, _NODES - 2)
    found = nodes[:, :1] + (nodes[:, 1:2] - nodes[:, :1]) * (left + _within(added, density, left, wanted))
    rows = np.empty((len(found), PLACES))
    for at in range(0, len(found), _ROWS):
        np.matmul(found[at : at + _ROWS], spread, out=rows[at : at + _ROWS])
    return rows


def _within(added: Table, density: Table, left: NDArray[Any], wanted: Table) -> Table:
    """How far between two nodes, 0-1, a cubic with their values and slopes has the wanted value."""
    import numpy as np

    low, high = np.take_along_axis(added, left, 1), np.take_along_axis(added, left + 1, 1)
    rise, other = np.take_along_axis(density, left, 1), np.take_along_axis(density, left + 1, 1)
    step = high - low
    square, cube = 3 * step - 2 * rise - other, rise + other - 2 * step
    at = np.clip((wanted - low) / np.maximum(step, 1e-300), 0, 1)
    for _time in range(4):
        missing = low + at * (rise + at * (square + at * cube)) - wanted
        slope = rise + at * (2 * square + 3 * at * cube)
        at = np.clip(at - missing / np.maximum(slope, 1e-300), 0, 1)
    return at


@cache
def _polynomial() -> tuple[Table, Table]:
    """The probabilities that are read off, and what makes all quantiles of theirs (Chebyshev's knots)."""
    import numpy as np

    every, normal_one = normal(), NormalDist()
    knots = -np.cos((np.arange(_KNOTS) + 0.5) * np.pi / _KNOTS) * every[-1]
    apart = knots[:, None] - knots
    np.fill_diagonal(apart, 1)
    weights = 1 / (apart / every[-1]).prod(axis=1)  # barycentric
    shares = weights[:, None] / (every - knots[:, None])
    return np.array([normal_one.cdf(one) for one in knots]), shares / shares.sum(axis=0)
