"""A frozen program, wherever it lies: it finds everything it ships, and says which file it lacks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from installer import licences as licence_texts
from installer import version
from installer.trial import Machine
from qadesk.services import roster, sample

PROGRAM = os.environ["QADESK_PROGRAM"]
WINDOWS = PROGRAM.endswith(".com")
FOLDER = str((PureWindowsPath if WINDOWS else PurePosixPath)(PROGRAM).parent)
SEPARATOR = "\\" if WINDOWS else "/"


@pytest.fixture(scope="module")
def desk(pc: Machine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A folder with Chinese signs and a space in its name."""
    name = r"C:\用户\张 三" if WINDOWS else str(tmp_path_factory.mktemp("用户") / "张 三")
    pc.path(name).mkdir(parents=True, exist_ok=True)
    yield name
    shutil.rmtree(pc.path(name))


def english(pc: Machine, *arguments: str, **environment: str) -> tuple[int, str]:
    return pc.call(PROGRAM, "--lang", "en", *arguments, **environment)


def test_it_is_the_version_of_the_source(pc: Machine) -> None:
    code, text = english(pc, "--version")
    assert (code, text.strip()) == (0, f"QADesk {version.current()}")


def test_it_tries_itself(pc: Machine) -> None:
    code, text = english(pc, "self-test")
    assert code == 0, text
    assert text.count("\n") >= 5


def test_an_office_below_chinese_names_and_spaces(pc: Machine, desk: str) -> None:
    office = f"{desk}{SEPARATOR}城东 网点.qadesk"
    assert english(pc, "--office", office, "init", "--user-name", "张三")[0] == 0
    code, text = english(pc, "--office", office, "check")
    assert code == 0, text


def test_a_moved_program_runs_from_there(pc: Machine, desk: str) -> None:
    moved = f"{desk}{SEPARATOR}QADesk 程序"
    shutil.copytree(pc.path(FOLDER), pc.path(moved), symlinks=True)
    code, text = pc.call(f"{moved}{SEPARATOR}{PROGRAM.rpartition(SEPARATOR)[2]}", "--lang", "en", "self-test")
    assert code == 0, text


@pytest.mark.parametrize(
    "kind",
    [
        "resources/fonts/NotoSansSC-Bold.ttf",
        "resources/locale/*/*/qadesk.mo",
        "*/*Qt6Svg*",
        "PySide6/QtWidgets.*",
    ],
)
def test_a_missing_file_is_named(pc: Machine, kind: str) -> None:
    found = sorted(pc.path(FOLDER).joinpath("_internal").glob(kind))
    found += sorted(pc.path(FOLDER).joinpath("_internal").glob("*/*/*/*Qt6Svg*")) if not found else []
    victim = found[0]
    away = victim.with_name("away")
    victim.rename(away)
    try:
        code, text = english(pc, "--version")
    finally:
        away.rename(victim)
    assert code == 1
    assert victim.name in text
    assert ("Run the setup again" if WINDOWS else "apt install --reinstall") in text


def test_a_file_with_other_content_is_named(pc: Machine) -> None:
    victim = pc.path(FOLDER) / "_internal" / "resources" / "fonts" / "NotoSansSC-Regular.ttf"
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        code, text = english(pc, "self-test")
    finally:
        victim.write_bytes(whole)
    assert code == 1
    assert "resources/fonts/NotoSansSC-Regular.ttf" in text


def test_the_support_file_holds_no_name(pc: Machine, desk: str) -> None:
    office, file = f"{desk}{SEPARATOR}支持.qadesk", f"{desk}{SEPARATOR}support.zip"
    assert english(pc, "--office", office, "init", "--user-name", "独孤求败")[0] == 0
    code, text = english(pc, "--office", office, "support", file)
    assert code == 0, text
    with zipfile.ZipFile(pc.path(file)) as support:
        everything = "".join(support.read(name).decode("utf-8") for name in support.namelist())
    assert version.current() in everything
    assert "独孤求败" not in everything
    assert "张 三" not in everything


@pytest.fixture
def locked(pc: Machine) -> Iterator[dict[str, str]]:
    """A profile nobody can write into: what to tell the program on Linux; on Windows a file is in the way."""
    if not WINDOWS:
        folders = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME")
        yield dict.fromkeys(folders, "/proc/1/none")
        return
    folder = pc.folder("LOCALAPPDATA") / "QADesk"
    away = folder.with_name("away")
    if folder.exists():
        folder.rename(away)
    folder.write_text("a file, not a folder", "utf-8")
    yield {}
    folder.unlink()
    if away.exists():
        away.rename(folder)


def test_a_profile_that_cannot_be_written_keeps_nobody_from_work(
    pc: Machine, desk: str, locked: dict[str, str]
) -> None:
    office = f"{desk}{SEPARATOR}profile.qadesk"
    assert english(pc, "--office", office, "init", "--user-name", "A", **locked)[0] == 0
    code, text = english(pc, "--office", office, "check", **locked)
    assert code == 0, text


def test_its_figures_are_those_of_the_source(pc: Machine, desk: str) -> None:
    """The open month: computed anew by both, and on Windows by another processor's numpy."""
    office = f"{desk}{SEPARATOR}sample.qadesk"
    sample.build(pc.path(office)).close()
    code, text = english(pc, "--office", office, "--json", "results", sample.OPEN)
    assert code == 0, text
    source = [sys.executable, "-m", "qadesk", "--lang", "en", "--office", str(pc.path(office)), "--json"]
    asked = subprocess.run(
        [*source, "results", sample.OPEN], capture_output=True, encoding="utf-8", check=True
    )
    assert json.loads(text) == json.loads(asked.stdout)
    assert len(json.loads(text)) > 10


def test_sheets_are_written_with_rare_names(pc: Machine, desk: str) -> None:
    office, out = f"{desk}{SEPARATOR}rare.qadesk", f"{desk}{SEPARATOR}考核表"
    made = sample.build(pc.path(office))
    first = roster.agents(made)[0]
    roster.edit(made, replace(roster.entry_of(first), name="龚䶮𬭎"))
    made.close()
    code, text = english(pc, "--office", office, "sheets", sample.OPEN, "--out", out)
    assert code == 0, text
    assert any("龚䶮𬭎" in path.name for path in pc.path(out).glob("*.pdf"))


def test_the_licences_lie_in_the_folder(pc: Machine) -> None:
    licences = pc.path(FOLDER) / "_internal" / "licences"
    named = (licences / "README.txt").read_text("utf-8").splitlines()
    lacking = [line for line in named if not any((licences / line.split()[0]).iterdir())]
    assert len(named) > 15
    assert not lacking
    assert (licences / "PySide6_Essentials" / "LGPL-3.0.txt").is_file()


@pytest.mark.skipif(WINDOWS, reason="knows the libraries of Linux by their names")
def test_every_library_has_its_licence(pc: Machine) -> None:
    assert licence_texts.uncovered(pc.path(FOLDER) / "_internal") == []
