"""What follows from a closed month's results, all of it in rows: as the window shows it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection

from qadesk.domain.scorecard import Names
from qadesk.i18n import N_, _
from qadesk.services.uses import award_words, bonus_words, payroll, rule_words, rules
from qadesk.services.uses import currency as currencies
from qadesk.services.uses.awards import AwardMade, MonthsAtHand, awards_of, standing
from qadesk.services.uses.bonuses import BonusList, worked_out
from qadesk.services.uses.lists import ListMade, lists_of
from qadesk.services.uses.month import Member, Standing, UsedMonth, closed
from qadesk.services.uses.rules import Rules
from qadesk.storage.office import Office

Key = tuple[str, int, str]
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
    told: str = ""  # the same for a letter to the agent, which names no others
    differs: str = ""  # from what was given out last
    coefficient: Decimal | None = None
    purpose: str = ""  # of a list: promotion, training
    number: int = 0  # of the award or list among the rules
    settled: bool = True  # there is something to tell: a value, a condition that holds

    @property
    def key(self) -> Key:
        """What tells it from the others."""
        return self.kind, self.number, self.staff_no


@dataclass(frozen=True)
class UsesOverview:
    """All of a month; `rules` None: none are in force, and there are no rows."""

    month: UsedMonth
    rules: Rules | None
    rows: tuple[Consequence, ...]
    bonuses: BonusList | None = None
    awards: tuple[AwardMade, ...] = ()
    lists: tuple[ListMade, ...] = ()
    columns: tuple[str, ...] = ()  # of the bonus list, as they were chosen last
    currency: Names = currencies.DEFAULT

    def notes(self, kinds: Container[str] = KINDS) -> tuple[str, ...]:
        """What is to be known of all awards and lists, or of those of some kinds only."""
        said = [line for one in self.awards for line in award_words.notes(one)] if "award" in kinds else []
        if "list" in kinds:
            said += [line for one in self.lists for line in award_words.list_notes(one)]
        return tuple(said)


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
    at_hand = MonthsAtHand(connection, office)
    given, listed = awards_of(held.uses.awards, month, at_hand), lists_of(held.uses.lists, month, at_hand)
    rows += [*_awards(month, given, at_hand), *_lists(month, listed)]
    columns, currency = payroll.columns_in(connection), currencies.currency_in(connection)
    return UsesOverview(month, held, tuple(rows), made, given, listed, columns, currency)


def _bonuses(connection: Connection, made: BonusList) -> Iterator[Consequence]:
    differs = {one.agent: payroll.change_words(one) for one in payroll.since_in(connection, made)}
    for line in made.lines:
        yield _of(
            line.member,
            kind="bonus",
            what=_("Bonus pay"),
            value=bonus_words.number(line.due.coefficient),
            amount=line.due.amount,
            sure=bonus_words.how_sure(line, made),
            mark=bonus_words.lack_words(line) or bonus_words.mark(line),
            why=bonus_words.why(line, made),
            differs=differs.get(line.member.agent.id, ""),
            coefficient=line.due.coefficient,
            settled=line.due.lack is None,
        )


def _awards(month: UsedMonth, given: Sequence[AwardMade], at_hand: MonthsAtHand) -> Iterator[Consequence]:
    for number, made in enumerate(given):
        settled = standing(made, at_hand.closed(made.codes))
        for one in made.awardees:
            yield _of(
                one.of.member,
                kind="award",
                number=number,
                what=rule_words.name_of(made.award),
                value=award_words.value_words(made.award, one),
                amount=made.award.money,
                mark=award_words.mark(one),
                why=award_words.why(one, made, month),
                told=award_words.facts(one, made, month),
                standing=settled,
            )


def _lists(month: UsedMonth, listed: Sequence[ListMade]) -> Iterator[Consequence]:
    for number, made in enumerate(listed):
        for one in made.members:
            yield _of(
                one.member,
                kind="list",
                number=number,
                what=rule_words.name_of(made.rule),
                value=award_words.list_value(one),
                amount=None,
                sure=award_words.list_sure(one),
                mark=award_words.list_mark(one),
                why=award_words.list_why(one, made, month),
                standing=one.standing,
                purpose=made.rule.kind.value,
                settled=one.met is not None,
            )


def _of(member: Member, **said: Any) -> Consequence:
    """A row about an agent's result."""
    agent = member.agent
    own: dict[str, Any] = {
        "agent_id": agent.id,
        "staff_no": agent.staff_no,
        "name": agent.name,
        "total": member.made.total,
        "grade": member.made.grade,
        "sure": "",
        "standing": member.standing,
    }
    return Consequence(**own | said)
