"""What each value was divided from: numerator and denominator, in figures and in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qadesk import formats
from qadesk.domain.measures import OfficeTally, Tally
from qadesk.domain.scorecard import Indicator, Origin, Unit
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import stored_apart
from qadesk.services.explaining.figure_words import trimmed


@dataclass(frozen=True)
class Quotient:
    """`numerator` ÷ `denominator` with what each counts; seconds for times, 0-1 never."""

    numerator: Decimal
    denominator: int
    above: str
    below: str


def quotient(
    indicator: Indicator, value: Decimal, n: int, tally: Tally, office: OfficeTally
) -> Quotient | None:
    """What `value` was divided from; None for a count, which is no quotient."""
    if indicator.rated:
        below = ngettext("submitted form", "submitted forms", n)
        return Quotient(value * n, n, _("rating points"), below)
    if indicator.origin is not Origin.RECORDS:
        return None
    found = [kind for kind in stored_apart().values() if indicator.figure in kind.parts]
    if not found:
        return None
    parts, whose = found[0].parts[indicator.figure], office if found[0].of_office else tally
    numerator, denominator = Decimal(parts.numerator(whose)), parts.denominator(whose)
    if indicator.unit is Unit.SECONDS:
        numerator /= 1000
    return Quotient(numerator, denominator, _(parts.above), _(parts.below))


def quotient_text(made: Quotient, indicator: Indicator, *, brief: bool = False) -> str:
    """ "8,513.2 s of waiting ÷ 300 answered calls and chats"; `brief` without saying of what."""
    number = _grouped(made.numerator)
    if indicator.unit is Unit.SECONDS:
        number = formats.quantity(Decimal(1), "seconds").replace("1.00", number)
    if brief:
        return _("{number} ÷ {count} {below}").format(
            number=number, count=f"{made.denominator:,}", below=made.below
        )
    return _("{number} {above} ÷ {count} {below}").format(
        number=number, above=made.above, count=f"{made.denominator:,}", below=made.below
    )


def _grouped(value: Decimal) -> str:
    whole, point, rest = trimmed(abs(value), 6).partition(".")  # milliseconds, half ratings
    return f"{'−' if value < 0 else ''}{int(whole):,}{point}{rest}"
