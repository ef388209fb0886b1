"""Simulated medians, response times of two channels, and figures of few cases moved towards the mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

import numpy as np
from numpy.random import Generator

from qadesk.domain import selection
from qadesk.domain.differences import apart
from qadesk.domain.measures import Measurement, Tally
from qadesk.domain.shrinking import Group, credibility
from qadesk.domain.statistics import Interval, duration_interval

Once = Callable[[Generator, int], bool]
_MEANS = {"call 09": 20_000, "call 15": 40_000, "chat 09": 50_000, "chat 15": 90_000}  # the office's, in ms
_OFFICE = {cell: (300, 300 * mean) for cell, mean in _MEANS.items()}
_MOSTLY_CALLS = {"call 09": (900, 900 * 30_000), "chat 09": (300, 300 * 70_000)}
_SHARES = (0.4, 0.3, 0.2, 0.1)  # of an agent's contacts


def median_of(draw: Callable[[Generator, int], object], truth: float) -> Once:
    """Whether the interval of a median holds it; times in seconds."""

    def once(chance: Generator, n: int) -> bool:
        times = Counter(str(int(one)) for one in np.asarray(draw(chance, n)) * 1000 + 1)
        return _holds(selection.median(Tally(waits={"call 09": dict(times)})), truth)

    return once


def _agent(chance: Generator, n: int, pace: float) -> Tally:
    """An agent whose every contact takes `pace` times as long as the office's, exponentially spread."""
    counts = [max(int(one), 1) for one in chance.multinomial(n, _SHARES)]
    waits = {
        cell: dict(Counter(str(int(one) + 1) for one in chance.exponential(pace * mean, size)))
        for (cell, mean), size in zip(_MEANS.items(), counts, strict=True)
    }
    return Tally(waits=waits, mix=_OFFICE)


def same_hours(chance: Generator, n: int) -> bool:
    """Whether the interval of the mean at the same hours holds 1.2 times the office's mean."""
    return _holds(selection.same_hours(_agent(chance, n, 1.2)), 1.2 * 50)


def even_channels(chance: Generator, n: int) -> bool:
    """Whether the interval of the mean with channels alike holds it, of work spread alike over the hours."""
    return _holds(selection.equal_channels(_two_channels(chance, n, 0.9, mix=_OFFICE)), 50)


def office_mix(chance: Generator, n: int) -> bool:
    """Whether the interval of the mean at an office's mix of three calls to one chat holds it."""
    return _holds(selection.by_channel(_two_channels(chance, n, 0.9, mix=_MOSTLY_CALLS)), 40)


def _two_channels(
    chance: Generator, n: int, calls: float, pace: float = 1.0, *, mix: dict[str, tuple[int, int]]
) -> Tally:
    """An agent of so many calls of 30 s and chats of 70 s, times `pace`."""
    counts = [max(int(one), 1) for one in chance.multinomial(n, (calls, 1 - calls))]
    times = (
        chance.exponential(pace * mean, size) for mean, size in zip((30_000, 70_000), counts, strict=True)
    )
    waits = {
        cell: dict(Counter(str(int(one) + 1) for one in drawn))
        for cell, drawn in zip(("call 09", "chat 09"), times, strict=True)
    }
    return Tally(waits=waits, mix=mix)


def unequal_work(times: int, chance: Generator) -> Iterator[str]:
    """Two agents, of whom the one with most of the chats is faster in both channels: who looks faster?"""
    yield (
        "| A: 9 of 10 calls; B: 1 of 10, 10% faster in both channels 甲九成通话；乙一成，两种渠道都快 10% "
        "| A looks faster 甲显得更快 | and beyond chance 且超出偶然 | B told faster 判定乙更快 |"
    )
    yield "|---|---|---|---|"
    figures: dict[str, Callable[[Tally], Measurement]] = {
        "average response time 平均响应时间": _raw,
        "at the office's mix 全网点渠道结构": selection.by_channel,
        "channels alike 各渠道同等": selection.equal_channels,
        "same hours 相同钟点": selection.same_hours,
    }
    told: dict[str, list[tuple[bool, bool, bool]]] = {name: [] for name in figures}
    for _time in range(times):
        pair = {
            at: _two_channels(chance, 300, calls, pace, mix={})
            for at, (calls, pace) in enumerate(((0.9, 1.0), (0.1, 0.9)))
        }
        both = selection.with_mix(pair)
        for name, figure in figures.items():
            a, b = figure(both[0]), figure(both[1])
            assert a.value is not None
            assert b.value is not None
            assert a.interval is not None
            assert b.interval is not None
            differ = apart(a.value, a.interval, b.value, b.interval)
            told[name].append((a.value < b.value, differ and a.value < b.value, differ and b.value < a.value))
    for name, found in told.items():
        yield f"| {name} | " + " | ".join(f"{one:.3f}" for one in np.mean(found, axis=0)) + " |"


def _raw(tally: Tally) -> Measurement:
    every = [(int(ms), n) for times in tally.waits.values() for ms, n in times.items()]
    total, squares = sum(ms * n for ms, n in every), sum(ms * ms * n for ms, n in every)
    count = sum(n for _ms, n in every)
    around = duration_interval(total, squares, count)
    assert around is not None
    return Measurement(Decimal(total) / count / 1000, count, Interval(around.low / 1000, around.high / 1000))


def _holds(found: Measurement, truth: float) -> bool:
    if found.interval is None:
        return True
    return float(found.interval.low) <= truth <= float(found.interval.high)


def few_cases(times: int, chance: Generator, sizes: tuple[int, ...]) -> Iterator[str]:
    """How far raw and shrunk figures are from the truth, in the root of the mean square."""
    yield (
        "| distance from the truth, raw → shrunk 与真值之差，原始值 → 收缩值 | "
        + " | ".join(f"n = {n}" if at == 0 else str(n) for at, n in enumerate(sizes))
        + " |"
    )
    yield "|---" * (len(sizes) + 1) + "|"
    for name, spread in (("14 agents alike 14 人相同", 0.0), ("14 agents, 80–100% 各人不同", 0.058)):
        row = []
        for n in sizes:
            raw, moved = [], []
            for _time in range(times):
                truth = np.clip(chance.normal(0.9, spread, 14), 0, 1)
                solved = [int(chance.binomial(n, p)) for p in truth]
                usual = credibility([Group(n, Decimal(k), Decimal(k)) for k in solved])
                assert usual is not None
                for k, p in zip(solved, truth, strict=True):
                    raw.append((k / n - p) ** 2)
                    moved.append((float(usual.shrunk(Decimal(k) / n, n)) - p) ** 2)
            row.append(f"{100 * np.sqrt(np.mean(raw)):.1f} → {100 * np.sqrt(np.mean(moved)):.1f}")
        yield f"| {name} (%) | " + " | ".join(row) + " |"
