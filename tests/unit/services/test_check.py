"""The check of an office file: what was done to it outside the program is said in plain words."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from qadesk.i18n import set_language
from qadesk.services import check, setup
from qadesk.storage import files, structure
from qadesk.storage.files import SCHEMA
from qadesk.storage.trail import anchors
from tests import signed_in
from tests.refusals import refuses

pytestmark = pytest.mark.files  # spoilt by hand with SQLite

PAGES, REFERENCES, TABLES, RESULTS, SCORECARDS, TEXTS, TOTALS, FILES, TRAIL, ROWS, KEPT = range(11)
REWRITE = "PRAGMA writable_schema=ON; UPDATE sqlite_master SET "
UNREAD = "Not checked, because the table structure has been altered."
OUTSIDE: list[tuple[str, int, str | None, tuple[int, ...]]] = [
    ("DROP INDEX ix_contact_office_id_at", TABLES, "The index “ix_contact_office_id_at” is missing.", ()),
    ("CREATE INDEX mine ON contact (note)", TABLES, "The index “mine” is not QADesk's.", ()),
    (
        (
            "DROP INDEX uq_evaluation_contact;"
            "CREATE UNIQUE INDEX uq_evaluation_contact ON evaluation (contact_id, user_id)"
        ),
        TABLES,
        "The index “uq_evaluation_contact” has been altered.",
        (),
    ),
    ("DROP TABLE survey_answer", TABLES, "The table “survey_answer” is missing.", (RESULTS,)),
    ("CREATE TABLE notes (a)", TABLES, "The table “notes” is not QADesk's.", ()),
    ("ALTER TABLE contact DROP COLUMN note", TABLES, "“contact”: the column “note” is missing.", (RESULTS,)),
    ("ALTER TABLE contact ADD COLUMN mine", TABLES, "“contact”: the column “mine” is not QADesk's.", ()),
    (
        "UPDATE alembic_version SET version_num = '0001'",
        TABLES,
        "The file gives two different table versions",
        (RESULTS,),
    ),
    (
        "INSERT INTO alembic_version VALUES ('0003')",
        TABLES,
        f"The file gives two different table versions: {SCHEMA} and 3.",
        (RESULTS,),
    ),
    *(
        (
            REWRITE + f"sql = replace(sql, '{old}', '{new}') WHERE name = 'agent'",
            TABLES,
            "“agent”: its definition has been altered.",
            (),
        )
        for old, new in (
            ("UNIQUE (office_id, staff_no)", "UNIQUE (office_id, staff_no) ON CONFLICT REPLACE"),
            ("REFERENCES office (id)", "REFERENCES office (id) ON DELETE CASCADE"),
            ("name VARCHAR NOT NULL", "name VARCHAR COLLATE NOCASE NOT NULL"),
            ("name VARCHAR NOT NULL", "name VARCHAR NOT NULL CHECK (name <> ''x'')"),
        )
    ),
    ("DELETE FROM alembic_version", TABLES, "The file gives two different table versions", (RESULTS,)),
    ("PRAGMA user_version=1", TABLES, None, ()),
    (
        REWRITE + "sql = replace(sql, '''left''', '''gone''') WHERE name = 'agent'",
        TABLES,
        "“agent”: its rule for permitted values has been altered.",
        (PAGES,),
    ),
    (
        REWRITE + "sql = replace(sql, 'score INTEGER', 'score TEXT') WHERE name = 'survey_answer'",
        TABLES,
        "“survey_answer”: the type of column “score” has been altered.",
        (PAGES,),
    ),
    (
        "DELETE FROM agent WHERE staff_no = 'KF1001'",
        REFERENCES,
        "1 row of “assessment” points to a row of “agent” that is not there.",
        (ROWS,),
    ),
    (
        'UPDATE assessment SET content = replace(content, \'"grade": "A"\', \'"grade": "B"\')',
        RESULTS,
        "Changed since the cycle was closed: 2026-09/",
        (ROWS,),
    ),
    (
        "UPDATE assessment SET content = '{'",
        RESULTS,
        "The stored results of 2026-09 cannot be read.",
        (TEXTS, ROWS),
    ),
    (
        "UPDATE assessment SET content = '{}'",
        RESULTS,
        "The stored results of 2026-09 cannot be read.",
        (ROWS,),
    ),
    (
        "PRAGMA ignore_check_constraints=ON; UPDATE agent SET status = 'gone' WHERE id = 1",
        PAGES,
        "“agent” holds a value that is not allowed there.",
        (ROWS,),
    ),
    (
        REWRITE + "rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'ix_incident_office_id_day')"
        " WHERE name = 'ix_contact_office_id_at'",
        PAGES,
        "Pages are damaged (",
        (),  # rows are compared as they lie in their table
    ),
]


@contextmanager
def altered(sample_file: Path, folder: Path, statements: str) -> Iterator[Path]:
    path = folder / "altered.qadesk"
    shutil.copyfile(sample_file, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statements)
        connection.commit()
    yield path


@pytest.mark.parametrize(("statements", "where", "said", "also"), OUTSIDE)
def test_what_was_done_to_the_file_outside_is_named(
    sample_file: Path, tmp_path: Path, statements: str, where: int, said: str | None, also: tuple[int, ...]
) -> None:
    with altered(sample_file, tmp_path, statements) as path, closing(files.open_office(path)) as office:
        found = check.check(office)
        set_language("zh_CN")
        translated = check.check(office)
    assert (said or "") in found[where].problem
    assert found[where].ok == (said is None)
    unread = {SCORECARDS, TOTALS, FILES, TRAIL} if RESULTS in also else set()
    wrong = {where, *also} | unread if said else set()
    assert [n for n, finding in enumerate(found) if not finding.ok] == sorted(wrong)
    assert (found[RESULTS].problem == UNREAD) == (RESULTS in also)
    assert (translated[where].problem == found[where].problem) == (said is None)


def test_a_file_of_every_schema_is_what_that_schema_makes(tmp_path: Path) -> None:
    for schema in range(1, files.SCHEMA + 1):
        path = tmp_path / f"{schema}.qadesk"
        files.create_old(path, schema)
        with closing(sqlite3.connect(path)) as connection:
            assert structure.differences(connection, schema) == []
            for other in set(range(1, files.SCHEMA + 1)) - {schema}:
                assert any(d.grave for d in structure.differences(connection, other))


def test_what_was_seen_of_a_file_where_it_was_is_told_where_it_is(tmp_path: Path) -> None:
    before, now, older = (tmp_path / f"{name}.qadesk" for name in ("before", "now", "older"))

    def kept(path: Path) -> str:
        with closing(setup.open_office(path)) as office:
            finding = check.check(office)[KEPT]
            assert finding.ok
            return finding.known

    files.create(before, name="East", zone="Asia/Shanghai", fill=signed_in.administrator).close()
    anchors._file().unlink()  # another user of this PC
    assert kept(before).startswith("Nothing kept elsewhere")
    shutil.copyfile(before, older)
    with closing(setup.open_office(before)) as office:
        setup.rename_office(office, "West")
    assert kept(before).startswith("Kept by this PC's user: proves the trail up to entry")
    before.rename(now)
    assert f"Kept by this PC's user of “{before}”: proves" in kept(now)
    assert f"At “{before}” this PC saw an entry" in kept(older)  # nor is that a fault: it is another copy


def test_a_trigger_made_while_it_is_open_is_named(sample_file: Path, tmp_path: Path) -> None:
    with altered(sample_file, tmp_path, "") as path, closing(files.open_office(path)) as office:
        office.store.connection.execute(
            "CREATE TRIGGER t AFTER INSERT ON rating BEGIN DELETE FROM audit; END"
        )
        assert "The trigger “t” is not QADesk's" in check.check(office)[TABLES].problem


def test_an_older_office_with_strange_tables_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "old.qadesk"
    files.create_old(path, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE focus (a)")
    before = path.read_bytes()
    with refuses("office.altered"):
        files.open_office(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert [row[1] for row in connection.execute("PRAGMA table_info(focus)")] == ["a"]
    assert len(path.read_bytes()) == len(before)
