"""Files take their place whole, and what killed programs left half-made is removed by the next one."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qadesk import file_errors, whole_files
from tests.refusals import refuses


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_takes_its_place_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    with whole_files.written_whole(tmp_path / "a.csv") as building:
        building.write_text("new")
        assert (tmp_path / "a.csv").read_text() == "old"
    assert (tmp_path / "a.csv").read_text() == "new"
    assert names(tmp_path) == ["a.csv"]


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    with pytest.raises(ZeroDivisionError), whole_files.written_whole(tmp_path / "a.csv") as building:
        building.write_text("half")
        Path(f"{building}-journal").write_text("half")
        1 / 0  # noqa: B018
    assert (tmp_path / "a.csv").read_text() == "old"
    assert names(tmp_path) == ["a.csv"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with refuses("file.no_folder"):
        whole_files.write_whole(tmp_path / "none" / "a.csv", b"")


def test_what_a_killed_program_left_is_removed_by_the_next(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from qadesk import whole_files\n"
        "folder = whole_files.hidden(Path(sys.argv[1])); folder.mkdir(); (folder / 'a.pdf').touch()\n"
        "with whole_files.written_whole(Path(sys.argv[1], 'a.csv')) as building:\n"
        "    building.write_text('half'); Path(f'{building}-wal').touch()\n"
        "    os.kill(os.getpid(), 9) if os.name == 'posix' else os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert len(names(tmp_path)) == 3
    whole_files.write_whole(tmp_path / "b.csv", b"")
    assert names(tmp_path) == ["b.csv"]


def test_what_somebody_is_still_making_stays(tmp_path: Path) -> None:
    mine = whole_files.hidden(tmp_path)
    mine.touch()
    other = tmp_path / mine.name.replace(f"-{os.getpid()}-", f"-{os.getppid()}-")
    other.touch()
    elsewhere = tmp_path / f".qadesk-00000000-{os.getpid()}-00000000.new"
    elsewhere.touch()
    foreign = tmp_path / ".qadesk-notes.new"
    foreign.touch()
    whole_files.sweep(tmp_path)
    assert {mine, other, elsewhere, foreign} == set(tmp_path.iterdir())
    day_before = time.time() - 90_000
    os.utime(elsewhere, (day_before, day_before))
    whole_files.sweep(tmp_path)
    assert {mine, other, foreign} == set(tmp_path.iterdir())


def _folders_fail(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let every sync of a folder fail with that errno; files are synced as ever."""
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.skipif(os.name != "posix", reason="Windows syncs no folders")
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EACCES])
def test_a_disk_that_fails_after_the_file_took_its_place_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (tmp_path / "a.csv").write_text("old")
    _folders_fail(monkeypatch, number)
    with refuses("file.unconfirmed", "a.csv", os.strerror(number)) as caught:
        whole_files.write_whole(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_text() == "new"
    assert (
        caught.value.kept == file_errors.unconfirmed(Path("a.csv"), "").kept
    )  # not that nothing was changed
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.skipif(os.name != "posix", reason="Windows syncs no folders")
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_folder_that_cannot_be_synced_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    _folders_fail(monkeypatch, number)
    whole_files.write_whole(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_text() == "new"
