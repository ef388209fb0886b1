"""Several scorecards in one cycle: whose is which, ranks and quotas, forms, counts, closing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from qadesk.domain.card_forms import quotas_of
from qadesk.domain.scorecard import Names, Rounding, Scorecard
from qadesk.services import (
    card_rules,
    cards,
    cycles,
    first_look,
    freezing,
    library,
    opening,
    roster,
    scorecards,
    target_plan,
    targets,
)
from qadesk.services.assessment import assessments, exemptions, results
from qadesk.services.card_ways import CardWay
from qadesk.services.roster import AgentEntry
from qadesk.services.scoring import boards, drafts, evaluations, typed_values
from qadesk.services.target_plan import Whose
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month
from tests.closing_months import close_month
from tests.refusals import refuses
from tests.unit.services.trial_office import changed, one, with_section, without

D = Decimal
CODE = made_up_month.CODE
LEAD = Whose(post="班长")


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    """Records of October; KF01 leads; no cycle is opened."""
    office = made_up_month.filled(tmp_path / "branch.qadesk")
    with office.write("test", "test") as connection:
        for table in (tables.rating, tables.evaluation, tables.target, tables.cycle):
            connection.execute(table.delete())
        connection.execute(update(tables.agent).where(tables.agent.c.staff_no == "KF01").values(post="班长"))
    yield office
    office.close()


def lead_card() -> Scorecard:
    """The standard one without satisfaction, with one more item and another standard."""
    made = without(scorecards.shipped(), "csat")
    made = changed(made, "attitude", standard=D("4.8"))
    made = with_section(made, one("coaching", 15))
    return replace(made, code="team-lead", names=Names("班长考核方案", "Team leaders"))


def publish(office: Office, card: Scorecard) -> int:
    with office.write("test", "test") as connection:
        return scorecards.install(connection, office, card)


def opened(office: Office, *rules: tuple[Whose, str], way: CardWay | None = None) -> None:
    publish(office, lead_card())
    for whose, code in rules:
        card_rules.assign(office, [whose], code)
    if way is not None:
        card_rules.set_way(office, way)
    usual = opening.choice(office, "courier-standard").scorecard_id
    opening.open_month(office, CODE, usual)


def whose(office: Office, code: str = CODE) -> dict[str, str]:
    made = results.results(office, code)
    return {one.agent.staff_no: one.scorecard[0] for one in sorted(made.results, key=lambda r: r.agent.id)}


def test_a_leader_and_agents_are_assessed_by_their_own(branch: Office) -> None:
    opened(branch, (LEAD, "team-lead"))
    assert whose(branch) == {
        "KF01": "team-lead", "KF02": "courier-standard", "KF03": "courier-standard",
        "KF04": "courier-standard",
    }  # fmt: skip
    made = results.results(branch, CODE)
    lead, agent = made.of("KF01"), made.of("KF02")
    codes = {line.code for line in lead.assessment.lines}
    assert ("coaching" in codes, "csat" in codes) == (True, False)
    assert "coaching" not in {line.code for line in agent.assessment.lines}
    assert lead.assessment.line("attitude").standard == D("4.8")
    assert agent.assessment.line("attitude").standard == D("4.5")
    assert set(lead.assessment.missing) == {"attitude", "communication", "coaching"}


def test_the_closest_rule_counts(branch: Office) -> None:
    """By agent before by post before by team before everybody's."""
    other = replace(scorecards.shipped(), code="new-hire", names=Names("新人", "New hires"))
    publish(branch, other)
    rules = ((Whose(team="一组"), "new-hire"), (LEAD, "team-lead"), (Whose(staff_no="KF03"), "new-hire"))
    opened(branch, *rules)
    assert whose(branch) == {
        "KF01": "team-lead", "KF02": "new-hire", "KF03": "new-hire", "KF04": "courier-standard",
    }  # fmt: skip
    card_rules.assign(branch, [Whose(staff_no="KF01")], "new-hire")
    said = {rule.whose: [number for number, _name in rule.agents] for rule in card_rules.rules(branch)}
    assert said == {
        Whose(staff_no="KF01"): ["KF01"], Whose(staff_no="KF03"): ["KF03"], LEAD: [],
        Whose(team="一组"): ["KF02"],
    }  # fmt: skip
    assert whose(branch)["KF01"] == "team-lead"  # what is open stays


