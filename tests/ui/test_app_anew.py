"""The window made anew or filled anew: another language, larger texts, an office opened before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot

from qadesk import preferences
from qadesk.domain.periods import period
from qadesk.i18n import current_language
from qadesk.services import setup
from qadesk.ui import theme
from tests.ui.conftest import Dialog
from tests.ui.desk import tells
from tests.ui.program_desk import PASSWORD, Key, Run, free, press_radio, sign_in


def test_another_language_opens_the_window_anew_on_the_same_office(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    before = one.window()
    office = before.office
    qtbot.waitUntil(lambda: bool(before.cycles))
    before.show_cycle("2026-09")
    with qtbot.waitSignal(before.closed):
        before.open_screen("settings")
        before.screen_of("settings").open_requested.emit("language", "zh_CN")
    after = one.window("settings")
    assert after is not before
    assert after.office is office  # nobody types the password again
    assert current_language() == "zh_CN"
    assert preferences.load().language == "zh_CN"
    assert after.windowTitle() == "East Gate – 客服考核台"
    assert (after.current, after.cycle) == ("settings", "2026-09")  # where one was
    choice = after.findChild(QRadioButton, "settingsLanguage_zh_CN")
    assert choice is not None
    assert choice.hasFocus()
    after.close()
    one.wait_for_the_end()
    assert free(kept)


def test_colours_and_size_of_texts_are_chosen_at_once_and_remembered(
    run: Callable[[], Run], qtbot: QtBot, qapp: QApplication, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    before = one.window()
    before.open_screen("settings")
    usual = theme.font().pixelSize()
    press_radio(qtbot, before, "settingsScheme_dark")
    assert theme.tokens() == theme.DARK
    with qtbot.waitSignal(before.closed):
        press_radio(qtbot, before, "settingsTextSize_130")
    after = one.window("settings")
    assert theme.font().pixelSize() == round(usual * 1.3)
    assert theme.tokens() == theme.DARK
    assert after.current == "settings"
    kept_now = preferences.load()
    assert (kept_now.scheme, kept_now.text_size) == ("dark", 130)
    after.close()
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
