"""Rows of another office: a file has one alone, so somebody put them there with another tool.

A server has several, each with a trail of its own: an office without one was put there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qadesk.storage.tables import metadata
from qadesk.storage.trail.rows import Sql

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Strangers:
    """Rows of a table that are not this office's: how many; of the table office also their names."""

    table: str
    rows: int
    names: tuple[str, ...] = ()


def strangers(connection: Connection, office_id: int) -> Iterator[Strangers]:
    """The tables of a file that hold rows of another office; of a server the offices without a trail."""
    sql = Sql(connection, office_id)
    others = "id <> ?"
    if sql.server:
        others += " AND NOT EXISTS (SELECT 1 FROM audit WHERE office_id = office.id AND seq = 1)"
    found = sql.run(f"SELECT name FROM office WHERE {others} ORDER BY id", office_id)
    if found:
        yield Strangers("office", len(found), tuple(str(name) for (name,) in found))
    if sql.server:
        return
    for table in metadata.sorted_tables:
        if "office_id" in table.c:
            least, most = (
                sql.run(f'SELECT {end}(office_id) FROM "{table.name}"')[0][0] for end in ("min", "max")
            )
            if {least, most} - {None, office_id}:  # an index tells: only then are all rows looked at
                (count,) = sql.run(
                    f'SELECT count(*) FROM "{table.name}" WHERE office_id IS NOT ?', office_id
                )[0]
                yield Strangers(table.name, count)
