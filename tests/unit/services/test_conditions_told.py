"""Conditions and mixed ladders where people meet them: explained, and tried on a past month."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qadesk.domain import weighing
from qadesk.domain.rules import Ladder, Unscored
from qadesk.domain.scorecard import Names, Scorecard, Section, Unit
from qadesk.domain.scoring import State
from qadesk.services import scorecards
from qadesk.services.assessment import results
from qadesk.services.designing import trial
from qadesk.services.explaining import explanation
from qadesk.storage.office import Office
from tests.odd_office import MONTH, make_odd, odd
from tests.unit.domain.cards import D

SLOPES = Ladder("higher", ((D("0.9"), D(100)), (D("0.7"), D(80)), (D("0.1"), D(40))), interpolated=True,
                over=(True,), flat=(False, False, True))  # fmt: skip


def table() -> Scorecard:
    """The standard scorecard with formulas that have conditions, and a ladder with words on its bands."""
    card = scorecards.shipped()
    extra = Section("more", Names("另", "More"), (
        odd("few", 0, Unscored(), formula="if(contacts >= 100000 and csat > 1, csat, not_applicable)"),
        odd("enough", 0, Unscored(), formula="if(contacts >= 1, contacts * 60%, few)"),
        odd("mixed", 100, SLOPES, measure="first_contact_resolution", unit=Unit.RATE),
    ), share=D(20))  # fmt: skip
    card = weighing.with_shares(card)
    inside = [replace(one, share=None if one.share is None else one.share * 4 / 5) for one in card.sections]
    return replace(card, sections=(*inside, extra))


@pytest.fixture
def office(sample_office: Office) -> Office:
    make_odd(sample_office, table())
    return sample_office


def said(office: Office, staff_no: str, code: str) -> dict[str, str]:
    return {link.key: link.text for link in explanation.explain(office, MONTH, staff_no, code).links}


def test_why_a_condition_left_it_out_is_told(office: Office) -> None:
    made = results.results(office, MONTH).results[0]
    assert made.assessment.line("few").state is State.NOT_APPLICABLE
    told = said(office, made.agent.staff_no, "few")["state"]
    contacts = f"contacts (contacts) = {made.tally.count('contacts'):,}"
    assert "if(contacts ≥ 100000 and csat > 1, csat, not_applicable) = not applicable" in told
    assert contacts in told


def test_a_value_is_told_without_what_was_not_chosen(office: Office) -> None:
    made = results.results(office, MONTH).results[0]
    n = made.tally.count("contacts")
    assert made.assessment.line("enough").value == D(n) * D("0.6")
    told = said(office, made.agent.staff_no, "enough")["value"]
    assert told.startswith("if(contacts ≥ 1, contacts × 60%, few) = ")
    assert told.endswith(f"contacts (contacts) = {n:,}")


def test_a_mixed_ladder_is_told_to_the_last_figure(office: Office) -> None:
    for made in results.results(office, MONTH).results:
        line = made.assessment.line("mixed")
        if line.value is None:
            continue
        told = said(office, made.agent.staff_no, "mixed")
        assert "> 90% → 100, ≥ 70% → 80, ≥ 10% → 40 throughout" in told["rule"]
        expected = SLOPES.points(line.value, None)
        assert line.points == expected
        if expected == 40:
            assert told["points"].endswith("≥ 10% → 40.0000")
        elif 80 < expected < 100:
            assert "80 + (" in told["points"]


def test_it_can_be_tried_on_a_past_month(sample_office: Office) -> None:
    made = trial.trial(sample_office, MONTH, table())
    assert made.moves
