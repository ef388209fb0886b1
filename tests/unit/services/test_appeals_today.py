"""Today leads to appeals: who waits for whom, until when; overdue first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qadesk.services import first_look, month_concerns, month_steps, today
from qadesk.services.appeals import deciding, entering
from qadesk.storage.office import Office
from tests.appealed_month import ENTRY, REJECTED, on, received, with_person
from tests.made_up_month import CODE


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    made = received(tmp_path / "branch.qadesk", monkeypatch)
    yield made
    made.close()


def test_what_waits_is_named_with_who_may_decide(branch: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert today.outcome(branch, CODE).appeals == ()
    with_person(branch, "li", "李经理")
    entering.enter(branch, CODE, "KF02", replace(ENTRY, received=date(2026, 11, 5), points=()))
    entering.enter(branch, CODE, "KF01", replace(ENTRY, points=()))
    found = today.outcome(branch, CODE)
    assert [(one.staff_no, one.overdue, one.by) for one in found.appeals] == [
        ("KF02", False, "李经理"),
        ("KF01", False, "李经理"),
    ]
    overview = first_look.overview(branch, CODE)
    first, *_rest = month_concerns.warnings(overview, found, branch.today())
    assert (first.screen, first.context) == ("appeals", "KF02")
    assert "李经理" in first.text
    assert "2026-11-16" in first.text
    assert "2026-11-13" in month_concerns.deadline(overview, found, branch.today())[0], "appeals end before"
    step = next(one for one in month_steps.steps(branch, overview, found) if one.key == "signoff")
    assert "2 appealed" in step.detail
    on(monkeypatch, date(2026, 11, 17))
    late = today.outcome(branch, CODE)
    assert [one.overdue for one in late.appeals] == [True, False]
    assert month_concerns.deadline(overview, late, branch.today()) == (
        "Answer an appeal by 2026-11-16",
        "1 day overdue",
    )


def test_what_i_may_decide_waits_for_me_until_i_did(branch: Office) -> None:
    entering.enter(branch, CODE, "KF02", ENTRY)
    (one,) = today.outcome(branch, CODE).appeals
    assert one.by == ""
    deciding.decide(branch, CODE, "KF02", REJECTED)
    assert today.outcome(branch, CODE).appeals == ()
