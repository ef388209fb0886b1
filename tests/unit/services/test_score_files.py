"""Scores by spreadsheet: the template, what a filled-in one may say, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import insert, select, update

from qadesk import i18n
from qadesk.domain.periods import period
from qadesk.domain.scorecard_forms import to_dict
from qadesk.errors import Cancelled, UserError
from qadesk.progress import Progress
from qadesk.services import cycles, scorecards, setup
from qadesk.services.assessment import exemptions
from qadesk.services.scoring import boards, drafts, score_files
from qadesk.services.scoring.forms import NA, Evaluation, EvaluationState
from qadesk.services.scoring.score_files import ScoreReport
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses

CODE = "2026-10"
PEOPLE = {"KF1": "龚䶮", "KF2": "=HYPERLINK(1)", "KF3": "Anna", "007": "赵超"}
HEAD = "工号,姓名,服务态度评分,沟通技巧评分,评语\n"

Import = Callable[..., ScoreReport]


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    path = tmp_path / "branch.qadesk"
    made = setup.create_office(path, name="Branch", user_name="Supervisor", first_cycle=period(CODE))
    with made.write() as connection:
        rows = [
            {"office_id": made.id, "staff_no": number, "name": name, "status": "active"}
            for number, name in PEOPLE.items()
        ]
        connection.execute(insert(tables.agent), rows)
    yield made
    made.close()


@pytest.fixture
def read(branch: Office, tmp_path: Path) -> Import:
    def run(text: str, **how: bool) -> ScoreReport:
        file = tmp_path / "filled.csv"
        file.write_text(text, "utf-8")
        return score_files.import_scores(branch, CODE, file, **how).value

    return run


def entry(office: Office, staff_no: str) -> Evaluation:
    return next(e for e in boards.board(office, CODE).entries if e.staff_no == staff_no)


def reasons(report: ScoreReport) -> list[tuple[int, str, str, str]]:
    return [(r.line, r.column, r.value, r.reason) for r in report.rejected]


# ---- reading


def test_levels_comments_and_every_spelling(branch: Office, read: Import) -> None:
    text = HEAD + "KF1,龚䶮,4,５,耐心\nKF2,,优秀,4分,\nkf3,,N/A,不适用,\n007,,4.0,,\n"
    report = read(text)
    assert (report.rows, report.agents, report.ratings, report.rejected) == (4, 4, 7, ())
    assert entry(branch, "KF1").levels == {"attitude": Decimal(4), "communication": Decimal(5)}
    assert entry(branch, "KF1").comment == "耐心"
    assert entry(branch, "KF2").levels == {"attitude": Decimal(5), "communication": Decimal(4)}
    assert entry(branch, "KF3").levels == {"attitude": NA, "communication": NA}
    assert entry(branch, "007").levels == {"attitude": Decimal(4)}
    assert entry(branch, "KF1").state is EvaluationState.DRAFT


def test_a_blank_leaves_what_there_is(branch: Office, read: Import) -> None:
    cycle = cycles.get(branch, CODE)
    drafts.rate(branch, cycle, "KF1", "attitude", Decimal(2))
    drafts.comment(branch, cycle, "KF1", "kept")
    report = read(HEAD + "KF1,,,3,\nKF2,,,-,\n")
    assert entry(branch, "KF1").levels == {"attitude": Decimal(2), "communication": Decimal(3)}
    assert entry(branch, "KF1").comment == "kept"
    assert (report.agents, report.unchanged) == (1, 1)


def test_a_bad_row_says_where_and_why_and_nothing_of_it_is_stored(branch: Office, read: Import) -> None:
    text = HEAD + "KF1,,6,4,\nKF2,,4,4.5,\n,x,4,4,\nKF9,,4,4,\nKF3,,4,4,\nKF3,,5,5,\n007,,4,4,,extra\n"
    report = read(text)
    assert reasons(report) == [
        (2, "服务态度评分", "6", "level"),
        (3, "沟通技巧评分", "4.5", "level"),
        (4, "工号", "", "blank"),
        (5, "工号", "KF9", "unknown_agent"),
        (7, "工号", "KF3", "twice"),
        (8, "工号", "007", "extra_cells"),
    ]
    assert all(row.wording and row.wording != row.reason for row in report.rejected)
    stored = {e.staff_no for e in boards.board(branch, CODE).entries if e.levels}
    assert stored == {"KF3"}
    assert entry(branch, "KF3").levels["attitude"] == Decimal(4)


def test_a_row_with_another_agents_name_is_refused(branch: Office, read: Import) -> None:
    text = HEAD + "KF1,龚 䶮,4,4,\nKF3,赵超,4,4,\n007,nickname,4,4,\n"
    assert reasons(read(text)) == [(3, "姓名", "赵超", "other_name")]
    stored = {e.staff_no for e in boards.board(branch, CODE).entries if e.levels}
    assert stored == {"KF1", "007"}


def test_half_points_where_the_scorecard_takes_them(branch: Office, read: Import) -> None:
    content = to_dict(scorecards.shipped()) | {"half_points": True}
    with branch.write() as connection:
        connection.execute(update(tables.scorecard).values(content=content))
    report = read(HEAD + "KF1,,3.5,4,\nKF2,,3.25,4,\n")
    assert entry(branch, "KF1").levels["attitude"] == Decimal("3.5")
    assert reasons(report) == [(3, "服务态度评分", "3.25", "half_level")]


def test_a_submitted_evaluation_is_not_overwritten(branch: Office, read: Import) -> None:
    both = HEAD + "KF1,,4,4,\n"
    assert read(both, submit=True).submitted == ("KF1",)
    assert read(both).unchanged == 1
    assert reasons(read(HEAD + "KF1,,5,4,\n")) == [(2, "工号", "KF1", "submitted")]
    assert entry(branch, "KF1").levels["attitude"] == Decimal(4)


def test_submitting_leaves_what_is_not_complete(branch: Office, read: Import) -> None:
    report = read(HEAD + "KF1,,4,4,\nKF2,,4,,\n", submit=True)
    assert (report.submitted, report.incomplete) == (("KF1",), ("KF2",))
    assert entry(branch, "KF2").state is EvaluationState.DRAFT


def test_an_exempt_item_may_only_be_left_or_na(branch: Office, read: Import) -> None:
    exemptions.exempt(branch, CODE, "KF1", "communication", "na", "only chats")
    assert reasons(read(HEAD + "KF1,,4,4,\n")) == [(2, "沟通技巧评分", "4", "not_assessed")]
    assert read(HEAD + "KF1,,4,N/A,\n").ratings == 1


def test_headers_may_be_english_or_codes_below_a_title(branch: Office, read: Import) -> None:
    read("Scores of October,,\nStaff number,attitude,Communication rating\nKF1,4,3\n")
    assert entry(branch, "KF1").levels == {"attitude": Decimal(4), "communication": Decimal(3)}


def test_a_file_without_the_columns_is_refused(branch: Office, read: Import) -> None:
    with refuses("score_sheet.not_recognised"):
        read("工号,姓名\nKF1,x\n")
    with refuses("score_sheet.not_recognised"):
        read("姓名,服务态度评分\nx,4\n")


def test_a_closed_cycle_is_refused(branch: Office, read: Import) -> None:
    with branch.write() as connection:
        connection.execute(update(tables.cycle).values(status="closed", closed_at=branch.now()))
    with refuses("cycle.closed"):
        read(HEAD + "KF1,,4,4,\n")


def test_the_template_of_another_month_is_refused(branch: Office, tmp_path: Path) -> None:
    """October's sheet comes back when November is open already, and is the newest."""
    file = tmp_path / "scores.xlsx"
    score_files.export_template(branch, CODE, file)
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["D2"] = 4
    book.save(file)
    cycles.open_cycle(branch, "2026-11")
    with refuses("score_sheet.other_cycle", "2026-10") as refused:
        score_files.import_scores(branch, "2026-11", file)
    assert "--cycle 2026-10" in str(refused.value)
    assert score_files.import_scores(branch, CODE, file).value.ratings == 1


