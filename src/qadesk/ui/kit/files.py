"""The one file dialog: which file to open, where to save, which folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from qadesk.i18n import _
from qadesk.storage.files import SUFFIX
from qadesk.ui import theme

_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
NOBODY: Final = ""  # what `holds` says of a file that names nobody
LONGEST_STEM: Final = 60  # characters: three bytes each in Chinese, and file systems end at 255


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its words, and the suffixes (without a dot) it may have, the usual one first."""

    words: str
    suffixes: tuple[str, ...]

    @property
    def filter(self) -> str:
        """As file dialogs write it: Excel workbook (*.xlsx)."""
        return f"{self.words} ({' '.join(f'*.{suffix}' for suffix in self.suffixes)})"


def workbook() -> FileKind:
    """An Excel workbook."""
    return FileKind(_("Excel workbook"), ("xlsx",))


def csv() -> FileKind:
    """A CSV file."""
    return FileKind(_("CSV file"), ("csv",))


def office() -> FileKind:
    """An office file, or a backup of one."""
    return FileKind(_("QADesk offices"), (SUFFIX.lstrip("."),))


def usual(place: QStandardPaths.StandardLocation) -> Path:
    """The user's folder for documents, downloads and the like; the home folder where there is none."""
    named = QStandardPaths.writableLocation(place)
    return Path(named) if named and Path(named).is_dir() else Path.home()


def ask_save(
    parent: QWidget | None,
    name: str,
    title: str,
    file: str,
    kinds: Sequence[FileKind],
    then: Callable[[Path], object],
    *,
    holds: str,
    folder: Path | None = None,
) -> QFileDialog:
    """Ask where to save; `file` is proposed, without what no file may be named.

    `then` gets the path, with the suffix of the kind chosen. The title says which personal data the file
    `holds` (`kit.personal.holding`), or nothing for NOBODY.
    """
    file, dialog = _FORBIDDEN.sub("_", file), _dialog(parent, name, _titled(title, holds), folder, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    suffixes = {kind.filter: kind.suffixes[0] for kind in kinds}
    proposed = Path(file).suffix.lstrip(".")
    dialog.setDefaultSuffix(proposed or kinds[0].suffixes[0])
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(suffixes[chosen]))
    dialog.selectFile(file)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()
    return dialog


def ask_open(
    parent: QWidget | None,
    name: str,
    title: str,
    kinds: Sequence[FileKind],
    then: Callable[[list[Path]], object],
    *,
    folder: Path | None = None,
    several: bool = False,
) -> QFileDialog:
    """Ask for a file, or several; `then` gets their paths and is not called if none is chosen."""
    dialog = _dialog(parent, name, title, folder, kinds)
    mode = QFileDialog.FileMode.ExistingFiles if several else QFileDialog.FileMode.ExistingFile
    dialog.setFileMode(mode)
    dialog.setNameFilters([*(kind.filter for kind in kinds), _("All files (*)")])
    dialog.filesSelected.connect(lambda chosen: then([Path(one) for one in chosen]))
    dialog.open()
    return dialog


def ask_office(parent: QWidget | None, then: Callable[[Path], object], folder: Path) -> QFileDialog:
    """Ask for an office file to open; `then` gets its path."""
    name, title = "officeFileDialog", _("Open an office file")
    return ask_open(parent, name, title, [office()], lambda chosen: then(chosen[0]), folder=folder)


def ask_folder(
    parent: QWidget | None,
    name: str,
    title: str,
    then: Callable[[Path], object],
    *,
    holds: str,
    folder: Path | None = None,
) -> QFileDialog:
    """Ask for a folder; `holds` as of `ask_save`, of what goes there."""
    dialog = _dialog(parent, name, _titled(title, holds), folder, ())
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()
    return dialog


def _titled(title: str, holds: str) -> str:
    return _("{title} – {what}").format(title=title, what=holds) if holds else title


def _dialog(
    parent: QWidget | None, name: str, title: str, folder: Path | None, kinds: Sequence[FileKind]
) -> QFileDialog:
    start = folder or usual(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(parent, title, str(start))
    dialog.setObjectName(name)
    if parent is None:
        theme.dress(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if kinds:
        dialog.setNameFilters([kind.filter for kind in kinds])
    return dialog
