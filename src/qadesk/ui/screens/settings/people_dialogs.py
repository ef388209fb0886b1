"""The small forms about people: somebody's entry, and another password for somebody else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from qadesk.errors import UserError
from qadesk.i18n import N_, _
from qadesk.services.people import Person
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import ComboBox, text_field
from qadesk.ui.widgets.form import FormDialog
from qadesk.ui.widgets.password import PasswordField

Done = Callable[[Person], object]

ROLES = {
    "supervisor": N_("Supervisor"),
    "manager": N_("Manager"),
    "administrator": N_("Administrator"),
}


def role_text(role: str) -> str:
    """A role as a word."""
    return _(ROLES.get(role, role))


class _PersonForm(FormDialog):
    """Runs one service on what was typed and stays open, nothing lost, if it refuses."""

    def __init__(
        self, parent: QWidget, office: Office, tasks: Tasks, title: str, action: str, name: str, done: Done
    ) -> None:
        super().__init__(parent, title, action, name, lambda: self._typed() != self._at_first)
        self.office = office
        self._tasks = tasks
        self._done = done
        self._at_first: object = None

    def _typed(self) -> object:
        raise NotImplementedError

    def _run(self, work: Callable[[], Person]) -> None:
        self.say_wrong("")
        self.action.setEnabled(False)
        self._tasks.run(work, self._finish, self._failed, owner=self)

    def _finish(self, person: Person) -> None:
        self.accept()
        self._done(person)

    def _failed(self, error: BaseException) -> bool:
        self.say_wrong(str(error) if isinstance(error, UserError) else "")
        return isinstance(error, UserError)


class PersonDialog(_PersonForm):
    """Adds a person, or changes name and role of `person`; what one signs in with is fixed then."""

    def __init__(
        self, parent: QWidget, office: Office, tasks: Tasks, done: Done, person: Person | None = None
    ) -> None:
        title, action = (_("Edit person"), _("Save")) if person else (_("Add person"), _("Add"))
        super().__init__(parent, office, tasks, title, action, "personDialog", done)
        self._person = person
        self.named = text_field("personName", _("Name"), person.name if person else "")
        self.login = text_field("personLogin", _("Signs in as"), person.login if person else "")
        self.login.setEnabled(person is None)
        self.role = ComboBox("personRole", _("Role"))
        for role in ROLES:
            self.role.addItem(role_text(role), role)
        self.role.setCurrentIndex(max(0, self.role.findData(person.role if person else "manager")))
        self.password = PasswordField("personPassword", _("Password"))
        self.form.add_row(_("Name"), self.named)
        self.form.add_row(
            _("Signs in as"), self.login, _("Left empty, it is the name.") if person is None else ""
        )
        self.form.add_row(
            _("Role"),
            self.role,
            _("Managers approve scorecards. Once there are administrators, only they change people."),
        )
        if person is None:
            self.form.add_row(
                _("Password"),
                self.password,
                _("At least 6 characters. Left empty, anyone can sign in under this name."),
            )
        else:
            self.password.setParent(self)
            self.password.hide()
        self._at_first = self._typed()
        self.named.setFocus()

    def _typed(self) -> object:
        return self.named.text(), self.login.text(), self.role.currentData(), self.password.text()

    def submit(self) -> None:
        office, before = self.office, self._person
        name, login, role = self.named.text(), self.login.text(), str(self.role.currentData())
        password = self.password.text() or None

        def work() -> Person:
            from qadesk.services import people

            if before is not None:
                return people.edit(office, before.login, name, role)
            return people.add(office, name, role, login, password)

        self._run(work)


class GivePasswordDialog(_PersonForm):
    """Asks for another person's new password: who has forgotten the old one cannot type it."""

    def __init__(self, parent: QWidget, office: Office, tasks: Tasks, person: Person, done: Done) -> None:
        title = _("New password for {name}").format(name=person.name)
        super().__init__(parent, office, tasks, title, _("Set"), "givePasswordDialog", done)
        self._login = person.login
        self.new = PasswordField("givePassword", _("New password"))
        self.form.add_row(
            _("New password"),
            self.new,
            _("At least 6 characters. Tell it to {name}, who can change it.").format(name=person.name),
        )
        self._at_first = self._typed()
        self.new.setFocus()

    def _typed(self) -> object:
        return self.new.text()

    def submit(self) -> None:
        office, login, new = self.office, self._login, self.new.text()

        def work() -> Person:
            from qadesk.services import people

            return people.set_password(office, login, new)

        self._run(work)
