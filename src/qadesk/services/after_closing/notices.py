"""Notices of a month's results as they were printed: numbered, kept, superseded by later ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Final, Literal

from sqlalchemy import Connection, insert, select

from qadesk.domain.cycles import Cycle
from qadesk.domain.stages import Stage
from qadesk.formats import agent_text
from qadesk.services import cycles, rights
from qadesk.services.after_closing import stages
from qadesk.services.after_closing.stages import MonthPositions
from qadesk.storage import tables
from qadesk.storage.office import Office

CODE_LETTERS: Final = 8  # of the digest, as it is printed


@dataclass(frozen=True)
class NoticeChoice:
    """What a notice tells of each agent: one of notice_words.NAMED, one of SHOWN; and how it is posted.

    `first_day` and `last_day` are of posting, None where that is written by hand; `objections_to` says to
    whom objections go, "" for the managers.
    """

    named: Literal["both", "numbers", "names"] = "both"
    shown: Literal["totals", "grades"] = "grades"
    first_day: date | None = None
    last_day: date | None = None
    objections_to: str = ""


@dataclass(frozen=True)
class PostedLine:
    """What a notice says of one agent; what it does not tell is empty."""

    agent_id: int
    staff_no: str
    name: str
    total: Decimal | None
    grade: str | None

    @property
    def known(self) -> str:
        """How the agent is named on it."""
        return agent_text(self.name, self.staff_no) if self.name else self.staff_no


@dataclass(frozen=True)
class Notice:
    """One notice. `at` is UTC; `by` "" if nobody was signed in; `before`: the one it supersedes."""

    number: int
    choice: NoticeChoice
    lines: tuple[PostedLine, ...]
    digest: str
    by: str = ""
    at: datetime | None = None
    before: Notice | None = field(default=None, repr=False)

    @property
    def code(self) -> str:
        """The start of its digest, as it is printed."""
        return self.digest[:CODE_LETTERS].upper()


@dataclass(frozen=True)
class NoticeChange:
    """What one agent's line says otherwise than before."""

    before: PostedLine
    now: PostedLine


@dataclass(frozen=True)
class NoticeMade:
    """A notice that was written: its number, of how many agents it tells, which one it replaces (0: none)."""

    number: int
    agents: int
    replaces: int = 0


@dataclass(frozen=True)
class StaleNotice:
    """That the newest notice no longer says what is true: its number, of whom, whether it was posted."""

    number: int
    agents: int
    posted: bool


def notices(office: Office, code: str) -> tuple[Notice, ...]:
    """The notices of a month, the newest last. Raises UserError if it was never opened."""
    rights.know(office)
    with office.read() as connection:
        return of_cycle(connection, cycles.get_in(connection, office, code))


def of_cycle(connection: Connection, cycle: Cycle) -> tuple[Notice, ...]:
    """The same inside a transaction that does more."""
    own, line, user = tables.notice.c, tables.notice_line.c, tables.user.c
    lines: dict[int, list[PostedLine]] = {}
    said = select(tables.notice_line).join(tables.notice, own.id == line.notice_id)
    for row in connection.execute(said.where(own.cycle_id == cycle.id).order_by(line.id)):
        one = PostedLine(row.agent_id, row.staff_no, row.name, row.total, row.grade)
        lines.setdefault(row.notice_id, []).append(one)
    rows = connection.execute(
        select(tables.notice, user.name.label("by"))
        .join_from(tables.notice, tables.user, user.id == own.user_id, isouter=True)
        .where(own.cycle_id == cycle.id)
        .order_by(own.number)
    )
    found: list[Notice] = []
    for row in rows:
        choice = NoticeChoice(row.named, row.shown, row.first_day, row.last_day, row.objections_to)
        before = found[-1] if found else None
        told = tuple(lines.get(row.id, ()))
        found.append(Notice(row.number, choice, told, row.digest, row.by or "", row.at, before))
    return tuple(found)


