"""What real exports write in their cells, from the file to what is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from qadesk.services.records import imports
from qadesk.services.records.imports import Answers
from qadesk.services.records.questions import Unanswered
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import names, refuses
from tests.unit.services.import_office import write

CASES = Path(__file__).parents[2] / "data" / "shapes" / "cases"


@pytest.fixture
def branch(office: Office) -> Office:
    """An office with the staff of the cases."""
    imports.run(office, CASES / "_roster.csv")
    return office


def _contacts(office: Office) -> dict[str, dict[str, Any]]:
    contact, agent = tables.contact, tables.agent
    rows = select(contact, agent.c.staff_no).join(agent, agent.c.id == contact.c.agent_id)
    with office.read() as connection:
        found = {row["ref"]: dict(row) for row in connection.execute(rows).mappings()}
    for row in found.values():
        row["local"] = (row["at"] + timedelta(hours=8)).replace(tzinfo=None).isoformat(" ")
    return found


def _complaints(office: Office) -> dict[str, dict[str, Any]]:
    with office.read() as connection:
        return {row["ref"]: dict(row) for row in connection.execute(select(tables.complaint)).mappings()}


def _seconds(found: dict[str, dict[str, Any]], *names: str) -> dict[str, tuple[float | None, ...]]:
    return {
        ref: tuple(None if row[name] is None else row[name] / 1000 for name in names)
        for ref, row in found.items()
    }


@pytest.mark.parametrize(
    "name, seconds",
    [
        ("duration_day_fraction.csv", {"a1": (5, 143), "a2": (6, 70)}),
        ("duration_day_fraction.xlsx", {"a1": (5, 143), "a2": (6, 70)}),
        ("duration_over_24h_some.ods", {"a1": (5, 90_600), "a2": (5, 70), "a3": (5, 130)}),
        ("response_as_moment.csv", {"c1": (12, None), "c2": (30, None)}),
        ("response_as_clock.csv", {"1": (17, None), "2": (16, None)}),
        ("p1_response_header_calls.csv", {"h1": (18, 232), "h2": (None, None)}),
        ("header_two_rows.xlsx", {"a1": (5, 60), "a2": (6, 70)}),
    ],
)
def test_lengths_of_time(branch: Office, name: str, seconds: dict[str, tuple[float | None, ...]]) -> None:
    assert imports.run(branch, CASES / name).rejected == ()
    assert _seconds(_contacts(branch), "response_ms", "talk_ms") == seconds


def test_serial_numbers_are_dates(branch: Office) -> None:
    imports.run(branch, CASES / "duration_day_fraction.csv")
    found = _contacts(branch)
    assert [found[ref]["local"] for ref in ("a1", "a2")] == ["2026-10-01 09:00:00", "2026-10-01 09:36:00"]


def test_milliseconds_without_a_word_are_asked_and_the_answer_is_remembered(branch: Office) -> None:
    path = CASES / "duration_milliseconds_talk.csv"
    with refuses("import.question_open", "0:01:46", "29:39:10", because="duration_unit"):
        imports.run(branch, path)
    assert _contacts(branch) == {}
    answers = Answers(readings={"talk": "ms", "response": "ms"})
    imports.run(branch, path, answers=answers)
    assert _seconds(_contacts(branch), "talk_ms") == {"g1": (143,), "g2": (70.5,)}
    assert imports.run(branch, path).duplicates == 2  # not asked again


def test_what_the_first_rows_do_not_show_is_asked_when_all_are_read(branch: Office, tmp_path: Path) -> None:
    rows = [
        f"c{n},2026-10-{n % 28 + 1:02} 09:{n % 60:02}:00,1001,{70 if n < 80 else 143_000}" for n in range(400)
    ]
    path = write(tmp_path / "a.csv", "通话ID,呼入时间,坐席工号,通话时长", *rows)
    with refuses("import.question_open", "通话时长", because="duration_unit"):
        imports.run(branch, path)
    assert _contacts(branch) == {}


def test_dates_that_excel_changed_over_are_asked_and_changed_back(branch: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["通话ID", "日期", "时间", "坐席工号", "通话时长"])
    for day in range(1, 32):
        date = datetime(2026, day, 10) if day <= 12 else f"{day}/10/2026"  # noqa: DTZ001 - cells know no zone
        sheet.append([f"c{day}", date, "09:00:00", "1001", 60])
    path = tmp_path / "export.xlsx"
    book.save(path)
    with pytest.raises(Unanswered) as caught:
        imports.run(branch, path)
    assert caught.value.because == ("dates_swapped",)
    assert names(str(caught.value), "2026-10-01 – 2026-10-31")
    assert [one.options for one in caught.value.asked] == [("--read dates=swapped", "--read dates=written")]
    imports.run(branch, path, answers=Answers(readings={"dates": "swapped"}))
    found = _contacts(branch)
    assert sorted(row["local"] for row in found.values()) == [
        f"2026-10-{day:02} 09:00:00" for day in range(1, 32)
    ]


def test_day_or_month_first_is_asked_or_settled_by_the_name_of_the_file(
    branch: Office, tmp_path: Path
) -> None:
    path = CASES / "dates_dmy_first_week.csv"
    with refuses("import.question_open", because="date_order"):
        imports.run(branch, path)
    named = tmp_path / "calls_2026-10.csv"
    named.write_bytes(path.read_bytes())
    imports.run(branch, named)
    found = _contacts(branch)
    assert [found[ref]["local"][:10] for ref in ("c1", "c2", "c3")] == [
        "2026-10-01",
        "2026-10-05",
        "2026-10-07",
    ]
    assert [found[ref]["answered"] for ref in ("c1", "c2", "c3")] == [True, True, False]


def test_who_hung_up_was_answered_if_there_was_talk(branch: Office) -> None:
    imports.run(branch, CASES / "answered_hangup.csv")
    assert {ref: row["answered"] for ref, row in _contacts(branch).items()} == {
        "a": True,
        "b": True,
        "c": False,
    }


def test_without_a_talk_time_it_is_not_known_whether_who_hung_up_was_answered(
    branch: Office, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "a.csv",
        "通话ID,呼入时间,坐席工号,响应时长,通话状态",
        "a,2026-10-01 09:00:00,1001,5,客户挂断",
        "b,2026-10-01 09:10:00,1001,5,接通",
    )
    report = imports.run(branch, path)
    assert [(bad.line, bad.reason) for bad in report.rejected] == [(2, "hung_up")]


def test_inbound_outbound_and_internal_are_kept_apart(branch: Office) -> None:
    imports.run(branch, CASES / "calls_direction.csv")
    assert {ref: row["direction"] for ref, row in _contacts(branch).items()} == {
        "a": "in", "b": "out", "c": "internal",
    }  # fmt: skip


def test_whose_fault_a_complaint_was(branch: Office) -> None:
    imports.run(branch, CASES / "complaints_responsibility_words.csv")
    found = _complaints(branch)
    assert {ref: (row["upheld"], row["fault"], row["in_part"]) for ref, row in found.items()} == {
        "t1": (True, "agent", False), "t2": (True, "courier", False), "t3": (True, "branch", False),
        "t4": (False, "customer", False), "t5": (True, None, True),
    }  # fmt: skip


def test_what_is_still_open_keeps_its_row_and_its_column(branch: Office) -> None:
    imports.run(branch, CASES / "p1_open_words_reject.csv")
    found = _complaints(branch)
    assert (found["T4"]["responded_at"], found["T4"]["closed_at"]) == (None, None)
    assert found["T1"]["closed_at"] == datetime(2026, 10, 2, 2, tzinfo=UTC)
    imports.run(branch, CASES / "p1_closed_column_vanishes.csv")
    found = _complaints(branch)
    assert found["t1"]["closed_at"] - found["t1"]["received_at"] == timedelta(hours=9)
    assert [found[f"t{n}"]["closed_at"] for n in range(2, 7)] == [None] * 5


def test_a_deadline_is_no_time_of_closing(branch: Office) -> None:
    imports.run(branch, CASES / "kind_12345.csv")
    found = _complaints(branch)
    assert found["W1"]["closed_at"] == datetime(2026, 10, 2, 1, tzinfo=UTC)
    assert found["W2"]["closed_at"] is None


def test_formulas_that_were_never_calculated_are_refused_by_name(branch: Office) -> None:
    report = imports.run(branch, CASES / "formula_uncached.xlsx")
    assert [(bad.line, bad.column, bad.reason) for bad in report.rejected] == [
        (2, "响应时长", "not_calculated"), (3, "响应时长", "not_calculated"),
    ]  # fmt: skip
    assert _contacts(branch) == {}


@pytest.mark.parametrize(
    "answers",
    [
        Answers(readings={"dates": "xyz"}), Answers(readings={"talk": "weeks"}),
        Answers(readings={"note": "s"}),
        Answers(readings={"rating": "ms"}), Answers(words={"answered": {"Y": "maybe"}}),
        Answers(words={"talk": {"Y": "yes"}}),
    ],
)  # fmt: skip
def test_an_answer_there_is_none_of_is_refused(branch: Office, answers: Answers) -> None:
    with refuses("import.no_such_answer"):
        imports.run(branch, CASES / "answered_hangup.csv", answers=answers)


def test_errors_saved_as_text_are_named(branch: Office, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        "通话ID,呼入时间,坐席工号,通话时长,响应时长,满意度",
        *(f"c{n},2026-10-01 09:{n:02}:00,1001,60,5,5" for n in range(40)),
        "e1,2026-10-01 10:00:00,1001,#DIV/0!,5,5",
        "e2,2026-10-01 10:01:00,#N/A,60,5,5",
        "e3,2026-10-01 10:02:00,1001,60,5,#REF!",
        "e4,#VALUE!,1001,60,5,5",
    )
    report = imports.run(branch, path)
    assert {bad.value: bad.reason for bad in report.rejected} == dict.fromkeys(
        ("#DIV/0!", "#N/A", "#REF!", "#VALUE!"), "error_cell"
    )
    assert len(_contacts(branch)) == 40


def test_a_merged_cell_stands_in_each_of_its_rows(branch: Office) -> None:
    imports.run(branch, CASES / "merged_agent.xlsx")
    assert {ref: row["staff_no"] for ref, row in _contacts(branch).items()} == {
        "a1": "1001", "a2": "1001", "a3": "1002",
    }  # fmt: skip


def test_two_people_in_a_cell_are_nobody(branch: Office) -> None:
    report = imports.run(branch, CASES / "agent_partial_names.csv")
    assert {bad.line: bad.reason for bad in report.rejected} == {
        3: "two_people", 4: "two_people", 5: "two_people", 8: "name_disagrees", 9: "unknown_agent",
        10: "unknown_agent",
    }  # fmt: skip
    assert {ref: row["staff_no"] for ref, row in _contacts(branch).items()} == {
        "1": "1001", "5": "1001", "6": "1001", "10": "1002",
    }  # fmt: skip


def test_a_staff_list_with_one_number_for_two_is_refused_with_both_lines(office: Office) -> None:
    with refuses("roster.number_of_two_people", "2", "3", "001", "甲一", "乙二"):
        imports.run(office, CASES / "roster_duplicate_no.csv")


def test_english_and_chinese_headings_are_nobody(office: Office) -> None:
    imports.run(office, CASES / "roster_double_header.csv")
    with office.read() as connection:
        numbers = connection.execute(select(tables.agent.c.staff_no)).scalars().all()
    assert sorted(numbers) == ["RY001", "RY002"]


def test_status_codes_are_asked(office: Office, tmp_path: Path) -> None:
    path = write(tmp_path / "花名册.csv", "工号,姓名,状态", "1,甲,1", "2,乙,1", "3,丙,2")
    with refuses("import.question_open", "状态", because="meaning"):
        imports.run(office, path)
    imports.run(office, path, answers=Answers(words={"status": {"1": "active", "2": "left"}}))
    with office.read() as connection:
        found = connection.execute(select(tables.agent.c.staff_no, tables.agent.c.status)).all()
    assert sorted(map(tuple, found)) == [("1", "active"), ("2", "active"), ("3", "left")]


def test_a_day_without_a_year_is_of_the_period_the_file_is_of(branch: Office, tmp_path: Path) -> None:
    lines = ["编号,日期,客服工号,类型", "a,9月3日,1001,表扬", "b,9月30日,1001,差错"]
    report = imports.run(branch, write(tmp_path / "表扬_2026-09.csv", *lines))
    assert (report.imported, report.rejected) == (2, ())
    assert imports.history(branch)[0].first_day == date(2026, 9, 3)
    told = imports.run(
        branch, write(tmp_path / "表扬.csv", lines[0], "c,2月3日,1001,表扬", "d,3月3日,1001,表扬")
    )
    assert {row.reason for row in told.rejected} == {"no_year"}, "nothing says which"


def test_a_column_that_is_there_and_cannot_be_read_is_not_called_missing(
    branch: Office, tmp_path: Path
) -> None:
    file = write(tmp_path / "表扬.csv", "编号,日期,客服工号,类型", "a,昨天,1001,表扬", "b,前天,1001,差错")
    with refuses("import.column_unreadable", "日期", "昨天", "前天"):
        imports.run(branch, file)
