"""How many made scans are filed, and what is pointed out on them: `python -m tools.scans [PAGES] [SEED]`.

The sheets of the sample office in both languages, worn as `wear.chosen` says, with separators, labels and
blank backs between them. Prints a table; ends with 1 where a page is filed wrongly, or too few are filed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from qadesk.domain.scans import ScanState
from qadesk.progress import Progress
from qadesk.scans import apart
from qadesk.services import sample
from qadesk.services.paper import sheets
from qadesk.services.scans.known import KnownSheets
from qadesk.services.scans.pages import ScannedPage, scanned
from qadesk.storage.office import Office
from tools.scans import wear

ENOUGH = 0.995  # of the sheets
_OTHERS = 12  # sheets for each page that is none
_FILE = 10  # pages
_ROWS = (
    "sheets", "filed", "wrong", "other pages", "figures said to differ that do not", "with a signature",
    "signed, said to be empty", "without", "not signed, said to be signed", "signature said to be unclear",
)  # fmt: skip


def main(pages: int = 1000, seed: int = 2026) -> int:
    """Wear and read so many sheets; the exit code."""
    rng, seen = Random(seed), Counter[str]()
    started = time.perf_counter()
    reading = 0.0
    with tempfile.TemporaryDirectory() as made:
        office = sample.build(Path(made) / "sample.qadesk", followed=False)
        sheets_made = masters(office)
        with apart.reading() as reader:
            known = KnownSheets(office)
            for number, files in enumerate(_files(sheets_made, rng, pages, Path(made))):
                path, meant = files
                begun = time.perf_counter()
                found = list(scanned(reader, known, [path], Progress()))
                reading += time.perf_counter() - begun
                for page, who in zip(found, meant, strict=True):
                    seen.update(_judged(page, who))
                path.unlink()
                print(f"\r{(number + 1) * _FILE:,}", end="", file=sys.stderr)
        office.close()
    return _told(seen, reading, time.perf_counter() - started)


def masters(office: Office) -> list[tuple[str, Any]]:
    """The sample's closed month printed in both languages: staff numbers with their pages as pictures."""
    import pypdfium2

    found = []
    for language in ("zh_CN", "en"):
        document = sheets.document(office, sample.CLOSED, None, language)
        sheets.record(office, sample.CLOSED, document.sheets, "print")
        with pypdfium2.PdfDocument(document.pdf) as pdf:
            for sheet, page in zip(document.sheets, pdf, strict=True):
                picture = page.render(scale=wear.MASTER / 72, grayscale=True).to_pil().copy()
                found.append((sheet.staff_no, picture))
    return found


def _files(
    masters: list[tuple[str, Any]], rng: Random, pages: int, folder: Path
) -> Iterator[tuple[Path, list[tuple[str, bool]]]]:
    """Files of some pages each, with who is on each page ("": nobody) and whether it is signed."""
    left = pages
    while left > 0:
        worn, meant = [], []
        for _number in range(min(_FILE, left)):
            how = wear.chosen(rng)
            staff_no, page = rng.choice(masters)
            if rng.randrange(_OTHERS) == 0:
                staff_no, page = "", _foreign(page.size, rng)
            worn.append((wear.scanned(page, how, rng), how))
            meant.append((staff_no, how.signed))
        left -= len(worn)
        path = folder / "scan.pdf"
        path.write_bytes(wear.as_pdf(worn))
        yield path, meant


def _foreign(size: tuple[int, int], rng: Random) -> Any:
    """A page that is no sheet: blank, a separator with a code, a label."""
    import numpy
    import zxingcpp

    page = Image.new("L", size, 255)
    kind = rng.randrange(3)
    if kind:
        text = "https://example.com/separator" if kind == 1 else f"SF{rng.randrange(10**12)}"
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        made = Image.fromarray(numpy.array(code.to_image(scale=8)))
        page.paste(made, (rng.randrange(200, size[0] - 600), rng.randrange(200, size[1] - 600)))
        ImageDraw.Draw(page).rectangle((300, 300, 900, 320), fill=0)
    return page


def _judged(page: ScannedPage, meant: tuple[str, bool]) -> Iterator[str]:
    staff_no, signed = meant
    read = page.known.staff_no if page.known is not None and page.state is None else ""
    if not staff_no:
        yield "other pages"
        if read:
            yield "wrong"
        return
    yield "sheets"
    if read == staff_no:
        yield "filed"
        yield "with a signature" if signed else "without"
        if any(one.kind == "figure" for one in page.pointed_out):
            yield "figures said to differ that do not"
        if signed and page.signed == "empty":
            yield "signed, said to be empty"
        if not signed and page.signed == "signed":
            yield "not signed, said to be signed"
        if page.signed not in {"signed", "empty"}:
            yield "signature said to be unclear"
    elif read:
        yield "wrong"
    else:
        yield f"not filed: {(page.state or ScanState.UNREADABLE).value}"


def _told(seen: Counter[str], reading: float, all_in_all: float) -> int:
    count = seen["sheets"] + seen["other pages"]
    rows = [*_ROWS, *sorted(set(seen) - set(_ROWS))]
    print("\r| what | pages |\n|---|---|")
    print("\n".join(f"| {what} | {seen[what]:,} |" for what in rows))
    print(f"\n{reading / count:.3f} s a page for reading and comparing, {all_in_all:.0f} s in all")
    return int(seen["wrong"] > 0 or seen["filed"] < ENOUGH * seen["sheets"])


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
