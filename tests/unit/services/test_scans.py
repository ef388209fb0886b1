"""Scanned sheets: told apart by their codes, compared, filed; and everything that must not be filed."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw
from sqlalchemy import func, select

from qadesk.domain import sheet_marks
from qadesk.domain.scans import ScanState
from qadesk.domain.sheet_marks import SheetMark
from qadesk.domain.stages import Stage
from qadesk.errors import Cancelled, UserError
from qadesk.progress import Progress
from qadesk.scans import pictures
from qadesk.services import setup
from qadesk.services.after_closing import review, stages
from qadesk.services.paper import sheets
from qadesk.services.scans import filing, listing, verifying
from qadesk.services.scans.filing import Filing
from qadesk.services.scans.verifying import Agreement
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.scanned import CLOSED, PLAIN, blank_but_a_line, printed, save, save_pdf, scan
from tools.scans.wear import MASTER, Wear

WHO, OTHER = "KF1001", "KF1002"
POINT = MASTER / 72


def states(made: Filing) -> list[ScanState]:
    return [one.state for one in made.outcomes]


def file(office: Office, *paths: Path) -> Filing:
    return filing.file_scans(office, paths).value


def attached(office: Office) -> int:
    """How many pages are attached to anybody."""
    with office.read() as connection:
        owned = tables.scan_page.join(tables.scan)
        count = select(func.count()).select_from(owned).where(tables.scan.c.agent_id.is_not(None))
        return int(connection.execute(count).scalar_one())


def mark_of(office: Office, staff_no: str = WHO) -> SheetMark:
    """What the code of the sheet printed last says."""
    content = sheets.content(office, CLOSED, staff_no, "zh_CN")
    with office.read() as connection:
        own = tables.sheet.c
        trail = connection.execute(select(own.trail).order_by(own.id.desc())).scalars().first()
    return replace(content, trail=trail or "").mark(1, 1)


def with_codes(page: Any, *texts: str) -> Any:
    """The page with other codes in its two places."""
    page = page.copy()
    pen = ImageDraw.Draw(page)
    for text, (x, y, side) in zip(texts, ((482.4, 23.5, 70.9), (42.0, 769.3, 48.2)), strict=True):
        box = [round(one * POINT) for one in (x - 5, y - 5, x + side + 5, y + side + 5)]
        pen.rectangle(box, fill=255)
        if text:
            code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
            made = Image.fromarray(numpy.array(code.to_image(scale=1, add_quiet_zones=False)))
            size = round(side * POINT)
            page.paste(
                made.resize((size, size), Image.Resampling.NEAREST), (round(x * POINT), round(y * POINT))
            )
    return page


@pytest.mark.parametrize(
    "how",
    [
        PLAIN,
        Wear(dots=150, skew=5, turn=90, ink=80, paper=210, noise=8, speckle=0.002),
        Wear(dots=200, skew=-5, turn=180, strokes=3, over=0, blur=0.7),
        Wear(dots=300, turn=270, strokes=3, over=1, black_and_white=True),
    ],
)
def test_a_worn_sheet_is_filed_with_its_result(sample_office: Office, tmp_path: Path, how: Wear) -> None:
    paper = printed(sample_office, [WHO, OTHER])
    path = save_pdf([scan(page, how) for page in paper.pages], tmp_path / "scan.pdf", how)
    made = file(sample_office, path)
    assert states(made) == [ScanState.FILED] * 2
    assert [one.staff_no for one in made.outcomes] == [WHO, OTHER]
    assert [one.differs for one in made.outcomes] == [0, 0]
    assert {one.signed for one in made.outcomes} == {"signed"}
    assert attached(sample_office) == 2


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif"])
def test_pictures_are_filed_as_they_came(sample_office: Office, tmp_path: Path, name: str) -> None:
    path = save(scan(printed(sample_office, [WHO]).pages[0]), tmp_path / name)
    assert states(file(sample_office, path)) == [ScanState.FILED]
    (one,) = listing.scans(sample_office, CLOSED)
    assert (one.staff_no, one.pages, one.source) == (WHO, 1, name)
    shown = listing.picture(sample_office, one.id, width=500)
    assert Image.open(io.BytesIO(shown.png)).size == (500, 707)
    with sample_office.read() as connection:
        assert connection.execute(select(tables.scan_file.c.content)).scalar_one() == path.read_bytes()


def test_a_second_time_it_is_filed_already(sample_office: Office, tmp_path: Path) -> None:
    page = printed(sample_office, [WHO]).pages[0]
    unsigned = save(scan(page, replace(PLAIN, signed=False)), tmp_path / "1.png")
    signed = save(scan(page), tmp_path / "2.png")
    assert states(file(sample_office, unsigned, unsigned)) == [ScanState.FILED]
    assert states(file(sample_office, unsigned)) == [ScanState.ALREADY]
    assert states(file(sample_office, signed)) == [ScanState.FILED]  # now it is signed
    assert states(file(sample_office, signed)) == [ScanState.ALREADY]


def test_an_altered_figure_and_an_empty_box_are_pointed_out(sample_office: Office, tmp_path: Path) -> None:
    page = printed(sample_office, [WHO]).pages[0].copy()
    x, y = 42 * POINT, (26 + 38 + 33 + 18 + 40) * POINT  # the total's base line
    page.paste(
        page.crop((round(x + 17 * POINT), round(y - 26 * POINT), round(x + 34 * POINT), round(y + 2))),
        (round(x), round(y - 26 * POINT)),
    )
    path = save(scan(page, replace(PLAIN, signed=False, dots=200)), tmp_path / "a.png")
    (one,) = file(sample_office, path).outcomes
    assert (one.state, one.signed, one.differs) == (ScanState.FILED, "empty", 1)
    shown = listing.picture(sample_office, one.id, width=300)
    kinds = {mark.kind: mark for mark in shown.marks}
    assert kinds["figure"].text == mark_of(sample_office).total
    assert kinds["empty"].y > 680
    (found,) = verifying.verify(sample_office, str(path))
    assert (found.agreement, found.differs) == (Agreement.ALTERED, (mark_of(sample_office).total,))


def test_nothing_is_filed_under_a_wrong_digest_or_another_office(
    sample_office: Office, tmp_path: Path
) -> None:
    page, right = printed(sample_office, [WHO]).pages[0], mark_of(sample_office)
    wrong = {
        ScanState.NOT_PRINTED: replace(right, digest="0123456789AB"),
        ScanState.OTHER_OFFICE: replace(right, office="ABCDEF"),
    }
    for state, mark in wrong.items():
        text = sheet_marks.written(mark)
        path = save(scan(with_codes(page, text, text)), tmp_path / "a.png")
        assert states(file(sample_office, path)) == [state]
    better = sheet_marks.written(replace(right, total="99.99", grade="A"))
    path = save(scan(with_codes(page, better, better)), tmp_path / "a.png")
    assert states(file(sample_office, path)) == [ScanState.NOT_PRINTED]
    assert attached(sample_office) == 0


def test_codes_that_contradict_each_other_file_nothing(sample_office: Office, tmp_path: Path) -> None:
    page = printed(sample_office, [WHO, OTHER]).pages[0]
    one, other = (sheet_marks.written(mark_of(sample_office, who)) for who in (WHO, OTHER))
    second = sheet_marks.written(replace(mark_of(sample_office), page=2, pages=2))
    cases = {
        ScanState.TWO_SHEETS: (one, other),
        ScanState.DISAGREE: (one, second),
        ScanState.FOREIGN: ("https://example.com/77", "SF123"),
        ScanState.UNREADABLE: ("", ""),
    }
    for state, texts in cases.items():
        path = save(scan(with_codes(page, *texts)), tmp_path / f"{state}.png")
        assert states(file(sample_office, path)) == [state]
    assert attached(sample_office) == 0


def test_a_copy_made_smaller_and_two_on_one_page_are_not_filed(sample_office: Office, tmp_path: Path) -> None:
    one, other = printed(sample_office, [WHO, OTHER]).pages
    half = one.resize((one.width * 7 // 10, one.height * 7 // 10))
    alone = Image.new("L", one.size, 255)
    alone.paste(half, (0, 0))
    both = Image.new("L", (one.height, one.width), 255)
    both.paste(half, (0, 0))
    both.paste(other.resize(half.size), (half.width + 10, 0))
    paths = [save(scan(page), tmp_path / f"{number}.png") for number, page in enumerate((alone, both))]
    assert states(file(sample_office, *paths)) == [ScanState.NOT_WHOLE, ScanState.TWO_SHEETS]
    assert attached(sample_office) == 0


def test_a_page_without_code_does_not_belong_to_the_one_before(sample_office: Office, tmp_path: Path) -> None:
    page = printed(sample_office, [WHO]).pages[0]
    other = Image.open(io.BytesIO(blank_but_a_line())).resize(page.size)
    white = Image.new("L", page.size, 255)
    path = save_pdf(
        [scan(one, replace(PLAIN, signed=False)) for one in (page, other, white)], tmp_path / "a.pdf"
    )
    made = file(sample_office, path)
    assert states(made) == [ScanState.FILED, ScanState.UNREADABLE, ScanState.BLANK]
    assert attached(sample_office) == 1
    (left,) = [one for one in listing.scans(sample_office) if one.state is ScanState.UNREADABLE]
    assert filing.file_by_hand(sample_office, left.id, CLOSED, OTHER).value.staff_no == OTHER
    assert attached(sample_office) == 2
    with refuses("scan.gone"):
        filing.file_by_hand(sample_office, left.id, CLOSED, OTHER)


def test_of_two_pages_none_is_filed_alone(
    sample_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qadesk.printing.sheet_blocks.BODY_BOTTOM", 640.0)
    first, second = printed(sample_office, [WHO]).pages
    others = printed(sample_office, [WHO]).pages
    front = save(scan(first, replace(PLAIN, signed=False)), tmp_path / "1.png")
    back = save(scan(second, replace(PLAIN, signed=False)), tmp_path / "2.png")
    wrong = save(scan(others[1], replace(PLAIN, signed=False)), tmp_path / "3.png")
    assert states(file(sample_office, front)) == [ScanState.PAGE_MISSING]
    assert states(file(sample_office, wrong)) == [ScanState.PAGE_MISSING]  # of another printing
    assert attached(sample_office) == 0
    assert states(file(sample_office, back)) == [ScanState.FILED]
    assert attached(sample_office) == 2


def test_a_sheet_of_what_has_changed_since_is_kept_as_another_revision(
    sample_office: Office, tmp_path: Path
) -> None:
    page = printed(sample_office, [WHO]).pages[0]
    setup.rename_office(sample_office, "城东二部")  # which a sheet says
    said = sheet_marks.written(mark_of(sample_office))
    path = save(scan(page), tmp_path / "a.png")
    assert states(file(sample_office, path)) == [ScanState.OTHER_REVISION]
    (found,) = verifying.verify(sample_office, str(path))
    assert found.agreement is Agreement.SUPERSEDED
    assert verifying.verify(sample_office, said)[0].agreement is Agreement.ALTERED  # was never printed
    assert listing.look_signed(sample_office, CLOSED) == ()


def test_a_filing_is_taken_back_and_done_again(sample_office: Office, tmp_path: Path) -> None:
    path = save(scan(printed(sample_office, [WHO]).pages[0]), tmp_path / "a.png")
    done = filing.file_scans(sample_office, [path])
    assert done.undo is not None
    undone = done.undo()
    assert listing.scans(sample_office, CLOSED) == ()
    assert undone.undo is not None
    undone.undo()
    assert [one.state for one in listing.scans(sample_office, CLOSED)] == [ScanState.FILED]


def test_signed_sheets_are_proposed_and_entered_by_somebody(sample_office: Office, tmp_path: Path) -> None:
    page = printed(sample_office, [WHO]).pages[0]
    review.approve(sample_office, CLOSED, [WHO])
    file(sample_office, save(scan(page), tmp_path / "a.png"))
    assert {
        one.stage for one in stages.positions(sample_office, CLOSED).positions if one.staff_no == WHO
    } == {Stage.APPROVED}
    assert listing.look_signed(sample_office, CLOSED) == (WHO,)
    listing.confirm_signed(sample_office, CLOSED, [WHO], sample_office.today())
    assert listing.look_signed(sample_office, CLOSED) == ()


# ---- files that are none


def test_what_cannot_be_read_is_named_and_nothing_attached(sample_office: Office, tmp_path: Path) -> None:
    (tmp_path / "text.pdf").write_text("not a picture")
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n" + bytes(2000))
    (tmp_path / "cut.png").write_bytes(blank_but_a_line()[:200])
    (tmp_path / "empty.png").write_bytes(b"")
    paths = [tmp_path / name for name in ("text.pdf", "cut.pdf", "cut.png", "empty.png", "none.pdf")]
    made = file(sample_office, *paths)
    assert states(made) == [ScanState.DAMAGED] * 5
    assert all(one.problem for one in made.outcomes)


def codes_of(content: bytes, name: str) -> str:
    """The code of the refusal of a file; "" where it is none."""
    try:
        read = pictures.ScannedFile(name, content)
        read.grey(1)
    except UserError as error:
        return error.code
    return ""


def test_an_encrypted_pdf_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret")
    with io.BytesIO() as out:
        writer.write(out)
        assert codes_of(out.getvalue(), "a.pdf") == "scan.encrypted"
    assert codes_of(b"%PDF-1.7 nothing", "a.pdf") == "scan.damaged"


def test_a_picture_that_unpacks_to_too_much_is_not_unpacked() -> None:
    with io.BytesIO() as out:
        Image.new("1", (30_000, 30_000)).save(out, "PNG")
        assert len(out.getvalue()) < 1 << 20
        assert codes_of(out.getvalue(), "bomb.png") == "scan.too_many_dots"


def test_too_many_pages_and_too_large_a_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pypdfium2.PdfDocument.new()
    for _page in range(3):
        made.new_page(100, 100)
    with io.BytesIO() as out:
        made.save(out)
        made.close()
        monkeypatch.setattr(pictures, "MOST_PAGES", 2)
        assert codes_of(out.getvalue(), "a.pdf") == "scan.too_many_pages"
    (tmp_path / "a.png").write_bytes(bytes(2000))
    monkeypatch.setattr(pictures, "MOST_BYTES", 1000)
    with refuses("scan.too_large"):
        pictures.read_file(tmp_path / "a.png")


def test_a_reader_that_dies_over_a_file_takes_nothing_else_with_it(
    sample_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qadesk.scans import apart

    page = printed(sample_office, [WHO]).pages[0]
    bad, good = tmp_path / "bad.png", save(scan(page), tmp_path / "good.png")
    bad.write_bytes(blank_but_a_line())
    whole = apart.ScanReader.page

    def dies(self: apart.ScanReader, place: int) -> apart.ReadPage:
        if self._name == "bad.png":
            assert self._child is not None
            self._child.kill()
        return whole(self, place)

    monkeypatch.setattr(apart.ScanReader, "page", dies)
    made = file(sample_office, bad, good)
    assert states(made) == [ScanState.DAMAGED, ScanState.FILED]
    assert "malicious" in made.outcomes[0].problem


def test_cancelled_nothing_is_filed(sample_office: Office, tmp_path: Path) -> None:
    path = save(scan(printed(sample_office, [WHO]).pages[0]), tmp_path / "a.png")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        filing.file_scans(sample_office, [path], progress)
    assert listing.scans(sample_office) == ()


# ---- verified


def test_what_is_neither_file_nor_code_is_not_verified(sample_office: Office) -> None:
    with refuses("scan.nothing_to_verify"):
        verifying.verify(sample_office, "hello")


def test_a_code_from_a_phone_is_verified(sample_office: Office) -> None:
    printed(sample_office, [WHO])
    said = sheet_marks.written(mark_of(sample_office))
    assert verifying.verify(sample_office, said)[0].agreement is Agreement.AGREES
    altered = said.replace(mark_of(sample_office).total, "99.99")
    assert verifying.verify(sample_office, altered)[0].agreement is Agreement.ALTERED
