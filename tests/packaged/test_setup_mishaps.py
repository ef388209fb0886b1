"""What goes wrong while installing: an exit code tells it, the old version still runs, nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from installer.trial import UNINSTALL, Machine, until

SETUP, BEFORE = os.environ["QADESK_SETUP"], os.environ["QADESK_SETUP_BEFORE"]
PLACE = r"C:\QADesk 网点"
PARTS = ("_internal", "QADesk.pkg", "qadesk.com", "QADesk.exe")
DONE, NO_ROOM, NOT_WHOLE, FOREIGN = 0, 5, 6, 7


@pytest.fixture
def here(pc: Machine) -> Iterator[Path]:
    """The version before, installed."""
    assert pc.install(BEFORE, PLACE, "/NODESKTOP") == DONE
    yield pc.path(PLACE)
    remove(pc, PLACE)


@pytest.fixture
def disk(pc: Machine, tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Makes a disk D: of so many megabytes."""
    if pc.wine is None or os.geteuid() != 0:
        pytest.skip("needs a disk of its own: Wine, and root to make one")
    letter = pc.wine.prefix / "dosdevices" / "d:"

    def make(megabytes: int) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(tmp_path)]
        if subprocess.run(command, check=False).returncode:
            pytest.skip("no disk can be made here")
        letter.symlink_to(tmp_path)
        return tmp_path

    try:
        yield make
        remove(pc, r"D:\QADesk")
    finally:
        letter.unlink(missing_ok=True)
        subprocess.run(["umount", "--lazy", str(tmp_path)], check=False)


def remove(pc: Machine, place: str) -> None:
    pc.call(rf"{place}\uninstall.exe", "/S")
    assert until(lambda: pc.installed() == "")
    shutil.rmtree(pc.path(place) if place.startswith("C:") else "/nowhere", ignore_errors=True)


def runs(pc: Machine, place: str) -> bool:
    return pc.call(rf"{place}\qadesk.com", "--version")[0] == 0


def test_a_run_that_was_killed_is_put_back_by_the_next(pc: Machine, here: Path) -> None:
    """After each step of the exchange; the next run can do nothing else, for something is in its way."""
    old, new, obstacle = here / "QADesk.old", here / "QADesk.kept", here / "QADesk.new"
    for moved_away in range(1, len(PARTS) + 1):
        for moved_in in range(len(PARTS) if moved_away == len(PARTS) else 1):
            shutil.copytree(here, new)
            old.mkdir()
            for part in PARTS[::-1][:moved_away]:
                (here / part).rename(old / part)
            for part in PARTS[:moved_in]:
                (new / part).rename(here / part)
            shutil.rmtree(new)
            obstacle.write_text("in the way", "utf-8")
            assert pc.install(SETUP, PLACE) == NOT_WHOLE
            obstacle.unlink()
            state = f"{moved_away} away, {moved_in} in"
            assert {p.name for p in here.iterdir()} == {*PARTS, "uninstall.exe"}, state
            assert runs(pc, PLACE), state
    assert pc.installed() == "0.0.1"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_gone_comes_back(pc: Machine, here: Path, part: str) -> None:
    """Security software likes to take programs away."""
    (here / part).rename(here / "away")
    assert pc.install(SETUP, PLACE) == DONE
    assert runs(pc, PLACE)
    assert (here / part).exists()
    assert pc.shortcuts() == (True, False)


def test_a_place_that_cannot_be_is_left_for_the_usual_one(pc: Machine) -> None:
    file, usual = pc.path(r"C:\文件"), pc.folder("LOCALAPPDATA") / "Programs" / "QADesk"
    file.write_text("a file, not a folder", "utf-8")
    assert pc.install(BEFORE, r"C:\文件\QADesk") == DONE
    assert file.read_text("utf-8") == "a file, not a folder"
    assert (usual / "QADesk.exe").exists()
    pc.call(f"{pc.registry(UNINSTALL, 'InstallLocation')}\\uninstall.exe", "/S")
    assert until(lambda: pc.installed() == "" and not usual.exists())


def test_a_folder_of_another_program_is_left_alone(pc: Machine) -> None:
    other = pc.path(r"C:\other")
    (other / "_internal").mkdir(parents=True)
    (other / "_internal" / "theirs.dll").write_bytes(b"theirs")
    assert pc.install(SETUP, r"C:\other") == FOREIGN
    assert [p.name for p in other.rglob("*")] == ["_internal", "theirs.dll"]


def test_a_disk_that_is_too_full(pc: Machine, disk: Callable[[int], Path]) -> None:
    folder = disk(100)
    assert pc.install(SETUP, r"D:\QADesk") == NO_ROOM
    assert not any(folder.iterdir())


def test_a_disk_that_fills_up_while_files_are_written(pc: Machine, disk: Callable[[int], Path]) -> None:
    folder = disk(2000)
    assert pc.install(BEFORE, r"D:\QADesk") == DONE
    taken = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())

    def fill() -> None:
        assert until((folder / "QADesk" / "QADesk.new").exists)
        system = os.statvfs(folder)
        with (folder / "others").open("wb") as other:
            os.posix_fallocate(other.fileno(), 0, system.f_bavail * system.f_frsize - taken // 3)

    filling = threading.Thread(target=fill)
    filling.start()
    assert pc.install(SETUP, r"D:\QADesk") == NOT_WHOLE
    filling.join()
    assert {p.name for p in (folder / "QADesk").iterdir()} == {*PARTS, "uninstall.exe"}
    assert pc.installed() == "0.0.1"
    assert runs(pc, r"D:\QADesk")
