"""Where the results of a closed month stand, and the one way in which they are moved on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, delete, insert, select

from qadesk.domain.cycles import Cycle
from qadesk.domain.masking import mask
from qadesk.domain.scoring import Status
from qadesk.domain.stages import DECIDED, RECEIVED, MonthStage, Stage, StageStep, may_follow, month_stage
from qadesk.domain.working_days import Deadline
from qadesk.errors import UserError
from qadesk.formats import agent_text
from qadesk.i18n import _
from qadesk.services import audit, cycles, locked, rights, staff_numbers
from qadesk.services.after_closing import working_days
from qadesk.services.after_closing.correction_views import Correction, of_cycle
from qadesk.services.after_closing.stage_words import listed, stage_words
from qadesk.services.assessment import assessments
from qadesk.services.assessment.results import AgentResult
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

CHANGES: Final = frozenset[Change]({"cycle"})
Again: TypeAlias = partial[Done[Any]]
_WAITING: Final = (  # what waits until a correction is finished: what it makes is looked at anew
    RECEIVED | DECIDED | {Stage.APPROVED, Stage.SENT, Stage.APPEALED, Stage.FINAL, Stage.PUBLISHED}
)
_BY_MANAGER: Final = (Stage.APPROVED, Stage.RETURNED, Stage.FINAL, Stage.PUBLISHED)


@dataclass(frozen=True)
class Position:
    """Where one agent's result stands; `steps` begin with the closing of the month."""

    agent_id: int
    staff_no: str
    name: str
    total: Decimal | None
    grade: str | None
    steps: tuple[StageStep, ...]
    appeal: Deadline | None  # the days on which the agent may appeal, once the sheet was received
    revision: int = 1  # of the result
    correction: Correction | None = None  # while it is being corrected

    @property
    def known(self) -> str:
        """Name and staff number."""
        return agent_text(self.name, self.staff_no)

    @property
    def now(self) -> StageStep:
        """The newest step."""
        return self.steps[-1]

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return self.now.stage

    @property
    def received(self) -> date | None:
        """When the sheet (after a correction: the new one) reached the agent, by the first proof of it."""
        return _received(self.steps)

    @property
    def appeal_ended(self) -> Stage | None:
        """How the newest appeal that was decided since the last review ended; None: there was none."""
        latest = max(at for at, step in enumerate(self.steps) if step.stage is Stage.IN_REVIEW)
        return next((step.stage for step in reversed(self.steps[latest:]) if step.stage in DECIDED), None)


@dataclass(frozen=True)
class MonthPositions:
    """A month's results, where each stands: by staff number. Nothing of one that was not closed."""

    cycle: Cycle
    stage: MonthStage
    positions: tuple[Position, ...]
    numbers: Mapping[str, int] = field(default_factory=dict, repr=False)  # others that agents are known by

    def whose(self, staff_no: str) -> Position | None:
        """Whose result a number means: who had it then, else who has it now or had it before."""
        for one in self.positions:
            if one.staff_no == staff_no:
                return one
        known = self.numbers.get(staff_no)
        return next((one for one in self.positions if one.agent_id == known), None)


def positions(office: Office, code: str) -> MonthPositions:
    """Where the results of a month stand. Raises UserError if it was never opened.

    A month that was closed by a version before 0.2 has no steps: it is `MonthStage.CLOSED`.
    """
    rights.know(office)
    with office.read() as connection:
        return positions_in(connection, cycles.get_in(connection, office, code))


def positions_in(
    connection: Connection, cycle: Cycle, read: Iterable[AgentResult] | None = None
) -> MonthPositions:
    """The same inside a transaction that does more; `read` are the month's results where they are at hand."""
    if not cycle.closed:
        return MonthPositions(cycle, MonthStage.OPEN, ())
    steps = _steps(connection, cycle)
    if not steps:
        return MonthPositions(cycle, MonthStage.CLOSED, ())
    rule, days = working_days.rule_in(connection, cycle.code), working_days.calendar(connection)
    hand = {one.agent_id: one for one in of_cycle(connection, cycle.id) if one.ended_at is None}
    found = []
    for kept in assessments.each_stored(connection, cycle.id) if read is None else read:
        if kept.agent.id not in steps:
            continue
        taken = steps[kept.agent.id]
        received = _received(taken)
        found.append(
            Position(
                kept.agent.id,
                kept.agent.staff_no,
                kept.agent.name,
                kept.assessment.total,
                kept.assessment.grade,
                taken,
                None if received is None else working_days.may_appeal_until(received, rule, days),
                kept.revision,
                hand.get(kept.agent.id),
            )
        )
    found.sort(key=lambda one: one.staff_no)
    now = month_stage(one.stage for one in found)
    return MonthPositions(cycle, now, tuple(found), staff_numbers.others(connection))


