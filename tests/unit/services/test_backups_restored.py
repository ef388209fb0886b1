"""Restoring a backup, and trying one out."""

from __future__ import annotations

import errno
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from qadesk import file_errors, whole_files
from qadesk.errors import GO_ON
from qadesk.file_errors import Unconfirmed
from qadesk.services import drill, locking, people, setup, tokens
from qadesk.services.backups import keeping, losses, restoring, state, words
from qadesk.services.retention import periods
from qadesk.storage import copies, files
from qadesk.storage.generations import ASKED, RESTORE
from qadesk.storage.office import Office
from qadesk.storage.trail import chain
from tests.backups_made import names
from tests.refusals import refuses
from tests.signed_in import administrator

pytestmark = pytest.mark.files  # backups are of files

# ---- restoring


def test_restoring_sets_todays_file_aside_and_writes_it_down(sample_office: Office) -> None:
    made = keeping.make(sample_office, ASKED)
    setup.rename_office(sample_office, "Later")
    person = sample_office.user
    assert person is not None
    told = losses.losses(sample_office, made.path)
    with sample_office.read() as connection:
        head = chain.head(connection, sample_office.id)
    sample_office.close()
    older = names(made.path.parent)
    done = restoring.restore(sample_office.path, made.path, person)
    assert [(one.kind, one.count) for one in told.lost] == [("office", 1)]
    assert done.aside is not None
    wall = datetime.now(sample_office.zone)  # the office's, as everywhere else
    said = datetime.strptime(done.aside.stem.partition(".set-aside-")[2] + f"{wall:%z}", "%Y-%m-%d.%H%M%S%z")
    assert abs(wall - said) < timedelta(minutes=5)
    assert done.kept is not None
    assert (done.kept.reason, done.uncopied) == (RESTORE, "")
    assert older <= names(made.path.parent)
    restored = setup.open_office(sample_office.path)
    assert restored.name != "Later"
    with restored.file() as connection:
        at, who, action, detail = connection.execute(
            "SELECT at, user_id, action, detail FROM audit ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert (who, action) == (person.id, restoring.RESTORED)
    assert json.loads(detail) == {
        "by": person.name,
        "copy": made.path.name,
        "set_aside": done.aside.name,
        "taken": made.at.isoformat(),
        "head": [head.seq, head.hash],
    }
    assert at > 0
    restored.close()
    aside = setup.open_office(done.aside)
    assert aside.name == "Later"
    aside.close()


def test_what_would_be_lost_and_come_back(sample_office: Office) -> None:
    made = keeping.make(sample_office, ASKED)
    with sample_office.write() as connection:
        connection.execute(
            text("DELETE FROM survey_answer WHERE id IN (SELECT id FROM survey_answer LIMIT 3)")
        )
        connection.execute(
            text("UPDATE rating SET level = '1' WHERE rowid = (SELECT min(rowid) FROM rating)")
        )
        connection.execute(
            text(
                "INSERT INTO contact (office_id, channel, ref, agent_id, at, answered, batch_id)"
                " SELECT 1, 'call', 'new', agent_id, at, 1, batch_id FROM contact ORDER BY at DESC LIMIT 1"
            )
        )
    told = losses.losses(sample_office, made.path)
    assert {(one.kind, one.count) for one in told.lost} == {("contacts", 1), ("ratings", 1)}
    back = {(one.kind, one.count) for one in told.back}
    assert ("ratings", 1) in back
    assert sum(one.count for one in told.back if one.kind == "surveys") == 3
    assert any("call" in words.difference(one) for one in told.lost)


def test_users_and_settings_changed_since_are_named(sample_office: Office) -> None:
    made = keeping.make(sample_office, ASKED)
    locking.set_idle_minutes(sample_office, 10)
    periods.set_period(sample_office, "records", 60)
    people.add(sample_office, "Mia", "viewer")
    tokens.make(sample_office, "nightly import", ["import"])
    told = losses.losses(sample_office, made.path)
    assert {(one.kind, one.about) for one in told.lost} == {
        ("people", "Mia"), ("tokens", "nightly import"), ("lock", ""), ("retention", ""),
    }  # fmt: skip
    said = [words.difference(one) for one in told.lost]
    assert any("Mia" in one for one in said)
    assert any("nightly import" in one for one in said)


def test_an_open_office_is_not_replaced(office: Office) -> None:
    made = keeping.make(office, ASKED)
    with refuses("office.in_use"):
        restoring.restore(office.path, made.path)


def test_a_damaged_office_with_its_log_is_set_aside_whole(office: Office, tmp_path: Path) -> None:
    made = keeping.make(office, ASKED)
    office.close()
    office.path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    wal = tmp_path / "office.qadesk-wal"
    wal.write_bytes(b"left over")
    done = restoring.restore(office.path, made.path)
    assert done.uncopied
    assert done.aside is not None
    assert done.aside.read_bytes().endswith(b"\xff")
    assert Path(f"{done.aside}-wal").read_bytes() == b"left over"
    restored = setup.open_office(office.path)
    assert (restored.name, restored.notes) == ("Test branch", ())
    restored.close()


def _unconfirmed(folder: Path) -> None:
    raise Unconfirmed(errno.EIO, "Input/output error", str(folder))


def test_a_restore_the_disk_does_not_confirm_says_that_it_was_done(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = keeping.make(office, ASKED)
    setup.rename_office(office, "Today")
    office.close()
    monkeypatch.setattr(restoring, "_copied", lambda *_: (None, "", None, None))
    monkeypatch.setattr(whole_files, "sync_folder", _unconfirmed)
    with refuses("file.unconfirmed") as caught:
        restoring.restore(office.path, made.path)
    monkeypatch.undo()
    assert caught.value.kept == file_errors.unconfirmed(office.path, "").kept  # not that nothing was changed
    opened = setup.open_office(office.path)
    assert opened.name == "Test branch"
    opened.close()


def test_a_copy_the_disk_does_not_confirm_is_not_said_to_be_missing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_files, "sync_folder", _unconfirmed)
    with refuses("file.unconfirmed") as caught:
        keeping.copy_before(office, RESTORE)
    assert caught.value.offer == GO_ON
    assert caught.value.kept == file_errors.unconfirmed(office.path, "").kept


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("step", ["copy_file", "sync", "replace"])
def test_a_restore_that_fails_leaves_everything(
    office: Office, monkeypatch: pytest.MonkeyPatch, step: str, links: bool
) -> None:
    made = keeping.make(office, ASKED)
    setup.rename_office(office, "Today")
    office.close()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    def no_links(*_arguments: object) -> None:
        raise OSError(1, "no links here")

    before = {path for path in office.path.parent.iterdir() if path.is_file()}
    kept = restoring._copied  # the copy before is another matter
    monkeypatch.setattr(restoring, "_copied", lambda *_: (None, "", None, None))
    if not links:
        monkeypatch.setattr("os.link", no_links)
    if step == "replace":
        monkeypatch.setattr(Path, "replace", full)
    else:
        monkeypatch.setattr(copies if step == "copy_file" else whole_files, step, full)
    with refuses("file.disk_full"):
        restoring.restore(office.path, made.path)
    monkeypatch.undo()
    assert kept is restoring._copied
    assert {path for path in office.path.parent.iterdir() if path.is_file()} == before
    opened = setup.open_office(office.path)
    assert opened.name == "Today"
    opened.close()


def test_a_copy_from_anywhere_to_where_there_is_no_office(office: Office, tmp_path: Path) -> None:
    keeping.save_copy(office, tmp_path / "carried.qadesk")
    done = restoring.restore(tmp_path / "new place" / "branch.qadesk", tmp_path / "carried.qadesk")
    assert done.aside is None
    setup.open_office(done.office).close()
    for wrong, code in (("text.qadesk", "backup.damaged"), ("nothing.qadesk", "file.missing")):
        if wrong == "text.qadesk":
            (tmp_path / wrong).write_text("no database", "utf-8")
        with refuses(code):
            restoring.restore(tmp_path / "other.qadesk", tmp_path / wrong)
    connection = sqlite3.connect(tmp_path / "strange.qadesk")
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with refuses("backup.damaged", "not a QADesk office"):
        restoring.restore(tmp_path / "other.qadesk", tmp_path / "strange.qadesk")
    assert not (tmp_path / "other.qadesk").exists()


def test_a_backup_of_another_office_is_not_put_in_its_place(office: Office, tmp_path: Path) -> None:
    other = administrator(files.create(tmp_path / "other.qadesk", name="Other branch", zone="Asia/Shanghai"))
    made = keeping.make(other, ASKED)
    other.close()
    office.close()
    before = office.path.read_bytes()
    with refuses("backup.of_other_office", "Other branch"):
        restoring.restore(office.path, made.path)
    assert office.path.read_bytes() == before
    assert not list(tmp_path.glob("*.set-aside-*"))


# ---- the trial


def test_a_trial_restore_compares_every_figure(sample_office: Office) -> None:
    with refuses("backup.none"):
        drill.drill(sample_office)
    keeping.make(sample_office, ASKED)
    done = drill.drill(sample_office)
    assert (done.cycle, done.problems, done.note) == ("2026-09", (), "")
    assert done.figures > 1000
    known = state.load(keeping.folder(sample_office))
    assert known.drill == done
    now = datetime.now(sample_office.zone)
    assert not keeping.drill_due(known, now)
    assert keeping.drill_due(known, now + timedelta(days=31))


def test_a_copy_whose_records_differ_from_its_results_fails_the_trial(
    sample_office: Office, tmp_path: Path
) -> None:
    made = keeping.make(sample_office, ASKED)
    copy = files.open_office(made.path)
    with copy.write("test", "records") as connection:
        connection.execute(text("UPDATE contact SET response_ms = response_ms * 3 WHERE id % 2"))
    copy.close()
    done = drill.drill(sample_office)
    assert done.cycle == "2026-09"
    assert done.problems
    assert "≠" in done.problems[0]
    assert keeping.drill_due(state.load(keeping.folder(sample_office)), datetime.now(sample_office.zone))


def test_a_copy_that_was_altered_outside_fails_the_trial(sample_office: Office) -> None:
    made = keeping.make(sample_office, ASKED)
    with closing(sqlite3.connect(made.path)) as connection:
        connection.execute("UPDATE contact SET note = 'forged' WHERE id = 2")
        connection.commit()
    assert "Calls and chats, 2" in drill.drill(sample_office).problems[0]


def test_figures_that_office_and_copy_give_alike_are_no_fault_of_the_copy(sample_office: Office) -> None:
    """As where a newer version reckons an interval otherwise than the one that closed the month."""
    with sample_office.write() as connection:
        connection.execute(text("UPDATE contact SET response_ms = response_ms + 1 WHERE at < 1790784000000"))
    keeping.make(sample_office, ASKED)
    done = drill.drill(sample_office)
    assert done.problems == ()
    assert "alike" in done.note
