"""Mutated files brought in through every door, and an office file with one byte changed."""

from __future__ import annotations

import shutil
import signal
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from qadesk.errors import UserError
from qadesk.services import check, first_look, sample, setup
from qadesk.services.assessment import results
from qadesk.services.designing import exchange
from qadesk.services.records import imports
from qadesk.services.scoring import boards, score_files
from qadesk.storage.office import Office
from tools.torture import runs
from tools.torture.disk import Tally
from tools.torture.mutations import mutated

ROOT: Final = Path(__file__).resolve().parents[2]
KEPT: Final = ROOT / "build" / "torture"  # files on which something was wrong
_ENDINGS: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".yaml")
_LARGEST: Final = 3 << 20  # bytes of a file to begin with
_SECONDS: Final = 60  # for one file; a minute is for ever
_AT_ONCE: Final = 50  # files in one process


def sources() -> list[Path]:
    """The files that are mutated: the sample's and those of the tests."""
    folders = (
        ROOT / "resources" / "sample_office",
        ROOT / "resources" / "scorecards",
        ROOT / "tests" / "data",
    )
    return [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in _ENDINGS and path.is_file() and 0 < path.stat().st_size < _LARGEST
    ]


def mutate_all(number: int, seed: int) -> Tally:
    """So many mutated files, each imported as what it may be; the n-th is always the same for a seed."""
    files = sources()
    contents = [path.read_bytes() for path in files]
    tally = Tally("mutated files", places=len(files))

    def make(n: int, folder: Path) -> Path:
        chance = Random(f"{seed}-{n}")
        at = chance.randrange(len(files))
        path = folder / f"{n}-{files[at].name}"
        path.write_bytes(mutated(contents[at], chance, contents))
        return path

    with tempfile.TemporaryDirectory(prefix="qadesk-torture-") as name:
        folder = Path(name)
        _prepared(folder)
        _in_batches(tally, number, folder, lambda office, n: _bring_in(office, make(n, folder)), make)
    return tally


def _prepared(folder: Path) -> None:
    made = runs.run(lambda _say: sample.build(folder / "sample.qadesk", followed=False).close())
    if made.ended != "done":
        raise RuntimeError(made.text)


def _bring_in(office: Office, path: Path) -> None:
    """Through every door it may be taken to."""
    doors: list[Callable[[], object]] = [lambda: imports.run(office, path, dry_run=True)]
    if path.suffix == ".yaml":
        doors = [lambda: exchange.check_file(path), lambda: exchange.import_file(office, path)]
    elif path.suffix == ".xlsx":
        doors += [lambda: exchange.check_file(path), lambda: imports.preview(office, path)]
    if "评分" in path.name or path.suffix == ".xlsx":
        doors.append(lambda: score_files.import_scores(office, sample.OPEN, path))
    for door in doors:
        try:
            door()
        except UserError as error:
            if not ((error.happened and error.remedy) or error.kept):
                raise AssertionError(f"says too little: {error}") from error


def _in_batches(
    tally: Tally,
    number: int,
    folder: Path,
    do: Callable[[Office, int], None],
    make: Callable[[int, Path], Path],
) -> None:
    n = 0
    while n < number:
        batch = range(n, min(n + _AT_ONCE, number))
        made = runs.run(lambda say, these=batch: _batch(folder, these, do, say), _SECONDS * len(batch))  # type: ignore[misc]
        tally.peak = max(tally.peak, made.peak)
        tally.large += made.too_large
        for file, wrong in made.said:
            n = file + 1
            if wrong:
                tally.uncaught += 1
                tally.found.append(f"{_kept(make, file)}: {wrong}")
        if made.ended != "done":  # by the next file
            tally.hung += made.ended == "hung"
            tally.uncaught += made.ended != "hung"
            tally.found.append(f"{_kept(make, n)}: {made.ended} {made.text}")
            n += 1
    tally.runs = number


def _kept(make: Callable[[int, Path], Path], n: int) -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    return make(n, KEPT)


def _batch(folder: Path, numbers: range, do: Callable[[Office, int], None], say: runs.Say) -> None:
    path = folder / "run.qadesk"
    shutil.copyfile(folder / "sample.qadesk", path)
    office = setup.open_office(path)
    for n in numbers:
        signal.alarm(_SECONDS)
        try:
            do(office, n)
            say([n, ""])
        except Exception:  # noqa: BLE001 - counted
            say([n, traceback.format_exc()])
        for left in folder.glob(f"{n}-*"):
            left.unlink()
    signal.alarm(0)
    office.close()


# ---- an office file with one byte changed


def flip_all(number: int, seed: int) -> Tally:
    """So many office files with one byte changed, each opened and looked through."""
    tally = Tally("flipped bytes of an office")
    with tempfile.TemporaryDirectory(prefix="qadesk-torture-") as name:
        folder = Path(name)
        _prepared(folder)
        sound = (folder / "sample.qadesk").read_bytes()
        chance = Random(f"flip-{seed}")
        places = [chance.randrange(len(sound)) for _n in range(number)]
        bits = [1 << chance.randrange(8) for _n in range(number)]
        tally.places = len(sound)

        def make(n: int, into: Path) -> Path:
            spoilt = bytearray(sound)
            spoilt[places[n]] ^= bits[n]
            path = into / f"{n}-flipped.qadesk"
            path.write_bytes(spoilt)
            return path

        def do(_office: Office, n: int) -> None:
            _look_through(make(n, folder))
            shutil.rmtree(folder / f"{n}-flipped.backups", ignore_errors=True)

        _in_batches(tally, number, folder, do, make)
    return tally


def _look_through(path: Path) -> None:
    """What a day's work reads, each part for itself: one that is refused keeps no other from being read."""
    try:
        office = setup.open_office(path)
    except UserError:
        return
    looks: list[Callable[[], object]] = [
        lambda: check.check(office),
        lambda: imports.history(office),
        *(lambda code=code: results.results(office, code) for code in (sample.CLOSED, sample.OPEN)),
        lambda: boards.board(office, sample.OPEN),
        lambda: first_look.overview(office, sample.OPEN),
    ]
    try:
        for look in looks:
            try:
                look()
            except UserError:
                continue
    finally:
        office.close()
