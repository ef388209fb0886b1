"""Importing a million call rows, checked and deduplicated, beside csv.reader feeding sqlite3.executemany."""

from __future__ import annotations

import csv
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import offices
from benchmarks.measure import Figure, figure

ROWS, AGENTS, TURNS = 1_000_000, 14, 3
_HEADERS = "流水号,坐席工号,坐席姓名,呼入时间,接听状态,响应时长,通话时长,是否首次解决,满意度,备注"
_TITLE_LINES = 3
_REFERENCE_TABLE = """
CREATE TABLE contact (
    id INTEGER PRIMARY KEY, channel TEXT NOT NULL, ref TEXT NOT NULL, agent TEXT NOT NULL, name TEXT,
    at TEXT NOT NULL, answered TEXT NOT NULL, response TEXT, talk TEXT, resolved TEXT, rating TEXT, note TEXT,
    UNIQUE (ref, channel)
)
"""
_REFERENCE_INSERT = (
    "INSERT INTO contact (channel, ref, agent, name, at, answered, response, talk, resolved, rating, note)"
    " VALUES ('call', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def run() -> list[Figure]:
    """Both in turns; ours in a process of its own, so that its peak memory is its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "话务明细.csv"
        write_calls(file, ROWS)
        ours, reference, peaks = [], [], []
        for turn in range(TURNS):
            seconds, peak = _ours(folder / f"office{turn}.qadesk", file)
            ours.append(seconds)
            peaks.append(peak)
            reference.append(_reference(folder / f"reference{turn}.sqlite", file))
    note = f"{ROWS:,} rows, GB18030; reference: csv.reader and executemany, same columns, same unique key"
    return [
        figure(
            "import of 1 M calls",
            statistics.median(ours),
            2,
            reference=statistics.median(reference),
            note=note,
        ),
        figure("import of 1 M calls, peak memory", max(peaks), 400, unit="MB", note="the whole process"),
    ]


def write_calls(path: Path, rows: int) -> None:
    """A month's call export as a phone system writes it."""
    chance = random.Random(7)
    start = datetime(2026, 10, 1, 8, tzinfo=UTC)
    step = timedelta(days=30) / rows
    with path.open("w", encoding="gb18030", newline="") as file:
        file.write(
            f"呼叫中心话务明细表（2026年10月）\r\n导出时间：2026-10-31 23:59,,,制表人：系统\r\n{_HEADERS}\r\n"
        )
        for row in range(rows):
            at = start + row * step
            agent = chance.randrange(AGENTS)
            when = f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M:%S}"
            who = f"H202610{row:07},KF{agent:04},客服{agent:02},{when}"
            if chance.random() < 0.06:
                file.write(f"{who},未接,,,,未评价,\r\n")
                continue
            response, talk = int(chance.gauss(30, 8)) % 120, int(chance.gauss(180, 60)) % 900
            resolved = chance.choice(("是", "是", "是", "是", "是", "否", ""))
            rating = chance.choice(("未评价", "未评价", "5", "4", "3"))
            lengths = f"00:{response // 60:02}:{response % 60:02},00:{talk // 60:02}:{talk % 60:02}"
            file.write(f"{who},已接,{lengths},{resolved},{rating},\r\n")


def _ours(office: Path, file: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of the import in a fresh process."""
    offices.make(office, records=1, agents=AGENTS).close()
    command = [sys.executable, "-m", "benchmarks.bench_import", str(office), str(file)]
    output = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    told = json.loads(output)
    if told["imported"] != ROWS:
        raise RuntimeError(f"not everything was imported: {output}")
    return told["seconds"], told["peak_mb"]


def _reference(database: Path, file: Path) -> float:
    began = time.perf_counter()
    connection = sqlite3.connect(database)
    connection.execute(_REFERENCE_TABLE)
    with file.open(encoding="gb18030", newline="") as text:
        rows = csv.reader(text)
        for _ in range(_TITLE_LINES):
            next(rows)
        connection.executemany(_REFERENCE_INSERT, rows)
    connection.commit()
    connection.close()
    return time.perf_counter() - began


def _import(office_path: Path, file: Path) -> None:
    """What the fresh process does: one import, and what it took on standard output."""
    from qadesk.services import setup
    from qadesk.services.records import imports

    office = setup.open_office(office_path)
    began = time.perf_counter()
    report = imports.run(office, file)
    seconds = time.perf_counter() - began
    office.close()
    print(json.dumps({"seconds": seconds, "peak_mb": _peak_mb(), "imported": report.imported}))


def _peak_mb() -> float:
    if sys.platform == "win32":
        return 0.0  # no such figure without a further dependency
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    _import(Path(sys.argv[1]), Path(sys.argv[2]))
