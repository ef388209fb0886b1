"""The versions of the rules for using results: drafts, and those in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from qadesk.domain.uses import Uses, starter
from qadesk.domain.uses_forms import from_dict, problems, to_dict
from qadesk.errors import UserError
from qadesk.formats import cycle_text
from qadesk.i18n import _
from qadesk.services import audit, cycles, rights
from qadesk.services.done import Change, Done, Undo
from qadesk.services.uses.rule_words import problem_words
from qadesk.storage import tables
from qadesk.storage.failures import UnreadableRecord
from qadesk.storage.office import Office

CHANGES: Final = frozenset[Change]({"cycle"})
MOST_VERSIONS: Final = 200
DRAFT, IN_FORCE = "draft", "in_force"


@dataclass(frozen=True)
class Rules:
    """One version. `since` is the first month it holds for, `by` who put it in force, at `put_at` (UTC)."""

    id: int
    version: int
    uses: Uses
    status: str
    since: str | None
    by: str
    put_at: datetime | None

    @property
    def draft(self) -> bool:
        """Whether it can still be changed."""
        return self.status == DRAFT


def versions(office: Office) -> tuple[Rules, ...]:
    """All of them, newest first."""
    rights.know(office)
    with office.read() as connection:
        return versions_in(connection)


def versions_in(connection: Connection) -> tuple[Rules, ...]:
    """The same inside a transaction that does more."""
    own, user = tables.use_rules, tables.user
    rows = connection.execute(
        select(own, user.c.name.label("by")).select_from(own.outerjoin(user)).order_by(own.c.version.desc())
    )
    return tuple(map(_rules, rows))


def of_month(connection: Connection, code: str) -> Rules | None:
    """The rules that hold for a month: of those in force by then the ones put in force last."""
    start = cycles.parse(code).start
    held = [
        one
        for one in versions_in(connection)
        if one.since is not None and one.put_at is not None and cycles.parse(one.since).start <= start
    ]
    return max(held, key=lambda one: (one.put_at, one.id), default=None)


def get_in(connection: Connection, version: int) -> Rules:
    """One version. Raises UserError for none."""
    return one_of(versions_in(connection), version)


def one_of(known: Iterable[Rules], version: int) -> Rules:
    """One version of those at hand. Raises UserError for none."""
    found = next((one for one in known if one.version == version), None)
    if found is None:
        raise UserError(
            "uses.unknown",
            _("There is no version {n} of the rules for using results.").format(n=version),
            kept=_("Nothing was changed."),
        )
    return found


@rights.needs("prepare")
def draft(office: Office, based_on: int | None = None) -> Done[int]:
    """Begin a draft, a copy of a version, or of what the program proposes; the value is its version."""
    with office.write() as connection:
        uses = starter() if based_on is None else get_in(connection, based_on).uses
        version = _add(connection, office, uses)
        audit.note(connection, office, "uses.draft", str(version), based_on=based_on)
    return Done(version, CHANGES, Undo(_("begin a draft"), partial(throw_away, office, version)))


@rights.needs("prepare")
def save(office: Office, version: int, uses: Uses) -> Done[None]:
    """Keep a draft as it stands, sound or not. Raises UserError for a version in force."""
    with office.write() as connection:
        before = _draft(connection, version)
        if before.uses == uses:
            return Done(None)
        own = tables.use_rules
        values = {"content": to_dict(uses), "updated_at": office.now()}
        connection.execute(update(own).where(own.c.id == before.id).values(values))
        audit.note(connection, office, "uses.save", str(version))
    return Done(None, CHANGES, Undo(_("change the rules"), partial(save, office, version, before.uses)))


@rights.needs("prepare")
def throw_away(office: Office, version: int) -> Done[None]:
    """Delete a draft. Raises UserError for a version in force."""
    with office.write() as connection:
        before = _draft(connection, version)
        connection.execute(delete(tables.use_rules).where(tables.use_rules.c.id == before.id))
        audit.note(connection, office, "uses.delete", str(version))
    return Done(None, CHANGES, Undo(_("delete a draft"), partial(bring_back, office, before)))


@rights.needs("prepare")
def bring_back(office: Office, gone: Rules) -> Done[int]:
    """Put a deleted draft back. Its number may be another by now."""
    with office.write() as connection:
        version = _add(connection, office, gone.uses)
        audit.note(connection, office, "uses.draft", str(version), based_on=None)
    return Done(version, CHANGES, Undo(_("begin a draft"), partial(throw_away, office, version)))


@rights.needs("decide")
def put_in_force(office: Office, version: int, since: str) -> Done[None]:
    """Have a draft hold for a month and all after it, in place of whatever held for them.

    Raises UserError for a version in force already, rules that are not sound, and a code that is no month.
    """
    span = cycles.parse(since)
    if span.months != 1:
        raise UserError(
            "uses.no_month",
            _("{code} is not a month.").format(code=since),
            kept=_("Nothing was changed."),
            remedy=_("Write it as 2026-10."),
        )
    with office.write() as connection:
        before = _draft(connection, version)
        found = problems(before.uses)
        if found:
            raise UserError(
                "uses.not_sound",
                _("The rules cannot be put in force yet:")
                + "".join(f"\n– {problem_words(one, before.uses)}" for one in found),
                kept=_("The draft stays as it is."),
                because=[one.code for one in found],
            )
        _set(connection, before, status=IN_FORCE, since=since, user_id=office.user_id, put_at=office.now())
        audit.note(connection, office, "uses.in_force", str(version), since=since)
    words = _("put rules in force")
    return Done(None, CHANGES, Undo(words, partial(take_back, office, version)))


@rights.needs("decide")
def take_back(office: Office, version: int) -> Done[None]:
    """Make rules in force a draft again. Raises UserError once something was given out by them."""
    with office.write() as connection:
        before = get_in(connection, version)
        used = tables.use_export
        n = connection.execute(select(func.count()).where(used.c.rules_id == before.id)).scalar_one()
        if before.draft or before.since is None or n:
            raise UserError(
                "uses.given_out",
                _("Lists were given out by version {n} of the rules.").format(n=version),
                kept=_("Nothing was changed."),
                remedy=_("Put another version in force instead."),
            )
        _set(connection, before, status=DRAFT, since=None, user_id=None, put_at=None)
        audit.note(connection, office, "uses.take_back", str(version))
    words = _("take rules back")
    return Done(None, CHANGES, Undo(words, partial(put_in_force, office, version, before.since)))


def none_in_force(code: str) -> UserError:
    """Why nothing follows from a month's results."""
    return UserError(
        "uses.none_in_force",
        _("No rules for using results are in force for {month}.").format(month=cycle_text(code)),
        kept=_("Nothing was written."),
        remedy=_("Put a version in force that begins with this cycle or an earlier one."),
    )


