"""Process start to the main window painted: beside a bare PySide6 window, and 1 M beside 10 k records."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import offices
from benchmarks.measure import Figure, figure

LARGE, SMALL, AGENTS, TIMES = 1_000_000, 10_000, 60, 7
HERE = Path(__file__).resolve().parent


def run() -> list[Figure]:
    """Three programs started in turns; medians of the time until each says that it has painted."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        large, small = home / "large.qadesk", home / "small.qadesk"
        offices.make(large, records=LARGE, agents=AGENTS).close()
        offices.make(small, records=SMALL, agents=AGENTS).close()
        bare = [sys.executable, str(HERE / "bare_window.py")]
        qadesk = [sys.executable, "-m", "qadesk", "--office"]
        commands = {"bare": bare, "large": [*qadesk, str(large)], "small": [*qadesk, str(small)]}
        environment = _environment(home)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(TIMES + 1):
            for name, command in commands.items():
                painted, filled = _started(command, environment)
                if turn:  # the first turn only warms the disk's cache
                    times[name].append(painted)
                    times.setdefault(f"{name} filled", []).append(filled)
    median = {name: statistics.median(taken) for name, taken in times.items()}
    return [
        figure(
            "process start to window painted",
            median["large"],
            3,
            reference=median["bare"],
            note=f"office with {LARGE:,} contacts; reference: a bare PySide6 window with a table; "
            f"today's figures stand in it after {median['large filled']:.2f} s",
        ),
        figure(
            "the same, 1 M against 10 k records",
            median["large"],
            1.1,
            reference=median["small"],
            note=f"reference: the same program, office with {SMALL:,} contacts",
        ),
    ]


def _environment(home: Path) -> dict[str, str]:
    """Folders of its own, no screen needed, and the word that makes the program say when it has painted."""
    folders = {name: str(home) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    environment = {**os.environ, **folders, "QADESK_BENCH_START": "1"}
    if sys.platform.startswith("linux"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return environment


def _started(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds from starting a program to its first and to its last line of output."""
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        moments = [time.perf_counter() - began for _line in process.stdout]
    if process.returncode or not moments:
        raise RuntimeError(f"{command} ended with {process.returncode} and painted nothing")
    return moments[0], moments[-1]
