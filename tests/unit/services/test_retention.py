"""What is past its period goes, where an administrator has it go; what it proved stays proved."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from qadesk.domain.periods import period
from qadesk.domain.stages import Stage
from qadesk.services import audit, check, roster
from qadesk.services.after_closing import delivery, review
from qadesk.services.assessment import results
from qadesk.services.explaining import explanation
from qadesk.services.notes import keeping
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.records import by_hand, record_lists
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.services.retention import due, periods, removal
from qadesk.services.retention.periods import RULES, SORTS
from qadesk.services.trail import proof
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors
from tests import signed_in
from tests.refusals import refuses

CLOSED, OPEN, WHO = "2026-09", "2026-10", "KF1001"
LATER = date(2031, 1, 1)


@pytest.fixture
def later(sample_office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The sample office years later: September 2026 closed, October still open."""
    monkeypatch.setattr(Office, "today", lambda _self: LATER)
    return sample_office


def rows(office: Office, table: Any, *where: Any) -> int:
    with office.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


def problems(office: Office) -> list[str]:
    return [f"{one.what}: {one.problem}" for one in check.check(office) if not one.ok]


def everything_kept(office: Office) -> str:
    """All that the file holds, as text."""
    with office.read() as connection:
        found = [
            str(tuple(row))
            for table in tables.metadata.sorted_tables
            for row in connection.execute(select(table))
        ]
    return "\n".join(found)


# ---- periods


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_the_first_day_kept_is_so_many_months_back(today: date, months: int) -> None:
    first = periods.first_kept(today, months)
    assert (today.year - first.year) * 12 + today.month - first.month == months
    assert first.day <= today.day
    assert first.day == today.day or (first + timedelta(days=1)).day == 1


@pytest.mark.parametrize("sort", SORTS)
def test_no_period_is_shorter_than_the_law_allows(office: Office, sort: Any) -> None:
    least = RULES[sort].least
    for wrong in (least - 1 or -1, periods.MOST_MONTHS + 1):
        with refuses("retention.period", str(least)):
            periods.set_period(office, sort, wrong)
    done = periods.set_period(office, sort, least)
    assert periods.periods(office)[sort] == least
    assert done.undo is not None
    done.undo()
    assert periods.periods(office)[sort] == RULES[sort].months


def test_a_period_set_otherwise_counts_as_the_default(office: Office) -> None:
    with office.write("test", "x") as connection:
        connection.execute(
            tables.setting.insert().values(key="retention", value={"customers": "x", "files": True})
        )
    assert periods.periods(office) == {sort: RULES[sort].months for sort in SORTS}


def test_without_end_nothing_is_due(later: Office) -> None:
    for sort in SORTS:
        periods.set_period(later, sort, 0)
    assert [one.count for one in due.due(later)] == [0, 0, 0, 0]
    assert due.due_sorts(later) == ()


# ---- what is due


def test_today_nothing_is_due_and_nothing_can_be_removed(sample_office: Office) -> None:
    assert due.due_sorts(sample_office) == ()
    with refuses("retention.nothing_due"):
        removal.carry_out(sample_office)


def test_what_is_due_is_counted_with_its_days_and_examples(later: Office) -> None:
    found = {one.sort: one for one in due.due(later)}
    calls = rows(later, tables.contact, tables.contact.c.at < period(OPEN).utc(later.zone)[0])
    assert found["customers"].rows["contact"] == calls
    assert found["records"].rows["contact"] == calls
    assert found["records"].oldest == date(2026, 9, 1)
    assert found["records"].newest is not None
    assert found["records"].newest < date(2026, 10, 1)
    assert 0 < len(found["customers"].examples) <= 5
    assert set(due.due_sorts(later)) >= {"customers", "records"}


# ---- removing


def test_customers_texts_go_and_every_figure_stays(later: Office) -> None:
    before = results.results(later, CLOSED)
    calls = list(record_lists.each(later, CLOSED, "calls"))
    secret = str(calls[0].values[0])
    october = list(record_lists.each(later, OPEN, "complaints"))
    removal.carry_out(later, ["customers"])
    assert problems(later) == []
    assert results.results(later, CLOSED).results == before.results
    kept = everything_kept(later)
    assert secret not in kept
    after = list(record_lists.each(later, CLOSED, "calls"))
    assert [one.values[1:] for one in after] == [one.values[1:] for one in calls] or len(after) == len(calls)
    assert {str(one.values[0])[0] for one in after} == {"#"}
    assert list(record_lists.each(later, OPEN, "complaints")) == october
    with refuses("retention.nothing_due"):
        removal.carry_out(later, ["customers"])


