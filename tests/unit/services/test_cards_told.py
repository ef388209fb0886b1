"""A month with two scorecards as every surface tells it: each agent by their own, open and closed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from qadesk.domain.scoring import Assessment
from qadesk.progress import Progress
from qadesk.services import (
    about_person,
    check,
    cycles,
    drill,
    first_look,
    month_steps,
    roster,
    scorecards,
    target_plan,
    today,
)
from qadesk.services.after_closing import correction_words, corrections, review
from qadesk.services.assessment import (
    exemptions,
    focus,
    history,
    results,
    results_export,
    simulation,
    standings,
)
from qadesk.services.assessment.results import CycleResults
from qadesk.services.card_ways import CardWay
from qadesk.services.closing import pending, pending_words
from qadesk.services.designing import advice_data, trial
from qadesk.services.evidence_pack import pack
from qadesk.services.explaining import explanation, live_workbook, result_words
from qadesk.services.paper import sheets
from qadesk.services.records import evidence
from qadesk.services.roster import AgentEntry
from qadesk.services.scoring import drafts, evaluations
from qadesk.services.target_plan import Whose
from qadesk.storage.office import Office
from tests.closing_months import close_month
from tests.evidence_page import faults
from tests.unit.services.test_cards import CODE, LEAD, branch, lead_card, opened, rated

__all__ = ["branch"]  # a fixture
D = Decimal
WHO = ("KF01", "KF02", "KF03", "KF04")


@pytest.fixture
def month(branch: Office) -> Office:
    """October under two scorecards, everybody rated."""
    opened(branch, (LEAD, "team-lead"))
    rated(branch)
    return branch


def codes(made: CycleResults, who: str) -> list[str]:
    return [line.code for line in made.of(who).assessment.lines]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_sheets_say_each_their_own(month: Office, language: str) -> None:
    lead, agent = (sheets.content(month, CODE, who, language) for who in ("KF01", "KF02"))
    assert lead.identity.scorecard != agent.identity.scorecard
    assert lead.identity.scorecard in ("Team leaders", "班长考核方案")
    assert len(lead.lines) == 7
    assert len(agent.lines) == 7
    assert {one.name for one in lead.lines} ^ {one.name for one in agent.lines} >= {
        lead_card().indicator("coaching").names.in_language(language)
    }
    assert sheets.document(month, CODE, list(WHO), language).pdf


def test_every_figure_is_explained_and_stands_in_the_workbook(month: Office) -> None:
    found = standings.standings(month, CODE)
    for who in WHO:
        for code in ("", *codes(found.made, who)):
            assert explanation.chain(month, found, who, code).links
        assert live_workbook.sheets(month, CODE, who)
    total = explanation.chain(month, found, "KF01")
    assert "Team leaders" in result_words.facts_text(found, next(iter(found.made.results))) or total.links
    with month.read() as connection:
        cycle = cycles.get_in(connection, month, CODE)
        page = evidence.records_in(connection, month, cycle, "KF01", "coaching", evidence.Part())
    assert len(page.records) == 1


@pytest.mark.parametrize("closed", [True, False])
def test_a_pack_of_each_proves_itself(branch: Office, tmp_path: Path, closed: bool) -> None:
    """With targets of the post and the agent, and somebody who joined under the post's scorecard."""
    target_plan.set_target(branch, LEAD, "communication", D("4.6"))
    target_plan.set_target(branch, Whose(staff_no="KF01"), "errors", D(2))
    opened(branch, (LEAD, "team-lead"))
    rated(branch)
    roster.add(branch, AgentEntry("KF09", "新", "一组", "班长"))
    exemptions.exempt(branch, CODE, "KF09", None, "na", "新人")
    if closed:
        close_month(branch, CODE)
    for who in ("KF01", "KF02", "KF09"):
        path = tmp_path / f"{who}.zip"
        pack.make(branch, CODE, who, path)
        assert faults(path.read_bytes()) == []


def test_draws_are_those_of_each(month: Office) -> None:
    both = standings.with_uncertainty(standings.standings(month, CODE)).sure
    made = results.results(month, CODE)
    for card, those in made.by_card:
        alone = replace(made, cards=replace(made.cards, named=()), results=those)
        assert card
        again = standings.with_uncertainty(standings.compare(alone)).sure
        for one in those:
            who = one.agent.staff_no
            assert both.of.get(who) == again.of.get(who)
    turned = replace(made, results=tuple(reversed(made.results)))
    assert standings.with_uncertainty(standings.compare(turned)).sure.of == both.of


