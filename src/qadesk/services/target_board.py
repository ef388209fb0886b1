"""The targets as a table: whose × which indicator, what holds there and where it comes from.

Of a cycle to come it shows the plan, of one that is open what was frozen when it was opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Connection, Row, select

from qadesk.domain.periods import Period, month_of, next_period
from qadesk.domain.scorecard import Indicator, Role, Scorecard
from qadesk.services import cards, cycles, scorecards, targets
from qadesk.services.cycles import Cycle
from qadesk.services.target_plan import EVERYBODY, Whose
from qadesk.storage import tables
from qadesk.storage.office import Office

AHEAD = 3  # cycles to come that are offered

TargetCell = tuple[Whose, str]  # whom and which indicator


class TargetLevel(StrEnum):
    """Where a standard comes from, the closest first; the closest one counts."""

    AGENT = "agent"
    POST = "post"
    TEAM = "team"
    EVERYBODY = "everybody"
    SCORECARD = "scorecard"


@dataclass(frozen=True)
class Held:
    """What holds in one cell. `own`: it was set in this very cell; `always`: for every cycle, not for one."""

    standard: Decimal | None
    level: TargetLevel
    own: bool = False
    always: bool = False


@dataclass(frozen=True)
class TargetLine:
    """Whom a row of the table is for; `team` and `post` are those of an agent."""

    whose: Whose
    name: str = ""
    team: str = ""
    post: str = ""
    here: bool = True  # an agent who works here, a team or post that somebody is in

    @property
    def levels(self) -> tuple[tuple[TargetLevel, Whose], ...]:
        """Where its standards may come from, the closest first."""
        whose, found = self.whose, []
        if whose.staff_no is not None:
            found.append((TargetLevel.AGENT, whose))
        if whose.post is not None or self.post:
            found.append((TargetLevel.POST, Whose(post=whose.post or self.post)))
        if whose.team is not None or self.team:
            found.append((TargetLevel.TEAM, Whose(team=whose.team or self.team)))
        return (*found, (TargetLevel.EVERYBODY, EVERYBODY))


@dataclass(frozen=True)
class Subject:
    """A column: an indicator, or a code that the scorecard does not have (any more)."""

    code: str
    indicator: Indicator | None


@dataclass(frozen=True)
class Offer:
    """A cycle whose targets can be looked at; `planned`: how many were set for it alone."""

    code: str | None  # None: every cycle from now on
    opened: bool = False
    planned: int = 0


@dataclass(frozen=True)
class Board:
    """The targets of every cycle to come, of one of them, or of an open one (`frozen_at`, UTC)."""

    cycle_code: str | None
    frozen_at: datetime | None
    subjects: tuple[Subject, ...]
    lines: tuple[TargetLine, ...]
    set_here: Mapping[TargetCell, Decimal]
    set_always: Mapping[TargetCell, Decimal]
    offers: tuple[Offer, ...]
    strays: tuple[tuple[TargetCell, str | None], ...] = ()  # planned for what the scorecard does not have
    published: bool = True

    def held(self, line: TargetLine, subject: Subject) -> Held:
        """What holds for a row in a column."""
        for level, whose in line.levels:
            place, own = (whose, subject.code), whose == line.whose
            if place in self.set_here:
                return Held(self.set_here[place], level, own)
            if place in self.set_always:
                return Held(self.set_always[place], level, always=True)
        standard = None if subject.indicator is None else subject.indicator.standard
        return Held(standard, TargetLevel.SCORECARD)


def board(office: Office, cycle_code: str | None = None) -> Board:
    """The targets of a cycle; None: of every cycle from now on. Also for a code that is not on offer.

    Raises UserError for a code that is no cycle.
    """
    with office.read() as connection:
        opened = cycles.all_in(connection, office)
        cycle = next((one for one in opened if one.code == cycle_code), None)
        plan = _plan(connection)
        newest = scorecards.newest_published(connection)
        card = None if newest is None else scorecards.load(connection, newest)
        known = set() if card is None else {indicator.code for indicator in card.indicators()}
        done = {one.code for one in opened}
        pending = {key: value for key, value in plan.items() if key[1] not in done}
        offers = _offers(office, opened, {code for _place, code in pending if code}, pending)
        strays = tuple(key for key in pending if key[0][1] not in known)
        here, always, when = _of(plan, cycle_code), {}, None
        if cycle is not None:
            card = cards.of_cycle(connection, cycle).own.card
            here, when = _frozen(connection, cycle, card), cycles.opened_at(connection, cycle)
        elif cycle_code is not None:
            cycles.parse(cycle_code)
            always = _of(plan, None)
        set_somewhere = {*here, *always}
        return Board(
            cycle_code,
            when,
            _subjects(card, {code for _whose, code in set_somewhere}),
            _lines(connection, office, {whose for whose, _code in set_somewhere}),
            here,
            always,
            offers,
            strays,
            published=newest is not None,
        )


def _plan(connection: Connection) -> dict[tuple[TargetCell, str | None], Decimal]:
    own = tables.target_plan.c
    rows = connection.execute(
        select(tables.target_plan, tables.agent.c.staff_no)
        .select_from(tables.target_plan.outerjoin(tables.agent))
        .order_by(own.id)
    )
    return {((_whose(row), row.indicator), row.cycle_code): row.standard for row in rows}


def _whose(row: Row[tuple[object, ...]]) -> Whose:
    values = row._mapping
    return Whose(values["team"], values["post"], values["staff_no"])


def _of(plan: Mapping[tuple[TargetCell, str | None], Decimal], code: str | None) -> dict[TargetCell, Decimal]:
    return {place: value for (place, cycle_code), value in plan.items() if cycle_code == code}


def _frozen(connection: Connection, cycle: Cycle, card: Scorecard) -> dict[TargetCell, Decimal]:
    """What was frozen, without what only repeats what holds anyway."""
    made = targets.frozen(connection, cycle.id)
    default = {indicator.code: indicator.standard for indicator in card.indicators()}
    found: dict[TargetCell, Decimal] = {
        (EVERYBODY, code): value for code, value in made.everybody.items() if value != default.get(code)
    }
    for team, standards in made.teams.items():
        found |= {(Whose(team=team), code): value for code, value in standards.items()}
    for post, standards in made.posts.items():
        found |= {(Whose(post=post), code): value for code, value in standards.items()}
    agent = tables.agent.c
    people = select(agent.id, agent.staff_no, agent.team, agent.post).where(agent.id.in_(list(made.agents)))
    for person in connection.execute(people):
        without = {**made.everybody, **made.closest(0, person.team, person.post)}
        found |= {
            (Whose(staff_no=person.staff_no), code): value
            for code, value in made.agents[person.id].items()
            if value != without.get(code)
        }
    return found


def _subjects(card: Scorecard | None, planned: set[str]) -> tuple[Subject, ...]:
    """Every indicator with a standard, those planned for without one, and codes that are not there."""
    found = [] if card is None else list(card.indicators())
    shown = [
        Subject(one.code, one)
        for one in found
        if one.code in planned or (one.standard is not None and one.role is not Role.RED_LINE)
    ]
    known = {one.code for one in found}
    return (*shown, *(Subject(code, None) for code in sorted(planned - known)))


def _lines(connection: Connection, office: Office, planned: set[Whose]) -> tuple[TargetLine, ...]:
    """Everybody, then teams, posts and agents of the roster; and whom something is planned for besides."""
    agent = tables.agent.c
    rows = connection.execute(
        select(tables.agent).where(agent.office_id == office.id).order_by(agent.staff_no)
    ).all()
    here = [row for row in rows if row.status != "left"]
    teams, posts = {row.team for row in here if row.team}, {row.post for row in here if row.post}
    every_team = teams | {whose.team for whose in planned if whose.team is not None}
    every_post = posts | {whose.post for whose in planned if whose.post is not None}
    return (
        TargetLine(EVERYBODY),
        *(TargetLine(Whose(team=team), team, here=team in teams) for team in sorted(every_team)),
        *(TargetLine(Whose(post=post), post, here=post in posts) for post in sorted(every_post)),
        *(
            TargetLine(Whose(staff_no=row.staff_no), row.name, row.team, row.post, here=row.status != "left")
            for row in rows
            if row.status != "left" or Whose(staff_no=row.staff_no) in planned
        ),
    )


def _offers(
    office: Office,
    opened: tuple[Cycle, ...],
    planned_for: set[str],
    pending: Mapping[tuple[TargetCell, str | None], Decimal],
) -> tuple[Offer, ...]:
    """Every cycle from now on, those to come, the open ones."""
    this_month = month_of(office.today())
    newest = max((one.period for one in opened), default=None)
    coming = {this_month} if newest is None else set[Period]()
    step = this_month if newest is None else newest
    for _turn in range(AHEAD):
        step = next_period(step)
        coming.add(step)
    coming |= {this_month} | {cycles.parse(code) for code in planned_for}
    free = [
        one for one in coming if all(one.end <= c.period.start or c.period.end <= one.start for c in opened)
    ]
    return (
        Offer(None, planned=_counted(pending, None)),
        *(Offer(one.code, planned=_counted(pending, one.code)) for one in sorted(free)),
        *(Offer(one.code, opened=True) for one in opened if not one.closed),
    )


def _counted(pending: Mapping[tuple[TargetCell, str | None], Decimal], code: str | None) -> int:
    return sum(cycle_code == code for _place, cycle_code in pending)
