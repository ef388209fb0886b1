"""What is said of totals and lacking columns: sheet, chain of a figure, records, workbook."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from qadesk.domain.measures import Source
from qadesk.domain.periods import period
from qadesk.i18n import set_language
from qadesk.kinds.registry import records_of
from qadesk.services import setup
from qadesk.services.assessment import results
from qadesk.services.explaining import live_workbook
from qadesk.services.explaining.explanation import explain
from qadesk.services.paper import sheets
from qadesk.services.records import counting, evidence, imports, record_lists
from qadesk.storage.office import Office
from qadesk.tabular.live_book import Formula, LiveSheet
from qadesk.tabular.totals_values import span_in_titles
from tests.unit.services.import_office import staff, write

MONTH = "2026-10"
TOTALS = "日期,客服,接待人数,平均首次响应时长(秒),平均会话时长,满意度评价数,平均满意度,已解决,未解决"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = setup.create_office(
        tmp_path / "o.qadesk", name="Test", user_name="Wang", first_cycle=period(MONTH)
    )
    staff(made, (("1001", "张三"), ("1002", "李四")))
    rows = ("2026-10-01,1001,86,12.5,00:05:10,20,4.85,70,10", "2026-10-02,1001,90,11.5,00:05:00,22,4.91,80,5")
    imports.run(made, write(tmp_path / "汇总.csv", TOTALS, *rows))
    complaints = "工单号,工号,投诉时间,首次响应时间,是否属实"
    told = write(tmp_path / "投诉1.csv", complaints, "T1,1001,2026-10-04 09:00,2026-10-04 10:00,否")
    lacking = write(
        tmp_path / "投诉2.csv",
        "工单号,工号,投诉时间,首次响应时间",
        "T2,1001,2026-10-05 09:00,2026-10-05 10:00",
    )
    imports.run(made, told)
    imports.run(made, lacking)
    yield made
    made.close()


def cell(pages: list[LiveSheet], title: str, label: str) -> Formula:
    page = next(page for page in pages if page.title == title)
    row = next(row for row in page.rows if row[0].content == label)
    assert isinstance(row[1].content, Formula)
    return row[1].content


def test_the_sheet_says_what_was_left_out_and_that_totals_have_no_interval(office: Office) -> None:
    made = sheets.content(office, MONTH, "1001", "en")
    lines = {line.name: line for line in made.lines}
    assert lines["Average response time"].interval == "totals only"
    assert lines["First-contact resolution"].interval not in ("", "totals only")  # from counts there is one
    (notes,) = made.notes
    assert "Where only totals were imported, a mean has no interval." in notes
    assert "1 of 2 complaints do not count here. The complaint file has no column" in notes
    zh = sheets.content(office, MONTH, "1001", "zh_CN").notes[0]
    assert "2 件投诉中有 1 件不计入此项" in zh
    if folder := os.environ.get("QADESK_PICTURES"):
        (Path(folder) / "sheet.pdf").write_bytes(sheets.draw(sheets.content(office, MONTH, "1001", "zh_CN")))


def test_the_chain_names_sum_count_and_what_is_not_known(office: Office) -> None:
    chain = explain(office, MONTH, "1001", "avg_response_seconds")
    assert "÷ 176" in chain.text("value")
    assert "2,110 s" in chain.text("value")
    assert chain.text("evidence") == "176 cases; no interval: only totals were imported; taken as exact"
    assert chain.sources == (Source.TOTALS, Source.CONTACTS)
    set_language("zh_CN")
    assert explain(office, MONTH, "1001", "complaint_rate").text("untold").startswith("2 件投诉中有 1 件")


def test_the_records_behind_are_the_totals(office: Office) -> None:
    page = evidence.records(office, MONTH, "1001", "avg_response_seconds", source=Source.TOTALS)
    assert [(r.ref, r.about, r.said, r.counted) for r in page.records] == [
        ("2026-10-01", "totals of chats", "86 × 12.50 s", True),
        ("2026-10-02", "totals of chats", "90 × 11.50 s", True),
    ]
    rated = evidence.records(office, MONTH, "1001", "csat", source=Source.TOTALS).records
    assert [r.said for r in rated] == ["20 × 4.85", "22 × 4.91"]
    listed = record_lists.listing(office, MONTH, "totals").records
    shown = dict(zip(records_of("totals").listed, listed[0].values, strict=True))
    assert (shown["contacts"], shown["response_mean"], shown["resolved_count"]) == (86, 12_500.0, 70)


def test_records_that_do_not_count_say_so(office: Office, tmp_path: Path) -> None:
    heads = "会话编号,开始时间,客服工号,首次响应(秒),满意度"
    chats = write(tmp_path / "会话.csv", heads, "s1,2026-10-01 09:00:00,1001,10,5")
    imports.run(office, chats, counts="totals")
    single = evidence.records(office, MONTH, "1001", "csat", source=Source.CONTACTS).records
    assert [one.why for one in single] == ["the totals of that day count instead"]
    counting.choose(office, MONTH, "chat", "records")
    whole = evidence.records(office, MONTH, "1001", "csat", source=Source.TOTALS).records
    assert [one.why for one in whole] == ["single records count instead", ""]
    assert [one.counted for one in record_lists.listing(office, MONTH, "totals").records] == [False, True]


def test_the_workbook_adds_the_totals_to_the_counts(office: Office) -> None:
    pages = live_workbook.sheets(office, MONTH, "1001")
    assert [page.title for page in pages][:4] == ["Assessment", "Counts", "Calls and chats", "Totals"]
    tally = results.results(office, MONTH).of("1001").tally
    contacts = cell(pages, "Counts", "Answered calls and chats")
    assert contacts.value == tally.contacts == 176
    assert contacts.text.endswith("+SUM('Totals'!$E$2:$E$3)")
    assert cell(pages, "Counts", "Sum of response times, in ms").value == Decimal(2_110_000)
    assert cell(pages, "Counts", "File without a column for upheld").value == 1
    totals = next(page for page in pages if page.title == "Totals")
    assert sum(Decimal(str(row[4].content)) for row in totals.rows[1:]) == 176


@pytest.mark.parametrize(
    ("title", "days"),
    [
        ("2026年9月1日—9月7日客服周报", ("2026-09-01", "2026-09-07")),
        ("客服周报(2026.9.1-9.7)", ("2026-09-01", "2026-09-07")),
        ("2026年9月1日-30日", ("2026-09-01", "2026-09-30")),
        ("客服数据_20260901-0907", ("2026-09-01", "2026-09-07")),
        ("2026-09-01 至 09-30", ("2026-09-01", "2026-09-30")),
        ("2026年9月1日至2026年9月7日", ("2026-09-01", "2026-09-07")),
        ("2026年9月", ("2026-09-01", "2026-09-30")),
        ("2026年9-10月客服工作量", None),
        ("2026年9月上旬", None),
        ("2026年9月第2周", None),
    ],
)
def test_a_title_tells_of_all_its_days_or_of_none(title: str, days: tuple[str, str] | None) -> None:
    found = span_in_titles([title])
    assert found == (days and tuple(map(date.fromisoformat, days)))
