"""What holds on every screen, in both languages, at 1366×768 and at 150 %: named, reachable, not clipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSettings, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from qadesk import app, i18n, preferences
from qadesk.preferences import TEXT_SIZES
from qadesk.services import setup
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.kit.actions import Actions
from qadesk.ui.main_window import MainWindow
from qadesk.ui.reading import keys_in_sight
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import TableView
from tests import on_server
from tests.ui.all_screens import SIZES, Flashes, Seen, clipped, controls, misplaced, rest, say

_SCREENS = (
    "today", "agents", "records", "score", "results", "sheets", "signoff", "appeals", "uses", "checks",
    "scorecards", "trail", "settings",
)  # fmt: skip
_ON_THE_KIT = _SCREENS[1:]  # all but Today


@pytest.fixture
def language() -> str:
    return "en"


@pytest.fixture
def window(qtbot: QtBot, sample_office: Office, tasks: Tasks, language: str) -> Iterator[MainWindow]:
    i18n.set_language(language)
    made = MainWindow(sample_office, tasks, app.entries(lambda: sample_office, tasks))
    made.setWindowState(Qt.WindowState.WindowNoState)
    made.show_first()
    qtbot.waitActive(made)
    yield made
    made.close()


@pytest.fixture(scope="module", params=["zh_CN", "en"])
def seen(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    sample_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Seen:
    """All screens visited once, for what changes nothing there: building them takes most of the time."""
    QSettings("QADesk", "QADesk").remove("view")
    i18n.set_language(request.param)
    theme.apply(qapp, "light")
    preferences.remember(office=tmp_path_factory.mktemp("other") / "other.qadesk")  # to go back to
    tasks, found = Tasks(), Seen()
    office = setup.open_office(
        on_server.copied(sample_file, tmp_path_factory.mktemp("seen") / "sample.qadesk")
    )
    window = MainWindow(office, tasks, app.entries(lambda: office, tasks))
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.show_first()
    assert QTest.qWaitForWindowActive(window)
    flashes = Flashes(window)
    qapp.installEventFilter(flashes)
    for key in list(window._entries):
        window.open_screen(key)
        for name, size in SIZES.items():
            window.resize(size)
            rest(tasks)
            found.look(window, key, name)
        found.flashes += [f"{key}: {name}" for name in flashes.names]
        flashes.names.clear()
    qapp.removeEventFilter(flashes)
    window.close()
    office.close()
    i18n.set_language("en")
    return found


def _obeyed(window: MainWindow) -> set[str]:
    """The keys of everything in sight that can be done."""
    written = QKeySequence.SequenceFormat.PortableText
    in_sight = [widget for widget in [window, *window.findChildren(QWidget)] if widget.isVisible()]
    actions = {one for widget in in_sight for one in widget.actions() if one.isVisible()}
    shortcuts = [one.key() for one in window.findChildren(QShortcut) if one.parent() in in_sight]
    return {
        keys.toString(written) for keys in [*(k for one in actions for k in one.shortcuts()), *shortcuts]
    } - {""}


def _listed(window: MainWindow) -> list[str]:
    """The keys that the overview lists."""
    pages = [listed for _title, listed in keys_in_sight(window)]
    return [one for listed in pages for _text, keys in listed for one in keys.split(" / ")]


def test_the_overview_lists_every_key_once(window: MainWindow, tasks: Tasks) -> None:
    for key in _SCREENS:
        window.open_screen(key)
        rest(tasks)
        said = _listed(window)
        assert len(said) == len(set(said)), f"{key}: {sorted(said)}"
        written = {QKeySequence(one).toString(QKeySequence.SequenceFormat.PortableText) for one in said}
        assert _obeyed(window) <= written, key
        for table in window.screen_of(key).findChildren(TableView):
            own = {keys for _text, keys in table.overview() if table.isVisible()}
            assert own <= set(said), key
        assert len(keys_in_sight(window)) > 1 or key not in _ON_THE_KIT, key


def test_the_overview_follows_what_is_opened_on_a_screen(window: MainWindow, tasks: Tasks) -> None:
    window.open_screen("results")
    rest(tasks)
    assert {"Enter", "Ctrl+C", "Ctrl+F", "Ctrl+Z"} <= set(_listed(window))
    assert "Esc" not in _listed(window)
    window.screen_of("results").arrive("KF1001")
    rest(tasks)
    assert {"Esc", "Ctrl+C", "Ctrl+Z"} <= set(_listed(window))
    assert "Ctrl+F" not in _listed(window)  # there is no search on an agent's page


_LETTERS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "+", "-", "0"]
_PRESSED = [f"{held}{letter}" for held in ("Ctrl+", "Ctrl+Shift+") for letter in _LETTERS]
_PRESSED += [f"{held}F{n}" for held in ("", "Shift+") for n in range(1, 13)] + ["Del", "Ins"]


def test_no_two_things_wait_for_the_same_keys(window: MainWindow, tasks: Tasks) -> None:
    twice = []  # Qt does neither of the two then
    for key in window._entries:
        window.open_screen(key)
        rest(tasks)
        found = [
            (keys.toString(), made.objectName())
            for actions in window.findChildren(Actions)
            if actions.owner.isVisible()
            for made in actions.findChildren(QAction)
            for keys in made.shortcuts()
        ]
        twice += [f"{key}: {keys}" for keys, n in Counter(keys for keys, _name in found).items() if n > 1]
    assert not twice


def test_no_key_does_something_that_the_overview_does_not_tell(
    window: MainWindow, tasks: Tasks, qapp: QApplication
) -> None:
    """What the overview leaves out is pressed where the keyboard is and on each table: nobody takes it."""
    obeyed = []
    for key in _SCREENS:
        window.open_screen(key)
        rest(tasks)
        told = {QKeySequence(one).toString() for one in _listed(window)}
        tables = [one for one in window.screen_of(key).findChildren(TableView) if one.isVisible()]
        for at in [qapp.focusWidget(), *tables]:
            if isinstance(at, QLineEdit):
                continue  # a field's own keys are those of all programs
            for one in (one for one in _PRESSED if QKeySequence(one).toString() not in told):
                pressed = QKeySequence(one)[0]
                event = QKeyEvent(QEvent.Type.KeyPress, pressed.key(), pressed.keyboardModifiers())
                event.ignore()
                qapp.sendEvent(at, event)
                obeyed += [f"{key}: {at.objectName()} {one}"] if event.isAccepted() else []
    assert not obeyed


class _Wrong(QWidget):
    """In place of the window: a screen on which everything is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.screen = QWidget(self)
        nameless, narrow = QPushButton(self.screen), QPushButton("wider than it is", self.screen)
        narrow.setFixedWidth(20)
        for button in (nameless, narrow):
            button.setProperty("kind", "primary")
        QLineEdit(self.screen)
        table = QTableWidget(1, 2, self.screen)
        table.setHorizontalHeaderLabels(["same", "same"])

    def screen_of(self, _key: str) -> QWidget:
        return self.screen


