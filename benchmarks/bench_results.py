"""Results of 60 agents over a month of a million contacts, beside one SQL GROUP BY over the same rows."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from benchmarks import offices
from benchmarks.measure import Figure, beside, figure
from qadesk.services.assessment import results

RECORDS, AGENTS = 1_000_000, 60

# The sums every figure of the standard scorecard is made from, and nothing else.
REFERENCE = """
SELECT agent_id, count(*), count(response_ms), sum(response_ms), sum(response_ms * response_ms),
    count(talk_ms), sum(talk_ms), sum(talk_ms * talk_ms),
    sum(resolved), count(resolved) - sum(resolved), count(rating), sum(rating), sum(rating * rating)
FROM contact WHERE at >= ? AND at < ? AND answered GROUP BY agent_id
"""


def run() -> list[Figure]:
    """Both over the same file; the reference through a plain sqlite3 connection with the same cache."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.qadesk"
        offices.make(path, records=RECORDS, agents=AGENTS).close()
        bounds = (offices.START_MS, offices.START_MS + offices.MONTH_MS)

        # An office file is open in one program at a time, so the two take turns through one connection.
        from qadesk.services import setup

        office = setup.open_office(path)
        try:
            made = results.results(office, offices.CYCLE)
            assert len(made.results) == AGENTS
            with office.read() as connection:
                raw = connection.connection.driver_connection
                assert isinstance(raw, sqlite3.Connection)
            rows = raw.execute(REFERENCE, bounds).fetchall()
            assert sum(row[1] for row in rows) == sum(r.tally.contacts for r in made.results)
            ours, reference = beside(
                lambda: results.results(office, offices.CYCLE),
                lambda: raw.execute(REFERENCE, bounds).fetchall(),
            )
        finally:
            office.close()
    note = f"{AGENTS} agents, {RECORDS:,} contacts; reference: one GROUP BY"
    return [figure("results of a month", ours, 1.5, reference=reference, note=note)]
