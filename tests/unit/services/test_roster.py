"""The roster: one number, one person, and every change in the trail."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, select

from qadesk.services import roster
from qadesk.services.roster import AgentEntry
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses


def _actions(office: Office) -> list[str]:
    with office.read() as connection:
        return list(connection.execute(select(tables.audit.c.action).order_by(tables.audit.c.id)).scalars())


def test_people_are_listed_by_number_whatever_their_names(office: Office) -> None:
    roster.add(office, AgentEntry("KF1014", "赵超", "早班"))
    roster.add(office, AgentEntry("KF1013", "赵超", "晚班"))
    roster.add(office, AgentEntry("KF1001", "龚䶮"))

    found = roster.agents(office)

    assert [(a.staff_no, a.name, a.team) for a in found] == [
        ("KF1001", "龚䶮", ""),
        ("KF1013", "赵超", "晚班"),
        ("KF1014", "赵超", "早班"),
    ]


def test_number_is_normalised_and_belongs_to_one_person(office: Office) -> None:
    roster.add(office, AgentEntry(" \uff2b\uff261001 ", "  王  芳 "))  # as a Chinese keyboard may type KF
    assert roster.agent(office, "KF1001").name == "王 芳"

    with refuses("roster.number_taken", "KF1001", "王 芳"):
        roster.add(office, AgentEntry("KF1001", "李静"))
    assert len(roster.agents(office)) == 1


@pytest.mark.parametrize("entry", [AgentEntry("", "王芳"), AgentEntry("KF1001", "  ")])
def test_number_and_name_are_needed(office: Office, entry: AgentEntry) -> None:
    with refuses("roster.name_missing"):
        roster.add(office, entry)
    assert roster.agents(office) == ()


def test_leave_and_rejoin_keep_the_number_and_the_trail(office: Office) -> None:
    before = roster.add(office, AgentEntry("KF1001", "王芳", hired_on=date(2020, 1, 1))).value

    gone = roster.leave(office, "KF1001", date(2026, 10, 16)).value
    assert (gone.here, gone.left_on) == (False, date(2026, 10, 16))

    back = roster.rejoin(office, "KF1001").value
    assert (back.id, back.status, back.left_on) == (before.id, "active", None)
    assert _actions(office)[-3:] == ["agent.add", "agent.leave", "agent.rejoin"]


def test_nobody_leaves_before_the_first_day(office: Office) -> None:
    roster.add(office, AgentEntry("KF1001", "王芳", hired_on=date(2026, 10, 1)))

    with refuses("roster.left_before_hired"):
        roster.leave(office, "KF1001", date(2026, 10, 1))
    assert roster.agent(office, "KF1001").here


def test_an_edit_is_undone_by_the_entry_of_before(office: Office) -> None:
    before = roster.add(office, AgentEntry("KF1001", "王芳", "早班", "客服专员", "probation")).value

    roster.edit(office, AgentEntry("KF1001", "王方", "晚班", "投诉专员"))
    roster.edit(office, roster.entry_of(before))

    assert roster.agent(office, "KF1001") == before


def test_an_edit_that_changes_nothing_leaves_no_trace(office: Office) -> None:
    before = roster.add(office, AgentEntry("KF1001", "王芳")).value
    roster.edit(office, roster.entry_of(before))
    assert _actions(office).count("agent.edit") == 0


def test_only_a_person_without_records_can_be_removed(office: Office) -> None:
    person = roster.add(office, AgentEntry("KF1001", "王芳")).value
    roster.add(office, AgentEntry("KF1002", "李静"))
    with office.write() as connection:
        batch = connection.execute(
            insert(tables.import_batch).values(
                kind="incidents", file_name="a.csv", file_digest="0", mapping={}, at=office.now()
            )
        ).inserted_primary_key
        assert batch is not None
        connection.execute(
            insert(tables.incident).values(
                ref="E1", agent_id=person.id, day=date(2026, 10, 1), kind="praise", batch_id=batch[0]
            )
        )

    with refuses("roster.has_records"):
        roster.remove(office, "KF1001")
    roster.remove(office, "KF1002")

    assert [a.staff_no for a in roster.agents(office)] == ["KF1001"]


def test_an_unknown_number_is_told_plainly(office: Office) -> None:
    with refuses("roster.no_agent", "KF9999"):
        roster.rejoin(office, "KF9999")