def drawn_up(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    month: MonthPositions,
    choice: NoticeChoice,
    approved: Mapping[str, bool],
) -> Notice:
    """The notice there would be now: the newest again where it says the same, else the next number.

    `approved`: as `review.approvers`.
    """
    told = tuple(lines_of(month, choice))
    digest = _digest(office, cycle, choice, told, approved)
    there = of_cycle(connection, cycle)
    newest = there[-1] if there else None
    if newest is not None and newest.digest == digest:
        return newest
    number = 1 if newest is None else newest.number + 1
    by = "" if office.user is None else office.user.name
    return Notice(number, choice, told, digest, by, None, newest)


def keep(connection: Connection, office: Office, cycle: Cycle, made: Notice) -> None:
    """Keep what a notice says, unless it is one that was kept before."""
    if made.at is not None:
        return
    choice = made.choice
    row = connection.execute(
        insert(tables.notice).values(
            cycle_id=cycle.id,
            number=made.number,
            named=choice.named,
            shown=choice.shown,
            first_day=choice.first_day,
            last_day=choice.last_day,
            objections_to=choice.objections_to,
            digest=made.digest,
            user_id=office.user_id,
            at=office.now(),
        )
    )
    assert row.inserted_primary_key is not None
    number = int(row.inserted_primary_key[0])
    if made.lines:
        connection.execute(
            insert(tables.notice_line), [{"notice_id": number, **vars(line)} for line in made.lines]
        )


def lines_of(month: MonthPositions, choice: NoticeChoice) -> Iterable[PostedLine]:
    """A line for each agent, by staff number or name, never by total: the order is no ranking."""
    order = "name" if choice.named == "names" else "staff_no"
    for one in sorted(month.positions, key=attrgetter(order)):
        yield PostedLine(
            one.agent_id,
            "" if choice.named == "names" else one.staff_no,
            "" if choice.named == "numbers" else one.name,
            one.total if choice.shown == "totals" else None,
            one.grade,
        )


def changes(before: Notice | None, now: Collection[PostedLine]) -> tuple[NoticeChange, ...]:
    """Whose result a notice says that is another one now: by what it shows of each."""
    if before is None:
        return ()
    then = {one.agent_id: one for one in before.lines}
    pairs = ((then[one.agent_id], one) for one in now if one.agent_id in then)
    return tuple(
        NoticeChange(old, new) for old, new in pairs if (old.total, old.grade) != _shown(new, before.choice)
    )


def stale(connection: Connection, cycle: Cycle, month: MonthPositions) -> StaleNotice | None:
    """Whether the newest notice of a month still says what is true; None: it does, or there is none."""
    there = of_cycle(connection, cycle)
    if not there:
        return None
    newest = there[-1]
    changed = changes(newest, tuple(lines_of(month, NoticeChoice(newest.choice.named, "totals"))))
    if not changed:
        return None
    posted = any(step.stage is Stage.PUBLISHED for one in month.positions for step in one.steps)
    return StaleNotice(newest.number, len(changed), posted)


def stale_of(office: Office, code: str) -> StaleNotice | None:
    """The same on its own. Raises UserError if the month was never opened."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        return stale(connection, cycle, stages.positions_in(connection, cycle))


def _shown(line: PostedLine, choice: NoticeChoice) -> tuple[Decimal | None, str | None]:
    return (line.total if choice.shown == "totals" else None, line.grade)


def _digest(
    office: Office,
    cycle: Cycle,
    choice: NoticeChoice,
    lines: Iterable[PostedLine],
    approved: Mapping[str, bool],
) -> str:
    """SHA-256 of all it says, whatever its language and the day it is printed on."""
    days = [None if day is None else day.isoformat() for day in (choice.first_day, choice.last_day)]
    content: Mapping[str, object] = {
        "office": office.name,
        "cycle": cycle.code,
        "shown": [choice.named, choice.shown],
        "posted": days,
        "approved": approved,
        "objections_to": choice.objections_to,
        "lines": [
            [one.staff_no, one.name, None if one.total is None else str(one.total), one.grade]
            for one in lines
        ],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
