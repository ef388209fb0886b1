"""The licences of everything that is shipped, taken from the very packages that are built in."""

from __future__ import annotations

import fnmatch
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_OWN_WORDS = re.compile(r"(^|/)(licen[cs]es?|copying|notice|authors)[^/]*$|/licenses/", re.IGNORECASE)
QT = """Qt and Qt for Python (PySide6, Shiboken6) {version}

Used under the GNU Lesser General Public License, version 3; its text and that of the GNU GPL it refers to
lie beside this file. Qt's libraries are separate files of this folder (PySide6 and shiboken6 below _internal)
and are loaded when the program starts: you may replace them by compatible builds of your own, and take the
program apart to find faults of such a change. QADesk itself is under the Apache License 2.0. Qt's source for
this version is published by The Qt Company at https://download.qt.io and https://code.qt.io.
"""


BUILT_WITH = ("pyinstaller",)  # whose small program starts ours
_OURS = Path(__file__).resolve().parent / "licences"
# Native libraries as they lie below _internal, and whose texts name what they are or hold: package, word.
_NATIVE = (
    ("*Qt6*", "PySide6_Essentials", "Qt Core"),
    ("*qtwayland*", "PySide6_Essentials", "Qt Wayland"),
    ("PySide6/*", "PySide6_Essentials", "LESSER GENERAL PUBLIC"),
    ("*icu*", "PySide6_Essentials", "UNICODE"),
    ("*shiboken6/*", "shiboken6", "LESSER GENERAL PUBLIC"),
    ("*openblas*", "numpy", "OpenBLAS"),
    ("*gfortran*", "numpy", "gfortran"),
    ("*quadmath*", "numpy", "quadmath"),
    ("numpy*", "numpy", "NumPy Developers"),
    ("pandas*", "pandas", "AQR Capital"),
    ("*libXau*", "pillow", "XAU"),
    ("*libxcb*", "pillow", "XCB"),
    ("*jpeg*", "pillow", "LIBJPEG"),
    ("*lcms*", "pillow", "LCMS2"),
    ("*lzma-*", "pillow", "LIBLZMA"),
    ("*openjp*", "pillow", "OPENJPEG"),
    ("*tiff*", "pillow", "LIBTIFF"),
    ("*webp*", "pillow", "LIBWEBP"),
    ("*sharpyuv*", "pillow", "LIBWEBP"),
    ("*zstd-*", "pillow", "ZSTD"),
    ("PIL/*", "pillow", "Pillow"),
    ("*pdfium*", "pypdfium2", "PDFium Authors"),
    ("python_calamine/*", "python-calamine", "quick-xml"),
    ("zxingcpp/*", "zxing-cpp", "Apache License"),
    ("sqlalchemy/*", "SQLAlchemy", "SQLAlchemy authors"),
    ("yaml/*", "PyYAML", "libyaml"),
    ("markupsafe/*", "MarkupSafe", "Pallets"),
    ("charset_normalizer/*", "charset-normalizer", "TAHRI Ahmed"),
    ("_cffi_backend*", "cffi", "libffi"),
    ("sqlcipher3/*", "sqlcipher3", "ZETETIC"),
    ("cryptography/*", "cryptography", "OpenSSL"),
    ("_argon2_cffi_bindings/*", "argon2-cffi-bindings", "Hynek Schlawack"),
    ("*lib-dynload/*", "Python", "libmpdec"),
    ("*libpython*", "Python", "PYTHON SOFTWARE FOUNDATION"),
)


def uncovered(internal: Path) -> list[str]:
    """The native libraries of a frozen folder that no licence text beside them speaks of."""
    texts_of: dict[str, str] = {}
    found = []
    for path in sorted(internal.rglob("*.so*")):
        if path.is_symlink():
            continue
        name = path.relative_to(internal).as_posix()
        for pattern, package, word in _NATIVE:
            if fnmatch.fnmatchcase(name, pattern):
                if package not in texts_of:
                    files = (internal / "licences" / package).glob("*")
                    texts_of[package] = "".join(file.read_text("utf-8", "replace") for file in files)
                if word not in texts_of[package]:
                    found.append(f"{name}: {word}")
                break
        else:
            found.append(name)
    return found