def test_who_has_which_is_frozen_and_late_joiners_follow_the_rules(branch: Office) -> None:
    opened(branch, (LEAD, "team-lead"))
    people = {one.staff_no: one for one in roster.agents(branch)}
    for number, post in (("KF01", "客服"), ("KF02", "班长")):  # they change places: nothing changes
        roster.edit(branch, AgentEntry(number, people[number].name, people[number].team, post))
    roster.add(branch, AgentEntry("KF09", "新", "一组", "班长"))
    roster.add(branch, AgentEntry("KF10", "新", "一组", "客服"))
    found = whose(branch)
    assert (found["KF01"], found["KF02"]) == ("team-lead", "courier-standard")
    assert (found["KF09"], found["KF10"]) == ("team-lead", "courier-standard")
    plain = first_look.overview(branch, CODE)
    assert plain.agents == 6
    with branch.read() as connection:
        cycle = cycles.get_in(connection, branch, CODE)
        own = cards.of_cycle(connection, cycle)
    with branch.read_plain() as rows:
        needed = first_look._needed(rows, branch, cycle)
    for who, items in needed.items():
        card = own.of(who)
        assert items == {i.code for i in card.rated_items()}


def test_without_rules_nothing_is_kept_of_it_and_the_digests_are_the_same(branch: Office) -> None:
    publish(branch, lead_card())
    usual = opening.choice(branch, "courier-standard").scorecard_id
    opening.open_month(branch, CODE, usual)
    with branch.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.cycle_card)).scalar() == 0
        assert connection.execute(select(tables.target.c.scorecard_id).distinct()).scalars().all() == [None]
    alone = {r.agent.staff_no: r.digest for r in results.results(branch, CODE).results}
    opening.take_back(branch, CODE)
    card_rules.assign(branch, [LEAD], "team-lead")
    opening.open_month(branch, CODE, usual)
    both = {r.agent.staff_no: r.digest for r in results.results(branch, CODE).results}
    assert {who for who in alone if alone[who] != both[who]} == {"KF01"}
    opening.take_back(branch, CODE)
    with branch.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.cycle_card)).scalar() == 0


def rated(office: Office) -> None:
    cycle = cycles.get(office, CODE)
    for number in ("KF01", "KF02", "KF03", "KF04"):
        for item in boards.board(office, CODE).form.items:
            if number == "KF01" or item.code != "coaching":
                drafts.rate(office, cycle, number, item.code, D(4))
    assert len(evaluations.submit(office, cycle).value.submitted) == 4


@pytest.mark.parametrize("together", [False, True])
def test_ranks_are_those_of_each_or_joined(branch: Office, together: bool) -> None:
    opened(branch, (LEAD, "team-lead"), way=CardWay(together=together))
    rated(branch)
    made = results.results(branch, CODE)
    ranks = {one.agent.staff_no: one.rank for one in made.results}
    totals = {one.agent.staff_no: one.assessment.total for one in made.results}
    pools = [set(totals)] if together else [{"KF01"}, set(totals) - {"KF01"}]
    for pool in pools:
        for who in pool:
            better = sum((totals[other] or 0) > (totals[who] or 0) for other in pool)
            assert ranks[who] == (None if totals[who] is None else better + 1)
    assert {len(made.alongside(made.of(who))) for who in pools[0]} == {len(pools[0])}


def test_the_form_asks_each_what_is_on_the_own_card(branch: Office) -> None:
    opened(branch, (LEAD, "team-lead"))
    board, cycle = boards.board(branch, CODE), cycles.get(branch, CODE)
    assert [item.code for item in board.form.items] == ["attitude", "communication", "coaching"]
    assert [entry.staff_no for entry in board.entries] == ["KF02", "KF03", "KF04", "KF01"]  # by card
    lead = next(entry for entry in board.entries if entry.staff_no == "KF01")
    assert lead.missing(board.form) == ("attitude", "communication", "coaching")
    assert board.entries[0].missing(board.form) == ("attitude", "communication")
    with refuses("evaluation.not_on_card"):
        drafts.rate(branch, cycle, "KF02", "coaching", D(4))
    rated(branch)
    assert first_look.overview(branch, CODE).submitted == 4


def test_a_closed_month_names_the_card_and_stays(branch: Office) -> None:
    opened(branch, (LEAD, "team-lead"))
    roster.add(branch, AgentEntry("KF09", "新", "一组", "班长"))
    rated(branch)
    cycle = cycles.get(branch, CODE)
    before = {r.agent.staff_no: r.digest for r in results.results(branch, CODE).results}
    exemptions.exempt(branch, CODE, "KF09", None, "na", "新人")
    close_month(branch, CODE)
    roster.edit(branch, AgentEntry("KF09", "新", "一组", "客服"))
    made = results.results(branch, CODE)
    assert {who: one for who, one in before.items() if who != "KF09"} == {
        r.agent.staff_no: r.digest for r in made.results if r.agent.staff_no != "KF09"
    }
    assert made.of("KF09").scorecard[0] == "team-lead"
    with branch.read() as connection:
        kept = {one.agent.staff_no: one for one in assessments.stored(connection, cycle.id)}
        content = connection.execute(select(tables.assessment.c.content)).scalars().all()
    assert len(kept) == 5
    assert sorted(one["card"][0] for one in content) == ["courier-standard"] * 3 + ["team-lead"] * 2


