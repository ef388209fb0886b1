"""Which figures of a scorecard's workbook are shares of 1, and so written in percent or finer there.

Text files hold them as 0-1; a workbook is typed in by people, and a bare 0.95 there could mean two things.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from qadesk.domain.decimals import tidy
from qadesk.domain.scorecard import Unit
from qadesk.i18n import N_
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NumberKind

# By what they follow: the unit of the indicator, or always a percentage.
_OF_VALUES: Final = frozenset(
    {("indicator", name) for name in ("standard", "least", "greatest")}
    | {("rule", name) for name in ("full", "zero", "allowed", "free")}
    | {("applies_if", "limit"), ("on_total", "limit")}  # of the figure they compare
)
UNCLEAR: Final = N_(
    "This kind of file does not say whether it shows this as a percentage. Save it as an xlsx file."
)
LOOK: Final = "0.00########%"


def kind_of(part: str, field: str, unit: str, *, of_standard: bool) -> NumberKind | None:
    """How a figure is typed that is a share of 1; None for any other.

    `unit` is that of the indicator whose figure it is; `of_standard` says that limits or units are shares
    of the standard.
    """
    if (part, field) in (("grade", "quota"), ("grade", "least_share")):
        return numbers.PERCENT
    if (part, field) in (("band", "limit"), ("rule", "unit")) and of_standard:
        return numbers.PERCENT
    if (part, field) in _OF_VALUES or (part, field) in (("band", "limit"), ("rule", "unit")):
        kind = numbers.kind_of(Unit(unit)) if unit in list(Unit) else numbers.PLAIN
        return kind if kind.share else None
    return None


def in_cell(value: Decimal, kind: NumberKind) -> tuple[Decimal, bool]:
    """What a cell holds of a share, and whether it is to look like a percentage."""
    percent = kind.scale == numbers.PERCENT.scale
    return (value if percent else tidy(value * kind.scale)), percent


def from_cell(text: str, kind: NumberKind, *, percent: bool) -> str:
    """A share as the file form has it, 0-1. Raises NotRead for a figure that could mean two."""
    if percent:
        return text
    value = numbers.read(text, kind)
    return text if value is None else format(tidy(value), "f")
