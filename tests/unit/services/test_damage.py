"""What is damaged, in files brought in and in the office file, is told by name, and nothing else stops."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from qadesk.errors import UserError
from qadesk.resources import resource
from qadesk.services import check, setup
from qadesk.services.assessment import results
from qadesk.services.designing import exchange
from qadesk.services.records import imports
from qadesk.storage import failures
from qadesk.storage.office import Office
from tests.refusals import names, refuses

pytestmark = pytest.mark.files  # damaged files

DAMAGED = Path(__file__).parents[2] / "data" / "damaged"


@pytest.fixture
def staffed(office: Office) -> Office:
    imports.run(office, resource("sample_office", "花名册.xlsx"), kind="roster")
    return office


@pytest.mark.parametrize("name", sorted(path.name for path in DAMAGED.glob("*.[cx]*")))
def test_every_damaged_file_is_imported_or_refused_in_words(name: str, staffed: Office) -> None:
    if name.endswith("xlsx"):
        with pytest.raises(UserError) as told:
            imports.run(staffed, DAMAGED / name)
        assert told.value.code in ("import.file_harmful", "import.cells_far_away", "import.too_large")
        assert names(str(told.value), name)
    else:
        report = imports.run(staffed, DAMAGED / name)
        assert report.imported + len(report.rejected) + report.duplicates + report.updated == report.rows > 0


def test_a_cell_too_long_is_one_row_refused(staffed: Office) -> None:
    report = imports.run(staffed, DAMAGED / "cell131k.csv")
    (refused,) = report.rejected
    assert (report.imported, refused.line, refused.column) == (0, 2, "说明")
    assert len(refused.value) == 500


@pytest.mark.parametrize("file", ["", "\x00", "\x00\x001"])
def test_nul_within_texts_is_nothing(file: str, staffed: Office, tmp_path: Path) -> None:
    rows = [f"P{n}{file},2026-10-0{n},KF1009,表扬{file},好" for n in (1, 2, 1, 2)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["单号,日期,工号,类型,说明", *rows]), "utf-8-sig")
    report = imports.run(staffed, path)
    assert (report.imported, report.duplicates, len(report.rejected)) == (2, 2, 0)
    with staffed.file() as connection:
        held = [row[0] for row in connection.execute("SELECT ref FROM incident ORDER BY id")]
    assert held == [f"P{n}{file.replace(chr(0), '')}" for n in (1, 2)]


def test_the_check_finds_a_formula_whose_numbers_lead_too_far() -> None:
    (found,) = exchange.check_file(DAMAGED / "formula_step.yaml")
    assert "too large" in str(found)
    assert exchange.check_file(DAMAGED / "evil.yaml") == ()


def test_a_path_too_long_is_called_that(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d" * 200] * 3)
    for path in (deep / "a.qadesk", tmp_path / f"{'x' * 300}.qadesk"):
        with refuses("file.name_too_long"):
            setup.create_office(path, name="B", user_name="S")


@pytest.fixture
def sample_copy(sample_file: Path, tmp_path: Path) -> Path:
    """A sample office of one's own, closed."""
    return Path(shutil.copyfile(sample_file, tmp_path / "sample.qadesk"))


def spoil(office: Path, *statements: str) -> None:
    with closing(sqlite3.connect(office)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=1")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


SPOILT = [
    ("UPDATE agent SET name = CAST(x'E5BCA0E5' AS TEXT) WHERE id = 3", ("agent", 3, "name")),
    ("UPDATE agent SET hired_on = '2026-1x-01' WHERE id = 4", ("agent", 4, "hired_on")),
    ("UPDATE rating SET level = '4x' WHERE rowid = 7", ("rating", 7, "level")),
    ("UPDATE scorecard SET content = '{' WHERE id = 1", ("scorecard", 1, "content")),
]
OTHERWISE = [
    ('"evidence"', '"evidencd"'),
    ('"role": "bonus"', '"role": "bgnus"'),
    ('"staff_no"', '"staff_mo"'),
]


@pytest.mark.parametrize("statement, cell", SPOILT)
def test_a_damaged_record_is_named_and_nothing_else_stops(
    statement: str, cell: tuple[str, int, str], sample_copy: Path
) -> None:
    spoil(sample_copy, statement)
    office = setup.open_office(sample_copy)
    table, row, column = cell
    where = f"table “{table}”, row {row}, column “{column}”"
    found = {finding.what: finding.problem for finding in check.check(office)}
    assert where in found["Texts, dates and values"].replace("Table", "table")
    assert found["Pages of the file"] == ""
    told = failures.damaged_record(sample_copy, *cell).happened
    for code in ("2026-09", "2026-10"):
        try:
            assert results.results(office, code).results
        except UserError as error:
            assert error.happened == told  # noqa: PT017 - one of the two months needs it, or both
    with office.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM contact").scalar_one() > 1000
    office.close()


@pytest.mark.parametrize("before, after", OTHERWISE)
def test_a_result_that_is_not_what_was_stored_is_named(before: str, after: str, sample_copy: Path) -> None:
    spoil(
        sample_copy, f"UPDATE assessment SET content = replace(content, '{before}', '{after}') WHERE id = 5"
    )
    office = setup.open_office(sample_copy)
    with refuses("office.record_damaged", "assessment", "5", "content"):
        results.results(office, "2026-09")
    assert results.results(office, "2026-10").results
    assert "2026-09" in next(f.problem for f in check.check(office) if f.what == "Results of closed cycles")
    office.close()


def test_a_bug_over_a_sound_file_stays_one(office: Office) -> None:
    with pytest.raises(ZeroDivisionError), office.read():
        Decimal(1) / 0


def test_everything_sound_is_found_sound(sample_office: Office) -> None:
    assert [finding for finding in check.check(sample_office) if not finding.ok] == []
