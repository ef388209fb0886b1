"""Scans made to be filed wrongly, and files that are none: named, nothing attached, nothing held up."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from sqlalchemy import func, select

from qadesk.domain.scans import ScanState
from qadesk.scans import apart, codes
from qadesk.services.scans import filing, listing
from qadesk.services.scans.filing import Filing
from qadesk.storage import files, tables
from qadesk.storage.office import Office
from tests.scanned import blank_but_a_line, printed, save, save_pdf, scan
from tools.scans import wear
from tools.scans.wear import MASTER, Wear

WHO, OTHER = "KF1001", "KF1002"


def states(made: Filing) -> list[ScanState]:
    return [one.state for one in made.outcomes]


def file(office: Office, *paths: Path) -> Filing:
    return filing.file_scans(office, paths).value


def owned(office: Office) -> int:
    with office.read() as connection:
        count = select(func.count()).where(tables.scan.c.agent_id.is_not(None))
        return int(connection.execute(count).scalar_one())


def test_the_head_of_one_sheet_glued_on_another_is_not_filed(sample_office: Office, tmp_path: Path) -> None:
    one, other = printed(sample_office, [WHO, OTHER]).pages
    glued = other.copy()
    glued.paste(one.crop((0, 0, one.width, one.height // 5)), (0, 0))
    both = save(scan(glued), tmp_path / "both.png")
    share = MASTER / 72
    ImageDraw.Draw(glued).rectangle([round(at * share) for at in (38, 765, 96, 822)], fill=255)
    alone = save(scan(glued, Wear(dots=200, signed=False)), tmp_path / "alone.png")
    assert states(file(sample_office, both, alone)) == [ScanState.TWO_SHEETS, ScanState.DISAGREE]
    assert owned(sample_office) == 0


def test_the_edge_of_the_next_sheet_is_no_part_of_this_one(sample_office: Office, tmp_path: Path) -> None:
    one, other = printed(sample_office, [WHO, OTHER]).pages
    taller = Image.new("L", (one.width, one.height * 115 // 100), 255)
    taller.paste(one, (0, 0))
    taller.paste(other.crop((0, 0, one.width, one.height * 15 // 100)), (0, one.height))
    cut = one.crop((0, one.height // 5, one.width, one.height))
    paths = [save(scan(page), tmp_path / f"{n}.png") for n, page in enumerate((taller, cut))]
    assert states(file(sample_office, *paths)) == [ScanState.TWO_SHEETS, ScanState.NOT_WHOLE]
    assert owned(sample_office) == 0


def test_a_page_twice_in_one_file_is_one_sheet(sample_office: Office, tmp_path: Path) -> None:
    one, other = (scan(page) for page in printed(sample_office, [WHO, OTHER]).pages)
    made = file(sample_office, save_pdf([one, one, other], tmp_path / "a.pdf"))
    assert [(each.staff_no, each.state) for each in made.outcomes] == [
        (WHO, ScanState.FILED),
        (OTHER, ScanState.FILED),
    ]
    assert owned(sample_office) == 2


@pytest.mark.parametrize(
    "name", ["a'b\"c.png", "名前 ；%s{x}.png", "-rf.png", "e\u0301\u202egnp.png", "new\nline.png", "scan"]
)
def test_odd_names_are_names(sample_office: Office, tmp_path: Path, name: str) -> None:
    page = printed(sample_office, [WHO]).pages[0]
    path = tmp_path / name
    path.write_bytes(save(scan(page), tmp_path / "scan.png").read_bytes())
    assert states(file(sample_office, path)) == [ScanState.FILED]
    (one,) = listing.scans(sample_office)
    assert one.source == name


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
def test_a_name_that_is_no_text_is_stored_with_marks(sample_office: Office, tmp_path: Path) -> None:
    page = printed(sample_office, [WHO]).pages[0]
    good, bad = (Path(os.fsdecode(os.fsencode(tmp_path) + name)) for name in (b"/\xff.png", b"/\xfe.png"))
    good.write_bytes(save(scan(page), tmp_path / "a.png").read_bytes())
    bad.write_bytes(blank_but_a_line())
    assert states(file(sample_office, good, bad)) == [ScanState.FILED, ScanState.UNREADABLE]
    assert {one.source for one in listing.scans(sample_office)} == {"\ufffd.png"}


@pytest.mark.skipif(sys.platform == "win32", reason="has no such pipes")
def test_folders_pipes_and_links_to_nothing_are_named_at_once(sample_office: Office, tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "link.png").symlink_to(tmp_path / "none")
    os.mkfifo(tmp_path / "pipe.png")
    paths = [tmp_path / name for name in ("folder.png", "link.png", "pipe.png")]
    made = file(sample_office, *paths)
    assert states(made) == [ScanState.DAMAGED] * 3
    assert "malicious" not in "".join(one.problem for one in made.outcomes)


def test_many_blank_pages_are_passed_over(sample_office: Office, tmp_path: Path) -> None:
    made = pypdfium2.PdfDocument.new()
    for _page in range(60):
        made.new_page(595, 842)
    made.save(str(tmp_path / "a.pdf"))
    made.close()
    assert set(states(file(sample_office, tmp_path / "a.pdf"))) == {ScanState.BLANK}
    assert listing.scans(sample_office) == ()


def test_a_blank_page_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Counter[str]()
    whole = codes._read

    def counted(picture: object, formats: object) -> list[codes.FoundCode]:
        looks["read"] += 1
        return whole(picture, formats)

    monkeypatch.setattr(codes, "_read", counted)
    assert codes.of_picture(Image.new("L", (1240, 1754), 240)) == []
    assert looks["read"] == 1


def test_a_black_page_is_not_blank() -> None:
    assert not codes.is_blank(Image.new("L", (1240, 1754), 0))


def test_faint_writing_is_something_and_a_shadow_is_not() -> None:
    paper = Image.new("L", (2480, 3508), 255)
    rng, shadow = Random(4), Wear(dots=200, paper=215, shade=0.25, noise=10, speckle=0.002, signed=False)
    assert codes.is_blank(wear.scanned(paper, shadow, rng))
    ImageDraw.Draw(paper).rectangle((400, 400, 1400, 420), fill=120)
    assert not codes.is_blank(wear.scanned(paper, shadow, rng))


@pytest.mark.parametrize(("width", "bits"), [(60_000, 8), (9_000, 16)])
def test_a_pdf_with_a_picture_that_unpacks_to_too_much_ends_the_reader_alone(
    sample_office: Office, tmp_path: Path, width: int, bits: int
) -> None:
    import zlib

    page = printed(sample_office, [WHO]).pages[0]
    bomb = tmp_path / "bomb.pdf"
    bomb.write_bytes(_pdf_with_picture(width, bits, zlib.compress(bytes(50_000_000), 9)))
    good = save(scan(page), tmp_path / "good.png")
    made = file(sample_office, bomb, good)
    first, second = states(made)
    assert first in {ScanState.DAMAGED, ScanState.UNREADABLE}, "and not blank, which nobody looks at"
    assert second is ScanState.FILED
    assert owned(sample_office) == 1


def test_a_page_that_cannot_be_drawn_is_not_blank(sample_office: Office, tmp_path: Path) -> None:
    """PDFium draws a white page then; a white page as the scanner saves it is one."""
    (tmp_path / "bad.pdf").write_bytes(_pdf_with_picture(60_000, 8, b""))
    Image.new("1", (1240, 1754), 1).save(tmp_path / "white.pdf")
    made = file(sample_office, tmp_path / "bad.pdf", tmp_path / "white.pdf")
    assert states(made) == [ScanState.DAMAGED, ScanState.BLANK]


def _pdf_with_picture(side: int, bits: int, data: bytes) -> bytes:
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent %d/ColorSpace/DeviceRGB"
        b"/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (side, side, bits, len(data), data),
        b"<</Length 28>>stream\nq 595 0 0 842 0 0 cm /I Do Q\nendstream",
    ]
    with io.BytesIO() as out:
        out.write(b"%PDF-1.4\n")
        places = []
        for number, part in enumerate(parts, 1):
            places.append(out.tell())
            out.write(b"%d 0 obj\n%b\nendobj\n" % (number, part))
        table = out.tell()
        out.write(b"xref\n0 6\n0000000000 65535 f \n")
        out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
        out.write(b"trailer<</Size 6/Root 1 0 R>>startxref\n%d\n%%%%EOF" % table)
        return out.getvalue()


def test_a_file_that_goes_while_it_is_read_is_named(
    sample_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = printed(sample_office, [WHO]).pages[0]
    gone, good = tmp_path / "gone.png", save(scan(page), tmp_path / "good.png")
    gone.write_bytes(blank_but_a_line())
    whole = apart.ScanReader.open

    def removed(self: apart.ScanReader, path: Path) -> int:
        gone.unlink(missing_ok=True)
        return whole(self, path)

    monkeypatch.setattr(apart.ScanReader, "open", removed)
    made = file(sample_office, gone, good)
    assert states(made) == [ScanState.DAMAGED, ScanState.FILED]
    assert "gone.png" in made.outcomes[0].problem


_KILLED = """
import os, sys
from pathlib import Path
from qadesk.services import first_look
from qadesk.services.scans import filing
whole = filing._keep_page
def dies(*what):
    whole(*what)
    os._exit(9)
