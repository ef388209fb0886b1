"""`qadesk demo DIR`: the main job on the sample office without a window, and pictures of the screens."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from qadesk.demo.pictures import Entries, take
from qadesk.errors import UserError
from qadesk.i18n import _, current_language
from qadesk.services import sample
from qadesk.services.assessment import results
from qadesk.services.paper import sheets
from qadesk.storage.failures import explaining_failures

_MARK = "made-by-qadesk-demo"


def run(folder: Path, entries: Entries, *, as_json: bool = False) -> int:
    """Build the sample office in `folder`, score, draw every sheet and every screen; the exit code.

    `entries` are the screens, as the window has them.
    """
    try:
        made = _make(folder, entries)
    except UserError as error:
        print(json.dumps(error.data, ensure_ascii=False) if as_json else error)
        return 1
    if as_json:
        print(json.dumps(made, ensure_ascii=False, indent=1))
        return 0
    print(_("Office: {path}").format(path=made["office"]))
    print(_("Results of {code}; agents graded: {n}").format(code=sample.CLOSED, n=made["graded"]))
    print(_("Assessment sheets: {path}").format(path=made["sheets"]))
    print(_("Screenshots: {path}").format(path=made["screenshots"]))
    return 0


def _make(folder: Path, entries: Entries) -> dict[str, object]:
    folder = folder.absolute()
    with explaining_failures(folder):
        _clear(folder)
    office = sample.build(folder / "sample.qadesk")
    try:
        graded = [r for r in results.results(office, sample.CLOSED).results if r.assessment.grade]
        out, language = folder / "sheets", current_language()
        sheets.save(office, sample.CLOSED, out, language=language)
        sheets.save(office, sample.CLOSED, out, merged=True, language=language)
    finally:
        office.close()
    pictures = take(folder / "sample.qadesk", folder / "screenshots", entries, only=current_language())
    return {
        "office": str(folder / "sample.qadesk"),
        "graded": len(graded),
        "sheets": str(folder / "sheets"),
        "screenshots": str(folder / "screenshots"),
        "pictures": len(pictures),
    }


def _clear(folder: Path) -> None:
    """Make the folder, or empty it if an earlier demo made it; never touch anybody else's files."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            raise UserError(
                "demo.folder_not_empty",
                _("The folder “{path}” is not empty.").format(path=folder),
                kept=_("Nothing was changed."),
                remedy=_("Give a folder that does not exist yet."),
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()
