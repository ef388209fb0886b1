"""How a sheet reached its agent and what the agent said to it; and when a result is final."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from sqlalchemy import Connection, select

from qadesk import formats
from qadesk.domain.cycles import Cycle
from qadesk.domain.stages import DECIDED, Stage
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cycles, rights
from qadesk.services.after_closing import stages
from qadesk.services.after_closing.stage_words import listed
from qadesk.services.after_closing.stages import CHANGES, Position
from qadesk.services.done import Done
from qadesk.storage import tables
from qadesk.storage.office import Office

WAYS: Final = (Stage.DELIVERED, Stage.SIGNED, Stage.OBJECTED, Stage.REFUSED, Stage.SENT)


@dataclass(frozen=True)
class Handover:
    """What happened to a sheet on a day (of the office's time): one of WAYS.

    An objection and a refusal have a reason, a refusal a witness, what is sent a carrier and its number.
    """

    how: Stage
    day: date
    reason: str = ""
    witness: str = ""
    carrier: str = ""
    tracking: str = ""


@dataclass(frozen=True)
class Delivered:
    """For how many agents it was entered, and of how many no sheet was made since the month was closed."""

    count: int
    unprinted: int


@rights.needs("prepare")
def deliver(office: Office, code: str, staff_nos: Collection[str], what: Handover) -> Done[Delivered]:
    """Enter it for some agents at once.

    Raises UserError for what lacks its reason, witness or carrier, a day in the future or before the step it
    follows, and for who is not approved; ValueError for another stage than WAYS.
    """
    if what.how not in WAYS:
        raise ValueError(f"{what.how} is no way to deliver")
    _must_be_whole(what)
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        who = stages.chosen(stages.positions_in(connection, cycle), staff_nos)
        told = {name: getattr(what, name).strip() or None for name in ("witness", "carrier", "tracking")}
        made = stages.move(
            connection, office, cycle, who, what.how, day=what.day, reason=what.reason.strip(), **told
        )
        _must_be_in_time(office, who, what.day)
        unprinted = len({one.agent_id for one in who} - _printed_since(connection, cycle))
        audit.note(connection, office, f"sheet.{what.how.value}", code, agents=len(made))
    again = partial(deliver, office, code, staff_nos, what)
    undo = stages.taking_back(_("record a delivery"), made, again)
    return Done(Delivered(len(made), unprinted), CHANGES, undo)


@rights.needs("decide")
def make_final(office: Office, code: str, staff_nos: Collection[str]) -> Done[int]:
    """Make results final against which nobody can appeal any more; the value is how many.

    Raises UserError while the time to appeal runs, and for who has not received the sheet.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        who = stages.chosen(stages.positions_in(connection, cycle), staff_nos)
        _time_must_be_over(office, who)
        made = stages.move(connection, office, cycle, who, Stage.FINAL)
        audit.note(connection, office, "assessment.final", code, agents=len(made))
    again = partial(make_final, office, code, staff_nos)
    return Done(len(made), CHANGES, stages.taking_back(_("make results final"), made, again))


def _printed_since(connection: Connection, cycle: Cycle) -> set[int]:
    """Of whom (row ids) a sheet was printed or saved since a month was closed."""
    sheet = tables.sheet.c
    made = select(sheet.agent_id).where(sheet.cycle_id == cycle.id, sheet.at >= cycle.closed_at)
    return set(connection.execute(made).scalars())


def _must_be_whole(what: Handover) -> None:
    lacking = {
        Stage.OBJECTED: (what.reason, _("An objection is entered in the agent's words.")),
        Stage.REFUSED: (what.witness, _("A refusal needs a witness who saw it.")),
        Stage.SENT: (what.carrier and what.tracking, _("What is sent needs its carrier and number.")),
    }
    given, text = lacking.get(what.how, ("given", ""))
    if not given.strip():
        raise UserError("delivery.incomplete", text, kept=_("Nothing was changed."))


def must_have_come(today: date, day: date) -> None:
    """Raise UserError for a day in the future."""
    if day > today:
        raise UserError(
            "delivery.future",
            _("{day} is in the future.").format(day=formats.day(day)),
            kept=_("Nothing was changed."),
        )


def _must_be_in_time(office: Office, who: Sequence[Position], day: date) -> None:
    must_have_come(office.today(), day)
    for one in who:
        before = one.now.day or office.local(one.now.at).date()
        if day < before:
            raise UserError(
                "delivery.too_early",
                _("{day} is before the step it follows: {who} on {before}.").format(
                    day=formats.day(day), who=one.known, before=formats.day(before)
                ),
                kept=_("Nothing was changed."),
                remedy=_("Check the date."),
            )


def _time_must_be_over(office: Office, who: Sequence[Position]) -> None:
    waiting = [
        one
        for one in who
        if one.stage not in {*DECIDED, Stage.APPEALED}
        and one.appeal is not None
        and not one.appeal.over(office.today())
    ]
    if waiting:
        ends = [(one.known, formats.day(one.appeal.last)) for one in waiting if one.appeal is not None]
        raise UserError(
            "final.appeal_possible",
            _("These can still appeal until:") + listed(ends),
            kept=_("Nothing was changed."),
            remedy=_("Make them final when that time is over."),
        )
