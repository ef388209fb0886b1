"""Totals beside single contacts of one agent and day: never both counted, the office chooses which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, and_, delete, exists, false, or_, select

from qadesk import formats
from qadesk.domain.periods import Period, month_of
from qadesk.errors import UserError, joined
from qadesk.i18n import N_, _, ngettext
from qadesk.kinds.contacts import inbound
from qadesk.kinds.totals import CHANNELS
from qadesk.services import audit, locked, rights
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import dialect, tables
from qadesk.storage.office import Office
from qadesk.storage.tables import contact, contact_total

RECORDS: Final = "records"  # single contacts count, totals that overlap them do not
TOTALS: Final = "totals"  # the other way round
BOTH: Final = "both"  # they are different contacts: totals of chats, say, beside single calls
COUNTS: Final = (RECORDS, TOTALS, BOTH)
CHOSEN: Final = "contacts.choice"  # in the trail

_CHANGES: Final = frozenset[Change]({"records", "results"})
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
Choices = Mapping[tuple[str, str], str]  # month and channel -> what counts


@dataclass(frozen=True)
class Clash:
    """Totals of a month and channel that overlap single contacts of the same agents."""

    month: str
    channel: str
    rows: int  # of totals

    def words(self) -> str:
        """The clash as a sentence."""
        text = ngettext(
            "{month}: {n} row of totals of {channel} covers an agent and days that also have single records.",
            "{month}: {n} rows of totals of {channel} cover agents and days that also have single records.",
            self.rows,
        )
        return text.format(month=self.month, n=formats.count(self.rows), channel=_(CHANNELS[self.channel]))


class ClashError(UserError):
    """Totals and single contacts meet, and nobody has said which count; `clashes` says where."""

    clashes: tuple[Clash, ...] = ()


def overlaps() -> ColumnElement[bool]:
    """That a single contact lies within a row of totals of the same agent."""
    c, t = contact.c, contact_total.c
    return and_(
        inbound(c),
        c.agent_id == t.agent_id,
        c.at >= t.at,
        c.at < t.until,
        or_(t.channel == "", t.channel == c.channel),
    )


def choices(connection: Connection, office: Office) -> Choices:
    """What was chosen to count."""
    chosen = tables.contact_choice.c
    rows = connection.execute(
        select(chosen.month, chosen.channel, chosen.counts).where(chosen.office_id == office.id)
    )
    return {(row.month, row.channel): row.counts for row in rows}


def clashes(connection: Connection, office: Office, start: datetime, end: datetime) -> tuple[Clash, ...]:
    """Where totals and single contacts meet between two moments, whatever was chosen."""
    found = Counter((_month(office, row.at), row.channel) for row in _meeting(connection, start, end))
    return tuple(Clash(month, channel, rows) for (month, channel), rows in sorted(found.items()))


@dataclass(frozen=True)
class Met:
    """Totals that meet single contacts, and what counts there; "" while nobody has said."""

    clash: Clash
    counts: str

    def words(self) -> str:
        """Both in a sentence or two."""
        return joined(self.clash.words(), _(_SAID[self.counts]))


_SAID: Final[Mapping[str, str]] = {
    RECORDS: N_("The single records count."),
    TOTALS: N_("The totals count."),
    BOTH: N_("Both count, as different contacts."),
    "": N_("Nobody has chosen which count; until then the single records do."),
}


def met(office: Office, period: Period) -> tuple[Met, ...]:
    """Where totals and single contacts meet in a period, and what counts there."""
    with office.read() as connection:
        return met_in(connection, office, period)


def met_in(connection: Connection, office: Office, period: Period) -> tuple[Met, ...]:
    """The same inside a transaction that does more."""
    found = clashes(connection, office, *period.utc(office.zone))
    known = choices(connection, office) if found else {}
    return tuple(Met(clash, known.get((clash.month, clash.channel), "")) for clash in found)


def settle(
    connection: Connection, office: Office, days: Iterable[date], counts: str | None = None
) -> tuple[Clash, ...]:
    """What meets in the days just imported; `counts` is chosen for it where nothing was.

    Raises ClashError where neither says what counts.
    """
    span = sorted(days)
    if not span:
        return ()
    start, end = Period(span[0], _after(span[-1]), "").utc(office.zone)
    met = clashes(connection, office, start, end)
    known = choices(connection, office)
    unsettled = tuple(clash for clash in met if (clash.month, clash.channel) not in known)
    if unsettled and counts is None:
        error = ClashError(
            "totals.meet_records",
            joined(*(clash.words() for clash in unsettled)),
            kept=_("Nothing was imported; nothing is counted twice."),
            remedy=_(
                "Choose what counts: the single records, the totals, or both, if they are different contacts."
            ),
        )
        error.clashes = unsettled
        raise error
    for clash in unsettled:
        assert counts is not None
        choose_in(connection, office, clash.month, clash.channel, counts)
    return met


@rights.needs("import")
def choose(office: Office, month: str, channel: str, counts: str) -> Done[None]:
    """Say what counts in a month and channel. Raises UserError for a closed month or another word."""
    return choose_each(office, {(month, channel): counts})


@rights.needs("import")
def choose_each(office: Office, wanted: Choices) -> Done[None]:
    """The same for several months and channels; "" forgets what was said."""
    with office.write() as connection:
        before = choices(connection, office)
        for (month, channel), counts in wanted.items():
            choose_in(connection, office, month, channel, counts)
    was = {key: before.get(key, "") for key in wanted}
    return Done(None, _CHANGES, Undo(_("choose what counts"), lambda: choose_each(office, was)))


def choose_in(connection: Connection, office: Office, month: str, channel: str, counts: str) -> None:
    """The same inside a transaction that does more."""
    if counts not in (*COUNTS, "") or channel not in CHANNELS or not _MONTH.fullmatch(month):
        raise UserError(
            "totals.no_such_choice",
            _("There is no choice “{word}”.").format(word=f"{month} {channel} {counts}"),
        )
    span = month_of(date.fromisoformat(f"{month}-01"))
    meeting = _meeting(connection, *span.utc(office.zone))
    whose = {row.agent_id for row in meeting if row.channel == channel}
    locked.must_take_records(connection, office, span.start, span.end, whose)
    before = choices(connection, office).get((month, channel))
    key = {"office_id": office.id, "month": month, "channel": channel}
    new: dict[str, Any] = {"counts": counts, "user_id": office.user_id, "at": office.now()}
    if counts:
        connection.execute(dialect.upsert(tables.contact_choice, connection.dialect, key, new))
    else:
        connection.execute(delete(tables.contact_choice).filter_by(**key))
    audit.note(connection, office, CHOSEN, month, channel=channel, before=before, after=counts)


@dataclass(frozen=True)
class NotCounted:
    """What does not count of a period's contacts: totals by row id, single ones by a condition on them."""

    totals: tuple[int, ...] = ()
    records: ColumnElement[bool] | None = None


