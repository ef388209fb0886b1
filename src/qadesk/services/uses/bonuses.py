"""The bonus list of a month: what each agent's result comes to, why, how sure it is, how settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from sqlalchemy import Connection, delete, insert, select

from qadesk import formats
from qadesk.domain.bonuses import BonusDue, BonusSpread, bonus, spread
from qadesk.domain.decimals import ZERO
from qadesk.domain.differences import apart
from qadesk.domain.periods import Period
from qadesk.domain.uses import BonusRule
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cycles, rights, staff_numbers
from qadesk.services.assessment.participants import Participant
from qadesk.services.done import Change, Done, Undo
from qadesk.services.uses import rules
from qadesk.services.uses.month import Member, Standing, UsedMonth, closed
from qadesk.services.uses.rules import Rules
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class BonusLine:
    """One agent's; `spread` is how sure the value is, None where nobody knows.

    `alike` cannot be told apart from them by their totals, and yet get another value; the nearest first.
    """

    member: Member
    due: BonusDue
    spread: BonusSpread | None
    alike: tuple[Participant, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether the value would mostly come out the same; not where it is not known."""
        value = self.due.value
        return value is not None and self.spread is not None and self.spread.sure(value)


@dataclass(frozen=True)
class BonusList:
    """A month's, best first, and the rules it was made by."""

    month: UsedMonth
    rules: Rules
    rule: BonusRule
    lines: tuple[BonusLine, ...]

    @property
    def amount(self) -> Decimal | None:
        """All amounts added up; None where the rules give none."""
        amounts = [one.due.amount for one in self.lines if one.due.amount is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    @property
    def coefficients(self) -> Decimal:
        """All coefficients added up."""
        return sum((one.due.coefficient or Decimal(0) for one in self.lines), Decimal(0))

    @property
    def unsettled(self) -> tuple[BonusLine, ...]:
        """Those whose results may still change."""
        return tuple(one for one in self.lines if one.member.standing is Standing.PROVISIONAL)

    @property
    def lacking(self) -> tuple[BonusLine, ...]:
        """Those of whom it cannot be said."""
        return tuple(one for one in self.lines if one.due.lack is not None)


def bonuses(office: Office, code: str) -> BonusList | None:
    """The bonus list of a closed month; None where no rules for bonuses are in force.

    Raises UserError if the month was never opened, or is still open.
    """
    with office.read() as connection:
        return bonuses_in(connection, office, code)


def bonuses_in(connection: Connection, office: Office, code: str) -> BonusList | None:
    """The same inside a transaction that does more."""
    month, held = closed(connection, office, code), rules.of_month(connection, code)
    return None if held is None or held.uses.bonus is None else worked_out(month, held)


def worked_out(month: UsedMonth, held: Rules) -> BonusList:
    """The list of a month by rules at hand, which must have some for bonuses."""
    rule = held.uses.bonus
    assert rule is not None
    lines = []
    for member in month.members.values():
        given = member.given(rule)
        chances = {} if member.sure is None else member.sure.found.grades
        interval = None if member.sure is None else member.sure.found.interval
        lines.append(BonusLine(member, bonus(rule, given), spread(rule, given, chances, interval)))
    return BonusList(month, held, rule, tuple(replace(one, alike=_alike(month, one, lines)) for one in lines))


def _alike(month: UsedMonth, own: BonusLine, lines: Sequence[BonusLine]) -> tuple[Participant, ...]:
    value, total = own.due.value, own.member.made.total
    if value is None or total is None:
        return ()
    found = [
        one.member
        for one in lines
        if one.due.value not in (None, value) and _not_apart(month, own.member, one.member)
    ]
    found.sort(key=lambda one: abs((one.made.total or ZERO) - total))
    return tuple(one.agent for one in found)


def _not_apart(month: UsedMonth, one: Member, other: Member) -> bool:
    """Whether their totals cannot be called different; by their intervals where nobody was compared."""
    stored = month.alike(one.agent.id, other.agent.id)
    if stored is not None:
        return stored
    if one.sure is None or other.sure is None or one.made.total is None or other.made.total is None:
        return False
    mine, theirs = one.sure.found.interval, other.sure.found.interval
    return not apart(one.made.total, mine, other.made.total, theirs)


@rights.needs("prepare")
def set_days(office: Office, code: str, days: Mapping[str, Decimal | None]) -> Done[int]:
    """Enter days worked in a month, by staff number; None: not known. The value is how many changed.

    Raises UserError for a number that is nobody's, and for what is no number of days.
    """
    own = tables.worked_days
    before: dict[str, Decimal | None] = {}
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        _must_be_days(cycle.period, days)
        for who, n in days.items():
            agent = staff_numbers.must_find(connection, who, code)
            here = (own.c.cycle_id == cycle.id) & (own.c.agent_id == agent)
            was = connection.execute(select(own.c.days).where(here)).scalar()
            if was == n:
                continue
            before[who] = was
            connection.execute(delete(own).where(here))
            if n is not None:
                row = {"cycle_id": cycle.id, "agent_id": agent, "days": n}
                connection.execute(insert(own).values(**row, user_id=office.user_id, at=office.now()))
            told = {"days": None if n is None else str(n), "before": None if was is None else str(was)}
            audit.note(connection, office, "uses.days", f"{code}/{who}", **told)
    if not before:
        return Done(0)
    undo = Undo(_("enter days worked"), partial(set_days, office, code, before))
    return Done(len(before), frozenset[Change]({"cycle"}), undo)


def _must_be_days(span: Period, days: Mapping[str, Decimal | None]) -> None:
    most = (span.end - span.start).days
    for who, n in days.items():
        if n is not None and not 0 <= n <= most:
            raise UserError(
                "uses.days",
                _("{staff_no}: {n} d cannot be worked in {month}, which has {most}.").format(
                    staff_no=who, n=n, month=formats.cycle_text(span.code), most=most
                ),
                kept=_("Nothing was changed."),
            )
