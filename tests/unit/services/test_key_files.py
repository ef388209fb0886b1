"""Key files: whose they are, which of them counts, and what an office's next start finds beside it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qadesk.services import encryption, people, setup
from qadesk.services.backups import keeping
from qadesk.storage import converting, copies, generations
from qadesk.storage.cipher import key_files, keys, slots
from qadesk.storage.office import Office
from tests.refusals import refuses

pytestmark = pytest.mark.files

MINE, BOBS = "我的🔑口令很长很长很长", "Bob's own passphrase"


@pytest.fixture
def path(office: Office) -> Path:
    """A plain office, closed, with a second person."""
    people.add(office, "Bob", people.ADMINISTRATOR, "bob")
    office.close()
    return office.path


@pytest.fixture
def recovery_key(path: Path) -> str:
    """Of the office at `path`, encrypted."""
    with closing(_opened(path)) as office:
        user = office.user
    return encryption.encrypt(path, MINE, user)


def _opened(path: Path) -> Office:
    office = setup.open_office(path)
    office.user = office.people[0]
    return office


@pytest.mark.parametrize("name", ["a", "z"])  # found before the one in use, and after it
def test_a_key_file_of_before_opens_nothing_more(path: Path, recovery_key: str, name: str) -> None:
    with closing(_opened(path)) as office:
        encryption.give_passphrase(office, "bob", BOBS)
        before = key_files.beside(path).read_bytes()
        encryption.take_passphrase(office, "bob")
    path.with_name(f"{name}.keys").write_bytes(before)
    keys.forget_all()
    with refuses("encryption.wrong_passphrase"):
        key_files.unlock(path, BOBS)
    key_files.unlock(path, MINE)


@pytest.mark.skipif(os.name != "posix", reason="on Windows the rights of the profile hold")
def test_key_files_are_their_owners_alone(path: Path, recovery_key: str) -> None:
    with closing(_opened(path)) as office:
        keeping.make(office, generations.ASKED)
        encryption.give_passphrase(office, "bob", BOBS)
    found = [*path.parent.glob("**/*.keys"), *key_files._of_user().glob("*.keys")]
    assert len(found) >= 3
    assert {file.stat().st_mode & 0o077 for file in found} == {0}


@pytest.mark.parametrize("how", ["passphrase", "recovery key"])
def test_what_decrypting_left_in_plain_when_it_was_killed_goes_at_the_next_start(
    path: Path, recovery_key: str, how: str
) -> None:
    script = (
        "import os, sys; from pathlib import Path; from qadesk import whole_files\n"
        "made = whole_files.hidden(Path(sys.argv[1])); made.write_text('in plain'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path.parent)], check=False)
    assert [*path.parent.glob(".qadesk-*")] != []
    keys.forget_all()
    if how == "passphrase":
        key_files.unlock(path, MINE)
    else:
        key_files.unlock_with_recovery_key(path, recovery_key)
    assert [*path.parent.glob(".qadesk-*")] == []


def test_a_key_file_with_another_key_under_this_ones_id_opens_nothing(path: Path, recovery_key: str) -> None:
    made = slots.from_text(key_files.beside(path).read_text("utf-8"))
    forged = slots.with_passphrase(replace(made, slots=()), keys.new(), 1, BOBS)
    key_files.put_as(replace(forged, revision=99), path.with_name("forged.keys"))
    keys.forget_all()
    with refuses("encryption.wrong_passphrase"):
        key_files.unlock(path, BOBS)


def test_a_file_that_was_written_to_meanwhile_is_not_replaced(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(_opened(path)) as office:
        user = office.user
    note = converting._note

    def noted(*told: Any) -> None:
        note(*told)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:  # another program
            other.execute("UPDATE office SET name = 'Written meanwhile'")
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    monkeypatch.setattr(converting, "_note", noted)
    with refuses("office.in_use"):
        encryption.encrypt(path, MINE, user)
    assert keys.id_of(path) is None
    with closing(setup.open_office(path)) as office:
        assert office.name == "Written meanwhile"
    assert [*path.parent.glob(".qadesk-*"), *path.parent.glob("*.keys")] == []


def test_no_log_of_the_file_before_fits_the_one_written_anew(path: Path) -> None:
    def mark() -> object:
        with copies.reading_copy(path) as connection:
            return connection.execute("SELECT * FROM state_mark").fetchall()

    with closing(_opened(path)) as office:
        user = office.user
    before = mark()
    encryption.encrypt(path, MINE, user)
    encrypted = mark()
    encryption.decrypt(path, user)
    assert encrypted not in (before, mark())
    assert mark() != before
