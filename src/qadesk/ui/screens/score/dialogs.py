"""The two questions of the score screen: submit these? and: why reopen this?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _, ngettext
from qadesk.services.scoring.boards import Entry
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label, mark_wrong, text_field

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
        names = [f"{entry.staff_no} {entry.name}" for entry in left[:_NAMED]]
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


def ask_reason(parent: QWidget, entry: Entry, then: Callable[[str], object]) -> MessageDialog:
    """Ask why a submitted evaluation is reopened; without a reason it stays locked."""
    heading = _("Reopen the evaluation of {name}?").format(name=f"{entry.staff_no} {entry.name}")
    dialog = MessageDialog(parent, heading, "rotate-ccw", "accent")
    dialog.setObjectName("reopenDialog")
    dialog.add_line(_("It becomes a draft again and counts only after it is submitted anew."))
    reason = text_field("reopenReason", _("Reason"), placeholder=_("Reason, e.g. wrong agent rated"))
    dialog.body.addWidget(label(_("The reason is kept in the audit trail."), "muted"))
    dialog.body.addSpacing(GRID // 2)
    dialog.body.addWidget(reason)
    cancel = dialog.add_button(Button(_("Cancel"), "reopenCancel"), lambda: None)
    cancel.setAutoDefault(False)
    action = Button(_("Reopen"), "reopenAction", kind="primary")
    dialog.buttons.addWidget(action)

    def act() -> None:
        if not reason.text().strip():
            mark_wrong(reason, True)
            reason.setFocus()
            return
        dialog.accept()
        then(reason.text().strip())

    action.clicked.connect(act)
    action.setDefault(True)
    reason.textChanged.connect(lambda text: mark_wrong(reason, False))
    reason.setFocus()
    dialog.open()
    return dialog
