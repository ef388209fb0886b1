"""A closed result corrected and stored as a revision, beside one assessment calculated of the same month.

Of a month without quotas: with them everybody's grade hangs on everybody's total, and all are calculated.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from sqlalchemy import insert

from benchmarks import offices
from benchmarks.measure import Figure, figure, seconds
from qadesk.services import cycles
from qadesk.services.after_closing import corrections
from qadesk.services.assessment import exemptions, results, uncertainty
from qadesk.services.closing import close
from qadesk.services.closing.pending import pending
from qadesk.storage import tables
from qadesk.storage.office import Office

RECORDS, AGENTS, TIMES = 300_000, 60, 7
_OBSERVED = (
    "avg_response_seconds"  # what all have records of: withdrawn, its exemption leaves nothing missing
)


def run() -> list[Figure]:
    """Both of the same agent, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        office = offices.make(Path(folder) / "bench.qadesk", records=RECORDS, agents=AGENTS)
        try:
            who = _close(office)
            pairs = [_once(office, who, turn) for turn in range(TIMES)]
        finally:
            office.close()
    ours, reference = (statistics.median(one) for one in zip(*pairs, strict=True))
    note = f"{AGENTS} agents, {RECORDS:,} contacts; reference: one assessment calculated"
    return [figure("a revision of a closed result", ours, 1.1, reference=reference, note=note)]


def _close(office: Office) -> str:
    """Close the month; what it has no records or ratings of does not apply to anybody."""
    made = results.results(office, offices.CYCLE)
    rows = [
        {
            "cycle_id": made.cycle.id,
            "agent_id": one.agent.id,
            "indicator": code,
            "kind": exemptions.NA,
            "reason": "-",
            "user_id": office.user_id,
            "at": office.now(),
        }
        for one in made.results
        for code in one.assessment.missing
    ]
    with office.write() as connection:
        connection.execute(insert(tables.exemption), rows)
    close.close_cycle(office, offices.CYCLE, accepting=pending(office, offices.CYCLE))
    return results.results(office, offices.CYCLE).results[0].agent.staff_no  # the best


def _once(office: Office, who: str, turn: int) -> tuple[float, float]:
    """How long finishing a correction takes, and calculating that assessment alone."""
    code = offices.CYCLE
    corrections.begin(office, code, who, "bench")
    exemptions.exempt(office, code, who, _OBSERVED, None if turn % 2 else exemptions.NA, "bench")

    def calculate() -> None:
        with office.read() as connection:
            cycle = cycles.get_in(connection, office, code)
            own = connection.execute(tables.agent.select().where(tables.agent.c.staff_no == who)).one()
            made = results.anew(connection, office, cycle, [own.id])
        uncertainty.of_agent(made.of(who))

    reference = seconds(calculate)
    ours = seconds(lambda: corrections.finish(office, code, who))
    return ours, reference
