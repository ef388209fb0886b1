"""The self-test says what it tried, and names whatever was broken on purpose."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from qadesk import i18n, preferences, resources
from qadesk.printing import qr_code
from qadesk.services import self_test
from qadesk.services.paper import sheets
from qadesk.services.self_test import papers, stored
from qadesk.storage import files
from qadesk.storage.office import Office

pytestmark = pytest.mark.files  # it tries the upgrade of stored files

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "resources"


def failing() -> dict[str, str]:
    return {one.what: one.problem for one in self_test.run() if one.problem}


def test_what_it_compares_with_is_what_the_tests_know() -> None:
    stored = ROOT / "tests" / "data"
    assert (SHIPPED / "self_test" / "expected.json").read_bytes() == (stored / "expected.json").read_bytes()
    for schema in range(1, files.SCHEMA + 1):
        name = f"schema-{schema}.qadesk"
        assert (SHIPPED / "self_test" / name).read_bytes() == (stored / "offices" / name).read_bytes()


def broken() -> str:
    raise ImportError("libpdfium.so: cannot open shared object file")


def test_a_whole_program_passes_and_says_what_it_saw() -> None:
    before = set(preferences.folder().rglob("*"))
    found = list(self_test.run({"Broken": broken, "More": lambda: "seen, too"}))
    assert set(preferences.folder().rglob("*")) == before  # nothing of its offices stays with the user
    assert [(one.what, one.problem) for one in found if one.problem] == [
        ("Broken", "ImportError: libpdfium.so: cannot open shared object file")
    ]
    assert all(one.seen for one in found if not one.problem)
    assert (found[-1].what, found[-1].seen) == ("More", "seen, too")
    assert sum("of tables version" in one.what for one in found) == files.SCHEMA


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The shipped files, for breaking one; no catalogue another test read is remembered."""
    i18n._loaded.cache_clear()
    folder = tmp_path / "resources"
    shutil.copytree(SHIPPED, folder)
    for path in folder.rglob("*"):
        path.chmod(0o755)
    monkeypatch.setattr(resources, "_root", lambda: folder)
    yield folder
    i18n._loaded.cache_clear()


def lose_an_agent(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "self_test" / "schema-1.qadesk")) as connection, connection:
        connection.execute("UPDATE agent SET name = 'X' WHERE staff_no = 'KF1013'")


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


@pytest.fixture
def few_old_offices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the old offices three are tried: bringing all up to date takes long, and is tried above."""
    monkeypatch.setattr(stored, "SCHEMAS", range(1, 4))


@pytest.mark.usefixtures("few_old_offices")
def test_spoilt_files_are_named(copy: Path) -> None:
    lose_an_agent(copy)
    (copy / "self_test" / "schema-2.qadesk").unlink()
    (copy / "locale" / "zh_CN" / "LC_MESSAGES" / "qadesk.mo").unlink()
    change(copy / "self_test" / "expected.json", '"contacts": 618', '"contacts": 619')
    change(copy / "self_test" / "totals.json", '["72.52", "C"]', '["72.52", "A"]')
    found = failing()
    assert list(found) == [
        "Catalogues of both languages",
        "Office of tables version 1: opened, brought up to date",
        "Office of tables version 2: opened, brought up to date",
        "Figures of both months",
        "Totals and grades of the closed cycle",
        "Sheets in both languages, with rare characters",  # one of the languages is gone
        "Evidence pack: made",  # in that one
    ]
    named = ("qadesk", "X", "schema-2.qadesk", "KF1001 contacts: 618 ≠ 619", "KF1007", "qadesk", "qadesk")
    assert [name for name, problem in zip(named, found.values(), strict=True) if name not in problem] == []


@pytest.mark.usefixtures("few_old_offices")
def test_without_one_of_the_sample_files_the_rest_is_tried(copy: Path) -> None:
    (copy / "sample_office" / "投诉工单_2026-10.xlsx").unlink()
    found = failing()
    assert "投诉工单_2026-10.xlsx" in found["Sample files: imported"]
    assert found["Figures of both months"] == "not tried: there is no sample office"
    assert "Office of tables version 1: opened, brought up to date" not in found


def test_a_code_that_lost_modules_is_found(sample_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = qr_code.qr_code

    def wrong(text: str) -> tuple[bytes, ...]:
        rows = whole(text)
        return (*rows[:12], *(bytes(len(row)) for row in rows[12:-8]), *rows[-8:])

    of_one = partial(sheets.document, staff_nos=["KF1001"])
    monkeypatch.setattr(papers.sheets, "document", of_one)  # each is looked for long
    monkeypatch.setattr("qadesk.printing.sheet_blocks.qr_code", wrong)
    with pytest.raises(self_test.Wrong, match=r"QA-2026-09-KF1001-[0-9A-F]+ ≠ 0 × QR"):
        papers.codes(sample_office)


def test_a_page_with_one_code_is_found(sample_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = papers._codes
    monkeypatch.setattr(papers, "_codes", lambda pdf: (texts[:1] for texts in whole(pdf)))
    with pytest.raises(self_test.Wrong, match=r"KF1001.* 1 × QR"):
        papers.codes(sample_office)


def test_a_sheet_with_anothers_code_is_found(sample_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = papers._codes
    monkeypatch.setattr(papers, "_codes", lambda pdf: list(whole(pdf))[::-1])
    with pytest.raises(self_test.Wrong, match=r"KF1001.* ≠ .*1/1"):
        papers.codes(sample_office)
