"""Totals as they might have come out: draws of every figure behind agents' results, through the rules.

Propagation of distributions (JCGM 101:2008). What a figure's records say of it is a distribution, that is a
thousand equally probable values (`quantiles`); each goes through the rule of the scorecard once, and a draw
picks one of each figure. Which it picks is what the digest of the result gives, so that everybody draws the
same, whichever version of NumPy there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from math import log, sqrt
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qadesk.domain import measures, months
from qadesk.domain.scorecard import Indicator, Origin, Role, Scorecard, Unit
from qadesk.domain.scoring import Line, State
from qadesk.domain.statistics import Z95, Evidence, beta_of, student_t95
from qadesk.progress import Progress
from qadesk.services.assessment import drawn_rules, quantiles
from qadesk.services.assessment.results import AgentResult

if TYPE_CHECKING:
    from numpy import uint16
    from numpy.random import SFC64
    from numpy.typing import NDArray

    from qadesk.services.assessment.drawn_rules import Draws

DRAWS: Final = 4096
_Z: Final = float(Z95)
_ENDS: Final = {Unit.SCORE: (-100, 100), Unit.POINTS: (0, 100)}  # of the means of single answers and checks
_TOGETHER: Final = 32  # results at a time


class Spread(NamedTuple):
    """The distribution of one figure: `kind` with its two numbers, between `low` and `high`."""

    kind: str  # "beta", "gamma", "lognormal" or "normal"
    one: float
    two: float = 0.0
    low: float = 0.0
    high: float = 1.0


def totals(
    card: Scorecard,
    results: Sequence[AgentResult],
    told: Progress | None = None,
    count: int = DRAWS,
    figures: dict[str, Draws] | None = None,
) -> Draws:
    """The computed totals of results that have one, a row each, `count` times as they might have come out.

    Between 0 and the cap, before any rule on the total or red line and before rounding. `figures` gets the
    values, drawn alike, of what rules on the total go by; nan where one is not known. Raises Cancelled.
    """
    import numpy as np

    found, told = np.zeros((len(results), count)), told or Progress()
    kept = {} if figures is None else figures
    kept |= {rule.when.figure: np.full(found.shape, np.nan) for rule in card.on_total if figures is not None}
    for at in range(0, len(results), _TOGETHER):
        told.report(at, len(results))
        here = slice(at, at + _TOGETHER)
        facts = {code: values[here] for code, values in kept.items()}
        _Block(card, results[here], found[here], told, facts).draw()
    return found


def spread(line: Line, indicator: Indicator) -> Spread | None:
    """How a line's value might have come out; None for one that is taken as exact.

    That is a typed or computed value, and one of which no spread is known.
    """
    if line.state is not State.OBSERVED or line.value is None:
        return None
    if indicator.origin in (Origin.TYPED, Origin.FORMULA):
        return None
    if line.interval is None:
        return _of_one(line, indicator)
    value, n = float(line.value), line.n
    low, high = float(line.interval.low), float(line.interval.high)
    if indicator.unit.is_rate:  # Jeffreys' prior, beside which Wilson's interval stands
        k = min(max(round(value * n), 0), n)
        return Spread("beta", k + 0.5, n - k + 0.5)
    if indicator.unit is Unit.COUNT:
        return Spread("gamma", max(value, 0.0) + 0.5)
    if indicator.unit is Unit.SECONDS:
        if not 0 < value <= high:
            return None
        wide = log(high / low) / 2 if 0 < low <= high else log(high / value)
        return Spread("lognormal", value, wide / _Z)
    if indicator.figure in months.FIGURES:
        most = max(float(months.HIGHEST), high)  # a scorecard may allow more
        return Spread("normal", value, (high - low) / 2 / _Z, 0, most)
    if line.evidence is Evidence.WHOLE:  # a rater's judgement
        return Spread("normal", value, max(value - low, high - value, 0.0) / _Z, 1, indicator.top)
    ends = _ENDS.get(indicator.unit, (1, indicator.top))
    return _on_scale(value, n, high - low, *ends)


def values(spreads: Sequence[Spread]) -> Draws:
    """The equally probable values of figures that are spread in the same way, a row each."""
    import numpy as np

    one, two, low, high = np.array([part[1:] for part in spreads]).T[:, :, None]
    made: Draws
    if spreads[0].kind == "beta":
        made = low + (high - low) * quantiles.beta(one[:, 0], two[:, 0])
    elif spreads[0].kind == "gamma":
        made = quantiles.gamma(one[:, 0])
    elif spreads[0].kind == "lognormal":
        made = one * np.exp(two * quantiles.normal())
    else:
        made = np.clip(one + two * quantiles.normal(), low, high)
    return made


def picked(bits: SFC64, count: int) -> NDArray[uint16]:
    """Which of a figure's values each of `count` draws has."""
    import numpy as np

    return bits.random_raw(-(-count // 4)).view(np.uint16)[:count] & np.uint16(quantiles.PLACES - 1)


def source(digest: str) -> SFC64:
    """What draws for a digest."""
    import numpy as np

    return np.random.SFC64(int(digest, 16))


def _of_one(line: Line, indicator: Indicator) -> Spread | None:
    """A single time has no interval, and is less certain than two are that are as spread as their mean."""
    if indicator.unit is not Unit.SECONDS or line.n != 1 or not line.value:
        return None
    return Spread("lognormal", float(line.value), float(student_t95(1)) / _Z)


def _on_scale(value: float, n: int, width: float, low: int, high: int) -> Spread:
    """The mean of a Dirichlet posterior, by the beta distribution that its interval is of."""
    at = min(max((value - low) / (high - low), 0.0), 1.0)
    mean = (at * n + 0.5) / (n + 1)
    deviation = width / (2 * _Z) / (high - low)
    # No wider than such a posterior of so many can be.
    deviation = min(max(deviation, 1e-5), sqrt(mean * (1 - mean) / (n + 2)))
    return Spread("beta", *beta_of(mean, deviation * deviation), low, high)


class _Block:
    """Some results that are drawn together, indicator by indicator."""

    def __init__(
        self,
        card: Scorecard,
        results: Sequence[AgentResult],
        found: Draws,
        told: Progress,
        facts: Mapping[str, Draws],
    ) -> None:
        self._card, self._results, self._found, self._told = card, results, found, told
        self._facts = facts
        self._count = found.shape[1]
        self._lines = [{line.code: line for line in one.assessment.lines} for one in results]
        self._bits = [source(one.digest) for one in results]
        self._offices: dict[object, NDArray[uint16]] = {}

    def draw(self) -> None:
        """Add everything up: weighted indicators, what comes on top within its section's limits, the cap."""
        import numpy as np

        for code, values in self._facts.items():
            for at, lines in enumerate(self._lines):
                line = lines.get(code)
                if line is not None and line.value is not None:
                    values[at] = float(line.value)
        for section in self._card.sections:
            on_top = np.zeros_like(self._found)
            for indicator in section.indicators:
                self._told.report(0, 0)
                if indicator.role in (Role.WEIGHTED, Role.BONUS):
                    self._add(indicator, self._found if indicator.role is Role.WEIGHTED else on_top)
            if any(one.role is Role.BONUS for one in section.indicators):
                most = None if section.most is None else float(section.most)
                least = None if section.least is None else float(section.least)
                self._found += on_top if most is None and least is None else np.clip(on_top, least, most)
        np.clip(self._found, 0, float(self._card.cap), out=self._found)

    def _add(self, indicator: Indicator, onto: Draws) -> None:
        kinds: dict[str, list[tuple[int, Line, Spread]]] = {}
        for at, lines in enumerate(self._lines):
            line = lines.get(indicator.code)
            if line is None or line.points is None:
                continue
            found = spread(line, indicator)
            if found is None:
                onto[at] += float(line.points) * _share(line)
            else:
                kinds.setdefault(found.kind, []).append((at, line, found))
        for listed in kinds.values():
            self._add_kind(indicator, listed, onto)

    def _add_kind(
        self, indicator: Indicator, listed: Sequence[tuple[int, Line, Spread]], onto: Draws
    ) -> None:
        import numpy as np

        lines = [line for _at, line, _spread in listed]
        table = values([one for _at, _line, one in listed])
        standards: Any = None
        if any(line.standard is not None for line in lines):
            standards = np.array([[float(line.standard or 0)] for line in lines])
        points = drawn_rules.points(self._card, indicator, lines[0].weight, table, standards)
        points *= np.array([[_share(line)] for line in lines])
        for row, (at, line, _spread) in enumerate(listed):
            picked_ = self._picked(at, indicator, line)
            onto[at] += points[row].take(picked_)
            if indicator.code in self._facts:
                self._facts[indicator.code][at] = table[row].take(picked_)

    def _picked(self, at: int, indicator: Indicator, line: Line) -> NDArray[uint16]:
        """What is the whole office's is drawn alike for all its agents."""
        figure = measures.FIGURES.get(indicator.figure)
        if figure is None or figure.measure is not None:
            return picked(self._bits[at], self._count)
        of = f"{self._results[at].cycle} {line.code} {line.value} {line.n}"
        if of not in self._offices:
            self._offices[of] = picked(source(sha256(of.encode()).hexdigest()), self._count)
        return self._offices[of]


def _share(line: Line) -> float:
    """Of a line's points, how much the total gets."""
    return float(line.effective_weight) / 100 if line.role is Role.WEIGHTED else 1.0
