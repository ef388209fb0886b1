"""Saving, submitting and reopening evaluations, checked against what the board then says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, update

from qadesk.domain.periods import period
from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import cycles, rights, scorecards, setup
from qadesk.services.assessment import exemptions, results
from qadesk.services.cycles import Cycle
from qadesk.services.scoring import boards, drafts, evaluations
from qadesk.services.scoring.forms import NA, Evaluation, EvaluationState, Rated, state_text
from qadesk.storage import tables
from qadesk.storage.office import Office, User
from tests.refusals import refuses

CODE = "2026-10"
PEOPLE = ("KF1", "KF2", "KF3")
ITEMS = ("attitude", "communication")
FOUR, THREE = Decimal(4), Decimal(3)


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    path = tmp_path / "branch.qadesk"
    made = setup.create_office(path, name="Branch", user_name="Supervisor", first_cycle=period(CODE))
    with made.write() as connection:
        rows = [
            {"office_id": made.id, "staff_no": n, "name": f"Agent {n}", "status": "active"} for n in PEOPLE
        ]
        connection.execute(insert(tables.agent), rows)
    yield made
    made.close()


@pytest.fixture
def cycle(branch: Office) -> Cycle:
    return cycles.get(branch, CODE)


def entry(office: Office, staff_no: str) -> Evaluation:
    return next(e for e in boards.board(office, CODE).entries if e.staff_no == staff_no)


def count(office: Office, table: Any) -> int:
    with office.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def fill(office: Office, cycle: Cycle, staff_no: str, level: Rated = FOUR) -> None:
    for item in ITEMS:
        drafts.rate(office, cycle, staff_no, item, level)


def second_user(office: Office) -> User:
    with office.write() as connection:
        row = connection.execute(
            insert(tables.user).values(
                login="second", name="Second", role="supervisor", active=True, created_at=office.now()
            )
        )
    assert row.inserted_primary_key is not None
    return User(row.inserted_primary_key[0], "second", "Second", "supervisor")


def contact_of(office: Office, staff_no: str, local_day: date) -> int:
    with office.write() as connection:
        agent = connection.execute(
            select(tables.agent.c.id).where(tables.agent.c.staff_no == staff_no)
        ).scalar_one()
        batch = connection.execute(
            insert(tables.import_batch).values(
                kind="calls", file_name="f", file_digest="d", mapping={}, at=office.now()
            )
        ).inserted_primary_key
        assert batch is not None
        at = period(f"{local_day:%Y-%m}").utc(office.zone)[0]
        row = connection.execute(
            insert(tables.contact).values(
                channel="call",
                ref=f"R{at:%m}-{staff_no}",
                agent_id=agent,
                at=at,
                answered=True,
                batch_id=batch[0],
            )
        ).inserted_primary_key
    assert row is not None
    return int(row[0])


# ---- drafts


def test_one_rating_makes_a_draft(branch: Office, cycle: Cycle) -> None:
    assert entry(branch, "KF1").state is EvaluationState.NONE
    drafts.rate(branch, cycle, "KF1", "attitude", FOUR)
    found = entry(branch, "KF1")
    assert (found.state, dict(found.levels)) == (EvaluationState.DRAFT, {"attitude": FOUR})
    assert found.updated_at is not None
    assert found.missing(boards.board(branch, CODE).form) == ("communication",)


def test_not_applicable_is_neither_missing_nor_a_level(branch: Office, cycle: Cycle) -> None:
    drafts.rate(branch, cycle, "KF1", "attitude", NA)
    found = entry(branch, "KF1")
    assert found.levels == {"attitude": NA}
    assert "communication" in found.missing(boards.board(branch, CODE).form)
    drafts.rate(branch, cycle, "KF1", "attitude", None)
    assert entry(branch, "KF1").levels == {}


def test_taking_everything_back_leaves_no_row(branch: Office, cycle: Cycle) -> None:
    drafts.rate(branch, cycle, "KF1", "attitude", FOUR)
    drafts.comment(branch, cycle, "KF1", "well done")
    drafts.rate(branch, cycle, "KF1", "attitude", None)
    assert entry(branch, "KF1").state is EvaluationState.DRAFT
    drafts.comment(branch, cycle, "KF1", "")
    assert entry(branch, "KF1").state is EvaluationState.NONE
    assert count(branch, tables.evaluation) == 0


def test_a_rating_given_again_keeps_its_remark(branch: Office, cycle: Cycle) -> None:
    drafts.rate(branch, cycle, "KF1", "attitude", FOUR)
    drafts.comment(branch, cycle, "KF1", "calm with an angry customer", item="attitude")
    drafts.rate(branch, cycle, "KF1", "attitude", THREE)
    assert entry(branch, "KF1").remarks == {"attitude": "calm with an angry customer"}


def test_a_remark_needs_a_rating(branch: Office, cycle: Cycle) -> None:
    with refuses("evaluation.item_not_rated"):
        drafts.comment(branch, cycle, "KF1", "why", item="attitude")
    drafts.comment(branch, cycle, "KF1", "", item="attitude")  # nothing said, nothing refused


@pytest.mark.parametrize("level", ["0", "6", "3.5", "4.25", "-1", "NaN"])
def test_a_level_is_a_whole_one_to_five(branch: Office, cycle: Cycle, level: str) -> None:
    with refuses("rating.no_such_level"):
        drafts.rate(branch, cycle, "KF1", "attitude", Decimal(level))
    assert count(branch, tables.evaluation) == 0


def test_half_points_where_the_scorecard_takes_them(branch: Office, cycle: Cycle) -> None:
    content = to_dict(scorecards.shipped()) | {"half_points": True}
    with branch.write() as connection:
        connection.execute(update(tables.scorecard).values(content=content))
    drafts.rate(branch, cycle, "KF1", "attitude", Decimal("3.5"))
    assert entry(branch, "KF1").levels == {"attitude": Decimal("3.5")}
    with refuses("rating.no_such_level", "half points are allowed"):
        drafts.rate(branch, cycle, "KF1", "attitude", Decimal("3.25"))


def test_unknown_item_agent_and_nobody_signed_in(branch: Office, cycle: Cycle) -> None:
    with refuses("evaluation.no_such_item", "csat"):
        drafts.rate(branch, cycle, "KF1", "csat", FOUR)
    with refuses("roster.no_agent", "KF9"):
        drafts.rate(branch, cycle, "KF9", "attitude", FOUR)
    branch.user = None
    with refuses("user.nobody_signed_in"):
        drafts.rate(branch, cycle, "KF1", "attitude", FOUR)


# ---- submitting


def test_submitting_all_leaves_the_incomplete(branch: Office, cycle: Cycle) -> None:
    fill(branch, cycle, "KF1")
    fill(branch, cycle, "KF2", NA)
    drafts.rate(branch, cycle, "KF3", "attitude", FOUR)
    done = evaluations.submit(branch, cycle).value
    assert done.submitted == ("KF1", "KF2")
    assert [(i.staff_no, i.items) for i in done.incomplete] == [("KF3", ("communication",))]
    assert entry(branch, "KF1").submitted_at is not None
    assert evaluations.submit(branch, cycle).value.submitted == ()


def test_submitting_an_incomplete_one_by_name_is_refused_whole(branch: Office, cycle: Cycle) -> None:
    fill(branch, cycle, "KF1")
    drafts.rate(branch, cycle, "KF3", "attitude", FOUR)
    with refuses("evaluation.incomplete", "Communication rating"):
        evaluations.submit(branch, cycle, ["KF1", "KF3"])
    with refuses("evaluation.incomplete", "KF2"):
        evaluations.submit(branch, cycle, ["KF2"])
    assert entry(branch, "KF1").state is EvaluationState.DRAFT


def test_submitted_ones_are_locked(branch: Office, cycle: Cycle) -> None:
    fill(branch, cycle, "KF1")
    evaluations.submit(branch, cycle, ["KF1"])
    for change in (
        lambda: drafts.rate(branch, cycle, "KF1", "attitude", THREE),
        lambda: drafts.rate(branch, cycle, "KF1", "attitude", None),
        lambda: drafts.comment(branch, cycle, "KF1", "late"),
        lambda: drafts.comment(branch, cycle, "KF1", "late", item="attitude"),
    ):
        with refuses("evaluation.submitted"):
            change()
    assert entry(branch, "KF1").levels == {"attitude": FOUR, "communication": FOUR}


def test_reopening_needs_a_reason_and_keeps_it(branch: Office, cycle: Cycle) -> None:
    fill(branch, cycle, "KF1")
    with refuses("evaluation.not_submitted"):
        evaluations.reopen(branch, cycle, "KF1", "typo")
    evaluations.submit(branch, cycle, ["KF1"])
    with refuses("evaluation.reason_missing"):
        evaluations.reopen(branch, cycle, "KF1", "  ")
    evaluations.reopen(branch, cycle, "KF1", "wrong agent rated")
    found = entry(branch, "KF1")
    assert (found.state, found.submitted_at) == (EvaluationState.DRAFT, None)
    with branch.read() as connection:
        row = connection.execute(select(tables.audit).order_by(tables.audit.c.id.desc())).first()
    assert row is not None
    assert (row.action, row.subject) == ("evaluation.reopen", f"{CODE}/KF1")
    assert row.detail["reason"] == "wrong agent rated"
    assert row.detail["ratings"] == {"attitude": "4", "communication": "4"}


def test_only_submitted_ratings_count_in_the_results(branch: Office, cycle: Cycle) -> None:
    fill(branch, cycle, "KF1")
    line = results.results(branch, CODE).of("KF1").assessment.line("attitude")
    assert line.value is None
    evaluations.submit(branch, cycle)
    assert results.results(branch, CODE).of("KF1").assessment.line("attitude").value == FOUR


def test_a_closed_cycle_is_refused(branch: Office, cycle: Cycle) -> None:
    fill(branch, cycle, "KF1")
    with branch.write() as connection:
        connection.execute(update(tables.cycle).values(status="closed", closed_at=branch.now()))
    for refused in (
        lambda: drafts.rate(branch, cycle, "KF1", "attitude", THREE),
        lambda: drafts.rate(branch, cycle, "KF2", "attitude", THREE),
        lambda: drafts.comment(branch, cycle, "KF1", "late"),
        lambda: evaluations.submit(branch, cycle),
        lambda: evaluations.reopen(branch, cycle, "KF1", "late"),
    ):
        with refuses("cycle.closed"):
            refused()
    assert entry(branch, "KF1").levels == {"attitude": FOUR, "communication": FOUR}


# ---- several people, single contacts, exemptions


def test_each_supervisor_has_a_form_of_their_own(branch: Office, cycle: Cycle) -> None:
    fill(branch, cycle, "KF1", FOUR)
    evaluations.submit(branch, cycle)
    branch.user = second_user(branch)
    assert entry(branch, "KF1").state is EvaluationState.NONE
    assert entry(branch, "KF1").covered == {"attitude": 1, "communication": 1}
    assert entry(branch, "KF1").scored(boards.board(branch, CODE).form)
    fill(branch, cycle, "KF1", Decimal(5))
    evaluations.submit(branch, cycle)
    line = results.results(branch, CODE).of("KF1").assessment.line("attitude")
    assert (line.value, line.n) == (Decimal("4.5"), 2)


@pytest.mark.parametrize("why", ["closed", "viewer"])
def test_where_nothing_can_be_rated_what_counts_is_seen(branch: Office, cycle: Cycle, why: str) -> None:
    """Those of others, submitted; of two of them the mean, as in the result. So is what they wrote."""
    fill(branch, cycle, "KF1", FOUR)
    drafts.comment(branch, cycle, "KF1", "well done")
    evaluations.submit(branch, cycle)
    fill(branch, cycle, "KF2", FOUR)  # a draft
    drafts.comment(branch, cycle, "KF2", "not yet")
    first, branch.user = branch.user, second_user(branch)
    fill(branch, cycle, "KF1", Decimal(5))
    drafts.comment(branch, cycle, "KF1", "calm", item="attitude")
    evaluations.submit(branch, cycle)
    branch.user = User(branch.user.id + 1, "third", "Third", "viewer")
    role, now = "viewer" if why == "viewer" else "supervisor", branch.now()
    with branch.write() as connection:
        third = {"id": branch.user.id, "login": "third", "name": "Third", "role": role}
        connection.execute(insert(tables.user).values(third | {"active": True, "created_at": now}))
        if why == "closed":
            connection.execute(update(tables.cycle).values(status="closed", closed_at=branch.now()))
    rights.know(branch)
    assert first is not None
    seen, form = entry(branch, "KF1"), boards.board(branch, CODE).form
    assert seen.levels == {"attitude": Decimal("4.5"), "communication": Decimal("4.5")}
    assert state_text(seen, form)[0] == "Submitted by 2 people"
    assert (seen.comment, seen.remarks) == ("Supervisor: well done", {"attitude": "Second: calm"})
    assert (entry(branch, "KF2").comment, entry(branch, "KF2").levels) == ("", {})
    if why == "closed":
        branch.user = first
        own = entry(branch, "KF1")
        assert (own.comment, own.remarks) == ("well done", {"attitude": "Second: calm"})


def test_a_contact_is_scored_beside_the_month(branch: Office, cycle: Cycle) -> None:
    contact = contact_of(branch, "KF1", date(2026, 10, 1))
    for item in ITEMS:
        drafts.rate(branch, cycle, "KF1", item, Decimal(2), contact=contact)
    assert entry(branch, "KF1").state is EvaluationState.NONE
    assert evaluations.submit(branch, cycle).value.submitted == ()  # all means the whole-cycle forms
    assert evaluations.submit(branch, cycle, ["KF1"], contact=contact).value.submitted == ("KF1",)
    (single,) = boards.contact_entries(branch, CODE, "KF1")
    assert (single.contact, single.state) == (contact, EvaluationState.SUBMITTED)
    assert single.about is not None
    assert single.about.ref == "R09-KF1"  # midnight in Shanghai is still September in UTC
    assert entry(branch, "KF1").covered == {"attitude": 1, "communication": 1}


def test_a_contact_of_someone_else_or_of_another_month_is_refused(branch: Office, cycle: Cycle) -> None:
    theirs = contact_of(branch, "KF2", date(2026, 10, 1))
    before = contact_of(branch, "KF1", date(2026, 9, 1))
    for contact in (theirs, before, 999):
        with refuses("evaluation.not_their_contact"):
            drafts.rate(branch, cycle, "KF1", "attitude", FOUR, contact=contact)
    assert count(branch, tables.evaluation) == 0


def test_what_an_agent_is_exempt_from_is_not_missing(branch: Office, cycle: Cycle) -> None:
    exemptions.exempt(branch, CODE, "KF1", "communication", "na", "only answers chats")
    exemptions.exempt(branch, CODE, "KF2", None, "na", "on leave all month")
    drafts.rate(branch, cycle, "KF1", "attitude", FOUR)
    form = boards.board(branch, CODE).form
    assert entry(branch, "KF1").complete(form)
    assert evaluations.submit(branch, cycle).value.submitted == ("KF1",)
    assert entry(branch, "KF1").scored(form)
    assert entry(branch, "KF2").state is EvaluationState.EXCLUDED


# ---- any sequence of keystrokes and undos


@dataclass
class Model:
    """What the form says, as plain dictionaries."""

    levels: dict[tuple[str, str], Rated] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


rated = st.one_of(st.none(), st.just(NA), st.integers(1, 5).map(Decimal))
strokes = st.lists(
    st.one_of(
        st.tuples(st.just("rate"), st.sampled_from(PEOPLE), st.sampled_from(ITEMS), rated),
        st.tuples(st.just("comment"), st.sampled_from(PEOPLE), st.sampled_from(["", "good", "差 一点"])),
        st.tuples(st.just("undo")),
    ),
    max_size=25,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strokes)
def test_keystrokes_and_undos_leave_what_a_dictionary_would(
    branch: Office, cycle: Cycle, strokes: list[tuple[Any, ...]]
) -> None:
    with branch.write() as connection:
        connection.execute(tables.rating.delete())
        connection.execute(tables.evaluation.delete())
    model, done = Model(), []
    for kind, *rest in strokes:
        if kind == "rate":
            staff_no, item, level = rest
            done.append(("rate", staff_no, item, model.levels.get((staff_no, item))))
            _rate(branch, cycle, model, staff_no, item, level)
        elif kind == "comment":
            staff_no, text = rest
            done.append(("comment", staff_no, text, model.comments.get(staff_no, "")))
            _comment(branch, cycle, model, staff_no, text)
        elif done:
            what, staff_no, item, before = done.pop()
            if what == "rate":
                _rate(branch, cycle, model, staff_no, item, before)
            else:
                _comment(branch, cycle, model, staff_no, before)
    for found in boards.board(branch, CODE).entries:
        mine = {item: level for (who, item), level in model.levels.items() if who == found.staff_no}
        said = model.comments.get(found.staff_no, "")
        assert (dict(found.levels), found.comment) == (mine, said)
        assert found.state is (EvaluationState.DRAFT if mine or said else EvaluationState.NONE)


def _rate(office: Office, cycle: Cycle, model: Model, staff_no: str, item: str, level: Rated) -> None:
    drafts.rate(office, cycle, staff_no, item, level)
    if level is None:
        model.levels.pop((staff_no, item), None)
    else:
        model.levels[staff_no, item] = level


def _comment(office: Office, cycle: Cycle, model: Model, staff_no: str, text: str) -> None:
    drafts.comment(office, cycle, staff_no, text)
    model.comments[staff_no] = text
