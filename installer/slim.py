"""Debugging symbols out of the libraries that bring them, on Linux: nobody who runs a package reads them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

# Not those whose search paths were rewritten after linking (`*.libs`, numpy, Pillow): strip may break them.
# Not Qt's: they have none, and lie here as The Qt Company built them.
_WITH_SYMBOLS = (
    "libpython*.so*",
    "python3*/lib-dynload/*.so",
    "_cffi_backend*.so",
    "charset_normalizer/*.so",
    "python_calamine/*.so",
    "cryptography/hazmat/bindings/*.so",
    "sqlalchemy/*/*.so",
    "sqlcipher3/*.so",
    "yaml/*.so",
)


def slim(folder: Path) -> int:
    """Strip below `folder` what can be; how many bytes that saved. Nothing elsewhere, or without `strip`."""
    if not sys.platform.startswith("linux") or shutil.which("strip") is None:
        return 0
    saved = 0
    for pattern in _WITH_SYMBOLS:
        for path in (folder / "_internal").glob(pattern):
            if path.is_symlink():
                continue
            before = path.stat().st_size
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
            saved += before - path.stat().st_size
    return saved
