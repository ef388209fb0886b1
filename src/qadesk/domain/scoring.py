"""From an agent's measurements to points, effective weights, total and grade.

Weights are worked out as exact fractions and rounded once, half-up, at the end; so neither the order of
records nor the path of the arithmetic can move a printed figure. The grade is decided on the printed total.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from qadesk.domain.measures import NOTHING, Measurement
from qadesk.domain.rules import RedLine
from qadesk.domain.scorecard import Grade, Indicator, Role, Scorecard, Unit
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
class Line:
    """One indicator of an assessment. Points 0-100 (bonus: points on top); weights in percent, unrounded."""

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

    @property
    def contribution(self) -> Decimal | None:
        """What the line adds to the total, unrounded; None without points."""
        if self.points is None:
            return None
        if self.role is Role.WEIGHTED:
            return self.effective_weight * self.points / 100
        return self.points

    @property
    def lost(self) -> Decimal:
        """What the line costs the total, unrounded; 0 for bonus, red line and what has no points."""
        if self.points is None or self.role is not Role.WEIGHTED:
            return Decimal(0)
        return self.effective_weight * (100 - self.points) / 100


@dataclass(frozen=True)
class Assessment:
    """One agent's result for one cycle.

    `computed` is the total as the rules give it, before any red line; `total` and `grade` are what counts.
    Both are None while the assessment is incomplete, and `missing` says what for.
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

    def line(self, code: str) -> Line:
        """The line of an indicator. Raises KeyError if it is not on the scorecard."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)


def assess(
    card: Scorecard, given: Mapping[str, Given], standards: Mapping[str, Decimal] | None = None
) -> Assessment:
    """One agent's assessment.

    `given` holds what is known by indicator code; a weighted indicator not in it is missing, a bonus or red
    line not in it did not occur. `standards` are this agent's frozen targets; the scorecard's stand in.
    """
    known = {i.code: given.get(i.code, _absent(i)) for i in card.indicators()}
    weighted = [i for i in card.indicators() if i.role is Role.WEIGHTED]
    counting = {i.code for i in weighted if known[i.code].state in (State.OBSERVED, State.MISSING)}
    weights = effective_weights(card, counting)
    lines = tuple(
        _line(section.code, i, known[i.code], (standards or {}).get(i.code, i.standard), weights)
        for section in card.sections
        for i in section.indicators
    )
    missing = tuple(i.code for i in weighted if known[i.code].state is State.MISSING)
    bonus = sum((line.points or Decimal(0) for line in lines if line.role is Role.BONUS), Decimal(0))
    red = tuple(i.code for i in card.indicators() if _crossed(i, known[i.code]))
    weakest = max((line for line in lines if line.lost > 0), key=lambda line: line.lost, default=None)
    computed = None if missing or not weights else _total(card, lines, weights, bonus)
    total = Decimal("0.00") if red and computed is not None else computed
    return Assessment(
        status=_status(missing, weights),
        lines=lines,
        bonus=bonus,
        computed=computed,
        total=total,
        grade=None if total is None else _grade(card, total, red).code,
        red_lines=red,
        missing=missing,
        weakest=weakest.code if weakest else None,
    )


def effective_weights(card: Scorecard, counting: Collection[str]) -> dict[str, Fraction]:
    """The weight of each counting indicator in percent, 100 together (nothing where none counts).

    What drops out gives its weight to its section's siblings in proportion to theirs; only when a whole
    section drops out is its weight spread over the other sections.
    """
    spread: dict[str, Fraction] = {}
    for section in card.sections:
        weighted = [i for i in section.indicators if i.role is Role.WEIGHTED]
        alive = [i for i in weighted if i.code in counting and i.weight > 0]
        whole = sum((Fraction(i.weight) for i in weighted), Fraction(0))
        left = sum((Fraction(i.weight) for i in alive), Fraction(0))
        spread.update({i.code: Fraction(i.weight) * whole / left for i in alive})
    together = sum(spread.values(), Fraction(0))
    return {code: weight * 100 / together for code, weight in spread.items()}


def half_up(value: Decimal | Fraction, places: Decimal = CENT) -> Decimal:
    """Rounded half-up to `places` (0.01: two), exactly, whatever the number of digits."""
    exact = Fraction(value)
    units = exact / Fraction(places)
    whole = (abs(units) * 2 + 1) // 2  # floor(|x| + 1/2)
    return (Decimal(whole if units >= 0 else -whole) * places).quantize(places, ROUND_HALF_UP)


def _absent(indicator: Indicator) -> Given:
    if indicator.role is Role.WEIGHTED:
        return Given(State.MISSING)
    return Given(State.OBSERVED, Measurement(Decimal(0), 0))


def _line(
    section: str,
    indicator: Indicator,
    given: Given,
    standard: Decimal | None,
    weights: Mapping[str, Fraction],
) -> Line:
    measured = given.measurement
    value = measured.value if given.state is State.OBSERVED else None
    counted = indicator.unit is Unit.COUNT
    return Line(
        code=indicator.code,
        section=section,
        role=indicator.role,
        state=given.state,
        value=value,
        n=measured.n,
        interval=measured.interval if value is not None else None,
        evidence=None if value is None or counted else evidence(measured.n),
        standard=standard,
        met=None if value is None or standard is None else indicator.met(value, standard),
        points=None if value is None else indicator.rule.points(value, standard),
        weight=indicator.weight,
        effective_weight=_decimal(weights.get(indicator.code, Fraction(0))),
        reason=given.reason,
    )


def _total(
    card: Scorecard, lines: tuple[Line, ...], weights: Mapping[str, Fraction], bonus: Decimal
) -> Decimal:
    base = sum(
        (weights[line.code] * Fraction(line.points) / 100 for line in lines
         if line.code in weights and line.points is not None),
        Fraction(0),
    )  # fmt: skip
    within = min(max(base + Fraction(bonus), Fraction(0)), Fraction(card.cap))
    # A value such as 13/3 is cut off at 28 digits; unsettled, 89.995 could come out a hair below.
    return half_up(half_up(within, _SETTLED))


def _grade(card: Scorecard, total: Decimal, red: tuple[str, ...]) -> Grade:
    return card.grades[-1] if red else card.grade_of(total)


def _crossed(indicator: Indicator, given: Given) -> bool:
    value = given.measurement.value
    return isinstance(indicator.rule, RedLine) and value is not None and indicator.rule.crossed(value)


def _status(missing: tuple[str, ...], weights: Mapping[str, Fraction]) -> Status:
    if missing:
        return Status.INCOMPLETE
    return Status.GRADED if weights else Status.EXCLUDED


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
