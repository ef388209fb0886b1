"""Appeals entered, corrected while they are not decided, withdrawn; and how each of it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, delete, update

from qadesk import formats
from qadesk.domain.appeals import AppealOutcome
from qadesk.domain.cycles import Cycle
from qadesk.domain.stages import Stage, may_follow
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cycles, rights, staff_numbers
from qadesk.services.after_closing import corrections, stages
from qadesk.services.after_closing.stage_words import stage_words
from qadesk.services.after_closing.stages import Position
from qadesk.services.appeals import reading, storing
from qadesk.services.appeals.reading import Appeal
from qadesk.services.appeals.storing import AppealEntry, PointEntry
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

CHANGES: Final = frozenset[Change]({"cycle"})


@rights.needs("prepare")
def enter(office: Office, code: str, staff_no: str, entry: AppealEntry) -> Done[Appeal]:
    """Enter an agent's appeal against a result that reached them; one that is late is kept and marked.

    Raises UserError for an open month, a result that was not received or is appealed against already, a day
    before its receipt or in the future, no words, and points that are not in the result.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        (who,) = stages.chosen(stages.positions_in(connection, cycle), [staff_no])
        _must_be_possible(who)
        number = storing.insert_appeal(connection, office, cycle, who, entry, 1, None)
        audit.note(connection, office, "appeal.enter", f"{code}/{who.staff_no}", **_told(entry))
        made = _one(connection, office, cycle, number)
    redo = partial(enter, office, code, staff_no, entry)
    undo = partial(_remove, office, code, number, Undo(_("enter an appeal"), redo))
    return Done(made, CHANGES, Undo(_("enter an appeal"), undo))


