"""Generations of an office: made, thinned, listed, read through, sent elsewhere, restored, tried out."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from qadesk import whole_files
from qadesk.errors import GO_ON, UserError
from qadesk.services import setup
from qadesk.services.backups import drill, holdings, keeping, losses, restoring, state, words
from qadesk.storage import copies, generations
from qadesk.storage.generations import ASKED, CLOSING, DAILY, RESTORE, Generation
from qadesk.storage.office import Office


def _rename(office: Office, name: str) -> None:
    setup.rename_office(office, name)


def _spoil(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 9000)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _dated(office: Office, at: datetime, reason: str = DAILY) -> Generation:
    """A copy as if it had been made then."""
    made = keeping.make(office, CLOSING)
    target = generations.new_name(made.path.parent, office.path, made.uid, at, reason)
    made.path.rename(target)
    found = generations.read_name(target)
    assert found is not None
    return found


# ---- making and keeping


def test_the_first_start_of_a_day_makes_one(sample_office: Office) -> None:
    assert keeping.due(sample_office)
    outcome = keeping.daily(sample_office)
    assert outcome.made is not None
    assert (outcome.failed, outcome.unreached) == ("", "")
    assert not keeping.due(sample_office)
    assert keeping.daily(sample_office).made is None
    assert keeping.folder(sample_office).name == "sample.backups"
    (one,) = holdings.backups(sample_office.path).holdings
    assert (one.copy.reason, one.problem, one.here, one.second) == (DAILY, "", True, False)
    assert one.months == ("2026-10", "2026-09")
    assert one.closed == ("2026-09",)
    assert one.ratings > 0
    assert one.changed_by
    assert one.verified is not None


def test_a_copy_of_yesterday_does_not_do_for_today(office: Office) -> None:
    _dated(office, datetime.now(office.zone) - timedelta(days=1))
    assert keeping.due(office)


def test_a_full_disk_keeps_the_older_ones_and_nobody_from_work(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.make(office, ASKED)
    before = _names(keeping.folder(office))

    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files, "sync", full)
    outcome = keeping.daily(office)
    assert outcome.made is None
    assert "disk is full" in outcome.failed
    assert _names(keeping.folder(office)) == before
    with pytest.raises(UserError) as refused:
        keeping.before(office, CLOSING)
    assert refused.value.offer == GO_ON
    monkeypatch.undo()
    keeping.daily(office)
    assert state.load(keeping.folder(office)).failed == ""


def test_why_the_daily_one_failed_is_kept_for_today(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping.make(office, ASKED)

    def refuse(_target: Path, _progress: object = None) -> None:
        raise UserError("no room")

    monkeypatch.setattr(office, "copy", refuse)
    keeping.daily(office)
    assert state.load(keeping.folder(office)).failed == "no room"


def test_old_ones_are_thinned_foreign_files_and_the_newest_sound_one_stay(office: Office) -> None:
    now = datetime.now(office.zone)
    old = [_dated(office, now - timedelta(days=400 + days)) for days in range(5)]
    folder = keeping.folder(office)
    for name in (
        "notes.txt",
        "office.2020-01-01.000000+0800.daily.qadesk",
        "x.qadesk",
        f"{old[4].path.name}.bak",
    ):
        (folder / name).write_bytes(b"not ours")
    other = folder / old[4].path.name.replace(old[4].uid, "0123abcd")
    other.write_bytes(b"of another office")
    recent = [_dated(office, now - timedelta(days=2 + days)) for days in range(40)]
    keeping.make(office, CLOSING)
    assert all(one.path.exists() for one in old + recent)  # nothing goes before something irreversible
    made = keeping.make(office, ASKED)
    left = generations.listed(folder, made.uid)
    assert made in left
    assert 1 + 1 + 12 + 3 <= len(left) <= 1 + 1 + 12 + 10 + 12
    assert {"notes.txt", "x.qadesk", f"{old[4].path.name}.bak", other.name} <= _names(folder)
    assert "office.2020-01-01.000000+0800.daily.qadesk" in _names(folder)


def test_thinning_never_removes_the_newest_sound_one(office: Office) -> None:
    now = datetime.now(office.zone)
    sound = _dated(office, now - timedelta(days=900))
    later = [_dated(office, now - timedelta(days=40 + days)) for days in range(2, 400)[:60]]
    generations.thin(generations.listed(keeping.folder(office)), now, lambda one: one == sound)
    assert sound.path.exists()
    assert later[0].path.exists()


# ---- the second place


def test_the_second_place_holds_the_newest(office: Office, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with pytest.raises(UserError, match="no folder"):
        keeping.choose_second(office, stick)
    with pytest.raises(UserError, match="is in"):
        keeping.choose_second(office, tmp_path)
    stick.mkdir()
    keeping.choose_second(office, stick)
    assert keeping.daily(office).unreached == ""
    (one,) = holdings.backups(office.path).holdings
    assert (one.here, one.second) == (True, True)
    assert copies.problems(stick / "office.backups" / one.copy.path.name) == []
    known = state.load(keeping.folder(office))
    assert keeping.overdue(known, datetime.now(office.zone)) is None
    # Unplugged, while an empty folder stays where it was mounted.
    shutil.rmtree(stick)
    stick.mkdir()
    keeping.make(office, ASKED)
    assert "cannot be reached" in keeping.send(office)
    assert not any(stick.iterdir())
    known = state.load(keeping.folder(office))
    now = datetime.now(office.zone)
    assert keeping.overdue(known, now + timedelta(days=6)) is None
    assert keeping.overdue(known, now + timedelta(days=8)) == 8
    assert "not reached" in words.second(known)
    assert keeping.choose_second(office, None).second == ""


def test_a_copy_in_the_second_place_is_listed_and_restored_without_the_first(
    office: Office, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    keeping.choose_second(office, tmp_path / "stick")
    made = keeping.make(office, ASKED)
    keeping.send(office)
    made.path.unlink()
    (one,) = holdings.backups(office.path).holdings
    assert (one.here, one.second) == (False, True)
    office.close()
    restoring.restore(office.path, one.copy.path)
    setup.open_office(office.path).close()


# ---- looking and reading through


def test_a_spoilt_copy_is_found_and_not_restored_and_the_one_before_is_named(office: Office) -> None:
    now = datetime.now(office.zone)
    first = _dated(office, now - timedelta(hours=2))
    newest = keeping.make(office, ASKED)
    _spoil(newest.path)
    read = holdings.verify(holdings.backups(office.path).holdings, keeping.folder(office))
    assert [bool(one.problem) for one in read] == [True, False]
    assert [bool(one.problem) for one in holdings.backups(office.path).holdings] == [True, False]
    done = drill.drill(office)
    assert done.problems
    assert state.load(keeping.folder(office)).drill == done
    office.close()
    content = office.path.read_bytes()
    with pytest.raises(UserError) as told:
        restoring.restore(office.path, newest.path)
    assert f"{first.at:%Y-%m-%d %H:%M}" in told.value.remedy
    assert office.path.read_bytes() == content
    assert restoring.next_sound(newest.path) == first


def test_a_changed_byte_that_sqlite_does_not_mind_is_found(office: Office) -> None:
    made = keeping.make(office, ASKED)
    content = made.path.read_bytes().replace(b"Test branch", b"Tess branch")
    made.path.write_bytes(content)
    assert copies.problems(made.path) == []
    (one,) = holdings.verify(holdings.backups(office.path).holdings, keeping.folder(office))
    assert "no longer as it was" in one.problem


def test_a_lost_or_spoilt_list_of_what_is_known_costs_nothing_else(office: Office) -> None:
    keeping.make(office, ASKED)
    for content in ("", "[]", '{"second": 3, "no": 1}', "\x00"):
        (keeping.folder(office) / "backups.json").write_text(content, "utf-8")
        (one,) = holdings.backups(office.path).holdings
        assert one.problem == ""
        keeping.make(office, ASKED)
        keeping.send(office)
        for made in generations.listed(keeping.folder(office))[1:]:
            made.path.unlink()


# ---- restoring


def test_restoring_sets_todays_file_aside_and_writes_it_down(sample_office: Office) -> None:
    made = keeping.make(sample_office, ASKED)
    _rename(sample_office, "Later")
    person = sample_office.user
    assert person is not None
    told = losses.losses(sample_office, made.path)
    sample_office.close()
    older = _names(made.path.parent)
    done = restoring.restore(sample_office.path, made.path, person)
    assert [(one.kind, one.count) for one in told.lost] == [("office", 1)]
    assert done.aside is not None
    assert done.kept is not None
    assert (done.kept.reason, done.uncopied) == (RESTORE, "")
    assert older <= _names(made.path.parent)
    restored = setup.open_office(sample_office.path)
    assert restored.name != "Later"
    with restored.look() as connection:
        at, who, action, detail = connection.execute(
            "SELECT at, user_id, action, detail FROM audit ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert (who, action) == (person.id, restoring.RESTORED)
    assert json.loads(detail) == {
        "by": person.name,
        "copy": made.path.name,
        "set_aside": done.aside.name,
        "taken": made.at.isoformat(),
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
                "INSERT INTO contact (channel, ref, agent_id, at, answered, batch_id)"
                " SELECT 'call', 'new', agent_id, at, 1, batch_id FROM contact ORDER BY at DESC LIMIT 1"
            )
        )
    told = losses.losses(sample_office, made.path)
    assert {(one.kind, one.count) for one in told.lost} == {("contacts", 1), ("ratings", 1)}
    back = {(one.kind, one.count) for one in told.back}
    assert ("ratings", 1) in back
    assert sum(one.count for one in told.back if one.kind == "surveys") == 3
    assert any("call" in words.difference(one) for one in told.lost)


def test_an_open_office_is_not_replaced(office: Office) -> None:
    made = keeping.make(office, ASKED)
    with pytest.raises(UserError, match="open in another"):
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


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("step", ["copy_file", "sync", "replace"])
def test_a_restore_that_fails_leaves_everything(
    office: Office, monkeypatch: pytest.MonkeyPatch, step: str, links: bool
) -> None:
    made = keeping.make(office, ASKED)
    _rename(office, "Today")
    office.close()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    def no_links(*_arguments: object) -> None:
        raise OSError(1, "no links here")

    before = {path for path in office.path.parent.iterdir() if path.is_file()}
    kept = restoring._copied  # the copy before is another matter
    monkeypatch.setattr(restoring, "_copied", lambda *_: (None, ""))
    if not links:
        monkeypatch.setattr("os.link", no_links)
    if step == "replace":
        monkeypatch.setattr(Path, "replace", full)
    else:
        monkeypatch.setattr(copies if step == "copy_file" else whole_files, step, full)
    with pytest.raises(UserError, match="full"):
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
    for wrong in ("text.qadesk", "nothing.qadesk"):
        if wrong == "text.qadesk":
            (tmp_path / wrong).write_text("no database", "utf-8")
        with pytest.raises(UserError):
            restoring.restore(tmp_path / "other.qadesk", tmp_path / wrong)
    connection = sqlite3.connect(tmp_path / "strange.qadesk")
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(UserError, match="not a QADesk office"):
        restoring.restore(tmp_path / "other.qadesk", tmp_path / "strange.qadesk")
    assert not (tmp_path / "other.qadesk").exists()


# ---- the trial


def test_a_trial_restore_compares_every_figure(sample_office: Office) -> None:
    with pytest.raises(UserError, match="no backup yet"):
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
    connection = sqlite3.connect(made.path)
    connection.execute("UPDATE contact SET response_ms = response_ms * 3 WHERE id % 2")
    connection.commit()
    connection.close()
    done = drill.drill(sample_office)
    assert done.cycle == "2026-09"
    assert done.problems
    assert "≠" in done.problems[0]
    assert keeping.drill_due(state.load(keeping.folder(sample_office)), datetime.now(sample_office.zone))


def test_figures_that_office_and_copy_give_alike_are_no_fault_of_the_copy(sample_office: Office) -> None:
    """As where a newer version reckons an interval otherwise than the one that closed the month."""
    with sample_office.write() as connection:
        connection.execute(text("UPDATE contact SET response_ms = response_ms + 1 WHERE at < 1790784000000"))
    keeping.make(sample_office, ASKED)
    done = drill.drill(sample_office)
    assert done.problems == ()
    assert "alike" in done.note
