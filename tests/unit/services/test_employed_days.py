"""New hires by hiring date: left out, protected, not measured by everything; without a date nobody is new."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update

from qadesk.domain import editing, starters
from qadesk.domain.editing import Spot
from qadesk.domain.scorecard import Indicator, Names
from qadesk.domain.scoring import State, Status
from qadesk.domain.total_rules import FigureCondition, Sign, TotalEffect, TotalRule
from qadesk.services import scorecards
from qadesk.services.assessment import results
from qadesk.services.explaining import explanation, live_workbook
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.odd_office import MONTH, make_odd

D = Decimal
EMPLOYED = "employed_days"


def _rule(days: int, effect: TotalEffect, grade: str = "") -> TotalRule:
    return TotalRule(FigureCondition(EMPLOYED, Sign.UNDER, D(days)), effect, None, grade)


@pytest.fixture
def hired(sample_office: Office) -> tuple[Office, dict[str, date | None]]:
    """October under the shipped scorecard with the days employed; four agents with dates of their own."""
    card = scorecards.shipped()
    days: Indicator = replace(starters.from_measure(EMPLOYED), names=Names("在职天数", "Days employed"))
    made = editing.add_indicator(card, Spot(0), days)
    csat = next(
        s for s in editing.spots(made)
        if s.indicator is not None and editing.indicator_at(made, s).code == "csat"
    )  # fmt: skip
    settled = FigureCondition(EMPLOYED, Sign.AT_LEAST, D(60))
    made = editing.change_indicator(made, csat, applies_if=settled)
    rules = (_rule(15, TotalEffect.EXCLUDE), _rule(90, TotalEffect.WORST_GRADE, "B"))
    make_odd(sample_office, replace(made, on_total=rules))
    who = [one.agent for one in results.results(sample_office, MONTH).results]
    dates = (date(2026, 10, 18), date(2026, 10, 17), date(2026, 8, 4), date(2020, 1, 1), None)
    with sample_office.write() as connection:
        for agent, day in zip(who, dates, strict=False):
            connection.execute(update(tables.agent).where(tables.agent.c.id == agent.id).values(hired_on=day))
    return sample_office, {agent.staff_no: day for agent, day in zip(who, dates, strict=False)}


def test_days_count_from_the_hiring_date(hired: tuple[Office, dict[str, date | None]]) -> None:
    office, dates = hired
    made = results.results(office, MONTH)
    values = {who: made.of(who).assessment.line(EMPLOYED) for who in dates}
    assert [line.value for line in values.values()] == [14, 15, 89, 2496, None]
    assert [line.state for line in values.values()][-1] is State.NOT_APPLICABLE
    out, kept, protected, old, undated = (made.of(who).assessment for who in dates)
    assert (out.status, out.grade) == (Status.EXCLUDED, None)
    assert kept.line("csat").state is State.NOT_APPLICABLE
    assert all(one.line("csat").state is not State.NOT_APPLICABLE for one in (protected, old, undated))
    steps = [[step.rule for step in one.steps] for one in (out, kept, protected, old, undated)]
    assert steps == [[0], [1], [1], [], []]


def test_it_is_explained_and_stands_in_the_workbook(hired: tuple[Office, dict[str, date | None]]) -> None:
    office, dates = hired
    who = list(dates)
    told = explanation.explain(office, MONTH, who[0])
    assert "Not assessed by rule: Days employed 14 (< 15)." in [link.text for link in told.links]
    assert explanation.explain(office, MONTH, who[2], EMPLOYED).text("value") == "89"
    away = explanation.explain(office, MONTH, who[1], "csat").text("state")
    assert away == "Does not apply: Days employed 15, needed ≥ 60."
    for one in who:
        assert live_workbook.sheets(office, MONTH, one)
