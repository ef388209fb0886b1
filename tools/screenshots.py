"""`make screenshots`: every screen in both languages, light and dark, at 1366×768 and 150 %, as PNG.

With `--docs` (make screenshots WHAT=--docs) those in the README and the guides are brought up to date too.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from qadesk.app import entries
from qadesk.demo import pictures
from qadesk.services import sample

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "screenshots"
PICTURES = ROOT / "docs" / "pictures"
SHOWN = {
    "firstStart": "first-start",
    "1-today": "today",
    "3-records": "records",
    "4-score": "score",
    "5-results": "results",
    "6-sheets": "sheets",
    "closed-signoff": "signoff",
    "closed-appeals": "appeals",
    "closed-uses": "rewards",
    "scorecards-rule": "scorecards",
}


def main() -> int:
    """Redraw the sample office's screens."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="qadesk-") as folder:
        office = Path(folder) / "sample.qadesk"
        sample.build(office).close()
        drawn = pictures.take(office, FOLDER, entries)
    print(f"{len(drawn)} pictures in {FOLDER}")
    if "--docs" in sys.argv:
        _bring_docs_up_to_date()
    return 0


def _bring_docs_up_to_date() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for short, language in (("zh", "zh_CN"), ("en", "en")):
        for name, plain in SHOWN.items():
            source = FOLDER / f"{language}-light-1366x768" / f"{name}.png"
            shutil.copyfile(source, PICTURES / f"{plain}-{short}.png")


if __name__ == "__main__":
    sys.exit(main())
