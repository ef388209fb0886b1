"""What the benchmarks share: a result's shape, and fair timing of two things on a busy PC."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import TypedDict


class Figure(TypedDict):
    """One line of the table.

    With a `reference`, `ratio` is ours ÷ reference and `limit` bounds the ratio; without one both are None
    and `limit` bounds `ours` itself. `unit` is that of `ours` and `reference` ("s", "ms", "MB").
    """

    name: str
    ours: float
    reference: float | None
    ratio: float | None
    limit: float
    unit: str
    note: str


def figure(
    name: str, ours: float, limit: float, *, reference: float | None = None, unit: str = "s", note: str = ""
) -> Figure:
    """A line of the table, the ratio worked out."""
    return Figure(
        name=name,
        ours=ours,
        reference=reference,
        ratio=None if reference is None else ours / reference,
        limit=limit,
        unit=unit,
        note=note,
    )


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes, with no garbage collection of older work in it."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def beside(
    ours: Callable[[], object], reference: Callable[[], object], *, times: int = 5
) -> tuple[float, float]:
    """The median seconds of both, run in turns so that a busy moment falls on both alike."""
    pairs = [(seconds(ours), seconds(reference)) for _ in range(times)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