filing._keep_page = dies
filing.file_scans(first_look.open_office(Path(sys.argv[1])), [Path(sys.argv[2])])
"""


@pytest.mark.files("a process of its own opens the file")
def test_killed_in_the_middle_nothing_is_half_filed(sample_office: Office, tmp_path: Path) -> None:
    pages = [scan(page) for page in printed(sample_office, [WHO, OTHER]).pages]
    path = save_pdf(pages, tmp_path / "a.pdf")
    place = sample_office.path
    sample_office.close()
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(place), str(path)], check=False, capture_output=True
    )
    assert done.returncode == 9, done.stderr
    office = files.open_office(place)
    try:
        with office.read() as connection:
            counts = [
                connection.execute(select(func.count()).select_from(one)).scalar_one()
                for one in (tables.scan, tables.scan_page, tables.scan_file)
            ]
        assert counts == [0, 0, 0]
    finally:
        office.close()


def test_the_frozen_program_reads_scans_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from qadesk import __main__

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert apart._command() == [sys.executable, apart.ARGUMENT]
    monkeypatch.delattr(sys, "frozen")
    assert apart._command()[-1] == apart.ARGUMENT
    called = []
    monkeypatch.setattr("qadesk.scans.child.main", lambda: called.append(1) or 0)
    assert __main__.main([apart.ARGUMENT]) == 0
    assert called == [1]
