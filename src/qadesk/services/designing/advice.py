"""Choosing indicators: what past months say of each, with advice and the figure it rests on.

For every indicator, over agents and months:

* how far it sets agents apart: the standard deviation of its points within months, and how many have the
  most or the fewest points its rule gives;
* how it goes with the total without itself (corrected item-total correlation, Pearson's r; the rest being
  the weighed mean of the other indicators' points; P. M. Kline, A Handbook of Test Construction, 1986), and
  with the customers' own rating (Spearman's rank correlation of the values, larger meaning better);
* whether another indicator says the same (Pearson's r of the points of both);
* how often it was missing or did not apply;
* how well the ratings hang together (Cronbach's alpha).

These are statistics, calculated in floats and rounded half-up to two places at the end; advice goes by the
rounded figure, the one that is shown. With few agent-months chance makes any figure, so nothing is advised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from qadesk.domain.decimals import ONE, half_up
from qadesk.domain.scorecard import Indicator, Role, Scorecard
from qadesk.progress import Progress
from qadesk.services.designing import advice_statistics as statistics
from qadesk.services.designing.advice_data import Collected, Counts, collect
from qadesk.storage.office import Office

if TYPE_CHECKING:
    from pandas import DataFrame, Series

ENOUGH_ROWS = 20  # agent-months; with fewer, r = 0.44 may be chance (two-sided 5 %)
ENOUGH_MONTHS = 2
NEARLY_ALL = Decimal("0.90")
OFTEN = Decimal("0.20")
MOST = Decimal("0.75")  # have full points: it tells only the others apart
NARROW = Decimal("2.00")  # points
SAME = Decimal("0.90")
AGAINST = Decimal("-0.30")
LOOSE = Decimal("0.70")  # alpha; J. C. Nunnally, Psychometric Theory, 1978
TIGHT = Decimal("0.95")
BETTER_WITHOUT = Decimal("0.05")


class Verdict(StrEnum):
    """What there is to say of an indicator, or of the ratings."""

    TOO_FEW = "too_few"  # figure: agent-months with points
    MISSING = "missing"  # share missing
    NOT_APPLICABLE = "not_applicable"  # share
    FULL = "full"  # share with the most points
    FLOOR = "floor"  # share with the fewest
    NARROW = "narrow"  # standard deviation in points
    DUPLICATE = "duplicate"  # r with another
    AGAINST_TOTAL = "against_total"  # r with the rest of the total
    AGAINST_CSAT = "against_csat"  # rank correlation with CSAT
    FEW_BELOW = "few_below"  # share with the most points
    SOUND = "sound"  # standard deviation
    NOT_SCORED = "not_scored"  # only shown, or a red line
    LOOSE = "loose"  # alpha
    TIGHT = "tight"  # alpha
    BETTER_WITHOUT = "better_without"  # alpha without an item
    RELIABLE = "reliable"  # alpha
    NO_ALPHA = "no_alpha"  # number of items


@dataclass(frozen=True)
class Correlation:
    """Rounded to two places; `r` None where either figure does not vary.

    `limit` is how large it becomes by chance alone, by permutation of the agents; 1 where it is too small to
    ask.
    """

    r: Decimal | None
    n: int
    limit: Decimal = ONE

    @property
    def beyond_chance(self) -> bool:
        """Whether it is larger, either way, than permutations of the agents make it."""
        return self.r is not None and abs(self.r) > self.limit


@dataclass(frozen=True)
class AdviceItem:
    """One piece of advice: the figure it rests on, of `n` agent-months, and the other indicator's code."""

    verdict: Verdict
    figure: Decimal
    n: int
    other: str = ""


@dataclass(frozen=True)
class IndicatorEvidence:
    """What the months say of one indicator, as its newest scorecard has it."""

    indicator: Indicator
    current: bool  # whether the newest scorecard has it
    counts: Counts
    spread: Decimal | None  # standard deviation of the points within months
    total: Correlation  # with the total without itself
    csat: Correlation
    twin: str  # the indicator whose points it goes with most; "" where none can be said
    twinned: Correlation
    findings: tuple[AdviceItem, ...]

    def share(self, count: int, of: int) -> Decimal | None:
        """A count as a share, 0-1, to three places; None of nothing."""
        return half_up(Decimal(count) / of, Decimal("0.001")) if of else None


