"""The dialog that changes the password of the person at the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services import signing_in
from qadesk.storage.office import Office
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.tasks import Tasks


def ask_password(
    office: Office, tasks: Tasks, parent: QWidget | None = None, then: Callable[[], object] | None = None
) -> FormDialog:
    """Ask for the password in use and the new one; stays open with everything typed until it is changed."""

    def send(values: dict[str, Any], dialog: FormDialog) -> None:
        def done(_none: None) -> None:
            dialog.accept()
            if then is not None:
                then()

        work = partial(signing_in.change_password, office, values["old"], values["new"])
        tasks.run(work, done, dialog.refuse, owner=dialog)

    new = Field("new", _("New password"), "secret", hint=_("At least 6 characters."))
    form = Form("password", [Field("old", _("Current password"), "secret"), new])
    dialog = FormDialog(parent, "passwordDialog", _("Change password"), _("Change"), form, send)
    dialog.open()
    return dialog
