"""What may be attached is told by its content, bounded, and kept under a name that is safe anywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.services.notes import files
from tests.refusals import refuses

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9"


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "name, content, sort",
    [
        ("投诉单.pdf", PDF, "pdf"),
        ("scan.PNG", PNG, "png"),
        ("a.jpg", JPEG, "jpeg"),
        ("b.JPEG", JPEG, "jpeg"),
    ],
)
def test_pdf_and_pictures_are_taken(tmp_path: Path, name: str, content: bytes, sort: str) -> None:
    made = files.read(_file(tmp_path, name, content))
    assert (made.name, made.sort, made.content) == (name, sort, content)


@pytest.mark.parametrize(
    "name, content, code",
    [
        ("a.pdf", PNG, "note.other_than_named"),
        ("a.png", PDF, "note.other_than_named"),
        ("a", PDF, "note.other_than_named"),
        ("a.pdf.exe", PDF, "note.other_than_named"),
        ("a.pdf", b"MZ\x90\0", "note.not_attachable"),
        ("a.pdf", b"<html>%PDF-1.7 %%EOF", "note.not_attachable"),
        ("a.docx", b"PK\x03\x04", "note.not_attachable"),
        ("a.pdf", b"", "note.not_attachable"),
        ("a.pdf", PDF[:-8], "note.cut_short"),
        ("a.png", PNG[:-8], "note.cut_short"),
        ("a.jpg", JPEG[:-2], "note.cut_short"),
    ],
)
def test_what_is_not_what_it_says_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    with refuses(code, name):
        files.read(_file(tmp_path, name, content))


def test_a_gigabyte_is_refused_without_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "大.pdf"
    with path.open("wb") as file:
        file.write(PDF)
        file.truncate(1_000_000_000)
    monkeypatch.setattr(Path, "open", lambda *_a, **_k: pytest.fail("it was opened"))
    with refuses("note.too_large", "大.pdf", "10 MB"):
        files.read(path)


def test_a_file_that_grows_meanwhile_is_refused_at_the_bound(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.pdf", PDF)

    class Growing(Progress):
        def report(self, done: int, total: int, text: str = "") -> None:
            with path.open("ab") as file:
                file.write(b"\0" * 2_000_000)

    with refuses("note.too_large"):
        files.read(path, Growing())


def test_the_bound_itself_fits(tmp_path: Path) -> None:
    content = PDF + b" " * (files.MOST_BYTES - len(PDF) - 6) + b"%%EOF\n"
    assert len(files.read(_file(tmp_path, "a.pdf", content)).content) == files.MOST_BYTES
    with refuses("note.too_large"):
        files.read(_file(tmp_path, "b.pdf", content + b"\n"))


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        files.read(_file(tmp_path, "a.pdf", PDF + PDF), progress)


def test_folders_pipes_and_nothing_are_refused(tmp_path: Path) -> None:
    with refuses("file.is_folder"):
        files.read(tmp_path)
    with refuses("file.missing"):
        files.read(tmp_path / "none.pdf")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.pdf")
        with refuses("note.not_attachable"):
            files.read(tmp_path / "pipe.pdf")


@pytest.mark.parametrize(
    "name, kept",
    [
        ("../x.pdf", "x.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("C:\\a\\b.pdf", "b.pdf"),
        ("..", "file.pdf"),
        ("", "file.pdf"),
        (" . ", "file.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("con", "_con.pdf"),
        ("Lpt1.tar.pdf", "_Lpt1.tar.pdf"),
        ("nul .pdf", "_nul.pdf"),
        ("a\x00b\n\x07c.pdf", "abc.pdf"),
        ("scan\u202efdp.exe.pdf", "scanfdp.exe.pdf"),
        ("a\u200b\ufeffb.pdf", "ab.pdf"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("trailing. .pdf", "trailing.pdf"),
        ("投诉" * 200 + ".pdf", "投诉" * 40 + ".pdf"),
        ("𠮷" * 90 + ".pdf", "𠮷" * 60 + ".pdf"),
        ("a" * 79 + " b.pdf", "a" * 79 + ".pdf"),
        ("COM¹.pdf", "_COM¹.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
        (".pdf", "pdf.pdf"),
    ],
)
def test_names_are_safe_anywhere(name: str, kept: str) -> None:
    made = files.clean_name(name, "pdf")
    assert made == kept
    assert len(made.encode()) <= 255
