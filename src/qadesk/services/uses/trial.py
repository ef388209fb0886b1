"""Rules tried on past months: what each agent would have had, beside what the rules in force give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qadesk.domain.bonuses import BonusDue, bonus
from qadesk.domain.uses import BonusRule, Uses
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import cycles
from qadesk.services.assessment.participants import Participant
from qadesk.services.uses import rule_words, rules
from qadesk.services.uses.awards import MonthsAtHand, awards_of
from qadesk.services.uses.lists import lists_of
from qadesk.services.uses.month import UsedMonth
from qadesk.storage.office import Office

MOST_MONTHS: Final = 12


@dataclass(frozen=True)
class TriedLine:
    """One agent's bonus by the rules in force and by those tried; None: those have none."""

    agent: Participant
    total: Decimal | None
    grade: str | None
    held: BonusDue | None
    tried: BonusDue | None

    @property
    def differs(self) -> bool:
        """Whether the agent would have had something else."""
        return (self.held and self.held.value) != (self.tried and self.tried.value)


@dataclass(frozen=True)
class TriedMonth:
    """One month; sums are of coefficients, or of amounts where there are any. Names by award or list."""

    code: str
    held_version: int | None
    lines: tuple[TriedLine, ...]
    held_sum: Decimal | None
    tried_sum: Decimal | None
    held_names: tuple[tuple[str, tuple[Participant, ...]], ...]
    tried_names: tuple[tuple[str, tuple[Participant, ...]], ...]


def trial(office: Office, version: int, most: int = 6) -> tuple[TriedMonth, ...]:
    """What a version would have made of the newest closed months, newest first.

    Raises UserError for a version there is not, and where no month is closed.
    """
    with office.read() as connection:
        wanted = rules.get_in(connection, version).uses
        at_hand, found = MonthsAtHand(connection, office), list[TriedMonth]()
        for cycle in cycles.all_in(connection, office):
            if not cycle.closed or len(found) == min(most, MOST_MONTHS):
                continue
            month = at_hand.closed((cycle.code,))[cycle.code]
            held = rules.of_month(connection, cycle.code)
            uses, number = (Uses(), None) if held is None else (held.uses, held.version)
            found.append(_tried(month, at_hand, uses, wanted, number))
    if not found:
        raise UserError(
            "uses.no_month_closed",
            _("No month is closed yet, so rules cannot be tried."),
            kept=_("Nothing was changed."),
        )
    return tuple(found)


def _tried(
    month: UsedMonth, at_hand: MonthsAtHand, held: Uses, wanted: Uses, version: int | None
) -> TriedMonth:
    lines = tuple(
        TriedLine(
            member.agent,
            member.made.total,
            member.made.grade,
            None if held.bonus is None else bonus(held.bonus, member.given(held.bonus)),
            None if wanted.bonus is None else bonus(wanted.bonus, member.given(wanted.bonus)),
        )
        for member in month.members.values()
    )
    return TriedMonth(
        month.code,
        version,
        lines,
        total(held.bonus, [one.held for one in lines]),
        total(wanted.bonus, [one.tried for one in lines]),
        _names(month, at_hand, held),
        _names(month, at_hand, wanted),
    )


def total(rule: BonusRule | None, dues: Sequence[BonusDue | None]) -> Decimal | None:
    """All amounts added up; coefficients where the rules give no amounts; None without a rule."""
    if rule is None:
        return None
    money = rule.money or rule.base is not None
    values = [one.amount if money else one.coefficient for one in dues if one is not None]
    return sum((one for one in values if one is not None), Decimal(0))


def _names(
    month: UsedMonth, at_hand: MonthsAtHand, uses: Uses
) -> tuple[tuple[str, tuple[Participant, ...]], ...]:
    found = [
        (rule_words.name_of(one.award), tuple(who.of.member.agent for who in one.awardees))
        for one in awards_of(uses.awards, month, at_hand)
    ]
    found += [
        (rule_words.name_of(one.rule), tuple(who.member.agent for who in one.members if who.met is not None))
        for one in lists_of(uses.lists, month, at_hand)
    ]
    return tuple(found)
