"""What holds on every screen, in both languages, at 1366×768 and at 150 %: named, reachable, not clipped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from qadesk import app, i18n
from qadesk.preferences import TEXT_SIZES
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.main_window import MainWindow
from qadesk.ui.reading import keys_in_sight
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import TableView

_CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractItemView,
    QPlainTextEdit,
    QTextEdit,
    QTabBar,
)
_PARTS = (QHeaderView, QScrollBar, QMenu)  # of other controls, named by Qt
_SIZES = {"1366x768": QSize(1366, 700), "150%": QSize(911, 460)}  # less the title bar and the task bar
_QUIET_MS = 250
_MOST_LETTERS = 2000  # that a line to type in may take
_SCREENS = ("today", "agents", "records", "score", "results", "sheets", "scorecards", "trail", "settings")
_ON_THE_KIT = ("agents", "records", "score", "results", "sheets", "scorecards", "trail", "settings")


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


def _rest(tasks: Tasks) -> None:
    """Until nothing has been loading for longer than any screen waits before it starts to."""
    loop, timer = QEventLoop(), QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: timer.start(_QUIET_MS) if tasks.busy else loop.quit())
    timer.start(_QUIET_MS)
    loop.exec()
    QCoreApplication.processEvents()  # a text set by the last of it has its room only now


def _controls(screen: QWidget) -> list[QWidget]:
    found = []
    for widget in screen.findChildren(QWidget):
        owner = widget.parentWidget()
        inside = isinstance(owner, QComboBox | QAbstractSpinBox | QHeaderView) or (
            isinstance(owner, QLineEdit) and isinstance(widget, QAbstractButton)
        )
        if isinstance(widget, _CONTROLS) and not isinstance(widget, _PARTS) and not inside:
            found.append(widget)
    return [w for w in found if w.window() is screen.window() and not w.objectName().startswith("qt_")]


class _Flashes(QObject):
    """Names every window that is shown, however briefly."""

    def __init__(self, expected: QWidget) -> None:
        super().__init__()
        self._expected = expected
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and watched is not self._expected
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(_say(watched))
        return False


def _say(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r}"


def _clipped(screen: QWidget) -> list[str]:
    """Buttons and one-line texts that are narrower or lower than their words."""
    bad = []
    for widget in screen.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and not widget.wordWrap()):
            words, needed = widget.text(), widget.minimumSizeHint()
        elif isinstance(widget, QLabel):
            words = widget.text()
            needed = QSize(0, widget.heightForWidth(widget.width()))
        else:
            continue
        gives_way = widget.width() <= 1  # leaves its place to others altogether
        if words and not gives_way and (widget.width() < needed.width() or widget.height() < needed.height()):
            bad.append(f"{_say(widget)} {words!r}: {widget.size()} < {needed}")
    return bad


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
        _rest(tasks)
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
    _rest(tasks)
    assert {"Enter", "Ctrl+C", "Ctrl+F", "Ctrl+Z"} <= set(_listed(window))
    assert "Esc" not in _listed(window)
    window.screen_of("results").arrive("KF1001")
    _rest(tasks)
    assert {"Esc", "Ctrl+C", "Ctrl+Z"} <= set(_listed(window))
    assert "Ctrl+F" not in _listed(window)  # there is no search on an agent's page


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_controls_are_named_and_nothing_is_clipped(qtbot: QtBot, window: MainWindow, tasks: Tasks) -> None:
    nameless, clipped, endless = set(), set(), set()
    for key in list(window._entries):
        window.open_screen(key)
        for name, size in _SIZES.items():
            window.resize(size)
            _rest(tasks)
            clipped |= {f"{key} {name}: {text}" for text in _clipped(window)}
        nameless |= {
            f"{key}: {_say(widget)}"
            for widget in _controls(window.screen_of(key))
            if widget.isVisible() and not (widget.objectName() and (widget.accessibleName() or _text(widget)))
        }
        endless |= {
            f"{key}: {_say(field)}"
            for field in window.screen_of(key).findChildren(QLineEdit)
            if field.maxLength() > _MOST_LETTERS
        }
    assert sorted(nameless) == []
    assert sorted(endless) == []
    assert sorted(clipped) == []


def test_a_page_has_one_main_button(window: MainWindow, tasks: Tasks) -> None:
    several = {}
    for key in list(window._entries):
        window.open_screen(key)
        _rest(tasks)
        buttons = window.screen_of(key).findChildren(QAbstractButton)
        main = [one for one in buttons if one.property("kind") == "primary" and one.isVisible()]
        if len(main) > 1:
            several[key] = [_say(one) for one in main]
    assert several == {}


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _headings(table: QTableView) -> list[str]:
    """The headings in sight, as far as their columns show them."""
    head, model = table.horizontalHeader(), table.model()
    if not table.isVisible() or head.isHidden() or model is None:
        return []
    metrics = QFontMetrics(theme.font(theme.SMALL))
    return [
        metrics.elidedText(
            str(model.headerData(n, Qt.Orientation.Horizontal) or ""),
            Qt.TextElideMode.ElideRight,
            head.sectionSize(n) - 2 * theme.GRID,
        )
        for n in range(head.count())
        if not head.isSectionHidden(n)
    ]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_two_headings_are_cut_to_the_same_letters(window: MainWindow, tasks: Tasks) -> None:
    same = {}
    for key in list(window._entries):
        window.open_screen(key)
        window.resize(_SIZES["150%"])
        _rest(tasks)
        for table in window.screen_of(key).findChildren(QTableView):
            shown = [text for text in _headings(table) if text]
            twice = {text for text in shown if shown.count(text) > 1}
            if twice:
                same[f"{key}: {table.objectName()}"] = twice
    assert same == {}


def test_what_shows_an_icon_alone_says_its_word_in_a_tool_tip(window: MainWindow, tasks: Tasks) -> None:
    wordless = []
    for key in list(window._entries):
        window.open_screen(key)
        for name, size in _SIZES.items():
            window.resize(size)
            _rest(tasks)
            wordless += [
                f"{key} {name}: {_say(button)}"
                for button in _controls(window)
                if isinstance(button, QAbstractButton)
                and button.isVisible()
                and not button.text().strip()
                and not button.toolTip()
            ]
    assert wordless == []


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
    made.resize(_SIZES["1366x768"])
    clipped = []
    for key in list(made._entries):
        made.open_screen(key)
        _rest(tasks)
        if _clipped(made):
            _rest(tasks)  # what came last is being laid out
        clipped += [f"{key}: {text}" for text in _clipped(made)]
    made.close()
    theme.apply(qapp, "light")
    assert clipped == []


def test_building_a_screen_flashes_no_other_window(
    qtbot: QtBot, qapp: QApplication, window: MainWindow, tasks: Tasks
) -> None:
    flashes = _Flashes(window)
    qapp.installEventFilter(flashes)
    for key in list(window._entries):
        window.open_screen(key)
        _rest(tasks)
        assert flashes.names == [], key
    qapp.removeEventFilter(flashes)


def _right_click(widget: QWidget) -> QMenu | None:
    """The menu that opens in the middle of a widget."""
    where = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    middle = where.rect().center()
    click = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, where.mapToGlobal(middle))
    QApplication.sendEvent(where, click)
    menu = QApplication.activePopupWidget()
    return menu if isinstance(menu, QMenu) else None


def test_a_right_click_offers_something_everywhere(qtbot: QtBot, window: MainWindow, tasks: Tasks) -> None:
    window.resize(_SIZES["1366x768"])
    without = []
    for key in list(window._entries):
        window.open_screen(key)
        _rest(tasks)
        screen = window.screen_of(key)
        for widget in [screen, *(one for one in _controls(screen) if one.isVisible() and one.isEnabled())]:
            menu = _right_click(widget)
            if menu is None or menu.isEmpty():
                without.append(f"{key}: {_say(widget)}")
            else:
                menu.close()
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert without == []


def test_ctrl_f_finds_the_search_field_of_the_screen_or_says_there_is_none(
    qtbot: QtBot, window: MainWindow, tasks: Tasks
) -> None:
    for key in list(window._entries):
        window.open_screen(key)
        _rest(tasks)
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
    window.resize(_SIZES["1366x768"])
    missed = {}
    for key in list(window._entries):
        window.open_screen(key)
        _rest(tasks)
        screen = window.screen_of(key)
        wanted = {
            widget.objectName()
            for widget in _controls(screen)
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
