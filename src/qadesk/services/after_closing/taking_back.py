"""The newest step of a result taken back, also one entered long ago: a wrong day, a sheet that got lost.

What was taken back stands in the trail with the reason. Appeals and corrections have ways of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final

from sqlalchemy import insert, select

from qadesk.domain.stages import RECEIVED, Stage
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cycles, rights
from qadesk.services.after_closing import stages
from qadesk.services.after_closing.stage_words import listed, stage_words
from qadesk.services.after_closing.stages import CHANGES, Position
from qadesk.services.done import Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

_STEPS: Final = RECEIVED | {Stage.RETURNED, Stage.APPROVED, Stage.SENT, Stage.FINAL, Stage.PUBLISHED}


def possible(one: Position) -> bool:
    """Whether the newest step of a result is one that can be taken back."""
    handed_in = len(one.steps) > 1 and one.steps[-2].stage is Stage.RETURNED
    return one.stage in _STEPS or (one.stage is Stage.IN_REVIEW and handed_in)


@rights.needs("prepare", "decide")
def take_back(office: Office, code: str, staff_nos: Collection[str], reason: str) -> Done[int]:
    """Take the newest step of some results back, all or none; the value is how many.

    A manager's step takes the right to decide. Raises UserError without a reason, and for whom nothing can be
    taken back.
    """
    if not reason.strip():
        raise UserError(
            "stage.reason_missing",
            _("A step is taken back with a reason."),
            kept=_("Nothing was changed."),
            remedy=_("State briefly why."),
        )
    own = tables.assessment_step
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        who = stages.chosen(stages.positions_in(connection, cycle), staff_nos)
        stuck = [(one.known, stage_words(one.stage)) for one in who if not possible(one)]
        if stuck:
            raise UserError(
                "stage.not_taken_back",
                _("The last step of these cannot be taken back here:") + listed(stuck),
                kept=_("Nothing was changed."),
                remedy=_("Choose only those with a step of review, delivery or posting."),
            )
        steps = frozenset(one.now.id for one in who)
        rows = connection.execute(select(own).where(own.c.id.in_(steps)).order_by(own.c.id)).mappings().all()
        stages.drop(connection, office, cycle, steps)
        told = {"agents": len(who), "stages": sorted({one.stage.value for one in who})}
        audit.note(connection, office, "assessment.take_back", code, reason=reason.strip(), **told)
    words = _("take a step back")
    before = {one.agent_id: one.steps[-2].id for one in who}
    again = Undo(words, partial(take_back, office, code, staff_nos, reason))
    return Done(
        len(who),
        CHANGES,
        Undo(words, partial(_put_back, office, code, [dict(row) for row in rows], before, again)),
    )


@rights.needs("prepare", "decide")
def _put_back(
    office: Office, code: str, rows: Sequence[Mapping[str, Any]], before: Mapping[int, int], again: Undo
) -> Done[int]:
    """Have steps again as they were. Raises UserError where another has been taken instead."""
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        stages.must_decide_too({Stage(row["stage"]) for row in rows}, office)
        now = {one.agent_id: one for one in stages.positions_in(connection, cycle).positions}
        if any(who not in now or now[who].now.id != step for who, step in before.items()):
            raise stages.moved_on()
        for row in rows:
            who = [now[row["agent_id"]]]
            stages.must_not_be_in_hand(connection, cycle, who, Stage(row["stage"]))
            connection.execute(insert(tables.assessment_step).values(**row))
        audit.note(connection, office, "assessment.put_back", code, agents=len(rows))
    return Done(len(rows), CHANGES, again)
