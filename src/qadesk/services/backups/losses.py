"""What today's office has that a copy has not, and the other way round: told before anything is restored."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from qadesk.kinds.registry import stored_apart
from qadesk.storage import copies
from qadesk.storage.office import Office

_QUARTER_HOUR_MS: Final = 900_000  # no zone's day begins between two of them
_THINGS: Final = {  # what is counted by what it is: its table, its month or name, and what makes it another
    "imports": (
        "import_batch",
        "SELECT '', id, file_name, at, undone_at FROM import_batch WHERE file_name <> ''",
    ),
    "values": (
        "typed_value",
        "SELECT code, agent_id, indicator, value FROM typed_value JOIN cycle ON cycle.id = cycle_id",
    ),
    "exemptions": (
        "exemption",
        "SELECT code, agent_id, indicator, kind, reason FROM exemption JOIN cycle ON cycle.id = cycle_id",
    ),
    "sheets": ("sheet", "SELECT cycle.code, sheet.code, at FROM sheet JOIN cycle ON cycle.id = cycle_id"),
    "opened": ("cycle", "SELECT code, code FROM cycle"),
    "closed": ("cycle", "SELECT code, code FROM cycle WHERE status = 'closed'"),
    "scorecards": ("scorecard", "SELECT '', code, version, status, content FROM scorecard"),
    "plans": (
        "target_plan",
        "SELECT coalesce(cycle_code, ''), team, post, agent_id, indicator, standard FROM target_plan",
    ),
    "focuses": (
        "focus",
        "SELECT code, agent_id, indicator, step FROM focus JOIN cycle ON cycle.id = cycle_id",
    ),
    "office": ("office", "SELECT '', name FROM office"),
    "agents": ("agent", "SELECT '', staff_no, name, status, team, post FROM agent"),
    "notes": ("note", "SELECT '', id, text, file_digest, removed_at FROM note"),
    "people": ("user", "SELECT name, login, role, active, password_hash FROM user"),
    "codes": ("recovery_code", "SELECT '', user_id, digest, used_at FROM recovery_code"),
    "tokens": ("app_token", "SELECT name, digest, revoked_at FROM app_token"),
    "lock": ("setting", "SELECT '', value FROM setting WHERE key = 'idle_minutes'"),
    "retention": ("setting", "SELECT '', value FROM setting WHERE key = 'retention'"),
}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class CopyDifference:
    """How many of a kind one has and the other not.

    `about`: the month, or of what is told one by one, such as users, its name; empty where there is neither.
    """

    kind: str  # a source of records, ratings, or one of _THINGS
    about: str
    count: int


@dataclass(frozen=True)
class Losses:
    """`lost`: only today's file has it; `back`: only the copy has it."""

    lost: tuple[CopyDifference, ...]
    back: tuple[CopyDifference, ...]


def losses(office: Office, copy: Path) -> Losses:
    """What restoring the copy would lose and bring back. Raises sqlite3.Error for an unsound copy."""
    with copies.reading_copy(copy) as old, office.file() as today:
        return _compared(_Side(today, office.zone), _Side(old, office.zone))


class _Side:
    """One of the two files."""

    def __init__(self, connection: sqlite3.Connection, zone: ZoneInfo) -> None:
        self._connection = connection
        self._zone = zone
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self._tables = {name for (name,) in rows}

    def records(self) -> Counter[tuple[str, str]]:
        """By kind and month."""
        found: Counter[tuple[str, str]] = Counter()
        for source, kind in stored_apart().items():
            table, when = kind.table, kind.when
            if kind.by_day:
                sql = f"SELECT substr({when}, 1, 7), count(*) FROM {table} GROUP BY 1"  # noqa: S608
                found.update({(source, month): count for month, count in self._all(table, sql)})
                continue
            sql = f"SELECT {when} / {_QUARTER_HOUR_MS}, count(*) FROM {table} GROUP BY 1"  # noqa: S608
            for quarter, count in self._all(table, sql):
                moment = _EPOCH + timedelta(milliseconds=quarter * _QUARTER_HOUR_MS)
                found[source, f"{moment.astimezone(self._zone):%Y-%m}"] += count
        return found

    def ratings(self) -> set[tuple[object, ...]]:
        """Each with its level, so that a changed one is one of each side."""
        sql = (
            "SELECT cycle.code, evaluation.id, item, level, evaluation.comment, evaluation.status"
            " FROM evaluation JOIN cycle ON cycle.id = cycle_id"
            " LEFT JOIN rating ON evaluation_id = evaluation.id"
        )
        return set(self._all("rating", sql))

    def things(self) -> dict[str, set[tuple[object, ...]]]:
        """All else."""
        return {kind: set(self._all(table, sql)) for kind, (table, sql) in _THINGS.items()}

    def _all(self, table: str, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall() if table in self._tables else []


def _compared(today: _Side, old: _Side) -> Losses:
    now, then = today.records(), old.records()
    lost, back = _counted(now - then), _counted(then - now)
    sets_now = {"ratings": today.ratings(), **today.things()}
    sets_then = {"ratings": old.ratings(), **old.things()}
    for kind, these in sets_now.items():
        lost += _counted(Counter((kind, str(one[0])) for one in these - sets_then[kind]))
        back += _counted(Counter((kind, str(one[0])) for one in sets_then[kind] - these))
    return Losses(tuple(lost), tuple(back))


def _counted(counts: Mapping[tuple[str, str], int]) -> list[CopyDifference]:
    order: list[str] = list(stored_apart())
    return [
        CopyDifference(kind, about, count)
        for (kind, about), count in sorted(
            counts.items(), key=lambda item: (order.index(item[0][0]) if item[0][0] in order else 99, item[0])
        )
        if count
    ]
