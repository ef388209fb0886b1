"""The manager's review: which results to look at first and why, approved or given back with a reason.

Nobody approves what they scored themselves where somebody else may decide.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, select, union

from qadesk.domain.comparable import comparable_values
from qadesk.domain.cycles import Cycle
from qadesk.domain.differences import changed
from qadesk.domain.leniency import Leniency
from qadesk.domain.periods import previous_period
from qadesk.domain.scorecard import Better, Scorecard
from qadesk.domain.scoring import State
from qadesk.domain.stages import Stage
from qadesk.errors import UserError
from qadesk.i18n import _, current_language
from qadesk.services import audit, cycles, rights
from qadesk.services.after_closing import stages
from qadesk.services.after_closing.stages import CHANGES, Position
from qadesk.services.assessment import double_ratings, results, uncertainty
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.done import Done
from qadesk.storage import tables
from qadesk.storage.office import Office

_EXEMPTED: Final = (State.WAIVED, State.NOT_APPLICABLE)


class Mark(StrEnum):
    """Why a result should be looked at, the weightiest first."""

    RED_LINE = "red_line"
    WORSE = "worse"  # an indicator moved for the worse, beyond chance
    BETTER = "better"
    NOT_CONFIRMED = "not_confirmed"  # the grade could easily have been another one
    EXEMPTED = "exempted"
    RATER = "rater"  # scored by somebody who gives more or less than others to the same agents
    FEW = "few"  # indicators with fewer than 10 cases; wide intervals of more show in the grade


@dataclass(frozen=True)
class LenientRater:
    """Somebody who scored the agent, and by how much they give more (or less) than others."""

    name: str
    found: Leniency


@dataclass(frozen=True)
class MarkedResult:
    """One result with why to look at it: by mark, the codes of the indicators it is about (none: the whole).

    `own` says that who asks scored it, and somebody else has to approve it; `raters` are those of the mark
    RATER.
    """

    position: Position
    marks: Mapping[Mark, tuple[str, ...]]
    own: bool
    card: Scorecard = field(repr=False)
    raters: tuple[LenientRater, ...] = ()

    def indicators(self, mark: Mark) -> tuple[str, ...]:
        """The names of the indicators a mark is about, in the language in use."""
        return tuple(
            self.card.indicator(code).names.in_language(current_language()) for code in self.marks[mark]
        )


def for_review(office: Office, code: str) -> tuple[MarkedResult, ...]:
    """All results of a closed month, those in correction, then those with the weightiest marks first.

    Raises UserError if the month was never opened.
    """
    rights.know(office)
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        month = stages.positions_in(connection, cycle)
        if not month.positions:
            return ()
        made = results.results_in(connection, office, cycle)
        before = cycles.find_in(connection, office, previous_period(cycle.period).code)
        last = None if before is None else results.results_in(connection, office, before)
        scored = _scored_by(connection, office, cycle)
        lenient = _lenient(connection, cycle)
    sure = uncertainty.month(made)
    by_agent = {result.agent.id: result for result in made.results}
    others = bool(rights.others(office, "decide", office.user_id))
    found = []
    for position in month.positions:
        result = by_agent[position.agent_id]
        marks = _marks(made, result, last, sure)
        raters = lenient.get(position.agent_id, ())
        if raters:
            marks[Mark.RATER] = ()
        own = others and position.agent_id in scored
        found.append(MarkedResult(position, marks, own, result.card, raters))
    order = list(Mark)
    found.sort(key=lambda one: (one.position.correction is None,
                                min((order.index(mark) for mark in one.marks), default=len(order)),
                                one.position.staff_no))  # fmt: skip
    return tuple(found)


@rights.needs("decide")
def approve(office: Office, code: str, staff_nos: Collection[str]) -> Done[int]:
    """Approve results that are in review; the value is how many.

    Raises UserError for who is not in review, and for what one scored oneself where somebody else may decide.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        who = stages.chosen(stages.positions_in(connection, cycle), staff_nos)
        scored = _scored_by(connection, office, cycle)
        own = [one for one in who if one.agent_id in scored]
        others = rights.others(office, "decide", office.user_id)
        if own and others:
            raise UserError(
                "review.own_scores",
                _("You scored these yourself; somebody else has to approve them: {who}.").format(
                    who=_(", ").join(one.known for one in own)
                ),
                kept=_("Nothing was changed."),
                remedy=_("{who} can do it.").format(who=rights.names(others)),
            )
        made = stages.move(connection, office, cycle, who, Stage.APPROVED)
        detail: dict[str, Any] = {"self_decided": [one.staff_no for one in own]} if own else {}
        audit.note(connection, office, "assessment.approve", code, agents=len(made), **detail)
    again = partial(approve, office, code, staff_nos)
    return Done(len(made), CHANGES, stages.taking_back(_("approve results"), made, again))


@rights.needs("decide")
def give_back(office: Office, code: str, staff_nos: Collection[str], reason: str) -> Done[int]:
    """Give results back to who prepared them, with a reason; the value is how many.

    Raises UserError without a reason, and for who is past approval.
    """
    if not reason.strip():
        raise UserError(
            "review.reason_missing",
            _("A result is returned with a reason."),
            kept=_("Nothing was changed."),
            remedy=_("Say what has to be looked at again."),
        )
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        who = stages.chosen(stages.positions_in(connection, cycle), staff_nos)
        made = stages.move(connection, office, cycle, who, Stage.RETURNED, reason=reason.strip())
        audit.note(connection, office, "assessment.return", code, agents=len(made))
    again = partial(give_back, office, code, staff_nos, reason)
    return Done(len(made), CHANGES, stages.taking_back(_("return results"), made, again))


