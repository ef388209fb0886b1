"""Drafts that are left: listed whosever they are, discarded, brought back whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from qadesk.services import cycles, people
from qadesk.services.scoring import drafts, evaluations, leftovers
from qadesk.services.scoring.forms import NA
from qadesk.storage import tables
from qadesk.storage.office import Office, User
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.refusals import refuses


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = month.filled(tmp_path / "branch.qadesk")
    yield made
    made.close()


def forms(office: Office) -> list[tuple[object, ...]]:
    """Every form with what it says, but for when it was last touched."""
    e, r = tables.evaluation.c, tables.rating.c
    with office.read() as connection:
        rows = connection.execute(
            select(e.agent_id, e.user_id, e.contact_id, e.status, e.comment, r.item, r.level, r.comment)
            .select_from(tables.evaluation.outerjoin(tables.rating))
            .order_by(e.agent_id, e.user_id, e.contact_id, r.item)
        )
        return [tuple(row) for row in rows]


def with_second_supervisor(office: Office) -> User:
    """Another supervisor's draft of KF01, half done, with words; who is signed in stays."""
    person, first = people.add(office, "钱主管", "supervisor", "qian", "long-enough").value, office.user
    office.user = other = User(person.id, person.login, person.name, person.role)
    cycle = cycles.get(office, CODE)
    drafts.rate(office, cycle, "KF01", "attitude", NA)
    drafts.comment(office, cycle, "KF01", "还要再听几通", item="attitude")
    drafts.comment(office, cycle, "KF01", "稳重")
    office.user = first
    return other


def test_every_draft_is_listed_with_whose_it_is_and_whether_it_is_finished(branch: Office) -> None:
    with_second_supervisor(branch)
    assert [
        (d.staff_no, d.by, d.finished, d.contact_id) for d in leftovers.leftover_drafts(branch, CODE)
    ] == [
        ("KF01", "钱主管", False, None),
        ("KF03", "赵主管", True, None),
    ]


def test_a_draft_is_finished_once_what_is_left_does_not_apply(branch: Office) -> None:
    from qadesk.services.assessment import exemptions

    with_second_supervisor(branch)
    exemptions.exempt(branch, CODE, "KF01", "communication", "na", "no occasion")
    assert [d.finished for d in leftovers.leftover_drafts(branch, CODE)] == [True, True]


def test_discarding_and_bringing_back_changes_nothing(branch: Office) -> None:
    with_second_supervisor(branch)
    before = forms(branch)
    gone = leftovers.discard(branch, CODE, [d.id for d in leftovers.leftover_drafts(branch, CODE)]).value
    assert leftovers.leftover_drafts(branch, CODE) == ()
    assert len(forms(branch)) == len(before) - 3
    assert leftovers.discarded(branch, CODE) == gone
    assert len(leftovers.restore(branch, CODE, gone).value) == 2
    assert forms(branch) == before
    assert leftovers.discarded(branch, CODE) == ()


def test_the_trail_says_whose_draft_was_discarded_by_whom(branch: Office) -> None:
    other = with_second_supervisor(branch)
    leftovers.discard(branch, CODE, [leftovers.leftover_drafts(branch, CODE)[0].id])
    line = tables.audit.c
    with branch.read() as connection:
        said = connection.execute(select(tables.audit).where(line.action == leftovers.DISCARDED)).one()
    assert said.subject == f"{CODE}/KF01"
    assert said.user_id != other.id
    assert (said.detail["by"], said.detail["comment"]) == ("钱主管", "稳重")
    assert said.detail["ratings"] == {"attitude": [None, "还要再听几通"]}


def test_a_draft_begun_anew_is_not_overwritten(branch: Office) -> None:
    gone = leftovers.discard(branch, CODE, [d.id for d in leftovers.leftover_drafts(branch, CODE)]).value
    drafts.rate(branch, cycles.get(branch, CODE), "KF03", "attitude", Decimal(2))
    before = forms(branch)
    with refuses("evaluation.newer_draft"):
        leftovers.restore(branch, CODE, gone)
    assert forms(branch) == before


def test_what_is_no_longer_a_draft_is_not_discarded(branch: Office) -> None:
    drafts = [d.id for d in leftovers.leftover_drafts(branch, CODE)]
    evaluations.submit(branch, cycles.get(branch, CODE), ["KF03"])
    before = forms(branch)
    with refuses("evaluation.draft_gone"):
        leftovers.discard(branch, CODE, drafts)
    assert forms(branch) == before


def test_a_draft_of_a_contact_that_is_gone_cannot_come_back(branch: Office) -> None:
    cycle = cycles.get(branch, CODE)
    with branch.read() as connection:
        agent = connection.execute(
            select(tables.agent.c.id).where(tables.agent.c.staff_no == "KF03")
        ).scalar_one()
        contact = month.first_contact(connection, agent)
    drafts.rate(branch, cycle, "KF03", "attitude", Decimal(4), contact=contact)
    (draft,) = [d for d in leftovers.leftover_drafts(branch, CODE) if d.contact_id is not None]
    gone = leftovers.discard(branch, CODE, [draft.id]).value
    with branch.write() as connection:
        connection.execute(delete(tables.contact).where(tables.contact.c.id == contact))
    with refuses("evaluation.contact_gone"):
        leftovers.restore(branch, CODE, gone)
