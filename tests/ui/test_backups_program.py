"""Backups in the whole program: behind the work of a day, restored with and without an office."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk.services import setup, signing_in
from qadesk.services.backups import keeping
from qadesk.storage import files, generations
from qadesk.storage.office import Office
from qadesk.ui import backups
from qadesk.ui.kit.form import FormDialog
from tests.ui.conftest import Dialog, answer
from tests.ui.desk import tells
from tests.ui.program_desk import PASSWORD, Run, press, sign_in

Key = Qt.Key


def _said(inside: QWidget) -> str:
    return " ".join(found.text() for found in inside.findChildren(QLabel))


# ---- the program


def test_the_first_start_of_a_day_backs_up_behind_the_work(
    run: Callable[[], Run],
    qtbot: QtBot,
    dialog: Dialog,
    kept: Path,
) -> None:
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    window = one.window()
    folder = generations.folder_of(kept)
    qtbot.waitUntil(lambda: bool(generations.list_copies(folder)), timeout=10_000)
    qtbot.waitUntil(lambda: not window.tasks.behind.busy)
    assert [found.reason for found in generations.list_copies(folder)] == ["daily"]
    # The window stays open until the next day.
    made = generations.list_copies(folder)[0]
    yesterday = made.at - timedelta(days=1)
    made.path.rename(generations.new_name(folder, kept, made.uid, yesterday, "daily"))
    backups.back_up(window)
    qtbot.waitUntil(lambda: len(generations.list_copies(folder)) == 2, timeout=10_000)
    qtbot.waitUntil(lambda: not window.tasks.behind.busy)
    newest = window.findChild(QLabel, "todayBackupNewest")
    assert newest is not None
    qtbot.waitUntil(lambda: f"{datetime.now().astimezone():%Y}" in newest.text())
    window.close()
    one.wait_for_the_end()


def test_restoring_closes_the_window_and_opens_what_was_restored(
    run: Callable[[], Run],
    qtbot: QtBot,
    dialog: Dialog,
    kept: Path,
) -> None:
    office = setup.open_office(kept)
    signing_in.sign_in(office, office.people[0].login, PASSWORD)
    made = keeping.make(office, generations.ASKED)
    setup.rename_office(office, "Later")
    office.close()
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    window = one.window()
    assert window.windowTitle().startswith("Later")
    with qtbot.waitSignal(window.closed):
        window.open_screen("settings")
        window.screen_of("settings").open_requested.emit("restore", made.path)
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    told = dialog("tellDialog")
    assert "was restored" in _said(told)
    assert "set-aside" in _said(told)
    qtbot.keyClick(told, Key.Key_Escape)
    after = one.window()
    assert after.windowTitle().startswith("East Gate")
    after.close()
    one.wait_for_the_end()
    assert len(list(kept.parent.glob("*.set-aside-*.qadesk"))) == 1


def test_a_backup_that_cannot_be_restored_leaves_the_office_open(
    run: Callable[[], Run],
    qtbot: QtBot,
    dialog: Dialog,
    kept: Path,
) -> None:
    (kept.parent / "wrong.qadesk").write_text("no office", "utf-8")
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    window = one.window()
    with qtbot.waitSignal(window.closed):
        window.open_screen("settings")
        window.screen_of("settings").open_requested.emit("restore", kept.parent / "wrong.qadesk")
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    refused = dialog("errorDialog")
    assert tells(refused, "backup.damaged", "wrong.qadesk")
    qtbot.keyClick(refused, Key.Key_Escape)
    after = one.window()
    assert after.windowTitle().startswith("East Gate")
    after.close()
    one.wait_for_the_end()


def test_an_office_that_does_not_open_is_restored_from_the_message(
    run: Callable[[], Run],
    qtbot: QtBot,
    dialog: Dialog,
    kept: Path,
) -> None:
    office = setup.open_office(kept)
    signing_in.sign_in(office, office.people[0].login, PASSWORD)
    keeping.make(office, generations.ASKED)
    office.close()
    with kept.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)
    one = run()
    one.start()
    press(qtbot, dialog("errorDialog"), "errorInstead")
    chooser = dialog("chooseBackup")
    go = chooser.findChild(QPushButton, "chooseBackupGo")
    assert go is not None
    qtbot.waitUntil(go.isEnabled)
    qtbot.keyClick(chooser.findChild(QWidget, "chooseBackupTable"), Key.Key_Return)
    asking = dialog("restorerDialog")
    assert isinstance(asking, FormDialog)
    for name, typed in (("restorerLogin", office.people[0].login), ("restorerPassword", "wrong one")):
        field = asking.findChild(QLineEdit, name)
        assert field is not None
        field.setText(typed)
    asking.submit()
    qtbot.waitUntil(lambda: tells(asking.wrong, "user.sign_in_refused"))
    assert kept.read_bytes()[100:200] == b"\xff" * 100
    field.setText(PASSWORD)
    asking.submit()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    told = dialog("tellDialog")
    assert "It could not be backed up" in _said(told)
    qtbot.keyClick(told, Key.Key_Escape)
    window = one.window()
    window.close()
    one.wait_for_the_end()


def test_the_first_start_restores_a_backup_from_elsewhere(
    run: Callable[[], Run],
    qtbot: QtBot,
    dialog: Dialog,
    home: Path,
    office: Office,
) -> None:
    keeping.make(office, generations.ASKED)
    keeping.save_copy(office, office.path.with_name("carried.qadesk"))
    one = run()
    one.start()
    press(qtbot, dialog("firstStart"), "firstRestore")
    press(qtbot, dialog("chooseBackup"), "chooseBackupFile")
    answer(dialog("backupFileDialog"), office.path.with_name("carried.qadesk"))
    told = dialog("tellDialog")
    qtbot.keyClick(told, Key.Key_Escape)
    window = one.window()
    assert window.office.path == home / "carried.qadesk"
    window.close()
    one.wait_for_the_end()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses it while the file is open")
def test_a_file_moved_away_is_saved_from_the_open_window(
    run: Callable[[], Run],
    qtbot: QtBot,
    dialog: Dialog,
    kept: Path,
) -> None:
    saved = kept.with_name("saved.qadesk")
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    window = one.window()
    kept.unlink()
    office = window.office
    window.tasks.run(lambda: setup.rename_office(office, "Lost"))
    error = dialog("errorDialog")
    assert tells(error, "office.gone")
    press(qtbot, error, "errorInstead")
    answer(dialog("officeCopyDialog"), saved)
    told = dialog("tellDialog")
    assert str(saved) in _said(told)
    qtbot.keyClick(told, Key.Key_Escape)
    window.close()
    one.wait_for_the_end()
    opened = files.open_office(saved)
    assert opened.name == "East Gate"
    opened.close()
