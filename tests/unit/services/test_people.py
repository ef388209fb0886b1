"""Who may sign in: added, renamed, given a role, kept out and let in again; somebody may always do so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from qadesk.services import people, setup, signing_in
from qadesk.services.designing import versions
from qadesk.services.designing.versions import VersionStatus
from qadesk.services.people import ADMINISTRATOR, MANAGER, SUPERVISOR, Person
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses

SECRET = "long-enough"


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = setup.create_office(tmp_path / "b.qadesk", name="龙华营业部", user_name="王芳")
    yield made
    made.close()


def trail(office: Office) -> list[tuple[str, str]]:
    with office.read() as connection:
        rows = connection.execute(select(tables.audit.c.action, tables.audit.c.subject))
        return [(row.action, row.subject) for row in rows if row.action.startswith("user.")]


def as_user(office: Office, login: str, password: str = "") -> None:
    signing_in.sign_in(office, login, password)


def test_a_second_person_signs_in_and_does_what_the_first_may_not(branch: Office) -> None:
    draft = versions.new_draft(branch, versions.versions(branch)[0].id).value
    versions.advance(branch, draft, VersionStatus.SUBMITTED)
    assert versions.may(branch, draft) == {VersionStatus.APPROVED, VersionStatus.DRAFT}  # an office of one
    added = people.add(branch, " 李  经理 ", MANAGER, password=SECRET).value
    assert (added.name, added.login, added.role, added.has_password) == ("李 经理", "李 经理", MANAGER, True)
    with refuses("scorecard.own_approval"):
        versions.advance(branch, draft, VersionStatus.APPROVED)
    as_user(branch, "李 经理", SECRET)
    assert versions.advance(branch, draft, VersionStatus.APPROVED).value.status is VersionStatus.APPROVED
    assert trail(branch) == [("user.add", "李 经理")]


def test_an_office_of_two_asks_who_is_there(branch: Office) -> None:
    people.add(branch, "李经理", MANAGER, login="li")
    branch.close()
    again = setup.open_office(branch.place)
    assert again.user is None
    assert signing_in.logins(again) == ("王芳", "li")
    assert signing_in.sign_in(again, "li", "").name == "李经理"
    again.close()


def test_who_was_here_first_adds_people_until_somebody_is_administrator(branch: Office) -> None:
    people.add(branch, "李经理", MANAGER, login="li")
    people.add(branch, "赵", ADMINISTRATOR, login="zhao")
    with refuses("rights.not_allowed") as refused:
        people.add(branch, "钱", SUPERVISOR)
    assert "赵" in refused.value.remedy
    as_user(branch, "li")
    for act in _everything():
        with refuses("rights.not_allowed"):
            act(branch)
    as_user(branch, "zhao")
    assert (
        people.edit(branch, "zhao", "赵", MANAGER).value.role == MANAGER
    )  # then it is the first one's again
    assert [person.login for person in people.keepers(people.people(branch))] == ["王芳"]
    branch.user = None
    with refuses("user.nobody_signed_in"):
        people.add(branch, "钱", SUPERVISOR)


def _everything() -> list[Callable[[Office], object]]:
    return [
        lambda office: people.edit(office, "li", "李", ADMINISTRATOR),
        lambda office: people.set_password(office, "zhao", SECRET),
        lambda office: people.deactivate(office, "zhao"),
        lambda office: people.reactivate(office, "zhao"),
        lambda office: people.remove(office, "zhao"),
    ]


def test_a_deactivated_person_keeps_the_name_and_comes_back(branch: Office) -> None:
    people.add(branch, "李经理", MANAGER, login="li")
    as_user(branch, "li")
    draft = versions.new_draft(branch, versions.versions(branch)[0].id).value
    versions.advance(branch, draft, VersionStatus.SUBMITTED, "本月起")
    as_user(branch, "王芳")
    assert not people.deactivate(branch, "li").value.active
    assert [(one.login, one.active) for one in people.people(branch)] == [("王芳", True), ("li", False)]
    assert signing_in.logins(branch) == ("王芳",)
    with refuses("user.sign_in_refused"):
        signing_in.sign_in(branch, "li", "")
    assert versions.may(branch, draft) == {
        VersionStatus.APPROVED,
        VersionStatus.DRAFT,
    }  # nobody else is left to do it
    submitted = next(one for one in versions.versions(branch) if one.id == draft).steps[-1]
    assert submitted.by == "李经理"
    with refuses("user.login_taken"):
        people.add(branch, "李", MANAGER, login="LI")
    assert people.reactivate(branch, "li").value.active
    assert signing_in.logins(branch) == ("王芳", "li")


def test_nobody_deactivates_themself(branch: Office) -> None:
    with refuses("user.deactivates_self") as alone:
        people.deactivate(branch, "王芳")
    assert "Make another user administrator" in alone.value.remedy
    people.edit(branch, "王芳", "王芳", ADMINISTRATOR)
    people.add(branch, "赵", ADMINISTRATOR, login="zhao")
    with refuses("user.deactivates_self") as two:
        people.deactivate(branch, "王芳")
    assert "赵" in two.value.remedy
    assert all(person.active for person in people.people(branch))


def test_a_name_and_a_role_are_changed_with_who_is_at_the_desk(branch: Office) -> None:
    people.edit(branch, "王芳", " 王  方 ", ADMINISTRATOR)
    assert branch.user is not None
    assert (branch.user.login, branch.user.name, branch.user.role) == ("王芳", "王 方", ADMINISTRATOR)
    people.edit(branch, "王芳", "王 方", ADMINISTRATOR)  # nothing new: nothing in the trail
    assert trail(branch) == [("user.edit", "王芳")]
    with pytest.raises(ValueError, match="unknown role"):
        people.edit(branch, "王芳", "王芳", "king")


def test_a_forgotten_password_is_replaced_by_the_administration(branch: Office) -> None:
    people.add(branch, "李经理", MANAGER, login="li", password=SECRET)
    people.set_password(branch, "li", "another-one")
    with refuses("user.sign_in_refused"):
        as_user(branch, "li", SECRET)
    with refuses("user.password_too_short"):
        people.set_password(branch, "li", "12345")
    with refuses("user.old_password_needed"):
        people.set_password(branch, "王芳", SECRET)
    as_user(branch, "li", "another-one")


@pytest.mark.parametrize(
    "name, login, password, code, named",
    [
        ("  ", "", None, "user.name_missing", ""),
        ("李", "王芳", None, "user.login_taken", "王芳"),
        ("王 芳", "王芳 ", None, "user.login_taken", "王芳"),
        ("李", "", "12345", "user.password_too_short", ""),
        ("李" * 61, "", None, "user.name_too_long", "60"),
    ],
)
def test_who_cannot_be_added(
    branch: Office, name: str, login: str, password: str | None, code: str, named: str
) -> None:
    with refuses(code, named):
        people.add(branch, name, MANAGER, login, password)
    assert len(people.people(branch)) == 1


def test_an_addition_is_taken_back_until_the_person_worked(branch: Office) -> None:
    people.add(branch, "李", MANAGER)
    people.remove(branch, "李")
    assert len(people.people(branch)) == 1
    people.add(branch, "李", MANAGER)
    as_user(branch, "李")
    versions.new_draft(branch, versions.versions(branch)[0].id)
    as_user(branch, "王芳")
    for login in ("李", "王芳"):
        with refuses("user.has_worked"):
            people.remove(branch, login)


PERSONS = st.lists(st.tuples(st.sampled_from(people.ROLES), st.booleans()), min_size=1, max_size=6)


@given(PERSONS)
def test_somebody_may_always_change_people(persons: list[tuple[str, bool]]) -> None:
    everybody = [
        Person(number, f"p{number}", f"P{number}", role, has_password=False, active=active)
        for number, (role, active) in enumerate(persons)
    ]
    found = people.keepers(everybody)
    assert bool(found) == any(person.active for person in everybody)
    assert all(person.active for person in found)
    administrators = [p for p in everybody if p.active and p.role == ADMINISTRATOR]
    assert list(found) == administrators if administrators else len(found) <= 1


@pytest.mark.parametrize("what", [people.deactivate, people.remove, people.reactivate])
def test_two_administrators_who_keep_each_other_out_do_not_both_succeed(
    branch: Office, what: Callable[[Office, str], object]
) -> None:
    """The other one, elsewhere, was faster: after the right was asked for, before this one may write."""
    people.edit(branch, "王芳", "王芳", ADMINISTRATOR)
    people.add(branch, "李", ADMINISTRATOR)
    people.people(branch)
    before = branch.people
    with branch.write("test", "the other one") as connection:
        connection.execute(tables.user.update().where(tables.user.c.login == "王芳").values(active=False))
    branch.people, branch.people_known = before, True
    with refuses("user.no_longer_active"):
        what(branch, "李")
    assert [one.login for one in people.people(branch) if one.active] == ["李"]
