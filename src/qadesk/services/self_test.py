"""The installed program tries itself: every kind of sample file in, results computed, sheets drawn."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from qadesk import installation
from qadesk.i18n import LANGUAGES, _, translations
from qadesk.services import check, roster, sample
from qadesk.services.assessment import results
from qadesk.services.paper import sheets
from qadesk.storage import files
from qadesk.storage.office import Office

_RARE_NAME = "龚䶮𬭎"  # the last sign lies beyond what two bytes hold


def run() -> dict[str, str]:
    """What was tried, and what went wrong with it (empty: nothing). Leaves no file behind."""
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="qadesk-self-test-") as folder:
        office: Office | None = None

        def build() -> str:
            nonlocal office
            office = sample.build(Path(folder) / "sample.qadesk")
            return ""

        found[_("Files of the program")] = _try(lambda: ", ".join(installation.altered()))
        found[_("Catalogues of both languages")] = _try(_catalogues)
        found[_("Offices of earlier versions: opened and brought up to date")] = _try(
            lambda: _old_offices(Path(folder))
        )
        found[_("Sample office: made, imported, scored, closed")] = _try(build)
        if office is not None:
            found[_("Results of both months")] = _try(lambda: _results(office))
            found[_("Sheets in both languages")] = _try(lambda: _sheets(office))
            found[_("Soundness of the office file")] = _try(lambda: _sound(office))
            office.close()
    return found


def _try(step: Callable[[], str]) -> str:
    try:
        return step()
    except Exception as error:  # noqa: BLE001 - a self-test reports whatever is broken and goes on
        return f"{type(error).__name__}: {error}"


def _catalogues() -> str:
    untranslated = [
        code for code in LANGUAGES if code != "en" and translations(code).gettext("Today") == "Today"
    ]
    return ", ".join(untranslated)


def _old_offices(folder: Path) -> str:
    problems = []
    for schema in range(1, files.SCHEMA + 1):
        path = folder / f"schema-{schema}.qadesk"
        files.create_old(path, schema)
        office = files.open_office(path)
        problems += [f"{schema}: {f.what}" for f in check.check(office) if not f.ok]
        office.close()
    return ", ".join(problems)


def _results(office: Office) -> str:
    graded = {code: results.results(office, code).results for code in (sample.CLOSED, sample.OPEN)}
    empty = [code for code, rows in graded.items() if not any(r.assessment.grade for r in rows)]
    return ", ".join(empty)


def _sheets(office: Office) -> str:
    first = roster.agents(office)[0]
    roster.edit(office, replace(roster.entry_of(first), name=_RARE_NAME))
    lacking = sheets.overview(office, sample.OPEN).missing_characters
    poor = [", ".join(signs) for signs in lacking.values()]
    for language in LANGUAGES:
        pdf = sheets.render(office, sample.CLOSED, None, language)
        if not pdf.startswith(b"%PDF-") or len(pdf) < 50_000:
            poor.append(language)
    return ", ".join(poor)


def _sound(office: Office) -> str:
    return "; ".join(f"{f.what}: {f.problem}" for f in check.check(office) if not f.ok)
