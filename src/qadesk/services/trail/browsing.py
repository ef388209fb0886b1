"""Reading the trail: who changed what, when, from where, before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from qadesk.domain.periods import midnight
from qadesk.i18n import _
from qadesk.services import personal
from qadesk.services.trail import setting_words
from qadesk.services.trail.action_words import action_name
from qadesk.services.trail.column_words import NEVER_SHOWN, column_name
from qadesk.services.trail.finding import Wanted, narrowed, ordered
from qadesk.services.trail.reading import NAMING, Reader
from qadesk.services.trail.words import table_name
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail.entries import FORGOTTEN, MORE, is_change, is_forgotten
from qadesk.storage.trail.rows import sealed_tables

_IN_A_LIST: Final = 3  # changed rows of an entry that a list words
_AT_ONCE: Final = 500  # entries read, where all of them are
_WHENCE: Final = ("window", "command line", "program")


@dataclass(frozen=True)
class ChangedCell:
    """One column that became another, in words: what it was and what it became; "" where no row was."""

    column: str
    before: str
    after: str
    key: str = field(default="", compare=False)  # the column as it is stored


@dataclass(frozen=True)
class ChangedRow:
    """One row that an entry changed: its table, and table and row in words (`name`).

    `before` and `after` hold the columns that became others, as stored; None where the row was not there.
    """

    table: str
    key: Any
    name: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    cells: tuple[ChangedCell, ...]


@dataclass(frozen=True)
class Entry:
    """One entry: `seq` None for those from before the trail was numbered; `who` "" for the program itself.

    `what`, `about`, `whence` and `why` are action, subject, origin and reason in words.
    """

    id: int
    seq: int | None
    at: datetime
    who: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    origin: str
    rows: tuple[ChangedRow, ...]
    more: int  # rows changed that it does not tell one by one, or that were not asked for
    what: str
    about: str
    whence: str
    why: str


@dataclass(frozen=True)
class EntryList:
    """One page of the entries asked for, and how many there are in all."""

    total: int
    offset: int
    records: tuple[Entry, ...]


def listing(office: Office, wanted: Wanted, *, offset: int = 0, limit: int = 200) -> EntryList:
    """A page of entries, each with its first changed rows. Raises UserError as `Office.read` does."""
    with office.read() as connection:
        reader = Reader(connection, office)
        here = narrowed(connection, office, wanted, reader)
        total = connection.execute(select(func.count()).select_from(tables.audit).where(here)).scalar_one()
        found = connection.execute(_listed(wanted, here).offset(offset).limit(limit)).all()
        return EntryList(total, offset, tuple(_worded(connection, reader, found, _IN_A_LIST)))


def each(office: Office, wanted: Wanted, most: int | None = None) -> Iterator[Entry]:
    """All such entries with all their rows, one after another; at most so many."""
    with office.read() as connection:
        reader = Reader(connection, office)
        here = narrowed(connection, office, wanted, reader)
        found = connection.execute(_listed(wanted, here).limit(most)).all()
        for at in range(0, len(found), _AT_ONCE):
            yield from _worded(connection, reader, found[at : at + _AT_ONCE], None)


def entries(office: Office, *, most: int, subject: str = "", login: str = "") -> tuple[Entry, ...]:
    """The newest entries, the newest first: at most so many, of subjects that begin so, by that user.

    Raises UserError as `Office.read` does.
    """
    return tuple(each(office, Wanted(subject=subject, login=login), most))


def entry(office: Office, number: int) -> Entry | None:
    """One entry, by the id of its row, with all its rows."""
    own = tables.audit.c
    with office.read() as connection:
        found = connection.execute(select(own.id, own.seq).where(own.id == number)).all()
        return next(_worded(connection, Reader(connection, office), found, None), None)


def moments(zone: ZoneInfo, first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """The moments between which such days lie in an office's zone."""
    since = None if first is None else midnight(first, zone)
    return since, None if last is None else midnight(last + timedelta(days=1), zone)


# ---- entries in words


def _listed(wanted: Wanted, here: ColumnElement[bool]) -> Select[Any, Any]:
    """Id and number of each entry wanted, in order: an index holds all that is asked here."""
    own = tables.audit.c
    return select(own.id, own.seq).where(here).order_by(*ordered(wanted.order))


def _worded(
    connection: Connection, reader: Reader, listed: Sequence[Row[Any, Any]], most: int | None
) -> Iterator[Entry]:
    found = list(read(connection, listed, most))
    images = ((row.table, one) for _entry, rows, _more in found for row in rows for one in (row.old, row.new))
    reader.learn((table, one) for table, one in images if one)
    for row, changes, more in found:
        yield worded(reader, row, changes, more)


def read(
    connection: Connection, listed: Sequence[Row[Any, Any]], most: int | None
) -> Iterator[tuple[Row[Any], list[ToldChange], int]]:
    """Entries by id and number: each as stored, at most so many rows it changed, how many more there were."""
    own, user = tables.audit.c, tables.user.c
    # By their numbers: asked for by id, the engine would go through all entries of the office.
    numbers = [one.seq for one in listed if one.seq is not None]
    older = [one.id for one in listed if one.seq is None]
    here = own.seq.in_(numbers)
    rows = connection.execute(
        select(tables.audit, user.name.label("who"))
        .select_from(tables.audit.outerjoin(tables.user, own.user_id == user.id))
        .where(or_(here, and_(own.seq.is_(None), own.id.in_(older))) if older else here)
    )
    found = {row.id: row for row in rows}
    for one in listed:
        if one.id in found:
            yield found[one.id], *_changes(found[one.id], most)


