"""Opening a month with a chosen scorecard, and taking the opening back while nobody has worked on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from qadesk.services import appeal_levels, cycles, freezing, opening, roster, setup, target_plan
from qadesk.services.appeals import reading, rules
from qadesk.services.assessment import exemptions, focus
from qadesk.services.designing import drafts as designs
from qadesk.services.designing import versions
from qadesk.services.designing.versions import VersionStatus
from qadesk.services.paper import sheets
from qadesk.services.scoring import drafts
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses

CODE = "2026-10"


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = setup.create_office(tmp_path / "b.qadesk", name="B", user_name="Wang", open_cycle=False)
    roster.add(made, roster.AgentEntry("K1", "Anna", team="T"))
    roster.add(made, roster.AgentEntry("K2", "Ben"))
    yield made
    made.close()


def publish(office: Office, code: str) -> int:
    """Another scorecard, made from the standard one."""
    (standard, *_rest) = [v for v in versions.versions(office) if v.code == "courier-standard"]
    names = versions.card(office, standard.id).names
    made = designs.new_draft(office, standard.id, code, names).value
    for to in (VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED):
        versions.advance(office, made, to)
    return made


def count(office: Office, table: str) -> int:
    with office.read() as connection:
        return int(
            connection.execute(select(func.count()).select_from(tables.metadata.tables[table])).scalar_one()
        )


def test_the_newest_of_each_published_scorecard_can_be_chosen(branch: Office) -> None:
    (only,) = opening.choices(branch)
    assert (only.code, only.usual) == ("courier-standard", True)
    night = publish(branch, "night")
    publish(branch, "retired")
    made = {one.code: one for one in opening.choices(branch)}
    assert set(made) == {"courier-standard", "night", "retired"}
    assert [one.code for one in opening.choices(branch) if one.usual] == ["retired"]
    versions.advance(branch, made["retired"].scorecard_id, VersionStatus.RETIRED)
    assert {one.code for one in opening.choices(branch)} == {"courier-standard", "night"}
    cycle = opening.open_month(branch, CODE, night).value
    assert cycle.scorecard_id == night
    assert cycles.get(branch, CODE).scorecard_id == night


def test_what_is_not_published_is_refused_and_nothing_is_opened(branch: Office) -> None:
    draft = designs.new_draft(branch, versions.versions(branch)[0].id).value
    with refuses("scorecard.not_published"):
        opening.open_month(branch, CODE, draft)
    with refuses("scorecard.not_published"):
        opening.open_month(branch, CODE, 999)
    with refuses("scorecard.code_not_published", "courier-standard"):
        opening.choice(branch, "nothing")
    assert cycles.all_cycles(branch) == ()


def test_what_will_be_frozen_is_said_beforehand(branch: Office) -> None:
    card = opening.choices(branch)[0].scorecard_id
    before = freezing.frozen(branch, CODE, card)
    assert [number for number, _name in before.agents] == ["K1", "K2"]
    roster.add(branch, roster.AgentEntry("K3", "Cho", hired_on=date(2027, 5, 1)))
    assert len(freezing.frozen(branch, CODE, card).agents) == 2, "who is hired later does not take part"
    assert before.approved == "", "nobody is recorded for the scorecard that comes with the program"
    weights = [line.weight for line in before.lines if line.weight.endswith("%")]
    assert sum(Decimal(weight.removesuffix("%")) for weight in weights) == 100
    assert not any(line.note for line in before.lines)
    target_plan.set_target(branch, target_plan.Whose(team="T"), "csat", Decimal("4.4"))
    target_plan.set_target(branch, target_plan.Whose(staff_no="K2"), "csat", Decimal("4.3"))
    target_plan.set_target(branch, target_plan.Whose(), "attitude", Decimal("4.9"), cycle_code="2026-11")
    notes = {line.code: line.note for line in freezing.frozen(branch, CODE, card).lines if line.note}
    assert set(notes) == {"csat"}
    assert "T: ≥ 4.4" in notes["csat"]
    assert "Ben (K2): ≥ 4.3" in notes["csat"]
    required = {line.code: line.required for line in freezing.frozen(branch, "2026-11", card).lines}
    assert required["attitude"] == "≥ 4.9"


def test_who_approved_the_scorecard_is_said(branch: Office) -> None:
    night = publish(branch, "night")
    assert freezing.frozen(branch, CODE, night).approved


def test_an_opening_is_taken_back_with_its_targets_and_done_again(branch: Office) -> None:
    done = opening.open_month(branch, CODE)
    assert count(branch, "target") > 0
    assert done.undo is not None
    back = done.undo()
    assert cycles.all_cycles(branch) == ()
    assert count(branch, "target") == 0
    again = back.undo()
    assert again.value.scorecard_id == done.value.scorecard_id
    with refuses("cycle.opened_already"):
        opening.open_month(branch, CODE)


def _rate(office: Office) -> None:
    drafts.rate(office, cycles.get(office, CODE), "K1", "attitude", Decimal(4))


def _exempt(office: Office) -> None:
    exemptions.exempt(office, CODE, "K1", "csat", "na", "neu")


def _agree(office: Office) -> None:
    focus.settle(office, CODE, "K1", "csat", "neu")


def _print(office: Office) -> None:
    made = sheets.document(office, CODE, ["K1"], "en")
    sheets.record(office, CODE, made.sheets, "print")


@pytest.mark.parametrize(
    "work, table",
    [(_rate, "evaluation"), (_exempt, "exemption"), (_agree, "focus"), (_print, "sheet")],
)
def test_a_month_that_was_worked_on_stays_open(
    branch: Office, work: Callable[[Office], None], table: str
) -> None:
    opening.open_month(branch, CODE)
    work(branch)
    with refuses("cycle.worked_on", 1, because=table) as refused:
        opening.take_back(branch, CODE)
    assert refused.value.kept
    assert cycles.get(branch, CODE).code == CODE


def test_a_month_never_opened_or_closed_has_nothing_to_take_back(sample_office: Office) -> None:
    with refuses("cycle.closed"):
        opening.take_back(sample_office, "2026-09")
    with refuses("cycle.not_opened"):
        opening.take_back(sample_office, "2027-01")


def next_levels(office: Office, *codes: str) -> list[str]:
    return [reading.appeals(office, code).next_level for code in codes]


def test_a_month_keeps_the_next_level_of_appeals_it_was_opened_with(branch: Office) -> None:
    rules.set_next_level(branch, "Area")
    version = versions.versions(branch)[-1].id
    before = freezing.frozen(branch, CODE, version)
    assert "taken on to: Area." in freezing.note(before, only=False)
    opening.open_month(branch, CODE)
    done = rules.set_next_level(branch, "")
    assert "cannot be taken further" in freezing.note(freezing.frozen(branch, "2026-11", version), only=False)
    opening.open_month(branch, "2026-11")
    assert next_levels(branch, CODE, "2026-11") == ["Area", ""]
    assert done.undo is not None
    done.undo()
    assert next_levels(branch, CODE, "2026-11") == ["Area", ""]
    opening.take_back(branch, "2026-11")
    opening.open_month(branch, "2026-11")
    assert next_levels(branch, "2026-11") == ["Area"], "opened anew, it takes what is set now"


def test_a_month_opened_by_an_earlier_version_keeps_what_was_set(branch: Office) -> None:
    rules.set_next_level(branch, "Area")
    opening.open_month(branch, CODE)
    with branch.write() as connection:
        appeal_levels.forget(connection, CODE)
    rules.set_next_level(branch, "Region")
    assert next_levels(branch, CODE) == ["Area"]
