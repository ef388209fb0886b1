"""What is pending before a month is closed: what blocks, what is only to be seen, and closing itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from qadesk.i18n import set_language
from qadesk.services import cycles
from qadesk.services.assessment import exemptions, focus
from qadesk.services.closing import close
from qadesk.services.closing.pending import Code, Finding, pending
from qadesk.services.closing.pending_words import in_words
from qadesk.services.paper import sheets
from qadesk.services.scoring import evaluations, leftovers
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.refusals import refuses
from tests.unit.services.test_leftovers import with_second_supervisor


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(Office, "today", lambda _self: date(2026, 11, 3))
    made = month.filled(tmp_path / "branch.qadesk")
    yield made
    made.close()


def found(office: Office, code: Code) -> list[Finding]:
    return [finding for finding in pending(office, CODE) if finding.code is code]


def one(office: Office, code: Code) -> Finding:
    (finding,) = found(office, code)
    return finding


def submitted(office: Office) -> None:
    """KF03's draft submitted: every result is complete then."""
    evaluations.submit(office, cycles.get(office, CODE), ["KF03"])


def close_now(office: Office) -> None:
    close.close_cycle(office, CODE, accepting=pending(office, CODE))


def test_a_finished_draft_blocks_and_says_whose(branch: Office) -> None:
    draft = one(branch, Code.DRAFT_FINISHED)
    assert (draft.blocks, draft.own, draft.by, draft.agents) == (True, True, "赵主管", (("KF03", "龚䶮"),))
    assert (draft.screen, draft.context) == ("score", "KF03")
    with refuses("cycle.close_blocked", "1", "KF03", because="draft_finished missing"):
        close_now(branch)
    assert not cycles.get(branch, CODE).closed


def test_another_supervisors_draft_blocks_too(branch: Office) -> None:
    with_second_supervisor(branch)
    submitted(branch)
    draft = one(branch, Code.DRAFT_UNFINISHED)
    assert (draft.blocks, draft.own, draft.by, draft.agents) == (True, False, "钱主管", (("KF01", "王小红"),))
    assert "Ask 钱主管" in in_words(draft).remedy
    with refuses("cycle.close_blocked", "1", "钱主管", because="draft_unfinished"):
        close_now(branch)
    leftovers.discard(branch, CODE, draft.drafts)
    close_now(branch)
    assert cycles.get(branch, CODE).closed


