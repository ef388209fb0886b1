"""Kills and a disk that fails, at every write, sync and renaming of every kind of work."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from qadesk import preferences, whole_files
from tools.torture import runs, shim
from tools.torture.runs import Run
from tools.torture.scenarios import Scenario

FAILING: Final = ((errno.ENOSPC, "ENOSPC"), (errno.EIO, "EIO"))


@dataclass
class Tally:
    """One line of the table."""

    name: str
    runs: int = 0
    places: int = 0  # at which it can be interrupted
    lost: int = 0
    half: int = 0
    uncaught: int = 0
    hung: int = 0
    large: int = 0
    peak: int = 0
    found: list[str] = field(default_factory=list)  # what was wrong, to look into

    def count(self, made: Run, wrong: list[str], where: str) -> None:
        """Add one run."""
        self.runs += 1
        self.peak = max(self.peak, made.peak)
        self.large += made.too_large
        self.hung += made.ended == "hung"
        self.uncaught += made.ended == "uncaught"
        self.lost += any(line.startswith("lost") for line in wrong)
        self.half += any(not line.startswith("lost") for line in wrong)
        told = [made.text.strip()] if made.ended in ("uncaught", "hung") else []
        self.found += [f"{self.name}, {where}: {line}" for line in told + wrong]

    @property
    def sound(self) -> bool:
        """Whether nothing was wrong."""
        return not (self.lost or self.half or self.uncaught or self.hung or self.large)


class Place:
    """A scenario's beginning, prepared once, copied for each run."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self.scenario = scenario
        self._template = folder / "template"
        self._copy = folder / "run"
        self._template.mkdir(parents=True)
        made = runs.run(lambda _say: scenario.prepare(self._template))
        if made.ended != "done":
            raise RuntimeError(f"{scenario.name} could not be prepared: {made.text}")
        counted = self.interrupted(0, 0)[0]
        if counted.ended != "done":
            raise RuntimeError(f"{scenario.name} does not work undisturbed: {counted.text}")
        self.places = int(counted.result)

    def interrupted(self, at: int, how: int, *, ever_after: bool = False) -> tuple[Run, list[str]]:
        """Work interrupted at its `at`-th write (0: not at all), and what is wrong afterwards."""
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.rmtree(preferences.folder(), ignore_errors=True)  # of a PC that saw nothing of the run before
        shutil.copytree(self._template, self._copy)

        def work(say: runs.Say) -> int:
            shim.arm(self._copy, at, how, ever_after=ever_after)
            self.scenario.work(self._copy, say)
            return shim.counted()

        made = runs.run(work)
        looked = runs.run(lambda _say: self._looked(made))
        if looked.ended == "done":
            return made, list(looked.result)
        return made, [f"half: looking at it {looked.ended}: {looked.text.strip()[-600:]}"]

    def _looked(self, made: Run) -> list[str]:
        wrong: list[str] = []
        if made.ended == "killed":
            for folder in [self._copy, *(path for path in self._copy.rglob("*") if path.is_dir())]:
                whole_files.sweep(folder)
        hidden = [path for path in self._copy.rglob(".*") if not path.name.endswith((".backups", ".tried"))]
        wrong += [f"half: {path.name} is left" for path in hidden]
        try:
            wrong += self.scenario.check(self._copy, made.said)
        except ValueError as error:
            wrong.append(str(error))
        return wrong + [f"half: {name} is left" for name in self._strange()]

    def _strange(self) -> list[str]:
        """Names in the folder that the scenario does not make; a log beside an office is part of it."""
        return [
            path.name
            for path in self._copy.iterdir()
            if not path.name.startswith(".")
            and not any(path.match(name) or path.match(f"{name}-wal") for name in self.scenario.leaves)
        ]


@contextmanager
def places(scenarios: list[Scenario]) -> Iterator[list[Place]]:
    """All of them prepared, in a folder that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="qadesk-torture-") as name:
        yield [Place(one, Path(name) / str(at)) for at, one in enumerate(scenarios)]


def kills(place: Place, number: int, chance: Random) -> Tally:
    """So many kills of one kind of work, half of them after half of a write, spread over all places."""
    tally = Tally(f"kill: {place.scenario.name}", places=place.places)
    for turn in range(number):
        at = 1 + (turn * place.places + chance.randrange(max(1, place.places))) // number % place.places
        how = (shim.KILLED, shim.KILLED_HALF_WAY)[turn % 2]
        tally.count(*place.interrupted(at, how), f"{'half of ' * (turn % 2)}write {at}")
    return tally


def failures(place: Place, most: int) -> Iterator[Tally]:
    """Each write failing: without room from then on, and once with an error of the device."""
    step = max(1, -(-place.places // most))
    for number, name in FAILING:
        tally = Tally(f"{name}: {place.scenario.name}", places=place.places)
        for at in range(1 + step // 2, place.places + 1, step):
            tally.count(*place.interrupted(at, number, ever_after=number == errno.ENOSPC), f"write {at}")
        yield tally


def undisturbed(place: Place) -> list[Any]:
    """What is wrong where nothing was interrupted: must be nothing, or the checks are worth nothing."""
    return place.interrupted(0, 0)[1]
