"""What an appeal can be about, how it can end, and who may decide on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from qadesk.domain.stages import Stage

LEVELS: Final = 2  # the first, and once the next one, if the office has set one


class AppealAbout(StrEnum):
    """What a point of an appeal is about."""

    INDICATOR = "indicator"
    RECORD = "record"
    EXEMPTION = "exemption"


class AppealOutcome(StrEnum):
    """How an appeal ended."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def stage(self) -> Stage:
        """Where it puts the result."""
        return Stage(self.value)


DECISIONS: Final = (AppealOutcome.UPHELD, AppealOutcome.PARTLY_UPHELD, AppealOutcome.REJECTED)
CORRECTING: Final = frozenset({AppealOutcome.UPHELD, AppealOutcome.PARTLY_UPHELD})  # may change figures
CONTINUED: Final = frozenset({AppealOutcome.PARTLY_UPHELD, AppealOutcome.REJECTED})  # to the next level


@dataclass(frozen=True)
class AnswerRule:
    """Within how many working or calendar days (1–366) after its receipt an appeal is answered."""

    days: int = 7
    working: bool = True


class Involved(IntEnum):
    """How near a person is to what an appeal is about; the least involved decide."""

    NOT = 0
    ENTERED = 1  # wrote the appeal down
    JUDGED = 2  # scored, exempted or decided what is objected to


def involved(person: int | None, entered_by: int | None, judged: Collection[int]) -> Involved:
    """How near a person (row id) is; nobody signed in counts as not involved."""
    if person in judged:
        return Involved.JUDGED
    return Involved.ENTERED if person is not None and person == entered_by else Involved.NOT


def deciders(people: Iterable[int], entered_by: int | None, judged: Collection[int]) -> tuple[int, ...]:
    """Who of those that may decide in the office may decide on an appeal: the least involved.

    All of them are involved only where there is nobody else; that is said wherever the decision stands.
    """
    near = {person: involved(person, entered_by, judged) for person in people}
    least = min(near.values(), default=Involved.NOT)
    return tuple(person for person, how in near.items() if how is least)
