"""Interviews about a month's results: entered, corrected with trail, on the sheet only until it is out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.domain.stages import Stage
from qadesk.services import about_person, merging, roster
from qadesk.services.after_closing import delivery, interviews, review
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.interviews import MOST_LETTERS, Talk
from qadesk.services.assessment import focus
from qadesk.services.paper import interview_pages, sheets
from qadesk.services.retention import removal
from qadesk.services.roster import AgentEntry
from qadesk.services.trail import browsing, history, things
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import appealed_month
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.refusals import refuses
from tests.unit.services.document_words import document_said
from tests.unit.services.test_after_closing import on

DAY = date(2026, 11, 4)
TALK = Talk(DAY, "赵主管", "响应快，态度好", "首次解决率", "每天复盘两通录音", "认可，会改进")


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    made = appealed_month.closed(tmp_path / "branch.qadesk", monkeypatch)
    on(monkeypatch, DAY)
    yield made
    made.close()


def of(office: Office, staff_no: str = "KF01") -> Talk:
    return interviews.interviews(office, CODE)[staff_no].talk


def test_it_is_entered_and_undone_and_done_again(branch: Office) -> None:
    done = interviews.save(branch, CODE, "KF01", TALK)
    assert (of(branch), done.value.by) == (TALK, "赵主管")
    assert done.undo is not None
    back = done.undo()
    assert interviews.interviews(branch, CODE) == {}
    assert back.undo is not None
    back.undo()
    assert of(branch) == TALK


def test_a_correction_keeps_what_was_said_in_the_trail(branch: Office) -> None:
    interviews.save(branch, CODE, "KF01", TALK)
    done = interviews.save(branch, CODE, "KF01", replace(TALK, agreed="每周一次"))
    _name, steps = history.history(branch, things.of_assessment(branch, CODE, "KF01"))
    changed = [(one.before, one.after) for one in steps if one.entry.action == "interview.correct"]
    assert (TALK.agreed, "每周一次") in changed
    assert done.undo is not None
    done.undo()
    assert of(branch) == TALK, "the way back brings what stood there before"
    assert interviews.interviews(branch, CODE)["KF01"].by == "赵主管"


def test_removing_says_whose_and_is_undone(branch: Office) -> None:
    with refuses("interview.none", "KF01"):
        interviews.remove(branch, CODE, "KF01")
    interviews.save(branch, CODE, "KF01", TALK)
    done = interviews.remove(branch, CODE, "KF01")
    assert interviews.interviews(branch, CODE) == {}
    assert done.undo is not None
    done.undo()
    assert of(branch) == TALK


@pytest.mark.parametrize(
    "talk, why",
    [
        (replace(TALK, led_by=" "), "interview.nobody"),
        (Talk(DAY, "赵主管"), "interview.empty"),
        (replace(TALK, day=date(2026, 11, 5)), "interview.future"),
        (replace(TALK, day=date(2026, 9, 30)), "interview.too_early"),
        (replace(TALK, agreed="长" * (MOST_LETTERS + 1)), "interview.too_long"),
    ],
)
def test_what_cannot_be_is_refused(branch: Office, talk: Talk, why: str) -> None:
    with refuses(why):
        interviews.save(branch, CODE, "KF01", talk)
    assert interviews.interviews(branch, CODE) == {}


def test_an_open_month_has_none(tmp_path: Path) -> None:
    office = month.filled(tmp_path / "open.qadesk")
    with refuses("stage.none"):
        interviews.save(office, CODE, "KF01", TALK)
    office.close()


def test_it_begins_with_the_step_agreed_on(branch: Office) -> None:
    focus.settle(branch, CODE, "KF01", "attitude", "每天先听客户说完")
    talk, on_sheet = interviews.proposed(branch, CODE, "KF01")
    assert (talk.day, talk.led_by, talk.agreed) == (DAY, "赵主管", "每天先听客户说完")
    assert talk.improve
    assert on_sheet


def test_before_the_sheet_is_printed_it_stands_on_it(branch: Office) -> None:
    interviews.save(branch, CODE, "KF01", TALK)
    said = document_said(sheets.render(branch, CODE, ["KF01"]))
    assert "认可，会改进" in str(said)
    assert "2026-11-04" in str(said)


def test_what_was_printed_or_handed_over_does_not_change(branch: Office) -> None:
    sheets.record(branch, CODE, sheets.document(branch, CODE, ["KF01"]).sheets, "print")
    before = sheets.content(branch, CODE, "KF01", "en").digest
    review.approve(branch, CODE, ["KF01", "KF02"])
    delivery.deliver(branch, CODE, ["KF01", "KF02"], Handover(Stage.SIGNED, DAY))
    assert not interviews.save(branch, CODE, "KF01", TALK).value.on_sheet
    assert not interviews.save(branch, CODE, "KF02", TALK).value.on_sheet
    assert sheets.content(branch, CODE, "KF01", "en").digest == before
    assert not next(one for one in sheets.overview(branch, CODE).states if one.staff_no == "KF01").outdated


def test_where_somebody_wants_it_on_a_printed_sheet_that_is_out_of_date(branch: Office) -> None:
    sheets.record(branch, CODE, sheets.document(branch, CODE, ["KF01"]).sheets, "print")
    interviews.save(branch, CODE, "KF01", TALK, on_sheet=True)
    assert next(one for one in sheets.overview(branch, CODE).states if one.staff_no == "KF01").outdated


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_has_the_figures_and_what_was_said(branch: Office, tmp_path: Path, language: str) -> None:
    interviews.save(branch, CODE, "KF01", TALK)
    assert interview_pages.save_pages(branch, CODE, [], tmp_path / "all.pdf", language=language).value == 4
    interview_pages.save_pages(branch, CODE, ["KF01"], tmp_path / "one.pdf", language=language)
    said = str(document_said((tmp_path / "one.pdf").read_bytes()))
    total = sheets.content(branch, CODE, "KF01", language).result.total
    assert all(text in said for text in (total, TALK.strengths, TALK.statement, TALK.agreed, "赵主管"))
    interview_pages.save_pages(branch, CODE, ["KF01"], tmp_path / "blank.pdf", blank=True, language=language)
    blank = str(document_said((tmp_path / "blank.pdf").read_bytes()))
    assert total in blank
    assert TALK.statement not in blank


def test_long_texts_flow_onto_a_second_page(branch: Office) -> None:
    from qadesk.printing.interview import compose

    long = "每天复盘录音" * (MOST_LETTERS // 6)
    interviews.save(branch, CODE, "KF01", replace(TALK, strengths=long, improve=long, agreed=long))
    (content,) = interview_pages.contents(branch, CODE, ["KF01"])
    pages = compose(content)
    assert len(pages) == 2
    assert "".join(mark.text for page in pages for mark in page.texts).count("每天复盘录音") > 450


def test_numbers_in_what_was_said_are_masked(branch: Office) -> None:
    interviews.save(branch, CODE, "KF01", replace(TALK, statement="客户 13812345678 可作证"))
    assert "13812345678" not in str(interviews.interviews(branch, CODE))
    assert "13812345678" not in str(document_said(sheets.render(branch, CODE, ["KF01"])))
    assert "13812345678" not in str(about_person.about_agent(branch, "KF01"))


def test_what_is_kept_about_a_person_has_it(branch: Office) -> None:
    interviews.save(branch, CODE, "KF01", TALK)
    told = {one.title: one for one in about_person.about_agent(branch, "KF01").sections}
    assert TALK.agreed in str(told["Interviews"].rows)
    assert [one.what for one in browsing.entries(branch, most=1)] == ["Interview entered"]


def test_of_who_left_and_is_past_the_time_nothing_is_told_any_more(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    interviews.save(branch, CODE, "KF01", TALK)
    interviews.save(branch, CODE, "KF02", replace(TALK, statement="会保留"))
    roster.leave(branch, "KF01", DAY)
    on(monkeypatch, date(2040, 1, 1))
    removal.carry_out(branch)
    kept = interviews.interviews(branch, CODE)
    (gone,) = (one for one in kept.values() if one.agent_id not in {k.agent_id for k in [kept["KF02"]]})
    assert gone.talk == Talk(DAY, TALK.led_by)
    assert kept["KF02"].talk.statement == "会保留"
    told = str([browsing.entry(branch, one.id) for one in browsing.entries(branch, most=500)])
    assert TALK.statement not in told, "the trail forgets it as well"


def test_merged_with_another_entry_the_interview_goes_along(branch: Office) -> None:
    roster.add(branch, AgentEntry("KF77", "王小红"))
    interviews.save(branch, CODE, "KF01", TALK)
    done = merging.merge(branch, "KF77", "KF01", "kept")
    with branch.read() as connection:
        (row,) = connection.execute(select(tables.interview.c.agent_id)).scalars()
        assert row == done.value.id
    assert done.undo is not None
    done.undo()
    assert of(branch) == TALK


def test_printed_once_the_month_was_closed_it_stays_as_it_is(branch: Office) -> None:
    sheets.record(branch, CODE, sheets.document(branch, CODE, ["KF01"]).sheets, "print")
    assert not interviews.save(branch, CODE, "KF01", TALK).value.on_sheet
    assert interviews.save(branch, CODE, "KF02", TALK).value.on_sheet
