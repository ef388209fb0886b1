"""How many points the rules of a draft move by chance, at as many cases as the office usually has.

The newest months are taken as a trial takes them; every figure of theirs is drawn as for how sure a total is
(`assessment.draws`), and goes through the draft's own rule. Where an office has no month yet, or an indicator
no value, usual figures are assumed, and said to be.

How reliable totals are is the share of what differs between agents within months that is not chance: 1 less
the draws' variance ÷ the totals' variance (F. M. Lord & M. R. Novick, Statistical Theories of Mental Test
Scores, 1968, chapter 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from math import exp, sqrt
from statistics import fmean, median, mode
from typing import Final

from qadesk.domain import check_figures
from qadesk.domain.decimals import HUNDRED, half_up
from qadesk.domain.edges import case_of, in_between, moves
from qadesk.domain.measures import FIGURES, NOTHING, Measurement, Source, Tally, measure_ratings, rate
from qadesk.domain.rules import Rule
from qadesk.domain.scorecard import Indicator, Origin, Role, Scorecard, Unit
from qadesk.domain.scoring import Line, State
from qadesk.domain.statistics import Evidence, count_interval, duration_interval, scale_interval
from qadesk.services.assessment import drawn_rules, draws
from qadesk.services.assessment.knowledge import Knowledge
from qadesk.services.assessment.results import AgentResult
from qadesk.services.cycles import Cycle
from qadesk.services.designing.problems import WordedProblem
from qadesk.services.designing.trial import TrialMonth, workable
from qadesk.services.designing.trial_month import RecalculatedMonth, months, own_card
from qadesk.storage.office import Office

MONTHS: Final = 3  # the newest closed ones
CONTACTS, RATINGS, COMPLAINTS, SURVEYS = 600, 270, 6, 60  # assumed of one agent's month, where none is known
_AGENTS: Final = 60  # of a month that are looked at
_DRAWS: Final = 256
_LEAST: Final = 10  # agent-months from which reliability is said
_SKEW: Final = exp(0.36)  # the mean square of an assumed time, of its squared mean: lognormal, 0.6
_TENTH: Final = Decimal("0.1")


class Case(StrEnum):
    """What moves the points of a rule."""

    CASE = "case"  # one contact, complaint, rating or occurrence
    LEVEL = "level"  # one level of a judgement of the whole month
    HAIR = "hair"  # the smallest difference there can be in a mean time


@dataclass(frozen=True)
class RuleNoise:
    """What chance does to one rule; points are those of the rule, out of its full mark."""

    indicator: Indicator  # as it was looked at
    spread: Decimal  # standard deviation
    of_total: Decimal  # the same in points of the total
    n: int  # cases that are usual
    rows: int  # agent-months it is taken from; 0: assumed
    step: tuple[Decimal, Decimal] | None  # the fewest and the most points one case moves
    case: Case
    smoother: Rule | None  # the rule without edges, where one costs less


@dataclass(frozen=True)
class CardNoise:
    """Rules by the code of their indicator; `costliest`: whose one case may move the total most, by an edge.

    `reliability` (0 to 1) and `error`, the standard deviation of a total by chance, are None without months.
    """

    of: Mapping[str, RuleNoise]
    cycles: tuple[str, ...] = ()
    rows: int = 0  # agent-months with a total
    costliest: str = ""
    reliability: Decimal | None = None
    error: Decimal | None = None


Looked = tuple[tuple[WordedProblem, ...], CardNoise]


class PastMonths(TrialMonth):
    """Looks at a draft on the office's newest months, too; what is known of them is read once."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._of: dict[str, Knowledge] = {}

    def look(self, card: Scorecard, *, flat: bool) -> Looked:
        """What would tell nobody apart, where that is wanted, and what chance does."""
        return self.flat(card) if flat else (), self.noise(card)

    def noise(self, card: Scorecard) -> CardNoise:
        """Of a scorecard; nothing of one that cannot be worked out."""
        if not workable(card):
            return CardNoise({})
        every = months(self._office)
        chosen = [one for one in every if one.closed][:MONTHS] or list(every[:1])
        return noise_of(card, [self.month(card, cycle) for cycle in chosen])

    def month(self, card: Scorecard, cycle: Cycle) -> list[AgentResult]:
        """A month's results under a scorecard, of so many agents as are looked at."""
        with self._office.read() as connection:
            own = own_card(connection, cycle, card)
            known = self._of.get(cycle.code)
            month = RecalculatedMonth(connection, self._office, cycle, own, card, known)
            self._of[cycle.code] = month.known
            return [
                AgentResult(who, after, Tally(), "", None, cycle.code, card)
                for who, _before, after in islice(month.under_draft(), _AGENTS)
            ]


def noise_of(card: Scorecard, taken: list[list[AgentResult]]) -> CardNoise:
    """What chance does under a scorecard, by the results of some months under it."""
    of = {}
    for section in card.sections:
        for indicator in section.indicators:
            if indicator.role not in (Role.WEIGHTED, Role.BONUS):
                continue
            weight = section.weight_of(indicator)
            lines = [(r.assessment.line(indicator.code), r) for month in taken for r in month]
            found = _of_rule(card, indicator, weight, [(one, r) for one, r in lines if one.value is not None])
            if found is not None:
                of[indicator.code] = found
    edgy = {code: one for code, one in of.items() if one.smoother is not None and one.step is not None}
    costliest = max(edgy, key=lambda code: _of_total(card, edgy[code]), default="")
    cycles = tuple(month[0].cycle for month in taken if month)
    return replace(_reliability(card, taken), of=of, cycles=cycles, costliest=costliest)


def _of_total(card: Scorecard, found: RuleNoise) -> Decimal:
    assert found.step is not None
    return found.step[1] * _share(card, found.indicator)


