"""Generations of an office: made, thinned, listed, read through, sent elsewhere, restored, tried out."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from qadesk import whole_files
from qadesk.errors import GO_ON, UserError
from qadesk.services import drill, setup
from qadesk.services.backups import holdings, keeping, restoring, state, words
from qadesk.storage import copies, files, generations
from qadesk.storage.generations import ASKED, CLOSING, DAILY
from qadesk.storage.office import Office
from tests.backups_made import dated, names, spoil
from tests.refusals import refuses
from tests.signed_in import administrator

pytestmark = pytest.mark.files  # backups are of files

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
    dated(office, datetime.now(office.zone) - timedelta(days=1))
    assert keeping.due(office)


def test_a_full_disk_keeps_the_older_ones_and_nobody_from_work(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.make(office, ASKED)
    before = names(keeping.folder(office))

    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files, "sync", full)
    outcome = keeping.daily(office)
    assert outcome.made is None
    assert "disk is full" in outcome.failed
    assert names(keeping.folder(office)) == before
    with refuses("file.disk_full") as refused:
        keeping.copy_before(office, CLOSING)
    assert refused.value.offer == GO_ON
    monkeypatch.undo()
    keeping.daily(office)
    assert state.load(keeping.folder(office)).failed == ""


def test_why_the_daily_one_failed_is_kept_for_today(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping.make(office, ASKED)

    def refuse(_target: Path, _progress: object = None) -> None:
        raise UserError("file.disk_full", "no room")

    monkeypatch.setattr(office, "copy", refuse)
    keeping.daily(office)
    assert state.load(keeping.folder(office)).failed == "no room"


def test_old_ones_are_thinned_foreign_files_and_the_newest_sound_one_stay(office: Office) -> None:
    now = datetime.now(office.zone)
    old = [dated(office, now - timedelta(days=400 + days)) for days in range(5)]
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
    recent = [dated(office, now - timedelta(days=2 + days)) for days in range(40)]
    keeping.make(office, CLOSING)
    assert all(one.path.exists() for one in old + recent)  # nothing goes before something irreversible
    made = keeping.make(office, ASKED)
    left = generations.list_copies(folder, made.uid)
    assert made in left
    assert 1 + 1 + 12 + 3 <= len(left) <= 1 + 1 + 12 + 10 + 12
    assert {"notes.txt", "x.qadesk", f"{old[4].path.name}.bak", other.name} <= names(folder)
    assert "office.2020-01-01.000000+0800.daily.qadesk" in names(folder)


def test_thinning_never_removes_the_newest_sound_one(office: Office) -> None:
    now = datetime.now(office.zone)
    sound = dated(office, now - timedelta(days=900))
    later = [dated(office, now - timedelta(days=40 + days)) for days in range(2, 400)[:60]]
    generations.thin(generations.list_copies(keeping.folder(office)), now, lambda one: one == sound)
    assert sound.path.exists()
    assert later[0].path.exists()


# ---- the second place


def test_the_second_place_holds_the_newest(office: Office, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with refuses("file.no_folder"):
        keeping.choose_second(office, stick)
    with refuses("backup.place_of_office"):
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
    first = dated(office, now - timedelta(hours=2))
    newest = keeping.make(office, ASKED)
    spoil(newest.path)
    read = holdings.verify(holdings.backups(office.path).holdings, keeping.folder(office))
    assert [bool(one.problem) for one in read] == [True, False]
    assert [bool(one.problem) for one in holdings.backups(office.path).holdings] == [True, False]
    done = drill.drill(office)
    assert done.problems
    assert state.load(keeping.folder(office)).drill == done
    office.close()
    content = office.path.read_bytes()
    with refuses("backup.damaged") as told:
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
    assert "has been altered" in one.problem


def test_a_lost_or_spoilt_list_of_what_is_known_costs_nothing_else(office: Office) -> None:
    keeping.make(office, ASKED)
    for content in ("", "[]", '{"second": 3, "no": 1}', "\x00"):
        (keeping.folder(office) / "backups.json").write_text(content, "utf-8")
        (one,) = holdings.backups(office.path).holdings
        assert one.problem == ""
        keeping.make(office, ASKED)
        keeping.send(office)
        for made in generations.list_copies(keeping.folder(office))[1:]:
            made.path.unlink()


def test_a_name_as_long_as_a_disk_bears(tmp_path: Path) -> None:
    office = files.create(tmp_path / f"{'网' * 80}.qadesk", name="Long", zone="Asia/Shanghai")
    administrator(office)
    made = keeping.make(office, ASKED)
    assert keeping.make(office, ASKED).path != made.path
    assert len(holdings.backups(office.path).holdings) == 2
    office.close()
    assert len(made.path.name.encode()) < 255


def test_an_office_with_an_altered_uid_is_backed_up(office: Office) -> None:
    with office.write() as connection:
        connection.execute(text("UPDATE office SET uid = '../网点'"))
    made = keeping.make(office, ASKED)
    assert [one.copy for one in holdings.backups(office.path, keeping.uid(office)).holdings] == [made]


def test_a_backup_opened_itself_says_that_it_is_one(office: Office) -> None:
    made = keeping.make(office, ASKED)
    opened = files.open_office(made.path)
    assert "This is a backup" in opened.notes[0]
    opened.close()
