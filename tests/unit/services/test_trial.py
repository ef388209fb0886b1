"""Trying a draft on a past month: who moves, what moved them, whose standards count, what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update

from qadesk.domain.measures import Source
from qadesk.domain.rules import Bonus, Effect, Proportional, RedLine, Step
from qadesk.domain.scorecard import Better, Grade, Names, Scorecard, Unit
from qadesk.domain.scoring import State, Status
from qadesk.services import cycles, opening, scorecards
from qadesk.services.assessment import exemptions, results
from qadesk.services.designing.missing_values import Why
from qadesk.services.designing.trial import Move, ShiftCause, Trial, trial
from qadesk.services.designing.trial_month import UNOPENED, months
from qadesk.services.target_plan import EVERYBODY, Whose, set_target
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.refusals import refuses
from tests.unit.services.trial_office import (
    changed,
    close,
    levels,
    one,
    put_in_force,
    type_values,
    under_draft,
    with_section,
    without,
)

D = Decimal


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = month.filled(tmp_path / "branch.qadesk")
    yield office
    office.close()


@pytest.fixture
def card() -> Scorecard:
    return scorecards.shipped()


def move(made: Trial, staff_no: str) -> Move:
    return next(m for m in made.moves if m.agent.staff_no == staff_no)


def totals(made: Trial) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    return {m.agent.staff_no: (m.before.assessment.total, m.after.assessment.total) for m in made.moves}


def own_target(branch: Office, agent_id: int | None, indicator: str, standard: str) -> None:
    with branch.write() as connection:
        if agent_id is None:
            row = tables.target.c
            wanted = (row.agent_id.is_(None)) & (row.indicator == indicator)
            connection.execute(update(tables.target).where(wanted).values(standard=D(standard)))
        else:
            month.add(connection, "target", cycle_id=1, agent_id=agent_id, indicator=indicator,
                      standard=D(standard))  # fmt: skip


# ---- who moves, and what moved them


def test_a_softer_standard_moves_whom_it_should_and_stores_nothing(branch: Office, card: Scorecard) -> None:
    before = results.results(branch, CODE)
    made = trial(branch, CODE, changed(card, "complaint_rate", standard=D("0.1")))
    assert totals(made)["KF02"] == (D("66.14"), D("76.14"))
    moved = move(made, "KF02")
    assert [(s.cause, s.code, s.before, s.after) for s in moved.shifts] == [
        (ShiftCause.INDICATOR, "complaint_rate", 0, 10)
    ]
    assert (moved.before.assessment.grade, moved.after.assessment.grade) == ("D", "C")
    assert moved.regraded is ShiftCause.TOTAL
    assert [m.agent.staff_no for m in made.moves if m.moved] == ["KF02"] == [made.moves[0].agent.staff_no]
    assert results.results(branch, CODE) == before


def test_the_largest_of_several_causes_comes_first_and_they_add_up(branch: Office, card: Scorecard) -> None:
    draft = changed(without(card, "errors"), "attitude", weight=D(5))  # 80 % in all: weights are shares of it
    moved = move(trial(branch, CODE, draft), "KF02")
    # 20 × 80 + 20 × 70 + 15 × 74.2857… + 5 × 80 + 15 × 60 + 10 × 0, of 85
    assert moved.after.assessment.total == D("63.70")
    assert moved.shifts[0].code == "attitude"  # 15 % of 80 was 12, 5/85 of 80 is 4.71
    assert moved.difference is not None
    assert abs(sum((s.difference for s in moved.shifts), D(0)) - moved.difference) < D("0.01")
    assert next(s for s in moved.shifts if s.code == "errors").after is None


def test_what_is_left_of_many_causes_is_one(
    branch: Office, card: Scorecard, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qadesk.services.designing import trial as module

    monkeypatch.setattr(module, "MOST_SHIFTS", 2)
    draft = changed(without(card, "errors"), "attitude", weight=D(5))
    moved = move(trial(branch, CODE, draft), "KF02")
    assert [shift.cause for shift in moved.shifts] == [
        ShiftCause.INDICATOR,
        ShiftCause.INDICATOR,
        ShiftCause.OTHERS,
    ]
    assert moved.difference is not None
    assert abs(sum((s.difference for s in moved.shifts), D(0)) - moved.difference) < D("0.01")


def test_a_lower_highest_total_and_a_red_line_are_causes_of_their_own(
    branch: Office, card: Scorecard
) -> None:
    rich = changed(card, "praises", rule=Bonus(D(2), D(10)))
    capped = move(trial(branch, CODE, replace(rich, cap=D(100))), "KF01")
    assert capped.after.assessment.total == D("100.00")
    assert [(s.cause, s.difference) for s in capped.shifts] == [
        (ShiftCause.INDICATOR, D("2")), (ShiftCause.BOUNDS, D("-1.9")),
    ]  # fmt: skip
    made = trial(branch, CODE, without(card, "abusive_language"))
    spared = move(made, "KF04")
    assert totals(made)["KF04"] == (D("0.00"), D("97.00"))
    assert [(s.cause, s.difference) for s in spared.shifts] == [(ShiftCause.RED_LINE, D("97.00"))]
    assert spared.regraded is ShiftCause.RED_LINE


def test_a_red_line_that_is_only_noted_is_no_cause(branch: Office, card: Scorecard) -> None:
    put_in_force(branch, changed(card, "abusive_language", rule=RedLine(Effect.MARK)))
    draft = without(card, "abusive_language")
    grades = tuple(replace(g, at_least=D(98)) if g.code == "A" else g for g in card.grades)
    moved = move(trial(branch, CODE, replace(draft, grades=grades)), "KF04")
    assert moved.before.assessment.red_lines == ("abusive_language",)
    assert (moved.before.assessment.grade, moved.after.assessment.grade) == ("A", "B")
    assert (moved.regraded, moved.shifts) == (ShiftCause.LIMITS, ())


def test_other_limits_regrade_at_the_same_total(branch: Office, card: Scorecard) -> None:
    grades = tuple(replace(g, at_least=D(60)) if g.code == "C" else g for g in card.grades)
    made = trial(branch, CODE, replace(card, grades=grades))
    assert (move(made, "KF02").regraded, move(made, "KF02").shifts) == (ShiftCause.LIMITS, ())
    assert [(s.code, s.before, s.after) for s in made.grades] == [
        ("A", 1, 1), ("B", 0, 0), ("C", 0, 1), ("D", 2, 1),
    ]  # fmt: skip


def test_a_quota_regrades_and_says_so(branch: Office, card: Scorecard) -> None:
    spared = without(card, "abusive_language")
    put_in_force(branch, spared)
    quota = (replace(card.grades[0], quota=D("0.5")), *card.grades[1:])
    draft = replace(spared, grades=quota, quota_from=2)
    made = trial(branch, CODE, draft)  # KF01 99.90 and KF04 97.00 are As; one of three may be
    assert [(m.agent.staff_no, m.after.assessment.grade) for m in made.moves if m.moved] == [("KF04", "B")]
    assert move(made, "KF04").regraded is ShiftCause.QUOTA
    put_in_force(branch, draft)
    assert move(trial(branch, CODE, spared), "KF04").regraded is ShiftCause.QUOTA


def test_grades_of_other_names_are_no_moves(branch: Office, card: Scorecard) -> None:
    medals = (Grade("金牌", Names("金牌", "Gold"), D(90)), Grade("铜牌", Names("铜牌", "Bronze"), D(0)))
    made = trial(branch, CODE, replace(card, grades=medals))
    assert not made.comparable
    assert not any(m.moved for m in made.moves)
    assert [(s.code, s.before, s.after) for s in made.grades] == [
        ("金牌", None, 1), ("铜牌", None, 2), ("A", 1, None), ("B", 0, None), ("C", 0, None), ("D", 2, None),
    ]  # fmt: skip


# ---- whose standards count


def test_what_was_agreed_for_the_month_stands_where_the_draft_asks_for_the_same(
    branch: Office, card: Scorecard
) -> None:
    own_target(branch, None, "complaint_rate", "0.05")
    own_target(branch, 2, "complaint_rate", "0.1")
    made = trial(branch, CODE, card)
    lines = {who: b.line("complaint_rate").standard for who, (_a, b) in under_draft(branch, card).items()}
    assert lines == {"KF01": D("0.05"), "KF02": D("0.1"), "KF03": D("0.05"), "KF04": D("0.05")}
    (said,) = made.required
    assert (said.month, said.draft, said.by_draft, said.own) == (D("0.05"), D("0.01"), False, ("KF02",))


def test_another_standard_is_tried_on_all_but_those_with_a_target_of_their_own(
    branch: Office, card: Scorecard
) -> None:
    own_target(branch, None, "complaint_rate", "0.05")
    own_target(branch, 2, "complaint_rate", "0.1")
    draft = changed(card, "complaint_rate", standard=D("0.02"))
    made = trial(branch, CODE, draft)
    lines = {who: b.line("complaint_rate").standard for who, (_a, b) in under_draft(branch, draft).items()}
    assert lines == {"KF01": D("0.02"), "KF02": D("0.1"), "KF03": D("0.02"), "KF04": D("0.02")}
    (said,) = made.required
    assert (said.month, said.draft, said.by_draft, said.own) == (D("0.05"), D("0.02"), True, ("KF02",))


def test_a_target_means_nothing_for_another_figure_of_the_same_code(branch: Office, card: Scorecard) -> None:
    own_target(branch, 2, "csat", "3.5")
    draft = changed(card, "csat", measure="nps", unit=Unit.SCORE, rule=Step("higher", D(1), lose=D(1)),
                    standard=D(20))  # fmt: skip
    made = trial(branch, CODE, draft)
    assert under_draft(branch, draft)["KF02"][1].line("csat").standard == 20
    assert [(r.code, r.by_draft, r.own) for r in made.required] == [("csat", True, ())]


# ---- what nobody knows


def lacking(made: Trial) -> list[tuple[str, Why, list[str], bool]]:
    return [(x.indicator.code, x.why, [a.staff_no for a in x.agents], x.of_all) for x in made.lacks]


def test_what_the_month_does_not_know_is_said_with_its_reason(branch: Office, card: Scorecard) -> None:
    type_values(branch, "typing", KF01=90)
    rate = {"unit": Unit.RATE, "rule": Proportional(full=D(1))}
    draft = with_section(
        changed(card, "attitude", levels=levels(7)),
        one("teamwork"),
        one("typing", typed=True, **rate),
        one("punctual", measure="delivery_on_time", **rate),
        one("product", formula="typing * contacts", **rate),
        one("asked", measure="nps", unit=Unit.SCORE, rule=Proportional(full=D(100))),
    )
    made = trial(branch, CODE, draft)
    everybody = ["KF01", "KF02", "KF03", "KF04"]
    assert lacking(made) == [
        ("attitude", Why.OTHER_LEVELS, everybody, True),
        ("teamwork", Why.NOT_ON_FORM, everybody, True),
        ("punctual", Why.NO_FILE, everybody, True),
        ("typing", Why.NOT_TYPED, everybody[1:], False),
        ("product", Why.FORMULA, everybody[1:], False),
        ("asked", Why.NO_RECORDS, everybody[1:], False),
        ("communication", Why.NOT_RATED, ["KF03"], False),
    ]
    found = {x.indicator.code: x for x in made.lacks}
    assert found["product"].needs == ("typing",)
    assert found["punctual"].source is Source.DELIVERIES
    assert made.could_leave_out == ("attitude", "teamwork", "punctual")
    assert {m.after.assessment.status for m in made.moves} == {Status.INCOMPLETE}
    assert move(made, "KF01").moved
    assert move(made, "KF01").difference is None


def test_what_nobody_knows_can_be_left_out(branch: Office, card: Scorecard) -> None:
    draft = with_section(card, one("teamwork"), one("punctual", measure="delivery_on_time", unit=Unit.RATE,
                                                    rule=Proportional(full=D(1))))  # fmt: skip
    made = trial(branch, CODE, draft, leave_out=True)
    assert made.left_out == ("teamwork", "punctual")
    assert totals(made)["KF02"] == (D("66.14"), D("66.14"))
    line = under_draft(branch, draft, made.left_out)["KF02"][1].line("teamwork")
    assert (line.state, line.reason) == (State.WAIVED, "Not measured in this cycle")
    assert move(made, "KF03").after.assessment.missing == ("attitude", "communication")  # as before


def test_an_agent_who_is_not_assessed_stays_so(branch: Office, card: Scorecard) -> None:
    exemptions.exempt(branch, CODE, "KF03", None, "na", "on leave")
    made = trial(branch, CODE, with_section(card, one("teamwork")))
    assert move(made, "KF03").after.assessment.status is Status.EXCLUDED
    assert lacking(made) == [("teamwork", Why.NOT_ON_FORM, ["KF01", "KF02", "KF04"], True)]


# ---- a closed month


def test_a_closed_month_keeps_its_figures_and_looks_only_new_ones_up(branch: Office, card: Scorecard) -> None:
    close(branch)
    with branch.write() as connection:
        connection.execute(delete(tables.incident))
        connection.execute(update(tables.contact).values(response_ms=1000))
    draft = with_section(card, one("talk", measure="avg_talk_seconds", unit=Unit.SECONDS, better=Better.LOWER,
                                   standard=D(90), rule=Proportional()))  # fmt: skip
    line = under_draft(branch, draft)["KF02"][1].line
    assert line("avg_response_seconds").value == 44  # as it was when the month was closed
    assert (line("talk").value, line("talk").points) == (90, 100)
    assert not any(m.moved for m in trial(branch, CODE, card).moves)


# ---- what is refused


def test_a_draft_that_cannot_be_worked_out_is_refused_by_name(branch: Office, card: Scorecard) -> None:
    with refuses("trial.draft_has_problems", "Complaints ›", because="standard_missing") as refused:
        trial(branch, CODE, changed(card, "complaint_rate", standard=None))
    assert refused.value.kept


def test_a_month_with_records_is_tried_before_it_is_opened(branch: Office, card: Scorecard) -> None:
    """As it would be opened: the records are there, and nothing else of it is stored."""
    with branch.write() as connection:
        before = date(2026, 8, 1), date(2026, 9, 1)
        connection.execute(update(tables.cycle).values(code="2026-08", start=before[0], end=before[1]))
        connection.execute(update(tables.import_batch).values(first_day=date(2026, 10, 1)))
    found = months(branch)
    assert [(one.code, one.id == UNOPENED) for one in found] == [("2026-10", True), ("2026-08", False)]
    made = trial(branch, CODE, changed(card, "complaint_rate", standard=D("0.1")), leave_out=True)
    assert {"attitude", "communication"} <= set(made.left_out)
    assert made.own.code == card.code
    one_agent = move(made, "KF01")
    assert (one_agent.before.assessment.total, one_agent.after.assessment.total is None) == (None, False)
    assert [one.code for one in cycles.all_cycles(branch)] == ["2026-08"]  # nothing was stored


def test_what_is_planned_counts_in_a_month_before_it_is_opened(branch: Office, card: Scorecard) -> None:
    """The targets that opening it would freeze: afterwards the same ones count."""
    with branch.write() as connection:
        before = date(2026, 8, 1), date(2026, 9, 1)
        connection.execute(update(tables.cycle).values(code="2026-08", start=before[0], end=before[1]))
        connection.execute(update(tables.import_batch).values(first_day=date(2026, 10, 1)))
    for whose, standard in ((EVERYBODY, "0.05"), (Whose(staff_no="KF02"), "0.1")):
        set_target(branch, whose, "complaint_rate", D(standard))
    draft = changed(card, "complaint_rate", standard=D("0.02"))

    unopened = trial(branch, CODE, draft, leave_out=True)
    (said,) = unopened.required
    assert (said.month, said.draft, said.own) == (D("0.05"), D("0.02"), ("KF02",))
    opening.open_month(branch, CODE)
    assert trial(branch, CODE, draft).required == unopened.required


def test_a_month_that_was_never_opened_is_refused(branch: Office, card: Scorecard) -> None:
    with refuses("cycle.not_opened", "2026-07"):
        trial(branch, "2026-07", card)


def test_focus_weights_stand(branch: Office, card: Scorecard) -> None:
    own = replace(card, focus_extra=D(5))
    put_in_force(branch, own)
    with branch.write() as connection:
        cycle = month.add(connection, "cycle", office_id=branch.id, code="2026-09", status="closed",
                          start=month.date(2026, 9, 1), end=month.date(2026, 10, 1), scorecard_id=1,
                          opened_at=branch.now(), closed_at=branch.now())  # fmt: skip
        connection.execute(
            insert(tables.focus).values(cycle_id=cycle, agent_id=2, indicator="csat", basis="lost",
                                        extra=D(5), at=branch.now())
        )  # fmt: skip
    assert under_draft(branch, own)["KF02"][1].line("csat").extra_weight == 5
    assert under_draft(branch, card)["KF02"][1].line("csat").extra_weight == 0
    assert not any(m.moved for m in trial(branch, CODE, own).moves)
