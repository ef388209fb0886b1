"""App tokens: for chosen commands, in their maker's name, until they are revoked or that person left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.cli import parser
from qadesk.services import people, rights, setup, signing_in, tokens
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    """Wang, who was first, and Li, signed in."""
    office = setup.create_office(tmp_path / "b.qadesk", name="East", user_name="Wang")
    people.add(office, "Li", rights.SUPERVISOR)
    signing_in.sign_in(office, "Li", "")
    yield office
    office.close()


def test_a_token_signs_its_maker_in_for_its_commands(branch: Office) -> None:
    made = tokens.make(branch, " nightly  import ", ["results", "import"]).value
    assert made.token.name == "nightly import"
    assert made.token.commands == ("import", "results")
    branch.user = None
    assert tokens.sign_in(branch, f" {made.text}\n", "import").login == "Li"
    (listed,) = tokens.tokens(branch)
    assert listed.used_at is not None
    assert listed.works
    with refuses("token.other_command", "import", "results"):
        tokens.sign_in(branch, made.text, "people")
    with branch.read() as connection:
        stored = [repr(row) for table in (tables.app_token, tables.audit)
                  for row in connection.execute(select(table))]  # fmt: skip
    assert not any(made.text in one for one in stored)


def test_a_revoked_token_says_so(branch: Office) -> None:
    made = tokens.make(branch, "nightly", ["import"]).value
    assert not tokens.revoke(branch, made.token.id).value.works
    assert tokens.revoke(branch, made.token.id).value.revoked_at is not None  # once is enough
    with refuses("token.revoked", "nightly"):
        tokens.sign_in(branch, made.text, "import")


def test_a_token_ends_with_its_person_and_is_no_more_than_them(branch: Office) -> None:
    made = tokens.make(branch, "nightly", ["import", "cycle"]).value
    signing_in.sign_in(branch, "Wang", "")
    people.edit(branch, "Li", "Li", rights.VIEWER)
    tokens.sign_in(branch, made.text, "cycle")
    with refuses("rights.not_allowed"):
        rights.must(branch, "prepare")
    signing_in.sign_in(branch, "Wang", "")
    people.deactivate(branch, "Li")
    with refuses("token.person_left", "nightly", "Li"):
        tokens.sign_in(branch, made.text, "import")
    assert [one.works for one in tokens.tokens(branch)] == [False]
    people.reactivate(branch, "Li")
    tokens.sign_in(branch, made.text, "import")


def test_who_made_a_token_is_not_removed_but_deactivated(branch: Office) -> None:
    made = tokens.make(branch, "nightly", ["import"]).value
    signing_in.sign_in(branch, "Wang", "")
    with refuses("user.has_worked", "Li"):
        people.remove(branch, "Li")
    assert [one.works for one in tokens.tokens(branch)] == [True]
    people.deactivate(branch, "Li")
    with refuses("token.person_left", "nightly", "Li"):
        tokens.sign_in(branch, made.text, "import")


@pytest.mark.parametrize("text", ["", "qadesk-", "🔑", "qadesk-" + "A" * 43])
def test_a_text_that_is_no_token(branch: Office, text: str) -> None:
    with refuses("token.unknown"):
        tokens.sign_in(branch, text, "import")


def test_ones_own_are_listed_and_revoked_an_administrators_are_all(branch: Office) -> None:
    mine = tokens.make(branch, "mine", ["import"]).value.token.id
    signing_in.sign_in(branch, "Wang", "")
    other = tokens.make(branch, "other", ["import"]).value.token.id
    assert [one.name for one in tokens.tokens(branch)] == ["other", "mine"]
    signing_in.sign_in(branch, "Li", "")
    assert [one.name for one in tokens.tokens(branch)] == ["mine"]
    with refuses("rights.not_allowed"):
        tokens.revoke(branch, other)
    with refuses("token.gone", 99):
        tokens.revoke(branch, 99)
    signing_in.sign_in(branch, "Wang", "")
    tokens.revoke(branch, mine)


@pytest.mark.parametrize("name, commands", [("", ["import"]), ("  ", ["import"]), ("nightly", [])])
def test_what_a_token_needs(branch: Office, name: str, commands: list[str]) -> None:
    with refuses("token.incomplete"):
        tokens.make(branch, name, commands)


def test_no_token_makes_users_or_tokens_and_each_is_a_command(branch: Office) -> None:
    assert not {"people", "token", "restore", "init"} & set(tokens.COMMANDS)
    for command in tokens.COMMANDS:
        with pytest.raises(SystemExit) as stopped:
            parser.parse([command, "--help"])
        assert stopped.value.code == 0
    with pytest.raises(ValueError, match="people"):
        tokens.make(branch, "x", ["people"])
