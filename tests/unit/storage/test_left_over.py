"""A log left by a killed program: recovered where it belongs, never mixed with another copy."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from qadesk.storage import copies, files, left_over
from qadesk.storage.engine import connect
from qadesk.storage.office import Office
from tests.killed import write_and_die
from tests.refusals import refuses


@pytest.fixture
def path(office: Office) -> Path:
    """A closed office that was written to, called "first"."""
    _rename(office, "first")
    office.close()
    return office.path


def _rename(office: Office, name: str) -> None:
    with office.write() as connection:
        connection.execute(text("UPDATE office SET name = :name"), {"name": name})


def _opened(path: Path) -> tuple[str, int, tuple[str, ...]]:
    """The office's name, how many settings are stored, and what opening had to say; the file is sound."""
    office = files.open_office(path)
    try:
        with office.file() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            ((settings,),) = connection.execute("SELECT count(*) FROM setting")
        return office.name, settings, office.notes
    finally:
        office.close()


@pytest.mark.parametrize("size", [10, 30_000])  # one log, or several worked in between
def test_a_log_that_belongs_is_recovered(path: Path, size: int) -> None:
    stored = write_and_die(path, 400 if size > 10 else 5, size=size)
    assert path.with_name("office.qadesk-wal").stat().st_size > 0
    name, settings, notes = _opened(path)
    assert (name, settings, notes) == (f"later {stored - 1}", stored, ())


def test_killed_again_and_again_nothing_is_lost(path: Path) -> None:
    stored = 0
    for turn in range(4):
        stored += write_and_die(path, 2, name=f"turn {turn}")
    assert _opened(path) == ("turn 3 1", stored, ())


@pytest.mark.parametrize("size", [10, 30_000])
def test_a_copy_made_while_closed_opens_as_the_copy(path: Path, tmp_path: Path, size: int) -> None:
    shutil.copy(path, tmp_path / "copy")
    write_and_die(path, 400 if size > 10 else 5, size=size)
    later = path.with_name("office.qadesk-wal").read_bytes()
    shutil.copy(tmp_path / "copy", path)  # in place, as a file manager or a command does
    name, settings, notes = _opened(path)
    assert (name, settings) == ("first", 0)
    (aside,) = tmp_path.glob("office.left-over-*.wal")
    assert aside.read_bytes() == later
    assert aside.name in notes[0]
    assert _opened(path) == ("first", 0, ())  # told once


def test_a_copy_of_the_program_opens_as_the_copy(path: Path, tmp_path: Path) -> None:
    office = files.open_office(path)
    _rename(office, "second")
    office.copy(tmp_path / "copy")
    office.close()
    write_and_die(path)
    shutil.copy(tmp_path / "copy", path)
    name, _settings, notes = _opened(path)
    assert name == "second"
    assert notes


def test_a_copy_taken_while_it_was_open_beside_a_later_log(path: Path, tmp_path: Path) -> None:
    write_and_die(path, 300, size=30_000)
    shutil.copy(path, tmp_path / "hot")  # without its log: sound as it was worked in last
    write_and_die(path, 300, "much later", size=30_000)
    shutil.copy(tmp_path / "hot", path)
    _name, _settings, notes = _opened(path)
    assert notes


def test_another_offices_log_is_not_taken(path: Path, tmp_path: Path) -> None:
    other = files.create(tmp_path / "other.qadesk", name="other", zone="Asia/Shanghai")
    _rename(other, "other one")
    other.close()
    write_and_die(other.path)
    shutil.move(tmp_path / "other.qadesk-wal", tmp_path / "office.qadesk-wal")
    assert _opened(path)[0] == "first"


@pytest.mark.parametrize("stored", [0, 2])
def test_a_journal_that_belongs_is_rolled_back(path: Path, stored: int) -> None:
    assert write_and_die(path, stored + 1, journal="DELETE", half=True) == stored
    assert path.with_name("office.qadesk-journal").stat().st_size > 1000
    name, settings, notes = _opened(path)
    assert (name, settings, notes) == (f"later {stored - 1}" if stored else "first", stored, ())


