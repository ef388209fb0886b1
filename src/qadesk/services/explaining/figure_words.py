"""Figures of rules and values in words: as few places as they need, as many as it takes to follow them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from qadesk import formats
from qadesk.domain.rules import HUNDRED, Ladder, Rule
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.domain.scoring import half_up
from qadesk.i18n import _

_MOST_PLACES = 9


def trimmed(value: Decimal, places: int = 4) -> str:
    """At most that many places and no needless ones: enough to check a product on paper."""
    text = formats.decimal(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def scored(points: Decimal) -> str:
    """Points: two places as on the sheet, up to four where it takes them to check a product on paper."""
    text = formats.decimal(points, 4)
    return text[:-2] + text[-2:].rstrip("0")


def signed(points: Decimal) -> str:
    """Points on top of the total, always with their sign: +3, −2.5; 0 without."""
    text = formats.plain(abs(points))
    return text if not points else f"{'+' if points > 0 else '−'}{text}"


def amount(value: Decimal, unit: Unit) -> str:
    """A figure of a rule with its unit and no needless places: 30 s, 95%, 4.5."""
    if unit is Unit.RATE:
        return f"{trimmed(value * 100)}%"
    if unit is Unit.SECONDS:
        return formats.standard(value, unit.value, "lower").removeprefix("≤ ")
    return trimmed(value)


def limit(value: Decimal, unit: Unit, better: str) -> str:
    """A limit: ≤ 30 s, ≥ 95%; a count's zero keeps its sign here."""
    return f"{'≤' if better == 'lower' else '≥'} {amount(value, unit)}"


def share_limit(share: Decimal, better: str) -> str:
    """A limit that is a share of the standard: ≥ 100% of the standard."""
    return _("{limit} of the standard").format(limit=limit(share, Unit.RATE, better))


def unit_text(size: Decimal, unit: Unit, relative: bool = False) -> str:
    """What a step is counted in: 5 s, 0.1 percentage points, 10% of the standard."""
    if relative:
        return _("{n}% of the standard").format(n=trimmed(size * 100))
    if unit is Unit.RATE:
        return _("{n} percentage points").format(n=trimmed(size * 100))
    return amount(size, unit)


def exact(indicator: Indicator, value: Decimal, standard: Decimal | None) -> str:
    """A value with as many places as it takes not to look like a limit it misses: 30.004 s, not 30.00 s."""
    unit = indicator.unit.value
    printed = formats.quantity(value, unit)
    if indicator.unit not in (Unit.SECONDS, Unit.RATE, Unit.RATING):
        return printed
    scale = HUNDRED if indicator.unit is Unit.RATE else Decimal(1)
    limits = [one * scale for one in _limits(indicator.rule, standard)]
    true = value * scale
    for places in range(2, _MOST_PLACES + 1):
        rounded = half_up(true, Decimal(1).scaleb(-places))
        if all(rounded != one or true == one for one in limits):
            return printed.replace(formats.decimal(true), formats.decimal(true, places))
    return printed


def _limits(rule: Rule, standard: Decimal | None) -> Iterable[Decimal]:
    if standard is not None:
        yield standard
    if isinstance(rule, Ladder):
        unit = standard if rule.of_standard and standard is not None else Decimal(1)
        yield from (bound * unit for bound, _points in rule.bands)
