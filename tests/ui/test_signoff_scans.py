"""Scans in Sign-off: files filed in a window of their own, looked at, entered as signed, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from qadesk.domain.scans import ScanState
from qadesk.domain.stages import Stage
from qadesk.services.after_closing import review, stages
from qadesk.services.scans import filing, folder, listing
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.signoff.scan_picture import ScanWindow
from qadesk.ui.screens.signoff.scans import ScansWindow
from qadesk.ui.screens.signoff.screen import SignoffScreen
from qadesk.ui.tasks import Tasks
from tests.scanned import CLOSED, blank_but_a_line, printed, save, scan
from tests.ui.desk import settle, show_screen

WHO = "KF1001"
WAITED = 60_000  # milliseconds: a reading process is started


@pytest.fixture
def scans(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> ScansWindow:
    screen = show_screen(qtbot, SignoffScreen(sample_office, tasks), cycle=CLOSED, state="closed")
    window = ScansWindow(screen)
    window.open()
    settle(qtbot, tasks)
    return window


def stage(office: Office) -> Stage:
    return next(one.stage for one in stages.positions(office, CLOSED).positions if one.staff_no == WHO)


def states(office: Office) -> list[ScanState]:
    return [one.state for one in listing.scans(office, CLOSED)]


def test_files_are_filed_looked_at_and_taken_back(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, scans: ScansWindow, tmp_path: Path
) -> None:
    assert scans.list.page.empty.isVisible()
    (tmp_path / "bare.png").write_bytes(blank_but_a_line())
    path = save(scan(printed(sample_office, [WHO]).pages[0]), tmp_path / "a.png")
    scans.list._file([path, tmp_path / "bare.png"])
    qtbot.waitUntil(lambda: "1 sheet filed" in scans.list.page.count.text(), timeout=WAITED)
    assert sorted(states(sample_office)) == [ScanState.FILED, ScanState.UNREADABLE]
    filed = next(row for row in scans.list.page.rows if row.state is ScanState.FILED)
    scans.list._look_at(filed)
    shown = scans.list.findChild(ScanWindow)
    assert shown is not None
    picture = shown.findChild(QLabel, "scanPicture")
    assert picture is not None
    qtbot.waitUntil(lambda: picture.pixmap().width() == 900, timeout=WAITED)
    shown.accept()
    scans.list.page.operations.undo()
    qtbot.waitUntil(lambda: states(sample_office) == [ScanState.UNREADABLE], timeout=WAITED)
    scans.accept()


def test_those_that_look_signed_are_entered_in_one_step(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, scans: ScansWindow, tmp_path: Path
) -> None:
    review.approve(sample_office, CLOSED, [WHO])
    path = save(scan(printed(sample_office, [WHO]).pages[0]), tmp_path / "a.png")
    scans.list._file([path])
    qtbot.waitUntil(lambda: scans.list._proposed == (WHO,), timeout=WAITED)
    scans.list._confirm()
    dialog = scans.list.findChild(FormDialog, "scansConfirmDialog")
    assert dialog is not None
    dialog.submit()
    qtbot.waitUntil(lambda: stage(sample_office) is Stage.SIGNED, timeout=WAITED)
    scans.accept()


def test_the_folder_of_the_scanner_is_settled_and_given_up(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, scans: ScansWindow, tmp_path: Path
) -> None:
    place = tmp_path / "scanner"
    place.mkdir()
    assert not scans.list._place
    folder.set_folder(sample_office, place)
    scans.list.refresh(frozenset())
    settle(qtbot, tasks)
    assert scans.list._place == place.resolve()
    scans.list._watch_nothing()
    qtbot.waitUntil(lambda: folder.folder(sample_office) is None, timeout=WAITED)
    settle(qtbot, tasks)
    assert scans.list._place is None
    scans.accept()


def test_what_is_filed_elsewhere_shows_in_the_list(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, tmp_path: Path
) -> None:
    screen = show_screen(qtbot, SignoffScreen(sample_office, tasks), cycle=CLOSED, state="closed")
    screen.arrive("scans")
    settle(qtbot, tasks)
    (window,) = screen.findChildren(ScansWindow)
    assert not window.list.page.rows
    (tmp_path / "bare.png").write_bytes(blank_but_a_line())
    filing.file_scans(sample_office, [tmp_path / "bare.png"])
    screen.refresh(frozenset({"scans"}))  # as the main window tells it
    settle(qtbot, tasks)
    assert [one.state for one in window.list.page.rows] == [ScanState.UNREADABLE]
    window.accept()
