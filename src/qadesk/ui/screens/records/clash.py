"""Asking which counts where totals and single records of the same days meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services.records.counting import BOTH, RECORDS, TOTALS
from qadesk.ui.dialogs import MessageDialog


def ask_what_counts(
    parent: QWidget, where: Sequence[str], then: Callable[[str], object], *, otherwise: str
) -> MessageDialog:
    """Ask which count in the months named by `where`: `then` gets the answer; `otherwise`: the way out."""
    dialog = MessageDialog(parent, "clashDialog", _("What counts?"), "circle-help", "accent")
    for text in where:
        dialog.add_line(text, "", "clashWhere")
    dialog.add_line(
        _(
            "The same contacts must not count twice: choose both only if they are different "
            "contacts. The choice applies to the month and is recorded in the trail; it can be "
            "changed under Records of the month."
        ),
        "muted",
        "clashWhy",
    )
    leave = dialog.add_button(otherwise, "clashLeave", default=True)
    for counts, text in ((RECORDS, _("Single records")), (TOTALS, _("Totals")), (BOTH, _("Both"))):
        dialog.add_button(text, f"clash_{counts}", partial(then, counts))
    leave.setFocus()
    dialog.open()
    return dialog
