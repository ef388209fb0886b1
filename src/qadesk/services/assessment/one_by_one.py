"""A cycle's assessments one after another, for who does not need all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from qadesk.domain.scoring import Assessment
from qadesk.services import targets
from qadesk.services.assessment import assessments, making
from qadesk.services.assessment.earlier_months import gather
from qadesk.services.assessment.knowledge import Knowledge
from qadesk.services.assessment.participants import Participant, participants
from qadesk.services.cards import CycleCards
from qadesk.services.cycles import Cycle
from qadesk.storage.office import Office


def each_assessment(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    own: CycleCards,
    known: Knowledge | None = None,
    required: targets.Targets | None = None,
) -> Iterator[tuple[Participant, Assessment]]:
    """Everybody who takes part and their assessment under their `own` scorecard.

    Of a closed cycle as they were stored; of an open one as they are now, with the grades that the totals
    give: quotas need everybody's total. `known` spares an open one being gathered again; `required` are its
    targets, where none are frozen yet.
    """
    if cycle.closed:
        for kept in assessments.each_stored(connection, cycle.id):
            yield kept.agent, kept.assessment
        return
    known = known or gather(connection, office, cycle, *own.all)
    frozen = required or targets.frozen(connection, cycle.id)
    yield from making.each_under(own, participants(connection, office, cycle), known, frozen)
