"""Records typed in: taken, corrected, deleted, undone; refused in words; counted as if they were imported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from qadesk.domain.measures import Source
from qadesk.domain.periods import period
from qadesk.i18n import set_language
from qadesk.services import cycles, setup
from qadesk.services.assessment import tallies
from qadesk.services.records import by_hand, evidence, imports, record_lists
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.services.records.counting import ClashError
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services.import_office import contents, exactly, staff, write

MONTH = "2026-09"
typed = datetime.fromisoformat  # a local time, as it stands in a form
COMPLAINT = {
    "received_at": typed("2026-09-03 09:05"),
    "responded_at": typed("2026-09-03 10:00"),
    "level": "高",
    "escalated": False,
    "upheld": True,
    "fault": "agent",
    "note": "包裹破损",
}
ENTRIES = {
    "complaints": COMPLAINT,
    "incidents": {"day": date(2026, 9, 4), "kind": "praise", "note": "锦旗"},
    "surveys": {"at": typed("2026-09-05 11:00"), "score": Decimal(9), "comment": "好"},
    "calls": {
        "at": typed("2026-09-06 08:00:30"), "direction": "in", "answered": True,
        "response": Decimal("12.5"),
        "talk": Decimal(133), "resolved": True, "rating": Decimal(5), "note": "",
    },
    "chats": {"at": typed("2026-09-07 08:00"), "answered": False},
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """September open and over, two people on the roster."""
    made = setup.create_office(
        tmp_path / "a.qadesk", name="Test branch", user_name="王主管", first_cycle=period(MONTH)
    )
    staff(made)
    yield made
    made.close()


def entry(kind: str, /, staff_no: str = "007", **changes: Any) -> RecordEntry:
    return RecordEntry(kind, staff_no, {**ENTRIES[kind], **changes})


def trail(office: Office) -> list[tuple[str, dict[str, Any]]]:
    with office.read() as connection:
        rows = connection.execute(select(tables.audit.c.action, tables.audit.c.detail))
        return [(row.action, row.detail) for row in rows if row.action.startswith("record.")]


@pytest.mark.parametrize("kind", ENTRIES)
def test_a_record_is_entered_corrected_deleted_and_each_is_taken_back(office: Office, kind: str) -> None:
    empty = contents(office)
    added = by_hand.add(office, entry(kind))
    made = added.value
    assert (made.name, made.by, made.at.date()) == ("李雷", "王主管", office.today())
    assert made.entry.values["ref"].startswith("M202609")
    assert by_hand.records(office, MONTH) == (made,)
    assert by_hand.records(office, "2026-10") == ()
    assert added.changes == {"records", "results"}
    first = contents(office)

    corrected = RecordEntry(kind, "KF2", {**made.entry.values, "ref": "R1"})
    edited = by_hand.edit(office, made.number, corrected)
    assert (edited.value.name, edited.value.entry.values["ref"]) == ("韩梅", "R1")
    second = contents(office)
    assert edited.undo is not None
    redone = edited.undo()
    assert contents(office) == first
    assert redone.undo is not None
    redone.undo()
    assert contents(office) == second

    deleted = by_hand.remove(office, made.number, "entered twice")
    assert contents(office) == empty
    assert deleted.undo is not None
    restored = deleted.undo()
    assert contents(office) == second
    assert by_hand.records(office, MONTH)[0].at == made.at  # entered when it was first
    assert restored.undo is not None
    restored.undo()
    assert by_hand.records(office, MONTH) == ()
    actions = [action for action, _detail in trail(office)]
    assert actions == [
        "record.add", "record.edit", "record.edit", "record.edit", "record.delete", "record.restore",
        "record.undo",
    ]  # fmt: skip
    assert trail(office)[4][1]["reason"] == "entered twice"


def test_an_edit_that_changes_nothing_is_none(office: Office) -> None:
    made = by_hand.add(office, entry("complaints")).value
    done = by_hand.edit(office, made.number, made.entry)
    assert (done.changes, done.undo) == (frozenset(), None)


@pytest.mark.parametrize(
    ("kind", "changes", "code", "named"),
    [
        ("calls", {"talk": Decimal(-1)}, "record.out_of_range", "Talk time 0 24"),
        ("calls", {"response": Decimal(86_401)}, "record.out_of_range", "Response time 0 24"),
        ("calls", {"rating": Decimal(6)}, "record.out_of_range", "1 5"),
        ("calls", {"rating": Decimal("4.5")}, "record.out_of_range", "1 5"),
        ("surveys", {"score": Decimal(11)}, "record.out_of_range", "0 10"),
        ("surveys", {"score": None}, "record.field_missing", ""),
        ("surveys", {"at": None}, "record.field_missing", ""),
        ("calls", {"answered": None}, "record.field_missing", ""),
        ("incidents", {"day": date(2026, 8, 31)}, "cycle.none_on_day", "2026-08-31"),
        ("incidents", {"day": date(2999, 1, 1)}, "cycle.none_on_day", "2999-01-01"),
        ("complaints", {"closed_at": typed("2026-09-03 09:04")}, "record.ends_before_start", ""),
        ("complaints", {"closed_at": typed("2999-01-01 09:04")}, "record.in_future", "2999-01-01"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    office: Office, kind: str, changes: dict[str, Any], code: str, named: str
) -> None:
    before = exactly(office)
    with refuses(code, *named.split()) as told:
        by_hand.add(office, entry(kind, **changes))
    assert told.value.kept
    assert exactly(office) == before


def test_unknown_agents_taken_references_and_missing_reasons_are_refused(office: Office) -> None:
    with refuses("roster.no_agent", "999"):
        by_hand.add(office, entry("calls", "999"))
    made = by_hand.add(office, entry("calls", ref="A1")).value
    with refuses("record.reference_taken", "A1"):
        by_hand.add(office, entry("calls", ref="A1"))
    by_hand.add(office, entry("chats", ref="A1"))  # another kind counts anew
    with refuses("record.reason_missing"):
        by_hand.remove(office, made.number, "  ")
    with refuses("import.not_found"):
        imports.undo(office, made.number)
    by_hand.remove(office, made.number, "wrong")
    for act in (
        lambda: by_hand.edit(office, made.number, made.entry),
        lambda: by_hand.remove(office, 99, "x"),
    ):
        with refuses("record.deleted"):
            act()


def test_a_closed_month_takes_nothing_and_gives_nothing(office: Office) -> None:
    added = by_hand.add(office, entry("incidents"))
    with office.write() as connection:
        connection.execute(tables.cycle.update().values(status="closed"))
    number = added.value.number
    assert added.undo is not None
    for act in (
        lambda: by_hand.add(office, entry("incidents")),
        lambda: by_hand.edit(office, number, entry("incidents", day=date(2026, 10, 1))),
        lambda: by_hand.remove(office, number, "x"),
        added.undo,
    ):
        with refuses("cycle.records_closed", "2026-09"):
            act()


def test_a_rated_contact_is_not_deleted(office: Office) -> None:
    made = by_hand.add(office, entry("calls")).value
    with office.write() as connection:
        contact = connection.execute(select(tables.contact.c.id)).scalar_one()
        connection.execute(
            tables.evaluation.insert().values(
                cycle_id=1,
                agent_id=1,
                user_id=1,
                contact_id=contact,
                status="draft",
                updated_at=office.now(),
            )
        )
    with refuses("record.rated"):
        by_hand.remove(office, made.number, "x")


def test_totals_of_the_same_day_ask_what_counts(office: Office, tmp_path: Path) -> None:
    imports.run(office, write(tmp_path / "t.csv", "日期,客服,接待会话量", "2026-09-07,007,86"))
    with pytest.raises(ClashError):
        by_hand.add(office, entry("chats", answered=True))
    by_hand.add(office, entry("chats", answered=True), counts="records")
    assert len(by_hand.records(office, MONTH)) == 1


# ---- as if imported


def counted(office: Office) -> Any:
    with office.read() as connection:
        return tallies.count_agents(connection, office, period(MONTH))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_exported_and_imported_elsewhere_they_are_the_same_and_count_the_same(
    office: Office, tmp_path: Path, language: str
) -> None:
    set_language(language)
    for kind in ENTRIES:
        by_hand.add(office, entry(kind))
    by_hand.add(office, entry("incidents", kind="error", note=None))
    by_hand.add(office, entry("complaints", fault="courier", level="", note="=1+1"))
    by_hand.export(office, MONTH, tmp_path / "typed.xlsx")
    again = imports.run(office, tmp_path / "typed.xlsx")
    assert (again.imported, again.updated, again.duplicates, again.rejected) == (0, 0, 7, ())

    other = setup.create_office(
        tmp_path / "b.qadesk", name="Other", user_name="李主管", first_cycle=period(MONTH)
    )
    staff(other)
    report = imports.run(other, tmp_path / "typed.xlsx")
    assert report.rejected == ()
    assert contents(other) == contents(office)
    assert counted(other) == counted(office)
    other.close()


def test_evidence_and_list_say_who_entered_it(office: Office) -> None:
    made = by_hand.add(office, entry("complaints")).value
    said = f"entered by hand by 王主管 on {office.today().isoformat()}"
    (listed,) = record_lists.listing(office, MONTH, "complaints").records
    assert listed.file_name == said
    (found,) = evidence.records(office, MONTH, "007", "complaint_rate", source=Source.COMPLAINTS).records
    assert (found.file, found.imported_at, found.batch_id) == (said, None, None)
    assert (found.counted, found.ref) == (True, made.entry.values["ref"])
    assert imports.history(office) == ()


def test_an_import_neither_replaces_nor_takes_one_along(office: Office, tmp_path: Path) -> None:
    made = by_hand.add(office, entry("incidents", ref="INC-2026-77")).value
    heads = "编号,工号,日期,类型,备注"
    other = write(tmp_path / "i.csv", heads, "INC-2026-77,007,2026-09-04,差错,另", "B2,007,2026-09-05,表扬,")
    report = imports.run(office, other)
    assert [(row.line, row.value, row.reason) for row in report.rejected] == [(2, "INC-2026-77", "by_hand")]
    assert (report.imported, report.updated) == (1, 0)
    assert by_hand.records(office, MONTH) == (made,)
    assert report.batch_id is not None
    imports.undo(office, report.batch_id)
    assert by_hand.records(office, MONTH) == (made,)
    by_hand.remove(office, made.number, "the file has it")
    assert imports.run(office, other).imported == 2


def test_the_month_is_open_again(office: Office) -> None:
    cycles.open_cycle(office, "2026-10")
    made = by_hand.add(office, entry("incidents")).value
    moved = by_hand.edit(office, made.number, entry("incidents", day=date(2026, 10, 1))).value
    assert by_hand.records(office, "2026-10") == (moved,)
