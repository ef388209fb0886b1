"""What each value was divided from: numerator and denominator, in figures and in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from qadesk import formats
from qadesk.domain.measures import OfficeTally, Tally
from qadesk.domain.scorecard import Indicator, Origin, Unit
from qadesk.i18n import N_, _
from qadesk.services.explaining.figure_words import trimmed


@dataclass(frozen=True)
class Quotient:
    """`numerator` ÷ `denominator` with what each counts; seconds for times, 0-1 never."""

    numerator: Decimal
    denominator: int
    above: str
    below: str


_Parts = tuple[Callable[[Tally], int | Decimal], Callable[[Tally], int], str, str]
_PARTS: dict[str, _Parts] = {
    "avg_response_seconds": (
        lambda t: t.response_sum_ms, lambda t: t.responses,
        N_("of waiting until the first answer"), N_("answered calls and chats"),
    ),
    "avg_talk_seconds": (
        lambda t: t.talk_sum_ms, lambda t: t.talks, N_("of talking"), N_("answered calls and chats"),
    ),
    "first_contact_resolution": (
        lambda t: t.resolved, lambda t: t.resolved + t.unresolved,
        N_("solved at the first contact"), N_("contacts with yes or no noted"),
    ),
    "csat": (lambda t: t.rating_total, lambda t: t.rated, N_("rating points"), N_("rated contacts")),
    "complaint_rate": (
        lambda t: t.upheld, lambda t: t.contacts, N_("upheld complaints"), N_("answered calls and chats"),
    ),
    "escalation_rate": (lambda t: t.escalated, lambda t: t.complaints - t.no_escalated,
        N_("escalated"), N_("complaints")),
    "complaint_response_24h": (
        lambda t: t.responded_24h, lambda t: t.complaints - t.no_responded_at,
        N_("answered within 24 h"), N_("complaints"),
    ),
    "complaint_closed_48h": (
        lambda t: t.closed_48h, lambda t: t.complaints - t.no_closed_at,
        N_("closed within 48 h"), N_("complaints"),
    ),
    "error_rate": (lambda t: t.errors, lambda t: t.contacts, N_("errors"), N_("answered calls and chats")),
    "nps": (
        lambda t: 100 * (t.promoters - t.detractors), lambda t: t.surveys,
        N_("points (+100 for each promoter, −100 for each detractor)"), N_("survey answers"),
    ),
}  # fmt: skip
_OFFICE: dict[str, tuple[Callable[[OfficeTally], int], Callable[[OfficeTally], int], str, str]] = {
    "delivery_on_time": (
        lambda t: t.on_time, lambda t: t.due, N_("delivered on time"), N_("parcels due, whole branch"),
    ),
    "tracking_15min": (
        lambda t: t.scans_in_15_min, lambda t: t.scans,
        N_("scanned within 15 min"), N_("scans, whole branch"),
    ),
}  # fmt: skip


def quotient(
    indicator: Indicator, value: Decimal, n: int, tally: Tally, office: OfficeTally
) -> Quotient | None:
    """What `value` was divided from; None for a count, which is no quotient."""
    if indicator.rated:
        return Quotient(value * n, n, _("rating points"), _("ratings in submitted forms"))
    if indicator.origin is not Origin.RECORDS:
        return None
    if indicator.figure in _PARTS:
        above, below, what, of = _PARTS[indicator.figure]
        numerator, denominator = Decimal(above(tally)), below(tally)
    elif indicator.figure in _OFFICE:
        over, under, what, of = _OFFICE[indicator.figure]
        numerator, denominator = Decimal(over(office)), under(office)
    else:
        return None
    if indicator.unit is Unit.SECONDS:
        numerator /= 1000
    return Quotient(numerator, denominator, _(what), _(of))


def quotient_text(made: Quotient, indicator: Indicator) -> str:
    """ "8,513.2 s of waiting ÷ 300 answered calls and chats"."""
    number = _grouped(made.numerator)
    if indicator.unit is Unit.SECONDS:
        number = formats.quantity(Decimal(1), "seconds").replace("1.00", number)
    return _("{number} {above} ÷ {count} {below}").format(
        number=number, above=made.above, count=f"{made.denominator:,}", below=made.below
    )


def _grouped(value: Decimal) -> str:
    whole, point, rest = trimmed(abs(value), 6).partition(".")  # milliseconds, half ratings
    return f"{'−' if value < 0 else ''}{int(whole):,}{point}{rest}"
