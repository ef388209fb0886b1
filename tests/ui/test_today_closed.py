"""What Today says of a month that is closed: where it goes on, and how far its results are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qadesk.services.after_closing.stages import SignOff
from qadesk.services.first_look import Overview
from qadesk.services.month_steps import next_step, steps
from qadesk.services.today import Rewards
from qadesk.storage.office import Office
from tests.ui.test_today import OUTCOME, month

__all__ = ["month"]  # the fixture


def test_a_closed_month_leads_to_the_next_once_that_has_begun(
    branch: Office, month: Overview, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = replace(month, cycle=replace(month.cycle, closed=True))

    def way_on(today: date) -> tuple[str, str]:
        monkeypatch.setattr(Office, "today", lambda _self: today)
        (step,) = (one for one in steps(branch, closed, OUTCOME) if one.key == "close")
        return step.action, step.month

    assert way_on(date(2026, 10, 31)) == ("", "")
    assert way_on(date(2026, 11, 1)) == ("Next cycle", "2026-11")


def test_a_closed_month_is_led_to_its_end(branch: Office, month: Overview) -> None:
    closed = replace(
        month, submitted=14, drafts=0, printed=14, cycle=replace(month.cycle, closed=True),
        imported=month.imported | {"surveys": month.imported["calls"]},
    )  # fmt: skip
    done = replace(OUTCOME, graded=14, incomplete=0, on_paper=14)

    def step(signed: SignOff) -> tuple[str, str, str]:
        listed = steps(branch, closed, replace(done, sign_off=signed))
        (found,) = (one for one in listed if one.key == "signoff")
        assert next_step(listed) is (None if found.state == "done" else found)
        return found.state, found.count, found.detail

    begun = SignOff(14, 14, 0, 0, 0, 0, 0, 0, 0, None)
    assert step(begun) == ("todo", "0/14", "14 to review")
    half = SignOff(14, 0, 1, 2, 1, 10, 0, 3, 0, date(2026, 11, 12))
    said = "1 returned; 2 to hand over; 1 on the way; 3 can be made final; appeals until 2026-11-12"
    assert step(half) == ("doing", "10/14", said)
    assert step(SignOff(14, 0, 0, 0, 0, 14, 0, 0, 14, None)) == ("done", "14/14", "All results are final")


def test_a_closed_month_leads_on_to_its_rewards(branch: Office, month: Overview) -> None:
    closed = replace(month, cycle=replace(month.cycle, closed=True))

    def rewards(found: Rewards | None) -> tuple[str, str, str]:
        listed = steps(branch, closed, replace(OUTCOME, rewards=found))
        assert "roster" not in [one.key for one in listed]  # seven fit on the screen
        return listed[-1].key, listed[-1].state, listed[-1].detail

    assert rewards(None) == ("uses", "blocked", "No rules are in force for this cycle")
    begun = ("uses", "todo", "Bonus pay, awards and lists by the rules, version 2")
    assert rewards(Rewards(2, given_out=False)) == begun
    assert rewards(Rewards(2, given_out=True)) == ("uses", "done", "Given out by the rules, version 2")
    assert "uses" not in [one.key for one in steps(branch, month, OUTCOME)]
