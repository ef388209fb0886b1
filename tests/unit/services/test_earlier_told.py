"""Figures of other periods in the workbook with formulas, on paper, in digests and for programs."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from qadesk.cli import output
from qadesk.domain.measures import Tally
from qadesk.domain.scorecard import Scorecard, Unit
from qadesk.services.assessment import results
from qadesk.services.explaining import live_workbook
from qadesk.services.paper import sheets
from qadesk.storage.office import Office
from tests.agreement.workbook import Workbook
from tests.made_up_month import CODE, filled
from tests.unit.domain.test_earlier import STEP, card, computed, sat
from tests.unit.services.test_earlier_months import ALL, BEFORE, _revise, month

D = Decimal
FORMULAS = {
    "gain": "(sat - before(sat)) * 100",
    "twice": "if(sat >= 80% and before(sat) >= 80%, 1, 0)",
    "none": "sat - year_before(sat)",
    "settled": "if(sat > 1 and year_before(sat) > 1, 1, 0)",
    "either": "if(sat > 0 or year_before(sat) > 1, 1, 0)",
    "mean": "mean_of_last(sat, 3) * 3",
}


def table() -> Scorecard:
    rows = [computed(written, code, unit=Unit.COUNT) for code, written in FORMULAS.items() if code != "gain"]
    gain = computed(FORMULAS["gain"], rule=STEP, standard=D(0), on_top=True)
    return card(sat(), gain, *rows)


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = filled(tmp_path / "b.qadesk")
    month(office, BEFORE, table(), close=True, KF01="0.91", **ALL)
    month(office, CODE, table(), KF01="0.93", **ALL)
    yield office
    office.close()


def test_the_workbook_comes_to_the_same(branch: Office) -> None:
    """Whatever a spreadsheet works out of the cells is what the program has, also where there is none."""
    made = results.results(branch, CODE).of("KF01").assessment
    pages = live_workbook.sheets(branch, CODE, "KF01")
    book = Workbook(pages)
    for at, line in enumerate(made.lines):
        found = book.value(pages[0].title, 5 + at, 4)
        if line.code != "sat":
            expected = None if line.value is None else Fraction(line.value)
            assert (None if found in ("", None) else Fraction(found)) == expected, line.code
    assert {line.code for line in made.lines if line.value is None} == {"none"}
    labels = [str(row[0].content) for row in pages[1].rows]
    assert "before(sat) (Satisfaction: September 2026) = 91.00%" in labels
    assert any(
        "year_before(sat) (Satisfaction: October 2025 was not assessed here)" in label for label in labels
    )


def test_a_sheet_says_what_it_took(branch: Office) -> None:
    assert "before(sat) (Satisfaction: September 2026) = 91.00%" in repr(
        sheets.content(branch, CODE, "KF01", "en")
    )
    zh = repr(sheets.content(branch, CODE, "KF01", "zh_CN"))
    assert "Does not apply: year_before(sat), October 2025 was not assessed here." in repr(
        sheets.content(branch, CODE, "KF01", "en")
    )
    assert "上期(sat)（满意率：2026年9月）= 91.00%" in zh


def test_the_digest_is_of_what_was_taken(branch: Office) -> None:
    """The same result of another figure of the month before is another sheet."""
    one = results.results(branch, CODE).of("KF01")
    (first, *others) = one.assessment.earlier
    other = replace(one.assessment, earlier=(first._replace(value=D("0.90")), *others))
    assert replace(one, assessment=other).digest != one.digest


def test_programs_are_told_as_well(branch: Office, capsys: pytest.CaptureFixture[str]) -> None:
    _revise(branch, BEFORE, "KF01", "0.92")
    made = results.results(branch, CODE)
    told = {one.agent.staff_no: Tally() for one in made.results}
    output.results(made, told, Namespace(json=True))
    one = json.loads(capsys.readouterr().out)["KF01"]["other_periods"]
    assert one["before(sat)"] == {
        "value": 0.92, "n": 0, "provisional": False,
        "periods": {BEFORE: {"value": 0.92, "revision": 2, "why": None}},
    }  # fmt: skip
    assert one["year_before(sat)"]["periods"]["2025-10"]["why"] == "no_period"
