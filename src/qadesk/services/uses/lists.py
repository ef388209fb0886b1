"""Who is on a promotion or training list: by the grades of several months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qadesk.domain.awards import MetCondition, met, open_still, probability
from qadesk.domain.bonuses import CONFIRMED
from qadesk.domain.scoring import Status
from qadesk.domain.uses import GradeList
from qadesk.services.assessment.participants import Participant
from qadesk.services.uses.awards import MonthsAtHand
from qadesk.services.uses.month import Member, Standing, UsedMonth, months_before, quarter_of


@dataclass(frozen=True)
class OnList:
    """One agent; `grades` by month, None: none. `met` None: not on it, but could be, once what is incomplete
    is complete.

    `chance` is how likely a condition holds, of grades drawn again; None: not known.
    """

    member: Member  # in the newest month
    grades: tuple[tuple[str, str | None], ...]
    met: MetCondition | None
    chance: float | None
    standing: Standing


@dataclass(frozen=True)
class ListMade:
    """A list; `missing` are months that are not closed yet.

    `near` are not on it, though by chance alone their grades could well have put them there.
    """

    rule: GradeList
    codes: tuple[str, ...]
    missing: tuple[str, ...]
    members: tuple[OnList, ...]
    near: tuple[tuple[Participant, float], ...] = ()  # and how likely that was


def lists_of(lists: Sequence[GradeList], month: UsedMonth, at_hand: MonthsAtHand) -> tuple[ListMade, ...]:
    """The lists as of a month; nothing of a longer cycle, whose months have their own."""
    at_hand.add(month)
    return () if month.cycle.period.months > 1 else tuple(_made(one, month, at_hand) for one in lists)


def _made(rule: GradeList, month: UsedMonth, at_hand: MonthsAtHand) -> ListMade:
    codes = quarter_of(month.code) if rule.quarter else months_before(month.code, rule.months)
    months = at_hand.closed(codes)
    members, near = [], list[tuple[Participant, float]]()
    for key, member in month.members.items():
        if member.left is not None:
            continue
        own = {code: one.members[key] for code, one in months.items() if key in one.members}
        grades = tuple((code, own[code].made.grade if code in own else None) for code in codes)
        could = {code for code, one in own.items() if one.made.status is Status.INCOMPLETE}
        plain = [grade if code in could else grade or "" for code, grade in grades]
        found = met(rule.conditions, plain)
        sure = [None if one.sure is None else one.sure.found.grades for one in own.values() if one.made.grade]
        chance = probability(rule.conditions, sure)
        if found is None and not open_still(rule.conditions, plain):
            if chance is not None and chance > 1 - CONFIRMED:
                near.append((member.agent, chance))
            continue
        settled = {one.standing for one in own.values()}
        standing = next(
            (s for s in (Standing.PROVISIONAL, Standing.UNFOLLOWED) if s in settled), Standing.FINAL
        )
        members.append(OnList(member, grades, found, chance, standing))
    missing = tuple(code for code in codes if code not in months)
    return ListMade(rule, codes, missing, tuple(members), tuple(near))
