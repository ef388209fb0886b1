"""One choice out of a few, all of them in sight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from qadesk.ui import wording
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.layouts import hbox

IN_WORDS: Final = (("zh_CN", "中文"), ("en", "English"))  # languages, each in its own words


class Choice(QWidget):
    """Radio buttons, of which Tab reaches the one chosen; emits `chosen(data)` when another one is."""

    chosen = Signal(object)

    def __init__(self, name: str, options: Iterable[tuple[Any, str]], now: Any, spoken: str = "") -> None:
        """`options`: their data and words; `spoken` is read out before the words, where they need it."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        row = hbox(on=self, gap=3 * GRID)
        for data, word in options:
            radio = QRadioButton(word)
            radio.setObjectName(f"{name}_{data}")
            radio.setAccessibleName(wording.spoken(spoken, word))
            radio.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            radio.toggled.connect(lambda on, radio=radio: self._mark(radio, on))
            radio.setChecked(data == now)
            radio.toggled.connect(lambda on, data=data: self.chosen.emit(data) if on else None)
            row.addWidget(radio)
        row.addStretch(1)

    def choose(self, data: Any) -> None:
        """Show another one as chosen; nothing is emitted."""
        for radio in self.findChildren(QRadioButton):
            if radio.objectName() == f"{self.objectName()}_{data}":
                self.blockSignals(True)
                radio.setChecked(True)
                self.blockSignals(False)

    def _mark(self, radio: QRadioButton, on: bool) -> None:
        radio.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)
        if on:
            self.setFocusProxy(radio)
