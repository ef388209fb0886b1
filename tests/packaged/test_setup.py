"""The Windows setup in the order an office lives through it: installed, used, upgraded, removed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer import version
from installer.trial import Machine, until
from qadesk.storage import files

SETUP, BEFORE = os.environ["QADESK_SETUP"], os.environ["QADESK_SETUP_BEFORE"]
PLACE = r"C:\用户\李 四\QADesk"  # /D= takes it without quotes
PROGRAM, WINDOW = rf"{PLACE}\qadesk.com", rf"{PLACE}\QADesk.exe"
OFFICE = r"C:\用户\李 四\城南 网点.qadesk"
INSIDE = rf"{PLACE}\城北 网点.qadesk"  # where nobody should keep one
STORED = Path(__file__).parents[1] / "data" / "offices"  # as each version wrote them
OLD_OFFICES = {schema: rf"C:\用户\李 四\{schema}.qadesk" for schema in range(1, files.SCHEMA + 1)}
OPENS = r"Software\Classes\QADesk.Office\shell\open\command"
DONE, NEWER, OPEN = 0, 3, 4


def content(folder: Path) -> dict[str, str]:
    """Every file of a folder with its hash, but for the program's own."""
    found = [p for p in folder.rglob("*") if p.is_file() and "QADesk" not in p.relative_to(folder).parts[0]]
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def roaming(pc: Machine) -> set[str]:
    """What lies in the part of the profile that travels, but for Windows' own."""
    folder = pc.folder("APPDATA")
    return {p.name for p in folder.rglob("*") if p.is_file() and p.suffix not in {".ini", ".lnk"}}


@pytest.fixture
def window(pc: Machine) -> Iterator[subprocess.Popen[str]]:
    """The window, opened with the command the setup registers for a double click on the office."""
    with pc.start(WINDOW, "--office", OFFICE) as process:
        # Whoever else asks for the office is refused as soon as the window has it.
        assert until(lambda: pc.call(PROGRAM, "--office", OFFICE, "check")[0] == 1)
        yield process
        process.kill()


@pytest.fixture(scope="module")
def before(pc: Machine) -> set[str]:
    """What the travelling part of the profile held before anything was installed."""
    return roaming(pc)


def test_the_version_before_is_installed_silently(pc: Machine, before: set[str]) -> None:
    assert pc.install(BEFORE, PLACE) == DONE
    for name in ("QADesk.exe", "qadesk.com", "QADesk.pkg", "uninstall.exe", "_internal"):
        assert (pc.path(PLACE) / name).exists(), name
    assert pc.installed() == "0.0.1"
    assert pc.registry(OPENS).endswith('\\QADesk.exe" --office "%1"')  # before it: signs `reg` cannot print
    assert pc.registry(r"Software\Classes\.qadesk") == "QADesk.Office"
    assert pc.shortcuts() == (True, True)
    assert roaming(pc) == before


def test_offices_are_made(pc: Machine) -> None:
    for office in (OFFICE, INSIDE):
        code, text = pc.call(PROGRAM, "--office", office, "init", "--user-name", "李四")
        assert code == 0, text
    for schema, office in OLD_OFFICES.items():
        shutil.copyfile(STORED / f"schema-{schema}.qadesk", pc.path(office))


def test_an_upgrade_leaves_the_offices_untouched(pc: Machine) -> None:
    kept = content(pc.path(OFFICE).parent)
    left = pc.path(PLACE) / "_internal" / "of-the-old-version.txt"
    left.write_text("old", "utf-8")
    (pc.folder("USERPROFILE") / "Desktop" / "QADesk.lnk").unlink()  # thrown away by its user
    assert pc.install(SETUP, PLACE) == DONE
    assert pc.installed() == version.current()
    assert not left.exists()
    assert not list(pc.path(PLACE).glob("QADesk.*d*"))  # neither QADesk.old nor what a killed run leaves
    assert content(pc.path(OFFICE).parent) == kept
    assert pc.shortcuts() == (True, False)


@pytest.mark.parametrize("schema", OLD_OFFICES)
def test_offices_of_every_earlier_version_open_after_it(pc: Machine, schema: int) -> None:
    office = pc.path(OLD_OFFICES[schema])
    code, text = pc.call(PROGRAM, "--office", OLD_OFFICES[schema], "check")
    assert code == 0, text
    copies = list(office.with_name(f"{schema}.backups").glob("*.upgrade.*.qadesk"))
    assert bool(copies) == (schema < files.SCHEMA)


def test_the_installed_program_tries_itself(pc: Machine, before: set[str]) -> None:
    code, text = pc.call(PROGRAM, "--lang", "en", "self-test")
    assert code == 0, text
    assert roaming(pc) == before


def test_a_downgrade_is_refused(pc: Machine) -> None:
    assert pc.install(BEFORE, PLACE) == NEWER
    assert pc.installed() == version.current()


def test_setup_and_removal_refuse_while_the_window_is_open(
    pc: Machine, window: subprocess.Popen[str]
) -> None:
    assert window.poll() is None
    picture = os.environ.get("QADESK_SCREENSHOT")
    if picture:  # for somebody to look at
        subprocess.run(["import", "-window", "root", picture], check=True)
    assert pc.install(SETUP, PLACE) == OPEN
    pc.call(rf"{PLACE}\uninstall.exe", "/S")
    assert (pc.path(PLACE) / "uninstall.exe").exists()
    assert pc.path(WINDOW).exists()


def test_removal_leaves_offices_backups_and_what_others_put_there(pc: Machine) -> None:
    (pc.path(PLACE) / "old").mkdir()
    (pc.path(PLACE) / "old" / "照片.jpg").write_bytes(b"somebody's")
    kept, mine = content(pc.path(OFFICE).parent), pc.path(INSIDE).read_bytes()
    assert len(kept) >= 3
    pc.call(rf"{PLACE}\uninstall.exe", "/S")
    assert until(lambda: not (pc.path(PLACE) / "uninstall.exe").exists() and pc.installed() == "")
    assert {path.name for path in pc.path(PLACE).iterdir()} - {"城北 网点.qadesk-wal"} == {
        "城北 网点.qadesk",
        "old",
    }
    assert (pc.path(PLACE) / "old" / "照片.jpg").exists()
    assert pc.path(INSIDE).read_bytes() == mine
    assert content(pc.path(OFFICE).parent) == kept
    assert pc.registry(r"Software\Classes\.qadesk") == ""
    assert pc.shortcuts() == (False, False)
