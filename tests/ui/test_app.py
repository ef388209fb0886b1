"""The whole program as it starts, changes hands and ends: from the three questions to the closed file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from qadesk import preferences
from qadesk.services import people, setup, signing_in
from qadesk.services.backups import keeping
from qadesk.storage import generations
from qadesk.storage.office import Office
from qadesk.ui.main_window import MainWindow
from tests.ui.conftest import Dialog
from tests.ui.desk import tells
from tests.ui.program_desk import PASSWORD, Key, Run, free, password_of, press, sign_in, write


def test_three_questions_make_an_office_and_closing_the_window_lets_go_of_it(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, home: Path
) -> None:
    one = run()
    one.start()
    first = dialog("firstStart")
    write(qtbot, first, "firstOffice", "East Gate")
    write(qtbot, first, "firstName", "Li")
    field = password_of(first)
    qtbot.keyClicks(field, PASSWORD)
    qtbot.keyClick(field, Key.Key_Return)
    press(qtbot, dialog("codes"), "codesClose")
    window = one.window()
    assert window.windowTitle() == "East Gate – QADesk"
    assert window.office.user is not None
    assert window.office.user.name == "Li"
    path = home / "East Gate.qadesk"
    assert window.office.path == path
    window.close()
    one.wait_for_the_end()
    assert Path(preferences.load().office) == path
    assert free(path)


def test_closing_the_three_questions_ends_the_program(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog
) -> None:
    one = run()
    one.start()
    qtbot.keyClick(dialog("firstStart"), Key.Key_Escape)
    one.wait_for_the_end()
    assert not preferences.load().office


def test_the_next_start_asks_for_the_password_over_the_frame(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    asking = dialog("signIn")
    frame = asking.parentWidget()
    assert isinstance(frame, MainWindow)
    assert frame.isVisible()
    assert not frame.filled
    assert not frame.top.isEnabled()
    sign_in(qtbot, asking, "no idea")
    wrong = asking.findChild(QWidget, "signInWrong")
    assert wrong is not None
    qtbot.waitUntil(wrong.isVisible)
    assert not frame.filled
    sign_in(qtbot, asking, PASSWORD)  # over the wrong one, which is selected
    assert one.window() is frame
    frame.close()
    one.wait_for_the_end()


def test_escape_at_the_password_ends_the_program(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    qtbot.keyClick(dialog("signIn"), Key.Key_Escape)
    one.wait_for_the_end()
    assert free(kept)


def test_who_cannot_sign_in_may_open_another_office(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    press(qtbot, dialog("signIn"), "signInOther")
    first = dialog("firstStart")
    assert free(kept)
    qtbot.keyClick(first, Key.Key_Escape)
    one.wait_for_the_end()


def test_a_file_that_is_no_office_is_refused_over_the_three_questions(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, home: Path
) -> None:
    home.mkdir()
    letter = home / "letter.qadesk"
    letter.write_text("Dear colleagues,\n" * 100, "utf-8")
    preferences.remember(office=letter)
    one = run()
    one.start()
    error = dialog("errorDialog")
    assert tells(error, "office.not_an_office", "letter.qadesk")
    first = dialog("firstStart")
    assert error.parentWidget() is first
    qtbot.keyClick(error, Key.Key_Escape)
    assert letter.read_text("utf-8").startswith("Dear colleagues")
    qtbot.keyClick(first, Key.Key_Escape)
    one.wait_for_the_end()


def test_an_office_that_another_window_holds_is_refused(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    """It is sound, so that no backup is offered: whoever presses Enter tries again."""
    elsewhere = setup.open_office(kept)
    elsewhere.user = elsewhere.people[0]
    keeping.make(elsewhere, generations.ASKED)
    one = run()
    one.start()
    for _time in range(2):
        error = dialog("errorDialog")
        assert tells(error, "office.in_use", kept.name)
        qtbot.keyClick(error, Key.Key_Return)
        qtbot.waitUntil(lambda: not error.isVisible())  # noqa: B023 - waited for at once
    refused = dialog("errorDialog")  # once more, before it can be opened
    elsewhere.close()
    qtbot.keyClick(refused, Key.Key_Return)
    qtbot.keyClick(dialog("signIn"), Key.Key_Escape)
    one.wait_for_the_end()


def test_signing_out_asks_for_the_password_again(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    for _time in range(2):
        sign_in(qtbot, dialog("signIn"), PASSWORD)
        window = one.window()
        with qtbot.waitSignal(window.closed):
            window.asked.emit("sign_out", None)
    qtbot.keyClick(dialog("signIn"), Key.Key_Escape)
    one.wait_for_the_end()


def test_another_person_takes_the_seat_from_the_account_button(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    office = setup.open_office(kept)
    signing_in.sign_in(office, "Li", PASSWORD)
    for name in ("Wang", "Gone"):
        people.add(office, name, people.MANAGER)
    people.deactivate(office, "Gone")
    office.close()
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    menu = one.window().top.person.menu()
    with qtbot.waitSignal(one.window().closed):
        next(action for action in menu.actions() if action.text() == "Sign out").trigger()
    asking = dialog("signIn")
    names = asking.findChild(QComboBox, "signInName")
    assert names is not None
    qtbot.waitUntil(lambda: names.count() == 2)
    assert [names.itemText(n) for n in range(2)] == ["Li", "Wang"]
    names.setFocus()
    qtbot.keyClick(names, Key.Key_Down)
    qtbot.keyClick(password_of(asking), Key.Key_Return)
    window = one.window()
    assert window.office.user is not None
    assert (window.office.user.name, window.top.person.text().strip()) == ("Wang", "Wang")
    with qtbot.waitSignal(window.closed):
        window.asked.emit("sign_out", None)
    asking = dialog("signIn")
    again = asking.findChild(QComboBox, "signInName")
    assert again is not None
    qtbot.waitUntil(lambda: again.count() == 2)
    assert [again.itemText(n) for n in range(2)] == ["Wang", "Li"]  # who was here last comes first
    assert again.currentText() == "Wang"
    assert not again.hasFocus()  # whose name stands there already types a password only
    qtbot.keyClick(asking, Key.Key_Escape)
    one.wait_for_the_end()


@pytest.fixture
def sample_built(sample_file: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The sample offices that were made: copied here, as building one takes a while."""
    built: list[Path] = []

    def build(path: Path, _progress: object = None) -> Office:
        path.parent.mkdir(parents=True)
        shutil.copyfile(sample_file, path)
        built.append(path)
        return setup.open_office(path)

    monkeypatch.setattr("qadesk.services.sample.build", build)
    return built


def test_the_sample_office_is_made_once(
    run: Callable[[], Run], qtbot: QtBot, dialog: Dialog, sample_built: list[Path]
) -> None:
    one = run()
    one.start()
    press(qtbot, dialog("firstStart"), "firstSample")
    window = one.window()
    assert window.cycle == "2026-10"
    window.close()
    one.wait_for_the_end()
    again = run()
    again.start(sample=True)
    again.window().close()
    again.wait_for_the_end()
    assert sample_built == [preferences.sample_path()]
