"""Who has an award for a month or a quarter, and whether the figures behind it differ by more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection

from qadesk.domain import awards as rules
from qadesk.domain.awards import Contender
from qadesk.domain.comparable import comparable_totals
from qadesk.domain.decimals import half_up
from qadesk.domain.differences import apart, chance, mean_interval, rise_interval, stand_together
from qadesk.domain.distributions import binomial_two_sided
from qadesk.domain.periods import period, previous_period
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Status
from qadesk.domain.statistics import Interval
from qadesk.domain.uses import Award, AwardKind, Every
from qadesk.services.assessment.participants import Participant
from qadesk.services.uses.month import Member, Standing, UsedMonth, if_closed, months_before, quarter_of
from qadesk.storage.office import Office

_QUARTER: Final = 3


@dataclass(frozen=True)
class PeriodFigure:
    """One agent's figure of a period; `interval` None: not known how sure it is."""

    member: Member  # in the newest month with a result
    figure: Decimal
    interval: Interval | None
    contacts: int
    months: tuple[str, ...]
    before: Decimal | None = None  # of the period before, where the figure is a rise
    beyond_chance: bool | None = None  # whether a rise is


@dataclass(frozen=True)
class Awardee:
    """Who has it. `alike`: agents without it that cannot be told apart from them; None: not known."""

    of: PeriodFigure
    place: int
    tied: bool
    alike: tuple[Participant, ...] | None


@dataclass(frozen=True)
class AwardMade:
    """An award of a period; `lack` says why nobody has it: "not_comparable", "no_before", "nobody"."""

    award: Award
    codes: tuple[str, ...]  # of the months it is for
    missing: tuple[str, ...]  # of these, those not closed yet
    awardees: tuple[Awardee, ...] = ()
    among: int = 0  # how many were looked at
    tied_out: tuple[Participant, ...] = ()
    left_out: tuple[tuple[Participant, str], ...] = ()  # "incomplete", "few_contacts", "few_months", "left"
    lack: str = ""


@dataclass
class MonthsAtHand:
    """Closed months, each read once."""

    connection: Connection
    office: Office
    _read: dict[str, UsedMonth | None] = field(default_factory=dict)

    def closed(self, codes: Sequence[str]) -> dict[str, UsedMonth]:
        """Of these months those that are closed."""
        unknown = tuple(code for code in codes if code not in self._read)
        self._read |= dict.fromkeys(unknown) | if_closed(self.connection, self.office, unknown)
        return {code: month for code in codes if (month := self._read[code]) is not None}

    def add(self, month: UsedMonth) -> None:
        """A month that was read already."""
        self._read[month.code] = month


def awards_of(awards: Sequence[Award], month: UsedMonth, at_hand: MonthsAtHand) -> tuple[AwardMade, ...]:
    """The awards that are given for a month: those of the quarter with its last month, or its own cycle."""
    at_hand.add(month)
    length, ends = month.cycle.period.months, month.code == quarter_of(month.code)[-1]
    made = []
    for award in awards:
        if award.every is Every.MONTH and length == 1:
            made.append(_made(award, (month.code,), months_before(month.code, 2)[:1], at_hand))
        elif award.every is Every.QUARTER and length == _QUARTER:
            made.append(_made(award, (month.code,), (_quarter_before(month.code),), at_hand))
        elif award.every is Every.QUARTER and length == 1 and ends:
            codes = quarter_of(month.code)
            made.append(_made(award, codes, quarter_of(months_before(codes[0], 2)[0]), at_hand))
    return tuple(made)


def _quarter_before(code: str) -> str:
    return previous_period(period(code)).code


def _made(award: Award, codes: tuple[str, ...], before: tuple[str, ...], at_hand: MonthsAtHand) -> AwardMade:
    months = at_hand.closed(codes)
    missing = tuple(code for code in codes if code not in months)
    earlier = at_hand.closed(before) if award.kind is AwardKind.IMPROVED else {}
    if award.kind is AwardKind.IMPROVED:
        if not earlier:
            return AwardMade(award, codes, missing, lack="no_before")
        if not any(_comparable(earlier, months).values()):
            return AwardMade(award, codes, missing, lack="not_comparable")
    least = award.least_months if len(codes) > 1 else 1
    figures, left_out = _figures(award, months, least)
    if award.kind is AwardKind.IMPROVED:
        alike = _comparable(earlier, months)
        figures = {who: one for who, one in figures.items() if alike.get(who)}
        figures = _rises(figures, _figures(replace(award, at_least=None), earlier, 1)[0])
    chosen = rules.choose(
        [Contender(key, one.figure, one.contacts) for key, one in figures.items()],
        award.places,
        award.ties,
        lambda pairs: _alike(award, months, figures, pairs),
    )
    awardees = tuple(
        Awardee(
            figures[one.agent],
            one.place,
            one.tied,
            None if one.alike is None else tuple(figures[other].member.agent for other in one.alike),
        )
        for one in chosen.winners
    )
    return AwardMade(
        award,
        codes,
        missing,
        awardees,
        len(figures),
        tuple(figures[one].member.agent for one in chosen.tied_out),
        left_out,
        "" if awardees else "nobody",
    )


