"""The screen Settings: the office's name, language, your account, people, and the office file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from qadesk import preferences
from qadesk.i18n import _
from qadesk.services import setup
from qadesk.services.people import Person
from qadesk.storage.office import Office
from qadesk.ui.account import ask_password
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Actions
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.settings.about_panel import AboutPanel
from qadesk.ui.screens.settings.backups_panel import BackupsPanel
from qadesk.ui.screens.settings.people_panel import PeoplePanel, role_text
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label, rule, scrolled, text_field
from qadesk.ui.widgets.languages import LanguageChoice
from qadesk.ui.widgets.layouts import FREE, vbox
from qadesk.ui.widgets.notice import Notice

_WIDEST: Final = 100 * GRID


class SettingsScreen(Screen):
    """One page of settings: the office's name is saved when one leaves it, the rest when a button is."""

    key = "settings"
    concerns = frozenset({"settings", "backups"})

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(office, tasks, parent)
        self.notice = Notice(name="settingsNotice")
        self.writes = self.operations(self.notice)
        self._actions = Actions(self, _("Settings"), self.writes.actions("settings"))
        self._actions.update_on(self.writes.stack.indexChanged)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(4 * GRID)
        self._grid.setVerticalSpacing(GRID + 4)
        self._grid.setColumnStretch(1, 1)
        self._build_office()
        self._build_language()
        self._build_account()
        self._build_people()
        self._build_file()
        self._build_backups()
        self._build_about()
        content = QWidget()
        content.setMaximumWidth(_WIDEST)
        vbox(self._grid, FREE, on=content, margins=(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID), gap=2 * GRID)
        self._area = scrolled(content, "settingsScroll")
        vbox(
            self.notice,  # above what scrolls: whatever is done below, it is in sight
            self._area,
            on=self,
            gap=0,
        )

    # ---- the page

    def _section(self, title: str, *rows: QWidget | QHBoxLayout) -> None:
        """A heading at the left, its rows at the right, a thin line below the section before."""
        row = self._grid.rowCount()
        if row > 1:
            self._grid.addWidget(rule(), row, 0, 1, 2)
        head = label(title, name="settingsHead")
        head.setAlignment(Qt.AlignmentFlag.AlignTop)
        head.setContentsMargins(0, 6, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(GRID)
        for item in rows:
            if isinstance(item, QWidget):
                column.addWidget(item)
            else:
                column.addLayout(item)
        self._grid.addWidget(head, row + 1, 0)
        self._grid.addLayout(column, row + 1, 1)

    def _build_office(self) -> None:
        self.office_name = text_field("settingsOfficeName", _("Name of the office"))
        self.office_name.editingFinished.connect(self._rename)
        self._section(
            _("Name of the office"),
            self.office_name,
            label(_("Printed on every sheet and notice."), "small", wrap=True),
        )

    def _build_language(self) -> None:
        languages = LanguageChoice("settingsLanguage")
        languages.chosen.connect(lambda code: self.open_requested.emit("language", code))
        self._section(_("Language"), languages)

    def _build_account(self) -> None:
        self.person = label("", name="settingsPerson")
        password = Button(
            _("Change password…"), "settingsPassword", icon="key-round", clicked=self._change_password
        )
        leave = Button(
            _("Sign out"), "settingsSignOut", icon="log-out", clicked=lambda: self._ask("sign_out")
        )
        self._section(_("Your account"), self.person, _in_row(password, leave, stretch=True))

    def _build_people(self) -> None:
        self.people = PeoplePanel(self)
        self._section(_("Users who can sign in"), self.people)

    def _build_file(self) -> None:
        self.path = label("", wrap=True, name="settingsPath")
        self.path.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.folder = Button(
            _("Show the folder"), "settingsFolder", icon="folder-open", clicked=self._show_folder
        )
        self.kept = label("", "small", wrap=True, name="settingsKept")
        other = Button(_("Open another office…"), "settingsOpen", clicked=self._open_other)
        fresh = Button(_("New office…"), "settingsNew", clicked=lambda: self._ask("new_office"))
        sample = Button(_("Sample office"), "settingsSample", clicked=lambda: self._ask("sample_office"))
        self._section(
            _("Office file") if self.office.is_file else _("Database"),
            self.path,
            self.kept,
            _in_row(self.folder, stretch=True),
            _in_row(other, fresh, sample, stretch=True),
        )

    def _build_backups(self) -> None:
        self.backups = BackupsPanel(self)
        self._section(_("Backups"), self.backups)

    def _build_about(self) -> None:
        self._section(_("About"), AboutPanel(self, self.notice))

    # ---- reading

    def arrive(self, context: object) -> None:
        """Today leads to the backups, and to what it offers there."""
        if not self.office.is_file:
            return
        if context in ("backups", "second", "drill"):
            self._area.ensureWidgetVisible(self.backups)
            self.backups.page.focus_first()
        if context == "second":
            self.backups.choose_second()
        elif context == "drill":
            self.backups.try_restore()

    def refresh(self, changes: frozenset[str]) -> None:
        self.backups.refresh()
        if changes == {"backups"}:
            return
        if not self.office_name.isModified():  # never over something being typed
            self._show_name()
        user = self.office.user
        self.person.setText(f"{user.name} · {role_text(user.role)}" if user else "")
        self._show_place()
        office = self.office

        def read() -> tuple[tuple[Person, ...], tuple[Person, ...]]:
            from qadesk.services import people

            everybody = people.people(office)
            return everybody, people.keepers(everybody)

        self.load(read, lambda found: self.people.show_people(*found))

    def _show_place(self) -> None:
        place = self.office.place
        self.path.setText(str(place))
        self.folder.setVisible(self.office.is_file)
        if self.office.is_file:
            said = _("Everything is in this one file. Copy it by hand only while QADesk is closed.")
        else:
            said = _("Everything is in this database. QADesk does not back up its server.")
        self.kept.setText(said)

    # ---- writing

    def flush(self) -> bool:
        """Save a name that is still being typed; without any, the office keeps the one it has."""
        if self.office_name.hasFocus():
            QGuiApplication.inputMethod().commit()
        if self.office_name.text().strip():
            self._rename()
        else:
            self._show_name()
        return True

    def _show_name(self) -> None:
        self.office_name.setText(self.office.name)
        self.office_name.setCursorPosition(0)  # a long name is read from its beginning

    def _rename(self) -> None:
        office, before, name = self.office, self.office.name, self.office_name.text().strip()
        if name == before or not self.office_name.isModified():
            return
        self.office_name.setModified(False)

        said = _("The office is now called {name}.").format(name=name)
        self.writes.run(lambda: setup.rename_office(office, name), failed=self._failed, said=said)

    def _failed(self, error: BaseException) -> bool:
        self.office_name.setModified(True)  # it is still there to be corrected
        return self.writes.refused(error)

    def _change_password(self) -> None:
        ask_password(self.office, self.tasks, self, lambda: self.announce({"settings"}))

    def _ask(self, what: str) -> None:
        self.open_requested.emit(what, None)

    def _open_other(self) -> None:
        title = _("Open an office file")

        def choose(chosen: list[Path]) -> None:
            if chosen[0] != self.office.place:
                self.open_requested.emit("open_office", chosen[0])

        files.ask_open(self, "officeFileDialog", title, [files.office()], choose, folder=self._folder())

    def _folder(self) -> Path:
        """Where other offices are looked for."""
        return self.office.path.parent if self.office.is_file else preferences.default_folder()

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.office.path.parent)))


def _in_row(*widgets: QWidget, stretch: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GRID)
    for number, widget in enumerate(widgets):
        row.addWidget(widget, 1 if number == 0 and not stretch else 0)
    if stretch:
        row.addStretch(1)
    return row
