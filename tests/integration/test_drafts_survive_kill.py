"""Killed right after a key on the score screen was saved: the rating is there when the office opens again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from qadesk.services import check, setup
from qadesk.services.scoring import boards
from qadesk.services.scoring.forms import EvaluationState

pytestmark = pytest.mark.files  # another program is killed at work on an office file

CODE = "2026-10"

TYPING = f"""
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from qadesk.services import setup
from qadesk.services.done import CHANGES
from qadesk.ui.screens.score.screen import ScoreScreen
from qadesk.ui.tasks import Tasks

app = QApplication([])
office = setup.open_office(Path(sys.argv[1]))
tasks = Tasks()
screen = ScoreScreen(office, tasks)
screen.show()
screen.cycle, screen.cycle_state = "{CODE}", "open"
saved = []

def tell():
    if screen.book.queue.status == "saved" and saved:
        print("saved", flush=True)

def type_into():
    saved.append(True)
    screen.book.queue.changed.connect(tell)
    QTest.keyClicks(screen.grid, "5")
    screen.grid.edit_comment()
    QTest.keyClicks(QApplication.focusWidget() or screen.grid, "kept")

screen.refresh(CHANGES)
while tasks.busy:
    app.processEvents()
type_into()
app.exec()
"""


def test_a_rating_and_a_half_typed_comment_survive_a_kill(sample_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "branch.qadesk"
    shutil.copyfile(sample_file, path)
    command = [sys.executable, "-X", "utf8", "-c", TYPING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as typing:
        assert typing.stdout is not None
        try:
            said = [typing.stdout.readline().strip() for _ in range(2)]  # the rating, then the comment
        finally:
            typing.kill()
    assert said == ["saved", "saved"]
    office = setup.open_office(path)
    try:
        entry = next(e for e in boards.board(office, CODE).entries if e.staff_no == "KF1009")
        assert entry.levels == {"attitude": Decimal(4), "communication": Decimal(5)}
        assert entry.state is EvaluationState.DRAFT
        commented = [e.staff_no for e in boards.board(office, CODE).entries if e.comment == "kept"]
        assert commented == ["KF1010"]  # the rating had moved on to the next agent
        assert [finding for finding in check.check(office) if finding.problem] == []
    finally:
        office.close()
