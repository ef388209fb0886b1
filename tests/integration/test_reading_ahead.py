"""Modules with classes of Qt's are read on the window's thread, one at a time; a worker reads the others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# Says in JSON what `code` put into `said`, and which modules of Qt's another thread than the first ran.
WATCHED = """
import importlib.machinery, json, sys, threading
elsewhere, said = [], {{}}
def watch(kind):
    run = kind.exec_module
    def watched(self, module):
        if threading.current_thread() is not threading.main_thread():
            if module.__name__.startswith(("PySide6", "shiboken6", "qadesk.ui.")):
                elsewhere.append(module.__name__)
        run(self, module)
    kind.exec_module = watched
watch(importlib.machinery.SourceFileLoader)
watch(importlib.machinery.ExtensionFileLoader)
{code}
print(json.dumps([elsewhere, said]))
"""
PROGRAM = """
from qadesk import app
from qadesk.ui import backups
backups.back_up = lambda window: window.close()  # what comes after reading ahead
said["code"] = app.main(["--office", sys.argv[1]])
said["read"] = [key for key, *_rest in app._SCREENS if f"qadesk.ui.screens.{key}.screen" in sys.modules]
"""
NEEDED = """
import qadesk.app, qadesk.ui.main_window
from importlib import import_module
from qadesk.ui.reading_ahead import needed
roots = [f"qadesk.ui.screens.{key}.screen" for key, *_rest in qadesk.app._SCREENS]
for root in roots:
    import_module(root.rpartition(".")[0])
def read_by(work):
    before = set(sys.modules)
    result = work()
    new = set(sys.modules) - before
    return result, sorted(name for name in new if name.startswith(("PySide6", "qadesk.")))
names, first = read_by(lambda: needed(roots))
said["of Qt, too early"] = [name for name in first if name.startswith(("PySide6", "qadesk.ui."))]
said["at once"] = [more for name in names if len(more := read_by(lambda: import_module(name))[1]) > 1]
said["after"] = read_by(lambda: [import_module(root) for root in roots])[1]
said["number"] = len(names)
"""


def _run(code: str, *arguments: str) -> tuple[list[str], dict[str, Any]]:
    program = WATCHED.format(code=code)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program, *arguments],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=120,
    )
    elsewhere, said = json.loads(done.stdout.splitlines()[-1])
    return elsewhere, said


@pytest.mark.files  # another program opens it
def test_the_program_reads_no_module_of_qts_on_a_worker(sample_file: Path, tmp_path: Path) -> None:
    office = tmp_path / "branch.qadesk"
    office.write_bytes(sample_file.read_bytes())
    elsewhere, said = _run(PROGRAM, str(office))
    assert said["code"] == 0
    assert len(said["read"]) == 13
    assert elsewhere == []


def test_what_the_screens_need_is_read_one_module_at_a_time() -> None:
    _elsewhere, said = _run(NEEDED)
    assert said["number"] > 70
    assert said["of Qt, too early"] == []
    assert said["at once"] == []
    assert said["after"] == []
