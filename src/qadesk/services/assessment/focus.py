"""The focus: what an agent works on in the next cycle, the step agreed on, and whether it moved.

It is proposed from the weakest plank, by what it cost the total and by how far it is behind its standard;
the supervisor confirms it or chooses another, with one agreed step. In its cycle it may weigh more, up to
what that cycle's scorecard allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from qadesk.domain.periods import next_period, previous_period
from qadesk.domain.scorecard import Role, Scorecard
from qadesk.domain.scoring import Assessment, farthest_behind
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cycles, scorecards
from qadesk.services.assessment import results
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.cycles import Cycle
from qadesk.storage import tables
from qadesk.storage.office import Office

STEP_LENGTH = 300  # characters: one agreed step, not a plan


class Basis(StrEnum):
    """Why an indicator is the focus."""

    LOST = "lost"  # it cost the total most
    BEHIND = "behind"  # it was farthest behind its standard
    CHOSEN = "chosen"  # the supervisor's own choice


@dataclass(frozen=True)
class Settled:
    """A focus as it was settled; `extra` in percent of the total, `at` in UTC, `by` a name or empty."""

    indicator: str
    basis: Basis
    step: str
    extra: Decimal
    by: str
    at: datetime


@dataclass(frozen=True)
class Moved:
    """Last cycle's focus beside this cycle's value. `better` is None where one of the two is unknown."""

    settled: Settled
    before: Decimal | None
    now: Decimal | None
    better: int | None  # 1 better, 0 the same, -1 worse


@dataclass(frozen=True)
class AgentFocus:
    """One agent of a cycle: what is proposed for the next, what was settled, what became of the last."""

    result: AgentResult
    lost: str | None  # the indicator that cost most
    behind: str | None  # the one farthest behind its standard
    settled: Settled | None
    last: Moved | None

    @property
    def proposed(self) -> str | None:
        """What to confirm: the indicator that cost most, else the one farthest behind."""
        return self.lost or self.behind


@dataclass(frozen=True)
class FocusBoard:
    """Everybody's focus. `most_extra` is what the next cycle's scorecard allows it to weigh more."""

    made: CycleResults
    next_code: str
    most_extra: Decimal
    agents: tuple[AgentFocus, ...]


def board(office: Office, code: str) -> FocusBoard:
    """What everybody of a cycle is to work on next. Raises UserError if the cycle was never opened."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        made = results.results_in(connection, office, cycle)
        return board_of(connection, office, made)


def board_of(connection: Connection, office: Office, made: CycleResults) -> FocusBoard:
    """The same from results at hand."""
    own = settled(connection, made.cycle.id)
    before = _cycle(connection, office, previous_period(made.cycle.period).code)
    last = {} if before is None else settled(connection, before.id)
    then = {} if not last or before is None else _assessments(connection, office, before)
    agents = tuple(
        AgentFocus(
            result,
            result.assessment.weakest,
            farthest_behind(result.assessment.lines),
            own.get(result.agent.id),
            _moved(made.scorecard, last.get(result.agent.id), then.get(result.agent.id), result.assessment),
        )
        for result in made.results
    )
    coming = next_period(made.cycle.period).code
    return FocusBoard(made, coming, _next_card(connection, office, made.cycle).focus_extra, agents)


def settle(
    office: Office, code: str, staff_no: str, indicator: str, step: str = "", extra: Decimal = Decimal(0)
) -> Settled | None:
    """Settle what an agent works on after a cycle; what stood there before, so that it can be undone.

    Raises UserError for an indicator that is not weighed, more extra weight than the next cycle's scorecard
    allows, a step that is too long, or where the next cycle is closed.
    """
    with office.write() as connection:
        cycle, result = _open_for(connection, office, code, staff_no)
        allowed = _next_card(connection, office, cycle).focus_extra
        _must_fit(scorecards.load(connection, cycle.scorecard_id), indicator, step, extra, allowed)
        found = result.assessment
        basis = Basis.CHOSEN
        if indicator in (found.weakest, farthest_behind(found.lines)):
            basis = Basis.LOST if indicator == found.weakest else Basis.BEHIND
        before = _replace(connection, cycle, result.agent.id)
        connection.execute(
            insert(tables.focus).values(
                cycle_id=cycle.id,
                agent_id=result.agent.id,
                indicator=indicator,
                basis=basis.value,
                step=step.strip(),
                extra=extra,
                user_id=office.user_id,
                at=office.now(),
            )
        )
        said = {"indicator": indicator, "step": step.strip(), "extra": str(extra)}
        audit.note(connection, office, "focus.settle", f"{code}/{staff_no}", **said)
        return before


