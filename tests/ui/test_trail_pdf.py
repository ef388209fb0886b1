"""The trail saved as PDF from its page and from the history of a thing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from qadesk.services.trail import things
from qadesk.ui.kit.history import HistoryWindow
from qadesk.ui.screens.trail.screen import TrailScreen
from tests.ui.test_trail import screen  # noqa: F401 - a fixture


def saved(owner: object, name: str, file: Path) -> QFileDialog:
    found = owner.findChild(QFileDialog, name)  # type: ignore[attr-defined]
    assert isinstance(found, QFileDialog)
    assert "personal data of agents and customers" in found.windowTitle()
    found.fileSelected.emit(str(file))
    found.reject()
    return found


def test_the_entries_and_a_history_as_pdf(screen: TrailScreen, qtbot: object, tmp_path: Path) -> None:  # noqa: F811
    qtbot.waitUntil(lambda: bool(screen.page.model.rowCount()), timeout=20_000)  # type: ignore[attr-defined]
    screen.page.actions_.trigger("trailPdf")
    saved(screen.window(), "trailPdfDialog", tmp_path / "t.pdf")
    qtbot.waitUntil((tmp_path / "t.pdf").exists, timeout=20_000)  # type: ignore[attr-defined]
    window = HistoryWindow(screen, things.of_agent("KF1009"))
    window.open()
    rows = window.list.page.model
    qtbot.waitUntil(lambda: bool(rows.rowCount()), timeout=20_000)  # type: ignore[attr-defined]
    window.list.page.actions_.trigger("historyPdf")
    saved(window, "historyPdfDialog", tmp_path / "h.pdf")
    qtbot.waitUntil((tmp_path / "h.pdf").exists, timeout=20_000)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not screen.tasks.busy, timeout=20_000)  # type: ignore[attr-defined]
    window.accept()
    assert (tmp_path / "t.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "h.pdf").read_bytes().startswith(b"%PDF")
