"""What is Qt's ends on the window's thread, whatever the workers do."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from qadesk import garbage
from qadesk.progress import Progress
from qadesk.ui import tasks as tasks_module
from qadesk.ui.collecting import Collector, collector
from qadesk.ui.tasks import Tasks


class Circle(QObject):
    """A Qt object that refers to itself, and says which thread it ended on."""

    ended_on: list[threading.Thread] = []  # noqa: RUF012 - of all of them

    def __init__(self) -> None:
        super().__init__()
        self.itself = self

    def __del__(self) -> None:
        Circle.ended_on.append(threading.current_thread())


@pytest.fixture(autouse=True)
def _nothing_yet() -> Iterator[None]:
    tasks_module.let_go_of_ended()  # another test may have left a busy one behind
    before = gc.get_threshold()  # a call of the command line in this process may have set another
    gc.set_threshold(700, 10, 10)
    gc.collect()
    Circle.ended_on.clear()
    yield
    gc.collect()
    gc.set_threshold(*before)


def _idle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: not tasks.busy)


@pytest.mark.parametrize("which", ["the office's", "the one behind"])
def test_circles_end_on_the_windows_thread(qtbot: QtBot, tasks: Tasks, which: str) -> None:
    worker = tasks if which == "the office's" else tasks.behind
    for _number in range(50):
        Circle()
    made: list[object] = []
    worker.run(lambda: made.extend([{}] for _number in range(100_000)))
    _idle(qtbot, worker)
    qtbot.waitUntil(lambda: len(Circle.ended_on) == 50)
    assert set(Circle.ended_on) == {threading.main_thread()}


def test_what_a_job_holds_ends_on_the_windows_thread(qtbot: QtBot, tasks: Tasks) -> None:
    def one_more() -> None:
        held = QObject()
        weakref.finalize(held, lambda: Circle.ended_on.append(threading.current_thread()))
        tasks.run(lambda: held.objectName(), lambda _name: held.objectName())

    for _number in range(200):
        one_more()
        if _number % 3 == 0:
            _idle(qtbot, tasks)
    _idle(qtbot, tasks)
    assert len(Circle.ended_on) == 200
    assert set(Circle.ended_on) == {threading.main_thread()}


def test_circles_a_worker_makes_do_not_pile_up(qtbot: QtBot, tasks: Tasks) -> None:
    class Knot:
        def __init__(self) -> None:
            self.itself = self

    alive: weakref.WeakSet[Knot] = weakref.WeakSet()
    most = 0

    def work(progress: Progress) -> None:
        nonlocal most
        for number in range(200_000):
            alive.add(Knot())
            most = max(most, len(alive))
            progress.report(number, 200_000)

    tasks.run(work, progress=True, quiet=True)
    _idle(qtbot, tasks)
    assert most < 100_000


def test_python_looks_by_itself_again_without_workers(qapp: object) -> None:
    assert gc.isenabled()
    first, second = Tasks(), Tasks()
    assert not gc.isenabled()
    first.shutdown()
    assert not gc.isenabled()
    second.shutdown()
    assert gc.isenabled()


def test_a_worker_left_behind_is_let_go_of_once_it_has_ended(qtbot: QtBot) -> None:
    go_on = threading.Event()
    tasks = Tasks()
    tasks.run(lambda: go_on.wait(20))
    tasks.shutdown(0.01)
    assert tasks.runs
    tasks_module.let_go_of_ended()
    assert not gc.isenabled()
    go_on.set()
    qtbot.waitUntil(lambda: not tasks.runs)
    tasks_module.let_go_of_ended()
    assert gc.isenabled()


def test_nothing_is_looked_for_while_work_wants_it_left(tasks: Tasks) -> None:
    def look() -> int:
        Circle()
        kept = [[] for _number in range(5_000)]  # type: ignore[var-annotated]
        collector().look()
        return len(kept) and len(Circle.ended_on)

    with garbage.not_collecting():
        assert look() == 0
    assert look() > 0


def test_everything_is_looked_through_with_nobody_busy_unless_overdue(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda generation=2: looks.append(generation))
    one = Collector()

    def look(old: int, *, busy: bool) -> None:
        monkeypatch.setattr(gc, "get_count", lambda: (10_000, 11, old))
        one.pace(busy=busy)
        one._whole_after = 0.0
        one.look()

    look(11, busy=True)
    look(11, busy=False)
    look(101, busy=True)
    monkeypatch.undo()
    one.deleteLater()
    assert looks == [1, 2, 2]


ENDING = """
import gc, sys
from PySide6.QtCore import QTimer
from qadesk import app
def start(self, args):
    self._tasks.shutdown()
    QTimer.singleShot(0, lambda: (print("on" if gc.isenabled() else "off"), self._quit()))
app.Program.start = start
sys.exit(app.main([]))
"""


def test_python_never_looks_by_itself_in_the_window_program_after_its_last_worker(tmp_path: Path) -> None:
    homes = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(tmp_path))
    environment = {**os.environ, **homes, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", ENDING]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["off"]


@pytest.mark.parametrize("was_on", [True, False])
def test_leaving_garbage_keeps_what_was_set(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    try:
        with garbage.not_collecting():
            with garbage.not_collecting():
                assert not gc.isenabled()
            assert not gc.isenabled()
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
