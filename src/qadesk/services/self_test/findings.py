"""What a step of the self-test ends with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tried:
    """One thing tried: what was seen, or what is wrong with it."""

    what: str
    seen: str
    problem: str


class Wrong(Exception):
    """Something is not as it has to be; the text names it."""


def refuse(problems: Iterable[str]) -> None:
    """Raise Wrong naming these; nothing where there are none."""
    found = list(problems)
    if found:
        raise Wrong("; ".join(found))
