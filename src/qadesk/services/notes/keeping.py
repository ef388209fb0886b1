"""Notes on an agent or on one record, with a file attached or not: added, listed, deleted with a reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import audit, personal, rights, staff_numbers
from qadesk.services.done import Change, Done, Undo
from qadesk.services.notes import files
from qadesk.services.notes.files import ReadFile
from qadesk.storage import tables
from qadesk.storage.office import Office

MOST_LETTERS: Final = 2000
MOST_NOTES: Final = 50  # on one agent or record
MOST_BYTES: Final = 200_000_000  # attached in one office: every backup holds them all
_ERASED_AFTER: Final = timedelta(days=1)
_CHANGES: Final = frozenset[Change]({"notes"})


@dataclass(frozen=True)
class NoteSubject:
    """What notes are on: an agent by staff number, or a record by its kind, reference and part."""

    staff_no: str = ""
    kind: str = ""
    ref: str = ""
    part: str = ""

    @property
    def subject(self) -> str:
        """As the trail has it."""
        return self.staff_no or f"{self.kind}/{self.ref}"


@dataclass(frozen=True)
class AttachedFile:
    """A file without its content; the size is in bytes."""

    name: str
    sort: str  # pdf, png, jpeg
    size: int


@dataclass(frozen=True)
class Note:
    """One note; `by` is "" if nobody was signed in, `at` is the office's time."""

    id: int
    text: str
    by: str
    at: datetime
    file: AttachedFile | None


def notes(office: Office, about: NoteSubject) -> tuple[Note, ...]:
    """The notes on something, newest first; none on what is not there."""
    row, user = tables.note.c, tables.user.c
    shown = select(tables.note, user.name.label("by")).join_from(
        tables.note, tables.user, user.id == row.user_id, isouter=True
    )
    with office.read() as connection:
        found = connection.execute(shown.where(_on(connection, about)).order_by(row.id.desc())).all()
    return tuple(_note(office, one) for one in found)


def count(office: Office, about: NoteSubject) -> int:
    """How many notes there are on something."""
    with office.read() as connection:
        return _count(connection, about)


@rights.needs("score")
def add(
    office: Office, about: NoteSubject, text: str, file: Path | None = None, progress: Progress | None = None
) -> Done[Note]:
    """Add a note, with a file or without. The file is copied into the office.

    Raises UserError for neither text nor file, a file that cannot be attached (`files.read`), and beyond
    MOST_NOTES, MOST_LETTERS or MOST_BYTES; and Cancelled.
    """
    said = text.strip()
    if not said and file is None:
        raise UserError("note.empty", _("A note needs a text or a file."), kept=_("Nothing was changed."))
    if len(said) > MOST_LETTERS:
        raise UserError(
            "note.too_long",
            _("A note has {most} letters at most.").format(most=MOST_LETTERS),
            kept=_("Nothing was changed."),
            remedy=_("Divide it into several notes."),
        )
    held = None if file is None else files.read(file, progress)
    with office.write() as connection:
        _erase(connection, office)
        _refuse_too_much(connection, about, held)
        number = _insert(connection, office, about, said, held)
        detail = {} if held is None else {"file": held.name, "size": len(held.content)}
        audit.note(connection, office, "note.add", about.subject, note=number, **detail)
        made = _must_find(connection, office, number)
    undo = partial(_take_away, office, about, number, "note.undo", "")
    return Done(made, _CHANGES, Undo(_("add a note") if held is None else _("attach a file"), undo))


@rights.needs("score")
def remove(office: Office, about: NoteSubject, note: int, reason: str) -> Done[None]:
    """Delete a note and its file; the trail keeps that there was one. Raises UserError without a reason."""
    if not reason.strip():
        raise UserError(
            "note.reason_missing", _("State why the note is deleted."), kept=_("Nothing was changed.")
        )
    return _take_away(office, about, note, "note.delete", reason.strip())


def content(office: Office, note: int) -> tuple[str, bytes]:
    """Name and content of an attached file. Raises UserError if it is gone, or is not what was attached."""
    row, held = tables.note.c, tables.note_file.c
    with office.read() as connection:
        found = connection.execute(
            select(row.file_name, row.file_digest, held.content)
            .join_from(tables.note, tables.note_file, held.note_id == row.id)
            .where(row.id == note, row.removed_at.is_(None))
        ).first()
    if found is None:
        raise _gone()
    if hashlib.sha256(found.content).hexdigest() != found.file_digest:
        raise damaged_file(found.file_name)
    return found.file_name, bytes(found.content)


def damaged_file(name: str) -> UserError:
    """That an attached file is not what was attached."""
    return UserError(
        "note.file_damaged",
        _("“{file}” is no longer what was attached.").format(file=name),
        remedy=_("Take it from a backup."),
    )


def follow(connection: Connection, about: NoteSubject, ref: str) -> None:
    """The reference of a record was corrected: its notes go with it."""
    row = tables.note.c
    mine = (row.kind == about.kind, row.ref == about.ref, row.part == about.part)
    if ref != about.ref:
        connection.execute(update(tables.note).where(*mine).values(ref=ref))


