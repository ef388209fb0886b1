"""The offices opened last on this PC, as a menu; going back to one of them; what is said once it is open."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import PurePath

from PySide6.QtWidgets import QMenu, QWidget

from qadesk import preferences
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.places import Place
from qadesk.storage.office import Office
from qadesk.ui import dialogs
from qadesk.ui.tasks import Tasks

log = logging.getLogger(__name__)


def fill(menu: QMenu, here: Place, choose: Callable[[str], object]) -> bool:
    """Offer the other offices in `menu`; whether there are any. `choose` gets where one lies."""
    menu.clear()
    found = preferences.other_offices(here)
    for office in found:
        menu.addAction(_words(office).replace("&", "&&"), partial(choose, office))
    return bool(found)


def go_to(office: str, window: QWidget, tasks: Tasks, then: Callable[[str], object]) -> None:
    """Call `then` with the office if it is still there; say so if not, and offer it no longer."""

    def looked(there: bool) -> None:
        if there:
            then(office)
            return
        try:
            preferences.forget(office)
        except OSError:
            log.info("preferences could not be stored", exc_info=True)
        error = UserError(
            "office.not_there",
            _("There is no office at {place}.").format(place=office),
            kept=_("The office that is open stays open."),
            remedy=_("If its file was moved, open it with “Open another office…” in Settings."),
        )
        dialogs.show_error(window, error)

    tasks.run(partial(preferences.is_there, office), looked)  # a network drive may take its time


def _words(office: str) -> str:
    """A file by its name, then its folder; a database by its address."""
    if "://" in office:
        return office
    path = PurePath(office)
    return _("{file} in {folder}").format(file=path.stem, folder=path.parent)


def say_what_opening_did(window: QWidget, office: Office, error: UserError | None, said: str = "") -> None:
    """What was set aside, restored, done (`said`) or not done (`error`) before an office was opened again."""
    notes, office.notes = office.notes, ()
    if notes:
        dialogs.tell(window, notes[0], notes[1:])
    if said:
        dialogs.tell(window, said, ())
    if error is not None:
        dialogs.show_error(window, error)
