"""The scanner's folder is watched as long as the window is open: picked up, told, and never in the way."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qadesk import app
from qadesk.domain.scans import ScanState
from qadesk.errors import UserError
from qadesk.scans import apart
from qadesk.services import rights
from qadesk.services.scans import folder, listing
from qadesk.storage import turns
from qadesk.storage.office import Office
from qadesk.ui.main_window import MainWindow
from qadesk.ui.scanner import ScannerFolder
from qadesk.ui.tasks import Tasks
from tests.scanned import CLOSED, blank_but_a_line, printed, save, scan
from tests.ui.desk import settle, tells

WHO = "KF1001"
WAITED = 60_000  # milliseconds: a reading process is started


@pytest.fixture
def place(sample_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "scanner"
    made.mkdir()
    folder.set_folder(sample_office, made)
    monkeypatch.setattr(folder, "EVERY_S", 0.05)
    return made


@pytest.fixture
def window(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> MainWindow:
    made = MainWindow(sample_office, tasks, app.entries(lambda: sample_office, tasks))
    qtbot.addWidget(made)
    made.show_first()
    settle(qtbot, tasks)
    return made


def states(office: Office) -> list[ScanState]:
    return [one.state for one in listing.scans(office)]


def test_what_the_scanner_saves_is_filed_and_told_on_today(
    qtbot: QtBot, sample_office: Office, window: MainWindow, place: Path, tmp_path: Path
) -> None:
    whole = save(scan(printed(sample_office, [WHO]).pages[0]), tmp_path / "whole.png").read_bytes()
    ScannerFolder(window)
    (place / "a.png").write_bytes(whole[:-500])  # its end is not written yet
    (place / "b.png").write_bytes(blank_but_a_line())
    qtbot.waitUntil(lambda: states(sample_office) == [ScanState.UNREADABLE], timeout=WAITED)
    assert (place / "a.png").is_file()
    (place / "a.png").write_bytes(whole)
    qtbot.waitUntil((place / "filed" / "a.png").is_file, timeout=WAITED)
    today = window.screen_of("today")
    qtbot.waitUntil(lambda: tells(today.writes.notice, "done", "1 sheet filed"), timeout=WAITED)
    assert sorted(states(sample_office)) == [ScanState.FILED, ScanState.UNREADABLE]
    assert (place / "b.png").is_file()
    today.writes.undo()
    qtbot.waitUntil(lambda: states(sample_office) == [ScanState.UNREADABLE], timeout=WAITED)


def test_the_screen_in_sight_tells_it_and_today_what_is_left(
    qtbot: QtBot, sample_office: Office, window: MainWindow, place: Path
) -> None:
    window.open_screen("settings")
    settle(qtbot, window.tasks)
    (place / "b.png").write_bytes(blank_but_a_line())
    ScannerFolder(window)
    notice = window.screen_of("settings").writes.notice
    qtbot.waitUntil(lambda: tells(notice, "picked_up", "1 could not be filed"), timeout=WAITED)
    window.show_cycle(CLOSED)
    window.open_screen("today")
    aside = window.screen_of("today").aside
    qtbot.waitUntil(lambda: any("1 scan to look at" in one.text for one in aside._of_month), timeout=WAITED)


def test_a_folder_that_is_gone_is_told_once_and_watched_again(
    qtbot: QtBot, sample_office: Office, window: MainWindow, place: Path, tmp_path: Path
) -> None:
    watch = ScannerFolder(window)
    qtbot.waitUntil(lambda: watch._known.place == place, timeout=WAITED)
    place.rename(tmp_path / "elsewhere")
    notice = window.screen_of("today").writes.notice
    qtbot.waitUntil(lambda: tells(notice, "folder_away", place), timeout=WAITED)
    notice.hide()
    looks = watch._known
    qtbot.waitUntil(lambda: not watch._busy)
    for _again in range(3):
        watch.look()
        qtbot.waitUntil(lambda: not watch._busy)
    assert notice.isHidden()
    assert looks.away
    (tmp_path / "elsewhere").rename(place)
    (place / "b.png").write_bytes(blank_but_a_line())
    qtbot.waitUntil(lambda: states(sample_office) == [ScanState.UNREADABLE], timeout=WAITED)


def test_it_waits_for_a_long_transaction_and_holds_up_nothing(
    qtbot: QtBot,
    sample_office: Office,
    window: MainWindow,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goes_on, began = threading.Event(), threading.Event()
    (place / "b.png").write_bytes(blank_but_a_line())
    patience = turns.PATIENCE_S
    monkeypatch.setattr(turns, "PATIENCE_S", 0.01)

    def long() -> None:
        with sample_office.write("test"):
            began.set()
            goes_on.wait(60)

    window.tasks.run(long)
    assert began.wait(60)
    watch = ScannerFolder(window)
    watch.look()
    assert watch._busy
    qtbot.wait(200)  # looks that would be handed in meanwhile
    assert len(window.tasks.beside._jobs) == 1
    monkeypatch.setattr(
        turns, "PATIENCE_S", patience
    )  # what is filed now has its turn, and then what is asked
    goes_on.set()
    qtbot.waitUntil(lambda: states(sample_office) == [ScanState.UNREADABLE], timeout=WAITED)


def test_closing_stops_it_with_nothing_half_filed(
    qtbot: QtBot,
    sample_office: Office,
    window: MainWindow,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = save(scan(printed(sample_office, [WHO]).pages[0]), place / "a.png")
    began = threading.Event()
    whole = apart.ScanReader.open

    def slow(self: apart.ScanReader, one: Path) -> int:
        began.set()
        whole(self, one)
        return 10_000  # pages: it would go on for long

    monkeypatch.setattr(apart.ScanReader, "open", slow)
    monkeypatch.setattr(apart.ScanReader, "page", lambda _self, _place: apart.ReadPage((), (1, 1), True))
    ScannerFolder(window)
    qtbot.waitUntil(began.is_set, timeout=WAITED)
    beside = window.tasks.beside
    window.close()
    assert beside.closed
    assert path.is_file()
    assert states(sample_office) == []


def test_what_keeps_it_from_filing_is_told_once(
    qtbot: QtBot,
    sample_office: Office,
    window: MainWindow,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (place / "b.png").write_bytes(blank_but_a_line())
    tries: list[int] = []

    def not_started() -> apart.ScanReader:
        tries.append(1)
        raise UserError("scan.reader_not_started", "The reader did not start.")

    monkeypatch.setattr(apart, "reading", not_started)
    watch = ScannerFolder(window)
    notice = window.screen_of("today").writes.notice
    qtbot.waitUntil(lambda: tells(notice, "scan.reader_not_started"), timeout=WAITED)
    assert watch._timer.interval() > 60_000  # it rests
    notice.hide()
    watch.look()
    qtbot.waitUntil(lambda: len(tries) == 2, timeout=WAITED)
    qtbot.waitUntil(lambda: not watch._busy, timeout=WAITED)
    assert notice.isHidden()


def test_who_may_not_file_is_not_told_of_it(
    qtbot: QtBot, sample_office: Office, window: MainWindow, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rights, "why_not", lambda _office, _right: "no")
    watch = ScannerFolder(window)
    watch.look()
    assert not watch._busy
    assert not window.tasks.beside.busy
