"""What was said with an agent about a month's result: entered, corrected, taken back.

A record that is entered before the sheet was printed or handed over stands on the sheet; later ones have a
page of their own, so that what was handed over does not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, delete, insert, select, update

from qadesk import formats
from qadesk.domain.cycles import Cycle
from qadesk.domain.masking import mask
from qadesk.domain.stages import RECEIVED, Stage
from qadesk.errors import UserError
from qadesk.i18n import _, current_language
from qadesk.services import audit, cards, cycles, rights
from qadesk.services.after_closing import stages
from qadesk.services.after_closing.stages import Position
from qadesk.services.assessment import focus
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

MOST_LETTERS: Final = 1000  # of each text: two pages hold all of them
_CHANGES: Final = frozenset[Change]({"cycle", "sheets"})
_TEXTS: Final = ("strengths", "improve", "agreed", "statement")


@dataclass(frozen=True)
class Talk:
    """What is entered of an interview; `statement` is the agent's own words."""

    day: date
    led_by: str
    strengths: str = ""
    improve: str = ""
    agreed: str = ""
    statement: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was said in it."""
        return not any(getattr(self, name).strip() for name in _TEXTS)


@dataclass(frozen=True)
class Interview:
    """One record, numbers masked; who entered or corrected it last (`by`, "" for nobody) and when (UTC)."""

    agent_id: int
    staff_no: str
    talk: Talk
    on_sheet: bool
    by: str
    at: datetime


def interviews(office: Office, code: str) -> dict[str, Interview]:
    """The records of a month by staff number. Raises UserError if it was never opened."""
    rights.know(office)
    with office.read() as connection:
        return {one.staff_no: one for one in of_cycle(connection, cycles.get_in(connection, office, code))}


def of_cycle(connection: Connection, cycle: Cycle) -> tuple[Interview, ...]:
    """The same inside a transaction that does more, in the order in which they were entered."""
    found = connection.execute(_query().where(tables.interview.c.cycle_id == cycle.id))
    return tuple(_interview(row) for row in found)


def proposed(office: Office, code: str, staff_no: str) -> tuple[Talk, bool]:
    """What to begin with: the record there is, else today's with the focus and step agreed on.

    And whether it would stand on the sheet. Raises UserError for who has no result in the month.
    """
    with office.read() as connection:
        cycle, who = _whose(connection, office, code, staff_no)
        there = _find(connection, cycle, who)
        if there is not None:
            return _talk(there), there.on_sheet
        by = "" if office.user is None else office.user.name
        agreed = focus.settled(connection, cycle.id).get(who.agent_id)
        improve = ""
        if agreed is not None:
            card = cards.of_cycle(connection, cycle).of(who.agent_id)
            names = {one.code: one.names.in_language(current_language()) for one in card.indicators()}
            improve = names.get(agreed.indicator, agreed.indicator)
        talk = Talk(office.today(), by, improve=improve, agreed="" if agreed is None else agreed.step)
        return talk, _fits_on_sheet(connection, cycle, who)


@rights.needs("prepare")
def save(
    office: Office, code: str, staff_no: str, talk: Talk, *, on_sheet: bool | None = None
) -> Done[Interview]:
    """Enter or correct an agent's interview; of what it said before the trail tells.

    `on_sheet`: whether the sheet says it, too; None for as it is, and of a new one only while the sheet was
    neither printed nor handed over. Raises UserError for who has no result in the month, a day in the future
    or before the month, one that says nothing or of nobody, and texts beyond MOST_LETTERS.
    """
    _must_fit(office, talk)
    with office.write() as connection:
        cycle, who = _whose(connection, office, code, staff_no)
        _must_be_after(talk.day, cycle)
        there = _find(connection, cycle, who)
        if on_sheet is None:
            on_sheet = _fits_on_sheet(connection, cycle, who) if there is None else there.on_sheet
        told = {name: said.strip() if isinstance(said, str) else said for name, said in asdict(talk).items()}
        _put(connection, cycle, who, there, told | {"on_sheet": on_sheet, **_now(office)})
        action = "interview.save" if there is None else "interview.correct"
        audit.note(connection, office, action, f"{code}/{who.staff_no}")
        made = _interview(_must_find(connection, cycle, who))
    return Done(made, _CHANGES, _back(office, code, who, there, _("enter an interview")))


@rights.needs("prepare")
def remove(office: Office, code: str, staff_no: str) -> Done[None]:
    """Take an agent's record away: the trail keeps what it said. Raises UserError where there is none."""
    with office.write() as connection:
        cycle, who = _whose(connection, office, code, staff_no)
        there = _must_find(connection, cycle, who)
        connection.execute(delete(tables.interview).where(tables.interview.c.id == there.id))
        audit.note(connection, office, "interview.remove", f"{code}/{who.staff_no}")
    return Done(None, _CHANGES, _back(office, code, who, there, _("remove an interview")))


def said_on_sheets(connection: Connection, cycle: Cycle) -> Mapping[int, tuple[str, str]]:
    """What sheets say of interviews, by agent row id: the day and the agent's words, numbers masked."""
    return {
        one.agent_id: (one.talk.day.isoformat(), one.talk.statement)
        for one in of_cycle(connection, cycle)
        if one.on_sheet
    }


# ---- writing


