"""What a service that writes returns: its result, what it changed, and how that is undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar, get_args

from qadesk.progress import Progress

T_co = TypeVar("T_co", covariant=True)

Change = Literal[
    "agents",
    "records",
    "ratings",
    "results",
    "focus",
    "sheets",
    "cycle",
    "settings",
    "notes",
    "scans",
    "scorecard",
    "backups",
    "checks",
]
CHANGES: Final[frozenset[Change]] = frozenset(get_args(Change))


@dataclass(frozen=True)
class Undo:
    """How a write is taken back: a service call, given a Progress where the write was.

    `what` names the write as something one does, in the language in force: “Undo: add a note”.
    """

    what: str
    do: Callable[..., Done[Any]]

    def __call__(self, *progress: Progress) -> Done[Any]:
        return self.do(*progress)


@dataclass(frozen=True)
class Done(Generic[T_co]):
    """A write that was committed.

    `changes` names what readers may have to read again; it is empty if nothing was changed. `undo` returns
    what has the `undo` that does the write again. It raises UserError if the office has moved on in the
    meantime (a month that was closed, a person with records).
    """

    value: T_co
    changes: frozenset[Change] = frozenset()
    undo: Undo | None = None
