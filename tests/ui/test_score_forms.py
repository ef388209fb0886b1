"""The score screen on other scorecards than the standard one: levels, typed values, many items, none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from sqlalchemy import select

from qadesk import i18n
from qadesk.domain.scorecard import Names, Scorecard
from qadesk.domain.scoring import State
from qadesk.services import first_look
from qadesk.services.assessment import exemptions, results
from qadesk.services.done import CHANGES
from qadesk.services.scoring.forms import NA, EvaluationState
from qadesk.storage import tables
from tests import unusual_forms as forms
from tests.ui.desk import tells
from tests.ui.score_desk import OPEN, ScoreDesk

LATE = "KF1011"  # nobody has scored this agent in the sample


def at(desk: ScoreDesk, card: Scorecard, code: str, staff_no: str = LATE) -> ScoreDesk:
    """The screen on a scorecard, the cursor of the grid in one cell."""
    forms.put_on(desk.office, card)
    desk.open()
    desk.screen.grid.go((staff_no, None), code)
    return desk


def shown(desk: ScoreDesk, code: str, staff_no: str = LATE) -> str:
    model = desk.screen.grid.grid_model
    row, column = model.row_of(staff_no), model.column_of(code)
    assert row is not None
    assert column is not None
    return str(model.index(row, column).data())


# ---- levels


@pytest.mark.parametrize("view", ["grid", "card"])
def test_each_item_takes_the_digits_of_its_own_scale(score_desk: ScoreDesk, view: str) -> None:
    desk = at(score_desk, forms.mixed(half_points=True), "greeting")
    if view == "card":
        desk.key("g")
    assert "1–3 level" in desk.text("scoreKeys")
    desk.key("4")
    assert "1 to 3" in desk.text("scoreNoticeText")
    desk.key("0")
    assert desk.stored(LATE).levels == {}
    desk.key("2", ".")
    assert "0 = 10" in desk.text("scoreKeys")
    desk.key("0", ".")  # nothing above ten
    assert desk.stored(LATE).levels == {"greeting": Decimal("2.5"), "product": Decimal(10)}
    if view == "grid":
        desk.screen.grid.go((LATE, None), "product")
    else:
        desk.key(Qt.Key.Key_Up)
        desk.screen.card.show_entry((LATE, None), "product")
    desk.key("9", ".")
    assert desk.stored(LATE).levels["product"] == Decimal("9.5")
    assert desk.stored(LATE).state is EvaluationState.DRAFT


@pytest.mark.parametrize("size", [(1190, 690), (735, 434)])
def test_ten_levels_and_the_field_below_come_into_sight(score_desk: ScoreDesk, size: tuple[int, int]) -> None:
    desk = at(score_desk, forms.mixed(), "product")
    desk.screen.resize(*size)
    desk.key("g")
    desk.settle()
    area, block = desk.screen.card.area, desk.screen.card.form.blocks[1]
    seen = area.viewport().rect()
    top = block.title.mapTo(area.viewport(), block.title.rect().topLeft())
    assert seen.contains(top)
    desk.key("1")  # the lowest level is the last row
    desk.screen.card.show_entry((LATE, None), "product")
    chosen = block.in_sight()[-1]
    assert seen.intersects(chosen.rect().translated(chosen.mapTo(area.viewport(), chosen.rect().topLeft())))


# ---- typed values


def test_a_value_is_typed_in_its_cell_and_saved_with_who_and_when(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.mixed(), "reached")
    desk.type("95.2")
    desk.key(Qt.Key.Key_Return)
    assert desk.place() == ("KF1012", "reached")
    desk.key("8", "0", "%")
    desk.key(Qt.Key.Key_Tab)
    assert desk.place() == ("KF1012", "handling")
    desk.type("1:30")
    desk.key(Qt.Key.Key_Return, Qt.Key.Key_Up)
    assert desk.stored(LATE).values == {"reached": Decimal("0.952")}
    assert desk.stored("KF1012").values == {"reached": Decimal("0.8"), "handling": Decimal(90)}
    assert desk.stored("KF1012").entered["handling"].by == "示例主管"
    assert shown(desk, "handling", "KF1012") == "90"
    desk.key("z", ctrl=True)
    assert "handling" not in desk.stored("KF1012").values
    desk.key("y", ctrl=True)
    desk.key(Qt.Key.Key_Delete)
    assert "handling" not in desk.stored("KF1012").values
    with desk.office.read() as connection:
        trail = select(tables.audit.c.detail).where(tables.audit.c.action == "typed_value")
        said = [row.detail["after"] for row in connection.execute(trail)]
    assert said == ["0.952", "0.8", "90", None, "90", None]


def test_what_is_no_value_stays_at_the_cell_and_is_not_lost(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.mixed(), "test")
    desk.type("4.2")
    desk.key(Qt.Key.Key_Return, Qt.Key.Key_Up)
    desk.type("42")
    desk.key(Qt.Key.Key_Return)
    assert desk.place() == (LATE, "test")
    assert desk.screen.grid.hint.isVisible()
    assert tells(desk.screen.grid.hint, "cell.figure", 1, 5)
    assert shown(desk, "test") == "42"
    assert desk.stored(LATE).values == {"test": Decimal("4.2")}
    assert not desk.screen.flush()  # leaving asks
    desk.dialog("confirmDialog").close()
    desk.come_back()
    desk.screen.grid.setFocus()
    desk.screen.grid.go((LATE, None), "test")
    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_Home, Qt.Key.Key_Right)
    desk.type(".")
    desk.key(Qt.Key.Key_Return)
    assert desk.stored(LATE).values == {"test": Decimal("4.2")}
    assert not desk.screen.grid.hint.isVisible()
    assert desk.screen.flush()


@pytest.mark.parametrize("card", [False, True])
def test_escape_gives_the_stored_value_back(score_desk: ScoreDesk, card: bool) -> None:
    desk = at(score_desk, forms.form(*forms.TYPED), "test")
    desk.key(*("g" if card else ""), "4", Qt.Key.Key_Return)
    desk.screen.views.go((LATE, None), "test")
    desk.key("3", Qt.Key.Key_Escape)  # in the middle
    assert shown(desk, "test") == "4"
    desk.key("4", "2", Qt.Key.Key_Return)  # not taken
    assert shown(desk, "test") == "42"
    desk.key(Qt.Key.Key_Escape)
    assert shown(desk, "test") == "4"
    desk.key("4", "2", Qt.Key.Key_Return, Qt.Key.Key_F2, "7", Qt.Key.Key_Escape)  # and typed on
    assert shown(desk, "test") == "4"
    assert not desk.screen.grid.hint.isVisible()
    assert desk.screen.flush()
    assert desk.stored(LATE).values == {"test": Decimal(4)}


@pytest.mark.parametrize("leaves", [True, False])
@pytest.mark.parametrize("card", [False, True])
def test_leaving_in_the_middle_of_a_value_is_asked(score_desk: ScoreDesk, card: bool, leaves: bool) -> None:
    desk = at(score_desk, forms.form(*forms.TYPED), "handling")
    desk.key(*("g" if card else ""), "3", "3", "9", Qt.Key.Key_Return)
    desk.screen.views.go((LATE, None), "handling")
    desk.key("3", "5")  # of 350
    answers: list[bool] = []
    desk.screen.answered.connect(answers.append)
    assert not desk.screen.flush()  # as when the window closes
    dialog = desk.dialog("confirmDialog")
    assert "“35” stands in place of “339”" in " ".join(one.text() for one in dialog.findChildren(QLabel))
    buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
    buttons["Discard and leave" if leaves else "Stay here"].click()
    desk.qtbot.waitUntil(lambda: answers == [leaves])
    desk.come_back()
    if not leaves:
        assert desk.stored(LATE).values == {"handling": Decimal(339)}
        desk.key("0", Qt.Key.Key_Return)
    assert desk.screen.flush()
    assert desk.stored(LATE).values == {"handling": Decimal(339 if leaves else 350)}


def test_values_need_no_submit_and_stay_open_when_ratings_are_locked(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.mixed(), "greeting")
    desk.key("3", "9")
    desk.screen.grid.go((LATE, None), "reached")
    desk.key("n")
    assert "Results" in desk.text("scoreNoticeText")  # N on a value
    desk.key("g")
    desk.key(Qt.Key.Key_Return, ctrl=True)
    desk.settle()
    assert desk.stored(LATE).state is EvaluationState.SUBMITTED
    desk.key("g")
    assert desk.text("scoreCount") == "Done 0 of 13"  # values are lacking
    for code, text in (
        ("reached", "95"),
        ("handling", "100"),
        ("test", "5"),
        ("parcels", "1,200"),
        ("balance", "-3"),
    ):
        desk.screen.grid.go((LATE, None), code)
        desk.type(text)
        desk.key(Qt.Key.Key_Return)
    assert desk.stored(LATE).values["parcels"] == Decimal(1200)
    assert desk.text("scoreCount") == "Done 1 of 13"  # the bonus that nobody typed is not waited for
    assert first_look.overview(desk.office, OPEN).submitted == 1
    desk.screen.grid.go((LATE, None), "balance")
    desk.key("c")
    assert tells(desk.screen.notice, "evaluation.submitted")


def test_the_line_below_names_the_levels_before_one_is_given(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.mixed(), "greeting")
    assert desk.text("scoreMeaning").endswith("Greeting: not rated yet – 3 Level 3, 2 Level 2, 1 Level 1")
    desk.key("2")
    desk.screen.grid.go((LATE, None), "greeting")
    assert "Greeting: 2 Level 2 – Greets first" in desk.text("scoreMeaning")


def test_submitting_says_whose_values_are_still_lacking(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.mixed(), "greeting")
    desk.key("2", "0")
    desk.settle()
    desk.key(Qt.Key.Key_Return, ctrl=True)
    said = desk.dialog("submitDialog").findChild(QLabel, "submitLacking")
    assert said is not None
    assert said.text() == "1 agent still lacks values; they can be typed afterwards, too."
    desk.key(Qt.Key.Key_Escape)


def test_a_part_larger_than_its_whole_stays_unsaved_until_the_two_agree(score_desk: ScoreDesk) -> None:
    late = replace(forms.TYPED[3], code="late", names=Names("迟派件", "Late parcels"), part_of="parcels")
    desk = at(score_desk, forms.form(*forms.TYPED, late), "parcels")
    desk.type("200")
    desk.screen.grid.go((LATE, None), "late")
    desk.type("240")
    desk.key(Qt.Key.Key_Return)
    assert shown(desk, "late") == "240"
    assert desk.stored(LATE).values == {"parcels": Decimal(200)}
    desk.screen.grid.go((LATE, None), "late")
    assert "a part of" in desk.screen.grid.hint.text()
    desk.screen.grid.go((LATE, None), "parcels")
    desk.type("300")  # now it fits, and is saved without being typed again
    desk.key(Qt.Key.Key_Return)
    assert desk.stored(LATE).values == {"parcels": Decimal(300), "late": Decimal(240)}
    desk.key("z", ctrl=True)
    desk.key("z", ctrl=True)
    assert desk.stored(LATE).values == {"parcels": Decimal(200)}


def test_the_card_takes_values_from_the_keyboard(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(*forms.TYPED), "reached")
    desk.key("g", "9", "5")
    desk.key(Qt.Key.Key_Return, "1", "2", "0", Qt.Key.Key_Return, "9", Qt.Key.Key_Return)
    assert desk.stored(LATE).values == {"reached": Decimal("0.95"), "handling": Decimal(120)}
    field = desk.screen.findChild(QLineEdit, "scoreValue_test")
    assert field is not None
    assert field.text() == "9"
    assert "1 to 5" in desk.text("scoreValueSaid_test")
    assert desk.focus() is desk.screen.card.form
    desk.key(Qt.Key.Key_Escape)
    assert (field.text(), desk.focus()) == ("", desk.screen.card.form)
    desk.key("4", Qt.Key.Key_Down, Qt.Key.Key_Right)
    assert desk.screen.card.key == ("KF1012", None)
    assert desk.stored(LATE).values["test"] == Decimal(4)
    assert field.text() == ""


def test_an_exempt_value_is_not_typed_nor_waited_for(score_desk: ScoreDesk) -> None:
    forms.put_on(score_desk.office, forms.form(*forms.TYPED[:1]))
    exemptions.exempt(score_desk.office, OPEN, LATE, "reached", "na", "new here")
    score_desk.open()
    assert score_desk.text("scoreCount") == "Entered 1 of 13"
    score_desk.screen.grid.go((LATE, None), "reached")
    score_desk.key("9")
    assert tells(score_desk.screen.notice, "value.not_applicable")
    assert shown(score_desk, "reached") == "N/A"


def test_a_waived_value_may_be_typed_and_counts(score_desk: ScoreDesk) -> None:
    forms.put_on(score_desk.office, forms.form(*forms.TYPED[:1]))
    exemptions.exempt(score_desk.office, OPEN, LATE, "reached", "waived", "the list was lost")
    score_desk.open()
    assert score_desk.text("scoreCount") == "Entered 1 of 13"  # nobody waits for it
    score_desk.screen.grid.go((LATE, None), "reached")
    index = score_desk.screen.grid.currentIndex()
    assert shown(score_desk, "reached") == "waived"
    assert "a value entered here counts" in index.data(Qt.ItemDataRole.ToolTipRole)
    score_desk.key("9", Qt.Key.Key_Return)
    score_desk.settle()
    assert score_desk.stored(LATE).values == {"reached": Decimal("0.09")}
    made = next(r for r in results.results(score_desk.office, OPEN).results if r.agent.staff_no == LATE)
    assert made.assessment.line("reached").state is State.OBSERVED
    score_desk.screen.grid.go((LATE, None), "reached")
    score_desk.key(Qt.Key.Key_Delete)
    assert shown(score_desk, "reached") == "waived"


def test_a_closed_month_shows_values_locked(score_desk: ScoreDesk) -> None:
    forms.put_on(score_desk.office, forms.form(*forms.TYPED[:1]))
    with score_desk.office.write() as connection:
        connection.execute(tables.cycle.update().where(tables.cycle.c.code == OPEN).values(status="closed"))
    score_desk.open(state="closed")
    score_desk.screen.grid.go((LATE, None), "reached")
    score_desk.key("9")
    assert tells(score_desk.screen.notice, "cycle.closed")
    assert score_desk.stored(LATE).values == {}


def test_a_table_of_values_comes_in_and_goes_again(score_desk: ScoreDesk, tmp_path: Path) -> None:
    desk = at(score_desk, forms.mixed(), "reached")
    file = tmp_path / "monthly.csv"
    file.write_text("站点,工号,处理件数,目标达成率\nA,KF1011,310,96%\nA,KF1012,12x,80\n", "utf-8")
    desk.screen.files.run_import(file)
    desk.dialog("scoreRejected")
    desk.press("scoreRejectedClose")
    desk.come_back()
    assert "typed values: 2, agents: 1" in desk.text("scoreNoticeText")
    assert desk.stored(LATE).entered["parcels"].origin == "monthly.csv"
    assert "monthly.csv" in desk.text("scoreMeaning")
    desk.press("scoreNoticeAction")
    assert desk.stored(LATE).values == {}


def test_a_bare_share_is_asked_under_its_cell_and_on_the_card(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.mixed(), "reached")
    desk.type("0.95")
    desk.key(Qt.Key.Key_Up)
    assert desk.stored(LATE).values == {}
    desk.screen.grid.go((LATE, None), "reached")
    assert tells(desk.screen.grid.hint, "cell.two_readings", "0.95%", "95%")
    assert "could mean 0.95% or 95%" in desk.text("scoreMeaning")
    desk.type("0.95%")
    desk.key(Qt.Key.Key_Up)
    assert desk.stored(LATE).values == {"reached": Decimal("0.0095")}


def test_columns_not_used_are_named_after_the_import(score_desk: ScoreDesk, tmp_path: Path) -> None:
    desk = at(score_desk, forms.mixed(), "reached")
    file = tmp_path / "monthly.csv"
    file.write_text("站点,工号,目标达成率,目标达成率（电话）\nA,KF1011,96%,80%\n", "utf-8")
    desk.screen.files.run_import(file)
    desk.settle()
    said = desk.text("scoreNoticeText")
    assert "saved; typed values: 1, agents: 1." in said
    assert said.endswith("Columns not used: 站点, 目标达成率（电话）")
    assert desk.stored(LATE).values == {"reached": Decimal("0.96")}


# ---- many items, and none


def test_twenty_items_scroll_sideways_under_the_name(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.twenty(), "item19")
    grid = desk.screen.grid
    desk.settle()
    assert grid.frozen.isVisible()
    assert grid.visualRect(grid.currentIndex()).right() <= grid.viewport().width()
    desk.screen.grid.go((LATE, None), "item0")
    assert grid.visualRect(grid.currentIndex()).left() >= grid.frozen.room
    desk.type("1" * 20)
    assert desk.place() == ("KF1012", "item0")
    assert desk.stored(LATE).complete(desk.screen.book.form)
    desk.key("n", Qt.Key.Key_Up, "g")
    assert desk.stored("KF1012").levels == {"item0": NA}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_scorecard_of_records_alone_has_nothing_to_score(score_desk: ScoreDesk, language: str) -> None:
    i18n.set_language(language)
    desk = at(score_desk, forms.records_only(), "")
    desk.screen.refresh(CHANGES)
    desk.settle()
    desk.key("5")
    desk.key("g", "5", "r", Qt.Key.Key_Delete, "k", Qt.Key.Key_Right)
    desk.key("c")
    desk.type("well done")
    desk.key(Qt.Key.Key_Escape)
    assert desk.screen.card.form.nothing.isVisible()
    key = desk.screen.card.key
    assert key is not None
    assert desk.stored(key[0]).comment == "well done"
    desk.key(Qt.Key.Key_Return, ctrl=True)
    assert desk.stored(key[0]).state is EvaluationState.SUBMITTED
    assert first_look.overview(desk.office, OPEN).submitted == 13
