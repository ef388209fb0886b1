"""Whether an installed (frozen) program still has all its files; nothing here needs any of them."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

LIST = "contents.json"  # written when the package is built: path -> [bytes, SHA-256]
_REPAIR = ("请重新运行安装程序修复。", "Run the setup again to repair it.")
if sys.platform.startswith("linux"):
    _REPAIR = (
        "请重新安装软件包修复（sudo apt install --reinstall ./qadesk_….deb）。",
        "Install the package again to repair it (sudo apt install --reinstall ./qadesk_….deb).",
    )
_DIALOGS = (
    ("zenity", "--error", "--no-markup", "--width=480", "--title=QADesk", "--text"),
    ("kdialog", "--title", "QADesk", "--error"),
    ("xmessage", "-center"),
)
_NAMED = 5  # a message that lists hundreds of files is read by nobody


def folder() -> Path | None:
    """Where the installed program's files lie; None where it runs from source or from a wheel."""
    frozen = getattr(sys, "_MEIPASS", None)
    return None if frozen is None else Path(frozen)


def missing() -> list[str]:
    """The files that are gone or have another size than when they were packed; quick, for every start."""
    root = folder()
    if root is None:
        return []
    found = dict(_sizes(root))
    return [name for name, (size, _digest) in _listed(root).items() if found.get(name) != size]


def altered() -> list[str]:
    """The same by content: reads every file (a second or two)."""
    root = folder()
    if root is None:
        return []
    return [name for name, (_size, digest) in _listed(root).items() if _digest_of(root / name) != digest]


def counted() -> int:
    """How many files the list names; 0 where the program is not installed."""
    root = folder()
    return 0 if root is None else len(_listed(root))


def licences() -> Path | None:
    """Where the licences of everything in the installed program lie; None where it is not installed."""
    root = folder()
    return None if root is None else root / "licences"


def report_broken(files: list[str]) -> None:
    """Say on the screen which files are broken and how to repair that.

    In both languages at once, and without the catalogue: it may be among what is missing.
    """
    named = "\n".join(f"  {name}" for name in files[:_NAMED])
    more = f"\n  … ({len(files)})" if len(files) > _NAMED else ""
    text = (
        "QADesk 的安装已损坏，以下文件缺失或被改动：\n"
        f"{named}{more}\n"
        f"{_REPAIR[0]}网点文件不受影响。\n\n"
        "This installation of QADesk is damaged. Missing or altered:\n"
        f"{named}{more}\n"
        f"{_REPAIR[1]} Your office files are not affected.\n"
    )
    if sys.stderr is not None:
        sys.stderr.write(text)
        if sys.platform.startswith("linux") and not sys.stderr.isatty():
            _show_on_linux(text)
    elif sys.platform == "win32":  # a window program has no console to say it on
        try:
            import ctypes
        except ImportError as error:  # itself among what is missing: the packaged program shows this in a box
            raise RuntimeError(text) from error
        ctypes.windll.user32.MessageBoxW(None, text, "QADesk", 0x10)


def _show_on_linux(text: str) -> None:
    """Started from a menu nobody reads what goes to the terminal: the desktop's own dialog says it."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    try:
        import shutil
        import subprocess
    except ImportError:  # itself among what is missing; it was said on the terminal
        return
    # The desktop's programs must not find this program's libraries first.
    path = "LD_LIBRARY_PATH"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(path)}
    own = os.environ.get(f"{path}_ORIG")
    environment |= {path: own} if own else {}
    for program, *options in _DIALOGS:
        if shutil.which(program):
            subprocess.Popen([program, *options, text], env=environment, start_new_session=True)
            return


def _listed(root: Path) -> dict[str, tuple[int, str]]:
    try:
        listed: dict[str, tuple[int, str]] = json.loads((root / LIST).read_text("utf-8"))
    except (OSError, ValueError):
        return {LIST: (0, "")}  # the list itself is what is broken
    return listed


def _sizes(root: Path) -> list[tuple[str, int]]:
    """Every file below a folder with its size; scandir has both without opening anything on Windows."""
    found = []
    waiting = [("", str(root))]
    while waiting:
        below, path = waiting.pop()
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{below}{entry.name}/", entry.path))
                elif entry.is_file():
                    found.append((below + entry.name, entry.stat().st_size))
    return found


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
