"""Rows altered outside before the tables became others: an upgrade seals all anew, and tells of them."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qadesk.services import setup
from qadesk.services.trail import proof
from qadesk.storage import files
from qadesk.storage.trail import walk
from qadesk.storage.trail.walk import Deviation

OFFICES = Path(__file__).parents[2] / "data" / "offices"
pytestmark = pytest.mark.files


@pytest.fixture(params=range(8, files.SCHEMA))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An office as a version before this one left it."""
    path = tmp_path / "branch.qadesk"
    shutil.copyfile(OFFICES / f"schema-{request.param}.qadesk", path)
    return path


def plant(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        for statement in statements:
            connection.execute(statement)


def findings(path: Path) -> tuple[Deviation, ...]:
    office = files.open_office(path)
    try:
        with office.read() as connection:
            return walk.examine(connection, office.id).findings
    finally:
        office.close()


def test_an_office_nobody_touched_is_upgraded_without_a_word(old: Path) -> None:
    assert findings(old) == ()


def test_what_was_altered_before_is_in_the_entry_of_the_upgrade(old: Path) -> None:
    plant(
        old,
        "UPDATE agent SET name = 'forged' WHERE id = (SELECT min(id) FROM agent)",
        "DELETE FROM rating WHERE rowid = (SELECT min(rowid) FROM rating)",
        "INSERT INTO setting (office_id, key, value) VALUES (1, 'forged', '1')",
        "UPDATE contact SET response_ms = 7 WHERE id = (SELECT min(id) FROM contact)",
    )
    found = findings(old)
    assert {(one.fault, one.table) for one in found} == {
        ("row_found_altered", "agent"), ("row_found_missing", "rating"),
        ("row_found_added", "setting"), ("row_found_altered", "contact"),
    }  # fmt: skip
    assert len({one.seq for one in found}) == 1
    assert findings(old) == found  # and stays there
    office = setup.open_office(old)
    told = proof.prove(office).rows
    office.close()
    assert len(told) == 4
    assert all(str(found[0].seq) in text for text in told)


def test_digests_altered_before_are_told(old: Path) -> None:
    plant(old, """DELETE FROM seal WHERE "table" = 'target'""")
    assert {(one.fault, one.table) for one in findings(old)} == {("seals_found", "target")}


def test_a_row_the_trail_told_in_other_columns_is_named(old: Path) -> None:
    """Entries from before tell of it without the columns that came since."""
    assert findings(old) == ()
    plant(old, "UPDATE sheet SET code = 'forged'", "UPDATE exemption SET reason = 'forged'")
    found = findings(old)
    assert {one.table for one in found} <= {"sheet", "exemption"}
    assert found
    assert {one.fault for one in found} == {"row_altered"}
