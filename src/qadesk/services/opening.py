"""Opening a month: which scorecards it can take, and an opening taken back. `freezing` says what it keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, select

from qadesk import formats
from qadesk.domain.cycles import Cycle
from qadesk.domain.periods import Period, month_of
from qadesk.domain.scorecard import Names
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.services import audit, cycles, rights
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

_CHANGES: Final = frozenset[Change]({"cycle"})
# What is no longer only prepared: the table, and so many of it in words.
_WORK: Final[tuple[tuple[Table, Callable[[int], str]], ...]] = (
    (tables.evaluation, lambda n: ngettext("{n} evaluation", "{n} evaluations", n)),
    (tables.typed_value, lambda n: ngettext("{n} typed value", "{n} typed values", n)),
    (tables.exemption, lambda n: ngettext("{n} exemption", "{n} exemptions", n)),
    (tables.focus, lambda n: ngettext("{n} agreed focus", "{n} agreed focuses", n)),
    (tables.sheet, lambda n: ngettext("{n} printed sheet", "{n} printed sheets", n)),
)


@dataclass(frozen=True)
class OfferedScorecard:
    """The newest published version of a scorecard; `usual` is the one that was published last of all."""

    scorecard_id: int
    code: str
    version: int
    names: Names
    usual: bool


def unopened(connection: Connection, office: Office) -> list[Period]:
    """The months that have imported records and were never opened, the newest first.

    Not those inside a longer cycle that is closed, or of an office that assesses no months at all.
    """
    batch = tables.import_batch.c
    days = select(batch.first_day, batch.last_day).where(
        batch.undone_at.is_(None), batch.first_day.is_not(None)
    )
    months = {month_of(day) for row in connection.execute(days) for day in row}
    known = cycles.all_in(connection, office)
    by_month = any(one.period.months == 1 for one in known)
    covered = [one.period for one in known if one.closed or one.period.months == 1 or not by_month]
    free = (month for month in months if not any(span.contains(month.start) for span in covered))
    return sorted(free, key=lambda month: month.start, reverse=True)


def choices(office: Office) -> tuple[OfferedScorecard, ...]:
    """What a month can be opened with, the usual one first."""
    own = tables.scorecard.c
    with office.read() as connection:
        rows = connection.execute(
            select(own.id, own.code, own.version, own.content["name"].label("names"))
            .where(own.status == "published")
            .order_by(own.published_at.desc(), own.version.desc())
        ).all()
    newest = {row.code: row for row in reversed(rows)}
    made = [row for row in rows if newest[row.code] is row]
    return tuple(
        OfferedScorecard(row.id, row.code, row.version, Names(**row.names), usual=at == 0)
        for at, row in enumerate(made)
    )


def choice(office: Office, code: str) -> OfferedScorecard:
    """The one of a scorecard's code. Raises UserError if none of that code is published."""
    found = choices(office)
    for one in found:
        if one.code == code:
            return one
    raise UserError(
        "scorecard.code_not_published",
        _("No published scorecard has the code “{code}”.").format(code=code),
        kept=_("Nothing was changed."),
        remedy=_("Published are: {codes}.").format(codes=_(", ").join(one.code for one in found) or "–"),
    )


@rights.needs("prepare")
def open_month(office: Office, code: str, scorecard_id: int | None = None) -> Done[Cycle]:
    """Open a cycle with a published scorecard (None: the usual one) and freeze its targets.

    Raises UserError for a code that is no period, a cycle that is open or overlaps another, and a scorecard
    that is not published.
    """
    span = cycles.parse(code)
    with office.write() as connection:
        if cycles.is_known(connection, office, span.code):
            raise UserError(
                "cycle.opened_already", _("The cycle {code} was opened already.").format(code=code)
            )
        opened = cycles.open_in(connection, office, span, scorecard_id)
    words = _("open {cycle}").format(cycle=formats.cycle_text(code))
    return Done(opened, _CHANGES, Undo(words, partial(take_back, office, code)))


@rights.needs("prepare")
def take_back(office: Office, code: str) -> Done[None]:
    """Take the opening of a month back, as long as nobody has worked on it; its records stay.

    Raises UserError for a month that was never opened or is closed, and where something was rated, typed,
    exempted, agreed or printed for it.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        cycles.must_be_open(cycle)
        done = dict(_done(connection, cycle))
        if done:
            raise UserError(
                "cycle.worked_on",
                _("{code} has been worked on: {what}.").format(code=code, what=_(", ").join(done.values())),
                kept=_("Nothing was changed."),
                remedy=_("Its opening can no longer be taken back."),
                because=done,
            )
        connection.execute(delete(tables.target).where(tables.target.c.cycle_id == cycle.id))
        connection.execute(delete(tables.cycle).where(tables.cycle.c.id == cycle.id))
        audit.note(connection, office, "cycle.take_back", cycle.code)
    words = _("take the opening of {cycle} back").format(cycle=formats.cycle_text(code))
    again = partial(open_month, office, code, cycle.scorecard_id)
    return Done(None, _CHANGES, Undo(words, again))


def may_take_back(connection: Connection, cycle: Cycle) -> bool:
    """Whether nobody has worked on an open month yet."""
    return not cycle.closed and not any(_done(connection, cycle))


def _done(connection: Connection, cycle: Cycle) -> Iterator[tuple[str, str]]:
    """What was done on a month: its table, and it in words."""
    for table, words in _WORK:
        rows: Any = select(func.count()).select_from(table).where(table.c.cycle_id == cycle.id)
        n = connection.execute(rows).scalar_one()
        if n:
            yield table.name, words(n).format(n=n)
