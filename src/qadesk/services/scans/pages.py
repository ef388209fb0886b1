"""The pages of scanned files: read, judged by their codes, looked up, and compared with the stored sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from qadesk.domain.scans import PageVerdict, ScanState, SeenCode, judge
from qadesk.domain.sheet_marks import SheetMark
from qadesk.errors import UserError
from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.scans.apart import ReadPage, ScanReader
from qadesk.scans.pictures import SUFFIXES
from qadesk.scans.placing import Placed
from qadesk.services.scans.known import KnownSheet, KnownSheets, boxes_of

Signed = Literal["signed", "empty", "unsure", ""]
_WRITTEN: Final = 0.008  # share of the box with ink, from which it counts as signed
_ANOTHERS: Final = 0.2  # share of a page's figures that differ, beyond which another sheet is under the code
_CLEAN: Final = 0.004  # up to which nothing is written in it


@dataclass(frozen=True)
class PointedOut:
    """A place on a page that somebody has to look at; points from its upper left corner."""

    kind: Literal["figure", "empty"]
    x: float
    y: float
    width: float
    height: float
    text: str = ""  # what was printed there


@dataclass(frozen=True)
class ScannedPage:
    """One page of a file: what it is, and what stands out on it."""

    source: Path
    place: int  # from 1
    mark: SheetMark | None
    state: ScanState | None  # None: of a sheet that can be filed
    said: str = ""
    known: KnownSheet | None = None
    sort: str = ""
    content: bytes = field(default=b"", repr=False)
    placed: Placed | None = None
    pointed_out: tuple[PointedOut, ...] = ()
    signed: Signed = ""
    problem: str = ""  # why the file or page cannot be read


def scans_in(folder: Path) -> list[Path]:
    """The PDFs and pictures that lie in a folder, by name. Raises OSError if it cannot be looked into."""
    kinds = [path for path in sorted(folder.iterdir()) if path.suffix.lstrip(".").lower() in SUFFIXES]
    return [path for path in kinds if not path.name.startswith((".", "~"))]


def scanned(
    reader: ScanReader, known: KnownSheets, paths: Sequence[Path], progress: Progress, *, keep: bool = True
) -> Iterator[ScannedPage]:
    """Every page of some files. With `keep` the content of those that belong to a sheet.

    A file or page that cannot be read is one in the state DAMAGED, and says why. Raises Cancelled.
    """
    for number, path in enumerate(paths):
        progress.report(number, len(paths), path.name)
        try:
            with reading(path, kept=_("Nothing was filed.")):
                path.stat()
                count = reader.open(path)
        except UserError as error:
            yield ScannedPage(path, 0, None, ScanState.DAMAGED, problem=error.happened)
            continue
        for place in range(1, count + 1):
            if count > 1:
                progress.report(place - 1, count, f"{path.name} {place}/{count}")
            try:
                yield _page(reader, known, path, place, keep)
            except UserError as error:
                yield ScannedPage(path, place, None, ScanState.DAMAGED, problem=error.happened)


def _page(reader: ScanReader, known: KnownSheets, path: Path, place: int, keep: bool) -> ScannedPage:
    read = reader.page(place)
    verdict = _verdict(read)
    mark = verdict.mark
    if mark is None:
        return ScannedPage(path, place, None, verdict.state, verdict.said)
    found = known.of(mark)
    if found.state not in (None, ScanState.OTHER_REVISION):
        return ScannedPage(path, place, mark, found.state, verdict.said, found)
    placed, pointed_out, signed = _compared(reader, known, read, mark)
    figures = known.figures(mark)
    if figures and sum(one.kind == "figure" for one in pointed_out) > _ANOTHERS * figures:
        return ScannedPage(path, place, mark, ScanState.DISAGREE, verdict.said, found)
    sort, content = reader.alone(place) if keep else ("", b"")
    return ScannedPage(
        path, place, mark, found.state, verdict.said, found, sort, content, placed, pointed_out, signed
    )


def _verdict(read: ReadPage) -> PageVerdict:
    """What the page is; two codes that claim the same place are of two pages."""
    places = [code.place for code in read.codes if code.place >= 0]
    whole = len(set(places)) == len(places)
    seen = [SeenCode(code.text, code.place >= 0 and whole) for code in read.codes]
    return judge(seen, blank=read.blank)


def _compared(
    reader: ScanReader, known: KnownSheets, read: ReadPage, mark: SheetMark
) -> tuple[Placed | None, tuple[PointedOut, ...], Signed]:
    from qadesk.printing.page import AreaKind  # with ReportLab, for which nothing else here waits

    stored = known.stored(mark)
    if stored is None or mark.page > len(stored.figures):
        return None, (), ""
    boxes = boxes_of(stored, mark.page)
    figures = stored.figures[mark.page - 1]
    seen = reader.look(read, stored.pdf, mark.page, figures, [box for _kind, box in boxes])
    found = [PointedOut("figure", *place) for place in seen.figures]
    signed: Signed = ""
    for (kind, box), ink in zip(boxes, seen.ink, strict=True):
        if kind is AreaKind.SIGNED:
            signed = "signed" if ink >= _WRITTEN else "empty" if ink <= _CLEAN else "unsure"
            if signed != "signed":
                found.append(PointedOut("empty", *box))
    return seen.placed, tuple(found), signed
