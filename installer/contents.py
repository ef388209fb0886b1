"""What goes into the package and what stays out, and the list by which the program knows itself whole."""

from __future__ import annotations

import fnmatch
import hashlib
import json
from pathlib import Path

LIST = "contents.json"  # below _internal: every other file there with its size and SHA-256

IMPORTED_BY_NAME = [  # found by no import statement
    "logging.config",
    "pandas.io.excel._xlsxwriter",
    "reportlab.pdfbase._fontdata_enc_winansi",
    "reportlab.pdfbase._fontdata_enc_macroman",
    "reportlab.pdfbase._fontdata_enc_standard",
    "reportlab.pdfbase._fontdata_enc_symbol",
    "reportlab.pdfbase._fontdata_enc_zapfdingbats",
    "reportlab.pdfbase._fontdata_enc_pdfdoc",
    "reportlab.pdfbase._fontdata_enc_macexpert",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.sql.default_comparator",
    "xlsxwriter",
]

NOT_USED = [  # imported somewhere below "if somebody has it"
    "IPython",
    "PIL.ImageQt",
    "PIL.ImageTk",
    "_hashlib",  # OpenSSL: nothing here speaks to a network, and Python has the digests itself
    "_ssl",
    "babel",
    "doctest",
    "hypothesis",
    "lxml",
    "matplotlib",
    "mypy",
    "numpy.f2py",
    "numpy.testing.tests",
    "openpyxl",
    "pandas.tests",
    "pdb",
    "psycopg2",
    "pyarrow",
    "pydoc",
    "pydoc_data",
    "pygments",
    "pytest",
    "rich",
    "rlPyCairo",
    "scipy",
    "setuptools",
    "ssl",
    "tkinter",
    "xmlrpc",
]

_LEFT_OUT = [  # Qt's and others' parts that no window of ours loads; names as they lie in the folder
    "*opengl32sw.dll",
    "*/translations/*",
    "*Qt6Network*",
    "*Qt6Pdf*",
    "*Qt6Qml*",
    "*Qt6Quick*",
    "*Qt6VirtualKeyboard*",
    "*QtNetwork*",
    "*/plugins/generic/*",
    "*/plugins/platformthemes/*gtk*",
    "*/plugins/networkinformation/*",
    "*/plugins/platforminputcontexts/*virtualkeyboard*",
    "*/plugins/platforms/*direct2d*",
    "*/plugins/platforms/*eglfs*",
    "*/plugins/platforms/*linuxfb*",
    "*/plugins/platforms/*vkkhrdisplay*",
    "*/plugins/platforms/*vnc*",
    "*/plugins/tls/*",
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/imageformats/*",
    "*PIL/_avif*",
    "*PIL/_webp*",
    "*libavif*",
    "numpy/*/tests/*",
    "__pycache__/*",
    "*/__pycache__/*",
]
_KEPT = [  # out of what the patterns above take
    "*/translations/qtbase_zh_CN.qm",
    "*/translations/qt_zh_CN.qm",
    "*/plugins/imageformats/*svg*",
    "*/plugins/imageformats/*ico*",
]


def wanted(name: str, source: str = "") -> bool:
    """Whether a collected file belongs into the package; `name` is its path below _internal.

    A Linux system's own libraries (known by their `source`) stay out: the Debian package depends on them,
    so that the system keeps them up to date. But for Python's: the program looks for it in its folder alone.
    """
    path = name.replace("\\", "/")
    if fnmatch.fnmatchcase(source, "*/lib/*-linux-gnu/lib*.so*") and not path.startswith("libpython"):
        return False
    out = any(fnmatch.fnmatchcase(path, pattern) for pattern in _LEFT_OUT)
    return not out or any(fnmatch.fnmatchcase(path, pattern) for pattern in _KEPT)


def finish(folder: Path) -> None:
    """Name the console program as it is called, and write the list of everything in the folder.

    Raises ValueError if the two programs do not run the same code.
    """
    console = folder / "qadesk-console.exe"
    if console.exists():
        console.replace(folder / "qadesk.com")
        second, code = folder / "qadesk-console.pkg", folder / "QADesk.pkg"
        if second.read_bytes() != code.read_bytes():
            raise ValueError(f"{second.name} and {code.name} differ")
        second.unlink()
    internal = folder / "_internal"
    listed = {}
    for path in sorted(path for path in internal.rglob("*") if path.is_file()):
        if path.name != LIST:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            listed[path.relative_to(internal).as_posix()] = [path.stat().st_size, digest]
    (internal / LIST).write_text(json.dumps(listed, indent=0, ensure_ascii=False), "utf-8")
