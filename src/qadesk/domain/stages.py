"""How far an assessment has come after its month was locked, and which way it may go from there.

A stage is never changed, only followed by another. The edges are the only ways; who may take them, and what
each takes beside (a date, a reason, a witness), is the services' to ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """Where an assessment stands."""

    IN_REVIEW = "in_review"  # computed and locked; waits for the manager
    RETURNED = "returned"  # the manager gave it back, with a reason
    CORRECTED = "corrected"  # put right after closing, outside an appeal: from here it goes to review again
    APPROVED = "approved"  # waits to reach the agent
    SENT = "sent"  # on its way by a carrier; nobody knows yet that it arrived
    DELIVERED = "delivered"  # it reached the agent, who has not signed
    SIGNED = "signed"
    OBJECTED = "objected"  # signed, but not agreed to: still proves receipt
    REFUSED = "refused"  # not signed, before a witness: still proves receipt
    APPEALED = "appealed"
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    FINAL = "final"
    PUBLISHED = "published"


RECEIVED: Final = frozenset({Stage.DELIVERED, Stage.SIGNED, Stage.OBJECTED, Stage.REFUSED})
DECIDED: Final = frozenset({Stage.UPHELD, Stage.PARTLY_UPHELD, Stage.REJECTED, Stage.WITHDRAWN})
_REACHING: Final = RECEIVED | {Stage.SENT}
_SIGNING: Final = RECEIVED - {Stage.DELIVERED}

_CORRECTABLE: Final = frozenset(Stage) - {Stage.CORRECTED, Stage.APPEALED}
_EDGES: Final[dict[Stage, frozenset[Stage]]] = {
    Stage.CORRECTED: frozenset({Stage.IN_REVIEW}),
    Stage.IN_REVIEW: frozenset({Stage.RETURNED, Stage.APPROVED}),
    Stage.RETURNED: frozenset({Stage.IN_REVIEW}),
    Stage.APPROVED: _REACHING | {Stage.RETURNED},
    Stage.SENT: RECEIVED,
    Stage.DELIVERED: _SIGNING | {Stage.APPEALED, Stage.FINAL},
    Stage.SIGNED: frozenset({Stage.APPEALED, Stage.FINAL}),
    Stage.OBJECTED: frozenset({Stage.APPEALED, Stage.FINAL}),
    Stage.REFUSED: frozenset({Stage.APPEALED, Stage.FINAL}),
    Stage.APPEALED: DECIDED,
    Stage.UPHELD: frozenset({Stage.FINAL}),
    Stage.PARTLY_UPHELD: frozenset({Stage.APPEALED, Stage.FINAL}),
    Stage.REJECTED: frozenset({Stage.APPEALED, Stage.FINAL}),
    Stage.WITHDRAWN: frozenset({Stage.FINAL}),
    Stage.FINAL: frozenset({Stage.PUBLISHED, Stage.APPEALED}),  # a late appeal is kept, not refused
    Stage.PUBLISHED: frozenset({Stage.APPEALED}),
}
EDGES: Final = {  # what stands corrected, wherever it stood, is looked at and handed over anew
    now: then | {Stage.CORRECTED} if now in _CORRECTABLE else then for now, then in _EDGES.items()
}


@dataclass(frozen=True)
class StageStep:
    """One step of an assessment: `day` is when it happened, `at` (UTC) when it was entered, `by` whose name.

    `witness` is of a refusal, `carrier` and `tracking` of a sheet that was sent.
    """

    id: int
    stage: Stage
    day: date | None
    reason: str
    witness: str
    carrier: str
    tracking: str
    by: str
    at: datetime


class MonthStage(StrEnum):
    """Where a month stands as a whole: as far as the assessment that is furthest behind."""

    OPEN = "open"
    CLOSED = "closed"  # by a version that did not follow its results further
    REVIEW = "review"
    DELIVERY = "delivery"
    APPEALS = "appeals"
    FINAL = "final"
    PUBLISHED = "published"


_BEHIND: Final = (  # the first of these that any assessment is in
    (MonthStage.REVIEW, frozenset({Stage.IN_REVIEW, Stage.RETURNED, Stage.CORRECTED})),
    (MonthStage.DELIVERY, frozenset({Stage.APPROVED, Stage.SENT})),
    (MonthStage.APPEALS, RECEIVED | DECIDED | {Stage.APPEALED}),
    (MonthStage.FINAL, frozenset({Stage.FINAL})),
)


def may_follow(now: Stage, then: Stage) -> bool:
    """Whether an assessment may go from one stage to the other."""
    return then in EDGES[now]


def month_stage(stages: Iterable[Stage]) -> MonthStage:
    """Where a locked month stands; published where nothing is behind, also where nobody was assessed."""
    present = frozenset(stages)
    return next((month for month, behind in _BEHIND if present & behind), MonthStage.PUBLISHED)
