"""One agent over the cycles: totals, grades, and the weakest area of each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from qadesk.domain.comparable import comparable_totals
from qadesk.domain.periods import Period, next_period
from qadesk.domain.scorecard import Names, Scorecard
from qadesk.domain.scoring import Assessment
from qadesk.services import cards, cycles, staff_numbers
from qadesk.services.assessment import assessments, focus, results
from qadesk.services.assessment.focus import Moved, SettledFocus
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Point:
    """How an agent did in one cycle. `total` and `grade` are None while the assessment is incomplete."""

    code: str
    closed: bool
    status: str  # graded, incomplete, excluded
    total: Decimal | None
    grade: str | None
    weakest: str | None  # code of the indicator that cost most
    weakest_names: Names | None
    missing: int  # indicators without a value that should have one
    worked_on: Moved | None = None  # the focus of this cycle, as settled before, and whether it moved
    worked_on_names: Names | None = None
    next_focus: SettledFocus | None = None  # what was settled for the cycle after
    comparable: bool = True  # whether its total can be compared with the one before it
    limits: tuple[Decimal, ...] = ()  # of its scorecard: the totals where grades begin
    next_focus_names: Names | None = None


def history(office: Office, staff_no: str) -> tuple[Point, ...]:
    """The agent's cycles, oldest first; none for a number that is nobody's, or nobody's any more."""
    oldest_first = reversed(cycles.all_cycles(office))
    points: list[Point] = []
    before: dict[str, tuple[SettledFocus, Scorecard, Assessment]] = {}  # by the cycle it was settled for
    measured: tuple[Scorecard, Period] | None = None  # by what the total before was made, and of how long
    with office.read() as connection:
        person = staff_numbers.find(connection, staff_no) or 0  # which is nobody's row id
        for cycle in oldest_first if person else ():
            if cycle.closed:
                content = connection.execute(
                    select(tables.assessment.c.content).where(
                        tables.assessment.c.cycle_id == cycle.id,
                        tables.assessment.c.agent_id == person,
                        assessments.newest(),
                    )
                ).scalar()
                made = None if content is None else assessments.from_dict(content)
                one_by_one = content is not None and assessments.told_in(content).one_by_one
            else:
                found = results.results_in(connection, office, cycle).results
                made = next((r.assessment for r in found if r.agent.id == person), None)
                one_by_one = False
            if made is None:
                continue
            card = cards.of_cycle(connection, cycle).of(person)
            own = focus.settled(connection, cycle.id).get(person)
            settled, old_card, then = before.get(cycle.code, (None, card, None))
            moved = focus.moved(settled, (then, old_card), (made, card), one_by_one=one_by_one)
            if own is not None:
                before = {next_period(cycle.period).code: (own, card, made)}
            comparable = measured is None or _comparable(measured, (card, cycle.period))
            if made.total is not None:
                measured = card, cycle.period
            points.append(
                Point(
                    code=cycle.code,
                    closed=cycle.closed,
                    status=made.status.value,
                    total=made.total,
                    grade=made.grade,
                    weakest=made.weakest,
                    weakest_names=card.indicator(made.weakest).names if made.weakest else None,
                    missing=len(made.missing),
                    worked_on=moved,
                    worked_on_names=_names(card, moved.settled.indicator) if moved else None,
                    next_focus=own,
                    comparable=comparable,
                    limits=tuple(grade.at_least for grade in card.grades[:-1]),
                    next_focus_names=_names(card, own.indicator) if own else None,
                )
            )
    return tuple(points)


def _comparable(one: tuple[Scorecard, Period], other: tuple[Scorecard, Period]) -> bool:
    """Whether totals can be compared: those of equal scorecards and of cycles of one length."""
    return comparable_totals(one[0], other[0]) and one[1].months == other[1].months


def _names(card: Scorecard, code: str) -> Names:
    """An indicator's names; its code where the scorecard has it no longer."""
    return next((i.names for i in card.indicators() if i.code == code), Names(code, code))
