"""What the window shows first, read in plain SQL: the office, who sits at it, its months, a month's counts.

SQLAlchemy takes longer to import than all of this takes to read, so nothing here may import it; it comes
behind, with the first figure that needs more. What is read here is read nowhere else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from qadesk.domain import cycles
from qadesk.domain.cycles import Cycle
from qadesk.domain.periods import Period
from qadesk.domain.scorecard import Names, Role, Scorecard
from qadesk.domain.scorecard_forms import from_dict
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.kinds.kind import Records
from qadesk.kinds.registry import all_records, expected_kinds, stored_apart
from qadesk.storage import files
from qadesk.storage.failures import damaged
from qadesk.storage.office import Office, User

SHEETS_DUE_DAYS = 5  # after the cycle's last day
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_CYCLES = 'SELECT id, code, start, "end", scorecard_id, status, closed_at FROM cycle WHERE office_id = ?'

_NEWEST_PUBLISHED = """
SELECT code, version, content FROM scorecard WHERE status = 'published'
ORDER BY published_at DESC, version DESC LIMIT 1
"""

_IMPORTED = """
SELECT kind, count(*), sum(rejected), max(at) FROM import_batch
WHERE undone_at IS NULL AND first_day < :end AND last_day >= :start GROUP BY kind
"""

_TOTALS = """
SELECT channel, sum(contacts), max(until) - 1, max(import_batch.at)
FROM contact_total JOIN import_batch ON import_batch.id = batch_id
WHERE contact_total.at >= :first AND contact_total.at < :after GROUP BY channel
"""
_OF_CHANNEL = {"call": ("calls",), "chat": ("chats",), "": ("calls", "chats")}

# Who takes part is settled as in `assessment.participants`: those on the roster during the cycle, and of the
# others (for whom alone the month's records are gone through) those with something in it.
_TAKING_PART = """
WITH person AS (
    SELECT id, (hired_on IS NULL OR hired_on < :end)
        AND CASE WHEN left_on IS NULL THEN status <> 'left' ELSE left_on > :start END AS there
    FROM agent WHERE office_id = :office
), other AS (SELECT id FROM person WHERE NOT there)
SELECT id FROM person WHERE there OR id IN (
    {records}
    UNION ALL SELECT agent_id FROM evaluation WHERE cycle_id = :cycle
    UNION ALL SELECT agent_id FROM typed_value WHERE cycle_id = :cycle
)
"""

_EVALUATIONS = """
SELECT agent_id, status, item FROM evaluation JOIN rating ON evaluation_id = evaluation.id WHERE cycle_id = ?
"""


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
class Overview:
    """The month at a glance, quick to read. Counts are agents but where they say otherwise."""

    cycle: Cycle
    agents: int
    imported: Mapping[str, Imported]  # by kind; every kind of `expected_kinds` is there
    submitted: int
    drafts: int
    printed: int
    last_printed: datetime | None
    due: date  # sheets printed by

    @property
    def missing_kinds(self) -> tuple[str, ...]:
        """The kinds of file the month still lacks."""
        return tuple(kind for kind, found in self.imported.items() if not found.files)


def open_office(path: Path) -> Office:
    """Open an office; its only user is signed in at once where no password is set.

    Raises UserError as `storage.files.open_office` does.
    """
    office = files.open_office(path)
    try:
        with office.look() as connection:
            users = "SELECT id, login, name, role, password_hash FROM user WHERE active"
            rows = connection.execute(users).fetchall()
    except BaseException as error:
        office.close()
        if isinstance(error, sqlite3.Error | ValueError):
            raise damaged(path) from error
        raise
    if len(rows) == 1 and rows[0][4] is None:
        office.user = User(*rows[0][:4])
    return office


def months(office: Office) -> tuple[tuple[str, str], ...]:
    """The periods on offer, newest first; see `domain.cycles.on_offer`."""
    with office.look() as connection:
        opened = [_cycle(row) for row in connection.execute(_CYCLES, (office.id,))]
        days = connection.execute(
            "SELECT DISTINCT first_day, last_day FROM import_batch"
            " WHERE undone_at IS NULL AND first_day IS NOT NULL"
        ).fetchall()
    imported = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in days]
    return cycles.on_offer(opened, imported, office.today())


def overview(office: Office, code: str) -> Overview:
    """The month's steps with counts. Raises UserError if the cycle was never opened."""
    with office.look() as connection:
        row = connection.execute(f"{_CYCLES} AND code = ?", (office.id, code)).fetchone()
        if row is None:
            raise never_opened(code)
        cycle = _cycle(row)
        needed = _needed(connection, office, cycle)
        submitted, drafts = _evaluations(connection, cycle)
        printed, last = _printed(connection, cycle)
        imported = _imported(connection, office, cycle)
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
    )


