"""The Debian package in a fresh minimal system: installed, used, upgraded, removed, the office kept."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installer import version
from installer.deb import PLACE
from installer.steps import BUILD, ROOT, run, step
from installer.wine import screen

BEFORE = "0.0.1"
PICTURE = BUILD / "window-linux-zh.png"
_HOME = "/home/chen"
_FOLDER = f"{_HOME}/城东 网点"
_AS_USER = ("runuser", "-u", "chen", "--", "env", f"HOME={_HOME}", "LANG=C.UTF-8")
_QUIET = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "HOME": "/root"}
_PAINTED_S = 90
_SOME_BYTES = 25_000  # a frame without its figures is smaller


def clean_system() -> Path:
    """A fresh minimal system of this machine's release, without any font."""
    system = BUILD / "clean-system"
    shutil.rmtree(system, ignore_errors=True)
    release = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text("utf-8").splitlines() if "=" in line
    )
    run(["debootstrap", "--variant=minbase", release["VERSION_CODENAME"], system], timeout=3600)
    return system


def try_package(system: Path, before: Path, package: Path) -> None:
    """One step after the other, each told; ends at the first that fails."""
    trial = Trial(system)
    with step(f"{before.name} installed there, an office made"):
        trial.install(before)
        trial.make_offices()
    kept = trial.content()
    with step("upgraded, the offices untouched"):
        trial.install(package)
        trial.expect(trial.content() == kept, "the upgrade changed something of the user's")
        trial.expect(version.current() in trial.qadesk("--version"), "the upgrade left the old version")
    with step("self-test there, as a user"):
        sys.stdout.write(trial.qadesk("--lang", "zh_CN", "self-test"))
    with step("offices opened, one of the oldest tables"):
        trial.open_offices()
    with step(f"window in Chinese: {PICTURE.name}"):
        trial.take_picture()
    kept = trial.content()
    with step("package removed, the offices left"):
        trial.inside("apt-get", "-qq", "-y", "purge", "qadesk")
        trial.expect(not (system / PLACE).exists(), "removing the package left the program")
        trial.expect(trial.content() == kept, "removing the package changed something of the user's")


class Trial:
    """The system and who works on it."""

    def __init__(self, system: Path) -> None:
        self._system = system
        self.inside("useradd", "--create-home", "chen")

    def inside(self, *command: str, **environment: str) -> str:
        """Run a command in the system and return what it printed; ends everything if it fails."""
        return run(["chroot", self._system, *command], environment={**_QUIET, **environment})

    def qadesk(self, *arguments: str) -> str:
        """The installed program, for the user."""
        return self.inside(*_AS_USER, "qadesk", *arguments)

    def expect(self, holds: bool, otherwise: str) -> None:
        """End everything saying what went wrong."""
        if not holds:
            sys.exit(f"[qadesk] {otherwise}")

    def install(self, package: Path) -> None:
        """As somebody who has the file."""
        shutil.copy(package, self._system / "tmp" / "qadesk.deb")
        self.inside("apt-get", "-qq", "-y", "--no-install-recommends", "install", "/tmp/qadesk.deb")
        (self._system / "tmp" / "qadesk.deb").unlink()

    def make_offices(self) -> None:
        """A new one, and one as the first version wrote it, below a name with Chinese signs and a space."""
        self.inside(*_AS_USER, "mkdir", _FOLDER)
        self.qadesk("--office", f"{_FOLDER}/新.qadesk", "init", "--user-name", "陈")
        oldest = ROOT / "resources" / "self_test" / "schema-1.qadesk"
        shutil.copy(oldest, self._inside(f"{_FOLDER}/旧.qadesk"))
        self.inside("chown", "-R", "chen:chen", _HOME)

    def open_offices(self) -> None:
        """Both are found sound; a copy of the older one is kept."""
        for name in ("新", "旧"):
            self.qadesk("--office", f"{_FOLDER}/{name}.qadesk", "check")
        copies = list(self._inside(_FOLDER).glob("旧.backups/*.upgrade.*.qadesk"))
        self.expect(len(copies) == 1, "no copy of the older office was kept")

    def content(self) -> dict[str, str]:
        """Every file of the user with its hash."""
        files = [path for path in self._inside(_HOME).rglob("*") if path.is_file()]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def take_picture(self) -> None:
        """The window on the sample office, on a screen of its own, once two looks in turn are alike."""
        PICTURE.unlink(missing_ok=True)
        with screen() as display, self._window(display):
            seen = b""
            end = time.monotonic() + _PAINTED_S
            while time.monotonic() < end:
                time.sleep(3)
                shot = subprocess.run(
                    ["import", "-display", display, "-window", "root", "png:-"],
                    capture_output=True,
                    check=True,
                ).stdout
                if shot == seen and len(shot) > _SOME_BYTES:
                    PICTURE.write_bytes(shot)
                    return
                seen = shot
        self.expect(False, "the window was not painted")

    @contextmanager
    def _window(self, display: str) -> Iterator[None]:
        command = ["chroot", str(self._system), *_AS_USER, f"DISPLAY={display}"]
        with subprocess.Popen(
            [*command, "qadesk", "--lang", "zh_CN", "--sample"],
            env={"PATH": os.environ["PATH"]},
            start_new_session=True,
        ) as program:
            try:
                yield
            finally:
                self.expect(program.poll() is None, "the window closed by itself")
                os.killpg(program.pid, 15)

    def _inside(self, path: str) -> Path:
        return self._system / path.removeprefix("/")
