"""Saving one rating durably, as each keystroke does, beside one raw SQLite commit of the same rows."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from benchmarks import offices
from benchmarks.measure import Figure, figure
from qadesk.services import cycles
from qadesk.services.cycles import Cycle
from qadesk.services.scoring import drafts
from qadesk.storage.office import Office

AGENTS, ROUNDS = 14, 20
LEVELS = tuple(Decimal(level) for level in range(1, 6))


class _Raw:
    """The same two rows in a file beside the office's, with the office's pragmas and nothing in between."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.executescript(
            "CREATE TABLE evaluation (id INTEGER PRIMARY KEY, agent_id INTEGER UNIQUE, updated_at INTEGER);"
            "CREATE TABLE rating (evaluation_id INTEGER REFERENCES evaluation, item TEXT, level TEXT,"
            " PRIMARY KEY (evaluation_id, item));"
        )

    def save(self, agent: int, item: str, level: str) -> None:
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE")
        execute(
            "INSERT INTO evaluation VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET updated_at = excluded.updated_at",
            (agent, agent, time.time_ns() // 1_000_000),
        )
        execute(
            "INSERT INTO rating VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET level = excluded.level",
            (agent, item, level),
        )
        execute("COMMIT")


def run() -> list[Figure]:
    """Both in turns over 14 agents and two items; medians, for a disk is sometimes busy."""
    with tempfile.TemporaryDirectory() as folder:
        office = offices.make(Path(folder) / "bench.qadesk", records=10, agents=AGENTS)
        raw = _Raw(Path(folder) / "raw.sqlite")
        cycle = cycles.get(office, offices.CYCLE)
        ours, reference = _in_turns(office, cycle, raw)
        raw.connection.close()
        office.close()
    note = "one rating of a draft; reference: the same rows, raw sqlite3, WAL, synchronous=FULL"
    return [figure("saving one evaluation", ours, 2, reference=reference, note=note)]


def _in_turns(office: Office, cycle: Cycle, raw: _Raw) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS):
        for agent in range(AGENTS):
            for item in ("attitude", "communication"):
                level = LEVELS[(turn + agent) % 5]
                began = time.perf_counter()
                drafts.rate(office, cycle, f"KF{agent:04d}", item, level)
                between = time.perf_counter()
                raw.save(agent, item, str(level))
                times[1].append(time.perf_counter() - between)
                times[0].append(between - began)
    return statistics.median(times[0]), statistics.median(times[1])
