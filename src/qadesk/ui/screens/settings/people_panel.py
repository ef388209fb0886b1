"""The people who may sign in, as a small table, and what can be done about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from qadesk.i18n import _, ngettext, pgettext
from qadesk.services import passwords, people, rights
from qadesk.services.done import Done
from qadesk.services.people import Person
from qadesk.services.trail import things
from qadesk.services.trail.things import About
from qadesk.ui.account import ask_password
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field, by_rule
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.history import history_action
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.table import Column

_MOST_ROWS: Final = 8  # in sight at once


class PeoplePanel(ListPage[Person]):
    """Works for `screen`, which reads the people and shows them here."""

    def __init__(self, screen: Screen) -> None:
        self._office, can = screen.office, partial(Action, right="administer")
        actions = [
            can("peopleAdd", _("Add user…"), self.add, "user-plus"),
            can("peopleEdit", _("Edit…"), self.edit, "pencil", enabled=self._chosen),
            Action("peoplePassword", _("Set password…"), self.ask_password, "key-round",
                   enabled=self._takes_password),
            can("peopleActive", lambda: _("Deactivate") if self._is_active() else _("Reactivate"),
                self.toggle, lambda: "user-minus" if self._is_active() else "user-plus",
                enabled=lambda: self._chosen() and not self._is_self()),
            history_action(screen, "people", self._history_of),
        ]  # fmt: skip
        super().__init__(screen, _view(), actions, operations=screen.writes)
        self.why = label("", "small", wrap=True, name="peopleWhy")
        self._whole.addWidget(self.why)

    def _chosen(self) -> bool:
        return self.current is not None

    def _takes_password(self) -> bool:
        may = not rights.why_not(self._office, "administer")
        return self._is_self() or (may and self._chosen() and self._is_active())

    def _history_of(self) -> About | None:
        return None if self.current is None else things.of_user(self.current.login)

    # ---- showing

    def show_people(self, everybody: tuple[Person, ...]) -> None:
        """Show them, and what the user signed in may do."""
        self.show_rows(everybody)
        keepers = people.keepers(everybody)
        who = _(", ").join(person.name for person in keepers)
        self.why.setText(
            _("Administrators add and edit users. If there is none, the user who was added first does.")
            if self._office.user_id in [person.id for person in keepers]
            else _("{who} can change the users.").format(who=who)
        )

    def _is_self(self) -> bool:
        return self.current is not None and self.current.id == self._office.user_id

    def _is_active(self) -> bool:
        return self.current is None or self.current.active

    # ---- doing

    def add(self) -> None:
        """Ask for one more person."""
        said = _("{name} can now sign in. From the next start QADesk asks who is using it.")

        def add(values: dict[str, Any]) -> Done[Person]:
            values["password"] = None if values.pop("open") else values["password"]
            return people.add(self._office, **values)

        self._ask_and_write("personDialog", (_("Add user"), _("Add")), _person_form(), add, said)

    def edit(self) -> None:
        """Ask for another name or role of the current person."""
        if (person := self.current) is None:
            return

        def edit(values: dict[str, Any]) -> Done[Person]:
            return people.edit(self._office, person.login, values["name"], values["role"])

        words = _("Edit user"), _("Save")
        self._ask_and_write("personDialog", words, _person_form(person), edit, _("{name} was changed."))

    def ask_password(self) -> None:
        """Ask for another password: one's own with the old one."""
        if (person := self.current) is None:
            return
        if self._is_self():
            said = _("Your password is changed.")
            ask_password(self._office, self._screen.tasks, self, lambda: self.notice.say(said))
            return

        def give(values: dict[str, Any]) -> Done[Person]:
            return people.set_password(self._office, person.login, values["password"])

        hint = _("At least 6 characters. Tell it to {name}, who can change it.").format(name=person.name)
        form = Form("give", [Field("password", _("New password"), "secret", hint=hint)])
        words = _("New password for {name}").format(name=person.name), _("Set")
        self._ask_and_write("givePasswordDialog", words, form, give, _("{name} has a new password."))

    def _ask_and_write(
        self,
        name: str,
        words: tuple[str, str],
        form: Form,
        write: Callable[[dict[str, Any]], Done[Person]],
        said: str,
    ) -> None:
        self.operations.ask_and_write(name, words, form, write, said=lambda now: said.format(name=now.name))

    def toggle(self) -> None:
        """Keep the current person from signing in, or let them again."""
        if (person := self.current) is None:
            return
        turn, said = people.reactivate, _("{name} can sign in again.")
        if person.active:
            turn, said = people.deactivate, _("{name} can no longer sign in. Past work keeps the name.")
        self.operations.run(partial(turn, self._office, person.login), said=said.format(name=person.name))


def _person_form(person: Person | None = None) -> Form:
    """A new person, or name and role of `person`; what one signs in with is fixed then."""
    name, login, role = (person.name, person.login, person.role) if person else ("", "", rights.ROLES[0])
    roles = [(one, rights.role_words(one)) for one in rights.ROLES]
    alone = _("Left empty, it is the name.")
    fields = [
        Field("name", _("Name"), value=name),
        Field("login", _("Signs in as"), value=login, hint="" if person else alone, fixed=bool(person)),
        Field("role", _("Role"), "choice", role, options=roles, told=rights.role_about),
    ]
    if person is None:
        needed = _("Choose a password, or say that there is none.")
        fields += [
            Field("password", _("Password"), "secret", hint=_("At least 6 characters."), required=needed,
                  enabled=lambda now: not now["open"], check=by_rule(passwords.must_fit)),
            Field("open", _("No password: anyone can sign in under this name"), "check"),
        ]  # fmt: skip
    return Form("person", fields)


def _view() -> ListView[Person]:
    return ListView(
        "people",
        _("Users who can sign in"),
        _columns(),
        identity=lambda person: person.id,
        personal=Personal("users"),
        counted=lambda rows: ngettext("{n} person", "{n} people", len(rows)).format(n=len(rows)),
        empty=Empty("users", ""),
        in_bar=("peopleAdd", "peopleEdit", "peoplePassword", "peopleActive"),
        opens="peopleEdit",
        rows_in_sight=_MOST_ROWS,
    )


def _columns() -> list[Column[Person]]:
    return [
        Column("name", _("Name"), lambda p: p.name, stretch=True),
        Column("login", _("Signs in as"), lambda p: p.login),
        Column("role", _("Role"), lambda p: rights.role_words(p.role)),
        Column(
            "password",
            _("Password"),
            lambda p: pgettext("password", "Set") if p.has_password else _("No password"),
            tone=lambda p: None if p.has_password or not p.active else "warn",
        ),
        Column(
            "active",
            _("Can sign in"),
            lambda p: _("Yes") if p.active else _("Deactivated"),
            tone=lambda p: None if p.active else "muted",
        ),
    ]
