"""The rows of an agent moved to another one: what only one of both can have, what moves, the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from qadesk.storage import tables

Key = tuple[Any, ...]
Dropped = tuple[Table, Mapping[str, Any]]
_NOT_COMPARED: Final = frozenset(
    {"id", "agent_id", "user_id", "at", "updated_at", "submitted_at", "origin", "decided_by", "decided_at"}
)
OF_AGENTS: Final = tuple(one for one in tables.metadata.sorted_tables if "agent_id" in one.c)


@dataclass(frozen=True)
class Once:
    """What an agent can have once: in which table, told apart by which columns, of which rows."""

    what: str
    table: Table
    columns: tuple[str, ...]
    where: ColumnElement[bool] | None = None

    def rows(self, connection: Connection, agent_id: int) -> dict[Key, Row[Any]]:
        """An agent's, by what tells them apart."""
        mine = select(self.table).where(self.table.c.agent_id == agent_id)
        found = connection.execute(mine if self.where is None else mine.where(self.where))
        return {tuple(row._mapping[name] for name in self.columns): row for row in found}

    def both(self, connection: Connection, kept: int, other: int) -> Iterator[tuple[Key, Row[Any], Row[Any]]]:
        """What both have: by what it is told apart, the one's and the other's."""
        mine, theirs = self.rows(connection, kept), self.rows(connection, other)
        for key in sorted(mine.keys() & theirs.keys(), key=str):
            yield key, mine[key], theirs[key]


ONCE: Final = (
    Once(
        "evaluations",
        tables.evaluation,
        ("cycle_id", "user_id"),
        tables.evaluation.c.contact_id.is_(None),
    ),
    Once("values", tables.typed_value, ("cycle_id", "indicator")),
    Once("exemptions", tables.exemption, ("cycle_id", "indicator")),
    Once("focus", tables.focus, ("cycle_id",)),
    Once("days", tables.worked_days, ("cycle_id",)),
    Once("interviews", tables.interview, ("cycle_id",)),
    Once("readings", tables.scorecard_reader, ("scorecard_id",)),
    Once("targets", tables.target, ("cycle_id", "scorecard_id", "indicator")),
    Once("cards", tables.cycle_card, ("cycle_id", "since")),
    Once("card rules", tables.card_rule, ("office_id",)),
    Once("plans", tables.target_plan, ("cycle_code", "indicator")),
)


_AFTER_CLOSING: Final = (
    tables.assessment, tables.assessment_step, tables.correction, tables.appeal, tables.interview,
    tables.notice_line, tables.scan, tables.use_line,
)  # fmt: skip


def differ(once: Once, one: Row[Any], other: Row[Any]) -> bool:
    """Whether it matters which of two rows stands. Forms always do: they hang on their ratings."""
    if once.table is tables.evaluation:
        return True
    names = [column.name for column in once.table.c if column.name not in _NOT_COMPARED]
    return any(one._mapping[name] != other._mapping[name] for name in names)


@dataclass
class MovedRows:
    """What was moved, so that it can be moved back: by table the keys of the rows; and what was dropped."""

    whose: int  # row id they were of
    keys: dict[Table, list[Key]] = field(default_factory=dict)
    superseded: list[int] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    @property
    def number(self) -> dict[str, int]:
        """How many rows of each table."""
        return {table.name: len(keys) for table, keys in self.keys.items() if keys}


def move(connection: Connection, kept: int, other: int, stays: Callable[[Once, Key], bool]) -> MovedRows:
    """Give one agent all rows of the other; of what both have `stays` says whether the first's stands."""
    moved = MovedRows(other)
    for once in ONCE:
        for key, mine, theirs in once.both(connection, kept, other):
            moved.dropped += _drop(connection, once.table, theirs if stays(once, key) else mine)
    for table in OF_AGENTS:
        names = _own_key(table)
        rows = connection.execute(select(*(table.c[n] for n in names)).where(table.c.agent_id == other))
        moved.keys[table] = [tuple(row) for row in rows]
        _reassign(connection, table, moved.keys[table], other, kept)
    moved.superseded = _rewrite_superseded(connection, (other, kept), (other, -other))
    return moved


