"""Scanned sheets filed with the results they are of; taken back, deleted, and filed by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from qadesk.domain.scans import FILED, KEPT, NOTHING_TO_DO, ScanState, complete
from qadesk.domain.sheet_marks import SheetMark, read
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.scans import apart
from qadesk.services import audit, cycles, rights, staff_numbers
from qadesk.services.done import Change, Done, Undo
from qadesk.services.scans.known import KnownSheets
from qadesk.services.scans.pages import ScannedPage, Signed, scanned, scans_in
from qadesk.storage import tables
from qadesk.storage.office import Office

CHANGES: Final = frozenset[Change]({"scans"})
_ERASED_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True)
class FiledSheet:
    """What became of one sheet, or of one page that is of none."""

    id: int  # of the scan; 0: nothing is kept of it
    state: ScanState
    source: Path
    places: tuple[int, ...]  # the pages of the file, from 1; () the file as a whole
    cycle: str = ""
    staff_no: str = ""
    name: str = ""
    said: str = ""
    signed: Signed = ""
    differs: int = 0  # figures that differ from the stored sheet
    problem: str = ""


@dataclass(frozen=True)
class Filing:
    """What became of the scanned pages, in the order of the files."""

    outcomes: tuple[FiledSheet, ...]
    stays: tuple[str, ...] = ()  # why files of which all is filed could not be moved

    @property
    def filed(self) -> int:
        """How many sheets were filed."""
        return sum(one.state in FILED for one in self.outcomes)

    @property
    def left(self) -> tuple[FiledSheet, ...]:
        """What somebody has to look at."""
        return tuple(one for one in self.outcomes if one.state not in NOTHING_TO_DO)


@rights.needs("prepare")
def file_scans(office: Office, paths: Sequence[Path], progress: Progress | None = None) -> Done[Filing]:
    """File the sheets on the pages of some files; what cannot be filed is listed, and nothing attached.

    Of a folder the PDFs and pictures that lie in it are taken, not those of folders in it.

    Raises Cancelled, and then nothing is filed; UserError where reading cannot be started.
    """
    told, known = progress or Progress(), KnownSheets(office)
    paths = [file for path in paths for file in _files(path)]
    with apart.reading() as reader:
        pages = list(scanned(reader, known, paths, told))
    with office.write() as connection:
        erase(connection, office)
        _forget_unfiled(connection, {as_text(path) for path in paths})
        outcomes = [
            *(_alone(connection, office, one) for one in pages if not _can_be_filed(one)),
            *(_sheet(connection, office, group) for group in _sheets(pages)),
        ]
        order = {path: number for number, path in enumerate(paths)}
        outcomes.sort(key=lambda one: (order[one.source], one.places))
        filing = Filing(tuple(outcomes))
        audit.note(
            connection, office, "scan.file", _one_cycle(outcomes),
            files=[as_text(path.name) for path in paths][:_NAMED], filed=filing.filed, left=len(filing.left),
        )  # fmt: skip
    made = frozenset(one.id for one in outcomes if one.state in KEPT)
    undo = Undo(_("file scans"), partial(_put, office, made, False)) if made else None
    return Done(filing, CHANGES, undo)


def _files(path: Path) -> list[Path]:
    """The scans in a folder; the path itself, which is refused by its name where it is no file."""
    with suppress(OSError):
        return (path.is_dir() and scans_in(path)) or [path]
    return [path]


_NAMED: Final = 20  # files that the trail names


def _can_be_filed(page: ScannedPage) -> bool:
    return page.mark is not None and page.state in (None, ScanState.OTHER_REVISION)


def _sheets(pages: Sequence[ScannedPage]) -> list[list[ScannedPage]]:
    """The pages that can be filed, by the printed sheet they are of."""
    found: dict[tuple[str, ...], list[ScannedPage]] = {}
    for page in pages:
        if page.mark is not None and _can_be_filed(page):
            found.setdefault(page.mark.sheet, []).append(page)
    return list(found.values())


def _alone(connection: Connection, office: Office, page: ScannedPage) -> FiledSheet:
    """A page that is of no sheet to be filed."""
    assert page.state is not None
    mark, known = page.mark, page.known
    number = 0
    if page.state not in NOTHING_TO_DO:
        number = _insert(connection, office, page.state, as_text(page.source), page.place, page.said)
    return FiledSheet(
        number, page.state, page.source, (page.place,) if page.place else (),
        mark.cycle if mark else "", mark.staff_no if mark else "", known.name if known else "",
        page.said, problem=page.problem,
    )  # fmt: skip


def _sheet(connection: Connection, office: Office, pages: list[ScannedPage]) -> FiledSheet:
    """One sheet: filed if all its pages are there and it is not filed yet."""
    first = pages[0]
    mark, known = first.mark, first.known
    assert mark is not None
    assert known is not None
    by_number = {page.mark.page: page for page in pages if page.mark is not None}  # the later of two scans
    pages = [by_number[number] for number in sorted(by_number)]
    signed: Signed = next((page.signed for page in pages if page.signed), "")
    told: dict[str, Any] = {
        "source": first.source,
        "places": tuple(page.place for page in pages),
        "cycle": mark.cycle,
        "staff_no": known.staff_no,
        "name": known.name,
        "said": first.said,
        "signed": signed,
        "differs": sum(one.kind == "figure" for page in pages for one in page.pointed_out),
    }
    if (before := _already(connection, mark, known.agent_id, signed)) is not None:
        return FiledSheet(before, ScanState.ALREADY, **told)
    waiting = _waiting(connection, mark)
    there = {number: read for number, read in waiting.items() if number not in by_number}
    marks = [page.mark for page in pages if page.mark is not None] + list(there.values())
    whole = complete(marks)
    state = ScanState.PAGE_MISSING if not whole else known.state or ScanState.FILED
    owner = {"cycle_id": known.cycle_id, "agent_id": known.agent_id} if whole else {}
    number = _scan_waiting(connection, mark)
    if number is None:
        number = _insert(
            connection, office, state, as_text(first.source.name), first.place, first.said, signed, **owner
        )
    else:
        row = tables.scan
        signed_now = {"signed": signed} if signed else {}
        connection.execute(
            update(row).where(row.c.id == number).values(state=state.value, **signed_now, **owner)
        )
    for page in pages:
        if page.mark is not None and page.mark.page not in waiting:
            _keep_page(connection, number, page.mark.page, page)
    return FiledSheet(number, state, **told)


def _already(connection: Connection, mark: SheetMark, agent_id: int | None, signed: Signed) -> int | None:
    """The scan that this sheet is filed with; none where the one there is has no signature and this has."""
    row = tables.scan.c
    rows = connection.execute(
        select(row.id, row.said, row.signed)
        .where(row.agent_id == agent_id, row.removed_at.is_(None))
        .where(row.state.in_([state.value for state in KEPT]))
        .order_by(row.id.desc())
    )
    for one in rows:
        known = read(one.said)
        if known is not None and (known.cycle, known.digest) == (mark.cycle, mark.digest):
            return None if signed == "signed" and one.signed == "empty" else int(one.id)
    return None


def _scan_waiting(connection: Connection, mark: SheetMark) -> int | None:
    """The scan of this very printing that waits for a page."""
    row = tables.scan.c
    rows = connection.execute(
        select(row.id, row.said).where(row.state == ScanState.PAGE_MISSING.value, row.removed_at.is_(None))
    )
    for one in rows:
        known = read(one.said)
        if known is not None and known.sheet == mark.sheet:
            return int(one.id)
    return None


def _waiting(connection: Connection, mark: SheetMark) -> dict[int, SheetMark]:
    """The pages of this very printing that are there already, by number."""
    number = _scan_waiting(connection, mark)
    if number is None:
        return {}
    page = tables.scan_page.c
    rows = connection.execute(select(page.page).where(page.scan_id == number)).scalars()
    return {one: replace(mark, page=one) for one in rows}


def _insert(
    connection: Connection, office: Office, state: ScanState, source: str, place: int, said: str,
    signed: Signed = "", **owner: int | None,
) -> int:  # fmt: skip
    made = connection.execute(
        insert(tables.scan).values(
            state=state.value, source=source, place=place, said=said, signed=signed,
            user_id=office.user_id, at=office.now(), **owner,
        )
    )  # fmt: skip
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def _keep_page(connection: Connection, scan: int, number: int, page: ScannedPage) -> None:
    looks = {
        "placed": page.placed,
        "marks": [[one.kind, one.x, one.y, one.width, one.height, one.text] for one in page.pointed_out],
    }
    digest = hashlib.sha256(page.content).hexdigest()
    made = connection.execute(
        insert(tables.scan_page).values(
            scan_id=scan, page=number, source=as_text(page.source.name), place=page.place,
            file_sort=page.sort, file_size=len(page.content), file_digest=digest, looks=looks,
        )
    )  # fmt: skip
    assert made.inserted_primary_key is not None
    connection.execute(
        insert(tables.scan_file).values(page_id=int(made.inserted_primary_key[0]), content=page.content)
    )


def as_text(path: Path | str) -> str:
    """A path that can be stored: one whose bytes are no text with marks in their place."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _one_cycle(outcomes: Collection[FiledSheet]) -> str:
    found = {one.cycle for one in outcomes if one.state in KEPT}
    return next(iter(found)) if len(found) == 1 else ""


