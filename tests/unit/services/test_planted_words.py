"""Small faults planted in explanations and sheets that no other test saw; each test says which one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, update

from qadesk.domain.assessing import assess
from qadesk.domain.measures import Measurement
from qadesk.domain.rules import Bonus
from qadesk.domain.scorecard import Scorecard, Unit
from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.scoring import Given, State
from qadesk.domain.statistics import Interval
from qadesk.services import scorecards
from qadesk.services.assessment import exemptions, gaps, grade_words, results
from qadesk.services.assessment.focus import Basis, Moved, SettledFocus
from qadesk.services.explaining import explanation, focus_words
from qadesk.services.explaining.total_words import summing_up
from qadesk.services.explaining.weight_words import weight_text
from qadesk.services.paper import sheet_contents, sheets
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.closing_months import close_month
from tests.made_up_month import CODE
from tests.unit.domain.cards import card, indicator

D = Decimal


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = month.filled(tmp_path / "branch.qadesk")
    yield office
    office.close()


def seen(value: object, n: int = 20, spread: str = "") -> Given:
    interval = Interval(D(str(value)) - D(spread), D(str(value)) + D(spread)) if spread else None
    return Given(State.OBSERVED, Measurement(D(str(value)), n, interval))


# ---- explanations


def test_a_small_change_of_the_records_is_told_of_a_closed_month(branch: Office) -> None:
    """Fails for: only large differences between what was stored and today's records told."""
    exemptions.exempt(branch, CODE, "KF03", None, "na", "on leave")
    close_month(branch, CODE)
    with branch.write() as connection:
        first = month.first_contact(connection, 1)
        one = tables.contact.c.id == first
        connection.execute(update(tables.contact).where(one).values(response_ms=20_010))
    said = explanation.explain(branch, CODE, "KF01", "avg_response_seconds").text("value")
    assert "the records now give a different value" in said
    same = explanation.explain(branch, CODE, "KF02", "avg_response_seconds").text("value")
    assert "otherwise" not in same


def test_one_rating_of_the_month_is_no_sample_and_several_are_counted(branch: Office) -> None:
    """Fails for: several ratings told as one judgement of the whole month, or one told with a number."""
    one = explanation.explain(branch, CODE, "KF02", "attitude").text("evidence")
    several = explanation.explain(branch, CODE, "KF01", "attitude").text("evidence")
    assert one.startswith("a whole-cycle rating, not a sample; 95% interval")
    assert several.startswith("2 cases; includes a whole-cycle rating")


WEIGHED = card({"s": [indicator("a", 40), indicator("b", 20)], "t": [indicator("c", 20), indicator("d", 20)]})


def test_a_weight_goes_to_the_siblings_first_and_else_to_the_other_sections() -> None:
    """Fails for: "goes to the other sections" while siblings are there, or half a section told as all."""
    gone = Given(State.NOT_APPLICABLE, reason="new")
    made = assess(WEIGHED, {"a": gone, "b": seen(80), "c": seen(80), "d": gone})
    assert weight_text(WEIGHED, made, made.line("a")) == "40% → 0%: its weight goes to b"
    assert "whole section" not in weight_text(WEIGHED, made, made.line("b"))
    both = assess(WEIGHED, {"a": gone, "b": gone, "c": seen(80), "d": seen(80)})
    assert weight_text(WEIGHED, both, both.line("a")) == "40% → 0%: its weight goes to the other sections"
    assert "the whole section s (N/A: new) does not count, its 60%" in weight_text(
        WEIGHED, both, both.line("c")
    )


def capping(cap: int) -> Scorecard:
    """Full points and a bonus under a highest total."""
    more = indicator("more", 0, Bonus(D(5), D(5)), unit=Unit.COUNT)
    return card({"s": [indicator("a", 100), more]}, cap)


def test_reaching_the_highest_total_is_not_being_cut_off_at_it(branch: Office) -> None:
    """Fails for: "capped" said of a total that is just the highest, on the page and on the sheet."""
    for cap, more, said in ((105, 1, False), (104, 1, True), (100, 0, False), (100, 1, True)):
        table = capping(cap)
        made = assess(table, {"a": seen(100), "more": seen(more)})
        assert grade_words.capped(table, made) is said
        steps = {key: text for key, _heading, text in summing_up(table, made)}
        assert ("capped at" in steps["sum"]) is said
    with branch.write() as connection:
        perfect = replace(scorecards.shipped(), cap=D("102"))
        connection.execute(update(tables.scorecard).values(content=to_dict(perfect)))
    total = results.results(branch, CODE).of("KF01").assessment.total
    notes = sheets.content(branch, CODE, "KF01", "en").notes
    assert total is not None
    assert total < 102
    assert "capped" not in " ".join(notes)


