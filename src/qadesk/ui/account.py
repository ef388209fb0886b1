"""Dialogs about one's own account: the password changed, a forgotten one replaced, recovery codes shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services import signing_in
from qadesk.storage.office import Office, User
from qadesk.ui.kit.fields import Field, Values
from qadesk.ui.kit.form import Form, FormDialog, ask_and_do
from qadesk.ui.tasks import Tasks


def ask_password(
    office: Office, tasks: Tasks, parent: QWidget, then: Callable[[], object] = lambda: None
) -> FormDialog:
    """Ask for the password in use and the new one; stays open with everything typed until it is changed."""
    new = Field("new", _("New password"), "secret", hint=_("At least 6 characters."))
    form = Form("password", [Field("old", _("Current password"), "secret"), new])

    def change(typed: Values) -> None:
        signing_in.change_password(office, typed["old"], typed["new"])

    words = _("Change password"), _("Change")
    return ask_and_do(parent, "passwordDialog", words, form, tasks, change, lambda _none: then())


def ask_code(
    parent: QWidget,
    office: Office,
    tasks: Tasks,
    login: str,
    then: Callable[[], object],
    *,
    only: bool = False,
) -> FormDialog:
    """Ask for a recovery code and a new password, and sign in by them; `only`: nobody else than `login`."""
    hint = _(
        "From the list printed when the office was made. Without one, an administrator can set a new "
        "password."
    )
    fields = [
        Field("login", _("Name"), value=login, fixed=only, required=_("Enter the name you sign in with.")),
        Field("code", _("Recovery code"), hint=hint, required=_("Enter a recovery code.")),
        Field("new", _("New password"), "secret", hint=_("At least 6 characters.")),
    ]

    def recover(typed: Values) -> User:
        return signing_in.recover(office, login if only else typed["login"], typed["code"], typed["new"])

    words, form = (_("Password forgotten"), _("Set the password")), Form("recover", fields)
    return ask_and_do(parent, "recoverDialog", words, form, tasks, recover, lambda _user: then())
