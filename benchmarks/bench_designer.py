"""The longest stall while a scorecard of 200 indicators is opened, typed in, reordered and undone."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import large
from benchmarks.bench_stall import BEAT_MS, LIMIT_MS, TURNS, Heart
from benchmarks.measure import Figure, figure

if sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qadesk.domain.scorecard import MOST_INDICATORS, Names
from qadesk.i18n import set_language
from qadesk.services import setup
from qadesk.services.designing import drafts, versions
from qadesk.services.designing.row_fields import KEYS
from qadesk.ui import theme
from qadesk.ui.kit.screen import CHANGES
from qadesk.ui.screens.scorecards.screen import ScorecardsScreen
from qadesk.ui.tasks import Tasks

KEY_MS, REST_MS = 60, 400
ROW = MOST_INDICATORS // 2


def run() -> list[Figure]:
    """The real screen with as many versions, sections and indicators as there may be."""
    with tempfile.TemporaryDirectory() as folder:
        app = QApplication.instance() or QApplication([])
        set_language("zh_CN")
        theme.apply(app)
        office = setup.create_office(Path(folder) / "bench.qadesk", name="Bench", user_name="Bench")
        newest = drafts.new_draft(office, None, "large", Names("大表", "Large")).value
        drafts.save_draft(office, newest, large.card())
        for _version in range(drafts.MOST_VERSIONS - 1):
            newest = drafts.new_draft(office, newest).value
        tasks = Tasks()
        screen = ScorecardsScreen(office, tasks)
        screen.resize(1198, 652)
        screen.show()
        heart = Heart()
        try:
            screen.refresh(CHANGES)
            heart.rest_ms()
            gc.freeze()  # as the program does once its window stands
            listed = min(
                heart.longest_ms(_steps([lambda: screen.refresh(CHANGES)])) for _turn in range(TURNS)
            )
            version = next(v for v in versions.versions(office) if v.id == newest)
            opened = heart.longest_ms(_steps([lambda: screen.open(version)]))
            typed = min(heart.longest_ms(_steps(_typing(screen))) for _turn in range(TURNS))
        finally:
            screen.close()
            tasks.shutdown()
            office.close()
    note = f"between two beats of a {BEAT_MS} ms timer, least of {TURNS} turns"
    name = "longest stall, {what}"
    return [
        figure(name.format(what=what), longest, LIMIT_MS, unit="ms", note=note)
        for what, longest in (
            (f"list of {drafts.MOST_VERSIONS} versions", listed),
            (f"opening {MOST_INDICATORS} indicators", opened),
            (f"typing, moving, undoing in {MOST_INDICATORS} indicators", typed),
        )
    ]


def _typing(screen: ScorecardsScreen) -> list[Callable[[], object]]:
    """A weight is typed, its row moved through the table, all of it undone."""
    table = screen.designer.table_page.table

    def press(key: Qt.Key | str) -> Callable[[], object]:
        return lambda: QTest.keyClick(QApplication.focusWidget() or table, key)

    def stand() -> None:
        table.set_current(table.edited.index(ROW, KEYS.index("weight")))
        table.setFocus()

    moves = [lambda: table.nudge(1)] * 6
    undone = [screen.designer.undo] * 7
    return [stand, *(press(key) for key in "12345"), press(Qt.Key.Key_Return), stand, *moves, *undone]


def _steps(steps: list[Callable[[], object]]) -> Callable[[QEventLoop], None]:
    """One step after the other, each painted before the next."""

    def begin(loop: QEventLoop) -> None:
        left = iter(steps)
        timer = QTimer(loop, interval=KEY_MS)

        def go_on() -> None:
            step = next(left, None)
            if step is None:
                timer.stop()
                QTimer.singleShot(REST_MS, loop, loop.quit)
                return
            step()

        timer.timeout.connect(go_on)
        timer.start()

    return begin
