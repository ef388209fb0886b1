"""Where an entry of the trail leads: the screen that shows the thing it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from qadesk.services.trail.action_words import ACTIONS
from qadesk.services.trail.browsing import Entry

_MONTH: Final = re.compile(r"\d{4}(-\w+)?")


@dataclass(frozen=True)
class Lead:
    """A screen, what it is to show, and the month it shows it of ("": any)."""

    screen: str
    context: Any = None
    month: str = ""


def lead(entry: Entry) -> Lead | None:
    """The screen with what an entry is about; None where none shows it."""
    kind, _words = ACTIONS.get(entry.action, ("", ""))
    first, *rest = entry.subject.split("/")
    month = first if _MONTH.fullmatch(first) else ""
    if kind == "ratings":
        return Lead("score", (rest[0], rest[1] if len(rest) > 1 else "") if rest else None, month)
    if kind == "records":
        number = entry.detail.get("batch", entry.detail.get("number"))
        return Lead("records", number if isinstance(number, int) else "imports", month)
    if kind == "months":
        return Lead("results", rest[0], month) if rest else Lead("today", None, month)
    if kind == "sheets":
        agents = entry.detail.get("agents") or [None]
        return Lead("sheets", agents[0], month)
    if kind == "targets":
        return Lead("scorecards", "targets")
    return {
        "agents": Lead("agents", first),
        "notes": Lead("agents", first),
        "scorecards": Lead("scorecards"),
        "people": Lead("settings"),
        "office": Lead("settings"),
    }.get(kind)
