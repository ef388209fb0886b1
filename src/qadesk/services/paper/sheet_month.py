"""What a cycle's sheets are filled from: its results and those before, comments, focus, own standards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from qadesk import formats
from qadesk.domain import sheet_marks
from qadesk.domain.comparable import comparable_totals, comparable_values
from qadesk.domain.computed import Formulas
from qadesk.domain.cycles import Cycle
from qadesk.domain.periods import previous_period
from qadesk.domain.working_days import AppealRule
from qadesk.services import cycles, locked
from qadesk.services.after_closing import interviews, working_days
from qadesk.services.assessment import exemptions, focus, results, standings, uncertainty
from qadesk.services.assessment.focus import SettledFocus
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.assessment.sureness import Uncertainty
from qadesk.services.assessment.uncertainty import MonthUncertainty
from qadesk.services.paper import sheet_checks, sheet_revised
from qadesk.services.paper.sheet_checks import CheckedContact
from qadesk.services.paper.sheet_revised import Revised
from qadesk.services.records.evidence import Part, records_in, sources_of
from qadesk.storage import tables
from qadesk.storage.office import Office


class Printing(NamedTuple):
    """That a sheet was printed or saved; the digest says what it said, the time is UTC."""

    digest: str
    at: datetime
    how: str = "print"  # or "pdf"
    trail: str = ""  # the head of the trail printed on it


class Crossing(NamedTuple):
    """A record that crossed a red line, or that a rule on the total went by."""

    day: str
    ref: str
    said: str


class Comment(NamedTuple):
    """What a supervisor wrote on the whole cycle, or on an `item` of the form; the day is local."""

    item: str
    text: str
    author: str
    day: str


@dataclass(frozen=True)
class SheetMonth:
    """All a cycle's sheets are filled from, read in one transaction."""

    office: str
    made: CycleResults
    last: CycleResults | None
    comments: Mapping[int, tuple[Comment, ...]]  # by agent row id
    until: date | None  # the last day of the cycle of which there are records; None: of none
    closed_on: date | None = None  # local
    settled: Mapping[int, SettledFocus] = field(
        default_factory=dict
    )  # the next cycle's focus, by agent row id
    last_settled: Mapping[int, SettledFocus] = field(default_factory=dict)
    # By staff number and indicator, whose a standard is where not everybody's: "agent", "post", "team".
    own_targets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    printed: Mapping[int, tuple[Printing, ...]] = field(default_factory=dict)  # in order, by agent row id
    # What crossed each red line that was crossed, by staff number and indicator.
    crossings: Mapping[tuple[str, str], tuple[Crossing, ...]] = field(default_factory=dict)
    # The indicators exempted by one person alone ("" the whole assessment), by staff number.
    decided_alone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    revised: Mapping[int, Revised] = field(default_factory=dict)  # what a correction superseded, by row id
    in_hand: frozenset[int] = frozenset()  # whose result (row ids) is being corrected
    managers: tuple[str, ...] = ()  # names of those to whom an appeal is handed
    appeal: AppealRule = field(default_factory=AppealRule)  # how long an agent may appeal
    # The day and the agent's words of interviews that sheets tell of, by agent row id.
    interviews: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    checks: Mapping[int, tuple[CheckedContact, ...]] = field(default_factory=dict)  # by agent row id
    office_mark: str = ""  # see `domain.sheet_marks.of_office`
    superseded: bool = False  # it is filled from a stored revision alone, without what was counted then

    def comparable(self, result: AgentResult) -> frozenset[str]:
        """The indicators whose values can be compared with an agent's of the cycle before."""
        then = self.last_of(result.agent.id)
        if then is None:
            return frozenset()
        both = (*then.scorecard, *result.scorecard)
        if both not in self._compared:
            self._compared[both] = comparable_values(then.card, result.card)
        return self._compared[both]

    @cached_property
    def _compared(self) -> dict[tuple[object, ...], frozenset[str]]:
        return {}

    def totals_comparable(self, result: AgentResult) -> bool:
        """Whether totals and grades can be compared with an agent's of the cycle before."""
        then = self.last_of(result.agent.id)
        return then is None or comparable_totals(then.card, result.card)

    @cached_property
    def _before(self) -> Mapping[int, AgentResult]:
        return {r.agent.id: r for r in self.last.results} if self.last is not None else {}

    def sure(self, result: AgentResult) -> Uncertainty | None:
        """How sure a result is; None where nothing is graded, or a red line decides."""
        if result.stored is not None:
            return result.stored.found
        if uncertainty.together(self.made, result) or Formulas(result.card).of_peers:
            return self._all_sure.of.get(result.agent.staff_no)
        if result.digest not in self._sure:
            self._sure[result.digest] = uncertainty.of_agent(result)
        return self._sure[result.digest]

    def cut_alike(self, result: AgentResult) -> tuple[str | None, ...]:
        """The grades of those an agent cannot be told apart from, where a quota limits grades."""
        if not uncertainty.together(self.made, result):
            return ()
        return self._all_sure.alike_grades(self.made, result.agent.staff_no)

    def all_graded(self, result: AgentResult) -> tuple[AgentResult, ...]:
        """The results of all who share quotas with an agent, where grades depend on each other."""
        return self.made.alongside(result) if result.card.has_quotas else ()

    @cached_property
    def _sure(self) -> dict[str, Uncertainty | None]:
        return {}

    @cached_property
    def _all_sure(self) -> MonthUncertainty:
        return uncertainty.month(self.made)

    def last_of(self, agent_id: int) -> AgentResult | None:
        """An agent's result of the cycle before."""
        return self._before.get(agent_id)


