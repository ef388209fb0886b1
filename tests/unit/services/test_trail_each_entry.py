"""Every entry of a transaction tells of its own changes, however many things are done in one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from qadesk.services import audit, cycles
from qadesk.services.scoring import boards, evaluations, saving, score_files
from qadesk.services.scoring.saving import Change
from qadesk.services.trail import browsing, things
from qadesk.services.trail.browsing import Entry
from qadesk.services.trail.history import history
from qadesk.storage import dialect, tables
from qadesk.storage.office import Office
from qadesk.storage.trail import walk
from tests import unusual_forms as forms

CODE = forms.OCTOBER
REACHED, HANDLING = (one.code for one in forms.TYPED[:2])


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    """Two agents in a month whose scorecard has rated items and typed values."""
    made = forms.two_agents(tmp_path)
    yield made
    made.close()


def newest(office: Office, most: int) -> list[Entry]:
    """The last entries, the oldest first."""
    return list(browsing.entries(office, most=most))[::-1]


def told(entry: Entry) -> list[tuple[str, str]]:
    """Tables and, where a row says it, whose indicator each changed row is."""
    return [(row.table, str((row.after or row.before or {}).get("indicator", ""))) for row in entry.rows]


def rated(office: Office, *staff: str) -> list[Change]:
    items = [item.code for item in boards.board(office, CODE).form.items]
    return [Change(number, None, "level", item, Decimal(3)) for number in staff for item in items]


def test_values_pasted_at_once_stand_each_in_its_own_entry(branch: Office) -> None:
    october = cycles.get(branch, CODE)
    changes = [
        *[Change(who, None, "value", REACHED, Decimal(value)) for who, value in (("KF1", 1), ("KF2", 2))],
        *rated(branch, "KF1"),
        Change("KF1", None, "value", HANDLING, Decimal(30)),
    ]
    saving.save(branch, october, changes)
    ratings, *values = newest(branch, 4)
    assert ratings.action == "evaluation.rate"
    assert {table for table, _item in told(ratings)} == {"evaluation", "rating"}
    assert [(one.action, told(one)) for one in values] == [
        ("typed_value", [("typed_value", REACHED)]),
        ("typed_value", [("typed_value", REACHED)]),
        ("typed_value", [("typed_value", HANDLING)]),
    ]
    _name, found = history(branch, things.of_cell(CODE, "KF1", REACHED))
    assert [(one.entry.action, one.entry.seq) for one in found if one.row] == [("typed_value", values[0].seq)]


def test_sheets_submitted_at_once_stand_each_in_their_own_entry(branch: Office) -> None:
    october = cycles.get(branch, CODE)
    saving.save(branch, october, rated(branch, "KF1", "KF2"))
    assert evaluations.submit(branch, october).value.submitted == ("KF1", "KF2")
    for entry, who in zip(newest(branch, 2), ("KF1", "KF2"), strict=True):
        assert (entry.action, entry.subject) == ("evaluation.submit", f"{CODE}/{who}")
        assert [table for table, _item in told(entry)] == ["evaluation"]


def test_ratings_of_a_file_are_told_by_its_entry_and_values_by_theirs(branch: Office, tmp_path: Path) -> None:
    file = tmp_path / "scores.xlsx"
    score_files.export_template(branch, CODE, file)
    import openpyxl

    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    for row in page.iter_rows():
        if row[0].value in ("KF1", "KF2"):
            for cell in row[3:]:
                cell.value = 3
    book.save(file)
    score_files.import_scores(branch, CODE, file)
    entries = [
        one for one in browsing.entries(branch, most=40) if one.action in ("typed_value", "evaluation.import")
    ]
    assert {table for table, _item in told(entries[0])} == {"evaluation", "rating"}
    assert len(entries) > 2
    assert {table for one in entries[1:] for table, _item in told(one)} == {"typed_value"}


# A key, what it is to hold (None: it is taken away), and what is said after that.
STEP = st.tuples(
    st.sampled_from("abcd"), st.one_of(st.none(), st.integers(0, 3)), st.sampled_from(["", "note", "later"])
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=1, max_size=12))
def test_each_note_tells_what_was_changed_since_the_one_before(
    office: Office, steps: list[tuple[str, int | None, str]]
) -> None:
    """What is left to the last entry is in no other, and the check holds after any such transaction."""
    own = tables.setting
    with office.write("test", "begun") as connection:
        connection.execute(delete(own).where(own.c.key.in_(list("abcd"))))
        audit.note(connection, office, "test", "begun")
    begun = newest(office, 1)[0].seq or 0
    held: dict[str, int] = {}
    since: dict[str, int] = {}
    expected: list[set[tuple[str, int | None, int | None]]] = []
    with office.write("test", "the rest") as connection:
        for key, value, then in steps:
            if value is None:
                connection.execute(delete(own).where(own.c.key == key))
                held.pop(key, None)
            else:
                connection.execute(
                    dialect.upsert(
                        own, connection.dialect, {"office_id": office.id, "key": key}, {"value": value}
                    )
                )
                held[key] = value
            if then == "note":
                audit.note(connection, office, "test", "noted")
                expected.append(
                    {
                        (one, since.get(one), held.get(one))
                        for one in "abcd"
                        if since.get(one) != held.get(one)
                    }
                )
            elif then == "later":
                audit.leave_to_last(connection)
            if then:
                since = dict(held)
    made = [one for one in newest(office, 30) if (one.seq or 0) > begun]
    for entry, wanted in zip(made[:-1], expected, strict=False):
        assert {_moved(row) for row in entry.rows} == wanted
    with office.read() as connection:
        assert walk.examine(connection, office.id).findings == ()


def _moved(row: browsing.ChangedRow) -> tuple[str, int | None, int | None]:
    was, became = (None if side is None else json.loads(side["value"]) for side in (row.before, row.after))
    return json.loads(row.key)[0], was, became
