"""A figure of few cases moved towards the office's mean: told beside the raw one, never instead.

Credibility (H. Bühlmann & E. Straub, Mitt. Ver. Schweiz. Versicherungsmath. 70, 1970), the empirical-Bayes
estimate of means of unequal numbers of cases: what differs between agents by chance alone is taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from qadesk.domain.tally import Tally

FEWEST: Final = 5  # agents, for what is usual among them


class Group(NamedTuple):
    """One agent's cases: their number, sum, and sum of squares."""

    n: int
    total: Decimal
    squares: Decimal


class Credibility(NamedTuple):
    """The office's `mean`, and how many cases weigh as much; None: agents differ by chance alone."""

    mean: Decimal
    cases: Decimal | None

    def shrunk(self, value: Decimal, n: int) -> Decimal:
        """A value of `n` cases, moved towards the office's mean: always between the two."""
        if self.cases is None:
            return self.mean
        return (value * n + self.mean * self.cases) / (n + self.cases)


def credibility(groups: Iterable[Group]) -> Credibility | None:
    """What is usual in an office, of all its agents' cases; None for fewer than five agents with two cases.

    The variances within and between agents by the unbiased moments of the one-way layout.
    """
    known = [one for one in groups if one.n > 0]
    if sum(1 for one in known if one.n > 1) < FEWEST:
        return None
    n = sum(one.n for one in known)
    mean = sum((one.total for one in known), Decimal(0)) / n
    within = sum((one.squares - one.total * one.total / one.n for one in known), Decimal(0)) / (
        n - len(known)
    )
    spread = sum((one.n * (one.total / one.n - mean) ** 2 for one in known), Decimal(0))
    usual = n - Decimal(sum(one.n * one.n for one in known)) / n
    between = (spread - (len(known) - 1) * within) / usual
    if between <= 0:
        return Credibility(mean, None)
    return Credibility(mean, max(within, Decimal(0)) / between)


def groups(figure: str, tallies: Sequence[Tally]) -> list[Group]:
    """The agents' cases of a figure; none for a figure whose cases are not added up one by one."""
    made = _MADE.get(figure)
    return [] if made is None else [made(tally) for tally in tallies]


def _share(part: int, whole: int) -> Group:
    return Group(whole, Decimal(part), Decimal(part)) if part <= whole else Group(0, Decimal(0), Decimal(0))


def _times(n: int, total: int, squares: int, blind: int) -> Group:
    """Seconds; nothing of an agent of whom some are known by their mean only."""
    return Group(0 if blind else n, Decimal(total) / 1000, Decimal(squares) / 1_000_000)


_MADE: Final = {
    "avg_response_seconds": lambda t: _times(
        t.responses, t.response_ms, t.response_ms_squared, t.mean_responses
    ),
    "avg_talk_seconds": lambda t: _times(t.talks, t.talk_ms, t.talk_ms_squared, t.mean_talks),
    "first_contact_resolution": lambda t: _share(t.resolved, t.resolved + t.unresolved),
    "csat": lambda t: Group(0 if t.mean_rated else t.rated, t.rating_total, Decimal(t.rating_squared)),
    "nps": lambda t: Group(
        t.surveys,
        Decimal(100 * (t.promoters - t.detractors)),
        Decimal(10_000 * (t.promoters + t.detractors)),
    ),
    "complaint_rate": lambda t: _share(t.upheld, t.contacts),
    "complaint_response_24h": lambda t: _share(t.responded_24h, t.complaints - t.no_responded_at),
    "complaint_closed_48h": lambda t: _share(t.closed_48h, t.complaints - t.no_closed_at),
    "answered_share": lambda t: _share(t.reached, t.offered),
}
