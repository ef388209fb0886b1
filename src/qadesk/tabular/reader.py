"""What a file is, told by its content, never by its name; opened in this process (see `sources`)."""

from __future__ import annotations

import codecs
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from qadesk.errors import UserError
from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.tabular.damage import DAMAGED
from qadesk.tabular.delimited import Delimited
from qadesk.tabular.table import TableSource
from qadesk.tabular.workbook import damaged_workbook, open_workbook, password_protected

_SAMPLE: Final = 1 << 18
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (
    b"<html",
    b"<!doctype",
    b"<table",
    b"<?xml",
    b"<meta",
    b"<head",
    b"<div",
    b"<style",
    b"mime-version",
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHER: Final = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"Rar!",
    b"7z\xbc\xaf", b"\x1f\x8b",
    b"BZh", b"\xfd7zXZ", b"{\\rtf", b"SQLite format 3", b"MZ", b"\x7fELF", b"ID3", b"RIFF", b"OggS",
)  # fmt: skip
_BEYOND_ASCII = re.compile(r"[A-Za-z]?[^\x00-\x7f]+[A-Za-z]?")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_here(path: Path) -> Sequence[TableSource]:
    """The tables in a file, read in this process: a hostile file may end it, or take all memory."""
    with reading(path, kept=_("Nothing was imported.")):
        return _open(path)


def open_workbook_here(path: Path) -> Sequence[TableSource]:
    """The sheets of a workbook, in this process."""
    with reading(path, kept=_("Nothing was imported.")):
        return open_workbook(path)


def _open(path: Path) -> Sequence[TableSource]:
    if not path.is_file() and not path.is_dir() and path.exists():  # a pipe or a device may never end
        raise _no_table(path)
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if not head:
        raise _empty(path)
    if head.startswith(_OLE):
        return _old_office(path)
    if head.startswith(_ZIP):
        return _zipped(path)
    if head.startswith(_OTHER):
        raise _no_table(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith(_MARKUP):
        raise UserError(
            "import.web_page",
            _("“{file}” is a web page or an XML file, whatever its name says.").format(file=path.name),
            kept=_("Nothing was imported."),
            remedy=_("Open it in Excel, save it as an Excel workbook (xlsx), and import that."),
        )
    found: Sequence[TableSource] = [Delimited(path, encoding_of(path, head))]
    if not found[0].head(1):
        raise _empty(path)
    return found


def encoding_of(path: Path, head: bytes) -> str:
    """The encoding of a text file. Raises UserError if it is not text at all."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if b"\x00" in head:
        return _without_bom(path, head)
    if head.isascii():
        return _first_letters(path)
    text = _text(head, "utf-8")
    if text is not None and _reads_well(text):
        return "utf-8"
    if _damage(head, "gb18030") < 0.02:
        return "gb18030"
    if _damage(head, "utf-8") < 0.02:
        return "utf-8"
    if (
        _damage(head, "cp950") < 0.02
    ):  # traditional characters, as Windows in Taiwan and Hong Kong writes them
        return "cp950"
    raise _no_table(path)


def _first_letters(path: Path) -> str:
    """A file that begins in plain ASCII: the first bytes beyond it decide, wherever they come."""
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            if b"\x00" in data:
                raise _no_table(path)
            if not data.isascii():
                data += file.read(1 << 16)
                text = _text(data, "utf-8")
                return "utf-8" if text is not None and _reads_well(text) else "gb18030"
    _refuse_controls(path)
    return "utf-8"


def _refuse_controls(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if sum(byte < 32 and byte not in b"\t\r\n\x0b\x0c" for byte in head[:4096]) > len(head[:4096]) // 50:
        raise _no_table(path)


def _without_bom(path: Path, head: bytes) -> str:
    """UTF-16 without its mark: commas, digits and line ends have a zero on one side."""
    for name in ("utf-16-le", "utf-16-be"):
        text = _text(head, name)
        if (
            text is not None
            and "\x00" not in text
            and sum(c in ",;\t\r\n 0123456789" for c in text) * 20 > len(text)
        ):
            return name
    raise _no_table(path)


def _reads_well(text: str) -> bool:
    """Whether what decodes as UTF-8 is meant so: pairs of GB18030 bytes happen to be valid UTF-8, too.

    Chinese in UTF-8 takes three bytes a character; two-byte characters alone are believed only if they are
    of one script, and Latin ones only inside words.
    """
    if max(text, default="") >= "\u0800":
        return True
    scripts = {unicodedata.name(c, "?").split()[0] for c in text if c > "\x7f" and c.isalpha()}
    if scripts - {"LATIN"}:
        return len(scripts) == 1
    runs = list(_BEYOND_ASCII.finditer(text))
    inside = sum(run[0][0].isascii() or run[0][-1].isascii() for run in runs)
    return inside * 2 >= len(runs)


def _text(data: bytes, encoding: str) -> str | None:
    """`data` decoded, a character cut off at its end forgiven; None if it is not in that encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data, False)
    except UnicodeDecodeError:
        return None


def _damage(data: bytes, encoding: str) -> float:
    """The share of characters that `encoding` cannot make sense of, or that no text contains."""
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(data, False)
    odd = sum(c == "\ufffd" or (c < " " and c not in "\t\r\n") or "\ue000" <= c <= "\uf8ff" for c in text)
    return odd / max(1, len(text))


def _old_office(path: Path) -> Sequence[TableSource]:
    """A file in the container of Office 97: a workbook, an encrypted new one, or something else."""
    with path.open("rb") as file:
        names = file.read(64 << 20)
    if "EncryptedPackage".encode("utf-16-le") in names:
        raise password_protected(path)
    if not any(name.encode("utf-16-le") in names for name in ("Workbook", "Book")):
        raise _no_table(path)
    return _sheets(path)


def _zipped(path: Path) -> Sequence[TableSource]:
    """A zip archive: a workbook if it holds one."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = b""
            if "mimetype" in names:
                with archive.open("mimetype") as stated:
                    kind = stated.read(60)
    except (*DAMAGED, OSError):
        raise damaged_workbook(path) from None
    if "xl/workbook.xml" in names or b"opendocument.spreadsheet" in kind:
        return _sheets(path)
    raise _no_table(path)


def _sheets(path: Path) -> Sequence[TableSource]:
    sheets = open_workbook(path)
    if not sheets:
        raise _empty(path)
    return sheets


def _empty(path: Path) -> UserError:
    return UserError(
        "import.empty",
        _("“{file}” is empty.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("Export it again and check that it has rows."),
    )


def _no_table(path: Path) -> UserError:
    return UserError(
        "import.no_table",
        _("“{file}” is not a table.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("Choose an Excel workbook (xlsx, xls, ods) or a text file (csv, tsv)."),
    )