@dataclass(frozen=True)
class ToldChange:
    """One row that an entry changed, as stored; `gone`: what it was and became is not kept any more."""

    table: str
    key: Any
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    gone: bool


def _told_rows(changes: str | None) -> list[Any]:
    """The rows as they are stored; none where somebody made it something else, which the check names."""
    try:
        found = json.loads(changes) if changes else []
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def _changes(row: Row[Any], most: int | None) -> tuple[list[ToldChange], int]:
    """The rows an entry changed, at most so many, and how many more there were."""
    listed = [one for one in _told_rows(row.changes) if is_change(one)]
    told = [one for one in listed if one[0] != MORE and one[0] in sealed_tables()]
    more = sum(one[1] for one in listed if one[0] == MORE) + len(told) - len(told[:most])
    return [_change(one) for one in told[:most]], more


def _change(told: Sequence[Any]) -> ToldChange:
    name, key, old, new, *_more = told
    gone = is_forgotten(list(told))
    was, became = (None if text is None else {} if gone else _values(name, text) for text in (old, new))
    return ToldChange(name, key, was, became, gone)


def _values(table: str, text: str) -> dict[str, Any]:
    """The columns of a row; none of one that was told when its table had other columns."""
    try:
        return dict(sealed_tables()[table].values(text))
    except ValueError:
        return {}


def worded(reader: Reader, row: Row[Any], changes: Sequence[ToldChange], more: int) -> Entry:
    """An entry in words, with these of the rows it changed."""
    gone = str(row.salt or "").startswith(FORGOTTEN)
    detail = personal.each_text(row.detail, reader.show) if isinstance(row.detail, dict) else {}
    return Entry(
        row.id,
        row.seq,
        reader.local(row.at),
        row.who or "",
        row.action,
        str(reader.show(row.subject)),
        detail,
        row.origin or "",
        tuple(changed_row(reader, one) for one in changes),
        more,
        _("Exemption withdrawn")
        if row.action == "exemption" and detail.get("kind", "") is None
        else action_name(row.action),
        _("no longer kept")
        if gone
        else setting_words.subject(row.action, row.subject) or reader.subject(row.subject),
        _whence(row.origin or ""),
        _why(reader, detail),
    )


def _why(reader: Reader, detail: Mapping[str, Any]) -> str:
    """The reason somebody gave; where a note is told by its number, that is none."""
    texts = (detail.get(name) for name in ("reason", "note"))
    return str(reader.show(next((one for one in texts if one and isinstance(one, str)), "")))


def changed_row(reader: Reader, change: ToldChange) -> ChangedRow:
    """One changed row of an entry in words: of one that became another, the columns that did."""
    table, before, after = change.table, change.old, change.new
    whole = after or before or {}
    row = reader.row(table, change.key, whole)
    words = _("{table}: {row}").format(table=table_name(table), row=row)
    if change.gone:
        gone = _("no longer kept")
        cell = ChangedCell(_("Content"), *("" if one is None else gone for one in (before, after)))
        return ChangedRow(table, change.key, words, before, after, (cell,))
    if before is not None and after is not None:
        other = [column for column in before if before[column] != after.get(column)]
        before, after = ({column: one.get(column) for column in other} for one in (before, after))
    was, became = _shown(reader, before), _shown(reader, after)
    if table == "setting":
        cells = tuple(_setting_cells(whole, change))
    else:
        cells = tuple(_cells(reader, table, was, became, str(whole.get("indicator") or "")))
    return ChangedRow(table, change.key, words, was, became, cells)


def _setting_cells(whole: Mapping[str, Any], change: ToldChange) -> Iterator[ChangedCell]:
    was, became = (None if one is None else _plain(one.get("value")) for one in (change.old, change.new))
    for column, before, after in setting_words.cells(str(whole.get("key") or change.key), was, became):
        yield ChangedCell(column, before, after, "value")


def _plain(stored: Any) -> Any:
    """A value that a change may tell as the text of its JSON."""
    try:
        return json.loads(stored) if isinstance(stored, str) else stored
    except ValueError:
        return stored


def _cells(
    reader: Reader,
    table: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    indicator: str,
) -> Iterator[ChangedCell]:
    for column in after or before or {}:
        was, became = (
            "" if one is None else reader.value(table, column, one[column], indicator)
            for one in (before, after)
        )
        changed = before is not None and after is not None
        if changed or (column not in NAMING and (before or after or {})[column] not in (None, "")):
            yield ChangedCell(column_name(table, column), was, became, column)


def _shown(reader: Reader, values: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if values is None:
        return None
    return {name: reader.show(value) for name, value in values.items() if name not in NEVER_SHOWN}


def _whence(origin: str) -> str:
    """Where an entry comes from in words: window, command line or the program itself, and the version."""
    known = next((one for one in _WHENCE if origin.startswith(one)), "")
    words = {"window": _("Window"), "command line": _("Command line"), "program": _("QADesk")}
    version = origin.removeprefix(known).strip()
    return " ".join(part for part in (words.get(known, ""), version) if part)
