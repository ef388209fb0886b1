"""Words of a sheet that depend on its scorecard: small print, scale of grades, why a grade is another."""

from __future__ import annotations

from collections.abc import Callable

from qadesk import formats
from qadesk.domain.rules import Proportional
from qadesk.domain.scorecard import Indicator, Scorecard, Unit
from qadesk.errors import joined

Translate = Callable[[str], str]


def moved(_: Translate, trend: int, settled: bool) -> str:
    """Whether last cycle's focus (its weakest area if none was settled) is better (1) or worse (-1)."""
    if settled:
        return {
            1: _("Last cycle's focus: {name}, from {old} to {new}: better."),
            0: _("Last cycle's focus: {name}, from {old} to {new}: unchanged."),
            -1: _("Last cycle's focus: {name}, from {old} to {new}: worse."),
        }[trend]
    return {
        1: _("Last cycle's largest loss of points: {name}, from {old} to {new}: better."),
        0: _("Last cycle's largest loss of points: {name}, from {old} to {new}: unchanged."),
        -1: _("Last cycle's largest loss of points: {name}, from {old} to {new}: worse."),
    }[trend]


def notes(card: Scorecard, _: Callable[[str], str], *, compared: bool, judged: bool) -> str:
    """The small print under the table: how figures are made and what the marks mean.

    `compared` with the cycle before; `judged` where a rating is of the whole cycle.
    """
    said = []
    said += sorted({_convention(i, _) for i in card.indicators() if _by_full_mark(i)})
    said.append(_("The 95% interval shows how far chance may move the figure (Wilson's method for rates)."))
    said.append(_("Fewer than 5 cases: too few to judge. 5–9 cases: indicative only."))
    if judged:
        said.append(
            _(
                "A whole-cycle rating is one judgement of the whole period, not a sample; the minimum "
                "number of cases does not apply."
            )
        )
    if compared:
        said.append(_("Better and worse are compared with the last cycle."))
    return joined(*said)


def scale(card: Scorecard, language: str) -> str:
    """The grades and from where they run: A Excellent ≥ 90 …"""
    parts = [f"{g.code} {g.names.in_language(language)} ≥ {formats.plain(g.at_least)}" for g in card.grades]
    lowest = card.grades[-1]
    parts[-1] = f"{lowest.code} {lowest.names.in_language(language)}"
    return "   ".join(parts)


def _by_full_mark(indicator: Indicator) -> bool:
    rule = indicator.rule
    return isinstance(rule, Proportional) and rule.full is not None and indicator.unit is Unit.RATING


def _convention(indicator: Indicator, _: Translate) -> str:
    """What a middling rating is worth, since offices differ: by the full mark, or from the lowest level."""
    rule = indicator.rule
    assert isinstance(rule, Proportional) and rule.full is not None  # noqa: PT018 (as chosen by the caller)
    middle = (rule.full + 1) / 2
    middle = middle.to_integral_value() if middle % 1 else middle
    worth = formats.plain(rule.points(middle, None))
    full, level = formats.plain(rule.full), formats.plain(middle)
    if rule.zero:
        words = _("Ratings count from {zero} up: a {level} out of {full} is worth {worth} points.")
        return words.format(zero=formats.plain(rule.zero), level=level, full=full, worth=worth)
    words = _("Ratings count value ÷ full mark: a {level} out of {full} is worth {worth} points.")
    return words.format(level=level, full=full, worth=worth)
