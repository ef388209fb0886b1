"""Why a result should be looked at, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from qadesk import formats
from qadesk.i18n import N_, _, ngettext
from qadesk.services.after_closing.review import LenientRater, Mark, MarkedResult

_MARKS: Final = {
    Mark.RED_LINE: N_("Red line: {what}"),
    Mark.WORSE: N_("Worse than last cycle: {what}"),
    Mark.BETTER: N_("Better than last cycle: {what}"),
    Mark.NOT_CONFIRMED: N_("Grade not confirmed"),
    Mark.EXEMPTED: N_("Exempted: {what}"),
    Mark.FEW: N_("Few cases: {what}"),
}


def mark_words(mark: Mark, indicators: Sequence[str]) -> str:
    """One mark with the names of the indicators it is about."""
    return _(_MARKS[mark]).format(what=_(", ").join(indicators))


def marks_said(one: MarkedResult) -> Iterator[str]:
    """Each mark of a result in words; of those who scored it each by name."""
    for mark in one.marks:
        if mark is Mark.RATER:
            yield from map(rater_text, one.raters)
        else:
            yield mark_words(mark, one.indicators(mark))


def rater_text(one: LenientRater) -> str:
    """By how much somebody gives more or less than others, and what that was measured on."""
    found = one.found
    text = _("{who} scores lower than others: by {n} of a level (95%: {span}; {agents})")
    low, high = -found.high, -found.low
    if found.levels > 0:
        text = _("{who} scores higher than others: by {n} of a level (95%: {span}; {agents})")
        low, high = found.low, found.high
    agents = ngettext("{n} agent scored by several", "{n} agents scored by several", found.agents)
    return text.format(
        who=one.name,
        n=_level(abs(found.levels)),
        span=formats.span(_level(low), _level(high)),
        agents=agents.format(n=found.agents),
    )


def _level(value: float) -> str:
    return formats.decimal(Decimal(repr(value)), 1)


def marks_line(one: MarkedResult) -> str:
    """All marks of a result, and that somebody else has to approve it."""
    said = [*marks_said(one)]
    if one.own:
        said.append(_("scored by you"))
    return _("; ").join(said)
