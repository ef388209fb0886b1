"""Files dragged onto the page: what a drag holds, and the frame that shows where one may let go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from qadesk.ui import theme
from qadesk.ui.theme import GRID


def takes(event: QDropEvent) -> bool:
    """Take a drag of files and folders of this PC as one to be copied; False for any other.

    Copied whatever was proposed: a file manager deletes the file where a move is taken.
    """
    copy = Qt.DropAction.CopyAction
    if not (event.possibleActions() & copy and dragged(event)):
        event.ignore()
        return False
    event.setDropAction(copy)
    event.accept()
    return True


def dragged(event: QDropEvent) -> list[Path]:
    """The files and folders of this PC that a drag holds."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


class DropFrame(QWidget):
    """A frame over all of a page while files are dragged over it."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("dropFrame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        page.installEventFilter(self)
        self.hide()

    def eventFilter(self, page: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(page, QWidget):
            self.resize(page.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(GRID, GRID, -GRID, -GRID), 6, 6)
