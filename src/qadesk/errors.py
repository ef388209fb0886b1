"""Errors a user can act on, apart from bugs: what happened, what was kept, what to do."""

from __future__ import annotations


class UserError(Exception):
    """Something the person at the desk can put right; shown as it is, never as a crash.

    All three texts are already in the user's language. `happened` is one sentence; `kept` says what is
    untouched or saved; `remedy` says what to do now. The last two may be empty where they would say nothing.
    """

    def __init__(self, happened: str, *, kept: str = "", remedy: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.kept = kept
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [part for part in (self.happened, self.kept, self.remedy) if part]
        # Chinese sentences follow one another without a space.
        return "".join(part + " " * part[-1].isascii() for part in parts[:-1]) + parts[-1]


class Cancelled(Exception):
    """The user stopped a long task; whatever it was doing has been taken back."""
