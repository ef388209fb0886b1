"""Samples of contacts to check: drawn the same again, replaced from their group, none drawn twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.domain.check_forms import CheckForm, ContactSort
from qadesk.domain.check_sampling import SampleStratum
from qadesk.domain.scorecard import Names
from qadesk.services import library
from qadesk.services.checks import board, checking, forms, sampling
from qadesk.services.checks.words import plan_words
from qadesk.services.records import record_lists
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month
from tests.refusals import refuses
from tests.unit.services.checks_written import answered, published

CODE = made_up_month.CODE


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = made_up_month.filled(tmp_path / "branch.qadesk")
    yield office
    office.close()


def put_in_force(office: Office, form: CheckForm) -> int:
    """A form, published; its id."""
    made = forms.draft(office, form).value
    forms.publish(office, made)
    return made


def test_samples_are_the_same_again_and_are_replaced_with_a_reason(branch: Office) -> None:
    form = published(branch)
    made = sampling.draw_sample(branch, CODE, form, 3, (SampleStratum(1, rating_to=4),), "seed").value
    first = [(one.staff_no, one.ref, one.stratum) for one in board.board(branch, CODE).lines]
    assert {who for who, _ref, _n in first} == {"KF01", "KF02", "KF03", "KF04"}
    assert [n for _who, _ref, n in first].count(1) == 3  # nobody rated KF04 4 or worse
    sampling.drop_sample(branch, made)
    assert not board.board(branch, CODE).lines
    sampling.draw_sample(branch, CODE, form, 3, (SampleStratum(1, rating_to=4),), "seed")
    lines = board.board(branch, CODE).lines
    assert [(one.staff_no, one.ref, one.stratum) for one in lines] == first
    with refuses("checks.reason_missing"):
        sampling.replace(branch, lines[0].id, "")
    done = sampling.replace(branch, lines[0].id, "录音听不清")
    after = {one.id: one for one in board.board(branch, CODE).lines}
    assert (after[lines[0].id].status, after[lines[0].id].reason) == ("replaced", "录音听不清")
    assert after[done.value].ref not in {one.ref for one in lines if one.staff_no == lines[0].staff_no}
    assert after[done.value].stratum == lines[0].stratum
    assert [one.wanted for one in board.board(branch, CODE).progress] == [3, 3, 3, 3]
    with refuses("checks.replaced"):
        checking.answer(branch, lines[0].id, "greeting", "yes")
    assert done.undo is not None
    done.undo()
    assert [one.status for one in board.board(branch, CODE).lines] == ["waiting"] * 12


def test_what_replaces_a_contact_of_a_group_is_of_that_group(branch: Office) -> None:
    form, groups = published(branch), (SampleStratum(1, rating_to=4),)
    sampling.draw_sample(branch, CODE, form, 2, groups, "seed")
    contact = tables.contact.c
    with branch.read() as connection:
        low = set(connection.execute(select(contact.ref).where(contact.rating <= 4)).scalars())
    of_group = [one for one in board.board(branch, CODE).lines if one.stratum == 1]
    assert of_group
    assert {one.ref for one in of_group} <= low
    for one in of_group:
        made = sampling.replace(branch, one.id, "听不清").value
        instead = next(other for other in board.board(branch, CODE).lines if other.id == made)
        assert (instead.stratum == 1) == (instead.ref in low)
        assert instead.stratum == 1 or not _left(branch, one.staff_no, low)


def _left(office: Office, staff_no: str, refs: set[str]) -> set[str]:
    """Which of these contacts of an agent are in no check."""
    theirs = {call.values[0] for call in record_lists.each(office, CODE, "calls", staff_no=staff_no)}
    return theirs & refs - {one.ref for one in board.board(office, CODE, staff_no).lines}


def test_a_new_version_draws_no_contact_that_the_old_one_has(branch: Office) -> None:
    sampling.draw_sample(branch, CODE, published(branch), 6, (), "seed")
    old = {one.ref for one in board.board(branch, CODE).lines}
    newer = put_in_force(branch, replace(library.form("phone"), names=Names("电话质检", "Calls")))
    sampling.draw_sample(branch, CODE, newer, 20, (), "seed")
    drawn = [one.ref for one in board.board(branch, CODE).lines if one.form_id == newer]
    assert drawn
    assert not old & set(drawn)
    assert len(set(drawn)) == len(drawn)


def test_the_forms_of_a_contact_are_those_published_for_its_channel(branch: Office) -> None:
    phone, chat = published(branch), published(branch, "chat")
    any_channel = put_in_force(branch, replace(library.form("phone"), code="any", contacts=ContactSort.OTHER))
    forms.draft(branch, library.form("phone"))
    call, *_others = record_lists.each(branch, CODE, "calls", staff_no="KF01")

    def offered() -> dict[int, int | None]:
        return {one.form.id: one.check for one in board.of_contact(branch, CODE, call.id)}

    assert offered() == {phone: None, any_channel: None}
    assert chat not in offered()
    sampling.draw_sample(branch, CODE, phone, 20, (), "seed")
    mine = next(one for one in board.board(branch, CODE, "KF01").lines if one.ref == call.values[0])
    assert offered() == {phone: mine.id, any_channel: None}
    checking.begin(branch, CODE, any_channel, "KF01", call.id)
    with refuses("checks.twice"):
        checking.begin(branch, CODE, any_channel, "KF01", call.id)
    sampling.drop_sample(branch, 1)
    assert offered()[phone] is None


def test_a_replaced_contact_counts_as_not_checked(branch: Office) -> None:
    form = published(branch)
    sampling.draw_sample(branch, CODE, form, 2, (), "seed")
    first = next(one for one in board.board(branch, CODE, "KF01").lines)
    sampling.replace(branch, first.id, "听不清")
    (call,) = (one for one in record_lists.each(branch, CODE, "calls") if one.values[0] == first.ref)
    assert [one.check for one in board.of_contact(branch, CODE, call.id)] == [None]


def test_a_plan_follows_the_number_and_says_who_has_fewer(branch: Office) -> None:
    form = published(branch)
    plan = sampling.plan(branch, CODE, form, 3)
    assert plan.of(20) == sampling.plan(branch, CODE, form, 20)
    assert plan_words(plan, 3)[0].startswith("An agent's mean of the month is then off by at most ± ")
    assert plan_words(plan, 20)[1] == "4 agents have fewer contacts."
    assert "taken to lie 20.0 apart: there are few" in plan_words(plan, 3)[-1]
    sampling.draw_sample(branch, CODE, form, 20)
    (nothing,) = plan_words(sampling.plan(branch, CODE, form, 3), 3)
    assert nothing.startswith("There is no contact left")


def test_a_sample_larger_than_the_month_and_an_agent_without_contacts(branch: Office) -> None:
    form = published(branch)
    with branch.write() as connection:
        connection.execute(tables.agent.insert().values(staff_no="KF05", name="新人", status="active"))
    plan = {one.staff_no: one for one in sampling.plan(branch, CODE, form, 20).agents}
    assert (plan["KF01"].contacts, plan["KF01"].drawn, plan["KF01"].short) == (10, 10, 10)
    assert plan["KF01"].precise == 0  # every call is checked
    assert (plan["KF05"].drawn, plan["KF05"].short, plan["KF05"].precise) == (0, 20, None)
    sampling.draw_sample(branch, CODE, form, 20)
    assert sum(one.wanted for one in board.board(branch, CODE).progress) == 38
    with refuses("checks.no_contacts"):
        sampling.draw_sample(branch, CODE, form, 20)
    with refuses("checks.sample_out_of_range"):
        sampling.draw_sample(branch, CODE, form, 0)
    line_ = board.board(branch, CODE).lines[0]
    with refuses("checks.none_left"):
        sampling.replace(branch, line_.id, "听不清")


def test_the_next_contact_of_the_sample_follows_at_once(branch: Office) -> None:
    sampling.draw_sample(branch, CODE, published(branch), 1, (), "seed")
    made = board.board(branch, CODE)
    first, second, third, last = (one.id for one in made.lines)
    assert [made.next_after(one) for one in (first, second, third, last)] == [second, third, last, first]
    answered(branch, second)
    checking.submit(branch, second)
    assert board.board(branch, CODE).next_after(first) == third
