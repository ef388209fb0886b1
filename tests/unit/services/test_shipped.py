"""The standard scorecard that comes with the program: its versions, and who begins with which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from qadesk.domain.checking import check
from qadesk.domain.rules import Ladder, PassFail, RedLine, Step
from qadesk.domain.scorecard import Role, Ties
from qadesk.resources import resource
from qadesk.services import scorecards, setup
from qadesk.services.assessment import results
from qadesk.services.designing import noise, versions
from qadesk.services.designing.noise import Case
from qadesk.services.paper import sheets
from qadesk.storage.office import Office
from qadesk.tabular.scorecard_text import text_of
from tests.odd_office import MONTH, make_odd

D = Decimal
FIRST, SECOND = (scorecards.shipped(version) for version in (1, 2))


@pytest.fixture
def branch(tmp_path: Path, newest_scorecard: int) -> Iterator[Office]:
    office = setup.create_office(tmp_path / "b.qadesk", name="East Gate", user_name="Wang")
    yield office
    office.close()


def test_a_new_office_begins_with_the_newest_version(branch: Office) -> None:
    (only,) = versions.versions(branch)
    assert (only.code, only.version, only.status.value) == ("courier-standard", 2, "published")
    assert versions.card(branch, only.id) == SECOND


def test_an_office_that_has_the_first_keeps_it_and_may_begin_from_the_second(
    sample_office: Office, newest_scorecard: int
) -> None:
    before = versions.versions(sample_office)
    published = next(one for one in before if one.status.value == "published")
    assert versions.card(sample_office, published.id) == FIRST
    made = versions.new_draft(sample_office, "courier-standard-2", "fairer").value
    assert versions.card(sample_office, made) == replace(SECOND, code="fairer", version=1)
    assert {one.id for one in versions.versions(sample_office)} == {made, *(one.id for one in before)}


@pytest.mark.parametrize("card, name", [(FIRST, "courier-standard"), (SECOND, "courier-standard-2")])
def test_the_files_are_as_the_program_writes_them(card: object, name: str) -> None:
    assert text_of(card) == resource("scorecards", f"{name}.yaml").read_text("utf-8")  # type: ignore[arg-type]
    assert not list(check(card))  # type: ignore[arg-type]


def test_the_second_differs_in_rules_alone() -> None:
    rules = {i.code: i.rule for i in FIRST.indicators()}
    sections = tuple(
        replace(s, indicators=tuple(replace(i, rule=rules[i.code]) for i in s.indicators))
        for s in SECOND.sections
    )
    assert replace(SECOND, version=1, sections=sections) == FIRST
    assert SECOND.quota_ties is Ties.IN


def test_the_second_has_no_edge_that_one_case_falls_over() -> None:
    made = noise.noise_of(SECOND, [])
    assert made.costliest == ""
    for code, one in made.of.items():
        assert one.smoother is None, code
        if one.case is not Case.LEVEL and one.step is not None:
            assert one.step[1] <= 10, code
    for indicator in SECOND.indicators():
        rule = indicator.rule
        assert not isinstance(rule, Step | PassFail)
        assert not isinstance(rule, Ladder) or (rule.interpolated and rule.bands[-1][1] == rule.otherwise)
    (line,) = (i for i in SECOND.indicators() if i.role is Role.RED_LINE)
    assert isinstance(line.rule, RedLine)
    assert line.unit.value == "count"  # an event, no rate that chance carries over a limit


def test_chance_moves_its_totals_less_on_the_sample_month(sample_office: Office) -> None:
    months = noise.PastMonths(sample_office)
    first, second = (months.noise(card) for card in (FIRST, SECOND))
    assert first.error is not None and second.error is not None  # noqa: PT018 - for the types
    assert second.error < first.error - D("0.5")
    assert (second.reliability or 0) > (first.reliability or 1)


def test_its_sheets_keep_to_one_page(sample_office: Office) -> None:
    """English ones are the longer: every rule has more words than a rule with edges."""
    make_odd(sample_office, SECOND)
    made = results.results(sample_office, MONTH)
    graded = [one.agent.staff_no for one in made.results if one.assessment.total is not None]
    pdf = PdfDocument(sheets.render(sample_office, MONTH, graded, "en"))
    assert len(pdf) == len(graded) > 5
    pdf.close()