@dataclass(frozen=True)
class Ratings:
    """How well the rated items of the newest scorecard hang together."""

    items: tuple[Indicator, ...]
    alpha: Decimal | None
    n: int
    left_out: int  # agent-months that lack one of the items
    without: dict[str, Decimal | None]  # alpha with an item left out, by code
    findings: tuple[AdviceItem, ...]


@dataclass(frozen=True)
class Advice:
    """The report; cycles by code, newest first."""

    cycles: tuple[str, ...]
    rows: int  # agent-months
    evidence: tuple[IndicatorEvidence, ...]  # in the order of the newest scorecard, what it has no more last
    ratings: Ratings


def advice(
    office: Office, last: int = 12, *, closed_only: bool = False, progress: Progress | None = None
) -> Advice:
    """The report over the newest `last` cycles, open ones included unless `closed_only`."""
    progress = progress or Progress()
    collected, newest = collect(office, last, closed_only=closed_only, progress=progress)
    return judged(collected, newest)


def judged(collected: Collected, newest: Scorecard | None) -> Advice:
    """The report of what was collected."""
    months = collected.month_of_rows()
    items = newest.rated_items() if newest is not None else ()
    return Advice(
        cycles=tuple(dict.fromkeys(collected.months)),
        rows=len(collected.months),
        evidence=tuple(_evidence(collected, newest, months)),
        ratings=_ratings(items, collected, months),
    )


_NO_TWIN = Correlation(None, 0)


def _evidence(
    collected: Collected, newest: Scorecard | None, months: Series[int]
) -> Iterator[IndicatorEvidence]:
    points, values, csat = collected.table("points"), collected.table("values"), collected.csat()
    rest, agents = _rest(points, collected.table("weights")), collected.agent_of_rows()

    def tested(how: Callable[..., statistics.Coefficient], a: Series[float], b: Series[float]) -> Correlation:
        """With its limit by chance, where it is large enough to be spoken of."""
        found = _correlation(how(a, b, months))
        if found.r is None or abs(found.r) < -AGAINST:
            return found
        if how is statistics.spearman:
            a, b = statistics.places(a, months), statistics.places(b, months)
        return replace(found, limit=_rounded(statistics.chance_limit(a, b, months, agents)))

    current = {i.code for i in newest.indicators()} if newest is not None else set[str]()
    weighed = [code for code, i in collected.indicators.items() if i.role is Role.WEIGHTED]
    twins = statistics.twins(points[weighed], months, ENOUGH_ROWS)
    for code, indicator in collected.indicators.items():
        spread = statistics.spread(points[code], months)
        own_rating = (indicator.measure or code) == "csat" and not indicator.rated
        twin = twins[code][0] if code in twins else ""
        made = IndicatorEvidence(
            indicator=indicator,
            current=code in current,
            counts=collected.counts[code],
            spread=None if spread is None else _rounded(spread),
            total=tested(statistics.pearson, points[code], rest[code]),
            csat=Correlation(None, 0) if own_rating else tested(statistics.spearman, values[code], csat),
            twin=twin,
            twinned=tested(statistics.pearson, points[code], points[twin]) if twin else _NO_TWIN,
            findings=(),
        )
        yield replace(made, findings=tuple(_findings(made)))


def _rest(points: DataFrame, weights: DataFrame) -> DataFrame:
    """For each indicator the weighed mean of the others' points, of those with a total."""
    earned = (points * weights).where(weights.notna())
    total, together = earned.sum(axis=1, min_count=1), weights.sum(axis=1, min_count=1)
    others = weights.fillna(0.0).rsub(together, axis=0)
    return earned.fillna(0.0).rsub(total, axis=0) / others.where(others > 0)


