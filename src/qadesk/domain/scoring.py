"""From an agent's measurements to points, effective weights, total and grade.

Weights are worked out as exact fractions and rounded once, half-up, at the end; so neither the order of
records nor the path of the arithmetic can move a printed figure. The grade is decided on the printed total.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from qadesk.domain.measures import NOTHING, Measurement
from qadesk.domain.rules import HUNDRED, ZERO, Effect, RedLine
from qadesk.domain.scorecard import Indicator, Origin, Role, Scorecard, Section, Unit
from qadesk.domain.statistics import Evidence, Interval, evidence

CENT = Decimal("0.01")
_SETTLED = Decimal("1E-18")  # finer than any true difference, coarser than what 28 digits lose on a third


class State(StrEnum):
    """Why an indicator has a value, or has none."""

    OBSERVED = "observed"
    NOT_APPLICABLE = "na"  # does not apply to this agent: its weight goes to the others
    WAIVED = "waived"  # missing, and let be with a reason: treated like not applicable
    MISSING = "missing"  # should exist, does not: the assessment is incomplete


class Status(StrEnum):
    """Whether an assessment can be graded."""

    GRADED = "graded"
    INCOMPLETE = "incomplete"
    EXCLUDED = "excluded"  # not assessed this cycle


@dataclass(frozen=True)
class Given:
    """What is known of one indicator for one agent. `reason` explains an exemption."""

    state: State
    measurement: Measurement = NOTHING
    reason: str = ""


@dataclass(frozen=True)
class Focus:
    """What an agent works on this cycle, and the weight (percent of the total) it carries in addition."""

    code: str
    extra: Decimal = ZERO


@dataclass(frozen=True)
class Line:
    """One indicator of an assessment.

    `points` are out of 100 (more only where the rule's cap says so); of a bonus they are points on top.
    `weight` is the scorecard's, `effective_weight` what it came to: percent of the total, unrounded.
    """

    code: str
    section: str
    role: Role
    state: State
    value: Decimal | None
    n: int
    interval: Interval | None
    evidence: Evidence | None  # None for counts, which are complete, and where nothing was observed
    standard: Decimal | None
    met: bool | None
    points: Decimal | None
    weight: Decimal
    effective_weight: Decimal
    reason: str = ""
    extra_weight: Decimal = ZERO  # in percent, of a focus; part of the effective weight

    @property
    def contribution(self) -> Decimal | None:
        """What the line adds to the total, unrounded; None without points."""
        if self.points is None or self.role is Role.WEIGHTED:
            return None if self.points is None else self.effective_weight * self.points / 100
        return self.points if self.role is Role.BONUS else ZERO

    @property
    def lost(self) -> Decimal:
        """What the line costs the total, unrounded; 0 for what is not weighed or has no points."""
        if self.points is None or self.role is not Role.WEIGHTED:
            return ZERO
        return self.effective_weight * max(HUNDRED - self.points, ZERO) / 100

    @property
    def behind(self) -> Decimal | None:
        """How far the value is on the wrong side of the standard, as a share of it; 0 where it is met.

        None where there is no value or no standard above 0 to measure by.
        """
        if self.value is None or self.met is None or not self.standard or self.standard < 0:
            return None
        return ZERO if self.met else abs(self.value - self.standard) / self.standard


@dataclass(frozen=True)
class Assessment:
    """One agent's result for one cycle.

    `computed` is the total as the rules give it, before any red line; `total` and `grade` are what counts.
    Both are None while the assessment is incomplete, and `missing` says what for. `by_total` is the grade
    that the total alone would give, where a red line or a quota made it another; None elsewhere.
    """

    status: Status
    lines: tuple[Line, ...]
    bonus: Decimal
    computed: Decimal | None
    total: Decimal | None
    grade: str | None
    red_lines: tuple[str, ...]
    missing: tuple[str, ...]
    weakest: str | None
    by_total: str | None = None

    def line(self, code: str) -> Line:
        """The line of an indicator. Raises KeyError if it is not on the scorecard."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)


def assess(
    card: Scorecard,
    given: Mapping[str, Given],
    standards: Mapping[str, Decimal] | None = None,
    focus: Focus | None = None,
) -> Assessment:
    """One agent's assessment.

    `given` holds what is known by indicator code; a weighted indicator not in it is missing, an event not in
    it did not occur. `standards` are this agent's frozen targets; the scorecard's stand in. The extra weight
    of a `focus` counts up to what the scorecard allows.
    """
    known = {i.code: given.get(i.code, _absent(i)) for i in card.indicators()}
    weighted = [i for i in card.indicators() if i.role is Role.WEIGHTED]
    counting = {i.code for i in weighted if known[i.code].state in (State.OBSERVED, State.MISSING)}
    extra = _extra(card, focus, counting)
    weights = _with_focus(effective_weights(card, counting), focus, extra)
    made = _Lines(card, known, standards or {}, weights, focus, extra)
    lines = tuple(made.line(section, i) for section in card.sections for i in section.indicators)
    missing = tuple(i.code for i in weighted if known[i.code].state is State.MISSING)
    bonus = _bonus(card, lines)
    red = tuple(i.code for i in card.indicators() if _crossed(i, known[i.code]))
    weakest = max((line for line in lines if line.lost > 0), key=lambda line: line.lost, default=None)
    computed = None if missing or not weights else _total(card, lines, weights, bonus)
    total, grade, by_total = _outcome(card, computed, red)
    return Assessment(
        status=_status(missing, weights),
        lines=lines,
        bonus=_decimal(bonus),
        computed=computed,
        total=total,
        grade=grade,
        red_lines=red,
        missing=missing,
        weakest=weakest.code if weakest else None,
        by_total=by_total,
    )


def points_at(
    card: Scorecard, indicator: Indicator, weight: Decimal, value: Decimal, standard: Decimal | None
) -> Decimal | None:
    """What a value earns: points out of 100, on top of the total for a bonus, None for what is only shown.

    `weight` is the indicator's in percent of the total, which its marks may be counted in.
    """
    if indicator.role is Role.REFERENCE:
        return None
    marks = card.full_marks(indicator, weight)
    points = indicator.rule.points(value, standard, marks)
    return points if marks in (HUNDRED, ZERO) else points * HUNDRED / marks


def effective_weights(card: Scorecard, counting: Collection[str]) -> dict[str, Fraction]:
    """The weight of each counting indicator in percent, 100 together (nothing where none counts).

    What drops out gives its weight to its section's siblings in proportion to theirs; only when a whole
    section drops out is its weight spread over the other sections.
    """
    spread: dict[str, Fraction] = {}
    for section in card.sections:
        weights = {i.code: Fraction(section.weight_of(i)) for i in section.indicators}
        alive = {code: weight for code, weight in weights.items() if code in counting and weight > 0}
        whole, left = sum(weights.values(), Fraction(0)), sum(alive.values(), Fraction(0))
        spread.update({code: weight * whole / left for code, weight in alive.items()})
    together = sum(spread.values(), Fraction(0))
    return {code: weight * 100 / together for code, weight in spread.items()}


def farthest_behind(lines: Sequence[Line]) -> str | None:
    """The weighed indicator that is farthest on the wrong side of its standard; None where all are met."""
    behind = [(line.behind, line.code) for line in lines if line.role is Role.WEIGHTED and line.behind]
    return max(behind, key=lambda one: one[0] or ZERO, default=(None, None))[1]


def half_up(value: Decimal | Fraction, places: Decimal = CENT) -> Decimal:
    """Rounded half-up to `places` (0.01: two), exactly, whatever the number of digits."""
    exact = Fraction(value)
    units = exact / Fraction(places)
    whole = (abs(units) * 2 + 1) // 2  # floor(|x| + 1/2)
    return (Decimal(whole if units >= 0 else -whole) * places).quantize(places, ROUND_HALF_UP)


class _Lines:
    """The lines of one assessment in the making."""

    def __init__(
        self,
        card: Scorecard,
        known: Mapping[str, Given],
        standards: Mapping[str, Decimal],
        weights: Mapping[str, Fraction],
        focus: Focus | None,
        extra: Fraction,
    ) -> None:
        self._card, self._known, self._standards, self._weights = card, known, standards, weights
        self._extra = {focus.code: extra} if focus and extra else {}

    def line(self, section: Section, indicator: Indicator) -> Line:
        """One of them."""
        given = self._known[indicator.code]
        standard = self._standards.get(indicator.code, indicator.standard)
        measured, weight = given.measurement, section.weight_of(indicator)
        value = measured.value if given.state is State.OBSERVED else None
        # A count is complete, and nobody says how many observations are behind a typed or computed figure.
        sure = indicator.unit is Unit.COUNT or indicator.origin in (Origin.TYPED, Origin.FORMULA)
        return Line(
            code=indicator.code,
            section=section.code,
            role=indicator.role,
            state=given.state,
            value=value,
            n=measured.n,
            interval=measured.interval if value is not None else None,
            evidence=None if value is None or sure else evidence(measured.n),
            standard=standard,
            met=None if value is None or standard is None else indicator.met(value, standard),
            points=None if value is None else points_at(self._card, indicator, weight, value, standard),
            weight=weight,
            effective_weight=_decimal(self._weights.get(indicator.code, Fraction(0))),
            reason=given.reason,
            extra_weight=_decimal(self._extra.get(indicator.code, Fraction(0))),
        )


def _absent(indicator: Indicator) -> Given:
    if indicator.role is Role.WEIGHTED or indicator.unit is not Unit.COUNT:
        return Given(State.MISSING)
    return Given(State.OBSERVED, Measurement(ZERO, 0))


def _extra(card: Scorecard, focus: Focus | None, counting: Collection[str]) -> Fraction:
    if focus is None or focus.code not in counting:
        return Fraction(0)
    return Fraction(min(max(focus.extra, ZERO), card.focus_extra))


def _with_focus(weights: dict[str, Fraction], focus: Focus | None, extra: Fraction) -> dict[str, Fraction]:
    """The focus weighs `extra` percent more, all else less in proportion; 100 together as before."""
    if focus is None or not extra or not 0 < weights.get(focus.code, Fraction(0)) < 100:
        return weights
    own = weights[focus.code]
    more = min(own + extra, Fraction(100))
    rest = (100 - more) / (100 - own)
    return {code: more if code == focus.code else weight * rest for code, weight in weights.items()}


def _bonus(card: Scorecard, lines: tuple[Line, ...]) -> Fraction:
    """What is added on top (or taken off): each section's within its own bounds."""
    together = Fraction(0)
    for section in card.sections:
        own = [line for line in lines if line.section == section.code and line.role is Role.BONUS]
        if own:
            together += section.on_top(sum((Fraction(line.points or 0) for line in own), Fraction(0)))
    return together


def _total(
    card: Scorecard, lines: tuple[Line, ...], weights: Mapping[str, Fraction], bonus: Fraction
) -> Decimal:
    base = sum(
        (weights[line.code] * Fraction(line.points) / 100 for line in lines
         if line.code in weights and line.points is not None),
        Fraction(0),
    )  # fmt: skip
    within = min(max(base + bonus, Fraction(0)), Fraction(card.cap))
    # A value such as 13/3 is cut off at 28 digits; unsettled, 89.995 could come out a hair below.
    return half_up(half_up(within, _SETTLED))


def _outcome(
    card: Scorecard, computed: Decimal | None, red: tuple[str, ...]
) -> tuple[Decimal | None, str | None, str | None]:
    """Total, grade, and the grade of the computed total where a red line made it another."""
    if computed is None:
        return None, None, None
    own = card.grade_of(computed).code
    total, rank = computed, card.grade_rank(own)
    for code in red:
        rule = card.indicator(code).rule
        if isinstance(rule, RedLine) and rule.effect is Effect.ZERO:
            total, rank = Decimal("0.00"), len(card.grades) - 1
        elif isinstance(rule, RedLine) and rule.effect is Effect.CAP_GRADE:
            rank = max(rank, card.grade_rank(rule.grade))
    grade = card.grades[rank].code
    # A total of zero needs no second grade beside it: the computed score is said already.
    return total, grade, own if grade != own and total == computed else None


def _crossed(indicator: Indicator, given: Given) -> bool:
    value = given.measurement.value
    return isinstance(indicator.rule, RedLine) and value is not None and indicator.rule.crossed(value)


def _status(missing: tuple[str, ...], weights: Mapping[str, Fraction]) -> Status:
    if missing:
        return Status.INCOMPLETE
    return Status.GRADED if weights else Status.EXCLUDED


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
