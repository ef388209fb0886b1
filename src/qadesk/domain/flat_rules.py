"""Rules that told nobody apart on a month: everybody got full points, or nobody any."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from qadesk.domain.decimals import HUNDRED
from qadesk.domain.problems import Path, Problem, warning
from qadesk.domain.scorecard import Role, Scorecard
from qadesk.domain.scoring import Assessment

FEWEST: Final = 3  # agents with points; of fewer "everybody" says nothing


class Flatness:
    """Counts, agent by agent, who had the most and who the fewest points of each rule of a scorecard."""

    def __init__(self, card: Scorecard, cycle: str) -> None:
        """`cycle` is the code of the month it is tried on."""
        self._cycle = cycle
        self._paths: dict[str, Path] = {}
        self._bounds: dict[str, tuple[Decimal, Decimal]] = {}
        self._roles = {i.code: i.role for i in card.indicators()}
        for at, section in enumerate(card.sections):
            for number, indicator in enumerate(section.indicators):
                marks = card.full_marks(indicator, section.weight_of(indicator))
                scale = HUNDRED / marks if marks else Decimal(1)  # lines have points out of 100
                low, high = indicator.rule.bounds(marks)
                self._bounds[indicator.code] = (low * scale, high * scale)
                self._paths[indicator.code] = ("sections", at, "indicators", number, "rule")
        self._scored = dict.fromkeys(self._bounds, 0)
        self._full = dict.fromkeys(self._bounds, 0)
        self._none = dict.fromkeys(self._bounds, 0)

    def note(self, made: Assessment) -> None:
        """Count one agent's points."""
        for line in made.lines:
            if line.points is None or line.role not in (Role.WEIGHTED, Role.BONUS):
                continue
            low, high = self._bounds[line.code]
            if low < high:
                self._scored[line.code] += 1
                self._full[line.code] += line.points >= high
                self._none[line.code] += line.points <= low

    def found(self) -> tuple[Problem, ...]:
        """The rules that told nobody apart, in the order of the table.

        That nobody had any points on top of the total is no reason to look: there was no occasion.
        """
        told = []
        for code, n in self._scored.items():
            if n < FEWEST:
                continue
            if self._full[code] == n:
                told.append(warning("trial_all_full", *self._paths[code], n=n, cycle=self._cycle))
            elif self._none[code] == n and self._roles[code] is Role.WEIGHTED:
                told.append(warning("trial_nobody", *self._paths[code], n=n, cycle=self._cycle))
        return tuple(told)
