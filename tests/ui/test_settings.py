"""Settings: nothing is written before its button, and the rest is asked of the program."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from qadesk import __version__
from qadesk.services import people, signing_in
from qadesk.storage.office import Office
from qadesk.ui import dialogs
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.reading import Reading
from qadesk.ui.screens.settings.screen import SettingsScreen
from qadesk.ui.tasks import Tasks
from tests.refusals import refuses
from tests.ui.conftest import Dialog
from tests.ui.desk import show_screen, tells

Key = Qt.Key


@pytest.fixture
def screen(qtbot: QtBot, branch: Office, tasks: Tasks) -> SettingsScreen:
    return show_screen(qtbot, SettingsScreen(branch, tasks), changes=frozenset({"settings"}))


def _press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QWidget, name)
    assert button is not None, name
    button.setFocus()
    qtbot.keyClick(button, Key.Key_Space)


def test_it_shows_the_office_its_people_and_its_file(screen: SettingsScreen, branch: Office) -> None:
    assert screen.office_name.text() == "Test branch"
    assert screen.path.text() == str(branch.path)
    people = screen.people.model
    assert [people.index(0, n).data() for n in range(people.columnCount())] == [
        "王主管", "王主管", "Supervisor", "No password", "Yes",
    ]  # fmt: skip


class _Painted(QObject):
    """Where the headings of the page stand each time it is painted."""

    def __init__(self, screen: SettingsScreen) -> None:
        super().__init__(screen)
        self.screen, self.places = screen, set[tuple[int, ...]]()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            heads = self.screen.findChildren(QLabel, "settingsHead")
            self.places.add(tuple(head.mapTo(self.screen, QPoint(0, 0)).y() for head in heads[:10]))
        return False


def test_nothing_jumps_while_its_lists_arrive(
    qtbot: QtBot, qapp: QApplication, branch: Office, tasks: Tasks
) -> None:
    people.add(branch, name="李四", role="supervisor", password="secret-1")
    screen = SettingsScreen(branch, tasks)
    painted = _Painted(screen)
    screen._area.viewport().installEventFilter(painted)
    screen._area.widget().installEventFilter(painted)
    show_screen(qtbot, screen, changes=frozenset({"settings"}))
    qtbot.waitUntil(lambda: bool(painted.places) and not tasks.busy)
    assert len(painted.places) == 1


def test_a_stray_key_on_arriving_does_not_rename_the_office(
    qtbot: QtBot, screen: SettingsScreen, branch: Office
) -> None:
    screen.focus_first()
    focused = screen.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Key.Key_X)
    assert screen.office_name.text() == "Test branch"


def test_an_office_on_a_server_offers_no_backups_of_its_own(
    qtbot: QtBot, branch: Office, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Office, "is_file", property(lambda _office: False))
    screen = show_screen(qtbot, SettingsScreen(branch, tasks), changes=frozenset({"settings"}))
    said = screen.findChild(QLabel, "backupsOfServer")
    assert said is not None
    assert "server" in said.text()
    assert screen.findChild(QWidget, "backupsMake") is None
    screen.arrive("backups")


def test_the_office_is_renamed_by_enter_and_the_name_taken_back(
    qtbot: QtBot, screen: SettingsScreen, branch: Office
) -> None:
    screen.office_name.setFocus()
    screen.office_name.selectAll()
    qtbot.keyClicks(screen.office_name, "East Gate")
    assert branch.name == "Test branch"
    with qtbot.waitSignal(screen.changed):
        qtbot.keyClick(screen.office_name, Key.Key_Return)
    assert branch.name == "East Gate"
    with qtbot.waitSignal(screen.changed):
        _press(qtbot, screen, "settingsNoticeAction")
    assert branch.name == "Test branch"
    assert screen.office_name.text() == "Test branch"


@pytest.mark.parametrize("how", ["another field", "another screen", "closing"])
def test_a_name_half_typed_is_saved_on_leaving_it(
    qtbot: QtBot, screen: SettingsScreen, branch: Office, tasks: Tasks, how: str
) -> None:
    screen.office_name.setFocus()
    screen.office_name.selectAll()
    qtbot.keyClicks(screen.office_name, " East")
    if how == "another field":
        qtbot.keyClick(screen.office_name, Key.Key_Tab)
    else:
        assert screen.flush()
        if how == "closing":
            tasks.shutdown()
    qtbot.waitUntil(lambda: branch.name == "East")
    if how != "closing":
        qtbot.waitUntil(screen.notice.isVisible)


def test_leaving_without_any_name_keeps_the_one_there_was(
    qtbot: QtBot, screen: SettingsScreen, branch: Office, tasks: Tasks
) -> None:
    screen.office_name.clear()
    screen.office_name.setModified(True)
    assert screen.flush()
    assert not tasks.busy
    assert (screen.office_name.text(), branch.name) == ("Test branch", "Test branch")


def test_an_empty_name_is_refused_beside_the_field(
    qtbot: QtBot, screen: SettingsScreen, branch: Office
) -> None:
    screen.office_name.selectAll()
    qtbot.keyClick(screen.office_name, Key.Key_Delete)
    qtbot.keyClick(screen.office_name, Key.Key_Return)
    qtbot.waitUntil(screen.notice.isVisible)
    assert tells(screen.notice, "office.name_missing")
    assert branch.name == "Test branch"


def _line(form: FormDialog, name: str) -> QLineEdit:
    found = form.findChild(QLineEdit, name)
    assert found is not None
    return found


def test_language_and_offices_are_asked_of_the_program(
    qtbot: QtBot, screen: SettingsScreen, dialog: Dialog, tmp_path: Path
) -> None:
    asked: list[tuple[str, object]] = []
    screen.open_requested.connect(lambda what, context: asked.append((what, context)))
    other = tmp_path / "other.qadesk"
    for name in (
        "settingsLanguage_zh_CN",
        "settingsNew",
        "settingsSample",
        "settingsOpen",
        "settingsSignOut",
    ):
        _press(qtbot, screen, name)
        if name == "settingsOpen":
            files = dialog("officeFileDialog")
            assert isinstance(files, QFileDialog)
            files.filesSelected.emit([str(other)])
            files.close()
    assert asked == [
        ("language", "zh_CN"),
        ("new_office", None),
        ("sample_office", None),
        ("open_office", other),
        ("sign_out", None),
    ]


def test_a_password_is_set_and_a_wrong_one_keeps_the_dialog(
    qtbot: QtBot, screen: SettingsScreen, branch: Office, dialog: Dialog
) -> None:
    _press(qtbot, screen, "settingsPassword")
    form = dialog("passwordDialog")
    assert isinstance(form, FormDialog)
    qtbot.keyClicks(_line(form, "passwordNew"), "abc")
    qtbot.keyClick(_line(form, "passwordNew"), Key.Key_Return)
    qtbot.waitUntil(lambda: tells(form.wrong, "user.password_too_short"))
    assert form.isVisible()
    qtbot.keyClicks(_line(form, "passwordNew"), "defgh")
    with qtbot.waitSignal(form.accepted):
        qtbot.keyClick(_line(form, "passwordNew"), Key.Key_Return)

    assert signing_in.sign_in(branch, "王主管", "abcdefgh").name == "王主管"
    with refuses("user.sign_in_refused"):
        signing_in.sign_in(branch, "王主管", "")


def test_what_is_new_and_the_licences_are_read_here(qtbot: QtBot, screen: SettingsScreen) -> None:
    for button, name, said in (
        ("settingsNews", "newsDialog", __version__),
        ("settingsLicences", "licencesDialog", "GNU Lesser General Public License"),
    ):
        _press(qtbot, screen, button)
        dialog = screen.findChild(Reading, name)
        assert dialog is not None
        assert said in dialog.text.toPlainText()
        qtbot.keyClick(dialog, Key.Key_Escape)
        assert not dialog.isVisible()


def test_the_support_file_is_written_and_shown(
    qtbot: QtBot, screen: SettingsScreen, tasks: Tasks, tmp_path: Path, dialog: Dialog
) -> None:
    _press(qtbot, screen, "settingsSupport")
    files = dialog("supportFileDialog")
    assert isinstance(files, QFileDialog)
    (proposed,) = files.selectedFiles()
    assert Path(proposed).name.startswith("qadesk-support-20")
    assert Path(proposed).suffix == ".zip"
    files.fileSelected.emit(str(tmp_path / "for the helper.zip"))
    files.close()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert zipfile.is_zipfile(tmp_path / "for the helper.zip")
    assert tells(screen.notice, "saved", "for the helper.zip")


def test_a_crash_offers_the_support_file(qtbot: QtBot, screen: SettingsScreen) -> None:
    asked: list[BaseException] = []
    dialogs.offer_support(lambda _dialog, error: asked.append(error))
    try:
        dialog = dialogs.show_crash(screen, ValueError("x"))
        _press(qtbot, dialog, "messageSupport")
        assert [str(error) for error in asked] == ["x"]
        assert dialog.isVisible()
        dialog.reject()
    finally:
        dialogs.offer_support(None)
