"""Several scorecards with comparisons, rules on the total and other periods in one cycle, worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from qadesk.domain.card_forms import quotas_of
from qadesk.domain.rules import Proportional, Step, Unscored
from qadesk.domain.scorecard import Indicator, Names, Rounding, Scorecard, Section, Unit
from qadesk.domain.scoring import Status
from qadesk.domain.total_rules import FigureCondition, Sign, TotalEffect, TotalRule
from qadesk.services import card_rules, cycles, opening, scorecards
from qadesk.services.after_closing import corrections
from qadesk.services.assessment import results, uncertainty
from qadesk.services.card_ways import CardWay
from qadesk.services.evidence_pack import pack
from qadesk.services.explaining import live_workbook
from qadesk.services.paper import sheets
from qadesk.services.target_plan import Whose
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.live_book import Formula
from tests import made_up_month
from tests.agreement.workbook import Workbook
from tests.closing_months import close_month
from tests.evidence_page import faults
from tests.refusals import refuses
from tests.unit.services.trial_office import changed, one, under_draft

D = Decimal
CODE = made_up_month.CODE
VOLUME = FigureCondition("volume", Sign.AT_LEAST, D(50))
NEW = TotalRule(FigureCondition("days", Sign.UNDER, D(90)), TotalEffect.EXCLUDE)
SHOWN: dict[str, object] = {"typed": True, "unit": Unit.COUNT, "rule": Unscored()}


def table(code: str = "agents", *more: Indicator) -> Scorecard:
    """Satisfaction with a minimum of work, compared with the office; whoever is new is left out."""
    sat: dict[str, object] = {"typed": True, "unit": Unit.RATE, "rule": Proportional(full=D(1))}
    made = Section("s", Names("服务", "Service"), (
        one("sat", 50, applies_if=VOLUME, **sat),
        one("base", 50, formula="office_mean(sat)", unit=Unit.RATE, rule=Proportional(full=D(1))),
        one("volume", 0, **SHOWN),
        one("days", 0, **SHOWN),
        *more,
    ))  # fmt: skip
    return replace(
        scorecards.shipped(), code=code, names=Names(code, code), sections=(made,), on_total=(NEW,)
    )


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = made_up_month.filled(tmp_path / "branch.qadesk")
    with office.write("test", "test") as connection:
        for name in (tables.rating, tables.evaluation, tables.target, tables.cycle):
            connection.execute(name.delete())
    yield office
    office.close()


def publish(office: Office, card: Scorecard) -> int:
    with office.write("test", "test") as connection:
        return scorecards.install(connection, office, card)


def type_in(office: Office, code: str, values: dict[str, dict[str, str]]) -> None:
    """Values by agent and indicator."""
    with office.write("test", "test") as connection:
        cycle, agent = cycles.get_in(connection, office, code), tables.agent.c
        for staff_no, typed in values.items():
            who = connection.execute(select(agent.id).where(agent.staff_no == staff_no)).scalar_one()
            for indicator, value in typed.items():
                row = {"cycle_id": cycle.id, "agent_id": who, "indicator": indicator, "value": D(value)}
                connection.execute(insert(tables.typed_value).values(**row, at=office.now()))


MONTH = {
    "KF01": {"sat": "0.9", "volume": "80", "days": "400"},
    "KF02": {"sat": "0.7", "volume": "80", "days": "400"},
    "KF03": {"sat": "0.2", "volume": "10", "days": "400"},  # too little work
    "KF04": {"sat": "0.1", "volume": "80", "days": "30"},  # new
}


def opened(office: Office) -> None:
    key = publish(office, table())
    opening.open_month(office, CODE, key)
    type_in(office, CODE, MONTH)


def test_whom_it_does_not_count_for_is_no_peer_before_and_after_a_correction(branch: Office) -> None:
    """0.9 and 0.7 have the mean 0.8: 50% × 90 + 50% × 80 = 85.00; with the others it would be 0.475."""
    opened(branch)
    close_month(branch, CODE)
    found = results.results(branch, CODE)
    assert found.of("KF04").assessment.status is Status.EXCLUDED
    assert {who: found.of(who).assessment.total for who in ("KF01", "KF02")} == {
        "KF01": D("85.00"), "KF02": D("75.00"),
    }  # fmt: skip
    corrections.begin(branch, CODE, "KF01", "核对")
    seen = corrections.preview(branch, CODE, "KF01")
    assert seen.own.after.assessment.total == D("85.00")
    assert seen.own.after.assessment.line("base").value == D("0.8")
    with branch.read() as connection:
        alone = results.anew(connection, branch, found.cycle, [found.of("KF01").agent.id])
    assert alone.of("KF01").assessment.line("base").value == D("0.8")
    assert len(alone.of("KF01").assessment.line("base").peers[0].figures) == 1


def test_grades_with_other_least_shares_are_not_shared(branch: Office) -> None:
    """Which of two least shares counted hung on whose agent stood first."""
    grades = scorecards.shipped().grades
    cards = []
    for code, share, rounding in (("a", "0.1", Rounding.DOWN), ("b", "0.5", Rounding.DOWN),
                                  ("c", "0.1", Rounding.UP)):  # fmt: skip
        last = replace(grades[-1], least_share=D(share))
        cards.append(replace(table(code), grades=(*grades[:-1], last), quota_from=1, quota_rounding=rounding))
    assert len({quotas_of(card) for card in cards}) == 3
    key, *_rest = [publish(branch, card) for card in cards]
    card_rules.set_way(branch, CardWay(together=True))
    for other in ("b", "c"):
        card_rules.assign(branch, [Whose(staff_no="KF01")], other)
        with refuses("scorecard.quotas_differ"):
            opening.open_month(branch, CODE, key)


def test_a_draft_without_the_conditions_is_tried_on_a_closed_month(branch: Office) -> None:
    """Who was left out, and what did not apply, count under it: all four, mean 0.475."""
    opened(branch)
    close_month(branch, CODE)
    free = replace(changed(table(), "sat", applies_if=None), on_total=())
    tried = under_draft(branch, free)
    assert {who: after.line("sat").value for who, (_before, after) in tried.items()} == {
        who: D(typed["sat"]) for who, typed in MONTH.items()
    }
    assert {after.line("base").value for _before, after in tried.values()} == {D("0.475")}
    assert tried["KF04"][1].total == D("28.75")  # 50% × 10 + 50% × 47.5
    again = under_draft(branch, table())
    assert all(before == after for before, after in again.values())


def test_what_does_not_apply_does_not_in_formulas_and_adds_up_in_workbook_and_evidence(
    branch: Office, tmp_path: Path
) -> None:
    """KF03 has 10 of 50 calls: the peers' mean alone; the workbook had 76.67, the evidence no value."""
    more: dict[str, object] = {"unit": Unit.RATE, "rule": Proportional(full=D(1))}
    gap = one("gap", 50, formula="1 - sat", **more)
    placed = one("placed", 0, formula="office_percentile(sat)", unit=Unit.RATE, rule=Unscored())
    opening.open_month(branch, CODE, publish(branch, table("agents", gap, placed)))
    type_in(branch, CODE, MONTH)
    found = results.results(branch, CODE)
    few = found.of("KF03").assessment
    assert (few.total, few.line("gap").value, few.line("placed").value) == (D("80.00"), None, None)
    for who in MONTH:
        book = live_workbook.sheets(branch, CODE, who)
        made = Workbook(book)
        for at, row in enumerate(book[0].rows, 1):
            for column, cell in enumerate(row, 1):
                if isinstance(cell.content, Formula) and cell.content.value is not None:
                    assert_same(made.value(book[0].title, at, column), cell.content)
        file = tmp_path / f"{who}.zip"
        pack.make(branch, CODE, who, file, with_customers=False)
        assert faults(file.read_bytes()) == []


