"""The README's demo, end to end in a program of its own: files in, results, sheets, pictures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.files  # the demo makes an office file


def _demo(folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    hidden = ("DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    environment |= {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    command = [sys.executable, "-m", "qadesk", "--lang", "en", "--json", "demo", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_the_main_job_without_a_display(tmp_path: Path) -> None:
    folder = tmp_path / "build" / "demo"
    done = _demo(folder, tmp_path)
    assert done.stderr == ""
    assert done.returncode == 0
    made = json.loads(done.stdout)
    assert made["graded"] == 14
    sheets = sorted((folder / "sheets").glob("*.pdf"))
    assert len(sheets) == 14 + 1  # one by one, and merged
    for sheet in sheets:
        assert len(PdfReader(sheet).pages) >= 1
    pictures = sorted((folder / "screenshots").rglob("*.png"))
    assert len(pictures) == made["pictures"]
    for name in ("today", "agents", "records", "score", "results", "sheets", "settings"):
        assert len([picture for picture in pictures if picture.stem.endswith(f"-{name}")]) >= 1


def test_somebody_elses_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    done = _demo(tmp_path, tmp_path / "home")
    assert done.returncode == 1
    assert json.loads(done.stdout)["code"] == "demo.folder_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
