"""Asks where a copy of the open office goes and has it written: in Settings, or where its file is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.storage.files import SUFFIX
from qadesk.storage.office import Office
from qadesk.ui.kit import files
from qadesk.ui.tasks import Tasks


def ask(parent: QWidget | None, tasks: Tasks, office: Office, done: Callable[[Path], object]) -> None:
    """Write a verified copy in the background; `done` gets its path."""

    def save(target: Path) -> None:
        def work(progress: Progress) -> None:
            from qadesk.services.backups import keeping

            keeping.save_copy(office, target, progress)

        title = _("Saving a copy of the office")
        tasks.behind.run(work, lambda _none: done(target), title=title, progress=True)

    proposed = f"{office.path.stem} {datetime.now(office.zone):%Y-%m-%d}{SUFFIX}"
    title = _("Save a copy of the office")
    files.ask_save(parent, "officeCopyDialog", title, proposed, [files.office()], save)
