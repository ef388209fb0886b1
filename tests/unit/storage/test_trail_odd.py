"""A trail, and rows, of which somebody made something that no program writes: named, whatever it is."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qadesk.services import check
from qadesk.services.trail import browsing
from qadesk.storage import files
from qadesk.storage.trail import entries as form
from qadesk.storage.trail import walk
from qadesk.storage.trail.walk import Deviation
from tests.refusals import refuses

STORED = Path(__file__).parents[2] / "data" / "offices" / f"schema-{files.SCHEMA}.qadesk"
pytestmark = pytest.mark.files
Edit = Callable[[sqlite3.Connection], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(STORED, tmp_path / "office.qadesk"))


def planted(path: Path, *edits: Edit | str) -> tuple[Deviation, ...]:
    """What the walk finds after somebody else wrote to the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        for edit in edits:
            connection.execute(edit) if isinstance(edit, str) else edit(connection)
    office = files.open_office(path)
    try:
        with office.read() as connection:
            return walk.examine(connection, office.id).findings
    finally:
        office.close()


def value(column: str, sql: str) -> str:
    return f"UPDATE audit SET {column} = {sql} WHERE seq = 1"


def of_upgrade(detail: str) -> str:
    return f"UPDATE audit SET action = 'trail.upgrade', detail = '{detail}' WHERE seq = 1"


@pytest.mark.parametrize(
    "edit",
    [
        *(value(column, "X'00ff'") for column in ("at", "user_id", "action", "subject", "salt", "origin")),
        *(value(column, "X'00ff'") for column in ("changes", "seals")),
        value("at", "'yesterday'"),
        value("at", "at + 0.5"),
        value("detail", '\'{"before": "x"}\''),
        value("detail", "'{\"before\": [1]}'"),
        value("changes", "'[[[], \"outside\"]]'"),
        value("changes", '\'[[{}, {}, null, null, "", "outside"]]\''),
        value("changes", "'[5, \"outside\"]'"),
        value("changes", f"'{'[' * 200_000}'"),
        value("seals", "'[1]'"),
        value("seals", "'{\"agent/0\": 5}'"),
        of_upgrade('{"found": [[1]]}'),
        of_upgrade('{"found": 5}'),
        of_upgrade('{"found": [["no_fault", "agent", 1, ""]]}'),
        value("action", "'retention.carry_out', detail = '{\"entries\": [[1, 900000000000]]}'"),
    ],
)
def test_an_entry_of_which_something_else_was_made_is_named(path: Path, edit: str) -> None:
    assert Deviation("altered", 1) in planted(path, edit)


@pytest.mark.parametrize("column", ["keys", "hashes", "part", '"table"'])
@pytest.mark.parametrize("other", ["5", "X'00ff'", "'x'"])
def test_digests_of_which_something_else_was_made_are_named(path: Path, column: str, other: str) -> None:
    first = "rowid = (SELECT min(rowid) FROM seal)"
    findings = planted(path, f"UPDATE seal SET {column} = {other} WHERE {first}")
    assert "seals" in [one.fault for one in findings]


def told_otherwise(written: Callable[[str], str]) -> Edit:
    """A row of an entry said to be forgotten, so that no digest covers it, and told otherwise."""

    def edit(connection: sqlite3.Connection) -> None:
        (text,) = connection.execute("SELECT changes FROM audit WHERE seq = 1").fetchone()
        changes = json.loads(text)
        first = next(one for one in changes if one[3])
        first[4] = form.forgotten(first)[4]
        first[3] += ",'forged'"
        made = written(json.dumps(changes, ensure_ascii=False))
        connection.execute("UPDATE audit SET changes = ? WHERE seq = 1", (made,))

    return edit


@pytest.mark.parametrize("sign", ['"=', '"\\u003d', '"\\u003D'])
def test_what_an_entry_tells_in_the_place_of_what_it_forgot_is_named(path: Path, sign: str) -> None:
    findings = planted(path, told_otherwise(lambda text: text.replace('"=', sign)))
    assert findings == (Deviation("altered", 1), Deviation("forgotten", 1))


def test_words_in_the_place_of_forgotten_ones_are_named(path: Path) -> None:
    def edit(connection: sqlite3.Connection) -> None:
        said = connection.execute("SELECT salt, subject, detail FROM audit WHERE seq = 1").fetchone()
        kept = form.FORGOTTEN + form.commitment(*said)
        connection.execute("UPDATE audit SET salt = ?, subject = 'forged' WHERE seq = 1", (kept,))

    assert Deviation("altered", 1) in planted(path, edit)


@pytest.mark.parametrize(
    "changes",
    ["5", "[1, 2]", '[[[], "x"]]', '[["agent", {}, null, null, ""]]', f"{'[' * 200_000}", '{"a": 1}'],
)
def test_the_trail_is_read_whatever_stands_for_changed_rows(path: Path, changes: str) -> None:
    planted(path, value("changes", f"'{changes}'"))
    office = files.open_office(path)
    assert 1 in [one.seq for one in browsing.entries(office, most=100)]
    office.close()


@pytest.mark.parametrize("at", ["9223372036854775807", "'x'", "X'00'"])
def test_a_moment_that_is_none_is_told_to_be_damaged(path: Path, at: str) -> None:
    planted(path, value("at", at))
    office = files.open_office(path)
    with refuses("office.record_damaged", "audit", "at"):
        browsing.entries(office, most=100)
    assert [one for one in check.check(office) if "audit" in one.problem and "at" in one.problem]
    office.close()


def test_a_field_too_deep_to_be_read_is_named(path: Path) -> None:
    planted(path, value("detail", f"'{'[' * 200_000}'"))
    office = files.open_office(path)
    said = [one.problem for one in check.check(office) if not one.ok]
    office.close()
    assert any("detail" in text for text in said)


@pytest.mark.parametrize("other", ["name || char(0) || 'x'", "CAST(name AS BLOB)"])
def test_a_text_with_a_nul_in_it_or_stored_as_bytes_is_named(path: Path, other: str) -> None:
    planted(path, f"UPDATE agent SET name = {other} WHERE rowid = 1")  # in SQL the same text as before
    office = files.open_office(path)
    said = [one.problem for one in check.check(office) if not one.ok]
    office.close()
    assert any("agent" in text and "name" in text for text in said)
