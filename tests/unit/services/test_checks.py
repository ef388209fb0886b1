"""Quality checks from the form to the month's result: scored by call, explained, kept, corrected, locked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from qadesk.domain.appeals import AppealAbout
from qadesk.domain.check_forms import CheckForm, CheckQuestion, ContactSort, Critical, QuestionGroup
from qadesk.domain.rules import Proportional
from qadesk.domain.scorecard import Better, Indicator, Names, Scorecard, Unit
from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.scoring import State
from qadesk.services import cycles, first_look, scorecards, staff_numbers, today
from qadesk.services.appeals import subjects
from qadesk.services.assessment import draws, results
from qadesk.services.checks import board, checking, forms, sampling, stored
from qadesk.services.evidence_pack import counted
from qadesk.services.explaining import explanation, live_workbook
from qadesk.services.month_concerns import warnings
from qadesk.services.paper import sheets
from qadesk.services.records import evidence, record_lists
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.live_book import Formula
from tests import made_up_month
from tests.agreement.workbook import Workbook
from tests.refusals import refuses
from tests.unit.services.checks_written import answered, published

CODE = made_up_month.CODE
TAKEN = {
    "csat": "check_mean",
    "first_contact_resolution": "check_pass_rate",
    "complaint_rate": "check_worst",
    "avg_response_seconds": "check_mean_chat",
}


def q(code: str, weight: int, critical: Critical = Critical.NO) -> CheckQuestion:
    return CheckQuestion(code, Names(code, code), Decimal(weight), critical=critical)


FORM = CheckForm(
    "three",
    1,
    Names("三问", "Three"),
    ContactSort.CALL,
    (
        QuestionGroup(
            "all",
            Names("全部", "All"),
            Decimal(100),
            (q("a", 40), q("b", 40), q("c", 20), q("f", 0, Critical.CALL)),
        ),
    ),
)


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = made_up_month.filled(tmp_path / "branch.qadesk")
    card = scorecards.shipped()

    def changed(old: Indicator) -> Indicator:
        if (figure := TAKEN.get(old.code)) is None:
            return old
        unit = Unit.RATE if "rate" in figure else Unit.POINTS
        full = Decimal(1) if unit is Unit.RATE else Decimal(100)
        rule = Proportional(full=full)
        made = replace(old, measure=figure, unit=unit, better=Better.HIGHER, rule=rule)
        return replace(made, names=Names(old.code, old.code), standard=full * 8 / 10)

    sections = tuple(replace(s, indicators=tuple(map(changed, s.indicators))) for s in card.sections)
    made: Scorecard = replace(card, sections=sections)
    with office.write() as connection:
        connection.execute(tables.scorecard.update().values(content=to_dict(made)))
    yield office
    office.close()


def form_of(office: Office, form: CheckForm = FORM) -> int:
    made = forms.draft(office, form).value
    forms.publish(office, made)
    return made


def checked(office: Office, form: int, *said: str, who: str = "KF01") -> list[int]:
    """Contacts without records, each answered as a/b/c/f."""
    found = []
    for n, answers in enumerate(said, 1):
        contact = stored.TypedContact(datetime(2026, 10, n, 9))  # noqa: DTZ001 - the office's clock
        check = checking.begin(office, CODE, form, who, contact).value
        for code, one in zip("abcf", answers.split("/"), strict=True):
            checking.answer(office, check, code, one)
        checking.submit(office, check)
        found.append(check)
    return found


def line(office: Office, code: str, who: str = "KF01"):  # type: ignore[no-untyped-def]
    return results.results(office, CODE).of(who).assessment.line(code)


def test_a_month_is_the_mean_of_its_calls(branch: Office) -> None:
    checked(branch, form_of(branch), "yes/na/yes/yes", "yes/no/yes/yes", "no/yes/no/yes")
    found = line(branch, "csat")
    assert (round(found.value, 2), found.n) == (Decimal("66.67"), 3)
    assert found.interval.low < found.value < found.interval.high
    assert round(line(branch, "first_contact_resolution").value, 4) == Decimal("0.3333")
    assert line(branch, "complaint_rate").value == 40
    assert line(branch, "avg_response_seconds").state is State.MISSING  # no chat was checked
    assert line(branch, "csat", "KF02").state is State.MISSING


def test_one_call_of_five_failed_by_a_critical_question(branch: Office) -> None:
    checked(branch, form_of(branch), *["yes/yes/yes/yes"] * 4, "yes/yes/yes/no")
    assert line(branch, "csat").value == 80
    assert line(branch, "complaint_rate").value == 0
    said = evidence.records(branch, CODE, "KF01", "csat").records
    assert [one.said for one in said if "critical" in one.said] == ["0.00 points, not passed: f (critical)"]
    text = explanation.explain(branch, CODE, "KF01", "csat").text("value")
    assert "80.00" in text
    assert "5 checks" in text


def test_all_are_recalculated_in_the_workbook(branch: Office) -> None:
    checked(branch, form_of(branch), "yes/na/no/yes", "yes/no/yes/yes", "yes/yes/yes/no")
    pages = {page.title: page for page in live_workbook.sheets(branch, CODE, "KF01")}
    made, found = Workbook(list(pages.values())), {}
    for row, cells in enumerate(pages["Assessment"].rows, 1):
        if len(cells) > 3 and cells[1].content in TAKEN:
            assert isinstance(cells[3].content, Formula) or cells[3].content is None
            found[TAKEN[str(cells[1].content)]] = made.value("Assessment", row, 4)
    assert round(found["check_mean"], 2) == Decimal("42.22")  # 66.67 + 60 + 0
    assert round(found["check_pass_rate"], 2) == 0
    assert found["check_worst"] == 0
    assert pages["Quality checks"].rows[1][6].content == "c"


def test_chances_are_drawn_within_the_scale(branch: Office) -> None:
    checked(branch, form_of(branch), *["yes/yes/yes/yes"] * 3)
    card = results.results(branch, CODE).cards.own.card
    spread = draws.spread(line(branch, "csat"), card.indicator("csat"))
    assert spread is not None
    assert (spread.kind, spread.low, spread.high) == ("beta", 0, 100)
    assert 0 <= draws.values([spread]).min() <= draws.values([spread]).max() <= 100
    assert draws.spread(line(branch, "complaint_rate"), card.indicator("complaint_rate")) is None


def test_a_check_is_corrected_with_a_reason_and_undone(branch: Office) -> None:
    (check,) = checked(branch, form_of(branch), "yes/no/yes/yes")
    with refuses("checks.submitted"):
        checking.answer(branch, check, "b", "yes")
    with refuses("checks.reason_missing"):
        checking.reopen(branch, check, " ")
    done = checking.reopen(branch, check, "听错了")
    assert line(branch, "csat").state is State.MISSING
    checking.answer(branch, check, "b", "yes")
    done = checking.submit(branch, check)
    assert line(branch, "csat").value == 100
    assert done.undo is not None
    back = done.undo()
    assert line(branch, "csat").state is State.MISSING
    assert back.undo is not None
    back.undo()
    assert line(branch, "csat").value == 100


def test_what_cannot_be_submitted(branch: Office) -> None:
    form = form_of(branch)
    contact = stored.TypedContact(datetime(2026, 10, 3, 9))  # noqa: DTZ001 - the office's clock
    check = checking.begin(branch, CODE, form, "KF01", contact).value
    with refuses("checks.open_questions"):
        checking.submit(branch, check)
    for code in "abc":
        checking.answer(branch, check, code, "na")
    checking.answer(branch, check, "f", "yes")
    with refuses("checks.nothing_applied"):
        checking.submit(branch, check)
    with refuses("checks.no_such_answer"):
        checking.answer(branch, check, "a", "5")
    with refuses("checks.no_such_answer"):
        checking.answer(branch, check, "z", "yes")
    checking.answer(branch, check, "a", "")
    assert "a" in stored.check(branch, check).score.open


def test_a_check_keeps_the_version_it_was_begun_by(branch: Office) -> None:
    form = form_of(branch)
    contact = stored.TypedContact(datetime(2026, 10, 3, 9), ref="C-1")  # noqa: DTZ001
    check = checking.begin(branch, CODE, form, "KF01", contact).value
    checking.answer(branch, check, "a", "no")
    group = FORM.groups[0]
    newer = form_of(branch, replace(FORM, groups=(replace(group, questions=group.questions[:1]),)))
    assert [(one.id, one.status) for one in forms.forms(branch)] == [(newer, "published"), (form, "retired")]
    found = stored.check(branch, check)
    assert (found.form.version, len(list(found.form.questions()))) == (1, 4)
    answered(branch, check)
    assert checking.submit(branch, check).value.score == 60
    with refuses("checks.form_not_published"):
        checking.begin(branch, CODE, form, "KF01", contact)
    with refuses("checks.twice"):
        checking.begin(branch, CODE, newer, "KF01", contact)
    with refuses("checks.form_published"):
        forms.save(branch, form, FORM)
    with refuses("checks.form_used"):
        forms.take_back(branch, form)


def test_today_counts_what_is_checked_of_the_sample_alone(branch: Office) -> None:
    assert today.outcome(branch, CODE).checks == (0, 0)
    checked(branch, form_of(branch), "yes/yes/yes/yes")  # of no sample
    assert today.outcome(branch, CODE).checks == (0, 0)
    sampling.draw_sample(branch, CODE, published(branch), 2, (), "seed")
    first, second, *_rest = (one.id for one in board.board(branch, CODE).lines if one.sample_id)
    sampling.replace(branch, first, "录音听不清")
    assert today.outcome(branch, CODE).checks == (0, 8)
    answered(branch, second)
    assert today.outcome(branch, CODE).checks == (0, 8)
    checking.submit(branch, second)
    made, month = today.outcome(branch, CODE), first_look.overview(branch, CODE)
    assert made.checks == (1, 8)

    def told(month: first_look.Overview, made: today.Outcome) -> list[str]:
        found = warnings(month, made, branch.today())
        return [one.text for one in found if one.screen == "checks"]

    assert told(month, made) == ["Quality checks of the sample: 1 of 8"]
    assert told(month, replace(made, checks=(8, 8))) == []
    assert told(replace(month, cycle=replace(month.cycle, closed=True)), made) == []


def test_a_contact_is_checked_from_its_record(branch: Office) -> None:
    form = published(branch)
    call, *_others = record_lists.each(branch, CODE, "calls", staff_no="KF01")
    check = checking.begin(branch, CODE, form, "KF01", call.id).value
    checking.remark(branch, check, "greeting", "没有报姓名", 42)
    checking.remark(branch, check, "", "整体不错")
    found = stored.check(branch, check)
    assert (found.ref, found.note) == (call.values[0], "整体不错")
    assert (found.answers["greeting"].comment, found.answers["greeting"].second) == ("没有报姓名", 42)
    with refuses("checks.not_their_contact"):
        checking.begin(branch, CODE, form, "KF02", call.id)
    answered(branch, check, greeting="no")
    assert checking.submit(branch, check).value.score == Decimal("92.50")
    listed = record_lists.listing(branch, CODE, "checks").records
    assert [one.values[3:6] for one in listed] == [("92.50", True, "Greets and gives a name")]


def test_a_closed_month_is_locked(branch: Office) -> None:
    (check,) = checked(branch, form_of(branch), "yes/no/yes/yes")
    with branch.write() as connection:
        connection.execute(tables.cycle.update().values(status="closed"))
    form = forms.forms(branch)[0].id
    with refuses("cycle.closed"):
        checking.reopen(branch, check, "听错了")
    with refuses("cycle.closed"):
        checking.begin(branch, CODE, form, "KF01", stored.TypedContact(datetime(2026, 10, 3)))  # noqa: DTZ001
    with refuses("cycle.closed"):
        sampling.draw_sample(branch, CODE, form, 2)


def test_files_that_are_no_sound_forms(branch: Office, tmp_path: Path) -> None:
    file = tmp_path / "form.yaml"
    forms.export_file(branch, form_of(branch), file)
    assert forms.read_file(file) == FORM
    for text, code in (
        ("a: 1", "checks.file_is_none"),
        ("format: qadesk-check-form/1\ncode: x", "checks.file_unreadable"),
        (file.read_text("utf-8").replace("weight: 100", "weight: 0"), "checks.file_has_problems"),
        ("format: [", "checks.file_is_none"),
    ):
        file.write_text(text, "utf-8")
        with refuses(code):
            forms.import_file(branch, file)


def test_the_pack_has_every_check_add_up_again(branch: Office, tmp_path: Path) -> None:
    checked(branch, form_of(branch), "yes/na/no/yes", "yes/no/yes/yes", "yes/yes/yes/no")
    made = results.results(branch, CODE)
    with branch.read() as connection:
        found = counted.counted(connection, branch, made, made.of("KF01"))
    assert {TAKEN[code]: way for code, way in found.ways.items() if code in TAKEN} == {
        "check_mean": "records",
        "check_pass_rate": "records",
        "check_worst": "least",
        "check_mean_chat": "kept",
    }


def test_the_sheet_lists_checked_contacts_with_what_was_found(branch: Office) -> None:
    form, before = form_of(branch), sheets.content(branch, CODE, "KF01", "en")
    checked(branch, form, "yes/no/yes/yes", "yes/yes/yes/no")
    now = sheets.content(branch, CODE, "KF01", "en")
    said = [one.text for one in now.remarks if one not in before.remarks]
    assert said == [
        "Quality check of 2026-10-01 09:00, QC-1: 60.00 points, not passed; found: b",
        "Quality check of 2026-10-02 09:00, QC-2: 0.00 points, not passed; found: f (critical)",
    ]
    assert now.digest != before.digest
    assert "质检" in sheets.content(branch, CODE, "KF01", "zh_CN").remarks[-1].text


def test_an_agent_can_object_to_one_check(branch: Office) -> None:
    checked(branch, form_of(branch), "yes/no/yes/yes")
    with branch.read() as connection:
        cycle = cycles.get_in(connection, branch, CODE)
        agent = staff_numbers.must_find(connection, "KF01")
        point = subjects.settled(connection, branch, cycle, agent, AppealAbout.RECORD, "QC-1")
    assert point == "checks/QC-1"
