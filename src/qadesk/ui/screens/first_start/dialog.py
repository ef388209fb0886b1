"""The window of the first start: language, the office's name, your name and password.

Contract: ``FirstStart(tasks, folder)``, then `show()`. `folder` is where a new office is kept unless the
person chooses another. It emits `made(office)` (open, its first user signed in), `sample_asked`,
`open_asked` (another office file), `restore_asked` (a backup), `language_chosen(code)` (the language is
already in force and the window reworded), and `rejected` when closed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from qadesk.errors import UserError
from qadesk.i18n import _, set_language
from qadesk.ui import theme
from qadesk.ui.kit import files
from qadesk.ui.kit.form import Rows
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label, rule, scrolled, text_field
from qadesk.ui.widgets.languages import LanguageChoice
from qadesk.ui.widgets.layouts import FREE, hbox, vbox
from qadesk.ui.widgets.password import PasswordField

if TYPE_CHECKING:
    from qadesk.storage.office import Office

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


class FirstStart(QDialog):
    """Three questions on one page; Enter goes on, and what is missing is said beside the button."""

    made = Signal(object)
    sample_asked = Signal()
    open_asked = Signal()
    restore_asked = Signal()
    language_chosen = Signal(str)

    def __init__(self, tasks: Tasks, folder: Path) -> None:
        super().__init__()
        self.tasks = tasks
        self._folder = folder
        self.setObjectName("firstStart")
        self.title = label("", "title", wrap=True, name="firstTitle")
        self.intro = label("", "muted", wrap=True, name="firstIntro")
        self.office_name = text_field("firstOffice", "")
        self.person = text_field("firstName", "")
        self.password = PasswordField("firstPassword", "")
        self.where = label("", "small", wrap=True, name="firstWhere")
        self.wrong = label("", "bad", wrap=True, name="firstWrong")
        self.wrong.hide()
        self.change = Button("", "firstFolder", kind="link", clicked=self._choose_folder)
        self.create_button = Button("", "firstCreate", kind="primary", clicked=self._create)
        self.sample = Button("", "firstSample", clicked=self.sample_asked.emit)
        self.other = Button("", "firstOpen", kind="link", clicked=self.open_asked.emit)
        self.restore = Button("", "firstRestore", kind="link", clicked=self.restore_asked.emit)
        for button in (self.change, self.sample, self.other, self.restore):
            button.setAutoDefault(False)
        self.create_button.setDefault(True)
        self._lay_out()
        self._reword()
        self.office_name.textChanged.connect(self._show_place)
        self.office_name.setFocus()
        self.resize(600, self.sizeHint().height())

    def _lay_out(self) -> None:
        self._form = Rows()
        languages = LanguageChoice("firstLanguage")
        languages.chosen.connect(self._speak)
        self._labels = [
            self._form.add_row("", languages),
            self._form.add_row("", self.office_name),
            self._form.add_row("", self.person),
            self._form.add_row("", self.password),
        ]
        place = hbox((self.where, 1), self.change)
        self._form.addLayout(place, self._form.rowCount(), 1)
        go = hbox((self.wrong, 1), FREE, self.create_button)
        other = hbox(self.sample, FREE, self.restore, self.other)
        content = QWidget()
        vbox(
            self.title,
            self.intro,
            GRID,
            self._form,
            go,
            FREE,
            rule(),
            other,
            on=content,
            margins=(4 * GRID, 3 * GRID, 4 * GRID, 2 * GRID),
        )
        vbox(scrolled(content, "firstScroll"), on=self)

    def _speak(self, code: str) -> None:
        set_language(code)
        theme.set_qt_locale(code)
        self._reword()
        self.language_chosen.emit(code)

    def _reword(self) -> None:
        self.setWindowTitle(_("Welcome to QADesk"))
        self.title.setText(_("Welcome to QADesk"))
        self.intro.setText(_("Fill this in, then you can import this month's files."))
        texts = (_("Language"), _("Name of the office"), _("Your name"), _("Your password"))
        for name, text in zip(self._labels, texts, strict=True):
            name.setText(text)
        self.office_name.setAccessibleName(texts[1])
        self.office_name.setPlaceholderText(_("for example: East Gate branch"))
        self.person.setAccessibleName(texts[2])
        self.password.retranslate(texts[3])
        self.password.field.setPlaceholderText(_("at least 6 characters"))
        for button, text in (
            (self.change, _("Change…")),
            (self.create_button, _("Create the office")),
            (self.sample, _("Try the sample office")),
            (self.other, _("Open an office file…")),
            (self.restore, _("Restore a backup…")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
        self._show_place()
        self._say("")

    @property
    def path(self) -> Path:
        """Where the office file will be."""
        name = _FORBIDDEN.sub(" ", self.office_name.text()).strip(" .") or "office"
        return self._folder / f"{name}.qadesk"

    def _show_place(self) -> None:
        self.where.setText(_("Kept in {path}").format(path=self.path))

    def _choose_folder(self) -> None:
        def choose(folder: Path) -> None:
            self._folder = folder
            self._show_place()

        title = _("Where the office is kept")
        files.ask_folder(self, "officeFolderDialog", title, choose, folder=self._folder)

    def _create(self) -> None:
        for field, text in (
            (self.office_name, _("Enter the name of the office.")),
            (self.person, _("Enter your name.")),
            (self.password.field, _("Choose a password.")),
        ):
            if not field.text().strip():
                self._say(text)
                field.setFocus()
                return
        self._say("")
        self.create_button.setEnabled(False)
        path, name = self.path, self.office_name.text()
        person, password = self.person.text(), self.password.text()

        def create() -> Office:
            from qadesk.services import setup

            return setup.create_office(path, name=name, user_name=person, password=password)

        self.tasks.run(create, self._welcome, self._failed, owner=self)

    def _welcome(self, office: Office) -> None:
        self.accept()
        self.made.emit(office)

    def _failed(self, error: BaseException) -> bool:
        self.create_button.setEnabled(True)
        if not isinstance(error, UserError):
            return False
        self._say(str(error))
        return True

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc never throws away what was typed; the window's own cross closes it."""
        typed = self.office_name.text() or self.person.text() or self.password.text()
        if event.key() == Qt.Key.Key_Escape and typed:
            return
        super().keyPressEvent(event)
