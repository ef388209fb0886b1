"""The history of one thing: every entry that changed its rows and no other, from what to what, why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from qadesk.services import cycles, people, renumbering
from qadesk.services.after_closing import review
from qadesk.services.assessment import exemptions
from qadesk.services.scoring import drafts
from qadesk.services.target_plan import Whose, set_target
from qadesk.services.trail import browsing, things
from qadesk.services.trail import history as trail_history
from qadesk.services.trail.history import HistoryStep, history
from qadesk.services.trail.reading import Reader
from qadesk.services.trail.things import About
from qadesk.storage import tables
from qadesk.storage.office import Office

OCTOBER, WHO = "2026-10", "KF1009"


def steps(office: Office, about: About) -> list[HistoryStep]:
    return list(history(office, about)[1])


def rated(office: Office, *levels: int, staff_no: str = WHO, item: str = "attitude") -> None:
    for level in levels:
        drafts.rate(office, cycles.get(office, OCTOBER), staff_no, item, Decimal(level))


def test_a_rating_is_told_from_its_import_to_its_last_change(sample_office: Office) -> None:
    rated(sample_office, 2, 5)
    rated(sample_office, 1, item="communication")  # neither this one
    rated(sample_office, 1, staff_no="KF1010")  # nor this
    name, found = history(sample_office, things.of_cell(OCTOBER, WHO, "attitude"))
    assert name == "杨娟 (KF1009) · October 2026 · Attitude rating"
    ratings = [(one.before, one.after) for one in found if one.row.startswith("Ratings")]
    assert ratings == [("2", "5"), ("4", "2"), ("(none)", "4")]
    assert [one.entry.action for one in found][:3] == [
        "evaluation.rate",
        "evaluation.rate",
        "evaluation.import",
    ]


def test_it_follows_an_agent_through_another_staff_number(sample_office: Office) -> None:
    rated(sample_office, 2)
    renumbering.correct(sample_office, WHO, "KF2009", "调岗")
    rated(sample_office, 5, staff_no="KF2009")
    for number in (WHO, "KF2009"):
        found = steps(sample_office, things.of_cell(OCTOBER, number, "attitude"))
        assert [one.after for one in found if one.row.startswith("Ratings")] == ["5", "2", "4"]
    agent = steps(sample_office, things.of_agent("KF2009"))
    assert ("KF1009", "KF2009", "调岗") in [(one.before, one.after, one.entry.why) for one in agent]


def test_an_exemption_is_in_the_history_of_its_figure_also_once_withdrawn(sample_office: Office) -> None:
    exemptions.exempt(sample_office, OCTOBER, WHO, "attitude", "na", "后勤")
    exemptions.exempt(sample_office, OCTOBER, WHO, "attitude", None)
    found = steps(sample_office, things.of_cell(OCTOBER, WHO, "attitude"))
    exempted = [one for one in found if one.row.startswith("Exemptions")]
    assert [one.entry.what for one in exempted] == ["Exemption withdrawn", "Exempted"]
    assert "后勤" in exempted[-1].after
    assert "后勤" in exempted[0].before


def test_of_an_assessment_all_is_told_that_moved_a_figure(sample_office: Office) -> None:
    rated(sample_office, 2)
    rated(sample_office, 3, staff_no="KF1010")
    found = steps(sample_office, things.of_assessment(sample_office, OCTOBER, WHO))
    actions = {one.entry.action for one in found}
    assert {"evaluation.rate", "evaluation.import", "import.run", "cycle.open"} <= actions
    assert not any("KF1010" in one.row or "2026-09" in one.row for one in found)
    files = {one.entry.about for one in found if one.entry.action == "import.run"}
    assert "投诉工单_2026-10.xlsx" in files
    assert not any("2026-09" in name for name in files)


def test_of_an_assessment_it_is_told_what_became_of_it_and_of_nobody_else_s(sample_office: Office) -> None:
    review.approve(sample_office, "2026-09", ["KF1010"])
    about = things.of_assessment(sample_office, "2026-09", WHO)
    assert "assessment.approve" not in {one.entry.action for one in steps(sample_office, about)}
    review.approve(sample_office, "2026-09", [WHO])
    assert steps(sample_office, about)[0].entry.action == "assessment.approve"


def test_a_record_is_told_with_the_import_that_brought_it(sample_office: Office) -> None:
    own = tables.complaint.c
    with sample_office.read() as connection:
        row = connection.execute(select(own.id, own.ref).order_by(own.id.desc()).limit(1)).one()
    found = steps(sample_office, things.of_record("complaints", row.id, row.ref))
    assert [one.entry.action for one in found] == ["import.run"] * len(found)
    assert any(row.ref in one.row or row.ref in one.after for one in found)


def test_a_target_is_told_from_plan_to_freezing(sample_office: Office) -> None:
    set_target(sample_office, Whose(staff_no=WHO), "csat", Decimal("4.5"))
    everybody = steps(sample_office, things.of_target("csat"))
    own = steps(sample_office, things.of_target("csat", WHO))
    assert [one.entry.action for one in own] == ["target.plan"]
    assert "4.5" in own[0].after
    assert {"target.plan", "cycle.open"} <= {one.entry.action for one in everybody}


@pytest.mark.parametrize(
    "about, action",
    [
        (lambda o: things.of_cycle("2026-09"), "cycle.close"),
        (lambda o: things.of_scorecard(2), "scorecard.import"),
        (lambda o: things.of_user("lisi"), "user.add"),
        (lambda o: things.of_agent(WHO), "import.run"),
    ],
)
def test_each_thing_knows_its_own(
    sample_office: Office, about: Callable[[Office], About], action: str
) -> None:
    people.add(sample_office, "李四", "supervisor", "lisi")
    assert action in {one.entry.action for one in steps(sample_office, about(sample_office))}


def test_what_is_not_there_has_no_history(sample_office: Office) -> None:
    assert steps(sample_office, things.of_cell("2031-01", "KF0", "nothing")) == []
    assert steps(sample_office, things.of_user("nobody")) == []


def test_the_figure_of_a_row_that_came_stands_first_and_nothing_where_none_was(sample_office: Office) -> None:
    cells = (("When", "2026-11-03", "at"), ("From file", "a.xlsx", "origin"), ("Value", "95.4%", "value"))
    told = tuple(browsing.ChangedCell(column, "", after, key) for column, after, key in cells)
    row = browsing.ChangedRow("typed_value", 1, "Typed values: x", None, {}, told)
    entry = replace(browsing.entries(sample_office, most=1)[0], rows=(row,), more=0)
    (step,) = trail_history.steps(entry)
    assert (step.column, step.before, step.after) == ("Value", "(none)", "95.4%, From file: a.xlsx")


def test_a_rate_is_told_in_percent(sample_office: Office) -> None:
    with sample_office.read() as connection:
        reader = Reader(connection, sample_office)
        rate = next(code for code, unit in reader._units.items() if unit == "rate")
        assert reader.value("typed_value", "value", "0.954", rate) == "95.4%"
        assert reader.value("target_plan", "standard", "0.9", rate) == "90%"
