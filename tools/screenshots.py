"""`make screenshots`: every screen in both languages, light and dark, at 1366×768 and 150 %, as PNG."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from qadesk.app import entries
from qadesk.services import sample
from qadesk.ui import screenshots

FOLDER = Path(__file__).resolve().parents[1] / "build" / "screenshots"


def main() -> int:
    """Draw the sample office's screens anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="qadesk-") as folder:
        office = Path(folder) / "sample.qadesk"
        sample.build(office).close()
        pictures = screenshots.take(office, FOLDER, entries)
    print(f"{len(pictures)} pictures in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
