"""Asks where a copy of the open office goes and has it written: in Settings, or where its file is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.storage.files import SUFFIX
from qadesk.storage.office import Office
from qadesk.ui import folders
from qadesk.ui.tasks import Tasks


def ask(parent: QWidget | None, tasks: Tasks, office: Office, done: Callable[[Path], object]) -> None:
    """Write a verified copy in the background; `done` gets its path."""
    folder = folders.usual(QStandardPaths.StandardLocation.DocumentsLocation)
    proposed = folder / f"{office.path.stem} {datetime.now(office.zone):%Y-%m-%d}{SUFFIX}"
    kinds = _("QADesk offices") + f" (*{SUFFIX})"
    chosen, _kind = QFileDialog.getSaveFileName(parent, _("Save a copy of the office"), str(proposed), kinds)
    if not chosen:
        return
    target = Path(chosen) if Path(chosen).suffix else Path(f"{chosen}{SUFFIX}")

    def work(progress: Progress) -> None:
        from qadesk.services.backups import keeping

        keeping.save_copy(office, target, progress)

    tasks.behind.run(work, lambda _none: done(target), title=_("Saving a copy of the office"), progress=True)