@dataclass(frozen=True)
class SignOff:
    """How far a closed month's results are, in agents.

    `over`: those that can be made final, since their time to appeal is over; `next_appeal`: the first day at
    whose end that of another one is.
    """

    results: int
    to_review: int
    returned: int
    to_hand_over: int
    sent: int
    received: int
    appealed: int
    over: int
    final: int
    next_appeal: date | None
    in_correction: tuple[str, ...] = ()  # staff numbers of those whose result is being corrected


def sign_off(month: MonthPositions, today: date) -> SignOff | None:
    """How far a month is; None for one that is open, or was closed by an earlier version."""
    if not month.positions:
        return None
    count = Counter(one.stage for one in month.positions)
    ends = [
        one.appeal.last
        for one in month.positions
        if one.appeal is not None and may_follow(one.stage, Stage.FINAL)
    ]
    running = [day for day in ends if day >= today]
    return SignOff(
        results=len(month.positions),
        to_review=count[Stage.IN_REVIEW],
        returned=count[Stage.RETURNED],
        to_hand_over=count[Stage.APPROVED],
        sent=count[Stage.SENT],
        received=sum(one.received is not None for one in month.positions),
        appealed=count[Stage.APPEALED],
        over=len(ends) - len(running),
        final=count[Stage.FINAL] + count[Stage.PUBLISHED],
        next_appeal=min(running, default=None),
        in_correction=tuple(one.staff_no for one in month.positions if one.correction is not None),
    )


def begin(connection: Connection, office: Office, cycle: Cycle, agents: Iterable[tuple[int, Status]]) -> None:
    """The first step of each result of a month that is being closed; who is excluded has none."""
    for agent_id, status in agents:
        if status is not Status.EXCLUDED:
            begin_one(connection, office, cycle, agent_id)


def begin_one(connection: Connection, office: Office, cycle: Cycle, agent_id: int) -> None:
    """The first step of one result: also of who was excluded, once that is reopened."""
    _add(connection, office, cycle, agent_id, Stage.IN_REVIEW, {})


def forget_one(connection: Connection, cycle: Cycle, agent_id: int) -> None:
    """Take the first step of who stays excluded, where nothing has followed it."""
    if len(_steps(connection, cycle).get(agent_id, ())) == 1:
        own = tables.assessment_step
        connection.execute(delete(own).where(own.c.cycle_id == cycle.id, own.c.agent_id == agent_id))


def chosen(month: MonthPositions, staff_nos: Collection[str]) -> tuple[Position, ...]:
    """The positions of some agents, in the order of the month.

    Raises UserError for a month that is open or has no stages, and for who has no result in it.
    """
    if not month.positions:
        still_open = month.stage is MonthStage.OPEN
        text = (
            _("{code} is still open.")
            if still_open
            else _("{code} was closed by an earlier version, which did not follow its results further.")
        )
        raise UserError(
            "stage.none",
            text.format(code=month.cycle.code),
            kept=_("Nothing was changed."),
            remedy=_("Close the cycle first.") if still_open else "",
        )
    meant = {number: month.whose(number) for number in staff_nos}
    found = tuple(one for one in month.positions if one in meant.values())
    unknown = sorted(number for number, one in meant.items() if one is None)
    if unknown:
        raise UserError(
            "stage.unknown",
            _("{who} has no result in {code}.").format(who=_(", ").join(unknown), code=month.cycle.code),
            kept=_("Nothing was changed."),
        )
    return found


def move(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    who: Iterable[Position],
    then: Stage,
    **told: Any,
) -> list[int]:
    """Move results on, all or none; `told` are columns of the step. The ids of the steps.

    Raises UserError naming who cannot go there from where they stand, or whose result is being corrected;
    nothing becomes final or is posted while anybody's is.
    """
    who = list(who)
    must_not_be_in_hand(connection, cycle, who, then)
    stuck = [one for one in who if not may_follow(one.stage, then)]
    if stuck:
        text = _("“{stage}” does not follow where these stand:").format(stage=stage_words(then))
        raise UserError(
            "stage.not_possible",
            text + listed([(one.known, stage_words(one.stage)) for one in stuck]),
            kept=_("Nothing was changed."),
            remedy=_("Choose only those it can follow for."),
        )
    return [_add(connection, office, cycle, one.agent_id, then, told) for one in who]


