"""What a month does not know that a draft asks for, of whom, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from qadesk.domain import formula, measures
from qadesk.domain.measures import Source, Tally
from qadesk.domain.scorecard import Indicator, Origin, Scorecard
from qadesk.domain.scoring import Assessment, State, Status
from qadesk.domain.untold import impossible, untold
from qadesk.services.assessment.knowledge import Knowledge
from qadesk.services.assessment.participants import Participant


class Why(StrEnum):
    """Why there is no value."""

    NOT_ON_FORM = "not_on_form"  # a rated item that was not on the form of that month
    OTHER_LEVELS = "other_levels"  # it was, with another number of levels
    NOT_RATED = "not_rated"  # it was, and nobody has rated it, or not submitted
    NOT_TYPED = "not_typed"  # nobody has typed it
    NO_FILE = "no_file"  # no file of that kind was imported for the month
    NO_COLUMN = "no_column"  # no file of the month has a column that tells it; `needs` names the field
    IMPOSSIBLE = "impossible"  # a part of what was counted is larger than its whole: the records are wrong
    NO_RECORDS = "no_records"  # there is one, but it holds nothing of these agents
    PEERS = "peers"  # fewer of an agent's peers have a value than its formula asks for
    FORMULA = "formula"  # computed from something that is missing


@dataclass(frozen=True)
class MissingIndicator:
    """An indicator of the draft that some agents have no value of.

    `source` is the kind of record it would be made from; `needs` are codes a formula lacks; `of_all` says
    whether nobody assessed has a value.
    """

    indicator: Indicator
    why: Why
    agents: tuple[Participant, ...]
    of_all: bool
    source: Source | None = None
    needs: tuple[str, ...] = ()


class MissingValues:
    """Gathers what agents lack, one by one; `own` is the month's scorecard."""

    def __init__(self, own: Scorecard, draft: Scorecard, known: Knowledge) -> None:
        self._before = {i.code: i for i in own.indicators()}
        self._draft = {i.code: i for i in draft.indicators()}
        self._known, self._sources = known, known.sources
        self._grouped: dict[tuple[str, Why, tuple[str, ...]], list[Participant]] = defaultdict(list)
        self._assessed = 0

    def note(self, who: Participant, after: Assessment) -> None:
        """One agent under the draft."""
        if after.status is not Status.EXCLUDED:
            self._assessed += 1
        for code in after.missing:
            self._grouped[code, *self._why(self._draft[code], after, who)].append(who)

    def found(self) -> tuple[MissingIndicator, ...]:
        """What keeps them from a total, what most agents lack first."""
        found = []
        for (code, why, needs), who in self._grouped.items():
            indicator = self._draft[code]
            recorded = indicator.origin is Origin.RECORDS
            source = measures.SOURCES.get(indicator.measure or code) if recorded else None
            found.append(
                MissingIndicator(indicator, why, tuple(who), len(who) == self._assessed, source, needs)
            )
        return tuple(sorted(found, key=lambda lack: -len(lack.agents)))

    def _why(self, indicator: Indicator, after: Assessment, who: Participant) -> tuple[Why, tuple[str, ...]]:
        if indicator.origin is Origin.FORMULA:
            needed = self._needed(indicator, after)
            few = any(one.too_few for one in after.line(indicator.code).peers)
            return (Why.PEERS if few and not needed else Why.FORMULA), needed
        if indicator.origin is Origin.TYPED:
            return Why.NOT_TYPED, ()
        if indicator.origin is Origin.RECORDS:
            there = measures.SOURCES.get(indicator.measure or indicator.code) in self._sources
            tally = self._known.tallies.get(who.id, Tally())
            found = untold(indicator.figure, tally, self._known.office) if there else None
            if found is not None:
                return Why.NO_COLUMN, (found.field,)
            if there and impossible(indicator.figure, tally) is not None:
                return Why.IMPOSSIBLE, ()
            return (Why.NO_RECORDS if there else Why.NO_FILE), ()
        old = self._before.get(indicator.code)
        if old is None or not old.rated:
            return Why.NOT_ON_FORM, ()
        return (Why.NOT_RATED if old.top == indicator.top else Why.OTHER_LEVELS), ()

    def _needed(self, indicator: Indicator, after: Assessment) -> tuple[str, ...]:
        """Which of the figures it is computed from are missing."""
        states = {line.code: line.state for line in after.lines}
        needed = []
        for name in dict.fromkeys(formula.names(formula.parse(indicator.formula))):
            there = measures.COUNTS.get(name) in self._sources
            if states.get(name) is State.MISSING or (name not in states and not there):
                needed.append(name)
        return tuple(needed)
