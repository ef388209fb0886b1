"""Rules on the total are told alike everywhere: by the evidence page, the workbook, words and the sheet."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert

from qadesk.domain import editing
from qadesk.domain.assessing import assess
from qadesk.domain.editing import Spot
from qadesk.domain.rules import Escalation, Unscored
from qadesk.domain.scorecard import Better, Scorecard, Unit
from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.scoring import State
from qadesk.domain.total_rules import FigureCondition, Sign, TotalEffect, TotalRule
from qadesk.services import scorecards
from qadesk.services.assessment import assessments, results
from qadesk.services.explaining import explanation, live_workbook
from qadesk.services.paper import sheet_contents, sheet_month
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.evidence_page import evaluated
from tests.integration.test_evidence_rules import PAGE
from tests.integration.test_live_workbook import compare, needs_libreoffice
from tests.odd_office import MONTH, every_kind, make_odd, odd
from tests.unit.domain.cards import MISSING, card, indicator, seen
from tests.unit.domain.test_on_total import CRITICAL, HALVES, NEW_KEPT, NO_A, NOTHING, rule, table

D = Decimal
RULES = (
    HALVES, NOTHING, NO_A, CRITICAL, NEW_KEPT,
    rule("presence", Sign.UNDER, 1, TotalEffect.FACTOR),
    rule("critical", Sign.OVER, 1, TotalEffect.MOST, "59.5"),
)  # fmt: skip


@pytest.mark.parametrize("by_qt", [False, True])
def test_the_evidence_page_comes_to_the_same_total_and_grade(by_qt: bool) -> None:
    scorecard, calls, wanted = table(*RULES), [], []
    for score, absent, critical, employed, presence in (
        ("92.86", 0, 0, 400, 1), ("92.86", 1, 0, 400, 1), ("92.87", 1, 0, 400, "0.95"), ("95", 3, 1, 400, 1),
        ("40", 0, 0, 30, 1), ("40", 0, 2, 30, 1), ("88.88", 0, 2, 400, "0.333"), ("88", 0, 0, None, 1),
    ):  # fmt: skip
        days = MISSING if employed is None else seen(employed)
        known = {"score": seen(score), "absent": seen(absent), "critical": seen(critical)}
        known |= {"presence": seen(presence), "employed": days}
        one = assess(scorecard, known)
        lines = {line["code"]: line for line in assessments.to_dict(one)["lines"]}
        calls.append(
            f"(function (made) {{ return made.computed === null ? null : [Exact.text(made.total, 2), "
            f"made.codes[made.rank]]; }})(Reckoning.again({{card: {json.dumps(to_dict(scorecard))}}}, "
            f"{json.dumps(lines)}))"
        )
        wanted.append(None if one.total is None else [str(one.total), one.grade])
    assert evaluated(PAGE, f"[{', '.join(calls)}]", by_qt=by_qt) == wanted
    assert len({str(one) for one in wanted}) == 7  # of 8: enough tells them apart


def test_the_evidence_page_takes_what_each_occurrence_costs() -> None:
    grows = Escalation((D(0), D(10), D(20)), floor=D(5))
    made = card({"s": [indicator("x", 100, grows, unit=Unit.COUNT, better=Better.LOWER)]})
    lines = [{"state": "observed", "value": str(value), "standard": None} for value in range(9)]
    calls = (
        f"(function (card) {{ return {json.dumps(lines)}.map(function (line) {{ return Exact.text("
        f"Reckoning.pointsOf(card, card.sections[0], card.sections[0].indicators[0], line), 2); }}); }})"
        f"({json.dumps(to_dict(made))})"
    )
    expected = [float(grows.points(D(value), None)) for value in range(9)]
    assert [float(one) for one in evaluated(PAGE, calls)] == expected


# ---- an office


def ruled(base: Scorecard) -> Scorecard:
    """Days absent and a share of presence, typed; rules on the total; an indicator with a minimum of work."""
    absent = odd("absent", 0, Unscored(), better=Better.LOWER, typed=True)
    costs = Escalation((D(0), D(1), D("2.5")), D(-6))
    grown = odd("growing", 0, costs, better=Better.LOWER, typed=True, on_top=True)
    made = editing.add_indicator(base, Spot(len(base.sections) - 1), absent)
    made = editing.add_indicator(made, Spot(len(base.sections) - 1), grown)
    weighed = (s for s in editing.spots(made) if s.indicator is not None)
    first = next(s for s in weighed if editing.indicator_at(made, s).weight)
    minimum = FigureCondition("absent", Sign.UNDER, D(4))
    made = editing.change_indicator(made, first, applies_if=minimum)

    def of(
        sign: Sign, limit: object, effect: TotalEffect, value: object = None, grade: str = ""
    ) -> TotalRule:
        return rule("absent", sign, limit, effect, value, grade)

    middle, low = made.grades[1].code, made.grades[-2].code
    rules = (
        of(Sign.AT_LEAST, 1, TotalEffect.FACTOR, "0.5"), of(Sign.AT_LEAST, 2, TotalEffect.FACTOR, "0.25"),
        of(Sign.OVER, 2, TotalEffect.BEST_GRADE, grade=middle),
        of(Sign.AT_LEAST, 3, TotalEffect.MOST, "9.99"),
        of(Sign.AT_LEAST, 4, TotalEffect.WORST_GRADE, grade=low),
    )  # fmt: skip
    return replace(made, on_total=rules)


@pytest.fixture
def absent(sample_office: Office) -> Office:
    make_odd(sample_office, ruled(every_kind(scorecards.shipped())))
    month = results.results(sample_office, MONTH)
    with sample_office.write() as connection:
        for number, one in enumerate(month.results):
            for code, value in (("absent", number % 6), ("growing", number % 5)):
                connection.execute(
                    insert(tables.typed_value).values(
                        cycle_id=month.cycle.id, agent_id=one.agent.id, indicator=code, value=D(value),
                        at=sample_office.now(),
                    )
                )  # fmt: skip
    return sample_office


@needs_libreoffice
def test_the_workbook_comes_to_the_same_totals_and_grades(absent: Office, tmp_path: Path) -> None:
    made = results.results(absent, MONTH)
    assert {len(one.assessment.steps) for one in made.results} >= {0, 1, 3}
    books = [live_workbook.sheets(absent, MONTH, one.agent.staff_no) for one in made.results[:7]]
    assert min(compare(books, tmp_path)) > 60


def test_results_explain_each_step_and_why_it_does_not_apply(absent: Office) -> None:
    made = results.results(absent, MONTH)
    one = next(r for r in made.results if len(r.assessment.steps) == 1 and r.assessment.total is not None)
    told = explanation.explain(absent, MONTH, one.agent.staff_no)
    (said,) = [link.text for link in told.links if link.key == "on_total"]
    computed, total = one.assessment.computed, one.assessment.total
    assert said == f"absent 1 (≥ 1): {computed} × 0.5 = {total}"
    away = next(r for r in made.results if r.assessment.line("absent").value == 4)
    gone = (line for line in away.assessment.lines if line.state is State.NOT_APPLICABLE)
    line = next(line for line in gone if not line.reason)
    text = explanation.explain(absent, MONTH, away.agent.staff_no, line.code).text("state")
    assert text == "Does not apply: absent 4, needed < 4."


def test_the_sheet_shows_the_effect(absent: Office) -> None:
    made = results.results(absent, MONTH)
    one = next(r for r in made.results if len(r.assessment.steps) == 1 and r.assessment.total is not None)
    with absent.read() as connection:
        month = sheet_month.read_month(connection, absent, made)
    for language, words in (("en", "absent 1 (≥ 1): "), ("zh_CN", "absent 1（≥ 1）：")):
        content = sheet_contents.fill(month, one, language)
        step = f"{one.assessment.computed} × 0.5 = {one.assessment.total}"
        assert content.result.note.startswith(f"{words}{step}")
        assert content.result.summed == str(one.assessment.computed)
