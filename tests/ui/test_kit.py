"""The parts screens are made of: operations that undo, actions, list pages that remember."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qadesk.errors import UserError
from qadesk.services.done import Done, Undo
from qadesk.storage.office import Office
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.bar import Bar
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import Column, TableView
from tests.ui.desk import settle, tells


class Counter:
    """A service that adds, and takes back what it added; it refuses once it is closed."""

    def __init__(self) -> None:
        self.value = 0
        self.closed = False

    def add(self, n: int) -> Done[int]:
        if self.closed:
            raise UserError("cycle.closed", "The month is closed.")
        self.value += n
        return Done(self.value, frozenset({"ratings"}), Undo(f"add {n}", lambda: self.add(-n)))


@pytest.fixture
def operations(qtbot: QtBot, tasks: Tasks) -> Operations:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    return Operations(owner, tasks, Notice(owner))


def test_what_was_done_is_undone_and_done_again_in_order(
    qtbot: QtBot, operations: Operations, tasks: Tasks
) -> None:
    counter, told = Counter(), []
    operations.changed.connect(lambda changes, itself: told.append((sorted(changes), itself)))
    for n in (1, 10, 100):
        operations.run(lambda n=n: counter.add(n), said=f"{n} added.", refresh_self=False)
    settle(qtbot, tasks)
    assert counter.value == 111
    assert told == [(["ratings"], False)] * 3
    operations.undo()
    operations.undo()  # faster than the worker: it waits its turn
    settle(qtbot, tasks)
    assert counter.value == 1
    assert told[3:] == [(["ratings"], True)] * 2
    operations.redo()
    settle(qtbot, tasks)
    assert counter.value == 11
    operations.run(lambda: counter.add(1000))
    settle(qtbot, tasks)
    operations.redo()  # what was undone before is gone once something else was done
    settle(qtbot, tasks)
    assert counter.value == 1011
    for _turn in range(5):
        operations.undo()
    settle(qtbot, tasks)
    assert counter.value == 0


def test_a_refused_undo_stays_to_be_tried_again(qtbot: QtBot, operations: Operations, tasks: Tasks) -> None:
    counter = Counter()
    operations.run(lambda: counter.add(5), said="5 added.")
    settle(qtbot, tasks)
    counter.closed = True
    operations.undo()
    operations.undo()
    settle(qtbot, tasks)
    assert counter.value == 5
    notice = operations.parent().findChild(Notice)
    assert tells(notice, "cycle.closed")
    assert operations.stack.canUndo()
    counter.closed = False
    operations.undo()
    settle(qtbot, tasks)
    assert counter.value == 0
    assert tells(notice, "undone", "add 5")
    operations.redo()
    settle(qtbot, tasks)
    assert counter.value == 5


def test_a_refused_write_is_told(qtbot: QtBot, operations: Operations, tasks: Tasks) -> None:
    counter = Counter()
    counter.closed = True
    operations.run(lambda: counter.add(5), said="5 added.")
    settle(qtbot, tasks)
    assert not operations.stack.canUndo()
    assert tells(operations.parent().findChild(Notice), "cycle.closed")


def test_what_is_in_sight_already_is_only_told_when_undone(
    qtbot: QtBot, operations: Operations, tasks: Tasks
) -> None:
    counter, turned = Counter(), []
    operations.turned.connect(turned.append)
    notice = operations.parent().findChild(Notice)
    operations.run(lambda: counter.add(5), said="5 added.", tone="")
    settle(qtbot, tasks)
    assert not notice.isVisible()
    operations.undo()
    settle(qtbot, tasks)
    assert tells(notice, "undone", "add 5")
    assert turned == [0]


def test_keys_of_a_table_leave_those_of_its_fields_alone(qtbot: QtBot) -> None:
    owner, done = QWidget(), []
    field = QLineEdit("two words", owner)
    qtbot.addWidget(owner)
    owner.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    Actions(
        owner, "Rows", [Action("gone", "Remove", lambda: done.append(1), keys=("Ctrl+Del",))], inside=False
    )
    owner.show()
    qtbot.waitUntil(owner.isActiveWindow)
    field.setFocus()
    field.setCursorPosition(0)
    qtbot.keyClick(field, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert (field.text(), done) == ("words", [])
    owner.setFocus()
    qtbot.keyClick(owner, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert done == [1]


def test_what_has_no_room_in_a_bar_is_in_its_menu_in_words_with_its_keys(qtbot: QtBot) -> None:
    page, done, shown = QWidget(), list[int](), [True]
    listed = [
        Action(
            f"b{n}",
            f"A long word {n}",
            partial(done.append, n),
            "copy",
            (f"Ctrl+{n}",),
            shown=lambda: shown[0],
        )
        for n in range(6)
    ]
    actions = Actions(page, "Words", listed)
    buttons = [actions.button(one.name) for one in listed]
    bar = Bar([], buttons)
    QVBoxLayout(page).addWidget(bar)
    qtbot.addWidget(page)
    page.resize(1200, 60)
    page.show()
    qtbot.waitUntil(page.isActiveWindow)
    assert all(one.isVisible() for one in buttons)
    assert bar.more.isHidden()
    page.resize(450, 60)  # what it needs with all of them does not hold it open
    assert page.width() == 450
    inside = [one.isVisible() for one in buttons]
    assert inside == sorted(inside, reverse=True)  # the first ones stay, with their words
    assert 0 < sum(inside) < 6
    assert buttons[0].text().strip() == "A long word 0"
    rest = [(one.text(), one.shortcut().toString()) for one in bar.more.menu().actions()]
    assert rest == [(f"A long word {n}", f"Ctrl+{n}") for n in range(sum(inside), 6)]

    bar.more.setFocus()
    qtbot.keyClick(bar.more, Qt.Key.Key_Return)
    qtbot.waitUntil(bar.more.menu().isVisible)
    qtbot.keyClick(bar.more.menu(), Qt.Key.Key_Down)
    qtbot.keyClick(bar.more.menu(), Qt.Key.Key_Return)
    assert done == [sum(inside)]

    shown[0] = False
    actions.update()
    qtbot.waitUntil(bar.more.isHidden)
    shown[0] = True
    actions.update()
    qtbot.waitUntil(bar.more.isVisible)
    page.resize(1200, 60)
    assert all(one.isVisible() for one in buttons)
    assert bar.more.isHidden()


def test_one_list_of_actions_makes_button_key_menu_and_overview(qtbot: QtBot) -> None:
    owner, done, allowed = QWidget(), [], [False]
    qtbot.addWidget(owner)
    actions = Actions(
        owner,
        "Fruit",
        [
            Action("eat", "Eat…", lambda: done.append("eat"), keys=("Ctrl+E",), enabled=lambda: allowed[0]),
            Action("peel", lambda: "Peel all" if allowed[0] else "Peel", lambda: done.append("peel")),
            Action("walk", "Walk the list", None, keys=("Up", "Down")),
        ],
    )
    button = actions.button("eat")
    button.setParent(owner)
    owner.show()
    qtbot.waitUntil(owner.isActiveWindow)
    owner.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    owner.setFocus()
    assert button.accessibleName() == "Eat…"
    assert "Ctrl+E" in button.toolTip()
    assert not button.isEnabled()
    qtbot.keyClick(owner, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert done == []
    allowed[0] = True
    actions.update()
    qtbot.keyClick(owner, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    button.click()
    assert done == ["eat", "eat"]
    menu = actions.menu(owner)
    assert [one.text() for one in menu.actions()] == ["Eat…", "Peel all"]
    assert actions.overview() == [("Eat", "Ctrl+E"), ("Walk the list", "Up / Down")]


def test_letters_belong_to_fields_first_and_may_answer_why_not(qtbot: QtBot) -> None:
    owner, done = QWidget(), []
    qtbot.addWidget(owner)
    field, below = QLineEdit(owner), QWidget(owner)
    below.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    Actions(
        owner,
        "Letters",
        [
            Action("one", "One", lambda: done.append("one"), keys=("O",), reach="rest"),
            Action(
                "two", "Two", lambda: done.append("two"), keys=("T",), reach="rest", enabled=lambda: False
            ),
            Action(
                "three",
                "Three",
                lambda: done.append("three"),
                keys=("H",),
                reach="rest",
                shown=lambda: False,
                answers=True,
            ),
            Action("four", "Four", lambda: done.append("four"), keys=("F",), reach="widget"),
        ],
    )
    owner.show()
    qtbot.waitActive(owner)
    field.setFocus()
    qtbot.keyClicks(field, "oth")
    assert (field.text(), done) == ("oth", [])
    below.setFocus()
    qtbot.keyClicks(below, "othf")
    qtbot.keyClick(below, "o", Qt.KeyboardModifier.ControlModifier)
    assert done == ["one", "three"]


class _Fruit(Screen):
    key = "fruit"

    def __init__(self, office: Office, tasks: Tasks) -> None:
        super().__init__(office, tasks)
        view = ListView[tuple[str, int]](
            "fruit",
            "Fruit",
            [
                Column("name", "Name", lambda row: row[0], stretch=True),
                Column("n", "No.", lambda row: row[1]),
            ],
            identity=lambda row: row[0],
            counted=lambda rows: f"{len(rows)} in sight",
            empty=Empty("inbox", "No fruit"),
            searched=lambda row: (row[0],),
            filters=[
                Filter("Many", "How many", [("few", "Few"), (ALL, "All")], lambda row, _code: row[1] < 10),
            ],
            no_match="No such fruit",
            personal=None,
        )
        self.page = ListPage(self, view, [])
        self.page.setParent(self)


@pytest.fixture
def fruit(qtbot: QtBot, branch: Office, tasks: Tasks) -> Iterator[Callable[[], _Fruit]]:
    QSettings("QADesk", "QADesk").remove("view")

    def open_it() -> _Fruit:
        screen = _Fruit(branch, tasks)
        qtbot.addWidget(screen)
        screen.resize(800, 400)
        screen.page.resize(800, 400)
        screen.show()
        screen.page.show_rows([("pear", 3), ("apple", 50), ("plum", 1)])
        return screen

    yield open_it
    QSettings("QADesk", "QADesk").remove("view")


def test_a_list_keeps_the_row_and_clears_what_hides_the_one_asked_for(fruit: Callable[[], _Fruit]) -> None:
    page = fruit().page
    assert [row[0] for row in page.model.rows] == ["pear", "plum"]
    assert page.count.text() == "2 in sight"
    page.table.select_row(1)
    page.show_rows([("fig", 1), ("plum", 2), ("apple", 50)])
    assert page.current == ("plum", 2)
    page.search.insert("plu")
    page.go_to("apple")
    assert page.current == ("apple", 50)
    assert page.search.text() == ""
    page.search.insert("kiwi")
    assert page.no_match.isVisibleTo(page)
    page.show_all()
    assert len(page.model.rows) == 3
    page.show_rows([])
    assert page.empty.isVisibleTo(page)


def test_a_list_stays_where_one_was_by_what_its_rows_are(fruit: Callable[[], _Fruit]) -> None:
    page = fruit().page
    page.choose("Many", ALL)
    rows = [(f"fruit {n}", n) for n in range(100)]
    page.show_rows(rows)
    table = page.table
    table.select_row(60)
    table.setCurrentIndex(page.model.index(60, 1))
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(page.model.index(62, 0), flags)
    top = table.verticalScrollBar().value()
    page.show_rows([("fruit 60", 1000), *rows[:60], *rows[61:]])  # another place, another number
    assert page.current == ("fruit 60", 1000)
    assert table.currentIndex().column() == 1
    assert [row[0] for row in page.selected] == ["fruit 60", "fruit 62"]
    page.show_rows(rows)
    table.select_row(60)
    table.verticalScrollBar().setValue(top)
    page.show_rows([*rows[:60], *rows[61:]])
    assert page.current == ("fruit 61", 61)  # the neighbour of the one that is gone
    assert table.verticalScrollBar().value() == top
    page.show_rows(rows[:50])
    assert page.current == ("fruit 49", 49)
    page.search.insert("fruit 1")
    assert page.current == ("fruit 1", 1)  # the first that is found


def _drag_to(table: TableView, number: int, width: int) -> None:
    """Drag the right edge of a column until it is so wide."""
    head = table.horizontalHeader()
    edge = head.sectionViewportPosition(number) + head.sectionSize(number) - 1
    start, end = QPoint(edge, 8), QPoint(edge + width - head.sectionSize(number), 8)
    QTest.mousePress(head.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(head.viewport(), end)
    QTest.mouseRelease(head.viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_what_the_program_does_to_a_column_is_no_ones_choice(fruit: Callable[[], _Fruit]) -> None:
    table = fruit().page.table
    table.setColumnHidden(1, True)
    table.setColumnHidden(1, False)
    assert table.own_widths == {}


def test_a_list_is_found_again_as_it_was_left(fruit: Callable[[], _Fruit]) -> None:
    page = fruit().page
    page.filters["Many"].setCurrentIndex(1)
    page.filters["Many"].activated.emit(1)
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    _drag_to(page.table, 0, 333)
    page.table.horizontalHeader().moveSection(1, 0)

    again = fruit().page
    assert [row[0] for row in again.model.rows] == ["apple", "pear", "plum"]
    assert again.table.columnWidth(0) == 333
    assert again.table.horizontalHeader().visualIndex(1) == 0
    again.table.horizontalHeader().sectionHandleDoubleClicked.emit(0)
    assert fruit().page.table.columnWidth(0) != 333  # fitted again


def test_a_right_click_offers_what_the_page_can_do(fruit: Callable[[], _Fruit], qtbot: QtBot) -> None:
    page = fruit().page
    page.table.customContextMenuRequested.emit(page.table.rect().center())
    menu = page.table.findChild(QMenu, "fruitTableMenu")
    assert menu is not None
    assert [one.text() for one in menu.actions()] == ["Copy\tCtrl+C", "Save as Excel…", "Undo", "Redo"]
    menu.close()
