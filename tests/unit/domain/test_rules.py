"""Every rule at, just inside and just outside each of its limits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.decimals import ZERO
from qadesk.domain.rule_forms import rule_from_dict, rule_to_dict
from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Rule,
    Step,
)
from qadesk.services import scorecards

D = Decimal
TWO_WAYS = Step("higher", unit=D("0.01"), lose=D(5), gain=D(2), at_standard=D(80), cap=D(90))
SLOPED = Ladder("higher", ((D(300), D(100)), (D(250), D(60))), D(5), interpolated=True)
STANDARD = {i.code: i for i in scorecards.shipped().indicators()}


@pytest.mark.parametrize(
    "code, value, points",
    [
        ("avg_response_seconds", "0", "100"),
        ("avg_response_seconds", "30.00", "100"),
        ("avg_response_seconds", "30.01", "90"),
        ("avg_response_seconds", "35", "90"),
        ("avg_response_seconds", "35.01", "80"),
        ("avg_response_seconds", "45", "80"),
        ("avg_response_seconds", "45.001", "60"),
        ("avg_response_seconds", "60", "60"),
        ("avg_response_seconds", "60.01", "0"),
        ("first_contact_resolution", "1", "100"),
        ("first_contact_resolution", "0.95", "100"),
        ("first_contact_resolution", "0.9499", "90"),
        ("first_contact_resolution", "0.90", "90"),
        ("first_contact_resolution", "0.8999", "70"),
        ("first_contact_resolution", "0.85", "70"),
        ("first_contact_resolution", "0.8499", "60"),
        ("first_contact_resolution", "0.80", "60"),
        ("first_contact_resolution", "0.7999", "0"),
        ("csat", "5", "100"),
        ("csat", "4.0", "80"),
        ("csat", "3", "60"),
        ("csat", "1", "20"),
        ("attitude", "4.5", "90"),
        ("communication", "3.25", "65"),
        ("complaint_rate", "0", "100"),
        ("complaint_rate", "0.0100", "100"),
        ("complaint_rate", "0.01099", "100"),
        ("complaint_rate", "0.0110", "90"),
        ("complaint_rate", "0.0119", "90"),
        ("complaint_rate", "0.0120", "80"),
        ("complaint_rate", "0.0199", "10"),
        ("complaint_rate", "0.0200", "0"),
        ("complaint_rate", "0.0300", "0"),
        ("errors", "0", "100"),
        ("errors", "1", "80"),
        ("errors", "4", "20"),
        ("errors", "5", "0"),
        ("errors", "6", "0"),
        ("praises", "0", "0"),
        ("praises", "3", "3"),
        ("praises", "5", "5"),
        ("praises", "6", "5"),
    ],
)
def test_the_standard_scorecard_at_every_limit(code: str, value: str, points: str) -> None:
    indicator = STANDARD[code]
    assert indicator.rule.points(D(value), indicator.standard) == D(points)


def test_a_rate_that_never_ends_counts_only_whole_tenths_of_a_point() -> None:
    rule, standard = STANDARD["complaint_rate"].rule, STANDARD["complaint_rate"].standard
    assert rule.points(D(1) / 91, standard) == 100  # 1.0989 %
    assert rule.points(D(1) / 90, standard) == 90  # 1.1111 %
    assert rule.points(D(11) / 1000, standard) == 90  # 1.1 % on the dot


@pytest.mark.parametrize(
    "rule, value, standard, points",
    [
        # proportional, lower is better: standard ÷ value
        (Proportional(), "20", "30", "100"),
        (Proportional(), "30", "30", "100"),
        (Proportional(), "40", "30", "75"),
        (Proportional(), "0", "0", "100"),
        (Proportional(), "1", "0", "0"),
        # a full mark of the office's own: 98 % of parcels is the full mark
        (Proportional(full=D("0.98")), "0.49", None, "50"),
        (Proportional(full=D("0.98")), "0.99", None, "100"),
        (Proportional(full=D(5)), "-1", None, "0"),
        # step in both directions, with a gain and a cap above the standard's points
        (TWO_WAYS, "0.90", "0.9", "80"),
        (TWO_WAYS, "0.9199", "0.9", "82"),
        (TWO_WAYS, "0.99", "0.9", "90"),
        (TWO_WAYS, "0.8901", "0.9", "80"),
        (TWO_WAYS, "0.89", "0.9", "75"),
        (Step("lower", unit=D(10), lose=D(10), floor=D(40)), "200", "30", "40"),
        # pro rata: begun units count
        (Step("lower", unit=D("0.001"), lose=D(10), pro_rata=True), "0.0105", "0.01", "95"),
        (Step("lower", unit=D("0.001"), lose=D(10), pro_rata=True), "0.0110", "0.01", "90"),
        (Deduction(each=D(20), floor=D(30)), "9", None, "30"),
        (Deduction(each=D("2.5")), "3", None, "92.5"),
        (PassFail("lower"), "30", "30", "100"),
        (PassFail("lower"), "30.01", "30", "0"),
        (PassFail("higher"), "0.95", "0.95", "100"),
        (PassFail("higher"), "0.9499", "0.95", "0"),
        (Ladder("higher", ((D(4), D(100)), (D(3), D(70))), otherwise=D(10)), "2.99", None, "10"),
        # between two limits by the distance from both, and beyond the last one as without
        (SLOPED, "320", None, "100"),
        (SLOPED, "300", None, "100"),
        (SLOPED, "275", None, "80"),
        (SLOPED, "250", None, "60"),
        (SLOPED, "249.99", None, "5"),
        (Ladder("lower", ((D(1), D(100)), (D(2), D(0))), ZERO, True, True), "45", "30", "50"),
        (Ladder("lower", ((D(3), D(90)),), D(10), interpolated=True), "3.01", None, "10"),
        (RedLine(), "1", "0", "0"),
        (Bonus(each=D("0.5"), cap=D(2)), "3", None, "1.5"),
    ],
)  # fmt: skip
def test_rules_an_office_may_choose(rule: Rule, value: str, standard: str | None, points: str) -> None:
    assert rule.points(D(value), None if standard is None else D(standard)) == D(points)


def test_a_red_line_is_crossed_by_a_single_occurrence() -> None:
    assert not RedLine().crossed(D(0))
    assert RedLine().crossed(D(1))


@pytest.mark.parametrize("rule", [Proportional(), Step("lower", D(1), D(1)), PassFail("lower")])
def test_what_counts_from_a_standard_refuses_to_go_without(rule: Rule) -> None:
    with pytest.raises(ValueError, match="standard"):
        rule.points(D(1), None)


@pytest.mark.parametrize(
    "data, said",
    [({"kind": "magic"}, "magic"), ({"kind": "deduction", "each": 1, "colour": "red"}, "colour")],
)
def test_a_rule_the_program_does_not_know_is_refused(data: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rule_from_dict(data)


amounts = st.decimals(min_value=0, max_value=1000, places=3)
ways = st.sampled_from(["lower", "higher"])
rules: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Proportional, st.none() | amounts.filter(bool)),
    st.builds(
        Ladder,
        ways,
        st.lists(st.tuples(amounts, amounts), max_size=5).map(tuple),
        amounts,
        interpolated=st.booleans(),
    ),
    st.builds(Step, ways, amounts.filter(bool), amounts, amounts, pro_rata=st.booleans()),
    st.builds(Deduction, amounts, amounts),
    st.builds(PassFail, ways),
    st.builds(Bonus, amounts, amounts),
    st.just(RedLine()),
)


@given(rules)
def test_the_file_form_gives_an_equal_rule_back(rule: Rule) -> None:
    assert rule_from_dict(rule_to_dict(rule)) == rule
