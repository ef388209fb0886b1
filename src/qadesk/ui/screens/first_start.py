"""The window of the first start: language, the office's name, your name and password.

Contract: ``FirstStart(tasks, folder)``, then `show()`. `folder` is where a new office is kept unless the
person chooses another. It emits `made(office)` (open, its first user signed in), `sample_asked`,
`open_asked` (another office file), `restore_asked` (a backup), `language_chosen(code)` (the language is
already in force and the window reworded), and `rejected` when closed.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from qadesk.errors import NotTaken
from qadesk.i18n import _, current_language, set_language
from qadesk.services import passwords
from qadesk.storage.cipher import slots
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.codes import show_codes
from qadesk.ui.dialogs import TypedDialog
from qadesk.ui.kit import files
from qadesk.ui.kit.fields import IN_WORDS, Choice, Field, Kind, PasswordField, Values, by_rule, watch
from qadesk.ui.kit.form import Form
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.unlocking import meaning, tell_recovery_key
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, hbox, rule, scrolled, vbox

_WIDTH = 600
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def _encrypts(now: Values) -> bool:
    return bool(now["encrypt"])


def _told_of_encrypting(encrypts: bool) -> str:
    """What the choice means."""
    return meaning() if encrypts else _("Anyone who gets the file or a backup can read what it holds.")


def _fields(typed: Values) -> list[Field]:
    """What is asked, with what was typed so far."""

    def field(key: str, label: str, kind: Kind = "text", **more: Any) -> Field:
        return Field(key, label, kind, typed.get(key), **more)

    example, least = _("for example: East Gate branch"), _("at least 6 characters")
    nameless, nobody = _("Enter the name of the office."), _("Enter your name.")
    no_word = _("Choose a password.")
    many = _("at least 10 characters")
    return [
        field("office", _("Name of the office"), placeholder=example, required=nameless),
        field("name", _("Your name"), required=nobody),
        field("password", _("Your password"), "secret", placeholder=least, required=no_word,
              check=by_rule(passwords.must_fit)),
        field("encrypt", _("Encrypt the office file"), "check", told=_told_of_encrypting),
        field("passphrase", _("Passphrase"), "secret", placeholder=many, required=_("Choose a passphrase."),
              enabled=_encrypts, check=by_rule(slots.must_fit)),
    ]  # fmt: skip


class FirstStart(TypedDialog):
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
        self._area = scrolled(QWidget(), "firstScroll")
        vbox(self._area, on=self)
        self._build({})
        self.office_name.setFocus()
        self.resize(theme.enlarged(_WIDTH), self.sizeHint().height())
        self._grow()

    def _build(self, typed: Values) -> Choice:
        """All that stands in the window, in the language in force, with what was typed so far."""
        self.setWindowTitle(_("Welcome to QADesk"))
        languages = Choice("firstLanguage", IN_WORDS, current_language())
        languages.chosen.connect(self._speak)
        self._form = Form("first", _fields(typed), above=[(_("Language"), languages)])
        self.office_name = cast(QLineEdit, self._form.widgets["office"])
        self.person = cast(QLineEdit, self._form.widgets["name"])
        self.password = cast(PasswordField, self._form.widgets["password"])
        self.encrypt = cast(QCheckBox, self._form.widgets["encrypt"])
        self.passphrase = cast(PasswordField, self._form.widgets["passphrase"])
        self.where = label("", "small", wrap=True, name="firstWhere")
        self.wrong = label("", "bad", wrap=True, name="firstWrong")
        self.wrong.hide()
        for widget in self._form.widgets.values():
            watch(widget, partial(self.typed_on, widget))
        change = Button(_("Change…"), "firstFolder", kind="link", clicked=self._choose_folder)
        self._form.addLayout(hbox((self.where, 1), change), self._form.rowCount(), 1)
        text = _("Create the office")
        self.create_button = Button(text, "firstCreate", kind="primary", clicked=self._create)
        sample = Button(_("Try the sample office"), "firstSample", clicked=self.sample_asked.emit)
        other = Button(_("Open an office file…"), "firstOpen", kind="link", clicked=self.open_asked.emit)
        restore = Button(_("Restore a backup…"), "firstRestore", kind="link", clicked=self.restore_asked.emit)
        self.create_button.setDefault(True)
        content = QWidget()
        vbox(
            label(_("Welcome to QADesk"), "title", wrap=True, name="firstTitle"),
            label(
                _("Fill this in, then you can import this month's files."),
                "muted",
                wrap=True,
                name="firstIntro",
            ),
            GRID,
            self._form,
            hbox((self.wrong, 1), FREE, self.create_button),
            FREE,
            rule(),
            hbox(sample, FREE, restore, other),
            on=content,
            margins=(4 * GRID, 3 * GRID, 4 * GRID, 2 * GRID),
        )
        self._area.takeWidget().deleteLater()  # later: the choice of language may be telling of itself
        self._area.setWidget(content)
        content.installEventFilter(self)
        self._show_place()
        self.office_name.textChanged.connect(self._show_place)
        return languages

    def _speak(self, code: str) -> None:
        set_language(code)
        theme.set_qt_locale(code)
        typed: dict[str, Any] = {
            key: widget.isChecked() if isinstance(widget, QCheckBox) else cast(QLineEdit, widget).text()
            for key, widget in self._form.widgets.items()
        }
        self._build(typed).setFocus()
        self.language_chosen.emit(code)

    @property
    def path(self) -> Path:
        """Where the office file will be."""
        name = _FORBIDDEN.sub(" ", self.office_name.text()).strip(" .") or "office"
        return self._folder / f"{name}.qadesk"

    def _show_place(self) -> None:
        self.where.setText(_("Kept in {path}").format(path=self.path))
        self._grow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """How high a text is that takes another line is known once it is laid out."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._area.widget():
            self._grow()
        return super().eventFilter(watched, event)

    def _grow(self) -> None:
        """Room for a path that takes another line, as far as the screen has some."""
        content = self._area.widget()
        inside = None if content is None else content.layout()
        if inside is None:
            return
        room = inside.minimumSize().width() + self._area.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(max(theme.enlarged(_WIDTH), room))  # it never scrolls sideways
        wanted = inside.totalHeightForWidth(max(self.width(), self.minimumWidth()))
        most = self.screen().availableGeometry().height() - 8 * GRID  # less its title
        if self.height() < wanted:
            self.resize(self.width(), min(wanted, most))

    def _choose_folder(self) -> None:
        def choose(folder: Path) -> None:
            self._folder = folder
            self._show_place()

        title = _("Where the office is kept")
        files.ask_folder(self, "officeFolderDialog", title, choose, holds=files.NOBODY, folder=self._folder)

    def _create(self) -> None:
        try:
            values = self._form.values()
        except NotTaken as wrong:
            self.say_wrong(str(wrong), wrong.code)
            return
        self.say_wrong("")
        self.create_button.setEnabled(False)
        path = self.path

        def create() -> tuple[Office, tuple[str, ...], str]:
            from qadesk.services import encryption, setup, signing_in

            office = setup.create_office(
                path,
                name=values["office"],
                user_name=values["name"],
                password=values["password"],
                open_cycle=False,  # with which scorecard is asked on Today
                passphrase=values["passphrase"] if values["encrypt"] else None,
            )
            key = encryption.show_recovery_key(office) if values["encrypt"] else ""
            return office, signing_in.new_codes(office).value, key

        self.tasks.run(create, self._welcome, self._refused, owner=self)

    def _welcome(self, made: tuple[Office, tuple[str, ...], str]) -> None:
        office, codes, key = made

        def go_on() -> None:
            self.accept()
            self.made.emit(office)

        def tell_codes() -> None:
            show_codes(self, codes, go_on)

        if key:
            tell_recovery_key(self, key, tell_codes)
        else:
            tell_codes()

    def _refused(self, error: BaseException) -> bool:
        self.create_button.setEnabled(True)
        return self.refuse(error)

    def typed(self) -> int:
        """How many answers there are."""
        return sum(
            bool(field.text()) for field in (self.office_name, self.person, self.password, self.passphrase)
        )