@pytest.mark.parametrize("action", ["record.edit", "note.remove", "roster.edit"])
def test_what_entries_said_of_customers_records_goes_with_them(later: Office, action: str) -> None:
    said = "13812345678 asked"
    with later.write() as connection:
        audit.note(connection, later, action, "one", note=said)
    removal.carry_out(later, ["customers"])
    assert (said in everything_kept(later)) == (action == "roster.edit")  # which is not about customers
    assert problems(later) == []


@pytest.mark.parametrize("note_too", [True, False])
def test_a_note_on_a_record_goes_though_that_was_deleted_before(later: Office, note_too: bool) -> None:
    values = {"day": date(2026, 10, 5), "kind": "praise", "ref": "P-7"}
    about = NoteSubject(kind="incidents", ref="P-7")
    made = by_hand.add(later, RecordEntry("incidents", WHO, values)).value
    note = keeping.add(later, about, "she rang 13812345678").value
    if note_too:
        keeping.remove(later, about, note.id, "written twice")
    by_hand.remove(later, made.number, "never happened")
    assert "13812345678" in everything_kept(later)
    removal.carry_out(later, ["customers"])
    assert "13812345678" not in everything_kept(later)
    assert problems(later) == []


def test_the_chain_holds_as_before_and_forgets(later: Office) -> None:
    with later.read() as connection:
        seen = [
            anchors.Anchor(row.seq, row.hash, row.at, "seen")
            for row in connection.execute(select(tables.audit).where(tables.audit.c.seq.is_not(None)))
        ]
    assert proof.prove(later).trail == ()
    removal.carry_out(later)
    found = proof.prove(later)
    assert (found.trail, found.rows) == ((), ())
    with later.read() as connection:
        assert all(one.holds for one in anchors.compare(connection, later.id, seen))
        last = connection.execute(select(tables.audit).order_by(tables.audit.c.seq.desc()).limit(1)).one()
    assert last.action == "retention.carry_out"
    assert last.detail["removed"]["records"]["rows"]["contact"] > 0
    assert last.detail["texts"] > 0
    assert all(one[4].startswith("=") for one in json.loads(last.changes) if one[0] != "more")


def test_records_of_closed_months_go_and_their_figures_are_still_explained(later: Office) -> None:
    before = results.results(later, CLOSED)
    chains = {code: explanation.explain(later, CLOSED, WHO, code) for code in ("csat", "complaint_rate")}
    removal.carry_out(later, ["records"])
    assert problems(later) == []
    after = results.results(later, CLOSED)
    assert after.results == before.results
    assert after.office == before.office
    assert rows(later, tables.contact, tables.contact.c.at < period(OPEN).utc(later.zone)[0]) == 0
    assert rows(later, tables.contact) > 0  # October's
    for code, was in chains.items():
        now = explanation.explain(later, CLOSED, WHO, code)
        assert now.text("value") == was.text("value")
        assert "removed on 2031-01-01 under the office's retention period" in now.text("removed")
        assert not was.text("removed")


def test_a_leaver_is_named_nowhere_any_more(later: Office) -> None:
    person = roster.agent(later, "KF1004")
    keeping.add(later, NoteSubject("KF1004"), "Talked about leaving")
    review.give_back(later, CLOSED, ["KF1004"], "Why so few calls")
    review.hand_in_again(later, CLOSED, ["KF1004"], "Was ill for weeks")
    review.approve(later, CLOSED, ["KF1004"])
    objected = delivery.Handover(Stage.OBJECTED, later.today(), "Objects in her own words")
    delivery.deliver(later, CLOSED, ["KF1004"], objected)
    roster.leave(later, "KF1004", date(2026, 9, 15))
    with later.write("test", "x") as connection:  # October knows nothing of them
        for table in (tables.evaluation, tables.typed_value, tables.exemption, tables.contact):
            agent = table.c.agent_id == person.id
            if table is tables.evaluation:
                forms = select(table.c.id).where(agent)
                connection.execute(tables.rating.delete().where(tables.rating.c.evaluation_id.in_(forms)))
            if table is not tables.contact:
                connection.execute(table.delete().where(agent))
    before = results.results(later, CLOSED).of("KF1004")
    removal.carry_out(later, ["leavers"])
    assert problems(later) == []
    after = results.results(later, CLOSED).of(f"former-{person.id}")
    assert after.assessment.total == before.assessment.total
    kept = everything_kept(later)
    assert person.name not in kept
    for said in ("Talked about leaving", "Why so few calls", "Was ill for weeks", "Objects in her own words"):
        assert said not in kept
    with later.read() as connection:
        own = tables.assessment.c
        digest = connection.execute(select(own.digest).where(own.agent_id == person.id)).scalar()
    assert digest == before.digest  # a sheet in hand can still be compared


