"""What a disk refuses is told in the same words wherever it is met, and leaves nothing behind."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qadesk import file_errors
from qadesk.i18n import set_language
from qadesk.tabular.export import write_table
from qadesk.tabular.score_sheet import ScoreSheet, SheetRow, write_score_sheet
from tests.refusals import refuses

REFUSALS = [
    (errno.ENOENT, "file.missing", "file.no_folder"),
    (errno.EACCES, "file.not_readable", "file.not_writable"),
    (errno.EROFS, "file.not_readable", "file.not_writable"),
    (errno.EISDIR, "file.is_folder", "file.is_folder"),
    (errno.ENOSPC, "file.disk_failed", "file.disk_full"),
    (errno.EIO, "file.disk_failed", "file.disk_failed"),
    (errno.ENAMETOOLONG, "file.name_too_long", "file.name_too_long"),
]


@pytest.mark.parametrize("number, read, written", REFUSALS)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_is_refused_is_told_with_what_to_do(number: int, read: str, written: str, language: str) -> None:
    set_language(language)
    for code, manager in ((read, file_errors.reading), (written, file_errors.writing)):
        with refuses(code) as caught, manager(Path("通话.csv"), kept="Kept."):
            raise OSError(number, os.strerror(number), "通话.csv")
        error = caught.value
        chinese = re.search("[一-鿿]", error.happened.replace("通话.csv", ""))
        assert (chinese is None) == (language == "en"), error.happened
        assert error.kept == "Kept."
        assert error.remedy


def test_a_folder_is_told_also_where_the_system_speaks_of_permission(tmp_path: Path) -> None:
    refused = PermissionError(errno.EACCES, "Permission denied")
    assert file_errors.cannot_read(refused, tmp_path).code == "file.is_folder"
    assert file_errors.cannot_write(refused, tmp_path).code == "file.is_folder"


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
        with refuses("file.disk_failed", os.strerror(errno.EFBIG)):
            write(tmp_path / name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [(file.name, file.read_text("utf-8")) for file in tmp_path.iterdir()] == [(name, "before")]