def taking_back(words: str, steps: Collection[int], again: Again) -> Undo:
    """What undoes steps just taken; `again` is the call that took them, of an office and a month."""
    office, code = again.args[:2]
    return Undo(words, partial(_take_back, office, code, frozenset(steps), Undo(words, again)))


@rights.needs("prepare", "decide")
def _take_back(office: Office, code: str, steps: frozenset[int], again: Undo) -> Done[int]:
    """Take steps back that nothing has followed yet; a manager's takes the right to decide.

    Raises UserError where something has followed, or for who may not.
    """
    with office.write() as connection:
        drop(connection, office, cycles.get_in(connection, office, code), steps)
        audit.note(connection, office, "assessment.take_back", code, agents=len(steps))
    return Done(len(steps), CHANGES, again)


def drop(connection: Connection, office: Office, cycle: Cycle, steps: frozenset[int]) -> None:
    """Remove steps that nothing has followed yet. Raises as `take_back` does."""
    newest = {taken[-1].id: taken[-1].stage for taken in _steps(connection, cycle).values()}
    must_decide_too({stage for step, stage in newest.items() if step in steps}, office)
    if not steps <= newest.keys():
        raise moved_on()
    own = tables.assessment_step
    connection.execute(delete(own).where(own.c.id.in_(steps)))


def must_decide_too(taken: Collection[Stage], office: Office) -> None:
    """Raises UserError for who may not decide, where one of these is a manager's step."""
    if not frozenset(taken).isdisjoint(_BY_MANAGER):
        rights.must(office, "decide")


def moved_on() -> UserError:
    """What is said where another step follows."""
    return UserError(
        "stage.moved_on",
        _("Something has followed already."),
        kept=_("Nothing was changed."),
        remedy=_("Take the later step back first."),
    )


def must_not_be_in_hand(connection: Connection, cycle: Cycle, who: Sequence[Position], then: Stage) -> None:
    """Raises UserError where a result would go to a stage that waits for its correction to be finished."""
    if then not in _WAITING:
        return
    hand = locked.in_hand(connection, cycle.id)
    all_wait = then in (Stage.FINAL, Stage.PUBLISHED)
    held = [one for one in positions_in(connection, cycle).positions if one.agent_id in hand]
    held = held if all_wait else [one for one in held if one.agent_id in {each.agent_id for each in who}]
    if held:
        raise in_correction(held)


def in_correction(held: Iterable[Position]) -> UserError:
    """What is said where results are being corrected and have to wait."""
    return UserError(
        "correction.in_hand",
        _("The correction of these results is not finished:")
        + listed([(one.known, stage_words(one.stage)) for one in held]),
        kept=_("Nothing was changed."),
        remedy=_("Finish the correction first, or give it up."),
    )


def _received(steps: Sequence[StageStep]) -> date | None:
    day = None
    for one in steps:
        if one.stage is Stage.CORRECTED:
            day = None
        elif day is None and one.stage in RECEIVED:
            day = one.day
    return day


def _add(
    connection: Connection, office: Office, cycle: Cycle, agent_id: int, stage: Stage, told: Mapping[str, Any]
) -> int:
    values = {"cycle_id": cycle.id, "agent_id": agent_id, "stage": stage.value, **told}
    row = connection.execute(
        insert(tables.assessment_step).values(user_id=office.user_id, at=office.now(), **values)
    )
    assert row.inserted_primary_key is not None
    return int(row.inserted_primary_key[0])


def _steps(connection: Connection, cycle: Cycle) -> dict[int, tuple[StageStep, ...]]:
    own, user = tables.assessment_step.c, tables.user.c
    rows = connection.execute(
        select(tables.assessment_step, user.name.label("by"))
        .select_from(tables.assessment_step.outerjoin(tables.user))
        .where(own.cycle_id == cycle.id)
        .order_by(own.id)
    )
    found: dict[int, tuple[StageStep, ...]] = {}
    for row in rows:
        step = StageStep(
            row.id,
            Stage(row.stage),
            row.day,
            mask(row.reason),  # what an agent says may hold a customer's number
            row.witness or "",
            row.carrier or "",
            row.tracking or "",
            row.by or "",
            row.at,
        )
        found[row.agent_id] = (*found.get(row.agent_id, ()), step)
    return found
