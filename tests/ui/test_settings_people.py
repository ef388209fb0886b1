"""The people on the Settings screen, at the keyboard: added, changed, kept out, and taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from qadesk.services import people, signing_in
from qadesk.services.people import ADMINISTRATOR, MANAGER, SUPERVISOR
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.settings.screen import SettingsScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button, ComboBox
from tests.refusals import refuses
from tests.ui.conftest import Dialog
from tests.ui.desk import tells

Key = Qt.Key


class Desk:
    """A Settings screen with someone at the keyboard."""

    def __init__(self, qtbot: QtBot, office: Office, tasks: Tasks, dialog: Dialog) -> None:
        self.qtbot, self.tasks, self.dialog = qtbot, tasks, dialog
        self.screen = SettingsScreen(office, tasks)
        self.panel = self.screen.people
        qtbot.addWidget(self.screen)
        self.screen.changed.connect(lambda changes, _itself: self.screen.refresh(changes))
        self.screen.resize(1198, 680)
        self.screen.show()
        qtbot.waitUntil(self.screen.isActiveWindow)
        self.screen.refresh(frozenset({"settings"}))
        self.settle()

    def settle(self) -> None:
        for _turn in range(2):
            self.qtbot.waitUntil(lambda: not self.tasks.busy)
            QApplication.sendPostedEvents()

    def press(self, name: str) -> None:
        button = self.screen.findChild(Button, name)
        assert button is not None
        assert button.isEnabled()
        button.setFocus()
        QTest.keyClick(button, Key.Key_Return)
        self.settle()

    def fill(self, field: QLineEdit, text: str) -> None:
        field.setFocus()
        field.selectAll()
        field.insert(text)  # an input method gives Chinese as one piece

    def stand_on(self, name: str) -> None:
        number = self.panel.model.find(lambda person: person.name == name)
        assert number is not None
        self.panel.table.select_row(number)

    def column(self, key: str) -> list[str]:
        number = self.panel.model.column_number(key)
        return [self.panel.model.index(row, number).data() for row in range(self.panel.model.rowCount())]

    def said(self) -> str:
        text = self.screen.findChild(QLabel, "settingsNoticeText")
        assert text is not None
        return text.text()


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks, dialog: Dialog) -> Desk:
    return Desk(qtbot, branch, tasks, dialog)


def _button(desk: Desk, name: str) -> Button:
    found = desk.screen.findChild(Button, name)
    assert found is not None
    return found


def _line(form: FormDialog, name: str) -> QLineEdit:
    found = form.findChild(QLineEdit, name)
    assert found is not None
    return found


def add(desk: Desk, name: str, password: str = "", role: str = "manager") -> FormDialog:
    desk.press("peopleAdd")
    form = desk.dialog("personDialog")
    assert isinstance(form, FormDialog)
    desk.fill(form.field("name"), name)
    roles = form.field("role")
    assert isinstance(roles, ComboBox)
    assert roles.currentData() == "viewer"  # who wants more says so
    roles.setCurrentIndex(roles.findData(role))
    if not password:
        QTest.keyClick(form.field("name"), Key.Key_Return)
        assert tells(form.wrong, "field.required")
        box = form.findChild(QCheckBox, "personOpen")
        assert box is not None
        box.setChecked(True)
        form.action.click()
        desk.settle()
        return form
    desk.fill(_line(form, "personPassword"), password)
    QTest.keyClick(_line(form, "personPassword"), Key.Key_Return)
    desk.settle()
    return form


def test_a_manager_is_added_by_keyboard_and_taken_back(desk: Desk, branch: Office) -> None:
    add(desk, "李经理", "long-enough")
    assert desk.column("name") == ["王主管", "李经理"]
    assert desk.column("role") == ["Supervisor", "Manager"]
    assert desk.column("password") == ["No password", "Set"]
    assert "asks who is using it" in desk.said()
    desk.press("settingsNoticeAction")
    assert desk.column("name") == ["王主管"]
    assert len(people.people(branch)) == 1


def test_nobody_is_added_without_a_password_unless_that_was_said(desk: Desk) -> None:
    add(desk, "小李", role="viewer")
    assert desk.column("role") == ["Supervisor", "Viewer"]
    assert desk.column("password") == ["No password", "No password"]


def test_a_refusal_keeps_what_was_typed(desk: Desk) -> None:
    form = add(desk, "李经理", "12345")
    assert tells(form.wrong, "user.password_too_short")
    QTest.keyClick(form.field("name"), Key.Key_Escape)
    assert form.isVisible()
    assert form.field("name").text() == "李经理"
    desk.fill(_line(form, "personPassword"), "123456")
    QTest.keyClick(_line(form, "personPassword"), Key.Key_Return)
    desk.settle()
    assert desk.column("name") == ["王主管", "李经理"]


def test_role_and_name_are_changed_where_the_table_stands(desk: Desk, branch: Office) -> None:
    people.add(branch, "李经理", SUPERVISOR, login="li")
    desk.screen.refresh(frozenset({"settings"}))
    desk.settle()
    desk.stand_on("李经理")
    desk.panel.table.setFocus()
    QTest.keyClick(desk.panel.table, Key.Key_Return)
    form = desk.dialog("personDialog")
    assert isinstance(form, FormDialog)
    assert not form.field("login").isEnabled()
    desk.fill(form.field("name"), "李明")
    told = form.findChild(QLabel, "personRoleTold")
    assert told is not None
    before = told.text()
    assert "close months" in before  # what a supervisor may not do
    form.field("role").setFocus()
    QTest.keyClick(form.field("role"), Key.Key_Down)
    assert "closes months" in told.text() != before
    QTest.keyClick(form.field("role"), Key.Key_Return)
    desk.settle()
    changed = people.people(branch)[1]
    assert (changed.login, changed.name, changed.role) == ("li", "李明", MANAGER)
    desk.press("settingsNoticeAction")
    assert people.people(branch)[1].name == "李经理"


def test_who_left_is_kept_out_and_let_in_again(desk: Desk, branch: Office) -> None:
    people.add(branch, "李经理", MANAGER)
    desk.screen.refresh(frozenset({"settings"}))
    desk.settle()
    assert not _button(desk, "peopleActive").isEnabled()  # the table stands on the one at the desk
    desk.stand_on("李经理")
    desk.press("peopleActive")
    assert desk.column("active") == ["Yes", "Deactivated"]
    assert signing_in.logins(branch) == ("王主管",)
    assert _button(desk, "peopleActive").accessibleName() == "Reactivate"
    desk.press("settingsNoticeAction")
    assert desk.column("active") == ["Yes", "Yes"]
    desk.press("peopleActive")
    desk.press("peopleActive")
    assert signing_in.logins(branch) == ("王主管", "李经理")


def test_a_forgotten_password_is_replaced_ones_own_needs_the_old_one(desk: Desk, branch: Office) -> None:
    people.add(branch, "李经理", MANAGER, password="forgotten")
    desk.screen.refresh(frozenset({"settings"}))
    desk.settle()
    desk.stand_on("李经理")
    desk.press("peoplePassword")
    form = desk.dialog("givePasswordDialog")
    assert isinstance(form, FormDialog)
    desk.fill(_line(form, "givePassword"), "remembered")
    QTest.keyClick(_line(form, "givePassword"), Key.Key_Return)
    desk.settle()
    with refuses("user.sign_in_refused"):
        signing_in.sign_in(branch, "李经理", "forgotten")
    desk.stand_on("王主管")
    desk.press("peoplePassword")
    own = desk.dialog("passwordDialog")
    assert own.findChild(QLineEdit, "passwordOld") is not None
    QTest.keyClick(own, Key.Key_Escape)


def test_who_may_not_is_told_who_may(desk: Desk, branch: Office) -> None:
    people.add(branch, "李经理", ADMINISTRATOR)
    desk.screen.refresh(frozenset({"settings"}))
    desk.settle()
    assert desk.panel.why.text() == "李经理 can change the users."
    assert not _button(desk, "peopleAdd").isEnabled()
    desk.stand_on("李经理")
    assert not _button(desk, "peoplePassword").isEnabled()
    assert not _button(desk, "peopleActive").isEnabled()
    QTest.keyClick(desk.panel.table, Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    desk.stand_on("王主管")
    assert _button(desk, "peoplePassword").isEnabled()


def test_giving_the_right_away_offers_no_undo_that_would_be_refused(desk: Desk, branch: Office) -> None:
    people.add(branch, "李经理", MANAGER)
    desk.screen.refresh(frozenset({"settings"}))
    desk.settle()
    desk.stand_on("李经理")
    desk.press("peopleEdit")
    form = desk.dialog("personDialog")
    assert isinstance(form, FormDialog)
    form.field("role").setFocus()
    QTest.keyClick(form.field("role"), Key.Key_Down)
    QTest.keyClick(form.field("role"), Key.Key_Return)
    desk.settle()
    assert people.people(branch)[1].role == ADMINISTRATOR
    assert desk.said() == "李经理 was changed."
    assert not desk.panel.notice.action.isVisible()
    assert not _button(desk, "peopleAdd").isEnabled()
