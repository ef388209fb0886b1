"""The whole program as it starts, changes hands and ends: from the three questions to the closed file."""

from __future__ import annotations

import argparse
import gc
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk import preferences
from qadesk.app import Program, sample_path
from qadesk.domain.periods import period
from qadesk.i18n import current_language
from qadesk.services import people, setup
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.main_window import MainWindow
from tests.ui.conftest import Dialog

Key = Qt.Key
PASSWORD = "at the gate"


class _Run:
    """One run of the program, and whether it has ended."""

    def __init__(self, qtbot: QtBot, app: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ended = False
        monkeypatch.setattr(app, "quit", self._end)
        self.qtbot = qtbot
        self.program = Program(app)

    def _end(self) -> None:
        self.ended = True

    def start(self, *, sample: bool = False, office: str | None = None) -> None:
        self.program.start(argparse.Namespace(sample=sample, office=office))

    def window(self) -> MainWindow:
        """The window in sight once it holds an office and shows its first screen."""

        def found() -> MainWindow | None:
            return next(
                (
                    widget
                    for widget in QApplication.topLevelWidgets()
                    if isinstance(widget, MainWindow)
                    and widget.isVisible()
                    and widget.current == "today"
                    and not widget.tasks.busy
                ),
                None,
            )

        self.qtbot.waitUntil(lambda: found() is not None, timeout=10_000)
        window = found()
        assert window is not None
        return window

    def wait_for_the_end(self) -> None:
        self.qtbot.waitUntil(lambda: self.ended)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has never started the program."""
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_a, **_k: tmp_path / "config")
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_a, **_k: tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def run(
    qtbot: QtBot, qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], _Run]]:
    """Makes runs of the program; all of them have ended at the end."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the window sets its own
    made: list[_Run] = []

    def make() -> _Run:
        made.append(_Run(qtbot, qapp, monkeypatch))
        return made[-1]

    yield make
    gc.unfreeze()
    theme.set_qt_locale("en")
    assert all(one.ended for one in made)


@pytest.fixture
def kept(home: Path) -> Path:
    """An office with a password, opened last."""
    path = home / "East Gate.qadesk"
    setup.create_office(
        path, name="East Gate", user_name="Li", password=PASSWORD, first_cycle=period("2026-09")
    ).close()
    preferences.remember(office=path)
    return path


def write(qtbot: QtBot, inside: QWidget, name: str, text: str) -> QLineEdit:
    field = inside.findChild(QLineEdit, name)
    assert field is not None, name
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    return field


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QPushButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def password_of(asking: QWidget) -> QLineEdit:
    return next(
        field for field in asking.findChildren(QLineEdit) if field.echoMode() == QLineEdit.EchoMode.Password
    )


def sign_in(qtbot: QtBot, asking: QWidget, password: str) -> None:
    """Type a password as soon as it is known whose it is."""
    people = asking.findChild(QComboBox, "signInName")
    assert people is not None
    qtbot.waitUntil(lambda: people.currentText() == "Li")
    field = password_of(asking)
    qtbot.keyClicks(field, password)
    qtbot.keyClick(field, Key.Key_Return)


def free(path: Path) -> bool:
    """Whether nobody holds the office any more: opening one that is held is refused."""
    office = setup.open_office(path)
    office.close()
    return True


def test_three_questions_make_an_office_and_closing_the_window_lets_go_of_it(
    run: Callable[[], _Run], qtbot: QtBot, dialog: Dialog, home: Path
) -> None:
    one = run()
    one.start()
    first = dialog("firstStart")
    write(qtbot, first, "firstOffice", "East Gate")
    write(qtbot, first, "firstName", "Li")
    field = password_of(first)
    qtbot.keyClicks(field, PASSWORD)
    qtbot.keyClick(field, Key.Key_Return)
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
    run: Callable[[], _Run], qtbot: QtBot, dialog: Dialog
) -> None:
    one = run()
    one.start()
    qtbot.keyClick(dialog("firstStart"), Key.Key_Escape)
    one.wait_for_the_end()
    assert not preferences.load().office


def test_the_next_start_asks_for_the_password_over_the_frame(
    run: Callable[[], _Run], qtbot: QtBot, dialog: Dialog, kept: Path
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
    run: Callable[[], _Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    qtbot.keyClick(dialog("signIn"), Key.Key_Escape)
    one.wait_for_the_end()
    assert free(kept)


def test_who_cannot_sign_in_may_open_another_office(
    run: Callable[[], _Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    press(qtbot, dialog("signIn"), "signInOther")
    first = dialog("firstStart")
    assert free(kept)
    qtbot.keyClick(first, Key.Key_Escape)
    one.wait_for_the_end()


def test_a_file_that_is_no_office_is_refused_over_the_three_questions(
    run: Callable[[], _Run], qtbot: QtBot, dialog: Dialog, home: Path
) -> None:
    home.mkdir()
    letter = home / "letter.qadesk"
    letter.write_text("Dear colleagues,\n" * 100, "utf-8")
    preferences.remember(office=letter)
    one = run()
    one.start()
    error = dialog("errorDialog")
    first = dialog("firstStart")
    assert error.parentWidget() is first
    qtbot.keyClick(error, Key.Key_Escape)
    assert letter.read_text("utf-8").startswith("Dear colleagues")
    qtbot.keyClick(first, Key.Key_Escape)
    one.wait_for_the_end()


def test_an_office_that_another_window_holds_is_refused(
    run: Callable[[], _Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    elsewhere = setup.open_office(kept)
    one = run()
    one.start()
    error = dialog("errorDialog")
    said = " ".join(label.text() for label in error.findChildren(QLabel))
    assert "is open in another QADesk" in said
    qtbot.keyClick(error, Key.Key_Escape)
    elsewhere.close()
    qtbot.keyClick(dialog("firstStart"), Key.Key_Escape)
    one.wait_for_the_end()


def test_another_language_opens_the_window_anew_on_the_same_office(
    run: Callable[[], _Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    sign_in(qtbot, dialog("signIn"), PASSWORD)
    before = one.window()
    office = before.office
    with qtbot.waitSignal(before.closed):
        before.open_screen("settings")
        before.screen_of("settings").open_requested.emit("language", "zh_CN")
    after = one.window()
    assert after is not before
    assert after.office is office  # nobody types the password again
    assert current_language() == "zh_CN"
    assert preferences.load().language == "zh_CN"
    assert after.windowTitle() == "East Gate – 客服考核台"
    after.close()
    one.wait_for_the_end()
    assert free(kept)


def test_signing_out_asks_for_the_password_again(
    run: Callable[[], _Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    one = run()
    one.start()
    for _time in range(2):
        sign_in(qtbot, dialog("signIn"), PASSWORD)
        window = one.window()
        with qtbot.waitSignal(window.closed):
            window.top.asked.emit("sign_out")
    qtbot.keyClick(dialog("signIn"), Key.Key_Escape)
    one.wait_for_the_end()


def test_another_person_takes_the_seat_from_the_account_button(
    run: Callable[[], _Run], qtbot: QtBot, dialog: Dialog, kept: Path
) -> None:
    office = setup.open_office(kept)
    setup.sign_in(office, "Li", PASSWORD)
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
        window.top.asked.emit("sign_out")
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
    run: Callable[[], _Run], qtbot: QtBot, dialog: Dialog, sample_built: list[Path]
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
    assert sample_built == [sample_path()]
