"""An office with a long trail: a million entries, most of them one rating each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert

from benchmarks import offices
from qadesk.services import cycles, setup
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail import entries
from qadesk.storage.trail.rows import Sql, sealed_tables

ENTRIES: Final = 1_000_000
ITEMS: Final = ("attitude", "communication")
_AT: Final = datetime(2026, 11, 1, 9, tzinfo=UTC)
_EACH_DAY: Final = 500  # entries between two of another kind
_COLUMNS: Final = "office_id, seq, at, user_id, action, subject, detail, salt, origin, changes, seals, hash"


def office(path: Path, *, records: int, count: int = ENTRIES, agents: int = 100) -> Office:
    """An office with so many contacts, every agent rated, and so many entries in its trail."""
    made = offices.make(path, records=records, agents=agents)
    with made.write("evaluation.import", offices.CYCLE) as connection:
        cycle = cycles.get_in(connection, made, offices.CYCLE)
        user = made.user_id or 1
        forms = [
            {"cycle_id": cycle.id, "agent_id": number, "user_id": user, "status": "submitted", "comment": "",
             "updated_at": _AT, "submitted_at": _AT}
            for number in range(1, agents + 1)
        ]  # fmt: skip
        connection.execute(insert(tables.evaluation), forms)
        ratings = [
            {"evaluation_id": form, "item": item, "level": "4", "comment": ""}
            for form in range(1, agents + 1)
            for item in ITEMS
        ]
        connection.execute(insert(tables.rating), ratings)
    told, images = _rated(made)
    made.close()
    with closing(sqlite3.connect(path)) as raw:
        _add(raw, count, told, images)
        raw.commit()
    return setup.open_office(path)


def _rated(made: Office) -> tuple[dict[str, str], dict[str, str]]:
    """The digests last told of the parts of ratings, and each rating as it is written down, by its key."""
    table = sealed_tables()["rating"]
    with made.read() as connection:
        sql = Sql(connection, made.id)
        told: dict[str, str] = {}
        for (text,) in sql.run("SELECT seals FROM audit WHERE seals IS NOT NULL ORDER BY seq"):
            told |= json.loads(text)
        rows = sql.run(f"SELECT {sql.key(table)}, {sql.row(table)} FROM rating")
    return {part: one for part, one in told.items() if part.startswith("rating/")}, {
        key: row.decode() for key, row in rows
    }


def _add(raw: sqlite3.Connection, count: int, told: dict[str, str], images: dict[str, str]) -> None:
    """Entries as the program adds them: each hangs on the one before, its rows are salted."""
    seq, before, at = raw.execute("SELECT seq, hash, at FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    numbers = [number for (number,) in raw.execute("SELECT staff_no FROM agent ORDER BY id")]
    keys = list(images)

    def made() -> Iterator[tuple[Any, ...]]:
        nonlocal before
        for n in range(1, count - seq + 1):
            said: list[Any] = [seq + n, at, 1]
            if n % _EACH_DAY:
                key = keys[n % len(keys)]
                form = json.loads(key)[0]
                now = images[key]
                was = now.replace("'4'", f"'{1 + n % 3}'")
                change = entries.told_row("rating", key, was, now)
                part = f"rating/{form}"
                said += ["evaluation.rate", f"{offices.CYCLE}/{numbers[form - 1]}", "{}", entries.new_salt(),
                         "window 0.2.0", json.dumps([change], ensure_ascii=False),
                         json.dumps({part: told[part]})]  # fmt: skip
            else:
                said += ["sign_in", "wang", "{}", entries.new_salt(), "window 0.2.0", None, None]
            before = entries.entry_hash(before, said)
            yield (1, *said, before)

    marks = ", ".join("?" * len(_COLUMNS.split(",")))
    raw.executemany(f"INSERT INTO audit ({_COLUMNS}) VALUES ({marks})", made())
