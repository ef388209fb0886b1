"""The Windows setup in the order an office lives through it: installed, used, upgraded, removed."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer import version
from installer.trial import Machine, until

SETUP, BEFORE = os.environ["QADESK_SETUP"], os.environ["QADESK_SETUP_BEFORE"]
PLACE = os.environ.get("QADESK_PLACE", r"C:\用户\李 四\QADesk")  # /D= takes it without quotes
PROGRAM, WINDOW = rf"{PLACE}\qadesk.com", rf"{PLACE}\QADesk.exe"
UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\QADesk"
OFFICE = r"C:\用户\李 四\城南 网点.qadesk"
DONE, NEWER, OPEN, NOT_WHOLE = 0, 3, 4, 6


def install(pc: Machine, setup: str) -> int:
    """Silently; the place is split at its spaces because quotes around /D= are not understood."""
    return pc.call(setup, "/S", *f"/D={PLACE}".split(" "))[0]


def installed(pc: Machine) -> str:
    return pc.registry(UNINSTALL, "DisplayVersion")


def content(folder: Path) -> dict[str, str]:
    """Every file of a folder with its hash, but for the program's own."""
    files = [p for p in folder.rglob("*") if p.is_file() and "QADesk" not in p.relative_to(folder).parts[0]]
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture
def window(pc: Machine) -> Iterator[subprocess.Popen[str]]:
    """The window, open on the office."""
    with pc.start(WINDOW, "--office", OFFICE, "--lang", "zh_CN") as process:
        # Whoever else asks for the office is refused as soon as the window has it.
        assert until(lambda: pc.call(PROGRAM, "--office", OFFICE, "check")[0] == 1)
        yield process
        process.kill()


def test_the_version_before_is_installed_silently(pc: Machine) -> None:
    assert install(pc, BEFORE) == DONE
    for name in ("QADesk.exe", "qadesk.com", "uninstall.exe", "_internal"):
        assert (pc.path(PLACE) / name).exists(), name
    assert installed(pc) == "0.0.1"
    opens = pc.registry(r"Software\Classes\QADesk.Office\shell\open\command")
    assert opens.endswith('\\QADesk.exe" --office "%1"')
    assert pc.registry(r"Software\Classes\.qadesk") == "QADesk.Office"


def test_an_office_is_made(pc: Machine) -> None:
    code, text = pc.call(PROGRAM, "--office", OFFICE, "init", "--user-name", "李四")
    assert code == 0, text
    copy = pc.path(OFFICE).with_name("城南 网点.before-upgrade-1.qadesk")
    copy.write_bytes(pc.path(OFFICE).read_bytes())


def test_an_upgrade_that_cannot_write_changes_nothing(pc: Machine) -> None:
    obstacle = pc.path(PLACE) / "QADesk.new"
    obstacle.write_text("in the way", "utf-8")
    assert install(pc, SETUP) == NOT_WHOLE
    obstacle.unlink()
    assert installed(pc) == "0.0.1"
    assert pc.call(PROGRAM, "--version")[0] == 0


def test_an_upgrade_leaves_the_office_untouched(pc: Machine) -> None:
    before = content(pc.path(OFFICE).parent)
    left = pc.path(PLACE) / "_internal" / "of-the-old-version.txt"
    left.write_text("old", "utf-8")
    assert install(pc, SETUP) == DONE
    assert installed(pc) == version.current()
    assert not left.exists()
    assert not (pc.path(PLACE) / "QADesk.old").exists()
    assert content(pc.path(OFFICE).parent) == before
    code, text = pc.call(PROGRAM, "--office", OFFICE, "check")
    assert code == 0, text


def test_the_installed_program_tries_itself(pc: Machine) -> None:
    code, text = pc.call(PROGRAM, "--lang", "en", "self-test")
    assert code == 0, text


def test_a_downgrade_is_refused(pc: Machine) -> None:
    assert install(pc, BEFORE) == NEWER
    assert installed(pc) == version.current()


def test_setup_and_removal_refuse_while_the_window_is_open(
    pc: Machine, window: subprocess.Popen[str]
) -> None:
    assert window.poll() is None
    picture = os.environ.get("QADESK_SCREENSHOT")
    if picture:  # for somebody to look at
        subprocess.run(["import", "-window", "root", picture], check=True)
    assert install(pc, SETUP) == OPEN
    pc.call(rf"{PLACE}\uninstall.exe", "/S")
    assert (pc.path(PLACE) / "uninstall.exe").exists()
    assert pc.path(WINDOW).exists()


def test_removal_leaves_the_office_and_its_backups(pc: Machine) -> None:
    before = content(pc.path(OFFICE).parent)
    assert len(before) >= 2
    pc.call(rf"{PLACE}\uninstall.exe", "/S")
    assert until(lambda: not pc.path(PLACE).exists())
    assert content(pc.path(OFFICE).parent) == before
    assert installed(pc) == ""
    assert pc.registry(r"Software\Classes\.qadesk") == ""
