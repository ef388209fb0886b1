"""The machine a package is tried on: this one, or a Wine prefix; `tests/packaged` runs on it.

Told by the environment: QADESK_PROGRAM (a program to try, as the machine names it), QADESK_SETUP and
QADESK_SETUP_BEFORE (the Windows setup and one with a lower version), WINEPREFIX and DISPLAY for Wine.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from installer.wine import Wine


@dataclass(frozen=True)
class Machine:
    """Runs programs and finds files by the names they have on it."""

    wine: Wine | None

    def path(self, name: str) -> Path:
        """Where a file of the machine lies on this one."""
        return self.wine.path(name) if self.wine else Path(name)

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        """Begin a program; its output goes to a pipe."""
        shown = self.wine.environment if self.wine else {}
        return subprocess.Popen(
            ["wine", *command] if self.wine else list(command),
            env={**os.environ, **shown, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )

    def call(self, *command: str, **environment: str) -> tuple[int, str]:
        """Run a program to its end: exit code and output."""
        with self.start(*command, **environment) as process:
            text, _none = process.communicate(timeout=600)
        return process.returncode, text

    def registry(self, key: str, value: str = "") -> str:
        """A value of the current user's registry; empty where there is none."""
        name = ["/v", value] if value else ["/ve"]
        code, text = self.call("reg", "query", rf"HKCU\{key}", *name)
        return text.split("REG_SZ", 1)[1].strip() if code == 0 and "REG_SZ" in text else ""


@contextmanager
def machine() -> Iterator[Machine]:
    """The machine the environment tells of, switched on for as long as the block runs.

    Wine starts its services with the first program and ends them with the last; they keep whatever that
    program's output went to, so one program that says nothing stays open throughout.
    """
    prefix = os.environ.get("WINEPREFIX")
    if not prefix:
        yield Machine(None)
        return
    wine = Wine(Path(prefix), os.environ["DISPLAY"])
    with subprocess.Popen(
        ["wine", "cmd"],
        env={**os.environ, **wine.environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as shell:
        assert shell.stdin is not None
        shell.stdin.write("echo on > C:\\on\n")
        shell.stdin.flush()
        if not until(wine.path(r"C:\on").exists):
            raise TimeoutError("Wine does not start")
        yield Machine(wine)
        shell.stdin.close()


def until(holds: Callable[[], bool], seconds: float = 90) -> bool:
    """Whether something becomes true in time: setups end before their work does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.2)
    return False
