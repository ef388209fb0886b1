"""The appeals of a month as they stand: words, points, evidence, clock, decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from qadesk.domain.appeals import (
    CONTINUED,
    LEVELS,
    AnswerRule,
    AppealAbout,
    AppealOutcome,
    deciders,
)
from qadesk.domain.cycles import Cycle
from qadesk.domain.masking import mask
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.working_days import Deadline
from qadesk.services import appeal_levels, cards, cycles, rights
from qadesk.services.after_closing import stages, working_days
from qadesk.services.after_closing.stages import Position
from qadesk.services.appeals import rules
from qadesk.services.cards import CycleCards
from qadesk.storage import tables
from qadesk.storage.office import Office, User

_decider = tables.user.alias("decider")


@dataclass(frozen=True)
class AppealPoint:
    """One thing an appeal is about: an indicator by code, a record by kind and reference, an exemption.

    `words` are the agent's, `found` is what was found on it, "" until the decision.
    """

    id: int
    about: AppealAbout
    ref: str
    words: str
    found: str


@dataclass(frozen=True)
class AppealFile:
    """Evidence without its content; the size is in bytes."""

    id: int
    name: str
    sort: str
    size: int


@dataclass(frozen=True)
class Appeal:
    """One appeal. `at` and `decided_at` are UTC, days the office's; names are "" if nobody was signed in.

    `answer_due` and `late` are as they were when it was entered; `answer` is the time to answer day by day,
    as the calendar is now. `may_decide` are the users who may, by what is known now.
    """

    id: int
    position: Position
    level: int
    earlier_id: int | None
    received_on: date
    late: bool
    on_paper: bool
    words: str
    interview_on: date | None
    answer_due: date
    answer: Deadline
    entered_by: str
    entered_id: int | None
    at: datetime
    correction_id: int | None
    outcome: AppealOutcome | None
    reasons: str
    decided_on: date | None
    decided_by: str
    decided_id: int | None
    decided_at: datetime | None
    points: tuple[AppealPoint, ...]
    files: tuple[AppealFile, ...]
    judged: frozenset[int] = field(repr=False)
    may_decide: tuple[User, ...] = field(repr=False)
    newest: bool  # of this agent's in the month
    involved: bool  # whoever decides is involved, since there is nobody else

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return self.outcome is None

    @property
    def correcting(self) -> bool:
        """Whether something is being put right inside it."""
        return self.open and self.correction_id is not None

    def overdue(self, today: date) -> bool:
        """Whether its answer is late."""
        return self.open and today > self.answer_due


@dataclass(frozen=True)
class MonthAppeals:
    """A month's appeals: those to answer first, the most urgent at the top; then the decided ones.

    `next_level` is what the office calls it, "" for none.
    """

    cycle: Cycle
    cards: CycleCards = field(repr=False)
    rule: AnswerRule
    next_level: str
    appeals: tuple[Appeal, ...]

    def card_of(self, one: Appeal) -> Scorecard:
        """The scorecard of the agent who appeals."""
        return self.cards.of(one.position.agent_id)

    def may_continue(self, one: Appeal) -> bool:
        """Whether an appeal can be taken to the next level: not where the result was corrected since."""
        ended = one.position.appeal_ended
        there = bool(self.next_level) and one.newest and one.level < LEVELS
        return there and one.outcome in CONTINUED and ended is not None


def appeals(office: Office, code: str) -> MonthAppeals:
    """The appeals of a month. Raises UserError if it was never opened."""
    rights.know(office)
    with office.read() as connection:
        return appeals_in(connection, office, cycles.get_in(connection, office, code))


def appeals_in(connection: Connection, office: Office, cycle: Cycle) -> MonthAppeals:
    """The same inside a transaction that does more."""
    month = stages.positions_in(connection, cycle)
    rule, days = rules.answer_rule_in(connection, cycle.code), working_days.calendar(connection)
    where = {one.agent_id: one for one in month.positions}
    rows = [row for row in _rows(connection, cycle) if row.agent_id in where]
    points, files = _points(connection, rows), _files(connection, rows)
    last = {row.agent_id: row.id for row in rows}
    found = []
    for row in rows:
        own = points.get(row.id, ())
        judged = frozenset(row.judged)
        near = deciders([one.id for one in rights.holders(office.people, "decide")], row.user_id, judged)
        found.append(
            Appeal(
                id=row.id,
                position=where[row.agent_id],
                level=row.level,
                earlier_id=row.earlier_id,
                received_on=row.received_on,
                late=bool(row.late),
                on_paper=row.words_from == "paper",
                words=mask(row.words),
                interview_on=row.interview_on,
                answer_due=row.answer_due,
                answer=rules.answered_by(row.received_on, rule, days),
                entered_by=row.by or "",
                entered_id=row.user_id,
                at=row.at,
                correction_id=row.correction_id,
                outcome=None if row.outcome is None else AppealOutcome(row.outcome),
                reasons=mask(row.reasons),
                decided_on=row.decided_on,
                decided_by=row.decider or "",
                decided_id=row.decided_by,
                decided_at=row.decided_at,
                points=own,
                files=files.get(row.id, ()),
                judged=judged,
                may_decide=tuple(one for one in office.people if one.id in near),
                newest=last[row.agent_id] == row.id,
                involved=any(one in judged or one == row.user_id for one in near),
            )
        )
    found.sort(key=_urgency)
    held = cards.of_cycle(connection, cycle)
    return MonthAppeals(cycle, held, rule, appeal_levels.in_force(connection, cycle.code), tuple(found))


def _urgency(one: Appeal) -> tuple[bool, date, str, int]:
    """Open ones first by the day their answer is due, then the decided ones, newest first."""
    due = one.answer_due if one.open else date.fromordinal(date.max.toordinal() - _ordinal(one.decided_on))
    return not one.open, due, one.position.staff_no, one.id


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day is not None else 0


def _rows(connection: Connection, cycle: Cycle) -> list[Any]:
    own, user = tables.appeal.c, tables.user.c
    entered = tables.appeal.outerjoin(tables.user, user.id == own.user_id)
    query = (
        select(tables.appeal, user.name.label("by"), _decider.c.name.label("decider"))
        .select_from(entered.outerjoin(_decider, _decider.c.id == own.decided_by))
        .where(own.cycle_id == cycle.id)
    )
    return list(connection.execute(query.order_by(own.id)).all())


def _points(connection: Connection, rows: Iterable[Any]) -> Mapping[int, tuple[AppealPoint, ...]]:
    own = tables.appeal_point
    query = select(own).where(own.c.appeal_id.in_([row.id for row in rows])).order_by(own.c.id)
    found: dict[int, tuple[AppealPoint, ...]] = {}
    for row in connection.execute(query):
        one = AppealPoint(row.id, AppealAbout(row.about), row.ref, mask(row.words), mask(row.found))
        found[row.appeal_id] = (*found.get(row.appeal_id, ()), one)
    return found


def _files(connection: Connection, rows: Iterable[Any]) -> Mapping[int, tuple[AppealFile, ...]]:
    own = tables.appeal_file.c
    query = (
        select(own.id, own.appeal_id, own.file_name, own.file_sort, own.file_size)
        .where(own.appeal_id.in_([row.id for row in rows]))
        .order_by(own.id)
    )
    found: dict[int, tuple[AppealFile, ...]] = {}
    for row in connection.execute(query):
        one = AppealFile(row.id, row.file_name, row.file_sort, row.file_size)
        found[row.appeal_id] = (*found.get(row.appeal_id, ()), one)
    return found
