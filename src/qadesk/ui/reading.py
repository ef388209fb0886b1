"""A window with a text to read: what is new, the licences, all keys that work now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from PySide6.QtWidgets import QTableView, QTextBrowser, QWidget

from qadesk.i18n import _
from qadesk.ui.dialogs import Window
from qadesk.ui.kit.actions import Actions
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import FREE, hbox, vbox

_CHINESE: Final = "[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef“”‘’…—]"
_BROKEN: Final = re.compile(rf"({_CHINESE}[*`]*)\n[ ]*(?=[*`]*{_CHINESE})")


def closed_up(markdown: str) -> str:
    """The same text without the ends of lines between Chinese characters, which Qt shows as spaces."""
    return _BROKEN.sub(r"\1", markdown)


class Reading(Window):
    """Markdown to read and scroll; Esc or Close ends it. Further buttons go before Close."""

    def __init__(
        self, parent: QWidget, title: str, markdown: str, name: str, wide: int = 80, high: int = 60
    ) -> None:
        super().__init__(parent, name, title, wide * GRID, high * GRID)
        self.text = QTextBrowser()
        self.text.setObjectName(f"{name}Text")
        self.text.setAccessibleName(title)
        self.text.setOpenLinks(False)  # an office PC has no network
        self.text.setTabChangesFocus(True)
        self.text.setMarkdown(closed_up(markdown))
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
    """Open the overview over `window`: the keys of the page beside those that work everywhere."""
    told = keys_in_sight(window)
    lengths = [len(listed) + 2 for _title, listed in told]
    left = next((n for n in range(1, len(told)) if sum(lengths[:n]) >= sum(lengths[n:])), 1)
    halves = "".join(
        f'<td width="50%">{"".join(_keys_of(title, listed) for title, listed in half)}</td>'
        for half in (told[:left], told[left:])
    )
    shown = Reading(window, _("Keyboard shortcuts"), "", "keysDialog", 112, 84)
    shown.text.setHtml(f'<table width="100%"><tr>{halves}</tr></table>')
    shown.open()


def _keys_of(title: str, listed: Sequence[tuple[str, str]]) -> str:
    """A group of keys; the column of keys is as wide in all of them, so that the eye runs down one line."""
    lines = "".join(
        f'<tr><td width="46%">{escape(keys)}</td><td>{escape(words)}</td></tr>' for words, keys in listed
    )
    return f'<h3>{escape(title)}</h3><table width="100%" cellpadding="2">{lines}</table>'
