"""What the composition root does with backups: the day's, restoring, those of offices not open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from qadesk import preferences
from qadesk.i18n import _
from qadesk.places import Place
from qadesk.progress import Progress

_AGAIN_MS: Final = 3_600_000

if TYPE_CHECKING:
    from qadesk.storage.office import Office, User
    from qadesk.ui.main_window import MainWindow


def back_up(window: MainWindow) -> None:
    """The day's backup, behind the work; how it went is on Today and in Settings.

    Looked at again every hour: a window may stay open for days, and a stick may be put in at any time.
    """
    if window.tasks.closed:
        return
    office = window.office

    def work(progress: Progress) -> object:
        from qadesk.services.backups import keeping

        return keeping.daily(office, progress)

    window.tasks.behind.run(
        work, lambda _outcome: window.announce(frozenset({"backups"})), progress=True, quiet=True
    )
    QTimer.singleShot(_AGAIN_MS, window, lambda: back_up(window))


def has_backups(office: Place | None) -> bool:
    """Whether there are copies of an office that need not open."""
    from qadesk.storage import generations

    try:
        return isinstance(office, Path) and bool(generations.listed(generations.folder_of(office)))
    except OSError:
        return False


def offices(wanted: Place | None) -> list[Path]:
    """The office that was wanted, if it has backups; else those of this user that have, last opened first."""
    from qadesk.storage import generations

    if isinstance(wanted, Path) and has_backups(wanted):
        return [wanted]

    last = preferences.load().office
    folder = preferences.default_folder()
    found = [Path(last)] if last and "://" not in last else []
    if folder.is_dir():
        found += [office for one in sorted(folder.iterdir()) if (office := generations.office_of(one))]
    return [office for office in dict.fromkeys(found) if has_backups(office)]


def new_place(copy: Path) -> Path:
    """Where an office is restored to that had no place here: a name nothing has yet."""
    from qadesk.storage import generations
    from qadesk.storage.left_over import free_name

    found = generations.read_name(copy)
    stem = found.office if found is not None else copy.stem
    return free_name(preferences.default_folder() / f"{stem}{generations.SUFFIX}")


def restored(path: Path, copy: Path, user: User | None, progress: Progress) -> Office:
    """The office, open, as it was in a backup. Raises UserError as `restoring.restore` does."""
    from qadesk.services import first_look
    from qadesk.services.backups import restoring, words

    done = restoring.restore(path, copy, user, progress)
    office = first_look.open_office(path)
    office.notes = (*words.restored(done, copy), *office.notes)
    return office


def save_copy(parent: QWidget | None, window: MainWindow) -> None:
    """A copy of the open office, whose file has gone away."""
    from qadesk.ui import dialogs, saving_copy

    said = _("Saved a copy: {file}")
    saving_copy.ask(
        parent, window.tasks, window.office, lambda file: dialogs.tell(window, said.format(file=file), ())
    )
