"""Today and the check of the sample office: counts told from the data."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from qadesk.services import check, cycles, first_look, today
from qadesk.services.after_closing import review
from qadesk.services.assessment.exemptions import exempt
from qadesk.services.assessment.participants import participants
from qadesk.services.paper import sheets
from qadesk.services.records import imports
from qadesk.services.records.imports_undo import undo
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses


def test_the_open_month_is_half_done(sample_office: Office) -> None:
    month = first_look.overview(sample_office, "2026-10")
    assert (month.agents, month.submitted, month.drafts, month.printed) == (13, 7, 2, 0)
    assert {kind: found.records for kind, found in month.imported.items()} == {
        "calls": 5739,
        "chats": 2512,
        "complaints": 86,
        "incidents": 56,
        "surveys": 199,
        "deliveries": 31,
    }
    assert month.imported["calls"].rejected == 5
    assert month.imported["calls"].through == date(2026, 10, 31)
    assert month.missing_kinds == ()
    assert month.due == date(2026, 11, 5)
    made = today.outcome(sample_office, "2026-10")
    assert (made.agents, made.graded, made.incomplete, made.excluded) == (13, 7, 6, 0)
    assert sum(made.grades.values()) == 7


def test_the_closed_month_counts_who_left_since(sample_office: Office) -> None:
    month = first_look.overview(sample_office, "2026-09")
    assert (month.agents, month.submitted) == (14, 14)
    assert month.cycle.closed
    assert today.outcome(sample_office, "2026-09").graded == 14


def test_a_sheet_printed_before_closing_alone_is_provisional(sample_office: Office, tmp_path: Path) -> None:
    def provisional() -> tuple[int, int]:
        month = first_look.overview(sample_office, "2026-09")
        return month.printed, month.provisional

    def print_(*staff_nos: str) -> None:
        sheets.save(sample_office, "2026-09", tmp_path, staff_nos=staff_nos)

    print_("KF1001", "KF1002")
    assert provisional() == (2, 0)
    closed_at = cycles.get(sample_office, "2026-09").closed_at
    assert closed_at is not None
    with sample_office.write() as connection:
        connection.execute(update(tables.sheet).values(at=closed_at - timedelta(days=1)))
    assert provisional() == (2, 2)
    print_("KF1002")
    assert provisional() == (2, 1)


def test_an_undone_import_is_missing_again(sample_office: Office) -> None:
    batch = next(b for b in imports.history(sample_office) if b.kind == "deliveries")
    undo(sample_office, batch.id)
    assert first_look.overview(sample_office, "2026-10").missing_kinds == ("deliveries",)


def test_records_of_a_month_nobody_opened_are_told(sample_office: Office) -> None:
    assert today.outcome(sample_office, "2026-10").waiting == ""  # both its months were opened

    def brought(first: date, last: date) -> str:
        with sample_office.write() as connection:
            row = {"first_day": first, "last_day": last}
            connection.execute(update(tables.import_batch).values(row))
        return today.outcome(sample_office, "2026-10").waiting

    assert brought(date(2026, 10, 30), date(2026, 11, 2)) == "2026-11"
    assert brought(date(2026, 8, 1), date(2026, 10, 31)) == ""  # before what is closed: history


def test_exemptions_are_not_waited_for(sample_office: Office) -> None:
    exempt(sample_office, "2026-10", "KF1011", None, "na", "on leave")
    exempt(sample_office, "2026-10", "KF1012", "attitude", "na", "new this month")
    exempt(sample_office, "2026-10", "KF1012", "communication", "na", "new this month")
    month = first_look.overview(sample_office, "2026-10")
    assert (month.agents, month.submitted, month.drafts) == (12, 8, 2)


@pytest.mark.parametrize("cycle", ["2026-09", "2026-10"])
@pytest.mark.parametrize(
    "change",
    [
        {"status": "left", "left_on": None},  # on a day nobody knows
        {"status": "left", "left_on": date(2026, 9, 1)},
        {"status": "left", "left_on": date(2026, 9, 30)},
        {"status": "left", "left_on": date(2026, 10, 1)},
        {"status": "active", "left_on": date(2026, 10, 2)},
        {"hired_on": date(2026, 10, 1)},
        {"hired_on": date(2026, 11, 1)},
    ],
    ids=str,
)
def test_the_first_look_counts_whom_the_results_assess(
    sample_office: Office, cycle: str, change: dict[str, object]
) -> None:
    agent = tables.agent.c
    with sample_office.write() as connection:
        # One with records, and one without: of the two only the first can take part all the same.
        new = {"office_id": sample_office.id, "staff_no": "KF9", "name": "x", "status": "active"}
        connection.execute(tables.agent.insert().values(new))
        connection.execute(tables.agent.update().where(agent.staff_no.in_(("KF1001", "KF9"))).values(change))
    with sample_office.read() as connection:
        found = participants(connection, sample_office, cycles.get_in(connection, sample_office, cycle))
    assert "KF1001" in {person.staff_no for person in found}
    assert first_look.overview(sample_office, cycle).agents == len(found)


def test_a_month_never_opened_is_refused(sample_office: Office) -> None:
    with refuses("cycle.not_opened"):
        first_look.overview(sample_office, "2026-01")


def test_a_sound_office_has_no_findings(sample_office: Office) -> None:
    looked_at = 11 if sample_office.is_file else 7  # a server keeps its pages, references and tables itself
    assert [finding.problem for finding in check.check(sample_office)] == [""] * looked_at


def test_a_result_changed_behind_our_back_is_found(sample_office: Office) -> None:
    with sample_office.write() as connection:
        row = connection.execute(tables.assessment.select().limit(1)).one()
        content = row.content | {"total": "99.99"}
        connection.execute(
            update(tables.assessment).where(tables.assessment.c.id == row.id).values(content=content)
        )
    found = {finding.what: finding.problem for finding in check.check(sample_office)}
    assert ": 2026-09/KF" in found["Results of closed cycles"]


@pytest.mark.files  # a server holds references itself
def test_a_reference_to_nothing_is_found(sample_office: Office) -> None:
    with sample_office.read() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    with sample_office.write() as connection:
        connection.execute(delete(tables.import_batch).where(tables.import_batch.c.kind == "complaints"))
    found = {finding.what: finding.problem for finding in check.check(sample_office)}
    assert "complaint" in found["References between records"]


def test_results_that_are_not_final_are_named_from_every_month(sample_office: Office) -> None:
    assert first_look.unsigned(sample_office) == (("2026-09", 14),)
    assert today.outcome(sample_office, "2026-10").unsigned == (("2026-09", 14),)
    assert today.outcome(sample_office, "2026-09").unsigned == ()
    assert first_look.month_before(sample_office, "2027-01") == ("2026-10", "open")
    review.approve(sample_office, "2026-09", ["KF1001"])
    assert first_look.unsigned(sample_office) == (("2026-09", 14),), "approved is not final"
