"""The screen Settings: the office's name, language, your account, people, and the office file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from qadesk import preferences
from qadesk.i18n import _, current_language, ngettext
from qadesk.services import encryption, locking, people, rights, setup, signing_in, tokens
from qadesk.services.encryption import EncryptionState
from qadesk.services.people import Person
from qadesk.services.tokens import Token
from qadesk.storage.office import Office
from qadesk.ui import checking, dialogs, recent
from qadesk.ui.account import ask_password
from qadesk.ui.codes import show_codes
from qadesk.ui.kit import files, shown
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.fields import IN_WORDS, Choice
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.settings.about_panel import AboutPanel
from qadesk.ui.screens.settings.backups_panel import BackupsPanel
from qadesk.ui.screens.settings.currency_panel import CurrencyPanel
from qadesk.ui.screens.settings.cycles_panel import CyclesPanel
from qadesk.ui.screens.settings.days_panel import DaysPanel
from qadesk.ui.screens.settings.encryption_panel import EncryptionPanel
from qadesk.ui.screens.settings.people_panel import PeoplePanel
from qadesk.ui.screens.settings.retention_panel import RetentionPanel
from qadesk.ui.screens.settings.tokens_panel import TokensPanel
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.bar import Bar
from qadesk.ui.widgets.basics import Button, TextField, label, set_read_only
from qadesk.ui.widgets.layouts import FREE, PAGE_FOOT, Inner, grid, hbox, rule, scrolled, vbox
from qadesk.ui.widgets.notice import Notice

_WIDEST: Final = 100 * GRID
_MOST_STILL_MS: Final = 1500  # that the page waits for its lists


@dataclass(frozen=True)
class _Read:
    """What is read of the office for this page."""

    people: tuple[Person, ...]
    tokens: tuple[Token, ...]
    minutes: int
    codes_left: int
    encryption: EncryptionState


class SettingsScreen(Screen):
    """One page of settings: the office's name is saved when one leaves it, the rest when a button is."""

    key = "settings"
    concerns = frozenset({"settings", "backups"})

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(office, tasks, parent)
        self.notice = Notice(name="settingsNotice")
        self.writes = self.operations(self.notice)
        self._actions = Actions(self, _("Settings"), self._described())
        self._actions.update_on(self.writes.stack.indexChanged)
        self._grid = grid(gap=GRID + 4, grows=1)
        self._grid.setHorizontalSpacing(4 * GRID)
        self._choices: dict[object, Choice] = {}
        self._build_person()
        self._build_file()
        if self.office.is_file:
            self.backups = BackupsPanel(self)
            self._section(_("Backups"), self.backups)
        else:  # QADesk copies files only
            text = _("QADesk makes no backups of an office on a server. The server's own backups apply.")
            self._section(_("Backups"), label(text, "small", wrap=True, name="backupsOfServer"))
        self.encryption = EncryptionPanel(self, self.writes)
        self._section(_("Encryption"), self.encryption)
        self._section(_("About QADesk"), AboutPanel(self, self.notice))
        content = QWidget()
        content.setMaximumWidth(enlarged(_WIDEST))
        vbox(self._grid, FREE, on=content, margins=(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID), gap=2 * GRID)
        self._area = scrolled(content, "settingsScroll")
        self._area.setUpdatesEnabled(False)  # until its lists are as long as they will be: nothing jumps
        # The notice stands beside what scrolls: whatever is done there, it is in sight.
        vbox((self._area, 1), hbox(self.notice, margins=PAGE_FOOT), on=self, gap=0)

    # ---- the page

    def _section(self, title: str, *rows: Inner) -> None:
        """A heading at the left, its rows at the right, a thin line below the section before."""
        row = self._grid.rowCount()
        if row > 1:
            self._grid.addWidget(rule(), row, 0, 1, 2)
        head = label(title, name="settingsHead")
        head.setAlignment(Qt.AlignmentFlag.AlignTop)
        head.setContentsMargins(0, 6, 0, 0)
        self._grid.addWidget(head, row + 1, 0)
        self._grid.addLayout(vbox(*rows), row + 1, 1)

    def _described(self) -> list[Action]:
        """What can be done with one's account and with offices."""

        def asks(name: str, text: str, what: str, icon: str = "") -> Action:
            return Action(name, text, partial(self.open_requested.emit, what, None), icon)

        return [
            Action("settingsPassword", _("Change password…"), self._change_password, "key-round"),
            Action("settingsCodes", _("New recovery codes…"), self._make_codes, "list-checks",
                   shown=lambda: not self._may_not),
            asks("settingsSignOut", _("Sign out"), "sign_out", "log-out"),
            Action("settingsFolder", _("Show the folder"), self._show_folder, "folder-open",
                   shown=lambda: self.office.is_file),
            Action("settingsCheck", _("Check the office…"), partial(checking.ask_to_check, self),
                   "list-checks"),
            Action("settingsOpen", _("Open another office…"), self._open_other),
            asks("settingsNew", _("New office…"), "new_office"),
            asks("settingsSample", _("Sample office"), "sample_office"),
            *self.writes.actions("settings"),
        ]  # fmt: skip

    def _buttons(self, *names: str) -> list[Button]:
        return [self._actions.button(f"settings{name}") for name in names]

    def _asking(self, choice: Choice, what: str) -> Choice:
        """A choice that the window is asked for, and that one comes back to where that makes it anew."""
        choice.chosen.connect(partial(self.open_requested.emit, what))
        self._choices[what] = choice
        return choice

    def _build_person(self) -> None:
        """The office's name and language, who is signed in, and who else may."""
        self.office_name = TextField("settingsOfficeName", _("Name of the office"))
        self.office_name.editingFinished.connect(self._rename)
        printed = label(_("Printed on every sheet and notice."), "small", wrap=True)
        self._section(_("Name of the office"), self.office_name, printed)
        language = Choice("settingsLanguage", IN_WORDS, current_language())
        self._section(_("Language"), self._asking(language, "language"))
        kept = preferences.load()
        schemes = zip(preferences.SCHEMES, (_("As on this PC"), _("Light"), _("Dark")), strict=True)
        sizes = [(size, f"{size}%") for size in preferences.TEXT_SIZES]
        scheme = Choice("settingsScheme", schemes, kept.scheme, _("Colours"))
        size = Choice("settingsTextSize", sizes, kept.text_size, _("Text size"))
        self._section(_("Colours"), self._asking(scheme, "scheme"))
        self._section(_("Text size"), self._asking(size, "text_size"))
        self.person = label("", name="settingsPerson")
        account = self._buttons("Password", "Codes", "SignOut")
        self.password = account[0]
        self.codes_left = label("", "small", wrap=True, name="settingsCodesLeft")
        self._section(_("Your account"), self.person, Bar(account), self.codes_left)
        self.people = PeoplePanel(self)
        self._section(_("Users who can sign in"), self.people)
        waits = [(n, _("{n} min").format(n=n) if n else _("Never")) for n in locking.MINUTES]
        self.idle = Choice("settingsIdle", waits, 0, _("Lock the window"))
        self.idle.chosen.connect(self._set_idle)
        hint = _(
            "After so long without a key or the mouse, the password is asked for again. What was typed stays."
        )
        self._section(_("Lock the window"), self.idle, label(hint, "small", wrap=True))
        self.tokens = TokensPanel(self)
        self._section(_("App tokens"), self.tokens)
        self.retention = RetentionPanel(self)
        self._section(_("Personal data"), self.retention)
        self.cycles = CyclesPanel(self)
        self._section(_("Cycles"), self.cycles)
        self.currency = CurrencyPanel(self)
        self._section(_("Currency"), self.currency)
        self.days = DaysPanel(self)
        self._section(_("Working days and appeals"), self.days)

    def _build_file(self) -> None:
        self.path = label("", wrap=True, name="settingsPath")
        self.path.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.kept = label("", "small", wrap=True, name="settingsKept")
        self.recent = Button(_("Recent offices"), "settingsRecent")
        self.recent.setMenu(QMenu(self.recent))
        this, others = Bar(self._buttons("Folder", "Check")), Bar([*self._buttons("Open"), self.recent])
        title = _("Office file") if self.office.is_file else _("Database")
        made = Bar(self._buttons("New", "Sample"))  # a row of its own: five buttons have no room in one
        self._section(title, self.path, self.kept, this, others, made)

    # ---- reading

    def focus_first(self) -> None:
        """A button that asks first: in the office's name a stray key would be printed on every sheet."""
        self.password.setFocus()

    def arrive(self, context: object) -> None:
        """Today leads to the backups, and to what it offers there; a new language back to its choice."""
        if context in self._choices:
            self._choices[context].setFocus()
        if context == "retention":
            self._area.ensureWidgetVisible(self.retention)
            self.retention.focus_first()
        if not self.office.is_file:
            return
        if context in ("backups", "second", "drill"):
            self._area.ensureWidgetVisible(self.backups)
            self.backups.focus_first()
        if context == "second":
            self.backups.choose_second()
        elif context == "drill":
            self.backups.try_restore()

    def refresh(self, changes: frozenset[str]) -> None:
        if self.office.is_file:
            self.backups.refresh()
        self._offer_recent()
        if changes == {"backups"}:
            return
        if not self.office_name.isModified():  # never over something being typed
            self._show_name()
        set_read_only(self.office_name, bool(self._may_not))
        self.office_name.setToolTip(self._may_not)
        user = self.office.user
        self.person.setText(f"{user.name} · {rights.role_words(user.role)}" if user else "")
        office = self.office
        self.path.setText(str(office.place))
        self.kept.setText(
            _("Everything is in this one file. Copy it by hand only while QADesk is closed.")
            if office.is_file
            else _("Everything is in this database. QADesk does not back up its server.")
        )

        def read() -> _Read:
            everybody = people.people(office)
            left = signing_in.codes_left(office)
            minutes, encrypted = locking.idle_minutes(office), encryption.encryption(office)
            return _Read(everybody, tokens.tokens(office), minutes, left, encrypted)

        self.load(read, self._show_settings)
        self.days.refresh()
        self.cycles.refresh()
        self.currency.refresh()
        self.retention.refresh(lambda: self._area.setUpdatesEnabled(True))
        QTimer.singleShot(_MOST_STILL_MS, self, lambda: self._area.setUpdatesEnabled(True))

    def _show_settings(self, found: _Read) -> None:
        """What was read of the people and of what they sign in with."""
        self.people.show_people(found.people)
        self.tokens.show_rows(found.tokens)
        self.encryption.show_state(found.encryption, found.people)
        self.idle.choose(found.minutes)
        self.idle.setEnabled(not self._may_not)
        self.idle.setToolTip(self._may_not)
        self._actions.update()
        text = ngettext("{n} recovery code left", "{n} recovery codes left", found.codes_left)
        self.codes_left.setText(text.format(n=found.codes_left))
        self.codes_left.setVisible(not self._may_not)

    @property
    def _may_not(self) -> str:
        return rights.why_not(self.office, "administer")

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

    def _make_codes(self) -> None:
        """New ones, which void the ones before."""

        def tell(codes: tuple[str, ...]) -> None:
            show_codes(self, codes)

        def make() -> None:
            self.writes.run(partial(signing_in.new_codes, self.office), tell)

        def ask(left: int) -> None:
            if not left:
                make()
                return
            loses = ngettext(
                "The {n} code that was not used so far becomes void, also on paper.",
                "The {n} codes that were not used so far become void, also on paper.",
                left,
            ).format(n=left)
            dialogs.confirm(self, _("Make new recovery codes?"), loses, _("Make new codes"), make)

        self.load(partial(signing_in.codes_left, self.office), ask, slot="codes")

    def _set_idle(self, minutes: object) -> None:
        assert isinstance(minutes, int)
        said = _("The window locks when nobody has used it for {n} minutes.").format(n=minutes)
        if not minutes:
            said = _("The window never locks by itself.")
        self.writes.run(partial(locking.set_idle_minutes, self.office, minutes), said=said)

    def _open_other(self) -> None:
        def choose(chosen: Path) -> None:
            if chosen != self.office.place:
                self.open_requested.emit("open_office", chosen)

        files.ask_office(self, choose, self._folder())

    def _open_recent(self, office: str) -> None:
        self.open_requested.emit("recent_office", office)

    def _offer_recent(self) -> None:
        """Only where there is another one."""
        self.recent.setVisible(recent.fill(self.recent.menu(), self.office.place, self._open_recent))

    def _folder(self) -> Path:
        """Where other offices are looked for."""
        return self.office.path.parent if self.office.is_file else preferences.default_folder()

    def _show_folder(self) -> None:
        shown.show(self.office.path.parent, self.notice)
