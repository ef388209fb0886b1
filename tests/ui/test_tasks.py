"""Background work: it always ends, in order, and tells the right one."""

from __future__ import annotations

import logging
import os
import signal
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk.errors import SAVE_A_COPY, Cancelled, UserError
from qadesk.progress import Progress
from qadesk.tabular.apart import process
from qadesk.tabular.sources import open_sources
from qadesk.ui import dialogs
from qadesk.ui import tasks as tasks_module
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog


def _idle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: not tasks.busy)


def _text(window: QWidget, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert found is not None, name
    return found.text()


def test_work_runs_elsewhere_and_its_result_arrives_here(qtbot: QtBot, tasks: Tasks) -> None:
    threads: list[threading.Thread] = []

    def work() -> int:
        threads.append(threading.current_thread())
        return 7

    results: list[tuple[int, threading.Thread]] = []
    tasks.run(work, lambda result: results.append((result, threading.current_thread())))
    _idle(qtbot, tasks)

    assert results == [(7, threading.main_thread())]
    assert threads != [threading.main_thread()]


def test_work_is_done_in_the_order_it_was_handed_in(qtbot: QtBot, tasks: Tasks) -> None:
    done: list[int] = []
    for number in range(20):
        tasks.run(lambda number=number: number, done.append)
    _idle(qtbot, tasks)
    assert done == list(range(20))


def test_busy_is_told_once_for_a_queue(qtbot: QtBot, tasks: Tasks) -> None:
    told: list[bool] = []
    tasks.busy_changed.connect(told.append)
    for _number in range(3):
        tasks.run(lambda: None)
    _idle(qtbot, tasks)
    assert told == [True, False]


def test_a_user_error_says_what_happened_was_kept_and_helps(
    qtbot: QtBot, tasks: Tasks, dialog: Dialog, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    def work() -> None:
        raise UserError(
            "file.disk_full", "The disk is full.", kept="Everything saved is kept.", remedy="Free some space."
        )

    tasks.run(work)
    window = dialog("errorDialog")

    assert window.property("code") == "file.disk_full"
    assert _text(window, "messageHeading") == "The disk is full."
    assert _text(window, "messageKept") == "Everything saved is kept."
    assert _text(window, "messageRemedy") == "Free some space."
    qtbot.keyClick(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert not tasks.busy
    assert [record.getMessage() for record in caplog.records] == ["refused: file.disk_full"]


def test_who_may_have_to_call_for_help_copies_the_code(qtbot: QtBot) -> None:
    window = dialogs.show_error(
        None, UserError("office.damaged", "It is damaged.", remedy="Restore it."), support=True
    )
    button = window.findChild(QPushButton, "errorCopy")
    assert button is not None
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "office.damaged\nIt is damaged. Restore it."
    assert window.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    plain = dialogs.show_error(None, UserError("office.damaged", "It is damaged."))
    assert plain.findChild(QPushButton, "errorCopy") is None
    qtbot.keyClick(plain, Qt.Key.Key_Escape)


def test_a_user_error_shown_by_the_screen_opens_no_dialog(qtbot: QtBot, tasks: Tasks) -> None:
    def work() -> None:
        raise UserError("cycle.closed", "No.")

    heard: list[str] = []

    def failed(error: BaseException) -> bool:
        heard.append(str(error))
        return True

    tasks.run(work, failed=failed)
    _idle(qtbot, tasks)
    assert heard == ["No."]
    assert QApplication.activeModalWidget() is None


def test_cancelled_work_is_quiet_but_tells_the_screen(qtbot: QtBot, tasks: Tasks) -> None:
    def work() -> None:
        raise Cancelled

    heard: list[type[BaseException]] = []
    tasks.run(work, failed=lambda error: heard.append(type(error)))
    _idle(qtbot, tasks)
    assert heard == [Cancelled]
    assert QApplication.activeModalWidget() is None


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="stops a process with a signal")
def test_cancelling_ends_the_wait_for_a_file_that_takes_for_ever(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1,2\n")
    source = open_sources(file)[0]
    os.kill(process.running()._child.pid, signal.SIGSTOP)
    failed: list[BaseException] = []
    begun = threading.Event()

    def work(_progress: Progress) -> object:
        begun.set()
        return source.head(1)

    job = tasks.run(work, failed=failed.append, title="Import", progress=True)
    qtbot.waitUntil(begun.is_set)
    job.cancel()
    _idle(qtbot, tasks)
    assert [type(error) for error in failed] == [Cancelled]
    assert open_sources(file)[0].head(1)[0].cells == ("a", "b")  # in the next process


@pytest.mark.allow_log("background work failed")
def test_a_bug_ends_the_job_and_owns_up(qtbot: QtBot, tasks: Tasks, dialog: Dialog) -> None:
    tasks.run(lambda: 1 // 0)
    window = dialog("crashDialog")
    details = window.findChild(QPlainTextEdit, "crashDetails")
    assert details is not None
    assert "ZeroDivisionError" in details.toPlainText()
    assert not tasks.busy

    copy = window.findChild(QWidget, "crashCopy")
    assert copy is not None
    copy.setFocus()
    qtbot.keyClick(copy, Qt.Key.Key_Space)
    assert "ZeroDivisionError" in QApplication.clipboard().text()
    window.close()

    after: list[int] = []
    tasks.run(lambda: 5, after.append)
    _idle(qtbot, tasks)
    assert after == [5]


def test_nothing_is_delivered_to_what_is_gone(qtbot: QtBot, tasks: Tasks) -> None:
    owner = QObject()
    gate = threading.Event()
    heard: list[object] = []
    tasks.run(gate.wait, heard.append, owner=owner)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not _alive(owner))
    gate.set()
    _idle(qtbot, tasks)
    assert heard == []


def _alive(thing: QObject) -> bool:
    import shiboken6

    return shiboken6.isValid(thing)


def test_long_work_shows_how_far_it_is_and_stops_on_escape(
    qtbot: QtBot, tasks: Tasks, dialog: Dialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks_module, "PATIENCE_MS", 1)
    monkeypatch.setattr(tasks_module, "_REPORT_EVERY_S", 0)
    stopped = threading.Event()

    def work(progress: Progress) -> None:
        at = 0
        try:
            while True:
                at = min(at + 1, 999)
                progress.report(at, 1000)
                stopped.wait(0.001)
        except Cancelled:
            stopped.set()
            raise

    heard: list[type[BaseException]] = []
    tasks.run(work, failed=lambda error: heard.append(type(error)), title="Importing", progress=True)
    window = dialog("progressDialog")
    assert _text(window, "progressTitle") == "Importing"
    qtbot.waitUntil(lambda: "of 1,000" in _text(window, "progressText"))

    qtbot.keyClick(window, Qt.Key.Key_Escape)
    _idle(qtbot, tasks)
    assert stopped.is_set()
    assert heard == [Cancelled]
    assert not _alive(window) or not window.isVisible()


def test_quick_work_with_progress_shows_no_dialog(qtbot: QtBot, tasks: Tasks) -> None:
    seen: list[QWidget] = []

    def done(_result: object) -> None:
        seen.extend(w for w in QApplication.topLevelWidgets() if w.objectName() == "progressDialog")

    tasks.run(lambda progress: progress.report(1, 1), done, progress=True)
    _idle(qtbot, tasks)
    assert seen == []


def test_shutdown_finishes_writes_and_cancels_long_work(qapp: QApplication) -> None:
    tasks = Tasks()
    begun, order = threading.Event(), []

    def long(progress: Progress) -> None:
        begun.set()
        try:
            while True:
                progress.report(1, 0)
        except Cancelled:
            order.append("stopped")
            raise

    tasks.run(long, progress=True)
    tasks.run(lambda: order.append("saved"), lambda _none: order.append("told"))
    assert begun.wait(5)
    tasks.shutdown()

    assert order == ["stopped", "saved", "told"]
    with pytest.raises(RuntimeError, match="shut down"):
        tasks.run(lambda: None)


def test_a_file_gone_away_is_told_once_even_where_a_screen_shows_errors_itself(
    qtbot: QtBot, tasks: Tasks, dialog: Dialog
) -> None:
    def fail() -> None:
        error = UserError("office.gone", "gone")
        error.offer = SAVE_A_COPY
        raise error

    shown: list[BaseException] = []
    for _time in range(3):
        tasks.run(fail, failed=lambda error: shown.append(error) or True)
    error = dialog("errorDialog")
    qtbot.waitUntil(lambda: len(shown) == 3)
    qtbot.keyClick(error, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not error.isVisible())
    found = [one for one in QApplication.topLevelWidgets() if one.objectName() == "errorDialog"]
    assert [one for one in found if one.isVisible()] == []