def _comparable(earlier: Mapping[str, UsedMonth], months: Mapping[str, UsedMonth]) -> dict[int, bool]:
    """Whose totals (by row id) of all these months can be compared: made by scorecards that are alike."""
    had: dict[int, list[Scorecard]] = {}
    for month in (*earlier.values(), *months.values()):
        for who, member in month.members.items():
            had.setdefault(who, []).append(member.card)
    return {who: all(comparable_totals(own[0], one) for one in own[1:]) for who, own in had.items()}


def _figures(
    award: Award, months: Mapping[str, UsedMonth], least_months: int
) -> tuple[dict[int, PeriodFigure], tuple[tuple[Participant, str], ...]]:
    """By row id, of whom there is enough data; and who is not looked at, and why."""
    last = max(months, default="")
    people: dict[int, list[tuple[str, Member]]] = {}
    for code, month in months.items():
        for key, member in month.members.items():
            people.setdefault(key, []).append((code, member))
    found, left_out = {}, []
    for key, own in people.items():
        newest = own[-1][1]
        known = [(code, one) for code, one in own if _figure(award, one) is not None]
        contacts = sum(one.contacts for _code, one in known)
        why = ""
        if newest.left is not None and own[-1][0] == last:
            why = "left"
        elif not known:
            why = "" if newest.made.status is Status.EXCLUDED else "incomplete"
        elif len(known) < least_months:
            why = "few_months"
        elif contacts < award.least_contacts:
            why = "few_contacts"
        if why:
            left_out.append((newest.agent, why))
        elif known and (made := _of_period(award, newest, known, contacts)) is not None:
            found[key] = made
    return found, tuple(sorted(left_out, key=lambda one: one[0].staff_no))


def _figure(award: Award, member: Member) -> Decimal | None:
    """What the award goes by, in one month."""
    if award.kind is AwardKind.PRAISED:
        return member.value(award.indicator)
    return member.made.total


def _of_period(
    award: Award, newest: Member, known: Sequence[tuple[str, Member]], contacts: int
) -> PeriodFigure | None:
    codes = tuple(code for code, _one in known)
    figures = [value for _code, one in known if (value := _figure(award, one)) is not None]
    if award.kind is AwardKind.PRAISED:
        counted = sum(figures, Decimal(0))
        enough = counted > 0 and counted >= (award.at_least or 0)
        return PeriodFigure(newest, counted, None, contacts, codes) if enough else None
    sure = [one.sure.found.interval for _code, one in known if one.sure is not None]
    pairs = list(zip(figures, sure, strict=False))
    interval = None if len(sure) < len(figures) else sure[0] if len(pairs) == 1 else mean_interval(pairs)
    total = half_up(rules.mean(figures))
    if award.at_least is not None and total < award.at_least:
        return None
    return PeriodFigure(newest, total, interval, contacts, codes)


def _rises(now: Mapping[int, PeriodFigure], before: Mapping[int, PeriodFigure]) -> dict[int, PeriodFigure]:
    """Who rose, and by how much."""
    found = {}
    for key, one in now.items():
        was = before.get(key)
        if was is None or one.figure <= was.figure:
            continue
        known = None
        beyond = None
        if one.interval is not None and was.interval is not None:
            known = rise_interval(was.figure, was.interval, one.figure, one.interval)
            beyond = apart(was.figure, was.interval, one.figure, one.interval)
        found[key] = PeriodFigure(
            one.member, one.figure - was.figure, known, one.contacts, one.months, was.figure, beyond
        )
    return found


def _alike(
    award: Award,
    months: Mapping[str, UsedMonth],
    figures: Mapping[int, PeriodFigure],
    pairs: Sequence[tuple[Contender, Contender]],
) -> Sequence[bool | None]:
    """Which pairs cannot be called different: as the month stored it, else Holm's test over the pairs."""
    stored: list[bool | None] = [None] * len(pairs)
    if award.kind is AwardKind.BEST and len(months) == 1:
        (month,) = months.values()
        stored = [month.alike(one.agent, other.agent) for one, other in pairs]
    chances = [
        None if told is not None else _chance(award, figures[one.agent], figures[other.agent])
        for told, (one, other) in zip(stored, pairs, strict=True)
    ]
    stands = iter(stand_together([one for one in chances if one is not None]))
    return [told if one is None else not next(stands) for told, one in zip(stored, chances, strict=True)]


def _chance(award: Award, one: PeriodFigure, other: PeriodFigure) -> float | None:
    if award.kind is AwardKind.PRAISED:
        return binomial_two_sided(int(one.figure), int(one.figure + other.figure))
    if one.interval is None or other.interval is None:
        return None
    return chance(one.figure, one.interval, other.figure, other.interval)


def standing(made: AwardMade, months: Mapping[str, UsedMonth]) -> Standing:
    """How settled the results are that it was chosen among."""
    every = {one.standing for code in made.codes if code in months for one in months[code].members.values()}
    if made.missing or Standing.PROVISIONAL in every:
        return Standing.PROVISIONAL
    return Standing.UNFOLLOWED if Standing.UNFOLLOWED in every else Standing.FINAL
