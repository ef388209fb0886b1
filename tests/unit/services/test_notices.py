"""Notices of results: numbered and kept; a corrected one says what it replaces and what has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from qadesk.domain.stages import Stage
from qadesk.services import cycles, people, roster, today
from qadesk.services.after_closing import corrections, delivery, notices, publication, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.notice_words import stale_text
from qadesk.services.after_closing.notices import Notice, NoticeChoice, PostedLine
from qadesk.services.retention import removal
from qadesk.services.scoring import drafts, evaluations
from qadesk.services.trail import browsing
from qadesk.storage.office import Office
from tests import appealed_month
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.refusals import refuses
from tests.unit.services.document_words import document_said
from tests.unit.services.test_after_closing import on

EVERYBODY = tuple(number for number, _name, _team in month.AGENTS)
TOTALS = NoticeChoice(shown="totals")


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A month whose results are final."""
    made = appealed_month.closed(tmp_path / "branch.qadesk", monkeypatch)
    to_the_end(made, monkeypatch, EVERYBODY, date(2026, 11, 3))
    yield made
    made.close()


def to_the_end(office: Office, monkeypatch: pytest.MonkeyPatch, who: tuple[str, ...], day: date) -> None:
    review.approve(office, CODE, who)
    delivery.deliver(office, CODE, who, Handover(Stage.SIGNED, day))
    on(monkeypatch, day + timedelta(days=31))
    delivery.make_final(office, CODE, who)


def corrected(office: Office, monkeypatch: pytest.MonkeyPatch, staff_no: str = "KF01") -> None:
    """A rating of one agent is put right, and the new result becomes final, too."""
    corrections.begin(office, CODE, staff_no, "评分录错")
    cycle = cycles.get(office, CODE)
    evaluations.reopen(office, cycle, staff_no, "评分录错")
    for item in ("attitude", "communication"):
        drafts.rate(office, cycle, staff_no, item, Decimal(1))
    evaluations.submit(office, cycle, [staff_no])
    assert corrections.finish(office, CODE, staff_no).value.revision == 2
    day = office.today()
    to_the_end(office, monkeypatch, (staff_no,), day)


def said(office: Office, choice: NoticeChoice, language: str = "en") -> str:
    return str(document_said(publication.preview(office, CODE, choice, language)))


def test_the_first_is_kept_as_it_was_printed(branch: Office, tmp_path: Path) -> None:
    made = publication.notice(branch, CODE, TOTALS, tmp_path / "n.pdf").value
    assert (made.number, made.agents, made.replaces) == (1, len(EVERYBODY), 0)
    (kept,) = notices.notices(branch, CODE)
    now = {one.staff_no: (one.total, one.grade) for one in stages.positions(branch, CODE).positions}
    assert {one.staff_no: (one.total, one.grade) for one in kept.lines} == now
    assert (kept.by, kept.choice.shown) == ("赵主管", "totals")
    assert [one.what for one in browsing.entries(branch, most=2)][-1] == "Notice of results made"
    assert kept.code in str(document_said((tmp_path / "n.pdf").read_bytes()))


def test_what_a_notice_does_not_tell_is_not_kept(branch: Office, tmp_path: Path) -> None:
    publication.notice(branch, CODE, NoticeChoice(named="numbers"), tmp_path / "n.pdf")
    (kept,) = notices.notices(branch, CODE)
    assert {(one.name, one.total) for one in kept.lines} == {("", None)}
    assert "KF01" in {one.staff_no for one in kept.lines}


def test_printed_again_unchanged_it_is_the_same(branch: Office, tmp_path: Path) -> None:
    for language in ("en", "zh_CN"):
        made = publication.notice(branch, CODE, TOTALS, tmp_path / "n.pdf", language).value
        assert made.number == 1
    assert len(notices.notices(branch, CODE)) == 1
    again = publication.notice(branch, CODE, NoticeChoice(), tmp_path / "n.pdf").value
    assert (again.number, again.replaces) == (2, 1)
    text = said(branch, NoticeChoice())
    assert "Notice no. 2, replaces no. 1" in text
    assert "orrected" not in text, "nothing of the results has changed"


