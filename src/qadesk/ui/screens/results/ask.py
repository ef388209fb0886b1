"""The question of the results screen: the reason for an exemption."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.domain.scorecard import Indicator
from qadesk.i18n import _
from qadesk.services.assessment.participants import Participant
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.screens.results.wording import named
from qadesk.ui.widgets.basics import Button, label, text_field

REASON_LENGTH = 200


def ask_reason(
    parent: QWidget,
    words: tuple[str, str, str],
    typed: str,
    keep: Callable[[str], object],
    then: Callable[[str], object],
) -> MessageDialog:
    """Ask for a reason; `then(reason)` is called only with one. Enter confirms, Esc leaves all as it is.

    `words` are those of `exemption_words`, `typed` is what the field begins with; `keep` is told of each
    change of it, so that Esc loses nothing.
    """
    heading, effect, action = words
    dialog = MessageDialog(parent, heading, "circle-help", "accent")
    dialog.setObjectName("reasonDialog")
    dialog.add_line(effect, "muted", "reasonEffect")
    field = text_field("reasonText", _("Reason"), typed, placeholder=_("Reason, in a few words"))
    field.setMaxLength(REASON_LENGTH)
    dialog.body.addWidget(label(_("Reason, printed on the sheet"), "small"))
    dialog.body.addWidget(field)
    dialog.add_button(Button(_("Cancel"), "reasonCancel"), lambda: None).setAutoDefault(False)
    do = dialog.add_button(Button(action, "reasonOk", kind="primary"), lambda: then(field.text().strip()))
    do.setDefault(True)
    do.setEnabled(bool(typed.strip()))
    field.textChanged.connect(lambda text: do.setEnabled(bool(text.strip())))
    field.textChanged.connect(keep)
    dialog.open()
    field.setFocus()
    return dialog


def exemption_words(who: Participant, indicator: Indicator | None, kind: str) -> tuple[str, str, str]:
    """Heading, effect and button for an exemption; no indicator means the whole assessment."""
    person = f"{who.name} {who.staff_no}"
    if indicator is None:
        return (
            _("Do not assess {person} this month?").format(person=person),
            _("No total, no grade, no rank; the sheet says why."),
            _("Do not assess"),
        )
    if kind == "na":
        heading = _("“{what}” does not apply to {person}?")
        action = _("Does not apply")
    else:
        heading = _("Do without “{what}” for {person}?")
        action = _("Do without it")
    effect = _("Its {weight}% go to the other indicators, of its own section first.")
    if not indicator.weight:
        effect = _("It will not count for this agent.")
    return (
        heading.format(what=named(indicator.names), person=person),
        effect.format(weight=formats.plain(indicator.weight)),
        action,
    )
