"""What is said once an office stands in its window."""

from __future__ import annotations

from qadesk.errors import UserError
from qadesk.storage.office import Office
from qadesk.ui.dialogs import show_error, tell
from qadesk.ui.main_window import MainWindow


def say_what_opening_did(window: MainWindow, office: Office, error: UserError | None) -> None:
    """What was set aside, restored, or (`error`) could not be done before it was opened again."""
    notes, office.notes = office.notes, ()
    if notes:
        tell(window, notes[0], notes[1:])
    if error is not None:
        show_error(window, error)
