"""Sheets onto paper: what a printer and what a file is given, and which sheets went on it whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.services.paper import sheets
from qadesk.services.paper.sheets import PrintedSheet
from qadesk.storage.office import Office
from qadesk.ui.screens.sheets import output
from tests.ui.sheets_desk import on_file
from tests.unit.services.sheet_office import NOW, make


@pytest.fixture
def branch(tmp_path: Path, qapp: QApplication) -> Iterator[Office]:
    made = make(tmp_path / "branch.qadesk")
    yield made
    made.close()


def test_printing_into_a_file_keeps_the_sheets_as_text(branch: Office, tmp_path: Path) -> None:
    document = sheets.document(branch, NOW, None, "zh_CN")
    target = on_file(tmp_path / "paper.pdf")
    output.print_document(document, target, Progress())
    assert (tmp_path / "paper.pdf").read_bytes() == document.pdf
    target.setFromTo(2, 3)
    printed = output.print_document(document, target, Progress())
    chosen = PdfReader(tmp_path / "paper.pdf").pages
    assert [sheet.staff_no for sheet in printed] == ["KF1002", "KF1003"]
    assert ["KF1002" in chosen[0].extract_text(), "KF1003" in chosen[1].extract_text()] == [True, True]
    assert len(chosen) == 2


@pytest.mark.parametrize(("dots", "bits"), [(600, 1), (200, 8)])
def test_a_printer_gets_black_and_white_as_fine_as_it_prints(
    branch: Office, tmp_path: Path, qapp: QApplication, dots: int, bits: int
) -> None:
    """What is drawn for a printer can be seen in a file drawn in the same way."""
    target = on_file(tmp_path / "drawn.pdf")
    target.setResolution(dots)
    output.draw_document(sheets.document(branch, NOW, ["KF1001"], "en").pdf, range(1), target, Progress())
    (page,) = PdfReader(tmp_path / "drawn.pdf").pages
    strips = [image.get_object() for image in page["/Resources"]["/XObject"].values()]
    assert {strip["/BitsPerComponent"] for strip in strips} == {bits}
    assert strips[0]["/Width"] == pytest.approx(210 / 25.4 * dots, abs=4)
    assert sum(strip["/Height"] for strip in strips) == pytest.approx(297 / 25.4 * dots, abs=4)
    if bits == 1:
        assert {strip["/Filter"] for strip in strips} == {"/FlateDecode"}
        assert (tmp_path / "drawn.pdf").stat().st_size < 400_000


def test_only_sheets_printed_whole_count() -> None:
    three = tuple(PrintedSheet(n, f"KF{n}", f"C{n}", "d", pages) for n, pages in ((1, 1), (2, 2), (3, 1)))
    assert [s.staff_no for s in output.whole(three, range(4))] == ["KF1", "KF2", "KF3"]
    assert [s.staff_no for s in output.whole(three, range(1, 2))] == []
    assert [s.staff_no for s in output.whole(three, range(1, 4))] == ["KF2", "KF3"]


def test_a_cancelled_print_is_taken_back(branch: Office, tmp_path: Path, qapp: QApplication) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        output.print_document(
            sheets.document(branch, NOW, ["KF1001"], "en"), on_file(tmp_path / "a.pdf"), progress
        )