def damaged(connection: Connection) -> tuple[str, ...]:
    """The names of attached files whose content is missing or not what was attached."""
    row, held = tables.note.c, tables.note_file.c
    shown = select(row.id, row.file_name, row.file_digest, row.file_size)
    found = []
    for one in connection.execute(shown.where(row.file_digest.is_not(None)).order_by(row.id)).all():
        stored = connection.execute(select(held.content).where(held.note_id == one.id)).scalar()
        if stored is None or hashlib.sha256(stored).hexdigest() != one.file_digest:
            found.append(one.file_name)
    evidence = tables.appeal_file.c
    for file in connection.execute(select(evidence.id, evidence.file_name, evidence.file_digest)).all():
        stored = connection.execute(select(evidence.content).where(evidence.id == file.id)).scalar_one()
        if hashlib.sha256(stored).hexdigest() != file.file_digest:
            found.append(file.file_name)
    return tuple(found)


# ---- writing


def _insert(
    connection: Connection, office: Office, about: NoteSubject, text: str, held: ReadFile | None
) -> int:
    whose: dict[str, Any] = {"kind": about.kind, "ref": about.ref, "part": about.part}
    if about.staff_no:
        whose = {"agent_id": staff_numbers.must_find(connection, about.staff_no)}
    if held is not None:
        whose |= {
            "file_name": held.name,
            "file_sort": held.sort,
            "file_size": len(held.content),
            "file_digest": hashlib.sha256(held.content).hexdigest(),
        }
    made = connection.execute(
        insert(tables.note).values(**whose, text=text, user_id=office.user_id, at=office.now())
    )
    assert made.inserted_primary_key is not None
    number = int(made.inserted_primary_key[0])
    if held is not None:
        connection.execute(insert(tables.note_file).values(note_id=number, content=held.content))
    return number


@rights.needs("score")
def _take_away(office: Office, about: NoteSubject, number: int, action: str, reason: str) -> Done[None]:
    with office.write() as connection:
        found = _must_find(connection, office, number)
        _erase(connection, office)
        _mark(connection, number, office.now())
        detail = {"reason": reason} if reason else {}
        detail |= {} if found.file is None else {"file": found.file.name}
        audit.note(connection, office, action, about.subject, note=number, **detail)
    return Done(None, _CHANGES, Undo(_("delete a note"), lambda: _put_back(office, about, number)))


@rights.needs("score")
def _put_back(office: Office, about: NoteSubject, number: int) -> Done[Note]:
    with office.write() as connection:
        _mark(connection, number, None)
        found = _must_find(connection, office, number)
        audit.note(connection, office, "note.restore", about.subject, note=number)
    undo = partial(_take_away, office, about, number, "note.undo", "")
    return Done(found, _CHANGES, Undo(_("bring a note back"), undo))


def _mark(connection: Connection, number: int, at: datetime | None) -> None:
    row = tables.note
    connection.execute(update(row).where(row.c.id == number).values(removed_at=at))


def _erase(connection: Connection, office: Office) -> None:
    """Deleted notes and their files go for good, a day later at the earliest."""
    row, held = tables.note, tables.note_file
    old = select(row.c.id).where(row.c.removed_at < office.now() - _ERASED_AFTER)
    connection.execute(delete(held).where(held.c.note_id.in_(old)))
    connection.execute(delete(row).where(row.c.removed_at < office.now() - _ERASED_AFTER))


def _refuse_too_much(connection: Connection, about: NoteSubject, held: ReadFile | None) -> None:
    if _count(connection, about) >= MOST_NOTES:
        raise UserError(
            "note.too_many",
            _("There are {most} notes here already.").format(most=MOST_NOTES),
            kept=_("Nothing was changed."),
            remedy=_("Delete one that is no longer needed first."),
        )
    if held is None:
        return
    refuse_full(connection, len(held.content))


def refuse_full(connection: Connection, more: int) -> None:
    """Raise UserError where so many bytes more than are attached to notes and appeals do not fit."""
    left = MOST_BYTES
    for size in (tables.note.c.file_size, tables.appeal_file.c.file_size):
        left -= int(connection.execute(select(func.coalesce(func.sum(size), 0))).scalar_one())
    if more > left:
        raise UserError(
            "note.office_full",
            _("All files attached in this office may have {most} together; {left} are left.").format(
                most=formats.file_size(MOST_BYTES), left=formats.file_size(max(0, left))
            ),
            kept=_("Nothing was attached."),
            remedy=_(
                "Delete attached files that are no longer needed; their room is free a day later. "
                "Keep large files in a folder and note where."
            ),
        )


# ---- looking


def _on(connection: Connection, about: NoteSubject) -> ColumnElement[bool]:
    row = tables.note.c
    if about.staff_no:
        here = row.agent_id == staff_numbers.find(connection, about.staff_no)
    else:
        here = and_(row.kind == about.kind, row.ref == about.ref, row.part == about.part)
    return and_(here, row.removed_at.is_(None))


def _count(connection: Connection, about: NoteSubject) -> int:
    return int(connection.execute(select(func.count()).where(_on(connection, about))).scalar_one())


def _must_find(connection: Connection, office: Office, number: int) -> Note:
    row, user = tables.note.c, tables.user.c
    found = connection.execute(
        select(tables.note, user.name.label("by"))
        .join_from(tables.note, tables.user, user.id == row.user_id, isouter=True)
        .where(row.id == number, row.removed_at.is_(None))
    ).first()
    if found is None:
        raise _gone()
    return _note(office, found)


def _gone() -> UserError:
    return UserError("note.gone", _("This note was deleted meanwhile."), kept=_("Nothing was changed."))


def _note(office: Office, row: Any) -> Note:
    file = None if row.file_name is None else AttachedFile(row.file_name, row.file_sort, row.file_size)
    text = personal.shown(office, "notes")(row.text)
    return Note(row.id, text, row.by or "", office.local(row.at), file)
