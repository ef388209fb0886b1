"""Making the copies: each day, before what cannot be undone, on demand; and one in a second place."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from qadesk.errors import GO_ON, UserError
from qadesk.file_errors import Unconfirmed, writing
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import rights
from qadesk.services.backups import state
from qadesk.services.backups.state import BackupState, Verified
from qadesk.storage import copies, first_look, generations
from qadesk.storage.generations import DAILY, Generation
from qadesk.storage.office import Office
from qadesk.whole_files import written_whole

_log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(days=7)  # how long the second place may be out of reach before it is said
DRILL_EVERY: Final = timedelta(days=30)


@dataclass(frozen=True)
class DailyBackup:
    """What came of the daily work: the copy made, if one was due; what went wrong, in words."""

    made: Generation | None
    failed: str
    unreached: str


def uid(office: Office) -> str:
    """What names the office in the names of its copies."""
    with office.read_plain() as rows:
        ((found,),) = rows(first_look.UID, {})
    return str(found)


def folder(office: Office) -> Path:
    """Where its copies are."""
    return generations.folder_of(office.path)


@rights.free("the program makes them by itself; one asked for takes the right to make backups")
def make(office: Office, reason: str, progress: Progress | None = None) -> Generation:
    """Make a verified copy in the office's folder.

    The copies that need not stay are removed only after a daily one or one that was asked for has been made.
    Raises UserError where it cannot be made, Cancelled; then the earlier ones are as they were.
    """
    if reason == generations.ASKED:
        rights.know(office)
        rights.must(office, "back_up")
    kept = _("No copy was made; the office and its earlier backups are unchanged.")
    place, number, now = folder(office), uid(office), datetime.now(office.zone)
    with writing(place, kept):
        place.mkdir(mode=0o700, exist_ok=True)
    target = generations.new_name(place, office.path, number, now, reason)
    office.copy(target, progress)
    made = generations.read_name(target)
    assert made is not None
    verified = Verified(now.isoformat(timespec="seconds"), copies.digest(target))
    _note(place, {target.name: verified}, failed="")
    if reason in (DAILY, generations.ASKED):
        gone = thin(place, number, now, state.load(place).verified)
        _note(place, dict.fromkeys(one.path.name for one in gone))
    return made


def thin(place: Path, number: str, now: datetime, known: Mapping[str, Verified]) -> list[Generation]:
    """Remove the copies of the office that need not stay, never the newest that is sound; which ones."""

    def sound(one: Generation) -> bool:
        return one.path.name in known and not known[one.path.name].problem

    with writing(place):
        return generations.thin(generations.list_copies(place, number), now, sound)


def copy_before(office: Office, reason: str, progress: Progress | None = None) -> Generation | None:
    """A copy before something that cannot be undone; None on a server, whose own backups apply.

    Raises UserError, which offers to go on without.
    """
    if not office.is_file:
        return None
    try:
        return make(office, reason, progress)
    except UserError as error:
        error.offer = GO_ON
        if not isinstance(error.__cause__, Unconfirmed):  # of that one the copy is there, and it says so
            error.kept = _("Nothing was changed: no backup could be made before.")
        raise


def due(office: Office) -> bool:
    """Whether the first start of the day has not made its copy yet."""
    if not office.is_file:
        return False  # the server's own backups apply
    today = office.today()
    try:
        found = generations.list_copies(folder(office), uid(office))
    except OSError:
        return True  # making it will say why
    return not any(one.reason == DAILY and one.at.astimezone(office.zone).date() == today for one in found)


def daily(office: Office, progress: Progress | None = None) -> DailyBackup:
    """The day's copy, if it is due, and the second place brought up to date.

    What goes wrong is kept and told, never raised: it must not keep anybody from work. Raises Cancelled.
    """
    if not office.is_file:
        return DailyBackup(None, "", "")
    made, failed = None, ""
    if due(office):
        try:
            made = make(office, DAILY, progress)
        except UserError as error:
            _log.info("no backup: %s", error.code)
            failed = str(error)
    unreached = send(office, progress)
    _remember(office, failed=failed)
    return DailyBackup(made, failed, unreached)


@rights.needs("administer")
def choose_second(office: Office, place: Path | None) -> BackupState:
    """Keep copies in a second folder, too; None: no longer. What lies there stays.

    Raises UserError for a folder that is the first one, does not exist or cannot be written.
    """
    now = datetime.now(office.zone).isoformat(timespec="seconds")
    own = folder(office)
    with writing(own):
        own.mkdir(mode=0o700, exist_ok=True)
    if place is None:
        return state.change(own, second="", chosen="", reached="", unreached="")
    if place.absolute() in (own.absolute(), own.parent.absolute()):
        raise UserError(
            "backup.place_of_office",
            _("The office file itself is in “{folder}”.").format(folder=place),
            kept=_("Nothing was changed."),
            remedy=_("Choose a folder on another disk: a USB stick, a share, a synchronised folder."),
        )
    with writing(place / "x", _("Nothing was changed.")):
        if not place.is_dir():
            raise FileNotFoundError(2, "no folder", str(place))
        (place / own.name).mkdir(mode=0o700, exist_ok=True)
    return state.change(own, second=str(place.absolute()), chosen=now, reached="", unreached="")


def send(office: Office, progress: Progress | None = None) -> str:
    """Put the newest copy into the second place, if one is set; why it could not be, else nothing.

    The folder made there when it was chosen has to be there: an empty folder where a disk used to be is not
    it. Raises Cancelled.
    """
    own = folder(office)
    known = state.load(own)
    if not known.second:
        return ""
    place, newest = Path(known.second) / own.name, _newest(office)
    now = datetime.now(office.zone)
    try:
        if not place.is_dir():
            raise UserError(
                "backup.place_unreachable", _("“{folder}” cannot be reached.").format(folder=known.second)
            )
        if newest is not None and not (place / newest.path.name).exists():
            with written_whole(place / newest.path.name, private=True) as building:
                copies.copy_file(newest.path, building, _stop(progress))
            with writing(place):
                copies.accompany(place / newest.path.name, office.path)
            thin(place, newest.uid, now, known.verified)
    except UserError as error:
        _log.info("no second backup: %s", error.code)
        unreached = error.happened
        _remember(office, unreached=unreached)
        return unreached
    _remember(office, reached=now.isoformat(timespec="seconds"), unreached="")
    return ""


def second_folder(known: BackupState, own: Path) -> Path | None:
    """The folder of copies in the second place; None where none is set."""
    return Path(known.second) / own.name if known.second else None


def overdue(known: BackupState, now: datetime) -> int | None:
    """For how many days the second place has not been reached, where that is more than it may be."""
    last = state.moment(known.reached) or state.moment(known.chosen)
    if not known.second or last is None or now - last < PATIENCE:
        return None
    return (now - last).days


def drill_due(known: BackupState, now: datetime) -> bool:
    """Whether a trial restore should be offered: none for a month, or the last one found something wrong."""
    last = known.drill and state.moment(known.drill.at)
    return not last or now - last >= DRILL_EVERY or bool(known.drill and known.drill.problems)


@rights.needs("administer")
def save_copy(office: Office, target: Path, progress: Progress | None = None) -> None:
    """A verified copy wherever the user wants it. Raises UserError, Cancelled."""
    if target.absolute() == office.path.absolute():
        raise UserError(
            "backup.onto_office",
            _("“{file}” is the office itself.").format(file=target.name),
            kept=_("Nothing was changed."),
            remedy=_("Choose another name or folder."),
        )
    office.copy(target, progress)


def _newest(office: Office) -> Generation | None:
    try:
        found = generations.list_copies(folder(office), uid(office))
    except OSError:
        return None
    return found[0] if found else None


def _remember(office: Office, **changes: str) -> None:
    """Keep what came of it; where not even that can be written, Today says so by what it does not find."""
    own = folder(office)
    known = state.load(own)
    if any(getattr(known, name) != value for name, value in changes.items()) and own.is_dir():
        _note(own, None, **changes)


def _note(place: Path, verified: Mapping[str, Verified | None] | None, **changes: str) -> None:
    """Write down what is known; that it cannot be is no reason to call a copy that is there not made."""
    try:
        state.change(place, verified, **changes)
    except UserError:
        _log.info("the state of the backups could not be kept", exc_info=True)


def _stop(progress: Progress | None) -> Callable[[], None]:
    return (lambda: None) if progress is None else (lambda: progress.report(0, 0))
