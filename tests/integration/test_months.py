"""Every figure of both sample months, from the files through import and counting."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qadesk.domain.decimals import half_up
from qadesk.domain.measures import Source, measure
from qadesk.services.assessment import results
from qadesk.storage.office import Office

TRUTH = Path(__file__).parents[1] / "data" / "expected.json"
EXPECTED: dict[str, Any] = json.loads(TRUTH.read_text("utf-8"))
MONTHS: dict[str, Any] = EXPECTED["months"]
RATIOS = (
    "avg_response_seconds",
    "first_contact_resolution",
    "csat",
    "avg_talk_seconds",
    "complaint_rate",
    "escalation_rate",
    "complaint_response_24h",
    "complaint_closed_48h",
    "error_rate",
    "nps",
)


@pytest.mark.parametrize("month", MONTHS)
def test_every_agents_figures(sample_office: Office, month: str) -> None:
    made = results.results(sample_office, month)
    assert {r.agent.staff_no: _figures(r) for r in made.results} == MONTHS[month]["agents"]


@pytest.mark.parametrize("month", MONTHS)
def test_the_offices_figures(sample_office: Office, month: str) -> None:
    whole = results.results(sample_office, month).office
    assert {
        "delivered_due": whole.due,
        "delivered_on_time": whole.on_time,
        "scans": whole.scans,
        "scans_in_15_min": whole.scans_in_15_min,
    } == MONTHS[month]["office"]


def test_every_kind_of_record_is_known_to_be_in(sample_office: Office) -> None:
    made = results.results(sample_office, "2026-10")
    assert made.sources == {
        Source(kind) for kind in ("contacts", "complaints", "incidents", "surveys", "deliveries")
    }


def _figures(result: results.AgentResult) -> dict[str, float]:
    tally, measured = result.tally, measure(result.tally)
    six = Decimal("0.000001")
    ratios = {code: float(half_up(measured[code].value or Decimal(0), six)) for code in RATIOS}
    return ratios | {
        "contacts": tally.contacts,
        "rated_contacts": tally.rated,
        "complaints": tally.complaints,
        "upheld_complaints": tally.upheld,
        "praises": tally.praises,
        "errors": tally.errors,
    }
