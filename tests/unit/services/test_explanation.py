"""How a figure was made: every link can be checked on paper, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update

from qadesk import i18n
from qadesk.domain.measures import OfficeTally, Tally, measure, measure_office
from qadesk.domain.rules import Bonus, Deduction, Ladder, PassFail, Proportional, RedLine, Rule, Step
from qadesk.domain.scorecard import Better, Unit
from qadesk.services.assessment import exemptions, standings
from qadesk.services.explaining import explanation
from qadesk.services.explaining.explanation import Explanation
from qadesk.services.explaining.figure_words import exact
from qadesk.services.explaining.origins import quotient, quotient_text
from qadesk.services.explaining.points_words import points_text
from qadesk.services.explaining.rule_words import rule_text
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.closing_months import close_month
from tests.made_up_month import CODE
from tests.refusals import refuses
from tests.unit.domain.cards import indicator

D = Decimal


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = month.filled(tmp_path / "branch.qadesk")
    yield office
    office.close()


def links(made: Explanation) -> dict[str, str]:
    return {link.key: link.text for link in made.links}


def test_a_mean_is_followed_from_sum_and_count_to_its_part_of_the_total(branch: Office) -> None:
    made = explanation.explain(branch, CODE, "KF02", "avg_response_seconds")
    said = links(made)
    assert (
        said["value"]
        == "440 s of waiting for the first response ÷ 10 answered contacts with a response time = 44.00 s"
    )
    assert said["evidence"].startswith("10 cases; 95% interval 36.69–52.89 s")
    assert said["standard"].startswith("≤ 30 s, frozen when the cycle was opened on 20")
    assert said["standard"].endswith("; not met")
    assert said["rule"] == "≤ 30 s → 100, ≤ 35 s → 90, ≤ 45 s → 80, ≤ 60 s → 60, otherwise → 0"
    assert said["points"] == "44.00 s ≤ 45 s → 80.00"
    assert said["weight"] == "20%, as on the scorecard"
    assert said["contribution"] == "80.00 × 20% = 16.00"
    assert made.origin is not None
    assert (made.origin.numerator, made.origin.denominator) == (440, 10)


def test_a_rate_and_a_proportional_rating_show_both_numbers(branch: Office) -> None:
    rate = links(explanation.explain(branch, CODE, "KF02", "first_contact_resolution"))
    assert rate["value"] == "8 solved at the first contact ÷ 9 contacts with yes or no noted = 88.89%"
    assert rate["points"] == "88.89% ≥ 85% → 70.00"
    csat = links(explanation.explain(branch, CODE, "KF02", "csat"))
    assert csat["value"] == "26 rating points ÷ 7 rated contacts = 3.71"
    assert csat["points"] == "3.714286 ÷ 5 × 100 = 74.2857"
    assert csat["contribution"] == "74.2857 × 15% = 11.1429"
    assert "few cases (fewer than 10)" in csat["evidence"]


def test_what_a_step_a_deduction_and_a_bonus_did(branch: Office) -> None:
    complaints = links(explanation.explain(branch, CODE, "KF02", "complaint_rate"))
    assert complaints["value"] == "1 upheld complaints ÷ 10 answered calls and chats = 10.00%"
    assert complaints["points"] == (
        "10.00%, 90 × 0.1 percentage points away from 1% → 100 − 90 × 10 = −800, not below 0 → 0.00"
    )
    errors = links(explanation.explain(branch, CODE, "KF02", "errors"))
    assert (errors["value"], errors["points"]) == ("1", "100 − 1 × 20 = 80.00")
    praises = links(explanation.explain(branch, CODE, "KF01", "praises"))
    assert praises["points"] == "2 × 1 = 2.00"
    assert praises["contribution"] == "bonus +2.00"
    assert "standard" not in praises


def test_ratings_count_the_forms_behind_them(branch: Office) -> None:
    said = links(explanation.explain(branch, CODE, "KF01", "attitude"))
    assert said["value"] == "9 rating points ÷ 2 submitted forms = 4.50"
    among = "2 cases; includes a whole-cycle rating, which is not a sample; 95% interval"
    assert said["evidence"].startswith(among)
    alone = links(explanation.explain(branch, CODE, "KF02", "attitude"))
    assert alone["evidence"].startswith(
        "a whole-cycle rating, not a sample; 95% interval 3.00–5.00; one rater is"
    )


def test_what_is_missing_says_so_and_has_no_points(branch: Office) -> None:
    said = links(explanation.explain(branch, CODE, "KF03", "attitude"))
    assert said["state"].startswith("Missing: there should be a value")
    assert not {"value", "points", "contribution", "evidence"} & said.keys()


def test_an_exemption_names_reason_person_and_time(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF03", "attitude", "na", "back office")
    said = links(explanation.explain(branch, CODE, "KF03", "attitude"))
    assert said["state"].startswith("Not applicable to this agent. Reason: back office (赵主管, 20")
    assert said["weight"] == "15% → 0%: its weight goes to the other sections"


def test_a_changed_weight_says_whose_it_took(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF03", "attitude", "na", "back office")
    exemptions.exempt(branch, CODE, "KF03", "communication", "waived", "no time")
    said = links(explanation.explain(branch, CODE, "KF03", "csat"))
    assert said["weight"] == (
        "15% → 21.4286%: "
        "the whole section Attitude (N/A: back office) does not count, its 15% is spread over the others; "
        "the whole section Communication (waived: no time) does not count, its 15% is spread over the others"
    )


def test_an_agents_own_target_is_told_from_the_scorecards(branch: Office) -> None:
    with branch.write() as connection:
        connection.execute(
            insert(tables.target).values(
                cycle_id=1, agent_id=2, indicator="complaint_rate", standard=D("0.1")
            )
        )
    said = links(explanation.explain(branch, CODE, "KF02", "complaint_rate"))
    assert said["standard"] == "≤ 10%, set for this agent in this cycle (scorecard: ≤ 1%); met"


def test_the_total_is_the_sum_of_its_parts(branch: Office) -> None:
    made = explanation.explain(branch, CODE, "KF01")
    said = links(made)
    assert said["csat"] == "96.00 × 15% = 14.40"
    assert said["praises"] == "+2.00"
    assert said["sum"] == "99.9000, rounded half-up to 99.90"
    assert said["grade"].startswith("A (from A Excellent 90, B Good 80")
    assert made.indicator is None


def test_a_red_line_is_told_beside_the_computed_total(branch: Office) -> None:
    said = links(explanation.explain(branch, CODE, "KF04"))
    assert said["red_line"] == "Abusive language: the total is 0.00 and the grade D; 97.00 was computed."


def test_no_total_while_something_is_missing(branch: Office) -> None:
    said = links(explanation.explain(branch, CODE, "KF03"))
    assert said["attitude"] == "missing"
    assert said["sum"] == "No total while something is missing."


def test_a_closed_month_admits_when_its_records_say_something_else(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF03", None, "na", "on leave")
    close_month(branch, CODE)
    assert "= 44.00 s" in explanation.explain(branch, CODE, "KF02", "avg_response_seconds").text("value")
    with branch.write() as connection:
        connection.execute(update(tables.contact).values(response_ms=10_000))
    said = explanation.explain(branch, CODE, "KF02", "avg_response_seconds").text("value")
    assert said.startswith("44.00 s when the cycle was closed; the records now give a different value: 100 s")
    with branch.write() as connection:
        connection.execute(delete(tables.contact).where(tables.contact.c.agent_id == 2))
    gone = explanation.explain(branch, CODE, "KF02", "avg_response_seconds").text("value")
    assert gone.startswith("44.00 s when the cycle was closed")


def test_every_chain_reads_in_chinese_too(branch: Office) -> None:
    english = standings.standings(branch, CODE)
    codes = [i.code for i in english.made.cards.own.card.indicators()]
    said = {code: explanation.chain(branch, english, "KF02", code) for code in codes}
    i18n.set_language("zh_CN")
    for code in codes:
        chinese = explanation.chain(branch, english, "KF02", code)
        assert [link.key for link in chinese.links] == [link.key for link in said[code].links]
        assert chinese.title == english.made.cards.own.card.indicator(code).names.zh
        assert all(a.heading != b.heading for a, b in zip(chinese.links, said[code].links, strict=True))


def test_strangers_are_refused(branch: Office) -> None:
    with refuses("cycle.agent_not_assessed", "KF99"):
        explanation.explain(branch, CODE, "KF99", "csat")
    with pytest.raises(KeyError):
        explanation.explain(branch, CODE, "KF01", "charm")


@pytest.mark.parametrize(
    "rule, unit, better, said",
    [
        (Proportional(full=D(5)), Unit.RATING, Better.HIGHER, "value ÷ 5 × 100, at most 100"),
        (Proportional(full=D("0.98")), Unit.RATE, Better.HIGHER, "value ÷ 98% × 100, at most 100"),
        (Proportional(), Unit.SECONDS, Better.LOWER,
         "100 points if the standard is met, otherwise standard ÷ value × 100"),
        (Ladder("higher", ((D("0.95"), D(100)),), D(10)), Unit.RATE, Better.HIGHER,
         "≥ 95% → 100, otherwise → 10"),
        (Step("lower", D("0.001"), D(10)), Unit.RATE, Better.LOWER,
         "100 points at the standard; −10 for each whole 0.1 percentage points above it; not below 0"),
        (Step("higher", D(5), D(2), D(1), D(80), D(40), D(90), pro_rata=True), Unit.SECONDS, Better.HIGHER,
         ("80 points at the standard; −2 for each 5 s, counted pro rata, below it; +1 for each 5 "
            "s, counted pro rata, above it; not below 40; at most 90")),
        (Deduction(D(20)), Unit.COUNT, Better.LOWER, "100 points, less 20 for each; not below 0"),
        (PassFail("lower"), Unit.SECONDS, Better.LOWER, "100 points if the standard is met, otherwise 0"),
        (Bonus(D(1), D(5)), Unit.COUNT, Better.HIGHER, "+1 to the total for each, at most +5"),
        (RedLine(), Unit.COUNT, Better.LOWER, "a single one sets the total to 0 and the grade to D"),
    ],
)  # fmt: skip
def test_rules_in_words(rule: Rule, unit: Unit, better: Better, said: str) -> None:
    assert rule_text(indicator("x", 1, rule, unit=unit, better=better)) == said


@pytest.mark.parametrize(
    "rule, unit, better, value, standard, said",
    [
        (Ladder("higher", ((D(300), D(100)), (D(250), D(60))), interpolated=True), Unit.COUNT, Better.HIGHER,
         "275", None, "60 + (275 − 250) ÷ (300 − 250) × 40 = 80.00"),
        (Ladder("lower", ((D(30), D(100)), (D(36), D(80))), interpolated=True), Unit.SECONDS, Better.LOWER,
         "33.004", None, "80 + (36 s − 33.004 s) ÷ (36 s − 30 s) × 20 = 89.9867"),
        (Ladder("lower", ((D(30), D(100)),)), Unit.SECONDS, Better.LOWER, "30.004", "30",
         "30.004 s is beyond the last band → 0.00"),
        (Proportional(), Unit.SECONDS, Better.LOWER, "40", "30", "30 s ÷ 40.00 s × 100 = 75.00"),
        (Proportional(), Unit.SECONDS, Better.LOWER, "20", "30", "20.00 s meets ≤ 30 s → 100.00"),
        (Step("lower", D("0.001"), D(10)), Unit.RATE, Better.LOWER, "0.0099", "0.01",
         "0.99% meets ≤ 1% → 100.00"),
        (Step("higher", D("0.01"), D(5), D(2), D(80)), Unit.RATE, Better.HIGHER, "0.93", "0.9",
         "93.00%, 3 × 1 percentage points away from 90% → 80 + 3 × 2 = 86.00"),
        (PassFail("higher"), Unit.RATE, Better.HIGHER, "0.9", "0.95", "90.00% misses ≥ 95% → 0.00"),
        (Deduction(D(20)), Unit.COUNT, Better.LOWER, "6", None, "100 − 6 × 20 = −20, not below 0 → 0.00"),
        (Bonus(D(1), D(5)), Unit.COUNT, Better.HIGHER, "7", None, "7 × 1 = 7, at most 5 → 5.00"),
        (RedLine(), Unit.COUNT, Better.LOWER, "1", "0", "crossed"),
    ],
)  # fmt: skip
def test_how_a_rule_came_to_its_points(
    rule: Rule, unit: Unit, better: Better, value: str, standard: str | None, said: str
) -> None:
    required = None if standard is None else D(standard)
    assert points_text(indicator("x", 1, rule, unit=unit, better=better), D(value), required) == said


@pytest.mark.parametrize(
    "value, said",
    [("0.01", "1.00%"), ("0.0100004", "1.00004%"), ("0.0123", "1.23%"), ("0.00999999", "0.999999%")],
)
def test_a_value_is_never_printed_as_the_limit_it_misses(value: str, said: str) -> None:
    rate = indicator("x", 1, Step("lower", D("0.001"), D(10)), unit=Unit.RATE, better=Better.LOWER)
    assert exact(rate, D(value), D("0.01")) == said


@pytest.mark.parametrize(
    "code, unit, said",
    [
        ("avg_talk_seconds", Unit.SECONDS, "90 s of talking ÷ 3 answered contacts with a talk time"),
        ("escalation_rate", Unit.RATE, "1 escalated ÷ 4 complaints"),
        ("complaint_response_24h", Unit.RATE, "3 answered within 24 h ÷ 4 complaints"),
        ("complaint_closed_48h", Unit.RATE, "2 closed within 48 h ÷ 4 complaints"),
        ("error_rate", Unit.RATE, "2 errors ÷ 1,200 answered calls and chats"),
        ("nps", Unit.SCORE,
         "−100 points (+100 for each promoter, −100 for each detractor) ÷ 5 survey answers"),
        ("delivery_on_time", Unit.RATE, "98 delivered on time ÷ 100 parcels due, whole branch"),
        ("tracking_15min", Unit.RATE, "9 scanned within 15 min ÷ 10 scans, whole branch"),
    ],
)  # fmt: skip
def test_other_indicators_name_their_numerator_and_denominator(code: str, unit: Unit, said: str) -> None:
    tally = Tally(contacts=1200, talks=3, talk_ms=90_000, complaints=4, escalated=1, responded_24h=3,
                  closed_48h=2, errors=2, surveys=5, promoters=1, detractors=2)  # fmt: skip
    whole = OfficeTally(due=100, on_time=98, scans=10, scans_in_15_min=9)
    one = indicator(code, 1, unit=unit)
    made = quotient(one, D(1), 1, tally, whole)
    assert made is not None
    assert quotient_text(made, one) == said
    measured = (measure(tally) | measure_office(whole))[code].value
    assert measured == made.numerator / made.denominator


def test_a_count_is_no_quotient() -> None:
    assert quotient(indicator("praises", unit=Unit.COUNT), D(2), 2, Tally(), OfficeTally()) is None
