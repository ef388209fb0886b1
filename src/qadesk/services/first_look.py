"""What the window shows first: the office, who sits at it, its months, a month's counts.

SQLAlchemy takes longer to import than all of this takes to read, so nothing here may import it; it comes
behind, with the first figure that needs more. `storage.first_look` has the SQL; no other module reads these.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from qadesk.domain import cycles
from qadesk.domain.cycles import Cycle
from qadesk.domain.months import FIGURES
from qadesk.domain.periods import Period, month_of, period, previous_period
from qadesk.domain.scorecard import Names, Role, Scorecard
from qadesk.domain.scorecard_forms import from_dict
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.kinds.registry import expected_kinds
from qadesk.places import Place
from qadesk.storage import files
from qadesk.storage import first_look as sql
from qadesk.storage.office import Office, PlainQuery, User

SHEETS_DUE_DAYS = 5  # after the cycle's last day
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_OF_CHANNEL: Final = {"call": ("calls",), "chat": ("chats",), "": ("calls", "chats")}


@dataclass(frozen=True)
class Imported:
    """What is in of one kind of file: the files, the month's records, the last local day it has some of."""

    kind: str
    files: int
    records: int
    rejected: int
    through: date | None
    at: datetime | None


@dataclass(frozen=True)
class NextScorecard:
    """The scorecard version that new months take."""

    code: str
    version: int
    names: Names


@dataclass(frozen=True)
class UnderWay:
    """A version of a scorecard that waits for approval, or (`approved`) to be published."""

    code: str
    version: int
    approved: bool
    names: Names


@dataclass(frozen=True)
class Unopened:
    """The months with records that were not opened, newest first, and how many records each has.

    Months before one that is closed are history, and not among them. `new`: nothing was imported or opened.
    """

    months: tuple[tuple[str, int], ...]
    new: bool


@dataclass(frozen=True)
class Overview:
    """The month at a glance, quick to read. Counts are agents but where they say otherwise."""

    cycle: Cycle
    agents: int
    imported: Mapping[str, Imported]  # by kind; every kind of `expected_kinds` is there
    submitted: int
    drafts: int
    printed: int  # or saved as PDF
    last_printed: datetime | None
    due: date  # sheets printed by
    provisional: int = 0  # of a closed month: whose sheet was printed only before it was closed

    @property
    def missing_kinds(self) -> tuple[str, ...]:
        """The kinds of file the month still lacks."""
        return tuple(kind for kind, found in self.imported.items() if not (found.files or found.records))


def open_office(place: Place) -> Office:
    """Open an office; its only user is signed in at once where no password is set.

    Raises UserError as `storage.files.open_office` does.
    """
    office = files.open_office(place)
    try:
        with office.read_plain() as rows:
            users = rows(sql.USERS, {})
    except BaseException:
        office.close()
        raise
    office.people = tuple(User(*one[:4]) for one in users)
    if len(users) == 1 and users[0][4] is None:
        (office.user,) = office.people
    return office


def months(office: Office) -> tuple[tuple[str, str], ...]:
    """The periods on offer, newest first; see `domain.cycles.on_offer`."""
    with office.read_plain() as rows:
        opened = [_cycle(row) for row in rows(sql.CYCLES, {})]
        days = rows(sql.IMPORTED_DAYS, {})
        stored = rows(sql.SETTING, {"key": cycles.CYCLE_RULE})
    lengths = json.loads(stored[0][0]).get("lengths", ()) if stored else ()
    imported = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in days]
    return cycles.on_offer(opened, imported, office.today(), lengths)


def month_before(office: Office, code: str) -> tuple[str, str]:
    """The month to go on with before this one, and its state: one left open though it is over.

    Else one whose results are not final yet ("unsigned"); else, of the present month, the one before, where
    that was not opened either; else two empty texts.
    """
    known, today = months(office), office.today()
    for month, state in known:
        if state == "open" and period(month) < period(code) and period(month).end <= today:
            return month, state
    for month, _count in unsigned(office):
        if period(month) < period(code):
            return month, "unsigned"
    before = previous_period(month_of(today)).code, "unopened"
    return before if month_of(today).code == code and before in known else ("", "")


def unsigned(office: Office) -> tuple[tuple[str, int], ...]:
    """The closed months of which so many results are not final yet, the newest first."""
    with office.read_plain() as rows:
        return tuple((code, int(count)) for code, count in rows(sql.UNSIGNED, {}))


