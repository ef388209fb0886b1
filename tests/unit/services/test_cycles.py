"""Opening and closing cycles: what is frozen, what is refused, what is offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from qadesk.domain.periods import month_of, period, previous_period
from qadesk.services import cycles, first_look, setup, targets
from qadesk.services.assessment import results
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.closing_months import close_month
from tests.refusals import refuses


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = setup.create_office(
        tmp_path / "b.qadesk", name="East Gate", user_name="Wang", first_cycle=period("2026-09")
    )
    yield office
    office.close()


def test_opening_freezes_scorecard_and_targets(branch: Office) -> None:
    cycle = cycles.open_cycle(branch, "2026-10").value
    with branch.read() as connection:
        frozen = targets.frozen(connection, cycle.id)
    assert frozen == targets.Targets(
        everybody={
            "avg_response_seconds": Decimal(30),
            "first_contact_resolution": Decimal("0.90"),
            "csat": Decimal("4.0"),
            "attitude": Decimal("4.5"),
            "communication": Decimal("4.0"),
            "complaint_rate": Decimal("0.010"),
            "errors": Decimal(0),
            "abusive_language": Decimal(0),
        }
    )


def test_opening_twice_changes_nothing(branch: Office) -> None:
    first = cycles.open_cycle(branch, "2026-10").value
    assert cycles.open_cycle(branch, "2026-10").value == first
    with branch.read() as connection:
        opened = connection.execute(
            select(tables.audit.c.subject).where(tables.audit.c.action == "cycle.open")
        )
        assert opened.scalars().all() == ["2026-09", "2026-10"]


@pytest.mark.parametrize("code", ["2026-Q3", "2026-H2", "2026"])
def test_a_longer_cycle_takes_up_months(branch: Office, code: str) -> None:
    assert cycles.open_cycle(branch, code).value.period.contains(date(2026, 9, 1))
    assert cycles.open_cycle(branch, "2026-08").value.code == "2026-08"  # also one opened later
    assert cycles.newest_open(branch).code == "2026-08"  # work goes on in months


def test_no_month_is_opened_in_a_closed_longer_cycle(branch: Office) -> None:
    longer = cycles.open_cycle(branch, "2026-Q4").value
    with branch.write() as connection:
        own = tables.cycle
        connection.execute(update(own).where(own.c.id == longer.id).values(status="closed"))
    with refuses("cycle.overlaps", "2026-Q4"):
        cycles.open_cycle(branch, "2026-11")
    assert cycles.open_cycle(branch, "2026-08").value.code == "2026-08"


@pytest.mark.parametrize("code", ["", "2026-9", "2026-00", "2026-13", "2026-Q5", "10/2026", "2026-10\n"])
def test_what_is_no_period_is_refused(branch: Office, code: str) -> None:
    with refuses("cycle.invalid_code"):
        cycles.open_cycle(branch, code)


def test_a_quarter_can_be_a_cycle(branch: Office) -> None:
    cycle = cycles.open_cycle(branch, "2026-Q4").value
    assert (cycle.period.start, cycle.period.end) == (date(2026, 10, 1), date(2027, 1, 1))


def test_months_with_records_are_offered(branch: Office) -> None:
    with branch.write() as connection:
        connection.execute(
            insert(tables.import_batch).values(
                kind="calls",
                file_name="x.csv",
                file_digest="",
                mapping={},
                first_day=date(2025, 3, 31),
                last_day=date(2025, 4, 2),
                at=branch.now(),
            )
        )
    now = month_of(branch.today())
    expected = {
        "2025-03": "unopened",
        "2025-04": "unopened",
        now.code: "unopened",
        previous_period(now).code: "unopened",
        "2026-09": "open",
    }
    assert dict(first_look.months(branch)) == expected
    assert [code for code, _state in first_look.months(branch)] == sorted(expected, reverse=True)


def test_a_closed_cycle_stays_as_it_was(sample_office: Office) -> None:
    before = results.results(sample_office, "2026-09")
    assert before.cycle.closed
    with sample_office.write() as connection:
        connection.execute(tables.contact.update().values(rating=1))
        connection.execute(tables.agent.update().values(name="Somebody else"))
    after = results.results(sample_office, "2026-09")
    assert [(r.agent, r.assessment, r.digest) for r in after.results] == [
        (r.agent, r.assessment, r.digest) for r in before.results
    ]


def test_an_incomplete_cycle_is_not_closed(sample_office: Office) -> None:
    with refuses("cycle.close_blocked", "杨娟 (KF1009), 徐丽 (KF1010)"):
        close_month(sample_office, "2026-10")
    assert not cycles.get(sample_office, "2026-10").closed
    with refuses("cycle.closed"):
        close_month(sample_office, "2026-09")


def test_the_newest_open_cycle_is_where_work_goes_on(sample_office: Office) -> None:
    assert cycles.newest_open(sample_office).code == "2026-10"
    with refuses("cycle.not_opened"):
        cycles.get(sample_office, "2031-01")
