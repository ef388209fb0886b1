"""What follows from a closed month's results, all of it in rows: as the window shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection

from qadesk.i18n import N_, _
from qadesk.services.uses import bonus_words, payroll, rules
from qadesk.services.uses.bonuses import BonusList, worked_out
from qadesk.services.uses.month import Member, Standing, UsedMonth, closed
from qadesk.services.uses.rules import Rules
from qadesk.storage.office import Office

KINDS: Final = {"bonus": N_("Bonus pay"), "award": N_("Awards"), "list": N_("Lists")}


@dataclass(frozen=True)
class Consequence:
    """One thing that follows for one agent; `value` is a coefficient, a place, or what put them on a list."""

    kind: str  # of KINDS
    what: str  # “Bonus pay”, or the award or list by its name
    agent_id: int
    staff_no: str
    name: str
    total: Decimal | None
    grade: str | None
    value: str
    amount: Decimal | None
    sure: str
    mark: str  # what to look at; "" for nothing
    standing: Standing
    why: str
    differs: str = ""  # from what was given out last

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the others."""
        return self.kind, self.what, self.staff_no


@dataclass(frozen=True)
class UsesOverview:
    """All of a month; `rules` None: none are in force, and there are no rows. `notes` are about the whole."""

    month: UsedMonth
    rules: Rules | None
    rows: tuple[Consequence, ...]
    bonuses: BonusList | None = None
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()  # of the bonus list, as they were chosen last


def overview(office: Office, code: str) -> UsesOverview:
    """What follows from a month. Raises UserError if it was never opened, or is still open."""
    with office.read() as connection:
        return overview_in(connection, office, code)


def overview_in(connection: Connection, office: Office, code: str) -> UsesOverview:
    """The same inside a transaction that does more."""
    month, held = closed(connection, office, code), rules.of_month(connection, code)
    if held is None:
        return UsesOverview(month, None, ())
    made = None if held.uses.bonus is None else worked_out(month, held)
    rows = [] if made is None else list(_bonuses(connection, made))
    return UsesOverview(month, held, tuple(rows), made, columns=payroll.columns_in(connection))


def _bonuses(connection: Connection, made: BonusList) -> Iterator[Consequence]:
    differs = {one.agent: payroll.change_words(one) for one in payroll.since_in(connection, made)}
    for line in made.lines:
        yield _of(
            line.member,
            "bonus",
            _("Bonus pay"),
            value=bonus_words.number(line.due.coefficient),
            amount=line.due.amount,
            sure=bonus_words.how_sure(line, made),
            mark=bonus_words.lack_words(line) or bonus_words.mark(line),
            why=bonus_words.why(line, made),
            differs=differs.get(line.member.agent.id, ""),
        )


def _of(  # noqa: PLR0913 - all that a row says
    member: Member,
    kind: str,
    what: str,
    *,
    value: str,
    amount: Decimal | None,
    sure: str,
    mark: str,
    why: str,
    differs: str = "",
) -> Consequence:
    return Consequence(
        kind,
        what,
        member.agent.id,
        member.agent.staff_no,
        member.agent.name,
        member.made.total,
        member.made.grade,
        value,
        amount,
        sure,
        mark,
        member.standing,
        why,
        differs,
    )
