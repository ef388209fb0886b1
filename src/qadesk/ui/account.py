"""The dialog that changes the password of the person at the desk."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.form import FormDialog
from qadesk.ui.widgets.password import PasswordField


class PasswordDialog(FormDialog):
    """Asks for the password in use and the new one; stays open with everything typed until it is changed."""

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("Change password"), _("Change"), "passwordDialog", self._typed)
        self._office = office
        self._tasks = tasks
        self.old = PasswordField("oldPassword", _("Password now"))
        self.new = PasswordField("newPassword", _("New password"))
        self.form.add_row(_("Password now"), self.old)
        self.form.add_row(_("New password"), self.new, _("At least 6 characters."))
        self.old.setFocus()

    def _typed(self) -> bool:
        return bool(self.old.text() or self.new.text())

    def submit(self) -> None:
        office, old, new = self._office, self.old.text(), self.new.text()
        self.action.setEnabled(False)

        def change() -> None:
            from qadesk.services import setup

            setup.change_password(office, old, new)

        self._tasks.run(change, lambda _none: self.accept(), self._failed, owner=self)

    def _failed(self, error: BaseException) -> bool:
        self.say_wrong(str(error) if isinstance(error, UserError) else "")
        return isinstance(error, UserError)
