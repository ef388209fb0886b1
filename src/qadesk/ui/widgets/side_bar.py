"""The side bar: one button with icon and word per screen; icons alone when the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QWidget

from qadesk.ui import icons
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Tinted, hint
from qadesk.ui.widgets.layouts import vbox

WIDE: Final = 168
NARROW: Final = 56


def keys_of(number: int) -> str:
    """The keys of an entry, 0 being the first: Ctrl+1 … Ctrl+9, Ctrl+0."""
    return f"Ctrl+{(number + 1) % 10}"


class SideBar(Tinted, QFrame):
    """Emits `chosen(key)` on click, or Up and Down followed by Enter or Space."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`entries`: key, icon, word already translated."""
        super().__init__(parent)
        self.setObjectName("sideBar")
        self._entries = {key: (icon, word) for key, icon, word in entries}
        self._buttons: dict[str, QPushButton] = {}
        self._narrow = False
        group = QButtonGroup(self)
        group.setExclusive(True)
        column = vbox(on=self, margins=GRID, gap=2)
        for number, (key, _icon, word) in enumerate(entries):
            if number == len(entries) - 1 and number > 0:
                column.addStretch(1)  # settings stand apart at the foot
            button = self._button(key, word, number)
            group.addButton(button)
            column.addWidget(button)
        if len(entries) <= 1:
            column.addStretch(1)
        self.set_narrow(False)
        self._tint()

    def _button(self, key: str, word: str, number: int) -> QPushButton:
        button = QPushButton(word)
        button.setObjectName(f"side_{key}")
        button.setAccessibleName(word)
        button.setCheckable(True)
        button.setIconSize(QSize(20, 20))
        button.clicked.connect(lambda: self.chosen.emit(key))
        self._buttons[key] = button
        if number < 10:
            keys = QKeySequence(keys_of(number))
            button.setToolTip(f"{word}\n{hint(keys.toString(QKeySequence.SequenceFormat.NativeText))}")
        return button

    def show_current(self, key: str) -> None:
        """Mark the screen that is shown. Raises KeyError for a screen that is not in the bar."""
        self._buttons[key].setChecked(True)
        for other, button in self._buttons.items():  # Tab comes to the bar once, where one is
            wanted = Qt.FocusPolicy.StrongFocus if other == key else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(wanted)
        self._tint()

    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone, or icons with words."""
        self._narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        for key, button in self._buttons.items():
            word = self._entries[key][1]
            button.setText("" if narrow else f" {word}")

    def _tint(self) -> None:
        for key, button in self._buttons.items():
            token = "accent" if button.isChecked() else "muted"
            button.setIcon(icons.icon(self._entries[key][0], token, 20))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk through the bar; Enter opens."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        buttons = list(self._buttons.values())
        at = next((n for n, button in enumerate(buttons) if button.hasFocus()), None)
        if step is not None and at is not None:
            buttons[(at + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at is not None:
            buttons[at].click()
        else:
            super().keyPressEvent(event)
