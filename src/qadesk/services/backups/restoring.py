"""Putting a copy in the office's place: verified, today's file set aside, nothing overwritten."""

from __future__ import annotations

import json
import os
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from qadesk import whole_files
from qadesk.errors import UserError
from qadesk.file_errors import missing, writing
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import first_look, rights
from qadesk.services.backups import keeping, restorers
from qadesk.storage import copies, files, generations
from qadesk.storage.cipher import keys
from qadesk.storage.engine import connect_bare, make_engine
from qadesk.storage.failures import explaining_failures, in_use
from qadesk.storage.generations import Generation
from qadesk.storage.left_over import free_name, nobody_has_open
from qadesk.storage.office import Office, User
from qadesk.storage.trail import anchors, chain
from qadesk.storage.trail.chain import RESTORED as RESTORED  # noqa: PLC0414 - part of this module
from qadesk.storage.trail.chain import Head
from qadesk.storage.whereabouts import Whereabouts


@dataclass(frozen=True)
class Restored:
    """`aside`: where the file before is now, None where there was none; `kept`: the copy made of it, if one
    could be; `uncopied`: why none could; `exposed`: it was encrypted before, and the copy is not."""

    office: Path
    aside: Path | None
    kept: Generation | None
    uncopied: str
    exposed: bool = False


def restore(path: Path, copy: Path, by: User | None = None, progress: Progress | None = None) -> Restored:
    """Let the office at `path` be what it was in `copy`.

    The office must be closed. The copy is read through first and stays where it is; the file before gets
    another name, and no earlier copy is touched. Where that file opens, its users say whether `by` may do it,
    else those of the copy (`restorers`).

    Raises UserError for a copy that is damaged, no office or too new, for somebody who may not, an office
    that is open somewhere, and whatever the disk refuses; then everything is as it was, unless it says that
    the file was written and the disk did not confirm it. Raises Cancelled.
    """
    if Whereabouts.is_open_here(path):
        raise in_use(path)
    must_be_sound(copy)
    kept, uncopied, head = None, "", None
    if path.exists():
        with writing(path, _("Nothing was changed.")), nobody_has_open(path) as ours:
            if not ours:
                raise in_use(path)
        kept, uncopied, head, by = _copied(path, copy, by, progress)
    else:
        by = restorers.must_be(copy, by)
    aside = _aside_name(path, copy) if path.exists() else None
    exposed = keys.id_of(path) is not None and keys.id_of(copy) is None
    with explaining_failures(path, _("Nothing was changed.")):
        path.parent.mkdir(parents=True, exist_ok=True)
        building = whole_files.hidden(path.parent)
        try:
            os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            copies.copy_file(copy, building, lambda: progress.report(0, 0) if progress is not None else None)
            noted = _note(building, copy, by, aside, head)
            whole_files.sync(building)
            _exchange(building, path, aside)
            if noted is not None:
                anchors.remember_restored(*noted)
            copies.accompany(path, copy)
        finally:
            for end in ("", "-wal", "-shm", "-journal"):
                Path(f"{building}{end}").unlink(missing_ok=True)
    return Restored(path, aside, kept, uncopied, exposed)


def must_be_sound(copy: Path) -> None:
    """Raise UserError for a copy that cannot be restored, naming a sound one where there is one."""
    if not copy.exists():
        raise missing(copy, _("Nothing was changed."))
    keys.of_file(copy)  # an encrypted one takes its passphrase before anything can be said of it
    problems = copies.problems(copy)
    if problems:
        raise UserError(
            "backup.damaged",
            _("The copy “{file}” is damaged: {what}").format(file=copy.name, what=problems[0]),
            kept=_("Nothing was changed."),
            remedy=_instead(copy),
        )
    with copies.reading_copy(copy) as connection:
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if schema > files.SCHEMA:
        raise UserError(
            "office.from_newer_version",
            _("“{file}” was made by a newer version of QADesk.").format(file=copy.name),
            kept=_("Nothing was changed."),
            remedy=_("Install the newest QADesk on this PC, then restore it again."),
        )


def next_sound(copy: Path) -> Generation | None:
    """The newest copy of the same office taken before that one, in the same folder, that is sound."""
    this = generations.read_name(copy)
    if this is None:
        return None
    with suppress(OSError):
        for one in generations.list_copies(copy.parent, this.uid):
            if one.at < this.at and not copies.problems(one.path):
                return one
    return None


def _instead(copy: Path) -> str:
    found = next_sound(copy)
    if found is None:
        return _("Restore another copy; one on another disk may be intact.")
    return _("The one before is intact: restore the copy of {moment}.").format(
        moment=f"{found.at:%Y-%m-%d %H:%M}"
    )


