"""Scans of sheets, for the tests with two offices: what is read, and all of it written once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from qadesk.services.paper import sheets
from qadesk.services.scans import filing, folder, listing, verifying
from qadesk.storage.office import Office
from tests.scanned import blank_but_a_line

CLOSED, WHO = "2026-09", "KF1001"
READS: Final[Mapping[str, Callable[[Office], tuple[Any, ...]]]] = {
    "scans.folder.folder": lambda _o: (),
    "scans.listing.scans": lambda _o: (CLOSED,),
    "scans.listing.look_signed": lambda _o: (CLOSED,),
}
WRITES: Final = {
    "scans.filing.file_scans",
    "scans.filing.file_by_hand",
    "scans.filing.remove",
    "scans.folder.look",
    "scans.folder.pick_up",
    "scans.folder.set_folder",
    "scans.folder.watched",
    "scans.listing.confirm_signed",
    "scans.listing.picture",
    "scans.verifying.verify",
}


def scan(office: Office, place: Path) -> None:
    """One sheet comes back as a scan and is entered as signed, another page is filed by hand."""
    document = sheets.document(office, CLOSED, [WHO])
    sheets.record(office, CLOSED, document.sheets, "print")
    place.mkdir()
    (place / "back.pdf").write_bytes(document.pdf)
    (place / "bare.png").write_bytes(blank_but_a_line())
    folder.set_folder(office, place)
    folder.watched(office, place)
    known, _paths = folder.look(office, folder.Watched())
    paths = [place / "back.pdf", place / "bare.png"]
    filed, bare = folder.pick_up(office, place, paths, known).value.outcomes
    listing.picture(office, filed.id, width=300)
    filing.file_by_hand(office, bare.id, CLOSED, WHO)
    verifying.verify(office, str(place / "filed" / "back.pdf"))
    listing.confirm_signed(office, CLOSED, [WHO], office.today())
    filing.remove(office, [bare.id])
    filing.file_scans(office, [place / "filed" / "back.pdf"])
