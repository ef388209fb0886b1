"""What somebody invents to explain a trail that was made anew, and rows of an office that is none."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from qadesk.services import setup
from qadesk.services.backups import keeping, restoring
from qadesk.services.trail import proof
from qadesk.storage import generations
from qadesk.storage.generations import ASKED, Generation
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors, chain

pytestmark = pytest.mark.files  # files are what is put in the place of others


def proven(path: Path) -> proof.Proof:
    office = setup.open_office(path)
    try:
        return proof.prove(office)
    finally:
        office.store.close()  # nothing is kept of this session


def put_back(office: Office, copy: Path) -> None:
    shutil.copy(copy, office.path)


def invent(path: Path, copy: str, head: object, aside: str = "gone.qadesk", later_ms: int = 0) -> None:
    """An entry of a restore, as the program itself would have added it."""
    office = setup.open_office(path)
    detail = {"copy": copy, "taken": "", "set_aside": aside, "by": "张三", "head": head}
    with office.store.write(office.engine) as connection:
        at = time.time_ns() // 1_000_000 + later_ms
        chain.add(connection, office.id, at, (chain.RESTORED, copy), detail, 1)
    office.store.close()


@pytest.fixture
def fallen_back(sample_office: Office) -> tuple[Office, Generation, Path, list[object]]:
    """An office this PC saw further on than its backup; the file as it was then; and its head."""
    made = keeping.make(sample_office, ASKED)
    time.sleep(1.1)  # heads are kept with whole seconds
    setup.rename_office(sample_office, "Later")
    with sample_office.read() as connection:
        head = chain.head(connection, sample_office.id)
    sample_office.close()
    then = Path(shutil.copy(sample_office.path, sample_office.path.with_name("then")))
    return sample_office, made, then, [head.seq, head.hash]


Fallen = tuple[Office, Generation, Path, list[object]]


def test_an_invented_restore_explains_nothing(fallen_back: Fallen) -> None:
    office, made, _then, head = fallen_back
    put_back(office, made.path)
    invent(office.path, made.path.name, head)
    found = proven(office.path)
    assert found.trail == found.rows == ()
    (told,) = found.outside
    assert "this PC saw an entry" in told
    assert made.path.name in told
    assert "gone.qadesk" in told


def test_a_restore_by_this_program_explains_it_without_the_file_set_aside(fallen_back: Fallen) -> None:
    office, made, _then, _head = fallen_back
    done = restoring.restore(office.path, made.path, office.user)
    assert done.aside is not None
    assert done.kept is not None
    done.aside.unlink()
    done.kept.path.unlink()
    found = proven(office.path)
    assert found.outside == ()
    assert any("A backup was restored since" in one for one in found.reach)


def test_a_restore_elsewhere_is_shown_by_the_file_set_aside(fallen_back: Fallen) -> None:
    office, made, _then, _head = fallen_back
    kept = anchors._file().read_text("utf-8")
    done = restoring.restore(office.path, made.path, office.user)
    assert done.aside is not None
    assert done.kept is not None
    anchors._file().write_text(kept, "utf-8")  # another user of this PC, who did not do it
    assert proven(office.path).outside == ()
    done.kept.path.unlink()
    assert proven(office.path).outside == ()
    done.aside.unlink()
    assert len(proven(office.path).outside) == 1


def test_a_restore_explains_nothing_that_was_seen_after_it(fallen_back: Fallen) -> None:
    office, made, _then, _head = fallen_back
    restoring.restore(office.path, made.path, office.user)
    restored = shutil.copy(office.path, office.path.with_name("restored"))
    time.sleep(1.1)
    opened = setup.open_office(office.path)
    setup.rename_office(opened, "After the restore")
    opened.close()  # this PC keeps its head
    assert proven(office.path).outside == ()
    shutil.copy(restored, office.path)
    (said,) = proven(office.path).outside
    assert "this PC saw an entry" in said


def test_a_restore_explains_only_what_was_seen_since_the_backup(fallen_back: Fallen) -> None:
    office, made, then, head = fallen_back
    time.sleep(1.1)
    setup_again = setup.open_office(office.path)
    with setup_again.write("office.rename", "") as connection:
        connection.exec_driver_sql("UPDATE office SET name = 'Still later'")
    setup_again.store.close()
    aside = office.path.with_name("aside.qadesk")
    shutil.copy(then, aside)
    invent(office.path, made.path.name, head, aside.name)  # of entries that go on from another one
    with closing(sqlite3.connect(office.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("UPDATE audit SET hash = 'x' WHERE seq = ?", (head[0],))
    (told,) = proven(office.path).outside  # it was seen before the entry with which the backup ends
    assert "The trail tells" not in told


def test_the_backup_a_restore_names_has_to_end_where_the_trail_went_on(fallen_back: Fallen) -> None:
    office, made, then, head = fallen_back
    put_back(office, made.path)
    other = generations.new_name(made.path.parent, office.path, made.uid, made.at, generations.ASKED)
    shutil.copy(then, other)  # named as the one restored, and ends otherwise
    invent(office.path, other.name, head)
    assert any("The trail tells" in one for one in proven(office.path).outside)
    put_back(office, made.path)
    invent(office.path, made.path.name, head)
    assert not any("The trail tells" in one for one in proven(office.path).outside)


def test_a_restore_dated_after_what_follows_it_explains_nothing(fallen_back: Fallen) -> None:
    office, made, then, head = fallen_back
    put_back(office, made.path)
    shutil.copy(then, office.path.with_name("aside.qadesk"))
    invent(office.path, made.path.name, head, "aside.qadesk", later_ms=3_600_000)
    assert proven(office.path).outside == ()
    invent(office.path, made.path.name, None)
    assert len(proven(office.path).outside) == 1


@pytest.mark.parametrize("detail", ["5", "[1]", "{}", '{"head": [1, 2], "copy": 5}', "[" * 100_000])
def test_a_restore_with_other_content_is_none(fallen_back: Fallen, detail: str) -> None:
    office, made, _then, head = fallen_back
    put_back(office, made.path)
    invent(office.path, made.path.name, head)
    with closing(sqlite3.connect(office.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("UPDATE audit SET detail = ? WHERE action = ?", (detail, chain.RESTORED))
    assert len(proven(office.path).outside) == 1


# ---- another office in the file


def put_in(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        for statement in statements:
            connection.execute(statement)


SECOND = (
    "INSERT INTO office (id, uid, name, zone, created_at) "
    "SELECT 2, 'other', 'South', zone, created_at FROM office"
)
AGENT = (
    "INSERT INTO agent (office_id, staff_no, name, team, post, status) "
    "SELECT 2, staff_no, name, team, post, status FROM agent LIMIT 3"
)


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        ((SECOND,), ["“South”"]),
        ((SECOND, AGENT), ["“South”", "3 rows of another office"]),
        ((SECOND.replace("SELECT 2", "SELECT -1"),), ["Another office", "Entry 1 is missing"]),
        (("PRAGMA foreign_keys=OFF", "UPDATE rating SET office_id = 7 WHERE rowid = 3"),
         ["1 row of another"]),
        ((SECOND, "INSERT INTO audit (office_id, at, action, subject, detail) VALUES (2, 1, 'a', '', '{}')"),
         ["“South”", "1 row of another"]),
    ],
)  # fmt: skip
def test_another_office_in_the_file_is_named(
    sample_office: Office, statements: tuple[str, ...], named: list[str]
) -> None:
    sample_office.close()
    put_in(sample_office.path, *statements)
    found = proven(sample_office.path)
    told = " ".join((*found.rows, *found.trail))
    assert all(one in told for one in named), told


def test_of_a_whole_office_no_stranger_is_told(sample_office: Office) -> None:
    assert proof.prove(sample_office).rows == ()
