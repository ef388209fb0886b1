"""Process start to Today's figures: beside a bare PySide6 window, and 1 M beside 10 k records."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

from benchmarks import offices
from benchmarks.measure import Figure, figure

LARGE, SMALL, AGENTS, LEFT, YEARS, TIMES = 1_000_000, 10_000, 60, 5, 2, 11
GIVE_UP_S = 60
OURS = ("painted", "figures", "added up")  # what `qadesk.ui.painted` tells, in this order
HERE = Path(__file__).resolve().parent


def run() -> list[Figure]:
    """Three programs started in turns; medians of the time until each says how far its window is."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        large, small = home / "large.qadesk", home / "small.qadesk"
        for path, records in ((large, LARGE), (small, SMALL)):
            offices.make(path, records=records, agents=AGENTS, years=YEARS, left=LEFT).close()
        qadesk = [sys.executable, "-m", "qadesk", "--office"]
        commands = {
            "bare": ([sys.executable, str(HERE / "bare_window.py")], ("painted",)),
            "large": ([*qadesk, str(large)], OURS),
            "small": ([*qadesk, str(small)], OURS),
        }
        environment = _environment(home)
        times: dict[tuple[str, str], list[float]] = defaultdict(list)
        for turn in range(TIMES + 1):
            for name, (command, told) in commands.items():
                moments = started(command, environment, told)
                if turn:  # the first turn only warms the disk's cache
                    for what, moment in moments.items():
                        times[name, what].append(moment)
    median = {key: statistics.median(taken) for key, taken in times.items()}
    bare, ours = median["bare", "painted"], median["large", "figures"]
    frame, results = median["large", "painted"], median["large", "added up"]
    return [
        figure(
            "process start to today's figures painted",
            ours,
            3,
            reference=bare,
            note=f"office with {LARGE:,} contacts of {YEARS} years; reference: a bare PySide6 window with a "
            f"table; frame painted at {frame / bare:.2f} ×, the month's results after {results:.2f} s",
        ),
        figure(
            "the same, 1 M against 10 k records",
            ours,
            1.1,
            reference=median["small", "figures"],
            note=f"reference: the same program, office with {SMALL:,} contacts",
        ),
    ]


def _environment(home: Path) -> dict[str, str]:
    """Folders of its own, no screen needed, and the word that makes the program say when it has painted."""
    folders = {name: str(home) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    # An installed program's modules are compiled: what this PC sets against it must not be measured.
    compiled = {"PYTHONDONTWRITEBYTECODE": ""}
    environment = {**os.environ, **folders, **compiled, "QADESK_BENCH_START": "1"}
    if sys.platform.startswith("linux"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return environment


def started(command: list[str], environment: dict[str, str], told: tuple[str, ...]) -> dict[str, float]:
    """Seconds from starting a program until it told each of these words, one a line."""
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        give_up = threading.Timer(GIVE_UP_S, process.kill)  # it may stand there with an error nobody reads
        give_up.start()
        moments = {line.strip(): time.perf_counter() - began for line in process.stdout}
        give_up.cancel()
    if process.returncode or tuple(moments) != told:
        raise RuntimeError(f"{command} ended with {process.returncode} and told {list(moments)}")
    return moments
