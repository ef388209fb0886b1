"""The first rows of totals as they would be stored, worded for the preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from qadesk import formats
from qadesk.i18n import _
from qadesk.kinds.totals import CHANNELS, LEFT, STORED
from qadesk.tabular.dates import Zone
from qadesk.tabular.directory import Directory
from qadesk.tabular.totals_values import MILLION

_COUNTS = {
    "contacts": "contacts",
    "offered": "offered",
    "resolved_count": "resolved",
    "unresolved_count": "unresolved",
    "rated": "rated",
    "satisfied": "satisfied",
    "dissatisfied": "dissatisfied",
}
_MEANS = {
    "response_mean": ("responses", "response_us"),
    "talk_mean": ("talks", "talk_us"),
    "rating_mean": ("rated", "rating_millionths"),
}


def totals_shown(
    rows: Sequence[tuple[Any, ...]], zone: Zone, people: Directory
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The fields that hold something, and the rows as text in their order."""
    shown = [_shown(dict(zip((*STORED, *LEFT), row, strict=True)), zone, people) for row in rows]
    names = tuple(dict.fromkeys(name for row in shown for name, text in row.items() if text))
    return names, tuple(tuple(row.get(name, "") for name in names) for row in shown)


def _shown(row: Mapping[str, Any], zone: Zone, people: Directory) -> dict[str, str]:
    channel = CHANNELS[row["channel"]]
    made = {
        "agent": people.name_of(row["agent"]),
        "from": zone.local_text(row["at"])[:10],
        "to": zone.local_text(row["until"] - 1)[:10],
        "channel": _(channel),
        "queue": row["queue"],
    }
    for name, column in _COUNTS.items():
        made[name] = "" if row[column] is None else formats.count(row[column])
    for name, (count, total) in _MEANS.items():
        n, together = row[count], row[total]
        mean = None if not n or together is None else Decimal(together) / n / MILLION
        unit = "rating" if name == "rating_mean" else "seconds"
        made[name] = "" if mean is None else formats.quantity(mean, unit)
    rate = row["satisfaction"]
    made["satisfaction"] = "" if rate is None else formats.quantity(Decimal(rate), "rate")
    return made
