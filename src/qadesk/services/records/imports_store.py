"""Putting converted rows into the office: new ones in, same ones counted, changed ones replaced."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    bindparam,
    delete,
    func,
    literal_column,
    null,
    select,
    update,
)

from qadesk.kinds.registry import records_of
from qadesk.services.records.account import ImportWarning  # noqa: A004
from qadesk.services.records.batches import by_hand
from qadesk.services.records.imports_keeping import StoredValues, completed, keep_aside
from qadesk.services.records.imports_later import take_later_states
from qadesk.services.records.stored import table_of
from qadesk.storage import dialect
from qadesk.storage.office import Office
from qadesk.storage.tables import import_batch

_DAY_MS: Final = 86_400_000
_SHORT_NUMBER: Final = re.compile(r"\D{1,4}\d{1,4}")
_MADE_OF: Final = {  # columns that other fields give, too
    "responded_at": ("responded_after",), "closed_at": ("closed_after",),
    "upheld": ("fault",), "fault": ("upheld",), "in_part": ("upheld", "fault"),
}  # fmt: skip
_TOGETHER: Final = 50  # rows in one INSERT


@dataclass
class _Stored:
    """A row that is there: as the database holds it, its values in the order of the kind's `stored`."""

    row: Mapping[str, Any]
    values: StoredValues
    batch: int
    fresh: bool  # stored by the last INSERT; the row of the file it came from has not been met yet
    line: int = 0  # of the row of this file it came from, where that is known


@cache
def _newest_of(table: Table) -> str:
    return str(select(func.coalesce(func.max(table.c.id), literal_column("0"))))


