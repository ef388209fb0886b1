"""Ladders that mix slopes and flat bands, with limits that belong to their band or not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.rule_forms import rule_from_dict, rule_to_dict
from qadesk.domain.rules import Ladder, shortened
from tests.agreement.reference_arithmetic import points as reference
from tests.unit.domain.cards import D, ladders

VISITS = Ladder(
    "higher", ((D(300), D(100)), (D(250), D(60)), (D(200), D(40)), (D(150), D(20))),
    interpolated=True, flat=(False, False, True),
)  # fmt: skip
SHARE = Ladder("higher", ((D("0.7875"), D(100)), (D("0.75"), D(75)), (D("0.7125"), D(50))), over=(True,))
WAIT = Ladder("lower", ((D(30), D(100)), (D(60), D(50))), over=(False, True))


@pytest.mark.parametrize(
    "rule, worked",
    [
        # 300 → 100, 250 → 60 in proportion; from 200 on 40 all along; from 150 up to 200 in proportion again
        (VISITS, {"400": 100, "300": 100, "275": 80, "250": 60, "249.99": 40, "225": 40, "200": 40, "175": 30,
                  "150": 20, "149": 0}),
        (SHARE, {"0.7876": 100, "0.7875": 75, "0.75": 75, "0.7499": 50, "0.7125": 50, "0.7124": 0}),
        (WAIT, {"30": 100, "30.01": 50, "59.99": 50, "60": 0}),
        (replace(WAIT, interpolated=True), {"30": 100, "45": 75, "57": 55, "60": 0}),
        (replace(SHARE, interpolated=True), {"0.7875": 100, "0.79": 100, "0.76875": "87.5"}),
    ],
)  # fmt: skip
def test_worked_by_hand(rule: Ladder, worked: dict[str, object]) -> None:
    assert {value: rule.points(D(value), None) for value in worked} == {
        value: D(str(points)) for value, points in worked.items()
    }


@st.composite
def marked(draw: st.DrawFn) -> Ladder:
    """Any ladder, with any words on its bands."""
    rule = draw(ladders(draw(st.sampled_from(["lower", "higher"]))))
    flags = st.lists(st.booleans(), min_size=len(rule.bands), max_size=len(rule.bands)).map(shortened)
    return replace(rule, over=draw(flags), flat=draw(flags), of_standard=draw(st.booleans()))


@given(marked(), st.data())
def test_exact_never_falling_and_as_the_reference_has_it(rule: Ladder, data: st.DataObject) -> None:
    """Also at the limits themselves, where "over" makes the difference."""
    standard = data.draw(st.sampled_from([D(1), D("2.5")]))
    unit = standard if rule.of_standard else D(1)
    edges = [limit * unit for limit, _points in rule.bands]
    near = st.sampled_from(
        [*edges, *(edge + D("0.001") for edge in edges), *(edge - D("0.001") for edge in edges)]
    )
    one, other = sorted((data.draw(near), data.draw(near)), reverse=rule.better == "lower")
    worse, better = rule.points(one, standard), rule.points(other, standard)
    assert worse <= better
    for value, got in ((one, worse), (other, better)):
        exact = reference(rule, Fraction(value), Fraction(standard), Fraction(100))
        assert abs(Fraction(got) - exact) < Fraction(1, 10**20)


@given(marked())
def test_the_file_form_says_it_all(rule: Ladder) -> None:
    assert rule_from_dict(rule_to_dict(rule)) == rule


def test_words_stay_with_their_bands() -> None:
    """Fails for: the word of a band that was taken out staying behind, on the one after it."""
    assert VISITS.without(1).flat == (False, True)
    assert VISITS.without(2) == replace(VISITS, bands=(*VISITS.bands[:2], VISITS.bands[3]), flat=())
    assert SHARE.marked("over", 2, True).over == (True, False, True)
    assert SHARE.marked("over", 0, False).over == ()


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValueError, match="steep"):
        rule_from_dict({"kind": "ladder", "better": "higher", "bands": [["1", "100", "steep"]]})


def test_a_word_is_a_difference() -> None:
    assert Decimal(SHARE.points(D("0.7875"), None)) != replace(SHARE, over=()).points(D("0.7875"), None)
    assert repr(SHARE) != repr(replace(SHARE, over=()))  # what is kept of equal rules goes by it
