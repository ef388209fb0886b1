"""A backup of a large office beside copying its file, the window meanwhile, a start with it due."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import offices
from benchmarks.bench_stall import BEAT_MS, LIMIT_MS, TURNS, Heart
from benchmarks.bench_start import AGENTS, LARGE, LEFT, OURS, YEARS, _environment, started
from benchmarks.measure import Figure, beside, figure, seconds

from PySide6.QtCore import QEventLoop  # isort: skip - the stall's module chooses the platform
from PySide6.QtWidgets import QApplication  # isort: skip

from qadesk.app import entries
from qadesk.i18n import set_language
from qadesk.progress import Progress
from qadesk.services.backups import keeping
from qadesk.storage import copies, generations
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.main_window import MainWindow
from qadesk.ui.tasks import Tasks
from qadesk.whole_files import sync

_STARTS = 7


def run() -> list[Figure]:
    """One office of a million contacts for all of it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder
        path = home / "large.qadesk"
        office = offices.make(path, records=LARGE, agents=AGENTS, years=YEARS, left=LEFT)
        try:
            figures = [_beside_the_file(office, home), _stall(office)]
        finally:
            office.close()
        return [*figures, _start(path, home)]


def _beside_the_file(office: Office, home: Path) -> Figure:
    """The reference copies the same bytes, waits for the disk, and checks what it copied, as ours does."""
    stored = home / "stored.qadesk"
    office.copy(stored)  # the open file itself must not be read: that would end SQLite's lock on it
    target, plain = home / "ours.qadesk", home / "plain.qadesk"

    def by_hand(*, check: bool = True) -> None:
        plain.unlink(missing_ok=True)
        shutil.copyfile(stored, plain)
        sync(plain)
        if check and copies.problems(plain):
            raise RuntimeError("the copied file is not sound")

    ours, reference = beside(lambda: office.copy(target), by_hand)
    unchecked = statistics.median(seconds(lambda: by_hand(check=False)) for _ in range(TURNS))
    return figure(
        f"backup of an office with {LARGE:,} contacts, verified and in place",
        ours,
        2,
        reference=reference,
        note=f"{stored.stat().st_size / 1e6:.0f} MB; reference: copying the file, waiting for the disk and "
        f"checking it likewise; copied without any check {unchecked:.2f} s",
    )


def _stall(office: Office) -> Figure:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    set_language("zh_CN")
    theme.apply(app)
    tasks = Tasks()
    window = MainWindow(office, tasks, entries(lambda: office, tasks))
    window.resize(1366, 768)
    window.show_first()
    heart = Heart()
    try:
        heart.rest_ms()
        window.show_cycle(offices.CYCLE)
        while tasks.busy:
            heart.rest_ms()
        idle = heart.rest_ms()
        turns = sorted(heart.longest_ms(_backing_up(tasks, office)) for _ in range(TURNS))
    finally:
        window.close()
    return figure(
        f"longest stall, backup of {LARGE:,} contacts",
        statistics.median(turns),
        LIMIT_MS,
        unit="ms",
        note=f"between two beats of a {BEAT_MS} ms timer, median of {TURNS} turns, worst {turns[-1]:.0f} ms; "
        f"idle {idle:.0f} ms",
    )


def _backing_up(tasks: Tasks, office: Office) -> Callable[[QEventLoop], None]:
    def work(progress: Progress) -> None:
        keeping.make(office, generations.CLOSING, progress)

    def begin(loop: QEventLoop) -> None:
        tasks.behind.run(work, lambda _none: loop.quit(), progress=True, quiet=True)

    return begin


def _start(path: Path, home: Path) -> Figure:
    """Programs started in turns: on an office whose backup of today is there, and on one where it is due."""
    command = [sys.executable, "-m", "qadesk", "--office", str(path)]
    folder = generations.folder_of(path)
    times: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(_STARTS + 1):
        for due in (True, False):
            _let_be_due(path, folder, due=due)
            moments = started(command, _environment(home), OURS)
            if turn:  # the first turn only warms the disk's cache
                times[due].append(moments["figures"])
    return figure(
        "process start to today's figures with the day's backup due",
        statistics.median(times[True]),
        1.1,
        reference=statistics.median(times[False]),
        note=f"office with {LARGE:,} contacts; reference: the same with the backup made before; "
        "it is made behind the figures",
    )


def _let_be_due(path: Path, folder: Path, *, due: bool) -> None:
    """Remove the copies of today, or give one the name of a daily one."""
    found = generations.list_copies(folder)
    for one in found:
        if due and one.reason == generations.DAILY:
            one.path.rename(one.path.with_name(one.path.name.replace(".daily.", ".closing.")))
        if not due and one is found[0] and one.reason != generations.DAILY:
            one.path.rename(generations.new_name(folder, path, one.uid, one.at, generations.DAILY))
