"""Before the window: the three questions, and who is at the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from qadesk.i18n import current_language, set_language
from qadesk.preferences import TEXT_SIZES
from qadesk.services import setup, signing_in
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.codes import Told
from qadesk.ui.screens.first_start import FirstStart
from qadesk.ui.screens.sign_in import SignIn
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import tells

Key = Qt.Key


@pytest.fixture
def first(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> FirstStart:
    made = FirstStart(tasks, tmp_path)
    qtbot.addWidget(made, before_close_func=lambda window: window.leave())
    made.show()
    return made


def _press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QWidget, name)
    assert button is not None, name
    button.setFocus()
    qtbot.keyClick(button, Key.Key_Space)


def test_a_short_password_is_told_at_once_until_something_is_typed(qtbot: QtBot, first: FirstStart) -> None:
    first.office_name.insert("East Gate")
    first.person.insert("Li")
    qtbot.keyClicks(first.password.field, "abc")
    qtbot.keyClick(first.password.field, Key.Key_Return)
    assert tells(first.wrong, "user.password_too_short")
    assert first.create_button.isEnabled()
    assert first.password.property("wrong")
    qtbot.keyClicks(first.password.field, "d")
    assert not first.wrong.isVisible()
    assert not first.password.property("wrong")
    first.encrypt.setChecked(True)
    qtbot.keyClicks(first.password.field, "efg")
    qtbot.keyClicks(first.passphrase.field, "too short")
    qtbot.keyClick(first.passphrase.field, Key.Key_Return)
    assert tells(first.wrong, "encryption.passphrase_too_short")
    assert first.create_button.isEnabled()
    first.leave()


def test_sentences_are_joined_without_a_space_in_chinese_and_the_choice_says_what_holds(
    qtbot: QtBot, first: FirstStart
) -> None:
    set_language("zh_CN")
    first._speak("zh_CN")
    said = first.findChild(QLabel, "firstEncryptTold")
    assert said is not None
    assert said.text().startswith("不加密")
    first.encrypt.setChecked(True)
    assert said.text().startswith("没有口令")
    first.encrypt.setChecked(False)
    first.office_name.insert("城东")
    first.person.insert("Li")
    qtbot.keyClicks(first.password.field, "abc")
    qtbot.keyClick(first.password.field, Key.Key_Return)
    assert first.wrong.text() == "密码太短。请至少使用 6 个字符。"
    first.leave()


def test_three_answers_by_keyboard_make_an_office(qtbot: QtBot, first: FirstStart, tmp_path: Path) -> None:
    assert first.focusWidget() is first.office_name
    first.office_name.insert("城东/营业部")
    qtbot.keyClick(first.office_name, Key.Key_Tab)
    assert first.focusWidget() is first.person
    first.person.insert("王主管")
    qtbot.keyClick(first.person, Key.Key_Tab)
    qtbot.keyClicks(first.password.field, "secret-1")
    qtbot.keyClick(first.password.field, Key.Key_Return)
    qtbot.waitUntil(lambda: first.findChild(Told) is not None)
    told = first.findChild(Told)
    assert told is not None
    qtbot.keyClick(told, Key.Key_Escape)
    assert told.isVisible()  # they are told once
    codes = told.text.toPlainText().split()
    with qtbot.waitSignal(first.made) as made:
        told.accept()

    assert len(codes) == 10
    assert made.args is not None
    office = made.args[0]
    assert isinstance(office, Office)
    assert (office.name, office.user and office.user.name) == ("城东/营业部", "王主管")
    assert office.path == tmp_path / "城东 营业部.qadesk"
    assert signing_in.sign_in(office, "王主管", "secret-1").role == "supervisor"
    assert signing_in.recover(office, "王主管", codes[0], "secret-2").role == "supervisor"
    office.close()
    assert not first.isVisible()


def test_it_grows_with_what_it_says(qtbot: QtBot, first: FirstStart) -> None:
    high, bar = first.height(), first._area.verticalScrollBar()
    first.say_wrong("Another line. " * 12)
    qtbot.waitUntil(lambda: first.height() > high)
    qtbot.waitUntil(lambda: bar.maximum() == 0)


def test_a_long_path_takes_another_line_and_nothing_scrolls(qtbot: QtBot, first: FirstStart) -> None:
    before = first.height()
    first.office_name.insert("An office with a name that goes on and on and on")
    first._folder = Path("/home/somebody with a long name/documents/of the office/and its branch")
    first.office_name.insert("!")
    qtbot.waitUntil(lambda: first.height() > before)
    qtbot.waitUntil(lambda: not first._area.verticalScrollBar().isVisible())


def test_what_is_missing_is_said_and_asked_for(qtbot: QtBot, first: FirstStart) -> None:
    qtbot.keyClick(first.office_name, Key.Key_Return)
    assert tells(first.wrong, "field.required")
    assert first.focusWidget() is first.office_name
    first.office_name.insert("城东营业部")
    qtbot.keyClick(first.office_name, Key.Key_Return)
    assert tells(first.wrong, "field.required")
    assert first.focusWidget() is first.person


def test_a_refusal_keeps_every_answer(qtbot: QtBot, first: FirstStart, dialog: Dialog) -> None:
    first.office_name.insert("城东营业部")
    first.person.insert("王主管")
    qtbot.keyClicks(first.password.field, "123")
    qtbot.keyClick(first.password.field, Key.Key_Return)
    qtbot.waitUntil(lambda: tells(first.wrong, "user.password_too_short"))
    assert (first.office_name.text(), first.person.text()) == ("城东营业部", "王主管")
    qtbot.keyClick(first, Key.Key_Escape)
    qtbot.keyClick(dialog("confirmDialog"), Key.Key_Escape)
    assert first.isVisible()
    assert not first.path.exists()
    first.leave()


def test_language_is_switched_in_place_and_keeps_the_answers(qtbot: QtBot, first: FirstStart) -> None:
    first.office_name.insert("城东营业部")
    with qtbot.waitSignal(first.language_chosen) as chosen:
        _press(qtbot, first, "firstLanguage_zh_CN")
    assert chosen.args == ["zh_CN"]
    assert current_language() == "zh_CN"
    assert first.create_button.text() == "创建网点"
    assert first.office_name.accessibleName() == "网点名称"
    assert first.office_name.text() == "城东营业部"
    chosen_one = first.focusWidget()
    assert chosen_one is not None
    assert chosen_one.objectName() == "firstLanguage_zh_CN"
    qtbot.keyClick(chosen_one, Key.Key_Tab)
    assert first.focusWidget() is first.office_name
    qtbot.keyClick(first.office_name, Key.Key_Return)
    assert first.focusWidget() is first.person  # Enter goes on there, too


def test_the_sample_office_and_another_file_are_a_key_away(qtbot: QtBot, first: FirstStart) -> None:
    with qtbot.waitSignal(first.sample_asked):
        _press(qtbot, first, "firstSample")
    with qtbot.waitSignal(first.open_asked):
        _press(qtbot, first, "firstOpen")


def test_the_password_can_be_looked_at(qtbot: QtBot, first: FirstStart) -> None:
    assert first.password.field.echoMode() == QLineEdit.EchoMode.Password
    _press(qtbot, first, "firstPasswordEye")
    assert first.password.field.echoMode() == QLineEdit.EchoMode.Normal


@pytest.fixture
def locked(tmp_path: Path) -> Office:
    """An office whose supervisor has a password, and nobody is signed in."""
    setup.create_office(
        tmp_path / "locked.qadesk", name="城东营业部", user_name="王主管", password="secret-1"
    ).close()
    return setup.open_office(tmp_path / "locked.qadesk")


def test_sign_in_by_keyboard_after_a_wrong_password(qtbot: QtBot, tasks: Tasks, locked: Office) -> None:
    window = SignIn(locked, tasks)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.people.currentText() == "王主管")
    assert window.focusWidget() is window.password.field
    qtbot.keyClicks(window.password.field, "Secret-1")
    qtbot.keyClick(window.password.field, Key.Key_Return)
    qtbot.waitUntil(lambda: tells(window.wrong, "user.sign_in_refused"))
    assert locked.user is None
    assert window.password.text() == "Secret-1"
    assert window.wrong.height() == window.wrong.heightForWidth(window.wrong.width())
    assert window.password.height() >= window.password.sizeHint().height()

    qtbot.keyClicks(window.password.field, "secret-1")  # over the selected one
    with qtbot.waitSignal(window.signed_in):
        qtbot.keyClick(window.password.field, Key.Key_Return)
    assert locked.user is not None
    assert locked.user.name == "王主管"
    locked.close()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_larger_texts_are_not_cut_at_the_side(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, tmp_path: Path, language: str
) -> None:
    set_language(language)
    theme.apply(qapp, "light", max(TEXT_SIZES))
    made = FirstStart(tasks, tmp_path)
    qtbot.addWidget(made, before_close_func=lambda window: window.leave())
    made.show()
    content = made._area.widget()
    assert made._area.viewport().width() >= content.minimumSizeHint().width()
    theme.apply(qapp, "light")
