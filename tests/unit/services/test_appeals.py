"""Appeals: entered, corrected, decided by somebody free, taken further once; each step can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from qadesk.domain.appeals import AnswerRule, AppealAbout, AppealOutcome
from qadesk.domain.stages import MonthStage, Stage
from qadesk.domain.working_days import AppealRule
from qadesk.services.after_closing import delivery, publication, review, stages, working_days
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.working_days import OwnDay
from qadesk.services.appeals import deciding, entering, reading, rules, storing, subjects
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.storing import AppealEntry, PointEntry
from qadesk.services.trail import browsing
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.appealed_month import (
    ENTRY,
    EVERYBODY,
    REJECTED,
    appeal_of,
    closed,
    on,
    opened_with,
    received,
    stage_of,
    with_person,
)
from tests.made_up_month import CODE
from tests.refusals import refuses


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    made = received(tmp_path / "branch.qadesk", monkeypatch)
    yield made
    made.close()


def detail(office: Office) -> dict[str, object]:
    return dict(next(iter(browsing.each(office, browsing.Wanted(), 1))).detail)


def test_an_appeal_is_kept_with_its_words_points_and_clock(branch: Office) -> None:
    made = entering.enter(branch, CODE, "KF02", ENTRY).value
    assert stage_of(branch, "KF02") is Stage.APPEALED
    assert (made.level, made.late, made.on_paper, made.open) == (1, False, True, True)
    assert (made.received_on, made.interview_on) == (date(2026, 11, 6), date(2026, 11, 4))
    assert made.answer_due == made.answer.last == date(2026, 11, 17)  # seven working days later
    assert [(one.about, one.ref) for one in made.points] == [
        (AppealAbout.INDICATOR, "communication"),
        (AppealAbout.RECORD, "complaints/TS-1"),
    ]
    assert "13812345678" not in made.words
    assert "投诉不是我的件" in made.words
    assert stages.positions(branch, CODE).stage is MonthStage.APPEALS


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"words": " "}, "appeal.words_missing"),
        ({"words": "x" * 4001}, "appeal.too_long"),
        ({"received": date(2026, 11, 7)}, "delivery.future"),
        ({"received": date(2026, 11, 3)}, "appeal.too_early"),
        ({"interview": date(2026, 9, 30)}, "appeal.too_early"),
        ({"interview": date(2026, 11, 7)}, "delivery.future"),
        ({"points": (PointEntry(AppealAbout.INDICATOR, "nps"),)}, "appeal.no_such_point"),
        ({"points": (PointEntry(AppealAbout.RECORD, "TS-9"),)}, "appeal.no_such_point"),
        ({"points": (PointEntry(AppealAbout.RECORD, "SJ-0"),)}, "appeal.no_such_point"),  # of another agent
        ({"points": (PointEntry(AppealAbout.EXEMPTION, "csat"),)}, "appeal.no_such_point"),
        ({"points": (PointEntry(AppealAbout.INDICATOR, "csat"),) * 31}, "appeal.too_many_points"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_moves(
    branch: Office, changes: dict[str, object], code: str
) -> None:
    with refuses(code):
        entering.enter(branch, CODE, "KF02", replace(ENTRY, **changes))  # type: ignore[arg-type]
    assert stage_of(branch, "KF02") is Stage.SIGNED
    assert reading.appeals(branch, CODE).appeals == ()


def test_an_open_month_and_what_was_not_received_cannot_be_appealed_against(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = month.filled(tmp_path / "open.qadesk")
    with refuses("stage.none", "still open"):
        entering.enter(office, CODE, "KF02", ENTRY)
    office.close()
    office = closed(tmp_path / "closed.qadesk", monkeypatch)
    with refuses("appeal.not_received", "KF02", "In review"):
        entering.enter(office, CODE, "KF02", replace(ENTRY, received=date(2026, 11, 3)))
    review.approve(office, CODE, ["KF02"])
    sent = Handover(Stage.SENT, date(2026, 11, 3), carrier="EMS", tracking="EX1")
    delivery.deliver(office, CODE, ["KF02"], sent)
    with refuses("appeal.not_received", "Sent"):
        entering.enter(office, CODE, "KF02", replace(ENTRY, received=date(2026, 11, 3)))
    with refuses("stage.unknown", "KF99"):
        entering.enter(office, CODE, "KF99", ENTRY)
    office.close()


def test_one_result_has_one_open_appeal_and_it_blocks_final(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    entering.enter(branch, CODE, "KF02", ENTRY)
    with refuses("appeal.open_already", "KF02"):
        entering.enter(branch, CODE, "KF02", ENTRY)
    on(monkeypatch, date(2026, 12, 1))
    with refuses("stage.not_possible", "KF02", "Appealed"):
        delivery.make_final(branch, CODE, ["KF02"])


def test_a_late_appeal_is_kept_and_marked_also_against_what_is_final_or_posted(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, date(2026, 11, 16))
    in_time = entering.enter(branch, CODE, "KF01", replace(ENTRY, received=date(2026, 11, 13), points=()))
    assert not in_time.value.late, "the last day is in time"
    late = entering.enter(branch, CODE, "KF02", replace(ENTRY, received=date(2026, 11, 16)))
    assert late.value.late
    delivery.make_final(branch, CODE, ["KF03", "KF04"])
    after = replace(ENTRY, received=date(2026, 11, 16), points=())
    assert entering.enter(branch, CODE, "KF03", after).value.late
    deciding.decide(branch, CODE, "KF03", REJECTED)
    delivery.make_final(branch, CODE, ["KF03"])
    with refuses("appeal.decided_before", "KF03"):
        entering.enter(branch, CODE, "KF03", after)
    for who in ("KF01", "KF02"):
        entering.withdraw(branch, CODE, who)
        delivery.make_final(branch, CODE, [who])
    publication.publish(branch, CODE)
    assert entering.enter(branch, CODE, "KF04", after).value.late
    assert stages.positions(branch, CODE).stage is MonthStage.APPEALS


def test_what_was_entered_is_corrected_until_it_is_decided(branch: Office) -> None:
    before = entering.enter(branch, CODE, "KF02", ENTRY).value
    changed = entering.edit(branch, CODE, "KF02", replace(ENTRY, received=date(2026, 11, 5), points=()))
    assert (changed.value.answer_due, changed.value.points) == (date(2026, 11, 16), ())
    assert changed.value.position.now.day == date(2026, 11, 5)
    assert changed.undo is not None
    back = changed.undo().value
    assert (back.words, back.received_on, len(back.points)) == (before.words, before.received_on, 2)
    with branch.read() as connection:
        assert "13812345678" in storing.as_entered(connection, back).words, "what is stored stays whole"
    entering.withdraw(branch, CODE, "KF02")
    with refuses("appeal.decided", "KF02", "withdrawn"):
        entering.edit(branch, CODE, "KF02", ENTRY)
    with refuses("appeal.none", "KF01"):
        entering.edit(branch, CODE, "KF01", ENTRY)


def test_entering_withdrawing_and_deciding_are_undone_and_done_again(branch: Office) -> None:
    entered = entering.enter(branch, CODE, "KF02", ENTRY)
    assert entered.undo is not None
    gone = entered.undo()
    assert (stage_of(branch, "KF02"), reading.appeals(branch, CODE).appeals) == (Stage.SIGNED, ())
    assert gone.undo is not None
    again = gone.undo()
    withdrawn = entering.withdraw(branch, CODE, "KF02")
    assert stage_of(branch, "KF02") is Stage.WITHDRAWN
    assert withdrawn.undo is not None
    assert withdrawn.undo().value.open
    assert stage_of(branch, "KF02") is Stage.APPEALED
    found = {appeal_of(branch, "KF02").points[0].id: "录音核实"}
    decided = deciding.decide(branch, CODE, "KF02", replace(REJECTED, found=found))
    assert decided.value.points[0].found == "录音核实"
    assert again.undo is not None
    with refuses("appeal.moved_on"):
        again.undo()
    assert decided.undo is not None
    taken_back = decided.undo()
    assert (taken_back.value.open, taken_back.value.reasons, taken_back.value.points[0].found) == (
        True,
        "",
        "",
    )
    assert taken_back.undo is not None
    assert taken_back.undo().value.outcome is AppealOutcome.REJECTED


def test_a_decision_needs_reasons_and_comes_once(branch: Office) -> None:
    entering.enter(branch, CODE, "KF02", ENTRY)
    with refuses("appeal.reasons_missing"):
        deciding.decide(branch, CODE, "KF02", replace(REJECTED, reasons=" "))
    with pytest.raises(ValueError, match="no decision"):
        deciding.decide(branch, CODE, "KF02", replace(REJECTED, outcome=AppealOutcome.WITHDRAWN))
    deciding.decide(branch, CODE, "KF02", REJECTED)
    assert stage_of(branch, "KF02") is Stage.REJECTED
    with refuses("appeal.decided", "KF02", "rejected"):
        deciding.decide(branch, CODE, "KF02", REJECTED)
    with refuses("appeal.decided"):
        entering.withdraw(branch, CODE, "KF02")


def test_nobody_decides_what_they_scored_or_entered_where_somebody_else_can(branch: Office) -> None:
    li = with_person(branch, "li", "李经理")
    entering.enter(branch, CODE, "KF02", ENTRY)
    assert [one.name for one in appeal_of(branch, "KF02").may_decide] == ["李经理"]
    with refuses("appeal.own_scores", "赵主管", "李经理"):
        deciding.decide(branch, CODE, "KF02", REJECTED)
    assert stage_of(branch, "KF02") is Stage.APPEALED
    sun = with_person(branch, "sun", "孙经理")
    zhao, branch.user = branch.user, li
    entering.enter(branch, CODE, "KF01", replace(ENTRY, points=()))
    with refuses("appeal.own_entry", "孙经理"):
        deciding.decide(branch, CODE, "KF01", REJECTED)
    branch.user = zhao
    with refuses("appeal.own_scores", "孙经理"):
        deciding.decide(branch, CODE, "KF01", REJECTED)
    branch.user = sun
    deciding.decide(branch, CODE, "KF01", REJECTED)
    assert "self_decided" not in detail(branch)


def test_who_scored_something_else_may_decide(branch: Office) -> None:
    """A point at a record of a file is nobody's judgement."""
    only = replace(ENTRY, points=(PointEntry(AppealAbout.RECORD, "TS-1"),))
    li = with_person(branch, "li", "李经理")
    zhao, branch.user = branch.user, li
    entering.enter(branch, CODE, "KF02", only)
    branch.user = zhao
    assert deciding.decide(branch, CODE, "KF02", REJECTED).value.decided_by == "赵主管"
    assert "self_decided" not in detail(branch)


