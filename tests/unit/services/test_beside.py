"""What stands beside a figure: response times of all offered and at equal mixes, bounds of CSAT."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from qadesk.cli import output
from qadesk.domain.periods import period
from qadesk.domain.statistics import Evidence
from qadesk.i18n import set_language
from qadesk.services import cycles, setup
from qadesk.services.assessment import beside, results, standings
from qadesk.services.explaining import explanation
from qadesk.services.records import imports
from qadesk.storage.office import Office
from tests.unit.services.import_office import staff, write

MONTH = "2026-09"
CALLS = "流水号,工号,呼入时间,接听状态,响应时长,满意度"
CHATS = "会话ID,客服工号,会话开始时间,首次响应时长,是否接通,满意度"


def files(folder: Path) -> Iterator[Path]:
    """Of 007 270 calls of 20 s, 50 nobody answered after 90 s, 30 chats of 60 s; of KF2 the reverse."""
    a = [f"A{n},007,2026/9/3 9:05:12,已接,00:00:20,{5 if n % 3 else ''}" for n in range(270)]
    gone = [f"G{n},007,2026/9/30 9:05:12,未接,00:01:30," for n in range(50)]
    b = [f"B{n},KF2,2026/9/4 9:05:12,已接,00:00:18,4" for n in range(30)]
    yield write(folder / "calls.csv", CALLS, *a, *gone, *b)
    chats = [f"C{n},007,2026/9/3 9:05:12,00:01:00,是," for n in range(30)]
    chats += [f"D{n},KF2,2026/9/4 9:05:12,00:00:58,是," for n in range(270)]
    yield write(folder / "chats.csv", CHATS, *chats)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    set_language("en")
    made = setup.create_office(
        tmp_path / "a.qadesk", name="Test branch", user_name="王主管", first_cycle=period(MONTH)
    )
    staff(made)
    cycles.open_cycle(made, MONTH)
    for file in files(tmp_path):
        imports.run(made, file)
    yield made
    made.close()


def test_the_worked_figures(office: Office) -> None:
    made = results.results(office, MONTH)
    found = {who: beside.measured(tally) for who, tally in beside.times(office, made).items()}
    for result in made.results:
        one = beside.measured(beside.own_times(office, made, result))
        assert one == found[result.agent.staff_no]
    a, b = found["007"], found["KF2"]
    assert [made.of(who).assessment.line("avg_response_seconds").value for who in ("007", "KF2")] == [24, 54]
    assert [one["standardised_response_equal"].value for one in (a, b)] == [40, 38]
    assert [one["standardised_response"].value for one in (a, b)] == [40, 38]
    assert a["answered_within_standard"].value == Decimal(270) / 350  # of 300 answered and 50 gone
    assert a["answered_share"].value == Decimal(300) / 350
    assert a["response_within_standard"].value == Decimal("0.9")
    assert a["median_response_seconds"].value == 20


def test_they_stand_in_the_explanation(office: Office) -> None:
    found = standings.standings(office, MONTH)
    said = explanation.chain(office, found, "007", "avg_response_seconds").text("beside").split("\n")
    assert said[0].startswith("Median response time: 20.00 s (95% interval ")
    assert (
        "Offered contacts answered within the standard (30.00 s): 77.14% "
        "(95% interval 72.46–81.23%, cases: 350)" in said
    )
    assert "The office's mix this cycle: 50.00% calls, 50.00% chats" in said
    assert not any("say nothing" in one for one in said)
    other = explanation.chain(office, found, "KF2", "avg_response_seconds").text("beside")
    assert "No contact that nobody answered was imported for this agent" in other
    csat = explanation.chain(office, found, "007", "csat").text("beside")
    assert csat == (
        "60.00% of the answered contacts (300) were rated. Had all the others given 1 it would be 3.40, "
        "had they given 5, 5.00."
    )
    assert explanation.chain(office, found, "007", "attitude").text("beside") == ""


def test_programs_are_told(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    made = results.results(office, MONTH)
    output.results(made, beside.times(office, made), Namespace(json=True))
    told = json.loads(capsys.readouterr().out)["007"]
    assert told["response_times"]["standard_seconds"] == 30
    assert told["response_times"]["standardised_response_equal"]["value"] == 40
    assert told["office_mix"] == {"call": 0.5, "chat": 0.5}
    assert told["csat_response_rate"] == 0.6
    assert told["csat_bounds"] == [3.4, 5]
    assert told["with_few_cases"] == {}


def test_contacts_of_files_that_leave_them_out_are_said(office: Office, tmp_path: Path) -> None:
    """A list of chats without who was not answered stands for nothing in shares of what was offered."""
    heads = "会话ID,客服工号,会话开始时间,首次响应时长"
    rows = (f"X{n},007,2026/9/5 9:05:12,00:00:40" for n in range(20))
    imports.run(office, write(tmp_path / "more.csv", heads, *rows), kind="chats")
    found = standings.standings(office, MONTH)
    tally = beside.own_times(office, found.made, found.made.of("007"))
    assert (tally.offered, tally.reached, tally.unreached) == (350, 300, 50)
    assert beside.measured(tally)["response_within_standard"].n == 320
    said = explanation.chain(office, found, "007", "avg_response_seconds").text("beside")
    assert "20 of 320 answered contacts do not count here. The file of contacts does not tell which" in said


def test_what_few_cases_are_worth_is_not_told_of_many_with_a_wide_interval(sample_office: Office) -> None:
    made = results.results(sample_office, "2026-10")
    one = made.results[0].assessment.line("first_contact_resolution")
    indicator = made.cards.own.card.indicator(one.code)
    few, wide = one._replace(n=9, evidence=Evidence.INDICATIVE), one._replace(evidence=Evidence.INDICATIVE)
    assert beside.shrunk(made, indicator, few) is not None
    assert wide.n >= 10
    assert beside.shrunk(made, indicator, wide) is None
