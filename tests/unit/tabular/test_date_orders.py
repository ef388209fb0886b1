"""Day or month first: settled by all of a file, or asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.tabular import dates
from qadesk.tabular.date_orders import DateHints, settle_date_order
from qadesk.tabular.questions import Question
from qadesk.tabular.text import Cell

FIRST_WEEK = ["01/10/2026", "05/10/2026", "07/10/2026"]
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    "columns, hints, order",
    [
        ({"Date": FIRST_WEEK}, DateHints(periods=[OCTOBER]), "dmy"),
        ({"Date": FIRST_WEEK}, DateHints(file_name="calls_2026-10.csv"), "dmy"),
        ({"Date": FIRST_WEEK}, DateHints(file_name="话务10月"), "dmy"),
        ({"Date": FIRST_WEEK}, DateHints(file_name="export Oct 2026"), "dmy"),
        ({"Date": FIRST_WEEK}, DateHints(file_name="20261031"), "dmy"),
        ({"Date": ["10/01/2026", "10/05/2026"]}, DateHints(periods=[OCTOBER]), "mdy"),
        ({"Date": FIRST_WEEK, "Closed": ["13/10/2026"]}, None, "dmy"),
        ({"Date": FIRST_WEEK, "Closed": ["10/13/2026"]}, None, "mdy"),
        ({"Date": FIRST_WEEK, "Exported": ["2026-10-08 08:00"]}, None, "dmy"),
        ({"Date": FIRST_WEEK, "Exported": [datetime(2026, 10, 8, tzinfo=UTC)]}, None, "dmy"),
        ({"Date": ["01.10.2026", "05.10.2026"]}, None, "dmy"),
        ({"Date": ["2026-10-01"]}, None, ""),
        ({"Date": ["26-10-13", "26-10-14"]}, None, "ymd"),
        ({"Date": ["05/12/2026"]}, DateHints(today=date(2026, 11, 29)), "mdy"),
        ({"Date": ["13/10/26 09:00"]}, None, "dmy"),
        ({"日期": ["9月3日", "9月30日"]}, DateHints(file_name="表扬_2026-09"), "@2026"),
        ({"日期": ["9月3日 09:05"]}, DateHints(periods=[(date(2025, 9, 1), date(2025, 9, 30))]), "@2025"),
        ({"日期": ["9月3日"]}, DateHints(periods=[OCTOBER]), ""),
        ({"日期": ["10月3日"], "导出": ["2026-10-08"]}, None, "@2026"),
        ({"Date": ["10/13/26 09:00 AM"]}, None, "mdy"),
        ({"Date": ["", "-", None, "处理中"]}, None, ""),
    ],
)  # fmt: skip
def test_settled(columns: dict[str, list[Cell]], hints: DateHints | None, order: str) -> None:
    assert settle_date_order(columns, hints) == order


@pytest.mark.parametrize(
    "columns, hints",
    [
        ({"Date": FIRST_WEEK}, None),
        ({"Date": FIRST_WEEK}, DateHints(periods=[(date(2026, 1, 1), date(2026, 12, 31))])),  # both in it
        ({"Date": FIRST_WEEK}, DateHints(periods=[(date(2025, 10, 1), date(2025, 10, 31))])),  # neither
        ({"Date": FIRST_WEEK}, DateHints(file_name="calls_2025-10")),
        ({"Date": ["13/10/2026"], "Closed": ["10/13/2026"]}, None),  # the columns contradict each other
        ({"Date": ["02/03/2026"]}, DateHints(file_name="report 15", today=date(2026, 11, 29))),
    ],
)
def test_asked(columns: dict[str, list[Cell]], hints: DateHints | None) -> None:
    question = settle_date_order(columns, hints)
    assert isinstance(question, Question)
    assert question.code == "date_order"
    assert settle_date_order(columns, hints, answer="dmy") == "dmy"


def test_the_question_shows_the_days_each_order_gives() -> None:
    question = settle_date_order({"Date": FIRST_WEEK})
    assert isinstance(question, Question)
    assert [choice.text for choice in question.readings] == [
        "day, month, year (2026-10-01 – 2026-10-07)", "month, day, year (2026-01-10 – 2026-07-10)",
    ]  # fmt: skip


@given(
    st.lists(st.dates(date(2026, 10, 1), date(2026, 10, 31)), min_size=1, max_size=20),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y %H:%M", "%m-%d-%Y"]),
)
def test_with_the_month_known_every_date_comes_back_or_is_asked(days: list[date], form: str) -> None:
    cells = [datetime(day.year, day.month, day.day, tzinfo=UTC).strftime(form) for day in days]
    order = settle_date_order({"Date": cells}, DateHints(periods=[OCTOBER]))
    if isinstance(order, Question):
        assert any(day.day == day.month for day in days)  # 10/10 reads the same either way
        return
    found = [dates.parse_day(cell, order) for cell in cells]
    assert [dates.iso_day(day) for day in found if isinstance(day, int)] == [day.isoformat() for day in days]


@given(st.lists(st.dates(date(2000, 1, 1), date(2049, 12, 31)), min_size=1, max_size=30))
def test_never_the_wrong_order_without_a_hint(days: list[date]) -> None:
    order = settle_date_order({"Date": [f"{day:%d/%m/%Y}" for day in days]})
    assert order == "dmy" or isinstance(order, Question)


def test_times_change_nothing() -> None:
    cells = [f"{datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=n):%d/%m/%Y %H:%M:%S}" for n in range(31)]
    assert settle_date_order({"Date": cells}) == "dmy"


def _excel(*days: str) -> list[Cell]:
    """What a spreadsheet set to month first makes of days written day first: dates where it can."""
    cells: list[Cell] = []
    for text in days:
        day, month, year = map(int, text.split("/"))
        cells.append(text if day > 12 else datetime(year, day, month, 9))  # noqa: DTZ001 - cells know no zone
    return cells


def test_dates_that_a_spreadsheet_changed_over_are_asked_and_changed_back() -> None:
    written = [f"{day:02}/10/2026" for day in range(1, 32)]
    cells = _excel(*written)
    question = settle_date_order({"Date": cells})
    assert isinstance(question, Question)
    assert question.code == "dates_swapped"
    assert [choice.text for choice in question.readings] == [
        "yes, swap them back (2026-10-01 – 2026-10-31)",
        "no, it is correct as written (2026-01-10 – 2026-12-10)",
    ]
    order = settle_date_order({"Date": cells}, answer="swapped")
    assert isinstance(order, str)
    days = [dates.parse_day(cell, order) for cell in cells]
    assert [dates.iso_day(day)[-2:] for day in days if isinstance(day, int)] == [text[:2] for text in written]
    text_again = [f"{cell:%Y/%m/%d}" if isinstance(cell, datetime) else cell for cell in cells]
    assert isinstance(settle_date_order({"Date": text_again}), Question)
    assert [dates.parse_day(cell, order) for cell in text_again] == days
    assert settle_date_order({"Date": cells}, answer="written") == "dmy"


def test_dates_of_one_form_are_not_taken_for_changed_over() -> None:
    real = [datetime(2026, 10, day) for day in range(1, 32)]  # noqa: DTZ001
    assert settle_date_order({"Date": [*real, "13/10/2026", "14/10/2026"]}) == "dmy"
    assert settle_date_order({"Date": ["13/10/2026", "14/10/2026"], "Closed": real[:5]}) == "dmy"