def test_targets_hold_under_each_card(branch: Office) -> None:
    target_plan.set_target(branch, Whose(staff_no="KF01"), "communication", D("4.6"))
    target_plan.set_target(branch, Whose(), "errors", D(1))
    opened(branch, (LEAD, "team-lead"))
    made = results.results(branch, CODE)
    assert made.of("KF01").assessment.line("communication").standard == D("4.6")
    assert made.of("KF02").assessment.line("communication").standard == D("4.0")
    assert {one.assessment.line("errors").standard for one in made.results} == {D(1)}
    with branch.read() as connection:
        frozen = targets.frozen(connection, made.cycle.id)
    assert len(frozen.others) == 1


def test_what_cannot_be_is_refused_by_name(branch: Office) -> None:
    key = publish(branch, lead_card())
    with refuses("scorecard.code_not_published"):
        card_rules.assign(branch, [LEAD], "nobody")
    with refuses("scorecard.rule_of_nobody"):
        card_rules.assign(branch, [Whose(post=" ")], "team-lead")
    card_rules.assign(branch, [LEAD], "team-lead")
    with branch.write("test", "test") as connection:
        own = tables.scorecard
        connection.execute(update(own).where(own.c.id == key).values(status="retired"))
    with refuses("scorecard.rule_not_published"):
        opening.open_month(branch, CODE)
    other = replace(lead_card(), half_points=True, version=2)
    publish(branch, other)
    usual = opening.choice(branch, "courier-standard").scorecard_id
    with refuses("scorecard.forms_differ"):
        opening.open_month(branch, CODE, usual)
    first, *rest = lead_card().grades
    publish(branch, replace(lead_card(), grades=(replace(first, quota=D("0.2")), *rest), version=3))
    card_rules.set_way(branch, CardWay(together=True))
    with refuses("scorecard.quotas_differ"):
        opening.open_month(branch, CODE, usual)
    card_rules.set_way(branch, CardWay())
    opening.open_month(branch, CODE, usual)
    assert whose(branch)["KF01"] == "team-lead"


@pytest.mark.parametrize("share, rounding", [("0.3", "half"), ("0.1", "up")])
def test_least_shares_are_shared_only_where_they_are_the_same(
    branch: Office, share: str, rounding: str
) -> None:
    def with_share(card: Scorecard, least: str, way: str) -> Scorecard:
        *better, worst = card.grades
        worst = replace(worst, least_share=D(least))
        return replace(card, grades=(*better, worst), quota_rounding=Rounding(way), version=9)

    same = with_share(lead_card(), "0.1", "half"), with_share(scorecards.shipped(), "0.1", "half")
    assert len({quotas_of(card) for card in same}) == 1
    publish(branch, with_share(lead_card(), share, rounding))
    publish(branch, same[1])
    card_rules.assign(branch, [LEAD], "team-lead")
    card_rules.set_way(branch, CardWay(together=True))
    with refuses("scorecard.quotas_differ"):
        opening.open_month(branch, CODE, opening.choice(branch, "courier-standard").scorecard_id)


def test_a_rule_that_does_not_fit_the_cycle_is_told_before_it_opens(branch: Office) -> None:
    publish(branch, library.scorecard("quarter-review"))
    card_rules.assign(branch, [LEAD], "quarter-review")
    usual = opening.choice(branch, "courier-standard").scorecard_id
    told = freezing.frozen(branch, CODE, usual)
    assert (told.idle, told.cards) == (("quarter-review",), ())
    assert "do not count for a cycle of this length: quarter-review" in freezing.note(told, only=False)


def test_rules_are_taken_back(branch: Office) -> None:
    publish(branch, lead_card())
    done = card_rules.assign(branch, [LEAD, Whose(staff_no="KF02")], "team-lead")
    assert done.undo is not None
    assert len(card_rules.rules(branch)) == 2
    done.undo()
    assert card_rules.rules(branch) == ()


def test_a_card_that_nobody_has_hurts_nobody(branch: Office) -> None:
    opened(branch, (Whose(post="质检"), "team-lead"))
    made = results.results(branch, CODE)
    assert set(whose(branch).values()) == {"courier-standard"}
    assert [len(those) for _card, those in made.by_card] == [4, 0]
    assert [item.code for item in boards.board(branch, CODE).form.items][-1] == "coaching"
    _ = insert, typed_values
