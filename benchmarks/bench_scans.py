"""Two hundred worn scans of sheets, read, compared with the stored sheets and filed: seconds a page."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

from benchmarks.measure import Figure, figure, seconds
from qadesk.services import sample
from qadesk.services.scans import filing
from tools.scans import wear
from tools.scans.__main__ import masters

PAGES, FILE, SEED = 200, 10, 7


def run() -> list[Figure]:
    """Files of ten pages as an office scanner makes them; reading has a process of its own."""
    rng = Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        office = sample.build(Path(folder) / "sample.qadesk")
        try:
            sheets = masters(office)
            paths = []
            for number in range(PAGES // FILE):
                worn = []
                for _page in range(FILE):
                    how = wear.chosen(rng)
                    worn.append((wear.scanned(rng.choice(sheets)[1], how, rng), how))
                path = Path(folder) / f"{number}.pdf"
                path.write_bytes(wear.as_pdf(worn))
                paths.append(path)
            took = seconds(lambda: filing.file_scans(office, paths))
        finally:
            office.close()
    note = f"{PAGES} pages of 150 to 300 dpi with defects, in files of {FILE}"
    return [figure("filing a scanned page", took / PAGES, 0.25, note=note)]
