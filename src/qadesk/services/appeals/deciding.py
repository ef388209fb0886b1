"""The decision on an appeal, by who is least involved; with what is put right inside it, or without.

The decision, the new revision of the result and its stage are one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, update

from qadesk import formats
from qadesk.domain.appeals import CORRECTING, DECISIONS, AppealOutcome, Involved, involved
from qadesk.domain.cycles import Cycle
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cycles, rights
from qadesk.services.after_closing import corrections
from qadesk.services.appeals import entering, reading, storing
from qadesk.services.appeals.entering import CHANGES
from qadesk.services.appeals.reading import Appeal
from qadesk.services.assessment import drawn_first
from qadesk.services.assessment.drawn_first import DrawnSure, ToDraw
from qadesk.services.done import Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Decision:
    """How an appeal is decided, why, and what was found on each of its points (by id).

    `others`: with a correction inside it, the ranks and quotas of others follow, too.
    """

    outcome: AppealOutcome
    reasons: str
    found: Mapping[int, str] = field(default_factory=dict)
    others: bool = False


@rights.needs("decide")
def decide(office: Office, code: str, staff_no: str, what: Decision) -> Done[Appeal]:
    """Decide on an agent's appeal. What is being put right inside it becomes a new revision of the result.

    How sure that is, is drawn before anything is locked.
    Raises UserError without reasons, where there is no appeal that waits, for who entered it or judged what
    it is about while somebody else may decide, and where a correction would be left over; ValueError for an
    outcome that is none of DECISIONS.
    """
    if what.outcome not in DECISIONS:
        raise ValueError(f"{what.outcome} is no decision")
    reasons = what.reasons.strip()
    if not reasons:
        raise UserError(
            "appeal.reasons_missing",
            _("A decision needs its reasons: they are the answer to the agent."),
            kept=_("Nothing was changed."),
        )
    if max(len(reasons), *(len(one) for one in what.found.values()), 0) > storing.MOST_LETTERS:
        raise UserError(
            "appeal.reasons_too_long",
            _("The reasons have {most} letters at most.").format(most=storing.MOST_LETTERS),
            kept=_("Nothing was changed."),
        )

    def waiting(connection: Connection) -> tuple[Cycle, Appeal]:
        cycle = cycles.get_in(connection, office, code)
        one = entering.open_appeal(connection, office, cycle, staff_no)
        _must_be_free(office, one)
        if one.correcting and what.outcome not in CORRECTING:
            entering.must_not_correct(one)
        return cycle, one

    def read() -> ToDraw | None:
        with office.read() as connection:
            cycle, one = waiting(connection)
            who = one.position.agent_id
            if not one.correcting:
                return None
            return corrections.to_draw(connection, office, cycle, who, others=what.others)

    def write(drawn: DrawnSure | None) -> tuple[Appeal, bool]:
        with office.write() as connection:
            return _decided(connection, office, *waiting(connection), replace(what, reasons=reasons), drawn)

    now, corrected = drawn_first.then_write(read, write)
    if corrected:  # a revision is never taken back: another one follows it
        return Done(now, CHANGES | corrections.CHANGES)
    words = _("decide on an appeal")
    again = Undo(words, partial(decide, office, code, staff_no, what))
    return Done(now, CHANGES, Undo(words, partial(entering.reopen, office, code, now.id, again)))


def _decided(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    one: Appeal,
    what: Decision,
    drawn: DrawnSure | None,
) -> tuple[Appeal, bool]:
    """The decision itself, and whether a result was corrected inside it."""
    _note_findings(connection, one, what.found)
    detail: dict[str, Any] = {"outcome": what.outcome.value, "level": one.level}
    if one.correcting:
        who, others = one.position.agent_id, what.others
        made = corrections.finish_in(connection, office, cycle, who, drawn, others=others, to_review=False)
        detail |= {"revision": made.revision, "others": list(made.others)}
    entering.close_appeal(connection, office, cycle, one, what.outcome, what.reasons, office.today())
    if involved(office.user_id, one.entered_id, one.judged) is not Involved.NOT:
        detail["self_decided"] = True
    audit.note(connection, office, "appeal.decide", f"{cycle.code}/{one.position.staff_no}", **detail)
    return _again(connection, office, cycle.code, one.id), one.correcting


@rights.needs("decide")
def start_correcting(office: Office, code: str, staff_no: str) -> Done[Appeal]:
    """Open the agent's figures inside the appeal: what belongs to them can be changed in the closed month.

    Raises UserError where there is no appeal that waits, where that was done already, and as
    `corrections.begin_in` does.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        one = entering.open_appeal(connection, office, cycle, staff_no)
        reason = _("Appeal of {day}").format(day=formats.day(one.received_on))
        number = corrections.begin_in(connection, office, cycle, one.position.agent_id, reason)
        _keep_correction(connection, one, number)
        audit.note(connection, office, "appeal.correct", f"{code}/{one.position.staff_no}")
        made = _again(connection, office, code, one.id)
    undo = Undo(_("open figures in an appeal"), partial(stop_correcting, office, code, staff_no))
    return Done(made, CHANGES | corrections.CHANGES, undo)


@rights.needs("decide")
def stop_correcting(office: Office, code: str, staff_no: str) -> Done[Appeal]:
    """Give up a correction in which nothing was changed; the appeal still waits.

    Raises UserError where none is in hand, and where something was changed (`corrections.give_up_in`).
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        one = entering.open_appeal(connection, office, cycle, staff_no)
        corrections.give_up_in(connection, office, cycle, one.position.agent_id)
        _keep_correction(connection, one, None)
        audit.note(connection, office, "appeal.give_up", f"{code}/{one.position.staff_no}")
        made = _again(connection, office, code, one.id)
    undo = Undo(_("give a correction up"), partial(start_correcting, office, code, staff_no))
    return Done(made, CHANGES | corrections.CHANGES, undo)


def why_not(office: Office, one: Appeal) -> str:
    """Why the user signed in may not decide on an appeal, in words; "" where they may."""
    refused = rights.refusal(office, "decide") or _refusal(office, one)
    return "" if refused is None else f"{refused.happened}\n{refused.remedy}"


def _must_be_free(office: Office, one: Appeal) -> None:
    refused = _refusal(office, one)
    if refused is not None:
        raise refused


def _refusal(office: Office, one: Appeal) -> UserError | None:
    if office.user_id in {person.id for person in one.may_decide}:
        return None
    remedy = _("{who} can do it.").format(who=rights.names(one.may_decide))
    if office.user_id in one.judged:
        return UserError(
            "appeal.own_scores",
            _(
                "You scored or decided what this appeal is about, {name}; somebody else has to decide on it."
            ).format(name=office.user.name if office.user else ""),
            kept=_("Nothing was changed."),
            remedy=remedy,
        )
    return UserError(
        "appeal.own_entry",
        _("You entered this appeal yourself; somebody else has to decide on it."),
        kept=_("Nothing was changed."),
        remedy=remedy,
    )


def _note_findings(connection: Connection, one: Appeal, found: Mapping[int, str]) -> None:
    own = tables.appeal_point
    for point in one.points:
        if point.id in found:
            connection.execute(update(own).where(own.c.id == point.id).values(found=found[point.id].strip()))


def _keep_correction(connection: Connection, one: Appeal, number: int | None) -> None:
    own = tables.appeal
    connection.execute(update(own).where(own.c.id == one.id).values(correction_id=number))


def _again(connection: Connection, office: Office, code: str, number: int) -> Appeal:
    cycle = cycles.get_in(connection, office, code)
    return next(one for one in reading.appeals_in(connection, office, cycle).appeals if one.id == number)
