"""Two entries of one person become one: nothing is lost, closed results stand, all of it can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from qadesk.services import check, merge_words, merging, roster, target_plan
from qadesk.services.assessment import exemptions, focus, history, results
from qadesk.services.closing import close
from qadesk.services.merging import MovingRows
from qadesk.services.merging_rows import OF_AGENTS
from qadesk.services.records import evidence, imports
from qadesk.services.roster import AgentEntry
from qadesk.services.scoring import boards, drafts, evaluations
from qadesk.services.target_plan import Whose
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail.rows import WIDTH
from tests.refusals import refuses
from tests.unit.services.import_office import call, calls, staff, write

CLOSED, OPEN, ONE, TWO = "2026-09", "2026-10", "KF1001", "KF2001"


@pytest.fixture
def split(sample_office: Office) -> Office:
    """The sample office in which every other October record of KF1001 came under a second entry."""
    one, two = _id(sample_office, ONE), roster.add(sample_office, AgentEntry(TWO, "龚 䶮")).value.id
    start = datetime(2026, 9, 30, 16, tzinfo=UTC)
    with sample_office.write() as connection:
        for table in (tables.contact, tables.complaint, tables.survey_answer):
            when = table.c.received_at if table is tables.complaint else table.c.at
            mine = (table.c.agent_id == one, when >= start, table.c.id % 2 == 0)
            rated = select(tables.evaluation.c.contact_id).where(tables.evaluation.c.contact_id.is_not(None))
            free = () if table is not tables.contact else (table.c.id.not_in(rated),)
            connection.execute(update(table).where(*mine, *free).values(agent_id=two))
    return sample_office


def _id(office: Office, staff_no: str) -> int:
    return roster.agent(office, staff_no).id


def _rows(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is kept of an office, but for its trail."""
    found = {}
    with office.read() as connection:
        for table in tables.metadata.sorted_tables:
            if table.name not in ("audit", "state_mark"):
                rows = connection.execute(select(table)).all()
                if table.name == "seal":  # each time it is stored it begins with other random bytes
                    rows = [(*row[:-1], row[-1][WIDTH:]) for row in rows]
                found[table.name] = sorted(tuple(map(str, row)) for row in rows)
    return found


def _undone(done: Any) -> Any:
    assert done.undo is not None
    return done.undo()


def _of(office: Office, staff_no: str, what: str) -> int:
    """How many rows of a table an agent has."""
    table, whose = tables.metadata.tables[what], _id(office, staff_no)
    with office.read() as connection:
        mine = select(func.count()).where(table.c.agent_id == whose)
        return connection.execute(mine).scalar_one()


def test_what_was_split_is_whole_again_and_undoing_splits_it(sample_file: Path, split: Office) -> None:
    before, apart = _rows(split), results.results(split, OPEN)
    assert apart.of(TWO).tally.contacts > 100

    done = merging.merge(split, ONE, TWO)

    made = results.results(split, OPEN).of(ONE)
    assert made.tally.contacts == apart.of(ONE).tally.contacts + apart.of(TWO).tally.contacts
    assert done.value.former == (TWO,)
    assert roster.agent(split, TWO).staff_no == ONE
    assert all(finding.ok for finding in check.check(split))
    assert len(history.history(split, TWO)) == 2

    back = _undone(done)
    assert _rows(split) == before
    _undone(back)
    assert results.results(split, OPEN).of(ONE).assessment == made.assessment


def test_the_whole_is_what_it_would_have_been(sample_office: Office, request: pytest.FixtureRequest) -> None:
    whole = results.results(sample_office, OPEN).of(ONE)
    office: Office = request.getfixturevalue("split")
    merging.merge(office, ONE, TWO)
    again = results.results(office, OPEN).of(ONE)
    assert (again.assessment, again.tally, again.digest) == (whole.assessment, whole.tally, whole.digest)


def test_looking_first_says_what_moves_and_stores_nothing(split: Office) -> None:
    target_plan.set_target(split, Whose(staff_no=TWO), "csat", Decimal("4.1"))
    before = _rows(split)
    found = merging.preview(split, ONE, TWO)
    moving = {(row.month, row.what): row.count for row in found.moving}
    assert moving[OPEN, "calls"] + moving[OPEN, "chats"] == _of(split, TWO, "contact")
    assert moving["", "plans"] == 1
    assert found.clashes == ()
    assert _rows(split) == before
    assert merge_words.moving(found)[0].startswith("2026-10: Calls ")


