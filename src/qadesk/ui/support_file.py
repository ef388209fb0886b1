"""Asks where the support file goes and has it written: from Settings, or where something went wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.places import Place
from qadesk.services import support
from qadesk.storage.office import Office
from qadesk.ui.kit import files
from qadesk.ui.kit.files import FileKind
from qadesk.ui.tasks import Tasks


def ask_where(
    parent: QWidget | None,
    tasks: Tasks,
    office: Office | None,
    done: Callable[[Path], object],
    *,
    problem: BaseException | None = None,
    place: Place | None = None,
) -> None:
    """Write the file in the background; `done` gets its path. See `services.support.write` for the rest."""
    folder = files.usual(QStandardPaths.StandardLocation.DesktopLocation)
    proposed = f"qadesk-support-{datetime.now().astimezone():%Y-%m-%d}.zip"
    title = _("Support file for the person helping you")

    def write_to(target: Path) -> None:
        work = partial(support.write, target, office, problem, place)
        tasks.run(work, lambda _none: done(target), title=_("Writing the support file"))

    kind = FileKind(_("Zip files"), ("zip",))
    files.ask_save(
        parent, "supportFileDialog", title, proposed, [kind], write_to, holds=files.NOBODY, folder=folder
    )
