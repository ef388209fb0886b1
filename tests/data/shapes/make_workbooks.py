"""Writes the workbooks of the shapes table anew: `python tests/data/shapes/make_workbooks.py`.

The two .xls files are kept as they are: nothing the project depends on writes them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).parent
CALLS = ["通话编号", "呼入时间", "坐席工号", "响应时长(秒)", "通话时长(秒)", "满意度"]


def _book(name: str) -> Any:
    book = xlsxwriter.Workbook(HERE / name)
    book.set_properties({"created": datetime(2026, 11, 2, tzinfo=UTC)})
    return book


def _sheet(book: Any, name: str, rows: list[list[Any]], **formats: Any) -> Any:
    """A sheet of `rows`; `formats` names a number format by column letter."""
    sheet = book.add_worksheet(name)
    styles = {column: book.add_format({"num_format": text}) for column, text in formats.items()}
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value, styles.get(chr(65 + column)) if at else None)
    return sheet


def time_cells() -> None:
    """Real dates and times: day and time of day in two columns, talk as [h]:mm:ss, one over a day."""
    book = _book("wb_time_cells.xlsx")
    rows: list[list[Any]] = [["话单ID", "日期", "时间", "座席工号", "振铃时长", "通话时长", "通话结果"]]
    rows += [
        ["z1", date(2026, 10, 1), time(9, 0, 0), "1001", 5 / 86400, 125 / 86400, "双方已接听"],
        ["z2", date(2026, 10, 1), time(9, 10, 0), "1002", 30 / 86400, 0, "座席侧未接听"],
        ["z3", date(2026, 10, 2), time(10, 0, 0), "1003", 7 / 86400, 60 / 86400, "双方已接听"],
    ]
    _sheet(book, "通话", rows, B="yyyy/m/d", C="h:mm:ss", E="h:mm:ss", F="[h]:mm:ss")
    book.close()


def notes_and_hidden() -> None:
    """Sessions, what the columns mean, and a hidden list of words."""
    book = _book("wb_notes_hidden.xlsx")
    rows = [["会话ID", "开始时间", "接待客服", "首次响应时长(秒)", "满意度", "解决状态", "关闭原因"]]
    rows += [
        ["q1", "2026-10-01 09:00:00", "张三", 10, "非常满意", "已解决", "客服关闭"],
        ["q2", "2026-10-01 09:30:00", "李四", 25, "不满意", "未解决", "访客离开"],
        ["q3", "2026-10-02 10:00:00", "王五", 8, "未评价", "未选择", "超时关闭"],
    ]
    _sheet(book, "会话明细", rows)
    _sheet(
        book,
        "字段说明",
        [
            ["字段", "说明"],
            ["首次响应时长", "访客首条消息到客服首次回复"],
            ["满意度", "访客评价，共五级"],
        ],
    )
    _sheet(book, "字典", [["满意度", "分值"], ["非常满意", 100], ["满意", 80], ["一般", 60]]).hide()
    book.close()


def four_weeks() -> None:
    """The same headings on four sheets; numbers start anew on each."""
    book = _book("wb_four_weeks.xlsx")
    for week in range(4):
        rows: list[list[Any]] = [["序号", *CALLS[1:]]]
        for at, agent in enumerate((1001, 1002)):
            day = 1 + 7 * week + at
            rows.append([at + 1, f"2026-10-{day:02} 09:00:00", agent, 5 + week, 60 + week, 5])
        _sheet(book, f"第{week + 1}周", rows)
    book.close()


def sheet_per_agent() -> None:
    """Whose calls they are only the sheet's name tells."""
    book = _book("wb_sheet_per_agent.xlsx")
    heading = ["通话编号", "呼入时间", "响应时长(秒)", "通话时长(秒)"]
    _sheet(
        book,
        "张三",
        [heading, ["a1", "2026-10-01 09:00:00", 5, 60], ["a2", "2026-10-01 10:00:00", 6, 70]],
    )
    _sheet(book, "李四", [heading, ["b1", "2026-10-01 09:00:00", 7, 80]])
    book.close()


def merged_headings() -> None:
    """Two lines of headings, agent merged over their rows, subtotals between, a total below."""
    book = _book("wb_merged_headings.xlsx")
    sheet = book.add_worksheet("明细")
    sheet.merge_range(0, 0, 0, 6, "2026年10月话务明细")
    sheet.merge_range(1, 0, 2, 0, "坐席工号")
    sheet.merge_range(1, 1, 1, 2, "来电")
    sheet.merge_range(1, 3, 1, 4, "时长(秒)")
    sheet.merge_range(1, 5, 2, 5, "满意度")
    sheet.merge_range(1, 6, 2, 6, "备注")
    for column, text in ((1, "编号"), (2, "时间"), (3, "振铃"), (4, "通话")):
        sheet.write(2, column, text)
    sheet.merge_range(3, 0, 4, 0, 1001)
    rows = [
        ["m1", "2026-10-01 09:00:00", 5, 60, 5],
        ["m2", "2026-10-01 09:10:00", 6, 70, 4],
        ["小计", "", 11, 130, 9],
        ["m3", "2026-10-02 09:00:00", 7, 80, 3],
        ["小计", "", 7, 80, 3],
    ]
    for at, row in enumerate(rows):
        sheet.write_row(3 + at, 1, row)
    sheet.write(6, 0, 1002)
    sheet.write_row(8, 0, ["合计", "", "", 18, 210, 12])
    book.close()


