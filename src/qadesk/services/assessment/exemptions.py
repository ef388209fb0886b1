"""Exemptions: what is not applicable to an agent this cycle, or waived, with who said so and why.

Whoever scores enters one; it counts from then on. A second person who may decide confirms it, one by one or
by closing the month; where there is none, it is decided by the person who entered it, and the sheet says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from qadesk.domain.scorecard import Indicator
from qadesk.domain.scoring import Line, State, Status
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cards, cycles, locked, rights, staff_numbers
from qadesk.services.cycles import Cycle
from qadesk.services.done import Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

NA, WAIVED = "na", "waived"
_decider = tables.user.alias("decider")
Offer = Literal["score", "na", "waive", "restore", "exclude"]


@dataclass(frozen=True)
class Exemption:
    """One exemption; `indicator` None is the whole assessment, `at` is UTC, `by` a person's name or empty.

    `confirmed_by` is who decided on it, "" as long as nobody did.
    """

    staff_no: str
    indicator: str | None
    kind: str  # na: not applicable; waived: missing, and excused with a reason
    reason: str
    by: str
    at: datetime
    confirmed_by: str = ""
    entered_id: int | None = None
    decided_id: int | None = None

    @property
    def self_decided(self) -> bool:
        """Whether who entered it decided on it: there was nobody else who could."""
        return self.decided_id is not None and self.decided_id == self.entered_id


@rights.needs("score")
def exempt(
    office: Office, code: str, staff_no: str, indicator: str | None, kind: str | None, reason: str = ""
) -> Done[Exemption | None]:
    """Say that an indicator does not apply to an agent (`na`), or let a missing one be (`waived`).

    `indicator` None means the whole assessment, `kind` None takes the exemption back. The value is what
    stood there before. Raises UserError without a reason, for an unknown agent
    or indicator, or in a closed cycle; ValueError for a kind that is none.
    """
    if kind not in (None, NA, WAIVED):
        raise ValueError(f"unknown exemption {kind!r}")
    if kind is not None and not reason.strip():
        raise UserError(
            "exemption.reason_missing", _("An exemption needs a reason."), remedy=_("State briefly why.")
        )
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        agent_id = staff_numbers.must_find(connection, staff_no)
        locked.must_be_open(connection, cycle, agent_id)
        if indicator is not None and kind is not None:
            _must_be_on(connection, cycle, agent_id, indicator)
        row = tables.exemption.c
        same = row.indicator.is_(None) if indicator is None else row.indicator == indicator
        here = (row.cycle_id == cycle.id, row.agent_id == agent_id, same)
        before = connection.execute(_with_names().where(*here)).first()
        connection.execute(delete(tables.exemption).where(*here))
        if kind is not None:
            connection.execute(
                insert(tables.exemption).values(
                    cycle_id=cycle.id,
                    agent_id=agent_id,
                    indicator=indicator,
                    kind=kind,
                    reason=reason.strip(),
                    user_id=office.user_id,
                    at=office.now(),
                )
            )
        subject = _subject(code, staff_no, indicator)
        audit.note(connection, office, "exemption", subject, kind=kind, reason=reason.strip())
    stood = None if before is None else _exemption(before, {})
    kind_before, reason_before = (None, "") if stood is None else (stood.kind, stood.reason)
    words = _("withdraw the exemption of {person}") if kind is None else _("exempt {person}")
    undo = partial(exempt, office, code, staff_no, indicator, kind_before, reason_before)
    return Done(stood, frozenset({"results"}), Undo(words.format(person=staff_no), undo))


@rights.needs("decide")
def confirm(office: Office, code: str, staff_no: str, indicator: str | None) -> Done[Exemption]:
    """Decide that an exemption holds; one of one's own only where nobody else can.

    Raises UserError where there is none, where another person has to do it, or in a closed cycle.
    """
    with office.write() as connection:
        found, key = _open_one(connection, office, code, staff_no, indicator)
        others = rights.others(office, "decide", found.entered_id)
        if found.entered_id == office.user_id and others:
            raise UserError(
                "exemption.own_decision",
                _("You entered this exemption yourself; somebody else has to confirm it."),
                kept=_("Nothing was changed."),
                remedy=_("{who} can do it.").format(who=rights.names(others)),
            )
        made = _decide(connection, office, key, by=office.user_id)
        detail = {"self_decided": True} if made.self_decided else {}
        audit.note(connection, office, "exemption.confirm", _subject(code, staff_no, indicator), **detail)
    words = _("confirm the exemption of {person}").format(person=staff_no)
    undo = partial(_unconfirm, office, code, staff_no, indicator)
    return Done(made, frozenset({"results"}), Undo(words, undo))


@rights.needs("decide")
def _unconfirm(office: Office, code: str, staff_no: str, indicator: str | None) -> Done[Exemption]:
    """Take a decision back, for an undo."""
    with office.write() as connection:
        _found, key = _open_one(connection, office, code, staff_no, indicator)
        made = _decide(connection, office, key, by=None)
        audit.note(connection, office, "exemption.unconfirm", _subject(code, staff_no, indicator))
    words = _("take the confirmation of an exemption back")
    redo = partial(confirm, office, code, staff_no, indicator)
    return Done(made, frozenset({"results"}), Undo(words, redo))


def undecided(connection: Connection, cycle: Cycle) -> tuple[Exemption, ...]:
    """Those of a cycle nobody has decided on yet."""
    return tuple(one for one in of_cycle(connection, cycle) if one.decided_id is None)


def decide_rest(
    connection: Connection, office: Office, cycle: Cycle, staff_no: str | None = None
) -> list[str]:
    """Closing the month decides on those left; which of them by the person who entered them.

    Of one agent alone where a correction ends.
    """
    row = tables.exemption.c
    left = [one for one in undecided(connection, cycle) if staff_no in (None, one.staff_no)]
    whose = () if staff_no is None else (row.agent_id == staff_numbers.find(connection, staff_no),)
    connection.execute(
        update(tables.exemption)
        .where(row.cycle_id == cycle.id, row.decided_by.is_(None), *whose)
        .values(decided_by=office.user_id, decided_at=office.now())
    )
    return [f"{one.staff_no}/{one.indicator or '*'}" for one in left if one.entered_id == office.user_id]


def _open_one(
    connection: Connection, office: Office, code: str, staff_no: str, indicator: str | None
) -> tuple[Exemption, int]:
    cycle = cycles.get_in(connection, office, code)
    row = tables.exemption.c
    same = row.indicator.is_(None) if indicator is None else row.indicator == indicator
    agent_id = staff_numbers.must_find(connection, staff_no)
    locked.must_be_open(connection, cycle, agent_id)
    found = connection.execute(
        _with_names().where(row.cycle_id == cycle.id, row.agent_id == agent_id, same)
    ).first()
    if found is None:
        raise UserError(
            "exemption.gone",
            _("There is no such exemption any more."),
            kept=_("Nothing was changed."),
        )
    return _exemption(found, {}), found.id


def _decide(connection: Connection, office: Office, key: int, by: int | None) -> Exemption:
    row = tables.exemption
    at = None if by is None else office.now()
    connection.execute(update(row).where(row.c.id == key).values(decided_by=by, decided_at=at))
    return _exemption(connection.execute(_with_names().where(row.c.id == key)).one(), {})


def _subject(code: str, staff_no: str, indicator: str | None) -> str:
    return f"{code}/{staff_no}/{indicator or '*'}"


def offered(line: Line, indicator: Indicator, status: Status, exempted: Collection[str]) -> set[Offer]:
    """What can be done about an agent's indicator in an open month: score it, exempt it, take that back.

    `exempted` are the codes of what the agent is exempted from, "" for the whole assessment.
    """
    missing, whole = line.state is State.MISSING, "" in exempted
    may: dict[Offer, bool] = {
        "score": missing and indicator.rated,
        "na": line.code not in exempted and not whole,
        "waive": missing,
        "restore": line.code in exempted or whole,
        "exclude": status is not Status.EXCLUDED and not whole,
    }
    return {what for what, can in may.items() if can}


def of_agent(found: Iterable[Exemption], staff_no: str) -> set[str]:
    """What of these an agent is exempted from, as `offered` takes it."""
    return {one.indicator or "" for one in found if one.staff_no == staff_no}


def to_confirm(
    found: Iterable[Exemption], staff_no: str, indicator: str, user_id: int | None
) -> Exemption | None:
    """The one of an agent's indicator, or of the whole assessment, that a user can decide on, if any."""
    for one in found:
        open_ = one.decided_id is None and one.entered_id != user_id
        if open_ and one.staff_no == staff_no and one.indicator in (indicator, None):
            return one
    return None


