"""Results as if all agents had had one scorecard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qadesk.domain.scorecard import Scorecard
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.cards import everybody


def under(made: CycleResults, card: Scorecard, results: Iterable[AgentResult] | None = None) -> CycleResults:
    """These results, or others of the cycle, with the scorecard beside them; nothing is worked out anew."""
    rows = made.results if results is None else results
    own = everybody(card, made.cards.own.key)
    return replace(made, cards=own, results=tuple(replace(one, card=card) for one in rows))
