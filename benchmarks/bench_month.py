"""Six files to the sheets of a month in one call, beside a script that knows every layout."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Figure, beside, figure, seconds
from qadesk.domain.periods import period
from qadesk.printing.sheet_layout import compose
from qadesk.resources import resource
from qadesk.services import setup
from qadesk.services.paper import sheets
from qadesk.services.records import imports
from qadesk.storage.office import Office
from qadesk.tabular.directory import Directory
from qadesk.tabular.layout import settle
from qadesk.tabular.sources import open_sources

HERE = Path(__file__).resolve().parent
CODE, TIMES = "2026-10", 5
KINDS = ("话务明细", "在线会话", "投诉工单", "表扬差错", "回访问卷", "派送时效")


def run() -> list[Figure]:
    """Both are programs of their own, started in turns; the same files, as many sheets of as many lines."""
    samples = resource("sample_office")
    files = [next(samples.glob(f"{kind}_{CODE}.*")) for kind in KINDS]
    with tempfile.TemporaryDirectory(prefix="qadesk-bench-") as name:
        folder = Path(name)
        office = _office(folder / "branch.qadesk", samples)
        guessing = _guessing(office, files)
        office.close()
        lines, agents = _drawn(folder, files)
        ours, reference = beside(
            lambda: _ours(folder, files), lambda: _reference(folder, samples, lines), times=TIMES
        )
    return [
        figure(
            "six files to the month's sheets",
            ours,
            2,
            reference=reference,
            note=f"{agents} sheets of {lines} lines; reference: pandas and ReportLab, layouts known",
        ),
        figure("guessing the layout of the six files", guessing, 0.15, note="kinds, columns, words"),
    ]


def _office(path: Path, samples: Path) -> Office:
    """An office with its staff list, October open."""
    office = setup.create_office(path, name="Bench", user_name="Bench", first_cycle=period(CODE))
    imports.run(office, samples / "花名册.xlsx", kind="roster")
    return office


def _guessing(office: Office, files: list[Path]) -> float:
    """Seconds to settle how all files are read, without opening them: that is another figure."""
    with office.read() as connection:
        people: Directory = imports.directory(connection, office)
    opened = {path: open_sources(path) for path in files}

    def all_of_them() -> None:
        for path in files:
            settle(path, people, {}, sources=opened[path])

    all_of_them()
    return statistics.median(seconds(all_of_them) for _ in range(TIMES))


def _drawn(folder: Path, files: list[Path]) -> tuple[int, int]:
    """How many lines a sheet has, and how many sheets there are."""
    _ours(folder, files)
    office = setup.open_office(folder / "run.qadesk")
    contents = sheets.contents(office, CODE, None, "zh_CN")
    office.close()
    texts = [len(page.texts) for content in contents for page in compose(content)]
    return round(sum(texts) / len(contents)), len(contents)


def _ours(folder: Path, files: list[Path]) -> None:
    shutil.copyfile(folder / "branch.qadesk", folder / "run.qadesk")
    shutil.rmtree(folder / "sheets", ignore_errors=True)
    command = [sys.executable, "-m", "qadesk", "--office", str(folder / "run.qadesk"), "month", CODE]
    _call([*command, *map(str, files), "--sheets", str(folder / "sheets")], folder)


def _reference(folder: Path, samples: Path, lines: int) -> None:
    out = folder / "reference"
    shutil.rmtree(out, ignore_errors=True)
    faces = [str(resource("fonts", f"NotoSansSC-{face}.ttf")) for face in ("Regular", "Bold")]
    script = str(HERE / "month_reference.py")
    _call([sys.executable, script, str(samples), str(out), str(lines), *faces], folder)


def _call(command: list[str], home: Path) -> None:
    environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode not in (0, 3):  # 3: rows were rejected, as they must be
        raise RuntimeError(done.stderr.decode(errors="replace"))