def _ways(connection: Connection, code: str, sheets: int) -> list[str]:
    """Whether each of a cycle's `sheets`, so many, went on paper ("print") or into a file ("pdf"), in order.

    The trail says it, a line for all that were made at once; the newest lines belong to the newest sheets.
    """
    line = tables.audit.c
    told = select(line.action, line.detail).where(
        line.subject == code, line.action.in_(("sheet.print", "sheet.pdf"))
    )
    ways = [
        row.action.removeprefix("sheet.")
        for row in connection.execute(told.order_by(line.id))
        for _staff_no in row.detail.get("agents", ())
    ]
    return [*["print"] * (sheets - len(ways)), *ways[max(0, len(ways) - sheets) :]]


def read_month(connection: Connection, office: Office, made: CycleResults) -> SheetMonth:
    """The rest that sheets of a cycle say, beside its results."""
    before = previous_period(made.cycle.period).code
    cycle = tables.cycle.c
    opened = connection.execute(
        select(cycle.id).where(cycle.office_id == office.id, cycle.code == before)
    ).scalar()
    last = None
    if opened is not None:
        last = results.results_in(connection, office, cycles.get_in(connection, office, before))
    closed = made.cycle.closed_at
    return SheetMonth(
        office.name,
        made,
        last,
        _comments(connection, office, made),
        _until(connection, made),
        office.local(closed).date() if closed else None,
        focus.settled(connection, made.cycle.id),
        {} if opened is None else focus.settled(connection, opened),
        standings.own_targets(connection, made),
        printings(connection, made.cycle),
        _crossings(connection, office, made),
        _decided_alone(connection, made),
        sheet_revised.revised(connection, office, made),
        locked.in_hand(connection, made.cycle.id),
        _managers(connection),
        working_days.rule_in(connection, made.cycle.code if made.cycle.closed else ""),
        interviews.said_on_sheets(connection, made.cycle),
        sheet_checks.checked(connection, office, made),
        office_mark_in(connection, office),
    )


def office_mark_in(connection: Connection, office: Office) -> str:
    """What tells the sheets of this office from those of others."""
    row = tables.office.c
    return sheet_marks.of_office(connection.execute(select(row.uid).where(row.id == office.id)).scalar_one())


def printings(connection: Connection, cycle: Cycle) -> dict[int, tuple[Printing, ...]]:
    """What was printed of whom, by row id, the oldest first."""
    sheet = tables.sheet.c
    rows = connection.execute(
        select(sheet.agent_id, sheet.digest, sheet.at, sheet.trail)
        .where(sheet.cycle_id == cycle.id)
        .order_by(sheet.id)
    ).all()
    printed: dict[int, tuple[Printing, ...]] = {}
    for row, how in zip(rows, _ways(connection, cycle.code, len(rows)), strict=True):
        printed[row.agent_id] = (
            *printed.get(row.agent_id, ()),
            Printing(row.digest, row.at, how, row.trail or ""),
        )
    return printed


