"""A closed month's results: reviewed, handed over, signed, final; each step with who, when and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from qadesk.domain.stages import MonthStage, Stage
from qadesk.domain.working_days import AppealRule
from qadesk.i18n import set_language
from qadesk.services import cycles, people, rights
from qadesk.services.after_closing import delivery, publication, review, stages, working_days
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.notices import NoticeChoice
from qadesk.services.after_closing.review import Mark
from qadesk.services.after_closing.stage_words import assumption, deadline_lines, moved_line
from qadesk.services.after_closing.working_days import OwnDay
from qadesk.services.assessment import exemptions
from qadesk.services.closing import close
from qadesk.services.closing.pending import pending
from qadesk.services.paper import sheets
from qadesk.services.scoring import evaluations
from qadesk.services.trail import browsing
from qadesk.services.trail.history import steps
from qadesk.storage.office import Office, User
from tests import appealed_month
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.refusals import refuses

EVERYBODY = tuple(number for number, _name, _team in month.AGENTS)
HANDED_OVER = Handover(Stage.DELIVERED, date(2026, 11, 4))


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A month that was closed on 3 November 2026, a Tuesday."""
    made = appealed_month.closed(tmp_path / "branch.qadesk", monkeypatch)
    yield made
    made.close()


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(Office, "today", lambda _self: day)
    monkeypatch.setattr(Office, "now", lambda _self: datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


def with_manager(office: Office) -> User:
    """A second person who may decide; the one who scored stays signed in."""
    people.add(office, login="li", name="李经理", role="manager", password=None)
    rights.know(office)
    return next(one for one in office.people if one.login == "li")


def stage_of(office: Office, staff_no: str) -> Stage:
    return next(one for one in stages.positions(office, CODE).positions if one.staff_no == staff_no).stage


def test_closing_a_month_puts_its_results_into_review(branch: Office) -> None:
    found = stages.positions(branch, CODE)
    assert found.stage is MonthStage.REVIEW
    assert {one.staff_no for one in found.positions} == set(EVERYBODY)
    assert {one.stage for one in found.positions} == {Stage.IN_REVIEW}
    assert all(one.now.by == "赵主管" and one.appeal is None for one in found.positions)


def test_an_open_month_has_none_and_cannot_be_reviewed(tmp_path: Path) -> None:
    office = month.filled(tmp_path / "open.qadesk")
    assert stages.positions(office, CODE).stage is MonthStage.OPEN
    assert review.for_review(office, CODE) == ()
    with refuses("stage.none", "still open"):
        review.approve(office, CODE, ["KF01"])
    office.close()


def test_who_is_excluded_has_no_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, date(2026, 11, 3))
    office = month.filled(tmp_path / "excluded.qadesk")
    exemptions.exempt(office, CODE, "KF03", None, "na", "on leave")
    close.close_cycle(office, CODE, accepting=pending(office, CODE))
    assert {one.staff_no for one in stages.positions(office, CODE).positions} == set(EVERYBODY) - {"KF03"}
    with refuses("stage.unknown", "KF03"):
        review.approve(office, CODE, ["KF01", "KF03"])
    assert stage_of(office, "KF01") is Stage.IN_REVIEW, "all or none"
    office.close()


