"""The focus: what an agent works on in the next cycle, the step agreed on, and whether it moved.

It is proposed from the weakest area, by the points lost and by the distance from its standard;
the supervisor confirms it or chooses another, with one agreed step. In its cycle it may weigh more, up to
what that cycle's scorecard allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from qadesk import formats
from qadesk.domain.comparable import comparable_values
from qadesk.domain.differences import changed, expected_again
from qadesk.domain.periods import next_period, previous_period
from qadesk.domain.rules import limits
from qadesk.domain.scorecard import Better, Role, Scorecard
from qadesk.domain.scoring import Assessment, Status, farthest_behind
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cards, cycles, locked, rights, scorecards
from qadesk.services.assessment import assessments, results
from qadesk.services.assessment.participants import on_roster_in
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.cycles import Cycle
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

STEP_LENGTH = 300  # characters: one agreed step, not a plan
_CHANGES: Final = frozenset[Change]({"focus"})


class Basis(StrEnum):
    """Why an indicator is the focus."""

    LOST = "lost"  # it cost the total most
    BEHIND = "behind"  # it was furthest from its standard
    CHOSEN = "chosen"  # the supervisor's own choice


@dataclass(frozen=True)
class SettledFocus:
    """A focus as it was settled; `extra` in percent of the total, `at` in UTC, `by` a name or empty."""

    indicator: str
    basis: Basis
    step: str
    extra: Decimal
    by: str
    at: datetime
    user_id: int | None = None


_Then = tuple[Assessment | None, Scorecard]
Before = Mapping[str, SettledFocus | None]  # by staff number, what stood there; None: nothing


@dataclass(frozen=True)
class Moved:
    """Last cycle's focus beside this cycle's value. `better` is None where one of the two is unknown, or
    both are, but another scorecard measured something else (`other`).

    `chance`: better or worse may be no more than chance.
    """

    settled: SettledFocus
    before: Decimal | None
    now: Decimal | None
    better: int | None  # 1 better, 0 the same, -1 worse
    chance: bool = False
    other: bool = False
    unit_before: str = ""  # of `before`
    expected: Decimal | None = None  # of `now` without doing anything, where that is better than `before`


@dataclass(frozen=True)
class AgentFocus:
    """One agent of a cycle: what is proposed for the next, what was settled, what became of the last."""

    result: AgentResult
    lost: str | None  # the indicator that cost most, the first of those that cost as much
    behind: str | None  # the one furthest from its standard
    settled: SettledFocus | None
    last: Moved | None
    left: bool = False  # nobody who has left by the next cycle works on anything in it

    @property
    def proposed(self) -> str | None:
        """What to confirm: the indicator that cost most, else the one furthest from its standard."""
        return None if self.left else self.lost or self.behind

    @property
    def most_lost(self) -> tuple[str, ...]:
        """All the indicators that cost as much as the one that cost most."""
        made = self.result.assessment
        as_weak = made.as_weak if self.lost == made.weakest else ()
        return () if self.lost is None else (self.lost, *as_weak)

    @property
    def to_confirm(self) -> bool:
        """Whether a proposal that can no longer change by itself waits for a yes."""
        graded = self.result.assessment.status is Status.GRADED
        return graded and self.settled is None and self.proposed is not None


@dataclass(frozen=True)
class FocusBoard:
    """Everybody's focus. `most_extra` is what the next cycle's scorecard allows it to weigh more.

    `fixed`: the next cycle is closed, and what was settled for it stands.
    """

    made: CycleResults
    next_code: str
    most_extra: Decimal
    agents: tuple[AgentFocus, ...]
    fixed: bool = False

    def of(self, staff_no: str) -> AgentFocus | None:
        """One agent's; None for somebody who takes no part."""
        return next((one for one in self.agents if one.result.agent.staff_no == staff_no), None)