@pytest.mark.parametrize(
    "better, chance, word",
    [
        (1, False, "better"),
        (1, True, "better, perhaps by chance"),
        (-1, False, "worse"),
        (-1, True, "worse, perhaps by chance"),
        (0, False, "the same"),
        (None, False, "not known"),
    ],
)
def test_whether_a_focus_moved_is_said_with_its_chance(better: int | None, chance: bool, word: str) -> None:
    """Fails for: chance said of what is sure, or not said of what is not."""
    settled = SettledFocus("a", Basis.CHOSEN, "", D(0), "", month.FIRST)
    assert focus_words.moved_word(Moved(settled, D(1), D(2), better, chance)) == word


# ---- sheets


def test_what_was_printed_is_outdated_only_when_it_says_something_else(branch: Office) -> None:
    """Fails for: every printed sheet called outdated, or none; the first printing compared, not the last."""
    document = sheets.document(branch, CODE, ["KF01", "KF02"], "en")
    sheets.record(branch, CODE, document.sheets, "print")
    states = {s.staff_no: s for s in sheets.overview(branch, CODE, "en").states}
    assert (states["KF01"].outdated, states["KF03"].outdated) == (False, False)
    assert states["KF03"].printed_at is None
    exemptions.exempt(branch, CODE, "KF01", "csat", "na", "why")
    assert {s.staff_no for s in sheets.overview(branch, CODE, "en").states if s.outdated} == {"KF01"}
    again = sheets.document(branch, CODE, ["KF01"], "en")
    sheets.record(branch, CODE, again.sheets, "print")
    assert not any(s.outdated for s in sheets.overview(branch, CODE, "en").states)


def test_sheets_come_by_staff_number_without_those_not_assessed(branch: Office) -> None:
    """Fails for: sheets in the order of the ranking, or one of an agent who is not assessed."""
    exemptions.exempt(branch, CODE, "KF02", None, "na", "on leave")
    numbers = [s.identity.staff_no for s in sheets.contents(branch, CODE, language="en")]
    assert numbers == ["KF01", "KF03", "KF04"]
    assert sheets.content(branch, CODE, "KF02", "en").excluded == "on leave"


def test_remarks_are_those_submitted_on_the_whole_month(branch: Office) -> None:
    """Fails for: a draft's words on a signed sheet, or those on one contact beside the month's."""
    with branch.write() as connection:
        evaluation = tables.evaluation.c
        contact = month.first_contact(connection, 2)
        month.evaluate(connection, 2, 1, 1, contact=contact, comment="只是这一通")
        draft = evaluation.agent_id == 3
        connection.execute(update(tables.evaluation).where(draft).values(comment="草稿"))
    by = {s.identity.staff_no: s.remarks for s in sheets.contents(branch, CODE, language="zh_CN")}
    assert [remark.text for remark in by["KF01"]] == ["表现突出"]
    assert by["KF02"] == by["KF03"] == ()


def test_a_sheets_code_names_month_number_and_digest() -> None:
    """Fails for: fewer digits of the digest, or letters that no scanner reads."""
    assert sheet_contents.code_of("2026-10", "KF01", "0123456789ab") == "QA-2026-10-KF01-01234567"
    assert sheet_contents.code_of("2026-10", "客服七", "abcdef0123") == "QA-2026-10-ABCDEF01"
    long = sheet_contents.code_of("2026-10", "9" * 40, "abcdef0123")
    assert long == f"QA-2026-10-{'9' * 24}-ABCDEF01"


def test_too_few_data_have_no_interval_on_the_sheet(branch: Office) -> None:
    """Fails for: an interval of three cases beside "too few data", as if it told something."""
    with branch.write() as connection:
        contact = tables.contact.c
        ids = connection.execute(
            select(contact.id).where(contact.agent_id == 3, contact.rating.is_not(None))
        ).scalars()
        some = list(ids)[3:]
        connection.execute(update(tables.contact).where(contact.id.in_(some)).values(rating=None))
    lines = {line.name: line for line in sheets.content(branch, CODE, "KF03", "en").lines}
    few = next(line for line in lines.values() if line.evidence == "too few cases")
    assert (few.n, few.interval) == ("3", "")
    assert any(line.interval and line.evidence != "too few cases" for line in lines.values())


# ---- what is missing


def test_gaps_that_concern_most_come_first(branch: Office) -> None:
    """Fails for: the gap of one agent told before the one of all."""
    with branch.write() as connection:
        connection.execute(update(tables.contact).values(rating=None))
    found = gaps.gaps(results.results(branch, CODE))
    sizes = [len(gap.agents) for gap in found]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]
