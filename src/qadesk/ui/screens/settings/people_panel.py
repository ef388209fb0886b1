"""The people who may sign in, as a small table, and what can be done about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qadesk.i18n import _, pgettext
from qadesk.services.people import Person
from qadesk.ui.account import PasswordDialog
from qadesk.ui.screen import Screen
from qadesk.ui.screens.settings.people_dialogs import GivePasswordDialog, PersonDialog, role_text
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

_MOST_ROWS: Final = 8  # in sight at once


class PeoplePanel(QWidget):
    """Works for `screen`, which reads the people and shows them here."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen
        self._may = False
        self.notice = Notice(name="peopleNotice")
        self.model: RecordTableModel[Person] = RecordTableModel(_columns())
        self.table = TableView(self.model, "peopleTable", _("Who may sign in"))
        self.add_button = Button(_("Add person…"), "peopleAdd", icon="user-plus", clicked=self.add)
        self.edit_button = Button(_("Edit…"), "peopleEdit", clicked=self.edit)
        self.password = Button(
            _("Set password…"), "peoplePassword", icon="key-round", clicked=self.ask_password
        )
        self.active = Button(_("Deactivate"), "peopleActive", clicked=self.toggle)
        self.why = label("", "small", wrap=True, name="peopleWhy")
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.add_button, self.edit_button, self.password, self.active):
            buttons.addWidget(button)
        buttons.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(GRID)
        page.addWidget(self.notice)
        page.addWidget(self.table)
        page.addLayout(buttons)
        page.addWidget(self.why)
        self.table.row_chosen.connect(lambda _person: self._offer())
        self.table.row_activated.connect(lambda _person: self.edit())
        self._offer()

    # ---- showing

    @property
    def current(self) -> Person | None:
        """The person the table stands on."""
        found: Person | None = self.table.current_record()
        return found

    def show_people(self, everybody: tuple[Person, ...], keepers: tuple[Person, ...]) -> None:
        """Show them, and what the user signed in may do; the one the table stands on stays so."""
        kept = self.current
        self._may = self._screen.office.user_id in [person.id for person in keepers]
        self.model.set_rows(everybody)
        number = self.model.find(lambda person: kept is not None and person.id == kept.id)
        if everybody:
            self.table.select_row(number or 0)
        lines = min(max(1, len(everybody)), _MOST_ROWS) + 1
        self.table.setFixedHeight(lines * ROW + 2)
        who = _(", ").join(person.name for person in keepers)
        self.why.setText(
            _("An administrator adds and changes people; without one, whoever has been here longest.")
            if self._may
            else _("{who} can change who signs in.").format(who=who)
        )
        self._offer()

    def _offer(self) -> None:
        person = self.current
        self.add_button.setEnabled(self._may)
        self.edit_button.setEnabled(self._may and person is not None)
        itself = person is not None and person.id == self._screen.office.user_id
        self.password.setEnabled(person is not None and (itself or (self._may and person.active)))
        self.active.setEnabled(self._may and person is not None and not itself)
        text = _("Reactivate") if person is not None and not person.active else _("Deactivate")
        self.active.setText(text)
        self.active.setAccessibleName(text)

    # ---- doing

    def add(self) -> None:
        """Ask for one more person."""
        office = self._screen.office

        def done(person: Person) -> None:
            from qadesk.services import people

            said = _("{name} may sign in; from the next start QADesk asks who is there.")
            self._written(said.format(name=person.name), lambda: people.remove(office, person.login))

        PersonDialog(self, office, self._screen.tasks, done).open()

    def edit(self) -> None:
        """Ask for another name or role of the person the table stands on."""
        before, office = self.current, self._screen.office
        if before is None or not self._may:
            return

        def done(person: Person) -> None:
            from qadesk.services import people

            self._written(
                _("{name} is changed.").format(name=person.name),
                lambda: people.edit(office, before.login, before.name, before.role),
            )

        PersonDialog(self, office, self._screen.tasks, done, before).open()

    def ask_password(self) -> None:
        """Ask for another password: one's own with the old one."""
        person, screen = self.current, self._screen
        if person is None:
            return
        if person.id == screen.office.user_id:
            dialog = PasswordDialog(screen.office, screen.tasks, self)
            dialog.accepted.connect(lambda: self._written(_("Your password is changed.")))
            dialog.open()
            return
        said = _("{name} has a new password.").format(name=person.name)
        GivePasswordDialog(
            self, screen.office, screen.tasks, person, lambda _person: self._written(said)
        ).open()

    def toggle(self) -> None:
        """Keep the person the table stands on from signing in, or let them again."""
        person, office = self.current, self._screen.office
        if person is None:
            return
        was_active, login = person.active, person.login

        def turn(active: bool) -> Person:
            from qadesk.services import people

            return people.reactivate(office, login) if active else people.deactivate(office, login)

        said = (
            _("{name} cannot sign in any more. What was done stays, with the name.")
            if was_active
            else _("{name} may sign in again.")
        ).format(name=person.name)
        self._screen.tasks.run(
            lambda: turn(not was_active),
            lambda _person: self._written(said, lambda: turn(was_active)),
            owner=self,
        )

    def _written(self, said: str, undo: Callable[[], object] | None = None) -> None:
        """Say it, with undo as long as the user still may."""
        screen, office = self._screen, self._screen.office

        def read() -> bool:
            from qadesk.services import people

            return office.user_id in [one.id for one in people.keepers(people.people(office))]

        def say(may: bool) -> None:
            if undo is not None and may:
                self.notice.say(said, action=_("Undo"), then=lambda: self._take_back(undo))
            else:
                self.notice.say(said)

        screen.tasks.run(read, say, owner=self)
        screen.announce({"settings"})

    def _take_back(self, undo: Callable[[], object]) -> None:
        self._screen.write(
            undo, lambda _none: self.notice.say(_("Taken back."), "info"), changes={"settings"}
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
            _("May sign in"),
            lambda p: _("Yes") if p.active else _("Deactivated"),
            tone=lambda p: None if p.active else "muted",
        ),
    ]
