"""Whatever is done to appeals: results move along allowed edges alone, and nobody else's rows change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import delete, insert, select

from qadesk.domain.appeals import DECISIONS
from qadesk.domain.stages import EDGES, Stage
from qadesk.errors import UserError
from qadesk.services.after_closing import delivery, stages
from qadesk.services.appeals import deciding, entering, reading
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.storing import AppealEntry
from qadesk.services.done import Done
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.appealed_month import on, opened_with, received
from tests.made_up_month import CODE

WHO = "KF02"
ENTRY = AppealEntry("不认可", date(2026, 11, 16))
DOES: dict[str, Callable[[Office], Done[Any]]] = {
    "enter": lambda o: entering.enter(o, CODE, WHO, ENTRY),
    "edit": lambda o: entering.edit(o, CODE, WHO, ENTRY),
    "withdraw": lambda o: entering.withdraw(o, CODE, WHO),
    "further": lambda o: entering.take_further(o, CODE, WHO, ENTRY),
    "correct": lambda o: deciding.start_correcting(o, CODE, WHO),
    "give up": lambda o: deciding.stop_correcting(o, CODE, WHO),
    "final": lambda o: delivery.make_final(o, CODE, [WHO]),
    **{
        one.value: partial(lambda what, o: deciding.decide(o, CODE, WHO, what), Decision(one, "核实"))
        for one in DECISIONS
    },
}


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patched:
        made = received(Path(tmp_path_factory.mktemp("laws")) / "branch.qadesk", patched)
        opened_with(made, "区域")
        on(patched, date(2026, 11, 16))
        yield made
        made.close()


def others(office: Office) -> list[Any]:
    """Every result and step that is not of the agent who appeals."""
    agent = tables.agent.c
    with office.read() as connection:
        own = connection.execute(select(agent.id).where(agent.staff_no == WHO)).scalar_one()
        found: list[Any] = []
        for table in (tables.assessment, tables.assessment_step, tables.appeal, tables.exemption):
            found += connection.execute(
                select(table).where(table.c.agent_id != own).order_by(table.c.id)
            ).all()
    return [tuple(row) for row in found]


def put_back(office: Office, steps: list[Any]) -> None:
    """As it was before an example."""
    with office.write() as connection:
        for table in (tables.appeal_point, tables.appeal_file, tables.appeal, tables.correction):
            connection.execute(delete(table))
        connection.execute(delete(tables.assessment).where(tables.assessment.c.revision > 1))
        connection.execute(delete(tables.assessment_step))
        connection.execute(insert(tables.assessment_step), steps)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.sampled_from([*DOES, "undo"]), min_size=1, max_size=9))
def test_appeals_move_along_edges_and_touch_nobody_else(branch: Office, deeds: list[str]) -> None:
    with branch.read() as connection:
        first = [dict(row) for row in connection.execute(select(tables.assessment_step)).mappings()]
    beside, undo = others(branch), []
    try:
        for deed in deeds:
            before = [step.stage for step in position(branch).steps]
            try:
                done = (
                    undo.pop()() if deed == "undo" and undo else DOES[deed](branch) if deed in DOES else None
                )
            except UserError:
                assert [step.stage for step in position(branch).steps] == before, "refused: nothing moves"
                continue
            if deed != "undo" and done is not None and done.undo is not None:
                undo.append(done.undo)
            check(branch)
        assert others(branch) == beside
    finally:
        put_back(branch, first)


def position(office: Office) -> stages.Position:
    return next(one for one in stages.positions(office, CODE).positions if one.staff_no == WHO)


def check(office: Office) -> None:
    """What holds of a result and its appeals at any time."""
    taken = [step.stage for step in position(office).steps]
    for now, then in pairwise(taken):
        assert then in EDGES[now], (now, then)
    mine = reading.appeals(office, CODE).appeals
    levels = sorted(one.level for one in mine)
    assert levels == list(range(1, len(mine) + 1)), "one at each level"
    assert sum(one.open for one in mine) == (taken[-1] is Stage.APPEALED)
