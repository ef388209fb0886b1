"""The choice of a language, each named in its own words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from qadesk.i18n import current_language
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.layouts import hbox

IN_WORDS: Final = (("zh_CN", "中文"), ("en", "English"))


class LanguageChoice(QWidget):
    """Radio buttons, of which Tab reaches the one chosen; emits `chosen(code)`."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        row = hbox(on=self, gap=3 * GRID)
        for code, word in IN_WORDS:
            radio = QRadioButton(word)
            radio.setObjectName(f"{name}_{code}")
            radio.setAccessibleName(word)
            radio.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            radio.toggled.connect(lambda on, radio=radio: self._mark(radio, on))
            radio.setChecked(code == current_language())
            radio.toggled.connect(lambda on, code=code: self.chosen.emit(code) if on else None)
            row.addWidget(radio)
        row.addStretch(1)

    def _mark(self, radio: QRadioButton, on: bool) -> None:
        radio.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)
        if on:
            self.setFocusProxy(radio)
