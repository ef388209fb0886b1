"""Encrypting an office and decrypting it, and the passphrases of its people."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.services import check, encryption, people, setup
from qadesk.services.backups import holdings, keeping, restoring, words
from qadesk.services.trail import browsing
from qadesk.storage import converting, copies, generations
from qadesk.storage.cipher import key_files, keys
from qadesk.storage.engine import connect_bare
from qadesk.storage.office import Office, User
from tests.refusals import refuses

pytestmark = pytest.mark.files  # a server encrypts by its own means

MINE, BOBS = "我的🔑口令很长很长很长", "Bob's own passphrase"


@pytest.fixture
def path(office: Office) -> Path:
    """A plain office, closed, with a second person and a backup."""
    people.add(office, "Bob", people.ADMINISTRATOR, "bob")
    keeping.make(office, generations.ASKED)
    office.close()
    return office.path


@pytest.fixture
def recovery_key(path: Path) -> str:
    """Of the office at `path`, encrypted."""
    return encryption.encrypt(path, MINE, _me(path))


def _opened(path: Path) -> Office:
    office = setup.open_office(path)
    if office.user is None:
        office.user = next(user for user in office.people if user.login != "bob")
    return office


def _me(path: Path) -> User:
    with closing(_opened(path)) as office:
        assert office.user is not None
        return office.user


def _actions(path: Path) -> list[str]:
    with closing(_opened(path)) as office:
        return [entry.action for entry in browsing.entries(office, most=5)]


def _content(path: Path) -> list[object]:
    """Whether it is encrypted, and every row; opening a file changes what its first bytes say of its log."""
    with copies.reading_copy(path) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
        ).fetchall()
        rows = [connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables]
    return [keys.id_of(path), *rows]


def _sound(path: Path) -> None:
    with closing(_opened(path)) as office:
        assert [finding for finding in check.check(office) if finding.problem] == []


# ---- the whole file


def test_there_and_back(path: Path) -> None:
    with closing(_opened(path)) as office:
        before = copies.rows(office.store.connection)
    told = encryption.encrypt(path, MINE, _me(path))
    assert path.read_bytes().startswith(keys.MAGIC)
    _sound(path)
    assert _actions(path)[0] == encryption.ON
    keys.forget_all()
    key_files.unlock(path, MINE)
    with closing(_opened(path)) as office:
        assert copies.rows(office.store.connection) == before | {"audit": before["audit"] + 1}
        assert encryption.show_recovery_key(office) == told
    encryption.decrypt(path, _me(path))
    assert path.read_bytes().startswith(b"SQLite format 3")
    _sound(path)
    assert _actions(path)[:2] == [encryption.OFF, encryption.SHOWN]
    assert not key_files.beside(path).exists()


def test_a_new_key_leaves_passphrases_and_opens_older_backups(path: Path, recovery_key: str) -> None:
    with closing(_opened(path)) as office:
        encryption.give_passphrase(office, "bob", BOBS)
        older = keeping.make(office, generations.ASKED)
    other = encryption.renew(path, _me(path))
    assert other != recovery_key
    keys.forget_all()
    with refuses("encryption.other_recovery_key"):
        key_files.unlock_with_recovery_key(path, recovery_key)
    key_files.unlock(path, BOBS)
    assert copies.problems(older.path) == []
    _sound(path)
    keys.forget_all()
    key_files.unlock_with_recovery_key(path, other)
    assert copies.problems(older.path) == []


def test_an_office_made_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "new.qadesk"
    with closing(setup.create_office(path, name="N", user_name="Li", passphrase=MINE)) as office:
        assert encryption.encryption(office) == encryption.EncryptionState(True, True, frozenset({1}))
        assert office.user is not None
        assert office.user.id == 1
    keys.forget_all()
    key_files.unlock(path, MINE)
    _sound(path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["new.keys", "new.qadesk"]


def test_none_is_made_with_a_short_passphrase(tmp_path: Path) -> None:
    with refuses("encryption.passphrase_too_short"):
        setup.create_office(tmp_path / "new.qadesk", name="N", user_name="Li", passphrase="short")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["short", "open", "not allowed", "twice", "cancelled"])
def test_what_is_refused_changes_nothing(path: Path, what: str) -> None:
    beside = sorted(path.parent.iterdir())
    me = _me(path)
    before = _content(path)
    if what == "short":
        with refuses("encryption.passphrase_too_short"):
            encryption.encrypt(path, "short", _me(path))
    elif what == "open":
        with closing(_opened(path)), refuses("office.in_use"):
            encryption.encrypt(path, MINE, me)
        before = _content(path)
    elif what == "not allowed":
        with closing(_opened(path)) as office:
            nobody = people.add(office, "Eve", people.SUPERVISOR, "eve").value
        before = _content(path)
        with refuses("rights.not_allowed"):
            encryption.encrypt(path, MINE, people._as_user(nobody))
    elif what == "twice":
        encryption.encrypt(path, MINE, _me(path))
        before, beside = _content(path), sorted(path.parent.iterdir())
        with refuses("encryption.encrypted_already"):
            encryption.encrypt(path, MINE, _me(path))
    else:
        progress = Progress()
        progress.cancel()
        with pytest.raises(Cancelled):
            encryption.encrypt(path, MINE, _me(path), progress=progress)
    assert _content(path) == before
    assert sorted(path.parent.iterdir()) == beside


def test_what_is_written_otherwise_is_noticed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _content(path)
    write = converting._write

    def wrongly(*arguments: object) -> None:
        write(*arguments)  # type: ignore[arg-type]
        with closing(connect_bare(arguments[1], arguments[2])) as made:  # type: ignore[arg-type]
            made.execute("UPDATE office SET name = 'other'")

    monkeypatch.setattr(converting, "_write", wrongly)
    with refuses("file.disk_failed"):
        encryption.encrypt(path, MINE, _me(path))
    assert _content(path) == before


# ---- backups


def test_backups_are_encrypted_and_restored(path: Path, recovery_key: str) -> None:
    with closing(_opened(path)) as office:
        made = keeping.make(office, generations.ASKED)
        people.add(office, "Cai", people.SUPERVISOR, "cai")
    assert made.path.read_bytes().startswith(keys.MAGIC)
    done = restoring.restore(path, made.path, _me(path))
    assert done.kept is not None
    with closing(_opened(path)) as office:
        assert [user.login for user in office.people if user.login == "cai"] == []
    assert all(not one.problem for one in holdings.backups(path).holdings)
    keys.forget_all()
    one = next(one for one in holdings.backups(path).holdings if one.copy.path == made.path)
    assert one.locked
    assert not one.problem
    with refuses("encryption.locked"):
        restoring.restore(path, made.path, None)


def test_a_backup_opens_alone_with_the_slots_beside_it(path: Path, recovery_key: str, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with closing(_opened(path)) as office:
        keeping.choose_second(office, stick)
        keeping.make(office, generations.ASKED)
        assert keeping.send(office) == ""
        me = office.people[0]
    keys.forget_all()
    for file in key_files._of_user().glob("*"):
        file.unlink()
    path.unlink()
    key_files.beside(path).unlink()
    (copy,) = (stick / generations.folder_of(path).name).glob("*.qadesk")
    key_files.unlock(copy, MINE)
    with refuses("restore.nobody"):
        restoring.restore(path, copy, None)
    restoring.restore(path, copy, me)
    keys.forget_all()
    key_files.unlock(path, MINE)
    _sound(path)


def test_copies_from_before_are_named_and_deleted(path: Path, recovery_key: str) -> None:
    with closing(_opened(path)) as office:
        plain = encryption.plain_copies(office)
        assert [copy.parent for copy in plain] == [generations.folder_of(path)]
        assert encryption.encryption(office).plain_copies == plain
        assert encryption.delete_plain_copies(office).value == 1
        assert not plain[0].exists()
        assert encryption.plain_copies(office) == ()
        (left,) = generations.list_copies(generations.folder_of(path))
        assert copies.problems(left.path) == [], "none would be left"


def test_a_plain_backup_over_an_encrypted_office_is_told(path: Path, recovery_key: str) -> None:
    with closing(_opened(path)) as office:
        (plain,) = encryption.plain_copies(office)
    done = restoring.restore(path, plain, _me(path))
    assert done.exposed
    assert len(words.restored(done, plain)) == 3
    assert keys.id_of(path) is None
    _sound(path)


# ---- people


def test_each_has_a_passphrase_of_their_own(path: Path, recovery_key: str) -> None:
    with closing(_opened(path)) as office:
        encryption.give_passphrase(office, "bob", BOBS)
        mine, bob = (user.id for user in office.people)
        assert encryption.encryption(office).holders == {mine, bob}
        with refuses("encryption.not_your_passphrase"):
            encryption.change_passphrase(office, BOBS, "another of mine")
        encryption.change_passphrase(office, MINE, "another of mine")
        with refuses("user.unknown"):
            encryption.give_passphrase(office, "nobody", BOBS)
    for typed in (BOBS, "another of mine"):
        keys.forget_all()
        key_files.unlock(path, typed)
    with refuses("encryption.wrong_passphrase"):
        key_files.unlock(path, MINE)
    assert _actions(path)[:2] == [encryption.CHANGED, encryption.GIVEN]


@pytest.mark.parametrize("how", ["taken", "deactivated", "removed"])
def test_who_is_gone_opens_nothing(path: Path, recovery_key: str, how: str) -> None:
    with closing(_opened(path)) as office:
        encryption.give_passphrase(office, "bob", BOBS)
        if how == "taken":
            encryption.take_passphrase(office, "bob")
        elif how == "deactivated":
            people.deactivate(office, "bob")
        else:
            people.remove(office, "bob")
    keys.forget_all()
    with refuses("encryption.wrong_passphrase"):
        key_files.unlock(path, BOBS)
    key_files.unlock(path, MINE)


def test_the_last_passphrase_is_not_taken(path: Path, recovery_key: str) -> None:
    with closing(_opened(path)) as office:
        me = office.people[0].login
        with refuses("encryption.last_passphrase"):
            encryption.take_passphrase(office, me)
        encryption.give_passphrase(office, "bob", BOBS)
        encryption.take_passphrase(office, me)
        with refuses("encryption.last_passphrase"):
            encryption.take_passphrase(office, "bob")
    assert _actions(path)[:2] == [encryption.TAKEN, encryption.GIVEN]
    keys.forget_all()
    key_files.unlock(path, BOBS)


def test_a_plain_office_has_no_passphrases(path: Path) -> None:
    with closing(_opened(path)) as office:
        assert encryption.encryption(office) == encryption.EncryptionState(False, True)
        for work in (
            lambda: encryption.give_passphrase(office, "bob", BOBS),
            lambda: encryption.show_recovery_key(office),
        ):
            with refuses("encryption.not_encrypted"):
                work()


def test_whoever_opened_it_by_the_recovery_key_makes_new_slots(path: Path, recovery_key: str) -> None:
    keys.forget_all()
    for file in (key_files.beside(path), *key_files._of_user().glob("*"), *path.parent.glob("*/*.keys")):
        file.unlink(missing_ok=True)
    key_files.unlock_with_recovery_key(path, recovery_key)
    with closing(_opened(path)) as office:
        assert encryption.encryption(office).holders == frozenset()
        encryption.give_passphrase(office, "bob", BOBS)
    keys.forget_all()
    key_files.unlock(path, BOBS)


# ---- killed

_WORKING = """
import sys
from pathlib import Path
from qadesk.services import encryption
from qadesk.storage.cipher import slots

slots.COST = slots.Cost(64, 1, 1)
path = Path(sys.argv[1])
print("ready", flush=True)
while True:
    encryption.encrypt(path, sys.argv[2])
    encryption.renew(path)
    encryption.decrypt(path)
"""


def test_killed_at_any_moment_the_office_opens(path: Path) -> None:
    until, turns, states = time.monotonic() + 12, 0, set()
    with closing(_opened(path)) as office:
        (bob,) = [user for user in office.people if user.login == "bob"]
        people.remove(office, bob.login)  # then who there is signs in at once
    while turns < 3 or time.monotonic() < until:
        command = [sys.executable, "-X", "utf8", "-c", _WORKING, str(path), MINE]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(0.05 + turns % 10 * 0.13)
            process.kill()
        turns += 1
        keys.forget_all()
        encrypted = keys.id_of(path) is not None
        states.add(encrypted)
        if encrypted:
            key_files.unlock(path, MINE)
        _sound(path)
    print(turns, states)  # noqa: T201 - pytest shows it with a failure
