"""Least and greatest values: in files and out again; nothing beyond them is taken, wherever it is entered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import insert

from qadesk.domain.periods import period
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import set_language
from qadesk.services import cycles, setup, target_plan
from qadesk.services.designing import comparison, exchange, problems, versions
from qadesk.services.scoring import figures, score_files, typed_values
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import unusual_forms as forms
from tests.refusals import refuses

CODE = forms.OCTOBER
DATA = Path(__file__).parents[2] / "data" / "scorecards"


def bounded() -> Scorecard:
    """The card with typed values: reached 50 % to 120 %, parcels up to 5,000."""
    card = forms.mixed(half_points=True)
    new = {
        forms.TYPED[0].code: {"least": Decimal("0.5"), "greatest": Decimal("1.2")},
        forms.TYPED[3].code: {"greatest": Decimal(5000)},
    }
    sections = tuple(
        replace(s, indicators=tuple(replace(i, **new.get(i.code, {})) for i in s.indicators))  # type: ignore[arg-type]
        for s in card.sections
    )
    return replace(card, sections=sections)


CARD = bounded()
REACHED, PARCELS = (CARD.indicator(forms.TYPED[at].code) for at in (0, 3))


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = setup.create_office(
        tmp_path / "b.qadesk", name="B", user_name="Supervisor", first_cycle=period(CODE)
    )
    with made.write() as connection:
        connection.execute(
            insert(tables.agent).values(office_id=made.id, staff_no="KF1", name="Anna", status="active")
        )
    forms.put_on(made, CARD)
    yield made
    made.close()


@pytest.mark.parametrize("written, taken", [("50", True), ("120%", True), ("49.9", False), ("121", False)])
def test_a_field_takes_nothing_beyond(written: str, taken: bool) -> None:
    if taken:
        assert figures.read(REACHED, written) is not None
    else:
        with pytest.raises(ValueError, match=r".*"):
            figures.read(REACHED, written)


def test_what_may_be_written_is_said_with_its_bounds() -> None:
    assert figures.rule(REACHED) == "A value from 50% to 120%, as the scorecard says."
    assert figures.rule(PARCELS) == "A value from 0 to 5000, as the scorecard says."
    set_language("zh_CN")
    assert figures.rule(PARCELS) == "考核方案规定的数值范围是 0 到 5000。"


def test_nothing_beyond_is_stored(branch: Office) -> None:
    cycle = cycles.get(branch, CODE)
    typed_values.save_value(branch, cycle, "KF1", PARCELS.code, Decimal(5000))
    with refuses("value.out_of_range", "0", "5000"):
        typed_values.save_value(branch, cycle, "KF1", PARCELS.code, Decimal(5001))
    with branch.read() as connection:
        (kept,) = typed_values.of_cycle(connection, cycle).values()
    assert kept[PARCELS.code].value == 5000


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_spreadsheet_row_beyond_is_rejected_with_the_reason(
    branch: Office, tmp_path: Path, language: str
) -> None:
    set_language(language)
    file = tmp_path / "form.xlsx"
    score_files.export_template(branch, CODE, file)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    heads = [str(cell.value or "") for cell in sheet[1]]
    name = PARCELS.names.in_language(language)
    column = next(at for at, head in enumerate(heads, start=1) if head.startswith(name))
    sheet.cell(2, column).value = 50000
    book.save(file)
    report = score_files.import_scores(branch, CODE, file).value
    assert any("5000" in row.wording for row in report.rejected), report.rejected
    cycle = cycles.get(branch, CODE)
    with branch.read() as connection:
        assert typed_values.of_cycle(connection, cycle) == {}


def test_a_target_beyond_is_refused(branch: Office) -> None:
    with refuses("target.out_of_range", "5000"):
        target_plan.must_fit(PARCELS, Decimal(6000))
    target_plan.must_fit(PARCELS, Decimal(5000))


@pytest.mark.parametrize("name", ["card.yaml", "card.xlsx"])
def test_bounds_go_out_and_come_in_again(branch: Office, tmp_path: Path, name: str) -> None:
    newest = versions.versions(branch)[0]
    exchange.export_file(branch, newest.id, tmp_path / name)
    made = exchange.read_file(tmp_path / name)
    for code in (REACHED.code, PARCELS.code):
        one, other = made.indicator(code), CARD.indicator(code)
        assert (one.least, one.greatest) == (other.least, other.greatest)


def test_two_versions_with_other_bounds_differ() -> None:
    before = forms.mixed(half_points=True)
    changes = comparison.compare(before, CARD)
    assert "120%" in str(changes)
    assert "5,000" in str(changes) or "5000" in str(changes)


# ---- what `check` says of a file


def test_rules_against_their_direction_are_all_named() -> None:
    found = exchange.check_file(DATA / "directions.yaml")
    codes = {
        (message.code, message.what.split(" › ")[1])
        for message in found
        if message.code not in problems.HINTS
    }
    assert {
        ("rule_against", "接通数"),
        ("each_of_share", "差错率"),
        ("rule_against", "质检得分率"),
        ("earns_nothing", "培训"),
        ("rule_against", "坏事"),
    } <= codes
    with refuses("scorecard_file.has_problems", because="rule_against earns_nothing"):
        exchange.read_file(DATA / "directions.yaml")


def test_real_problems_come_first_and_hints_are_one_line() -> None:
    card = replace(CARD, names=replace(CARD.names, en=""), cap=Decimal(90))
    first = card.sections[0]
    card = replace(card, sections=(replace(first, names=replace(first.names, en="")), *card.sections[1:]))
    every = problems.problems_in_words(card)
    shown = problems.grouped(every)
    assert every[0].code == "name_in_one_language"  # as the table has it
    assert shown[0].error
    assert [one.code for one in shown].count("hints") == 1
    assert shown[-1].text.startswith("2 names are in one language only")
    unbounded = [one for one in every if one.code == "bounds_missing"]  # these are one line, too
    rest = [one for one in every if not one.hint and one not in unbounded]
    assert len(unbounded) > 1
    assert len(shown) == len(rest) + 2