def withdraw(office: Office, code: str, staff_no: str) -> Settled | None:
    """Take a settled focus back; what stood there. Raises UserError where the next cycle is closed."""
    with office.write() as connection:
        cycle, result = _open_for(connection, office, code, staff_no)
        before = _replace(connection, cycle, result.agent.id)
        audit.note(connection, office, "focus.withdraw", f"{code}/{staff_no}")
        return before


def settled(connection: Connection, cycle_id: int) -> dict[int, Settled]:
    """What was settled on the results of a cycle, by agent row id."""
    row = tables.focus.c
    found = connection.execute(
        select(
            row.agent_id,
            row.indicator,
            row.basis,
            row.step,
            row.extra,
            row.at,
            tables.user.c.name.label("by"),
        )
        .select_from(tables.focus.outerjoin(tables.user))
        .where(row.cycle_id == cycle_id)
    )
    return {
        one.agent_id: Settled(one.indicator, Basis(one.basis), one.step, one.extra, one.by or "", one.at)
        for one in found
    }


def _replace(connection: Connection, cycle: Cycle, agent_id: int) -> Settled | None:
    before = settled(connection, cycle.id).get(agent_id)
    row = tables.focus.c
    connection.execute(delete(tables.focus).where(row.cycle_id == cycle.id, row.agent_id == agent_id))
    return before


def _open_for(connection: Connection, office: Office, code: str, staff_no: str) -> tuple[Cycle, AgentResult]:
    cycle = cycles.get_in(connection, office, code)
    coming = _cycle(connection, office, next_period(cycle.period).code)
    if coming is not None:
        cycles.must_be_open(coming)
    return cycle, results.results_in(connection, office, cycle).of(staff_no)


def _must_fit(card: Scorecard, indicator: str, step: str, extra: Decimal, allowed: Decimal) -> None:
    nothing = _("Nothing was changed.")
    if all(i.code != indicator or i.role is not Role.WEIGHTED for i in card.indicators()):
        raise UserError(
            _("“{code}” cannot be a focus: it does not count by weight.").format(code=indicator), kept=nothing
        )
    if len(step.strip()) > STEP_LENGTH:
        raise UserError(
            _("The agreed step is too long: {n} characters, at most {most}.").format(
                n=len(step.strip()), most=STEP_LENGTH
            ),
            kept=nothing,
            remedy=_("Agree on one step and say it in a sentence."),
        )
    if not 0 <= extra <= allowed:
        raise UserError(
            _("A focus may weigh 0 to {most} % more under this scorecard, not {extra} %.").format(
                most=allowed, extra=extra
            ),
            kept=nothing,
        )


def _moved(card: Scorecard, last: Settled | None, then: Assessment | None, now: Assessment) -> Moved | None:
    if last is None:
        return None
    old = next((line.value for line in then.lines if line.code == last.indicator), None) if then else None
    new = next((line.value for line in now.lines if line.code == last.indicator), None)
    if old is None or new is None:
        return Moved(last, old, new, None)
    if old == new:
        return Moved(last, old, new, 0)
    higher = card.indicator(last.indicator).better.value == "higher"
    return Moved(last, old, new, 1 if (new > old) == higher else -1)


def _assessments(connection: Connection, office: Office, cycle: Cycle) -> dict[int, Assessment]:
    return {r.agent.id: r.assessment for r in results.results_in(connection, office, cycle).results}


def _cycle(connection: Connection, office: Office, code: str) -> Cycle | None:
    return next((cycle for cycle in cycles.all_in(connection, office) if cycle.code == code), None)


def _next_card(connection: Connection, office: Office, cycle: Cycle) -> Scorecard:
    """The scorecard of the next cycle: its own where it is open, else the one it would be opened with."""
    coming = _cycle(connection, office, next_period(cycle.period).code)
    chosen = coming.scorecard_id if coming else scorecards.newest_published(connection)
    return scorecards.load(connection, cycle.scorecard_id if chosen is None else chosen)
