"""Files attached to an appeal: bounded and told by content as those of notes are."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import audit, cycles, personal, rights
from qadesk.services.appeals import entering, reading
from qadesk.services.appeals.entering import CHANGES
from qadesk.services.appeals.reading import Appeal, AppealFile
from qadesk.services.done import Done, Undo
from qadesk.services.notes import copies, files, keeping
from qadesk.services.notes.files import ReadFile
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.whole_files import write_whole

MOST_FILES: Final = 20  # of one appeal


@rights.needs("prepare")
def attach(
    office: Office, code: str, staff_no: str, path: Path, progress: Progress | None = None
) -> Done[AppealFile]:
    """Attach a file to an agent's appeal that is not decided yet; it is copied into the office.

    Raises UserError for a file that cannot be attached (`notes.files.read`), beyond MOST_FILES, and where
    there is no such appeal; and Cancelled.
    """
    held = files.read(path, progress)
    return _attach(office, code, staff_no, held)


@rights.needs("prepare")
def _attach(office: Office, code: str, staff_no: str, held: ReadFile) -> Done[AppealFile]:
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        one = entering.open_appeal(connection, office, cycle, staff_no)
        _refuse_too_much(connection, one, held)
        made = _insert(connection, office, one, held)
        subject = f"{code}/{one.position.staff_no}"
        audit.note(connection, office, "appeal.attach", subject, file=held.name, size=len(held.content))
    undo = partial(remove, office, code, made.id)
    return Done(made, CHANGES, Undo(_("attach evidence"), undo))


@rights.needs("prepare")
def remove(office: Office, code: str, file: int) -> Done[None]:
    """Take a file off an appeal that is not decided yet; the trail keeps that there was one.

    Raises UserError where it is gone, or the appeal was decided.
    """
    own = tables.appeal_file
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        found = reading.appeals_in(connection, office, cycle).appeals
        one = next((each for each in found if file in {held.id for held in each.files}), None)
        if one is None:
            raise _gone()
        if not one.open:
            raise UserError(
                "appeal.file_decided",
                _("The appeal was decided with this file."),
                kept=_("Nothing was changed."),
            )
        row = connection.execute(select(own).where(own.c.id == file)).one()
        held = ReadFile(row.file_name, row.file_sort, bytes(row.content))
        connection.execute(delete(own).where(own.c.id == file))
        staff_no = one.position.staff_no
        audit.note(connection, office, "appeal.detach", f"{code}/{staff_no}", file=held.name)
    again = partial(_attach, office, code, staff_no, held)
    return Done(None, CHANGES, Undo(_("take a file off an appeal"), again))


def content(office: Office, file: int) -> tuple[str, bytes]:
    """Name and content of a file. Raises UserError if it is gone, or is not what was attached."""
    with office.read() as connection:
        return content_in(connection, file)


def content_in(connection: Connection, file: int) -> tuple[str, bytes]:
    """The same inside a transaction that does more."""
    own = tables.appeal_file.c
    row = connection.execute(
        select(own.file_name, own.file_digest, own.content).where(own.id == file)
    ).first()
    if row is None:
        raise _gone()
    if hashlib.sha256(row.content).hexdigest() != row.file_digest:
        raise keeping.damaged_file(row.file_name)
    return row.file_name, bytes(row.content)


def opened(office: Office, file: int) -> Path:
    """A copy for the system's viewer that only this user can read. Raises as `content` does."""
    return copies.private(*content(office, file))


@rights.needs("print")
def save(office: Office, file: int, path: Path) -> None:
    """Write a file to a place of one's own. Raises as `content` does, and if the disk refuses."""
    name, held = content(office, file)
    write_whole(path, held)
    personal.exported(office, name, "both", 1, path)


def _insert(connection: Connection, office: Office, one: Appeal, held: ReadFile) -> AppealFile:
    made = connection.execute(
        insert(tables.appeal_file).values(
            appeal_id=one.id,
            file_name=held.name,
            file_sort=held.sort,
            file_size=len(held.content),
            file_digest=hashlib.sha256(held.content).hexdigest(),
            content=held.content,
            user_id=office.user_id,
            at=office.now(),
        )
    )
    assert made.inserted_primary_key is not None
    return AppealFile(int(made.inserted_primary_key[0]), held.name, held.sort, len(held.content))


def _refuse_too_much(connection: Connection, one: Appeal, held: ReadFile) -> None:
    own = tables.appeal_file.c
    count = connection.execute(select(func.count()).where(own.appeal_id == one.id)).scalar_one()
    if count >= MOST_FILES:
        raise UserError(
            "appeal.too_many_files",
            _("An appeal has {most} files at most.").format(most=MOST_FILES),
            kept=_("Nothing was attached."),
        )
    keeping.refuse_full(connection, len(held.content))


def _gone() -> UserError:
    return UserError(
        "appeal.file_gone", _("This file was taken off meanwhile."), kept=_("Nothing was changed.")
    )
