"""Totals of contacts: stored exactly, weighted into the indicators, never counted beside single contacts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from qadesk.domain.measures import Tally
from qadesk.domain.periods import period
from qadesk.domain.scoring import State
from qadesk.services import setup
from qadesk.services.assessment import results
from qadesk.services.records import counting, imports
from qadesk.services.records.counting import ClashError
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services.import_office import exactly, staff, write

DAY = "日期,客服,接待人数,平均首次响应时长(秒),平均会话时长"
ROWS = (
    "2026-10-01,1001,86,12.5,00:05:10",
    "2026-10-01,1002,52,22.5,00:06:10",
    "2026-10-02,1001,90,11.5,00:05:00",
)
CHATS = "会话编号,开始时间,客服工号,首次响应(秒),满意度"


@pytest.fixture
def open_month(tmp_path: Path) -> Iterator[Office]:
    office = setup.create_office(
        tmp_path / "open.qadesk", name="Test", user_name="Wang", first_cycle=period("2026-10")
    )
    staff(office, (("1001", "张三"), ("1002", "李四"), ("1003", "王五")))
    yield office
    office.close()


def tally(office: Office, who: str = "1001", code: str = "2026-10") -> Tally:
    return results.results(office, code).of(who).tally


def totals(folder: Path, *rows: str, heads: str = DAY, name: str = "汇总.csv") -> Path:
    return write(folder / name, heads, *rows)


def chats(folder: Path, *days: str, name: str = "会话.csv") -> Path:
    rows = (f"s{number},{day} 09:00:00,1001,10,5" for number, day in enumerate(days))
    return write(folder / name, CHATS, *rows)


def test_means_are_weighted_with_their_counts_exactly(open_month: Office, tmp_path: Path) -> None:
    report = imports.run(open_month, totals(tmp_path, *ROWS))
    assert (report.kind, report.imported) == ("totals", 3)
    line = results.results(open_month, "2026-10").of("1001").assessment.line("avg_response_seconds")
    assert line.value is not None
    assert abs(Fraction(line.value) - Fraction(86 * 125 + 90 * 115, 1760)) < Fraction(1, 10**20)
    assert (line.n, line.interval, line.state) == (176, None, State.OBSERVED)
    assert tally(open_month).contacts == tally(open_month).total_contacts == 176
    assert tally(open_month).talk_us == (86 * 310 + 90 * 300) * 1_000_000


def test_importing_again_changes_nothing_and_undo_takes_all_back(open_month: Office, tmp_path: Path) -> None:
    before = exactly(open_month)
    file = totals(tmp_path, *ROWS)
    first = imports.run(open_month, file)
    assert imports.run(open_month, file).duplicates == 3
    changed = totals(tmp_path, "2026-10-01,1001,80,10,00:05:00", name="b.csv")
    again = imports.run(open_month, changed)
    assert (again.imported, again.updated) == (0, 1)
    assert tally(open_month).contacts == 170
    assert again.batch_id is not None
    assert first.batch_id is not None
    imports.undo(open_month, again.batch_id)
    assert tally(open_month).contacts == 176
    imports.undo(open_month, first.batch_id)
    assert exactly(open_month) == before
    assert tally(open_month) == Tally()


def test_a_subtotal_is_nobody_and_a_month_in_the_title_is_the_span(
    open_month: Office, tmp_path: Path
) -> None:
    file = write(
        tmp_path / "客服统计.csv",
        "2026年10月客服接待统计,,,,,",
        "工号,姓名,接待量,平均首次响应(秒),已解决,未解决",
        "1001,张三,1800,14.2,1650,150",
        "合计,,1800,14.2,1650,150",
    )
    report = imports.run(open_month, file)
    assert (report.imported, report.rejected) == (1, ())
    found = tally(open_month)
    assert (found.contacts, found.resolved, found.unresolved) == (1800, 1650, 150)
    line = results.results(open_month, "2026-10").of("1001").assessment.line("first_contact_resolution")
    assert line.interval is not None  # from counts there is one
    batch = imports.history(open_month)[0]
    assert (str(batch.first_day), str(batch.last_day)) == ("2026-10-01", "2026-10-31")


@pytest.mark.parametrize(
    ("heads", "cells", "expected"),
    [
        ("满意度评价数,平均满意度", "20,4.85", (20, Decimal(97), 20)),
        ("评星总数,总评数", "43,10", (10, Decimal(43), 10)),
        ("非常满意,满意,一般,不满意,非常不满意", "6,2,1,0,1", (10, Decimal(42), 0)),
        ("客户满意率", "98.5%", (0, Decimal(0), 0)),
        ("平均满意度", "4.85", (0, Decimal(0), 0)),
    ],
)
def test_ratings_count_only_with_their_number(
    open_month: Office, tmp_path: Path, heads: str, cells: str, expected: tuple[int, Decimal, int]
) -> None:
    imports.run(
        open_month, totals(tmp_path, f"2026-10-01,1001,86,{cells}", heads=f"日期,客服,接待人数,{heads}")
    )
    found = tally(open_month)
    assert (found.rated, found.rating_total, found.mean_rated) == expected
    assert found.no_rating == (0 if found.rated else 86)
    csat = results.results(open_month, "2026-10").of("1001").assessment.line("csat")
    assert (csat.interval is not None) == (found.rated > 0 and found.mean_rated == 0)
    assert csat.state is (State.OBSERVED if found.rated else State.MISSING)


def test_a_rate_becomes_counts_only_where_it_can_be_of_them(open_month: Office, tmp_path: Path) -> None:
    heads = "日期,客服,接待人数,首次解决率"
    imports.run(open_month, totals(tmp_path, "2026-10-01,1001,80,97.5%", heads=heads))
    assert (tally(open_month).resolved, tally(open_month).unresolved) == (78, 2)
    report = imports.run(
        open_month,
        totals(tmp_path, "2026-10-02,1001,80,97.5%", "2026-10-03,1001,80,96.9%", heads=heads, name="b.csv"),
    )
    assert "rate_without_count" in [warning.code for warning in report.warnings]
    assert tally(open_month).no_resolved == 160


def test_totals_and_single_contacts_of_a_day_are_never_both_counted(
    open_month: Office, tmp_path: Path
) -> None:
    imports.run(open_month, totals(tmp_path, *ROWS))
    singles = chats(tmp_path, "2026-10-01", "2026-10-05")
    with pytest.raises(ClashError) as caught:
        imports.run(open_month, singles)
    assert [(c.month, c.channel, c.rows) for c in caught.value.clashes] == [("2026-10", "chat", 1)]
    assert tally(open_month).contacts == 176  # nothing was stored
    imports.run(open_month, singles, counts="records")
    assert (tally(open_month).contacts, tally(open_month).total_contacts) == (92, 90)
    counting.choose(open_month, "2026-10", "chat", "totals")
    assert (tally(open_month).contacts, tally(open_month).total_contacts) == (177, 176)
    counting.choose(open_month, "2026-10", "chat", "both")
    assert tally(open_month).contacts == 178
    imports.run(open_month, singles)  # it was chosen: nobody is asked again
    with open_month.read() as connection:
        trail = connection.execute(
            select(tables.audit.c.detail).where(tables.audit.c.action == counting.CHOSEN)
        ).scalars()
        assert [(d["before"], d["after"]) for d in trail] == [
            (None, "records"), ("records", "totals"), ("totals", "both")
        ]  # fmt: skip


def test_the_clash_is_found_the_other_way_round_and_by_channel(open_month: Office, tmp_path: Path) -> None:
    imports.run(open_month, chats(tmp_path, "2026-10-01"))
    with pytest.raises(ClashError):
        imports.run(open_month, totals(tmp_path, *ROWS))
    calls = "日期,客服,接听量,平均振铃时长(秒)"
    imports.run(open_month, totals(tmp_path, "2026-10-01,1001,60,5", heads=calls, name="话务.csv"))
    assert tally(open_month).contacts == 61  # totals of calls beside single chats


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (("2026-10-01,1001,86,12,00:05:00", "2026-10-01,1001,80,12,00:05:00"), "totals.rows_differ"),
        (("2026-10,1001,86,12,00:05:00", "2026-10-01,1001,80,12,00:05:00"), "totals.overlap"),
    ],
)
def test_what_would_count_twice_is_refused(
    open_month: Office, tmp_path: Path, rows: tuple[str, ...], code: str
) -> None:
    with refuses(code):
        imports.run(open_month, totals(tmp_path, *rows))


def test_groups_of_one_day_add_up_and_a_row_for_all_beside_them_is_refused(
    open_month: Office, tmp_path: Path
) -> None:
    heads = "日期,客服,技能组,接待人数,平均首次响应时长(秒)"
    rows = ("2026-10-01,1001,售后,40,10", "2026-10-01,1001,售前,46,20")
    imports.run(open_month, totals(tmp_path, *rows, heads=heads))
    assert (tally(open_month).contacts, tally(open_month).response_us) == (86, 1_320_000_000)
    with refuses("totals.overlap"):
        imports.run(open_month, totals(tmp_path, *ROWS, name="b.csv"))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-09-28至2026-10-04,1001,86,12,00:05:00", "over_months"),
        ("2026-10-01,1001,86,12500,00:05:00", None),  # the header says seconds: it is believed
        ("2026-10-01,1009,86,12,00:05:00", "unknown_agent"),
    ],
)
def test_rows_that_cannot_be_are_refused(
    open_month: Office, tmp_path: Path, row: str, reason: str | None
) -> None:
    report = imports.run(open_month, totals(tmp_path, row, ROWS[2]))
    assert [r.reason for r in report.rejected] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("客服,10月1日,10月2日,10月3日", "1001,1,2,3"), "import.cross_table"),
        (
            ("月份,工号,平均响应时长,满意度,一次解决率", "2026-10,1001,12秒,98%,93%"),
            "import.totals_without_number",
        ),
        (("客服,有效会话量,平均首响时长", "1001,480,12秒"), "totals.without_days"),
    ],
)
def test_what_is_neither_is_refused_with_what_was_recognised(
    open_month: Office, tmp_path: Path, lines: tuple[str, ...], code: str
) -> None:
    with refuses(code):
        imports.run(open_month, write(tmp_path / "x.csv", *lines))


@pytest.mark.parametrize(
    ("month", "channel", "counts"),
    [("2026-Q4", "chat", "totals"), ("2026-10", "fax", "totals"), ("2026-10", "chat", "x")],
)
def test_a_choice_there_is_none_of_is_refused(
    open_month: Office, month: str, channel: str, counts: str
) -> None:
    with refuses("totals.no_such_choice"):
        counting.choose(open_month, month, channel, counts)


def test_a_month_that_was_closed_takes_no_totals_and_no_choice(open_month: Office, tmp_path: Path) -> None:
    with open_month.write() as connection:
        connection.execute(tables.cycle.update().values(status="closed"))
    with refuses("cycle.records_closed"):
        imports.run(open_month, totals(tmp_path, *ROWS))
    with refuses("cycle.records_closed"):
        counting.choose(open_month, "2026-10", "chat", "totals")


def test_sums_of_the_same_days_on_two_sheets_are_refused(open_month: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number, name in enumerate(("早班", "晚班")):
        sheet = book.active if not number else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        sheet.append(["月份", "客服", "接待量", "平均首次响应时长(秒)"])
        sheet.append(["2026-10", "1001", 300 + number, 12])
    book.save(tmp_path / "月报.xlsx")
    with refuses("import.sheets_meet", "1001"):
        imports.run(open_month, tmp_path / "月报.xlsx")
    assert tally(open_month).contacts == 0


def test_sums_that_replace_those_of_another_file_are_said(open_month: Office, tmp_path: Path) -> None:
    first = imports.run(open_month, totals(tmp_path, ROWS[0], name="天猫.csv"))
    assert "sums_replaced" not in {one.code for one in first.warnings}
    other = imports.run(open_month, totals(tmp_path, ROWS[0].replace("86", "87"), name="京东.csv"))
    assert "sums_replaced" in {one.code for one in other.warnings}


def test_a_sum_too_small_for_its_contacts_is_refused(open_month: Office, tmp_path: Path) -> None:
    hours = totals(tmp_path, "2026-10,1001,312,10.5", heads="月份,客服,接听量,通话总时长")
    with refuses("totals.implausible_time"):
        imports.run(open_month, hours)
    named = totals(tmp_path, "2026-10,1001,312,10.5", heads="月份,客服,接听量,通话总时长(小时)", name="b.csv")
    assert imports.run(open_month, named).imported == 1