def test_a_draft_is_tried_on_those_who_have_the_card(month: Office) -> None:
    draft = replace(lead_card(), version=2, cap=D(100))
    assert [move.agent.staff_no for move in trial.trial(month, CODE, draft).moves] == ["KF01"]
    usual = trial.trial(month, CODE, scorecards.shipped())
    assert {move.agent.staff_no for move in usual.moves} == {"KF02", "KF03", "KF04"}
    assert not any(move.moved for move in usual.moves)
    collected, newest = advice_data.collect(month, 3, closed_only=False, progress=Progress())
    assert newest is not None
    assert {"coaching", "csat"} <= set(collected.indicators)


def test_what_if_touches_those_who_are_asked(month: Office) -> None:
    made = results.results(month, CODE)
    assert {one.code for one in simulation.choices(made)} >= {"csat", "attitude"}
    found = {one.agent.staff_no: one for one in simulation.moves(made, "csat", D(1))}
    assert (found["KF01"].met, found["KF01"].supposed_met, found["KF01"].moved) == (None, None, False)
    assert simulation.usual(made, "csat") == D("4.0")
    headings, rows = results_export.table(made)
    at = headings.index("CSAT") if "CSAT" in headings else None
    assert len(rows) == 4
    assert at is None or next(row for row in rows if row[1] == "KF01")[at] == ""


def test_what_is_pending_names_each(branch: Office) -> None:
    opened(branch, (LEAD, "team-lead"))
    found = pending.pending(branch, CODE)
    lacking = {
        item.en: [who for who, _name in one.agents]
        for one in found
        if one.code is pending.Code.MISSING
        for item in one.items
    }
    assert lacking[lead_card().indicator("coaching").names.en] == ["KF01"]
    assert all(pending_words.in_words(one).text for one in found)
    assert today.outcome(branch, CODE).incomplete == 4
    assert month_steps.steps(branch, first_look.overview(branch, CODE), today.outcome(branch, CODE))


def test_closed_corrected_reviewed_and_checked(month: Office) -> None:
    close_month(month, CODE)
    before = results.results(month, CODE).of("KF01")
    assert check.check(month)
    assert all(one.ok for one in check.check(month))
    assert {one.position.staff_no for one in review.for_review(month, CODE)} == set(WHO)
    corrections.begin(month, CODE, "KF01", "辅导评错")
    cycle = cycles.get(month, CODE)
    evaluations.reopen(month, cycle, "KF01", "辅导评错")
    drafts.rate(month, cycle, "KF01", "coaching", D(5))
    evaluations.submit(month, cycle, ["KF01"])
    told = corrections.preview(month, CODE, "KF01")
    assert any("4" in line and "5" in line for line in correction_words.differs(told, "en"))
    assert told.others == ()
    assert corrections.finish(month, CODE, "KF01").value.revision == 2
    after = results.results(month, CODE).of("KF01")
    assert after.scorecard == before.scorecard
    assert _total(after.assessment) > _total(before.assessment)
    assert all(one.ok for one in check.check(month))
    assert [point.code for point in history.history(month, "KF01")] == [CODE]
    assert about_person.about_agent(month, "KF01")
    assert drill


def _total(made: Assessment) -> Decimal:
    assert made.total is not None
    return made.total


def test_exemption_and_focus_go_by_the_own_card(month: Office) -> None:
    exemptions.exempt(month, CODE, "KF01", "coaching", "na", "无组员")
    made = results.results(month, CODE)
    assert made.of("KF01").assessment.line("coaching").effective_weight == 0
    with pytest.raises(Exception, match="not on the scorecard"):
        exemptions.exempt(month, CODE, "KF02", "coaching", "na", "无")
    focus.settle(month, CODE, "KF01", "communication", "每天听一通")
    board = focus.board(month, CODE)
    own = board.of("KF01")
    assert own is not None
    assert own.settled is not None
    with pytest.raises(Exception, match="cannot be a focus"):
        focus.settle(month, CODE, "KF02", "coaching")


def test_the_order_of_agents_changes_nothing(branch: Office) -> None:
    opened(branch, (LEAD, "team-lead"), way=CardWay(together=True))
    rated(branch)
    made = results.results(branch, CODE)
    turned = results.ranked(reversed(made.results), made.cards)
    assert turned == made.results
    again = results.by_quotas(made.cards, {r.agent.id: r.assessment for r in reversed(made.results)})
    assert {r.agent.id: r.assessment for r in made.results} == again


def test_who_left_is_named_nowhere_and_all_stays_proved(month: Office) -> None:
    close_month(month, CODE)
    assert roster.agents(month)
