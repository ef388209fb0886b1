"""A Wine prefix in which Windows programs are built and tried on Debian; nothing of it is shipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from installer.steps import run

_STAND_INS = {"icuuc": (), "mscms": (), "bcryptprimitives": ("-ladvapi32",)}  # what Wine 8 lacks
_SOURCES = Path(__file__).resolve().parent / "wine"


@dataclass(frozen=True)
class Wine:
    """One prefix (a PC of its own) and the screen its windows open on."""

    prefix: Path
    display: str

    @property
    def environment(self) -> dict[str, str]:
        """What a program in the prefix needs to see; Wine hides QT_* variables from it."""
        quiet = "mscoree=;mshtml=;winemenubuilder.exe=d;mscms=n;icuuc=n;wbemprox=d"
        return {
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": quiet,
            "WINEQT_QPA_PLATFORM": "windows",
            "DISPLAY": self.display,
            "LC_ALL": os.environ.get("LC_ALL", "C.UTF-8"),
        }

    @property
    def drive(self) -> Path:
        """What the programs see as C:."""
        return self.prefix / "drive_c"

    def path(self, windows: str) -> Path:
        """Where C:\\… of the prefix lies on this machine."""
        return self.drive.joinpath(*windows.removeprefix("C:\\").split("\\"))

    def run(self, *command: str | Path, timeout: float = 1800) -> str:
        """Run a Windows program to its end and return what it printed; stops everything if it fails."""
        return run(["wine", *command], environment=self.environment, timeout=timeout)

    def call(self, *command: str | Path, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        """Run a Windows program; its exit code and its output may be anything."""
        return subprocess.run(
            ["wine", *(str(part) for part in command)],
            env={**os.environ, **self.environment},
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,  # a pipe: Wine prints nothing to a file
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    def stop(self) -> None:
        """End every program of this prefix."""
        subprocess.run(["wineserver", "-k"], env={**os.environ, **self.environment}, check=False)
        subprocess.run(["wineserver", "-w"], env={**os.environ, **self.environment}, check=False)


def make_prefix(prefix: Path, display: str, stand_ins: Path) -> Wine:
    """A fresh Windows 10; anything at `prefix` is replaced. `stand_ins`: what `build_stand_ins` made."""
    wine = Wine(prefix, display)
    if prefix.exists():
        wine.stop()
        shutil.rmtree(prefix)
    prefix.mkdir(parents=True)
    wine.run("wineboot", "-i")
    wine.run("winecfg", "-v", "win10")
    # A crash must end the program with a code, not wait behind a dialog.
    no_dialog = ("/v", "ShowCrashDialog", "/t", "REG_DWORD", "/d", "0", "/f")
    wine.run("reg", "add", r"HKCU\Software\Wine\WineDbg", *no_dialog)
    for library in stand_ins.glob("*.dll"):
        shutil.copy(library, wine.path(r"C:\windows\system32"))
    return wine


def build_stand_ins(folder: Path) -> Path:
    """Compile the stand-in DLLs; they do nothing but let the real programs load under Wine 8."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, libraries in _STAND_INS.items():
        options = ["-O2", "-s", "-shared", "-nostdlib", "-Wl,-e,DllMainCRTStartup"]
        source, target = _SOURCES / f"{name}.c", folder / f"{name}.dll"
        run(["x86_64-w64-mingw32-gcc", *options, "-o", target, source, *libraries])
    return folder


@contextmanager
def screen(size: str = "1366x768x24") -> Iterator[str]:
    """An Xvfb of our own for as long as the block runs; the name of its display."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as number:
            display = f":{number.readline().strip()}"
        yield display
    finally:
        server.terminate()
        server.wait()


def wait_for(what: Sequence[Path], *, gone: bool = False, seconds: float = 120) -> bool:
    """Whether all files are there (or gone) in time: setup programs end before their work does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if all(path.exists() != gone for path in what):
            return True
        time.sleep(0.2)
    return False
