"""What an office's agents who were rated by two people say of how far apart its raters are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import Connection, func, select

from qadesk.domain import leniency, raters
from qadesk.domain.leniency import Judgement, Leniency
from qadesk.domain.raters import Raters
from qadesk.services import cards, scorecards
from qadesk.storage import tables


def measured(connection: Connection, until: date) -> Raters:
    """The office's own raters, by the whole-cycle ratings of all cycles that begin before a day."""
    given: dict[tuple[int, int, str], list[Judgement]] = defaultdict(list)
    for one in _judgements(connection, until):
        given[one.month, one.agent, one.item].append(one)
    return raters.measured(
        ([one.level for one in found], found[0].top) for found in given.values() if len(found) > 1
    )


def lenient(connection: Connection, until: date) -> Mapping[int, Leniency]:
    """Which users (row ids) give more or less than others to the same agents, beyond chance."""
    return leniency.beyond_chance(leniency.measured(_judgements(connection, until)))


def _judgements(connection: Connection, until: date) -> Iterator[Judgement]:
    """The whole-cycle ratings of agents whom several people rated in a cycle that begins before a day."""
    form, rating, cycle = tables.evaluation.c, tables.rating.c, tables.cycle.c
    submitted = (form.status == "submitted") & form.contact_id.is_(None)
    twice = (
        select(form.cycle_id, form.agent_id)
        .where(submitted)
        .group_by(form.cycle_id, form.agent_id)
        .having(func.count() > 1)
        .subquery()
    )
    rows = connection.execute(
        select(form.cycle_id, form.agent_id, form.user_id, rating.item, rating.level)
        .join_from(tables.evaluation, tables.rating)
        .join(tables.cycle, cycle.id == form.cycle_id)
        .join(twice, (twice.c.cycle_id == form.cycle_id) & (twice.c.agent_id == form.agent_id))
        .where(submitted, rating.level.is_not(None), cycle.start < until)
        .order_by(form.cycle_id, form.agent_id, rating.item, form.id)
    ).all()
    keys = cards.keys_in(connection)
    tops = {cycle_id: _tops(connection, keys[cycle_id]) for cycle_id in {row.cycle_id for row in rows}}
    for row in rows:
        top = tops[row.cycle_id].get(row.item)
        if top is not None:
            yield Judgement(row.user_id, row.agent_id, row.cycle_id, row.item, row.level, top)


def _tops(connection: Connection, keys: Iterable[int]) -> Mapping[str, int]:
    """The highest level of each rated item, which is the same on all scorecards of a cycle."""
    found = (i for key in keys for i in scorecards.load(connection, key).indicators())
    return {i.code: i.top for i in found if i.rated}
