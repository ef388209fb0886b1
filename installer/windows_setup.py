"""The setup program for Windows from a frozen folder; makensis runs on Debian and on Windows alike."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from installer import version
from installer.steps import BUILD, ROOT, run, step, summary


def build(folder: Path, icon: Path, *, number: str = "", quick: bool = False) -> Path:
    """Compile the setup of a frozen folder under build/package; `quick` packs less tightly, for trials.

    `number` stands for another version than the source's, so that upgrades can be tried.
    """
    number = number or version.current()
    output = BUILD / f"QADesk-{number}-Setup.exe"
    kilobytes = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1024
    given = {
        "VERSION": number,
        "NUMBERS": ".".join(str(part) for part in version.numbers(number)),
        "FOLDER": folder,
        "ICON": icon,
        "OUTPUT": output,
        "SIZE_KB": kilobytes,
        "COMPRESSOR": "zlib" if quick else "lzma",
    }
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


if __name__ == "__main__":  # on Windows: the folder PyInstaller made, the icon it drew, perhaps a version
    lower = sys.argv[3] if len(sys.argv) > 3 else ""
    with step("setup"):
        made = build(
            Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), number=lower, quick=bool(lower)
        )
    summary(made)
