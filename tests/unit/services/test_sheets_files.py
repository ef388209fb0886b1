"""File names every system takes, and folders that end up whole."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from qadesk.services.paper.sheet_files import Delivery, file_name
from tests.refusals import refuses


@pytest.mark.parametrize(
    "parts, name",
    [
        (("2026-10", "KF1001", "龚䶮"), "2026-10_KF1001_龚䶮.pdf"),
        (("2026-10", "A/1", 'a\\b:c*?"<>|'), "2026-10_A_1_a_b_c.pdf"),
        (("2026-10", "CON", "nul. "), "2026-10_CON_nul.pdf"),
        (("2026-10", "1", "a\nb\x00c"), "2026-10_1_a_b_c.pdf"),
        (("2026-10", "1", "\ud800"), "2026-10_1_?.pdf"),
    ],
)
def test_a_name_is_safe_everywhere(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts).replace("?", "?") == name


def test_a_very_long_name_is_cut_to_what_a_disk_takes() -> None:
    name = file_name("2026-10", "KF1001", "阿" * 200)
    assert len(name.encode()) <= 130
    assert name.startswith("2026-10_KF1001_阿")
    assert name.endswith(".pdf")


def test_files_appear_together_at_the_end(tmp_path: Path) -> None:
    with Delivery(tmp_path / "new" / "folder") as delivery:
        delivery.add("a.pdf", b"1")
        delivery.add("A.pdf", b"2")
        delivery.add("a.pdf", b"3")
        assert not list((tmp_path / "new" / "folder").glob("*.pdf"))
        files = delivery.finish()
    assert [file.name for file in files] == ["a.pdf", "A-2.pdf", "a-3.pdf"]
    assert [file.read_bytes() for file in files] == [b"1", b"2", b"3"]
    assert len(list((tmp_path / "new" / "folder").iterdir())) == 3


def test_an_interrupted_delivery_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old")
    with pytest.raises(RuntimeError), Delivery(tmp_path) as delivery:
        delivery.add("a.pdf", b"new")
        raise RuntimeError
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old")
    with Delivery(tmp_path) as delivery:
        delivery.add("a.pdf", b"new")
        delivery.finish()
    assert (tmp_path / "a.pdf").read_bytes() == b"new"


def test_a_folder_in_the_way_is_told_and_nothing_moves(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").mkdir()
    with refuses("sheet.place_taken", "b.pdf"), Delivery(tmp_path) as delivery:
        delivery.add("a.pdf", b"1")
        delivery.add("b.pdf", b"2")
        delivery.finish()
    assert [path.name for path in tmp_path.iterdir()] == ["b.pdf"]


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with refuses("sheet.place_taken"), Delivery(tmp_path / "out"):
        pass


@pytest.mark.parametrize(
    "number, code",
    [
        (errno.ENOSPC, "sheet.disk_full"),
        (errno.EACCES, "sheet.not_writable"),
        (errno.EROFS, "sheet.not_writable"),
        (errno.EIO, "sheet.not_saved"),
    ],
)
def test_what_the_disk_refuses_is_told_plainly(
    number: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, data: bytes) -> int:
        raise OSError(number, "refused", str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with refuses(code) as told, Delivery(tmp_path) as delivery:
        delivery.add("a.pdf", b"1")
    assert told.value.kept
    assert told.value.remedy
    assert list(tmp_path.iterdir()) == []