def assert_same(got: object, content: Formula) -> None:
    if isinstance(content.value, str):
        assert (got or "") == content.value, content.text
    else:
        assert isinstance(got, Fraction), content.text
        assert abs(got - Fraction(str(content.value))) < Fraction(1, 10**8), content.text


def test_an_open_months_sheet_is_as_sure_as_the_results_say(branch: Office, tmp_path: Path) -> None:
    """The peers' figures are chance as well, on one sheet alone, too; else the evidence contradicts it."""
    csat = replace(scorecards.shipped().indicator("csat"), weight=D(50), rule=Proportional(full=D(5)))
    below = Step("higher", D("0.1"), lose=D(5))
    beside = one("beside", 50, formula="csat - office_mean(csat)", unit=Unit.SCORE, standard=D(0), rule=below)
    section = Section("s", Names("服务", "Service"), (replace(csat, standard=None), beside))
    opening.open_month(branch, CODE, publish(branch, replace(table(), sections=(section,), on_total=())))
    month, alone = uncertainty.month(results.results(branch, CODE)), 0
    for result in results.results(branch, CODE).results:
        who, sure = result.agent.staff_no, month.of[result.agent.staff_no].interval
        own = uncertainty.of_agent(result)
        alone += own is not None and own.interval != sure
        printed = sheets.content(branch, CODE, who, "en").result.interval
        assert printed == f"95%: {sure.low}–{sure.high} of 105"
        file = tmp_path / f"{who}.zip"
        pack.make(branch, CODE, who, file, with_customers=False)
        assert faults(file.read_bytes()) == []
    assert alone, "taken alone, somebody seems surer"
