"""What an empty screen says: why it is empty and what to do next, with the button that does it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from qadesk.ui import icons
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.basics import Button, Tinted, label
from qadesk.ui.widgets.layouts import FREE, hbox, vbox

_WIDEST = 88 * GRID  # pixels of a line that is read in one go


class EmptyState(Tinted, QWidget):
    """An icon, a sentence, a hint, and at most two buttons, in the middle of the space it gets."""

    def __init__(self, icon: str, title: str, text: str = "", *, name: str = "empty") -> None:
        super().__init__()
        self.setObjectName(name)
        self._icon = icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.title = label(title, "heading", wrap=True, name=f"{name}Title")
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text = label(text, "muted", wrap=True, name=f"{name}Text")
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text.setMaximumWidth(enlarged(_WIDEST))
        if not text:  # (never `setVisible(True)` before there is a parent: it would flash as a window)
            self.text.hide()
        self._buttons = hbox()
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        page = vbox(
            FREE,
            self._picture,
            self.title,
            hbox(FREE, (self.text, 20), FREE),
            GRID,
            self._buttons,
            FREE,
            on=self,
            margins=3 * GRID,
        )
        page.setStretch(0, 2)  # a little above the middle
        page.setStretch(page.count() - 1, 3)
        self._tint()

    def add_button(
        self, text: str, name: str, clicked: Callable[[], object], *, icon: str = "", primary: bool = True
    ) -> Button:
        """Add the way on; returns the button."""
        button = Button(text, name, icon=icon, kind="primary" if primary else "", clicked=clicked)
        self._buttons.addWidget(button)
        return button

    def add_widget(self, button: Button) -> None:
        """Add a button made elsewhere, such as an action's."""
        self._buttons.addWidget(button)

    def say(self, title: str, text: str = "", icon: str = "") -> None:
        """Change the words (for instance when a search finds nothing), and the icon where one is given."""
        self._icon = icon or self._icon
        self._tint()
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))

    def _tint(self) -> None:
        self._picture.setPixmap(icons.pixmap(self._icon, "muted", 32, self.devicePixelRatioF()))
