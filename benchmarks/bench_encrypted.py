"""An encrypted office beside the same one that is plain: importing, the results of a month, the start."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from benchmarks import bench_import, bench_results, bench_start, offices
from benchmarks.measure import Figure, beside, figure, seconds
from qadesk.services import encryption, setup
from qadesk.services.assessment import results
from qadesk.storage.cipher import key_files
from qadesk.storage.office import User

_keys: dict[Path, str] = {}  # recovery keys
PASSPHRASE, TURNS, STARTS = "a passphrase for measuring", 3, 7
_ME = User(1, "Bench", "Bench", "supervisor")
_UNLOCKED = """
import sys
from pathlib import Path
from qadesk.storage.cipher import key_files
key_files.unlock(Path(sys.argv[1]), sys.argv[2])
"""
_IMPORT = (
    _UNLOCKED + "from benchmarks.bench_import import _import\n_import(Path(sys.argv[1]), Path(sys.argv[3]))"
)
_START = """
import sys
from pathlib import Path
from qadesk.app import main
from qadesk.storage.cipher import key_files
key_files.unlock_with_recovery_key(Path(sys.argv[1]), sys.argv[2])
sys.exit(main(["--office", sys.argv[1]]))
"""


def run() -> list[Figure]:
    """Plain and encrypted in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [_imports(folder), _results(folder), *_starts(folder)]


def _encrypted(plain: Path) -> Path:
    """The same office beside it, encrypted."""
    copy = plain.with_name(f"encrypted {plain.name}")
    shutil.copyfile(plain, copy)
    _keys[copy] = encryption.encrypt(copy, PASSPHRASE, _ME)
    return copy


def _imports(folder: Path) -> Figure:
    file = folder / "话务明细.csv"
    bench_import.write_calls(file, bench_import.ROWS)
    times: dict[str, list[float]] = defaultdict(list)
    for turn in range(TURNS):
        office = folder / f"import{turn}.qadesk"
        offices.make(office, records=1, agents=bench_import.AGENTS).close()
        encrypted = _encrypted(office)
        times["plain"].append(_seconds("-m", "benchmarks.bench_import", office, file))
        times["encrypted"].append(_seconds("-c", _IMPORT, encrypted, PASSPHRASE, file))
    ours, reference = statistics.median(times["encrypted"]), statistics.median(times["plain"])
    note = f"{bench_import.ROWS:,} calls; reference: the same into a plain office"
    return figure("import, encrypted", ours, 1.25, reference=reference, note=note)


def _seconds(*call: object) -> float:
    import json

    command = [sys.executable, *map(str, call)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)
    return float(told["seconds"])


def _results(folder: Path) -> Figure:
    plain = folder / "results.qadesk"
    offices.make(plain, records=bench_results.RECORDS, agents=bench_results.AGENTS).close()
    encrypted = _encrypted(plain)
    with closing(setup.open_office(plain)) as one, closing(setup.open_office(encrypted)) as other:
        assert results.results(other, offices.CYCLE).results
        ours, reference = beside(
            lambda: results.results(other, offices.CYCLE), lambda: results.results(one, offices.CYCLE)
        )
    note = f"{bench_results.RECORDS:,} contacts; reference: the same of a plain office"
    return figure("results of a month, encrypted", ours, 1.25, reference=reference, note=note)


def _starts(folder: Path) -> list[Figure]:
    plain = folder / "start.qadesk"
    offices.make(plain, records=100_000, agents=bench_start.AGENTS, years=bench_start.YEARS).close()
    encrypted = _encrypted(plain)
    environment = bench_start._environment(folder)
    tried = statistics.median(seconds(lambda: key_files.unlock(encrypted, PASSPHRASE)) for _turn in range(5))
    commands = {
        "plain": [sys.executable, "-m", "qadesk", "--office", str(plain)],
        "encrypted": [sys.executable, "-c", _START, str(encrypted), _keys[encrypted]],
    }
    times: dict[str, list[float]] = defaultdict(list)
    for turn in range(STARTS + 1):
        for name, command in commands.items():
            moments = bench_start.started(command, environment, bench_start.OURS)
            if turn:
                times[name].append(moments["figures"])
    ours, reference = statistics.median(times["encrypted"]), statistics.median(times["plain"])
    note = "to today's figures, the passphrase not counted; reference: the same of a plain office"
    once = "argon2id, 64 MiB gone through 3 times: slow on purpose, for whoever guesses"
    return [
        figure("start, encrypted", ours, 1.3, reference=reference, note=note),
        figure("trying one passphrase", tried, 1, note=once),
    ]
