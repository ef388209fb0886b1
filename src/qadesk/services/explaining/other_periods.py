"""From which other periods a figure is, and what they say by now that a closed result did not take."""

from __future__ import annotations

from sqlalchemy import Connection

from qadesk.domain.earlier import of_indicator
from qadesk.domain.scorecard import Indicator
from qadesk.domain.scoring import Assessment
from qadesk.services.assessment import earlier_months
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.explaining import earlier_words
from qadesk.storage.office import Office


def taken_from(own: str, made: Assessment, indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """The periods besides the `own` with a value in it, each once, with the code of the indicator there."""
    codes = {one.key: one.code for one in of_indicator(indicator)}
    of = ((one, codes[one.key]) for one in made.earlier if one.key in codes)
    found = ((at.code, code) for one, code in of for at in one.of if at.value is not None and at.code != own)
    return tuple(dict.fromkeys(found))


def since(
    connection: Connection, office: Office, made: CycleResults, result: AgentResult, indicator: Indicator
) -> str:
    """Which of the figures were corrected after this cycle was closed, in words; "" for none."""
    asked = {one.key for one in of_indicator(indicator)}
    taken = [one for one in result.assessment.earlier if one.key in asked]
    if not taken or not made.cycle.closed:
        return ""
    card = made.cards.of(result.agent.id)
    now = earlier_months.now(connection, office, made.cycle, card)
    return earlier_words.since(card, earlier_months.corrected(taken, now.of(result.agent.id)))