def board(office: Office, code: str) -> FocusBoard:
    """What everybody of a cycle is to work on next. Raises UserError if the cycle was never opened."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        made = results.results_in(connection, office, cycle)
        return board_of(connection, office, made)


def board_on(office: Office, made: CycleResults) -> FocusBoard:
    """The same from results at hand."""
    with office.read() as connection:
        return board_of(connection, office, made)


def board_of(connection: Connection, office: Office, made: CycleResults) -> FocusBoard:
    """The same inside a transaction that does more."""
    own = settled(connection, made.cycle.id)
    before = _cycle(connection, office, previous_period(made.cycle.period).code)
    last = {} if before is None else settled(connection, before.id)
    then, had = {}, made.cards
    if last and before is not None:
        then = _assessments(connection, office, before)
        had = cards.of_cycle(connection, before)
    coming = next_period(made.cycle.period)
    staying = on_roster_in(connection, office, coming)

    def after(result: AgentResult) -> Moved | None:
        who, now, one_by_one = result.agent.id, (result.assessment, result.card), made.told.one_by_one
        found = moved(last.get(who), (then.get(who), had.of(who)), now, one_by_one=one_by_one)
        if found is None or found.better is None or found.before is None:
            return found
        code, was, known = found.settled.indicator, found.before, (result.card, then.values())
        return replace(found, expected=expected_again(code, was, *known, by_width=made.told.by_width))

    agents = tuple(
        AgentFocus(
            result,
            result.assessment.weakest,
            farthest_behind(result.assessment.lines),
            own.get(result.agent.id),
            after(result),
            left=result.agent.id not in staying,
        )
        for result in made.results
    )
    for one in agents:
        _ = one.most_lost  # kept by each result, of many too much for whoever shows it
    opened = _cycle(connection, office, coming.code)
    most = _most_extra(connection, office, made.cycle)
    return FocusBoard(made, coming.code, most, agents, fixed=opened is not None and opened.closed)


@rights.needs("score")
def settle(
    office: Office,
    code: str,
    staff_no: str,
    indicator: str,
    step: str = "",
    extra: Decimal = Decimal(0),
    *,
    made: CycleResults | None = None,
) -> Done[SettledFocus | None]:
    """Settle what an agent works on after a cycle. The value is what stood there before.

    `made` are the cycle's results where they are at hand. Raises UserError for an indicator that is not
    weighed, more extra weight than the next cycle's scorecard allows, a step that is too long, or where the
    next cycle is closed.
    """
    with office.write() as connection:
        made = _open_for(connection, office, code, made)
        result = made.of(staff_no)
        allowed = _most_extra(connection, office, made.cycle)
        _must_fit(result.card, indicator, step, extra, allowed)
        before = _settle(connection, office, made.cycle, result, indicator, step.strip(), extra)
    words = _("agree on the focus of {name}").format(name=result.agent.name)
    return Done(before, _CHANGES, _back(words, office, made, {staff_no: before}))


@rights.needs("score")
def settle_all(office: Office, code: str, *, made: CycleResults | None = None) -> Done[Before]:
    """Settle every proposal that waits for a yes. The value is whose, with what stood there before (nothing).

    Left out are those whose assessment is incomplete, since their weakest area may still be another, and
    those who have left. Raises UserError where the next cycle is closed.
    """
    with office.write() as connection:
        made = _open_for(connection, office, code, made)
        before: Before = {
            one.result.agent.staff_no: _settle(
                connection, office, made.cycle, one.result, one.proposed, "", Decimal(0)
            )
            for one in board_of(connection, office, made).agents
            if one.to_confirm and one.proposed is not None
        }
    return Done(before, _CHANGES, _back(_("agree on all proposals"), office, made, before))


@rights.needs("score")
def withdraw(
    office: Office, code: str, staff_no: str, *, made: CycleResults | None = None
) -> Done[SettledFocus | None]:
    """Take a settled focus back. The value is what stood there.

    Raises UserError where the next cycle is closed.
    """
    with office.write() as connection:
        made = _open_for(connection, office, code, made)
        agent = made.of(staff_no).agent
        before = _replace(connection, made.cycle, agent.id)
        audit.note(connection, office, "focus.withdraw", f"{code}/{staff_no}")
    words = _("withdraw the focus of {name}").format(name=agent.name)
    return Done(before, _CHANGES, _back(words, office, made, {staff_no: before}))


@rights.needs("score")
def restore(office: Office, code: str, before: Before, *, made: CycleResults | None = None) -> Done[Before]:
    """Bring back what stood with each agent before, for an undo: who settled it and when, too.

    The value is what stood there until now. Raises UserError where the next cycle is closed.
    """
    with office.write() as connection:
        made = _open_for(connection, office, code, made)
        now: dict[str, SettledFocus | None] = {}
        for staff_no, old in before.items():
            agent_id = made.of(staff_no).agent.id
            now[staff_no] = _replace(connection, made.cycle, agent_id)
            if old is not None:
                _insert(connection, made.cycle, agent_id, old)
            audit.note(connection, office, "focus.restore", f"{code}/{staff_no}")
    return Done(now, _CHANGES, _back(_("bring the focus back"), office, made, now))


def _back(words: str, office: Office, made: CycleResults, before: Before) -> Undo:
    return Undo(words, partial(restore, office, made.cycle.code, before, made=made))


def settled(connection: Connection, cycle_id: int) -> dict[int, SettledFocus]:
    """What was settled on the results of a cycle, by agent row id."""
    row = tables.focus.c
    own = (row.agent_id, row.indicator, row.basis, row.step, row.extra, row.at, row.user_id)
    found = connection.execute(
        select(*own, tables.user.c.name.label("by"))
        .select_from(tables.focus.outerjoin(tables.user))
        .where(row.cycle_id == cycle_id)
    )
    return {
        one.agent_id: SettledFocus(
            one.indicator, Basis(one.basis), one.step, one.extra, one.by or "", one.at, one.user_id
        )
        for one in found
    }


def _settle(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    result: AgentResult,
    indicator: str,
    step: str,
    extra: Decimal,
) -> SettledFocus | None:
    found, basis = result.assessment, Basis.CHOSEN
    if indicator in (found.weakest, farthest_behind(found.lines)):
        basis = Basis.LOST if indicator == found.weakest else Basis.BEHIND
    before = _replace(connection, cycle, result.agent.id)
    made = SettledFocus(indicator, basis, step, extra, "", office.now(), office.user_id)
    _insert(connection, cycle, result.agent.id, made)
    said = {"indicator": indicator, "step": step, "extra": str(extra)}
    audit.note(connection, office, "focus.settle", f"{cycle.code}/{result.agent.staff_no}", **said)
    return before


def _insert(connection: Connection, cycle: Cycle, agent_id: int, made: SettledFocus) -> None:
    said = {"indicator": made.indicator, "basis": made.basis.value, "step": made.step, "extra": made.extra}
    whose = {"cycle_id": cycle.id, "agent_id": agent_id, "user_id": made.user_id, "at": made.at}
    connection.execute(insert(tables.focus).values(**whose, **said))


def _replace(connection: Connection, cycle: Cycle, agent_id: int) -> SettledFocus | None:
    before = settled(connection, cycle.id).get(agent_id)
    row = tables.focus.c
    connection.execute(delete(tables.focus).where(row.cycle_id == cycle.id, row.agent_id == agent_id))
    return before


def _open_for(connection: Connection, office: Office, code: str, made: CycleResults | None) -> CycleResults:
    """The results of a cycle whose next one can still take a focus."""
    cycle = cycles.get_in(connection, office, code)
    coming = _cycle(connection, office, next_period(cycle.period).code)
    if coming is not None:
        locked.must_be_open(connection, coming)
    return made or results.results_in(connection, office, cycle)


def _must_fit(card: Scorecard, indicator: str, step: str, extra: Decimal, allowed: Decimal) -> None:
    nothing = _("Nothing was changed.")
    if all(i.code != indicator or i.role is not Role.WEIGHTED for i in card.indicators()):
        raise UserError(
            "focus.not_weighted",
            _("“{code}” cannot be a focus: it does not count by weight.").format(code=indicator),
            kept=nothing,
        )
    if len(step.strip()) > STEP_LENGTH:
        raise UserError(
            "focus.action_too_long",
            _("The agreed action is too long: {n} characters, at most {most}.").format(
                n=len(step.strip()), most=STEP_LENGTH
            ),
            kept=nothing,
            remedy=_("Agree on one action and put it in one sentence."),
        )
    if not 0 <= extra <= allowed:
        raise UserError(
            "focus.extra_weight",
            _(
                "Under this scorecard a focus may weigh 0 to {most} percentage points more, not {extra}."
            ).format(most=allowed, extra=extra),
            kept=nothing,
        )


def moved(
    last: SettledFocus | None, before: _Then, after: tuple[Assessment, Scorecard], *, one_by_one: bool = False
) -> Moved | None:
    """What became of a focus between two assessments; `one_by_one` as of `differences.changed`."""
    if last is None:
        return None
    (then, old_card), (now, card) = before, after
    code, same = last.indicator, comparable_values(old_card, card)
    old = next((line for line in then.lines if line.code == code), None) if then else None
    new = next((line for line in now.lines if line.code == code), None)
    was, is_ = (None if line is None else line.value for line in (old, new))
    unit = next((i.unit.value for i in old_card.indicators() if i.code == code), "")
    found = Moved(last, was, is_, None, other=old is not None and code not in same, unit_before=unit)
    if found.other or then is None or old is None or new is None or was is None or is_ is None:
        return found
    indicator = card.indicator(code)
    shown, printed = (  # what reads the same on both sheets has not moved
        formats.printed(value, indicator.unit, limits(indicator.rule, line.standard))
        for value, line in ((is_, new), (was, old))
    )
    if shown == printed:
        return replace(found, better=0)
    better = 1 if (shown > printed) == (indicator.better is Better.HIGHER) else -1
    stands = changed(then, now, card, same, one_by_one=one_by_one)
    return replace(found, better=better, chance=stands.get(code) is False)


def _assessments(connection: Connection, office: Office, cycle: Cycle) -> dict[int, Assessment]:
    if cycle.closed:
        return {kept.agent.id: kept.assessment for kept in assessments.stored(connection, cycle.id)}
    return {r.agent.id: r.assessment for r in results.results_in(connection, office, cycle).results}


def _cycle(connection: Connection, office: Office, code: str) -> Cycle | None:
    return next((cycle for cycle in cycles.all_in(connection, office) if cycle.code == code), None)


def _most_extra(connection: Connection, office: Office, cycle: Cycle) -> Decimal:
    """The most a focus may weigh more on any scorecard of the next cycle; an agent's own may allow less."""
    coming = _cycle(connection, office, next_period(cycle.period).code)
    newest = scorecards.newest_published(connection, longer=cycle.period.months > 1)
    if coming is None and newest is not None:
        return scorecards.load(connection, newest).focus_extra
    return max(card.focus_extra for card in cards.of_cycle(connection, coming or cycle).all)
