"""The longest stall of the window's event loop while a large import, scoring and a batch of sheets go on.

Beside it, how long the window's thread works at one go on the largest month's results.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import large, offices
from benchmarks.measure import Figure, figure

if sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QTableView

from qadesk.app import entries
from qadesk.i18n import set_language
from qadesk.progress import Progress
from qadesk.services.paper import sheets
from qadesk.services.records import imports
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.main_window import MainWindow
from qadesk.ui.tasks import Tasks

ROWS, SHEETS, SCORED, TURNS = 200_000, 200, 40, 5
FEW, SORTED = 20_000, 3  # contacts of the largest month, enough for the window; the column of totals
BEAT_MS, LIMIT_MS, GIVE_UP_S = 5, 50, 300


class Heart(QObject):
    """Beats every 5 ms on the window's thread; the longest pause between two beats is the stall."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = self.busiest = 0.0
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self.busiest = max(self.busiest, worked - self._worked)
        self._last, self._worked = now, worked

    def rest_ms(self) -> float:
        """The longest pause while there is nothing to do."""
        return self.longest_ms(lambda loop: QTimer.singleShot(1500, loop, loop.quit))

    def longest_ms(self, work: Callable[[QEventLoop], None]) -> float:
        """Run `work`, which ends the loop it is handed, and say how long the longest pause was."""
        loop = QEventLoop()
        QTimer.singleShot(GIVE_UP_S * 1000, loop, lambda: loop.exit(1))
        QTimer.singleShot(0, loop, lambda: work(loop))
        self.longest = self.busiest = 0.0
        self._last, self._worked = time.perf_counter(), time.thread_time()
        if loop.exec():
            raise TimeoutError(f"not done after {GIVE_UP_S} s")
        return self.longest * 1000


def run() -> list[Figure]:
    """The real window, the real background thread, one figure each."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder
        app = QApplication.instance() or QApplication([])
        set_language("zh_CN")
        theme.apply(app)
        office = offices.make(home / "bench.qadesk", records=20_000, agents=SHEETS)
        tasks = Tasks()
        window = MainWindow(office, tasks, entries(lambda: office, tasks))
        window.resize(1366, 768)
        window.show_first()
        heart = Heart()
        try:
            heart.rest_ms()  # until the cycles are read
            window.show_cycle(offices.CYCLE)
            window.open_screen("score")
            heart.rest_ms()
            gc.freeze()  # as the program does once its window stands
            idle = heart.rest_ms()
            work = {
                f"import of {ROWS:,} rows": lambda n: _import(tasks, office, _calls(home / f"{n}.csv", n)),
                f"scoring {SCORED} agents by keyboard": lambda _n: _score(window),
                f"working out how sure {SHEETS} agents are": lambda _n: _sure(window),
                f"batch of {SHEETS} sheets": lambda n: _batch(tasks, office, home / f"sheets{n}"),
            }
            measured = {
                what: sorted(heart.longest_ms(begin(turn)) for turn in range(TURNS))
                for what, begin in work.items()
            }
        finally:
            window.close()
            office.close()
    few = _largest_month()
    # The machine makes the window wait, too: hence the median, with the worst turn and an idle one beside it
    note = f"between two beats of a {BEAT_MS} ms timer, median of {TURNS} turns"
    return few + [
        figure(
            f"longest stall, {what}",
            statistics.median(turns),
            LIMIT_MS,
            unit="ms",
            note=f"{note}, worst {turns[-1]:.0f} ms; idle {idle:.0f} ms",
        )
        for what, turns in measured.items()
    ]


def _largest_month() -> list[Figure]:
    """CPU time of the window's thread at one go, in which nothing is drawn and no key is answered."""
    with tempfile.TemporaryDirectory() as folder:
        office, tasks = large.office(Path(folder) / "large.qadesk", FEW), Tasks()
        window = MainWindow(office, tasks, entries(lambda: office, tasks))
        window.resize(1366, 768)
        window.show_first()
        heart = Heart()
        try:
            heart.rest_ms()
            window.show_cycle(offices.CYCLE)
            window.open_screen("results")
            heart.longest_ms(_when_read(window, lambda _screen: None))
            gc.freeze()
            work: dict[str, Callable[[Any], object]] = {
                "read again": lambda screen: screen.refresh(frozenset({"ratings"})),
                "values in place of points": lambda screen: _other(screen.ranking.filters["Shown"]),
                "sorted by total": lambda screen: _turned(screen.ranking.table),
            }
            made = {
                what: statistics.median(_busiest(heart, _when_read(window, act)) for _turn in range(TURNS))
                for what, act in work.items()
            }
        finally:
            window.close()
            office.close()
    size = f"{large.AGENTS} agents × {large.INDICATORS} indicators"
    note = f"CPU time of its thread between two beats of a {BEAT_MS} ms timer, median of {TURNS} turns"
    return [
        figure(f"window at one go: {size} {what}", spent, LIMIT_MS, unit="ms", note=note)
        for what, spent in made.items()
    ]


