"""A window over another one, in which something is looked at or picked out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from qadesk.ui.theme import GRID


class Window(QDialog):
    """Called `title`, at most as large as the one below leaves room for; forgotten when it is closed."""

    def __init__(self, parent: QWidget, name: str, title: str, width: int, height: int) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        room = parent.window().size()
        self.resize(min(width, room.width() - 4 * GRID), min(height, room.height() - 8 * GRID))
