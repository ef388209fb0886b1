"""Corrections of results after closing, as they are looked at: what is in hand, what would come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from qadesk.domain.cycles import Cycle
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Line
from qadesk.errors import UserError
from qadesk.formats import agent_text
from qadesk.i18n import _, current_language
from qadesk.services.assessment import removed
from qadesk.services.assessment.results import AgentResult
from qadesk.storage import tables

_own: Final = tables.correction


@dataclass(frozen=True)
class Correction:
    """One correction of one agent's result: in hand until `ended_at` (UTC).

    `revision` is the one it made; None while in hand, and where nothing came out differently.
    """

    id: int
    agent_id: int
    reason: str
    computed: str  # digest of what the data gave when it began
    by: str
    at: datetime
    ended_at: datetime | None
    ended_by: str
    revision: int | None


@dataclass(frozen=True)
class LineChange:
    """An indicator that comes out differently: as it stands in the result, and as it would be."""

    code: str
    name: str
    before: Line
    after: Line


@dataclass(frozen=True)
class ChangedFigure:
    """One figure in words: what it was in the result before, and what it is now."""

    name: str
    before: str
    now: str


@dataclass(frozen=True)
class MovedResult:
    """A result as it stands and as it would be, were everything calculated anew."""

    before: AgentResult
    after: AgentResult

    @property
    def known(self) -> str:
        """Name and staff number."""
        return agent_text(self.before.agent.name, self.before.agent.staff_no)

    @property
    def same(self) -> bool:
        """Whether it says the same as it stands."""
        return self.before.digest == self.after.digest


@dataclass(frozen=True)
class CorrectionPreview:
    """What finishing a correction would do.

    `others` are those whose total, grade, figures or rank would move if theirs were made anew as well.
    `drifted`: it came out differently before anything was changed, by this version of the program.
    """

    cycle: Cycle
    card: Scorecard
    correction: Correction
    own: MovedResult
    lines: tuple[LineChange, ...]
    others: tuple[MovedResult, ...]
    drifted: bool

    @property
    def may_give_up(self) -> bool:
        """Whether nothing has changed since it was reopened."""
        return self.own.same or self.own.after.digest == self.correction.computed


def of_cycle(connection: Connection, cycle_id: int) -> tuple[Correction, ...]:
    """All corrections of a month, the oldest first."""
    user, ender = tables.user, tables.user.alias("ender")
    rows = connection.execute(
        select(_own, user.c.name.label("by"), ender.c.name.label("ender"))
        .select_from(
            _own.outerjoin(user, user.c.id == _own.c.user_id).outerjoin(ender, ender.c.id == _own.c.ended_by)
        )
        .where(_own.c.cycle_id == cycle_id)
        .order_by(_own.c.id)
    )
    return tuple(
        Correction(
            row.id, row.agent_id, row.reason, row.computed, row.by or "", row.at,
            row.ended_at, row.ender or "", row.revision,
        )
        for row in rows
    )  # fmt: skip


def must_have_records(connection: Connection, cycle: Cycle) -> None:
    """Raises UserError where the records of a month were removed after their time."""
    gone = removed.of_cycle(connection, cycle.code)
    if gone is not None and gone.records_on is not None:
        raise UserError(
            "correction.records_removed",
            _(
                "The records of {code} were removed after their time; its results cannot be recalculated."
            ).format(code=cycle.code),
            kept=_("Nothing was changed."),
        )


def must_be_in_hand(connection: Connection, cycle: Cycle, agent_id: int) -> Correction:
    """The correction of an agent's result that is in hand. Raises UserError where none is."""
    for one in of_cycle(connection, cycle.id):
        if one.agent_id == agent_id and one.ended_at is None:
            return one
    raise UserError(
        "correction.none",
        _("This result is not being corrected."),
        kept=_("Nothing was changed."),
        remedy=_("Reopen it first."),
    )


def changed_lines(own: MovedResult) -> tuple[LineChange, ...]:
    """The indicators of a result that come out differently."""
    old = {line.code: line for line in own.before.assessment.lines}
    language = current_language()
    return tuple(
        LineChange(
            line.code, own.after.card.indicator(line.code).names.in_language(language), old[line.code], line
        )
        for line in own.after.assessment.lines
        if line.code in old and old[line.code] != line
    )
