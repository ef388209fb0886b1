"""Worn scans of sheets read, compared and filed: seconds a page, and the longest stall of their window."""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path
from random import Random

from benchmarks.bench_stall import BEAT_MS, LIMIT_MS, Heart
from benchmarks.measure import Figure, figure, seconds

from PySide6.QtCore import QEventLoop, QTimer  # isort: skip - the stall's module chooses the platform
from PySide6.QtWidgets import QApplication  # isort: skip

from qadesk.i18n import set_language
from qadesk.services import sample
from qadesk.services.scans import filing
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.screens.signoff.scans import ScansWindow
from qadesk.ui.screens.signoff.screen import SignoffScreen
from qadesk.ui.tasks import Tasks
from tools.scans import wear
from tools.scans.__main__ import masters

PAGES, FILE, SEED = 200, 10, 7
STALLED, TURNS, PAINTED_MS = 20, 5, 300


def run() -> list[Figure]:
    """Files of ten pages as an office scanner makes them; reading has a process of its own."""
    rng = Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder
        office = sample.build(Path(folder) / "sample.qadesk", followed=False)
        try:
            sheets = [page for _staff_no, page in masters(office)]
            paths = [_file(Path(folder) / f"{number}.pdf", sheets, rng) for number in range(PAGES // FILE)]
            took = seconds(lambda: filing.file_scans(office, paths))
            stalled = _stall(office, paths[: STALLED // FILE])
        finally:
            office.close()
    note = f"{PAGES} pages of 150 to 300 dpi with defects, in files of {FILE}"
    return [figure("filing a scanned page", took / PAGES, 0.25, note=note), stalled]


def _file(path: Path, sheets: list[object], rng: Random) -> Path:
    worn = []
    for _page in range(FILE):
        how = wear.chosen(rng)
        worn.append((wear.scanned(rng.choice(sheets), how, rng), how))
    path.write_bytes(wear.as_pdf(worn))
    return path


def _stall(office: Office, paths: list[Path]) -> Figure:
    """The longest pause of the window's thread while the window of scans files some pages and lists them."""
    app = QApplication.instance() or QApplication([])
    set_language("zh_CN")
    theme.apply(app)  # type: ignore[arg-type]
    tasks = Tasks()
    screen = SignoffScreen(office, tasks)
    screen.cycle, screen.cycle_state = sample.CLOSED, "closed"
    screen.resize(1166, 620)
    screen.show()
    window = ScansWindow(screen)
    window.open()
    heart = Heart()
    idle = heart.rest_ms()

    def begin(loop: QEventLoop) -> None:
        window.list._file(paths)
        tasks.run(lambda: None, lambda _none: QTimer.singleShot(PAINTED_MS, loop.quit))

    heart.longest_ms(begin)  # the first imports what files
    turns = sorted(heart.longest_ms(begin) for _turn in range(TURNS))
    window.accept()
    tasks.shutdown()
    screen.close()
    note = f"{STALLED} pages; between two beats of a {BEAT_MS} ms timer, median of {TURNS} turns"
    note += f", worst {turns[-1]:.0f} ms; idle {idle:.0f} ms"
    return figure("longest stall, filing scans", statistics.median(turns), LIMIT_MS, unit="ms", note=note)
