"""The design table: typed in and reordered by keyboard, added to, undone; what is wrong leads to its cell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QTableView
from pytestqt.qtbot import QtBot

from qadesk.domain import editing, weighing
from qadesk.domain.editing import Spot
from qadesk.domain.scorecard import Better, Names, Origin, Scorecard, Unit
from qadesk.services.designing.row_fields import KEYS
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from tests.ui.desk import has_focus, tells
from tests.ui.scorecard_desk import ALT, CTRL, Desk


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, branch, tasks)
    made.open_copy()
    return made


def codes(card: Scorecard) -> list[str]:
    return [i.code for i in card.indicators()]


def test_every_kind_of_cell_is_typed_from_the_keyboard(desk: Desk) -> None:
    desk.stand_on("first_contact_resolution", "name")
    desk.type("FCR")
    desk.key(Qt.Key.Key_Tab)
    desk.type("18.5")
    desk.key(Qt.Key.Key_Tab)
    desk.type("92%")
    desk.key(Qt.Key.Key_Return)
    made = desk.stored().indicator("first_contact_resolution")
    assert (made.names.en, made.weight, made.standard) == ("FCR", Decimal("18.5"), Decimal("0.92"))
    assert desk.screen.designer.table_page.table.current_spot == Spot(2)  # Enter goes down
    desk.stand_on("first_contact_resolution", "standard")
    desk.key(Qt.Key.Key_Delete)
    assert desk.stored().indicator("first_contact_resolution").standard is None


def test_what_is_no_figure_is_refused_and_nothing_is_lost(desk: Desk) -> None:
    desk.stand_on("csat", "weight")
    desk.type("12x")
    field = desk.find(QLineEdit, "designCellField")
    assert isinstance(field, QLineEdit)
    assert field.property("wrong") is True
    assert tells(desk.screen.designer.notice, "cell.not_number", "12x")
    assert desk.stored().indicator("csat").weight == 15  # what is not taken whole is not taken in part
    desk.key(Qt.Key.Key_Backspace)
    assert not field.property("wrong")


def test_a_share_typed_for_a_percentage_is_asked_and_changes_nothing(desk: Desk) -> None:
    desk.stand_on("first_contact_resolution", "standard")
    desk.type("0.95")
    assert tells(desk.screen.designer.notice, "cell.two_readings", "0.95%", "95%")
    assert desk.stored().indicator("first_contact_resolution").standard == Decimal("0.9")
    desk.type("%")
    assert not desk.screen.designer.notice.isVisible()
    desk.key(Qt.Key.Key_Return)
    assert desk.stored().indicator("first_contact_resolution").standard == Decimal("0.0095")
    desk.stand_on("first_contact_resolution", "standard")
    desk.type("95,5")
    assert tells(desk.screen.designer.notice, "cell.comma", "95,5")
    desk.stand_on("first_contact_resolution", "unit")
    unit = desk.screen.designer.table_page.table.currentIndex()
    assert unit.data() == "%"


def test_names_stand_still_while_the_other_columns_are_scrolled(desk: Desk) -> None:
    table = desk.screen.designer.table_page.table
    names = table.frozen
    desk.stand_on("first_contact_resolution", "name")
    assert not names.isVisible()
    for _column in KEYS[1:]:
        desk.key(Qt.Key.Key_Tab)
        assert not names.isVisible() or table.visualRect(table.currentIndex()).left() >= names.room
    assert names.isVisible()
    assert names.accessibleName() == table.accessibleName()

    row = table.currentIndex().row()
    above = names.visualRect(table.edited.index(row - 2, 0)).center()
    QTest.mouseClick(names.viewport(), Qt.MouseButton.LeftButton, pos=above)
    assert table.currentIndex() == table.edited.index(row - 2, len(KEYS) - 1)  # the row, not the name
    assert has_focus(table)
    dropped = names.visualRect(table.edited.index(row, 0)).bottomLeft()
    names.viewportEvent(
        QDropEvent(
            QPointF(dropped),
            Qt.DropAction.MoveAction,
            table.edited.mimeData([table.currentIndex()]),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    desk.settle()
    assert codes(desk.stored())[:2] == ["first_contact_resolution", "avg_response_seconds"]

    QTest.mouseDClick(names.viewport(), Qt.MouseButton.LeftButton, pos=above)
    assert not names.isVisible()  # the name is typed where it stands
    desk.type("Speed")
    assert desk.stored().sections[1].names.en.endswith("Speed")


def test_undo_takes_back_a_piece_of_typing_at_a_time_and_goes_there(desk: Desk) -> None:
    before = desk.card
    desk.stand_on("csat", "weight")
    desk.type("12")
    desk.key(Qt.Key.Key_Return)
    desk.stand_on("errors", "code")
    desk.type("mistakes")
    desk.key(Qt.Key.Key_Z, held=CTRL)  # also while the field is open
    assert desk.card.indicator("errors").weight == 5
    assert has_focus(desk.table)
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.card == before == desk.stored()
    table = desk.screen.designer.table_page.table
    assert (table.current_spot, table.currentIndex().column()) == (Spot(2, 0), KEYS.index("weight"))
    desk.key(Qt.Key.Key_Y, Qt.Key.Key_Y, held=CTRL)
    assert (desk.card.indicator("csat").weight, desk.card.indicator("mistakes").weight) == (12, 5)
    assert not desk.button("designerRedo").isEnabled()


def test_source_unit_and_direction_are_chosen_from_lists(desk: Desk) -> None:
    desk.stand_on("csat", "source")
    desk.key(Qt.Key.Key_Return)
    desk.pick("designCellBox", "measure:nps")
    made = desk.stored().indicator("csat")
    assert (made.measure, made.unit, made.weight) == ("nps", Unit.SCORE, 15)
    assert [told for told in desk.screen.draft.problems if told.error] == []  # the rule fits the new unit
    desk.stand_on("csat", "better")
    desk.key(Qt.Key.Key_F2)
    desk.pick("designCellBox", "lower")
    assert desk.stored().indicator("csat").better is Better.LOWER
    assert has_focus(desk.table)
    desk.key(Qt.Key.Key_Z, Qt.Key.Key_Z, held=CTRL)
    assert desk.stored().indicator("csat").unit is Unit.RATING
    assert desk.screen.designer.table_page.table.currentIndex().column() == KEYS.index("source")


def test_rows_move_by_keyboard_and_by_dragging(desk: Desk) -> None:
    page = desk.screen.designer.table_page
    desk.stand_on("first_contact_resolution", "name")
    desk.key(Qt.Key.Key_Up, held=ALT)
    assert [i.code for i in desk.stored().sections[0].indicators][-1] == "first_contact_resolution"
    assert page.table.current_spot == Spot(0, 1)
    page.table.go_to(Spot(1))
    desk.key(Qt.Key.Key_Down, held=ALT)
    assert [s.code for s in desk.stored().sections][1:3] == ["satisfaction", "resolution"]

    page.table.go_to(Spot(0, 1))
    y = page.table.rowViewportPosition(page.table.edited.row_of(Spot(0, 0)) or 0) + 2
    drop = QDropEvent(
        QPointF(QPoint(40, y)), Qt.DropAction.MoveAction, page.table.model().mimeData([]) or _nothing(),
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    page.table.dropEvent(drop)
    desk.settle()
    assert codes(desk.stored())[:2] == ["first_contact_resolution", "avg_response_seconds"]
    page.table.drop(Spot(0), page.table.edited.rowCount())  # a whole section to the end
    desk.settle()
    assert desk.stored().sections[-1].code == "response"
    assert len(set(codes(desk.card))) == len(codes(desk.card))


def _nothing() -> object:
    from PySide6.QtCore import QMimeData

    return QMimeData()


@pytest.mark.parametrize(
    "key, origin, weight",
    [
        ("escalation_rate", Origin.RECORDS, 20),
        ("praises", Origin.RECORDS, 0),
        ("rated", Origin.RATED, 20),
        ("typed", Origin.TYPED, 20),
        ("formula", Origin.FORMULA, 20),
    ],
)
def test_an_added_indicator_takes_the_weight_that_is_left(
    desk: Desk, key: str, origin: Origin, weight: int
) -> None:
    desk.stand_on("first_contact_resolution", "name")
    desk.key(Qt.Key.Key_Delete, held=CTRL)
    page = desk.screen.designer.table_page
    page.table.go_to(Spot(1))
    page.add_row(key)
    desk.settle()
    made = desk.stored().sections[1].indicators[0]
    assert (made.origin, made.weight) == (origin, weight)
    wrong = [told for told in desk.screen.draft.problems if told.error]
    assert [told.code for told in wrong] == ([] if weight else ["weights_sum"])
    assert page.table.current_spot == Spot(1, 0)


def test_the_menu_offers_what_is_not_in_the_table(desk: Desk) -> None:
    desk.stand_on("csat", "name")
    desk.key(Qt.Key.Key_Insert)
    menu = desk.screen.designer.table_page._menu
    offered = [action.data() for action in menu.actions() if action.data()]
    menu.close()
    assert offered[:3] == ["rated", "typed", "formula"]
    assert "nps" in offered
    assert "csat" not in offered
    desk.press("designAddSection")
    assert desk.stored().sections[3].indicators == ()
    assert [told.code for told in desk.screen.draft.problems if told.error] == ["section_empty"]


def test_what_is_wrong_is_listed_and_leads_to_its_cell(desk: Desk) -> None:
    desk.stand_on("csat", "weight")
    desk.type("0")
    desk.key(Qt.Key.Key_Return)
    desk.stand_on("avg_response_seconds", "code")
    desk.type("csat")
    desk.key(Qt.Key.Key_Return)
    table = desk.find(QTableView, "problemsTable")
    assert isinstance(table, QTableView)
    listed = desk.screen.designer.table_page.problems.model
    assert {told.code for told in listed.rows} >= {"weights_sum", "weight_lacking", "code_repeated"}
    desk.stand_on("errors", "name")
    table.setFocus()
    table.setCurrentIndex(listed.index(listed.find(lambda told: told.code == "weights_sum") or 0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)  # concerns every row: the column of weights
    assert desk.screen.designer.table_page.table.currentIndex().column() == KEYS.index("weight")
    row = listed.find(lambda told: told.code == "weight_lacking")
    assert row is not None
    table.setCurrentIndex(listed.index(row, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    design = desk.screen.designer.table_page.table
    assert (design.current_spot, design.currentIndex().column()) == (Spot(2, 0), KEYS.index("weight"))
    assert has_focus(design)
    spoken = str(design.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.startswith("Customer satisfaction (CSAT), Weight (%): 0, ")  # and what is wrong with it
    desk.key(Qt.Key.Key_Z, Qt.Key.Key_Z, held=CTRL)
    assert desk.screen.designer.table_page.problems.count.accessibleName() == "No problems"


def test_weights_are_given_in_two_steps(desk: Desk) -> None:
    page = desk.screen.designer.table_page
    before = desk.card
    page.table.go_to(Spot(0))
    desk.settle()
    QTest.mouseClick(desk.find(QRadioButton, "sectionWeights_True"), Qt.MouseButton.LeftButton)
    desk.settle()
    made = desk.stored()
    assert [s.share for s in made.sections][:3] == [20, 20, 15]
    assert made.indicator("csat").weight == 100
    assert weighing.in_all(made).lacking == 0
    page.table.go_to(Spot(2), KEYS.index("weight"))
    page.table.setFocus()
    desk.type("10")
    desk.key(Qt.Key.Key_Return)
    assert desk.stored().sections[2].share == 10
    desk.type("60")
    desk.key(Qt.Key.Key_Return)
    heading = page.table.edited.index(page.table.edited.row_of(Spot(2)) or 0, KEYS.index("rule")).data()
    assert heading == "inside: 60 of 100, 40% short"
    assert page.weights.accessibleName() == "Weights: 95% · 5% short"
    desk.key(Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Z, held=CTRL)
    assert desk.stored() == before


def test_an_empty_scorecard_is_filled_from_nothing(desk: Desk) -> None:
    draft = desk.screen.draft
    draft.apply(replace(draft.card, sections=()), ("sections",))
    desk.settle()
    desk.screen.designer.table_page.add_row("csat")
    desk.settle()
    assert codes(desk.stored()) == ["csat"]
    assert [told for told in draft.problems if told.error] == []


def test_a_column_of_a_spreadsheet_is_pasted_as_one_step(desk: Desk) -> None:
    before = desk.card
    table = desk.screen.designer.table_page.table
    table.go_to(Spot(0, 0), KEYS.index("weight"))
    QApplication.clipboard().setText("10\t≤ 28\n\n30\t92%\n")  # the row between is a section's
    desk.key(Qt.Key.Key_V, held=CTRL)
    made = desk.stored()
    first, second = made.indicator("avg_response_seconds"), made.indicator("first_contact_resolution")
    assert (first.weight, first.standard) == (10, 28)
    assert (second.weight, second.standard) == (30, Decimal("0.92"))
    QApplication.clipboard().setText("many")
    desk.key(Qt.Key.Key_V, held=CTRL)
    assert "“many” is not a number" in desk.text("designerNoticeText")
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.stored() == before


def test_names_pasted_below_the_last_row_become_indicators(desk: Desk) -> None:
    before = desk.card
    table = desk.screen.designer.table_page.table
    last = Spot(len(before.sections) - 1, 0)
    table.go_to(last, KEYS.index("name"))
    QApplication.clipboard().setText("Insults\nOrders kept\t5\t≥ 95%\nTime to leave\t5\t≤ 300 s\n\t10\n")
    desk.key(Qt.Key.Key_V, held=CTRL)
    (renamed,) = desk.stored().sections[-1].indicators
    kept, leave = desk.stored().sections[6].indicators[1:]  # of the last section that is weighed
    assert (renamed.names.en, renamed.code) == ("Insults", "abusive_language")
    assert (kept.names, kept.origin, kept.unit) == (Names("", "Orders kept"), Origin.TYPED, Unit.RATE)
    assert (kept.weight, kept.standard, kept.better) == (5, Decimal("0.95"), Better.HIGHER)
    assert (leave.unit, leave.standard, leave.better) == (Unit.SECONDS, 300, Better.LOWER)
    assert desk.text("designerNoticeText").startswith("2 indicators were added to “Accuracy”.")
    assert table.current_spot == Spot(6, 1)  # where they went
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.stored() == before


def test_a_row_is_duplicated_to_be_changed_a_little(desk: Desk) -> None:
    desk.stand_on("csat", "name")
    desk.key(Qt.Key.Key_D, held=CTRL)
    assert codes(desk.stored())[2:5] == ["csat", "csat_2", "attitude"]
    desk.type("Chats alone")
    assert desk.stored().indicator("csat_2").names.en == "Chats alone"
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Z, Qt.Key.Key_Z, held=CTRL)
    assert "csat_2" not in codes(desk.stored())


def test_what_cannot_be_typed_says_what_is_done_instead(desk: Desk) -> None:
    before = desk.card
    table = desk.screen.designer.table_page.table
    for spot, column, said in (
        (Spot(0), "weight", "Weights in % of their section"),
        (Spot(0, 0), "rule", "press Enter here"),
        (Spot(7, 0), "weight", "have no weight"),
    ):
        table.go_to(spot, KEYS.index(column))
        table.setFocus()
        desk.type("4")
        assert said in desk.text("designerNoticeText")
    assert desk.card == before


def test_a_new_name_leaves_no_stand_in_in_the_other_language(desk: Desk) -> None:
    desk.screen.designer.table_page.add_row(Origin.TYPED.value)
    desk.settle()
    spot = desk.screen.designer.table_page.table.current_spot
    assert spot is not None
    assert editing.indicator_at(desk.card, spot).names.zh
    desk.type("Orders")
    assert editing.indicator_at(desk.card, spot).names == Names("", "Orders")
    desk.key(Qt.Key.Key_Return)
    desk.stand_on("csat", "name")  # a real name stays in the other language
    desk.type("Stars")
    assert desk.card.indicator("csat").names == Names("客户满意度", "Stars")


def test_the_last_key_before_the_window_closes_is_saved(desk: Desk) -> None:
    draft = desk.screen.draft
    for weight in range(1, 9):  # faster than the disk
        draft.apply(
            editing.change_indicator(draft.card, Spot(2, 0), weight=Decimal(weight)),
            ("sections", 2),
            typing=True,
        )
    assert desk.screen.flush()
    desk.tasks.shutdown()
    assert desk.stored().indicator("csat").weight == 8
