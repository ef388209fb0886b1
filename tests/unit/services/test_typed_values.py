"""Values typed for each agent: what may be written, what is stored with them, and tables of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from qadesk import i18n
from qadesk.domain.scorecard import Indicator
from qadesk.services import cycles, first_look
from qadesk.services.assessment import exemptions, gaps, results
from qadesk.services.assessment.gaps import Cause
from qadesk.services.scoring import boards, figures, score_files, typed_values
from qadesk.services.scoring.forms import Evaluation, EvaluationState
from qadesk.services.scoring.score_files import ScoreReport
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.numbers import NotRead
from tests import unusual_forms as forms
from tests.refusals import refuses

CODE = forms.OCTOBER
REACHED, HANDLING, TEST, PARCELS, BALANCE, IDEAS = forms.TYPED


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    """Two agents in a month whose scorecard has three and ten levels and six typed values."""
    made = forms.two_agents(tmp_path)
    yield made
    made.close()


def entry(office: Office, staff_no: str = "KF1") -> Evaluation:
    return next(e for e in boards.board(office, CODE).entries if e.staff_no == staff_no)


def read(office: Office, file: Path, **how: bool) -> ScoreReport:
    return score_files.import_scores(office, CODE, file, **how).value


def refused(report: ScoreReport) -> list[tuple[int, str, str, str]]:
    return [(r.line, r.staff_no, r.column, r.reason) for r in report.rejected]


# ---- one figure


@pytest.mark.parametrize(
    ("item", "written", "value", "shown"),
    [
        (REACHED, "95", "0.95", "95%"),
        (REACHED, " 95.20 % ", "0.952", "95.2%"),
        (REACHED, "９５％", "0.95", "95%"),
        (REACHED, "112%", "1.12", "112%"),
        (REACHED, "0.95%", "0.0095", "0.95%"),
        (HANDLING, "1:30", "90", "90 s"),
        (HANDLING, "28.5 秒", "28.5", "28.5 s"),
        (TEST, "4.25", "4.25", "4.25"),
        (PARCELS, "1,200件", "1200", "1200"),
        (PARCELS, 100.0, "100", "100"),
        (BALANCE, "-12.5", "-12.5", "-12.5"),
    ],
)
def test_a_figure_is_what_one_sees(item: Indicator, written: str | float, value: str, shown: str) -> None:
    assert figures.read(item, written) == Decimal(value)
    assert figures.shown(item, Decimal(value)) == shown


@pytest.mark.parametrize(
    ("item", "written"),
    [
        (REACHED, "1001"), (REACHED, "-1"), (REACHED, "95,5"), (REACHED, True),
        (REACHED, "0.95"), (REACHED, 0.95), (PARCELS, "50%"), (PARCELS, "9²"), (TEST, "4 5"),
        (HANDLING, "-5"), (HANDLING, "x"), (TEST, "5.1"), (TEST, "0.9"), (PARCELS, "-1"), (PARCELS, "1e3"),
        (PARCELS, "9" * 400), (BALANCE, "101"), (PARCELS, "12 or so"),
    ],
)  # fmt: skip
def test_what_is_no_figure_of_the_unit_is_refused(item: Indicator, written: str | bool) -> None:
    with pytest.raises(NotRead):
        figures.read(item, written)
    assert figures.rule(item).endswith(".")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(forms.TYPED), st.decimals("1", "5", places=3))
def test_what_is_written_is_read_back(item: Indicator, value: Decimal) -> None:
    assert figures.read(item, figures.written(item, value)) == value


# ---- stored


def test_a_value_is_stored_with_who_and_when_and_counts(branch: Office) -> None:
    cycle = cycles.get(branch, CODE)
    typed_values.save_value(branch, cycle, "KF1", "reached", Decimal("0.96"))
    typed_values.save_value(branch, cycle, "KF1", "reached", Decimal("0.97"), origin="table.xlsx")
    typed_values.save_value(branch, cycle, "KF1", "reached", Decimal("0.97"))  # the same again is no change
    assert (entry(branch).entered["reached"].by, entry(branch).entered["reached"].origin) == (
        "Supervisor", "table.xlsx",
    )  # fmt: skip
    assert entry(branch).lacking(boards.board(branch, CODE).form) == (
        "handling",
        "test",
        "parcels",
        "balance",
    )
    assert entry(branch).state is EvaluationState.NONE
    line = results.results(branch, CODE).of("KF1").assessment.line("reached")
    assert (line.value, line.points) == (Decimal("0.97"), Decimal(100))
    with branch.read() as connection:
        trail = connection.execute(select(tables.audit).where(tables.audit.c.action == "typed_value")).all()
    assert [(t.subject, t.detail["before"], t.detail["after"]) for t in trail] == [
        (f"{CODE}/KF1/reached", None, "0.96"),
        (f"{CODE}/KF1/reached", "0.96", "0.97"),
    ]
    typed_values.save_value(branch, cycle, "KF1", "reached", None)
    assert entry(branch).values == {}


def test_what_may_not_be_stored(branch: Office) -> None:
    cycle = cycles.get(branch, CODE)
    exemptions.exempt(branch, CODE, "KF2", "test", "na", "new")
    for staff_no, item, value, code in (
        ("KF1", "reached", "11", "value.out_of_range"),
        ("KF1", "greeting", "2", "evaluation.no_such_item"),
        ("KF9", "reached", "1", "roster.no_agent"),
        ("KF2", "test", "4", "value.not_applicable"),
    ):
        with refuses(code):
            typed_values.save_value(branch, cycle, staff_no, item, Decimal(value))
    cycles_table = tables.cycle
    with branch.write() as connection:
        connection.execute(cycles_table.update().values(status="closed"))
    with refuses("cycle.closed"):
        typed_values.save_value(branch, cycle, "KF1", "reached", Decimal(1))
    assert entry(branch).values == {}


def test_progress_waits_for_what_is_weighted_only(branch: Office) -> None:
    cycle = cycles.get(branch, CODE)
    forms.put_on(branch, forms.form(REACHED, IDEAS), CODE)
    cycle = cycles.get(branch, CODE)
    missing = gaps.gaps(results.results(branch, CODE))
    assert Cause.VALUE in {gap.cause for gap in missing}
    exemptions.exempt(branch, CODE, "KF2", "reached", "na", "new")
    assert first_look.overview(branch, CODE).submitted == 1
    typed_values.save_value(branch, cycle, "KF1", "reached", Decimal("0.9"))
    assert first_look.overview(branch, CODE).submitted == 2
    assert all(e.scored(boards.board(branch, CODE).form) for e in boards.board(branch, CODE).entries)


# ---- tables


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_template_comes_back_with_every_unit(branch: Office, tmp_path: Path, language: str) -> None:
    i18n.set_language(language)
    cycle, file = cycles.get(branch, CODE), tmp_path / "t.xlsx"
    given_values = dict(
        zip([i.code for i in forms.TYPED], ("0.952", "90", "4.2", "312", "-12.5", "2"), strict=True)
    )
    for code, text in given_values.items():
        typed_values.save_value(branch, cycle, "KF1", code, Decimal(text))
    score_files.export_template(branch, CODE, file)
    again = read(branch, file)
    assert (again.values, again.unchanged, again.rejected) == (0, 2, ())
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    assert page["F2"].value == 0.952
    assert page["F2"].number_format == "0.00########%"
    lists = [v.formula1 for v in page.data_validations.dataValidation if v.type == "list"]
    assert [text.count(",") for text in lists] == [5, 19]  # halves of three, of ten, and N/A
    bounds = [(v.formula1, v.formula2) for v in page.data_validations.dataValidation if v.type == "decimal"]
    assert bounds[0] == ("0.0", "10.0")
    page["E2"], page["F2"] = 9.5, 1.1
    book.save(file)
    assert read(branch, file).rejected == ()
    assert entry(branch).levels == {"product": Decimal("9.5")}
    assert entry(branch).values["reached"] == Decimal("1.1")


def test_a_table_of_ones_own_in_any_order_with_other_columns(branch: Office, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "十月汇总\n站点,平均处理时长(分钟),parcels,工号,目标达成率,备用\nA,1.5,310,KF2,96%,x\nA,,,KF1,88.5,y\n",
        "utf-8",
    )
    report = read(branch, file, submit=True)
    assert (report.values, report.ratings, report.submitted, report.incomplete) == (4, 0, (), ())
    assert entry(branch, "KF2").values == {
        "handling": Decimal(90), "parcels": Decimal(310), "reached": Decimal("0.96"),
    }  # fmt: skip
    assert entry(branch).values == {"reached": Decimal("0.885")}
    assert entry(branch).entered["reached"].origin == "own.csv"
    typed_values.save_value(branch, cycles.get(branch, CODE), "KF1", "reached", Decimal("0.9"))
    assert score_files.take_back(branch, report, CODE).value == 1
    assert entry(branch, "KF2").values == {}
    assert entry(branch).values == {"reached": Decimal("0.9")}


def test_rows_are_refused_to_the_cell(branch: Office, tmp_path: Path) -> None:
    exemptions.exempt(branch, CODE, "KF2", "test", "na", "new")
    file = tmp_path / "bad.csv"
    head = "Staff number,Greeting,Target reached,Test\n"
    for row, column, reason in (
        ("KF1,3.5,95,4", "Greeting", "half_level"),
        ("KF1,3,1001,4", "Target reached", "rate"),
        ("KF1,3,95,5.5", "Test", "figure"),
        ("KF1,3,N/A,4", "Target reached", "value_na"),
        ("KF1,3,#DIV/0!,4", "Target reached", "cell_error"),
        ("KF2,3,95,4", "Test", "not_assessed"),
    ):
        file.write_text(head + row + "\n", "utf-8")
        report = read(branch, file)
        assert refused(report) == [(2, row[:3], column, reason)]
        assert "{" not in report.rejected[0].wording
    assert entry(branch).levels == {}
    file.write_text(head + "KF2,3,95,N/A\n", "utf-8")
    assert read(branch, file).rejected == ()


def test_errors_and_formulas_never_calculated_are_no_blanks(branch: Office, tmp_path: Path) -> None:
    file = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        page, percent = book.add_worksheet("十月"), book.add_format({"num_format": "0.0%"})
        for column, head in enumerate(("Staff number", "Target reached", "Greeting", "Parcels")):
            page.write_string(2, 1 + column, head)
        for line, number in enumerate(("KF1", "KF2", "KF1", "KF2"), 3):
            page.write_string(line, 1, number)
        page.write_formula(3, 2, "=1/0", percent, "#DIV/0!")
        page.write_formula(4, 3, "=1+1", None, "")
        page.write_formula(5, 2, "=952/1000", percent, 0.952)
        page.write_number(6, 2, 96)
    report = read(branch, file)
    assert refused(report)[:2] == [
        (4, "KF1", "Target reached", "cell_error"),
        (5, "KF2", "Greeting", "not_calculated"),
    ]
    assert entry(branch).values == {"reached": Decimal("0.952")}
    assert entry(branch, "KF2").values == {"reached": Decimal("0.96")}
    export = tmp_path / "rejected.csv"
    score_files.export_rejected(report.rejected, export)
    assert "#DIV/0!" in export.read_text("utf-8-sig")
