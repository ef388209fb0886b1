"""The two questions of the score screen: submit these? and: why reopen this?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qadesk.i18n import _, ngettext
from qadesk.services.scoring.forms import Entry, called
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.widgets.basics import Button, mark_wrong, text_field

_NAMED = 8


def ask_submit(
    parent: QWidget, ready: Sequence[Entry], left: Sequence[Entry], then: Callable[[], object]
) -> MessageDialog:
    """Ask once before locking what is complete; Enter submits, since a reopening takes it back."""
    question = ngettext("Submit {n} evaluation?", "Submit {n} evaluations?", len(ready)).format(n=len(ready))
    dialog = MessageDialog(parent, question, "lock", "accent")
    dialog.setObjectName("submitDialog")
    dialog.add_line(_("Submitted evaluations count in the results and are locked."))
    dialog.add_line(_("Reopening one later asks for a reason."), "muted")
    if left:
        names = [f"{entry.staff_no} {called(entry)}" for entry in left[:_NAMED]]
        if len(left) > _NAMED:
            names.append(_("… and {n} more").format(n=len(left) - _NAMED))
        text = _("Not complete, stay drafts: {names}").format(names=_(", ").join(names))
        dialog.add_line(text, "", "submitLeft")
    dialog.add_button(Button(_("Cancel"), "submitCancel"), lambda: None).setAutoDefault(False)
    submit = dialog.add_button(Button(_("Submit"), "submitAction", kind="primary"), then)
    submit.setDefault(True)
    submit.setFocus()
    dialog.open()
    return dialog


class ReasonDialog(MessageDialog):
    """Asks why a submitted evaluation is reopened; without a reason it stays locked."""

    given_up = Signal(str)  # what was typed when the dialog was left without reopening

    def __init__(self, parent: QWidget, entry: Entry, typed: str, then: Callable[[str], object]) -> None:
        heading = _("Reopen the evaluation of {name}?").format(name=f"{entry.staff_no} {called(entry)}")
        super().__init__(parent, heading, "rotate-ccw", "accent")
        self.setObjectName("reopenDialog")
        self._then = then
        self.add_line(_("It becomes a draft again and counts only after it is submitted anew."))
        self.add_line(_("The reason is kept in the audit trail."), "muted")
        example = _("Reason, e.g. wrong agent rated")
        self.reason = text_field("reopenReason", _("Reason"), typed, placeholder=example)
        self.reason.textChanged.connect(lambda _text: mark_wrong(self.reason, False))
        self.body.addWidget(self.reason)
        cancel = Button(_("Cancel"), "reopenCancel", clicked=self.reject)
        cancel.setAutoDefault(False)
        action = Button(_("Reopen"), "reopenAction", kind="primary", clicked=self._act)
        action.setDefault(True)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(action)
        self.rejected.connect(lambda: self.given_up.emit(self.reason.text()))
        self.reason.setFocus()

    def open(self) -> None:
        """Show it, ready to type on."""
        super().open()
        self.reason.end(False)

    def _act(self) -> None:
        reason = self.reason.text().strip()
        if reason:
            self.accept()
            self._then(reason)
        else:
            mark_wrong(self.reason, True)
            self.reason.setFocus()