def must_be_of(office: Office, copy: Path) -> None:
    """Raise UserError where a backup is one of another office."""
    with copies.reading_copy(copy) as connection:
        found = connection.execute("SELECT uid, name FROM office ORDER BY id").fetchone()
    if found is not None and found[0] != keeping.uid(office):
        raise UserError(
            "backup.of_other_office",
            _("“{file}” is a backup of another office: {name}.").format(file=copy.name, name=found[1]),
            kept=_("Nothing was changed."),
            remedy=_("Restore it under another file name, where there is no office yet."),
        )


def _copied(
    path: Path, copy: Path, by: User | None, progress: Progress | None
) -> tuple[Generation | None, str, Head | None, User | None]:
    """A copy of today's file, where it opens; else why there is none: it is set aside all the same.

    And the head of its trail, where that can be read, and who restores. Raises UserError where the
    backup is one of another office, and where `by` may not restore it.
    """
    try:
        office = first_look.open_office(path)
    except UserError as error:
        return None, error.happened, None, restorers.must_be(copy, by)
    try:
        office.user = by or office.user
        rights.know(office)
        rights.must(office, "administer")
        must_be_of(office, copy)
    except UserError:
        office.close()
        raise
    head = None
    try:
        with office.read() as connection:
            head = chain.head(connection, office.id)
        return keeping.make(office, generations.RESTORE, progress), "", head, office.user
    except UserError as error:
        return None, error.happened, head, office.user
    finally:
        office.close()


def _aside_name(path: Path, copy: Path) -> Path:
    """A free name that tells when, on the clock of the office that the copy is of."""
    with copies.reading_copy(copy) as connection:
        (zone,) = connection.execute("SELECT zone FROM office ORDER BY id").fetchone()
    now = datetime.now(ZoneInfo(zone))
    return free_name(path.with_name(f"{path.stem}.set-aside-{now:%Y-%m-%d.%H%M%S}{generations.SUFFIX}"))


def _note(
    building: Path, copy: Path, by: User | None, aside: Path | None, head: Head | None
) -> tuple[str, int, str] | None:
    """An entry in the trail of the restored office, with the name of who did it: it may not know them.

    It tells the head of the trail that was there before, which the restored one does not go on from. The
    office's uid, and number and hash of the entry; None where the copy is older than the trail.
    """
    this = generations.read_name(copy)
    detail = {
        "copy": copy.name,
        "taken": this.at.isoformat() if this is not None else "",
        "set_aside": aside.name if aside is not None else "",
        "by": by.name if by is not None else "",
        "head": [head.seq, head.hash] if head is not None else None,
    }
    with closing(connect_bare(building)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=DELETE")
        login = by.login if by is not None else ""
        person = connection.execute("SELECT id FROM user WHERE login = ?", (login,)).fetchone()
        columns = [row[1] for row in connection.execute("PRAGMA table_info(audit)")]
        (office,) = connection.execute("SELECT min(id) FROM office").fetchone()
        now, user_id = time.time_ns() // 1_000_000, person[0] if person else None
        if "seq" in columns:
            with make_engine(connection).begin() as whole:
                chain.add(whole, office, now, (RESTORED, copy.name), detail, user_id)
                made = chain.head(whole, office)
            (uid,) = connection.execute("SELECT uid FROM office WHERE id = ?", (office,)).fetchone()
            return uid, made.seq, made.hash
        told = ("at", "user_id", "action", "subject", "detail")
        mine = ("office_id",) if "office_id" in columns else ()  # an older copy gets it with its tables
        names = ", ".join((*told, *mine))
        text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
        connection.execute(
            f"INSERT INTO audit ({names}) VALUES ({', '.join('?' * len((*told, *mine)))})",  # noqa: S608 - ours
            (now, user_id, RESTORED, copy.name, text, *(office for _name in mine)),
        )
    return None


def _exchange(building: Path, path: Path, aside: Path | None) -> None:
    """The new file in place, the old one under its other name: at no moment is there neither.

    Where a folder knows no second name for a file, the old one is renamed first, and back if the rest fails.
    """
    renamed = False
    if aside is not None:
        try:
            os.link(path, aside)
        except OSError:
            path.rename(aside)
            renamed = True
    try:
        building.replace(path)
    except OSError:
        if renamed and aside is not None:
            aside.rename(path)
        elif aside is not None:
            aside.unlink()
        raise
    for end in ("-wal", "-journal", "-shm"):  # what a damaged or killed one left belongs to the one set aside
        left = Path(f"{path}{end}")
        if left.exists() and aside is not None:
            left.rename(f"{aside}{end}")
    whole_files.sync_folder(path.parent)
