"""Undo and redo: a scorecard is never changed in place, so every state that there was can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard

STATES_KEPT: Final = 500


@dataclass(frozen=True)
class State:
    """A scorecard, and what was changed last to make it (nothing for the one opened)."""

    card: Scorecard
    changed: Path = ()


class History:
    """The states of one scorecard, oldest first. What is typed on in a place is one step."""

    def __init__(self, card: Scorecard) -> None:
        self._states = [State(card)]
        self._at = 0
        self._typing: Path | None = None

    @property
    def card(self) -> Scorecard:
        """The one in sight."""
        return self._states[self._at].card

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before this one."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether something was undone."""
        return self._at < len(self._states) - 1

    def add(self, card: Scorecard, changed: Path, *, typing: bool = False) -> None:
        """Go on to a new state; what was undone is gone. Typing on in a place changes the state it made."""
        del self._states[self._at + 1 :]
        if typing and self._typing == changed and self._at:
            self._states[self._at] = State(card, changed)
        else:
            self._states.append(State(card, changed))
            del self._states[: -STATES_KEPT - 1]
        self._at = len(self._states) - 1
        self._typing = changed if typing else None

    def end_typing(self) -> None:
        """What is typed next is a step of its own."""
        self._typing = None

    def undo(self) -> Path | None:
        """Go back one state; where that changes something, None if there is none."""
        self._typing = None
        if not self.can_undo:
            return None
        self._at -= 1
        return self._states[self._at + 1].changed

    def redo(self) -> Path | None:
        """Go forth to a state undone; where that changes something, None if there is none."""
        self._typing = None
        if not self.can_redo:
            return None
        self._at += 1
        return self._states[self._at].changed
