"""How sure results are that are stored next: drawn before the transaction, and only for these results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import Connection

from qadesk.progress import Progress
from qadesk.services.assessment import uncertainty
from qadesk.services.assessment.results import CycleResults
from qadesk.services.assessment.sureness import StoredUncertainty
from qadesk.storage.office import Office
from qadesk.storage.trail import chain

T = TypeVar("T")
Sure = Mapping[int, StoredUncertainty]  # by agent (row id)
_TURNS: Final = 3  # in which results may change while it is drawn how sure they are


class ChangedMeanwhile(Exception):
    """Under the lock the results are others than those that were drawn; the transaction is rolled back."""


@dataclass(frozen=True)
class ToDraw:
    """Results of which `agents` (row ids; None: all) are stored next; `alone`: without ranks among all.

    `entry` is the trail's newest when they were calculated, 0 where nobody asks later.
    """

    made: CycleResults
    agents: frozenset[int] | None = None
    alone: bool = False
    entry: int = 0

    def draw(self, progress: Progress | None = None) -> Sure:
        """How sure they are. Raises Cancelled."""
        if self.agents is not None and not self.agents:
            return {}
        if self.agents is None or not self.alone or uncertainty.any_together(self.made):
            return uncertainty.to_store(self.made, progress)
        own = (one for one in self.made.results if one.agent.id in self.agents)
        found = {one.agent.id: uncertainty.of_agent(one) for one in own}
        return {who: StoredUncertainty(one, ()) for who, one in found.items() if one is not None}

    def same_as(self, other: ToDraw) -> bool:
        """Whether a draw of the one holds for the other: all that it is made from is the same."""
        return self._from == other._from

    @property
    def _from(self) -> tuple[object, ...]:
        digests = tuple((one.agent.id, one.digest) for one in self.made.results)
        return self.made.cards.all, digests, self.agents, self.alone


@dataclass(frozen=True)
class DrawnSure:
    """What was drawn, and what for."""

    what: ToDraw
    sure: Sure


def newest_entry(connection: Connection, office: Office) -> int:
    """The number of the trail's newest entry: as long as it is that, nothing was changed in the office."""
    return chain.head(connection, office.id).seq


def unchanged(connection: Connection, office: Office, drawn: DrawnSure | None) -> ToDraw | None:
    """Under the lock: what was drawn for, where nothing was changed since, so it need not be made again."""
    if drawn is None or not drawn.what.entry or drawn.what.entry != newest_entry(connection, office):
        return None
    return drawn.what


def sure_of(drawn: DrawnSure | None, now: ToDraw) -> Sure:
    """Under the lock: how sure the results are that are stored. Without anything drawn it is drawn here.

    Raises ChangedMeanwhile where other results were drawn.
    """
    if drawn is None:
        return now.draw()
    if not drawn.what.same_as(now):
        raise ChangedMeanwhile
    return drawn.sure


def then_write(
    read: Callable[[], ToDraw | None],
    write: Callable[[DrawnSure | None], T],
    progress: Progress | None = None,
) -> T:
    """Draw what `read` finds, which takes a large office seconds and locks nothing, then `write` it.

    `write` is one transaction that asks `sure_of`. Where somebody changed something meanwhile it begins anew;
    where that happens all the time it is drawn under the lock at last. Raises Cancelled while drawing.
    """
    for _turn in range(_TURNS):
        what = read()
        drawn = None if what is None else DrawnSure(what, what.draw(progress))
        try:
            return write(drawn)
        except ChangedMeanwhile:
            continue
    return write(None)
