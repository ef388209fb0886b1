"""What is typed in the designer and cannot stand there, and what is said of a scorecard and of no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.scorecard import Names
from qadesk.services.designing.versions import VersionStatus
from qadesk.services.done import CHANGES
from qadesk.storage.office import Office
from qadesk.ui.kit.edit_model import LOOK_ROLE
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests.ui.conftest import Dialog
from tests.ui.desk import tells
from tests.ui.scorecard_desk import CTRL, Desk


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, branch, tasks)
    made.open_copy()
    return made


def test_what_is_no_number_stays_in_its_cell_until_it_is_put_right(desk: Desk) -> None:
    table, notice = desk.screen.designer.table_page.table, desk.screen.designer.notice
    desk.stand_on("csat", "weight")
    before = desk.card.indicator("csat").weight
    desk.type("abc")
    desk.key(Qt.Key.Key_Return)
    assert table.editing
    assert tells(notice, "cell.not_number", "Customer satisfaction (CSAT)", "Weight (%)", "abc", "Esc")
    desk.key(Qt.Key.Key_Tab)
    assert table.editing
    desk.key(*[Qt.Key.Key_Backspace] * 3)
    desk.type("7")
    desk.key(Qt.Key.Key_Return)
    assert not table.editing
    assert desk.stored().indicator("csat").weight == 7 != before
    desk.stand_on("csat", "weight")
    desk.type("abc")
    desk.screen.designer.tabs.setFocus()  # as a click elsewhere
    desk.settle()
    assert not table.editing
    assert tells(notice, "cell.not_number", "Customer satisfaction (CSAT)", "abc", "left as it was")
    assert desk.stored().indicator("csat").weight == 7


def test_a_name_has_a_bound(desk: Desk) -> None:
    before = desk.card
    desk.stand_on("csat", "name")
    for text in ("名" * 2000, "n" * 2000):
        QApplication.clipboard().setText(text)
        desk.key(Qt.Key.Key_V, held=CTRL)
        assert tells(desk.screen.designer.notice, "cell.too_long", "2,000", "100")
    assert desk.stored() == before


def test_a_hint_leaves_the_cell_without_a_mark(desk: Desk) -> None:
    """One that has no English name is told of, but marked as little as those that are all right."""
    table = desk.screen.designer.table_page.table
    spot = Spot(0, 0)
    desk.screen.draft.apply(editing.change(desk.card, spot, names=Names("", "Speed")), spot.path)
    desk.settle()
    index = table.edited.index(table.edited.row_of(spot) or 0, 0)
    assert index.data(LOOK_ROLE).tone is None
    assert "name in Chinese is missing" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_a_step_is_asked_about_by_the_name_in_sight(desk: Desk, dialog: Dialog) -> None:
    names = Names("城东客服月度考核", "East branch")
    desk.screen.draft.apply(replace(desk.card, names=names), ("name", "en"))
    desk.settle()
    desk.screen.commands.ask_step(desk.screen.draft.version, VersionStatus.SUBMITTED)
    question = dialog("stepDialog")
    assert "East branch, version 2" in " ".join(one.text() for one in question.findChildren(QLabel))
    QTest.keyClick(question, Qt.Key.Key_Escape)


def test_what_was_told_of_a_deleted_draft_is_not_told_beside_another(desk: Desk, dialog: Dialog) -> None:
    """Its Undo would mean another thing than the one of the table."""
    desk.press("designerBack")
    desk.press("versionDelete")
    dialog("confirmDialog").findChild(Button, "confirmAction").click()
    desk.settle()
    assert tells(desk.screen.notice, "done")
    desk.press("versionOpen")
    desk.settle()
    assert desk.screen.pages.currentWidget() is desk.screen.designer
    assert desk.screen.notice.isHidden()
    desk.press("designerBack")
    desk.open_copy()
    desk.press("designerBack")
    desk.press("versionDelete")
    dialog("confirmDialog").findChild(Button, "confirmAction").click()
    desk.settle()
    desk.press("versionCopy")  # a new draft
    desk.settle()
    assert desk.screen.notice.isHidden()


def test_what_can_be_undone_is_there_when_the_screen_is_built_anew(
    desk: Desk, qtbot: QtBot, branch: Office, tasks: Tasks
) -> None:
    first = desk.card
    for figure in ("7", "9", "11"):
        desk.stand_on("csat", "weight")
        desk.type(figure)
        desk.key(Qt.Key.Key_Return)
    last = desk.card
    desk.key(Qt.Key.Key_Z, held=CTRL)
    now, place = desk.card, desk.screen.place
    assert desk.screen.flush()
    desk.settle()

    anew = Desk(qtbot, branch, tasks)  # as after another language
    anew.screen.arrive(place)
    anew.screen.refresh(CHANGES)
    qtbot.waitUntil(lambda: anew.screen.draft.is_open)
    anew.settle()
    assert anew.card == now
    assert anew.screen.draft.redo() is not None
    assert anew.card == last
    for _step in range(3):
        anew.screen.designer.undo()
    assert (anew.card, anew.screen.draft.can_undo) == (first, False)
    anew.settle()
    assert anew.stored() == first


@pytest.mark.parametrize("leaves", [True, False])
def test_who_leaves_in_the_middle_of_a_cell_is_asked(desk: Desk, qtbot: QtBot, leaves: bool) -> None:
    screen, before = desk.screen, desk.card
    desk.stand_on("csat", "name")
    desk.type("Half")
    answers: list[bool] = []
    screen.answered.connect(answers.append)
    assert not screen.flush()  # as when the window closes
    dialog = screen.findChild(QDialog, "confirmDialog")
    assert dialog is not None
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Half" in said
    assert "Customer satisfaction (CSAT)" in said
    buttons = {button.text(): button for button in dialog.findChildren(Button)}
    buttons["Discard and leave" if leaves else "Stay here"].click()
    qtbot.waitUntil(lambda: answers == [leaves])
    assert (desk.card == before) is leaves
    if not leaves:
        desk.key(Qt.Key.Key_Return)
        assert desk.card.indicator("csat").names.en == "Half"
    assert screen.flush()
    desk.settle()
    assert (desk.stored() == before) is leaves


def test_rules_are_whole_beside_what_a_figure_comes_from(desk: Desk) -> None:
    """While the panel is closed; what stands further right is scrolled to."""
    desk.screen.resize(1600, 700)
    page = desk.screen.designer.table_page
    page.show_editor(False)
    desk.settle()
    table, names = page.table, [column.key for column in page.table.edited.columns]
    for key in ("name", "rule", "source"):
        at = names.index(key)
        assert table.columnWidth(at) >= table.sizeHintForColumn(at), key
    last = names.index("source")
    head = table.horizontalHeader()
    assert head.sectionPosition(last) + head.sectionSize(last) <= table.viewport().width()
