"""Cycles: opening one freezes its scorecard and targets, closing one locks its results."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, insert, select

from qadesk.domain import months
from qadesk.domain.cycles import Cycle as Cycle  # noqa: PLC0414 - services know it from here
from qadesk.domain.periods import Period, period
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import appeal_levels, audit, card_ways, cards, rights, scorecards, targets
from qadesk.services.cards import HeldCard
from qadesk.services.done import Done
from qadesk.services.first_look import never_opened
from qadesk.services.targets import Under
from qadesk.storage import tables
from qadesk.storage.office import Office


@rights.needs("prepare")
def open_cycle(office: Office, code: str) -> Done[Cycle]:
    """Open a cycle with the newest published scorecard and freeze its targets.

    Opening one that is open already changes nothing. Raises UserError for a code that is no period, one
    that overlaps another cycle, or an office without a published scorecard.
    """
    span = parse(code)
    with office.write() as connection:
        row = _find(connection, office, code)
        if row is not None:
            return Done(_cycle(row))
        opened = open_in(connection, office, span)
    return Done(opened, frozenset({"cycle"}))


def open_in(connection: Connection, office: Office, span: Period, scorecard_id: int | None = None) -> Cycle:
    """The same inside a transaction that does more, with another published scorecard if one is given."""
    _refuse_overlap(connection, office, span)
    if scorecard_id is None:
        scorecard_id = scorecards.newest_published(connection, longer=span.months > 1)
    if scorecard_id is None:
        raise UserError(
            "scorecard.none_published",
            _("This office has no published scorecard."),
            remedy=_("Publish a scorecard first."),
        )
    if not scorecards.is_published(connection, scorecard_id):
        raise UserError(
            "scorecard.not_published",
            _("That version of the scorecard is not published."),
            kept=_("Nothing was changed."),
            remedy=_("Publish it first, or choose another one."),
        )
    card = scorecards.load(connection, scorecard_id)
    held = cards.planned(connection, HeldCard(scorecard_id, card))
    if span.months == 1 and card.takes_up(months.FIGURES):
        raise UserError(
            "cycle.has_no_months",
            _("This scorecard takes up the results of months; a month has none."),
            kept=_("Nothing was changed."),
            remedy=_("Open a quarter, half-year or year with it, or the month with another scorecard."),
        )
    row = connection.execute(
        insert(tables.cycle).values(
            office_id=office.id,
            code=span.code,
            start=span.start,
            end=span.end,
            scorecard_id=scorecard_id,
            status="open",
            opened_at=office.now(),
        )
    )
    assert row.inserted_primary_key is not None
    cycle_id = int(row.inserted_primary_key[0])
    others = frozenset[int]().union(*(held.having(one.key) for one in held.cards.every[1:]))
    targets.freeze(connection, cycle_id, span.code, card, Under(agents=others))
    if held.rows:
        cards.freeze(connection, office, cycle_id, held.rows)
        card_ways.freeze(connection, span.code)
        for other in held.cards.every[1:]:
            under = Under(other.key, held.having(other.key))
            targets.freeze(connection, cycle_id, span.code, other.card, under)
    appeal_levels.freeze(connection, span.code)
    audit.note(connection, office, "cycle.open", span.code)
    return Cycle(cycle_id, span, scorecard_id, closed=False, closed_at=None)


def _refuse_overlap(connection: Connection, office: Office, span: Period) -> None:
    """A longer cycle takes up its months; but what lies in a closed one is locked."""
    for other in all_in(connection, office):
        longer = max(other.period, span, key=lambda one: one.months)
        apart = other.period.end <= span.start or span.end <= other.period.start
        nested = other.period.months != span.months and not (other.closed and longer is other.period)
        if not (apart or nested):
            raise UserError(
                "cycle.overlaps",
                _("The cycle {code} overlaps the cycle {other}.").format(code=span.code, other=other.code),
                kept=_("Nothing was changed."),
            )


def all_cycles(office: Office) -> tuple[Cycle, ...]:
    """Every cycle of the office, newest first."""
    with office.read() as connection:
        return all_in(connection, office)


def all_in(connection: Connection, office: Office) -> tuple[Cycle, ...]:
    """The same inside a transaction that does more."""
    cycle = tables.cycle.c
    rows = select(tables.cycle).where(cycle.office_id == office.id).order_by(cycle.start.desc())
    return tuple(_cycle(row) for row in connection.execute(rows))


def newest_open(office: Office) -> Cycle:
    """The cycle that work goes on in: of those not closed, the month opened last, else the longer cycle.

    Raises UserError where there is none.
    """
    with office.read() as connection:
        known = [one for one in all_in(connection, office) if not one.closed]
    if not known:
        raise UserError(
            "cycle.none_open",
            _("No cycle of this office is open."),
            remedy=_("Open one on the Today page, or with “qadesk cycle open {code}”.").format(
                code="YYYY-MM"
            ),
        )
    return min(known, key=lambda one: (one.period.months, -one.id))


def get(office: Office, code: str) -> Cycle:
    """The cycle of that code. Raises UserError if it was never opened."""
    with office.read() as connection:
        return get_in(connection, office, code)


def get_in(connection: Connection, office: Office, code: str) -> Cycle:
    """The same inside a transaction that does more."""
    span = parse(code)
    row = _find(connection, office, span.code)
    if row is None:
        raise never_opened(code)
    return _cycle(row)


def find_in(connection: Connection, office: Office, code: str) -> Cycle | None:
    """The cycle of that code; None if it was never opened."""
    row = _find(connection, office, code)
    return None if row is None else _cycle(row)


def opened_at(connection: Connection, cycle: Cycle) -> datetime:
    """When it was opened and its targets frozen, UTC."""
    when = select(tables.cycle.c.opened_at).where(tables.cycle.c.id == cycle.id)
    moment: datetime = connection.execute(when).scalar_one()
    return moment


def parse(code: str) -> Period:
    """The period of a code. Raises UserError for one that is none."""
    try:
        return period(code)
    except ValueError:
        raise UserError(
            "cycle.invalid_code",
            _("“{code}” is not a cycle.").format(code=code),
            remedy=_("Write a month as 2026-10, a quarter as 2026-Q4."),
        ) from None


def is_known(connection: Connection, office: Office, code: str) -> bool:
    """Whether a cycle of that code was opened."""
    return find_in(connection, office, code) is not None


def _find(connection: Connection, office: Office, code: str) -> Row[tuple[object, ...]] | None:
    return connection.execute(
        select(tables.cycle).where(tables.cycle.c.office_id == office.id, tables.cycle.c.code == code)
    ).first()


def _cycle(row: Row[tuple[object, ...]]) -> Cycle:
    values = row._mapping
    return Cycle(
        id=values["id"],
        period=Period(values["start"], values["end"], values["code"]),
        scorecard_id=values["scorecard_id"],
        closed=values["status"] == "closed",
        closed_at=values["closed_at"],
    )
