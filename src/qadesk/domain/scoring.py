"""From an agent's measurements to points, effective weights, total and grade.

Weights are worked out as exact fractions and rounded once, half-up, at the end; so neither the order of
records nor the path of the arithmetic can move a printed figure. The grade is decided on the printed total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from qadesk.domain.decimals import HUNDRED, ZERO, half_up
from qadesk.domain.measures import NOTHING, Measurement
from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Better, Indicator, Origin, Role, Scorecard, Section, Unit
from qadesk.domain.spreading import Weights, exact_sum, spread, to_decimal
from qadesk.domain.statistics import Evidence, Interval, evidence

_SETTLED = Decimal("1E-18")  # finer than any true difference, coarser than what 28 digits lose on a third


class State(StrEnum):
    """Why an indicator has a value, or has none."""

    OBSERVED = "observed"
    NOT_APPLICABLE = "na"  # does not apply to this agent: its weight goes to the others
    WAIVED = "waived"  # missing, and excused with a reason: treated like not applicable
    MISSING = "missing"  # should exist, does not: the assessment is incomplete


class Status(StrEnum):
    """Whether an assessment can be graded."""

    GRADED = "graded"
    INCOMPLETE = "incomplete"
    EXCLUDED = "excluded"  # not assessed this cycle


class Given(NamedTuple):
    """What is known of one indicator for one agent. `reason` explains an exemption."""

    state: State
    measurement: Measurement = NOTHING
    reason: str = ""


_OBSERVED, _MISSING, _REFERENCE = State.OBSERVED, State.MISSING, Role.REFERENCE  # looked up very often


@dataclass(frozen=True)
class Focus:
    """What an agent works on this cycle, and the weight (percent of the total) it carries in addition."""

    code: str
    extra: Decimal = ZERO


class Line(NamedTuple):
    """One indicator of an assessment; a tuple, for a large month has a hundred thousand of them.

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
    def measurement(self) -> Measurement:
        """What was measured, as it was given."""
        return Measurement(self.value, self.n, self.interval, self.evidence is Evidence.WHOLE)

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
    """One agent's assessment; for many of them under one scorecard see `Scorer`.

    `given` holds what is known by indicator code; a weighted indicator not in it is missing, an event not in
    it did not occur. `standards` are this agent's frozen targets; the scorecard's stand in. The extra weight
    of a `focus` counts up to what the scorecard allows.
    """
    return Scorer(card).assess(given, standards, focus)


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


def farthest_behind(lines: Sequence[Line]) -> str | None:
    """The weighted indicator that is furthest from meeting its standard; None where all are met."""
    behind = [(line.behind, line.code) for line in lines if line.role is Role.WEIGHTED and line.behind]
    return max(behind, key=lambda one: one[0] or ZERO, default=(None, None))[1]


class Scorer:
    """A scorecard made ready to assess many agents: what is the same for all of them is worked out once."""

    def __init__(self, card: Scorecard) -> None:
        self._card = card
        self._parts = tuple(_part(card, s, i) for s in card.sections for i in s.indicators)
        self._weighted = [(at, part.code) for at, part in enumerate(self._parts) if part.weighted]
        beside = [(at, part) for at, part in enumerate(self._parts) if part.role is Role.BONUS]
        on_top = [(s, [at for at, part in beside if part.section is s]) for s in card.sections]
        self._on_top = [(section, places) for section, places in on_top if places]
        self._red = [at for at, part in enumerate(self._parts) if isinstance(part.indicator.rule, RedLine)]
        self._spread: dict[tuple[object, ...], Weights] = {}

    def assess(
        self,
        given: Mapping[str, Given],
        standards: Mapping[str, Decimal] | None = None,
        focus: Focus | None = None,
    ) -> Assessment:
        """One agent's assessment, see the function of that name."""
        known = [given.get(part.code, part.absent) for part in self._parts]
        gone, missing = [], []
        for at, code in self._weighted:
            state = known[at].state
            if state is _MISSING:
                missing.append(code)
            elif state is not _OBSERVED:
                gone.append(code)
        weights = self._weights(frozenset(gone), focus)
        required = standards or {}
        lines = tuple(
            _line(part, one, required.get(part.code, part.standard), weights, focus)
            for part, one in zip(self._parts, known, strict=True)
        )
        bonus = self._bonus(lines)
        red = tuple(
            self._parts[at].code for at in self._red if _crossed(self._parts[at].indicator, known[at])
        )
        computed = None
        if weights.exact and not missing:
            computed = self._total(lines, weights, bonus)
        total, grade, by_total = _outcome(self._card, computed, red)
        return Assessment(
            status=_status(missing, weights),
            lines=lines,
            bonus=to_decimal(Fraction(bonus)),
            computed=computed,
            total=total,
            grade=grade,
            red_lines=red,
            missing=tuple(missing),
            weakest=_weakest(lines),
            by_total=by_total,
        )

    def _weights(self, gone: frozenset[str], focus: Focus | None) -> Weights:
        """Agents for whom the same does not count have the same weights."""
        of, extra = (focus.code, focus.extra) if focus is not None else (None, ZERO)
        key = (gone, of, extra)
        if key not in self._spread:
            counting = [code for _at, code in self._weighted if code not in gone]
            self._spread[key] = spread(self._card, counting, of, extra)
        return self._spread[key]

    def _bonus(self, lines: Sequence[Line]) -> Decimal:
        """What is added on top (or taken off), exactly: each section's within its own bounds."""
        sections = (
            section.on_top(exact_sum(lines[at].points or ZERO for at in places))
            for section, places in self._on_top
        )
        return exact_sum(sections)

    def _total(self, lines: Sequence[Line], weights: Weights, bonus: Decimal) -> Decimal:
        base = weights.together((line.code, line.points) for line in lines if line.points is not None)
        within = min(max(base + Fraction(bonus), Fraction(0)), Fraction(self._card.cap))
        # A value such as 13/3 is cut off at 28 digits; unsettled, 89.995 could come out a hair below.
        return half_up(half_up(within, _SETTLED))