def next_scorecard(office: Office) -> NextScorecard | None:
    """What a month opened now would take, as `scorecards.newest_published` has it; None without one."""
    with office.look() as connection:
        row = connection.execute(_NEWEST_PUBLISHED).fetchone()
    if row is None:
        return None
    code, version, text = row
    return NextScorecard(code, version, card_of(json.loads(text)).names)


def never_opened(code: str) -> UserError:
    """There is no cycle of that code."""
    return UserError(
        _("The cycle {code} has not been opened in this office.").format(code=code),
        remedy=_("Open it on the Today screen, or with “qadesk cycle open {code}”.").format(code=code),
    )


def card_of(content: object) -> Scorecard:
    """The scorecard in its stored form. Raises UserError if it was spoilt."""
    try:
        return from_dict(content)  # type: ignore[arg-type]  # what is not a mapping is refused below
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise UserError(
            _("A scorecard of this office is damaged and cannot be read."),
            kept=_("Nothing was changed."),
            remedy=_("Open the newest backup copy of this office instead."),
        ) from error


def _cycle(row: tuple[int, str, str, str, int, str, int | None]) -> Cycle:
    key, code, start, end, scorecard_id, status, closed_at = row
    span = Period(date.fromisoformat(start), date.fromisoformat(end), code)
    return Cycle(key, span, scorecard_id, status == "closed", _moment(closed_at))


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else _EPOCH + timedelta(milliseconds=millis)


def _imported(connection: sqlite3.Connection, office: Office, cycle: Cycle) -> dict[str, Imported]:
    span = _span(office, cycle)
    listed = {kind: (records, last) for kind, records, last in connection.execute(_records(), span)}
    found = {kind: Imported(kind, 0, 0, 0, None, None) for kind in expected_kinds()}
    for kind, number, rejected, at in connection.execute(_IMPORTED, span):
        if kind in found:
            records, last = listed.get(kind, (0, None))
            found[kind] = Imported(kind, number, records, rejected, _local_day(office, last), _moment(at))
    for channel, contacts, last, at in connection.execute(_TOTALS, span):
        for kind in _OF_CHANNEL[channel]:
            if not found[kind].files:  # the totals are there instead of single records
                found[kind] = Imported(kind, 1, contacts, 0, _local_day(office, last), _moment(at))
    return found


def _records() -> str:
    """How many records of each kind a month has and when the last was, as the Records screen lists them.

    A file may hold others, too. A table is gone through once, whatever kinds it holds.
    """
    parts = []
    kinds = {name: all_records()[name] for name in expected_kinds()}
    for table in dict.fromkeys(kind.table for kind in kinds.values()):
        alike = {name: kind for name, kind in kinds.items() if kind.table == table}
        own = next(iter(alike.values()))
        named, grouped = f"'{next(iter(alike))}'", ""
        if own.constants:
            (column,) = own.constants
            whens = " ".join(f"WHEN '{kind.constants[column]}' THEN '{name}'" for name, kind in alike.items())
            named, grouped = f"CASE {column} {whens} END", f" GROUP BY {column}"
        office = " AND office_id = :office" if own.of_office else ""
        which = f"{_inside(own)}{office}{grouped}"
        parts.append(f"SELECT {named}, count(*), max({own.when}) FROM {table} WHERE {which}")  # noqa: S608
    return " UNION ALL ".join(parts)


