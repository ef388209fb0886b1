"""The least a PySide6 program with a table can be: what starting QADesk is compared with."""

import sys

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class Numbers(QAbstractTableModel):
    """A thousand rows of nothing in particular."""

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """A month's worth."""
        return 0 if parent.isValid() else 1000

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """As many as the results have."""
        return 0 if parent.isValid() else 8

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Row times column."""
        return str(index.row() * index.column()) if role == Qt.ItemDataRole.DisplayRole else None


class Painted(QObject):
    """Says so when the window was painted for the first time, and ends the program."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint event to be over."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.done)
        return False

    def done(self) -> None:
        """What the benchmark waits for."""
        print("painted", flush=True)
        QApplication.quit()


app = QApplication(sys.argv)
window, view, painted = QMainWindow(), QTableView(), Painted()
view.setModel(Numbers())
window.setCentralWidget(view)
window.resize(1366, 768)
window.installEventFilter(painted)
window.show()
sys.exit(app.exec())
