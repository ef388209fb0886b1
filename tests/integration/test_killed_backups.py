"""Backing up and restoring, killed at any moment: every named copy is sound, an office is there."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qadesk.services import setup
from qadesk.services.backups import holdings, keeping
from qadesk.storage import copies, generations
from qadesk.storage.office import Office

pytestmark = pytest.mark.files  # another program is killed at work on an office file

_BACKING_UP = """
import sys
from pathlib import Path
from qadesk.services import setup
from qadesk.services.backups import keeping

office = setup.open_office(Path(sys.argv[1]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    setup.rename_office(office, f"Branch {number}")
    print(number, flush=True)
    keeping.make(office, "asked")
    keeping.send(office)
"""

_RESTORING = """
import sys
from pathlib import Path
from qadesk.services import setup
from qadesk.services.backups import restoring

path, copies = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
print("ready", flush=True)
while True:
    for copy in copies:
        restoring.restore(path, copy)
        print("restored", flush=True)
"""
_FOR_S = 8  # both tests together


def _kill_at_random(code: str, arguments: list[Path], after_s: float) -> list[str]:
    """What it said before it was killed."""
    command = [sys.executable, "-X", "utf8", "-c", code, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(after_s)
        process.kill()
        return process.stdout.read().split()


@pytest.fixture
def chance() -> random.Random:
    """Told, so that a failure can be had again."""
    seed = random.randrange(10**6)
    print("seed", seed)  # noqa: T201 - pytest shows it with a failure
    return random.Random(seed)


def test_backing_up(office: Office, tmp_path: Path, chance: random.Random) -> None:
    (tmp_path / "stick").mkdir()
    keeping.choose_second(office, tmp_path / "stick")
    first = keeping.make(office, generations.CLOSING)
    office.close()
    until, turns, seen = time.monotonic() + _FOR_S / 2, 0, 0
    while time.monotonic() < until:
        said = _kill_at_random(_BACKING_UP, [office.path], chance.random() * 0.4)
        turns += 1
        opened = setup.open_office(office.path)
        assert opened.notes == ()
        assert opened.name == "Test branch" if not said and not seen else True
        if said:
            assert opened.name in (f"Branch {said[-1]}", f"Branch {int(said[-1]) + 1}")
        opened.close()
        found = holdings.backups(office.path).holdings
        assert [one for one in found if copies.problems(one.copy.path)] == []
        assert len(found) >= seen
        seen = len(found)
    assert first.path.exists()
    assert (turns >= 2, seen >= 1) == (True, True)
    opened = setup.open_office(office.path)
    keeping.make(opened, generations.ASKED)
    keeping.send(opened)
    opened.close()
    for folder in (generations.folder_of(office.path), tmp_path / "stick" / "office.backups"):
        assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_restoring(office: Office, chance: random.Random) -> None:
    sources = []
    for name in ("One", "Two"):
        setup.rename_office(office, name)
        sources.append(keeping.make(office, generations.ASKED).path)
    office.close()
    until, turns, asides = time.monotonic() + _FOR_S / 2, 0, 0
    while time.monotonic() < until:
        said = _kill_at_random(_RESTORING, [office.path, *sources], chance.random() * 0.5)
        turns += 1
        opened = setup.open_office(office.path)  # it is there, whole, and is one of the two
        assert opened.notes == ()
        assert opened.name in ("One", "Two")
        opened.close()
        found = list(office.path.parent.glob("office.set-aside-*.qadesk"))
        assert len(found) >= asides + said.count("restored")
        asides = len(found)
        assert [path for path in [*sources, *found[-3:]] if copies.problems(path)] == []
    assert turns >= 2
    assert [one for one in holdings.backups(office.path).holdings if copies.problems(one.copy.path)] == []