def move_back(connection: Connection, moved: MovedRows, kept: int, other: int) -> None:
    """Take all of it back. Raises IntegrityError where something else stands in the place by now."""
    for table, keys in moved.keys.items():
        _reassign(connection, table, keys, kept, other)
    _rewrite_superseded(connection, (kept, other), (-moved.whose, other), moved.superseded)
    for table, row in moved.dropped:
        connection.execute(insert(table).values(**row))


def after_closing(connection: Connection, agent_id: int) -> frozenset[Key]:
    """What became of an agent's results of closed months: table and row of each.

    One is about the other, so that none of it can be parted from what came later.
    """
    return frozenset(
        (table.name, *row)
        for table in _AFTER_CLOSING
        for row in connection.execute(select(*table.primary_key).where(table.c.agent_id == agent_id))
    )


def in_correction(connection: Connection, agent_id: int) -> bool:
    """Whether a result of an agent is being corrected: what changes meanwhile belongs to it."""
    own = tables.correction.c
    found = select(own.id).where(own.agent_id == agent_id, own.ended_at.is_(None)).limit(1)
    return connection.execute(found).first() is not None


def _drop(connection: Connection, table: Table, row: Row[Any]) -> list[Dropped]:
    """Remove a row, and the ratings of a form; what they said."""
    found: list[Dropped] = [(table, dict(row._mapping))]
    if table is tables.evaluation:
        rating = tables.rating
        of_form = rating.c.evaluation_id == row.id
        found += [(rating, dict(one._mapping)) for one in connection.execute(select(rating).where(of_form))]
        connection.execute(delete(rating).where(of_form))
    here = and_(*(column == row._mapping[column.name] for column in table.primary_key))
    connection.execute(delete(table).where(here))
    return found


def _own_key(table: Table) -> list[str]:
    """What tells an agent's rows of a table apart."""
    return [one.name for one in table.primary_key if one.name not in ("agent_id", "office_id")]


def _reassign(connection: Connection, table: Table, keys: Sequence[Key], before: int, now: int) -> None:
    """Give rows to another agent; the references of totals name their agent."""
    if not keys:
        return
    names = _own_key(table)
    here = [table.c[name] == bindparam(f"key_{name}") for name in names]
    values = [{f"key_{name}": value for name, value in zip(names, key, strict=True)} for key in keys]
    change: dict[str, Any] = {"agent_id": now}
    if table is tables.contact_total:
        refs = connection.execute(select(table.c.id, table.c.ref).where(table.c.agent_id == before))
        renamed = {row.id: _renamed(row.ref, before, now) for row in refs}
        values = [one | {"renamed": renamed[one["key_id"]]} for one in values if one["key_id"] in renamed]
        change["ref"] = bindparam("renamed")
    if values:
        connection.execute(update(table).where(table.c.agent_id == before, *here).values(change), values)


def _renamed(ref: str, before: int, now: int) -> str:
    return f"{now}|{ref.removeprefix(f'{before}|')}"


def _rewrite_superseded(
    connection: Connection,
    agent: tuple[int, int],
    entry: tuple[int, int],
    only: Sequence[int] | None = None,
) -> list[int]:
    """What imports replaced is kept as it was; undoing them must find the agent. The rows changed.

    `agent` and `entry` say before and now of records and of what staff lists changed of the entry: while it
    is not there that is nobody's (a negative id).
    """
    kept, changes = tables.superseded, list[dict[str, Any]]()
    names = [table.name for table in OF_AGENTS if "batch_id" in table.c]
    records = and_(kept.c.table.in_(names), kept.c.row["agent_id"].as_integer() == agent[0])
    entries = and_(kept.c.table == "agent", kept.c.row["id"].as_integer() == entry[0])
    for row in connection.execute(select(kept).where(or_(records, entries))):
        if only is not None and row.id not in only:
            continue
        now: dict[str, Any] = {"id": entry[1]} if row.table == "agent" else {"agent_id": agent[1]}
        if row.table == tables.contact_total.name:
            now["ref"] = _renamed(row.row["ref"], *agent)
        changes.append({"which": row.id, "said": row.row | now})
    if changes:
        this = update(kept).where(kept.c.id == bindparam("which"))
        connection.execute(this.values(row=bindparam("said")), changes)
    return [one["which"] for one in changes]
