"""`make linux-package`: the frozen folder as a Debian package, tried in a system with nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

from installer import deb, linux_trial
from installer.steps import BUILD, ROOT, run, step, summary
from installer.windows import build_python

PACKAGES = {  # command -> Debian package
    "dpkg-shlibdeps": "dpkg-dev",
    "dpkg-deb": "dpkg",
    "debootstrap": "debootstrap",
    "Xvfb": "xvfb",
    "import": "imagemagick",
}


def main() -> None:
    """All of it, one line per step; ends at the first step that fails."""
    BUILD.mkdir(parents=True, exist_ok=True)
    system_packages()
    with step("program"):
        folder = freeze()
    with step("program tried"):
        try_program(folder)
    with step("Debian package"):
        package = deb.pack(folder)
    if os.geteuid() == 0:
        with step("a package of a lower version, to upgrade from"):
            before = deb.pack(folder, linux_trial.BEFORE, quick=True)
        with step("clean system"):
            system = linux_trial.clean_system()
        linux_trial.try_package(system, before, package)
        before.unlink()
    else:
        sys.stdout.write("[qadesk] not tried in a clean system: that needs root\n")
    summary(package)


def system_packages() -> None:
    """Install the Debian packages that are missing, or name them."""
    missing = [package for command, package in PACKAGES.items() if shutil.which(command) is None]
    number = f"{sys.version_info.major}.{sys.version_info.minor}"
    if sys.base_prefix == "/usr" and find_library(f"python{number}") is None:
        missing.append(
            f"libpython{number}"
        )  # Debian's Python has its library apart, and the package carries it
    if missing and os.geteuid() != 0:
        sys.exit("[qadesk] needed: sudo apt-get install " + " ".join(missing))
    if missing:
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "-qq", "update"], environment=quiet)
        run(["apt-get", "-qq", "-y", "--no-install-recommends", "install", *missing], environment=quiet)


def freeze() -> Path:
    """Run the specification; the folder it makes."""
    places: list[str | Path] = ["--distpath", BUILD / "linux", "--workpath", BUILD / "linux-work"]
    options = ["--noconfirm", "--log-level", "ERROR"]
    run([build_python(), "-m", "PyInstaller", *options, *places, ROOT / "installer" / "qadesk.spec"])
    return BUILD / "linux" / "QADesk"


def try_program(folder: Path) -> None:
    """What `tests/packaged` asks of every frozen program."""
    own = ["--basetemp", str(BUILD / "tried")]  # where no other run of pytest tidies up
    tests = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *own, "tests/packaged"]
    # Without a screen: what a damaged program says goes to the pipe, and not to a dialog.
    seen = {name: value for name, value in os.environ.items() if not name.endswith("DISPLAY")}
    code = subprocess.call(tests, cwd=ROOT, env={**seen, "QADESK_PROGRAM": str(folder / "qadesk")})
    if code:
        sys.exit(f"[qadesk] the program does not do what tests/packaged asks (pytest ended with {code})")


if __name__ == "__main__":
    main()
