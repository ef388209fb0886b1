"""How many points one case moves, and rules without their edges."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.checking import check
from qadesk.domain.edges import case_of, in_between, moves
from qadesk.domain.rules import Deduction, Ladder, PassFail, Proportional, Rule, Step
from qadesk.domain.scorecard import Better, Indicator, Unit
from qadesk.services.scorecards import shipped
from tests.unit.domain.cards import card, indicator

D = Decimal
SHIPPED = {i.code: i for i in shipped().indicators()}


def of(code: str, low: str, high: str, case: Decimal | None) -> tuple[Decimal, Decimal] | None:
    one = SHIPPED[code]
    return moves(one, one.standard, D(100), (D(low), D(high)), case)


def test_one_complaint_of_600_contacts_costs_ten_or_twenty_points() -> None:
    assert of("complaint_rate", "0.005", "0.019", D(1) / 600) == (10, 20)
    assert of("complaint_rate", "0", "0.009", D(1) / 600) is None


def test_a_hair_costs_what_the_edge_does() -> None:
    assert of("avg_response_seconds", "28", "50", None) == (10, 20)
    assert of("avg_response_seconds", "36", "44", None) is None
    assert of("avg_response_seconds", "50", "70", None) == (60, 60)
    step = replace(SHIPPED["avg_response_seconds"], rule=Step("lower", D(10), D(7)))
    assert moves(step, D(30), D(100), (D(35), D(55)), None) == (7, 7)


def test_what_one_case_is() -> None:
    rate, stars = SHIPPED["complaint_rate"], SHIPPED["csat"]
    assert case_of(rate, 600, whole=False, half_points=False) == D(1) / 600
    assert case_of(stars, 270, whole=False, half_points=True) == D(1) / 270
    assert case_of(SHIPPED["attitude"], 1, whole=True, half_points=False) == 1
    assert case_of(SHIPPED["attitude"], 1, whole=True, half_points=True) == D("0.5")
    assert case_of(SHIPPED["errors"], 3, whole=False, half_points=False) == 1
    assert case_of(replace(stars, unit=Unit.SCORE), 50, whole=False, half_points=False) == 2
    assert case_of(SHIPPED["avg_response_seconds"], 600, whole=False, half_points=False) is None
    assert case_of(rate, 0, whole=False, half_points=False) is None


@pytest.mark.parametrize(
    "rule", [Proportional(full=D(5)), Deduction(D(20)), PassFail("lower"),
             Ladder("lower", ((D(30), D(100)),)), Step("lower", D(1), D(1), pro_rata=True),
             Ladder("lower", ((D(30), D(100)), (D(40), D(50))), interpolated=True)],
)  # fmt: skip
def test_what_has_no_edges_to_take_out(rule: Rule) -> None:
    assert in_between(indicator("x", 100, rule)) is None


@given(st.sampled_from(list(SHIPPED.values())), st.decimals(0, 100, places=2))
def test_without_edges_the_limits_earn_the_same_and_nothing_less(one: Indicator, value: Decimal) -> None:
    rule = in_between(one)
    value = value / 100 if one.unit.is_rate else value
    if rule is not None and isinstance(one.rule, Ladder):
        assert rule.points(value, one.standard) >= one.rule.points(value, one.standard)
        for limit, points in one.rule.bands:
            assert rule.points(limit, one.standard) == points
    elif rule is not None:
        assert rule.points(value, one.standard) <= one.rule.points(value, one.standard)  # begun units count


def test_the_drop_behind_the_last_band_becomes_a_slope() -> None:
    made = in_between(SHIPPED["avg_response_seconds"])
    assert isinstance(made, Ladder)
    assert made.bands[-1] == (75, 0)
    assert made.points(D("67.5"), None) == 30
    rate = replace(
        SHIPPED["first_contact_resolution"],
        rule=Ladder("higher", ((D("0.9"), D(100)), (D("0.4"), D(60)))),
    )
    short = in_between(rate)  # below 0 there is no rate, so that nothing could reach the slope's end
    assert isinstance(short, Ladder)
    assert len(short.bands) == 2
    table = card({"s": [replace(SHIPPED["avg_response_seconds"], rule=made, weight=D(100))]})
    assert not [one for one in check(table) if one.severity == "error"]


def test_shares_of_the_standard_become_a_slope_too() -> None:
    rule = Ladder("higher", ((D(1), D(100)), (D("0.9"), D(80))), of_standard=True)
    one = replace(indicator("x", 100, rule), unit=Unit.COUNT, better=Better.HIGHER, standard=D(400))
    made = in_between(one)
    assert isinstance(made, Ladder)
    assert made.bands[-1] == (D("0.8"), 0)
    assert made.points(D(380), D(400)) == 90
    assert moves(one, D(400), D(100), (D(300), D(420)), D(1)) == (20, 80)