def _add(connection: Connection, office: Office, uses: Uses) -> int:
    own = tables.use_rules
    last = int(connection.execute(select(func.max(own.c.version))).scalar() or 0)
    if connection.execute(select(func.count()).select_from(own)).scalar_one() >= MOST_VERSIONS:
        raise UserError(
            "uses.too_many",
            _("There are as many versions of the rules as there may be: {n}.").format(n=MOST_VERSIONS),
            kept=_("Nothing was changed."),
            remedy=_("Delete drafts that are not needed."),
        )
    values = {"version": last + 1, "status": DRAFT, "content": to_dict(uses), "updated_at": office.now()}
    connection.execute(insert(own).values(**values))
    return last + 1


def _draft(connection: Connection, version: int) -> Rules:
    found = get_in(connection, version)
    if not found.draft:
        raise UserError(
            "uses.in_force",
            _("Version {n} of the rules is in force and does not change any more.").format(n=version),
            kept=_("Nothing was changed."),
            remedy=_("Begin a draft as a copy of it."),
        )
    return found


def _set(connection: Connection, which: Rules, **values: Any) -> None:
    own = tables.use_rules
    connection.execute(update(own).where(own.c.id == which.id).values(**values))


def _rules(row: Row[Any]) -> Rules:
    content: Mapping[str, Any] = row.content
    try:
        uses = from_dict(content)
    except (LookupError, ValueError, TypeError, ArithmeticError) as error:  # other than was stored
        raise UnreadableRecord("use_rules", row.id, "content") from error
    return Rules(row.id, row.version, uses, row.status, row.since, row.by or "", row.put_at)
