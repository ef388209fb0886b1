"""Days without records: told where so many records would hardly leave them empty by chance."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from qadesk.services.closing.silent_days import silences, silent
from qadesk.storage.office import Office
from tests import made_up_month as month

START, END = date(2026, 10, 1), date(2026, 11, 1)
EVERY = [START + timedelta(days=n) for n in range(31)]


def days(*numbers: int) -> tuple[date, ...]:
    return tuple(date(2026, 10, n) for n in numbers)


@pytest.mark.parametrize(
    "counts, expected",
    [
        (dict.fromkeys(EVERY, 100), ()),
        ({day: 100 for day in EVERY if day.day != 14}, days(14)),
        ({day: 100 for day in EVERY if day.day <= 20}, days(*range(21, 32))),
        ({day: 100 for day in EVERY if day.day > 25}, days(*range(1, 26))),
        ({day: 100 for day in EVERY if day.weekday() != 6}, ()),  # never on Sundays
        ({day: 100 for day in EVERY if day.weekday() != 6 and day.day != 14}, days(14)),
        ({day: 2 for day in EVERY if day.day != 14}, ()),  # two complaints a day: one day without is chance
        ({day: 2 for day in EVERY if day.day <= 20}, days(*range(21, 32))),  # eleven days are not
        ({date(2026, 10, 3): 1, date(2026, 10, 20): 2}, ()),  # three praises in a month
        ({}, ()),
        ({date(2026, 9, 30): 100}, ()),  # of another month
    ],
)
def test_which_days_are_told(counts: dict[date, int], expected: tuple[date, ...]) -> None:
    assert silent(counts, START, END)[0] == expected


def test_what_has_one_row_a_day_by_its_nature_is_told_from_the_first_gap() -> None:
    one_each = {day: 1 for day in EVERY if day.day != 14}
    assert silent(one_each, START, END)[0] == ()
    assert silent(one_each, START, END, always=True) == (days(14), 31)


def test_each_kind_is_counted_by_its_local_day(office: Office) -> None:
    with office.write() as connection:
        agent = month.add(connection, "agent", office_id=office.id, staff_no="1", name="A", status="active")
        batch = month.add(
            connection, "import_batch", kind="calls", file_name="x", file_digest="0" * 64, mapping={},
            at=office.now(),
        )  # fmt: skip
        for number in range(31 * 24):
            at = month.FIRST - timedelta(hours=9) + timedelta(hours=number)  # from the office's midnight
            if number // 24 != 16:
                month.add(
                    connection, "contact", channel="call", ref=str(number), agent_id=agent, at=at,
                    answered=True, batch_id=batch,
                )  # fmt: skip
        from qadesk.domain.periods import period

        found = silences(connection, office, period("2026-10"))
    assert [(one.kind, one.days) for one in found] == [("calls", days(17))]


def test_contacts_that_came_added_up_fill_the_days_of_single_ones(office: Office) -> None:
    """Single calls until the 10th, a week of totals from the 11th, a day of totals each from the 20th."""
    from qadesk.domain.periods import period

    def midnight(day: int) -> datetime:
        return month.FIRST - timedelta(hours=9) + timedelta(days=day - 1)

    with office.write() as connection:
        agent = month.add(connection, "agent", office_id=office.id, staff_no="1", name="A", status="active")
        batch = month.add(
            connection, "import_batch", kind="calls", file_name="x", file_digest="0" * 64, mapping={},
            at=office.now(),
        )  # fmt: skip
        for number in range(10 * 24):
            month.add(
                connection, "contact", channel="call", ref=str(number), agent_id=agent, answered=True,
                at=midnight(1) + timedelta(hours=number), batch_id=batch,
            )  # fmt: skip
        spans = [(11, 18), *((day, day + 1) for day in range(20, 31))]
        for first, end in spans:
            month.add(
                connection, "contact_total", ref=f"T{first}", channel="call", queue="", agent_id=agent,
                at=midnight(first), until=midnight(end), contacts=30 * (end - first), batch_id=batch,
            )  # fmt: skip
        found = silences(connection, office, period("2026-10"))
    assert [(one.kind, one.days) for one in found] == [
        ("calls", days(18, 19, 31)),
        ("totals", days(18, 19, 31)),
    ]
