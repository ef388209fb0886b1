"""The small C library through which a run's writes go, built when it is needed."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).with_name("shim.c")
LOADED: Final = "QADESK_TORTURE_SHIM"  # the library this process was started with
KILLED, KILLED_HALF_WAY = -1, -2  # instead of an errno


def compiler() -> str | None:
    """The C compiler of this machine; None where there is none, or no Linux."""
    found = map(shutil.which, ("cc", "gcc", "clang")) if sys.platform == "linux" else ()
    return next(filter(None, found), None)


def start_again_with_it() -> None:
    """Go on as the same program with the library loaded; returns where it is already.

    Raises RuntimeError without a compiler.
    """
    if LOADED in os.environ:
        return
    compile_with = compiler()
    if compile_with is None:
        raise RuntimeError("this needs Linux and a C compiler (apt-get install gcc)")
    library = Path(tempfile.mkdtemp(prefix="qadesk-torture-")) / "shim.so"
    command = [compile_with, "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    environment = os.environ | {LOADED: str(library), "LD_PRELOAD": str(library)}
    os.execve(sys.executable, [sys.executable, "-m", "tools.torture", *sys.argv[1:]], environment)


def arm(folder: Path, at: int, how: int, *, ever_after: bool = False) -> None:
    """From now on count what this process writes below `folder`; the `at`-th (0: none) fails or ends it."""
    _library().torture_arm(os.fsencode(folder), at, how, int(ever_after))


def disarm() -> None:
    """Let everything be written again."""
    _library().torture_disarm()


def counted() -> int:
    """How many writes, syncs and renamings there were."""
    return int(_library().torture_count())


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(os.environ[LOADED])
    library.torture_arm.argtypes = (ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_int)
    library.torture_count.restype = ctypes.c_long
    return library


def clean_up() -> None:
    """Remove the library."""
    shutil.rmtree(Path(os.environ[LOADED]).parent, ignore_errors=True)
