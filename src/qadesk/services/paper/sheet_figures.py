"""Figures as they stand on a sheet: rounded as printed, with the sign of a change, as an interval."""

from __future__ import annotations

from decimal import Decimal

from qadesk import formats
from qadesk.domain.rules import limits
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.domain.scoring import Line
from qadesk.i18n import translations
from qadesk.services.explaining.figure_words import cannot_be


def quantity(line: Line, indicator: Indicator, language: str) -> str:
    """A value as it is printed, with as many places as tell it from what it is measured by."""
    if cannot_be(line, indicator):
        return translations(language).gettext("cannot be")
    apart = limits(indicator.rule, line.standard)
    return formats.quantity(line.value, indicator.unit, language, apart)


def in_table(line: Line, indicator: Indicator, language: str) -> str:
    """The same in the table, where the unit of a fine rate stands beside the indicator's name: it is long."""
    if line.value is None or cannot_be(line, indicator) or not unit_beside(indicator, language):
        return quantity(line, indicator, language)
    return formats.bare(line.value, indicator.unit, limits(indicator.rule, line.standard))


def required(line: Line, indicator: Indicator, language: str) -> str:
    """A standard in the table."""
    unit, better = indicator.unit.value, indicator.better.value
    if line.standard is None or not unit_beside(indicator, language):
        return formats.standard(line.standard, unit, better, language)
    return formats.standard(line.standard * formats.scale(unit), "", better, language)


def unit_beside(indicator: Indicator, language: str) -> str:
    """The unit that stands beside an indicator's name, not behind its figures; nothing for a short one."""
    fine = indicator.unit.is_rate and indicator.unit is not Unit.RATE
    return formats.unit_name(indicator.unit, language) if fine else ""


def printed(value: Decimal, line: Line, indicator: Indicator) -> Decimal:
    """The number that stands there."""
    return formats.printed(value, indicator.unit, limits(indicator.rule, line.standard))


def changed(by: Decimal, indicator: Indicator) -> str:
    """A change between two printed numbers, as exact as these are; whole ones of counts without places."""
    whole = indicator.unit is Unit.COUNT and by == by.to_integral_value()
    return formats.signed(by, 0 if whole else -int(by.as_tuple().exponent))


def interval(line: Line, indicator: Indicator) -> str:
    """The 95 % interval of a value as it is printed beside it; nothing where there is none."""
    if line.interval is None:
        return ""
    return formats.bare_interval(line.interval.low, line.interval.high, indicator.unit.value)
