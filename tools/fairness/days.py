"""Simulated months in which days differ for everybody: what intervals hold then, and what could mend it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import sqrt
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from qadesk.domain.differences import apart
from qadesk.domain.statistics import (
    Interval,
    duration_interval,
    interval_of,
    scale_interval,
    student_t95,
    wilson,
)

_DAYS: Final = 22
_CONTACTS: Final = 600
_RATED: Final = 270
_ALIKE: Final = (0.0, 0.02, 0.05)  # correlation within days: their share of single contacts' variance
_RESOLVED: Final = 0.925
_SECONDS: Final = 33.0  # lognormal with `_SKEW`
_SKEW: Final = 0.6
_STARS: Final = np.cumsum((0.02, 0.04, 0.12, 0.3, 0.52))
_CSAT: Final = 4.26
Whole = NDArray[np.int64]


def tables(times: int, chance: Generator) -> Iterator[str]:
    """Coverage of single figures, plain and widened by the days' spread, and false differences in a month."""
    shares = " | ".join(f"{one:g}" for one in _ALIKE)
    yield f"| 600 contacts, 22 days; correlation in a day 600 次接触，22 天；一天内的相关 | {shares} |"
    yield "|---" * (len(_ALIKE) + 1) + "|"
    held = [np.mean([_month(chance, alike) for _time in range(times)], axis=0) for alike in _ALIKE]
    for at, name in enumerate(
        (
            "rate 比率 92.5%",
            "CSAT 4.26 (270)",
            "mean time 平均时长",
            "rate, widened by the days' spread 比率，按各天差异加宽",
            "CSAT, widened 满意度，加宽",
            "mean time, widened 平均时长，加宽",
            "rate, widened where it stands out 比率，差异显著时加宽",
            "CSAT, widened where it stands out 满意度，差异显著时加宽",
            "mean time, widened where it stands out 平均时长，差异显著时加宽",
        )
    ):
        yield f"| {name} | " + " | ".join(f"{one[at]:.3f}" for one in held) + " |"
    told = [np.mean([_differ(chance, alike) for _time in range(times)], axis=0) for alike in _ALIKE]
    for at, name in enumerate(
        (
            "two agents alike, same days: rates told different 两人相同、同样的日子：比率判为有差异",
            "the same agent in two months: rate told changed 同一人两个月：比率判为有变化",
        )
    ):
        yield f"| {name} | " + " | ".join(f"{one[at]:.3f}" for one in told) + " |"


def _month(chance: Generator, alike: float) -> list[bool]:
    days = chance.normal(0, 1, _DAYS)
    solved, of_day = _solved(chance, _bad(chance), alike)
    plain = wilson(int(solved.sum()), _CONTACTS)
    stars, star_days = _stars(chance, days, alike)
    rated = scale_interval(int(stars.sum()), int((stars**2).sum()), _RATED, (1, 2, 3, 4, 5))
    ms, ms_days = _times(chance, days, alike)
    timed = duration_interval(int(ms.sum()), int((ms * ms).sum()), _CONTACTS)
    found = (
        (plain, solved, of_day, _RESOLVED),
        (rated, stars, star_days, _CSAT),
        (timed, ms, ms_days, 1000 * _SECONDS),
    )
    held = [_holds(interval, truth) for interval, _values, _day, truth in found]
    wide = [_widened(*one[:3], always=True) for one in found]
    some = [_widened(*one[:3], always=False) for one in found]
    truths = [one[3] for one in found]
    return [*held, *map(_holds, wide, truths), *map(_holds, some, truths)]


def _differ(chance: Generator, alike: float) -> tuple[bool, bool]:
    days, later = _bad(chance), _bad(chance)
    one, other, after = (int(_solved(chance, of, alike)[0].sum()) for of in (days, days, later))
    return _apart(one, other), _apart(one, after)


def _apart(one: int, other: int) -> bool:
    first, second = wilson(one, _CONTACTS), wilson(other, _CONTACTS)
    assert first is not None
    assert second is not None
    return apart(Decimal(one) / _CONTACTS, first, Decimal(other) / _CONTACTS, second)


def _bad(chance: Generator) -> NDArray[np.float64]:
    """How bad days are, most a little better than the mean and a few much worse: mean 0, deviation 1."""
    return chance.exponential(1, _DAYS) - 1


def _solved(chance: Generator, days: NDArray[np.float64], alike: float) -> tuple[Whole, Whole]:
    """Contacts solved or not, more often on some days than on others, and their days."""
    of_day = chance.integers(0, _DAYS, _CONTACTS)
    spread = sqrt(alike * _RESOLVED * (1 - _RESOLVED))
    likely = np.clip(_RESOLVED - spread * days, 0, 1)[of_day]
    return (chance.random(_CONTACTS) < likely).astype(np.int64), of_day


def _stars(chance: Generator, days: NDArray[np.float64], alike: float) -> tuple[Whole, Whole]:
    of_day = chance.integers(0, _DAYS, _RATED)
    mood = sqrt(alike) * days[of_day] + sqrt(1 - alike) * chance.normal(0, 1, _RATED)
    edges = [NormalDist().inv_cdf(float(one)) for one in _STARS[:-1]]
    return np.searchsorted(edges, mood) + 1, of_day


def _times(chance: Generator, days: NDArray[np.float64], alike: float) -> tuple[Whole, Whole]:
    of_day = chance.integers(0, _DAYS, _CONTACTS)
    logs = sqrt(alike) * days[of_day] + sqrt(1 - alike) * chance.normal(0, 1, _CONTACTS)
    ms = np.rint(1000 * _SECONDS * np.exp(_SKEW * logs - _SKEW**2 / 2))
    return ms.astype(np.int64), of_day


def _widened(interval: Interval | None, values: Whole, of_day: Whole, *, always: bool) -> Interval | None:
    """By how much more the days' totals vary than contacts that know no days would make them."""
    assert interval is not None
    n, mean = len(values), values.mean()
    sizes = np.bincount(of_day, minlength=_DAYS)
    left = np.bincount(of_day, weights=values - mean, minlength=_DAYS)
    alone = float(((values - mean) ** 2).sum())
    days = int((sizes > 0).sum())
    effect = float((left**2).sum()) * days / (days - 1) / alone if alone else 1.0
    if effect <= 1 or not (always or effect > _STANDS_OUT):
        return interval
    more = sqrt(effect) * float(student_t95(days - 1)) / float(student_t95(n - 1))
    low, high = (float(mean) + more * (float(end) - float(mean)) for end in (interval.low, interval.high))
    return interval_of(low, high)


_STANDS_OUT: Final = 1.55  # what 22 alike days exceed in 1 of 20 months: chi square of 21 at 95 % ÷ 21


def _holds(interval: Interval | None, truth: float) -> bool:
    return interval is not None and float(interval.low) <= truth <= float(interval.high)
