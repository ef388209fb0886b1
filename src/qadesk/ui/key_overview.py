"""All keys that work now, in a window: made from the actions of what is in sight."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.ui.kit.actions import Actions
from qadesk.ui.reading import Reading


def keys_in_sight(window: QWidget) -> list[tuple[str, list[tuple[str, str]]]]:
    """Per page in sight its title and its keys, as (what they do, keys); what works everywhere comes last."""
    found = [actions for actions in window.findChildren(Actions) if actions.owner.isVisible()]
    found.sort(key=lambda actions: actions.owner is window)
    return [(actions.title, actions.overview()) for actions in found if actions.overview()]


def show_keys(window: QWidget) -> None:
    """Open the overview over `window`."""
    lines: list[str] = []
    for title, keys in keys_in_sight(window):
        lines += [f"## {title}", "", f"| {_('Keys')} | {_('Action')} |", "|---|---|"]
        lines += [f"| {one} | {text.replace('|', '/')} |" for text, one in keys]
        lines.append("")
    Reading(window, _("Keyboard shortcuts"), "\n".join(lines), "keysDialog").open()
