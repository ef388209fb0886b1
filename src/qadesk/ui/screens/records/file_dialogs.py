"""Asking for the files to import, and where to write the rows that were not taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from qadesk.i18n import _
from qadesk.ui.screens.records.work import SUFFIXES

_LONGEST_STEM: Final = 60  # characters: three bytes each in Chinese, and file systems end at 255


def ask_for_tables(parent: QWidget, folder: Path, then: Callable[[list[Path]], object]) -> None:
    """Let the user choose files, one or several; nothing happens if none is chosen."""
    names = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    kinds = _("Tables ({names});;All files (*)").format(names=names)
    dialog = _dialog(parent, "recordsFileDialog", _("Choose files to import"), folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda chosen: then([Path(name) for name in chosen]))
    dialog.open()


def ask_where_bad_rows_go(
    parent: QWidget, folder: Path, file_name: str, then: Callable[[Path], object]
) -> None:
    """Let the user choose a name for the bad rows of a file, as a workbook or as CSV."""
    kinds = {_("Excel workbook (*.xlsx)"): "xlsx", _("CSV file (*.csv)"): "csv"}
    dialog = _dialog(parent, "badRowsFileDialog", _("Export bad rows"), folder, ";;".join(kinds))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("xlsx")
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kinds[kind]))
    dialog.selectFile(_("{file} – bad rows.xlsx").format(file=Path(file_name).stem[:_LONGEST_STEM]))
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.open()


def _dialog(parent: QWidget, name: str, title: str, folder: Path, kinds: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(folder), kinds)
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
