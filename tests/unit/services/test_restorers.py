"""Where today's file is gone or does not open, the backup itself says who may restore it."""

from __future__ import annotations

from contextlib import closing

import pytest

from qadesk.services import people, setup, signing_in
from qadesk.services.backups import keeping, restorers, restoring
from qadesk.services.trail import browsing
from qadesk.storage.generations import ASKED
from qadesk.storage.office import Office, User
from tests.refusals import refuses

pytestmark = pytest.mark.files  # backups are of files


@pytest.mark.parametrize("how", ["gone", "damaged"])
def test_where_the_file_tells_nothing_the_backup_says_who_may_restore_it(office: Office, how: str) -> None:
    people.add(office, "Boss", "administrator", password="secret-1")
    people.set_password(office, "Boss", "secret-2")
    people.add(office, "Sue", "supervisor", password="secret-3")
    signing_in.sign_in(office, "Boss", "secret-2")
    people.deactivate(office, "admin")
    made = keeping.make(office, ASKED)
    setup.rename_office(office, "Today")
    office.close()
    office.path.unlink()
    if how == "damaged":
        office.path.write_bytes(b"x" * 5000)
    before = {path.name: path.read_bytes() for path in office.path.parent.iterdir() if path.is_file()}
    sue = restorers.sign_in(made.path, "Sue", "secret-3")
    stranger = User(1, "nobody here", "Nobody", "administrator")
    for by in (None, sue, stranger):
        with refuses("restore.nobody", "Boss can do it") as caught:
            restoring.restore(office.path, made.path, by)
        assert isinstance(caught.value, restorers.NobodyRestores)
        assert caught.value.copy == made.path
    for login, password in (("Boss", "secret-1"), ("admin", ""), ("x", "")):
        with refuses("user.sign_in_refused"):
            restorers.sign_in(made.path, login, password)
    assert {path.name: path.read_bytes() for path in office.path.parent.iterdir() if path.is_file()} == before
    boss = restorers.sign_in(made.path, "Boss", "secret-2")
    restoring.restore(office.path, made.path, boss)
    with closing(setup.open_office(office.path)) as restored:
        assert restored.name == "Test branch"
        entry = browsing.entries(restored, most=1)[0]
        assert (entry.action, entry.who) == (restoring.RESTORED, "Boss")


def test_the_only_user_without_a_password_restores_and_is_named(office: Office) -> None:
    made = keeping.make(office, ASKED)
    office.close()
    office.path.unlink()
    restoring.restore(office.path, made.path)
    with closing(setup.open_office(office.path)) as restored:
        assert browsing.entries(restored, most=1)[0].who == office.people[0].name