def _share(card: Scorecard, indicator: Indicator) -> Decimal:
    """What one point of a rule is of the total."""
    weight = card.section_of(indicator.code).weight_of(indicator)
    marks = card.full_marks(indicator, weight)
    return weight / marks if marks else Decimal(1)


def _of_rule(
    card: Scorecard, indicator: Indicator, weight: Decimal, lines: list[tuple[Line, AgentResult]]
) -> RuleNoise | None:
    marks = card.full_marks(indicator, weight)
    rows = len(lines)
    if not rows:
        assumed = _assumed(indicator, weight)
        if assumed is None:
            return None
        lines = [(assumed, _NOBODY)]
    variance = [_variance(card, indicator, line) for line, _result in lines]
    spread = Decimal(str(sqrt(fmean(variance)))) * (marks / HUNDRED if marks else 1)
    n, standard = round(median(line.n for line, _r in lines)), mode(line.standard for line, _r in lines)
    whole = sum(line.evidence is Evidence.WHOLE for line, _r in lines) * 2 > len(lines)
    case = case_of(indicator, n, whole=whole, half_points=card.half_points)
    between = _between([line for line, _result in lines])
    step = moves(indicator, standard, marks, between, case)
    other = in_between(indicator)
    smooth = None if other is None else moves(replace(indicator, rule=other), standard, marks, between, case)
    cheaper = step is not None and (smooth is None or smooth[1] < step[1])
    return RuleNoise(
        indicator,
        half_up(spread, _TENTH),
        half_up(spread * _share(card, indicator), _TENTH),
        n,
        rows,
        step and (half_up(step[0], _TENTH), half_up(step[1], _TENTH)),
        Case.HAIR if case is None else Case.LEVEL if whole else Case.CASE,
        other if cheaper else None,
    )


def _variance(card: Scorecard, indicator: Indicator, line: Line) -> float:
    """Of the points of one line, out of 100, had the month come out a little differently."""
    found = draws.spread(line, indicator)
    if found is None:
        return 0.0
    values = draws.values([found])
    return float(drawn_rules.points(card, indicator, line.weight, values, line.standard).var())


def _between(lines: list[Line]) -> tuple[Decimal, Decimal]:
    """From the lowest to the highest value that chance may bring about."""
    ends = [end for line in lines for end in _ends(line)]
    return min(ends), max(ends)


def _ends(line: Line) -> Iterable[Decimal]:
    assert line.value is not None
    return (line.value,) if line.interval is None else (line.interval.low, line.interval.high)


def _reliability(card: Scorecard, taken: list[list[AgentResult]]) -> CardNoise:
    """Pooled within months, so that a hard month makes no difference between agents."""
    errors, squares, freedom = [], 0.0, 0
    for month in taken:
        drawn = [one for one in month if one.assessment.computed is not None]
        totals = [float(one.assessment.computed or 0) for one in drawn]
        errors += draws.totals(card, drawn, count=_DRAWS).var(axis=1).tolist()
        if len(totals) > 1:
            squares += sum((one - fmean(totals)) ** 2 for one in totals)
            freedom += len(totals) - 1
    if len(errors) < _LEAST or not squares:
        return CardNoise({}, rows=len(errors))
    share = max(0.0, 1 - fmean(errors) / (squares / freedom))
    error = half_up(Decimal(str(sqrt(fmean(errors)))), _TENTH)
    return CardNoise({}, rows=len(errors), reliability=half_up(Decimal(str(share))), error=error)


# ---- where nothing is known


def _assumed(indicator: Indicator, weight: Decimal) -> Line | None:
    """A usual month at the standard; None where neither it nor what is counted says what is usual."""
    found = _usual(indicator)
    if found.value is None:
        return None
    evidence = Evidence.WHOLE if found.whole else None
    return Line(
        indicator.code, "", indicator.role, State.OBSERVED, found.value, found.n, found.interval, evidence,
        indicator.standard, None, None, weight, weight,
    )  # fmt: skip


def _usual(indicator: Indicator) -> Measurement:
    value, figure = indicator.standard, FIGURES.get(indicator.figure)
    if indicator.origin in (Origin.TYPED, Origin.FORMULA):
        return NOTHING if value is None else Measurement(value, 1, None)
    if indicator.unit is Unit.COUNT:
        often = max(int(value or 0), 1)
        return Measurement(Decimal(often), often, count_interval(often))
    if value is None:
        return NOTHING
    if indicator.figure in check_figures.FIGURES:
        return check_figures.usual(indicator.figure, value)
    if indicator.unit is Unit.POINTS:  # how sure months are is not known beforehand
        return Measurement(value, 1, None)
    if indicator.rated:
        return measure_ratings([value], indicator.top, whole=1)
    if indicator.unit.is_rate:
        few = figure is not None and (figure.source == Source.COMPLAINTS and figure.only_with_occasion)
        n = COMPLAINTS if few else CONTACTS
        return rate(round(value * n), n)
    if indicator.unit is Unit.SECONDS:
        squares = float(value) ** 2 * _SKEW * CONTACTS
        return Measurement(
            value, CONTACTS, duration_interval(value * CONTACTS, Decimal(str(squares)), CONTACTS)
        )
    scale, n, width = (
        ((1, 2, 3, 4, 5), RATINGS, 1) if indicator.unit is Unit.RATING else ((-100, 0, 100), SURVEYS, 70)
    )
    mean = float(value)
    apart = min(width**2, 0.9 * (mean - scale[0]) * (scale[-1] - mean))
    return Measurement(value, n, scale_interval(value * n, Decimal(str(n * (mean * mean + apart))), n, scale))


_NOBODY: Final = AgentResult(None, None, Tally(), "", None, "", ("", 0))  # type: ignore[arg-type]
