"""Signing in and locking: the wait counts down, a code helps, the window comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from qadesk.services import locking, people, rights, setup, signing_in, tokens
from qadesk.storage.office import Office
from qadesk.ui.dialogs import confirm
from qadesk.ui.idle import IdleLock
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.kit.screen import Screen
from qadesk.ui.main_window import MainWindow
from qadesk.ui.screens.settings.screen import SettingsScreen
from qadesk.ui.screens.sign_in import SignIn
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests import signed_in
from tests.ui.conftest import Dialog
from tests.ui.desk import show_screen, tells
from tests.ui.program_desk import PASSWORD, Run, press, sign_in

Key = Qt.Key


@pytest.fixture
def locked(tmp_path: Path) -> Office:
    """An office whose administrator has a password, and nobody is signed in."""
    path = tmp_path / "locked.qadesk"
    setup.create_office(path, name="East", user_name="Wang", password="secret-1").close()
    return setup.open_office(path)


def shown(qtbot: QtBot, office: Office, tasks: Tasks) -> SignIn:
    window = SignIn(office, tasks)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.people.currentText() == "Wang")
    return window


def typed(qtbot: QtBot, window: SignIn, password: str) -> None:
    window.password.field.selectAll()
    qtbot.keyClicks(window.password.field, password)
    qtbot.keyClick(window.password.field, Key.Key_Return)


def test_the_button_counts_the_seconds_down(
    qtbot: QtBot, tasks: Tasks, locked: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(3):
        with pytest.raises(Exception, match="wrong"):
            signing_in.sign_in(locked, "Wang", "nope")
    monkeypatch.setattr(signing_in, "delay", lambda _failures: signing_in.timedelta(seconds=2))
    window = shown(qtbot, locked, tasks)
    typed(qtbot, window, "secret-1")
    qtbot.waitUntil(lambda: tells(window.wrong, "user.sign_in_wait"))
    assert not window.action.isEnabled()
    assert window.action.text() in ("Wait 2 s", "Wait 1 s")
    qtbot.waitUntil(window.action.isEnabled)
    assert window.action.text() == "Sign in"
    with qtbot.waitSignal(window.signed_in):
        typed(qtbot, window, "secret-1")


def test_a_forgotten_password_is_replaced_by_a_code(
    qtbot: QtBot, tasks: Tasks, locked: Office, dialog: Dialog
) -> None:
    signing_in.sign_in(locked, "Wang", "secret-1")
    codes = signing_in.new_codes(locked).value
    locked.user = None
    window = shown(qtbot, locked, tasks)
    press(qtbot, window, "signInForgotten")
    form = dialog("recoverDialog")
    assert isinstance(form, FormDialog)
    fields = {name: form.findChild(QLineEdit, name) for name in ("recoverCode", "recoverNew")}
    for name, text in (("recoverCode", "1234"), ("recoverNew", "secret-2")):
        field = fields[name]
        assert field is not None
        qtbot.keyClicks(field, text)
    form.submit()
    qtbot.waitUntil(lambda: tells(form.wrong, "user.recovery_code_wrong"))
    code = fields["recoverCode"]
    assert code is not None
    code.setText(codes[0])
    with qtbot.waitSignal(window.signed_in):
        form.submit()
    assert signing_in.sign_in(locked, "Wang", "secret-2")


def test_a_code_used_before_is_said_to_be_and_what_was_typed_stays(
    qtbot: QtBot, tasks: Tasks, locked: Office, dialog: Dialog
) -> None:
    signing_in.sign_in(locked, "Wang", "secret-1")
    codes = signing_in.new_codes(locked).value
    signing_in.recover(locked, "Wang", codes[0], "secret-2")
    locked.user = None
    window = shown(qtbot, locked, tasks)
    press(qtbot, window, "signInForgotten")
    form = dialog("recoverDialog")
    assert isinstance(form, FormDialog)
    for name, text in (("recoverCode", codes[0]), ("recoverNew", "secret-3")):
        field = form.findChild(QLineEdit, name)
        assert field is not None
        field.setText(text)
    form.submit()
    qtbot.waitUntil(lambda: tells(form.wrong, "user.recovery_code_used"))
    kept = form.findChild(QLineEdit, "recoverNew")
    assert kept is not None
    assert kept.text() == "secret-3"
    assert signing_in.sign_in(locked, "Wang", "secret-2")  # the password is the one of the first time
    form.reject()
    press(qtbot, dialog("confirmDialog"), "confirmAction")  # what was typed goes only when that is wanted


def test_the_window_locks_and_comes_back_as_it_was(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    del kept
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    window = one.window()
    locks: list[IdleLock] = []
    qtbot.waitUntil(lambda: bool(locks.extend(window.findChildren(IdleLock)) or locks))
    lock = locks[0]
    locking.set_idle_minutes(window.office, 5)
    window.open_screen("settings")
    screen = window.screen_of("settings")
    assert isinstance(screen, SettingsScreen)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    screen.office_name.setText("Half typ")
    lock.look()
    assert window.isVisible()
    lock._touched -= 200
    lock.look()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert window.isVisible()
    lock._touched -= 200
    lock.look()
    qtbot.waitUntil(lambda: not window.isVisible())
    asking = dialog("signIn")
    assert not asking.findChild(QWidget, "signInName").isEnabled()  # type: ignore[union-attr]
    sign_in(qtbot, asking, PASSWORD)
    qtbot.waitUntil(window.isVisible)
    assert screen.office_name.text() == "Half typ"
    assert not lock.is_locked
    screen.office_name.setText(window.office.name)
    window.close()
    one.wait_for_the_end()


def test_a_locked_window_opens_to_nobody_else_though_something_in_it_is_not_saved(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del kept
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    window = one.window()
    qtbot.waitUntil(lambda: window.findChild(IdleLock) is not None)
    window.open_screen("settings")
    qtbot.waitUntil(lambda: not window.tasks.busy)
    monkeypatch.setattr(window.screen_of("settings"), "flush", lambda: False)  # it would ask, and stay
    shown: list[bool] = []
    window.findChild(IdleLock).lock()  # type: ignore[union-attr]
    monkeypatch.setattr(window, "showEvent", lambda _event: shown.append(True))
    press(qtbot, dialog("signIn"), "signInOther")
    press(qtbot, dialog("confirmDialog"), "confirmAction")
    asking = dialog("signIn")
    qtbot.waitUntil(lambda: asking.findChild(QWidget, "signInName").isEnabled())  # type: ignore[union-attr]
    assert not shown
    assert window.tasks.closed
    asking.close()
    one.wait_for_the_end()


def test_what_comes_up_while_the_window_is_locked_is_seen_only_after_the_password(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    del kept
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    window = one.window()
    qtbot.waitUntil(lambda: window.findChild(IdleLock) is not None)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    window.findChild(IdleLock).lock()  # type: ignore[union-attr]
    asking = dialog("signIn")
    late = confirm(window, "13812345678", "", "Delete", lambda: None)  # as work does that ends now
    alone = QWidget()
    qtbot.addWidget(alone)
    alone.show()
    assert late.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)  # nor for a moment
    qtbot.waitUntil(lambda: not late.isVisible() and not alone.isVisible())
    press(qtbot, asking, "signInOther")
    press(qtbot, dialog("confirmDialog"), "confirmCancel")  # what belongs to the question is there
    sign_in(qtbot, asking, PASSWORD)
    qtbot.waitUntil(lambda: window.isVisible() and late.isVisible() and alone.isVisible())
    assert not late.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    press(qtbot, late, "confirmCancel")
    later = confirm(window, "Later", "", "Delete", lambda: None)
    assert later.isVisible()
    press(qtbot, later, "confirmCancel")
    alone.close()
    window.close()
    one.wait_for_the_end()


def test_a_locked_window_opens_to_nobody_elses_recovery_code(
    qtbot: QtBot, tasks: Tasks, locked: Office, dialog: Dialog
) -> None:
    signing_in.sign_in(locked, "Wang", "secret-1")
    codes = signing_in.new_codes(locked).value
    people.add(locked, "Li", "supervisor", password="secret-2")
    signing_in.sign_in(locked, "Li", "secret-2")
    window = SignIn(locked, tasks, locked=True)
    qtbot.addWidget(window)
    window.show()
    press(qtbot, window, "signInForgotten")
    form = dialog("recoverDialog")
    assert isinstance(form, FormDialog)
    for name, text in (("recoverLogin", "Wang"), ("recoverCode", codes[0]), ("recoverNew", "secret-3")):
        field = form.findChild(QLineEdit, name)
        assert field is not None
        assert name != "recoverLogin" or field.isReadOnly() or not field.isEnabled()
        field.setText(text)
    form.submit()
    qtbot.waitUntil(lambda: tells(form.wrong, "user.recovery_code_wrong"))
    assert locked.user is not None
    assert locked.user.login == "Li"
    form.reject()
    press(qtbot, dialog("confirmDialog"), "confirmAction")
    window.close()
    press(qtbot, dialog("confirmDialog"), "confirmAction")


def test_a_locked_window_is_not_ended_by_escape_and_not_without_a_question(
    qtbot: QtBot, tasks: Tasks, locked: Office, dialog: Dialog
) -> None:
    signing_in.sign_in(locked, "Wang", "secret-1")
    window = SignIn(locked, tasks, locked=True)
    qtbot.addWidget(window)
    window.show()
    assert "still there" in window.findChild(QLabel, "signInWhy").text()  # type: ignore[union-attr]
    ended: list[str] = []
    window.rejected.connect(lambda: ended.append("program"))
    window.open_asked.connect(lambda: ended.append("sign-in"))
    qtbot.keyClick(window.password.field, Key.Key_Escape)
    assert window.isVisible()
    window.close()
    press(qtbot, dialog("confirmDialog"), "confirmCancel")
    press(qtbot, window, "signInOther")
    press(qtbot, dialog("confirmDialog"), "confirmCancel")
    assert window.isVisible()
    assert not ended
    press(qtbot, window, "signInOther")
    press(qtbot, dialog("confirmDialog"), "confirmAction")
    window.close()
    press(qtbot, dialog("confirmDialog"), "confirmAction")
    assert ended == ["sign-in", "program"]


def test_a_person_without_a_password_is_never_locked_out(sample_office: Office) -> None:
    locking.set_idle_minutes(sample_office, 5)
    assert locking.idle_minutes(sample_office) == 5
    assert locking.locks_after(sample_office) == 0
    undo = locking.set_idle_minutes(sample_office, 0).undo
    assert undo is not None
    undo()
    assert locking.idle_minutes(sample_office) == 5
    with pytest.raises(ValueError, match="-1"):
        locking.set_idle_minutes(sample_office, -1)


def test_a_button_says_why_a_viewer_may_not(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> None:
    page = Screen(sample_office, tasks)
    qtbot.addWidget(page)
    inside, done = QWidget(page), []
    actions = Actions(inside, "Things", [Action("do", "Do it", lambda: done.append(1), right="score")])
    button = actions.button("do")
    actions.update()
    assert button.isEnabled()
    first = sample_office.user
    assert first is not None
    sample_office.user = signed_in.person(sample_office, rights.VIEWER)
    actions.update()
    assert not button.isEnabled()
    assert "As Viewer you are not allowed" in button.toolTip()
    assert first.name in button.accessibleDescription()
    actions.trigger("do")
    assert done == []


def test_settings_of_a_supervisor_offer_tokens_and_nothing_of_the_administrators(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, dialog: Dialog
) -> None:
    first = sample_office.user
    sample_office.user = signed_in.person(sample_office, rights.SUPERVISOR)
    screen = show_screen(qtbot, SettingsScreen(sample_office, tasks), changes=frozenset({"settings"}))
    assert screen.office_name.isReadOnly()
    codes = screen.findChild(Button, "settingsCodes")
    assert codes is not None
    assert codes.isHidden()
    assert not screen.idle.isEnabled()
    for name, able in (("backupsMake", True), ("backupsSave", False), ("tokensAdd", True)):
        button = screen.findChild(Button, name)
        assert button is not None
        assert button.isEnabled() is able, name
    screen.tokens.add()
    form = dialog("tokenDialog")
    assert isinstance(form, FormDialog)
    name_field = form.field("name")
    assert isinstance(name_field, QLineEdit)
    name_field.setText("nightly")
    form.field("import").setChecked(True)  # type: ignore[attr-defined]
    form.submit()
    told = dialog("newToken")
    text = told.findChild(QPlainTextEdit, "newTokenText")
    assert text is not None
    office = replace(sample_office, user=first)
    assert tokens.sign_in(office, text.toPlainText(), "import").login == "supervisor"
    press(qtbot, told, "newTokenClose")
    qtbot.waitUntil(lambda: not any(isinstance(w, MainWindow) for w in QApplication.topLevelWidgets()))


def test_new_codes_void_the_old_and_are_shown(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, dialog: Dialog
) -> None:
    screen = show_screen(qtbot, SettingsScreen(sample_office, tasks), changes=frozenset({"settings"}))
    assert screen.codes_left.text() == "0 recovery codes left"
    press(qtbot, screen, "settingsCodes")
    told = dialog("codes")
    press(qtbot, told, "codesClose")
    qtbot.waitUntil(lambda: signing_in.codes_left(sample_office) == 10)
    screen.refresh(frozenset({"settings"}))
    qtbot.waitUntil(lambda: screen.codes_left.text() == "10 recovery codes left")
