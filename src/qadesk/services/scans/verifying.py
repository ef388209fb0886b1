"""Whether paper and file agree: a scan, or the text of a code, held against what the office printed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from qadesk.domain.scans import ScanState
from qadesk.domain.sheet_marks import SheetMark, read
from qadesk.errors import UserError
from qadesk.i18n import N_, _
from qadesk.progress import Progress
from qadesk.scans import apart
from qadesk.services.scans.known import KnownSheet, KnownSheets
from qadesk.services.scans.pages import ScannedPage, scanned
from qadesk.services.scans.scan_words import about, state_words
from qadesk.storage.office import Office


class Agreement(StrEnum):
    """Whether paper and file agree."""

    AGREES = "agrees"
    SUPERSEDED = "superseded"  # it was printed here, and the result has changed since
    ALTERED = "altered"  # figures differ, or no such sheet was printed
    FOREIGN = "foreign"  # of another office, or no sheet
    UNREADABLE = "unreadable"


WORDS = {
    Agreement.AGREES: N_("Paper and file agree"),
    Agreement.SUPERSEDED: N_("Superseded: the result has changed since it was printed"),
    Agreement.ALTERED: N_("Altered, or never printed here"),
    Agreement.FOREIGN: N_("Not a sheet of this office"),
    Agreement.UNREADABLE: N_("No code could be read"),
}


@dataclass(frozen=True)
class PaperVerdict:
    """One page or code, and what was found."""

    agreement: Agreement
    source: str
    place: int  # 0: a code that was typed
    cycle: str = ""
    staff_no: str = ""
    name: str = ""
    said: str = ""
    differs: tuple[str, ...] = ()  # what is printed where the paper differs
    why: str = ""


def verify(office: Office, what: str, progress: Progress | None = None) -> tuple[PaperVerdict, ...]:
    """Every page of a scan, or one code as a phone shows it, held against the file. Nothing is changed.

    Raises UserError for what is neither a file nor a code.
    """
    known = KnownSheets(office)
    mark = read(what.strip())
    if mark is not None:
        return (_of_code(mark, known.of(mark), what.strip()),)
    path = Path(what)
    if not path.exists():
        raise UserError(
            "scan.nothing_to_verify",
            _("“{text}” is neither a file nor the code of a sheet.").format(text=what[:80]),
            remedy=_("Give a scan, or the text that a phone shows of the code on the sheet, in quotes."),
        )
    with apart.reading() as reader:
        pages = scanned(reader, known, [path], progress or Progress(), keep=False)
        return tuple(_of_page(page) for page in pages if page.state is not ScanState.BLANK)


def words(one: PaperVerdict) -> str:
    """What was found, in a sentence."""
    return _(WORDS[one.agreement])


def _of_code(mark: SheetMark, known: KnownSheet, said: str) -> PaperVerdict:
    why = "" if known.state is None else about(known.state)
    return PaperVerdict(_agreement(known.state), "", 0, mark.cycle, mark.staff_no, known.name, said, why=why)


def _of_page(page: ScannedPage) -> PaperVerdict:
    mark, known = page.mark, page.known
    differs = tuple(one.text for one in page.pointed_out if one.kind == "figure")
    agreement = _agreement(page.state)
    if differs and agreement is Agreement.AGREES:
        agreement = Agreement.ALTERED
    why = page.problem
    if page.state is not None and not why:
        why = about(page.state) or state_words(page.state)
    return PaperVerdict(
        agreement, page.source.name, page.place, mark.cycle if mark else "",
        mark.staff_no if mark else "", known.name if known else "", page.said, differs, why,
    )  # fmt: skip


def _agreement(state: ScanState | None) -> Agreement:
    if state is None:
        return Agreement.AGREES
    if state is ScanState.OTHER_REVISION:
        return Agreement.SUPERSEDED
    if state in (ScanState.NOT_PRINTED, ScanState.DISAGREE):
        return Agreement.ALTERED
    if state in (ScanState.UNREADABLE, ScanState.DAMAGED, ScanState.NOT_WHOLE):
        return Agreement.UNREADABLE
    return Agreement.FOREIGN
