"""Whether an office file is sound: its pages, its references, and the results it promised never to change."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from qadesk.i18n import _
from qadesk.services import cycles
from qadesk.services.assessment import results
from qadesk.services.cycles import Cycle
from qadesk.storage import tables
from qadesk.storage.files import SCHEMA
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `problem` is empty where it is in order."""

    what: str
    problem: str

    @property
    def ok(self) -> bool:
        """Whether it is in order."""
        return not self.problem


def check(office: Office) -> tuple[Finding, ...]:
    """Everything that is looked at, in order; writes nothing."""
    with office.read() as connection:
        pages = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)") if row[0] != "ok"]
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        schema = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        changed = []
        for row in connection.execute(select(tables.cycle).where(tables.cycle.c.status == "closed")):
            changed += _altered(connection, office, cycles.get_in(connection, office, row.code))
    return (
        Finding(_("Pages of the file"), "; ".join(pages)),
        Finding(_("References between records"), _(", ").join(sorted({str(row[0]) for row in orphans}))),
        Finding(_("Version of the tables"), "" if schema == SCHEMA else f"{schema} ≠ {SCHEMA}"),
        Finding(_("Results of closed cycles"), _(", ").join(changed)),
    )


def _altered(connection: Connection, office: Office, cycle: Cycle) -> list[str]:
    """Cycle and staff number of the stored assessments that no longer match their digest."""
    promised: dict[int, str] = {
        row.agent_id: row.digest
        for row in connection.execute(
            select(tables.assessment.c.agent_id, tables.assessment.c.digest).where(
                tables.assessment.c.cycle_id == cycle.id
            )
        )
    }
    made = results.results_in(connection, office, cycle).results
    return [f"{cycle.code}/{r.agent.staff_no}" for r in made if promised.get(r.agent.id) != r.digest]
