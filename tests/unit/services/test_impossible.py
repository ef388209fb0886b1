"""Records that cannot be are refused where they come in; where they are stored they are said, not shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from qadesk.domain.measures import Tally
from qadesk.domain.periods import period
from qadesk.domain.scoring import State
from qadesk.domain.untold import impossible
from qadesk.i18n import set_language
from qadesk.services import cycles, setup
from qadesk.services.assessment import standings
from qadesk.services.assessment.gaps import Cause, gaps
from qadesk.services.designing.missing_values import Why
from qadesk.services.designing.trial import trial
from qadesk.services.designing.trial_words import lack_text
from qadesk.services.explaining import explanation, result_words
from qadesk.services.paper import sheet_figures
from qadesk.services.records import by_hand, imports
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services.import_office import call, calls, staff, write

MONTH, RATE = "2026-09", "complaint_rate"
HEADERS = "工单号,责任人工号,受理时间,核实结果,责任归属"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """September open; 007 has three contacts in it."""
    set_language("en")
    made = setup.create_office(
        tmp_path / "a.qadesk", name="Test branch", user_name="王主管", first_cycle=period(MONTH)
    )
    staff(made)
    cycles.open_cycle(made, MONTH)
    days = ("3", "9", "30")
    rows = [call(n, at=f"2026/9/{day} 9:05:12") for n, day in enumerate(days)]
    imports.run(made, calls(tmp_path / "calls.csv", *rows))
    yield made
    made.close()


def complaints(
    folder: Path, upheld: int, name: str = "complaints.csv", *, fault: str = "客服", day: int = 8
) -> Path:
    rows = (f"{name}{n},007,2026-09-{day:02d} 10:0{n}:00,属实,{fault}" for n in range(upheld))
    return write(folder / name, HEADERS, *rows)


def entry(number: int, **more: Any) -> RecordEntry:
    values = {
        "received_at": datetime.fromisoformat(f"2026-09-08 09:0{number}"),
        "upheld": True,
        "fault": "agent",
    } | more
    return RecordEntry("complaints", "007", values)


def test_more_upheld_complaints_than_contacts_are_refused(office: Office, tmp_path: Path) -> None:
    with refuses("record.more_than_contacts") as error:
        imports.run(office, complaints(tmp_path, 5))
    assert "李雷 (007): 5 of 3 (2026-09)" in str(error.value)
    imports.run(office, complaints(tmp_path, 5, fault="快递员"))  # not the agent's
    imports.run(office, complaints(tmp_path, 3, "three.csv"))
    with refuses("record.more_than_contacts"):
        by_hand.add(office, entry(1))
    made = by_hand.add(office, entry(2, upheld=False)).value
    with refuses("record.more_than_contacts"):
        by_hand.edit(office, made.number, entry(2))


def test_of_contacts_still_to_come_nothing_is_said(office: Office, tmp_path: Path) -> None:
    late = write(
        tmp_path / "late.csv", HEADERS, *(f"L{n},007,2026-09-30 20:0{n}:00,属实,客服" for n in range(5))
    )
    imports.run(office, late)  # after the last contact that was imported
    with office.read() as connection:
        assert connection.execute(tables.complaint.select()).all()


def test_what_is_stored_already_is_missing_and_said(office: Office, tmp_path: Path) -> None:
    imports.run(office, complaints(tmp_path, 5, fault="快递员"))
    with office.write("test", "test") as connection:
        connection.execute(update(tables.complaint).values(fault="agent"))
    found = standings.standings(office, MONTH)
    line = found.made.of("007").assessment.line(RATE)
    assert (line.state, line.value) == (State.MISSING, None)
    causes = {gap.cause for gap in gaps(found.made) for one in gap.indicators if one.code == RATE}
    assert Cause.IMPOSSIBLE in causes
    assert "5 of 3 cannot be" in explanation.chain(office, found, "007", RATE).text("untold")


def test_a_trial_on_such_a_month_names_it(office: Office, tmp_path: Path) -> None:
    imports.run(office, complaints(tmp_path, 5, fault="快递员"))
    card = standings.standings(office, MONTH).made.cards.own.card
    (before,) = (one for one in trial(office, MONTH, card).lacks if one.indicator.code == RATE)
    assert before.why is Why.NO_RECORDS  # of those without contacts
    with office.write("test", "test") as connection:
        connection.execute(update(tables.complaint).values(fault="agent"))
    made = trial(office, MONTH, card)
    said = {one.why: one for one in made.lacks if one.indicator.code == RATE}
    assert [who.staff_no for who in said[Why.IMPOSSIBLE].agents] == ["007"]
    assert lack_text(made, said[Why.IMPOSSIBLE]).startswith("more than there were contacts, which cannot be")
    assert "007" not in {who.staff_no for who in said[Why.NO_RECORDS].agents}


def test_a_rate_above_all_of_an_older_month_is_not_shown(office: Office) -> None:
    card = standings.standings(office, MONTH).made
    indicator = card.cards.own.card.indicator(RATE)
    line = card.of("007").assessment.line(RATE)._replace(value=Decimal(5) / 3, state=State.OBSERVED)
    assert result_words.value_text(line, indicator) == "cannot be"
    assert sheet_figures.in_table(line, indicator, "zh_CN") == "不可能"
    computed = replace(indicator, formula="upheld / contacts")
    assert result_words.value_text(line, computed) == "166.67%"  # a formula may be of anything


def test_of_nothing_nothing_is_impossible() -> None:
    assert impossible(RATE, Tally(upheld=5)) is None
    assert impossible(RATE, Tally(upheld=3, contacts=3)) is None
    assert impossible("error_rate", Tally(errors=4, contacts=3)) == (4, 3)
    assert impossible("csat", Tally(upheld=5, contacts=3)) is None
