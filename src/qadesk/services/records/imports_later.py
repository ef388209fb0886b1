"""Records without a reference, exported again when more is known of them: the same ones, completed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Integer, Table, bindparam, delete, select, type_coerce, update

from qadesk.services.records.imports_keeping import completed, keep_aside
from qadesk.storage import dialect
from qadesk.storage.tables import contact
from qadesk.tabular.convert import DERIVED

RowValues = Mapping[str, Any]
_AT_ONCE = 5000


def take_later_states(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    when: str,
    batch_id: int,
    met: Collection[int],
) -> tuple[int, int]:
    """Let rows of an import that complete one of an earlier import replace it; how many did.

    The same agent and time, and nothing differs but what the one leaves empty: if that is the new row, it is
    an earlier state, and goes; the second number says how many did. `columns` are those that are compared,
    without the reference. Rows that could be several, or that this file has as they were (`met`), stay apart.
    """
    pairs = _pairs(connection, table, when, batch_id, met)
    fitting = []
    for ours, theirs in pairs:
        new, old = (tuple(row[name] for name in columns) for row in (ours, theirs))
        whole = completed(old, new)
        if whole is not None:
            fitting.append((ours, theirs, whole == new))
    times = Counter(row["id"] for ours, theirs, _later in fitting for row in (ours, theirs))
    alone = [one for one in fitting if times[one[0]["id"]] == times[one[1]["id"]] == 1]
    _remove(connection, table, [ours["id"] for ours, _theirs, _later in alone])
    later = [(ours, theirs) for ours, theirs, newer in alone if newer]
    if later:
        keep_aside(connection, batch_id, table, [theirs for _ours, theirs in later])
        _replace(connection, table, [*columns, "ref", "batch_id"], later)
    return len(later), len(alone) - len(later)


def _pairs(
    connection: Connection, table: Table, when: str, batch_id: int, met: Collection[int]
) -> list[tuple[RowValues, RowValues]]:
    """Each row of the import beside those of others with its agent and time; none has a reference."""
    ours, theirs = table.alias("ours"), table.alias("theirs")
    query = select(ours.c.id, theirs.c.id).where(
        ours.c.batch_id == batch_id,
        ours.c.ref.startswith(DERIVED),
        theirs.c.agent_id == ours.c.agent_id,
        type_coerce(theirs.c[when], Integer) == type_coerce(ours.c[when], Integer),
        theirs.c.batch_id != batch_id,
        theirs.c.ref.startswith(DERIVED),
    )
    if table is contact:
        query = query.where(theirs.c.channel == ours.c.channel)
    found = [(mine, other) for mine, other in connection.execute(query) if other not in met]
    rows = _rows(connection, table, sorted({number for pair in found for number in pair}))
    return [(rows[mine], rows[other]) for mine, other in found]


def _rows(connection: Connection, table: Table, ids: Sequence[int]) -> dict[int, RowValues]:
    """Rows by their numbers, as the database holds them."""
    engine = connection.dialect
    query = str(select(*table.c).where(dialect.in_list(table.c.id, "ids", engine)).compile(dialect=engine))
    found: dict[int, RowValues] = {}
    for at in range(0, len(ids), _AT_ONCE):
        some = dialect.list_parameter(ids[at : at + _AT_ONCE], engine)
        for row in connection.exec_driver_sql(query, (some,)):
            found[row.id] = dict(zip(row._fields, dialect.as_stored(row, connection.dialect), strict=True))
    return found


def _remove(connection: Connection, table: Table, ids: Sequence[int]) -> None:
    if ids:
        which = delete(table).where(table.c.id == bindparam("number"))
        connection.execute(which, [{"number": number} for number in ids])


def _replace(
    connection: Connection, table: Table, names: Sequence[str], later: list[tuple[RowValues, RowValues]]
) -> None:
    """Write what the new rows say into the old ones: what hangs on those stays."""
    changed = update(table).where(table.c.id == bindparam("row_id"))
    given = {name: dialect.stored_parameter(table.c[name], name, connection.dialect) for name in names}
    statement = changed.values(given).compile(dialect=connection.dialect)
    order = statement.positiontup
    assert order is not None
    values = [tuple(old["id"] if name == "row_id" else new[name] for name in order) for new, old in later]
    connection.exec_driver_sql(str(statement), values)
