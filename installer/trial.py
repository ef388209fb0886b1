"""The machine a package is tried on: this one, or a Wine prefix; `tests/packaged` runs on it.

Told by the environment: QADESK_PROGRAM (a program to try, as the machine names it), QADESK_SETUP and
QADESK_SETUP_BEFORE (the Windows setup and one with a lower version), WINEPREFIX and DISPLAY for Wine.
"""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from installer.wine import Wine

_LONGEST = 600  # seconds a program may take
UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\QADesk"
_MENU = ("Microsoft", "Windows", "Start Menu", "Programs")


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
            if self.wine is None:
                text, _none = process.communicate(timeout=_LONGEST)
            else:
                text = _said(process)
        return process.returncode, text

    def folder(self, variable: str) -> Path:
        """A folder the machine's user has in a variable, such as APPDATA."""
        return self.path(self.call("cmd", "/c", "echo", f"%{variable}%")[1].strip())

    def registry(self, key: str, value: str = "") -> str:
        """A value of the current user's registry; empty where there is none."""
        name = ["/v", value] if value else ["/ve"]
        code, text = self.call("reg", "query", rf"HKCU\{key}", *name)
        return text.split("REG_SZ", 1)[1].strip() if code == 0 and "REG_SZ" in text else ""

    def install(self, setup: str, place: str, *switches: str) -> int:
        """Run a setup silently; its exit code. The place is split at its spaces: /D= knows no quotes."""
        return self.call(setup, "/S", *switches, *f"/D={place}".split(" "))[0]

    def installed(self) -> str:
        """The version Windows lists as installed; empty where there is none."""
        return self.registry(UNINSTALL, "DisplayVersion")

    def shortcuts(self) -> tuple[bool, bool]:
        """Whether the start menu and the desktop have one."""
        menu = self.folder("APPDATA").joinpath(*_MENU, "QADesk.lnk")
        return menu.exists(), (self.folder("USERPROFILE") / "Desktop" / "QADesk.lnk").exists()


def machine() -> Machine:
    """The machine the environment tells of."""
    prefix = os.environ.get("WINEPREFIX")
    return Machine(Wine(Path(prefix), os.environ["DISPLAY"]) if prefix else None)


def _said(process: subprocess.Popen[str]) -> str:
    """What a program under Wine printed until it ended.

    Not until its output ends: a service of Wine that it was the first to need keeps that for good.
    """
    assert process.stdout is not None
    said, end = b"", time.monotonic() + _LONGEST
    while time.monotonic() < end:
        ended = process.poll() is not None  # asked first: what it wrote before is read below
        if select.select([process.stdout], [], [], 0 if ended else 0.1)[0]:
            part = os.read(process.stdout.fileno(), 1 << 16)
            said += part
            if part:
                continue
        if ended:
            return said.decode("utf-8", "replace").replace("\r\n", "\n")
    process.kill()
    raise TimeoutError(f"{process.args!r} did not end: {said!r}")


def until(holds: Callable[[], bool], seconds: float = 90) -> bool:
    """Whether something becomes true in time: setups end before their work does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.2)
    return False
