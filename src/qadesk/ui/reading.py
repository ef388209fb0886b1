"""A window with a text to read: what is new, the licences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QWidget

from qadesk.i18n import _
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import vbox

_WIDTH = 80 * GRID
_HEIGHT = 60 * GRID


class Reading(QDialog):
    """Markdown to read and scroll; Esc or Close ends it. Further buttons go before Close."""

    def __init__(self, parent: QWidget | None, title: str, markdown: str, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH, _HEIGHT)
        self.text = QTextBrowser()
        self.text.setObjectName(f"{name}Text")
        self.text.setAccessibleName(title)
        self.text.setOpenLinks(False)  # an office PC has no network
        self.text.setTabChangesFocus(True)
        self.text.setMarkdown(markdown)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        close = Button(_("Close"), f"{name}Close", kind="primary", clicked=self.accept)
        close.setDefault(True)
        self.buttons.addWidget(close)
        vbox((self.text, 1), self.buttons, on=self, margins=2 * GRID, gap=2 * GRID)
