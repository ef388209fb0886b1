"""States of scans in words, and what to do about each."""

from __future__ import annotations

from typing import Final

from qadesk.domain.scans import ScanState
from qadesk.i18n import N_, _, ngettext
from qadesk.services.scans.filing import FiledSheet, Filing

STATES: Final = {
    ScanState.FILED: N_("Filed"),
    ScanState.BY_HAND: N_("Filed by hand"),
    ScanState.ALREADY: N_("Filed already"),
    ScanState.OTHER_REVISION: N_("Other revision"),
    ScanState.OTHER_OFFICE: N_("Sheet of another office"),
    ScanState.NOT_PRINTED: N_("Not printed here"),
    ScanState.FOREIGN: N_("Code of something else"),
    ScanState.UNREADABLE: N_("No readable code"),
    ScanState.PAGE_MISSING: N_("Page missing"),
    ScanState.TWO_SHEETS: N_("Several sheets on one page"),
    ScanState.DISAGREE: N_("Codes contradict the page"),
    ScanState.NOT_WHOLE: N_("Not the whole page"),
    ScanState.BLANK: N_("Blank page"),
    ScanState.DAMAGED: N_("Cannot be read"),
}
ABOUT: Final = {
    ScanState.OTHER_REVISION: N_(
        "The result has changed since this sheet was printed. It is kept with the agent, but does not count "
        "as the signed sheet."
    ),
    ScanState.OTHER_OFFICE: N_("The sheet was printed in another office. Hand it to them."),
    ScanState.NOT_PRINTED: N_(
        "No sheet with these figures was printed in this office: the code was altered, or the office went "
        "back to a backup after printing. Ask who brought it."
    ),
    ScanState.FOREIGN: N_("The page has a code, but not that of a sheet."),
    ScanState.UNREADABLE: N_("Scan it again, or file it by hand."),
    ScanState.PAGE_MISSING: N_("Scan the other pages of this sheet; it is filed once all are there."),
    ScanState.TWO_SHEETS: N_("Scan each sheet by itself."),
    ScanState.DISAGREE: N_(
        "The codes of the page contradict each other, or most of what is printed on it. Look at the paper."
    ),
    ScanState.NOT_WHOLE: N_("A part of a page, or a copy made smaller. Scan the whole sheet."),
    ScanState.DAMAGED: N_("Scan or copy it again."),
}


def state_words(state: ScanState) -> str:
    """A state in the language in use."""
    return _(STATES[state])


def about(state: ScanState) -> str:
    """What it means and what to do; "" where nothing has to be done."""
    return _(ABOUT[state]) if state in ABOUT else ""


def signed_words(signed: str) -> str:
    """Whether a sheet looks signed."""
    words = {"signed": _("looks signed"), "empty": _("signature box empty"), "unsure": _("signature unclear")}
    return words.get(signed, "")


def differs_words(count: int) -> str:
    """How many figures differ; "" for none."""
    if not count:
        return ""
    return ngettext(
        "{n} figure differs from the stored sheet", "{n} figures differ from the stored sheet", count
    ).format(n=count)


def outcome_words(one: FiledSheet) -> str:
    """What became of a sheet or page, in a line: of whom, its state, what stands out."""
    places = _(", ").join(map(str, one.places))
    where = (
        _("{file}, page {pages}").format(file=one.source.name, pages=places) if places else one.source.name
    )
    who = "  ".join(part for part in (one.cycle, one.staff_no, one.name) if part)
    parts = (who, state_words(one.state), one.problem, signed_words(one.signed), differs_words(one.differs))
    return f"{where}: {_('; ').join(part for part in parts if part)}"


def filing_words(filing: Filing) -> str:
    """What became of them all, in a sentence."""
    said = ngettext("{n} sheet filed", "{n} sheets filed", filing.filed).format(n=filing.filed)
    left = len(filing.left)
    if left:
        more = ngettext("{n} could not be filed", "{n} could not be filed", left).format(n=left)
        said = _("{filed}, {left}").format(filed=said, left=more)
    return _("; ").join((said, *filing.stays))
