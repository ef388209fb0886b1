"""Last month beside this month under another scorecard: shown, but never compared, and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Better, Indicator, Scorecard, Unit
from qadesk.domain.scorecard_forms import to_dict
from qadesk.i18n import set_language
from qadesk.printing.document import sheets_pdf
from qadesk.printing.sheet import SheetContent
from qadesk.services import scorecards
from qadesk.services.assessment import focus, history
from qadesk.services.explaining import focus_words
from qadesk.services.paper import sheets
from qadesk.services.scoring import boards
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.unit.services.sheet_office import LAST, NOW, make
from tests.unit.services.test_sheets import line, text_of

D = Decimal
RESPONSE, FCR = "Average response time", "First-contact resolution"


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = make(tmp_path / "branch.qadesk")
    yield made
    made.close()


def with_card(office: Office, card: Scorecard, code: str = NOW) -> None:
    """Let a month have been opened with another version."""
    with office.write() as connection:
        made = connection.execute(
            insert(tables.scorecard).values(
                code=card.code, version=card.version, status="published", content=to_dict(card)
            )
        ).inserted_primary_key
        assert made is not None
        connection.execute(
            update(tables.cycle).where(tables.cycle.c.code == code).values(scorecard_id=made[0])
        )


def standard(version: int = 2, **changes: Indicator) -> Scorecard:
    """The standard scorecard's next version, some indicators of it replaced."""
    card = scorecards.shipped()
    sections = tuple(
        replace(s, indicators=tuple(changes.get(i.code, i) for i in s.indicators)) for s in card.sections
    )
    return replace(card, version=version, sections=sections)


def other_measure() -> Scorecard:
    """First-contact resolution in its place, but as another figure: talk time in seconds."""
    old = scorecards.shipped().indicator("first_contact_resolution")
    rule = Ladder("lower", ((D(120), D(100)),))
    changed = replace(
        old, measure="avg_talk_seconds", unit=Unit.SECONDS, better=Better.LOWER, rule=rule, standard=D(120)
    )
    return standard(first_contact_resolution=changed)


def sheet(office: Office, language: str = "en") -> SheetContent:
    return sheets.content(office, NOW, "KF1001", language)


def months(office: Office) -> dict[str, history.Point]:
    return {point.code: point for point in history.history(office, "KF1001")}


def test_an_equal_version_is_compared(branch: Office) -> None:
    with_card(branch, standard())
    content = sheet(branch)
    assert content.result.change
    assert content.result.other == ""
    assert line(content, RESPONSE).change.startswith(("+", "−"))
    assert "*" not in "".join(content.notes)
    assert months(branch)[NOW].comparable


def test_other_weights_leave_values_comparable_but_not_totals(branch: Office) -> None:
    heavier = replace(scorecards.shipped().indicator("avg_response_seconds"), weight=D(25))
    lighter = replace(scorecards.shipped().indicator("first_contact_resolution"), weight=D(15))
    with_card(branch, standard(avg_response_seconds=heavier, first_contact_resolution=lighter))
    content = sheet(branch)
    assert content.result.last_total
    assert (content.result.change, content.result.other) == ("", "different scorecard")
    assert line(content, RESPONSE).change.startswith(("+", "−"))
    assert months(branch)[LAST].comparable
    assert not months(branch)[NOW].comparable


def test_another_figure_under_the_same_code_is_shown_in_its_own_unit_and_not_compared(branch: Office) -> None:
    before = line(sheets.content(branch, LAST, "KF1001", "en"), FCR).value
    with_card(branch, other_measure())
    content = sheet(branch)
    beside = line(content, FCR)
    assert (beside.last, beside.change, beside.trend) == (before, "*", 0)
    assert beside.last.endswith("%")
    assert beside.value.endswith(" s")
    assert any("* Last cycle's scorecard measured this differently" in note for note in content.notes)
    assert "measuredthisdifferently" in text_of(sheets_pdf([content]))


def test_the_paper_says_it_in_chinese_too(branch: Office) -> None:
    with_card(branch, other_measure())
    content = sheet(branch, "zh_CN")
    assert content.result.other == "考核方案不同"
    printed = text_of(sheets_pdf([content]))
    assert "考核方案不同" in printed
    assert "不可比较" in printed


def test_what_is_not_weighed_is_marked_too(branch: Office) -> None:
    old = scorecards.shipped().indicator("praises")
    with_card(branch, standard(praises=replace(old, measure="errors")))
    (praises,) = sheet(branch).bonuses
    assert praises.last.endswith("*")


def test_a_focus_that_is_measured_differently_has_not_moved(branch: Office) -> None:
    focus.settle(branch, LAST, "KF1001", "first_contact_resolution", "先确认再挂机")
    with_card(branch, other_measure())
    board = focus.board(branch, NOW)
    found = board.of("KF1001")
    assert found is not None
    assert found.last is not None
    assert (found.last.better, found.last.other) == (None, True)
    assert found.last.before is not None
    assert found.last.now is not None
    assert focus_words.moved_text(found.last) == "different scorecard"
    said = focus_words.focus_change(board.made.cards.own.card, found.last)
    assert "%, " not in said
    assert "% to " in said  # each in its own unit
    assert said.endswith("different scorecard, not comparable")
    paper = sheet(branch).focus
    assert "different scorecard now, not comparable" in paper
    assert "Agreed then: 先确认再挂机" in paper
    assert months(branch)[NOW].worked_on == found.last


def test_a_focus_that_is_measured_no_longer_is_still_named(branch: Office) -> None:
    focus.settle(branch, LAST, "KF1001", "first_contact_resolution")
    card = scorecards.shipped()
    sections = tuple(s for s in card.sections if s.code != "resolution")
    with_card(branch, replace(card, version=2, sections=sections))
    assert sheet(branch).focus.startswith(f"Last cycle's focus: {FCR}, ")
    set_language("zh_CN")
    assert "首次解决率" in sheet(branch, "zh_CN").focus


def test_ratings_of_another_scale_say_out_of_how_many(branch: Office) -> None:
    old = scorecards.shipped().indicator("attitude")
    longer = replace(
        old,
        levels=(*old.levels, replace(old.levels[-1], level=6), replace(old.levels[-1], level=7)),
    )
    assert boards.background(branch, NOW)["KF1001"].previous_top["attitude"] == 5
    with_card(branch, standard(attitude=longer), LAST)
    assert boards.background(branch, NOW)["KF1001"].previous_top["attitude"] == 7


def test_grade_lines_are_those_of_the_scorecard(branch: Office) -> None:
    card = scorecards.shipped()
    with_card(
        branch, replace(card, version=2, grades=(replace(card.grades[0], at_least=D(95)), *card.grades[1:]))
    )
    points = months(branch)
    assert points[LAST].limits == (90, 80, 70)
    assert points[NOW].limits == (95, 80, 70)
