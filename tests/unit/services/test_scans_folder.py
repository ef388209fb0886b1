"""The scanner's folder, and folders of scans: which files of them are taken, and which are left."""

from __future__ import annotations

from pathlib import Path

from qadesk.domain.scans import ScanState
from qadesk.services.paper import sheets
from qadesk.services.scans import folder
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.scanned import CLOSED, blank_but_a_line, printed, save_pdf, scan
from tests.unit.services.test_scans import WHO, file, states


def test_the_folder_waits_for_whole_files_and_moves_what_is_filed(
    sample_office: Office, tmp_path: Path
) -> None:
    place = tmp_path / "scanner"
    place.mkdir()
    folder.set_folder(sample_office, place)
    assert folder.folder(sample_office) == place.resolve()
    page = scan(printed(sample_office, [WHO]).pages[0])
    whole = save_pdf([page], tmp_path / "whole.pdf").read_bytes()
    target = place / "scan.pdf"
    known = folder.watched(sample_office, place)
    target.write_bytes(whole[:-600])
    assert folder.ready(place, known) == ()
    assert folder.ready(place, known) == ()  # its end is missing
    target.write_bytes(whole)
    (place / "other.png").write_bytes(blank_but_a_line())
    assert folder.ready(place, known) == ()  # it has just changed
    paths = folder.ready(place, known)
    assert [path.name for path in paths] == ["other.png", "scan.pdf"]
    made = folder.pick_up(sample_office, place, paths, known).value
    assert states(made) == [ScanState.UNREADABLE, ScanState.FILED]
    assert sorted(str(path.relative_to(place)) for path in place.rglob("*.p*")) == [
        "filed/scan.pdf",
        "other.png",
    ]
    assert folder.ready(place, known) == ()
    assert folder.ready(place, known) == ()  # what stays is not read again
    assert folder.watched(sample_office, place).left.keys() == {place / "other.png"}


def test_what_is_no_folder_is_refused(sample_office: Office, tmp_path: Path) -> None:
    with refuses("scan.no_folder"):
        folder.set_folder(sample_office, tmp_path / "none")
    assert folder.folder(sample_office) is None


def test_of_a_folder_the_scans_in_it_are_filed(sample_office: Office, tmp_path: Path) -> None:
    into = tmp_path / "scanned"
    into.mkdir()
    sheets.save(sample_office, CLOSED, into, [WHO])
    (into / "notes.txt").write_text("no scan")
    (into / "~half.pdf").write_text("not whole yet")
    empty = tmp_path / "empty"
    empty.mkdir()
    made = file(sample_office, into, empty)
    assert states(made) == [ScanState.FILED, ScanState.DAMAGED]
    assert "is a folder" in made.outcomes[1].problem