def test_a_whole_month_to_its_end(branch: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert review.approve(branch, CODE, EVERYBODY).value == len(EVERYBODY)
    assert stages.positions(branch, CODE).stage is MonthStage.DELIVERY
    on(monkeypatch, date(2026, 11, 4))
    delivery.deliver(branch, CODE, EVERYBODY, HANDED_OVER)
    found = stages.positions(branch, CODE)
    assert found.stage is MonthStage.APPEALS
    (until,) = {one.appeal.last for one in found.positions if one.appeal is not None}
    assert until == date(2026, 11, 13)  # seven working days after a Wednesday
    delivery.deliver(branch, CODE, EVERYBODY, Handover(Stage.SIGNED, date(2026, 11, 4)))
    with refuses("final.appeal_possible", "2026-11-13"):
        delivery.make_final(branch, CODE, EVERYBODY)
    on(monkeypatch, date(2026, 11, 13))
    with refuses("final.appeal_possible", "KF01"):
        delivery.make_final(branch, CODE, ["KF01"])
    on(monkeypatch, date(2026, 11, 14))
    delivery.make_final(branch, CODE, EVERYBODY)
    assert stages.positions(branch, CODE).stage is MonthStage.FINAL


def test_no_step_is_skipped_and_all_move_or_none(branch: Office) -> None:
    with refuses("stage.not_possible", "KF01", "In review"):
        delivery.deliver(branch, CODE, ["KF01"], HANDED_OVER)
    review.approve(branch, CODE, ["KF01"])
    with refuses("stage.not_possible", "KF02"):
        delivery.deliver(branch, CODE, ["KF01", "KF02"], Handover(Stage.DELIVERED, date(2026, 11, 3)))
    assert stage_of(branch, "KF01") is Stage.APPROVED
    with refuses("stage.not_possible", "KF01"):
        review.approve(branch, CODE, ["KF01"])


def test_a_result_is_returned_with_a_reason_and_handed_in_with_an_answer(branch: Office) -> None:
    with refuses("review.reason_missing"):
        review.give_back(branch, CODE, ["KF01"], "  ")
    review.give_back(branch, CODE, ["KF01"], "两次投诉是同一件")
    assert stage_of(branch, "KF01") is Stage.RETURNED
    with refuses("stage.not_possible", "KF01"):
        review.approve(branch, CODE, ["KF01"])
    with refuses("review.answer_missing"):
        review.hand_in_again(branch, CODE, ["KF01"], "")
    review.hand_in_again(branch, CODE, ["KF01"], "两个不同的运单")
    (kf01,) = (one for one in stages.positions(branch, CODE).positions if one.staff_no == "KF01")
    assert [(one.stage, one.reason) for one in kf01.steps] == [
        (Stage.IN_REVIEW, ""),
        (Stage.RETURNED, "两次投诉是同一件"),
        (Stage.IN_REVIEW, "两个不同的运单"),
    ]


@pytest.mark.parametrize(
    "what, code",
    [
        (Handover(Stage.OBJECTED, date(2026, 11, 3)), "delivery.incomplete"),
        (Handover(Stage.REFUSED, date(2026, 11, 3), reason="不认可"), "delivery.incomplete"),
        (Handover(Stage.SENT, date(2026, 11, 3), carrier="EMS"), "delivery.incomplete"),
        (Handover(Stage.SENT, date(2026, 11, 3), tracking="EX1"), "delivery.incomplete"),
        (Handover(Stage.SIGNED, date(2026, 11, 5)), "delivery.future"),
        (Handover(Stage.SIGNED, date(2026, 11, 2)), "delivery.too_early"),
    ],
)
def test_what_lacks_something_or_cannot_be_is_refused(branch: Office, what: Handover, code: str) -> None:
    review.approve(branch, CODE, ["KF01"])
    with refuses(code):
        delivery.deliver(branch, CODE, ["KF01"], what)
    assert stage_of(branch, "KF01") is Stage.APPROVED


def test_the_time_to_appeal_begins_with_the_first_receipt(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    review.approve(branch, CODE, ["KF01"])
    delivery.deliver(branch, CODE, ["KF01"], Handover(Stage.SENT, date(2026, 11, 3), "", "", "EMS", "EX1"))
    (kf01,) = (one for one in stages.positions(branch, CODE).positions if one.staff_no == "KF01")
    assert (kf01.received, kf01.appeal, kf01.now.carrier, kf01.now.tracking) == (None, None, "EMS", "EX1")
    on(monkeypatch, date(2026, 11, 9))
    delivery.deliver(branch, CODE, ["KF01"], Handover(Stage.DELIVERED, date(2026, 11, 6)))
    refused = Handover(Stage.REFUSED, date(2026, 11, 9), "不认可投诉", "孙组长")
    delivery.deliver(branch, CODE, ["KF01"], refused)
    (kf01,) = (one for one in stages.positions(branch, CODE).positions if one.staff_no == "KF01")
    assert kf01.received == date(2026, 11, 6)
    assert kf01.appeal is not None
    assert kf01.appeal.last == date(2026, 11, 17)
    assert (kf01.now.witness, kf01.now.reason) == ("孙组长", "不认可投诉")


def test_steps_are_taken_back_and_taken_again_until_something_follows(branch: Office) -> None:
    approved = review.approve(branch, CODE, ["KF01", "KF02"])
    assert approved.undo is not None
    taken_back = approved.undo()
    assert stage_of(branch, "KF02") is Stage.IN_REVIEW
    assert taken_back.undo is not None
    again = taken_back.undo()
    assert stage_of(branch, "KF02") is Stage.APPROVED
    delivery.deliver(branch, CODE, ["KF02"], Handover(Stage.SIGNED, date(2026, 11, 3)))
    assert again.undo is not None
    with refuses("stage.moved_on"):
        again.undo()
    assert stage_of(branch, "KF01") is Stage.APPROVED


def test_nobody_approves_what_they_scored_where_somebody_else_can(branch: Office) -> None:
    manager = with_manager(branch)
    scored = {one.position.staff_no for one in review.for_review(branch, CODE) if one.own}
    assert scored == set(EVERYBODY)
    with refuses("review.own_scores", "KF01", "李经理"):
        review.approve(branch, CODE, EVERYBODY)
    branch.user = manager
    assert not any(one.own for one in review.for_review(branch, CODE))
    review.approve(branch, CODE, EVERYBODY)
    entry = next(iter(browsing.each(branch, browsing.Wanted(), 1)))
    assert "self_decided" not in entry.detail


def test_one_person_alone_decides_and_the_trail_says_so(branch: Office) -> None:
    review.approve(branch, CODE, ["KF01"])
    entry = next(iter(browsing.each(branch, browsing.Wanted(), 1)))
    assert entry.detail["self_decided"] == ["KF01"]


def test_what_to_look_at_comes_first(branch: Office) -> None:
    found = review.for_review(branch, CODE)
    first = [min((list(Mark).index(mark) for mark in one.marks), default=99) for one in found]
    assert first == sorted(first)
    marks = {one.position.staff_no: set(one.marks) for one in found}
    assert any(Mark.FEW in one for one in marks.values())


def test_the_offices_rule_and_days_move_the_deadline(branch: Office) -> None:
    review.approve(branch, CODE, ["KF01"])
    delivery.deliver(branch, CODE, ["KF01"], Handover(Stage.SIGNED, date(2026, 11, 3)))

    def until() -> date | None:
        found = next(one for one in stages.positions(branch, CODE).positions if one.staff_no == "KF01")
        return found.appeal and found.appeal.last

    assert until() == date(2026, 11, 12)
    closed = working_days.set_days(branch, [OwnDay(date(2026, 11, 5), works=False, name="盘点")])
    assert until() == date(2026, 11, 13)
    changed = working_days.set_rule(branch, AppealRule(3, working=False))
    assert until() == date(2026, 11, 13), "the sheets of a closed month say its own time"
    for done in (changed, closed):
        assert done.undo is not None
        done.undo()
    assert (until(), working_days.rule(branch)) == (date(2026, 11, 12), AppealRule())
    assert working_days.own_days(branch) == ()
    with refuses("appeal.days"):
        working_days.set_rule(branch, AppealRule(0))


def test_a_month_keeps_the_time_to_appeal_it_was_closed_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, date(2026, 11, 3))
    office = month.new_office(tmp_path / "rule.qadesk")
    month.fill(office)
    evaluations.submit(office, cycles.get(office, CODE), ["KF03"])
    working_days.set_rule(office, AppealRule(3, working=False))
    assert sheets.content(office, CODE, "KF01", "en").appeal_time == "3 calendar days after receipt"
    close.close_cycle(office, CODE, accepting=pending(office, CODE))
    working_days.set_rule(office, AppealRule(20))
    review.approve(office, CODE, ["KF01"])
    delivery.deliver(office, CODE, ["KF01"], Handover(Stage.SIGNED, date(2026, 11, 3)))
    (kf01,) = (one for one in stages.positions(office, CODE).positions if one.staff_no == "KF01")
    assert kf01.appeal is not None
    assert kf01.appeal.last == date(2026, 11, 6)
    assert sheets.content(office, CODE, "KF01", "en").appeal_time == "3 calendar days after receipt"
    told = [entry for entry in browsing.each(office, browsing.Wanted(), 20) if entry.action == "cycle.close"]
    assert any("Time to appeal against October 2026" in str(one) for one in steps(told[0]))
    office.close()


def test_holidays_are_the_published_ones_and_a_year_without_is_said(branch: Office) -> None:
    set_language("en")
    with branch.read() as connection:
        days = working_days.calendar(connection)
    october = working_days.may_appeal_until(date(2026, 9, 30), AppealRule(1), days)
    assert october.last == date(2026, 10, 8)
    lines = deadline_lines(october)
    assert lines[0] == "2026-09-30: received; not counted"
    assert lines[1] == "2026-10-01: public holiday (国庆节); not counted"
    assert lines[-1] == "2026-10-08: day 1, working day"
    assert assumption(october) == ""
    later = working_days.may_appeal_until(date(2090, 1, 2), AppealRule(1), days)
    assert "2090" in assumption(later)


def all_final(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody signed on 4 November, and nobody appealed."""
    review.approve(office, CODE, EVERYBODY)
    on(monkeypatch, date(2026, 11, 4))
    delivery.deliver(office, CODE, EVERYBODY, Handover(Stage.SIGNED, date(2026, 11, 4)))
    on(monkeypatch, date(2026, 11, 14))
    delivery.make_final(office, CODE, EVERYBODY)


def test_final_results_are_posted_by_name_or_number(
    branch: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with refuses("stage.not_all_final", "KF01", "In review"):
        publication.notice(branch, CODE, NoticeChoice(), tmp_path / "early.pdf")
    assert not (tmp_path / "early.pdf").exists()
    all_final(branch, monkeypatch)
    said = publication.content(branch, CODE, NoticeChoice("numbers", "grades"), "en")
    results = said.sections[0]
    assert results.columns == ("Staff no.", "Grade")
    assert [row[0] for row in results.rows] == sorted(EVERYBODY)
    whole = publication.content(branch, CODE, NoticeChoice(shown="totals"), "zh_CN")
    assert whole.sections[0].columns == ("工号", "姓名", "总分", "等级")
    assert "申诉期已满" in whole.about
    assert publication.notice(branch, CODE, NoticeChoice(), tmp_path / "n.pdf").value.agents == len(EVERYBODY)
    assert (tmp_path / "n.pdf").read_bytes().startswith(b"%PDF")


def test_published_once_and_taken_back(branch: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    all_final(branch, monkeypatch)
    done = publication.publish(branch, CODE)
    assert (done.value, stages.positions(branch, CODE).stage) == (len(EVERYBODY), MonthStage.PUBLISHED)
    with refuses("stage.published"):
        publication.publish(branch, CODE)
    assert done.undo is not None
    done.undo()
    assert stages.positions(branch, CODE).stage is MonthStage.FINAL


def test_that_no_sheet_was_printed_since_closing_is_said(branch: Office, tmp_path: Path) -> None:
    review.approve(branch, CODE, ["KF01", "KF02"])
    sheets.save(branch, CODE, tmp_path, ["KF01"])
    made = delivery.deliver(branch, CODE, ["KF01", "KF02"], Handover(Stage.SIGNED, date(2026, 11, 3))).value
    assert (made.count, made.unprinted) == (2, 1)
    assert moved_line(2, Stage.SIGNED, 1).endswith("1 sheet was not printed since the cycle was closed.")
    assert moved_line(2, Stage.SIGNED) == "2 results: Signed"


def test_a_managers_step_is_taken_back_by_who_may_decide_alone(branch: Office) -> None:
    done = review.approve(branch, CODE, ["KF01"])
    people.add(branch, login="sun", name="孙组长", role="supervisor", password=None)
    people.add(branch, login="li", name="李经理", role="administrator", password=None)
    rights.know(branch)
    branch.user = next(one for one in branch.people if one.login == "sun")
    assert done.undo is not None
    with refuses("rights.not_allowed"):
        done.undo()
    assert stage_of(branch, "KF01") is Stage.APPROVED


def test_telephone_numbers_in_what_an_agent_says_are_masked(branch: Office) -> None:
    review.approve(branch, CODE, ["KF01"])
    words = "客户 13812345678 的投诉不是我的"
    delivery.deliver(branch, CODE, ["KF01"], Handover(Stage.OBJECTED, date(2026, 11, 3), words))
    (kf01,) = (one for one in stages.positions(branch, CODE).positions if one.staff_no == "KF01")
    assert "13812345678" not in kf01.now.reason
    assert "投诉不是我的" in kf01.now.reason
