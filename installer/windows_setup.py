"""The setup program for Windows from a frozen folder; makensis runs on Debian and on Windows alike."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from installer import version
from installer.steps import BUILD, ROOT, run

SIGN = ("pwsh", "-NoProfile", "-File", str(ROOT / "installer" / "sign.ps1"))  # and the files


def build(folder: Path, icon: Path, *, number: str = "", quick: bool = False) -> Path:
    """Compile the setup of a frozen folder under build/package; `quick` packs less tightly, for trials.

    Beside the icon lies the picture for the last page. `number` stands for another version than the source's,
    so that upgrades can be tried. With a certificate in the environment, the setup signs itself and the
    uninstaller it brings (on Windows only).
    """
    number = number or version.current()
    output = (BUILD / "trial" if quick else BUILD) / f"QADesk-{number}-Setup.exe"
    output.parent.mkdir(parents=True, exist_ok=True)
    kilobytes = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1024
    given = {
        "VERSION": number,
        "NUMBERS": ".".join(str(part) for part in version.numbers(number)),
        "FOLDER": folder,
        "ICON": icon,
        "BANNER": icon.with_suffix(".bmp"),
        "OUTPUT": output,
        "SIZE_KB": kilobytes,
        "COMPRESSOR": "zlib" if quick else "lzma",
    }
    if os.environ.get("CERTIFICATE"):
        given["SIGN"] = subprocess.list2cmdline(SIGN)
    output.unlink(missing_ok=True)
    sign = "/" if sys.platform == "win32" else "-"
    options = [f"{sign}D{name}={value}" for name, value in given.items()]
    makensis = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    # On Windows the script would else be read in the PC's own encoding.
    run(
        [
            makensis,
            f"{sign}INPUTCHARSET",
            "UTF8",
            f"{sign}V2",
            f"{sign}WX",
            *options,
            ROOT / "installer" / "setup.nsi",
        ]
    )
    return output


def build_bare(folder: Path, icon: Path) -> Path:
    """The setup of a bare PySide6 window, packed alike: what the size of ours is compared with."""
    made = build(folder, icon, number="0.0.0")
    return made.replace(made.with_name("bare-Setup.exe"))