def test_a_draft_of_who_is_not_assessed_changes_nothing_and_does_not_block(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF03", None, "na", "on leave")
    draft = one(branch, Code.DRAFT_FINISHED)
    assert not draft.blocks
    assert "excluded" in in_words(draft).remedy
    close_now(branch)


def test_a_draft_blocks_though_the_rest_was_waived(branch: Office) -> None:
    """What is missing was let be, but the draft would still change the result."""
    for item in ("attitude", "communication"):
        exemptions.exempt(branch, CODE, "KF03", item, "waived", "no time")
    assert found(branch, Code.MISSING) == []
    assert one(branch, Code.DRAFT_FINISHED).blocks
    with refuses("cycle.close_blocked", because="draft_finished"):
        close_now(branch)


def test_missing_values_block_and_lead_to_where_they_are_put_right(branch: Office) -> None:
    missing = one(branch, Code.MISSING)
    assert (missing.blocks, missing.agents) == (True, (("KF03", "龚䶮"),))
    assert (missing.screen, missing.context) == ("score", ("KF03", "attitude"))
    assert "Attitude rating, Communication rating" in in_words(missing).text


def test_a_file_that_blocks_is_told_once(branch: Office) -> None:
    undo(branch, "incidents")
    gaps = found(branch, Code.MISSING)
    assert any(gap.kind == "incidents" and gap.screen == "records" for gap in gaps)
    assert found(branch, Code.NO_FILE) == []


def test_counts_of_zero_for_want_of_a_file_are_asked(branch: Office) -> None:
    """No praise and error file, and errors let be: praises and red lines would count as 0 in silence."""
    submitted(branch)
    undo(branch, "incidents")
    for number, _name, _team in month.AGENTS:
        exemptions.exempt(branch, CODE, number, "errors", "waived", "no file")
    asked = one(branch, Code.NO_FILE)
    assert (asked.blocks, asked.kind) == (False, "incidents")
    assert "Customer praise" in in_words(asked).text
    assert "Was there none?" in in_words(asked).text


def test_a_kind_of_file_the_month_before_had_is_missed(branch: Office) -> None:
    assert found(branch, Code.USUAL_FILE) == []
    undo(branch, "chats")
    september(branch, "chats")
    assert one(branch, Code.USUAL_FILE).kind == "chats"


def test_days_without_records_are_told(branch: Office) -> None:
    days = one(branch, Code.SILENT_DAYS)  # 28 calls in the first days of the month, none after
    assert (days.kind, days.blocks) == ("calls", False)
    assert date(2026, 10, 31) in days.days
    assert "part of a file is missing" in in_words(days).remedy


def test_rejected_rows_are_counted_until_the_file_came_again(branch: Office) -> None:
    reject(branch, "calls", 3)
    rows = one(branch, Code.REJECTED)
    assert (rows.count, rows.files, rows.blocks) == (3, ("calls_2026-10.csv",), False)
    with branch.write() as connection:  # the same file once more, put right
        month.batch(connection, "calls")
    assert found(branch, Code.REJECTED) == []


def test_another_file_of_the_same_name_does_not_hide_rejected_rows(branch: Office) -> None:
    reject(branch, "calls", 3)
    with branch.write() as connection:
        later = month.batch(connection, "calls")
        connection.execute(
            update(tables.import_batch)
            .where(tables.import_batch.c.id == later)
            .values(first_day=date(2026, 10, 12), last_day=date(2026, 10, 18))
        )
    assert one(branch, Code.REJECTED).count == 3


def test_a_file_of_which_nothing_was_taken_is_not_forgotten(branch: Office) -> None:
    with branch.write() as connection:
        connection.execute(
            insert(tables.import_batch).values(
                kind="surveys",
                file_name="回访.csv",
                file_digest="1" * 64,
                mapping={},
                rows=7,
                rejected=7,
                at=datetime(2026, 11, 2, tzinfo=UTC),
            )
        )
    rows = one(branch, Code.REJECTED)
    assert (rows.count, rows.files) == (7, ("回访.csv",))


def test_more_people_than_are_named_are_counted_as_people(branch: Office) -> None:
    many = Finding(Code.SHEET_NOT_PRINTED, False, 7, tuple(("KF1006", f"Anna {n}") for n in range(7)))
    odd = tuple(date(2026, 10, n) for n in range(1, 15, 2))
    days = Finding(Code.SILENT_DAYS, False, len(odd), kind="calls", days=odd)
    set_language("zh_CN")
    assert in_words(many).text.endswith("Anna 5（KF1006），另有 1 人")
    assert in_words(days).text.endswith("10-11，另有 1 段")


def test_sheets_not_printed_and_changed_since(branch: Office, tmp_path: Path) -> None:
    submitted(branch)
    assert one(branch, Code.SHEET_NOT_PRINTED).count == 4
    sheets.save(branch, CODE, tmp_path / "pdf", ["KF01", "KF02"])
    assert one(branch, Code.SHEET_NOT_PRINTED).count == 4  # in files alone
    sheets.record(branch, CODE, sheets.document(branch, CODE, ["KF01", "KF02"]).sheets, "print")
    assert [no for no, _name in one(branch, Code.SHEET_NOT_PRINTED).agents] == ["KF03", "KF04"]
    assert found(branch, Code.SHEET_CHANGED) == []
    exemptions.exempt(branch, CODE, "KF02", "attitude", "na", "new")
    assert one(branch, Code.SHEET_CHANGED).agents == (("KF02", "李强"),)


def test_the_focus_is_asked_for_only_where_the_office_settles_it(branch: Office) -> None:
    submitted(branch)
    assert found(branch, Code.FOCUS) == []
    focus.settle(branch, CODE, "KF02", "csat")
    assert "KF02" not in [no for no, _name in one(branch, Code.FOCUS).agents]


def test_a_month_that_still_runs(branch: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(branch, Code.NOT_OVER) == []
    monkeypatch.setattr(Office, "today", lambda _self: date(2026, 10, 15))
    running = one(branch, Code.NOT_OVER)
    assert (running.count, running.blocks) == (17, False)
    assert "still runs for 17 days, until 2026-10-31" in in_words(running).text
    assert all(day < date(2026, 10, 15) for day in one(branch, Code.SILENT_DAYS).days)


def test_nobody_to_assess(branch: Office) -> None:
    for number, _name, _team in month.AGENTS:
        exemptions.exempt(branch, CODE, number, None, "na", "moved")
    assert one(branch, Code.NOBODY).screen == "agents"


def test_a_warning_that_was_not_seen_keeps_the_month_open(branch: Office) -> None:
    submitted(branch)
    seen = pending(branch, CODE)
    reject(branch, "calls", 2)
    with refuses("cycle.close_unchecked", "2", because="rejected"):
        close.close_cycle(branch, CODE, accepting=seen)
    assert not cycles.get(branch, CODE).closed
    close.close_cycle(branch, CODE, accepting=pending(branch, CODE))
    assert pending(branch, CODE) == ()


def test_what_was_seen_more_of_since_is_new(branch: Office) -> None:
    submitted(branch)
    seen = [replace(finding, count=finding.count - 1) for finding in pending(branch, CODE)]
    with refuses("cycle.close_unchecked"):
        close.close_cycle(branch, CODE, accepting=seen)


def test_the_trail_names_the_warnings_that_were_let_be(branch: Office) -> None:
    submitted(branch)
    close_now(branch)
    with branch.read() as connection:
        line = connection.execute(select(tables.audit).where(tables.audit.c.action == "cycle.close")).one()
    assert line.subject == CODE
    assert line.detail["agents"] == 4
    assert ["sheet_not_printed", "", 4] in line.detail["pending"]
    assert any(said[:2] == ["silent_days", "calls"] for said in line.detail["pending"])
    assert not any(said[0] == "draft_finished" for said in line.detail["pending"])


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_finding_has_its_words(branch: Office, language: str) -> None:
    with_second_supervisor(branch)
    reject(branch, "calls", 3)
    set_language(language)
    for finding in pending(branch, CODE):
        words = in_words(finding)
        assert words.text
        assert words.remedy
        assert "{" not in words.text + words.remedy
        assert language == "en" or not words.text.isascii()


def undo(office: Office, kind: str) -> None:
    """As if the imports of that kind had been taken back."""
    batch = tables.import_batch
    with office.write() as connection:
        connection.execute(update(batch).where(batch.c.kind == kind).values(undone_at=office.now()))


def september(office: Office, kind: str) -> None:
    """An import of that kind in the month before."""
    with office.write() as connection:
        made = month.batch(connection, kind)
        days = {"first_day": date(2026, 9, 1), "last_day": date(2026, 9, 30)}
        connection.execute(update(tables.import_batch).where(tables.import_batch.c.id == made).values(**days))


def reject(office: Office, kind: str, rows: int) -> None:
    """As if so many rows of that kind of file had been refused."""
    batch = tables.import_batch
    with office.write() as connection:
        connection.execute(update(batch).where(batch.c.kind == kind).values(rejected=rows))


def test_what_a_value_leaves_out_is_said(branch: Office) -> None:
    """KF01's calls come from a file without a column for ratings but for two, which another file brought."""
    contact, batch = tables.contact.c, tables.import_batch.c
    columns = {"response": "a", "talk": "b", "resolved": "c"}
    every = dict.fromkeys(("rating", "upheld", "escalated", "responded_at", "closed_at"), "d") | columns
    with branch.write() as connection:
        connection.execute(update(tables.import_batch).values(mapping=every))
    assert found(branch, Code.LEFT_OUT) == []
    with branch.write() as connection:
        without = month.batch(connection, "calls")
        connection.execute(update(tables.import_batch).where(batch.id == without).values(mapping=columns))
        calls = select(contact.id).where(contact.agent_id == 1).order_by(contact.id).limit(8)
        chosen = list(connection.execute(calls).scalars())
        values = {"batch_id": without, "rating": None}
        connection.execute(update(tables.contact).where(contact.id.in_(chosen)).values(**values))
    out = one(branch, Code.LEFT_OUT)
    assert (out.count, out.agents, out.blocks) == (8, (("KF01", "王小红"),), False)
    assert in_words(out).text == (
        "“Customer satisfaction (CSAT)” does not count 8 records of 王小红 (KF01). "
        "The file of contacts has no column for the customer's rating."
    )
    with branch.write() as connection:  # and where it leaves out all of them, the value is missing
        connection.execute(update(tables.contact).where(contact.agent_id == 1).values(**values))
    assert found(branch, Code.LEFT_OUT) == []
    gap = next(gap for gap in found(branch, Code.MISSING) if gap.cause == "column")
    assert (gap.blocks, gap.screen) == (True, "records")
    assert in_words(gap).text.endswith("has no column for the customer's rating.")
