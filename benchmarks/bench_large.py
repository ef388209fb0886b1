"""The largest month: recomputed beside the SQL it needs, a draft tried on it, the window meanwhile."""

from __future__ import annotations

import gc
import os
import sqlite3
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import large, offices
from benchmarks.bench_stall import BEAT_MS, LIMIT_MS, TURNS, Heart
from benchmarks.measure import Figure, beside, figure
from qadesk.services.assessment import results
from qadesk.services.designing.trial import trial
from qadesk.storage.office import Office

if sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from qadesk.i18n import set_language
from qadesk.ui import theme
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.scorecards.past_months import TrialPage
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.notice import Notice

# What every figure of the month is made from: sums of the records, and what was rated and typed.
REFERENCE = (
    """SELECT agent_id, count(*), count(response_ms), sum(response_ms), sum(response_ms * response_ms),
    count(talk_ms), sum(talk_ms), sum(talk_ms * talk_ms),
    sum(resolved), count(resolved) - sum(resolved), count(rating), sum(rating), sum(rating * rating)
    FROM contact WHERE at >= :start AND at < :end AND answered GROUP BY agent_id""",
    """SELECT agent_id, count(*), sum(upheld), sum(escalated), sum(responded_at - received_at <= 86400000),
    sum(closed_at - received_at <= 172800000)
    FROM complaint WHERE received_at >= :start AND received_at < :end GROUP BY agent_id""",
    """SELECT agent_id, sum(kind = 'praise'), sum(kind = 'error'), sum(kind = 'abuse')
    FROM incident WHERE day >= '2026-10-01' AND day < '2026-11-01' GROUP BY agent_id""",
    """SELECT agent_id, count(*), sum(score >= 9), sum(score <= 6)
    FROM survey_answer WHERE at >= :start AND at < :end GROUP BY agent_id""",
    """SELECT evaluation.agent_id, item, level FROM evaluation JOIN rating ON evaluation_id = evaluation.id
    WHERE status = 'submitted' ORDER BY evaluation.id""",
    "SELECT agent_id, indicator, value FROM typed_value",
    "SELECT agent_id, indicator, standard FROM target",
    "SELECT id, staff_no, name, team, post, status, hired_on, left_on FROM agent ORDER BY staff_no",
)
PAINTED_MS = 200  # until the table shown has been laid out and painted
_BOUNDS = {"start": offices.START_MS, "end": offices.START_MS + offices.MONTH_MS}


def run() -> list[Figure]:
    """All over one file; the reference through a plain cursor of the same connection."""
    with tempfile.TemporaryDirectory() as folder:
        office = large.office(Path(folder) / "bench.qadesk")
        try:
            return [*_reckoning(office), _stall(office)]
        finally:
            office.close()


def _reckoning(office: Office) -> list[Figure]:
    with office.read() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
    draft = large.card(2, standard="25")

    def compute() -> None:
        made = results.results(office, offices.CYCLE)
        assert len(made.results) == large.AGENTS
        assert len(made.results[0].assessment.lines) == large.INDICATORS

    def sql() -> None:
        for statement in REFERENCE:
            raw.execute(statement, _BOUNDS).fetchall()

    def tried() -> None:
        assert any(move.moved for move in trial(office, offices.CYCLE, draft).moves)

    compute()
    gc.collect()
    gc.freeze()  # as the program does once its window stands
    ours, reference = beside(compute, sql, times=7)
    trying, computing = beside(tried, compute, times=3)
    size = f"{large.AGENTS} agents, {large.INDICATORS} indicators"
    note = f"{size}, {large.RECORDS:,} contacts; reference: the SQL it needs, raw sqlite3"
    return [
        figure("results of the largest month", ours, 1.5, reference=reference, note=note),
        figure("trial of a draft on it", trying, 2.5, reference=computing,
               note=f"{size}, before and after; reference: its results alone"),
    ]  # fmt: skip


def _stall(office: Office) -> Figure:
    """The longest pause of the window's thread while a trial is worked out and shown."""
    app = QApplication.instance() or QApplication([])
    set_language("zh_CN")
    theme.apply(app)  # type: ignore[arg-type]
    tasks = Tasks()
    screen = Screen(office, tasks)
    page = TrialPage(screen, Operations(screen, tasks, Notice()))
    page.resize(1166, 620)
    page.show()
    heart = Heart()
    drafts = iter([large.card(2, standard=str(25 + turn)) for turn in range(TURNS + 1)])
    waiting: list[QEventLoop] = []
    page.model.modelReset.connect(lambda: QTimer.singleShot(PAINTED_MS, lambda: waiting.pop().quit()))

    def begin(loop: QEventLoop) -> None:
        waiting.append(loop)
        page.try_on(next(drafts))

    heart.longest_ms(begin)  # the first shows the page, too
    idle = heart.rest_ms()
    turns = sorted(heart.longest_ms(begin) for _turn in range(TURNS))
    tasks.shutdown()
    page.close()
    note = f"between two beats of a {BEAT_MS} ms timer, median of {TURNS} turns"
    note += f", worst {turns[-1]:.0f} ms; idle {idle:.0f} ms"
    return figure("longest stall, trial on it", statistics.median(turns), LIMIT_MS, unit="ms", note=note)
