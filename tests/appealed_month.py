"""A closed month whose sheets reached the agents, for tests of appeals."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from qadesk.domain.appeals import AppealAbout, AppealOutcome
from qadesk.domain.stages import Stage
from qadesk.services import appeal_levels, cycles, people, rights
from qadesk.services.after_closing import delivery, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.appeals import reading, rules
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.reading import Appeal
from qadesk.services.appeals.storing import AppealEntry, PointEntry
from qadesk.services.assessment import exemptions
from qadesk.services.closing import close
from qadesk.services.closing.pending import pending
from qadesk.services.scoring import evaluations
from qadesk.storage.office import Office, User
from tests import made_once
from tests import made_up_month as month
from tests.made_up_month import CODE

EVERYBODY = tuple(number for number, _name, _team in month.AGENTS)
RECEIVED = date(2026, 11, 4)  # a Wednesday; seven working days later is Friday the 13th
ENTRY = AppealEntry(
    "客户 13812345678 的投诉不是我的件",
    date(2026, 11, 6),
    interview=date(2026, 11, 4),
    points=(
        PointEntry(AppealAbout.INDICATOR, "communication", "两次沟通都得到客户认可"),
        PointEntry(AppealAbout.RECORD, "TS-1", "运单不是我派送的"),
    ),
)
REJECTED = Decision(AppealOutcome.REJECTED, "录音核实，评分无误")


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Let it be noon of a day, in the office."""
    monkeypatch.setattr(Office, "today", lambda _self: day)
    monkeypatch.setattr(Office, "now", lambda _self: datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


def closed(path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """October, closed on 3 November 2026, a Tuesday."""

    def make(new: Path) -> None:
        made = month.filled(new)
        evaluations.submit(made, cycles.get(made, CODE), ["KF03"])
        close.close_cycle(made, CODE, accepting=pending(made, CODE))
        made.close()

    on(monkeypatch, date(2026, 11, 3))
    return made_once.opened("closed-october", path, make)


def closed_without(staff_no: str, path: Path) -> Office:
    """The same, one agent excluded from it though everything is there."""

    def make(new: Path) -> None:
        made = month.filled(new)
        evaluations.submit(made, cycles.get(made, CODE), ["KF03"])
        exemptions.exempt(made, CODE, staff_no, None, "na", "on loan all month")
        close.close_cycle(made, CODE, accepting=pending(made, CODE))
        made.close()

    return made_once.opened(f"october-without-{staff_no}", path, make)


def received(path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The same, signed by everybody on the 4th; it is the 6th, a Friday."""

    def make(new: Path) -> None:
        made = closed(new, monkeypatch)
        review.approve(made, CODE, EVERYBODY)
        on(monkeypatch, RECEIVED)
        delivery.deliver(made, CODE, EVERYBODY, Handover(Stage.SIGNED, RECEIVED))
        made.close()

    made = made_once.opened("received-october", path, make)
    on(monkeypatch, date(2026, 11, 6))
    return made


def with_person(office: Office, login: str, name: str, role: str = "manager") -> User:
    """One more who signs in; who is signed in stays so."""
    people.add(office, login=login, name=name, role=role, password=None)
    rights.know(office)
    return next(one for one in office.people if one.login == login)


def appeal_of(office: Office, staff_no: str) -> Appeal:
    """An agent's newest appeal."""
    found = [one for one in reading.appeals(office, CODE).appeals if one.position.staff_no == staff_no]
    return next(one for one in found if one.newest)


def stage_of(office: Office, staff_no: str) -> Stage:
    """Where an agent's result stands."""
    return next(one for one in stages.positions(office, CODE).positions if one.staff_no == staff_no).stage


def opened_with(office: Office, level: str, code: str = CODE) -> None:
    """Let a month have been opened when the office had set this next level."""
    rules.set_next_level(office, level)
    with office.write() as connection:
        appeal_levels.freeze(connection, code)