def _now(office: Office) -> dict[str, Any]:
    return {"user_id": office.user_id, "at": office.now()}


def _put(
    connection: Connection, cycle: Cycle, who: Position, there: Row[Any] | None, values: dict[str, Any]
) -> None:
    own = tables.interview
    if there is None:
        connection.execute(insert(own).values(cycle_id=cycle.id, agent_id=who.agent_id, **values))
    else:
        connection.execute(update(own).where(own.c.id == there.id).values(**values))


def _back(office: Office, code: str, who: Position, before: Row[Any] | None, words: str) -> Undo:
    return Undo(words, partial(_restore, office, code, who.staff_no, before, words))


@rights.needs("prepare")
def _restore(office: Office, code: str, staff_no: str, before: Row[Any] | None, words: str) -> Done[None]:
    """Bring back what stood there, or that nothing did; with who entered it and when."""
    own = tables.interview
    with office.write() as connection:
        cycle, who = _whose(connection, office, code, staff_no)
        now = _find(connection, cycle, who)
        if before is None:
            connection.execute(delete(own).where(own.c.cycle_id == cycle.id, own.c.agent_id == who.agent_id))
        else:
            names = (*asdict(_talk(before)), "on_sheet", "user_id", "at")
            _put(connection, cycle, who, now, {name: before._mapping[name] for name in names})
        audit.note(connection, office, "interview.restore", f"{code}/{who.staff_no}")
    return Done(None, _CHANGES, _back(office, code, who, now, words))


def _must_fit(office: Office, talk: Talk) -> None:
    nothing = _("Nothing was changed.")
    if not talk.led_by.strip():
        raise UserError("interview.nobody", _("An interview is led by somebody."), kept=nothing)
    if talk.empty:
        raise UserError(
            "interview.empty",
            _("The interview says nothing yet."),
            kept=nothing,
            remedy=_("Enter strengths, points to improve, agreed steps or the agent's words."),
        )
    longest = max(len(getattr(talk, name).strip()) for name in _TEXTS)
    if longest > MOST_LETTERS:
        raise UserError(
            "interview.too_long",
            _("A text of {n} letters is too long for an interview; {most} fit.").format(
                n=longest, most=MOST_LETTERS
            ),
            kept=nothing,
        )
    if talk.day > office.today():
        raise UserError(
            "interview.future",
            _("{day} is in the future; an interview is entered when it was held.").format(
                day=formats.day(talk.day)
            ),
            kept=nothing,
        )


def _must_be_after(day: date, cycle: Cycle) -> None:
    if day < cycle.period.start:
        raise UserError(
            "interview.too_early",
            _("{day} is before {month}, which the interview is about.").format(
                day=formats.day(day), month=formats.cycle_text(cycle.code)
            ),
            kept=_("Nothing was changed."),
            remedy=_("Check the date."),
        )


# ---- reading


def _whose(connection: Connection, office: Office, code: str, staff_no: str) -> tuple[Cycle, Position]:
    cycle = cycles.get_in(connection, office, code)
    (who,) = stages.chosen(stages.positions_in(connection, cycle), [staff_no])
    return cycle, who


def _query() -> Select[Any]:
    own, user, result = tables.interview.c, tables.user.c, tables.assessment.c
    number = result.content["agent"]["staff_no"].as_string().label("staff_no")  # as the result carries it
    its = and_(result.cycle_id == own.cycle_id, result.agent_id == own.agent_id, result.revision == 1)
    return (
        select(tables.interview, user.name.label("by"), number)
        .join_from(tables.interview, tables.assessment, its)
        .join(tables.user, user.id == own.user_id, isouter=True)
        .order_by(own.id)
    )


def _find(connection: Connection, cycle: Cycle, who: Position) -> Row[Any] | None:
    own = tables.interview.c
    here = (own.cycle_id == cycle.id, own.agent_id == who.agent_id)
    return connection.execute(_query().where(*here)).first()


def _must_find(connection: Connection, cycle: Cycle, who: Position) -> Row[Any]:
    found = _find(connection, cycle, who)
    if found is None:
        raise UserError(
            "interview.none",
            _("No interview with {who} was entered.").format(who=who.known),
            kept=_("Nothing was changed."),
        )
    return found


def _talk(row: Row[Any]) -> Talk:
    return Talk(row.day, row.led_by, row.strengths, row.improve, row.agreed, row.statement)


def _interview(row: Row[Any]) -> Interview:
    said = {name: mask(text) for name in _TEXTS if (text := getattr(row, name))}
    talk = Talk(row.day, row.led_by, **said)
    return Interview(row.agent_id, row.staff_no, talk, bool(row.on_sheet), row.by or "", row.at)


def _fits_on_sheet(connection: Connection, cycle: Cycle, who: Position) -> bool:
    """Whether nothing is on paper yet that would say less; after a correction it is all printed anew."""
    since = max((step.at for step in who.steps if step.stage is Stage.CORRECTED), default=cycle.closed_at)
    assert since is not None, "a month with stages is closed"
    if any(step.stage in RECEIVED | {Stage.SENT} and step.at >= since for step in who.steps):
        return False
    sheet = tables.sheet.c
    printed = select(sheet.id).where(
        sheet.cycle_id == cycle.id, sheet.agent_id == who.agent_id, sheet.at >= since
    )
    return connection.execute(printed.limit(1)).first() is None
