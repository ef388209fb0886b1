"""Opening a cycle, by hand or when its time has come, and an opening taken back.

`freezing` says what it keeps, `cycle_rules` which cycles there are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, select, true

from qadesk import formats
from qadesk.domain.cycles import Cycle
from qadesk.domain.months import FIGURES
from qadesk.domain.periods import Period, around, month_of, previous_period
from qadesk.domain.scorecard import Names
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.services import appeal_levels, audit, cards, cycle_rules, cycles, locked, rights, scorecards
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
class OpenedCycle:
    """A cycle that was opened by itself, and with which scorecard."""

    code: str
    scorecard: str


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


def choices(office: Office, code: str = "") -> tuple[OfferedScorecard, ...]:
    """What a cycle, or any month, can be opened with, the usual one first.

    Raises UserError for a code that is no period.
    """
    longer = bool(code) and cycles.parse(code).months > 1
    with office.read() as connection:
        return published(connection, longer=longer)


def published(connection: Connection, *, longer: bool) -> tuple[OfferedScorecard, ...]:
    """The same inside a transaction that does more."""
    own, of_longer = tables.scorecard.c, scorecards.takes_up_months()
    chosen = select(own.id, own.code, own.version, own.content["name"].label("names"))
    rows = connection.execute(
        chosen.where(own.status == "published", true() if longer else ~of_longer).order_by(
            of_longer.desc(), own.published_at.desc(), own.version.desc()
        )
    ).all()
    newest: dict[str, int] = {}
    for row in rows:
        newest[row.code] = max(row.version, newest.get(row.code, 0))
    made = [row for row in rows if newest[row.code] == row.version]
    return tuple(
        OfferedScorecard(row.id, row.code, row.version, Names(**row.names), usual=at == 0)
        for at, row in enumerate(made)
    )


def choice(office: Office, code: str, cycle: str = "") -> OfferedScorecard:
    """The one of a scorecard's code. Raises UserError if none of that code can be taken."""
    found = choices(office, cycle)
    for one in found:
        if one.code == code:
            return one
    raise not_published(code, found)


def not_published(code: str, found: Iterable[OfferedScorecard]) -> UserError:
    """That a scorecard's code is none of these that are published."""
    return UserError(
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
        cycle = _take_back(connection, office, code)
    words = _("take the opening of {cycle} back").format(cycle=formats.cycle_text(code))
    again = partial(open_month, office, code, cycle.scorecard_id)
    return Done(None, _CHANGES, Undo(words, again))


def _take_back(connection: Connection, office: Office, code: str) -> Cycle:
    """The cycle that is gone; it does not open by itself again."""
    cycle = cycles.get_in(connection, office, code)
    locked.must_be_open(connection, cycle)
    done = dict(_done(connection, cycle))
    if done:
        raise UserError(
            "cycle.worked_on",
            _("{code} has been worked on: {what}.").format(code=code, what=_(", ").join(done.values())),
            kept=_("Nothing was changed."),
            remedy=_("Its opening can no longer be taken back."),
            because=done,
        )
    cards.forget(connection, cycle)
    connection.execute(delete(tables.target).where(tables.target.c.cycle_id == cycle.id))
    connection.execute(delete(tables.cycle).where(tables.cycle.c.id == cycle.id))
    appeal_levels.forget(connection, cycle.code)
    cycle_rules.let_be(connection, cycle.code)
    audit.note(connection, office, "cycle.take_back", cycle.code)
    return cycle


def due(connection: Connection, office: Office) -> list[tuple[Period, int]]:
    """The cycles whose time has come and that nobody has opened yet, with the scorecard each would take.

    A month follows one that was opened, with the newest version of its scorecard; a longer cycle begins with
    its first month, with that of the one before, else with the published one that takes up months.
    """
    wanted, known = cycle_rules.rule_in(connection), cycles.all_in(connection, office)
    if not wanted.by_itself or not known:
        return []
    found = []
    for length in (1, *wanted.lengths):
        span = around(office.today(), length)
        if span.code in wanted.let_be or any(one.period == span for one in known):
            continue
        scorecard = _scorecard(connection, span, known)
        if scorecard is not None and not _locked(span, known):
            found.append((span, scorecard))
    return found


def _locked(span: Period, known: Collection[Cycle]) -> bool:
    return any(one.closed and one.period.start < span.end and span.start < one.period.end for one in known)


def _scorecard(connection: Connection, span: Period, known: Collection[Cycle]) -> int | None:
    before = next((one for one in known if one.period == previous_period(span)), None)
    offered = published(connection, longer=span.months > 1)
    if before is not None:
        code = cards.of_cycle(connection, before).own.card.code
        return next((one.scorecard_id for one in offered if one.code == code), None)
    if span.months == 1:
        return None
    keys = (one.scorecard_id for one in offered)
    return next((key for key in keys if scorecards.load(connection, key).takes_up(FIGURES)), None)


@rights.needs("prepare")
def open_due(office: Office) -> Done[tuple[OpenedCycle, ...]]:
    """Open what is due; nothing where nothing is. Undone, they are left to be opened by hand."""
    with office.read() as connection:
        if not due(connection, office):
            return Done(())
    with office.write() as connection:
        opened = []
        for span, scorecard in due(connection, office):
            cycles.open_in(connection, office, span, scorecard)
            card = scorecards.load(connection, scorecard)
            opened.append(OpenedCycle(span.code, formats.version_text(card.names, card.code, card.version)))
    if not opened:
        return Done(())
    codes = tuple(one.code for one in opened)
    words = _("open {cycle}").format(cycle=_(", ").join(map(formats.cycle_text, codes)))
    return Done(tuple(opened), frozenset({"cycle"}), Undo(words, partial(take_several_back, office, codes)))


@rights.needs("prepare")
def take_several_back(office: Office, codes: Collection[str]) -> Done[None]:
    """Take the opening of cycles back, all or none. Raises as `take_back` does."""
    with office.write() as connection:
        for code in codes:
            _take_back(connection, office, code)
    return Done(None, _CHANGES)


def opened_text(found: Collection[OpenedCycle]) -> str:
    """What opened by itself, in words; nothing of nothing."""
    text = _("{cycle} opened by itself, with the scorecard “{scorecard}”.")
    return "\n".join(
        text.format(cycle=formats.cycle_text(one.code), scorecard=one.scorecard) for one in found
    )


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