@rights.needs("prepare")
def take_further(office: Office, code: str, staff_no: str, entry: AppealEntry) -> Done[Appeal]:
    """Take a rejected appeal, or one upheld in part, to the office's next level: once.

    Without points those of the appeal before are meant. Raises UserError where there is no next level, where
    it was used already, and as `enter` does.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        month = reading.appeals_in(connection, office, cycle)
        before = _newest(connection, month.appeals, cycle, staff_no)
        if not month.next_level:
            raise UserError(
                "appeal.no_next_level",
                _("The office has set no next level for appeals."),
                kept=_("Nothing was changed."),
                remedy=_("Set one under Settings, Working days and appeals, if there is one."),
            )
        if not month.may_continue(before):
            raise UserError(
                "appeal.not_further",
                _("This appeal cannot be taken further: only one that was rejected or upheld in part, once."),
                kept=_("Nothing was changed."),
            )
        if not entry.points:
            same = tuple(PointEntry(one.about, one.ref, one.words) for one in before.points)
            entry = AppealEntry(entry.words, entry.received, entry.on_paper, entry.interview, same)
        number = storing.insert_appeal(
            connection, office, cycle, before.position, entry, before.level + 1, before
        )
        detail = _told(entry) | {"level": before.level + 1}
        audit.note(connection, office, "appeal.next", f"{code}/{before.position.staff_no}", **detail)
        made = _one(connection, office, cycle, number)
    words = _("take an appeal to the next level")
    undo = partial(
        _remove, office, code, number, Undo(words, partial(take_further, office, code, staff_no, entry))
    )
    return Done(made, CHANGES, Undo(words, undo))


@rights.needs("prepare")
def edit(office: Office, code: str, staff_no: str, entry: AppealEntry) -> Done[Appeal]:
    """Correct what was entered of an appeal that is not decided yet. Raises UserError as `enter` does."""
    own = tables.appeal
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        before = open_appeal(connection, office, cycle, staff_no)
        must_not_correct(before)
        stood = storing.as_entered(connection, before)
        values = storing.values_of(
            connection, office, cycle, before.position, entry, storing.earlier_of(connection, before)
        )
        connection.execute(update(own).where(own.c.id == before.id).values(**values))
        connection.execute(delete(tables.appeal_point).where(tables.appeal_point.c.appeal_id == before.id))
        storing.insert_points(connection, office, cycle, before.id, before.position, entry.points)
        storing.keep_judges(connection, cycle, before.id)
        step = tables.assessment_step
        connection.execute(update(step).where(step.c.id == before.position.now.id).values(day=entry.received))
        audit.note(connection, office, "appeal.edit", f"{code}/{before.position.staff_no}", **_told(entry))
        made = _one(connection, office, cycle, before.id)
    undo = Undo(_("correct an appeal"), partial(edit, office, code, staff_no, stood))
    return Done(made, CHANGES, undo)


@rights.needs("prepare")
def withdraw(office: Office, code: str, staff_no: str, day: date | None = None) -> Done[Appeal]:
    """Enter that the agent withdrew an appeal that is not decided yet, on a day: today unless told.

    Raises UserError where there is none, where something is being corrected inside it, and for a day before
    the appeal or in the future.
    """
    on = day or office.today()
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        before = open_appeal(connection, office, cycle, staff_no)
        must_not_correct(before)
        too_early = _("{day} is before the appeal was received on {before}.")
        storing.must_be_in_time(office.today(), on, before.received_on, too_early)
        close_appeal(connection, office, cycle, before, AppealOutcome.WITHDRAWN, "", on)
        audit.note(connection, office, "appeal.withdraw", f"{code}/{before.position.staff_no}")
        made = _one(connection, office, cycle, before.id)
    words = _("withdraw an appeal")
    again = Undo(words, partial(withdraw, office, code, staff_no, on))
    return Done(made, CHANGES, Undo(words, partial(reopen, office, code, before.id, again)))


# ---- what deciding shares


def open_appeal(connection: Connection, office: Office, cycle: Cycle, staff_no: str) -> Appeal:
    """An agent's appeal that waits for a decision. Raises UserError where there is none."""
    found = _newest(connection, reading.appeals_in(connection, office, cycle).appeals, cycle, staff_no)
    if not found.open:
        raise UserError(
            "appeal.decided",
            _("The appeal of {who} is decided already: {outcome}.").format(
                who=found.position.known,
                outcome=stage_words(found.outcome.stage if found.outcome else Stage.APPEALED),
            ),
            kept=_("Nothing was changed."),
        )
    return found


def close_appeal(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    one: Appeal,
    outcome: AppealOutcome,
    reasons: str,
    on: date,
) -> None:
    """End an appeal and move the result on: to review, where it got a revision meanwhile."""
    stages.move(connection, office, cycle, [one.position], outcome.stage, day=on)
    own = tables.appeal
    connection.execute(
        update(own)
        .where(own.c.id == one.id)
        .values(
            outcome=outcome.value,
            reasons=reasons,
            decided_on=on,
            decided_by=office.user_id,
            decided_at=office.now(),
        )
    )
    corrections.review_unseen(connection, office, cycle, one.position.agent_id)


def must_not_correct(one: Appeal) -> None:
    """Raise UserError while something is being put right inside an appeal."""
    if one.correction_id is not None:
        raise UserError(
            "appeal.in_correction",
            _("Figures of {who} are being corrected inside this appeal.").format(who=one.position.known),
            kept=_("Nothing was changed."),
            remedy=_("Give the correction up first, or uphold the appeal with it."),
        )


