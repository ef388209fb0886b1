"""What undo and redo are called: by the step they would turn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from qadesk.services.done import Done, Undo
from qadesk.ui.kit.actions import Actions
from qadesk.ui.kit.operations import Operations
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.bar import Bar
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.notice import Notice
from tests.ui.desk import settle


def turn() -> Done[None]:
    return Done(None, frozenset({"notes"}), Undo("add a note", turn))


def test_menus_and_hints_name_what_would_be_undone(qtbot: QtBot, tasks: Tasks) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    work = Operations(owner, tasks, Notice(owner))
    actions = Actions(owner, "Page", work.actions("page"))
    undo, redo = actions.button("pageUndo"), actions.button("pageRedo")
    vbox(Bar([undo, redo]), on=owner)
    owner.show()

    def said() -> list[str]:
        menu = actions.menu(owner)
        return [one.text().split("\t")[0] for one in menu.actions()]

    assert said() == ["Undo", "Redo"]
    work.run(turn)  # nothing is said of it: it has its name all the same
    settle(qtbot, tasks)
    assert said() == ["Undo: add a note", "Redo"]
    for button, words in ((undo, "Undo: add a note\n"), (redo, "Redo\n")):
        QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), QPoint(1, 1)))
        QToolTip.hideText()
        assert button.toolTip().startswith(words)
    work.undo()
    settle(qtbot, tasks)
    assert said() == ["Undo", "Redo: add a note"]
    assert work.notice.text.text() == "Undone: add a note"
