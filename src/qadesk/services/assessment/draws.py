"""Totals as they might have come out: draws of every figure behind an agent's result, through the rules.

Propagation of distributions (JCGM 101:2008): each figure is drawn from what its records say of it, and every
draw goes through the rules, weights, bounds and cap of the scorecard as the real value does. The seed is what
the digest of the result gives, so that everybody draws the same.
"""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from math import log, sqrt
from typing import TYPE_CHECKING, Final

from qadesk.domain import measures
from qadesk.domain.scorecard import Indicator, Origin, Role, Scorecard, Unit
from qadesk.domain.scoring import Line, State
from qadesk.domain.statistics import Z95, Evidence, beta_of
from qadesk.services.assessment import drawn_rules
from qadesk.services.assessment.results import AgentResult

if TYPE_CHECKING:
    from numpy.random import Generator

    from qadesk.services.assessment.drawn_rules import Draws

DRAWS: Final = 4096
_Z: Final = float(Z95)


def totals(card: Scorecard, result: AgentResult, count: int = DRAWS) -> Draws | None:
    """The computed total of a result, `count` times as it might have come out; None where there is none.

    Between 0 and the cap, before any red line and before rounding.
    """
    import numpy as np

    made = result.assessment
    if made.computed is None:
        return None
    own, found = _generator(result.digest), np.zeros(count)
    indicators = {one.code: one for one in card.indicators()}
    on_top = {section.code: np.zeros(count) for section in card.sections}
    for line in made.lines:
        if line.points is None or line.role not in (Role.WEIGHTED, Role.BONUS):
            continue
        indicator = indicators[line.code]
        values = drawn(line, indicator, own, result.cycle, count)
        points = float(line.points) if values is None else drawn_rules.points(card, indicator, line, values)
        if line.role is Role.BONUS:
            on_top[line.section] += points
        elif line.effective_weight:
            found += points * (float(line.effective_weight) / 100)
    for section in card.sections:
        most = None if section.most is None else float(section.most)
        least = None if section.least is None else float(section.least)
        extra = on_top[section.code]
        found += extra if most is None and least is None else np.clip(extra, least, most)
    return np.clip(found, 0, float(card.cap))


def drawn(line: Line, indicator: Indicator, own: Generator, cycle: str, count: int) -> Draws | None:
    """Values that a line might have had; None for one that is taken as exact.

    That is a typed or computed value, and one of which no spread is known. What is the whole office's is
    drawn alike for all its agents.
    """
    if line.state is not State.OBSERVED or line.interval is None or line.value is None:
        return None
    if indicator.origin in (Origin.TYPED, Origin.FORMULA):
        return None
    figure = measures.FIGURES.get(indicator.figure)
    if figure is not None and figure.measure is None:
        own = _generator(sha256(f"{cycle} {line.code} {line.value} {line.n}".encode()).hexdigest())
    value, n = float(line.value), line.n
    low, high = float(line.interval.low), float(line.interval.high)
    if indicator.unit.is_rate:  # Jeffreys' prior, beside which Wilson's interval stands
        k = min(max(round(value * n), 0), n)
        return own.beta(k + 0.5, n - k + 0.5, count)
    if indicator.unit is Unit.COUNT:
        return own.standard_gamma(max(value, 0.0) + 0.5, count)
    if indicator.unit is Unit.SECONDS:
        if not 0 < value <= high:
            return None
        spread = log(high / low) / 2 if 0 < low <= high else log(high / value)
        return value * own.lognormal(0, spread / _Z, count)
    if line.evidence is Evidence.WHOLE:
        return _judged(own, line, indicator.top, count)
    return _on_scale(own, line, (-100, 100) if indicator.unit is Unit.SCORE else (1, indicator.top), count)


def _judged(own: Generator, line: Line, top: int, count: int) -> Draws:
    """A rater's judgement: normal, within the scale."""
    import numpy as np

    assert line.value is not None
    assert line.interval is not None
    spread = float(max(line.value - line.interval.low, line.interval.high - line.value, Decimal(0))) / _Z
    return np.clip(float(line.value) + spread * own.standard_normal(count), 1, top)


def _on_scale(own: Generator, line: Line, ends: tuple[int, int], count: int) -> Draws:
    """The mean of a Dirichlet posterior, by the beta distribution that its interval is of."""
    assert line.value is not None
    assert line.interval is not None
    low, width = ends[0], ends[1] - ends[0]
    at = min(max((float(line.value) - low) / width, 0.0), 1.0)
    mean = (at * line.n + 0.5) / (line.n + 1)
    spread = float(line.interval.high - line.interval.low) / (2 * _Z) / width
    # No wider than a distribution between the ends can be.
    spread = min(max(spread, 1e-6), 0.99 * sqrt(mean * (1 - mean)))
    return low + width * own.beta(*beta_of(mean, spread * spread), count)


def _generator(digest: str) -> Generator:
    import numpy as np

    return np.random.Generator(np.random.SFC64(int(digest, 16)))
