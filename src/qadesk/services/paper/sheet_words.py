"""Words of a sheet that depend on its scorecard: small print, scale of grades, why a grade is another."""

from __future__ import annotations

from collections.abc import Callable

from qadesk import formats
from qadesk.domain.scorecard import Scorecard

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


def scale(card: Scorecard, language: str) -> str:
    """The grades and from where they run: A Excellent ≥ 90 …"""
    parts = [f"{g.code} {g.names.in_language(language)} ≥ {formats.plain(g.at_least)}" for g in card.grades]
    lowest = card.grades[-1]
    parts[-1] = f"{lowest.code} {lowest.names.in_language(language)}"
    return "   ".join(parts)
