"""The wheel carries everything the program reads, and runs from where it was unpacked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.files  # another program makes an office file

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    zipfile.ZipFile(wheel).extractall(site)
    return site


def run(installed: Path, *arguments: str) -> str:
    """Run Python with the unpacked wheel in front of everything else."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=installed.parent,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout


def test_it_holds_every_resource_and_nothing_of_the_tests(installed: Path) -> None:
    committed = {p.relative_to(ROOT) for p in (ROOT / "resources").rglob("*") if p.is_file()}
    package = installed / "qadesk"
    packed = {p.relative_to(package) for p in (package / "resources").rglob("*")}
    assert committed <= packed
    top = {path.name for path in installed.iterdir()}
    assert {name.split("-")[0] for name in top} == {"qadesk"}


def test_it_finds_its_resources_beside_its_code(installed: Path) -> None:
    code = "from qadesk.resources import resource; print(resource('fonts'))"
    assert run(installed, "-c", code).strip() == str(installed / "qadesk" / "resources" / "fonts")


def test_it_finds_what_is_new(installed: Path) -> None:
    code = "from qadesk.resources import changelog; print(changelog().read_text('utf-8').splitlines()[0])"
    assert run(installed, "-c", code).strip() == "# Changelog"


def test_it_finds_the_guide_and_its_pictures(installed: Path) -> None:
    code = "from qadesk.resources import guide; print(guide('en')); print(guide('zh_CN'))"
    for line in run(installed, "-c", code).splitlines():
        page = Path(line)
        pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text("utf-8"))
        assert pictures
        assert [name for name in pictures if not (page.parent / name).is_file()] == []


def test_the_command_starts(installed: Path) -> None:
    assert run(installed, "-m", "qadesk", "--version").startswith("QADesk ")
