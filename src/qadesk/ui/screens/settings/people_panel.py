"""The people who may sign in, as a small table, and what can be done about them."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QWidget

from qadesk.i18n import N_, _, ngettext, pgettext
from qadesk.services.people import Person
from qadesk.ui.account import ask_password
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.table import Column

_MOST_ROWS: Final = 8  # in sight at once
ROLES: Final = {
    "supervisor": N_("Supervisor"),
    "manager": N_("Manager"),
    "administrator": N_("Administrator"),
}


def role_text(role: str) -> str:
    """A role as a word."""
    return _(ROLES.get(role, role))


class PeoplePanel(QWidget):
    """Works for `screen`, which reads the people and shows them here."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen
        self._may = False
        self.page = ListPage(screen, _view(), self._actions(), operations=screen.writes)
        self.why = label("", "small", wrap=True, name="peopleWhy")
        vbox(self.page, self.why, on=self)

    def _actions(self) -> list[Action]:
        def chosen() -> bool:
            return self._may and self.page.current is not None

        return [
            Action("peopleAdd", _("Add user…"), self.add, "user-plus", enabled=lambda: self._may),
            Action("peopleEdit", _("Edit…"), self.edit, "pencil", enabled=chosen),
            Action(
                "peoplePassword",
                _("Set password…"),
                self.ask_password,
                "key-round",
                enabled=lambda: self._is_self() or (chosen() and self._is_active()),
            ),
            Action(
                "peopleActive",
                lambda: _("Deactivate") if self._is_active() else _("Reactivate"),
                self.toggle,
                lambda: "user-minus" if self._is_active() else "user-plus",
                enabled=lambda: chosen() and not self._is_self(),
            ),
        ]

    # ---- showing

    def show_people(self, everybody: tuple[Person, ...], keepers: tuple[Person, ...]) -> None:
        """Show them, and what the user signed in may do."""
        self._may = self._screen.office.user_id in [person.id for person in keepers]
        self.page.show_rows(everybody)
        who = _(", ").join(person.name for person in keepers)
        self.why.setText(
            _("Administrators add and edit users. If there is none, the user who was added first does.")
            if self._may
            else _("{who} can change the users.").format(who=who)
        )
        self.page.actions_.update()

    def _is_self(self) -> bool:
        return self.page.current is not None and self.page.current.id == self._screen.office.user_id

    def _is_active(self) -> bool:
        return self.page.current is None or self.page.current.active

    # ---- doing

    def add(self) -> None:
        """Ask for one more person."""
        said = _("{name} can now sign in. From the next start QADesk asks who is using it.")
        office = self._screen.office

        def send(values: dict[str, Any], dialog: FormDialog) -> None:
            def work() -> Any:
                from qadesk.services import people

                password = values["password"] or None
                return people.add(office, values["name"], values["role"], values["login"], password)

            self.page.operations.submit(dialog, work, said=lambda now: said.format(name=now.name))

        FormDialog(self, "personDialog", _("Add user"), _("Add"), _person_form(), send).open()

    def edit(self) -> None:
        """Ask for another name or role of the current person."""
        before, office = self.page.current, self._screen.office
        if before is None:
            return

        def send(values: dict[str, Any], dialog: FormDialog) -> None:
            def work() -> Any:
                from qadesk.services import people

                return people.edit(office, before.login, values["name"], values["role"])

            said = _("{name} was changed.")
            self.page.operations.submit(dialog, work, said=lambda now: said.format(name=now.name))

        form = _person_form(before)
        FormDialog(self, "personDialog", _("Edit user"), _("Save"), form, send).open()

    def ask_password(self) -> None:
        """Ask for another password: one's own with the old one."""
        person, screen = self.page.current, self._screen
        if person is None:
            return
        if self._is_self():
            said = _("Your password is changed.")
            ask_password(screen.office, screen.tasks, self, lambda: self.page.notice.say(said))
            return

        def send(values: dict[str, Any], dialog: FormDialog) -> None:
            def work() -> Any:
                from qadesk.services import people

                return people.set_password(screen.office, person.login, values["password"])

            said = _("{name} has a new password.").format(name=person.name)
            self.page.operations.submit(dialog, work, said=said)

        hint = _("At least 6 characters. Tell it to {name}, who can change it.").format(name=person.name)
        form = Form("give", [Field("password", _("New password"), "secret", hint=hint)])
        title = _("New password for {name}").format(name=person.name)
        FormDialog(self, "givePasswordDialog", title, _("Set"), form, send).open()

    def toggle(self) -> None:
        """Keep the current person from signing in, or let them again."""
        person, office = self.page.current, self._screen.office
        if person is None:
            return

        def work() -> Any:
            from qadesk.services import people

            turn = people.deactivate if person.active else people.reactivate
            return turn(office, person.login)

        said = (
            _("{name} can no longer sign in. Past work keeps the name.")
            if person.active
            else _("{name} can sign in again.")
        )
        self.page.operations.run(work, said=said.format(name=person.name))


def _person_form(person: Person | None = None) -> Form:
    """A new person, or name and role of `person`; what one signs in with is fixed then."""
    fields = [
        Field("name", _("Name"), value=person.name if person else ""),
        Field(
            "login",
            _("Signs in as"),
            value=person.login if person else "",
            hint="" if person else _("Left empty, it is the name."),
            fixed=person is not None,
        ),
        Field(
            "role",
            _("Role"),
            "choice",
            person.role if person else "manager",
            hint=_(
                "Managers approve scorecards. Once there is an administrator, only administrators change "
                "users."
            ),
            options=[(role, role_text(role)) for role in ROLES],
        ),
    ]
    if person is None:
        hint = _("At least 6 characters. Left empty, anyone can sign in under this name.")
        fields.append(Field("password", _("Password"), "secret", hint=hint))
    return Form("person", fields)


def _view() -> ListView[Person]:
    return ListView(
        "people",
        _("Users who can sign in"),
        _columns(),
        identity=lambda person: person.id,
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
        Column("role", _("Role"), lambda p: role_text(p.role)),
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
