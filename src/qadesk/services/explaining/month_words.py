"""A longer cycle's figure of its months' results, in words and figures that can be checked on paper."""

from __future__ import annotations

from decimal import Decimal

from qadesk import formats
from qadesk.domain import months
from qadesk.domain.cycles import Cycle
from qadesk.domain.scorecard import Indicator, Origin
from qadesk.domain.tally import MonthTotal
from qadesk.i18n import _


def takes_up(indicator: Indicator) -> bool:
    """Whether an indicator is made of the results of months."""
    return indicator.origin is Origin.RECORDS and indicator.figure in months.FIGURES


def months_text(
    cycle: Cycle, indicator: Indicator, value: Decimal, totals: tuple[MonthTotal, ...], said: str
) -> str:
    """How `said`, the `value` as it is shown, follows from the months; names those without a total.

    A month that was corrected after the cycle was closed does not change it.
    """
    figure = indicator.figure
    if cycle.closed and months.measure(figure, totals).value != value:
        return _("{value} when the cycle was closed; its months give another value now").format(value=said)
    known = {month.code for month in totals}
    without = [formats.cycle_text(code) for code in cycle.period.month_codes if code not in known]
    left_out = _("no total in {months}").format(months=_(", ").join(without)) if without else ""
    return _("; ").join(part for part in (_made(figure, totals, said), left_out) if part)


def _made(figure: str, totals: tuple[MonthTotal, ...], said: str) -> str:
    each = _(", ").join(
        _("{month}: {total}").format(month=formats.cycle_text(one.code), total=_plain(one.total))
        for one in totals
    )
    if len(totals) < 2:
        return each or said
    alone = months.the_one(figure, totals)
    if alone is not None:
        worst, last = _("{value}, the lowest of {each}"), _("{value}, the last of {each}")
        return (worst if figure == months.WORST else last).format(value=said, each=each)
    if figure == months.WEIGHTED:
        above = " + ".join(f"{_plain(one.total)} × {one.contacts:,}" for one in totals)
        text = _("({above}) ÷ {n} = {value} (total × contacts of each month; {each})")
        return text.format(above=above, n=f"{sum(one.contacts for one in totals):,}", value=said, each=each)
    above = " + ".join(_plain(one.total) for one in totals)
    text = _("({above}) ÷ {n} = {value} ({each})")
    return text.format(above=above, n=len(totals), value=said, each=each)


def _plain(total: Decimal) -> str:
    return f"{total:.2f}"
