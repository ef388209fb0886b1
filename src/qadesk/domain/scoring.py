"""What an assessment says: of each indicator its value, points and effective weight, then total and grade.

Weights are worked out as exact fractions and rounded once, half-up, at the end; so neither the order of
records nor the path of the arithmetic can move a printed figure. The grade is decided on the printed total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from qadesk.domain.decimals import CENT, HUNDRED, ZERO, half_up
from qadesk.domain.earlier_figures import EarlierFigure
from qadesk.domain.measures import NOTHING, Measurement
from qadesk.domain.peers import PeerFigure
from qadesk.domain.scorecard import Indicator, Role, Scorecard
from qadesk.domain.statistics import INDICATIVE, Evidence, Interval
from qadesk.domain.total_rules import TotalStep


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
    """What is known of one indicator for one agent. `reason` explains an exemption.

    `peers` are the figures of peers that its formula uses.
    """

    state: State
    measurement: Measurement = NOTHING
    reason: str = ""
    peers: tuple[PeerFigure, ...] = ()


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
    peers: tuple[PeerFigure, ...] = ()  # the figures of peers that its formula uses

    @property
    def given(self) -> Given:
        """What was known of the agent, as it was given."""
        return Given(self.state, self.measurement, self.reason, self.peers)

    @property
    def measurement(self) -> Measurement:
        """What was measured, as it was given."""
        return Measurement(self.value, self.n, self.interval, self.evidence is Evidence.WHOLE)

    @property
    def few(self) -> bool:
        """Whether it is flagged because of its number, which is below 10."""
        return self.evidence in (Evidence.TOO_FEW, Evidence.INDICATIVE) and self.n < INDICATIVE

    @property
    def wide(self) -> bool:
        """Whether it is flagged because its interval spans every band of the rule, of 10 or more."""
        return self.evidence is Evidence.INDICATIVE and self.n >= INDICATIVE

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

    `computed` is the total as the indicators give it; `steps` what rules on the total made of it, before any
    red line; `total` and `grade` are what counts.
    Both are None while the assessment is incomplete, and `missing` says what for. `by_total` is the grade
    that the total alone would give, where a rule, a red line or a quota made it another, `moved_from` the one
    it had before a least share of agents had to have a worse one; None elsewhere.
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
    earlier: tuple[EarlierFigure, ...] = ()  # figures of other periods, as they were taken
    steps: tuple[TotalStep, ...] = ()
    moved_from: str | None = None

    @property
    def before_red_lines(self) -> Decimal | None:
        """The total that the rules on it leave; None while there is none."""
        return self.steps[-1].total if self.steps else self.computed

    @property
    def crossed_to_zero(self) -> bool:
        """Whether a red line made the total another."""
        return self.total != self.before_red_lines

    @cached_property
    def as_weak(self) -> tuple[str, ...]:
        """What cost as many points as the weakest, as they are shown (two places), besides it."""
        if self.weakest is None:
            return ()
        lost = self.line(self.weakest).lost
        near = [(one, cost) for one in self.lines if abs((cost := one.lost) - lost) < CENT]
        most = half_up(lost)
        return tuple(one.code for one, cost in near if one.code != self.weakest and half_up(cost) == most)

    def line(self, code: str) -> Line:
        """The line of an indicator. Raises KeyError if it is not on the scorecard."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, Line]:
        return {line.code: line for line in self.lines}


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
