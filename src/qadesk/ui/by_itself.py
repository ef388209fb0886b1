"""What the window does by itself when an office was opened: open the cycles whose time has come."""

from __future__ import annotations

from functools import partial

from qadesk.services import opening, rights
from qadesk.ui.main_window import MainWindow


def open_due(window: MainWindow) -> None:
    """Open them, behind the work; Today says which, and takes them back."""
    if window.tasks.closed or rights.why_not(window.office, "prepare"):
        return
    today = window.screen_of("today")
    today.writes.run(partial(opening.open_due, window.office), said=opening.opened_text)