def test_one_person_alone_decides_and_it_is_said(branch: Office) -> None:
    made = entering.enter(branch, CODE, "KF02", ENTRY).value
    assert made.involved
    deciding.decide(branch, CODE, "KF02", REJECTED)
    assert detail(branch)["self_decided"] is True


def test_a_supervisor_enters_and_does_not_decide(branch: Office) -> None:
    sun = with_person(branch, "sun", "孙组长", "supervisor")
    viewer = with_person(branch, "wang", "王客服", "viewer")
    branch.user = sun
    entering.enter(branch, CODE, "KF02", ENTRY)
    with refuses("rights.not_allowed"):
        deciding.decide(branch, CODE, "KF02", REJECTED)
    branch.user = viewer
    with refuses("rights.not_allowed"):
        entering.withdraw(branch, CODE, "KF02")


def test_a_rejected_appeal_goes_to_the_next_level_once(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = with_person(branch, "li", "李经理")
    entering.enter(branch, CODE, "KF02", ENTRY)
    zhao, branch.user = branch.user, li
    deciding.decide(branch, CODE, "KF02", REJECTED)
    branch.user = zhao
    further = AppealEntry("仍不认可", date(2026, 11, 9))
    on(monkeypatch, date(2026, 11, 9))
    with refuses("appeal.no_next_level"):
        entering.take_further(branch, CODE, "KF02", further)
    rules.set_next_level(branch, "区域 客服部")
    with refuses("appeal.no_next_level"):  # the month was opened without one
        entering.take_further(branch, CODE, "KF02", further)
    opened_with(branch, "区域 客服部")
    rules.set_next_level(branch, "")
    with refuses("appeal.too_early"):
        entering.take_further(branch, CODE, "KF02", replace(further, received=date(2026, 11, 5)))
    made = entering.take_further(branch, CODE, "KF02", further)
    assert (made.value.level, len(made.value.points), made.value.late) == (2, 2, False)
    assert stage_of(branch, "KF02") is Stage.APPEALED
    assert li.id in made.value.judged, "who decided before has judged it"
    assert made.undo is not None
    assert made.undo().undo is not None
    assert stage_of(branch, "KF02") is Stage.REJECTED
    entering.take_further(branch, CODE, "KF02", further)
    partly = Decision(AppealOutcome.PARTLY_UPHELD, "区域客服部认定部分成立")
    sun = with_person(branch, "sun", "孙经理")
    branch.user = sun
    deciding.decide(branch, CODE, "KF02", partly)
    assert stage_of(branch, "KF02") is Stage.PARTLY_UPHELD
    with refuses("appeal.not_further"):
        entering.take_further(branch, CODE, "KF02", further)
    levels = [one.level for one in reading.appeals(branch, CODE).appeals]
    assert sorted(levels) == [1, 2]


def test_what_was_upheld_or_withdrawn_is_not_taken_further(branch: Office) -> None:
    opened_with(branch, "区域")
    entering.enter(branch, CODE, "KF02", ENTRY)
    entering.enter(branch, CODE, "KF01", replace(ENTRY, points=()))
    further = AppealEntry("仍不认可", date(2026, 11, 6))
    with refuses("appeal.not_further"):
        entering.take_further(branch, CODE, "KF02", further)
    deciding.decide(branch, CODE, "KF02", Decision(AppealOutcome.UPHELD, "属实"))
    entering.withdraw(branch, CODE, "KF01")
    for who in ("KF01", "KF02"):
        with refuses("appeal.not_further"):
            entering.take_further(branch, CODE, who, further)


def test_the_time_to_answer_is_that_of_the_month(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, date(2026, 11, 3))
    office = received(tmp_path / "rule.qadesk", monkeypatch)
    done = rules.set_answer_rule(office, AnswerRule(3, working=False))
    made = entering.enter(office, CODE, "KF02", ENTRY).value
    assert made.answer_due == date(2026, 11, 17), "what the month was closed with"
    assert reading.appeals(office, CODE).rule == AnswerRule()
    with office.write() as connection:
        rules.freeze(connection, CODE)
    assert reading.appeals(office, CODE).rule == AnswerRule(3, working=False)
    assert done.undo is not None
    done.undo()
    assert rules.answer_rule(office) == AnswerRule()
    for days in (0, 367):
        with refuses("appeal.answer_days"):
            rules.set_answer_rule(office, AnswerRule(days))
    with refuses("appeal.level_name"):
        rules.set_next_level(office, "x" * 41)
    assert rules.set_next_level(office, " 区域   客服部 ").value == ""
    assert rules.next_level(office) == "区域 客服部"
    office.close()


def test_an_answer_due_across_the_year_end_says_which_year_is_not_published(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, date(2089, 12, 30))
    made = entering.enter(branch, CODE, "KF02", replace(ENTRY, received=date(2089, 12, 30))).value
    assert made.answer.assumed_years == (2089, 2090)
    assert made.answer_due == date(2090, 1, 10)
    on(monkeypatch, date(2026, 12, 31))
    other = entering.enter(branch, CODE, "KF01", replace(ENTRY, received=date(2026, 12, 30), points=())).value
    assert other.answer.last.year == 2027
    assert 2027 in other.answer.assumed_years or other.answer.assumed_years == ()


def test_own_days_move_the_answer_and_what_was_promised_stays(branch: Office) -> None:
    made = entering.enter(branch, CODE, "KF02", ENTRY).value
    working_days.set_days(branch, [OwnDay(date(2026, 11, 10), works=False, name="盘点")])
    found = appeal_of(branch, "KF02")
    assert found.answer_due == made.answer_due == date(2026, 11, 17)
    assert found.answer.last == date(2026, 11, 18)
    assert found.overdue(date(2026, 11, 18))
    assert not found.overdue(date(2026, 11, 17))


def test_the_most_urgent_comes_first_and_the_decided_last(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who, day in (("KF01", 6), ("KF02", 5), ("KF03", 5)):
        entering.enter(branch, CODE, who, AppealEntry("不认可", date(2026, 11, day)))
    deciding.decide(branch, CODE, "KF03", REJECTED)
    assert [one.position.staff_no for one in reading.appeals(branch, CODE).appeals] == [
        "KF02",
        "KF01",
        "KF03",
    ]


def test_what_can_be_pointed_at_is_offered(branch: Office) -> None:
    found = subjects.offers(branch, CODE, "KF02")
    assert "communication" in {one.ref for one in found}
    assert all(one.text for one in found)


def test_deadlines_by_calendar_days_never_end_on_a_day_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = received(tmp_path / "c.qadesk", monkeypatch)
    with office.read() as connection:
        days = working_days.calendar(connection)
    for number in range(1, 40):
        for start in range(20):
            day = date(2026, 9, 20) + timedelta(days=start)
            last = rules.answered_by(day, AnswerRule(number, working=False), days).last
            assert days.kind(last).kind.worked
            assert last >= day + timedelta(days=number)
            same = working_days.may_appeal_until(day, AppealRule(number, working=False), days)
            assert same.last == last
    assert EVERYBODY
    office.close()