@rights.needs("prepare", "decide")
def reopen(office: Office, code: str, number: int, again: Undo) -> Done[Appeal]:
    """Take a decision or withdrawal back that nothing has followed yet; a decision takes the right to decide.

    Raises UserError where something has followed, and while the result is being corrected.
    """
    own = tables.appeal
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        one = _one(connection, office, cycle, number)
        if one.outcome is not AppealOutcome.WITHDRAWN:
            rights.must(office, "decide")
        if one.outcome is None or one.position.stage is not one.outcome.stage or not one.newest:
            raise _moved_on()
        stages.must_not_be_in_hand(connection, cycle, [one.position], Stage.APPEALED)
        _drop_step(connection, one.position)
        nothing: dict[str, Any] = dict.fromkeys(("outcome", "decided_on", "decided_by", "decided_at"))
        connection.execute(update(own).where(own.c.id == number).values(reasons="", **nothing))
        points = tables.appeal_point
        connection.execute(update(points).where(points.c.appeal_id == number).values(found=""))
        audit.note(connection, office, "appeal.take_back", f"{code}/{one.position.staff_no}")
        made = _one(connection, office, cycle, number)
    return Done(made, CHANGES, again)


@rights.needs("prepare")
def _remove(office: Office, code: str, number: int, again: Undo) -> Done[None]:
    """Take the entering of an appeal back. Raises UserError where it was decided or is being corrected."""
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        one = _one(connection, office, cycle, number)
        if not one.open or one.position.stage is not Stage.APPEALED:
            raise _moved_on()
        must_not_correct(one)
        for table in (tables.appeal_point, tables.appeal_file):
            connection.execute(delete(table).where(table.c.appeal_id == number))
        connection.execute(delete(tables.appeal).where(tables.appeal.c.id == number))
        _drop_step(connection, one.position)
        audit.note(connection, office, "appeal.take_back", f"{code}/{one.position.staff_no}")
    return Done(None, CHANGES, again)


def _drop_step(connection: Connection, who: Position) -> None:
    step = tables.assessment_step
    connection.execute(delete(step).where(step.c.id == who.now.id))


def _moved_on() -> UserError:
    return UserError(
        "appeal.moved_on",
        _("Something has followed on this appeal already."),
        kept=_("Nothing was changed."),
        remedy=_("Take the later step back first."),
    )


def _must_be_possible(who: Position) -> None:
    ended = who.appeal_ended
    if may_follow(who.stage, Stage.APPEALED) and who.received is not None and ended is None:
        return
    if who.stage is Stage.APPEALED:
        raise UserError(
            "appeal.open_already",
            _("{who} has an appeal that is not decided yet.").format(who=who.known),
            kept=_("Nothing was changed."),
            remedy=_("Add to that one."),
        )
    if ended is Stage.WITHDRAWN:
        raise UserError(
            "appeal.withdrawn_before",
            _("{who} has withdrawn an appeal against this result.").format(who=who.known),
            kept=_("Nothing was changed."),
            remedy=_("Where something is wrong, a manager can reopen the result in Sign-off."),
        )
    if ended is not None:
        raise UserError(
            "appeal.decided_before",
            _("An appeal of {who} was decided already.").format(who=who.known),
            kept=_("Nothing was changed."),
            remedy=_("Where the office has set a next level, take it there."),
        )
    raise UserError(
        "appeal.not_received",
        _("{who} has not received the result yet: {stage}.").format(
            who=who.known, stage=stage_words(who.stage)
        ),
        kept=_("Nothing was changed."),
        remedy=_("Enter first how the sheet reached the agent."),
    )


def _newest(connection: Connection, found: Sequence[Appeal], cycle: Cycle, staff_no: str) -> Appeal:
    who = staff_numbers.find(connection, staff_no, cycle.code)
    for one in found:
        if one.position.agent_id == who and one.newest:
            return one
    raise UserError(
        "appeal.none",
        _("{who} has no appeal against {month}.").format(who=staff_no, month=formats.cycle_text(cycle.code)),
        kept=_("Nothing was changed."),
    )


def _one(connection: Connection, office: Office, cycle: Cycle, number: int) -> Appeal:
    for one in reading.appeals_in(connection, office, cycle).appeals:
        if one.id == number:
            return one
    raise _moved_on()


def _told(entry: AppealEntry) -> dict[str, Any]:
    return {"received": entry.received.isoformat(), "points": len(entry.points)}
