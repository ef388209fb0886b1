"""How sure one agent's result is, as it is told and as it is stored when a cycle is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from qadesk.domain.statistics import Interval

CONFIRMED: Final = 0.8  # a grade is, from this probability on


@dataclass(frozen=True)
class Uncertainty:
    """How sure one agent's result is.

    `interval` is the total's, 95 %, outward to one place; `grades` have a probability each (0-1, together 1);
    `ranks` are the first and the last of 90 % of the draws, None where the agent was drawn alone.
    """

    interval: Interval
    grades: Mapping[str, float]
    ranks: tuple[int, int] | None = None

    def confirmed(self, grade: str) -> bool:
        """Whether a grade would mostly come out the same."""
        return self.grades.get(grade, 0.0) >= CONFIRMED


@dataclass(frozen=True)
class StoredUncertainty:
    """The same of a closed cycle; `alike` are row ids of agents, since staff numbers may change."""

    found: Uncertainty
    alike: tuple[int, ...]

    @property
    def compared(self) -> bool:
        """Whether it was drawn among all; of a result corrected alone nobody knows who is `alike`."""
        return self.found.ranks is not None


def to_dict(stored: StoredUncertainty) -> dict[str, Any]:
    """Plain dicts, lists, numbers and text; `from_dict` gives an equal one back."""
    found = stored.found
    return {
        "interval": [str(found.interval.low), str(found.interval.high)],
        "grades": dict(found.grades),
        "ranks": None if found.ranks is None else list(found.ranks),
        "alike": list(stored.alike),
    }


def from_dict(data: Mapping[str, Any]) -> StoredUncertainty:
    """What was stored. Raises LookupError, ValueError, TypeError or ArithmeticError for anything else."""
    (low, high), ranks = data["interval"], data["ranks"]
    return StoredUncertainty(
        Uncertainty(
            Interval(Decimal(low), Decimal(high)),
            {str(grade): float(chance) for grade, chance in data["grades"].items()},
            None if ranks is None else (int(ranks[0]), int(ranks[1])),
        ),
        tuple(map(int, data["alike"])),
    )