def test_what_is_wrong_on_a_screen_is_found(qtbot: QtBot) -> None:
    wrong, found = _Wrong(), Seen()
    qtbot.addWidget(wrong)
    wrong.show()
    found.look(cast(MainWindow, wrong), "wrong", "any")
    assert found.nameless
    assert found.endless
    assert found.clipped
    assert found.wordless
    assert found.main
    assert found.headings


def test_controls_are_named_and_nothing_is_clipped(seen: Seen) -> None:
    assert seen.nameless == []
    assert seen.endless == []
    assert seen.clipped == []


def test_a_page_has_one_main_button(seen: Seen) -> None:
    assert seen.main == {}


def test_the_main_button_stands_in_one_place(seen: Seen, window: MainWindow, tasks: Tasks) -> None:
    assert seen.misplaced == []
    for key, deeper in (("results", "KF1001"), ("scorecards", "targets")):
        window.open_screen(key, deeper)
        rest(tasks)
        assert misplaced(window.screen_of(key)) == []


def test_no_message_moves_what_one_works_on(window: MainWindow, tasks: Tasks) -> None:
    """A click is on its way to a row, and the row is elsewhere: messages stand below."""
    moved = []
    for key in _SCREENS:
        window.open_screen(key)
        rest(tasks)
        screen = window.screen_of(key)
        lists = [one for one in screen.findChildren(QAbstractScrollArea) if one.isVisible()]
        if not lists:
            continue
        main = min(lists, key=lambda one: one.mapTo(screen, QPoint(0, 0)).y())  # what is below it gives way
        for notice in screen.findChildren(Notice):
            over = notice.parentWidget()
            if over is None or not over.isVisible() or not notice.isHidden():
                continue
            before = main.mapTo(screen, QPoint(0, 0))
            notice.say("Said", "info", action="Do")
            QCoreApplication.processEvents()
            if main.mapTo(screen, QPoint(0, 0)) != before:
                moved.append(f"{key}: {notice.objectName()}")
            notice.hide()
            QCoreApplication.processEvents()
    assert moved == []


