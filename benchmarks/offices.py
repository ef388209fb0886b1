"""Offices of any size for the benchmarks; made by SQL, for importing is another benchmark's subject."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import insert, text

from qadesk.kinds.registry import KINDS
from qadesk.services import cycles, setup
from qadesk.storage import tables
from qadesk.storage.office import Office

CYCLE = "2026-10"
MONTH_MS = 31 * 86_400_000
YEAR_MS = 365 * 86_400_000
START_MS = 1_790_784_000_000  # 2026-10-01 00:00 in Asia/Shanghai

_CONTACTS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :rows)
INSERT INTO contact
    (office_id, channel, ref, agent_id, at, answered, response_ms, talk_ms, resolved, rating, note, batch_id)
SELECT
    (SELECT min(id) FROM office),
    CASE WHEN i % 3 THEN 'call' ELSE 'chat' END,
    printf('R%09d', i),
    (SELECT min(id) FROM agent) + (i * 7919) % :agents,
    :start + i * (:span / :rows),
    i % 20 <> 0,
    CASE WHEN i % 20 THEN 5000 + (i * 104729) % 60000 END,
    CASE WHEN i % 20 THEN 30000 + (i * 15485863) % 600000 END,
    CASE WHEN i % 20 = 0 OR i % 11 = 0 THEN NULL ELSE i % 9 <> 0 END,
    CASE WHEN i % 20 AND i % 3 = 0 THEN 1 + (i * 31) % 5 END,
    NULL,
    :batch
FROM n
"""


def told(kind: str) -> dict[str, str]:
    """A mapping in which the file has a column for every field: what it lacks would be missing, not zero."""
    return {field.name: field.name for field in KINDS[kind].fields}


def make(path: Path, *, records: int, agents: int, years: int = 0, left: int = 0) -> Office:
    """A new office with `records` calls and chats, spread evenly over `agents` people.

    They lie in October 2026, the one month opened, or in that many years up to its end. `left` more people
    were there once.
    """
    office = setup.create_office(path, name="Bench", user_name="Bench", open_cycle=False)
    cycles.open_cycle(office, CYCLE)
    with office.write() as connection:
        connection.execute(
            insert(tables.agent),
            [
                {
                    "office_id": office.id,
                    "staff_no": f"KF{i:04d}",
                    "name": f"客服{i:02d}",
                    "team": "",
                    "post": "",
                    "status": "active" if i < agents else "left",
                    "hired_on": date(2024, 1, 1),
                    "left_on": None if i < agents else date(2026, 1, 1),
                }
                for i in range(agents + left)
            ],
        )
        batch = connection.execute(
            insert(tables.import_batch).values(
                kind="calls",
                file_name="bench.csv",
                file_digest="0",
                mapping=told("calls"),
                rows=records,
                imported=records,
                first_day=date(2026 - years, 11 if years else 10, 1),
                last_day=date(2026, 10, 31),
                at=office.now(),
            )
        )
        assert batch.inserted_primary_key is not None
        span = years * YEAR_MS or MONTH_MS
        start = START_MS + MONTH_MS - span
        bounds = {"rows": records, "agents": agents, "start": start, "span": span}
        connection.execute(text(_CONTACTS), {**bounds, "batch": batch.inserted_primary_key[0]})
    return office
