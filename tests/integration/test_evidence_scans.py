"""The evidence pack holds signed sheets as filed, the interview and the appeal as they are printed."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from qadesk.services.after_closing import interviews
from qadesk.services.after_closing.interviews import Talk
from qadesk.services.appeals import entering, evidence
from qadesk.services.evidence_pack import pack
from qadesk.services.scans import filing
from qadesk.storage.office import Office
from tests.appealed_month import ENTRY, received
from tests.evidence_page import changed, faults, read_out
from tests.made_up_month import CODE
from tests.scanned import PLAIN, printed, save, save_pdf, scan

WHO, OTHER = "KF02", "KF03"
NUMBER = "13812345678"


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office where two signed sheets came back, one agent was talked with and appealed."""
    folder = tmp_path_factory.mktemp("branch")
    with pytest.MonkeyPatch.context() as patch:
        office = received(folder / "branch.qadesk", patch)
        pages = [scan(page) for page in printed(office, [WHO, OTHER], code=CODE).pages]
        filing.file_scans(office, [save_pdf(pages, folder / "back.pdf")])
        taken_back = scan(pages[0], replace(PLAIN, dots=200), seed=3)
        done = filing.file_scans(office, [save(taken_back, folder / "again.png")])
        assert done.undo is None, "it is filed already"
        interviews.save(office, CODE, WHO, Talk(office.today(), "王主管", agreed=f"回访 {NUMBER}"))
        entering.enter(office, CODE, WHO, ENTRY)
        (folder / "录音.pdf").write_bytes(b"%PDF-1.7\nheard\n%%EOF")
        evidence.attach(office, CODE, WHO, folder / "录音.pdf")
        yield office
        office.close()


def made(office: Office, folder: Path, *, with_customers: bool = True) -> bytes:
    path = folder / "pack.zip"
    pack.make(office, CODE, WHO, path, with_customers=with_customers)
    return path.read_bytes()


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def scans_of(files: dict[str, bytes]) -> list[str]:
    return [name for name in files if name.startswith("scans/")]


def test_the_signed_sheet_is_in_it_as_it_was_filed(branch: Office, tmp_path: Path) -> None:
    files, _about = pack.contents(branch, CODE, WHO)
    (name,) = scans_of(files)
    (filed,) = [content for content in _stored(branch) if content == files[name]]
    with pypdfium2.PdfDocument(io.BytesIO(filed)) as document:
        assert len(document) == 1, "the other agent's page is not in it"
    assert name in files["afterwards.html"].decode()
    assert {"interview.pdf", "appeal.pdf"} <= files.keys()
    assert any(one.startswith("appeals/") for one in files)
    read_me = files["README.html"].decode()
    assert all(one in read_me for one in ("scans/", "appeals/", "interview.pdf", "appeal.pdf"))
    assert faults(made(branch, tmp_path)) == []


@pytest.mark.skipif(shutil.which("node") is None, reason="the page is read out by Node.js")
def test_its_page_lists_the_signed_sheet_with_its_digest(branch: Office, tmp_path: Path) -> None:
    files, _about = pack.contents(branch, CODE, WHO)
    (name,) = scans_of(files)
    page = read_out(made(branch, tmp_path))
    assert name in page
    assert hashlib.sha256(files[name]).hexdigest() in page


def _stored(office: Office) -> list[bytes]:
    from sqlalchemy import select

    from qadesk.storage import tables

    with office.read() as connection:
        return [bytes(one) for one in connection.execute(select(tables.scan_file.c.content)).scalars()]


@pytest.mark.parametrize("with_customers", [True, False])
def test_without_customers_the_signed_sheet_stays_and_evidence_goes(
    branch: Office, tmp_path: Path, with_customers: bool
) -> None:
    files, _about = pack.contents(branch, CODE, WHO, with_customers=with_customers)
    assert len(scans_of(files)) == 1
    assert any(one.startswith("appeals/") for one in files) is with_customers
    assert NUMBER not in text_of(files["interview.pdf"]) + text_of(files["appeal.pdf"])
    packed = made(branch, tmp_path, with_customers=with_customers)
    assert [one for one in faults(packed) if not one.startswith("masked")] == []


def test_a_scan_exchanged_left_out_or_added_is_named(branch: Office, tmp_path: Path) -> None:
    packed = made(branch, tmp_path)
    files, _about = pack.contents(branch, CODE, WHO)
    (name,) = scans_of(files)
    other = changed(packed, {name: lambda _content: b"another"}, digests=True)
    assert f"paper_changed {name}" in faults(other)
    assert f"paper_missing {name}" in faults(changed(packed, {name: lambda _content: None}, digests=True))
    added = changed(packed, {"scans/99-1.png": lambda _content: b"new"}, digests=True)
    assert "paper_added scans/99-1.png" in faults(added)


def test_an_agent_without_any_has_none_of_it(branch: Office) -> None:
    files, _about = pack.contents(branch, CODE, "KF01")
    assert scans_of(files) == []
    assert not {"interview.pdf", "appeal.pdf"} & files.keys()
    assert "scans/" not in files["README.html"].decode()
    assert "interview.pdf" not in files["README.html"].decode()
