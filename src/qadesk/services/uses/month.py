"""What the rules are applied to: the results of a closed month, with all that matters of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Connection, func, select

from qadesk.domain.bonuses import BonusGiven
from qadesk.domain.periods import Period, period
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment, State, Status
from qadesk.domain.stages import Stage
from qadesk.domain.uses import BonusRule
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import cycles
from qadesk.services.after_closing import stages
from qadesk.services.after_closing.stages import Position
from qadesk.services.assessment import results
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.sureness import StoredUncertainty
from qadesk.services.assessment.uncertainty import MOST_ALIKE
from qadesk.services.cards import CycleCards
from qadesk.services.cycles import Cycle
from qadesk.storage import tables
from qadesk.storage.office import Office


class Standing(StrEnum):
    """How settled a result is."""

    FINAL = "final"
    PROVISIONAL = "provisional"  # reviewed, handed over, appealed: it may still change
    UNFOLLOWED = "unfollowed"  # closed by a version that did not follow results further


@dataclass(frozen=True)
class Member:
    """One agent's result in the month; `employed` counts days up to the month's end, None: not known."""

    agent: Participant
    card: Scorecard
    made: Assessment
    sure: StoredUncertainty | None
    revision: int
    standing: Standing
    contacts: int
    employed: int | None
    left: date | None  # the first day no longer there, if that is not after the month
    days: Decimal | None  # worked, as typed

    @property
    def waived(self) -> tuple[str, ...]:
        """The indicators that were waived."""
        return tuple(line.code for line in self.made.lines if line.state is State.WAIVED)

    def value(self, indicator: str) -> Decimal | None:
        """What an indicator came to; None where it has no value, or is not on the scorecard."""
        return next((line.value for line in self.made.lines if line.code == indicator), None)

    def given(self, rule: BonusRule) -> BonusGiven:
        """What a bonus asks of it."""
        days = self.value(rule.days_from) if rule.days_from else self.days
        excluded = self.made.status is Status.EXCLUDED
        return BonusGiven(self.made.grade, self.made.total, excluded, self.employed, days)


@dataclass(frozen=True)
class UsedMonth:
    """A closed month; `members` by row id, best first."""

    cycle: Cycle
    cards: CycleCards
    members: Mapping[int, Member]

    @property
    def code(self) -> str:
        """How it is written: 2026-10."""
        return self.cycle.code

    def alike(self, one: int, other: int) -> bool | None:
        """Whether two agents' totals (by row id) cannot be called different, as was found at closing.

        Equal ones never are; None where they were not compared then, or one is new since.
        """
        first, second = self.members[one], self.members[other]
        if first.made.total == second.made.total:
            return True
        if first.sure is None or second.sure is None or len(self.members) > MOST_ALIKE:
            return None
        if not (first.sure.compared and second.sure.compared):
            return None
        if self.cards.pool(one) != self.cards.pool(other):  # only those ranked together were compared
            return None
        return other in first.sure.alike or one in second.sure.alike


def closed(connection: Connection, office: Office, code: str) -> UsedMonth:
    """A month's results. Raises UserError if it was never opened, or is still open."""
    cycle = cycles.get_in(connection, office, code)
    if not cycle.closed:
        raise UserError(
            "uses.open",
            _("{code} is still open; its results may change any day.").format(code=code),
            kept=_("Nothing was written."),
            remedy=_("Close the cycle first."),
        )
    return _read(connection, office, cycle)


def if_closed(connection: Connection, office: Office, codes: tuple[str, ...]) -> dict[str, UsedMonth]:
    """Of these months those that are closed."""
    known = {one.code: one for one in cycles.all_in(connection, office)}
    return {
        code: _read(connection, office, known[code]) for code in codes if code in known and known[code].closed
    }


def months_before(code: str, count: int) -> tuple[str, ...]:
    """The codes of so many months up to one, oldest first."""
    span = period(code)
    last = span.start.year * 12 + span.start.month - 1
    return tuple(f"{n // 12}-{n % 12 + 1:02}" for n in range(last - count + 1, last + 1))


def quarter_of(code: str) -> tuple[str, ...]:
    """The codes of the three months of its calendar quarter."""
    span: Period = period(code)
    first = (span.start.month - 1) // 3 * 3 + 1
    return tuple(f"{span.start.year}-{first + n:02}" for n in range(3))


def _read(connection: Connection, office: Office, cycle: Cycle) -> UsedMonth:
    found = results.results_in(connection, office, cycle)
    where = stages.positions_in(connection, cycle)
    stage = {one.agent_id: one for one in where.positions}
    own, agent, worked = tables.assessment.c, tables.agent.c, tables.worked_days.c
    revisions = connection.execute(
        select(own.agent_id, func.max(own.revision)).where(own.cycle_id == cycle.id).group_by(own.agent_id)
    )
    revision = {row[0]: row[1] for row in revisions}
    people = {row.id: row for row in connection.execute(select(agent.id, agent.hired_on, agent.left_on))}
    days = connection.execute(select(worked.agent_id, worked.days).where(worked.cycle_id == cycle.id))
    typed = {row.agent_id: row.days for row in days}
    members = {}
    for one in found.results:
        person = people[one.agent.id]
        hired, left, end = person.hired_on, person.left_on, cycle.period.end
        members[one.agent.id] = Member(
            one.agent,
            one.card,
            one.assessment,
            one.stored,
            revision.get(one.agent.id, 1),
            _standing(stage.get(one.agent.id), followed=bool(stage)),
            one.tally.contacts,
            None if hired is None else (end - hired).days,
            left if left is not None and left <= end else None,
            typed.get(one.agent.id),
        )
    return UsedMonth(cycle, found.cards, members)


def _standing(now: Position | None, *, followed: bool) -> Standing:
    if now is None:  # in a month that is followed, who is not assessed: nothing can come of it any more
        return Standing.FINAL if followed else Standing.UNFOLLOWED
    settled = now.stage in (Stage.FINAL, Stage.PUBLISHED) and now.correction is None
    return Standing.FINAL if settled else Standing.PROVISIONAL
