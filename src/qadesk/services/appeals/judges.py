"""Who judged what an appeal is about: who rated or typed it, exempted from it, entered the record by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, and_, select

from qadesk.domain.appeals import AppealAbout
from qadesk.domain.cycles import Cycle
from qadesk.kinds.registry import all_records
from qadesk.services.records.batches import by_hand
from qadesk.services.records.stored import of_kind, table_of
from qadesk.storage import tables

Subject = tuple[AppealAbout, str]  # a point: what it is about, its reference


def of(connection: Connection, cycle: Cycle, agent_id: int, points: Sequence[Subject]) -> frozenset[int]:
    """Their row ids. An appeal without points is about all of the result."""
    found: set[int | None] = set()
    for about, ref in points or [(AppealAbout.INDICATOR, ""), (AppealAbout.EXEMPTION, "*")]:
        if about is AppealAbout.INDICATOR:
            found.update(_scorers(connection, cycle, agent_id, ref))
        elif about is AppealAbout.EXEMPTION:
            found.update(_exempters(connection, cycle, agent_id, ref))
        else:
            found.update(_enterers(connection, agent_id, ref))
    return frozenset(one for one in found if one is not None)


def scorers(connection: Connection, cycle: Cycle, agent_id: int) -> frozenset[int]:
    """Who (row ids) rated an agent or typed a value of theirs."""
    return frozenset(one for one in _scorers(connection, cycle, agent_id, "") if one is not None)


def _scorers(connection: Connection, cycle: Cycle, agent_id: int, code: str) -> Iterator[int | None]:
    """Who gave a rating or typed a value of an indicator; with no code, of any."""
    form, rating, typed = tables.evaluation.c, tables.rating.c, tables.typed_value.c
    rated = (
        select(form.user_id)
        .join_from(tables.evaluation, tables.rating, rating.evaluation_id == form.id)
        .where(form.cycle_id == cycle.id, form.agent_id == agent_id, form.status == "submitted")
    )
    entered = select(typed.user_id).where(typed.cycle_id == cycle.id, typed.agent_id == agent_id)
    if code:
        rated, entered = rated.where(rating.item == code), entered.where(typed.indicator == code)
    yield from connection.execute(rated.distinct()).scalars()
    yield from connection.execute(entered.distinct()).scalars()


def _exempters(connection: Connection, cycle: Cycle, agent_id: int, code: str) -> Iterator[int | None]:
    """Who entered and who confirmed an exemption: of an indicator, "" of the whole month, * any."""
    own = tables.exemption.c
    here: ColumnElement[bool] = and_(own.cycle_id == cycle.id, own.agent_id == agent_id)
    if code != "*":
        here = and_(here, own.indicator == code if code else own.indicator.is_(None))
    for row in connection.execute(select(own.user_id, own.decided_by).where(here)):
        yield row.user_id
        yield row.decided_by


def _enterers(connection: Connection, agent_id: int, ref: str) -> Iterator[int | None]:
    """Who entered a record by hand; nobody judged what an imported file says."""
    kind, _slash, number = ref.partition("/")
    if kind not in all_records():
        return
    own = all_records()[kind]
    table, batch = table_of(own), tables.import_batch.c
    query = (
        select(batch.user_id)
        .join_from(table, tables.import_batch, batch.id == table.c.batch_id)
        .where(of_kind(own), table.c.agent_id == agent_id, table.c.ref == number, by_hand())
    )
    yield from connection.execute(query.distinct()).scalars()
