"""Values of grades and bands, and conditions, as somebody types them: one on each line."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from qadesk import formats
from qadesk.domain.uses import Band, BonusBasis, BonusRule, Condition
from qadesk.errors import UserError
from qadesk.i18n import _

_VALUE: Final = re.compile(r"(\S+?)\s*(?:[:：=]\s*|\s)\s*(\S+)")
_CONDITION: Final = re.compile(r"(.+?)[\s×x*]+(\d+)\s*(?:次|times?|个?月)?\s*(连续|in a row)?", re.IGNORECASE)
_ROW: Final = re.compile(r"连续\s*(\d+)\s*个?月\s*(.+)")


def values_text(rule: BonusRule) -> str:
    """The values of a rule, a line for each grade, or for each band from the best one down."""
    if rule.basis is BonusBasis.GRADE:
        return "\n".join(f"{grade} {formats.plain(value)}" for grade, value in rule.grades)
    lines = (f"{formats.plain(band.at_least)} {formats.plain(band.value)}" for band in reversed(rule.bands))
    return "\n".join(lines)


def grades_of(text: str) -> tuple[tuple[str, Decimal], ...]:
    """Grades with their values, as typed. Raises UserError naming the first line that cannot be read."""
    return tuple((first, _number(second, line)) for first, second, line in _pairs(text))


def bands_of(text: str) -> tuple[Band, ...]:
    """Bands with their values, lowest first. Raises UserError as `grades_of`."""
    found = [Band(_number(first, line), _number(second, line)) for first, second, line in _pairs(text)]
    return tuple(sorted(found, key=lambda band: band.at_least))


def conditions_text(conditions: tuple[Condition, ...]) -> str:
    """Conditions, a line for each: “C, D 2”."""
    row = _("in a row")
    return "\n".join(
        f"{', '.join(one.grades)} {one.times}{f' {row}' if one.in_a_row else ''}" for one in conditions
    )


def conditions_of(text: str) -> tuple[Condition, ...]:
    """Conditions as typed. Raises UserError naming the first line that cannot be read."""
    return tuple(_condition(line.strip()) for line in text.splitlines() if line.strip())


def _condition(line: str) -> Condition:
    turned = _ROW.fullmatch(line)
    if turned:
        return Condition(_grades(turned[2]), int(turned[1]), in_a_row=True)
    match = _CONDITION.fullmatch(line)
    if match is None:
        raise UserError(
            "uses.no_condition",
            _("“{line}” is no condition.").format(line=line),
            kept=_("Nothing was changed."),
            remedy=_("Write grades and how often, as “C, D 2”; “A 3 in a row” for months in a row."),
        )
    return Condition(_grades(match[1]), int(match[2]), in_a_row=bool(match[3]))


def _grades(text: str) -> tuple[str, ...]:
    return tuple(one for one in re.split(r"[\s,，、/或]+|\bor\b", text) if one)


def _pairs(text: str) -> list[tuple[str, str, str]]:
    found = []
    for line in (one.strip() for one in text.splitlines()):
        match = _VALUE.fullmatch(line)
        if match is not None:
            found.append((match[1], match[2], line))
        elif line:
            raise _unread(line)
    return found


def _number(text: str, line: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise _unread(line) from None
    if not found.is_finite():
        raise _unread(line)
    return found


def _unread(line: str) -> UserError:
    return UserError(
        "uses.no_value",
        _("“{line}” is no grade or total with its value.").format(line=line),
        kept=_("Nothing was changed."),
        remedy=_("Write one a line: “A 1.2”, or by total “90 1.2”."),
    )
