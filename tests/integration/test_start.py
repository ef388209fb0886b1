"""Process start stays light: what is slow to import waits until it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.files  # another program opens an office file

HEAVY = (
    "alembic", "argon2", "numpy", "pandas", "pypdfium2", "python_calamine", "reportlab", "xlsxwriter", "yaml",
    "sqlalchemy.dialects.postgresql",
)  # fmt: skip

WINDOW = "import qadesk.app, qadesk.cli.commands, qadesk.ui.main_window, qadesk.services.today"
FRAME = "import qadesk.app, qadesk.cli.parser, qadesk.ui.main_window, qadesk.ui.screens.today.screen"
CALLED = "qadesk.cli.parser.parse(['--office', 'East Gate.qadesk', '--lang', 'en'])"  # as the window is
PARSER = "import qadesk.app; qadesk.app.main(['--help'])"
OPENED = """
import pathlib
from qadesk.storage import files
office = files.open_office(pathlib.Path(sys.argv[1]))
office.close()
"""
LOOKED = """
import pathlib
from qadesk.services import first_look
office = first_look.open_office(pathlib.Path(sys.argv[1]))
assert office.user is not None
assert first_look.months(office)[-1][1] == "closed"
assert first_look.overview(office, "2026-10").agents == 13
"""


def loaded(code: str, *arguments: str, among: tuple[str, ...] = HEAVY) -> set[str]:
    """The heavy libraries a fresh Python has imported once `code` has run."""
    report = f"print('LOADED', *[name for name in {among!r} if name in sys.modules])"
    program = f"import sys\ntry:\n    exec({code!r})\nexcept SystemExit:\n    pass\n{report}"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program, *arguments],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return set(done.stdout.splitlines()[-1].split()[1:])


def test_the_window_imports_nothing_heavy() -> None:
    assert loaded(WINDOW) == set()


def test_the_command_line_imports_nothing_heavy_for_its_help() -> None:
    assert loaded(PARSER) == set()


def test_opening_an_up_to_date_office_needs_no_migrations(sample_file: object) -> None:
    assert loaded(OPENED, str(sample_file)) == set()


def test_a_month_in_one_call_imports_no_more_than_it_needs() -> None:
    among = ("qadesk.services.check", "qadesk.tabular.scorecard_reading", "reportlab.graphics")
    month = "import qadesk.cli.commands, qadesk.cli.month, qadesk.printing.document"
    assert (
        loaded(f"{month}; from qadesk.printing.qr_code import qr_code; qr_code('QA-1')", among=among) == set()
    )


def test_what_the_designer_needs_imports_nothing_heavy() -> None:
    modules = ("notice", "exchange", "versions", "trial")
    assert loaded("import " + ", ".join(f"qadesk.services.designing.{module}" for module in modules)) == set()


def test_what_the_window_shows_first_waits_for_no_sqlalchemy(sample_file: object) -> None:
    among = (*HEAVY, "sqlalchemy")
    assert loaded(f"{FRAME}, qadesk.ui.idle; {CALLED}", among=(*among, "qadesk.tabular")) == set()
    assert loaded(LOOKED, str(sample_file), among=among) == set()
    assert loaded(WINDOW, among=among) == {"sqlalchemy"}


def test_the_probe_sees_a_heavy_import() -> None:
    assert loaded("import xlsxwriter") == {"xlsxwriter"}


def test_the_screens_seen_first_import_nothing_heavy() -> None:
    screens = ("today", "score", "results")
    assert loaded("import " + ", ".join(f"qadesk.ui.screens.{screen}.screen" for screen in screens)) == set()
