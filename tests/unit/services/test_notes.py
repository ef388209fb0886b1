"""Notes on agents and records: kept with their author, bounded, deleted with a reason, files private."""

from __future__ import annotations

import os
import stat
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import event, func, insert, select, update

from qadesk.services import check, merging, roster, support
from qadesk.services.notes import copies, keeping
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.records import by_hand, corrections, imports, record_lists
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.services.roster import AgentEntry
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services.import_office import call, calls, staff
from tests.unit.services.test_note_files import PDF, PNG

AGENT = NoteSubject("KF1001")
_SAID = {"day": date(2026, 10, 5), "kind": "praise", "note": "", "ref": ""}
PRAISE = RecordEntry("incidents", "KF1001", _SAID)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "投诉单.pdf"
    path.write_bytes(PDF)
    return path


def _undone(done: Any) -> Any:
    assert done.undo is not None
    return done.undo()


def _kept(office: Office) -> int:
    with office.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.note_file)).scalar_one()


def test_a_note_says_who_and_when_and_is_undone(sample_office: Office) -> None:
    done = keeping.add(sample_office, AGENT, "  已谈话，本人认可。 ")
    (note,) = keeping.notes(sample_office, AGENT)
    assert (note.text, note.file) == ("已谈话，本人认可。", None)
    assert note.by == (sample_office.user.name if sample_office.user else "")
    assert note.at.tzinfo is not None
    back = _undone(done)
    assert keeping.notes(sample_office, AGENT) == ()
    _undone(back)
    assert keeping.count(sample_office, AGENT) == 1
    assert keeping.count(sample_office, NoteSubject("KF1002")) == 0


def test_a_file_is_kept_in_the_office(sample_office: Office, scan: Path, tmp_path: Path) -> None:
    keeping.add(sample_office, AGENT, "", scan)
    scan.unlink()
    (note,) = keeping.notes(sample_office, AGENT)
    assert note.file is not None
    assert (note.file.name, note.file.sort, note.file.size) == ("投诉单.pdf", "pdf", len(PDF))
    assert keeping.content(sample_office, note.id) == ("投诉单.pdf", PDF)
    copies.save(sample_office, note.id, tmp_path / "存.pdf")
    assert (tmp_path / "存.pdf").read_bytes() == PDF
    assert all(finding.ok for finding in check.check(sample_office))


