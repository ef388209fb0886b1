"""What a file is taken for: kinds, headers and contents as other offices' systems write them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qadesk.kinds import registry
from qadesk.kinds.registry import KINDS
from qadesk.tabular.choosing import Answers
from qadesk.tabular.directory import Directory
from qadesk.tabular.layout import Layout, likeliest, settle, signature_of
from tests.refusals import refuses

PEOPLE = Directory([(1, "KF1", "龚䶮"), (2, "KF2", "Anna Schmidt"), (3, "1003", "马堃")])


def settled(path: Path, **said: object) -> Layout:
    return likeliest(settle(path, PEOPLE, {}, Answers(**said)))  # type: ignore[arg-type]


def mapped(layout: Layout) -> dict[str, str]:
    return {name: header for name, header in layout.mapping.items() if header}


def table(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


FILES = [
    (
        "calls",
        (
            "通话记录",
            "坐席,来电时间,振铃时长(秒),通话时长(秒),客户评价,通话ID",
            "KF1,2026-10-03 09:05:12,5,60,满意,1",
        ),
        {
            "agent": "坐席",
            "at": "来电时间",
            "response": "振铃时长(秒)",
            "talk": "通话时长(秒)",
            "rating": "客户评价",
            "ref": "通话ID",
        },
    ),
    (
        "calls",
        (
            "Call report",
            "Call ID,Agent,Start time,Disposition,Ring time,Talk time,CSAT",
            "9,KF1,2026-10-03 09:05,Answered,0:05,1:20,5",
        ),
        {
            "ref": "Call ID",
            "agent": "Agent",
            "at": "Start time",
            "answered": "Disposition",
            "response": "Ring time",
            "talk": "Talk time",
            "rating": "CSAT",
        },
    ),
    (
        "calls",
        ("来电", "日期,时间,员工工号,员工姓名,等待时长,是否解决", "2026/10/3,9:05:12,KF1,龚䶮,5,是"),
        {
            "date": "日期",
            "time": "时间",
            "agent": "员工工号",
            "agent_name": "员工姓名",
            "response": "等待时长",
            "resolved": "是否解决",
        },
    ),
    (
        "chats",
        (
            "x",
            "会话编号,接待客服,会话开始时间,首响时长,是否一次解决,星级",
            "1,龚䶮,2026-10-03 09:05,12,是,★★★★☆",
        ),
        {
            "ref": "会话编号",
            "agent": "接待客服",
            "at": "会话开始时间",
            "response": "首响时长",
            "resolved": "是否一次解决",
            "rating": "星级",
        },
    ),
    (
        "complaints",
        (
            "x",
            "Ticket No,Agent ID,Received at,First response,Closed at,Severity,Escalated,Upheld",
            "1,KF1,2026-10-03,2026-10-03 9:00,,high,no,yes",
        ),
        {
            "ref": "Ticket No",
            "agent": "Agent ID",
            "received_at": "Received at",
            "responded_at": "First response",
            "closed_at": "Closed at",
            "level": "Severity",
            "escalated": "Escalated",
            "upheld": "Upheld",
        },
    ),
    (
        "incidents",
        ("x", "登记日期,员工,奖惩类型,事由", "2026-10-03,马堃,锦旗,谢谢"),
        {"day": "登记日期", "agent": "员工", "kind": "奖惩类型", "note": "事由"},
    ),
    (
        "surveys",
        ("x", "Survey ID,Date,Agent,NPS,Comment", "1,2026-10-03,KF2,9,good"),
        {"ref": "Survey ID", "at": "Date", "agent": "Agent", "score": "NPS", "comment": "Comment"},
    ),
    (
        "deliveries",
        ("x", "统计日期,应签收,及时签收,签收率", "2026-10-03,100,97,97%"),
        {"day": "统计日期", "due": "应签收", "on_time": "及时签收"},
    ),
    (
        "roster",
        (
            "x",
            "Employee ID,Name,Department,Job title,Hire date,Status",
            "KF9,Bob,Day,Agent,2024-01-02,active",
        ),
        {
            "staff_no": "Employee ID",
            "name": "Name",
            "team": "Department",
            "post": "Job title",
            "hired_on": "Hire date",
            "status": "Status",
        },
    ),
]


@pytest.mark.parametrize("kind,file,mapping", FILES)
def test_headers_of_other_systems(
    kind: str, file: tuple[str, ...], mapping: dict[str, str], tmp_path: Path
) -> None:
    title, header, row = file
    layout = settled(table(tmp_path / "export.csv", title, "", header, *[row] * 5))
    assert layout.kind is not None
    assert (layout.kind.name, mapped(layout)) == (kind, mapping)
    assert layout.header.line == 3


def test_contents_decide_between_two_headers_that_could_mean_the_same(tmp_path: Path) -> None:
    lines = ("客服姓名,客服,时间,响应时间", *["龚䶮,KF1,2026-10-03 09:05,12"] * 4)
    layout = settled(table(tmp_path / "电话.csv", *lines))
    assert mapped(layout) == {"agent_name": "客服姓名", "agent": "客服", "at": "时间", "response": "响应时间"}


def test_columns_without_known_headers_are_told_by_their_contents_but_not_believed_unasked(
    tmp_path: Path,
) -> None:
    layout = settled(table(tmp_path / "a.csv", "甲,乙", *["KF1,2026-10-03 09:05"] * 4))
    assert mapped(layout) == {"agent": "甲", "at": "乙"}
    with refuses("import.not_recognised"):
        layout.check("a.csv")


def test_a_required_column_that_lacks_is_named(tmp_path: Path) -> None:
    layout = settled(table(tmp_path / "a.csv", "流水号,工号,满意度", "1,KF1,5"), kind="calls")
    with refuses("import.column_missing", "Date and time"):
        layout.check("a.csv")


def test_of_several_sheets_the_one_with_records_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["本表由系统导出", "请勿修改"])
    sheet = book.create_sheet("投诉")
    for row in (["工单号", "责任人工号", "受理时间"], ["T1", "KF1", "2026-10-03 09:05"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    layout = settled(tmp_path / "a.xlsx")
    assert layout.kind is not None
    assert (layout.kind.name, layout.source.sheet) == ("complaints", "投诉")


def test_headers_that_repeat_or_lack_are_told_apart(tmp_path: Path) -> None:
    layout = settled(table(tmp_path / "a.csv", "工号,呼入时间,备注,备注,", "KF1,2026-10-03 9:05,a,b,c"))
    assert layout.headers == ("工号", "呼入时间", "备注", "备注 (2)", "[E]")


def test_the_signature_is_that_of_the_headers_in_any_order() -> None:
    assert signature_of(["工号", "姓名"]) == signature_of(["姓名 ", "工号"])
    assert signature_of(["工号", "姓名"]) != signature_of(["工号", "名字"])


def test_day_first_is_told_from_the_whole_file_not_from_its_first_rows(tmp_path: Path) -> None:
    rows = ["KF1,03/10/2026 09:05"] * 300
    layout = settled(table(tmp_path / "通话.csv", "工号,呼入时间", *rows, "KF1,31/10/2026 09:05"))
    assert layout.readings.order == "dmy"
    layout = settled(table(tmp_path / "通话2.csv", "工号,呼入时间", *rows, "KF1,10/31/2026 09:05"))
    assert layout.readings.order == "mdy"


def test_a_file_without_any_header_is_refused(tmp_path: Path) -> None:
    with refuses("import.no_header_row"):
        settled(table(tmp_path / "a.csv", "hello", "world"))


def test_every_field_has_a_label_and_words_and_a_required_one_is_missed() -> None:
    for kind in registry.file_kinds().values():
        assert len({field.name for field in kind.fields}) == len(kind.fields)
        assert all(field.label and field.words for field in kind.fields)
        assert {field.name for field in registry.missing(kind, set())} == {
            f.name for f in kind.fields if f.required
        }
    assert registry.missing(KINDS["calls"], {"agent_name", "date"}) == ()


def test_numbers_and_names_beside_unknown_columns_are_no_staff_list(tmp_path: Path) -> None:
    layout = settled(table(tmp_path / "评分.csv", "工号,姓名,服务态度,沟通技巧", "KF1,龚䶮,5,4"))
    with refuses("import.not_recognised"):
        layout.check("评分.csv")
    names = settled(table(tmp_path / "名单.csv", "工号,姓名", "KF9,新人"))
    assert names.check("名单.csv").name == "roster"
