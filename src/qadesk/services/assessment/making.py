"""Assessments of a cycle made one after another from what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qadesk.domain.assessing import Scorer
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment
from qadesk.services.assessment.knowledge import Knowledge
from qadesk.services.assessment.lookup import Lookup
from qadesk.services.assessment.participants import Participant
from qadesk.services.targets import Targets


def each(
    card: Scorecard, people: Iterable[Participant], known: Knowledge, required: Targets
) -> Iterator[tuple[Participant, Assessment]]:
    """Everybody and their assessment, with the grades that totals give: quotas need all of them."""
    lookup, scorer = Lookup(card, known), Scorer(card)
    for person in people:
        standards = required.of(person.id, person.team, person.post)
        given = lookup.given(person.id, standards=standards)
        made = scorer.assess(given, standards, known.of(person.id).focus)
        earlier = lookup.earlier(person.id)
        yield person, replace(made, earlier=earlier) if earlier else made
