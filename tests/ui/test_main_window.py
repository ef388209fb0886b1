"""The window: screens built when wanted, refreshed when concerned, nothing typed ever lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QTextBrowser, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from qadesk.services.done import CHANGES
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.ui.guide import Guide
from qadesk.ui.kit import remembered
from qadesk.ui.kit.remembered import settings
from qadesk.ui.kit.screen import Screen
from qadesk.ui.main_window import NARROW_BELOW, MainWindow, ScreenEntry
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests.ui.conftest import Dialog
from tests.ui.desk import has_focus

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class _Plain(Screen):
    """Keeps what the window tells it."""

    def __init__(self, office: Office, tasks: Tasks, key: str, concerns: frozenset[str]) -> None:
        self.key = key  # type: ignore[misc]
        self.concerns = concerns  # type: ignore[misc]
        super().__init__(office, tasks)
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)
        self.heard: list[tuple[frozenset[str], str, str]] = []
        self.arrived: list[object] = []
        self.stays = False
        self.flushed = 0

    def refresh(self, changes: frozenset[str]) -> None:
        self.heard.append((changes, self.cycle, self.cycle_state))

    def arrive(self, context: object) -> None:
        self.arrived.append(context)

    def flush(self) -> bool:
        self.flushed += 1
        if self.stays:
            self.ask_to_lose("Lose it?", "What was typed goes.", self.give_up)
        return not self.stays

    def give_up(self) -> None:
        self.stays = False


@pytest.fixture
def built() -> list[str]:
    """The keys of the screens built so far."""
    return []


@pytest.fixture
def window(qtbot: QtBot, branch: Office, tasks: Tasks, built: list[str]) -> Iterator[MainWindow]:
    def entry(key: str, concerns: frozenset[str]) -> ScreenEntry:
        def build() -> Screen:
            built.append(key)
            return _Plain(branch, tasks, key, concerns)

        return ScreenEntry(key, "sun", key.title(), build)

    made = MainWindow(
        branch,
        tasks,
        [
            entry("today", CHANGES),
            entry("agents", frozenset({"agents"})),
            entry("score", frozenset({"ratings", "cycle"})),
        ],
    )
    made.setWindowState(Qt.WindowState.WindowNoState)
    made.resize(1366, 700)
    made.show_first()
    qtbot.waitUntil(lambda: not tasks.busy and bool(_screen(made, "today").heard))
    yield made
    for screen in (_screen(made, key) for key in built):
        screen.stays = False
    made.close()


def _screen(window: MainWindow, key: str) -> _Plain:
    screen = window.screen_of(key)
    assert isinstance(screen, _Plain)
    return screen


def test_only_the_first_screen_is_built_and_it_looks_at_the_newest_open_cycle(
    window: MainWindow, built: list[str]
) -> None:
    assert built == ["today"]
    assert _screen(window, "today").heard == [(CHANGES, "2026-10", "open")]
    assert window.windowTitle() == "Test branch – QADesk"


def test_screens_are_opened_by_keyboard(qtbot: QtBot, window: MainWindow, built: list[str]) -> None:
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    assert window.current == "agents"
    assert built == ["today", "agents"]
    assert window.focusWidget() is _screen(window, "agents").field
    bar = window.side.findChildren(type(window.side._buttons["today"]))
    bar[1].setFocus()
    qtbot.keyClick(bar[1], Qt.Key.Key_Down)
    qtbot.keyClick(bar[2], Qt.Key.Key_Return)
    assert window.current == "score"


def test_tab_comes_to_the_side_bar_once_where_one_is(qtbot: QtBot, window: MainWindow) -> None:
    window.open_screen("agents")
    reached = [
        key for key, button in window.side._buttons.items() if button.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert reached == ["agents"]


def test_the_side_bar_hands_the_keyboard_to_the_screen_in_sight(qtbot: QtBot, window: MainWindow) -> None:
    entry = window.side._buttons["today"]
    entry.setFocus()
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    assert window.focusWidget() is _screen(window, "today").field


def test_a_write_refreshes_the_screen_in_sight_and_marks_the_others(window: MainWindow) -> None:
    window.open_screen("agents")
    window.open_screen("score")
    today, agents, score = (_screen(window, key) for key in ("today", "agents", "score"))
    for screen in (today, agents, score):
        screen.heard.clear()

    score.announce({"ratings"}, refresh_self=False)
    assert (today.heard, agents.heard, score.heard) == ([], [], [])
    score.announce({"ratings"})
    assert [changes for changes, *_cycle in score.heard] == [{"ratings"}]

    window.open_screen("agents")
    assert agents.heard == []  # ratings do not concern it
    window.open_screen("today")
    assert [changes for changes, *_cycle in today.heard] == [{"ratings"}]


def test_a_word_nobody_knows_is_refused(window: MainWindow) -> None:
    with pytest.raises(ValueError, match="weather"):
        _screen(window, "today").announce({"weather"})


def test_the_cycle_is_changed_by_keyboard_and_told_to_the_screen(qtbot: QtBot, window: MainWindow) -> None:
    today = _screen(window, "today")
    today.heard.clear()
    qtbot.keyClick(window, Qt.Key.Key_PageUp, ALT)
    qtbot.waitUntil(lambda: bool(today.heard))
    assert today.heard == [(frozenset({"cycle"}), "2026-09", "open")]
    assert window.cycle == "2026-09"
    assert today.flushed == 1


def test_a_question_mark_lists_the_keys_of_the_screen_and_of_the_window(
    qtbot: QtBot, window: MainWindow, dialog: Dialog
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Question)
    overview = dialog("keysDialog")
    shown = overview.findChild(QTextBrowser)
    assert shown is not None
    text, made = shown.toPlainText(), shown.toHtml()
    assert "<h3" in made.split("<td", 2)[1], "keys of one page only stand on the left"
    overview.close()
    assert "On every page" in text
    assert "Ctrl+1" in text and "Alt+PgUp" in text  # noqa: PT018
    assert text.index("Previous cycle") < text.index("All keyboard shortcuts")


def test_a_question_mark_is_a_letter_where_one_types(qtbot: QtBot, window: MainWindow) -> None:
    screen = window.screen_of("today")
    assert isinstance(screen, _Plain)
    screen.field.setFocus()
    qtbot.keyClicks(screen.field, "why?")
    assert screen.field.text() == "why?"
    assert QApplication.activeModalWidget() is None


def test_f1_opens_the_guide_at_the_chapter_of_the_screen(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    guide = window.help.guide
    assert guide is not None
    assert _chapter(guide) == "Today"
    window.activateWindow()
    window.open_screen("agents")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.help.guide is guide  # the one that was open
    assert _chapter(guide) == "Agents"
    qtbot.waitUntil(lambda: guide.text.verticalScrollBar().value() > 0)
    guide.close()


def _chapter(guide: Guide) -> str:
    item = guide.contents.currentItem()
    assert item is not None
    return item.text()


def test_the_guide_is_searched_and_shows_its_pictures(qtbot: QtBot, window: MainWindow) -> None:
    window.help.show_guide("Sheets")
    guide = window.help.guide
    assert guide is not None
    qtbot.waitUntil(guide.contents.hasFocus)
    qtbot.keyClick(guide, Qt.Key.Key_F, CTRL)
    assert has_focus(guide.search)
    qtbot.keyClicks(guide.search, "side bar")
    first = guide.text.textCursor().position()
    assert guide.text.textCursor().selectedText().casefold() == "side bar"
    assert " of " in guide.found.text()
    qtbot.keyClick(guide, Qt.Key.Key_F3)
    qtbot.keyClick(guide, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert guide.text.textCursor().position() == first
    qtbot.keyClick(guide, Qt.Key.Key_F, CTRL)
    qtbot.keyClicks(guide.search, "sheet")  # in the place of the words before
    assert guide.search.text() == "sheet"
    before = guide.found.text()
    qtbot.keyClick(guide.search, Qt.Key.Key_Return)  # on to the next
    assert guide.isVisible()
    assert guide.found.text() != before
    guide.search.setText("zzz")
    assert guide.found.text() == "Not found"
    image = QTextDocument.ResourceType.ImageResource.value
    picture = guide.text.document().resource(image, QUrl("../pictures/sheets-en.png"))
    assert isinstance(picture, QImage)
    assert picture.width() > 100
    guide.close()


def test_f1_opens_the_guide_from_a_form_too(qtbot: QtBot, window: MainWindow, dialog: Dialog) -> None:
    window.top.person.menu().actions()[0].trigger()
    form = dialog("passwordDialog")
    qtbot.keyClick(form, Qt.Key.Key_F1)
    guide = window.help.guide
    assert guide is not None
    assert guide.isVisible()
    guide.close()
    qtbot.keyClick(form, Qt.Key.Key_Escape)


def test_the_guide_can_be_read_beside_a_form_and_goes_with_its_window(
    qtbot: QtBot, window: MainWindow, dialog: Dialog
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    guide = window.help.guide
    assert guide is not None
    window.top.person.menu().actions()[0].trigger()
    form = dialog("passwordDialog")
    handle = guide.windowHandle()
    assert handle is not None
    assert handle.transientParent() is None  # no form over the window blocks it
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert guide.isVisible()
    window.close()
    assert not isValid(guide) or not guide.isVisible()


def test_the_window_stays_within_what_the_screen_has_free(qtbot: QtBot) -> None:
    settings().remove("window/geometry")
    free = QApplication.primaryScreen().availableGeometry()
    first, large, again = QWidget(), QWidget(), QWidget()
    for window in (first, large, again):
        qtbot.addWidget(window)
    remembered.restore_place(first)
    assert free.contains(first.geometry())
    large.setGeometry(free.adjusted(40, 40, 400, 300))
    remembered.keep_place(large)
    remembered.restore_place(again)
    assert free.contains(again.geometry())
    settings().remove("window/geometry")


def test_the_present_month_is_offered_before_it_is_opened(window: MainWindow, branch: Office) -> None:
    codes = {choice.code: choice.state for choice in window.cycles}
    now = f"{branch.today():%Y-%m}"
    assert codes[now] == ("open" if now in ("2026-09", "2026-10") else "unopened")
    assert codes["2026-10"] == "open"


def _again(qtbot: QtBot, branch: Office, tasks: Tasks) -> str:
    """The month that the next window looks at."""
    made = MainWindow(branch, tasks, [])
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: bool(made.cycles))
    return made.cycle


def test_who_comes_back_goes_on_in_the_month_they_left(
    qtbot: QtBot, window: MainWindow, branch: Office, tasks: Tasks
) -> None:
    window.show_cycle("2026-09")
    assert _again(qtbot, branch, tasks) == "2026-09"


def test_a_month_that_is_done_is_not_where_one_goes_on(
    qtbot: QtBot, window: MainWindow, branch: Office, tasks: Tasks
) -> None:
    window.show_cycle("2026-09")
    with branch.write() as c:
        c.execute(sa.update(tables.cycle).values(status="closed").where(tables.cycle.c.code == "2026-09"))
    window.announce(frozenset({"cycle"}))
    qtbot.waitUntil(lambda: any(choice.state == "closed" for choice in window.cycles))
    assert window.cycle == "2026-09"  # still in sight
    assert _again(qtbot, branch, tasks) == "2026-10"


def test_a_frame_without_an_office_offers_nothing_to_press(qtbot: QtBot, tasks: Tasks) -> None:
    frame = MainWindow(None, tasks, [])
    qtbot.addWidget(frame)
    assert frame.windowTitle() == "QADesk"
    assert not frame.top.isEnabled()
    assert not frame.side.isEnabled()


def test_a_screen_with_something_to_lose_stays(qtbot: QtBot, window: MainWindow, dialog: Dialog) -> None:
    """Given up, it goes on to where it was asked to; otherwise nothing happens later."""
    today = _screen(window, "today")
    today.stays = True
    window.open_screen("agents")
    dialog("confirmDialog").reject()
    assert not window.close()
    dialog("confirmDialog").reject()
    qtbot.wait(1)
    assert (window.current, window.isVisible()) == ("today", True)
    window.show_cycle("2026-09")
    dialog("confirmDialog").findChild(Button, "confirmAction").click()
    qtbot.waitUntil(lambda: window.cycle == "2026-09")
    today.stays = True
    window.open_screen("agents")
    dialog("confirmDialog").findChild(Button, "confirmAction").click()
    qtbot.waitUntil(lambda: window.current == "agents")


def test_screens_ask_for_each_other_through_the_window(qtbot: QtBot, window: MainWindow) -> None:
    _screen(window, "today").open_requested.emit("agents", "KF1001")
    assert window.current == "agents"
    assert _screen(window, "agents").arrived == ["KF1001"]
    with qtbot.waitSignal(window.asked) as asked:
        _screen(window, "agents").open_requested.emit("language", "en")
    assert asked.args == ["language", "en"]
    _screen(window, "agents").open_requested.emit("month", "2026-09")
    assert (window.current, window.cycle) == ("agents", "2026-09")


def test_a_narrow_window_has_the_words_below_the_icons(window: MainWindow) -> None:
    window.resize(NARROW_BELOW - 1, 512)
    button = window.side._buttons["agents"]
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextUnderIcon
    assert all(one.sizeHint().width() <= one.width() for one in window.side._buttons.values())
    assert window.side.sizeHint().height() <= 487  # of 768 at 150 %, without the title
    window.resize(NARROW_BELOW + 100, 700)
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert (button.text().strip(), "Agents" in button.toolTip()) == ("Agents", True)


def test_closing_waits_for_a_write(qtbot: QtBot, window: MainWindow, tasks: Tasks) -> None:
    gate, saved = threading.Event(), []

    def write() -> None:
        assert gate.wait(5)
        saved.append(True)

    tasks.run(write)
    threading.Timer(0.05, gate.set).start()
    with qtbot.waitSignal(window.closed):
        window.close()
    assert saved == [True]


def test_only_the_newest_load_is_delivered(qtbot: QtBot, window: MainWindow, tasks: Tasks) -> None:
    screen = _screen(window, "today")
    got: list[str] = []
    screen.load(lambda: "old", got.append)
    screen.load(lambda: "new", got.append)
    screen.load(lambda: "beside", got.append, slot="other")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert got == ["new", "beside"]


def test_the_password_is_changed_from_the_account_menu(
    qtbot: QtBot, window: MainWindow, dialog: Dialog
) -> None:
    window.top.person.menu().actions()[0].trigger()
    found = dialog("passwordDialog")
    with qtbot.waitSignal(found.rejected):  # type: ignore[attr-defined]
        qtbot.keyClick(found, Qt.Key.Key_Escape)
