"""The frozen program beside a bare PySide6 window frozen by the same rules, and beside its own source."""

from __future__ import annotations

import io
import os
import statistics
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import bench_start, offices
from benchmarks.measure import Figure, figure
from installer import linux, version
from installer.steps import BUILD, ROOT
from installer.steps import run as call
from installer.windows import build_python

TIMES = 5


def run() -> list[Figure]:
    """Size of the packed folders, and the first start with nothing of either in the disk's cache."""
    frozen = linux.freeze()
    with ThreadPoolExecutor() as side_by_side:  # packing is most of the time, and knows no lock
        packed = side_by_side.map(_packed, (frozen, _bare("bare"), _bare("whole")))
    ours, reference, whole = packed
    setup = BUILD / f"QADesk-{version.current()}-Setup.exe"
    known = f"; Windows setup {setup.stat().st_size / 1e6:.1f} MB" if setup.exists() else ""
    start_frozen, start_source = _first_starts(frozen / "qadesk")
    return [
        figure(
            "size of the package, xz",
            ours,
            1.35,
            reference=reference,
            unit="MB",
            note="reference: a bare PySide6 window with a table, frozen by the same rules" + known,
        ),
        figure(
            "the same, beside a window left whole",
            ours,
            1.35,
            reference=whole,
            unit="MB",
            note="reference: the bare window with everything PyInstaller collects for it",
        ),
        figure(
            "first start of the frozen program",
            start_frozen,
            1.5,
            reference=start_source,
            note="today's figures painted, files not in the disk's cache; reference: the same from source",
        ),
    ]


def _bare(kind: str) -> Path:
    """Freeze the bare window: "bare" by the rules of ours, "whole" with nothing left out."""
    places = ["--distpath", BUILD / "bare", "--workpath", BUILD / f"{kind}-work"]
    options = ["--noconfirm", "--log-level", "ERROR"]
    asked = {"QADESK_BARE_WHOLE": "1"} if kind == "whole" else {}
    command = [build_python(), "-m", "PyInstaller", *options, *places, ROOT / "installer" / "bare.spec"]
    call(command, environment=asked)
    return BUILD / "bare" / kind


def _packed(folder: Path) -> float:
    """Millions of bytes of a folder as one xz archive, the way a setup or a Debian package holds it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz", preset=6) as archive:
        archive.add(folder, ".")
    return len(packed.getvalue()) / 1e6


def _first_starts(program: Path) -> tuple[float, float]:
    """Median seconds from process start to today's figures: frozen and from source, in turns."""
    source = (ROOT / "src", ROOT / "resources", sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"))
    ways: tuple[tuple[list[str], Iterable[str | Path]], ...] = (
        ([str(program)], (program.parent,)),
        ([sys.executable, "-m", "qadesk"], source),
    )
    taken: tuple[list[float], list[float]] = ([], [])
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        office = home / "office.qadesk"
        offices.make(office, records=1000, agents=20).close()
        environment = bench_start._environment(home)
        for _turn in range(TIMES):
            for (command, places), times in zip(ways, taken, strict=True):
                _forget(places)
                moments = bench_start.started(
                    [*command, "--office", str(office)], environment, bench_start.OURS
                )
                times.append(moments["figures"])
    return statistics.median(taken[0]), statistics.median(taken[1])


def _forget(places: Iterable[str | Path]) -> None:
    """Drop the files of these folders from the disk's cache, as after switching the PC on."""
    for place in places:
        for path in Path(place).rglob("*"):
            if path.is_file() and not path.is_symlink():
                descriptor = os.open(path, os.O_RDONLY)
                try:
                    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                finally:
                    os.close(descriptor)
