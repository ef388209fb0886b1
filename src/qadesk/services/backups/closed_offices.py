"""Offices that are not open: which of them have backups, and opening one as it was in a backup."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qadesk import preferences
from qadesk.places import Place
from qadesk.progress import Progress
from qadesk.services import first_look
from qadesk.services.backups import holdings, restoring, words
from qadesk.services.backups.holdings import Holding
from qadesk.storage import generations
from qadesk.storage.left_over import free_name
from qadesk.storage.office import Office, User


def has_backups(office: Place | None) -> bool:
    """Whether there are copies of an office that need not open."""
    try:
        return isinstance(office, Path) and bool(generations.list_copies(generations.folder_of(office)))
    except OSError:
        return False


def offices(wanted: Place | None) -> list[Path]:
    """The office that was wanted, if it has backups; else those of this user that have, last opened first."""
    if isinstance(wanted, Path) and has_backups(wanted):
        return [wanted]
    last, folder = preferences.load().office, preferences.default_folder()
    found = [Path(last)] if last and "://" not in last else []
    if folder.is_dir():
        found += [office for one in sorted(folder.iterdir()) if (office := generations.office_of(one))]
    return [office for office in dict.fromkeys(found) if has_backups(office)]


def backups(of: Iterable[Path]) -> list[Holding]:
    """The backups of several offices, the newest first."""
    found = [one for office in of for one in holdings.backups(office).holdings]
    return sorted(found, key=lambda one: one.copy.at, reverse=True)


def place_for(copy: Path, among: Iterable[Path]) -> Path:
    """Where a backup is restored to.

    In place of the office it is of: one `among` these, else the one beside whose folder it lies. Where there
    is none, under a name nothing has yet.
    """
    second = copy.parent.name  # the folder in the second place bears the same name
    known = next((office for office in among if generations.folder_of(office).name == second), None)
    if (office := known or generations.office_of(copy.parent)) is not None:
        return office
    found = generations.read_name(copy)
    stem = found.office if found is not None else copy.stem
    return free_name(preferences.default_folder() / f"{stem}{generations.SUFFIX}")


def restored(path: Path, copy: Path, user: User | None, progress: Progress) -> Office:
    """The office, open, as it was in a backup. Raises UserError as `restoring.restore` does."""
    done = restoring.restore(path, copy, user, progress)
    office = first_look.open_office(path)
    office.notes = (*words.restored(done, copy), *office.notes)
    return office