def _busiest(heart: Heart, work: Callable[[QEventLoop], None]) -> float:
    heart.longest_ms(work)
    return heart.busiest * 1000


def _when_read(window: MainWindow, act: Callable[[Any], object]) -> Callable[[QEventLoop], None]:
    """Do something on the results, and wait until all that it began is done."""

    def begin(loop: QEventLoop) -> None:
        act(window.screen_of("results"))
        window.tasks.run(lambda: None, lambda _none: then())

        def then() -> None:  # how sure they are comes after the results
            window.tasks.run(lambda: None, lambda _none: QTimer.singleShot(500, loop, loop.quit))

    return begin


def _other(box: QComboBox) -> None:
    box.setCurrentIndex(1 - box.currentIndex())


def _turned(table: QTableView) -> None:
    head = table.horizontalHeader()
    down = head.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder and head.sortIndicatorSection() == SORTED
    table.sortByColumn(SORTED, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)


def _import(tasks: Tasks, office: Office, file: Path) -> Callable[[QEventLoop], None]:
    def work(progress: Progress) -> int:
        return imports.run(office, file, progress=progress).imported

    def begin(loop: QEventLoop) -> None:
        tasks.run(
            work,
            lambda imported: loop.exit(0 if imported == ROWS else 1),
            title="bench",
            progress=True,
        )

    return begin


def _batch(tasks: Tasks, office: Office, folder: Path) -> Callable[[QEventLoop], None]:
    def work(progress: Progress) -> None:
        sheets.save(office, offices.CYCLE, folder, merged=True, progress=progress)

    def begin(loop: QEventLoop) -> None:
        tasks.run(work, lambda _report: loop.quit(), title="bench", progress=True)

    return begin


def _sure(window: MainWindow) -> Callable[[QEventLoop], None]:
    """Over the ranking, which is shown already."""

    def begin(loop: QEventLoop) -> None:
        window.open_screen("results")
        screen = window.screen_of("results")

        def again() -> None:
            screen.work_out_sure()  # type: ignore[attr-defined]
            window.tasks.run(lambda: None, lambda _none: QTimer.singleShot(50, loop, loop.quit))

        window.tasks.run(lambda: None, lambda _none: QTimer.singleShot(500, loop, again))

    return begin


def _score(window: MainWindow) -> Callable[[QEventLoop], None]:
    """Type a level every 25 ms, as nobody can: each is painted, and saved behind it."""

    def begin(loop: QEventLoop) -> None:
        screen = window.screen_of("score")
        keys = iter("45345213" * (SCORED // 4))  # two items each
        timer = QTimer(loop, interval=25)

        def type_one() -> None:
            key = next(keys, None)
            if key is None:
                timer.stop()
                window.tasks.run(lambda: None, lambda _none: loop.quit())  # after the last save
                return
            QTest.keyClick(QApplication.focusWidget() or screen, key)

        timer.timeout.connect(type_one)
        QTimer.singleShot(500, loop, timer.start)

    return begin


def _calls(file: Path, turn: int) -> Path:
    """An export of the phone system, as large as a head office's month."""
    began = datetime(2026, 10, 1, 8)  # noqa: DTZ001 - a local time, as exports have it
    with file.open("w", encoding="gb18030", newline="") as out:
        out.write("呼叫中心话务明细表（2026年10月）\r\n")
        out.write("流水号,坐席工号,呼入时间,接听状态,响应时长,通话时长,是否首次解决,满意度,备注\r\n")
        for i in range(ROWS):
            at = began + timedelta(seconds=i * 13)
            out.write(
                f"X{turn}{i:09d},KF{i % SHEETS:04d},{at:%Y/%m/%d %H:%M:%S},已接,00:00:{i % 60:02d},"
                f"00:0{i % 10}:{i % 60:02d},{'是' if i % 7 else '否'},{1 + i % 5},\r\n"
            )
    return file