def test_of_what_both_have_somebody_says_whose_stands(split: Office) -> None:
    cycle = results.results(split, OPEN).cycle
    board = boards.board(split, OPEN)
    item = board.form.items[0].code
    mine = next(entry for entry in board.entries if entry.staff_no == ONE)
    if mine.state.value == "submitted":
        evaluations.reopen(split, cycle, ONE, "重评")
    drafts.rate(split, cycle, ONE, item, Decimal(2))
    drafts.rate(split, cycle, TWO, item, Decimal(5))
    drafts.comment(split, cycle, TWO, "热情")
    exemptions.exempt(split, OPEN, ONE, "csat", exemptions.NA, "轮岗")
    exemptions.exempt(split, OPEN, TWO, "csat", exemptions.NA, "借调")
    before = _rows(split)

    found = merging.preview(split, ONE, TWO)
    assert found.clashes == (MovingRows(OPEN, "exemptions", 1), MovingRows(OPEN, "evaluations", 1))
    with refuses("roster.merge_undecided", ONE, TWO):
        merging.merge(split, ONE, TWO)
    assert _rows(split) == before

    done = merging.merge(split, ONE, TWO, "other")
    entry = next(e for e in boards.board(split, OPEN).entries if e.staff_no == ONE)
    assert (entry.levels[item], entry.comment) == (5, "热情")
    with split.read() as connection:
        detail = connection.execute(
            select(tables.audit.c.detail).order_by(tables.audit.c.id.desc()).limit(1)
        ).scalar_one()
    assert {"evaluation", "rating", "exemption"} == {row["table"] for row in detail["dropped"]}
    assert detail["merged"]["staff_no"] == TWO
    _undone(done)
    assert _rows(split) == before

    merging.merge(split, ONE, TWO, "kept")
    entry = next(e for e in boards.board(split, OPEN).entries if e.staff_no == ONE)
    assert entry.levels[item] == 2


def test_what_both_have_alike_is_not_asked(split: Office) -> None:
    for number in (ONE, TWO):
        target_plan.set_target(split, Whose(staff_no=number), "csat", Decimal("4.1"))
    assert merging.preview(split, ONE, TWO).clashes == ()
    merging.merge(split, ONE, TWO)
    assert _of(split, ONE, "target_plan") == 1


def test_two_results_of_a_closed_month_stay_two(sample_office: Office) -> None:
    before = _rows(sample_office)
    for asked in (merging.preview, merging.merge):
        with refuses("roster.merge_two_results", "KF1002", CLOSED):
            asked(sample_office, ONE, "KF1002")  # type: ignore[operator]
    assert _rows(sample_office) == before


def test_a_closed_result_goes_with_the_person_as_it_was(split: Office) -> None:
    """The entry with a past goes into the new one: the closed month says what it said."""
    was = results.results(split, CLOSED).of(ONE)
    shown = evidence.records(split, CLOSED, ONE, "csat").records
    settled = focus.settle(split, CLOSED, ONE, "csat", "复盘")
    assert settled.undo is not None

    done = merging.merge(split, TWO, ONE)

    closed = results.results(split, CLOSED)
    assert closed.of(TWO).agent.staff_no == ONE
    assert closed.of(TWO).digest == was.digest
    assert evidence.records(split, CLOSED, ONE, "csat").records == shown
    assert all(finding.ok for finding in check.check(split))
    assert [point.code for point in history.history(split, TWO)] == [CLOSED, OPEN]
    _undone(done)
    assert results.results(split, CLOSED).of(ONE).agent == was.agent


def test_it_is_not_undone_once_a_month_was_closed_on_it(split: Office) -> None:
    done = merging.merge(split, ONE, TWO)
    with split.write() as connection:
        connection.execute(update(tables.cycle).where(tables.cycle.c.code == OPEN).values(status="closed"))
    with refuses("roster.merge_closed_since", OPEN):
        _undone(done)


def test_it_is_not_undone_over_what_came_since(split: Office) -> None:
    done = merging.merge(split, ONE, TWO)
    roster.add(split, AgentEntry(TWO, "张三"), anew=True)
    with refuses("roster.number_taken", TWO):
        _undone(done)


def test_one_entry_is_not_two(sample_office: Office) -> None:
    with refuses("roster.merge_same"):
        merging.merge(sample_office, ONE, ONE)
    with refuses("roster.no_agent", "X"):
        merging.merge(sample_office, ONE, "X")


# ---- imports, before and after


def test_imports_before_it_are_undone_and_later_ones_find_the_person(office: Office, tmp_path: Path) -> None:
    staff(office)
    first = imports.run(office, calls(tmp_path / "话务.csv", call(1), call(2, rating="4")))
    second = imports.run(office, calls(tmp_path / "更正.csv", call(2, rating="1")))
    listed = imports.run(office, write(tmp_path / "名单.csv", "工号,姓名,班组", "007,李雷,夜班"))

    merging.merge(office, "KF2", "007")

    later = imports.run(office, calls(tmp_path / "再来.csv", call(3)))
    assert (later.imported, _of(office, "KF2", "contact")) == (1, 3)
    for report in (second, listed, first):
        (sheet,) = report.sheets
        assert sheet.batch_id is not None
        imports.undo(office, sheet.batch_id)
    assert _of(office, "KF2", "contact") == 1
    with office.read() as connection:
        assert connection.execute(select(tables.contact.c.ref)).scalars().all() == ["C3"]


