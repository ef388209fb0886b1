"""Words of a sheet that depend on its scorecard: small print, scale of grades, why a grade is another."""

from __future__ import annotations

from collections.abc import Callable

from qadesk import formats
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import joined

Translate = Callable[[str], str]


def moved(_: Translate, trend: int, settled: bool, *, same: bool) -> str:
    """How last cycle's focus (its weakest area if none was settled) changed: better (1), worse (-1), neither.

    `same`: both are printed alike.
    """
    if settled:
        if same:
            return _("Last cycle's focus: {name}, {old}: unchanged.")
        return {
            1: _("Last cycle's focus: {name}, from {old} to {new}: better."),
            0: _("Last cycle's focus: {name}, from {old} to {new}."),
            -1: _("Last cycle's focus: {name}, from {old} to {new}: worse."),
        }[trend]
    if same:
        return _("Last cycle's largest loss of points: {name}, {old}: unchanged.")
    return {
        1: _("Last cycle's largest loss of points: {name}, from {old} to {new}: better."),
        0: _("Last cycle's largest loss of points: {name}, from {old} to {new}."),
        -1: _("Last cycle's largest loss of points: {name}, from {old} to {new}: worse."),
    }[trend]


def notes(_: Translate, *, compared: bool, judged: bool, intervals: bool, rates: bool, few: bool) -> str:
    """The small print under the table: how figures are made and what the marks mean.

    `compared` with the cycle before; `judged` where a rating is of the whole cycle; `intervals`, `rates`
    and `few` cases where there are some.
    """
    said = []
    if intervals:
        said.append(
            _("The 95% interval shows how far chance may move the figure (Wilson's method for rates).")
        )
    if few:
        said.append(_("Fewer than 5 cases: too few to judge. 5–9 cases: indicative only."))
    if judged:
        said.append(_("A whole-cycle rating is one judgement of the whole period, not a sample."))
    if compared:
        said.append(_("“Better” and “worse”: only where the 95% intervals of both cycles do not overlap."))
        if rates:
            said.append(_("Changes of percentages are in percentage points."))
    return joined(*said)


def scale(card: Scorecard, language: str) -> str:
    """The grades and from where they run: A Excellent ≥ 90 …"""
    parts = [f"{g.code} {g.names.in_language(language)} ≥ {formats.plain(g.at_least)}" for g in card.grades]
    lowest = card.grades[-1]
    parts[-1] = f"{lowest.code} {lowest.names.in_language(language)}"
    return "   ".join(parts)
