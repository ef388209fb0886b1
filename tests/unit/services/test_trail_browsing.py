"""The trail page by page: narrowed, searched and sorted where it is stored, in words."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from qadesk.services import audit, cycles, people, renumbering, roster
from qadesk.services.roster import AgentEntry
from qadesk.services.scoring import drafts
from qadesk.services.trail import browsing
from qadesk.services.trail.action_words import KINDS
from qadesk.services.trail.finding import PROGRAM, Wanted
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail import entries

OCTOBER = "2026-10"


def rated(office: Office, level: int) -> None:
    """KF1009's attitude, which the sample office has as a draft."""
    drafts.rate(office, cycles.get(office, OCTOBER), "KF1009", "attitude", Decimal(level))


def actions(office: Office, **wanted: object) -> list[str]:
    found = browsing.listing(office, Wanted(**wanted))  # type: ignore[arg-type]
    assert found.total == len(found.records)
    return [entry.action for entry in found.records]


def test_a_rating_is_told_with_what_it_was_and_became(sample_office: Office) -> None:
    rated(sample_office, 2)
    rated(sample_office, 5)
    newest = browsing.listing(sample_office, Wanted(), limit=1).records[0]
    assert (newest.what, newest.about) == ("Rating given", "October 2026 · 杨娟 (KF1009)")
    changed = {row.table: row for row in newest.rows}["rating"]
    assert changed.name == "Ratings: 杨娟 (KF1009) · October 2026 · Attitude rating"
    assert changed.cells == (browsing.ChangedCell("Level given", "2", "5"),)


def test_it_is_narrowed_to_a_person_a_kind_an_action_a_period(sample_office: Office) -> None:
    people.add(sample_office, "李四", "supervisor", "lisi")
    assert sample_office.user is not None
    mine = sample_office.user.login
    whole = browsing.listing(sample_office, Wanted()).total
    by_me, by_program = (browsing.listing(sample_office, Wanted(login=one)).total for one in (mine, PROGRAM))
    assert by_me + by_program == whole
    assert by_program == 1  # its beginning
    assert actions(sample_office, login="lisi") == []
    assert actions(sample_office, action="user.add") == ["user.add"]
    assert set(actions(sample_office, kind="people")) <= {"user.add", "sign_in"}
    assert sum(len(actions(sample_office, kind=kind)) for kind in KINDS) == whole
    today = sample_office.today()
    since, before = browsing.moments(sample_office.zone, today, today)
    assert browsing.listing(sample_office, Wanted(since=since, before=before)).total == whole
    since, before = browsing.moments(sample_office.zone, None, today - timedelta(days=1))
    assert actions(sample_office, since=since, before=before) == []


@pytest.mark.parametrize(
    "word, action",
    [
        ("KF1009", "evaluation.rate"),  # the subject
        ("杨娟", "evaluation.rate"),  # whose number that is
        ("rating given", "evaluation.rate"),  # the action's words, two of them
        ("调岗", "agent.number"),  # a reason, which is stored in escapes
        ("KF2009", "agent.number"),  # what a row became
        ("100%", ""),  # signs that LIKE knows
        ("_", ""),
    ],
)
def test_it_is_searched_for_what_it_says(sample_office: Office, word: str, action: str) -> None:
    rated(sample_office, 2)
    assert actions(sample_office, search="nothing has this word") == []
    renumbering.correct(sample_office, "KF1008", "KF2009", "调岗")
    found = [one.action for one in browsing.listing(sample_office, Wanted(search=word)).records]
    if action:
        assert action in found
    elif word == "100%":
        assert found == []


@pytest.mark.parametrize("order", ["who", "what", "about"])
def test_it_is_sorted_by_what_it_shows(sample_office: Office, order: str) -> None:
    there = browsing.listing(sample_office, Wanted(order=order)).records
    back = browsing.listing(sample_office, Wanted(order=f"-{order}")).records
    shown = {"who": lambda e: e.who, "what": lambda e: e.what, "about": lambda e: e.subject}[order]
    named = [shown(entry) for entry in there if shown(entry)]
    assert named == sorted(named)
    assert [shown(e) for e in back if shown(e)] == named[::-1]


def test_pages_follow_one_another_without_a_gap(sample_office: Office) -> None:
    whole = [entry.id for entry in browsing.each(sample_office, Wanted())]
    pages = [browsing.listing(sample_office, Wanted(), offset=at, limit=7) for at in range(0, len(whole), 7)]
    assert [entry.id for page in pages for entry in page.records] == whole
    oldest = browsing.listing(sample_office, Wanted(order="when")).records
    assert [entry.id for entry in oldest] == whole[::-1][:200]


def test_a_list_words_the_first_rows_and_counts_the_others(sample_office: Office) -> None:
    listed = browsing.listing(sample_office, Wanted(action="import.run")).records
    for short in listed:
        whole = browsing.entry(sample_office, short.id)
        assert whole is not None
        assert len(short.rows) <= 3
        assert len(short.rows) + short.more == len(whole.rows) + whole.more
        assert short.rows == whole.rows[: len(short.rows)]
    assert any(short.more for short in listed)


def test_an_agent_that_was_deleted_is_a_number_and_nothing_fails(sample_office: Office) -> None:
    gone = roster.add(sample_office, AgentEntry("KF9999", "临时", "", "")).value
    roster.remove(sample_office, gone.staff_no)
    removed, added = browsing.listing(sample_office, Wanted(subject="KF9999")).records
    assert (removed.about, added.about) == ("KF9999", "KF9999")
    assert {row.table for row in removed.rows} == {"agent"}
    assert browsing.ChangedCell("Name", "临时", "") in removed.rows[0].cells


def test_an_entry_without_anything_to_it_is_shown(sample_office: Office) -> None:
    with sample_office.write() as connection:
        audit.note(connection, sample_office, "from.a.later.version", "")
    (entry,) = browsing.listing(sample_office, Wanted(), limit=1).records
    assert (entry.what, entry.about, entry.rows) == ("from.a.later.version", "", ())


def test_a_row_that_was_forgotten_is_told_to_be_no_longer_kept(sample_office: Office) -> None:
    rated(sample_office, 2)
    own = tables.audit.c
    with sample_office.write("retention.carry_out", "") as connection:
        newest = select(own.id, own.changes).order_by(own.id.desc()).limit(1)
        number, changes = connection.execute(newest).one()
        gone = json.dumps([entries.forgotten(change) for change in json.loads(changes)])
        connection.execute(update(tables.audit).where(own.id == number).values(changes=gone))
    told = browsing.entry(sample_office, number)
    assert told is not None
    rating = next(row for row in told.rows if row.table == "rating")
    assert rating.cells == (browsing.ChangedCell("Content", "no longer kept", "no longer kept"),)