@rights.needs("prepare")
def hand_in_again(office: Office, code: str, staff_nos: Collection[str], answer: str) -> Done[int]:
    """Hand returned results in for review once more, with what was found; the value is how many.

    Raises UserError without an answer, and for who was not returned.
    """
    if not answer.strip():
        raise UserError(
            "review.answer_missing",
            _("Say what was found, so that the manager can decide."),
            kept=_("Nothing was changed."),
        )
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        who = stages.chosen(stages.positions_in(connection, cycle), staff_nos)
        made = stages.move(connection, office, cycle, who, Stage.IN_REVIEW, reason=answer.strip())
        audit.note(connection, office, "assessment.hand_in", code, agents=len(made))
    again = partial(hand_in_again, office, code, staff_nos, answer)
    return Done(len(made), CHANGES, stages.taking_back(_("hand results in again"), made, again))


def approvers(connection: Connection, cycle: Cycle) -> dict[str, bool]:
    """Who approved the results of a cycle (of each the last time), and whether they scored some of those."""
    step, user = tables.assessment_step.c, tables.user.c
    rows = connection.execute(
        select(step.agent_id, user.id, user.name)
        .join_from(tables.assessment_step, tables.user, user.id == step.user_id)
        .where(step.cycle_id == cycle.id, step.stage == Stage.APPROVED.value)
        .order_by(step.id)
    )
    last = {row.agent_id: row for row in rows}
    scored = _scored(connection, cycle)
    found: dict[str, bool] = {}
    for who, row in last.items():
        found[row.name] = found.get(row.name, False) or (who, row.id) in scored
    return dict(sorted(found.items()))


def _scored(connection: Connection, cycle: Cycle) -> frozenset[tuple[int, int]]:
    """Who rated or entered a value of whom in a cycle: row ids of agent and user."""
    form, typed = tables.evaluation.c, tables.typed_value.c
    rated = select(form.agent_id, form.user_id).where(form.cycle_id == cycle.id, form.status == "submitted")
    entered = select(typed.agent_id, typed.user_id).where(typed.cycle_id == cycle.id)
    return frozenset((row[0], row[1]) for row in connection.execute(union(rated, entered)))


def _scored_by(connection: Connection, office: Office, cycle: Cycle) -> frozenset[int]:
    """Whom (row ids) the one who is signed in rated or entered a value of, in a cycle."""
    return frozenset(who for who, by in _scored(connection, cycle) if by == office.user_id)


def _lenient(connection: Connection, cycle: Cycle) -> dict[int, tuple[LenientRater, ...]]:
    """By agent row id, who of those that scored them in a cycle is lenient or severe, beyond chance."""
    told = double_ratings.lenient(connection, cycle.period.end)
    form, user = tables.evaluation.c, tables.user.c
    rows = connection.execute(
        select(form.agent_id, user.id, user.name)
        .join_from(tables.evaluation, tables.user, user.id == form.user_id)
        .where(form.cycle_id == cycle.id, form.status == "submitted", user.id.in_(told))
        .distinct()
        .order_by(user.id)
    )
    found: dict[int, tuple[LenientRater, ...]] = {}
    for row in rows:
        found[row.agent_id] = (*found.get(row.agent_id, ()), LenientRater(row.name, told[row.id]))
    return found


def _marks(
    made: CycleResults,
    result: AgentResult,
    last: CycleResults | None,
    sure: uncertainty.MonthUncertainty,
) -> dict[Mark, tuple[str, ...]]:
    assessment = result.assessment
    found: dict[Mark, tuple[str, ...]] = {}
    if assessment.red_lines:
        found[Mark.RED_LINE] = assessment.red_lines
    found |= _moved(made, result, last)
    how = sure.of.get(result.agent.staff_no)
    if how is not None and assessment.grade is not None and not how.confirmed(assessment.grade):
        found[Mark.NOT_CONFIRMED] = ()
    exempted = tuple(one.code for one in assessment.lines if one.state in _EXEMPTED and one.reason)
    few = tuple(one.code for one in assessment.lines if one.few)
    told = {Mark.EXEMPTED: exempted, Mark.FEW: few}
    return found | {mark: codes for mark, codes in told.items() if codes}


def _moved(made: CycleResults, result: AgentResult, last: CycleResults | None) -> dict[Mark, tuple[str, ...]]:
    """The indicators that moved beyond chance since the month before."""
    before = None if last is None else next((r for r in last.results if r.agent.id == result.agent.id), None)
    if last is None or before is None:
        return {}
    same = comparable_values(before.card, result.card)
    was = {line.code: line for line in before.assessment.lines}
    now, one_by_one = result.assessment, made.told.one_by_one
    stands = changed(before.assessment, now, result.card, same, one_by_one=one_by_one)
    found: dict[Mark, tuple[str, ...]] = {}
    for line in now.lines:
        then, indicator = was.get(line.code), result.card.indicator(line.code)
        if stands.get(line.code) and then and line.value is not None and then.value is not None:
            better = (line.value > then.value) is (indicator.better is Better.HIGHER)
            mark = Mark.BETTER if better else Mark.WORSE
            found[mark] = (*found.get(mark, ()), line.code)
    return found