def of_cycle(
    connection: Connection, cycle: Cycle, numbers: Mapping[int, str] | None = None
) -> tuple[Exemption, ...]:
    """Every exemption of a cycle, by staff number: as `numbers` has it by row id, else as it is now."""
    rows = connection.execute(
        _with_names().where(tables.exemption.c.cycle_id == cycle.id).order_by(tables.agent.c.staff_no)
    )
    return tuple(_exemption(row, numbers or {}) for row in rows)


def _with_names() -> Select[Any]:
    row = tables.exemption.c
    return select(
        tables.agent.c.staff_no,
        row.agent_id,
        row.indicator,
        row.kind,
        row.reason,
        row.at,
        row.id,
        row.user_id,
        row.decided_by,
        tables.user.c.name.label("by"),
        _decider.c.name.label("confirmed_by"),
    ).select_from(
        tables.exemption.join(tables.agent)
        .outerjoin(tables.user, row.user_id == tables.user.c.id)
        .outerjoin(_decider, row.decided_by == _decider.c.id)
    )


def _exemption(row: Row[Any], numbers: Mapping[int, str]) -> Exemption:
    number = numbers.get(row.agent_id, row.staff_no)
    return Exemption(
        number, row.indicator, row.kind, row.reason, row.by or "", row.at,
        row.confirmed_by or "", row.user_id, row.decided_by,
    )  # fmt: skip


def _must_be_on(connection: Connection, cycle: Cycle, agent_id: int, indicator: str) -> None:
    card = cards.of_cycle(connection, cycle).of(agent_id)
    if all(i.code != indicator for i in card.indicators()):
        raise UserError(
            "cycle.no_such_indicator",
            _("“{code}” is not on the scorecard of {cycle}.").format(code=indicator, cycle=cycle.code),
            kept=_("Nothing was changed."),
        )