# ---- by hand, taken back, deleted


@rights.needs("prepare")
def file_by_hand(office: Office, scan: int, code: str, staff_no: str) -> Done[FiledSheet]:
    """File a page whose code cannot be read with an agent's result of a cycle, as its whole sheet.

    Raises UserError where the file is no longer there or cannot be read, or it is filed already.
    """
    row = tables.scan
    with office.read() as connection:
        found = connection.execute(
            select(row.c.source, row.c.place, row.c.state).where(row.c.id == scan, row.c.removed_at.is_(None))
        ).first()
    if found is None or ScanState(found.state) in KEPT or not found.place:
        raise gone()
    path = Path(found.source)
    with apart.reading() as reader:
        reader.open(path)
        sort, content = reader.alone(found.place)
    page = ScannedPage(path, found.place, None, ScanState.BY_HAND, sort=sort, content=content)
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        agent = staff_numbers.must_find(connection, staff_no)
        connection.execute(
            update(row)
            .where(row.c.id == scan)
            .values(state=ScanState.BY_HAND.value, cycle_id=cycle.id, agent_id=agent, source=path.name)
        )
        _keep_page(connection, scan, 1, page)
        audit.note(connection, office, "scan.by_hand", code, agents=[staff_no], files=[path.name])
    outcome = FiledSheet(scan, ScanState.BY_HAND, path, (found.place,), code, staff_no)
    undo = Undo(_("file a scan by hand"), partial(_put, office, frozenset({scan}), False))
    return Done(outcome, CHANGES, undo)