def collect(lock: Path, target: Path) -> list[tuple[str, str]]:
    """Copy the licence texts of every locked package; pairs of source and folder, as PyInstaller wants them.

    Raises FileNotFoundError for a package that is built in and brings no licence of its own nor one in
    `installer/licences`.
    """
    pairs = []
    overview = []
    for name in (*locked(lock), *BUILT_WITH):
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # of another system or Python
        overview.append(f"{package.name} {package.version}: {_terms(package)}")
        found = texts(package)
        if not found:
            raise FileNotFoundError(f"{package.name} brings no licence and installer/licences has none")
        for number, (file, text) in enumerate(found.items()):
            copy = target / package.name / (file if file not in list(found)[:number] else f"{number}-{file}")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text, "utf-8")
            pairs.append((str(copy), f"licences/{package.name}"))
    overview.append(f"Python {sys.version.split()[0]}: PSF-2.0")
    overview += ["Noto Sans SC: OFL-1.1", "Lucide icons: ISC"]
    summary = target / "README.txt"
    summary.write_text("\n".join(sorted(overview, key=str.lower)) + "\n", "utf-8")
    resources = Path(__file__).resolve().parents[1] / "resources"
    pairs.append((str(resources / "fonts" / "OFL.txt"), "licences/Noto"))
    pairs.append((str(resources / "icons" / "LICENSE"), "licences/Lucide"))
    return [*pairs, (str(summary), "licences"), *_python(target)]


def locked(lock: Path) -> list[str]:
    """The names of the packages a lock pins, each once."""
    names = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock.read_text("utf-8"), re.MULTILINE)
    return list(dict.fromkeys(names))


def texts(package: Distribution) -> dict[str, str]:
    """File name and text of the licences a package brings, and of what is linked into it unnamed.

    Qt's are from this folder: its wheels have none.
    """
    name = package.name.lower().replace("_", "-")
    if name in {"pyside6-essentials", "shiboken6"}:
        found = {"NOTICE.txt": QT.format(version=package.version)}
        return found | {file.name: file.read_text("utf-8") for file in sorted((_OURS / "qt").iterdir())}
    found = {}
    for path in package.files or []:
        if _OWN_WORDS.search(path.as_posix()) and path.suffix not in {".py", ".pyc"}:
            located = Path(str(package.locate_file(path)))
            if located.is_file():
                found["-".join(path.parts[-2:]) if path.name in found else path.name] = located.read_text(
                    "utf-8", errors="replace"
                )
    if (_OURS / name).is_dir():
        found |= {file.name: file.read_text("utf-8") for file in sorted((_OURS / name).iterdir())}
    return found


def _terms(package: Distribution) -> str:
    data = package.metadata
    for field in ("License-Expression", "License"):
        if field in data and len(data[field]) < 80:
            return data[field]
    classes = [line for line in data.get_all("Classifier") or [] if line.startswith("License ::")]
    return ", ".join(line.rsplit(" :: ", 1)[-1] for line in classes) or "see its text"


def _python(target: Path) -> list[tuple[str, str]]:
    """Python's own licence, where the installation has it beside the library or the program."""
    library = Path(next(path for path in sys.path if (Path(path) / "os.py").is_file()))
    for place in (library / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"):
        if place.is_file():
            copy = target / "Python" / "LICENSE.txt"
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(place.read_bytes())
            inside = _OURS / "python" / "INCORPORATED.txt"
            return [(str(copy), "licences/Python"), (str(inside), "licences/Python")]
    raise FileNotFoundError("Python's LICENSE.txt was not found beside it")
