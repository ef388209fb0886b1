"""Copies of an open office: sound, of one moment, private, and never a half one."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from qadesk import whole_files
from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.storage import copies, files
from qadesk.storage.office import Office
from tests.refusals import refuses


def _fill(office: Office, rows: int, key: str = "k") -> None:
    with office.write() as connection:
        for number in range(rows):
            connection.execute(
                text("INSERT INTO setting (office_id, key, value) VALUES (1, :key, :value)"),
                {"key": f"{key}{number}", "value": '"' + "x" * 3000 + '"'},
            )


def _settings(path: Path) -> int:
    with copies.reading_copy(path) as connection:
        return copies.rows(connection)["setting"]


def test_a_copy_is_an_office(office: Office, tmp_path: Path) -> None:
    _fill(office, 20)
    target = tmp_path / "copy.qadesk"
    office.copy(target)
    assert copies.problems(target) == []
    assert _settings(target) == 20
    opened = files.open_office(target)
    assert (opened.name, opened.notes) == (office.name, ())
    opened.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "copy.qadesk",
        "office.qadesk",
        "office.qadesk-wal",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="the profile's rights hold there")
def test_office_log_and_copy_are_their_owners_alone(office: Office, tmp_path: Path) -> None:
    os.umask(0o022)
    _fill(office, 2)
    office.copy(tmp_path / "copy.qadesk")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_work_goes_on_between_the_steps(office: Office, tmp_path: Path) -> None:
    _fill(office, 3000)
    began, stored = threading.Event(), []

    def write() -> None:
        began.wait(10)
        for number in range(5):
            _fill(office, 1, f"meanwhile {number} ")
            stored.append(number)

    other = threading.Thread(target=write)
    other.start()

    def told(done: int, total: int, _text: str) -> None:
        began.set()
        if not stored and done < total // 2:  # a write is let in while the copy is half made
            for _ in range(100):
                if stored:
                    break
                threading.Event().wait(0.02)

    office.copy(tmp_path / "copy.qadesk", Progress(told))
    other.join()
    assert 3001 <= _settings(tmp_path / "copy.qadesk") <= 3005
    assert copies.problems(tmp_path / "copy.qadesk") == []


def test_a_copy_given_up_leaves_nothing(office: Office, tmp_path: Path) -> None:
    _fill(office, 1000)
    progress = Progress(lambda _done, _total, _text: progress.cancel())
    (tmp_path / "copy.qadesk").write_bytes(b"an older copy")
    with pytest.raises(Cancelled):
        office.copy(tmp_path / "copy.qadesk", progress)
    assert (tmp_path / "copy.qadesk").read_bytes() == b"an older copy"
    assert not list(tmp_path.glob(".*.new*"))


def test_closing_gives_a_copy_up(office: Office, tmp_path: Path) -> None:
    _fill(office, 2000)
    began, ended = threading.Event(), []

    def told(_done: int, _total: int, _text: str) -> None:
        began.set()
        threading.Event().wait(0.01)

    def copy() -> None:
        try:
            office.copy(tmp_path / "copy.qadesk", Progress(told))
        except Cancelled:
            ended.append("given up")

    thread = threading.Thread(target=copy)
    thread.start()
    assert began.wait(10)
    office.close()
    thread.join()
    assert ended == ["given up"]
    assert [path.name for path in tmp_path.iterdir()] == ["office.qadesk"]


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "file.disk_full"), (errno.EIO, "file.disk_failed")]
)
def test_what_the_disk_refuses_leaves_the_older_copy(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    _fill(office, 10)
    office.copy(tmp_path / "copy.qadesk")
    older = (tmp_path / "copy.qadesk").read_bytes()

    def refuse(_path: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(whole_files, "sync", refuse)
    with refuses(code) as told:
        office.copy(tmp_path / "copy.qadesk")
    assert "earlier backups" in told.value.kept
    assert (tmp_path / "copy.qadesk").read_bytes() == older
    assert not list(tmp_path.glob(".*.new*"))


def test_a_copy_with_other_rows_or_spoilt_pages_is_refused(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(office, 200)
    settle = copies._settle

    def spoil(copy: Path) -> None:
        settle(copy)
        with copy.open("r+b") as file:
            file.seek(100_000)
            file.write(b"\xff" * 5000)

    def lose(copy: Path) -> None:
        settle(copy)
        connection = sqlite3.connect(copy)
        connection.execute("DELETE FROM setting WHERE key = 'k7'")
        connection.commit()
        connection.close()

    for spoiling in (spoil, lose):
        monkeypatch.setattr(copies, "_settle", spoiling)
        with refuses("backup.not_intact"):
            office.copy(tmp_path / "copy.qadesk")
        assert not (tmp_path / "copy.qadesk").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the profile's rights hold there")
@pytest.mark.parametrize(
    ("before", "after"), [(0o644, 0o600), (0o666, 0o600), (0o660, 0o660), (0o600, 0o600)]
)
def test_a_file_that_everybody_may_read_is_its_owners_alone_once_opened(
    office: Office, before: int, after: int
) -> None:
    office.close()
    office.path.chmod(before)
    files.open_office(office.path).close()
    assert stat.S_IMODE(office.path.stat().st_mode) == after