def not_counted(connection: Connection, office: Office, period: Period) -> NotCounted | None:
    """What does not count in a period; None where no totals were imported for it.

    Without a choice single contacts count, so that nothing is ever counted twice.
    """
    start, end = period.utc(office.zone)
    t = contact_total.c
    some = connection.execute(select(t.id).where(t.at < end, t.until > start).limit(1)).first()
    if some is None:
        return None
    known = choices(connection, office)
    left_out = [
        row.id
        for row in _meeting(connection, start, end)
        if known.get((_month(office, row.at), row.channel), RECORDS) == RECORDS
    ]
    return NotCounted(tuple(left_out), _beaten(office, known, start, end))


def beaten(table: FromClause, standing: NotCounted | None) -> ColumnElement[bool] | None:
    """That of a table's records the others count instead; None where none are beaten."""
    if standing is not None and table is contact_total:
        return contact_total.c.id.in_(standing.totals)
    return standing.records if standing is not None and table is contact else None


def _beaten(office: Office, known: Choices, start: datetime, end: datetime) -> ColumnElement[bool] | None:
    """That a single contact is of an agent and day whose totals count instead."""
    t, months = contact_total.c, []
    for (month, channel), counts in known.items():
        if counts == TOTALS:
            first, after = month_of(date.fromisoformat(f"{month}-01")).utc(office.zone)
            if first < end and after > start:
                months.append(and_(t.at >= first, t.at < after, t.channel == channel))
    return exists(select(t.id).where(overlaps(), or_(false(), *months))) if months else None


def _meeting(connection: Connection, start: datetime, end: datetime) -> list[Any]:
    t = contact_total.c
    met = exists(select(contact.c.id).where(overlaps()))
    return list(
        connection.execute(
            select(t.id, t.at, t.channel, t.agent_id).where(t.at < end, t.until > start, met)
        ).all()
    )


def _month(office: Office, at: datetime) -> str:
    return f"{office.local(at):%Y-%m}"


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
