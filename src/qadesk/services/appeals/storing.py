"""What is entered of an appeal, checked and stored with what follows from it: late or in time, answer due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from qadesk import formats
from qadesk.domain.appeals import AppealAbout
from qadesk.domain.cycles import Cycle
from qadesk.domain.stages import Stage
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services.after_closing import delivery, stages, working_days
from qadesk.services.after_closing.stages import Position
from qadesk.services.appeals import judges, rules, subjects
from qadesk.services.appeals.reading import Appeal
from qadesk.storage import tables
from qadesk.storage.office import Office

MOST_LETTERS: Final = 4000  # of what an agent says, of the reasons of a decision
MOST_POINTS: Final = 30


@dataclass(frozen=True)
class PointEntry:
    """A point as it is entered: `ref` is an indicator's code, a record's reference or kind/reference.

    Of an exemption it is the indicator's code. `words` say what is wrong with it; they may be empty.
    """

    about: AppealAbout
    ref: str
    words: str = ""


@dataclass(frozen=True)
class AppealEntry:
    """What an agent objects to, received by the office on a day.

    `on_paper`: the words are the agent's own, in writing; else they were taken down for them. `interview` is
    the day on which the result was talked over, None if it was not. No points: all of the result.
    """

    words: str
    received: date
    on_paper: bool = True
    interview: date | None = None
    points: tuple[PointEntry, ...] = ()


def must_be_in_time(today: date, day: date, earliest: date, text: str) -> None:
    """Raise UserError for a day in the future, or, in this `text`, for one before another."""
    delivery.must_have_come(today, day)
    if day < earliest:
        raise UserError(
            "appeal.too_early",
            text.format(day=formats.day(day), before=formats.day(earliest)),
            kept=_("Nothing was changed."),
            remedy=_("Check the date."),
        )


def insert_appeal(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    who: Position,
    entry: AppealEntry,
    level: int,
    before: Appeal | None,
) -> int:
    """Store an appeal, `before` the one it continues, and move the result on; its row id."""
    values = values_of(connection, office, cycle, who, entry, before)
    made = connection.execute(
        insert(tables.appeal).values(
            cycle_id=cycle.id,
            agent_id=who.agent_id,
            level=level,
            earlier_id=None if before is None else before.id,
            user_id=office.user_id,
            at=office.now(),
            judged=[],
            **values,
        )
    )
    assert made.inserted_primary_key is not None
    number = int(made.inserted_primary_key[0])
    insert_points(connection, office, cycle, number, who, entry.points)
    keep_judges(connection, cycle, number)
    stages.move(connection, office, cycle, [who], Stage.APPEALED, day=entry.received)
    return number


def values_of(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    who: Position,
    entry: AppealEntry,
    before: Appeal | None,
) -> dict[str, Any]:
    """The columns that are entered, and what follows from them. Raises UserError for what cannot be."""
    words = entry.words.strip()
    if not words:
        raise UserError(
            "appeal.words_missing",
            _("Enter what the agent objects to, in the agent's words."),
            kept=_("Nothing was changed."),
        )
    if max(len(words), *(len(one.words) for one in entry.points), 0) > MOST_LETTERS:
        raise UserError(
            "appeal.too_long",
            _("What the agent says has {most} letters at most.").format(most=MOST_LETTERS),
            kept=_("Nothing was changed."),
            remedy=_("Attach what is longer as a file."),
        )
    received = who.received
    assert received is not None, "it reached the agent"
    earliest, text = received, _("{day} is before the sheet was received on {before}.")
    if before is not None and before.decided_on is not None:
        earliest = before.decided_on
        text = _("{day} is before the appeal was decided on {before}.")
    must_be_in_time(office.today(), entry.received, earliest, text)
    if entry.interview is not None:
        text = _("{day} is before the cycle, which began on {before}.")
        must_be_in_time(office.today(), entry.interview, cycle.period.start, text)
    days = working_days.calendar(connection)
    until = working_days.may_appeal_until(earliest, working_days.rule_in(connection, cycle.code), days)
    due = rules.answered_by(entry.received, rules.answer_rule_in(connection, cycle.code), days)
    return {
        "received_on": entry.received,
        "late": until.over(entry.received),
        "words_from": "paper" if entry.on_paper else "entered",
        "words": words,
        "interview_on": entry.interview,
        "answer_due": due.last,
    }


def insert_points(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    number: int,
    who: Position,
    points: Sequence[PointEntry],
) -> None:
    """Store the points of an appeal. Raises UserError for what is not in the agent's result."""
    if len(points) > MOST_POINTS:
        raise UserError(
            "appeal.too_many_points",
            _("An appeal has {most} points at most.").format(most=MOST_POINTS),
            kept=_("Nothing was changed."),
        )
    for one in points:
        ref = subjects.settled(connection, office, cycle, who.agent_id, one.about, one.ref.strip())
        connection.execute(
            insert(tables.appeal_point).values(
                appeal_id=number, about=one.about.value, ref=ref, words=one.words.strip(), found=""
            )
        )


def keep_judges(connection: Connection, cycle: Cycle, number: int) -> None:
    """Keep who has judged what it is about by now: what is put right inside it makes nobody a judge."""
    own, points = tables.appeal, tables.appeal_point.c
    row = connection.execute(select(own.c.agent_id, own.c.earlier_id).where(own.c.id == number)).one()
    listed = connection.execute(select(points.about, points.ref).where(points.appeal_id == number))
    judged = judges.of(connection, cycle, row.agent_id, [(AppealAbout(one.about), one.ref) for one in listed])
    before = connection.execute(
        select(own.c.decided_by, own.c.judged).where(own.c.id == row.earlier_id)
    ).first()
    if before is not None:
        judged |= {*before.judged, before.decided_by} - {None}
    connection.execute(update(own).where(own.c.id == number).values(judged=sorted(judged)))


def as_entered(connection: Connection, one: Appeal) -> AppealEntry:
    """What stands now, whole and not masked, so that it can be put back."""
    return as_entered_in(connection, one.id)


def as_entered_in(connection: Connection, number: int) -> AppealEntry:
    """The same of a row id. Raises UserError if it is gone."""
    own, points = tables.appeal, tables.appeal_point.c
    row = connection.execute(select(own).where(own.c.id == number)).first()
    if row is None:
        raise UserError("appeal.gone", _("This appeal is no longer there."), kept=_("Nothing was changed."))
    listed = connection.execute(
        select(points.about, points.ref, points.words).where(points.appeal_id == number).order_by(points.id)
    )
    stood = tuple(PointEntry(AppealAbout(one.about), one.ref, one.words) for one in listed)
    return AppealEntry(row.words, row.received_on, row.words_from == "paper", row.interview_on, stood)


def entry_of(office: Office, number: int) -> AppealEntry:
    """What stands of an appeal (its row id), whole, to be corrected. Raises UserError if it is gone."""
    with office.read() as connection:
        return as_entered_in(connection, number)


def earlier_of(connection: Connection, one: Appeal) -> Any:
    """The decided appeal that one continues: of it only the day counts."""
    own = tables.appeal.c
    return connection.execute(select(own.id, own.decided_on).where(own.id == one.earlier_id)).first()
