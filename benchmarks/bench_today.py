"""Today for a closed month of 500 results that have come some steps, beside the same month without them."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from sqlalchemy import delete, select, update

from benchmarks import offices
from benchmarks.measure import Figure, beside, figure
from qadesk.domain.stages import Stage
from qadesk.services import cycles, today
from qadesk.services.after_closing import stages, working_days
from qadesk.services.assessment import assessments, results
from qadesk.services.assessment.assessments import Kept
from qadesk.storage import tables
from qadesk.storage.office import Office

RECORDS, AGENTS = 50_000, 500


def run() -> list[Figure]:
    """Both in two files alike but for the steps: each result approved, half of them received."""
    with tempfile.TemporaryDirectory() as folder:
        with_steps = _closed(Path(folder) / "with.qadesk")
        without = _closed(Path(folder) / "without.qadesk")
        with without.write() as connection:
            connection.execute(delete(tables.assessment_step))
        try:
            found = today.outcome(with_steps, offices.CYCLE)
            assert found.sign_off is not None
            assert found.sign_off.results == AGENTS
            ours, reference = beside(
                lambda: today.outcome(with_steps, offices.CYCLE),
                lambda: today.outcome(without, offices.CYCLE),
            )
        finally:
            with_steps.close()
            without.close()
    note = f"{AGENTS} results approved or received; reference: the same month without steps"
    return [figure("Today with open states", ours, 1.25, reference=reference, note=note)]


def _closed(path: Path) -> Office:
    office = offices.make(path, records=RECORDS, agents=AGENTS)
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, offices.CYCLE)
        made = results.results_in(connection, office, cycle)
        for one in made.results:
            kept = Kept(one.agent, one.assessment, one.comment)
            assessments.store(connection, office, cycle.id, kept, one.digest)
        own = tables.cycle
        values = {"status": "closed", "closed_at": office.now()}
        connection.execute(update(own).where(own.c.id == cycle.id).values(**values))
        working_days.freeze(connection, cycle.code)
        stages.begin(connection, office, cycle, ((r.agent.id, r.assessment.status) for r in made.results))
    with office.write() as connection:
        closed = cycles.get_in(connection, office, offices.CYCLE)
        assert connection.execute(select(tables.assessment_step.c.id).limit(1)).first() is not None
        month = stages.positions_in(connection, closed)
        stages.move(connection, office, closed, month.positions, Stage.APPROVED)
        month = stages.positions_in(connection, closed)
        half = month.positions[::2]
        stages.move(connection, office, closed, half, Stage.SIGNED, day=date(2026, 11, 5))
    return office
