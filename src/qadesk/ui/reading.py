"""A window with a text to read: what is new, the licences, all keys that work now."""

from __future__ import annotations

from PySide6.QtWidgets import QTableView, QTextBrowser, QWidget

from qadesk.i18n import _
from qadesk.ui.dialogs import Window
from qadesk.ui.kit.actions import Actions
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import FREE, hbox, vbox


class Reading(Window):
    """Markdown to read and scroll; Esc or Close ends it. Further buttons go before Close."""

    def __init__(self, parent: QWidget, title: str, markdown: str, name: str) -> None:
        super().__init__(parent, name, title, 80 * GRID, 60 * GRID)
        self.text = QTextBrowser()
        self.text.setObjectName(f"{name}Text")
        self.text.setAccessibleName(title)
        self.text.setOpenLinks(False)  # an office PC has no network
        self.text.setTabChangesFocus(True)
        self.text.setMarkdown(markdown)
        close = Button(_("Close"), f"{name}Close", kind="primary", clicked=self.accept)
        close.setDefault(True)
        self.buttons = hbox(FREE, close)
        vbox((self.text, 1), self.buttons, on=self, margins=2 * GRID, gap=2 * GRID)


def keys_in_sight(window: QWidget) -> list[tuple[str, list[tuple[str, str]]]]:
    """Per page in sight its title and its keys, as (what they do, keys); what works everywhere comes last.

    The keys of tables come after those of pages. What a page says of a key goes before what is said after it.
    """
    pages = [actions for actions in window.findChildren(Actions) if actions.owner.isVisible()]
    tables = [table for table in window.findChildren(QTableView) if table.isVisible()]
    found = [(actions.title, actions.overview()) for actions in pages if actions.owner is not window]
    own: list[list[tuple[str, str]]] = [
        getattr(table, "overview", list)() for table in tables
    ]  # the kit's say what their keys do
    found += [(_("In tables"), [keys for listed in own for keys in listed])]
    found += [(actions.title, actions.overview()) for actions in pages if actions.owner is window]
    said: set[str] = set()
    told = []
    for title, listed in found:
        new = []
        for words, keys in listed:
            if not said.issuperset(keys.split(" / ")):
                new.append((words, keys))
                said.update(keys.split(" / "))
        told += [(title, new)] if new else []
    return told


def show_keys(window: QWidget) -> None:
    """Open the overview over `window`."""
    lines: list[str] = []
    for title, keys in keys_in_sight(window):
        heads = _("Keys"), _("Action")
        lines += [f"## {title}", "", "| {} | {} |".format(*heads), "|---|---|"]
        lines += [f"| {one} | {text.replace('|', '/')} |" for text, one in keys]
        lines.append("")
    Reading(window, _("Keyboard shortcuts"), "\n".join(lines), "keysDialog").open()