def test_no_two_headings_are_cut_to_the_same_letters(seen: Seen) -> None:
    assert seen.headings == {}


def test_no_heading_is_cut_and_no_two_cells_to_the_same_letters(seen: Seen) -> None:
    assert seen.alike == []


def test_what_shows_an_icon_alone_says_its_word_in_a_tool_tip(seen: Seen) -> None:
    assert seen.wordless == []


def test_building_a_screen_flashes_no_other_window(seen: Seen) -> None:
    assert seen.flashes == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_larger_texts_are_not_clipped(
    qtbot: QtBot, qapp: QApplication, sample_office: Office, language: str
) -> None:
    i18n.set_language(language)
    theme.apply(qapp, "light", max(TEXT_SIZES))
    tasks = Tasks()
    made = MainWindow(sample_office, tasks, app.entries(lambda: sample_office, tasks))
    made.setWindowState(Qt.WindowState.WindowNoState)
    made.show_first()
    made.resize(SIZES["1366x768"])
    bad = []
    for key in list(made._entries):
        made.open_screen(key)
        rest(tasks)
        if clipped(made):
            rest(tasks)  # what came last is being laid out
        bad += [f"{key}: {text}" for text in clipped(made)]
    made.close()
    theme.apply(qapp, "light")
    assert bad == []


def _right_click(widget: QWidget) -> QMenu | None:
    """The menu that opens in the middle of a widget."""
    where = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    middle = where.rect().center()
    click = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, where.mapToGlobal(middle))
    QApplication.sendEvent(where, click)
    menu = QApplication.activePopupWidget()
    return menu if isinstance(menu, QMenu) else None


def test_a_right_click_offers_something_everywhere(qtbot: QtBot, window: MainWindow, tasks: Tasks) -> None:
    window.resize(SIZES["1366x768"])
    without = []
    for key in list(window._entries):
        window.open_screen(key)
        rest(tasks)
        screen = window.screen_of(key)
        for widget in [screen, *(one for one in controls(screen) if one.isVisible() and one.isEnabled())]:
            menu = _right_click(widget)
            if menu is None or menu.isEmpty():
                without.append(f"{key}: {say(widget)}")
            else:
                menu.close()
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert without == []


def test_ctrl_f_finds_the_search_field_of_the_screen_or_says_there_is_none(
    qtbot: QtBot, window: MainWindow, tasks: Tasks
) -> None:
    for key in list(window._entries):
        window.open_screen(key)
        rest(tasks)
        focused = QApplication.focusWidget()
        assert focused is not None, key
        field = window.screen_of(key).search_field()
        if field is not None:
            field.setText("1")
            focused.setFocus()
        qtbot.keyClick(focused, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert window.current == key
        if field is not None:
            assert QApplication.focusWidget() is field, key
            assert field.selectedText() == "1", key  # what is typed now replaces an old search
            field.clear()
        else:
            notices = window.screen_of(key).findChildren(Notice)
            assert any(one.is_told("info") for one in notices) or key == "today", key


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_screen_has_its_chapter_in_the_guide(window: MainWindow) -> None:
    for key in window._entries:
        window.open_screen(key)
        window._show_guide()
        guide = window.help.guide
        assert guide is not None
        chapter = guide.contents.currentItem()
        assert chapter is not None, key
        assert chapter.text() == window.top.title.text()
        guide.hide()


def _one_of_many(widget: QWidget) -> bool:
    """A button of an exclusive group: Tab reaches one of them, the arrows the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive()


def test_tab_reaches_every_control_in_sight(qtbot: QtBot, window: MainWindow, tasks: Tasks) -> None:
    window.resize(SIZES["1366x768"])
    missed = {}
    for key in list(window._entries):
        window.open_screen(key)
        rest(tasks)
        screen = window.screen_of(key)
        wanted = {
            widget.objectName()
            for widget in controls(screen)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not _one_of_many(widget)
        }
        reached = set()
        for _step in range(150):
            window.focusNextChild()
            focused = QApplication.focusWidget()
            while focused is not None:
                reached.add(focused.objectName())
                focused = focused.parentWidget()
        if wanted - reached:
            missed[key] = wanted - reached
    assert missed == {}