def test_a_journal_of_a_later_state_is_not_mixed_in(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "copy")
    write_and_die(path, 4, journal="DELETE", half=True)
    shutil.copy(tmp_path / "copy", path)
    name, settings, notes = _opened(path)
    assert (name, settings) == ("first", 0)
    assert notes
    assert list(tmp_path.glob("office.left-over-*.journal"))


def test_an_old_office_without_marks(tmp_path: Path) -> None:
    """What version 0.1.0 left is recovered where both are sound together, else opened without it."""
    path = tmp_path / "old.qadesk"
    files.create_old(path, 2)
    assert not copies.problems(path)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("UPDATE office SET name = 'later'")
    for end in ("", "-wal"):
        shutil.copy(f"{path}{end}", tmp_path / f"crashed.qadesk{end}")
    connection.close()
    crashed = tmp_path / "crashed.qadesk"
    assert _opened(crashed)[0] == "later"


def test_nothing_is_moved_while_another_program_has_it_open(path: Path) -> None:
    from tests.integration.test_killed import started

    code = "import sys; from pathlib import Path; from qadesk.storage import files\n"
    code += (
        "o = files.open_office(Path(sys.argv[1])); print('ready', flush=True)\nimport time; time.sleep(60)"
    )
    with started(code, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        wal = path.with_name("office.qadesk-wal")
        wal.write_bytes(_foreign_log(path.parent))
        with refuses("office.in_use"):
            files.open_office(path)
        assert wal.exists()
        process.kill()


def _foreign_log(folder: Path) -> bytes:
    other = files.create(folder / "foreign.qadesk", name="foreign", zone="Asia/Shanghai")
    other.close()
    write_and_die(other.path)
    return (folder / "foreign.qadesk-wal").read_bytes()


def test_killed_while_a_copy_is_switched_to_a_log(path: Path, tmp_path: Path) -> None:
    """What is left is a journal of the first page alone: it is rolled back, and nothing has to be said."""
    office = files.open_office(path)
    office.copy(tmp_path / "copy.qadesk")  # with a plain journal
    office.close()
    copy = tmp_path / "copy.qadesk"
    before = copy.read_bytes()
    files.open_office(copy).close()
    size = int.from_bytes(before[16:18], "big")
    head = bytes.fromhex("d9d505f920a163d7") + b"".join(
        number.to_bytes(4, "big") for number in (1, 0, len(before) // size, 512, size)
    )
    first = before[:size]
    checksum = sum(first[at] for at in range(size - 200, 0, -200)) & 0xFFFFFFFF
    journal = head.ljust(512, b"\0") + (1).to_bytes(4, "big") + first + checksum.to_bytes(4, "big")
    copy.with_name("copy.qadesk-journal").write_bytes(journal)
    assert _opened(copy) == ("first", 0, ())
    # The same beside a file of another shape is not applied.
    office = files.open_office(copy)
    with office.write() as connection:
        connection.execute(text("CREATE TABLE later (x)"))
    office.close()
    copy.with_name("copy.qadesk-journal").write_bytes(journal)
    assert _opened(copy)[2]


@pytest.mark.parametrize("worked_in", [0, 1, 5, 20, 60])
def test_killed_while_an_upgrade_is_worked_into_the_file(worked_in: int, tmp_path: Path) -> None:
    """The log is the upgrade's own, however many of its pages the file has, its mark among them or not."""
    path, crashed = tmp_path / "old.qadesk", tmp_path / "crashed.qadesk"
    files.create_old(path, 2)
    connection = connect(path)
    files.migrate(connection)
    shutil.copy(path, crashed)
    log = shutil.copy(f"{path}-wal", f"{crashed}-wal")
    connection.close()
    with Path(log).open("rb") as left, crashed.open("r+b") as file:
        size, pages = left_over._wal(left)
        newest = {page.number: page.content for page in pages}
        for number in sorted(newest)[:worked_in]:
            file.seek((number - 1) * size)
            file.write(newest[number])
    assert _opened(crashed)[1:] == (0, ())
    assert not copies.problems(crashed)
    assert not list(tmp_path.glob("*left-over*"))
