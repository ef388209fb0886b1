"""Signing in: what wrong passwords cost, recovery codes, hashes that grow with the times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from qadesk.services import passwords, people, rights, setup, signing_in
from qadesk.services.signing_in import LONGEST, MustWait, delay
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses

SECRET = "secret-1"


class Clock:
    """The office's clock, set by the test."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)

    def on(self, **passed: float) -> None:
        self.at += timedelta(**passed)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(Office, "now", lambda _office: made.at)
    return made


@pytest.fixture
def branch(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    del clock
    office = setup.create_office(tmp_path / "b.qadesk", name="East", user_name="Wang", password=SECRET)
    yield office
    office.close()


def trail(office: Office, *actions: str) -> list[tuple[str, int | None, Any]]:
    with office.read() as connection:
        rows = connection.execute(select(tables.audit).order_by(tables.audit.c.id))
        return [(row.action, row.user_id, row.detail) for row in rows if row.action in actions]


def wrong(office: Office, password: str = "nope") -> None:
    with refuses("user.sign_in_refused"):
        signing_in.sign_in(office, "Wang", password)


def test_wrong_passwords_cost_time_and_the_right_one_ends_it(branch: Office, clock: Clock) -> None:
    for _n in range(3):
        wrong(branch)
    for seconds in (1, 2, 4, 8):
        with refuses("user.sign_in_wait", seconds) as refused:
            signing_in.sign_in(branch, "Wang", SECRET)  # even the right one
        assert isinstance(refused.value, MustWait)
        assert refused.value.seconds == seconds
        clock.on(seconds=seconds)
        wrong(branch)
    clock.on(seconds=16)
    assert signing_in.sign_in(branch, "Wang", SECRET).name == "Wang"
    wrong(branch)
    wrong(branch)
    signing_in.sign_in(branch, "Wang", SECRET)  # counted from nothing again
    assert trail(branch, "sign_in") == [("sign_in", 1, {"failures": 7}), ("sign_in", 1, {"failures": 2})]


def test_thirty_wrong_passwords_take_hours_and_few_lines(branch: Office, clock: Clock) -> None:
    began = clock.at
    tried = 0
    while tried < 30:
        try:
            signing_in.sign_in(branch, "Wang", "nope")
        except MustWait as wait:
            clock.on(seconds=wait.seconds)
        except Exception:  # noqa: BLE001 - counted below
            tried += 1
    assert clock.at - began > timedelta(hours=1)
    counts = [detail["count"] for _action, _user, detail in trail(branch, "sign_in.failed")]
    assert counts == [1, 2, 4, 8, 16]


def test_the_wait_is_one_persons_and_outlives_a_restart(branch: Office) -> None:
    people.add(branch, "Li", rights.MANAGER, password=SECRET)
    for _n in range(3):
        wrong(branch)
    signing_in.sign_in(branch, "Li", SECRET)
    branch.close()
    again = setup.open_office(branch.place)
    with refuses("user.sign_in_wait"):
        signing_in.sign_in(again, "Wang", SECRET)
    again.close()


def test_a_clock_set_back_costs_one_wait_not_years(branch: Office, clock: Clock) -> None:
    clock.on(days=900)
    for _n in range(9):
        try:
            signing_in.sign_in(branch, "Wang", "nope")
        except MustWait as wait:
            clock.on(seconds=wait.seconds)
        except Exception:  # noqa: BLE001, S110 - wrong, as meant
            pass
    clock.on(days=-900)
    with pytest.raises(MustWait) as refused:
        signing_in.sign_in(branch, "Wang", SECRET)
    assert refused.value.seconds <= LONGEST.total_seconds()
    clock.on(seconds=refused.value.seconds)
    assert signing_in.sign_in(branch, "Wang", SECRET)


@given(st.integers(0, 10_000))
def test_the_wait_grows_and_has_an_end(failures: int) -> None:
    assert timedelta(0) <= delay(failures) <= delay(failures + 1) <= LONGEST == timedelta(minutes=5)


def test_a_program_ended_while_it_looks_at_a_password_has_counted_it(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_stored: str, _password: str) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(signing_in, "right", killed)
        for _n in range(3):
            with pytest.raises(KeyboardInterrupt):
                signing_in.sign_in(branch, "Wang", "nope")
    with refuses("user.sign_in_wait"):
        signing_in.sign_in(branch, "Wang", SECRET)


def test_changing_a_password_is_no_way_around_the_wait(branch: Office) -> None:
    for _n in range(3):
        with refuses("user.sign_in_refused"):
            signing_in.change_password(branch, "nope", "another-1")
    with refuses("user.sign_in_wait"):
        signing_in.change_password(branch, SECRET, "another-1")


def test_an_old_hash_is_made_stronger_when_its_password_is_typed(branch: Office) -> None:
    weak = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(SECRET)
    with branch.write() as connection:
        connection.execute(update(tables.user).values(password_hash=weak))
    assert passwords.outdated(weak)
    wrong(branch)
    signing_in.sign_in(branch, "Wang", SECRET)
    with branch.read() as connection:
        stored = connection.execute(select(tables.user.c.password_hash)).scalar_one()
    assert not passwords.outdated(stored)
    signing_in.sign_in(branch, "Wang", SECRET)
    assert [detail.get("rehashed") for _a, _u, detail in trail(branch, "sign_in")] == [True, None]


@pytest.mark.parametrize("password", ["", "      ", "12345", "🔒" * 5])
def test_a_password_too_short_or_of_blanks_is_none(branch: Office, password: str) -> None:
    with refuses("user.password_too_short"):
        signing_in.change_password(branch, SECRET, password)


@pytest.mark.parametrize("password", ["🔒🔑🦊🐼🍜🚚", "密码密码密码", "half \ud83d of one", "pass word "])
def test_any_signs_make_a_password(branch: Office, password: str) -> None:
    signing_in.change_password(branch, SECRET, password)
    wrong(branch, password[:-1])
    signing_in.sign_in(branch, "Wang", password)


def test_a_stored_hash_that_is_none_lets_nobody_in(branch: Office) -> None:
    with branch.write() as connection:
        connection.execute(update(tables.user).values(password_hash="x"))
    wrong(branch, "x")


# ---- recovery codes


def test_a_recovery_code_sets_a_new_password_once(branch: Office, clock: Clock) -> None:
    codes = signing_in.new_codes(branch).value
    assert len(set(codes)) == signing_in.codes_left(branch) == 10
    branch.user = None
    assert signing_in.recover(branch, "Wang", codes[3].lower().replace("-", " "), "another-1").name == "Wang"
    assert signing_in.codes_left(branch) == 9
    wrong(branch)
    signing_in.sign_in(branch, "Wang", "another-1")
    with refuses("user.recovery_code_used", "2026-11-30", "16:00"):
        signing_in.recover(branch, "Wang", codes[3], "yet-another")
    signing_in.sign_in(branch, "Wang", "another-1")
    assert trail(branch, "user.recover") == [("user.recover", 1, {"codes_left": 9})]
    assert all(code not in str(trail(branch, "user.recovery_codes")) for code in codes)


def test_codes_made_anew_void_the_ones_before_but_not_what_was_used(branch: Office) -> None:
    old = signing_in.new_codes(branch).value
    signing_in.recover(branch, "Wang", old[0], "another-1")
    new = signing_in.new_codes(branch).value
    assert signing_in.codes_left(branch) == 10
    with refuses("user.recovery_code_used"):
        signing_in.recover(branch, "Wang", old[0], "yet-another")
    with refuses("user.recovery_code_wrong"):
        signing_in.recover(branch, "Wang", old[1], "yet-another")
    signing_in.recover(branch, "Wang", new[1], "yet-another")


def test_a_mistyped_code_counts_like_a_wrong_password_and_a_short_password_uses_none(
    branch: Office,
) -> None:
    codes = signing_in.new_codes(branch).value
    with refuses("user.password_too_short"):
        signing_in.recover(branch, "Wang", codes[0], "12345")
    with refuses("user.recovery_code_wrong"):
        signing_in.recover(branch, "Nobody", codes[0], "another-1")
    for typed in ("", "🔑", codes[0][:-1]):
        with refuses("user.recovery_code_wrong"):
            signing_in.recover(branch, "Wang", typed, "another-1")
    with refuses("user.sign_in_wait"):
        signing_in.recover(branch, "Wang", codes[0], "another-1")
    assert signing_in.codes_left(branch) == 10


def test_letters_that_look_alike_are_taken_for_each_other() -> None:
    assert signing_in._digest(1, "0O1I-L000-0000-0000") == signing_in._digest(1, "0011 1000 0000 0000")
    assert signing_in._digest(1, "0000") != signing_in._digest(2, "0000")


def test_a_code_is_its_persons_alone_and_ends_with_them(branch: Office) -> None:
    people.add(branch, "Zhao", rights.ADMINISTRATOR, password=SECRET)
    signing_in.sign_in(branch, "Zhao", SECRET)
    codes = signing_in.new_codes(branch).value
    with refuses("user.recovery_code_wrong"):
        signing_in.recover(branch, "Wang", codes[0], "another-1")
    people.edit(branch, "Wang", "Wang", rights.ADMINISTRATOR)
    signing_in.sign_in(branch, "Wang", SECRET)
    people.deactivate(branch, "Zhao")
    with refuses("user.recovery_code_wrong"):
        signing_in.recover(branch, "Zhao", codes[1], "another-1")


# ---- who is gone


def test_two_administrators_that_remove_each_other_leave_one(branch: Office) -> None:
    """Each in a window of their own, as on a server."""
    people.edit(branch, "Wang", "Wang", rights.ADMINISTRATOR)
    people.add(branch, "Zhao", rights.ADMINISTRATOR, password=SECRET)
    wang = branch.user
    zhao = signing_in.sign_in(branch, "Zhao", SECRET)
    branch.user = wang
    people.deactivate(branch, "Zhao")
    branch.user = zhao
    with refuses("user.no_longer_active", "Zhao"):
        people.deactivate(branch, "Wang")
    assert [one.login for one in people.people(branch) if one.active] == ["Wang"]


def test_the_last_administrator_stays(branch: Office) -> None:
    people.edit(branch, "Wang", "Wang", rights.ADMINISTRATOR)
    people.add(branch, "Li", rights.MANAGER, password=SECRET)
    with refuses("user.deactivates_self"):
        people.deactivate(branch, "Wang")
    people.edit(branch, "Wang", "Wang", rights.VIEWER)  # the longest here: acts as one all the same
    people.edit(branch, "Wang", "Wang", rights.ADMINISTRATOR)
