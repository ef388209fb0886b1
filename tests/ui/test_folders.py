"""File dialogs start in a folder that exists."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from qadesk.ui.kit import files

DOCUMENTS = QStandardPaths.StandardLocation.DocumentsLocation


def test_the_folder_for_documents_or_home_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = tmp_path / "Documents"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(documents))
    assert files.usual(DOCUMENTS) == Path.home()
    documents.mkdir()
    assert files.usual(DOCUMENTS) == documents