def unopened(office: Office) -> Unopened:
    """What was imported of months that were not opened."""
    with office.read_plain() as rows:
        opened = [_cycle(row) for row in rows(sql.CYCLES, {})]
        days = [date.fromisoformat(day) for both in rows(sql.IMPORTED_DAYS, {}) for day in both]
        past = max((cycle.period.end for cycle in opened if cycle.closed), default=date.min)
        free = [
            month
            for month in {month_of(day) for day in days}
            if month.start >= past
            and all(month.end <= one.period.start or one.period.end <= month.start for one in opened)
        ]
        found = [(month.code, _counted(rows, office, month)) for month in sorted(free, reverse=True)]
    return Unopened(tuple(one for one in found if one[1]), new=not (opened or days))


def _counted(rows: PlainQuery, office: Office, month: Period) -> int:
    """How many records a month has of the kinds that are expected, totals counted as what they sum up."""
    span = _bounds(office, month)
    counted = [row[1] for by_day in (False, True) for row in rows(sql.month_records(by_day=by_day), span)]
    counted += [row[1] for row in rows(sql.TOTALS, span)]
    return int(sum(counted))


def overview(office: Office, code: str) -> Overview:
    """The month's steps with counts. Raises UserError if the cycle was never opened."""
    with office.read_plain() as rows:
        found = rows(sql.CYCLE, {"code": code})
        if not found:
            raise never_opened(code)
        cycle = _cycle(found[0])
        needed = _needed(rows, office, cycle)
        submitted, drafts = _evaluations(rows, cycle)
        printed, last, provisional = _printed(rows, cycle)
        imported = _imported(rows, office, cycle)
    scored = {agent for agent, items in needed.items() if items <= submitted.get(agent, set())}
    return Overview(
        cycle=cycle,
        agents=len(needed),
        imported=imported,
        submitted=len(scored),
        drafts=len(needed.keys() & drafts - scored),
        printed=len(needed.keys() & printed),
        last_printed=last,
        due=cycle.period.end + timedelta(days=SHEETS_DUE_DAYS - 1),
        provisional=len(needed.keys() & provisional),
    )


def next_scorecard(office: Office) -> NextScorecard | None:
    """What a month opened now would take, as `scorecards.newest_published` has it; None without one."""
    with office.read_plain() as rows:
        found = rows(sql.NEWEST_PUBLISHED, {})
    for code, version, text in found:
        card = card_of(json.loads(text))
        if not card.takes_up(FIGURES):
            return NextScorecard(code, version, card.names)
    return None


def under_way(office: Office) -> tuple[UnderWay, ...]:
    """The versions of scorecards on their way to being published: a month opened before takes another."""
    with office.read_plain() as rows:
        found = rows(sql.UNDER_WAY, {})
    return tuple(
        UnderWay(code, version, status == "approved", card_of(json.loads(text)).names)
        for code, version, status, text in found
    )


def never_opened(code: str) -> UserError:
    """There is no cycle of that code."""
    return UserError(
        "cycle.not_opened",
        _("The cycle {code} has not been opened in this office.").format(code=code),
        remedy=_("Open it on the Today page, or with “qadesk cycle open {code}”.").format(code=code),
    )


def card_of(content: object) -> Scorecard:
    """The scorecard in its stored form. Raises UserError if it was spoilt."""
    try:
        return from_dict(content)  # type: ignore[arg-type]  # what is not a mapping is refused below
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise UserError(
            "scorecard.damaged",
            _("A scorecard of this office is damaged and cannot be read."),
            kept=_("Nothing was changed."),
            remedy=_("Open the newest backup copy of this office instead."),
        ) from error


def _cycle(row: tuple[Any, ...]) -> Cycle:
    key, code, start, end, scorecard_id, status, closed_at = row
    span = Period(date.fromisoformat(start), date.fromisoformat(end), code)
    return Cycle(key, span, scorecard_id, status == "closed", _moment(closed_at))


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else _EPOCH + timedelta(milliseconds=millis)


