"""The window filled anew: another language, larger texts, an office opened before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from qadesk import preferences
from qadesk.app import entries
from qadesk.domain.periods import period
from qadesk.i18n import current_language, set_language
from qadesk.services import setup
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.main_window import MainWindow
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import tells
from tests.ui.program_desk import PASSWORD, Key, Run, free, press_radio, sign_in


class _Hidings(QObject):
    """Counts how often a window goes out of sight."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() in (QEvent.Type.Hide, QEvent.Type.WindowStateChange)
        return False


def test_another_language_is_spoken_in_the_same_window_and_nothing_typed_is_lost(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    window = one.window()
    office, hidings = window.office, _Hidings(window)
    qtbot.waitUntil(lambda: bool(window.cycles))
    window.show_cycle("2026-09")
    window.open_screen("scorecards")
    scorecards: Any = window.screen_of("scorecards")
    scorecards.open_id(1)
    qtbot.waitUntil(lambda: scorecards.place == 1)
    window.open_screen("settings")
    settings = window.screen_of("settings")
    name = settings.findChild(QLineEdit, "settingsOfficeName")
    assert name is not None
    qtbot.waitUntil(lambda: bool(name.text()))
    name.setFocus()
    name.end(False)
    qtbot.keyClicks(name, " II")
    press_radio(qtbot, window, "settingsLanguage_zh_CN")
    qtbot.waitUntil(lambda: window.screen_of("settings") is not settings and window.updatesEnabled())
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert hidings.count == 0
    assert window.office is office  # nobody types the password again
    assert office.name == "East Gate II"
    assert current_language() == "zh_CN"
    assert preferences.load().language == "zh_CN"
    assert window.windowTitle() == "East Gate II – 客服考核台"
    assert (window.current, window.cycle) == ("settings", "2026-09")  # where one was
    choice = window.findChild(QRadioButton, "settingsLanguage_zh_CN")
    assert choice is not None
    assert window.focusWidget() is choice
    window.open_screen("scorecards")
    anew = window.screen_of("scorecards")
    assert anew is not scorecards
    qtbot.waitUntil(lambda: anew.place == 1)  # the version that was open
    window.close()
    one.wait_for_the_end()
    assert free(kept)


def test_colours_and_size_of_texts_are_chosen_at_once_and_remembered(
    run: Callable[[], Run], qtbot: QtBot, qapp: QApplication, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    window = one.window()
    hidings = _Hidings(window)
    window.open_screen("settings")
    usual = theme.font().pixelSize()
    settings = window.screen_of("settings")
    press_radio(qtbot, window, "settingsScheme_dark")
    assert theme.tokens() == theme.DARK
    assert window.screen_of("settings") is settings
    press_radio(qtbot, window, "settingsTextSize_130")
    qtbot.waitUntil(lambda: window.screen_of("settings") is not settings and window.updatesEnabled())
    assert hidings.count == 0
    assert theme.font().pixelSize() == round(usual * 1.3)
    assert theme.tokens() == theme.DARK
    assert window.current == "settings"
    kept_now = preferences.load()
    assert (kept_now.scheme, kept_now.text_size) == ("dark", 130)
    window.close()
    one.wait_for_the_end()
    theme.apply(qapp, "light")


def test_one_goes_back_to_an_office_opened_before(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path, home: Path
) -> None:
    other, gone = home / "West & Co.qadesk", home / "gone.qadesk"
    setup.create_office(other, name="West", user_name="Wang", first_cycle=period("2026-09")).close()
    for place in (gone, other, kept):
        preferences.remember(office=place)
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    before = one.window()
    menu = before.top.person.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in before.top.recent.actions()] == [
        f"West && Co in {home}", f"gone in {home}",
    ]  # fmt: skip
    before.top.recent.actions()[1].trigger()
    refused = dialog("errorDialog")
    assert tells(refused, "office.not_there")
    qtbot.keyClick(refused, Key.Key_Escape)
    assert preferences.other_offices(kept) == (str(other),)
    with qtbot.waitSignal(before.closed):
        before.screen_of("settings").open_requested.emit("recent_office", str(other))
    after = one.window()
    assert after.office.path == other
    after.close()
    one.wait_for_the_end()


def test_one_comes_back_to_what_one_was_at_in_every_list(
    qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    window = MainWindow(sample_office, tasks, entries(lambda: sample_office, tasks))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show_first()

    def idle() -> None:
        qtbot.waitUntil(lambda: not tasks.busy and window.updatesEnabled(), timeout=20_000)

    def shown(key: str) -> Any:
        window.open_screen(key)
        idle()
        return window.screen_of(key)

    idle()
    window.show_cycle("2026-09")
    agents, signoff = shown("agents"), shown("signoff")
    agents.page.search.setText("KF10")
    agents.page.table.select_row(4)
    signoff.page.select("KF1006")
    shown("results").show_agent("KF1003")
    shown("score").views.go(("KF1009", None))
    where = agents.page.current.staff_no, shown("score").place
    assert where == ("KF1005", ("KF1009", where[1][1]))
    shown("settings")
    window.renew(lambda: set_language("zh_CN"), None)
    qtbot.waitUntil(lambda: "agents" not in window._screens)
    idle()
    assert shown("agents") is not agents
    assert shown("agents").page.search.text() == "KF10"
    assert shown("signoff").page.current.position.staff_no == "KF1006"
    assert (shown("agents").page.current.staff_no, shown("score").place) == where
    results = shown("results")
    assert (results.pages.currentWidget(), results.agent.staff_no) == (results.agent, "KF1003")
