"""Which imported files had no column for something: what such a file cannot tell is missing, not zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Connection, select

from qadesk import formats
from qadesk.domain.periods import Period
from qadesk.i18n import _
from qadesk.kinds.registry import KINDS
from qadesk.storage import tables

BY_HAND: Final = ""  # the file's name where a single record was typed in
ImportsWithout = Mapping[str, tuple[int, ...]]  # field -> the imports without a column for it


def by_hand() -> ColumnElement[bool]:
    """That an entry among the imports stands for a record that was typed in."""
    return tables.import_batch.c.file_name == BY_HAND


def origin(file_name: str, who: str | None, day: date) -> str:
    """Where a record came from: the name of the file, or who entered it on which day."""
    if file_name != BY_HAND:
        return file_name
    text = _("entered by hand by {who} on {day}") if who else _("entered by hand on {day}")
    return text.format(who=who, day=formats.day(day))


def imports_without(connection: Connection, period: Period) -> ImportsWithout:
    """The imports of a period's records that had no column for a field; no entry where all had one."""
    batch = tables.import_batch.c
    rows = connection.execute(
        select(batch.id, batch.kind, batch.mapping).where(
            batch.undone_at.is_(None), batch.first_day < period.end, batch.last_day >= period.start
        )
    )
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for field in not_carried(row.kind, row.mapping):
            found[field].append(row.id)
    return {field: tuple(ids) for field, ids in found.items()}


def not_carried(kind: str, mapping: Mapping[str, str]) -> tuple[str, ...]:
    """The fields of a kind that an indicator is made of and a mapping (field -> header) has no column for."""
    records = KINDS[kind].records if kind in KINDS else None
    wanted = records.needed if records else {}
    gone = [field for field, names in wanted.items() if not any(mapping.get(name) for name in names)]
    several = records.together.items() if records else ()
    return (*gone, *(field for field, parts in several if any(part in gone for part in parts)))
