"""Bringing a staff list in: adds and updates agents by staff number."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, insert, select, update

from qadesk.storage import tables
from qadesk.storage.office import Office

FIELDS: Final = ("staff_no", "name", "team", "post", "status", "hired_on", "left_on")
_DATES: Final = ("hired_on", "left_on")


@dataclass
class RosterStore:
    """Stores the rows of one staff list; only what the file has a column for is changed."""

    connection: Connection
    office: Office
    mapped: frozenset[str]
    imported: int = 0
    duplicates: int = 0
    updated: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)

    def add(self, columns: Sequence[Sequence[Any]], lines: Sequence[int]) -> None:
        """Store a block of rows, handed in column by column in the order of FIELDS."""
        for row in zip(*columns, strict=True):
            given = dict(zip(FIELDS, row, strict=True))
            given["staff_no"] = unicodedata.normalize("NFKC", given["staff_no"])
            self._one({name: given[name] for name in FIELDS if name in self.mapped})

    def _one(self, given: dict[str, Any]) -> None:
        agent = tables.agent
        mine = (agent.c.office_id == self.office.id) & (agent.c.staff_no == given["staff_no"])
        there = self.connection.execute(select(agent).where(mine)).mappings().first()
        wanted = _wanted(given, there)
        if there is None:
            made = self.connection.execute(insert(agent).values(office_id=self.office.id, **wanted))
            assert made.inserted_primary_key is not None
            self._note(int(made.inserted_primary_key[0]), None, wanted)
            self.imported += 1
            return
        changed = {name: value for name, value in wanted.items() if there[name] != value}
        if not changed:
            self.duplicates += 1
            return
        self.connection.execute(update(agent).where(agent.c.id == there["id"]).values(**changed))
        self._note(there["id"], {name: there[name] for name in changed}, changed)
        self.updated += 1

    def _note(self, agent_id: int, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
        self.changes.append(
            {"id": agent_id, "before": None if before is None else _plain(before), "after": _plain(after)}
        )

    def finish(self, batch_id: int) -> None:
        """Keep what is needed to undo the import."""
        if self.changes:
            self.connection.execute(
                insert(tables.superseded),
                [{"batch_id": batch_id, "table": "agent", "row": change} for change in self.changes],
            )


def _wanted(given: dict[str, Any], there: RowMapping | None) -> dict[str, Any]:
    """What the file says of a person, as the table keeps it; what it leaves empty stays as it was."""
    wanted = {name: value for name, value in given.items() if value is not None}
    for name in _DATES:
        if name in wanted:
            wanted[name] = date.fromisoformat(wanted[name])
    wanted["name"] = " ".join(wanted["name"].split())
    if "status" not in wanted and wanted.get("left_on") is not None:
        wanted["status"] = "left"
    if there is None:
        wanted.setdefault("status", "active")
    if wanted.get("status") in ("active", "probation"):
        wanted["left_on"] = None
    elif "status" in given and there is None:
        wanted.setdefault("left_on", None)
    return wanted


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
