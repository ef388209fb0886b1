"""The Windows setup on a Windows PC: the same specification, setup script and tests as under Wine.

Unproven: no hosted Windows has run this yet. With a certificate in the environment, what is made is signed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from installer import windows, windows_setup
from installer.steps import BUILD, ROOT, run, step, summary

MADE = BUILD / "windows"


def main() -> None:
    """All of it, one line per step; ends at the first step that fails."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with step("QADesk.exe and qadesk.com"):
        folder, bare = freeze("qadesk", "QADesk"), freeze("bare", "bare")
    if os.environ.get("CERTIFICATE"):
        with step("programs signed"):
            sign(folder / "QADesk.exe", folder / "qadesk.com")
    icon = MADE / "work" / "qadesk" / "qadesk.ico"
    with step("setup"):
        setup = windows_setup.build(folder, icon)
        before = windows_setup.build(folder, icon, number="0.0.1", quick=True)
        reference = windows_setup.build_bare(bare, icon)
    if os.environ.get("CI"):
        with step("program and setup tried: see the tests above"):
            windows.ask("tests/packaged/test_program.py", QADESK_PROGRAM=str(folder / "qadesk.com"))
            told = {"QADESK_SETUP": str(setup), "QADESK_SETUP_BEFORE": str(before)}
            windows.ask("tests/packaged/test_setup.py", **told)
            windows.ask("tests/packaged/test_setup_mishaps.py", **told)
    else:  # it installs and removes QADesk for whoever runs it
        sys.stdout.write("[qadesk] not tried: that would replace an installed QADesk; set CI=1 to have it\n")
    summary(setup)
    windows.say_size(setup, reference)


def freeze(specification: str, name: str) -> Path:
    """Run a specification; the folder it makes."""
    places: list[str | Path] = ["--distpath", MADE / "dist", "--workpath", MADE / "work"]
    options = ["--noconfirm", "--log-level", "ERROR"]
    script = ROOT / "installer" / f"{specification}.spec"
    run([windows.build_python(), "-m", "PyInstaller", *options, *places, script])
    return MADE / "dist" / name


def sign(*files: Path) -> None:
    """Sign programs with the certificate in the environment."""
    run([*windows_setup.SIGN, *files])


if __name__ == "__main__":
    main()
