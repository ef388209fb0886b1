"""What becomes of a block's values together: findings taken apart, rows that stand for several events."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from qadesk.tabular.meanings import ComplaintFinding
from qadesk.tabular.text import Cell

_BARE: Final = re.compile(r"\s*[\d.,]+\s*")
_REMEMBERED: Final = 20_000  # cells of a column


def findings(made: dict[str, list[Any]]) -> None:
    """What was found of a complaint, apart: upheld or not, whose fault, only in part."""
    whose = made.get("fault")
    found = made.get("upheld", whose) or []
    for name in ("upheld", "fault", "in_part"):
        made[name] = [getattr(one, name) if isinstance(one, ComplaintFinding) else one for one in found]
    if whose is not None and whose is not found:
        made["fault"] = [one.fault if isinstance(one, ComplaintFinding) else one for one in whose]


def note_bare(seen: set[int], known: set[Cell], cells: Sequence[Cell], lengths: list[Any]) -> None:
    """Add the lengths of the cells that are numbers without a unit to those `seen`.

    `known` are cells that were looked at before: they repeat. An end of a contact says a length with each
    start, so of those none is known.
    """
    fresh = {*cells} - known
    pairs = dict(zip(cells, lengths, strict=True)) if fresh else {}
    for cell in fresh:
        ms = pairs[cell]
        if isinstance(ms, int) and (not isinstance(cell, str) or _BARE.fullmatch(cell)):
            seen.add(ms)
    if len(known) < _REMEMBERED:
        known |= fresh


def each_time(
    columns: list[list[Any]], lines: Sequence[int], times: Sequence[int | None]
) -> tuple[list[list[Any]], list[int]]:
    """A row that stands for several events, once for each: their references get the number behind them."""
    rows: list[tuple[Any, ...]] = []
    where: list[int] = []
    for row, line, number in zip(zip(*columns, strict=True), lines, times, strict=True):
        for again in range(1 if number is None else number):
            ref = f"{row[0]}-{again + 1}" if again and row[0] is not None else row[0]
            rows.append((ref, *row[1:]))
            where.append(line)
    return [list(values) for values in zip(*rows, strict=True)] if rows else [[] for _ in columns], where
