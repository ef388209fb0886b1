"""What the code on each page of a sheet says: words anybody's phone shows, and what tells the sheet apart.

    QADESK 2026-10 KF1001 92.35 A / 1/2 R1 3FA29C2190AB 5D09E1 / 12345-7F3A9C21KX8Q

Cycle, staff number, total and grade; page and number of pages, revision, beginning of the sheet's digest and
of that of its office; the head of the trail when it was printed. No address that a phone would open.
Capitals, figures and few signs: a QR code holds those in less room.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

PREFIX: Final = "QADESK"
DIGITS: Final = 12  # of the digest
_OFFICE_DIGITS: Final = 6
_NONE: Final = "-"
_FORM: Final = re.compile(
    rf"{PREFIX} (?P<cycle>\S+) (?P<staff_no>.+) (?P<total>\S+) (?P<grade>\S+)"
    r" / (?P<page>\d{1,3})/(?P<pages>\d{1,3}) R(?P<revision>\d{1,4}) (?P<digest>[0-9A-F]{12})"
    r" (?P<office>[0-9A-F]{6})(?: / (?P<trail>\d{1,12}-[0-9A-Z]+))?",
    re.ASCII,
)


@dataclass(frozen=True)
class SheetMark:
    """One page's code. `total` and `grade` are "" where nothing is graded, `trail` where there is none."""

    cycle: str
    staff_no: str
    total: str
    grade: str
    page: int  # from 1
    pages: int
    revision: int
    digest: str  # the first DIGITS of the sheet's, in capitals
    office: str  # see `of_office`
    trail: str = ""

    @property
    def sheet(self) -> tuple[str, ...]:
        """What all pages of one printed sheet have in common."""
        return (
            self.cycle, self.staff_no, self.total, self.grade,
            str(self.pages), str(self.revision), self.digest, self.office, self.trail,
        )  # fmt: skip


def of_office(uid: str) -> str:
    """The letters that tell an office's sheets from those of others."""
    return hashlib.sha256(uid.encode()).hexdigest()[:_OFFICE_DIGITS].upper()


def written(mark: SheetMark) -> str:
    """The text of a code. Spaces within a total or grade become "_"; in a staff number only line ends go."""
    words = (
        PREFIX,
        _one_word(mark.cycle),
        " ".join(mark.staff_no.split()) or _NONE,
        _one_word(mark.total),
        _one_word(mark.grade),
    )
    told = (
        f"{mark.page}/{mark.pages}",
        f"R{mark.revision}",
        mark.digest[:DIGITS].upper(),
        mark.office,
    )
    number, _hyphen, said = mark.trail.partition("-")
    trail = (f"{number}-{said.replace('-', '')}",) if said else ()
    return " / ".join((" ".join(words), " ".join(told), *trail))


def _one_word(text: str) -> str:
    return "_".join(text.split()) or _NONE


def read(text: str) -> SheetMark | None:
    """The mark in a code's text; None for a code of something else."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return None
    told = found.groupdict()
    mark = SheetMark(
        cycle=told["cycle"],
        staff_no=told["staff_no"],
        total="" if told["total"] == _NONE else told["total"],
        grade="" if told["grade"] == _NONE else told["grade"],
        page=int(told["page"]),
        pages=int(told["pages"]),
        revision=int(told["revision"]),
        digest=told["digest"],
        office=told["office"],
        trail=told["trail"] or "",
    )
    return mark if 1 <= mark.page <= mark.pages else None