def test_a_copy_to_look_at_is_private_and_apart_from_others(sample_office: Office, scan: Path) -> None:
    number = keeping.add(sample_office, AGENT, "", scan).value.id
    first, second = copies.opened(sample_office, number), copies.opened(sample_office, number)
    assert first != second
    assert first.read_bytes() == PDF
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    for folder in (first.parent, first.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_a_killed_program_left_goes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:

    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    old, fresh, other = (tmp_path / name for name in ("qadesk-opened-a", "qadesk-opened-b", "else"))
    for folder in (old, fresh, other):
        folder.mkdir()
        (folder / "x.pdf").write_bytes(PDF)
    for folder in (old, other):
        os.utime(folder, (0, 0))
    copies._folder.cache_clear()
    try:
        copies._folder()
        assert (old.exists(), fresh.exists(), other.exists()) == (False, True, True)
    finally:
        copies._folder.cache_clear()


def test_deleting_needs_a_reason_is_undone_and_erased_a_day_later(
    sample_office: Office, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = keeping.add(sample_office, AGENT, "", scan).value
    with refuses("note.reason_missing"):
        keeping.remove(sample_office, AGENT, note.id, " ")
    done = keeping.remove(sample_office, AGENT, note.id, "重复")
    with refuses("note.gone"):
        keeping.content(sample_office, note.id)
    _undone(done)
    assert keeping.content(sample_office, note.id)[1] == PDF

    done = keeping.remove(sample_office, AGENT, note.id, "重复")
    keeping.add(sample_office, AGENT, "另一条")
    assert _kept(sample_office) == 1, "it can still be undone"
    later = sample_office.now() + timedelta(days=2)
    monkeypatch.setattr(type(sample_office), "now", lambda _office: later)
    keeping.add(sample_office, AGENT, "再一条")
    assert _kept(sample_office) == 0
    with refuses("note.gone"):
        _undone(done)
    with sample_office.read() as connection:
        line = tables.audit.c
        told = connection.execute(select(line.action, line.detail).where(line.action.startswith("note.")))
        lines = {row.action: row.detail for row in told}
    assert lines["note.delete"] == {"note": note.id, "reason": "重复", "file": "投诉单.pdf"}
    assert lines["note.add"]["note"] > note.id


def test_bounds_are_told(sample_office: Office, scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with refuses("note.empty"):
        keeping.add(sample_office, AGENT, " ")
    with refuses("note.too_long", "2000"):
        keeping.add(sample_office, AGENT, "长" * 2001)
    monkeypatch.setattr(keeping, "MOST_NOTES", 2)
    keeping.add(sample_office, AGENT, "长" * 2000)
    keeping.add(sample_office, AGENT, "2")
    with refuses("note.too_many", 2):
        keeping.add(sample_office, AGENT, "3")
    monkeypatch.setattr(keeping, "MOST_BYTES", 2 * len(PDF) - 1)
    keeping.add(sample_office, NoteSubject("KF1002"), "", scan)
    with refuses("note.office_full"):
        keeping.add(sample_office, NoteSubject("KF1002"), "", scan)
    assert keeping.count(sample_office, NoteSubject("KF1002")) == 1


def test_nothing_of_a_refused_file_is_stored(sample_office: Office, tmp_path: Path) -> None:
    wrong = tmp_path / "a.pdf"
    wrong.write_bytes(PNG)
    with refuses("note.other_than_named"):
        keeping.add(sample_office, AGENT, "说明", wrong)
    assert (keeping.count(sample_office, AGENT), _kept(sample_office)) == (0, 0)
    with refuses("roster.no_agent"):
        keeping.add(sample_office, NoteSubject("X"), "说明")


def test_a_changed_content_is_found(sample_office: Office, scan: Path) -> None:
    number = keeping.add(sample_office, AGENT, "", scan).value.id
    with sample_office.write() as connection:
        connection.execute(update(tables.note_file).values(content=PDF + b"\n"))
    with refuses("note.file_damaged", "投诉单.pdf"):
        keeping.content(sample_office, number)
    bad = [finding for finding in check.check(sample_office) if not finding.ok]
    assert [finding.what for finding in bad] == ["Attached files"]
    assert "投诉单.pdf" in bad[0].problem


def test_notes_go_with_the_record_whatever_becomes_of_it(sample_office: Office) -> None:
    """Corrected, deleted and put back: they hang on what identifies it, not on a row."""
    made = by_hand.add(sample_office, PRAISE).value
    keeping.add(sample_office, made.about, "锦旗照片")
    renamed = RecordEntry("incidents", "KF1001", {**made.entry.values, "ref": "JQ-1"})
    edited = by_hand.edit(sample_office, made.number, renamed)
    assert keeping.count(sample_office, edited.value.about) == 1
    assert keeping.count(sample_office, made.about) == 0
    _undone(edited)
    assert keeping.count(sample_office, made.about) == 1
    deleted = by_hand.remove(sample_office, made.number, "重复")
    back = _undone(deleted).value
    assert keeping.count(sample_office, back.about) == 1


def test_notes_stay_with_an_imported_record(office: Office, tmp_path: Path) -> None:
    staff(office)
    path = calls(tmp_path / "话务.csv", call(1), call(2))
    batch = imports.run(office, path).sheets[0].batch_id
    about = NoteSubject(kind="calls", ref="C1")
    keeping.add(office, about, "录音已听")
    assert batch is not None
    imports.undo(office, batch)
    imports.run(office, path)
    assert keeping.count(office, about) == 1
    assert keeping.count(office, NoteSubject(kind="chats", ref="C1")) == 0


def test_a_corrected_record_keeps_its_notes_there_and_back(sample_office: Office) -> None:
    record, *_rest = record_lists.each(sample_office, "2026-10", "complaints")
    about = NoteSubject(kind="complaints", ref=record.row.ref, part=record.row.part)
    keeping.add(sample_office, about, "扫描件")
    entry = corrections.as_entry(sample_office, "complaints", record)
    other = RecordEntry("complaints", entry.staff_no, {**entry.values, "ref": "TS-NEU"})
    done = corrections.correct(sample_office, record.id, other)
    assert keeping.count(sample_office, done.value.about) == 1
    assert done.value.about.ref == "TS-NEU"
    _undone(done)
    assert keeping.count(sample_office, about) == 1


def test_notes_of_merged_entries_are_together(sample_office: Office, scan: Path) -> None:
    roster.add(sample_office, AgentEntry("KF2001", "龚䶮"))
    keeping.add(sample_office, NoteSubject("KF2001"), "", scan)
    keeping.add(sample_office, AGENT, "一")
    found = merging.preview(sample_office, "KF1001", "KF2001")
    assert [(row.what, row.count) for row in found.moving] == [("notes", 1)]
    done = merging.merge(sample_office, "KF1001", "KF2001")
    assert keeping.count(sample_office, AGENT) == keeping.count(sample_office, NoteSubject("KF2001")) == 2
    _undone(done)
    assert keeping.count(sample_office, AGENT) == 1


def test_lists_never_read_a_content(sample_office: Office, scan: Path) -> None:
    keeping.add(sample_office, AGENT, "", scan)
    told: list[str] = []

    def look(_c: Any, _cur: Any, statement: str, _p: Any, _x: Any, _m: bool) -> None:
        told.append(statement)

    event.listen(sample_office.engine, "before_cursor_execute", look)
    try:
        keeping.notes(sample_office, AGENT)
        keeping.count(sample_office, AGENT)
        roster.agents(sample_office)
    finally:
        event.remove(sample_office.engine, "before_cursor_execute", look)
    assert told
    assert not [statement for statement in told if "note_file" in statement]


@pytest.mark.files("a support file says how large the office's file is")
def test_the_support_file_has_nothing_of_them(sample_office: Office, scan: Path, tmp_path: Path) -> None:
    keeping.add(sample_office, AGENT, "家中有事，勿外传", scan)
    with sample_office.write() as connection:
        connection.execute(update(tables.note_file).values(content=PDF + b"\n"))  # so that the check names it
    support.write(tmp_path / "help.zip", sample_office)
    with ZipFile(tmp_path / "help.zip") as packed:
        said = "".join(packed.read(name).decode() for name in packed.namelist())
    assert "note: 1 rows" in said
    assert "投诉单" not in said
    assert "家中有事" not in said


def test_a_note_is_on_an_agent_or_a_record_never_both(sample_office: Office) -> None:
    from sqlalchemy.exc import IntegrityError

    for wrong in ({}, {"agent_id": roster.agent(sample_office, "KF1001").id, "ref": "X", "kind": "calls"}):
        with pytest.raises(IntegrityError), sample_office.write() as connection:
            connection.execute(insert(tables.note).values(text="x", at=sample_office.now(), **wrong))
