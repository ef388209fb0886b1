"""Where file dialogs start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def usual(place: QStandardPaths.StandardLocation) -> Path:
    """The user's folder for documents, downloads and the like; the home folder where there is none."""
    named = QStandardPaths.writableLocation(place)
    return Path(named) if named and Path(named).is_dir() else Path.home()
