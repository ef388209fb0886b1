"""A record that a file brought is put right by hand; no import, and no undoing of one, takes that back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qadesk.domain.periods import period
from qadesk.services import roster, setup
from qadesk.services.assessment import results
from qadesk.services.records import by_hand, corrections, imports, record_lists
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.services.records.record_lists import ListedRecord
from qadesk.storage.office import Office
from tests.refusals import refuses

MONTH = "2026-10"
HEAD = "流水号,坐席工号,呼入时间,接听状态,响应时长,通话时长,是否首次解决,满意度"


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = setup.create_office(tmp_path / "b.qadesk", name="B", user_name="Wang", first_cycle=period(MONTH))
    for number in ("K1", "K2"):
        roster.add(made, roster.AgentEntry(number, number))
    yield made
    made.close()


def calls(path: Path, *rows: str) -> Path:
    path.write_text("\n".join((HEAD, *rows)), "utf-8")
    return path


ONE, TWO = "A1,K1,2026-10-05 09:00:00,已接,10,60,是,5", "A2,K1,2026-10-05 10:00:00,已接,20,60,否,2"


def record(office: Office, ref: str) -> ListedRecord:
    return next(one for one in list(record_lists.each(office, MONTH, "calls")) if one.row.ref == ref)


def csat(office: Office) -> str:
    value = results.results(office, MONTH).of("K1").assessment.line("csat").value
    return "" if value is None else f"{value:.2f}"


def corrected(office: Office, ref: str, /, **values: object) -> RecordEntry:
    entry = corrections.as_entry(office, "calls", record(office, ref))
    return replace(entry, values={**entry.values, **values})


def test_a_corrected_record_counts_as_it_is_now_and_can_be_given_back(branch: Office, tmp_path: Path) -> None:
    imports.run(branch, calls(tmp_path / "a.csv", ONE, TWO))
    assert csat(branch) == "3.50"
    found = record(branch, "A2")
    done = corrections.correct(branch, found.id, corrected(branch, "A2", rating=4))
    assert csat(branch) == "4.50"
    (listed,) = by_hand.records(branch, MONTH)
    assert listed.entry.values["rating"] == 4
    assert "Wang" in record(branch, "A2").file_name or record(branch, "A2").file_name == "by hand"
    assert done.undo is not None
    back = done.undo()
    assert csat(branch) == "3.50"
    assert by_hand.records(branch, MONTH) == ()
    assert record(branch, "A2").file_name == "a.csv"
    assert back.undo is not None
    back.undo()
    assert csat(branch) == "4.50"


def test_neither_the_file_again_nor_its_undoing_changes_what_was_corrected(
    branch: Office, tmp_path: Path
) -> None:
    file = calls(tmp_path / "a.csv", ONE, TWO)
    first = imports.run(branch, file)
    corrections.correct(branch, record(branch, "A2").id, corrected(branch, "A2", rating=4))
    again = imports.run(branch, file)
    assert (again.imported, again.updated) == (0, 0)
    assert [row.reason for row in again.rejected] == ["by_hand"]
    assert csat(branch) == "4.50"
    assert first.batch_id is not None
    imports.undo(branch, first.batch_id)
    assert csat(branch) == "4.00"


def test_what_was_given_back_is_not_if_its_import_was_undone(branch: Office, tmp_path: Path) -> None:
    first = imports.run(branch, calls(tmp_path / "a.csv", ONE, TWO))
    done = corrections.correct(branch, record(branch, "A2").id, corrected(branch, "A2", rating=4))
    assert first.batch_id is not None
    imports.undo(branch, first.batch_id)
    assert done.undo is not None
    with refuses("record.import_undone"):
        done.undo()
    assert csat(branch) == "4.00"


@pytest.mark.parametrize(
    "values, code, named",
    [({"rating": 9}, "record.out_of_range", "1 5"), ({"ref": "A1"}, "record.reference_taken", "A1")],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    branch: Office, tmp_path: Path, values: dict[str, object], code: str, named: str
) -> None:
    imports.run(branch, calls(tmp_path / "a.csv", ONE, TWO))
    with refuses(code, *named.split()):
        corrections.correct(branch, record(branch, "A2").id, corrected(branch, "A2", **values))
    assert csat(branch) == "3.50"
    assert record(branch, "A2").file_name == "a.csv"


def test_a_record_of_another_agent_is_moved_and_one_that_is_gone_is_told(
    branch: Office, tmp_path: Path
) -> None:
    first = imports.run(branch, calls(tmp_path / "a.csv", ONE, TWO))
    found = record(branch, "A2")
    moved = replace(corrected(branch, "A2"), staff_no="K2")
    corrections.correct(branch, found.id, moved)
    assert csat(branch) == "5.00"
    gone = record(branch, "A1")
    entry = corrected(branch, "A1")
    assert first.batch_id is not None
    imports.undo(branch, first.batch_id)
    with refuses("record.deleted"):
        corrections.correct(branch, gone.id, entry)


def test_a_closed_month_stays_as_it_is(sample_office: Office) -> None:
    found, *_rest = record_lists.each(sample_office, "2026-09", "calls")
    entry = corrections.as_entry(sample_office, "calls", found)
    with refuses("cycle.records_closed"):
        corrections.correct(sample_office, found.id, entry)
