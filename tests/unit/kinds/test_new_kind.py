"""A new kind of record is one module and its table: it is read, counted, listed and explained everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_a_kind_more_needs_nothing_but_its_module_and_its_table(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("with_visits.py")), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "preview": "visits",
        "imported": ["visits", 3, ["whole_number"]],
        "again": [0, 3],
        "value": ["0.5", 2],
        "computed": "0.325",  # (45 + 20) minutes / 2 visits / 100
        "evidence": [
            ["SM-1", "visit", "45 min", True, "上门记录.csv"],
            ["SM-2", "visit", "20 min", True, "上门记录.csv"],
        ],
        "listed": [["SM-1", 45, None, "KF01"], ["SM-2", 20, "门锁", "KF01"]],
        "explained": ["1", "long visits"],
        "month": [3, "2026-10-07"],
        "silent": ["calls"],
        "lost": ["3 visits of 2026-10"],
        "after_undo": 0,
    }
