"""Importing through the reading process, beside the same import read in the program's own process."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import offices
from benchmarks.bench_import import write_calls
from benchmarks.measure import Figure, figure

ROWS, SMALL, AGENTS, TURNS = 200_000, 100, 14, 5


def run() -> list[Figure]:
    """Both in turns, each in a program of its own, whose first file pays for starting the reader."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large, small = folder / "话务明细.csv", folder / "话务.csv"
        write_calls(large, ROWS)
        write_calls(small, SMALL)
        apart, here = _both(folder, large)
        first, direct = _both(folder, small)
    return [
        figure(
            "import through the reading process",
            apart,
            1.1,
            reference=here,
            note=f"{ROWS:,} rows; reference: the same, read in the program's own process",
        ),
        figure("one small file more", first - direct, 0.3, note=f"{SMALL} rows, the first file of a program"),
    ]


def _both(folder: Path, file: Path) -> tuple[float, float]:
    """Median seconds, through the process and without it."""
    seconds: dict[str, list[float]] = {"apart": [], "here": []}
    for turn in range(TURNS):
        for way, taken in seconds.items():
            office = folder / f"{file.stem}{way}{turn}.qadesk"
            offices.make(office, records=1, agents=AGENTS).close()
            command = [sys.executable, "-m", "benchmarks.bench_reader", str(office), str(file), way]
            output = subprocess.run(
                command, check=True, capture_output=True, text=True, encoding="utf-8"
            ).stdout
            told = json.loads(output)
            if told["imported"] not in (ROWS, SMALL):
                raise RuntimeError(f"not everything was imported: {output}")
            taken.append(told["seconds"])
    return statistics.median(seconds["apart"]), statistics.median(seconds["here"])


def _import(office_path: Path, file: Path, way: str) -> None:
    """What the fresh process does: one import, and what it took on standard output."""
    from qadesk.services import setup
    from qadesk.services.records import imports
    from qadesk.tabular import layout, reader

    if way == "here":
        layout.open_sources = reader.open_here
    office = setup.open_office(office_path)
    began = time.perf_counter()
    report = imports.run(office, file)
    seconds = time.perf_counter() - began
    office.close()
    print(json.dumps({"seconds": seconds, "imported": report.imported}))


if __name__ == "__main__":
    _import(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
