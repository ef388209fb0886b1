"""Evidence of appeals: attached, read back, taken off; bounded as files of notes are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qadesk.services.appeals import deciding, entering, evidence
from qadesk.services.notes import keeping
from qadesk.storage.office import Office
from tests.appealed_month import ENTRY, REJECTED, appeal_of, received
from tests.made_up_month import CODE
from tests.refusals import refuses


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    made = received(tmp_path / "branch.qadesk", monkeypatch)
    yield made
    made.close()


def pdf(path: Path, size: int = 200) -> Path:
    path.write_bytes(b"%PDF-1.7\n" + b"x" * size + b"\n%%EOF")
    return path


def test_evidence_is_attached_read_and_taken_off(branch: Office, tmp_path: Path) -> None:
    entering.enter(branch, CODE, "KF02", ENTRY)
    done = evidence.attach(branch, CODE, "KF02", pdf(tmp_path / "录音.pdf"))
    (held,) = appeal_of(branch, "KF02").files
    assert (held.name, held.sort) == ("录音.pdf", "pdf")
    assert evidence.content(branch, held.id)[1].startswith(b"%PDF")
    assert evidence.opened(branch, held.id).read_bytes().startswith(b"%PDF")
    assert done.undo is not None
    gone = done.undo()
    assert appeal_of(branch, "KF02").files == ()
    assert gone.undo is not None
    gone.undo()
    (held,) = appeal_of(branch, "KF02").files
    evidence.save(branch, held.id, tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == (tmp_path / "录音.pdf").read_bytes()
    deciding.decide(branch, CODE, "KF02", REJECTED)
    with refuses("appeal.file_decided"):
        evidence.remove(branch, CODE, held.id)
    with refuses("appeal.decided"):
        evidence.attach(branch, CODE, "KF02", pdf(tmp_path / "b.pdf"))


def test_a_gigabyte_and_a_path_that_climbs_are_refused_or_made_plain(branch: Office, tmp_path: Path) -> None:
    entering.enter(branch, CODE, "KF02", ENTRY)
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(1_000_000_000)
    with refuses("note.too_large", "large.pdf"):
        evidence.attach(branch, CODE, "KF02", large)
    (tmp_path / "text.pdf").write_bytes(b"no picture")
    with refuses("note.not_attachable"):
        evidence.attach(branch, CODE, "KF02", tmp_path / "text.pdf")
    (tmp_path / "in").mkdir()
    climbing = pdf(tmp_path / "x.pdf")
    made = evidence.attach(branch, CODE, "KF02", tmp_path / "in" / ".." / climbing.name).value
    assert made.name == "x.pdf"
    with refuses("appeal.none"):
        evidence.attach(branch, CODE, "KF01", climbing)


def test_all_files_of_notes_and_appeals_have_one_bound(
    branch: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entering.enter(branch, CODE, "KF02", ENTRY)
    monkeypatch.setattr(keeping, "MOST_BYTES", 1000)
    evidence.attach(branch, CODE, "KF02", pdf(tmp_path / "a.pdf", 600))
    with refuses("note.office_full"):
        keeping.add(branch, keeping.NoteSubject("KF01"), "", pdf(tmp_path / "b.pdf", 600))
    monkeypatch.setattr(evidence, "MOST_FILES", 1)
    with refuses("appeal.too_many_files"):
        evidence.attach(branch, CODE, "KF02", pdf(tmp_path / "c.pdf", 10))
