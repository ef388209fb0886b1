"""What follows from a month of which a result is being corrected, or was: how settled, how sure, of whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from qadesk.domain.scorecard import Names
from qadesk.domain.stages import Stage
from qadesk.domain.uses import Award, Uses, starter
from qadesk.services import renumbering, roster
from qadesk.services.after_closing import corrections, delivery, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.assessment import exemptions, results, uncertainty
from qadesk.services.explaining import result_words
from qadesk.services.uses import bonuses
from qadesk.services.uses.month import Standing
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services import past_months as past
from tests.unit.services.past_months import CLOSED
from tests.unit.services.test_uses import in_force, rows

NAMES = Names("奖", "Prize")


def test_what_is_final_but_being_corrected_is_provisional(
    sample_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else payroll would be told that it stands."""
    in_force(sample_office)
    who = [one.staff_no for one in stages.positions(sample_office, CLOSED).positions]
    day = sample_office.today()
    review.approve(sample_office, CLOSED, who)
    delivery.deliver(sample_office, CLOSED, who, Handover(Stage.SIGNED, day))
    monkeypatch.setattr(Office, "today", lambda _self: date(day.year + 1, 1, 1))
    delivery.make_final(sample_office, CLOSED, who)
    assert {row.standing for row in rows(sample_office, "bonus")} == {Standing.FINAL}
    corrections.begin(sample_office, CLOSED, who[0], "wrong")
    held = {row.staff_no: row.standing for row in rows(sample_office, "bonus")}
    assert held == dict.fromkeys(who, Standing.FINAL) | {who[0]: Standing.PROVISIONAL}
    award = next(row for row in rows(sample_office, "award") if row.number == 0)
    assert award.standing is Standing.PROVISIONAL
    corrections.give_up(sample_office, CLOSED, who[0])
    assert {row.standing for row in rows(sample_office, "bonus")} == {Standing.FINAL}


def test_who_was_corrected_to_the_top_is_not_said_to_be_clearly_the_best(sample_office: Office) -> None:
    """A result corrected alone was compared with nobody: then the intervals tell."""
    in_force(sample_office, Uses(awards=(Award(NAMES),)))
    made = results.results(sample_office, CLOSED)
    low = made.of("KF1007")
    corrections.begin(sample_office, CLOSED, low.agent.staff_no, "wrong")
    for line in low.assessment.lines:
        if line.points is not None and line.points < 100 and line.effective_weight:
            exemptions.exempt(sample_office, CLOSED, low.agent.staff_no, line.code, "na", "wrong")
    corrections.finish(sample_office, CLOSED, low.agent.staff_no)
    now = results.results(sample_office, CLOSED).of(low.agent.staff_no)
    assert now.stored is not None
    assert not now.stored.compared
    (best,) = rows(sample_office, "award")
    assert best.staff_no == low.agent.staff_no, "it was meant to come to the top"
    second = made.results[0]
    assert second.assessment.total is not None
    assert now.assessment.total is not None
    assert now.assessment.total - second.assessment.total < 6
    assert "Not distinguishable from" in best.mark


def test_days_are_of_who_had_the_number_in_the_month(sample_office: Office) -> None:
    in_force(sample_office, replace(starter(), bonus=replace(starter().bonus, full_days=Decimal(20))))  # type: ignore[type-var]
    renumbering.correct(sample_office, "KF1001", "KF7777", "mistyped")
    roster.add(sample_office, roster.AgentEntry("KF1001", "新人"), anew=True)
    done = bonuses.set_days(sample_office, CLOSED, {"KF1001": Decimal(10)})
    made = bonuses.bonuses(sample_office, CLOSED)
    assert made is not None
    assert {one.member.agent.staff_no: one.member.days for one in made.lines}["KF1001"] == 10
    assert done.undo is not None
    done.undo()
    made = bonuses.bonuses(sample_office, CLOSED)
    assert made is not None
    assert {one.member.days for one in made.lines} == {None}


def test_days_are_no_more_than_the_cycle_has(sample_office: Office) -> None:
    with refuses("uses.days", "31", "30"):
        bonuses.set_days(sample_office, CLOSED, {"KF1001": Decimal(31)})
    past.add(sample_office, "2026-Q2", {"KF1001": ("90", "A")})
    bonuses.set_days(sample_office, "2026-Q2", {"KF1001": Decimal(62)})


def test_in_the_ranking_nobody_is_alike_the_total_that_was_corrected(sample_office: Office) -> None:
    """Others had been compared with the total before; of the new one nobody knows, and that is said."""
    before = uncertainty.month(results.results(sample_office, CLOSED))
    who = "KF1010"
    assert any(who in others for others in before.alike.values())
    assert before.alone == ()
    corrections.begin(sample_office, CLOSED, who, "wrong")
    exemptions.exempt(sample_office, CLOSED, who, "attitude", "na", "wrong")
    corrections.finish(sample_office, CLOSED, who)
    after = uncertainty.month(results.results(sample_office, CLOSED))
    assert after.alone == (who,)
    assert who in result_words.alone_text(after)
    assert after.alike == {
        one: () if one == who else tuple(other for other in others if other != who)
        for one, others in before.alike.items()
    }
