"""The versions of check forms: drafts, those that are published, those that are not used any more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from qadesk.domain.check_forms import CheckForm, from_dict, to_dict
from qadesk.domain.check_problems import check_form
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, rights
from qadesk.services.checks.problem_words import problem_words
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.failures import UnreadableRecord
from qadesk.storage.office import Office

CHANGES: Final = frozenset[Change]({"checks"})
DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"
_own = tables.check_form


@dataclass(frozen=True)
class StoredForm:
    """One version. `by` published it, at `published_at` (UTC)."""

    id: int
    form: CheckForm
    status: str
    by: str
    published_at: datetime | None

    @property
    def draft(self) -> bool:
        """Whether it can still be changed."""
        return self.status == DRAFT


def forms(office: Office) -> tuple[StoredForm, ...]:
    """All versions, by code, the newest of each first."""
    rights.know(office)
    with office.read() as connection:
        return forms_in(connection)


def forms_in(connection: Connection) -> tuple[StoredForm, ...]:
    """The same inside a transaction that does more."""
    user = tables.user
    rows = connection.execute(
        select(_own, user.c.name.label("by"))
        .select_from(_own.outerjoin(user))
        .order_by(_own.c.code, _own.c.version.desc())
    )
    return tuple(map(_stored, rows))


def form_in(connection: Connection, form_id: int) -> StoredForm:
    """One version. Raises UserError for none."""
    found = next((one for one in forms_in(connection) if one.id == form_id), None)
    if found is None:
        raise _gone()
    return found


def named(office: Office, text: str) -> StoredForm:
    """The version meant by CODE or CODE:VERSION, without one the newest. Raises UserError for none."""
    code, _colon, version = text.partition(":")
    for one in forms(office):
        if one.form.code == code and version in ("", str(one.form.version)):
            return one
    raise _gone()


@rights.needs("prepare")
def draft(office: Office, form: CheckForm) -> Done[int]:
    """Put a form in as a draft, the next version of its code; the value is its id."""
    with office.write() as connection:
        made = _add(connection, office, form)
    return Done(made, CHANGES, Undo(_("begin a check form"), partial(throw_away, office, made)))


@rights.needs("prepare")
def save(office: Office, form_id: int, form: CheckForm) -> Done[None]:
    """Keep a draft as it stands, sound or not. Its code and version stay. Raises UserError for no draft."""
    with office.write() as connection:
        before = _draft(connection, form_id)
        form = replace(form, code=before.form.code, version=before.form.version)
        if before.form == form:
            return Done(None)
        values = {"content": to_dict(form), "updated_at": office.now()}
        connection.execute(update(_own).where(_own.c.id == form_id).values(values))
        audit.note(connection, office, "check_form.save", _name(form))
    return Done(None, CHANGES, Undo(_("change a check form"), partial(save, office, form_id, before.form)))


@rights.needs("prepare")
def throw_away(office: Office, form_id: int) -> Done[None]:
    """Delete a draft. Raises UserError for a version that is published."""
    with office.write() as connection:
        before = _draft(connection, form_id)
        connection.execute(delete(_own).where(_own.c.id == form_id))
        audit.note(connection, office, "check_form.delete", _name(before.form))
    return Done(None, CHANGES, Undo(_("delete a check form"), partial(draft, office, before.form)))


@rights.needs("decide")
def publish(office: Office, form_id: int) -> Done[None]:
    """Have contacts be checked by a draft; the version before it retires, checks begun by it go on.

    Raises UserError for a version that is no draft, and for a form that is not sound.
    """
    with office.write() as connection:
        before = _draft(connection, form_id)
        found = check_form(before.form)
        if found:
            raise UserError(
                "checks.form_not_sound",
                _("The check form cannot be published yet:")
                + "".join(f"\n– {problem_words(one, before.form)}" for one in found),
                kept=_("The draft stays as it is."),
                because=[one.code for one in found],
            )
        older = (_own.c.code == before.form.code) & (_own.c.status == PUBLISHED)
        retired = tuple(connection.execute(select(_own.c.id).where(older)).scalars())
        connection.execute(update(_own).where(older).values(status=RETIRED))
        values = {"status": PUBLISHED, "user_id": office.user_id, "published_at": office.now()}
        connection.execute(update(_own).where(_own.c.id == form_id).values(values))
        audit.note(connection, office, "check_form.publish", _name(before.form))
    undo = Undo(_("publish a check form"), partial(take_back, office, form_id, retired))
    return Done(None, CHANGES, undo)


@rights.needs("decide")
def take_back(office: Office, form_id: int, retired: tuple[int, ...] = ()) -> Done[None]:
    """Make a published version a draft again, and publish those in `retired`.

    Raises UserError once it is used.
    """
    with office.write() as connection:
        before = form_in(connection, form_id)
        used = [
            connection.execute(select(func.count()).where(table.c.form_id == form_id)).scalar_one()
            for table in (tables.check_sample, tables.contact_check)
        ]
        if before.status != PUBLISHED or any(used):
            raise UserError(
                "checks.form_used",
                _("Contacts are checked by this version already."),
                kept=_("Nothing was changed."),
                remedy=_("Begin a new version as a copy of it."),
            )
        connection.execute(update(_own).where(_own.c.id.in_(retired)).values(status=PUBLISHED))
        values: dict[str, Any] = {"status": DRAFT, "user_id": None, "published_at": None}
        connection.execute(update(_own).where(_own.c.id == form_id).values(values))
        audit.note(connection, office, "check_form.take_back", _name(before.form))
    words = _("take a check form back")
    return Done(None, CHANGES, Undo(words, partial(publish, office, form_id)))


@rights.needs("prepare")
def import_file(office: Office, path: Path) -> Done[int]:
    """Put the form of a file in as a draft; its id. Raises UserError naming what is wrong with the file."""
    return draft(office, read_file(path))


def read_file(path: Path) -> CheckForm:
    """The form of a file. Raises UserError for one that cannot be read, or is no sound form."""
    from qadesk.tabular.check_form_text import read_text

    data = read_text(path)
    try:
        form = from_dict(data)
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise UserError(
            "checks.file_unreadable",
            _("“{file}” is no check form: {why}").format(file=path.name, why=_why(error)),
            kept=_("Nothing was imported."),
            remedy=_("Compare it with a form that was exported."),
        ) from error
    found = check_form(form)
    if found:
        lines = "".join(f"\n– {problem_words(one, form)}" for one in found)
        raise UserError(
            "checks.file_has_problems",
            _("The check form in “{file}” is not sound:").format(file=path.name) + lines,
            kept=_("Nothing was imported."),
            because=[one.code for one in found],
        )
    return form


def export_file(office: Office, form_id: int, path: Path) -> None:
    """Write a version to a text file (YAML). Raises UserError if it cannot be written."""
    from qadesk.tabular.check_form_text import write_text

    with office.read() as connection:
        write_text(path, form_in(connection, form_id).form)


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return _("“{field}” is missing.").format(field=error.args[0])
    return str(error)


def _add(connection: Connection, office: Office, form: CheckForm) -> int:
    known = select(func.max(_own.c.version)).where(_own.c.code == form.code)
    version = int(connection.execute(known).scalar() or 0) + 1
    form = replace(form, version=version)
    made = connection.execute(
        insert(_own).values(
            code=form.code, version=version, status=DRAFT, content=to_dict(form), updated_at=office.now()
        )
    )
    assert made.inserted_primary_key is not None
    audit.note(connection, office, "check_form.draft", _name(form))
    return int(made.inserted_primary_key[0])


def _draft(connection: Connection, form_id: int) -> StoredForm:
    found = form_in(connection, form_id)
    if not found.draft:
        raise UserError(
            "checks.form_published",
            _("This version of the check form is published and does not change any more."),
            kept=_("Nothing was changed."),
            remedy=_("Begin a new version as a copy of it."),
        )
    return found


def _gone() -> UserError:
    return UserError(
        "checks.no_form", _("This check form is not there any more."), kept=_("Nothing was changed.")
    )


def _name(form: CheckForm) -> str:
    return f"{form.code} {form.version}"


def _stored(row: Row[Any]) -> StoredForm:
    try:
        form = from_dict(row.content)
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise UnreadableRecord("check_form", row.id, "content") from error
    return StoredForm(row.id, form, row.status, row.by or "", row.published_at)
