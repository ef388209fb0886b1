"""The window that asks who is at the desk.

Contract: ``SignIn(office, tasks)``, then `show()`. It emits `signed_in` once `office.user` is set,
`open_asked` for another office, and `rejected` when it is closed. A wrong password keeps what was typed;
after several the button waits, and counts down the seconds. Who has forgotten it comes in by a recovery code.
Before a locked window Esc does nothing, and what would end the program or the sign-in asks first.
"""

from __future__ import annotations

import logging
import math
import time
from typing import cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qadesk import preferences
from qadesk.i18n import _
from qadesk.storage.office import Office
from qadesk.ui.account import ask_code
from qadesk.ui.dialogs import confirm
from qadesk.ui.kit.fields import Field, PasswordField, Values
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button, ComboBox, label

log = logging.getLogger(__name__)


class SignIn(FormDialog):
    """Name and password; Enter signs in."""

    signed_in = Signal()
    open_asked = Signal()

    def __init__(
        self, office: Office, tasks: Tasks, parent: QWidget | None = None, *, locked: bool = False
    ) -> None:
        """`locked`: only the person already signed in comes back, to the window as it was."""
        self.office, self.tasks = office, tasks
        self._only = office.user if locked else None
        self._until = 0.0  # of the monotonic clock: when the next password may be tried
        why = _("Locked because nobody used it for a while. What was typed is still there.")
        above = [label(office.name, "title", wrap=True, name="signInOffice")]
        above += [label(why, wrap=True, name="signInWhy")] if locked else []
        fields = [Field("name", _("Name"), "suggest"), Field("password", _("Password"), "secret")]
        form = Form("signIn", fields, above=[("", one) for one in above])
        title = _("{office} – QADesk").format(office=office.name)
        super().__init__(parent, "signIn", title, _("Sign in"), form, self._sign_in, focus="password")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # what it was shown for lets it go
        self._tick = QTimer(self, interval=250)
        self._tick.timeout.connect(self._count_down)
        self.people = cast(ComboBox, form.widgets["name"])
        self.password = cast(PasswordField, form.widgets["password"])
        other = Button(_("Open another office…"), "signInOther", kind="link", clicked=self._ask_open)
        lost = Button(_("Password forgotten…"), "signInForgotten", kind="link", clicked=self._ask_code)
        if self._only is not None:
            other.setText(_("Sign out"))
        self.cancel.hide()
        for at, button in enumerate((other, lost)):
            self.buttons.insertWidget(at, button)
        self._load_names()

    def _load_names(self) -> None:
        office = self.office
        if self._only is not None:
            self._show_names((self._only.login,), self._only.login)
            self.people.setEnabled(False)
            return

        def read() -> tuple[tuple[str, ...], str]:
            from qadesk.services import signing_in

            return signing_in.logins(office), preferences.load().login

        self.tasks.run(read, lambda found: self._show_names(*found), owner=self)

    def _show_names(self, names: tuple[str, ...], last: str) -> None:
        """Whoever was here last comes first and needs to type no name."""
        typed, known = self.people.currentText(), last in names
        self.people.addItems(sorted(names, key=lambda name: name != last))
        if typed:
            self.people.setEditText(typed)
        elif len(names) > 1 and not known:
            self.people.setFocus()

    def _sign_in(self, typed: Values, _itself: FormDialog) -> None:
        office = self.office

        def check() -> object:
            from qadesk.services import signing_in

            user = signing_in.sign_in(office, typed["name"], typed["password"])
            try:
                preferences.remember(login=user.login)
            except OSError:  # a profile that cannot be written must not keep anyone from work
                log.info("preferences could not be stored", exc_info=True)
            return user

        self.tasks.run(check, lambda _user: self._welcome(), self._refused, owner=self)

    def _welcome(self) -> None:
        self.accept()
        self.signed_in.emit()

    def _refused(self, error: BaseException) -> bool:
        told = self.refuse(error)
        self._until = time.monotonic() + getattr(error, "seconds", 0)
        self._count_down()
        if told:
            self.password.field.selectAll()
            self.password.setFocus()
        return told

    def _count_down(self) -> None:
        """The button says how long it waits, and can be pressed when that is over."""
        left = math.ceil(self._until - time.monotonic())
        self.action.setEnabled(left <= 0)
        self.action.setText(_("Sign in") if left <= 0 else _("Wait {n} s").format(n=left))
        if left > 0:
            self._tick.start()
        elif self._tick.isActive():
            self._tick.stop()
            self.wrong.hide()

    def _ask_code(self) -> None:
        """A new password by one of the recovery codes."""
        login, only = self.people.currentText(), self._only is not None
        ask_code(self, self.office, self.tasks, login, self._welcome, only=only)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._only is None or event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; before a locked window that ends the program."""
        if self._only is None:
            super().reject()
        else:
            confirm(self, _("Close QADesk?"), _("What was typed and not saved will be lost."),
                    _("Close QADesk"), self.leave)  # fmt: skip

    def _ask_open(self) -> None:
        """Another office, or of a locked window another person."""
        if self._only is None:
            self.open_asked.emit()
        else:
            confirm(self, _("Sign out?"), _("What was typed and not saved will be lost."), _("Sign out"),
                    self.open_asked.emit)  # fmt: skip

    def typed(self) -> int:
        """A name and a password are of no use but for this."""
        return 0
