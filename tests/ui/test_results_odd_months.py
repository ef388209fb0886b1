"""Odd months in the window: nothing counted, one level only, all alike, more complaints than contacts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qadesk.i18n import set_language
from qadesk.services.assessment import uncertainty
from qadesk.services.assessment.gaps import Cause
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from tests import made_up_month as month
from tests.ui.results_desk import Desk

EQUAL = [f"KF1{number}" for number in range(5)]


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    """Five who have the same three calls rated 5, one without contacts, one with too many complaints."""
    made = month.filled(tmp_path / "branch.qadesk")
    with made.write() as connection:
        for staff_no in (*EQUAL, "KF20", "KF21"):
            who = month.add(connection, "agent", office_id=made.id, staff_no=staff_no, name=staff_no, team="",
                            post="", status="active")  # fmt: skip
            if staff_no != "KF20":
                month.contacts(connection, who, 1, seconds=[20] * 3, resolved=[True] * 3, ratings=[5] * 3)
            month.evaluate(connection, who, 5, 5)
            for number in range(4 if staff_no == "KF21" else 0):
                month.complaint(connection, who, 3, f"X-{number}", upheld=True, hours=1)
    yield made
    made.close()


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, branch, tasks)
    made.open()
    return made


def _of(desk: Desk, key: str) -> dict[object, object]:
    return dict(zip(desk.ranking("staff_no"), desk.ranking(key), strict=True))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_crash_and_no_false_precision(desk: Desk, language: str) -> None:
    set_language(language)
    desk.open()
    screen = desk.screen
    assert len({_of(desk, "rank")[who] for who in EQUAL}) == 1
    assert screen.standings is not None
    for who in EQUAL:
        assert {*EQUAL} - {who} <= {*screen.standings.sure.alike[who]}
        assert len(screen.standings.sure.of[who].grades) == 4
    for who in ("KF20", "KF21"):
        assert _of(desk, "total")[who] == "–"
        assert who not in screen.standings.sure.of
    for result in screen.standings.made.results:
        screen.show_agent(result.agent.staff_no)
        desk.settle()
        for line in result.assessment.lines:
            screen.show_chain(result.agent.staff_no, line.code)
            desk.settle()
            assert screen.chain.explanation is not None
            assert all(link.text for link in screen.chain.explanation.links)
    screen.show_agent(EQUAL[0])
    desk.settle()
    intervals, notes = desk.indicators("interval"), desk.indicators("note")
    assert intervals["csat"] == "3.17–5.00"
    assert intervals["first_contact_resolution"] == "43.85–100.00"
    assert intervals["avg_response_seconds"] == "8.31–53.15"
    assert {notes[code] for code in ("csat", "avg_response_seconds")} == {
        {"en": "Too few cases", "zh_CN": "样本太少"}[language]
    }
    screen.show_agent("KF20")
    desk.settle()
    assert not {code: text for code, text in desk.indicators("interval").items() if text and code == "csat"}


def test_what_is_missing_for_two_reasons_is_named_once(desk: Desk) -> None:
    assert desk.screen.standings is not None
    found, shown = desk.screen.standings.gaps, desk.screen.ranking.gaps
    upheld = [gap for gap in found if "complaint_rate" in {one.code for one in gap.indicators}]
    assert {gap.cause for gap in upheld} == {Cause.RECORDS, Cause.IMPOSSIBLE}
    shown.show_gaps((*found[:3], *upheld))
    assert desk.text("gapRest").count("Upheld-complaint rate") == 1
    assert shown.accessibleName().count("Upheld-complaint rate") == 1


def test_more_agents_than_are_told_apart_are_shown_and_it_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uncertainty, "MOST_ALIKE", 3)
    desk.screen.work_out_sure()
    desk.settle()
    assert (
        desk.text("resultsAlike")
        == "Who cannot be told apart was not calculated: there are more than 600 agents."
    )
    assert set(desk.ranking("alike")) == {None} or set(desk.ranking("alike")) == {""}
    assert len(desk.screen.standings.sure.of) == 7 if desk.screen.standings else False
