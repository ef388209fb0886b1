"""Dialogs about one's own account: the password changed, a forgotten one replaced, recovery codes shown."""

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


def ask_code(
    parent: QWidget, office: Office, tasks: Tasks, login: str, then: Callable[[], object]
) -> FormDialog:
    """Ask for a recovery code and a new password, and sign in by them."""

    def send(values: dict[str, Any], dialog: FormDialog) -> None:
        def done(_user: object) -> None:
            dialog.accept()
            then()

        work = partial(signing_in.recover, office, values["login"], values["code"], values["new"])
        tasks.run(work, done, dialog.refuse, owner=dialog)

    hint = _(
        "From the list printed when the office was made. Without one, an administrator can set a new "
        "password."
    )
    fields = [
        Field("login", _("Name"), value=login, required=_("Enter the name you sign in with.")),
        Field("code", _("Recovery code"), hint=hint, required=_("Enter a recovery code.")),
        Field("new", _("New password"), "secret", hint=_("At least 6 characters.")),
    ]
    form = Form("recover", fields)
    words = _("Password forgotten"), _("Set the password")
    dialog = FormDialog(parent, "recoverDialog", *words, form, send)
    dialog.open()
    return dialog
