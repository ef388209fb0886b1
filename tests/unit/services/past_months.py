"""Closed months before the sample office's own, whose results are what a test says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update

from qadesk.domain.periods import period
from qadesk.services import cycles
from qadesk.storage import tables
from qadesk.storage.office import Office

CLOSED = "2026-09"
_AT = datetime(2026, 9, 1, tzinfo=UTC)
Told = Mapping[str, tuple[str | None, str | None]]  # by staff number: total, grade


def add(office: Office, code: str, told: Told, *, sure: bool = True) -> None:
    """A closed month in which only these agents were assessed, with these totals and grades."""
    with office.write() as connection:
        like, span = cycles.get_in(connection, office, CLOSED), period(code)
        key = connection.execute(
            insert(tables.cycle).values(
                code=code, start=span.start, end=span.end, scorecard_id=like.scorecard_id, status="closed",
                opened_at=_AT, closed_at=_AT,
            )
        ).inserted_primary_key  # fmt: skip
        assert key is not None
        for agent, content in _contents(connection, like.id, told):
            values = _changed(content, *told[content["agent"]["staff_no"]], sure=sure)
            connection.execute(
                insert(tables.assessment).values(
                    cycle_id=key[0], agent_id=agent, content=values, digest="", at=_AT, revision=1
                )
            )


def revise(office: Office, code: str, staff_no: str, total: str, grade: str) -> None:
    """A later revision of one agent's result, as an appeal makes one."""
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        ((agent, content),) = _contents(connection, cycle.id, {staff_no: (total, grade)})
        values = _changed(content, total, grade, sure=True)
        connection.execute(
            insert(tables.assessment).values(
                cycle_id=cycle.id, agent_id=agent, content=values, digest="", at=_AT, revision=2
            )
        )


def rewrite(office: Office, code: str, told: Told) -> None:
    """Give agents of a closed month other totals and grades."""
    own = tables.assessment.c
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        for agent, content in _contents(connection, cycle.id, told):
            values = _changed(content, *told[content["agent"]["staff_no"]], sure=True)
            here = (own.cycle_id == cycle.id) & (own.agent_id == agent)
            connection.execute(update(tables.assessment).where(here).values(content=values))


def _contents(connection: Any, cycle_id: int, told: Told) -> list[tuple[int, dict[str, Any]]]:
    own = tables.assessment.c
    rows = connection.execute(select(own.agent_id, own.content).where(own.cycle_id == cycle_id)).all()
    return [(row.agent_id, row.content) for row in rows if row.content["agent"]["staff_no"] in told]


def _changed(content: dict[str, Any], total: str | None, grade: str | None, *, sure: bool) -> dict[str, Any]:
    made = content | {"total": total, "computed": total, "grade": grade}
    if total is None:
        made |= {"status": "incomplete"}
    made.pop("sure", None)
    if sure and total is not None:
        low, high = Decimal(total) - 2, Decimal(total) + 2
        made["sure"] = {"interval": [str(low), str(high)], "grades": {grade: 1.0}, "ranks": None, "alike": []}
    return made
