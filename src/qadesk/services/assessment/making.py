"""Assessments of a cycle made one after another from what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import tee

from qadesk.domain.assessing import Scorer
from qadesk.domain.peers import Peer
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment
from qadesk.services.assessment.knowledge import Knowledge
from qadesk.services.assessment.lookup import Asked, Lookup
from qadesk.services.assessment.participants import Participant
from qadesk.services.cards import CycleCards
from qadesk.services.targets import Targets


def each(
    card: Scorecard,
    people: Iterable[Participant],
    known: Knowledge,
    required: Targets,
    others: Mapping[Peer, Mapping[str, Decimal]] | None = None,
) -> Iterator[tuple[Participant, Assessment]]:
    """Everybody and their assessment, with the grades that totals give: quotas need all of them.

    `others`: who their peers are, with their values by indicator, where it is not one another.
    """
    lookup, scorer = Lookup(card, known), Scorer(card)
    agents, again = tee(
        (one, lookup.standards(one.id, required.of(one.id, one.team, one.post))) for one in people
    )
    found = lookup.everybody((Asked(who, standards=own) for who, own in again), others)
    for (person, standards), given in zip(agents, found, strict=True):
        made = scorer.assess(given, standards, known.of(person.id).focus)
        earlier = lookup.earlier(person.id)
        yield person, replace(made, earlier=earlier) if earlier else made


def each_under(
    own: CycleCards,
    people: Iterable[Participant],
    known: Knowledge,
    required: Targets,
    others: Mapping[int, Mapping[Peer, Mapping[str, Decimal]]] | None = None,
) -> Iterator[tuple[Participant, Assessment]]:
    """The same under the scorecards of a cycle, those of one after another: only they are peers.

    `others` are by scorecard (row id).
    """
    people = list(people)
    for held in own.every:
        theirs = [one for one in people if own.last(one.id).key == held.key]
        among = None if others is None else others[held.key]
        yield from each(held.card, theirs, known, required.under(held.key), among)