def test_totals_move_with_their_reference_but_never_onto_the_same_days(
    office: Office, tmp_path: Path
) -> None:
    staff(office, [("007", "李雷"), ("KF2", "韩梅")])
    at, until = datetime(2026, 10, 2, 16, tzinfo=UTC), datetime(2026, 10, 3, 16, tzinfo=UTC)
    report = imports.run(office, calls(tmp_path / "话务.csv", call(1)))
    batch = report.sheets[0].batch_id

    def totals(number: str, channel: str) -> None:
        whose = _id(office, number)
        with office.write() as connection:
            connection.execute(
                insert(tables.contact_total).values(
                    ref=f"{whose}|2026-10-03|2026-10-03|{channel}|", channel=channel, queue="",
                    agent_id=whose,
                    at=at, until=until, contacts=3, batch_id=batch,
                )
            )  # fmt: skip

    totals("KF2", "call")
    found = merging.preview(office, "007", "KF2")
    assert found.meeting == ("2026-10",)
    assert "2026-10" in merge_words.meeting(found)
    done = merging.merge(office, "007", "KF2")
    with office.read() as connection:
        ref = connection.execute(select(tables.contact_total.c.ref)).scalar_one()
    assert ref.partition("|")[0] == str(_id(office, "007"))
    _undone(done)
    totals("007", "")
    with refuses("roster.merge_totals_overlap", "2026-10-03"):
        merging.merge(office, "007", "KF2")


def test_every_table_of_agents_is_moved(split: Office) -> None:
    assert {table.name for table in OF_AGENTS} >= {"contact", "evaluation", "assessment", "sheet", "focus"}
    merging.merge(split, TWO, ONE)
    with split.read() as connection:
        left = {
            table.name
            for table in OF_AGENTS
            for whose in connection.execute(select(table.c.agent_id).distinct()).scalars()
            if whose is not None
            and not connection.execute(select(tables.agent.c.id).where(tables.agent.c.id == whose)).first()
        }
    assert left == set()


def test_a_month_can_be_closed_after_it(split: Office) -> None:
    merging.merge(split, ONE, TWO)
    assert not any(number == TWO for f in close.closing(split, OPEN).found for number, _name in f.agents)


def test_what_the_kept_entry_leaves_empty_comes_from_the_other_and_the_rest_as_chosen(split: Office) -> None:
    one, two = roster.agent(split, ONE), roster.agent(split, TWO)
    roster.edit(split, replace(roster.entry_of(one), team="早班", post="", hired_on=date(2024, 3, 1)))
    roster.edit(split, replace(roster.entry_of(two), team="晚班", post="客服", hired_on=date(2025, 3, 1)))
    before = _rows(split)
    found = merging.preview(split, ONE, TWO)
    assert {"team", "hired_on"} <= {*found.differing}
    assert "post" not in found.differing
    lines = {line.field: line for line in merge_words.compared(found) if line.field}
    assert (lines["team"].kept, lines["team"].other, lines["team"].after) == ("早班", "晚班", "")
    assert (lines["post"].kept, lines["post"].other, lines["post"].after) == ("", "客服", "客服")

    done = merging.merge(split, ONE, TWO, theirs=["team"])
    now = roster.agent(split, ONE)
    assert (now.team, now.post, now.hired_on) == ("晚班", "客服", date(2024, 3, 1))
    roster.edit(split, replace(roster.entry_of(now), post="主管"))
    _undone(done)
    apart = roster.agent(split, ONE)
    assert (apart.team, apart.post) == ("早班", "主管"), "what was written since stays"
    roster.edit(split, replace(roster.entry_of(apart), post=""))
    assert _rows(split) == before


def test_both_entries_are_shown_with_what_each_has_and_what_there_is_afterwards(split: Office) -> None:
    for number in (ONE, TWO):
        exemptions.exempt(split, OPEN, number, "csat", exemptions.NA, "same")
    found = merging.preview(split, ONE, TWO)
    lines = {(line.month, line.what): line for line in merge_words.compared(found)}
    calls = lines[OPEN, "Calls"]
    one, two = int(calls.kept), int(calls.other)
    assert one
    assert two
    assert calls.after == str(one + two)
    assert lines[OPEN, "Exemptions"].after == "1", "both have the same one"
    assert all(int(line.kept) or int(line.other) for line in lines.values() if line.month)
