"""Errors a user can act on, apart from bugs: what happened, what was kept, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

SAVE_A_COPY = "save a copy"  # `UserError.offer`: the office is still open, its file is out of reach
TRY_AGAIN = "try again"  # the same: nothing is wrong with the office, somebody else has it
GO_ON = "go on"  # the same: what was refused for want of a backup may be done without one


class UserError(Exception):
    """Something the user can correct; shown as it is, never as a crash.

    `code` is for programs, logs and tests, and never changes: what it concerns, in the words of the glossary,
    and what is wrong, e.g. `roster.number_taken`; one code for one sentence. All three texts are already in
    the user's language. `happened` is one sentence; `kept` says what is untouched or saved; `remedy` says
    what to do now. The last two may be empty where they would say nothing. `because` are the codes of what
    the sentence lists: problems of a scorecard, questions of a file, what is pending in a month.
    """

    def __init__(
        self, code: str, happened: str, *, kept: str = "", remedy: str = "", because: Iterable[str] = ()
    ) -> None:
        super().__init__(happened)
        self.code = code
        self.because = tuple(because)
        self.happened = happened
        self.kept = kept
        self.remedy = remedy
        self.offer = ""  # a way on that the window puts on a button
        self.anyway: Callable[..., Any] | None = None  # with GO_ON: the same without what was lacking

    def __str__(self) -> str:
        return joined(self.happened, self.kept, self.remedy)

    @property
    def data(self) -> dict[str, Any]:
        """The same for programs."""
        because = {"because": list(self.because)} if self.because else {}
        told = {"error": self.happened, "kept": self.kept, "remedy": self.remedy}
        return {"code": self.code, **because, **told}

    @property
    def advice(self) -> str:
        """What was kept and what to do, for where `happened` stands as a heading; may be empty."""
        return joined(self.kept, self.remedy)


def joined(*sentences: str) -> str:
    """The sentences that say anything: no space after a Chinese one, and a list ends with its line."""
    said = [sentence for sentence in sentences if sentence]
    if said and "\n" in said[0]:
        return "\n".join([said[0], joined(*said[1:])] if said[1:] else said)
    return "".join(sentence + " " * sentence[-1].isascii() for sentence in said[:-1]) + "".join(said[-1:])


class Cancelled(Exception):
    """The user stopped a long task; whatever it was doing has been taken back."""


class NotTaken(ValueError):
    """What was typed or pasted in a cell cannot stand there; nothing has changed.

    `code` says what is the matter (`cell.not_number`) and is what tests compare; the text says it in the
    user's language, or is empty while what is typed is only not complete.
    """

    def __init__(self, code: str = "", said: str = "") -> None:
        super().__init__(said)
        self.code = code