@pytest.mark.parametrize(
    "name, title, month, taken",
    [
        ("评分_2026-09.csv", "", "", 0),
        ("评分 2026年9月.csv", "", "", 0),
        ("scores.csv", "2026年9月客服评分表", "", 0),
        ("scores.csv", "", "2026-09", 0),
        ("scores.csv", "", "9月", 0),
        ("评分_2026-10.csv", "2026年10月客服评分表", "2026-10", 1),
        ("评分 2026-11-03.csv", "填表日期 2026-11-03", "10月", 1),  # when it was filled in
        ("评分 2026-09 2026-10.csv", "", "", 1),
    ],
)
def test_a_sheet_that_names_another_month_is_not_taken_for_this_one(
    branch: Office, tmp_path: Path, name: str, title: str, month: str, taken: int
) -> None:
    heads = ("工号", "姓名", *(["月份"] if month else ()), "服务态度评分")
    row = ("KF1", "龚䶮", *([month] if month else ()), "4")
    file = tmp_path / name
    file.write_text("\n".join([*([title] if title else ()), ",".join(heads), ",".join(row)]), "utf-8")
    try:
        report = score_files.import_scores(branch, CODE, file).value
    except UserError:
        assert taken == 0
    else:
        assert report.ratings == taken
        assert [one.reason for one in report.rejected] == ([] if taken else ["other_month"])


