"""What an office's agents who were rated by two people say of how far apart its raters are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select

from qadesk.domain import raters
from qadesk.domain.raters import Raters
from qadesk.services import scorecards
from qadesk.storage import tables


def measured(connection: Connection, until: date) -> Raters:
    """The office's own raters, by the whole-cycle ratings of all cycles that begin before a day."""
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
        select(form.cycle_id, cycle.scorecard_id, form.agent_id, rating.item, rating.level)
        .join_from(tables.evaluation, tables.rating)
        .join(tables.cycle, cycle.id == form.cycle_id)
        .join(twice, (twice.c.cycle_id == form.cycle_id) & (twice.c.agent_id == form.agent_id))
        .where(submitted, rating.level.is_not(None), cycle.start < until)
        .order_by(form.cycle_id, form.agent_id, rating.item, form.id)
    )
    given: dict[tuple[int, int, int, str], list[Decimal]] = defaultdict(list)
    for row in rows:
        given[row.cycle_id, row.scorecard_id, row.agent_id, row.item].append(row.level)
    tops = {card: _tops(connection, card) for card in {key[1] for key in given}}
    return raters.measured(
        (levels, tops[card][item])
        for (_cycle, card, _agent, item), levels in given.items()
        if len(levels) > 1 and item in tops[card]
    )


def _tops(connection: Connection, scorecard_id: int) -> Mapping[str, int]:
    """The highest level of each rated item."""
    return {i.code: i.top for i in scorecards.load(connection, scorecard_id).indicators() if i.rated}
