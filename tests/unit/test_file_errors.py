"""What a disk refuses is told in the same words wherever it is met, and leaves nothing behind."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from qadesk import file_errors
from qadesk.errors import UserError
from qadesk.i18n import set_language
from qadesk.tabular.export import write_table
from qadesk.tabular.score_sheet import ScoreSheet, SheetRow, write_score_sheet

REFUSALS = [
    (errno.ENOENT, "There is no file", "There is no folder"),
    (errno.EACCES, "cannot be read.", "cannot be written."),
    (errno.EROFS, "cannot be read.", "cannot be written."),
    (errno.EISDIR, "is a folder", "is a folder"),
    (errno.ENOSPC, "could not be read or written", "disk is full"),
    (errno.EIO, "could not be read or written", "could not be read or written"),
    (errno.ENAMETOOLONG, "is too long", "is too long"),
]


@pytest.mark.parametrize("code, read, written", REFUSALS)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_is_refused_is_told_with_what_to_do(code: int, read: str, written: str, language: str) -> None:
    set_language(language)
    for told, manager in ((read, file_errors.reading), (written, file_errors.writing)):
        with pytest.raises(UserError) as caught, manager(Path("通话.csv"), kept="Kept."):
            raise OSError(code, os.strerror(code), "通话.csv")
        error = caught.value
        assert (told in error.happened) == (language == "en"), error.happened
        assert error.kept == "Kept."
        assert error.remedy


def test_a_folder_is_told_also_where_the_system_speaks_of_permission(tmp_path: Path) -> None:
    refused = PermissionError(errno.EACCES, "Permission denied")
    assert "is a folder" in file_errors.cannot_read(refused, tmp_path).happened
    assert "is a folder" in file_errors.cannot_write(refused, tmp_path).happened


def test_what_is_no_failure_of_the_disk_passes() -> None:
    with pytest.raises(ZeroDivisionError), file_errors.writing(Path("a")), file_errors.reading(Path("a")):
        raise ZeroDivisionError


def _csv(path: Path) -> None:
    write_table(path, ("a",), [("x" * 90,)] * 2000)


def _xlsx(path: Path) -> None:
    write_table(path, ("a",), [(os.urandom(40).hex(),) for _row in range(2000)])


def _scores(path: Path) -> None:
    heads = ("a", "b", "c", "d")
    rows = [SheetRow(os.urandom(40).hex(), "n", "t", [], [], "", False) for _row in range(500)]
    write_score_sheet(path, ScoreSheet("s", "l", heads, heads, ["n"], [], [], rows))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit to set")
@pytest.mark.parametrize("write, name", [(_csv, "a.csv"), (_xlsx, "a.xlsx"), (_scores, "a.xlsx")])
def test_a_file_that_cannot_be_finished_leaves_the_one_before(
    write: Callable[[Path], None], name: str, tmp_path: Path
) -> None:
    import resource

    (tmp_path / name).write_text("before", "utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(UserError, match="could not be read or written: File too large"):
            write(tmp_path / name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [(file.name, file.read_text("utf-8")) for file in tmp_path.iterdir()] == [(name, "before")]
