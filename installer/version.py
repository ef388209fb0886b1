"""The version, read from its one place (`qadesk.__version__`), in the shapes that packaging asks for."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from installer.steps import ROOT

PUBLISHER = "QADesk"
_RESOURCE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable("080404B0", [
      StringStruct("CompanyName", {publisher!r}),
      StringStruct("FileDescription", "QADesk 客服考核台"),
      StringStruct("FileVersion", {version!r}),
      StringStruct("InternalName", {name!r}),
      StringStruct("LegalCopyright", "Apache-2.0"),
      StringStruct("OriginalFilename", {file!r}),
      StringStruct("ProductName", "QADesk"),
      StringStruct("ProductVersion", {version!r}),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0804, 1200])]),
  ],
)
"""


def current() -> str:
    """The version as people read it; raises ValueError if the source names none."""
    source = (ROOT / "src" / "qadesk" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', source, re.MULTILINE)
    if found is None:
        raise ValueError("src/qadesk/__init__.py names no __version__")
    return found[1]


def numbers(version: str) -> tuple[int, int, int, int]:
    """The four numbers Windows compares: "1.2.3" is (1, 2, 3, 0), a pre-release "1.2.3rc1" as well."""
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    if found is None:
        raise ValueError(f"not a version of three numbers: {version!r}")
    major, minor, patch = (int(part) for part in found.groups())
    return major, minor, patch, 0


def resource(version: str, name: str) -> str:
    """What Windows shows under a program's properties, in PyInstaller's notation."""
    file = "qadesk.com" if name == "qadesk-console" else f"{name}.exe"
    return _RESOURCE.format(
        numbers=numbers(version), version=version, publisher=PUBLISHER, name=name, file=file
    )


def write_resource(target: Path, name: str) -> Path:
    """The same as a file."""
    target.write_text(resource(current(), name), "utf-8")
    return target


if __name__ == "__main__":
    sys.stdout.write(current() + "\n")
