"""Why a result should be looked at, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from qadesk.i18n import N_, _
from qadesk.services.after_closing.review import Mark, MarkedResult

_MARKS: Final = {
    Mark.RED_LINE: N_("Red line: {what}"),
    Mark.WORSE: N_("Worse than last month: {what}"),
    Mark.BETTER: N_("Better than last month: {what}"),
    Mark.NOT_CONFIRMED: N_("Grade not confirmed"),
    Mark.EXEMPTED: N_("Exempted: {what}"),
    Mark.FEW: N_("Few cases: {what}"),
}


def mark_words(mark: Mark, indicators: Sequence[str]) -> str:
    """One mark with the names of the indicators it is about."""
    return _(_MARKS[mark]).format(what=_(", ").join(indicators))


def marks_line(one: MarkedResult) -> str:
    """All marks of a result, and that somebody else has to approve it."""
    said = [mark_words(mark, one.indicators(mark)) for mark in one.marks]
    if one.own:
        said.append(_("scored by you"))
    return _("; ").join(said)
