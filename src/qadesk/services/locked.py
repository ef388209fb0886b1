"""What may still be changed: all of an open month; of a closed one, what is of a result in correction.

Every service that changes something of a month asks here, with the agents (row ids) whose figures hang on it.
What is everybody's (targets, a focus, what counts) names none, and is locked with the month.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Connection, exists, literal_column, or_, select

from qadesk.domain.cycles import Cycle
from qadesk.domain.periods import Period
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.storage import tables
from qadesk.storage.office import Office

_cycle, _correction = tables.cycle.c, tables.correction.c


def in_hand(connection: Connection, cycle_id: int) -> frozenset[int]:
    """The agents (row ids) whose result of a cycle is being corrected."""
    found = select(_correction.agent_id).where(
        _correction.cycle_id == cycle_id, _correction.ended_at.is_(None)
    )
    return frozenset(connection.execute(found).scalars())


def settled(connection: Connection, cycle: Cycle) -> bool:
    """Whether a cycle changes only by reopening: closed, nothing of it in correction or under appeal."""
    own = tables.appeal.c
    waiting = select(own.id).where(own.cycle_id == cycle.id, own.outcome.is_(None)).limit(1)
    return cycle.closed and not in_hand(connection, cycle.id) and connection.execute(waiting).first() is None


def open_to(cycle_id: ColumnElement[int], agent_id: ColumnElement[int]) -> ColumnElement[bool]:
    """As a condition of SQL: what is of this agent in this cycle can be changed."""
    return or_(
        exists().where(_cycle.id == cycle_id, _cycle.status == literal_column("'open'")),
        exists().where(
            _correction.cycle_id == cycle_id,
            _correction.agent_id == agent_id,
            _correction.ended_at.is_(None),
        ),
    )


def changeable(connection: Connection, cycle: Cycle) -> frozenset[int] | None:
    """Whose figures of a cycle can be changed, by row id; None: everybody's.

    Asked of the office as it is now: the caller's picture of the cycle may be older than its closing.
    """
    status = select(_cycle.status).where(_cycle.id == cycle.id)
    if connection.execute(status).scalar() == "open":
        return None
    return in_hand(connection, cycle.id)


def must_be_open(connection: Connection, cycle: Cycle, *agents: int) -> None:
    """Raises UserError for a closed cycle, unless the results of all these agents are being corrected."""
    may = changeable(connection, cycle)
    if may is not None and not (agents and may.issuperset(agents)):
        raise UserError(
            "cycle.closed",
            _("The cycle {code} is closed; its results are locked.").format(code=cycle.code),
            kept=_("Nothing was changed."),
        )


def must_take_some(connection: Connection, cycle: Cycle) -> frozenset[int] | None:
    """The same where it is not known yet whose figures change: somebody's must be open. As `changeable`."""
    may = changeable(connection, cycle)
    must_be_open(connection, cycle, *(may or ()))
    return may


def closed_periods(
    connection: Connection, office: Office, start: date = date.min, end: date = date.max
) -> list[tuple[Period, frozenset[int]]]:
    """The closed cycles that have days from `start` to before `end`, with whose results are in correction."""
    rows = connection.execute(
        select(_cycle.id, _cycle.start, _cycle.end, _cycle.code)
        .where(
            _cycle.office_id == office.id,
            _cycle.status == "closed",
            _cycle.start < end,
            _cycle.end > start,
        )
        .order_by(_cycle.start)
    ).all()
    return [(Period(row.start, row.end, row.code), in_hand(connection, row.id)) for row in rows]


def must_take_records(
    connection: Connection, office: Office, start: date, end: date, agents: Iterable[int], remedy: str = ""
) -> None:
    """Raises UserError where such records lie in a closed cycle and are of no result in correction.

    `remedy` says what to do instead, with `{code}` for the cycle.
    """
    who = frozenset(agents)
    for period, may in closed_periods(connection, office, start, end):
        if not who or not may.issuperset(who):
            raise records_closed(period.code, remedy)


def records_closed(code: str, remedy: str = "") -> UserError:
    """What is said to who would change records of a closed cycle."""
    return UserError(
        "cycle.records_closed",
        _("The cycle {code} is closed; its records can no longer change.").format(code=code),
        kept=_("Nothing was changed."),
        remedy=remedy.format(code=code),
    )


def open_numbers(office: Office, code: str) -> frozenset[str] | None:
    """The staff numbers of those whose figures can be changed in a month; None: everybody's."""
    own, agent = tables.cycle.c, tables.agent.c
    with office.read() as connection:
        row = connection.execute(select(own.id, own.status).where(own.code == code)).first()
        if row is None or row.status == "open":
            return None
        found = select(agent.staff_no).where(agent.id.in_(in_hand(connection, row.id)))
        return frozenset(connection.execute(found).scalars())