def on_paper(printed: Mapping[int, tuple[Printing, ...]]) -> frozenset[int]:
    """Whose sheet went on paper, by row id; saved as PDF alone it did not."""
    return frozenset(who for who, times in printed.items() if any(one.how == "print" for one in times))


def _decided_alone(connection: Connection, made: CycleResults) -> dict[str, tuple[str, ...]]:
    numbers = {result.agent.id: result.agent.staff_no for result in made.results}
    found: dict[str, tuple[str, ...]] = {}
    for one in exemptions.of_cycle(connection, made.cycle, numbers):
        if one.self_decided:
            found[one.staff_no] = (*found.get(one.staff_no, ()), one.indicator or "")
    return found


def _until(connection: Connection, made: CycleResults) -> date | None:
    """The last day of the cycle that an import has records of."""
    batch, period = tables.import_batch.c, made.cycle.period
    last = connection.execute(
        select(func.max(batch.last_day)).where(
            batch.undone_at.is_(None), batch.first_day < period.end, batch.last_day >= period.start
        )
    ).scalar()
    return None if last is None else min(last, period.last_day)


def _crossings(
    connection: Connection, office: Office, made: CycleResults
) -> dict[tuple[str, str], tuple[Crossing, ...]]:
    """The records that count, of each red line crossed and each figure that a rule on the total went by."""
    found = {}
    for result in made.results:
        held = (result.card.on_total[step.rule].when.figure for step in result.assessment.steps)
        for code in dict.fromkeys((*result.assessment.red_lines, *held)):
            if not sources_of(result.card.indicator(code)):
                continue
            page = records_in(connection, office, made.cycle, result.agent.staff_no, code, Part())
            found[result.agent.staff_no, code] = tuple(
                Crossing(_day(one.at), one.ref, one.note or one.said) for one in page.records if one.counted
            )
    return found


def _day(at: date) -> str:
    return formats.day(at.date() if isinstance(at, datetime) else at)


def _managers(connection: Connection) -> tuple[str, ...]:
    """Who decides on appeals: the managers who can sign in."""
    user = tables.user.c
    rows = select(user.name).where(user.role == "manager", user.active).order_by(user.name)
    return tuple(connection.execute(rows).scalars())


def _comments(connection: Connection, office: Office, made: CycleResults) -> dict[int, tuple[Comment, ...]]:
    """Submitted comments on the whole cycle, then remarks on single items, by agent row id."""
    evaluation, rating, user = tables.evaluation.c, tables.rating.c, tables.user.c
    chosen = (
        evaluation.cycle_id == made.cycle.id,
        evaluation.status == "submitted",
        evaluation.contact_id.is_(None),
    )
    who = (evaluation.agent_id, user.name, evaluation.submitted_at)
    found: dict[int, list[Comment]] = {}

    def add(agent_id: int, item: str, text: str, name: str, at: object) -> None:
        day = formats.day(office.local(at).date()) if at is not None else ""  # type: ignore[arg-type]
        found.setdefault(agent_id, []).append(Comment(item, text.strip(), name, day))

    whole = select(*who, evaluation.comment).where(*chosen, evaluation.comment != "").order_by(evaluation.id)
    for row in connection.execute(whole.join_from(tables.evaluation, tables.user)):
        add(row.agent_id, "", row.comment, row.name, row.submitted_at)
    items = select(*who, rating.item, rating.comment).where(*chosen, rating.comment != "")
    joined = items.join_from(tables.evaluation, tables.user).join(
        tables.rating, rating.evaluation_id == evaluation.id
    )
    for said in connection.execute(joined.order_by(evaluation.id, rating.item)):
        add(said.agent_id, said.item, said.comment, said.name, said.submitted_at)
    return {agent_id: tuple(comments) for agent_id, comments in found.items()}
