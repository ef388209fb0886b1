"""A file renamed, moved, deleted or replaced while it is open, and one whose disk is gone."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from qadesk.errors import SAVE_A_COPY, UserError
from qadesk.storage import files
from qadesk.storage.office import Office
from tests.refusals import refuses

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses all of it while it is open")


def _store(office: Office, key: str) -> None:
    with office.write() as connection:
        connection.execute(
            text("INSERT INTO setting (office_id, key, value) VALUES (1, :key, '1')"), {"key": key}
        )


def _refused(office: Office, code: str) -> UserError:
    with refuses(code) as told:
        _store(office, "refused")
    assert told.value.offer == SAVE_A_COPY
    return told.value


def _has(path: Path, *keys: str) -> None:
    opened = files.open_office(path)
    with opened.file() as connection:
        assert [key for (key,) in connection.execute("SELECT key FROM setting ORDER BY key")] == sorted(keys)
    opened.close()


@pytest.mark.parametrize("place", ["renamed.qadesk", "elsewhere/office.qadesk"])
def test_renamed_or_moved(office: Office, tmp_path: Path, place: str) -> None:
    _store(office, "before")
    (tmp_path / "elsewhere").mkdir()
    office.path.rename(tmp_path / place)
    if "/" not in place or sys.platform == "linux":
        assert str(tmp_path / place) in _refused(office, "office.moved").kept
    _refused(office, "office.moved")
    # What was saved is in the moved file already, should the program be killed now.
    shutil.copy(tmp_path / place, tmp_path / "as it is.qadesk")
    office.copy(tmp_path / "saved.qadesk")
    office.close()
    for path in (tmp_path / place, tmp_path / "saved.qadesk", tmp_path / "as it is.qadesk"):
        _has(path, "before")


def test_put_back_it_goes_on(office: Office, tmp_path: Path) -> None:
    _store(office, "before")
    office.path.rename(tmp_path / "away.qadesk")
    _refused(office, "office.moved")
    (tmp_path / "away.qadesk").rename(office.path)
    _store(office, "after")
    office.close()
    _has(office.path, "after", "before")


def test_deleted(office: Office, tmp_path: Path) -> None:
    _store(office, "before")
    office.path.unlink()
    _refused(office, "office.gone")
    with office.file() as connection:  # reading goes on
        assert connection.execute("SELECT count(*) FROM setting").fetchone() == (1,)
    office.copy(tmp_path / "saved.qadesk")
    office.close()
    _has(tmp_path / "saved.qadesk", "before")


def test_replaced_the_other_file_is_not_touched(office: Office, tmp_path: Path) -> None:
    _store(office, "before")
    other = files.create(tmp_path / "other.qadesk", name="Other", zone="Asia/Shanghai")
    other.close()
    content = other.path.read_bytes()
    other.path.replace(office.path)
    _refused(office, "office.gone")
    office.copy(tmp_path / "saved.qadesk")
    office.close()
    assert office.path.read_bytes() == content
    _has(tmp_path / "saved.qadesk", "before")


def test_the_folder_is_gone_and_the_disk_fails(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    office = files.create(drive / "office.qadesk", name="Far", zone="Asia/Shanghai")
    _store(office, "before")
    drive.rename(tmp_path / "unplugged")
    _refused(office, "office.unreachable")
    office.copy(tmp_path / "saved.qadesk")
    office.close()
    _has(tmp_path / "saved.qadesk", "before")


@pytest.mark.skipif(sys.platform != "linux", reason="takes the file away below SQLite by its descriptor")
@pytest.mark.parametrize("noticed", [True, False])
def test_a_drive_that_is_gone(tmp_path: Path, noticed: bool) -> None:
    """What was read is still in memory and can be saved elsewhere, unless a write was tried in vain."""
    drive = tmp_path / "drive"
    office = files.create(drive / "office.qadesk", name="Far", zone="Asia/Shanghai")
    _store(office, "before")
    with office.file() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    numbers = [path.stat().st_ino for path in drive.iterdir()]
    if noticed:
        drive.rename(tmp_path / "unplugged")
    for descriptor in list(Path("/proc/self/fd").iterdir()):
        if descriptor.exists() and descriptor.stat().st_ino in numbers:
            folder = os.open("/", os.O_RDONLY)
            os.dup2(folder, int(descriptor.name))  # reads and writes fail from now on
            os.close(folder)
    if noticed:
        _refused(office, "office.unreachable")
        office.copy(tmp_path / "saved.qadesk")
        _has(tmp_path / "saved.qadesk", "before")
        return
    with refuses("file.disk_failed"):
        _store(office, "lost")
    with suppress(UserError):  # whether what is in memory is enough depends on where SQLite was stopped
        office.copy(tmp_path / "saved.qadesk")
        _has(tmp_path / "saved.qadesk", "before")
    assert {path.name for path in tmp_path.iterdir()} <= {"drive", "saved.qadesk"}