class _Part(NamedTuple):
    """What a line of every assessment has in common."""

    code: str
    section: Section
    section_code: str
    indicator: Indicator
    role: Role
    weighted: bool
    weight: Decimal
    marks: Decimal
    scaled: bool  # whether marks are not out of 100
    earned: Callable[[Decimal, Decimal | None, Decimal], Decimal]  # by the rule
    standard: Decimal | None
    lower: bool  # is better
    sure: bool  # a count is complete, and nobody says how many observations a typed or computed figure has
    absent: Given


def _part(card: Scorecard, section: Section, indicator: Indicator) -> _Part:
    weight = section.weight_of(indicator)
    marks = card.full_marks(indicator, weight)
    return _Part(
        code=indicator.code,
        section=section,
        section_code=section.code,
        indicator=indicator,
        role=indicator.role,
        weighted=indicator.role is Role.WEIGHTED,
        weight=weight,
        marks=marks,
        scaled=marks not in (HUNDRED, ZERO),
        earned=indicator.rule.points,
        standard=indicator.standard,
        lower=indicator.better is Better.LOWER,
        sure=indicator.unit is Unit.COUNT or indicator.origin in (Origin.TYPED, Origin.FORMULA),
        absent=_absent(indicator),
    )


def _line(part: _Part, given: Given, standard: Decimal | None, weights: Weights, focus: Focus | None) -> Line:
    state, (value, n, interval, whole), reason = given
    met, points, enough = None, None, None
    if state is not _OBSERVED or value is None:
        value, interval = None, None
    else:
        if part.role is not _REFERENCE:
            points = part.earned(value, standard, part.marks)
            if part.scaled:
                points = points * HUNDRED / part.marks
        if standard is not None:
            met = value <= standard if part.lower else value >= standard
        if not part.sure:
            enough = Evidence.WHOLE if whole else evidence(n)
    code = part.code
    extra = ZERO if focus is None or focus.code != code else weights.extra
    effective = weights.rounded.get(code, ZERO)
    return Line._make(  # quicker than by its name, a hundred thousand times
        (
            code,
            part.section_code,
            part.role,
            state,
            value,
            n,
            interval,
            enough,
            standard,
            met,
            points,
            part.weight,
            effective,
            reason,
            extra,
        )
    )


def _absent(indicator: Indicator) -> Given:
    if indicator.role is Role.WEIGHTED or indicator.unit is not Unit.COUNT:
        return Given(State.MISSING)
    return Given(State.OBSERVED, Measurement(ZERO, 0))


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


def _weakest(lines: Iterable[Line]) -> str | None:
    """The indicator that costs most; the first of several."""
    most, code = ZERO, None
    for line in lines:
        points = line.points
        if points is not None and points < HUNDRED:
            lost = line.effective_weight * (HUNDRED - points)  # 0 for what is not weighed
            if lost > most:
                most, code = lost, line.code
    return code


def _crossed(indicator: Indicator, given: Given) -> bool:
    value = given.measurement.value
    return isinstance(indicator.rule, RedLine) and value is not None and indicator.rule.crossed(value)


def _status(missing: Sequence[str], weights: Weights) -> Status:
    if missing:
        return Status.INCOMPLETE
    return Status.GRADED if weights.exact else Status.EXCLUDED
