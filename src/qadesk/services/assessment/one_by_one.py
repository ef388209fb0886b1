"""A cycle's assessments one after another, for who does not need all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from qadesk.domain.assessing import Scorer
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment
from qadesk.services import targets
from qadesk.services.assessment import assessments
from qadesk.services.assessment.knowledge import Knowledge, gather
from qadesk.services.assessment.lookup import Asked, Lookup
from qadesk.services.assessment.participants import Participant, participants
from qadesk.services.cycles import Cycle
from qadesk.storage.office import Office


def each_assessment(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    card: Scorecard,
    known: Knowledge | None = None,
    required: targets.Targets | None = None,
) -> Iterator[tuple[Participant, Assessment]]:
    """Everybody who takes part and their assessment under the cycle's own scorecard `card`.

    Of a closed cycle as they were stored; of an open one as they are now, with the grades that the totals
    give: quotas need everybody's total. `known` spares an open one being gathered again; `required` are its
    targets, where none are frozen yet.
    """
    if cycle.closed:
        for kept in assessments.each_stored(connection, cycle.id):
            yield kept.agent, kept.assessment
        return
    known = known or gather(connection, office, cycle, card)
    frozen = required or targets.frozen(connection, cycle.id)
    scorer, people = Scorer(card), participants(connection, office, cycle)
    standards = [frozen.of(who.id, who.team, who.post) for who in people]
    asked = (Asked(who, standards=own) for who, own in zip(people, standards, strict=True))
    found = Lookup(card, known).everybody(asked)
    for who, own, given in zip(people, standards, found, strict=True):
        yield who, scorer.assess(given, own, known.of(who.id).focus)