def _row_of(connection: Connection, staff_no: str) -> int:
    agent = tables.agent.c
    return int(connection.execute(select(agent.id).where(agent.staff_no == staff_no)).scalar_one())


@pytest.mark.parametrize("alike", ["{name}", "{name}华"])
def test_what_is_told_of_somebody_called_alike_stays(later: Office, alike: str) -> None:
    """An agent with the name of one who left, and one whose name begins with it."""
    person = roster.add(later, roster.AgentEntry("KF3001", "王明")).value
    with later.write("test", "as a staff list had them") as connection:
        kept = {"id": _row_of(connection, "KF3001"), "name": "王明", "staff_no": "KF-1"}
        connection.execute(tables.superseded.insert().values(batch_id=1, table="agent", row=kept))
    named = alike.format(name=person.name)
    other = roster.add(later, roster.AgentEntry("KF3002", named)).value
    roster.leave(later, "KF3001", date(2026, 9, 15))
    removal.carry_out(later, ["leavers"])
    with later.read() as connection:
        told = connection.execute(select(tables.audit.c.changes)).scalars().all()
    assert any(f"'{named}'" in text and "'KF3002'" in text for text in told if text)
    assert not any("'KF3001'" in text or "KF-1" in text for text in told if text)
    assert roster.agent(later, "KF3002").name == other.name
    assert problems(later) == []


def test_a_file_goes_and_the_text_beside_it_stays(later: Office, tmp_path: Any, monkeypatch: Any) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    kept = keeping.add(later, NoteSubject(WHO), "Signed", scan).value
    keeping.add(later, NoteSubject(WHO), "", scan)
    removal.carry_out(later, ["files"])
    assert problems(later) == []
    (left,) = [one for one in keeping.notes(later, NoteSubject(WHO)) if one.id >= kept.id]
    assert (left.text, left.file) == ("Signed", None)


def test_only_an_administrator_removes(later: Office) -> None:
    signed_in.person(later, "manager")
    later.user = next(one for one in later.people if one.role == "manager")
    with refuses("rights.not_allowed"):
        removal.carry_out(later)
    with refuses("rights.not_allowed"):
        periods.set_period(later, "customers", 3)


def test_there_is_no_undo(later: Office) -> None:
    assert removal.carry_out(later).undo is None


@pytest.mark.files
def test_what_was_removed_is_not_left_in_the_file(later: Office) -> None:
    secret = str(next(iter(record_lists.each(later, CLOSED, "complaints"))).values[0])
    removal.carry_out(later)
    path = later.path
    later.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    assert secret.encode() not in path.read_bytes()


@pytest.mark.files
def test_what_was_removed_leaves_the_file_before_it_is_closed(later: Office) -> None:
    with later.read() as connection:
        secret = connection.execute(select(tables.contact.c.ref).order_by(tables.contact.c.id)).scalar()
    assert isinstance(secret, str)
    removal.carry_out(later, ["customers"])
    assert secret.encode() not in later.path.read_bytes()


@pytest.mark.files
def test_a_trail_that_forgets_more_than_it_says_is_named(later: Office) -> None:
    removal.carry_out(later, ["customers"])
    path = later.path
    later.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute(
            "UPDATE audit SET salt = '=' || salt, subject = '' WHERE seq = (SELECT max(seq) FROM audit)"
        )
        connection.commit()
    from qadesk.services import setup

    office = setup.open_office(path)
    assert proof.prove(office).trail
    office.close()