def test_looking_keeps_nothing(branch: Office) -> None:
    assert "Notice no. 1." in said(branch, TOTALS)
    assert publication.look_at(branch, CODE, TOTALS).read_bytes().startswith(b"%PDF")
    assert notices.notices(branch, CODE) == ()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_corrected_notice_supersedes_the_one_before_visibly(
    branch: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    publication.notice(branch, CODE, TOTALS, tmp_path / "n.pdf", language)
    publication.publish(branch, CODE)
    before = next(one for one in notices.notices(branch, CODE)[0].lines if one.staff_no == "KF01")
    assert notices.stale_of(branch, CODE) is None
    corrected(branch, monkeypatch)
    stale = notices.stale_of(branch, CODE)
    assert stale is not None
    assert (stale.number, stale.agents, stale.posted) == (1, 1, True)
    assert today.outcome(branch, CODE).stale_notice == stale
    assert "no. 1" in stale_text(stale)
    now = next(one for one in stages.positions(branch, CODE).positions if one.staff_no == "KF01")
    text = said(branch, TOTALS, language)
    assert str(before.total) in text
    assert str(now.total) in text
    words = "Corrected notice no. 2, replaces no. 1" if language == "en" else "第 2 号更正公示，替代"
    assert words in text
    made = publication.notice(branch, CODE, TOTALS, tmp_path / "n2.pdf", language).value
    assert (made.number, made.replaces) == (2, 1)
    assert notices.stale_of(branch, CODE) is None
    first, _second = notices.notices(branch, CODE)
    assert next(one for one in first.lines if one.staff_no == "KF01") == before, "what was posted is kept"


def test_a_total_that_no_grade_shows_does_not_make_it_out_of_date(
    branch: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication.notice(branch, CODE, NoticeChoice(), tmp_path / "n.pdf")
    grades = {one.staff_no: one.grade for one in stages.positions(branch, CODE).positions}
    corrected(branch, monkeypatch)
    now = {one.staff_no: one.grade for one in stages.positions(branch, CODE).positions}
    assert (notices.stale_of(branch, CODE) is None) is (grades == now)


def test_objections_go_to_the_managers_unless_said_otherwise(branch: Office) -> None:
    people.add(branch, login="li", name="李经理", role="manager", password=None)
    assert "to 李经理" in said(branch, TOTALS)
    days = NoticeChoice(first_day=date(2026, 12, 1), last_day=date(2026, 12, 5), objections_to="工会")
    text = said(branch, days)
    assert "to 工会, until 2026-12-05" in text
    assert "2026-12-01" in text


def test_where_there_is_no_manager_objections_go_to_whoever_decides(branch: Office) -> None:
    assert all(one.role != "manager" for one in branch.people)
    assert "Objections to this notice: to 赵主管" in said(branch, TOTALS)


def test_it_says_who_approved_and_that_they_had_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = appealed_month.closed(tmp_path / "branch.qadesk", monkeypatch)
    scorer = office.user
    office.user = appealed_month.with_person(office, "li", "李经理")
    review.approve(office, CODE, EVERYBODY)
    office.user = scorer
    delivery.deliver(office, CODE, EVERYBODY, Handover(Stage.SIGNED, date(2026, 11, 3)))
    on(monkeypatch, date(2026, 12, 4))
    office.user = appealed_month.with_person(office, "wu", "吴经理", "administrator")
    delivery.make_final(office, CODE, EVERYBODY)
    text = said(office, TOTALS)
    assert "Approved by 李经理." in text
    assert "who also scored" not in text
    office.close()


def test_one_person_who_scored_and_approved_is_named_as_both(branch: Office) -> None:
    assert "Approved by 赵主管 (who also scored)." in said(branch, TOTALS)
    assert "批准人：赵主管（也是考核人）。" in said(branch, TOTALS, "zh_CN")


def test_days_in_no_order_are_refused(branch: Office, tmp_path: Path) -> None:
    wrong = NoticeChoice(first_day=date(2026, 12, 5), last_day=date(2026, 12, 1))
    with refuses("notice.days", "2026-12-01"):
        publication.notice(branch, CODE, wrong, tmp_path / "n.pdf")
    assert not (tmp_path / "n.pdf").exists()


def test_what_cannot_be_written_is_not_kept(branch: Office, tmp_path: Path) -> None:
    with refuses("file.no_folder"):
        publication.notice(branch, CODE, TOTALS, tmp_path / "nowhere" / "n.pdf")
    assert notices.notices(branch, CODE) == ()


def test_totals_stand_at_the_right(branch: Office) -> None:
    from qadesk.printing.fonts import width
    from qadesk.printing.listing import _Composer

    made = _Composer(publication.content(branch, CODE, TOTALS, "en"), branch.local(branch.now()))
    totals = {str(one.total) for one in stages.positions(branch, CODE).positions}
    marks = [mark for page in made.compose() for mark in page.texts if mark.text in totals]
    assert len(marks) == len(EVERYBODY)
    ends = {round(mark.x + width(mark.text, mark.bold, mark.size), 1) for mark in marks}
    assert len(ends) == 1


def test_who_left_is_named_on_kept_notices_no_more(
    branch: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication.notice(branch, CODE, TOTALS, tmp_path / "n.pdf")
    roster.leave(branch, "KF01", branch.today())
    on(monkeypatch, date(2040, 1, 1))
    removal.carry_out(branch)
    (kept,) = notices.notices(branch, CODE)
    assert "KF01" not in {one.staff_no for one in kept.lines}
    assert len(kept.lines) == len(EVERYBODY), "what it said of the result stays"
    assert notices.stale_of(branch, CODE) is None


def line(total: str | None, grade: str | None) -> PostedLine:
    return PostedLine(1, "KF01", "王小红", None if total is None else Decimal(total), grade)


def test_a_change_is_one_of_what_was_shown() -> None:
    totals = Notice(1, TOTALS, (line("80.00", "B"),), "")
    grades = Notice(1, NoticeChoice(), (line(None, "B"),), "")
    assert notices.changes(totals, [line("80.01", "B")])
    assert not notices.changes(totals, [line("80.00", "B")])
    assert not notices.changes(grades, [line("80.01", "B")])
    assert notices.changes(grades, [line("80.01", "C")])
    assert notices.changes(None, [line("80.01", "B")]) == ()