def _findings(made: IndicatorEvidence) -> Iterator[AdviceItem]:
    """The gravest first; always at least one."""
    counts = made.counts
    if counts.asked < ENOUGH_ROWS or len(counts.months) < ENOUGH_MONTHS:
        yield AdviceItem(Verdict.TOO_FEW, Decimal(counts.asked), counts.asked)
        return
    grave = list(_absence(made)) + list(_sameness(made))
    yield from grave
    if made.indicator.role not in (Role.WEIGHTED, Role.BONUS):
        yield AdviceItem(Verdict.NOT_SCORED, Decimal(counts.there), counts.asked)
    elif not grave and counts.scored < ENOUGH_ROWS:
        yield AdviceItem(Verdict.TOO_FEW, Decimal(counts.scored), counts.scored)
    elif not grave and (top := made.share(counts.top, counts.scored) or Decimal(0)) >= MOST:
        yield AdviceItem(Verdict.FEW_BELOW, top, counts.scored)
    elif not grave:
        yield AdviceItem(Verdict.SOUND, made.spread or Decimal(0), counts.scored)


def _absence(made: IndicatorEvidence) -> Iterator[AdviceItem]:
    counts = made.counts
    for verdict, count, least in (
        (Verdict.MISSING, counts.missing, OFTEN),
        (Verdict.NOT_APPLICABLE, counts.not_applicable, Decimal("0.50")),
    ):
        share = made.share(count, counts.asked)
        if share is not None and share >= least:
            yield AdviceItem(verdict, share, counts.asked)


def _sameness(made: IndicatorEvidence) -> Iterator[AdviceItem]:
    """What keeps an indicator with enough points from telling agents apart."""
    counts = made.counts
    if counts.scored < ENOUGH_ROWS:
        return
    top, floor = (made.share(count, counts.scored) or Decimal(0) for count in (counts.top, counts.floor))
    if top >= NEARLY_ALL:
        yield AdviceItem(Verdict.FULL, top, counts.scored)
    elif floor >= NEARLY_ALL:
        yield AdviceItem(Verdict.FLOOR, floor, counts.scored)
    elif made.indicator.role is Role.WEIGHTED and made.spread is not None and made.spread < NARROW:
        yield AdviceItem(Verdict.NARROW, made.spread, counts.scored)
    if made.twinned.r is not None and made.twinned.r >= SAME:
        yield AdviceItem(Verdict.DUPLICATE, made.twinned.r, made.twinned.n, made.twin)
    for verdict, found in ((Verdict.AGAINST_TOTAL, made.total), (Verdict.AGAINST_CSAT, made.csat)):
        if found.r is not None and found.n >= ENOUGH_ROWS and found.r <= AGAINST and found.beyond_chance:
            yield AdviceItem(verdict, found.r, found.n)


def _ratings(items: tuple[Indicator, ...], collected: Collected, months: Series[int]) -> Ratings:
    if not items:
        return Ratings((), None, 0, 0, {}, (AdviceItem(Verdict.NO_ALPHA, Decimal(0), 0),))
    levels = collected.table("levels")[[i.code for i in items]]
    found = statistics.cronbach(levels, months)
    rated = int(levels.notna().any(axis=1).sum())
    alpha = None if found.alpha is None else _rounded(found.alpha)
    without = {code: None if one is None else _rounded(one) for code, one in found.without.items()}
    findings = tuple(_reliability(len(items), alpha, found.n, without))
    return Ratings(items, alpha, found.n, rated - found.n, without, findings)


def _reliability(
    items: int, alpha: Decimal | None, n: int, without: dict[str, Decimal | None]
) -> Iterator[AdviceItem]:
    if alpha is None:
        yield AdviceItem(Verdict.NO_ALPHA, Decimal(items), n)
        return
    if n < ENOUGH_ROWS:
        yield AdviceItem(Verdict.TOO_FEW, Decimal(n), n)
        return
    verdict = Verdict.LOOSE if alpha < LOOSE else Verdict.TIGHT if alpha > TIGHT else Verdict.RELIABLE
    yield AdviceItem(verdict, alpha, n)
    for code, one in without.items():
        if one is not None and one >= alpha + BETTER_WITHOUT:
            yield AdviceItem(Verdict.BETTER_WITHOUT, one, n, code)


def _correlation(found: statistics.Coefficient) -> Correlation:
    return Correlation(None if found.r is None else _rounded(found.r), found.n)


def _rounded(figure: float) -> Decimal:
    """Two places, half-up, of the figure as it would be written: the one place where floats are rounded."""
    return half_up(Decimal(str(figure)))
