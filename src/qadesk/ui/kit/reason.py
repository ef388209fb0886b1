"""The one question for a reason: what will happen, a line to type in, the button that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.widgets.basics import TextField, label

REASON_LENGTH: Final = 200


@dataclass(frozen=True)
class Reason:
    """The words of one question. `above` stands over the line; an `optional` reason may stay empty."""

    heading: str
    effect: str
    action: str
    above: str = ""
    placeholder: str = ""
    icon: str = "circle-help"
    optional: bool = False
    spoken: str = ""  # what the line is for; otherwise the reason
    most_letters: int = REASON_LENGTH


# What was typed and not yet confirmed, so that Esc loses nothing: by window, and what it is for.
_typed: Final[WeakKeyDictionary[QWidget, dict[object, str]]] = WeakKeyDictionary()


def ask_reason(
    parent: QWidget, name: str, about: object, words: Reason, then: Callable[[str], object]
) -> MessageDialog:
    """Ask for a reason; `then(reason)` is called on the button, only with one unless it is optional.

    `name` begins the objectNames (…Dialog, …Text, …Cancel, …Do). `about` says what the reason is for:
    asked again about the same, the field holds what was typed.
    """
    dialog = MessageDialog(parent, f"{name}Dialog", words.heading, words.icon, "accent")
    dialog.add_line(words.effect, "muted", f"{name}Effect")
    window = parent.window()
    while (below := window.parentWidget()) is not None:
        window = below.window()
    drafts, asked = _typed.setdefault(window, {}), (name, about)
    typed = drafts.get(asked, "")
    field = TextField(f"{name}Text", words.spoken or _("Reason"), typed, most=words.most_letters)
    field.setPlaceholderText(words.placeholder)
    if words.above:
        dialog.body.addWidget(label(words.above, "small"))
    dialog.body.addWidget(field)

    def go() -> None:
        drafts.pop(asked, None)
        then(field.text().strip())

    dialog.add_button(_("Cancel"), f"{name}Cancel")
    do = dialog.add_button(words.action, f"{name}Do", go, kind="primary", default=True)

    def tell(text: str) -> None:
        drafts[asked] = text
        do.setEnabled(words.optional or bool(text.strip()))

    tell(typed)
    field.textChanged.connect(tell)
    dialog.open()
    field.setFocus()
    field.end(False)
    return dialog
