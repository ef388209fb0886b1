"""Encryption in the window: the first start, opening, Settings, and what becomes of the file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk import origin
from qadesk.services import encryption, people, setup
from qadesk.services.backups import keeping
from qadesk.services.trail import browsing
from qadesk.storage import generations
from qadesk.storage.cipher import key_files, keys
from qadesk.storage.office import Office
from qadesk.ui.codes import Told
from qadesk.ui.screens.first_start import FirstStart
from qadesk.ui.screens.settings.screen import SettingsScreen
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import tells
from tests.ui.program_desk import Run, press, write

pytestmark = pytest.mark.files  # a server encrypts by its own means

Key = Qt.Key
PASSPHRASE = "a passphrase with 🔑"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An office that opens without a password."""
    path = tmp_path / "branch.qadesk"
    setup.create_office(path, name="Branch", user_name="Li").close()
    return path


@pytest.fixture
def recovery_key(path: Path) -> str:
    """Of that office, encrypted; this program was not given it."""
    made = encryption.encrypt(path, PASSPHRASE)
    keys.forget_all()
    return made


def _type(qtbot: QtBot, inside: QWidget, name: str, text: str) -> QLineEdit:
    field = write(qtbot, inside, name, "")
    field.insert(text)  # the keyboard of a test has no emoji
    return field


def _gone(qtbot: QtBot, name: str) -> None:
    qtbot.waitUntil(lambda: all(one.objectName() != name for one in QApplication.topLevelWidgets()))


def _told(qtbot: QtBot) -> Told:
    def found() -> Told | None:
        return next((one for one in QApplication.topLevelWidgets() if isinstance(one, Told)), None)

    qtbot.waitUntil(lambda: found() is not None, timeout=10_000)
    told = found()
    assert told is not None
    return told


# ---- opening


def test_the_passphrase_is_asked_for_and_a_wrong_one_keeps_the_window(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, path: Path, recovery_key: str
) -> None:
    one = run()
    one.start(office=str(path))
    asking = dialog("unlockDialog")
    field = _type(qtbot, asking, "unlockPassphrase", "not this one")
    qtbot.keyClick(field, Key.Key_Return)
    wrong = asking.findChild(QLabel, "unlockDialogWrong")
    assert wrong is not None
    qtbot.waitUntil(wrong.isVisible)
    assert tells(wrong, "encryption.wrong_passphrase")
    field = _type(qtbot, asking, "unlockPassphrase", PASSPHRASE)
    qtbot.keyClick(field, Key.Key_Return)
    window = one.window()
    assert window.office.name == "Branch"
    window.close()
    one.wait_for_the_end()


def test_the_recovery_key_opens_it_too(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, path: Path, recovery_key: str
) -> None:
    key_files.beside(path).unlink()
    one = run()
    one.start(office=str(path))
    asking = dialog("unlockDialog")
    field = _type(qtbot, asking, "unlockRecovery", recovery_key.lower())
    qtbot.keyClick(field, Key.Key_Return)
    one.window().close()
    one.wait_for_the_end()


def test_who_knows_nothing_is_at_the_three_questions(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, path: Path, recovery_key: str
) -> None:
    one = run()
    one.start(office=str(path))
    qtbot.keyClick(dialog("unlockDialog"), Key.Key_Escape)
    dialog("firstStart").close()
    one.wait_for_the_end()


def test_a_backup_is_restored_after_its_passphrase(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, path: Path, recovery_key: str
) -> None:
    key_files.unlock(path, PASSPHRASE)
    with closing(setup.open_office(path)) as office:
        made = keeping.make(office, generations.ASKED)
    keys.forget_all()
    path.unlink()
    one = run()
    one.program._restore(made.path, path)
    field = _type(qtbot, dialog("unlockDialog"), "unlockPassphrase", PASSPHRASE)
    qtbot.keyClick(field, Key.Key_Return)
    press(qtbot, dialog("tellDialog"), "tellOk")
    one.window().close()
    one.wait_for_the_end()


# ---- the first start


