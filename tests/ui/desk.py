"""A screen with someone at the keyboard: what the tests of single screens share."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from qadesk.services.done import CHANGES
from qadesk.storage.office import Office
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.report_page import ReportPage
from qadesk.ui.kit.screen import Screen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.notice import Notice
from tests.refusals import names

S = TypeVar("S", bound=Screen)
P = TypeVar("P", bound="ReportPage[Any, Any]")


def has_focus(widget: QWidget) -> bool:
    """Whether the keyboard is, or in a moment is, in this widget: a window that opens becomes active later.

    `hasFocus` asked at once is right on a quiet machine and wrong on a busy one.
    """
    until = time.monotonic() + 5
    while not widget.hasFocus() and time.monotonic() < until:
        QTest.qWait(5)
    return widget.hasFocus()


def settle(qtbot: QtBot, tasks: Tasks) -> None:
    """Until all that was begun is done, also what it asks for when it ends."""
    qtbot.waitUntil(lambda: not tasks.busy)
    QApplication.sendPostedEvents()
    qtbot.waitUntil(lambda: not tasks.busy)


def tells(shown: QWidget, code: str, *named: object) -> bool:
    """Whether a notice, a message or a form says what has this code, and names all these."""
    labels = [shown] if isinstance(shown, QLabel) else shown.findChildren(QLabel)
    said = " ".join(label.text() for label in labels)
    if isinstance(shown, Notice):
        said += f" {shown.whole}"  # what is too long for its line is shown on demand
    return shown.property("code") == code and all(names(said, one) for one in named)


def show_screen(
    qtbot: QtBot,
    screen: S,
    *,
    cycle: str = "2026-10",
    state: str = "open",
    changes: frozenset[str] = CHANGES,
    size: tuple[int, int] = (1198, 680),
) -> S:
    """A screen as the window would show it, once it has read the office; the keyboard is on it."""
    qtbot.addWidget(screen)
    screen.changed.connect(lambda told, itself: screen.refresh(told) if itself else None)
    screen.cycle, screen.cycle_state = cycle, state
    screen.resize(*size)
    screen.show()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.refresh(changes)
    settle(qtbot, screen.tasks)
    screen.focus_first()
    return screen


class ScreenDesk(Generic[S]):
    """One screen in a window of its own, and in the place of the main window."""

    def __init__(self, qtbot: QtBot, office: Office, tasks: Tasks, screen: S) -> None:
        self.qtbot, self.office, self.tasks, self.screen = qtbot, office, tasks, screen
        self.asked: list[tuple[str, object]] = []
        self.told: list[frozenset[str]] = []
        qtbot.addWidget(screen)
        tasks.set_window(screen)
        screen.open_requested.connect(lambda key, context: self.asked.append((key, context)))
        screen.changed.connect(self.tell)
        screen.resize(1180, 640)
        screen.show()
        qtbot.waitUntil(screen.isActiveWindow)

    def tell(self, changes: frozenset[str], itself: bool) -> None:
        """What the main window does with a change."""
        self.told.append(changes)
        if itself:
            self.screen.refresh(changes)

    def show_month(self, code: str, state: str) -> None:
        self.screen.cycle, self.screen.cycle_state = code, state
        self.screen.refresh(CHANGES)
        self.settle()
        self.screen.focus_first()

    def settle(self) -> None:
        """Until all that was begun is done, also what it asks for when it ends."""
        settle(self.qtbot, self.tasks)

    def focus(self) -> QWidget:
        if QApplication.activeWindow() is None:  # a window manager would make it the active one again
            self.screen.activateWindow()
            self.qtbot.waitUntil(self.screen.isActiveWindow)
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def key(self, *keys: Qt.Key | str, ctrl: bool = False, alt: bool = False) -> None:
        modifier = Qt.KeyboardModifier.NoModifier
        if ctrl:
            modifier |= Qt.KeyboardModifier.ControlModifier
        if alt:
            modifier |= Qt.KeyboardModifier.AltModifier
        for key in keys:
            QTest.keyClick(self.focus(), key, modifier)  # type: ignore[call-overload]

    def text(self, name: str) -> str:
        found = self.screen.findChild(QWidget, name)
        assert found is not None, name
        return str(found.property("text"))


class PageDesk(Generic[P]):
    """A page that works something out, in a window of its own; `asked` are the screens it led to."""

    def __init__(
        self, qtbot: QtBot, office: Office, tasks: Tasks, make: Callable[[Screen, Operations], P]
    ) -> None:
        self.screen = Screen(office, tasks)  # behind it
        self.asked: list[str] = []
        self.screen.open_requested.connect(lambda key, _context: self.asked.append(key))
        page = make(self.screen, self.screen.operations(Notice(self.screen)))
        self.qtbot, self.tasks, self.page = qtbot, tasks, page
        for widget in (self.screen, page):
            qtbot.addWidget(widget)
        tasks.set_window(page)
        page.resize(1100, 600)
        page.show()
        qtbot.waitUntil(page.isActiveWindow)

    def button(self, name: str) -> Button:
        found = self.page.findChild(Button, name)
        assert found is not None, name
        return found

    def settle(self) -> None:
        """Until all that was begun is done."""
        settle(self.qtbot, self.tasks)

    def text(self, name: str) -> str:
        """What a label says, with plain blanks."""
        found = self.page.findChild(QLabel, name)
        assert found is not None, name
        return str(found.text()).replace("\u00a0", " ")
