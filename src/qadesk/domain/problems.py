"""What may be wrong with a scorecard: a stable code, where, and the figures it is about. No words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Path = tuple[str | int, ...]  # as in the file form: ("sections", 0, "indicators", 2, "rule", "bands", 1)


class Severity(StrEnum):
    """Whether a scorecard can be published with it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or that its author should look at."""

    code: str
    severity: Severity
    path: Path
    detail: Mapping[str, Any] = field(default_factory=dict)


Problems = Iterator[Problem]
# What does no harm as it is: hints, told in one line after everything else.
HINTS = frozenset({"name_in_one_language", "wording_missing"})


def error(code: str, *path: str | int, **detail: Any) -> Problem:
    """A problem that keeps a scorecard from being published."""
    return Problem(code, Severity.ERROR, path, detail)


def warning(code: str, *path: str | int, **detail: Any) -> Problem:
    """A problem its author may accept."""
    return Problem(code, Severity.WARNING, path, detail)