def test_a_new_office_is_encrypted(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    first = FirstStart(tasks, tmp_path)
    qtbot.addWidget(first)
    first.show()
    assert not first.passphrase.isEnabled()
    first.office_name.insert("East")
    first.person.insert("Wang")
    first.password.field.insert("secret-1")
    first.encrypt.setFocus()
    qtbot.keyClick(first.encrypt, Key.Key_Space)
    first.passphrase.field.insert("short")
    qtbot.keyClick(first.passphrase.field, Key.Key_Return)
    qtbot.waitUntil(first.wrong.isVisible)
    assert tells(first.wrong, "encryption.passphrase_too_short")
    first.passphrase.field.insert(" no longer 🔑")
    qtbot.keyClick(first.passphrase.field, Key.Key_Return)
    told = _told(qtbot)
    key = told.text.toPlainText()
    told.accept()
    qtbot.waitUntil(lambda: first.findChild(Told, "codes") is not None)
    codes = first.findChild(Told, "codes")
    assert codes is not None
    with qtbot.waitSignal(first.made) as made:
        codes.accept()
    assert made.args is not None
    made.args[0].close()
    keys.forget_all()
    path = tmp_path / "East.qadesk"
    key_files.unlock(path, "short no longer 🔑")
    keys.forget_all()
    key_files.unlock_with_recovery_key(path, key)
    setup.open_office(path).close()


# ---- Settings


@pytest.fixture
def settings(qtbot: QtBot, tasks: Tasks, path: Path, recovery_key: str) -> SettingsScreen:
    """The page, of the encrypted office with a second user."""
    key_files.unlock(path, PASSPHRASE)
    office = setup.open_office(path)
    people.add(office, "Bob", people.SUPERVISOR, "bob")
    screen = SettingsScreen(office, tasks)
    qtbot.addWidget(screen)
    screen.show()
    screen.refresh(frozenset({"settings"}))
    decrypt = screen.findChild(QPushButton, "encryptionOff")
    assert decrypt is not None
    qtbot.waitUntil(lambda: decrypt.isVisible() and not tasks.busy)
    return screen


def test_passphrases_are_given_changed_and_taken(
    settings: SettingsScreen, qtbot: QtBot, dialog: Dialog, tasks: Tasks, path: Path
) -> None:
    panel = settings.encryption
    assert "Li" in panel.said.text()
    press(qtbot, settings, "encryptionGive")
    asking = dialog("givePassphraseDialog")
    who = asking.findChild(QComboBox, "giveWho")
    assert who is not None
    who.setCurrentIndex(who.findData("bob"))
    _type(qtbot, asking, "givePassphrase", "Bob's own words")
    press(qtbot, asking, "givePassphraseDialogDo")
    _gone(qtbot, asking.objectName())
    press(qtbot, settings, "encryptionMine")
    asking = dialog("passphraseDialog")
    _type(qtbot, asking, "passphraseOld", PASSPHRASE)
    _type(qtbot, asking, "passphrasePassphrase", "other words of mine")
    press(qtbot, asking, "passphraseDialogDo")
    _gone(qtbot, asking.objectName())
    for typed in ("Bob's own words", "other words of mine"):
        keys.forget_all()
        key_files.unlock(path, typed)
    settings.refresh(frozenset({"settings"}))
    qtbot.waitUntil(lambda: "Bob" in panel.said.text() and not tasks.busy)
    press(qtbot, settings, "encryptionShow")
    told = _told(qtbot)
    assert key_files.unlock_with_recovery_key(path, told.text.toPlainText())
    told.accept()
    settings.office.close()


def test_what_rewrites_the_file_the_window_is_asked_for(
    settings: SettingsScreen, qtbot: QtBot, dialog: Dialog
) -> None:
    for button, what in (("encryptionRenew", "new_key"), ("encryptionOff", "decrypt")):
        press(qtbot, settings, button)
        with qtbot.waitSignal(settings.open_requested) as asked:
            press(qtbot, dialog("confirmDialog"), "confirmAction")
        assert asked.args is not None
        assert asked.args[0] == what
    settings.office.close()


def test_encrypted_from_settings_and_back(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin, "_origin", [origin.WINDOW])
    one = run()
    one.start(office=str(path))
    window = one.window()
    window.open_screen("settings")
    window = one.window("settings")
    qtbot.waitUntil(lambda: not window.tasks.busy)
    press(qtbot, window, "encryptionOn")
    asking = dialog("encryptDialog")
    _type(qtbot, asking, "encryptPassphrase", "too short")
    _type(qtbot, asking, "encryptAgain", "too short")
    press(qtbot, asking, "encryptDialogDo")
    assert tells(asking.findChild(QLabel, "encryptDialogWrong"), "encryption.passphrase_too_short")
    assert one.program._window is window  # nothing was closed
    _type(qtbot, asking, "encryptPassphrase", PASSPHRASE)
    _type(qtbot, asking, "encryptAgain", "something else")
    press(qtbot, asking, "encryptDialogDo")
    wrong = asking.findChild(QLabel, "encryptDialogWrong")
    assert tells(wrong, "encryption.passphrases_differ")
    _type(qtbot, asking, "encryptAgain", PASSPHRASE)
    press(qtbot, asking, "encryptDialogDo")
    told = _told(qtbot)
    assert keys.id_of(path) is not None
    told.accept()
    window = one.window()
    office = window.office
    assert isinstance(office, Office)
    assert office.store.key is not None
    on = browsing.entries(office, most=5)
    assert next(entry for entry in on if entry.action == encryption.ON).origin.startswith("window")
    dialog("tellDialog").accept()
    window.asked.emit("decrypt", None)
    qtbot.waitUntil(lambda: one.program._window is not window)
    window = one.window()
    assert window.office.store.key is None
    dialog("tellDialog").accept()
    window.close()
    one.wait_for_the_end()
