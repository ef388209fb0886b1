"""The table of targets at the keyboard: set, emptied, undone; frozen where a cycle is open."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from qadesk import i18n
from qadesk.services import cycles, target_plan
from qadesk.services.done import CHANGES
from qadesk.services.target_plan import EVERYBODY, Planned, Whose
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.ui.kit.edit_model import LOOK_ROLE
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.scorecards.screen import ScorecardsScreen
from qadesk.ui.screens.scorecards.targets_page import TargetsPage
from qadesk.ui.tasks import Tasks
from tests.ui.desk import tells
from tests.unit.services import sheet_office

D = Decimal
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SPEED, RESOLVED, RATING = "avg_response_seconds", "first_contact_resolution", "csat"
TEAM, ONE = Whose(team="热线一组"), Whose(staff_no="KF1001")
LATER = "2031-02"


class Desk:
    """A page of targets with someone at the keyboard."""

    def __init__(self, qtbot: QtBot, office: Office, tasks: Tasks) -> None:
        self.qtbot, self.office, self.tasks = qtbot, office, tasks
        self.screen = Screen(office, tasks)  # behind it
        self.page = TargetsPage(self.screen)
        for widget in (self.screen, self.page):
            qtbot.addWidget(widget)
        tasks.set_window(self.page)
        self.page.resize(1100, 600)
        self.page.show()
        qtbot.waitUntil(self.page.isActiveWindow)
        self.page.show_targets()
        self.settle()
        self.page.focus_first()

    def settle(self) -> None:
        for _turn in range(3):
            self.qtbot.waitUntil(lambda: not self.tasks.busy)
            QApplication.sendPostedEvents()

    def key(self, key: Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key, held)
        self.settle()

    def type(self, text: str) -> None:
        for letter in text:
            widget = QApplication.focusWidget()
            assert widget is not None
            QTest.keyClicks(widget, letter)
        self.settle()

    def cell(self, whose: Whose, code: str) -> QModelIndex:
        index = self.page.model.index_of(whose, code)
        assert index.isValid()
        return index

    def stand_on(self, whose: Whose, code: str) -> None:
        self.page.table.setFocus()
        self.page.table.set_current(self.cell(whose, code))

    def shown(self, whose: Whose, code: str) -> tuple[str, str]:
        """The figure of a cell and the word for where it comes from."""
        index = self.cell(whose, code)
        return index.data(), index.data(LOOK_ROLE).note

    def text(self, name: str) -> str:
        found = self.page.findChild(QLabel, name)
        assert found is not None, name
        return str(found.text())

    def plan(self) -> list[tuple[Whose, str, Decimal, str | None]]:
        def told(one: Planned) -> tuple[Whose, str, Decimal, str | None]:
            return one.whose, one.indicator, one.standard, one.cycle_code

        return [told(one) for one in target_plan.plan(self.office)]

    def choose(self, code: str | None) -> None:
        box = self.page.cycles
        box.setFocus()
        wanted = next(n for n in range(box.count()) if box.itemData(n) == code)
        while box.currentIndex() != wanted:
            self.key(Key.Key_Down if box.currentIndex() < wanted else Key.Key_Up)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = sheet_office.make(tmp_path / "branch.qadesk", scored=False)
    cycles.open_cycle(made, "2031-01")
    yield made
    made.close()


@pytest.fixture
def desk(qtbot: QtBot, office: Office, tasks: Tasks) -> Desk:
    return Desk(qtbot, office, tasks)


def test_a_share_typed_for_a_percentage_is_asked_and_nothing_is_planned(desk: Desk) -> None:
    desk.stand_on(TEAM, RESOLVED)
    column = desk.cell(TEAM, RESOLVED).column()
    head = desk.page.model.headerData(column, Qt.Orientation.Horizontal)
    assert head == "First-contact resolution (%)"
    desk.type("0.95")
    assert tells(desk.page.notice, "cell.two_readings", "0.95%", "95%")
    desk.key(Key.Key_Return)
    assert desk.plan() == []
    desk.stand_on(TEAM, RESOLVED)
    desk.type("0.95%")
    assert not desk.page.notice.isVisible()
    desk.key(Key.Key_Return)
    assert desk.plan() == [(TEAM, RESOLVED, D("0.0095"), None)]
    desk.stand_on(TEAM, RESOLVED)
    desk.key(Key.Key_F2)
    desk.key(Key.Key_Return)  # what is shown to be changed means what it was
    assert desk.plan() == [(TEAM, RESOLVED, D("0.0095"), None)]


def test_a_percentage_typed_for_a_team_reaches_its_agents(desk: Desk) -> None:
    assert desk.shown(TEAM, RESOLVED) == ("≥ 90%", "")
    desk.stand_on(TEAM, RESOLVED)
    desk.type("95")
    desk.key(Key.Key_Return)
    assert desk.plan() == [(TEAM, RESOLVED, D("0.95"), None)]
    assert desk.shown(TEAM, RESOLVED) == ("≥ 95%", "own")
    assert desk.shown(ONE, RESOLVED) == ("≥ 95%", "team")
    assert desk.shown(Whose(staff_no="KF1003"), RESOLVED) == ("≥ 90%", "")
    assert desk.text("targetsSaid") == "1 target set"
    assert desk.page.table.currentIndex().row() == desk.cell(TEAM, RESOLVED).row() + 1  # Enter went down
    desk.stand_on(ONE, RESOLVED)
    assert desk.text("targetsHere") == (
        "阿依古丽·买买提 (KF1001) · 热线一组 · 客服专员 · First-contact resolution: ≥ 95%, "
        "set for the team 热线一组"
    )


def test_undo_and_redo_follow_each_cell_and_show_it(desk: Desk) -> None:
    desk.stand_on(ONE, SPEED)
    desk.type("40 s")
    desk.key(Key.Key_Tab)
    desk.stand_on(EVERYBODY, RATING)
    desk.type("4.2")
    desk.key(Key.Key_Return)
    assert desk.shown(ONE, RATING) == ("≥ 4.2", "all")
    desk.key(Key.Key_Z, CTRL)
    assert desk.shown(EVERYBODY, RATING) == ("≥ 4", "")
    desk.choose(LATER)
    desk.page.table.setFocus()
    assert desk.shown(ONE, SPEED) == ("≤ 40 s", "always")
    desk.key(Key.Key_Z, CTRL)  # goes back to where it was typed
    assert desk.page.cycles.currentData() is None
    assert desk.page.table.currentIndex() == desk.cell(ONE, SPEED)
    assert desk.plan() == []
    assert not desk.page.undo_button.isEnabled()
    desk.key(Key.Key_Y, CTRL)
    assert desk.plan() == [(ONE, SPEED, D(40), None)]


def test_an_emptied_cell_takes_the_default_again(desk: Desk) -> None:
    desk.stand_on(ONE, SPEED)
    desk.key(Key.Key_Delete)  # nothing of its own: nothing to write
    assert not desk.page.undo_button.isEnabled()
    desk.type("25")
    desk.key(Key.Key_Return)
    desk.stand_on(ONE, SPEED)
    desk.key(Key.Key_Delete)
    assert desk.plan() == []
    assert desk.shown(ONE, SPEED) == ("≤ 30 s", "")
    desk.key(Key.Key_Return)
    field = desk.page.table.field
    assert field is not None
    assert (field.text(), field.placeholderText()) == ("", "≤ 30 s")
    desk.key(Key.Key_Escape)


@pytest.mark.parametrize(
    "code, typed, said",
    [
        (RESOLVED, "120", "Enter a number from 0% to 100%."),
        (RATING, "5.5", "Enter a number from 1 to 5."),
        (SPEED, "-3", "at least 0"),
        (SPEED, "fast", "“fast” is not a number."),
    ],
)
def test_what_cannot_be_is_refused_beside_the_table_and_not_written(
    desk: Desk, code: str, typed: str, said: str
) -> None:
    desk.stand_on(ONE, code)
    desk.type(typed)
    assert said in desk.text("targetsNoticeText")
    desk.key(Key.Key_Return)
    assert desk.plan() == []
    assert desk.page.notice.isVisible()


def test_the_cell_for_which_a_pasted_text_is_none_is_marked_and_says_why(desk: Desk) -> None:
    desk.stand_on(ONE, SPEED)
    QGuiApplication.clipboard().setText("fast")
    desk.key(Key.Key_V, CTRL)
    index = desk.page.table.currentIndex()
    model = desk.page.model
    assert model.look(model.rows[index.row()], model.columns[index.column()]).tone == "bad"
    assert "“fast” is not a number." in desk.page.model.in_full(index)
    desk.type("22")
    desk.key(Key.Key_Return)
    assert model.look(model.rows[index.row()], model.columns[index.column()]).tone is None


def test_undo_in_an_open_field_lets_go_of_what_is_typed(desk: Desk) -> None:
    desk.stand_on(ONE, SPEED)
    desk.type("2")
    desk.key(Key.Key_Z, CTRL)
    desk.key(Key.Key_Return)
    assert desk.plan() == []


def test_leaving_the_page_keeps_what_is_typed(desk: Desk) -> None:
    desk.stand_on(ONE, SPEED)
    desk.type("22")
    assert desk.page.flush()
    desk.settle()
    assert desk.plan() == [(ONE, SPEED, D(22), None)]
    desk.key(Key.Key_Escape)
    assert desk.plan() == [(ONE, SPEED, D(22), None)]


def test_one_cycle_has_targets_of_its_own(desk: Desk, office: Office) -> None:
    desk.choose(LATER)
    desk.stand_on(EVERYBODY, SPEED)
    desk.type("28")
    desk.key(Key.Key_Return)
    assert desk.plan() == [(EVERYBODY, SPEED, D(28), LATER)]
    assert desk.page.cycles.currentText() == "February 2031 · 1 target"
    desk.choose(None)
    assert desk.shown(EVERYBODY, SPEED) == ("≤ 30 s", "")


def test_an_open_cycle_is_shown_frozen(desk: Desk, office: Office) -> None:
    target_plan.set_target(office, EVERYBODY, SPEED, D(28))
    desk.choose("2031-01")
    assert desk.shown(EVERYBODY, SPEED) == ("≤ 30 s", "")
    assert "frozen" in desk.text("targetsSaid")
    assert "were frozen when it was opened" in desk.text("targetsWhy")
    desk.stand_on(ONE, SPEED)
    desk.type("9")
    assert desk.page.table.field is None
    assert len(desk.plan()) == 1


def test_a_cycle_opened_meanwhile_refuses_and_says_so(desk: Desk, office: Office) -> None:
    desk.choose(LATER)
    cycles.open_cycle(office, LATER)
    desk.stand_on(ONE, SPEED)
    desk.type("9")
    desk.key(Key.Key_Return)
    assert "frozen" in desk.text("targetsNoticeText")
    assert desk.plan() == []
    assert desk.page.cycles.currentText() == "February 2031 · open, frozen"


def test_what_the_scorecard_lacks_is_named_and_dropped_with_undo(desk: Desk, office: Office) -> None:
    assert not desk.page.drop.isVisible()
    target_plan.set_target(office, ONE, "speed", D(7))
    desk.page.show_targets()
    desk.settle()
    last = desk.page.model.columnCount() - 1
    heading = desk.page.model.headerData(last, Qt.Orientation.Horizontal)
    assert heading == "speed · not on the scorecard"
    desk.stand_on(ONE, "speed")
    desk.type("8")
    assert "can only be deleted" in desk.text("targetsNoticeText")
    desk.key(Key.Key_Escape)
    desk.page.drop.setFocus()
    desk.key(Key.Key_Return)
    assert desk.plan() == []
    assert not desk.page.drop.isVisible()
    assert tells(desk.page.notice, "done", 1)
    desk.page.notice.action.setFocus()
    desk.key(Key.Key_Return)
    assert desk.plan() == [(ONE, "speed", D(7), None)]


def test_without_a_published_scorecard_it_says_what_to_do(qtbot: QtBot, office: Office, tasks: Tasks) -> None:
    with office.write() as connection:
        connection.execute(update(tables.scorecard).values(status="retired"))
    desk = Desk(qtbot, office, tasks)
    assert desk.text("targetsEmptyTitle") == "No scorecard is published yet"
    assert QApplication.focusWidget() is desk.page.cycles


def test_it_is_a_tab_of_the_screen_and_esc_leads_back(qtbot: QtBot, office: Office, tasks: Tasks) -> None:
    screen = ScorecardsScreen(office, tasks)
    qtbot.addWidget(screen)
    screen.resize(1198, 680)
    screen.show()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.refresh(CHANGES)
    qtbot.waitUntil(lambda: not tasks.busy)
    screen.tabs.setFocus()
    QTest.keyClick(screen.tabs, Key.Key_Right)
    qtbot.waitUntil(lambda: screen.targets.model.rowCount() > 0 and not tasks.busy)
    assert screen.pages.currentWidget() is screen.targets
    screen.focus_first()
    screen.targets.table.set_current(screen.targets.model.index_of(ONE, SPEED))
    QTest.keyClicks(screen.targets.table, "9")
    assert screen.targets.table.field is not None
    QTest.keyClick(screen.targets.table.field, Key.Key_Escape)  # leaves the field as it was
    assert screen.pages.currentWidget() is screen.targets
    QTest.keyClicks(screen.targets.table, "9")
    QTest.keyClick(screen.targets.table.field, Key.Key_Return)
    QTest.keyClick(screen.targets.table, Key.Key_Escape)  # leaves the page
    assert screen.pages.currentWidget() is screen.versions
    assert screen.tabs.currentIndex() == 0
    qtbot.waitUntil(lambda: not tasks.busy)
    assert [one.standard for one in target_plan.plan(office)] == [9]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_is_named_and_fits_a_narrow_window(
    qtbot: QtBot, office: Office, tasks: Tasks, language: str
) -> None:
    i18n.set_language(language)
    target_plan.set_target(office, ONE, "speed", D(7))
    desk = Desk(qtbot, office, tasks)
    desk.page.resize(843, 400)
    desk.settle()
    for name in ("targetsCycle", "targetsTable", "targetsUndo", "targetsRedo", "targetsDrop"):
        widget = desk.page.findChild(QWidget, name)
        assert widget is not None
        assert widget.accessibleName()
        assert widget.width() >= widget.minimumSizeHint().width()
        assert widget.geometry().right() <= desk.page.width()
    index = desk.cell(ONE, SPEED)
    assert "KF1001" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    names = desk.page.table.verticalHeader()
    assert names.width() < desk.page.width() // 3
