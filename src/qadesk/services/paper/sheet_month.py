"""What a cycle's sheets are filled from: its results and those before, comments, focus, own standards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, select

from qadesk import formats
from qadesk.domain.comparable import comparable_totals, comparable_values
from qadesk.domain.periods import previous_period
from qadesk.i18n import N_, translations
from qadesk.printing.sheet import Remark
from qadesk.services import cycles
from qadesk.services.assessment import focus, results, standings
from qadesk.services.assessment.focus import SettledFocus
from qadesk.services.assessment.results import CycleResults
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class SheetMonth:
    """All a cycle's sheets are filled from, read in one transaction."""

    office: str
    made: CycleResults
    last: CycleResults | None
    remarks: Mapping[int, tuple[Remark, ...]]  # by agent row id
    made_on: str
    settled: Mapping[int, SettledFocus] = field(
        default_factory=dict
    )  # the next cycle's focus, by agent row id
    last_settled: Mapping[int, SettledFocus] = field(default_factory=dict)
    own_targets: Mapping[str, frozenset[str]] = field(default_factory=dict)  # indicators, by staff number

    @cached_property
    def comparable(self) -> frozenset[str]:
        """The indicators whose values can be compared with last cycle's."""
        if self.last is None:
            return frozenset()
        return comparable_values(self.last.scorecard, self.made.scorecard)

    @cached_property
    def totals_comparable(self) -> bool:
        """Whether totals and grades can be compared with last cycle's."""
        return self.last is None or comparable_totals(self.last.scorecard, self.made.scorecard)


def read_month(connection: Connection, office: Office, code: str, language: str) -> SheetMonth:
    """Results, last cycle's results and comments. Raises UserError for a cycle never opened."""
    made = results.results_in(connection, office, cycles.get_in(connection, office, code))
    before = previous_period(made.cycle.period).code
    opened = connection.execute(
        select(tables.cycle.c.id).where(tables.cycle.c.office_id == office.id, tables.cycle.c.code == before)
    ).scalar()
    last = None
    if opened is not None:
        last = results.results_in(connection, office, cycles.get_in(connection, office, before))
    closed = made.cycle.closed_at
    day = office.local(closed).date() if closed else office.today()
    return SheetMonth(
        office.name,
        made,
        last,
        _remarks(connection, office, made, language),
        formats.day(day),
        focus.settled(connection, made.cycle.id),
        {} if opened is None else focus.settled(connection, opened),
        standings.own_targets(connection, made),
    )


def _remarks(
    connection: Connection, office: Office, made: CycleResults, language: str
) -> dict[int, tuple[Remark, ...]]:
    """Submitted comments on the whole cycle, then remarks on single items, by agent row id."""
    evaluation, rating, user = tables.evaluation.c, tables.rating.c, tables.user.c
    chosen = (
        evaluation.cycle_id == made.cycle.id,
        evaluation.status == "submitted",
        evaluation.contact_id.is_(None),
    )
    who = (evaluation.agent_id, user.name, evaluation.submitted_at)
    found: dict[int, list[Remark]] = {}

    def add(agent_id: int, text: str, name: str, at: object) -> None:
        day = formats.day(office.local(at).date()) if at is not None else ""  # type: ignore[arg-type]
        found.setdefault(agent_id, []).append(Remark(text.strip(), name, day))

    whole = select(*who, evaluation.comment).where(*chosen, evaluation.comment != "").order_by(evaluation.id)
    for row in connection.execute(whole.join_from(tables.evaluation, tables.user)):
        add(row.agent_id, row.comment, row.name, row.submitted_at)
    items = select(*who, rating.item, rating.comment).where(*chosen, rating.comment != "")
    joined = items.join_from(tables.evaluation, tables.user).join(
        tables.rating, rating.evaluation_id == evaluation.id
    )
    colon = translations(language).gettext(N_("{item}: {text}"))
    for said in connection.execute(joined.order_by(evaluation.id, rating.item)):
        name = made.scorecard.indicator(said.item).names.in_language(language)
        add(said.agent_id, colon.format(item=name, text=said.comment), said.name, said.submitted_at)
    return {agent_id: tuple(remarks) for agent_id, remarks in found.items()}
