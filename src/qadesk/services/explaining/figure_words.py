"""Figures of rules and values in words: as few places as they need, as many as it takes to follow them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from qadesk import formats
from qadesk.domain.decimals import half_up
from qadesk.domain.rules import Ladder, limits
from qadesk.domain.scorecard import Indicator, Origin, Unit
from qadesk.domain.scoring import Line
from qadesk.i18n import _

MOST_PLACES = 20
_ALL = 12  # places of a figure that somebody wrote: all it has
SHOWN = Decimal("0.0001")  # what results of calculations are rounded to
Holds = Callable[[Decimal], bool]


def cannot_be(line: Line, indicator: Indicator) -> bool:
    """Whether a value is a rate of the records above 100 %, as months closed before may have it."""
    recorded = indicator.origin is Origin.RECORDS and indicator.unit.is_rate
    return recorded and line.value is not None and line.value > 1


def trimmed(value: Decimal, places: int = 4) -> str:
    """At most that many places and no needless ones: enough to check a product on paper."""
    text = formats.decimal(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def scored(points: Decimal, places: int = 4) -> str:
    """Points: two places as on the sheet, more (up to `places`) where it takes them to check a product."""
    text = formats.decimal(points, max(places, 2))
    cut = len(text) - max(places, 2) + 2
    return text[:cut] + text[cut:].rstrip("0")


def whole(value: Decimal) -> str:
    """A figure of the scorecard in a calculation, with every place it has."""
    return trimmed(value, _ALL)


def settled(value: Decimal, holds: Holds, least: int = 0) -> Decimal:
    """A value rounded to as few places (at least so many) as leave what is said of it true."""
    for places in range(least, MOST_PLACES):
        rounded = half_up(value, Decimal(1).scaleb(-places))
        if holds(rounded):
            return rounded
    return value


def operand(value: Decimal, made: Callable[[Decimal], Decimal], least: int = 0) -> Decimal:
    """A value rounded so that calculating with it (`made`) gives the result that is shown."""
    result = half_up(made(value), SHOWN)
    return settled(
        value, lambda shown: bool(shown or not value) and half_up(made(shown), SHOWN) == result, least
    )


def signed(points: Decimal) -> str:
    """Points on top of the total, always with their sign: +3, −2.5; 0 without."""
    text = formats.plain(abs(points))
    return text if not points else f"{'+' if points > 0 else '−'}{text}"


def amount(value: Decimal, unit: Unit) -> str:
    """A figure of a rule with its unit and no needless places: 30 s, 95%, 4.5."""
    return formats.exact(value, unit.value)


def limit(value: Decimal, unit: Unit, better: str, *, over: bool = False) -> str:
    """A limit: ≤ 30 s, ≥ 95%, > 95% where it is `over` it; a count's zero keeps its sign here."""
    signs = "<>" if over else "≤≥"
    return f"{signs[better != 'lower']} {amount(value, unit)}"


def share_limit(share: Decimal, better: str, *, over: bool = False) -> str:
    """A limit that is a share of the standard: ≥ 100% of the standard."""
    return _("{limit} of the standard").format(limit=limit(share, Unit.RATE, better, over=over))


def band_limit(rule: Ladder, number: int, unit: Unit) -> str:
    """The limit of a band of a ladder."""
    bound, over = rule.bands[number][0], rule.is_over(number)
    if rule.of_standard:
        return share_limit(bound, rule.better, over=over)
    return limit(bound, unit, rule.better, over=over)


def unit_text(size: Decimal, unit: Unit, relative: bool = False) -> str:
    """What a step is counted in: 5 s, 0.1 percentage points, 10% of the standard."""
    if relative:
        return _("{n}% of the standard").format(n=whole(size * 100))
    if unit is Unit.RATE:
        return _("{n} percentage points").format(n=whole(size * 100))
    return amount(size, unit)


def exact(
    indicator: Indicator, value: Decimal, standard: Decimal | None, holds: Holds = lambda _value: True
) -> str:
    """A value with as many places as it takes not to look like a limit it misses: 30.004 s, not 30.00 s.

    And as many as leave true what is said of it: `holds` is asked of the value as it is shown.
    """
    unit, scale = indicator.unit, formats.scale(indicator.unit)
    apart = [one * scale for one in limits(indicator.rule, standard)]
    true, usual = value * scale, 1 if unit is Unit.SCORE else 2

    def fits(rounded: Decimal) -> bool:
        return all(rounded != one or true == one for one in apart) and holds(rounded / scale)

    return placed(value, unit, places_of(settled(true, fits, usual)))


def placed(value: Decimal, unit: Unit, places: int) -> str:
    """A value as it is always written, but with so many places at least: 28.3752 s, 89.0411%."""
    shown, usual = value * formats.scale(unit), 1 if unit is Unit.SCORE else 2
    places = max(places, usual if unit is Unit.SCORE else formats.places(shown))
    if unit is Unit.SCORE:
        return formats.signed(shown, places)
    if unit in (Unit.COUNT, Unit.PER_10000, Unit.PER_MILLION):
        return formats.with_unit(trimmed(shown, places), unit)
    return formats.with_unit(formats.decimal(shown, places), unit)


def places_of(value: Decimal) -> int:
    """With how many decimal places a figure is written."""
    return max(0, -int(value.as_tuple().exponent))
