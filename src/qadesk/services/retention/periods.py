"""How long what is kept, in months: set by the office, with defaults and the least that the law allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, Literal

from sqlalchemy import Connection, delete, insert, select

from qadesk.errors import UserError
from qadesk.i18n import N_, _
from qadesk.services import audit, rights
from qadesk.services.done import Done, Undo
from qadesk.services.trail.setting_words import KEPT
from qadesk.storage import tables
from qadesk.storage.office import Office

Sort = Literal["customers", "files", "records", "leavers"]
SORTS: Final[tuple[Sort, ...]] = ("customers", "files", "records", "leavers")
MOST_MONTHS: Final = 600
_KEY: Final = "retention"


@dataclass(frozen=True)
class Rule:
    """One sort of personal data: what it is, how many months it is kept by default, and at least."""

    title: str
    months: int
    what: str  # what is done to it
    least: int


# Reasons: Personal Information Protection Law art. 19 (no longer than needed); Provisional Regulations on
# Wage Payment art. 6 (records of pay at least two years; some places three); Labour Contract Law art. 50
# (contracts two years after they ended). What pay may hang on is therefore kept 24 months at least.
RULES: Final[Mapping[Sort, Rule]] = {
    "customers": Rule(
        *KEPT["customers"],
        N_("references, waybill numbers, notes and comments are removed, and notes on single records"),
        1,
    ),
    "files": Rule(*KEPT["files"], N_("files are removed; the text of the note stays"), 24),
    "records": Rule(*KEPT["records"], N_("records are removed; results and sums stay"), 24),
    "leavers": Rule(*KEPT["leavers"], N_("name and number give way to “former agent”; results stay"), 24),
}


def title(sort: Sort) -> str:
    """A sort of data in words."""
    return _(RULES[sort].title)


def periods(office: Office) -> dict[Sort, int]:
    """The months each sort of data is kept; 0: without end. Raises UserError as `Office.read` does."""
    with office.read() as connection:
        return periods_in(connection)


def periods_in(connection: Connection) -> dict[Sort, int]:
    """The same inside a transaction that does more."""
    own = tables.setting.c
    kept = connection.execute(select(own.value).where(own.key == _KEY)).scalar()
    told = kept if isinstance(kept, dict) else {}
    return {sort: _months(told.get(sort), RULES[sort].months) for sort in SORTS}


@rights.needs("administer")
def set_period(office: Office, sort: Sort, months: int) -> Done[int]:
    """Keep a sort of data for so many months; 0: without end. The value is what was set before.

    Raises UserError for fewer than the law asks for or more than MOST_MONTHS, KeyError for another sort.
    """
    least = RULES[sort].least
    if months and not least <= months <= MOST_MONTHS:
        raise UserError(
            "retention.period",
            _("“{what}” cannot be kept for {months} months.").format(what=title(sort), months=months),
            kept=_("Nothing was changed."),
            remedy=_("Choose {least} to {most} months, or 0 for keeping it without end.").format(
                least=least, most=MOST_MONTHS
            ),
        )
    own = tables.setting
    with office.write() as connection:
        found = periods_in(connection)
        before = found[sort]
        connection.execute(delete(own).where(own.c.key == _KEY))
        connection.execute(insert(own).values(key=_KEY, value={**found, sort: months}))
        audit.note(connection, office, "retention.period", sort, before=before, after=months)
    words = _("change how long “{what}” is kept").format(what=title(sort))
    undo = Undo(words, partial(set_period, office, sort, before))
    return Done(before, frozenset({"settings"}), undo)


def first_kept(today: date, months: int) -> date:
    """The first day whose data is still kept: so many whole months before today."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    day = min(today.day, _days(year, month + 1))
    return date(year, month + 1, day)


def _days(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def _months(value: object, default: int) -> int:
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_MONTHS
    return int(value) if whole else default  # type: ignore[call-overload]
