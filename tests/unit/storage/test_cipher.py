"""Keys, the recovery key on paper, key slots, and files that SQLCipher writes."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import sys
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qadesk.storage import copies, files, soundness
from qadesk.storage.cipher import driver, key_files, keys, slots
from qadesk.storage.cipher.keys import Key
from qadesk.storage.engine import connect_bare, driver_errors
from qadesk.storage.failures import damaged
from tests.killed import write_and_die
from tests.refusals import refuses

pytestmark = pytest.mark.files  # a server encrypts by its own means

SEEDS = st.binary(min_size=16, max_size=16)
PASSPHRASES = st.text(st.characters(blacklist_categories=["Cs"]), min_size=10, max_size=30)
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
EMOJI = "老王的🔑👩‍👧口令，很长"


# ---- the key, and on paper


@given(SEEDS)
def test_a_recovery_key_is_read_back_however_it_is_typed(seed: bytes) -> None:
    told = keys.recovery_key(Key(seed))
    assert len(told.split("-")) == 8
    for typed in (
        told,
        told.lower(),
        told.replace("-", ""),
        told.replace("-", " — "),
        told.replace("0", "O"),
    ):
        assert keys.from_recovery_key(typed) == Key(seed)


@given(SEEDS, st.integers(0, 38), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_sign_of_a_recovery_key_is_noticed(seed: bytes, at: int, sign: str) -> None:
    told = keys.recovery_key(Key(seed))
    if told[at] in ("-", sign):
        return
    with refuses("encryption.recovery_key_mistyped"):
        keys.from_recovery_key(told[:at] + sign + told[at + 1 :])


@pytest.mark.parametrize("typed", ["", "-", "ABCD", "?" * 32, "钥" * 32, "A" * 31, "A" * 33])
def test_what_is_no_recovery_key(typed: str) -> None:
    with refuses("encryption.recovery_key_mistyped"):
        keys.from_recovery_key(typed)


@given(SEEDS)
def test_what_is_known_of_a_key_is_not_the_key(seed: bytes) -> None:
    key = Key(seed)
    parts = (key.raw, key.wrapping, key.id, seed)
    assert len(set(parts)) == 4
    assert seed.hex() not in repr(key)
    assert seed not in key.head + key.raw


# ---- slots


@settings(max_examples=30)
@given(SEEDS, PASSPHRASES, PASSPHRASES)
def test_each_passphrase_opens_and_no_other(seed: bytes, one: str, other: str) -> None:
    key = Key(seed)
    made = slots.with_passphrase(slots.begun(key), key, 1, one)
    assert slots.opened(made, one) == key
    assert slots.whose(made, one) == 1
    if slots._normal(one) != slots._normal(other):
        assert slots.opened(made, other) is None
    both = slots.with_passphrase(made, key, 2, other)
    assert slots.opened(both, other) == key
    assert slots.from_text(slots.to_text(both)) == both
    left = slots.without(both, 1)
    assert slots.whose(left, other) == 2


@settings(max_examples=20)
@given(SEEDS, SEEDS, PASSPHRASES)
def test_a_new_key_is_given_to_whoever_had_the_old(seed: bytes, later: bytes, typed: str) -> None:
    key, new = Key(seed), Key(later)
    made = slots.with_other_key(slots.with_passphrase(slots.begun(key), key, 1, typed), key, new)
    assert slots.opened(made, typed) == new
    if key != new:
        assert slots.earlier_keys(made, new) == (key,)
        assert slots.earlier_keys(made, key) == ()
        third = keys.new()
        again = slots.with_other_key(made, new, third)
        assert set(slots.earlier_keys(again, third)) == {key, new}


def test_composed_and_decomposed_are_the_same_passphrase() -> None:
    key = keys.new()
    made = slots.with_passphrase(slots.begun(key), key, 1, "Ame\u0301lie und Zo\u00eb")
    assert slots.opened(made, "Am\u00e9lie und Zoe\u0308") == key


def test_a_passphrase_of_emoji_and_halves_of_characters() -> None:
    key = keys.new()
    for typed in (EMOJI, "🔑" * 10, "\ud83d" * 10, " " * 10):
        assert slots.opened(slots.with_passphrase(slots.begun(key), key, 1, typed), typed) == key


def test_a_short_passphrase_is_refused() -> None:
    key = keys.new()
    with refuses("encryption.passphrase_too_short", slots.SHORTEST):
        slots.with_passphrase(slots.begun(key), key, 1, "🔑" * 9)


@cache
def _text() -> str:
    key = Key(b"k" * 16)
    return slots.to_text(slots.with_passphrase(slots.begun(key), key, 1, EMOJI))


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.sampled_from('0a,}"7'))
def test_slots_with_a_byte_changed_are_spoilt_and_no_wrong_passphrase(place: int, sign: str) -> None:
    text = _text()
    at = place % len(text)
    other = text[:at] + sign + text[at + 1 :]
    try:
        same = json.loads(other) == json.loads(text)
    except ValueError:
        same = False
    if not same:
        with pytest.raises(ValueError, match=r"."):
            slots.from_text(other)


def test_slots_that_ask_for_too_much_are_not_tried() -> None:
    key = keys.new()
    made = slots.with_passphrase(slots.begun(key), key, 1, EMOJI)
    for cost in (slots.Cost(1 << 24), slots.Cost(time=10_000), slots.Cost(lanes=0), slots.Cost(memory=1)):
        with pytest.raises(ValueError, match="more than"):
            slots.from_text(slots.to_text(dataclasses.replace(made, cost=cost)))


def test_trying_one_passphrase_costs_what_rfc_9106_says() -> None:
    assert slots.Cost() == slots.Cost(memory=65_536, time=3, lanes=4)


# ---- files


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Key, bytes]:
    """A key, and an office that is encrypted with it."""
    key, path = keys.new(), tmp_path_factory.mktemp("encrypted") / "made.qadesk"
    files.create(path, name="昆山分部", zone="Asia/Shanghai", key=key).close()
    return key, path.read_bytes()


@pytest.fixture
def key(made: tuple[Key, bytes]) -> Key:
    keys.keep(made[0])
    return made[0]


@pytest.fixture
def path(tmp_path: Path, key: Key, made: tuple[Key, bytes]) -> Path:
    """An encrypted office, closed, with slots."""
    path = tmp_path / "昆山.qadesk"
    path.write_bytes(made[1])
    key_files.put_everywhere(slots.with_passphrase(slots.begun(key), key, 1, EMOJI), path)
    return path


def test_nothing_of_it_can_be_read(path: Path, key: Key) -> None:
    content = path.read_bytes()
    assert content[:16] == key.head
    assert b"SQLite" not in content
    assert "昆山分部".encode() not in content
    assert b"CREATE TABLE" not in content
    with closing(sqlite3.connect(path)) as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM office")


def test_it_opens_with_its_passphrase(path: Path) -> None:
    keys.forget_all()
    with refuses("encryption.locked", path.name):
        files.open_office(path)
    key_files.unlock(path, EMOJI)
    with closing(files.open_office(path)) as office:
        assert office.name == "昆山分部"


def test_a_wrong_passphrase_lost_slots_and_spoilt_slots_are_told_apart(path: Path) -> None:
    keys.forget_all()
    with refuses("encryption.wrong_passphrase", path.name):
        key_files.unlock(path, "not this one, no")
    beside = key_files.beside(path)
    beside.write_text(beside.read_text("utf-8").replace('"revision": 2', '"revision": 3'), "utf-8")
    key_files.unlock(path, EMOJI)  # this PC's user keeps the slots, too
    assert '"revision": 2' in beside.read_text("utf-8"), "they were not put there again"
    _of_user_gone()
    beside.write_text(beside.read_text("utf-8")[:-9], "utf-8")
    with refuses("encryption.slots_damaged", beside.name):
        key_files.unlock(path, EMOJI)
    beside.unlink()
    with refuses("encryption.slots_lost", beside.name):
        key_files.unlock(path, EMOJI)


@pytest.mark.parametrize("user_keeps", [True, False])
@pytest.mark.parametrize("at", [*range(16)])
def test_damaged_first_bytes_are_not_taken_for_a_lost_key_file(
    path: Path, key: Key, at: int, *, user_keeps: bool
) -> None:
    keys.forget_all()
    if not user_keeps:
        _of_user_gone()
    content = bytearray(path.read_bytes())
    content[at : at + 4] = bytes(255 - byte for byte in content[at : at + 4])
    path.write_bytes(content)
    if at < len(keys.MAGIC):
        with refuses("encryption.head_damaged", path.name):
            files.open_office(path)
    else:
        with refuses("encryption.head_damaged", path.name):
            key_files.unlock(path, EMOJI)
        with refuses("encryption.head_damaged", path.name):
            key_files.unlock_with_recovery_key(path, keys.recovery_key(key))


def test_a_key_file_of_another_office_is_told(path: Path) -> None:
    keys.forget_all()
    _of_user_gone()
    beside = key_files.beside(path)
    key_files.put_as(slots.begun(keys.new()), beside)
    with refuses("encryption.keys_do_not_fit", beside.name, path.name):
        key_files.unlock(path, EMOJI)
    path.write_bytes(b"no office at all")
    with refuses("encryption.keys_do_not_fit", beside.name):
        files.open_office(path)


def _of_user_gone() -> None:
    for file in key_files._of_user().glob("*"):
        file.unlink()


def test_the_recovery_key_needs_no_slots(path: Path, key: Key) -> None:
    keys.forget_all()
    key_files.beside(path).unlink()
    _of_user_gone()
    with refuses("encryption.other_recovery_key", path.name):
        key_files.unlock_with_recovery_key(path, keys.recovery_key(keys.new()))
    key_files.unlock_with_recovery_key(path, keys.recovery_key(key))
    files.open_office(path).close()


def test_a_plain_file_is_not_unlocked(tmp_path: Path) -> None:
    plain = tmp_path / "plain.qadesk"
    files.create(plain, name="x", zone="UTC").close()
    with refuses("encryption.not_encrypted", plain.name):
        key_files.unlock(plain, EMOJI)
    with refuses("file.missing"):
        key_files.unlock(tmp_path / "none.qadesk", EMOJI)


@pytest.mark.parametrize("at", [20, 100, 4000, 4096 * 3 + 5, 4096 * 9 + 4050, -1, -4096])
def test_a_changed_byte_is_damage_and_no_wrong_passphrase(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    assert copies.problems(path) != []
    keys.forget_all()
    key_files.unlock(path, EMOJI)
    with refuses("office.damaged", path.name), closing(files.open_office(path)) as office:
        with office.file() as connection:
            for (name,) in connection.execute(TABLES).fetchall():
                connection.execute(f'SELECT * FROM "{name}" NOT INDEXED').fetchall()
            if soundness.pages(connection):  # of a page that only an index has it tells without failing
                raise damaged(path)


def test_without_the_library_it_is_not_touched(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    assert not driver.is_there()
    for work in (lambda: files.open_office(path), lambda: key_files.unlock(path, EMOJI)):
        with refuses("encryption.not_installed"):
            work()
    assert path.read_bytes() == before


def test_a_copy_is_encrypted_with_the_same_key(path: Path, key: Key, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "copy.qadesk"
    target.parent.mkdir()
    with closing(files.open_office(path)) as office:
        office.copy(target)
    assert target.read_bytes()[:16] == key.head
    assert copies.problems(target) == []
    keys.forget_all()
    _of_user_gone()
    key_files.unlock(target, EMOJI)
    with copies.reading_copy(target) as connection:
        assert connection.execute("SELECT name FROM office").fetchone() == ("昆山分部",)


def test_failures_of_either_library_are_caught(path: Path) -> None:
    with closing(connect_bare(path)) as connection, pytest.raises(driver_errors()):
        connection.execute("SELECT * FROM nothing")


# ---- what a killed program left


@pytest.mark.parametrize("journal", ["wal", "delete"])
@pytest.mark.parametrize("half", [False, True])
def test_its_own_log_is_applied(path: Path, key: Key, journal: str, half: bool) -> None:
    stored = write_and_die(path, 4, journal=journal, half=half, recovery_key=keys.recovery_key(key))
    with closing(files.open_office(path)) as office:
        assert office.notes == ()
        assert office.name == f"later {stored - 1}"
    assert copies.problems(path) == []


def test_a_log_of_another_copy_is_set_aside(path: Path, key: Key, tmp_path: Path) -> None:
    other = tmp_path / "other.qadesk"
    with closing(files.open_office(path)) as office:
        office.copy(other)
    write_and_die(path, 2, recovery_key=keys.recovery_key(key))
    content = other.read_bytes()
    path.write_bytes(content)
    with closing(files.open_office(path)) as office:
        assert office.name == "昆山分部"
        (note,) = office.notes
        assert "left-over" in note


def test_pages_are_read_as_the_library_writes_them(path: Path, key: Key) -> None:
    content = path.read_bytes()
    with closing(connect_bare(path)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
    assert pages * driver.PAGE == len(content)
    first = driver.clear(key, 1, content[: driver.PAGE])
    assert first.startswith(b"SQLite format 3\0")
    assert int.from_bytes(first[60:64], "big") == schema
    everything = b"".join(
        driver.clear(key, n + 1, content[n * driver.PAGE : (n + 1) * driver.PAGE]) for n in range(pages)
    )
    assert "昆山分部".encode() in everything


@pytest.mark.parametrize(("value", "kept"), [(None, None), (True, 1), (False, 0)])
def test_what_the_library_would_search_an_adapter_for_has_one(value: object, kept: object) -> None:
    """For each such value it raises and drops errors of its own: an import took twice as long."""
    library = driver.module()
    assert library.adapters[type(value), library.PrepareProtocol](value) == kept
    with closing(library.connect(":memory:")) as connection:
        assert connection.execute("SELECT ?, typeof(?)", (value, value)).fetchone() == (
            kept,
            "null" if kept is None else "integer",
        )
