"""Fields of a table that is typed in, without a window: what a cell says, and what typing makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

S = TypeVar("S")  # what the table shows: a scorecard, a ladder, targets; never changed in place
R = TypeVar("R")  # what a row is known by


def no_text(_state: Any, _row: Any) -> str:
    """Nothing to say."""
    return ""


def anywhere(_state: Any, _row: Any) -> bool:
    """In every row."""
    return True


@dataclass(frozen=True)
class TableField(Generic[S, R]):
    """One field of each row: what it says, and how it is changed.

    `put` returns the state with what was typed, or raises NotTaken; None: it is not typed as a text. With
    `choices` (codes and words) one of them is chosen instead; then `typed` is the code that holds, and `put`
    gets the code. `why_fixed` is said to who types where `editable` does not hold.
    """

    key: str
    header: str
    text: Callable[[S, R], str]
    put: Callable[[S, R, str], S] | None = None
    typed: Callable[[S, R], str] | None = None  # what stands in the field; otherwise the text
    choices: Callable[[], Sequence[tuple[str, str]]] | None = None
    editable: Callable[[S, R], bool] = anywhere
    why_fixed: Callable[[S, R], str] = no_text
