"""The foot of the score screen: what the current cell means, the keys, and over them what there is to say."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.one_line import OneLine


class Foot(QWidget):
    """Never changes its height while one works: nothing moves under the hands of who types."""

    def __init__(self) -> None:
        super().__init__()
        self.meaning = OneLine("", "scoreMeaning")
        self.meaning.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.keys = OneLine("small", "scoreKeys")
        self.keys.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.notice = Notice(name="scoreNotice", slim=True)
        line = QGridLayout()
        line.setRowMinimumHeight(0, ROW)
        for shown in (self.keys, self.notice):  # the notice covers the keys
            line.addWidget(shown, 0, 0)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, GRID // 2, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.meaning)
        page.addLayout(line)

    def say(self, meaning: str | None, keys: str) -> None:
        """Show what the current cell means (None: nothing to say of it, and no room kept for it)."""
        self.meaning.setVisible(meaning is not None)
        self.meaning.say(meaning or "")
        self.keys.say(keys)
