"""Runs the program with one kind of record more, in a process of its own: what is registered stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[3]


def with_visits(folder: Path, what: str) -> Any:
    """What `with_visits.py` says of that kind: "everywhere", or on the "screen"."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("with_visits.py")), str(folder), what],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(_ROOT / "src"), str(_ROOT))),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