def _of_others() -> str:
    """Whose the month's records are, of people who are not on the roster all the same."""
    return " UNION ALL ".join(
        f"SELECT agent_id FROM {kind.table} WHERE agent_id IN other AND {_inside(kind)}"  # noqa: S608
        for kind in stored_apart().values()
        if not kind.of_office
    )


def _inside(kind: Records) -> str:
    first, after = (":start", ":end") if kind.by_day else (":first", ":after")
    return f"{kind.when} >= {first} AND {kind.when} < {after}"


def _local_day(office: Office, at: int | str | None) -> date | None:
    """The office's date of a moment or of a date, as the file has them."""
    if at is None or isinstance(at, str):
        return None if at is None else date.fromisoformat(at)
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(office.zone).date()


def _needed(connection: sqlite3.Connection, office: Office, cycle: Cycle) -> dict[int, set[str]]:
    """What is rated or typed of each agent and must be; whoever is not assessed at all is left out."""
    content = "SELECT content FROM scorecard WHERE id = ?"
    ((text,),) = connection.execute(content, (cycle.scorecard_id,))
    card = card_of(json.loads(text))
    items = {item.code for item in card.rated_items()}
    items |= {item.code for item in card.typed_items() if item.role is Role.WEIGHTED}
    needed = {agent: set(items) for agent in _taking_part(connection, office, cycle)}
    exempt = "SELECT agent_id, indicator, kind FROM exemption WHERE cycle_id = ?"
    for agent, indicator, kind in connection.execute(exempt, (cycle.id,)):
        if agent not in needed:
            continue
        if indicator is not None:
            needed[agent].discard(indicator)
        elif kind == "na":
            del needed[agent]
        else:
            needed[agent].clear()
    return needed


def _taking_part(connection: sqlite3.Connection, office: Office, cycle: Cycle) -> list[int]:
    return [
        agent
        for (agent,) in connection.execute(_TAKING_PART.format(records=_of_others()), _span(office, cycle))
    ]


def _span(office: Office, cycle: Cycle) -> dict[str, int | str]:
    """A cycle's bounds as the file has days and moments."""
    first, after = (moment - _EPOCH for moment in cycle.period.utc(office.zone))
    return {
        "office": office.id,
        "cycle": cycle.id,
        "start": cycle.period.start.isoformat(),
        "end": cycle.period.end.isoformat(),
        "first": first // timedelta(milliseconds=1),
        "after": after // timedelta(milliseconds=1),
    }


def _evaluations(connection: sqlite3.Connection, cycle: Cycle) -> tuple[dict[int, set[str]], set[int]]:
    """The items answered in submitted forms or typed, by agent, and the agents with a draft."""
    submitted: dict[int, set[str]] = {}
    drafts = set()
    for agent, status, item in connection.execute(_EVALUATIONS, (cycle.id,)):
        if status == "submitted":
            submitted.setdefault(agent, set()).add(item)
        else:
            drafts.add(agent)
    typed = "SELECT agent_id, indicator FROM typed_value WHERE cycle_id = ?"
    for agent, item in connection.execute(typed, (cycle.id,)):
        submitted.setdefault(agent, set()).add(item)
    return submitted, drafts


def _printed(connection: sqlite3.Connection, cycle: Cycle) -> tuple[set[int], datetime | None]:
    """The agents with a printed sheet, and when the last one was printed."""
    rows = connection.execute("SELECT agent_id, at FROM sheet WHERE cycle_id = ? ORDER BY id", (cycle.id,))
    printed = rows.fetchall()
    return {agent for agent, _at in printed}, _moment(printed[-1][1]) if printed else None
