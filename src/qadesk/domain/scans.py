"""What becomes of scanned pages: by their codes alone, before anything is looked up in an office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qadesk.domain.sheet_marks import SheetMark, read


class ScanState(StrEnum):
    """What became of a scanned sheet or page."""

    FILED = "filed"
    BY_HAND = "by_hand"  # filed by somebody who chose the agent
    ALREADY = "already"  # it is filed already
    OTHER_REVISION = "other_revision"  # kept with the agent, but it is not what counts
    OTHER_OFFICE = "other_office"
    NOT_PRINTED = "not_printed"  # no sheet with this digest, or with these figures, was printed here
    FOREIGN = "foreign"  # a code of something else
    UNREADABLE = "unreadable"  # no code that can be read
    PAGE_MISSING = "page_missing"
    TWO_SHEETS = "two_sheets"  # codes of several sheets on one page
    DISAGREE = "disagree"  # both codes are of one sheet, but do not say the same
    NOT_WHOLE = "not_whole"  # the page is not the whole picture: a copy made smaller, a part
    BLANK = "blank"  # nothing on it: the back of a sheet
    DAMAGED = "damaged"  # the file, or this page of it, cannot be read


KEPT: Final = frozenset({ScanState.FILED, ScanState.BY_HAND, ScanState.OTHER_REVISION})
FILED: Final = frozenset({ScanState.FILED, ScanState.BY_HAND})
NOTHING_TO_DO: Final = KEPT | {ScanState.ALREADY, ScanState.BLANK}


@dataclass(frozen=True)
class SeenCode:
    """One code on a page; `whole` says whether the page it stands on is the whole picture."""

    text: str
    whole: bool


@dataclass(frozen=True)
class PageVerdict:
    """What a page is by its codes: of a sheet, with its mark; or in a state, which is the end of it."""

    mark: SheetMark | None
    state: ScanState | None
    said: str = ""  # what its code says


def judge(codes: Sequence[SeenCode], *, blank: bool = False) -> PageVerdict:
    """What a page is. It is of a sheet only if all codes of sheets on it say the same and fit the page."""
    ours = {code.text: mark for code in codes if (mark := read(code.text)) is not None}
    if not ours:
        if codes:
            return PageVerdict(None, ScanState.FOREIGN, codes[0].text)
        return PageVerdict(None, ScanState.BLANK if blank else ScanState.UNREADABLE)
    said = " · ".join(ours)
    if len({mark.sheet for mark in ours.values()}) > 1:
        same = len({(mark.cycle, mark.staff_no) for mark in ours.values()}) == 1
        return PageVerdict(None, ScanState.DISAGREE if same else ScanState.TWO_SHEETS, said)
    if len(ours) > 1:
        return PageVerdict(None, ScanState.DISAGREE, said)
    times = [code for code in codes if code.text in ours]
    if len(times) > _CODES:
        return PageVerdict(None, ScanState.TWO_SHEETS, said)
    if not all(code.whole for code in times):
        return PageVerdict(None, ScanState.NOT_WHOLE, said)
    return PageVerdict(next(iter(ours.values())), None, said)


_CODES: Final = 2  # on each page


def complete(marks: Iterable[SheetMark]) -> bool:
    """Whether pages of one sheet are all of it."""
    found = list(marks)
    return bool(found) and {mark.page for mark in found} == set(range(1, found[0].pages + 1))
