"""Undo puts back exactly what was there; so does any order of imports and undos."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.services import cycles
from qadesk.services.records import imports
from qadesk.storage import files, tables
from qadesk.storage.office import Office
from qadesk.tabular.choosing import Answers
from tests.refusals import refuses
from tests.signed_in import administrator
from tests.unit.services.import_office import SAMPLES, call, calls, contents, exactly, sample, staff

FILES = (
    "话务明细_2026-10.csv",
    "投诉工单_2026-10.xlsx",
    "表扬差错_2026-10.csv",
    "回访问卷_2026-10.csv",
    "派送时效_2026-10.csv",
)


@pytest.mark.parametrize("name", FILES)
def test_undo_leaves_the_office_as_it_was(name: str, office: Office) -> None:
    sample(office)
    before = exactly(office)
    report = imports.run(office, SAMPLES / name)
    assert report.batch_id is not None
    imports.undo(office, report.batch_id)
    assert exactly(office) == before
    assert imports.history(office)[0].undone_at is not None


_NAMES = [column.name for column in tables.contact.c if column.name not in ("id", "batch_id")]
REF, RATING = (_NAMES.index(name) for name in ("ref", "rating"))


def test_undo_brings_replaced_rows_back(office: Office, tmp_path: Path) -> None:
    staff(office)
    imports.run(office, calls(tmp_path / "a.csv", call(1, rating="5"), call(2)))
    before = exactly(office)
    second = imports.run(office, calls(tmp_path / "b.csv", call(1, rating="1"), call(1, rating="2"), call(3)))
    assert second.batch_id is not None
    imports.undo(office, second.batch_id)
    assert exactly(office) == before


def test_undo_of_an_import_whose_rows_were_replaced_since_leaves_the_replacements(
    office: Office, tmp_path: Path
) -> None:
    staff(office)
    empty = contents(office)
    first = imports.run(office, calls(tmp_path / "a.csv", call(1, rating="5"), call(2)))
    second = imports.run(office, calls(tmp_path / "b.csv", call(1, rating="1")))
    assert first.batch_id is not None
    assert second.batch_id is not None
    imports.undo(office, first.batch_id)
    assert [(row[REF], row[RATING]) for row in contents(office)["contact"]] == [("C1", 1)]
    imports.undo(office, second.batch_id)
    assert contents(office) == empty


def test_an_import_is_undone_once(office: Office, tmp_path: Path) -> None:
    staff(office)
    report = imports.run(office, calls(tmp_path / "a.csv", call(1)))
    assert report.batch_id is not None
    imports.undo(office, report.batch_id)
    with refuses("import.already_undone"):
        imports.undo(office, report.batch_id)
    with refuses("import.not_found"):
        imports.undo(office, 99)


def test_a_rated_contact_and_a_closed_cycle_keep_their_import(sample_office: Office) -> None:
    by_name = {batch.file_name: batch.id for batch in imports.history(sample_office)}
    before = exactly(sample_office)
    with refuses("cycle.records_closed", "2026-09") as told:
        imports.undo(sample_office, by_name["话务明细_2026-09.csv"])
    with refuses("cycle.records_closed", "2026-09"):
        imports.refuse_undo(sample_office, by_name["话务明细_2026-09.csv"])
    with refuses("roster.has_records"):
        imports.refuse_undo(sample_office, by_name["花名册.xlsx"])
    assert (
        "Sign-off" in told.value.remedy
    )  # there is no file to leave rows out of; a result is reopened there
    cycle = cycles.get(sample_office, "2026-10")
    with sample_office.write() as connection:
        contact = connection.execute(
            select(tables.contact).where(tables.contact.c.batch_id == by_name["在线会话_2026-10.xlsx"])
        ).first()
        assert contact is not None
        assert sample_office.user is not None
        connection.execute(
            insert(tables.evaluation).values(
                cycle_id=cycle.id,
                agent_id=contact.agent_id,
                user_id=sample_office.user.id,
                contact_id=contact.id,
                status="draft",
                updated_at=sample_office.now(),
            )
        )
    for refused in (imports.undo, imports.refuse_undo):
        with refuses("import.contacts_rated", "1"):
            refused(sample_office, by_name["在线会话_2026-10.xlsx"])
    assert exactly(sample_office) == before


# Ratings of 1 to 3 alone would be asked: they may be of a scale of three.
ROWS = st.lists(st.tuples(st.integers(1, 5), st.sampled_from(("", "4", "5"))), min_size=1, max_size=6)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_whatever_was_imported_undoing_all_of_it_in_any_order_leaves_nothing(batches, random) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as name, ExitStack() as at_the_end:
        folder = Path(name)
        office = administrator(files.create(folder / "o.qadesk", name="x", zone="Asia/Shanghai"))
        at_the_end.callback(office.close)  # drawing the order may end an example here
        staff(office)
        empty = exactly(office)
        made = []
        taken = Answers(accept=True)  # a few equal ratings leave their scale open
        for number, rows in enumerate(batches):
            file = calls(folder / f"{number}.csv", *(call(ref, rating=rating) for ref, rating in rows))
            states = exactly(office)
            report = imports.run(office, file, answers=taken)
            assert report.batch_id is not None
            imports.undo(office, report.batch_id)
            assert exactly(office) == states
            again = imports.run(office, file, answers=taken)
            assert again.rows == again.imported + again.updated + again.duplicates + len(again.rejected)
            made.append(again.batch_id)
        random.shuffle(made)
        for batch in made:
            imports.undo(office, batch)
        assert exactly(office) == empty
        with office.read() as connection:
            assert connection.execute(select(tables.superseded)).all() == []


def test_undo_of_many_rows_says_how_far_it_is_and_stopping_leaves_all_as_it_was(
    office: Office, tmp_path: Path
) -> None:
    staff(office)
    empty = exactly(office)
    first = imports.run(office, calls(tmp_path / "a.csv", *(call(n, rating="5") for n in range(20_000))))
    before = exactly(office)
    second = imports.run(
        office, calls(tmp_path / "b.csv", *(call(n, rating="4") for n in range(10_000, 40_000)))
    )
    assert first.batch_id is not None
    assert second.batch_id is not None
    assert (second.updated, second.imported) == (10_000, 20_000)

    reports: list[tuple[int, int]] = []
    imports.undo(office, second.batch_id, Progress(lambda done, total, _text: reports.append((done, total))))
    assert exactly(office) == before
    assert reports == sorted(reports)
    assert reports[-1] == (30_000, 30_000)
    assert len({done for done, _total in reports}) >= 6

    again = imports.run(office, tmp_path / "b.csv")
    assert again.batch_id is not None
    both = exactly(office)
    for number in range(0, len(reports) - 1, 3):
        with pytest.raises(Cancelled):
            imports.undo(office, again.batch_id, _stopping_at(number))
        assert exactly(office) == both
        assert imports.history(office)[0].undone_at is None
    for batch in (first.batch_id, again.batch_id):
        imports.undo(office, batch)
    assert exactly(office) == empty


def test_who_undid_an_import_is_told(sample_office: Office, tmp_path: Path) -> None:
    report = imports.run(sample_office, calls(tmp_path / "a.csv", call(1, agent="KF1001")))
    assert report.batch_id is not None
    assert sample_office.user is not None
    assert imports.history(sample_office)[0].undone_by == ""
    imports.undo(sample_office, report.batch_id)
    newest, *others = imports.history(sample_office)
    assert (newest.undone_at is not None, newest.undone_by) == (True, sample_office.user.name)
    assert {batch.undone_by for batch in others} == {""}


def _stopping_at(number: int) -> Progress:
    """A progress that is cancelled while it takes report `number` (from 0), so that the next one stops."""
    left = [number]

    def listen(_done: int, _total: int, _text: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            progress.cancel()

    progress = Progress(listen)
    return progress
