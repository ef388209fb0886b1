"""Making and opening office files, and every way it can be refused."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from qadesk.errors import UserError
from qadesk.i18n import set_language
from qadesk.services import setup, signing_in, targets
from qadesk.services.assessment import focus, results
from qadesk.storage import copies, engine, failures, files, tables
from qadesk.storage.office import Office
from tests.refusals import refuses

STORED = sorted(
    (Path(__file__).parents[2] / "data" / "offices").glob("schema-*.qadesk"),
    key=lambda path: int(path.stem.rpartition("-")[2]),
)


def test_a_new_office_is_one_file_with_safe_settings(office: Office) -> None:
    with office.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "journal_mode", "synchronous", "application_id", "user_version")
        }
    assert pragmas == {
        "foreign_keys": 1,
        "journal_mode": "wal",
        "synchronous": 2,
        "application_id": engine.APPLICATION_ID,
        "user_version": files.SCHEMA,
    }
    office.close()
    assert [p.name for p in office.path.parent.iterdir()] == ["office.qadesk"]


def test_an_existing_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.qadesk"
    path.write_bytes(b"precious")
    with refuses("file.exists"):
        files.create(path, name="x", zone="Asia/Shanghai")
    assert path.read_bytes() == b"precious"


def test_a_failed_start_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "migrate", full)
    with refuses("file.disk_full"):
        files.create(tmp_path / "a.qadesk", name="x", zone="Asia/Shanghai")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"not a database", b"PK\x03\x04" + b"0" * 200, b"SQLite format 3\x00" + b"\0" * 84],
    ids=["empty", "text", "zip", "other sqlite"],
)
def test_what_is_no_office_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.qadesk"
    path.write_bytes(content)
    with refuses("office.not_an_office"):
        files.open_office(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    with refuses("office.not_an_office"):
        files.open_office(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with refuses("file.missing"):
        files.open_office(tmp_path / "none.qadesk")
    with refuses("file.is_folder"):
        files.open_office(tmp_path)


def test_an_office_from_a_newer_version_is_refused_untouched(office: Office) -> None:
    office.close()
    connection = sqlite3.connect(office.path)
    connection.execute(f"PRAGMA user_version={files.SCHEMA + 1}")
    connection.close()
    with refuses("office.from_newer_version"):
        files.open_office(office.path)
    # The refusal let go of the file: it can be opened by whoever is able to.
    connection = sqlite3.connect(office.path)
    assert connection.execute("PRAGMA user_version").fetchone() == (files.SCHEMA + 1,)
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON rating BEGIN UPDATE rating SET level = '5'; END",
        "CREATE VIEW v AS SELECT * FROM agent",
    ],
)
def test_an_office_that_acts_by_itself_is_refused(office: Office, statement: str) -> None:
    office.close()
    connection = sqlite3.connect(office.path)
    connection.execute(statement)
    connection.close()
    with refuses("office.altered"):
        files.open_office(office.path)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", "/etc/localtime"])
def test_an_impossible_time_zone_is_damage(office: Office, zone: str) -> None:
    office.close()
    connection = sqlite3.connect(office.path)
    connection.execute("UPDATE office SET zone = ?", (zone,))
    connection.commit()
    connection.close()
    with refuses("office.damaged"):
        files.open_office(office.path)


@pytest.mark.parametrize("content", ["{}", "[]", "null", '{"code": "x", "version": "one"}'])
def test_a_spoilt_scorecard_is_told(sample_office: Office, content: str) -> None:
    with sample_office.write() as connection:
        connection.exec_driver_sql("UPDATE scorecard SET content = ?", (content,))
    with refuses("scorecard.damaged"):
        results.results(sample_office, "2026-10")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_with_any_bytes_changed_opens_or_is_refused(office: Office, data: st.DataObject) -> None:
    office.close()
    content = bytearray(office.path.read_bytes())
    for _change in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    spoilt = office.path.with_name("spoilt.qadesk")
    spoilt.write_bytes(content)
    opened = None
    with contextlib.suppress(UserError):  # anything else is a bug
        opened = setup.open_office(spoilt)
    assert opened is None or opened.path == spoilt
    if opened:
        opened.close()


def test_a_damaged_office_is_refused(office: Office) -> None:
    office.close()
    content = bytearray(office.path.read_bytes())
    content[100:8192] = b"\xff" * (8192 - 100)
    office.path.write_bytes(content)
    with refuses("office.damaged"):
        files.open_office(office.path)


def test_an_office_with_a_spoilt_header_is_refused(office: Office) -> None:
    office.close()
    content = bytearray(office.path.read_bytes())
    content[47] = 5  # a schema format of no SQLite there ever was
    office.path.write_bytes(content)
    with refuses("office.damaged"):
        setup.open_office(office.path)


def test_an_office_cut_short_is_refused(office: Office) -> None:
    office.close()
    office.path.write_bytes(office.path.read_bytes()[:5000])
    with refuses("office.damaged"):
        files.open_office(office.path)


def test_a_second_program_is_kept_out_until_the_first_ends(office: Office) -> None:
    script = (
        "import sys; from pathlib import Path; from qadesk.storage import files\n"
        "from qadesk.errors import UserError\n"
        "try: files.open_office(Path(sys.argv[1])).close()\n"
        "except UserError as e: sys.exit(e.happened)\n"
    )

    def second() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", script, str(office.path)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    refused = second()
    assert refused.returncode == 1
    assert "is open in another QADesk window" in refused.stderr
    office.close()
    assert second().returncode == 0


def test_a_full_disk_is_told_and_nothing_is_half_stored(office: Office) -> None:
    with office.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1").scalar()
    with refuses("file.disk_full"):
        with office.write() as connection:
            for number in range(2000):
                connection.execute(insert(tables.setting).values(key=f"k{number}", value="x" * 500))
    with office.read() as connection:
        assert connection.execute(select(tables.setting)).all() == []


@pytest.mark.parametrize(
    "error_name, code",
    [
        ("SQLITE_BUSY", "office.in_use"),
        ("SQLITE_LOCKED_SHAREDCACHE", "office.in_use"),
        ("SQLITE_FULL", "file.disk_full"),
        ("SQLITE_READONLY_DBMOVED", "office.read_only"),
        ("SQLITE_CANTOPEN", "office.read_only"),
        ("SQLITE_CORRUPT_INDEX", "office.damaged"),
        ("SQLITE_NOTADB", "office.damaged"),
        ("SQLITE_IOERR_WRITE", "file.disk_failed"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_failures_of_the_disk_are_told_plainly(error_name: str, code: str, language: str) -> None:
    error = sqlite3.OperationalError("disk")
    error.sqlite_errorname = error_name
    set_language(language)
    told = failures.explain(error, Path("office.qadesk"))
    assert told is not None
    assert told.code == code
    assert bool(re.search("[一-鿿]", told.happened)) == (language == "zh_CN")
    assert "office.qadesk" in told.happened
    assert told.kept
    assert told.remedy


def test_bugs_are_not_dressed_up() -> None:
    error = sqlite3.IntegrityError("UNIQUE constraint failed")
    error.sqlite_errorname = "SQLITE_CONSTRAINT_UNIQUE"
    assert failures.explain(error, Path("x")) is None


def test_the_migrations_make_exactly_the_tables(office: Office) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with office.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, tables.metadata) == []


def test_there_is_a_stored_office_of_every_schema() -> None:
    assert [path.stem for path in STORED] == [f"schema-{n}" for n in range(1, files.SCHEMA + 1)]


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.stem)
def test_an_office_of_every_earlier_schema_opens_with_all_it_held(stored: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.qadesk"
    shutil.copy(stored, path)
    office = setup.open_office(path)
    assert office.user is None
    assert signing_in.sign_in(office, "wang", "correct horse").name == "王主管"
    made = results.results(office, "2026-09")
    assert [r.agent.name for r in made.results] == ["龚䶮", "赵超"]
    assert made.of("KF1001").assessment.line("attitude").value == Decimal("4.5")
    assert made.of("KF1001").assessment.line("communication").state.value == "na"
    assert made.of("KF1001").tally.response_ms == 23_000
    totals = 86 if STORED.index(stored) >= 2 else 0  # since schema 3
    assert made.of("KF1001").tally.contacts == 1 + totals
    office.close()


def test_the_stored_office_of_this_schema_holds_every_table_that_came_with_it(tmp_path: Path) -> None:
    path = tmp_path / "stored.qadesk"
    shutil.copy(STORED[-1], path)
    office = setup.open_office(path)
    with office.read() as connection:
        settled = focus.settled(connection, 1)
        plan = targets.planned(connection, "2026-10")
        typed = connection.execute(select(tables.typed_value.c.value)).scalar_one()
        step = connection.execute(select(tables.scorecard_step.c.status)).scalar_one()
        total = connection.execute(select(tables.contact_total.c.satisfaction)).scalar_one()
        counts = connection.execute(select(tables.contact_choice.c.counts)).scalar_one()
        courier = connection.execute(select(tables.delivery_day.c.courier)).scalar_one()
        number = connection.execute(select(tables.former_number.c.staff_no)).scalar_one()
        scan = connection.execute(select(tables.note_file.c.content)).scalar_one()
    assert settled[1].step == "复盘录音"
    assert plan.teams == {"热线一组": {"csat": Decimal("4.20")}}
    assert (typed, step) == (Decimal("4.50"), "published")
    assert (total, counts, courier) == (Decimal("0.985"), "totals", "甲")
    assert number == "KF1010"
    assert scan.startswith(b"%PDF-")
    office.close()


def test_an_older_office_is_copied_before_it_is_changed(office: Office, tmp_path: Path) -> None:
    office.close()
    connection = sqlite3.connect(office.path)
    connection.execute("PRAGMA user_version=0")
    connection.close()
    opened = files.open_office(office.path)
    opened.close()
    (copy,) = (tmp_path / "office.backups").glob("office.*.upgrade.*.qadesk")
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT name FROM office").fetchone() == ("Test branch",)
    connection.close()


def test_an_older_office_that_is_not_sound_is_copied_and_opens_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "old.qadesk"
    shutil.copy(STORED[0], path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE evaluation SET agent_id = 4711")
    connection.commit()
    connection.close()
    opened = files.open_office(path)
    assert "evaluation" in opened.notes[0]
    opened.close()
    (copy,) = (tmp_path / "old.backups").glob("old.*.upgrade.*.qadesk")
    assert copies.problems(copy)


def test_a_file_that_is_no_office_has_one_remedy_by_what_it_is(tmp_path: Path) -> None:
    remedies = []
    for name, content in (("empty.qadesk", b""), ("list.txt", b"no office"), ("bad.qadesk", b"no office")):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(UserError) as refused:
            files.open_office(path)
        assert refused.value.code == "office.not_an_office"
        assert name in refused.value.happened
        remedies.append((".qadesk" in refused.value.remedy, "backup" in refused.value.remedy))
    assert remedies == [(False, True), (True, False), (False, True)]
