"""Making an office and signing in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.services import cycles, setup, signing_in
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = setup.create_office(
        tmp_path / "b.qadesk", name=" East Gate ", user_name="Wang", login="wang", password="secret1"
    )
    yield office
    office.close()


def test_a_new_office_is_ready_for_this_month(branch: Office) -> None:
    assert branch.name == "East Gate"
    assert branch.user is not None
    assert branch.user.name == "Wang"
    assert cycles.newest_open(branch).period.contains(branch.today())
    with branch.read() as connection:
        stored = connection.execute(select(tables.user.c.password_hash)).scalar_one()
    assert stored.startswith("$argon2id$")
    assert "secret1" not in stored


def test_signing_in_needs_the_right_password(branch: Office) -> None:
    branch.close()
    office = setup.open_office(branch.place)
    assert office.user is None
    assert signing_in.logins(office) == ("wang",)
    for login, password in (("wang", "Secret1"), ("wang", ""), ("nobody", "secret1")):
        with refuses("user.sign_in_refused"):
            signing_in.sign_in(office, login, password)
        assert office.user is None
    assert signing_in.sign_in(office, " wang ", "secret1").role == "supervisor"
    office.close()


def test_the_password_is_changed_by_who_knows_it(branch: Office) -> None:
    with refuses("user.sign_in_refused"):
        signing_in.change_password(branch, "wrong", "better-one")
    with refuses("user.password_too_short"):
        signing_in.change_password(branch, "secret1", "12345")
    signing_in.change_password(branch, "secret1", "better-one")
    assert signing_in.sign_in(branch, "wang", "better-one").name == "Wang"
    with refuses("user.sign_in_refused"):
        signing_in.sign_in(branch, "wang", "secret1")


@pytest.mark.parametrize(
    "values, code",
    [
        ({"name": " "}, "office.names_missing"),
        ({"user_name": ""}, "office.names_missing"),
        ({"password": "12345"}, "user.password_too_short"),
        ({"zone": "Asia/Nowhere"}, "office.unknown_zone"),
    ],
)
def test_a_refused_office_leaves_no_file(tmp_path: Path, values: dict[str, str], code: str) -> None:
    wanted = {"name": "East Gate", "user_name": "Wang", "password": "secret1"} | values
    with refuses(code):
        setup.create_office(tmp_path / "b.qadesk", **wanted)
    assert list(tmp_path.iterdir()) == []


def test_an_office_without_password_opens_at_once(tmp_path: Path) -> None:
    setup.create_office(tmp_path / "b.qadesk", name="East Gate", user_name="Wang").close()
    office = setup.open_office(tmp_path / "b.qadesk")
    assert office.user is not None
    office.close()


def test_renaming_is_stored(branch: Office) -> None:
    setup.rename_office(branch, "West Gate")
    with refuses("office.name_missing"):
        setup.rename_office(branch, "  ")
    branch.close()
    office = setup.open_office(branch.place)
    assert office.name == "West Gate"
    office.close()
