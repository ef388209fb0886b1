"""A window over another one, in which something is looked at or picked out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from qadesk.ui.theme import GRID


class HelpedDialog(QDialog):
    """A dialog in which F1 opens the guide at the screen below it, which can be read beside it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        below = self.parentWidget() if event.key() == Qt.Key.Key_F1 else None
        while below is not None:
            guide = below.findChild(QAction, "guideAction")
            if guide is not None:
                guide.trigger()
                return
            below = below.parentWidget()
        super().keyPressEvent(event)


class Window(HelpedDialog):
    """Called `title`, at most as large as the one below leaves room for; forgotten when it is closed."""

    def __init__(self, parent: QWidget, name: str, title: str, width: int, height: int) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        room = parent.window().size()
        self.resize(min(width, room.width() - 4 * GRID), min(height, room.height() - 8 * GRID))