def error_cells() -> None:
    """Cells that show an error among good ones."""
    book = _book("wb_error_cells.xlsx")
    rows = [
        CALLS,
        ["e1", "2026-10-01 09:00:00", 1001, 5, 60, 5],
        ["e2", "2026-10-01 09:10:00", 1002, 6, None, 4],
        ["e3", "2026-10-02 09:00:00", 1003, 7, 80, None],
    ]
    sheet = _sheet(book, "通话", rows)
    sheet.write_formula(2, 4, "=1/0", None, "#DIV/0!")
    sheet.write_formula(3, 5, "=NA()", None, "#N/A")
    book.close()


def uncached_some() -> None:
    """Talk is a formula that was never calculated, but for one row."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["工单号", "投诉时间", "受理人工号", "首次响应时间", "结案时间", "是否属实"])
    sheet.append(["f1", "2026-10-01 09:00", 1001, "2026-10-01 09:30", "2026-10-01 18:00", "是"])
    sheet.append(["f2", "2026-10-02 09:00", 1002, "=B3", "=D3", "否"])
    book.save(HERE / "wb_uncached_some.xlsx")


def long_numbers() -> None:
    """Ticket numbers of 19 digits kept as numbers: three different ones have become equal."""
    book = _book("wb_long_numbers.xlsx")
    rows: list[list[Any]] = [["工单编号", "投诉时间", "受理人工号", "首次响应时间", "是否属实"]]
    for at, agent in enumerate((1001, 1002, 1003)):
        number = 2026100100000000120 + at
        rows.append([float(number), f"2026-10-0{at + 1} 09:00", agent, f"2026-10-0{at + 1} 09:30", "是"])
    _sheet(book, "工单", rows, A="0")
    book.close()


def shop_day_totals() -> None:
    """千牛-like: an agent's day, the name behind the shop's, percent cells, an average line."""
    book = _book("wb_shop_day_totals.xlsx")
    rows: list[list[Any]] = [["日期", "旺旺", "接待人数", "首次响应(秒)", "平均响应(秒)", "客户满意比"]]
    rows += [
        ["2026-10-01", "某店:张三", 86, 12.5, 20.1, 0.985],
        ["2026-10-01", "某店:李四", 52, 22.5, 30.1, 0.915],
        ["汇总", "", 138, "", "", ""],
        ["均值", "", 69, 17.5, 25.1, 0.95],
    ]
    _sheet(book, "客服绩效", rows, F="0.0%")
    book.close()


def courier_pivot() -> None:
    """Couriers down, days across, a rate in each cell."""
    book = _book("wb_courier_pivot.xlsx")
    rows: list[list[Any]] = [["派件员", "10月1日", "10月2日", "10月3日", "合计"]]
    rows += [
        ["甲", 0.98, 0.97, 1, 0.983],
        ["乙", 0.95, 0.96, 0.97, 0.96],
        ["合计", 0.965, 0.965, 0.985, 0.972],
    ]
    _sheet(book, "签收率", rows, B="0.0%", C="0.0%", D="0.0%", E="0.0%")
    book.close()


def roster_dingtalk() -> None:
    """What to mind when filling in stands above the headings."""
    book = _book("wb_roster_dingtalk.xlsx")
    rows: list[list[Any]] = [
        ["填写须知：1. 请勿改动表头；2. 带 * 的为必填；3. 工号不可重复。"],
        ["员工UserID", "姓名*", "部门*", "职位", "工号", "手机号", "入职时间", "备注"],
        ["manager01", "孙一", "某网点-客服部", "客服", "2001", "13900000001", "2024-03-01", ""],
        ["0123456", "周二", "某网点-客服部", "组长", "2002", "13900000002", "2024-05-01", ""],
        ["0123457", "吴三", "某网点-客服部", "客服", "2003", "13900000003", "2023-01-01", ""],
    ]
    _sheet(book, "通讯录", rows)
    book.close()


def roster_two_sheets() -> None:
    """Who is here and who left, on two sheets."""
    book = _book("wb_roster_two_sheets.xlsx")
    _sheet(
        book,
        "在职",
        [
            ["工号", "姓名", "班组", "入职日期"],
            ["2001", "孙一", "一组", "2024-03-01"],
            ["2002", "周二", "一组", "2024-05-01"],
        ],
    )
    _sheet(
        book,
        "离职",
        [
            ["工号", "姓名", "班组", "入职日期", "离职日期"],
            ["2003", "吴三", "二组", "2023-01-01", "2026-09-30"],
        ],
    )
    book.close()


def cover_and_pivot() -> None:
    """A cover first, the records second, a pivot of them third."""
    book = _book("wb_cover_pivot.xlsx")
    _sheet(book, "封面", [["某网点客服月报"], ["制表日期", "2026-11-02"], ["制表人", "某"]])
    _sheet(
        book,
        "明细",
        [
            CALLS,
            ["c1", "2026-10-01 09:00:00", 1001, 5, 60, 5],
            ["c2", "2026-10-01 09:10:00", 1002, 6, 70, 4],
            ["c3", "2026-10-02 09:00:00", 1003, 7, 80, 3],
        ],
    )
    _sheet(
        book,
        "透视",
        [
            ["行标签", "计数项:通话编号", "平均值项:满意度"],
            [1001, 1, 5],
            [1002, 1, 4],
            [1003, 1, 3],
            ["总计", 3, 4],
        ],
    )
    book.close()


def four_kinds() -> None:
    """Calls, complaints, survey answers and deliveries of one month in one workbook."""
    book = _book("wb_four_kinds.xlsx")
    _sheet(
        book,
        "话务",
        [CALLS, ["k1", "2026-10-01 09:00:00", 1001, 5, 60, 5], ["k2", "2026-10-01 09:10:00", 1002, 6, 70, 4]],
    )
    _sheet(
        book,
        "投诉",
        [
            ["工单号", "投诉时间", "受理人工号", "首次响应时间", "结案时间", "是否属实"],
            ["t1", "2026-10-01 09:00", 1001, "2026-10-01 09:30", "处理中", "是"],
        ],
    )
    _sheet(
        book,
        "回访",
        [
            ["问卷编号", "回访时间", "客服工号", "推荐意愿(0-10)"],
            ["n1", "2026-10-01 09:00", 1001, 9],
            ["n2", "2026-10-02 09:00", 1002, 4],
        ],
    )
    _sheet(book, "派送", [["日期", "应派件数", "准时签收"], ["2026-10-01", 300, 294]])
    book.close()


def two_months() -> None:
    """September and October on two sheets."""
    book = _book("wb_two_months.xlsx")
    for month in (9, 10):
        rows = [CALLS, [f"{month}-1", f"2026-{month:02}-05 09:00:00", 1001, 5, 60, 5]]
        rows.append([f"{month}-2", f"2026-{month:02}-06 09:00:00", 1002, 6, 70, 4])
        _sheet(book, f"{month}月", rows)
    book.close()


def hidden_copy() -> None:
    """The records, and an older, hidden copy of them."""
    book = _book("wb_hidden_copy.xlsx")
    rows = [
        CALLS,
        ["c1", "2026-10-01 09:00:00", 1001, 5, 60, 5],
        ["c2", "2026-10-01 09:10:00", 1002, 6, 70, 4],
    ]
    _sheet(book, "明细", rows)
    _sheet(book, "明细(备份)", rows).hide()
    book.close()


def two_tables() -> None:
    """Complaints below the calls, on one sheet."""
    book = _book("wb_two_tables.xlsx")
    rows = [
        CALLS,
        ["c1", "2026-10-01 09:00:00", 1001, 5, 60, 5],
        ["c2", "2026-10-01 09:10:00", 1002, 6, 70, 4],
    ]
    rows += [[], ["投诉明细"], ["工单号", "投诉时间", "受理人工号", "是否属实"]]
    rows += [["t1", "2026-10-01 09:00", 1001, "是"]]
    _sheet(book, "本月", rows)
    book.close()


def minutes_typed() -> None:
    """Lengths of minutes and seconds as Excel takes them when they are typed in: hours and minutes."""
    book = _book("wb_minutes_typed.xlsx")
    rows: list[list[Any]] = [["话单号", "坐席工号", "来电时间", "响应时长", "通话时长", "满意度"]]
    rows += [
        [f"r{n}", str(1000 + n), 46296 + (540 + 10 * n - 10) / 1440, response / 1440, talk / 1440, 6 - n]
        for n, response, talk in ((1, 5, 60), (2, 6, 70), (3, 7, 80))
    ]
    _sheet(book, "s", rows, C="yyyy-mm-dd hh:mm:ss", D="h:mm:ss", E="h:mm:ss")
    book.close()


def totals_minutes() -> None:
    """The same of an agent's means of a day."""
    book = _book("wb_totals_minutes.xlsx")
    rows: list[list[Any]] = [["客服", "日期", "接听量", "平均通话时长", "平均振铃"]]
    means = (("张三", 40, 125, 8), ("李四", 30, 90, 5), ("王五", 20, 110, 6))
    rows += [[who, date(2026, 10, 1), n, talk / 1440, ring / 1440] for who, n, talk, ring in means]
    _sheet(book, "s", rows, B="yyyy-mm-dd", D="h:mm:ss", E="h:mm:ss")
    book.close()


def main() -> None:
    """All of them."""
    for make in (
        time_cells,
        notes_and_hidden,
        four_weeks,
        sheet_per_agent,
        merged_headings,
        error_cells,
        uncached_some,
        long_numbers,
        shop_day_totals,
        courier_pivot,
        roster_dingtalk,
        roster_two_sheets,
        cover_and_pivot,
        four_kinds,
        two_months,
        hidden_copy,
        two_tables,
        minutes_typed,
        totals_minutes,
    ):
        make()


if __name__ == "__main__":
    main()