@rights.needs("prepare")
def remove(office: Office, scans: Collection[int]) -> Done[int]:
    """Delete scans; what was filed is erased a day later, until then it can be undone."""
    return _put(office, frozenset(scans), False)


@rights.needs("prepare")
def _put(office: Office, scans: frozenset[int], there: bool, _progress: Progress | None = None) -> Done[int]:
    """Take scans back, or bring them there again; both are quick."""
    row = tables.scan
    with office.write() as connection:
        marked = row.c.removed_at.is_not(None) if there else row.c.removed_at.is_(None)
        found = connection.execute(select(row.c.id).where(row.c.id.in_(scans), marked)).scalars().all()
        if not found:
            raise gone()
        connection.execute(
            update(row).where(row.c.id.in_(found)).values(removed_at=None if there else office.now())
        )
        audit.note(connection, office, "scan.restore" if there else "scan.delete", "", scans=len(found))
    undo = Undo(_("delete scans") if not there else _("file scans"), partial(_put, office, scans, not there))
    return Done(len(found), CHANGES, undo)


def gone() -> UserError:
    """What is told where a scan was deleted meanwhile."""
    return UserError(
        "scan.gone",
        _("This scan is no longer there."),
        kept=_("Nothing was changed."),
        remedy=_("Load the list again."),
    )


def _forget_unfiled(connection: Connection, sources: Collection[str]) -> None:
    """What was said of these files before is said anew."""
    row = tables.scan
    kept = [state.value for state in (*KEPT, ScanState.PAGE_MISSING)]
    connection.execute(delete(row).where(row.c.source.in_(sources), row.c.state.not_in(kept)))


def erase(connection: Connection, office: Office) -> None:
    """Erase what was deleted long enough ago."""
    row = tables.scan
    gone = (
        connection.execute(select(row.c.id).where(row.c.removed_at < office.now() - _ERASED_AFTER))
        .scalars()
        .all()
    )
    drop(connection, gone)


def drop(connection: Connection, scans: Collection[int]) -> None:
    """Erase scans with their pages, for good."""
    row, page, held = tables.scan, tables.scan_page, tables.scan_file
    if not scans:
        return
    pages = select(page.c.id).where(page.c.scan_id.in_(scans))
    connection.execute(delete(held).where(held.c.page_id.in_(pages)))
    connection.execute(delete(page).where(page.c.scan_id.in_(scans)))
    connection.execute(delete(row).where(row.c.id.in_(scans)))
