"""Drafts of scorecards: begun, saved as they stand, thrown away."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from qadesk.domain.editing import unused_code
from qadesk.domain.scorecard import Names, Scorecard, Section
from qadesk.domain.scorecard_forms import to_dict
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, library, rights, scorecards
from qadesk.services.designing.version_rows import CHANGES, VersionStatus, row_of, status_words
from qadesk.services.done import Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

MOST_VERSIONS = 50  # of one scorecard


@rights.needs("prepare")
def new_draft(
    office: Office, based_on: int | str | None, code: str = "", names: Names | None = None
) -> Done[int]:
    """Begin a draft; its id.

    A copy of `based_on` as the next version of the same scorecard, or, with another `code`, as the first of
    a new one; without a version to copy, an empty one with one section; of a name, that one of the `library`,
    under the first code nobody has unless `code` is given. Raises UserError for a code that another scorecard
    has, and where a scorecard has as many versions as it may.
    """
    with office.write() as connection:
        if isinstance(based_on, str):
            start = library.scorecard(based_on)
            code = code or unused_code(_codes(connection), start.code)
            based_on = None
        elif based_on is None:
            start = _empty(connection, code)
        else:
            row_of(connection, based_on)
            start = scorecards.load(connection, based_on)
        wanted = code.strip() or start.code
        if (based_on is None or wanted != start.code) and _latest(connection, wanted):
            raise UserError(
                "scorecard.code_taken",
                _("There is a scorecard with the code “{code}” already.").format(code=wanted),
                kept=_("Nothing was changed."),
                remedy=_("Choose another code, or make a new version of that scorecard."),
            )
        made = replace(start, code=wanted, names=names or start.names)
        number = add_draft(connection, office, made, based_on)
    return Done(number, CHANGES)


def add_draft(
    connection: Connection, office: Office, made: Scorecard, based_on: int | None = None, file: str = ""
) -> int:
    """Put a scorecard in as the next version of its code, inside a transaction that does more; its id.

    `based_on`: the version it goes on from; `file`: the name of the file it came in. Raises UserError where
    there are as many versions of it as there may be.
    """
    version = _latest(connection, made.code) + 1
    rows = tables.scorecard.c
    n = connection.execute(select(func.count()).where(rows.code == made.code)).scalar_one()
    if n >= MOST_VERSIONS:
        raise UserError(
            "scorecard.too_many_versions",
            _("The scorecard “{code}” has {n} versions, as many as it may have.").format(code=made.code, n=n),
            kept=_("Nothing was changed."),
            remedy=_("Delete drafts that are not needed, or continue under another code."),
        )
    row = insert(tables.scorecard).values(
        code=made.code,
        version=version,
        status=VersionStatus.DRAFT.value,
        content=to_dict(replace(made, version=version)),
        updated_at=office.now(),
        based_on=based_on,
    )
    key = connection.execute(row).inserted_primary_key
    assert key is not None
    subject = f"{made.code} {version}"
    if file:
        audit.note(connection, office, "scorecard.import", subject, file=file)
    else:
        audit.note(connection, office, "scorecard.draft", subject, based_on=based_on)
    return int(key[0])


@rights.needs("prepare")
def save_draft(office: Office, version_id: int, card: Scorecard) -> Done[None]:
    """Keep a draft as it stands, sound or not; its code and version number stay what they are.

    Every state that is stored has its entry in the trail. Raises UserError for a version that is no draft
    (any more).
    """
    with office.write() as connection:
        row = row_of(connection, version_id)
        _must_be_draft(row)
        content = to_dict(replace(card, code=row.code, version=row.version))
        if content == row.content:
            return Done(None)
        connection.execute(
            update(tables.scorecard)
            .where(
                tables.scorecard.c.id == version_id, tables.scorecard.c.status == VersionStatus.DRAFT.value
            )
            .values(content=content, updated_at=office.now())
        )
        audit.note(connection, office, "scorecard.save", f"{row.code} {row.version}")
    return Done(None, CHANGES)


@rights.needs("prepare")
def delete_draft(office: Office, version_id: int) -> Done[None]:
    """Throw a draft away. Raises UserError for a version that is no draft (any more)."""
    own, step = tables.scorecard, tables.scorecard_step
    with office.write() as connection:
        row = row_of(connection, version_id)
        _must_be_draft(row)
        steps = connection.execute(select(step).where(step.c.scorecard_id == version_id)).mappings().all()
        copies = connection.execute(select(own.c.id).where(own.c.based_on == version_id)).scalars().all()
        # What was copied from it now stands on what it stood on itself.
        connection.execute(update(own).where(own.c.based_on == version_id).values(based_on=row.based_on))
        connection.execute(delete(step).where(step.c.scorecard_id == version_id))
        connection.execute(delete(own).where(own.c.id == version_id))
        audit.note(connection, office, "scorecard.delete", f"{row.code} {row.version}")

    words = _("delete the draft {code} {version}").format(code=row.code, version=row.version)

    def undo() -> Done[None]:
        """Put it back as it was. Raises UserError where another version has taken its number."""
        rights.must(office, "prepare")
        with office.write() as connection:
            taken = (own.c.id == version_id) | ((own.c.code == row.code) & (own.c.version == row.version))
            if connection.execute(select(own.c.id).where(taken)).first() is not None:
                raise UserError(
                    "scorecard.number_taken",
                    _("The draft cannot be brought back: a new version has its number."),
                    kept=_("Nothing was changed."),
                )
            connection.execute(insert(own).values(**row._mapping))
            if steps:
                connection.execute(insert(step), [dict(one) for one in steps])
            connection.execute(update(own).where(own.c.id.in_(copies)).values(based_on=version_id))
            audit.note(
                connection, office, "scorecard.draft", f"{row.code} {row.version}", based_on=row.based_on
            )
        return Done(None, CHANGES, Undo(words, lambda: delete_draft(office, version_id)))

    return Done(None, CHANGES, Undo(words, undo))


def _must_be_draft(row: Row[Any]) -> None:
    if row.status != VersionStatus.DRAFT.value:
        raise UserError(
            "scorecard.not_a_draft",
            _("This version is {status} and cannot be changed.").format(
                status=status_words(VersionStatus(row.status))
            ),
            kept=_("Nothing was changed."),
            remedy=_("Make a new version of it."),
        )


def _latest(connection: Connection, code: str) -> int:
    """The highest version of a code; 0 where there is none."""
    own = tables.scorecard.c
    return connection.execute(select(func.max(own.version)).where(own.code == code)).scalar() or 0


def _codes(connection: Connection) -> set[str]:
    return set(connection.execute(select(tables.scorecard.c.code)).scalars())


def _empty(connection: Connection, code: str) -> Scorecard:
    """A scorecard to begin with: the usual grades, one section, no indicators."""
    wanted, number = code.strip() or "scorecard", 1
    while not code.strip() and _latest(connection, wanted):
        number += 1
        wanted = f"scorecard-{number}"
    return replace(
        scorecards.shipped(),
        code=wanted,
        version=1,
        names=Names("新考核方案", "New scorecard"),
        sections=(Section("section-1", Names("第一部分", "First section"), ()),),
        cap=Decimal(100),
    )
