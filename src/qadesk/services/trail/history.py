"""The history of one thing: every entry that changed its rows, from what to what, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services.trail import browsing
from qadesk.services.trail.action_words import OWN
from qadesk.services.trail.browsing import ChangedRow, Entry
from qadesk.services.trail.reading import Reader
from qadesk.storage import tables
from qadesk.storage.office import Office

_AT_ONCE: Final = 500  # entries read
_MOST_LETTERS: Final = 2000  # of a change in one cell; a workbook's takes 32,767
_TELLS: Final = {"typed_value": "value", "rating": "level", "target": "standard", "target_plan": "standard"}
_OF_ENTRY: Final = frozenset({"at", "user_id"})  # who and when, which stand with the entry
Values = Mapping[str, Any]


@dataclass(frozen=True)
class RowsOf:
    """Some rows of a table: those `having` these values, and, where it is given, that are as `also` says."""

    table: str
    having: Values
    also: Callable[[Values], bool] = lambda _values: True

    def holds(self, values: Values) -> bool:
        """Whether a row, as an entry tells it, is one of them."""
        same = all(_same(values.get(name), value) for name, value in self.having.items())
        return bool(values) and same and self.also(values)


@dataclass(frozen=True)
class Thing:
    """What a history is asked of: its name in words, its rows, and the subjects of entries that are its own.

    `own` begins the subjects of its agent's ratings and entered values in a month: there are so many of
    these that no others are looked through.
    """

    name: str
    rows: tuple[RowsOf, ...]
    subjects: frozenset[str] = frozenset()
    own: tuple[str, ...] = ()


@dataclass(frozen=True)
class HistoryStep:
    """One line of a history: an entry, and of one column what it was and became; “(none)” where nothing was.

    An entry that changed no row says nothing of either.
    """

    entry: Entry
    row: str
    column: str
    before: str
    after: str


def history(
    office: Office, about: Callable[[Connection, Reader], Thing], progress: Progress | None = None
) -> tuple[str, tuple[HistoryStep, ...]]:
    """What a thing is called, and its history, the newest first. Raises Cancelled."""
    with office.read() as connection:
        reader = Reader(connection, office)
        thing = about(connection, reader)
        found = tuple(
            step for entry in _entries(connection, reader, thing, progress) for step in steps(entry)
        )
        return thing.name, found


def steps(entry: Entry, *, apart: bool = False) -> Iterator[HistoryStep]:
    """An entry line by line; one line of one that changed no row.

    `apart`: also of a row that came or went each column is a line, and the last says what is not told.
    """
    rows, nothing = [row for row in entry.rows if row.cells], _("(none)")
    for row in rows:
        if apart or len(row.cells) == 1 or (row.before is not None and row.after is not None):
            for cell in row.cells:
                yield HistoryStep(entry, row.name, cell.column, cell.before or nothing, cell.after or nothing)
        else:  # a row that came or went is one line
            yield _came_or_went(entry, row)
    if apart and entry.more:
        yield HistoryStep(entry, _and_more(entry), "", "", "")
    elif not apart and not rows:
        yield HistoryStep(entry, "", "", "", "")


def _came_or_went(entry: Entry, row: ChangedRow) -> HistoryStep:
    """A row that came or went: of what is typed for an indicator its figure first, else all its columns."""
    told = next((one for one in row.cells if one.key == _TELLS.get(row.table)), None)
    cells = [one for one in row.cells if one is not told and (told is None or one.key not in _OF_ENTRY)]
    names = [one.column for one in cells]
    was, became = (_listed(names, side) for side in ([c.before for c in cells], [c.after for c in cells]))
    if told is None:
        return HistoryStep(entry, row.name, "", was or _("(none)"), became or _("(none)"))
    sides = ((told.before, was), (told.after, became))
    before, after = (_(", ").join(one for one in side if one) or _("(none)") for side in sides)
    return HistoryStep(entry, row.name, told.column, before, after)


def in_a_line(entry: Entry) -> str:
    """What an entry changed, on one line; nothing of rows of which only the time of saving changed."""
    rows, nothing = [row for row in entry.rows if row.cells], _("(none)")
    said: list[str] = []
    for row in rows:
        if row.before is not None and row.after is not None:
            changes = ((one.column, f"{one.before or nothing} → {one.after or nothing}") for one in row.cells)
            spoken, both = _("{name}: {value}"), _("{row} ({changes})")
            cells = _(", ").join(spoken.format(name=name, value=value) for name, value in changes)
            many = len(rows) > 1 or entry.more
            said.append(both.format(row=row.name, changes=cells) if many else cells)
        else:
            text = _("added: {row}") if row.before is None else _("deleted: {row}")
            said.append(text.format(row=row.name))
    text = _("; ").join([*said, *([_and_more(entry)] if entry.more else [])])
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"


def _and_more(entry: Entry) -> str:
    """That more rows were changed than are told one by one."""
    text = ngettext("… and {n} more row", "… and {n} more rows", entry.more)
    return text.format(n=formats.count(entry.more))


def _listed(columns: Sequence[str], values: Sequence[str]) -> str:
    pairs, spoken = zip(columns, values, strict=True), _("{name}: {value}")
    return _(", ").join(spoken.format(name=name, value=value) for name, value in pairs if value)


def _entries(
    connection: Connection, reader: Reader, thing: Thing, progress: Progress | None
) -> Iterator[Entry]:
    own = tables.audit.c
    listed = select(own.id, own.seq).where(_may_concern(thing)).order_by(own.seq.desc(), own.id.desc())
    numbers = connection.execute(listed).all()
    for at in range(0, len(numbers), _AT_ONCE):
        if progress is not None:
            progress.report(at, len(numbers))
        for row, changes, more in browsing.read(connection, numbers[at : at + _AT_ONCE], None):
            ours = [one for one in changes if _concerns(thing, one)]
            if ours or row.subject in thing.subjects:
                reader.learn((one.table, image) for one in ours for image in (one.old, one.new) if image)
                yield replace(browsing.worded(reader, row, ours, 0), more=more if not ours else 0)


def _may_concern(thing: Thing) -> ColumnElement[bool]:
    """A condition that leaves out most entries, and none that concerns the thing."""
    own = tables.audit.c
    speaks = [
        own.changes.contains(f'["{table}",', autoescape=True) for table in {one.table for one in thing.rows}
    ]
    close = [own.subject.startswith(start, autoescape=True) for start in thing.own]
    return or_(own.subject.in_(thing.subjects), and_(or_(own.action.not_in(OWN), *close), or_(*speaks)))


def _concerns(thing: Thing, change: browsing.ToldChange) -> bool:
    rows = [one for one in thing.rows if one.table == change.table]
    if change.gone:
        return any(_same(change.key, one.having.get("id", "?")) for one in rows)
    return any(one.holds(image) for one in rows for image in (change.old, change.new) if image)


def _same(told: Any, value: Any) -> bool:
    """Whether a value that an entry tells is one of the database: numbers may be told as texts."""
    return (told is None) == (value is None) and str(told) == str(value)
