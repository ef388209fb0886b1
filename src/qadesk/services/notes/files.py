"""What may be attached: PDF, PNG and JPEG, told by content, bounded in size, under a name safe anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qadesk import formats
from qadesk.errors import UserError
from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.progress import Progress

MOST_BYTES: Final = 10_000_000  # of one file
_AT_ONCE: Final = 1 << 20
_TAIL: Final = 65_536  # bytes at the end among which the end mark of a whole file is
_LONGEST: Final = 80  # letters of a name
_MOST_OF_IT: Final = 240  # bytes of it: file systems end at 255, and rare letters have four each
_RESERVED: Final = re.compile(r"(?:CON|PRN|AUX|NUL|(?:COM|LPT)[\d¹²³]|CONIN\$|CONOUT\$)", re.IGNORECASE)
_NOT_IN_NAMES: Final = re.compile(r'[<>:"|?*]')
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # control, direction of writing, no character


@dataclass(frozen=True)
class FileSort:
    """A kind of file: the suffixes it has, the usual one first, and what its content begins and ends with."""

    code: str
    suffixes: tuple[str, ...]
    begins: bytes
    ends: bytes

    def is_it(self, content: bytes) -> bool:
        """Whether a content is of this kind, whole or cut short."""
        return content.startswith(self.begins)


SORTS: Final = (
    FileSort("pdf", ("pdf",), b"%PDF-", b"%%EOF"),
    FileSort("png", ("png",), b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    FileSort("jpeg", ("jpg", "jpeg", "jpe", "jfif"), b"\xff\xd8\xff", b"\xff\xd9"),
)
SUFFIXES: Final = tuple(suffix for sort in SORTS for suffix in sort.suffixes)


@dataclass(frozen=True)
class ReadFile:
    """A file that may be attached: the name it is kept under, its kind, its content."""

    name: str
    sort: str
    content: bytes


def read(path: Path, progress: Progress | None = None) -> ReadFile:
    """Read a file to attach.

    Raises UserError for what is no PDF, PNG or JPEG, other than its name says, cut short, or larger than
    MOST_BYTES, which is not read; and Cancelled.
    """
    shown = clean_name(path.name)
    with reading(path, kept=_("Nothing was attached.")):
        size = path.stat().st_size
        if not path.is_file() and not path.is_dir():  # a pipe or a device, which may have no end
            raise _not_attachable(shown)
        if path.is_file() and size > MOST_BYTES:
            raise _too_large(shown)
        with path.open("rb") as file:
            content = _read(file.read, size, progress or Progress())
    if len(content) > MOST_BYTES:
        raise _too_large(shown)
    sort = next((one for one in SORTS if one.is_it(content)), None)
    if sort is None:
        raise _not_attachable(shown)
    if path.suffix.lstrip(".").lower() not in sort.suffixes:
        raise UserError(
            "note.other_than_named",
            _("“{file}” is not what its name says: its content is {kind}.").format(
                file=shown, kind=sort.code.upper()
            ),
            kept=_("Nothing was attached."),
            remedy=_("Check where it comes from. If it is right, give it the suffix .{suffix}.").format(
                suffix=sort.suffixes[0]
            ),
        )
    if sort.ends not in content[-_TAIL:]:
        raise UserError(
            "note.cut_short",
            _("“{file}” is damaged: its end is missing.").format(file=shown),
            kept=_("Nothing was attached."),
            remedy=_("Copy or scan it again."),
        )
    return ReadFile(clean_name(path.name, sort.suffixes[0]), sort.code, content)


def _read(read_some: Callable[[int], bytes], size: int, progress: Progress) -> bytes:
    """All of it, but for what goes beyond the bound: a device or a file that grows has no end."""
    content = bytearray()
    while len(content) <= MOST_BYTES and (data := read_some(_AT_ONCE)):
        content += data
        progress.report(len(content), max(size, len(content)))
    return bytes(content)


def _not_attachable(shown: str) -> UserError:
    return UserError(
        "note.not_attachable",
        _("“{file}” is no PDF, PNG or JPEG file.").format(file=shown),
        kept=_("Nothing was attached."),
        remedy=_("Save or scan it as PDF or as a picture, then attach that."),
    )


def _too_large(shown: str) -> UserError:
    return UserError(
        "note.too_large",
        _("“{file}” is larger than {most}.").format(file=shown, most=formats.file_size(MOST_BYTES)),
        kept=_("Nothing was attached."),
        remedy=_("Scan it with fewer dots per inch, or attach only the pages that matter."),
    )


def clean_name(name: str, suffix: str = "") -> str:
    """A file's name without folders and what is not shown or not allowed on some system.

    `suffix` replaces what its content does not allow.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(one for one in last if unicodedata.category(one) not in _UNSEEN)
    plain = _NOT_IN_NAMES.sub("_", " ".join(seen.split())).strip(". ")
    stem, dot, own = plain.rpartition(".")
    if not dot or (suffix and len(own) > 5):
        stem, own = plain, ""
    short = stem.strip(". ")[:_LONGEST].encode()[:_MOST_OF_IT].decode(errors="ignore")
    stem = short.rstrip(". ") or _("file")
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    end = own[:5] or suffix
    return f"{stem}.{end}" if end else stem