def _imported(rows: PlainQuery, office: Office, cycle: Cycle) -> dict[str, Imported]:
    span = _span(office, cycle)
    counted = (*rows(sql.month_records(by_day=False), span), *rows(sql.month_records(by_day=True), span))
    listed = {kind: (records, last) for kind, records, last in counted}
    found = {kind: Imported(kind, 0, 0, 0, None, None) for kind in expected_kinds()}
    for kind, number, rejected, at in rows(sql.IMPORTED, span):
        if kind in found:
            records, last = listed.get(kind, (0, None))
            found[kind] = Imported(kind, number, records, rejected, _local_day(office, last), _moment(at))
    for channel, contacts, last, at in rows(sql.TOTALS, span):
        for kind in _OF_CHANNEL[channel]:
            if not found[kind].files:  # the totals are there instead of single records
                found[kind] = Imported(kind, 1, contacts, 0, _local_day(office, last), _moment(at))
    return found


def _local_day(office: Office, at: int | str | None) -> date | None:
    """The office's date of a moment or of a date, as the file has them."""
    if at is None or isinstance(at, str):
        return None if at is None else date.fromisoformat(at)
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(office.zone).date()


def _needed(rows: PlainQuery, office: Office, cycle: Cycle) -> dict[int, set[str]]:
    """What is rated or typed of each agent and must be; whoever is not assessed at all is left out."""
    held: dict[int, set[int]] = {}
    for agent, key in rows(sql.CARDS, {"cycle": cycle.id}):
        held.setdefault(agent, set()).add(key)
    own = {cycle.scorecard_id}
    items = {key: _asked(rows, key) for key in own.union(*held.values())}
    needed = {
        agent: set[str]().union(*(items[key] for key in held.get(agent, own)))
        for agent in _taking_part(rows, office, cycle)
    }
    for agent, indicator, kind in rows(sql.EXEMPT, {"cycle": cycle.id}):
        if agent not in needed:
            continue
        if indicator is not None:
            needed[agent].discard(indicator)
        elif kind == "na":
            del needed[agent]
        else:
            needed[agent].clear()
    return needed


def _asked(rows: PlainQuery, scorecard: int) -> set[str]:
    """What one scorecard asks for: what is rated, and what is typed and weighed."""
    ((text,),) = rows(sql.SCORECARD, {"scorecard": scorecard})
    card = card_of(json.loads(text))
    items = {item.code for item in card.rated_items()}
    return items | {item.code for item in card.typed_items() if item.role is Role.WEIGHTED}


def _taking_part(rows: PlainQuery, office: Office, cycle: Cycle) -> list[int]:
    return [agent for (agent,) in rows(sql.taking_part(), _span(office, cycle))]


def _span(office: Office, cycle: Cycle) -> dict[str, int | str]:
    """A cycle's bounds as the file has days and moments."""
    return {"cycle": cycle.id, **_bounds(office, cycle.period)}


def _bounds(office: Office, span: Period) -> dict[str, int | str]:
    first, after = (moment - _EPOCH for moment in span.utc(office.zone))
    return {
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "first": first // timedelta(milliseconds=1),
        "after": after // timedelta(milliseconds=1),
    }


def _evaluations(rows: PlainQuery, cycle: Cycle) -> tuple[dict[int, set[str]], set[int]]:
    """The items answered in submitted forms or typed, by agent, and the agents with a draft.

    Of an agent whose month is begun and submitted by nobody, a contact's form answers nothing yet.
    """
    forms = rows(sql.EVALUATIONS, {"cycle": cycle.id})
    whole = {status: {one for one, of, _item, contact in forms if (of, contact) == (status, None)}
             for status in ("draft", "submitted")}  # fmt: skip
    begun = whole["draft"] - whole["submitted"]
    submitted: dict[int, set[str]] = {}
    drafts = set()
    for agent, status, item, _contact in forms:
        if status == "submitted" and agent not in begun:
            submitted.setdefault(agent, set()).add(item)
        elif status != "submitted":
            drafts.add(agent)
    for agent, item in rows(sql.TYPED, {"cycle": cycle.id}):
        submitted.setdefault(agent, set()).add(item)
    return submitted, drafts


def _printed(rows: PlainQuery, cycle: Cycle) -> tuple[set[int], datetime | None, set[int]]:
    """Who has a printed sheet, when the last one was printed, and who has none since the month was closed."""
    printed = rows(sql.PRINTED, {"cycle": cycle.id})
    everybody, closed_at = {agent for agent, _at in printed}, cycle.closed_at
    early = set[int]()
    if closed_at is not None:
        early = everybody - {agent for agent, at in printed if (_moment(at) or closed_at) >= closed_at}
    return everybody, _moment(printed[-1][1]) if printed else None, early
