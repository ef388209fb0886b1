"""Which backup copies stay: all of today and yesterday, then fewer and fewer the older they are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime, timedelta

DAYS, WEEKS, MONTHS, FEWEST = 12, 10, 12, 3


def kept(moments: Sequence[datetime], today: date) -> set[int]:
    """The places in `moments` (local, in any order) of the copies that stay.

    All from yesterday on (also those a wrong clock dated later); of the older ones the last of each of 12
    days, of what is older still the last of each of 10 weeks, then of each of 12 months. Days, weeks and
    months without a copy are not counted. Of each of the newest 12 months one stays: a week may have two. The
    newest three always stay.
    """
    newest = sorted(range(len(moments)), key=lambda place: moments[place], reverse=True)
    recent = [place for place in newest if moments[place].date() >= today - timedelta(days=1)]
    staying, left = set(recent), newest[len(recent) :]
    spans: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (DAYS, lambda moment: moment.date()),
        (WEEKS, lambda moment: moment.isocalendar()[:2]),
        (MONTHS, _month),
    )
    for most, span_of in spans:
        last: dict[Hashable, int] = {}
        for place in left:
            span = span_of(moments[place])
            if span not in last and len(last) == most:
                break
            last.setdefault(span, place)
        staying.update(last.values())
        if last:
            oldest = max(left.index(place) for place in last.values())
            left = left[oldest + 1 :]
    of_months: dict[Hashable, int] = {}
    for place in newest:
        of_months.setdefault(_month(moments[place]), place)
    there = {_month(moments[place]) for place in staying}
    alone = [place for month, place in [*of_months.items()][:MONTHS] if month not in there]
    return staying | {*alone, *newest[:FEWEST]}


def _month(moment: datetime) -> Hashable:
    return moment.year, moment.month
