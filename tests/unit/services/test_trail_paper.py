"""The head of the trail on paper: kept with the sheet, in its bar code, and held against the file."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp
from sqlalchemy import select

from qadesk.domain import sheet_marks
from qadesk.services import check, setup
from qadesk.services.designing import notice, versions
from qadesk.services.paper import sheets
from qadesk.services.trail import browsing, proof
from qadesk.services.trail.finding import Wanted
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors, chain, paper_code
from tests.refusals import refuses
from tests.unit.services.test_trail import forged_anew

CLOSED, WHO = "2026-09", "KF1001"


def printed(office: Office) -> sheets.Document:
    document = sheets.document(office, CLOSED, [WHO])
    sheets.record(office, CLOSED, document.sheets, "print")
    return document


def words(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def codes(pdf: bytes) -> list[str]:
    """What both codes of the first page say."""
    with pdfium.PdfDocument(pdf) as document:
        picture = document[0].render(scale=200 / 72, grayscale=True).to_numpy()
        found = [one.text for one in zxingcpp.read_barcodes(picture)]
    assert len(found) == 2
    return found


def kept(office: Office) -> list[str | None]:
    with office.read() as connection:
        own = tables.sheet.c
        return list(connection.execute(select(own.trail).order_by(own.id)).scalars())


def test_a_sheet_carries_the_head_of_the_trail_in_words_and_codes(sample_office: Office) -> None:
    with sample_office.read() as connection:
        head = chain.head(connection, sample_office.id)
    document = printed(sample_office)
    code = document.sheets[0].trail
    assert paper_code.read(code) == (head.seq, paper_code.letters(head.hash))
    assert f"Trail {code}" in words(document.pdf)
    for scanned in codes(document.pdf):
        mark = sheet_marks.read(scanned)
        assert mark is not None
        assert mark.digest == document.sheets[0].digest[:12].upper()
        assert paper_code.read(scanned) == paper_code.read(code)
    assert kept(sample_office)[-1] == code


def test_a_sheet_printed_again_says_the_same_and_carries_a_later_head(sample_office: Office) -> None:
    first, second = printed(sample_office).sheets[0], printed(sample_office).sheets[0]
    assert (first.code, first.digest) == (second.code, second.digest)
    assert first.trail != second.trail
    (state,) = [one for one in sheets.overview(sample_office, CLOSED).states if one.staff_no == WHO]
    assert not state.outdated


def test_what_is_looked_at_before_printing_carries_none(sample_office: Office) -> None:
    assert sheets.content(sample_office, CLOSED, WHO, "en").trail == ""


def test_a_notice_carries_it_too(sample_office: Office, tmp_path: Path) -> None:
    notice.notice(sample_office, versions.versions(sample_office)[-1].id, tmp_path / "n.pdf", "en")
    (entry,) = browsing.listing(sample_office, Wanted(action="scorecard.notice")).records
    assert f"Trail {entry.detail['trail']}" in words((tmp_path / "n.pdf").read_bytes())


def test_the_code_proves_the_trail_as_far_as_it_reaches(sample_office: Office) -> None:
    code = printed(sample_office).sheets[0].trail
    setup.rename_office(sample_office, "Later")
    found = proof.prove(sample_office, papers=[code.lower()])
    seq = code.partition("-")[0]
    assert found.outside == ()
    assert any(f"Code on paper: proves the trail up to entry {seq}" in line for line in found.reach)
    *_others, last = check.check(sample_office, papers=[code])
    assert last.ok
    assert "Code on paper" in last.known


@pytest.mark.files
def test_a_trail_made_anew_is_noticed_by_a_sheet(
    sample_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchors, "_load", dict)  # another PC, without a backup
    code = printed(sample_office).sheets[0].trail
    setup.rename_office(sample_office, "Later")
    sample_office.close()
    forged_anew(sample_office.path)
    office = setup.open_office(sample_office.path)
    without, with_paper = proof.prove(office), proof.prove(office, papers=[code])
    office.close()
    assert without.outside == ()
    assert len(with_paper.outside) == 1
    assert code in with_paper.outside[0]


def test_a_code_of_an_entry_that_is_not_there_yet_is_told(sample_office: Office) -> None:
    found = proof.prove(sample_office, papers=["99999-7F3A-9C21-KX8Q"])
    assert len(found.outside) == 1
    assert "99999" in found.outside[0]


def test_what_is_no_code_is_refused(sample_office: Office) -> None:
    with refuses("trail.no_code", "QA-2026-09"):
        check.check(sample_office, papers=["QA-2026-09"])