class RecordStore:
    """Stores the rows of one import, block by block, inside the caller's transaction.

    A row is the same record as one that is there if its key agrees and, where the key is a reference that
    others may share (the legs of a transfer, numbers that start again in each file), its agent and time, too.

    The statements go to the driver as they are: SQLAlchemy's conversion of a million rows would cost more
    than the database's own work, and the values are in the form the tables keep already.
    """

    def __init__(
        self,
        connection: Connection,
        kind: str,
        office: Office,
        batch_id: int,
        repeats: Callable[[], Mapping[str, Sequence[int]]] = dict,
        told: Collection[str] | None = None,
    ) -> None:
        """`told`: the fields the file has columns for (None: all); others it takes from no record.

        `repeats` gives the references that stand in it more than once; asked when one meets another import's.
        """
        self._connection = connection
        self._records = records_of(kind)
        self._table = table_of(self._records)
        own = self._records.columns
        self._batch_id = batch_id
        self._repeats = cache(repeats)
        self._silent = _silent(own, told)
        self._parted = "part" in self._table.c
        fixed: dict[str, Any] = {"office_id": office.id, **self._records.constants}
        self._constants = {**fixed, "part": ""} if self._parted else fixed
        self._names = names = (*self._constants, *own, "batch_id")
        if names != tuple(column.name for column in self._table.c if column.name in names):
            raise ValueError(f"columns of {self._table.name} out of order")  # the INSERT has the table's
        self._same_in_all = {**self._constants, "batch_id": batch_id}
        self._inserts = cache(self._insert_statement)
        self._fixed = fixed
        order = {column.name: at for at, column in enumerate(self._table.c)}
        self._id, self._batch = order["id"], order["batch_id"]
        self._compared = [order[name] for name in own]
        places = [own.index(name) for name in self._records.key]
        self._key_at, self._key = places[0], itemgetter(*places)
        who = [own.index(name) for name in ("agent_id", self._records.when)] if self._parted else []
        self._who_and_when: Callable[[StoredValues], Any] = itemgetter(*who) if who else lambda _values: None
        self.imported = self.duplicates = self.updated = self.legs = self.completed = self.beside = 0
        self.warnings: list[ImportWarning] = []
        self._met: set[int] = set()  # stored rows of other imports that this file has as they are
        self.kept_by_hand: list[tuple[Any, int]] = []  # references of records typed in, lines that differ
        self.clashes: dict[tuple[Any, ...], list[int]] = {}  # record -> lines that contradict each other
        # The newest row of any office, for rows that come after it: not asked of this office alone.
        self._find_newest = _newest_of(self._table)
        self._newest_before = self._newest()

    def _newest(self) -> int:
        return int(self._connection.exec_driver_sql(self._find_newest).scalar_one())

    @cached_property
    def _update(self) -> str:
        """A row that is there becomes what the file says."""
        engine, c = self._connection.dialect, self._table.c
        told = (*self._records.columns, "batch_id")
        values = {name: dialect.stored_parameter(c[name], name, engine) for name in told}
        changed = update(self._table).where(c.id == bindparam("row_id")).values(values)
        return str(changed.compile(dialect=engine))

    @cached_property
    def _find(self) -> str:
        """The rows that have one of some keys."""
        engine, c = self._connection.dialect, self._table.c
        alike = [c[name] == bindparam(name) for name in self._fixed]
        wanted = dialect.in_list(c[self._records.key[0]], "keys", engine)
        return str(select(*c).where(*alike, wanted).compile(dialect=engine))

    @cached_property
    def _typed_in(self) -> frozenset[int]:
        """The entries of records that were typed in: no file replaces those."""
        batch = import_batch.c
        return frozenset(self._connection.execute(select(batch.id).where(by_hand())).scalars())

    def finish(self) -> None:
        """All blocks were handed in: rows without a reference may complete those of an earlier import."""
        dialect.update_statistics(self._connection, self._table, self.imported)
        if not self._parted:
            return
        columns = [name for name in self._records.columns if name != "ref"]
        later, earlier = take_later_states(
            self._connection, self._table, columns, self._records.when, self._batch_id, self._met
        )
        self.updated += later
        self.duplicates += earlier
        self.imported -= later + earlier

    def carried(self, fields: Collection[str]) -> set[str]:
        """Of the mapped fields those the file tells of."""
        return set(fields)

    def add(self, columns: Sequence[Sequence[Any]], lines: Sequence[int]) -> None:
        """Store a block of rows, handed in column by column in the order of the kind's `stored`.

        `lines` are their lines in the file.
        """
        if self.clashes:
            columns, lines = self._without_clashing(columns, lines)
        rows = len(columns[0])
        if not rows:
            return
        newest = self._newest()
        stored = self._insert(columns, rows)
        self.imported += stored
        if stored != rows:
            self._settle(list(zip(*columns, strict=True)), lines, newest)

    def _insert(self, columns: Sequence[Sequence[Any]], rows: int) -> int:
        """Insert what is not there yet; how many. One statement for many rows saves a third of the time.

        What is the same in all rows, or told by none of the block, stands in the statement: handing the
        driver a value takes as long as storing it does.
        """
        named = [*zip(self._records.columns, columns, strict=True)]
        untold = frozenset(name for name, values in named if _is_empty(values))
        told = [values for name, values in named if name not in untold]
        width = len(told)
        flat: list[Any] = [None] * (rows * width)
        for at, values in enumerate(told):
            flat[at::width] = values
        together = rows - rows % _TOGETHER
        split, step = together * width, _TOGETHER * width
        many = [tuple(flat[at : at + step]) for at in range(0, split, step)]
        rest = [tuple(flat[at : at + width]) for at in range(split, len(flat), width)]
        execute = self._connection.exec_driver_sql
        stored = execute(self._inserts(_TOGETHER, untold), many).rowcount if many else 0
        return stored + (execute(self._inserts(1, untold), rest).rowcount if rest else 0)

    def _insert_statement(self, rows: int, untold: frozenset[str]) -> str:
        """The INSERT of some rows; their parameters are the kind's columns without those `untold`."""
        fixed: dict[str, ColumnElement[Any]] = {
            name: literal_column(_written(value)) for name, value in self._same_in_all.items()
        } | dict.fromkeys(untold, null())
        return dialect.of_many_rows(self._insert_of(fixed), self._connection.dialect, rows)

    def _insert_of(self, fixed: Mapping[str, ColumnElement[Any]]) -> dialect.Insert:
        """The INSERT of one row."""
        engine = self._connection.dialect
        values = {
            name: fixed[name]
            if name in fixed
            else dialect.stored_parameter(self._table.c[name], name, engine)
            for name in self._names
        }
        return dialect.insert(self._table, engine).values([values]).on_conflict_do_nothing()

    # ---- rows whose key was there before, or twice in the block

    def _settle(self, own: Sequence[StoredValues], lines: Sequence[int], newest: int) -> None:
        there, silent = self._there(own, newest), self._silent
        replaced: list[Mapping[str, Any]] = []
        updates: list[StoredValues] = []
        for row, line in zip(own, lines, strict=True):
            values, alike = row, there[self._key(row)]
            just_stored = next((stored for stored in alike if stored.fresh), None)
            if just_stored is not None:
                just_stored.fresh, just_stored.line = False, line
                continue
            same = self._same(alike, values)
            if same is None:
                alike.append(self._insert_part(values, line))
                continue
            if same.batch != self._batch_id:  # what a file has no column for, it does not take away
                values = tuple(
                    before if now is None and at in silent else now
                    for at, (before, now) in enumerate(zip(same.values, values, strict=True))
                )
            if values == same.values or self._is_earlier_state(values, same):
                self.duplicates += 1
                self._met.add(same.row["id"])
                continue
            if same.batch in self._typed_in:
                self.kept_by_hand.append((values[self._key_at], line))
                continue
            if same.batch == self._batch_id:
                whole = completed(same.values, values) if self._parted else values
                if whole is None:
                    self._clash(same, values, line)
                    continue
                same.values = whole
                self.completed += self._parted
            else:
                replaced.append(same.row)
                same.batch, same.values = self._batch_id, values
            updates.append((*same.values, self._batch_id, same.row["id"]))
            self.updated += 1
        if replaced:
            keep_aside(self._connection, self._batch_id, self._table, replaced)
        if updates:
            self._connection.exec_driver_sql(self._update, updates)

    def _there(self, own: Sequence[StoredValues], newest: int) -> dict[Any, list[_Stored]]:
        """The stored rows of each key of a block, with those that the block brought itself."""
        keys = dialect.list_parameter([values[self._key_at] for values in own], self._connection.dialect)
        found = self._connection.exec_driver_sql(self._find, (*self._fixed.values(), keys)).fetchall()
        there: dict[Any, list[_Stored]] = defaultdict(list)
        for row in found:
            whole = dialect.as_stored(row, self._connection.dialect)
            values = tuple(whole[at] for at in self._compared)
            fresh = row[self._id] > newest
            stored = dict(zip(row._fields, whole, strict=True))
            there[self._key(values)].append(_Stored(stored, values, row[self._batch], fresh))
        return there

    def _same(self, alike: list[_Stored], values: StoredValues) -> _Stored | None:
        """The stored row that a row of the file is about; None if it is a record of its own."""
        if not self._parted:
            return alike[0]
        who = self._who_and_when(values)
        agreeing = next((s for s in alike if self._who_and_when(s.values) == who), None)
        if agreeing is not None:
            return agreeing
        reference = values[self._key_at]
        if any(stored.batch == self._batch_id for stored in alike):
            self.legs += 1
            return None
        if (
            len(alike) > 1
            or _starts_anew(reference)
            or reference in self._repeats()
            or self._long_apart(reference, alike[0].values, values)
        ):
            self.beside += 1
            return None
        return alike[0]  # the same reference, now with another agent or time: a correction

    def _long_apart(self, reference: Any, one: StoredValues, other: StoredValues) -> bool:
        """Whether two moments lie further apart than a corrected time of one record would.

        Of a short number with letters before it (W12) that is a day, of any other reference a month.
        """
        times = self._who_and_when(one)[1], self._who_and_when(other)[1]
        days = 1 if _SHORT_NUMBER.fullmatch(str(reference)) else 31
        return all(isinstance(at, int) for at in times) and abs(times[0] - times[1]) > days * _DAY_MS

    def _is_earlier_state(self, values: StoredValues, stored: _Stored) -> bool:
        """Whether a later row of this file says the rest of what is stored, as it did the first time."""
        return (
            self._parted
            and stored.batch != self._batch_id
            and completed(values, stored.values) == stored.values
            and values[self._key_at] in self._repeats()
        )

    def _insert_part(self, values: StoredValues, line: int) -> _Stored:
        """Store a record of its own beside others of the same reference."""
        who, when = self._who_and_when(values)
        constants = {**self._constants, "part": f"{who}@{when}"}
        statement = self._insert_of({}).returning(self._table.c.id).compile(dialect=self._connection.dialect)
        made = self._connection.exec_driver_sql(
            str(statement), (*constants.values(), *values, self._batch_id)
        ).scalar_one()
        self.imported += 1
        return _Stored({"id": made}, values, self._batch_id, False, line)

    def _clash(self, stored: _Stored, values: StoredValues, line: int) -> None:
        """Two rows of one file say different things of one record: neither is taken.

        Only where the first has replaced a row of another import does it stay.
        """
        record = self._record(values)
        if record not in self.clashes:
            self.clashes[record] = []
            if stored.row["id"] > self._newest_before:
                self._connection.execute(delete(self._table).where(self._table.c.id == stored.row["id"]))
                self.imported -= 1
                self.clashes[record].append(stored.line or self._repeats()[values[self._key_at]][0])
        self.clashes[record].append(line)

    def _record(self, values: StoredValues) -> tuple[Any, ...]:
        return (values[self._key_at], *self._who_and_when(values))

    def _without_clashing(
        self, columns: Sequence[Sequence[Any]], lines: Sequence[int]
    ) -> tuple[Sequence[Sequence[Any]], Sequence[int]]:
        """A block without the rows of records that two rows have contradicted each other on."""
        kept: list[tuple[StoredValues, int]] = []
        for values, line in zip(zip(*columns, strict=True), lines, strict=True):
            record = self._record(values)
            if record in self.clashes:
                self.clashes[record].append(line)
            else:
                kept.append((values, line))
        if not kept:
            return [[] for _column in columns], []
        return list(zip(*(values for values, _line in kept), strict=True)), [line for _values, line in kept]


def _is_empty(values: Sequence[Any]) -> bool:
    return values[0] is None and values.count(None) == len(values)  # most have something in their first row


def _written(value: str | int) -> str:
    """A value as it is written in SQL."""
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _starts_anew(reference: Any) -> bool:
    """Whether a reference is a short running number, which the next file may use for something else."""
    return isinstance(reference, str) and len(reference) <= 6 and reference.isdigit()


def _fields_of(column: str) -> set[str]:
    """The fields of a file that a stored column can come from."""
    return {column.removesuffix("_ms").removesuffix("_id"), *_MADE_OF.get(column, ())}


def _silent(columns: Sequence[str], told: Collection[str] | None) -> frozenset[int]:
    """The stored columns that none of the fields told of can give."""
    if told is None:
        return frozenset()
    return frozenset(at for at, name in enumerate(columns) if not _fields_of(name) & {*told})
