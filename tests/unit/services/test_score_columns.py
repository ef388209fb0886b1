"""Headings of score sheets: told apart whole, what could mean two is refused, the template comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from qadesk import i18n
from qadesk.domain import starters
from qadesk.domain.periods import period
from qadesk.domain.scorecard import Indicator, Names, Unit
from qadesk.domain.scorecard_forms import from_dict
from qadesk.i18n import _
from qadesk.services import cycles, setup
from qadesk.services.assessment import results
from qadesk.services.scoring import boards, score_files, typed_values
from qadesk.services.scoring.forms import RatingForm
from qadesk.services.scoring.score_columns import columns_of, template_headings
from qadesk.services.scoring.score_files import ScoreReport
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.scorecard_reading import read_text
from tests import unusual_forms as forms
from tests.refusals import refuses

CODE = forms.OCTOBER
DATA = Path(__file__).parents[2] / "data" / "appraisals"
CHANNELS = ("满意率（电话）", "满意率（在线）", "满意率")


def value(code: str, name: str, unit: Unit = Unit.RATE, english: str = "") -> Indicator:
    return replace(starters.typed(code), names=Names(name, english), unit=unit)


def form_of(*typed: Indicator) -> RatingForm:
    return RatingForm((), typed=typed)


def meant(form: RatingForm, *heads: str) -> dict[str, str]:
    found = columns_of(["工号", *heads], form)
    return {} if found is None else {heads[at - 1]: item.code for at, item in found.values.items()}


THREE = form_of(*(value(code, name) for code, name in zip(("tel", "chat", "all"), CHANNELS, strict=True)))


@pytest.mark.parametrize("heads", [CHANNELS, CHANNELS[::-1], ("满意率(在线)", "满意率", "满意率(电话)(%)")])
def test_names_that_differ_only_in_brackets_are_told_apart(heads: tuple[str, ...]) -> None:
    right = {"满意率（电话）": "tel", "满意率（在线）": "chat", "满意率": "all"}
    right |= {"满意率(在线)": "chat", "满意率(电话)(%)": "tel"}
    assert meant(THREE, *heads) == {head: right[head] for head in heads}


def test_chinese_headings_have_full_width_brackets_and_those_of_older_templates_are_read() -> None:
    form = form_of(value("a", "达成率", english="Reached"))
    i18n.set_language("zh_CN")
    (head,) = template_headings(form).values()
    assert head == "达成率（%）"
    for said in (head, "达成率 (%)", "达成率(%)", "Reached (%)"):
        assert meant(form, said) == {said: "a"}


def test_part_of_a_name_is_no_name_and_is_said() -> None:
    two = form_of(*THREE.typed[:2])
    found = columns_of(["工号", "满意率", "满意率（在线）", "满意率（网店）", "备用"], two)
    assert found is not None
    assert {at: item.code for at, item in found.values.items()} == {2: "chat"}
    assert found.unused == (1, 3, 4)


@pytest.mark.parametrize(
    "form, heads, what, named",
    [
        (
            form_of(value("a", "满意率"), value("b", "满意率")),
            ["满意率"],
            "ambiguous",
            ("“满意率” (a)", "“满意率” (b)"),
        ),
        (
            form_of(value("a", "x y"), value("b", "x-y")),
            ["xy"],
            "ambiguous",
            ("“x y” (a)", "“x-y” (b)"),
        ),
        (THREE, ["满意率", "all"], "twice", ("“满意率”", "“all”", "“满意率” (all)")),
        (THREE, ["满意率", "满意率"], "twice", ("“满意率” (all)",)),
        (
            form_of(value("a", "备注"), value("b", "b")),
            ["备注", "b"],
            "ambiguous",
            ("“备注” (a)", "Comment"),
        ),
    ],
)
def test_what_could_mean_two_is_refused_with_both_named(
    form: RatingForm, heads: list[str], what: str, named: tuple[str, ...]
) -> None:
    with refuses(f"score_sheet.column_{what}", *named):
        columns_of(["工号", *heads], form)


def test_a_code_in_square_brackets_settles_it() -> None:
    form = form_of(value("a", "满意率"), value("b", "满意率"), value("c", "备注"))
    assert meant(form, "满意率 [b]", "随便 [a]", "备注 [c]") == {
        "满意率 [b]": "b", "随便 [a]": "a", "备注 [c]": "c",
    }  # fmt: skip


def test_a_unit_that_does_not_fit_is_no_heading_of_it() -> None:
    form = form_of(value("a", "时长", Unit.SECONDS), value("b", "申诉率", Unit.PER_MILLION))
    assert meant(form, "时长(分钟)", "申诉率（ppm）") == {"时长(分钟)": "a", "申诉率（ppm）": "b"}
    assert meant(form, "时长(%)", "申诉率") == {"申诉率": "b"}


names = st.text("满意率电话在线（）()[]%秒 ab-分", max_size=8).filter(lambda text: bool(text.strip()))
some_codes = st.lists(
    st.sampled_from(["a", "b", "ab", "满意率", "c_d", "备注", "name", "id"]), min_size=1, unique=True
)


@settings(max_examples=300, deadline=None)
@given(some_codes, st.data())
def test_any_template_is_read_back(codes: list[str], data: st.DataObject) -> None:
    units = st.sampled_from([unit for unit in Unit if unit is not Unit.RATING])
    typed = [
        value(code, data.draw(names), data.draw(units), data.draw(st.just("") | names)) for code in codes
    ]
    form = form_of(*typed)
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        heads = template_headings(form)
        own = [_(text) for text in ("Staff number", "Name", "Team", "Comment")]
        found = columns_of([*own[:3], *heads.values(), own[3]], form)
        assert found is not None
        assert [found.values[at + 3].code for at in range(len(typed))] == codes
        assert (found.number, found.name, found.comment, found.unused) == (0, 1, len(typed) + 3, ())


# ---- in an office


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = setup.create_office(tmp_path / "b.qadesk", name="B", user_name="S", first_cycle=period(CODE))
    with made.write() as connection:
        rows = [{"office_id": made.id, "staff_no": n, "name": n, "status": "active"} for n in "123"]
        connection.execute(insert(tables.agent), rows)
    yield made
    made.close()


def put_on(office: Office, file: str) -> None:
    reading = read_text(DATA / file)
    assert reading.data is not None
    forms.put_on(office, from_dict(reading.data))


def stored(office: Office) -> dict[str, dict[str, Decimal]]:
    return {entry.staff_no: dict(entry.values) for entry in boards.board(office, CODE).entries}


def test_a_table_by_channel_goes_where_it_belongs(branch: Office, tmp_path: Path) -> None:
    put_on(branch, "channels.yaml")
    report = score_files.import_scores(branch, CODE, DATA / "channels-values.csv").value
    assert (report.values, report.rejected, report.unused) == (6, (), ())
    made = results.results(branch, CODE)
    found = {n: made.of(n).assessment for n in "123"}
    assert {n: (str(one.total), one.grade) for n, one in found.items()} == {
        "1": ("60.00", "B"), "2": ("40.00", "B"), "3": ("100.00", "A"),
    }  # fmt: skip
    file = tmp_path / "t.xlsx"
    score_files.export_template(branch, CODE, file)
    book = openpyxl.load_workbook(file)
    assert [cell.value for cell in book.worksheets[0][1]][3:5] == ["满意率（电话） (%)", "满意率（在线） (%)"]
    book.worksheets[0]["D2"], book.worksheets[0]["E2"] = 0.7, 0.6  # the cells show percentages
    book.save(file)
    report = score_files.import_scores(branch, CODE, file).value
    assert stored(branch)["1"] == {"sat_tel": Decimal("0.7"), "sat_chat": Decimal("0.6")}
    assert (report.values, report.unchanged) == (2, 2)


def csv(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "v.csv"
    file.write_text(text, "utf-8")
    return file


def reasons(report: ScoreReport) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in report.rejected]


def test_a_bare_one_among_shares_is_asked_too(branch: Office, tmp_path: Path) -> None:
    put_on(branch, "channels.yaml")
    file = csv(tmp_path, "工号,sat_tel,sat_chat\n1,0.95,1\n2,1,2\n3,97,\n")
    report = score_files.import_scores(branch, CODE, file).value
    assert reasons(report) == [(2, "two_readings"), (3, "two_readings")]
    assert stored(branch)["3"] == {"sat_tel": Decimal("0.97")}


def test_columns_without_use_are_named(branch: Office, tmp_path: Path) -> None:
    put_on(branch, "channels.yaml")
    file = csv(tmp_path, "工号,sat_tel,满意率,,\n1,95,80,x,\n2,96,,,\n")
    assert score_files.import_scores(branch, CODE, file).value.unused == ("满意率", "column D")


def test_other_sheets_of_scores_are_named(branch: Office, tmp_path: Path) -> None:
    put_on(branch, "channels.yaml")
    book = openpyxl.Workbook()
    for title in ("十月", "九月", "说明"):
        page = book.create_sheet(title)
        page.append(["工号", "sat_tel"] if title != "说明" else ["说明", "随意"])
        page.append(["1", "95%"])
    book.save(tmp_path / "s.xlsx")
    report = score_files.import_scores(branch, CODE, tmp_path / "s.xlsx").value
    assert (report.values, report.unread, report.unused) == (1, ("九月",), ())


def test_small_rates_keep_twelve_places(branch: Office, tmp_path: Path) -> None:
    put_on(branch, "conditional-and-improvement.yaml")
    file = csv(tmp_path, "工号,有责申诉率(百万分之)\n1,2.4\n2,1.4999999\n3,0.0000024\n")
    report = score_files.import_scores(branch, CODE, file).value
    assert reasons(report) == [(4, "two_readings")]
    assert stored(branch)["1"]["appeal"] == Decimal("0.0000024")
    assert stored(branch)["2"]["appeal"] == Decimal("0.0000015")  # 1.4999999 per million, to 12 places
    typed_values.save_value(branch, cycles.get(branch, CODE), "3", "appeal", Decimal("0.000001500001"))
    line = results.results(branch, CODE).of("3").assessment.line("appeal")
    assert (line.met, line.points) == (False, 80)
