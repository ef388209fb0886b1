"""Simulated medians, response times of two channels, and figures of few cases moved towards the mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

import numpy as np
from numpy.random import Generator

from qadesk.domain import selection
from qadesk.domain.measures import Measurement, Tally
from qadesk.domain.shrinking import Group, credibility

Once = Callable[[Generator, int], bool]
_MEANS = {"call 09": 20_000, "call 15": 40_000, "chat 09": 50_000, "chat 15": 90_000}  # the office's, in ms
_OFFICE = {cell: (300, 300 * mean) for cell, mean in _MEANS.items()}
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
    counts = [max(int(one), 1) for one in chance.multinomial(n, (0.9, 0.1))]
    times = (chance.exponential(mean, size) for mean, size in zip((30_000, 70_000), counts, strict=True))
    waits = {
        cell: dict(Counter(str(int(one) + 1) for one in drawn))
        for cell, drawn in zip(("call 09", "chat 09"), times, strict=True)
    }
    return _holds(selection.equal_channels(Tally(waits=waits, mix=_OFFICE)), 50)


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