def test_cancelling_stores_nothing(branch: Office, tmp_path: Path) -> None:
    file = tmp_path / "filled.csv"
    file.write_text(HEAD + "KF1,,4,4,\nKF2,,4,4,\n", "utf-8")
    progress = Progress(lambda _done, _total, _text: progress.cancel())
    with pytest.raises(Cancelled):
        score_files.import_scores(branch, CODE, file, progress)
    assert all(e.state is EvaluationState.NONE for e in boards.board(branch, CODE).entries)


def test_an_import_can_be_taken_back(branch: Office, read: Import) -> None:
    cycle = cycles.get(branch, CODE)
    drafts.rate(branch, cycle, "KF1", "attitude", Decimal(2))
    before = {e.staff_no: (e.levels, e.comment) for e in boards.board(branch, CODE).entries}
    report = read(HEAD + "KF1,,4,4,good\nKF2,,5,5,\n")
    score_files.take_back(branch, report, CODE)
    assert {e.staff_no: (e.levels, e.comment) for e in boards.board(branch, CODE).entries} == before
    with branch.read() as connection:
        actions = list(
            connection.execute(select(tables.audit.c.action).order_by(tables.audit.c.id)).scalars()
        )
    assert actions[-2:] == ["evaluation.import", "evaluation.import.undo"]


def test_taking_an_import_back_leaves_what_was_changed_since(branch: Office, read: Import) -> None:
    cycle = cycles.get(branch, CODE)
    report = read(HEAD + "KF1,,4,4,good\nKF2,,5,5,\nKF3,,2,2,\n")
    drafts.rate(branch, cycle, "KF1", "attitude", Decimal(3))
    drafts.comment(branch, cycle, "KF1", "better")
    drafts.comment(branch, cycle, "KF2", "why", item="attitude")
    assert score_files.take_back(branch, report, CODE).value == 3
    assert entry(branch, "KF1").levels == {"attitude": Decimal(3)}
    assert entry(branch, "KF1").comment == "better"
    assert entry(branch, "KF2").levels == {"attitude": Decimal(5)}
    assert entry(branch, "KF3").state is EvaluationState.NONE


# ---- the template


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_template_comes_back_unchanged(branch: Office, tmp_path: Path, language: str) -> None:
    i18n.set_language(language)
    cycle = cycles.get(branch, CODE)
    drafts.rate(branch, cycle, "KF1", "attitude", Decimal(4))
    drafts.rate(branch, cycle, "KF1", "communication", NA)
    drafts.comment(branch, cycle, "KF1", "-2 被误认为公式")
    exemptions.exempt(branch, CODE, "KF3", "attitude", "na", "new")
    path = tmp_path / "template.xlsx"
    score_files.export_template(branch, CODE, path)
    report = score_files.import_scores(branch, CODE, path).value
    assert (report.rows, report.unchanged, report.rejected) == (4, 4, ())


def test_the_template_holds_what_is_scored_and_the_wording(branch: Office, tmp_path: Path) -> None:
    i18n.set_language("zh_CN")
    drafts.rate(branch, cycles.get(branch, CODE), "KF1", "attitude", Decimal(4))
    path = tmp_path / "template.xlsx"
    score_files.export_template(branch, CODE, path)
    book = openpyxl.load_workbook(path)
    scores, levels = book.worksheets
    rows = {row[0]: row for row in scores.iter_rows(values_only=True)}
    assert rows["工号"] == ("工号", "姓名", "班组", "服务态度评分", "沟通技巧评分", "评语")
    assert rows["KF1"][1:5] == ("龚䶮", None, 4, None)
    assert "007" in rows  # no leading zero lost
    kinds = {cell.data_type for row in scores.iter_rows() for cell in row}
    assert "f" not in kinds  # the name =HYPERLINK(1) is text
    assert rows["KF2"][1] == "=HYPERLINK(1)"
    assert [v.formula1 for v in scores.data_validations.dataValidation] == ['"1,2,3,4,5,不适用"'] * 2
    words = [cell for row in levels.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert any(word.startswith("始终热情、耐心、礼貌") for word in words)


def test_a_template_that_cannot_be_written_leaves_no_file(branch: Office, tmp_path: Path) -> None:
    with refuses("file.no_folder"):
        score_files.export_template(branch, CODE, tmp_path / "no such folder" / "t.xlsx")
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".xlsx"] == []
