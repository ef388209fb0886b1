"""What chance does to a draft, in words: to the points of one rule, and to totals."""

from __future__ import annotations

from decimal import Decimal

from qadesk.domain.scorecard import Indicator
from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.services.designing.noise import CardNoise, Case, RuleNoise
from qadesk.services.explaining.figure_words import trimmed


def found(noise: CardNoise | None, indicator: Indicator | None) -> RuleNoise | None:
    """What was found of an indicator as it is now; None while it is not looked at yet."""
    if noise is None or indicator is None:
        return None
    one = noise.of.get(indicator.code)
    return one if one is not None and one.indicator == indicator else None


def of_rule(noise: CardNoise | None, indicator: Indicator | None) -> str:
    """How many points chance moves, and one case; nothing where neither does anything."""
    one = found(noise, indicator)
    if noise is None or one is None:
        return ""
    said = []
    if one.spread:
        behind = _("assumed n = {n}, there are no data yet").format(n=one.n)
        if one.rows:
            behind = ngettext(
                "usually n = {n}, from {rows} agent-month",
                "usually n = {n}, from {rows} agent-months",
                one.rows,
            ).format(n=one.n, rows=one.rows)
        words = _("By chance: ±{points} points (standard deviation; {behind}), ±{total} of the total.")
        said.append(
            words.format(points=trimmed(one.spread), behind=behind.replace(" = ", "\u00a0=\u00a0"),
                         total=trimmed(one.of_total))
        )  # fmt: skip
    if one.step is not None:
        words = {
            Case.CASE: _("One case more or less changes the points by {points}."),
            Case.LEVEL: _("One level more or less changes the points by {points}."),
            Case.HAIR: _("At a limit the smallest difference changes the points by {points}."),
        }[one.case]
        said.append(words.format(points=_from_to(*one.step)))
        if noise.costliest == one.indicator.code:
            said.append(_("No other edge can cost the total more."))
    return joined(*said)


def of_totals(noise: CardNoise | None) -> str:
    """How reliable totals are, by which months and how it is found; or why it is not said."""
    if noise is None:
        return ""
    if noise.reliability is None or noise.error is None:
        if not noise.cycles:
            return _("There are no past months: how reliable totals are is not known.")
        return _("Too few agent-months with a total ({n}) to say how reliable totals are.").format(
            n=noise.rows
        )
    words = _(
        "Reliability of the total: {share}. This share of the differences between agents within a month is "
        "more than chance; by chance a total moves by ±{error} (standard deviation). From {cycles}, n = {n}; "
        "1 less the variance of draws ÷ that of totals (Lord & Novick 1968)."
    )
    cycles = _(", ").join(reversed(noise.cycles))
    share, error = trimmed(noise.reliability, 2), trimmed(noise.error)
    return words.format(share=share, error=error, cycles=cycles, n=noise.rows)


def _from_to(least: Decimal, most: Decimal) -> str:
    return trimmed(most) if least == most else f"{trimmed(least)}–{trimmed(most)}"
