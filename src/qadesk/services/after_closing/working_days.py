"""Which days the office works, and until when an agent may appeal.

Statutory holidays and make-up days are those of the package chinesecalendar, as the State Council publishes
them each year; what the office says of a day goes before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.domain.working_days import (
    MOST_DAYS,
    AppealRule,
    DayKind,
    DayOff,
    Deadline,
    WorkCalendar,
    deadline,
)
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, rights
from qadesk.services.done import Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

_KEY: Final = "appeal_time"
OF_MONTH: Final = "appeal_time "  # begins the key of the rule a month was closed with, before its code


@dataclass(frozen=True)
class OwnDay:
    """What the office says of a day: whether it is worked, and why."""

    day: date
    works: bool
    name: str = ""


def rule(office: Office) -> AppealRule:
    """The office's rule, 7 working days until it sets another."""
    with office.read() as connection:
        return rule_in(connection)


def rule_in(connection: Connection, closed: str = "") -> AppealRule:
    """The same inside a transaction that does more; of a `closed` month (its code) the one it has.

    Sheets of months that an earlier version closed say 7 working days.
    """
    own = tables.setting.c
    key = f"{OF_MONTH}{closed}" if closed else _KEY
    found = connection.execute(select(own.value).where(own.key == key)).scalar()
    return AppealRule(**found) if isinstance(found, dict) else AppealRule()


def freeze(connection: Connection, code: str) -> None:
    """Keep the office's rule for a month that is being closed: it stands on the sheets."""
    rule = asdict(rule_in(connection))
    connection.execute(insert(tables.setting).values(key=f"{OF_MONTH}{code}", value=rule))


@rights.needs("decide")
def set_rule(office: Office, wanted: AppealRule) -> Done[AppealRule]:
    """Set the office's rule; the value is the one before. It counts for months that are closed from then on.

    Raises UserError for a number of days that is no period.
    """
    if not 1 <= wanted.days <= MOST_DAYS:
        raise UserError(
            "appeal.days",
            _("The time to appeal cannot be {n} d.").format(n=wanted.days),
            kept=_("Nothing was changed."),
            remedy=_("Give a number from 1 to {most}.").format(most=MOST_DAYS),
        )
    own = tables.setting
    with office.write() as connection:
        before = rule_in(connection)
        connection.execute(delete(own).where(own.c.key == _KEY))
        connection.execute(insert(own).values(key=_KEY, value=asdict(wanted)))
        audit.note(connection, office, "office.appeal_rule", office.name)
    words = _("change the time to appeal")
    return Done(before, frozenset({"settings", "cycle"}), Undo(words, partial(set_rule, office, before)))


def own_days(office: Office) -> tuple[OwnDay, ...]:
    """The days of which the office says something, in order."""
    with office.read() as connection:
        return _own(connection)


@rights.needs("prepare")
def set_days(office: Office, days: Iterable[OwnDay], *, forget: Iterable[date] = ()) -> Done[int]:
    """Say of days whether they are worked, and of others nothing any more; the value is how many changed."""
    wanted = {one.day: one for one in days}
    gone = set(forget) - wanted.keys()
    own = tables.special_day
    with office.write() as connection:
        before = {one.day: one for one in _own(connection)}
        changed = [day for day, one in wanted.items() if before.get(day) != one]
        removed = sorted(gone & before.keys())
        if not (changed or removed):
            return Done(0)
        connection.execute(delete(own).where(own.c.day.in_([*changed, *removed])))
        for day in changed:
            connection.execute(insert(own).values(**asdict(wanted[day])))
        audit.note(connection, office, "office.days", office.name, days=len(changed) + len(removed))
    back = [before[day] for day in (*changed, *removed) if day in before]
    added = [day for day in changed if day not in before]
    undo = Undo(_("change working days"), partial(set_days, office, back, forget=added))
    return Done(len(changed) + len(removed), frozenset({"settings", "cycle"}), undo)


def calendar(connection: Connection) -> WorkCalendar:
    """The office's days: the public ones, and its own."""
    own = {
        one.day: DayOff(DayKind.OFFICE_OPEN if one.works else DayKind.OFFICE_CLOSED, one.name)
        for one in _own(connection)
    }
    years, public = _public()
    return WorkCalendar(years, public, own)


def may_appeal_until(received: date, applied: AppealRule, days: WorkCalendar) -> Deadline:
    """Until when what was received on a day may be appealed against."""
    return deadline(received, applied.days, days, working=applied.working)


def _own(connection: Connection) -> tuple[OwnDay, ...]:
    own = tables.special_day.c
    rows = connection.execute(select(own.day, own.works, own.name).order_by(own.day))
    return tuple(OwnDay(row.day, bool(row.works), row.name) for row in rows)


@lru_cache(maxsize=1)
def _public() -> tuple[frozenset[int], Mapping[date, DayOff]]:
    """The years the package knows, and in them the days that are not what their weekday says."""
    from chinese_calendar.constants import Holiday, holidays, workdays

    names = {one.value: one.chinese for one in Holiday}
    off = {day: DayOff(DayKind.HOLIDAY, names[name]) for day, name in holidays.items()}
    worked = {day: DayOff(DayKind.MADE_UP, names[name]) for day, name in workdays.items()}
    return frozenset(day.year for day in holidays), off | worked
