"""How sure the results of a closing month are: drawn before its transaction, and only for these results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qadesk.domain.scorecard import Scorecard
from qadesk.progress import Progress
from qadesk.services import cycles, locked
from qadesk.services.assessment import results, uncertainty
from qadesk.services.assessment.results import CycleResults
from qadesk.services.assessment.sureness import StoredUncertainty
from qadesk.storage.office import Office


@dataclass(frozen=True)
class ClosingDraw:
    """What was drawn, by agent (row id), and what for: all that a draw is made from."""

    sure: Mapping[int, StoredUncertainty]
    scorecard: Scorecard
    digests: tuple[tuple[int, str], ...]  # of agents and their results, best first

    def holds_for(self, made: CycleResults) -> bool:
        """Whether these are still the results it was drawn for."""
        return self.digests == _digests(made) and self.scorecard == made.scorecard


def draw(office: Office, code: str, progress: Progress) -> ClosingDraw:
    """Draw for a month's results as they are now; nothing is locked meanwhile.

    Raises Cancelled, or UserError if the cycle was not opened or is closed.
    """
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        locked.must_be_open(connection, cycle)
        made = results.results_in(connection, office, cycle)
    return ClosingDraw(uncertainty.to_store(made, progress), made.scorecard, _digests(made))


def _digests(made: CycleResults) -> tuple[tuple[int, str], ...]:
    return tuple((result.agent.id, result.digest) for result in made.results)
