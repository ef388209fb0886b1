"""Files dragged onto the page: what is taken of them, and the frame that shows where one may let go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from qadesk.ui import theme
from qadesk.ui.theme import GRID

_OVER = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class DropFrame(QWidget):
    """A frame over all of a page while files are dragged over it; those let go there go to `dropped`."""

    over = Signal(bool)  # whether what is dragged over the page can be let go there

    def __init__(self, page: QWidget, dropped: Callable[[list[Path]], object]) -> None:
        super().__init__(page)
        self._dropped = dropped
        self.setObjectName("dropFrame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.over.connect(self.setVisible)
        page.setAcceptDrops(True)
        page.installEventFilter(self)
        self.hide()

    def eventFilter(self, page: QObject, event: QEvent) -> bool:
        """Take files and folders of this PC as a drag to be copied, whatever was proposed.

        A file manager deletes a file where a move is taken.
        """
        kind = event.type()
        if kind == QEvent.Type.Resize and isinstance(page, QWidget):
            self.resize(page.size())
        elif isinstance(event, QDropEvent):
            copy = Qt.DropAction.CopyAction
            files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            if event.possibleActions() & copy and files:
                event.setDropAction(copy)
                event.accept()
            else:
                event.ignore()
            self.raise_()
            self.over.emit(kind in _OVER and event.isAccepted())
            if kind == QEvent.Type.Drop and event.isAccepted():
                self._dropped(files)
            return True
        elif kind == QEvent.Type.DragLeave:
            self.over.emit(False)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(GRID, GRID, -GRID, -GRID), 6, 6)
