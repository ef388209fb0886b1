"""What the tests of the screen Sheets share: its list, its dialogs, and paper that is a file."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from qadesk.ui.screens.sheets import output
from qadesk.ui.screens.sheets.screen import SheetsScreen
from tests.ui import desk

W = TypeVar("W", bound=QWidget)


def settle(qtbot: QtBot, screen: SheetsScreen) -> None:
    """Until nothing is being worked on and the preview is as sharp as it should be."""
    view = screen.pane.view

    def sharp() -> bool:
        return not view.images or abs(view.images[0].width() - view.pixels()) <= 1

    desk.settle(qtbot, screen.tasks)
    qtbot.waitUntil(lambda: not screen.tasks.busy and sharp())


def one(screen: QWidget, kind: type[W], name: str) -> W:
    found = screen.findChild(kind, name)
    assert isinstance(found, kind), name
    return found


def column(screen: SheetsScreen, key: str) -> list[str]:
    number = screen.page.model.column_number(key)
    return [screen.page.model.index(row, number).data() for row in range(screen.page.model.rowCount())]


def top_dialog(qtbot: QtBot, name: str) -> QWidget:
    def there() -> QWidget | None:
        return next(
            (w for w in QApplication.topLevelWidgets() if w.objectName() == name and w.isVisible()), None
        )

    qtbot.waitUntil(lambda: there() is not None)
    found = there()
    assert found is not None
    return found


def choose_folder(qtbot: QtBot, folder: Path) -> None:
    dialog = top_dialog(qtbot, "sheetsFolderDialog")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(folder))
    dialog.close()


def on_file(path: Path) -> QPrinter:
    target = output.printer("test")
    target.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    target.setOutputFileName(str(path))
    return target
