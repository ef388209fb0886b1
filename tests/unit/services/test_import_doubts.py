"""What an import says or asks although every row can be read: zones, short rows, callers, months, sums."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from sqlalchemy import select

from qadesk.domain.periods import period
from qadesk.services import setup
from qadesk.services.records import import_words, imports
from qadesk.services.records.imports import Answers
from qadesk.services.records.questions import Unanswered
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services.import_office import contents, staff, write

SHAPES = Path(__file__).parents[2] / "data" / "shapes"
HEADS = "通话ID,坐席工号,呼入时间,响应时长(秒),通话时长(秒)"


@pytest.fixture
def branch(office: Office) -> Office:
    staff(office, [("1001", "张三"), ("1002", "李四")])
    return office


def _warned(office: Office, file: Path) -> dict[str, str]:
    return {one.code: one.text for one in imports.run(office, file).sheets[0].warnings}


def _begun(office: Office) -> list[datetime]:
    with office.read() as connection:
        return list(connection.execute(select(tables.contact.c.at).order_by(tables.contact.c.ref)).scalars())


@pytest.mark.parametrize(
    "heads, row",
    [
        ("Call ID,Agent,Start Time (PST),Ring secs", "a,1001,2026-10-02 09:00,5"),
        ("Call ID,Agent,Date (Eastern Time),Time,Ring secs", "a,1001,2026-10-02,09:00,5"),
        ("Call ID,Agent,Start Time,Ring secs,Time Zone", "a,1001,2026-10-02 09:00,5,UTC"),
        ("通话ID,坐席工号,日期,时刻,振铃秒,时区", "a,1001,2026-10-02,09:00,5,Asia/Tokyo"),
    ],
)
def test_times_of_another_zone_are_never_taken_for_the_offices(
    branch: Office, tmp_path: Path, heads: str, row: str
) -> None:
    file = write(tmp_path / "calls.csv", heads, row)
    with pytest.raises(Unanswered) as stopped:
        imports.run(branch, file)
    (question,) = (one.question for one in stopped.value.asked)
    assert (question.code, [choice.answer for choice in question.readings]) == (
        "zone",
        ["local", "utc", "none"],
    )
    imports.run(branch, file, answers=Answers(readings={question.field: "utc"}))
    assert _begun(branch) == [datetime(2026, 10, 2, 9, tzinfo=UTC)]


@pytest.mark.parametrize(
    "heads, row, hour",
    [
        ("Call ID,Agent,Start Time (CST),Ring secs", "a,1001,2026-10-02 09:00,5", 1),
        ("Call ID,Agent,Start Time,Ring secs,Time Zone", "a,1001,2026-10-02 09:00,5,Asia/Shanghai", 1),
        ("Call ID,Agent,Start Time,Ring secs,Time Zone", "a,1001,2026-10-02 09:00,5,+08:00", 1),
        ("Call ID,Agent,Start Time,Ring secs,Time Zone", "a,1001,2026-10-02T09:00:00Z,5,Asia/Tokyo", 9),
        ("Call ID,Agent,Start Time (Asia/Tokyo),Ring secs", "a,1001,2026-10-02 09:00,5", 0),
        ("Call ID,Agent,Start Time (UTC),Ring secs,Time Zone", "a,1001,2026-10-02 09:00,5,Asia/Tokyo", 9),
        ("通话ID,坐席工号,呼入时间（北京时间）,振铃秒", "a,1001,2026-10-02 09:00,5", 1),
    ],
)
def test_the_offices_own_zone_and_one_named_beyond_doubt_are_not_asked(
    branch: Office, tmp_path: Path, heads: str, row: str, hour: int
) -> None:
    imports.run(branch, write(tmp_path / "calls.csv", heads, row))
    assert _begun(branch) == [datetime(2026, 10, 2, hour, tzinfo=UTC)]


def test_a_zone_is_answered_with_one_of_its_readings_alone(branch: Office, tmp_path: Path) -> None:
    file = write(tmp_path / "calls.csv", HEADS, "a,1001,2026-10-02 09:00,5,60")
    with refuses("import.no_such_answer"):
        imports.run(branch, file, answers=Answers(readings={"at": "min"}))


def test_a_row_that_ends_early_is_named(branch: Office, tmp_path: Path) -> None:
    """A cell that is missing in the middle moves all behind it to the left."""
    rows = [f"{name},1001,2026-10-01 09:0{n}:00,5,60,5" for n, name in enumerate("abc")]
    warned = _warned(
        branch, write(tmp_path / "a.csv", HEADS + ",满意度", *rows, "d,1002,2026-10-01 09:10:00,70,4")
    )
    assert "line 5" in warned["short_rows"]


def test_rows_that_all_end_early_are_how_the_system_writes(branch: Office, tmp_path: Path) -> None:
    rows = [f"{name},1001,2026-10-01 09:0{n}:00,5,60" for n, name in enumerate("abc")]
    assert "short_rows" not in _warned(branch, write(tmp_path / "a.csv", HEADS + ",满意度", *rows))


def test_a_date_in_a_month_that_nobody_opened_is_pointed_out(tmp_path: Path) -> None:
    branch = setup.create_office(
        tmp_path / "a.qadesk", name="城东", user_name="王主管", first_cycle=period("2026-10")
    )
    staff(branch, [("1001", "张三")])
    october, slip = "a,1001,2026-10-05 09:00:00,5,60", "b,1001,2026-02-10 09:00:00,5,60"
    warned = _warned(branch, write(tmp_path / "a.csv", HEADS, october, slip))
    assert "2026-02-10" in warned["in_no_cycle"]
    september = write(tmp_path / "b.csv", HEADS, "c,1001,2026-09-05 09:00:00,5,60")
    assert "2026-09-05" in _warned(branch, september)["in_no_cycle"]
    assert "in_no_cycle" not in _warned(branch, write(tmp_path / "c.csv", HEADS, october.replace("a,", "d,")))
    branch.close()


def test_calls_that_agents_made_themselves_are_pointed_out(branch: Office, tmp_path: Path) -> None:
    heads = "uniqueid,src,dst,start,billsec,disposition"
    inbound, internal = (
        "1.1,13800000001,1001,2026-10-01 09:00:00,60,ANSWERED",
        "1.2,1002,1001,2026-10-01 10:00:00,60,ANSWERED",
    )
    assert "own_callers" not in _warned(branch, write(tmp_path / "a.csv", heads, inbound))
    assert "“src”" in _warned(branch, write(tmp_path / "b.csv", heads, inbound, internal))["own_callers"]


def test_a_row_of_deliveries_that_adds_up_the_others_is_refused(branch: Office, tmp_path: Path) -> None:
    heads = "日期,时段,应签收,及时签收"
    parts = ("2026-10-01,上午,400,390", "2026-10-01,下午,600,560")
    before = contents(branch)
    with refuses("import.deliveries_summed"):
        imports.run(branch, write(tmp_path / "a.csv", heads, *parts, "2026-10-01,全天,1000,950"))
    assert contents(branch) == before
    imports.run(branch, write(tmp_path / "b.csv", heads, *parts))


def test_talk_times_that_contradict_the_codes_for_answered_are_asked(branch: Office, tmp_path: Path) -> None:
    heads = HEADS + ",接听状态"
    rows = (
        "a,1001,2026-10-01 09:00:00,5,60,0",
        "b,1001,2026-10-01 09:10:00,6,70,0",
        "c,1002,2026-10-01 09:20:00,36,0,1",
    )
    file = write(tmp_path / "a.csv", heads, *rows)
    with pytest.raises(Unanswered) as stopped:
        imports.run(branch, file)
    assert [one.question.field for one in stopped.value.asked] == ["answered"]
    imports.run(branch, file, answers=Answers(words={"answered": {"0": "yes", "1": "no"}}))
    with branch.read() as connection:
        answered = connection.execute(select(tables.contact.c.answered).order_by(tables.contact.c.ref))
        assert list(answered.scalars()) == [True, True, False]


def test_contacts_of_several_channels_are_refused(branch: Office, tmp_path: Path) -> None:
    """An e-mail answered after five hours is no chat that waited so long."""
    heads = "Conversation ID,Channel,Agent,Created at,First response time"
    chats = ("a,web,1001,2026-10-01 09:00,30s", "b,wechat,1001,2026-10-01 09:10,20s")
    with refuses("import.several_channels"):
        imports.run(branch, write(tmp_path / "chats.csv", heads, *chats, "c,email,1002,2026-10-01 09:20,5h"))
    assert imports.run(branch, write(tmp_path / "chats.csv", heads, *chats)).imported == 2


def test_lines_of_a_telephone_system_are_no_channels(branch: Office, tmp_path: Path) -> None:
    heads = "uniqueid,channel,dst,start,billsec,disposition"
    rows = (
        "1.1,SIP/phone-1,1001,2026-10-01 09:00:00,60,ANSWERED",
        "1.2,SIP/trunk-2,1002,2026-10-01 09:10:00,70,ANSWERED",
    )
    assert imports.run(branch, write(tmp_path / "cdr.csv", heads, *rows)).imported == 2


def test_a_column_of_directions_is_known_by_its_words(branch: Office, tmp_path: Path) -> None:
    heads = "Call ID,Agent,Start,Type,Wait,Talk"
    rows = ("a,1001,2026-10-01 09:00:00,Incoming,5,60", "b,1001,2026-10-01 09:10:00,Outgoing,6,60")
    file = write(tmp_path / "calls.csv", heads, *rows)
    with pytest.raises(Unanswered) as stopped:
        imports.run(branch, file)
    assert [one.question.field for one in stopped.value.asked] == ["direction"]
    imports.run(branch, file, answers=Answers(mapping={"direction": "Type"}))
    with branch.read() as connection:
        ways = connection.execute(select(tables.contact.c.direction).order_by(tables.contact.c.ref)).scalars()
        assert list(ways) == ["in", "out"]


def test_another_name_under_a_known_number_is_pointed_out(branch: Office, tmp_path: Path) -> None:
    file = write(tmp_path / "staff.csv", "工号,姓名,班组", "1001,钱七,一组", "1002,李四,二组")
    assert "1001 张三 → 钱七" in _warned(branch, file)["renamed"]
    assert "renamed" not in _warned(branch, file)


@pytest.mark.parametrize("heading", ["不推荐程度(0-10)", "推荐意愿（0-100）", "推荐分（1-5）"])
def test_a_recommendation_of_another_scale_or_turned_round_is_asked(
    branch: Office, tmp_path: Path, heading: str
) -> None:
    rows = "2026-10-01 09:00,1001,1", "2026-10-01 10:00,1002,9"
    with pytest.raises(Unanswered):
        imports.run(branch, write(tmp_path / "survey.csv", f"提交时间,客服工号,{heading}", *rows))


def test_a_time_that_cannot_be_read_is_named_and_not_its_day(branch: Office, tmp_path: Path) -> None:
    heads = "通话ID,坐席工号,日期,时间,通话时长"
    rows = [f"{name},1001,2026-10-01,14100{n},60" for n, name in enumerate("abcdefghi")]
    report = imports.run(branch, write(tmp_path / "calls.csv", heads, *rows, "z,1001,2026-10-01,90000,60"))
    assert [(one.line, one.column) for one in report.rejected] == [(11, "时间")]


def test_a_chat_that_is_over_was_answered_if_somebody_responded(branch: Office, tmp_path: Path) -> None:
    heads = "会话ID,客服,会话开始时间,首次响应时长(秒),状态"
    rows = "1,1001,2026-10-01 09:00:00,5,已结束", "2,1002,2026-10-01 09:10:00,,已结束"
    report = imports.run(branch, write(tmp_path / "chats.csv", heads, *rows))
    assert (report.imported, [one.reason for one in report.rejected]) == (1, ["hung_up"])


def test_means_typed_as_minutes_are_asked_and_read_as_answered(branch: Office) -> None:
    staff(branch, [("1003", "王五")])
    with pytest.raises(Unanswered) as stopped:
        imports.run(branch, SHAPES / "wb_totals_minutes.xlsx")
    asked = {one.question.field: [c.answer for c in one.question.readings] for one in stopped.value.asked}
    assert asked == {name: ["written", "m:s", "none"] for name in ("response_mean", "talk_mean")}
    answers = Answers(readings={"response_mean": "m:s", "talk_mean": "m:s"})
    imports.run(branch, SHAPES / "wb_totals_minutes.xlsx", answers=answers)
    total = tables.contact_total.c
    with branch.read() as connection:
        rows = connection.execute(
            select(total.contacts, total.talk_us, total.response_us).order_by(total.contacts)
        )
        means = [(n, talk / n / 1e6, response / n / 1e6) for n, talk, response in rows]
    assert means == [(20, 110, 6), (30, 90, 5), (40, 125, 8)]


def test_the_order_of_dates_said_of_an_earlier_file_gives_way_to_what_this_one_shows(
    branch: Office, tmp_path: Path
) -> None:
    heads = "Ref,Agent,Call time,Ring (sec)"
    first = write(tmp_path / "a.csv", heads, "a,1001,09/10/2026 09:00,5", "b,1002,11/10/2026 09:00,6")
    imports.run(branch, first, answers=Answers(readings={"dates": "dmy"}))
    later = write(tmp_path / "b.csv", heads, "c,1001,10/05/2026 09:00,5", "d,1002,10/13/2026 09:00,6")
    imports.run(branch, later)
    assert [(one.month, one.day) for one in _begun(branch)] == [(10, 9), (10, 11), (10, 5), (10, 13)]


def test_a_unit_said_of_an_earlier_file_is_asked_again_where_it_can_no_longer_be(
    branch: Office, tmp_path: Path
) -> None:
    heads = "Ref,Agent,Call time,Talk"
    first = write(
        tmp_path / "calls1.csv", heads, "a,1001,2026-10-05 09:00,60000", "b,1002,2026-10-06 09:00,70000"
    )
    imports.run(branch, first, answers=Answers(readings={"talk": "ms"}))
    again = write(tmp_path / "calls2.csv", heads, "c,1001,2026-10-07 09:00,65000")
    assert imports.run(branch, again).imported == 1
    later = write(tmp_path / "calls3.csv", heads, "d,1001,2026-10-07 10:00,60", "e,1002,2026-10-08 09:00,70")
    with pytest.raises(Unanswered) as stopped:
        imports.run(branch, later)
    assert [one.question.field for one in stopped.value.asked] == ["talk"]
    imports.run(branch, later, answers=Answers(readings={"talk": "s"}))
    with branch.read() as connection:
        talk = connection.execute(select(tables.contact.c.talk_ms).order_by(tables.contact.c.ref)).scalars()
        assert list(talk) == [60000, 70000, 65000, 60000, 70000]


def test_a_row_with_a_day_alone_among_moments_may_be_a_sum(branch: Office, tmp_path: Path) -> None:
    heads = "工号,呼入时间,振铃时长,通话时长"
    rows = "1001,2026-10-01 09:00:00,5,60", "1001,2026-10-01 09:20:00,7,80", "1002,2026-10-01 09:10:00,6,70"
    warned = _warned(branch, write(tmp_path / "a.csv", heads, "1001,2026-10-01,12,140", *rows))
    assert "2026-10-01" in warned["no_time_of_day"]
    assert "no_time_of_day" not in _warned(branch, write(tmp_path / "b.csv", heads, *rows))


def test_a_note_far_below_the_table_that_says_how_it_is_meant_is_asked(
    branch: Office, tmp_path: Path
) -> None:
    heads = "通话ID,坐席工号,呼入时间,通话时长"
    rows = [f"c{n},1001,2026-10-{n % 28 + 1:02d} 09:00:00,{n % 90 + 10}" for n in range(400)]
    noted = write(tmp_path / "a.csv", heads, *rows, "", "备注：通话时长单位为分钟,,,")
    before = contents(branch)
    with pytest.raises(Unanswered) as error:
        imports.run(branch, noted, answers=Answers(readings={"talk": "s"}))
    assert "备注：通话时长单位为分钟" in error.value.happened
    assert contents(branch) == before
    said = Answers(readings={"talk": "min", "notes": "as_is"})
    assert imports.run(branch, noted, answers=said).sheets[0].imported == 400
    with pytest.raises(Unanswered):  # what was said of one file's notes is not said of another's
        imports.run(branch, write(tmp_path / "b.csv", heads, *rows[:300], "", "备注：通话时长单位为分钟,,,"))


def test_rows_hidden_in_a_workbook_are_read_and_said(branch: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADS.split(","))
    for n in range(1, 6):
        sheet.append([f"c{n}", "1001", f"2026-10-0{n} 09:00:00", 5, 60])
    book.save(tmp_path / "all.xlsx")
    assert "hidden_rows" not in _warned(branch, tmp_path / "all.xlsx")
    sheet.row_dimensions[3].hidden = True
    book.save(tmp_path / "filtered.xlsx")
    assert _warned(branch, tmp_path / "filtered.xlsx")["hidden_rows"].startswith("1 ")


def test_rows_struck_through_in_a_workbook_are_read_and_said(branch: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADS.split(","))
    for n in range(1, 6):
        sheet.append([f"c{n}", "1001", f"2026-10-0{n} 09:00:00", 5, 60])
    sheet["A3"].font = Font(strike=True)  # one cell alone says nothing of its row
    book.save(tmp_path / "cell.xlsx")
    assert "struck_rows" not in _warned(branch, tmp_path / "cell.xlsx")
    for cell in sheet[4]:
        cell.font = Font(strike=True)
    book.save(tmp_path / "row.xlsx")
    assert _warned(branch, tmp_path / "row.xlsx")["struck_rows"].startswith("1 ")


def test_a_name_beside_the_number_is_no_warning_a_second_number_is(office: Office, tmp_path: Path) -> None:
    staff(office)

    def warned(second: str, cell: str) -> list[str]:
        lines = ("工单号,受理时间,责任人工号," + second, "T1,2026-10-03 09:05,007," + cell)
        path = tmp_path / f"投诉{cell}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        sheet = imports.preview(office, path)
        return [one.code for one in sheet.warnings]

    assert warned("责任人", "李强") == []
    assert warned("客服工号", "008") == ["rival_column"]


def test_numbers_of_rows_are_written_as_everywhere_else(tmp_path: Path) -> None:
    """1,234 in a warning, in what became of the file, in the list of imports, and for the parts left out."""
    branch = setup.create_office(
        tmp_path / "a.qadesk", name="城东", user_name="王主管", first_cycle=period("2026-10")
    )
    staff(branch, [("1001", "张三")])
    times = [f"2026-09-{1 + n // 60:02d} 09:{n % 60:02d}:00" for n in range(1234)]
    rows = [f"a{n:04d},1001,{time},5,60,4" for n, time in enumerate(times)]
    first = imports.run(branch, write(tmp_path / "a.csv", HEADS + ",满意度", *rows)).sheets[0]
    again = [row.replace("a", "b", 1).removesuffix(",4") for row in rows]
    second = imports.run(branch, write(tmp_path / "b.csv", HEADS + ",满意度", *again, *rows)).sheets[0]
    told = [one.text for report in (first, second) for one in report.warnings]
    told += [import_words.report_line(report) for report in (first, second)]
    told += [import_words.facts(batch, branch.local, 0) for batch in imports.history(branch)]
    assert {"in_no_cycle", "met_before"} <= {one.code for one in (*first.warnings, *second.warnings)}
    assert all("1234" not in text and "2468" not in text for text in told), told
    assert sum("1,234" in text for text in told) >= 5, told
    branch.close()
