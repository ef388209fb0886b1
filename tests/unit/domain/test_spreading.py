"""Weights and points come to the same exact figure whichever way they are reckoned, for one agent or many."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.assessing import Scorer, assess
from qadesk.domain.scoring import Focus
from qadesk.domain.spreading import effective_weights, exact_sum, spread
from tests.unit.domain.cards import card, indicator, knowledge, scorecards

D = Decimal
figures = st.decimals(min_value=-1000, max_value=1000, allow_nan=False, allow_infinity=False)


@given(st.data())
def test_what_weights_and_points_come_to_is_exact(data: st.DataObject) -> None:
    made = data.draw(scorecards())
    codes = [i.code for i in made.indicators() if i.weight > 0]
    counting = data.draw(st.sets(st.sampled_from(codes), min_size=1)) if codes else set()
    points = {code: data.draw(figures) / 3 for code in counting}  # 28 digits each
    plain = effective_weights(made, counting)
    weights = spread(made, counting)
    assert weights.exact == plain
    assert weights.together(points, points.values()) == sum(
        (plain[code] * Fraction(points[code]) / 100 for code in counting), Fraction(0)
    )


@given(st.lists(figures))
def test_a_sum_is_exact(points: list[Decimal]) -> None:
    assert exact_sum(points) == sum(map(Fraction, points), Fraction(0))


def test_a_focus_takes_from_the_others_what_it_gets() -> None:
    made = replace(card({"s": [indicator(code, 25) for code in "abcd"]}), focus_extra=D(15))
    weights = spread(made, {"a", "b", "c", "d"}, "a", D(30))
    assert weights.extra == 15
    assert [weights.exact[code] for code in "abcd"] == [40, 20, 20, 20]
    assert spread(made, {"b", "c"}, "a", D(30)).extra == 0  # a focus that does not count carries nothing


@given(st.data())
def test_many_agents_are_assessed_as_each_alone(data: st.DataObject) -> None:
    made = replace(data.draw(scorecards()), focus_extra=D(20))
    codes = [i.code for i in made.indicators()]
    agents = [
        (data.draw(knowledge(made)), data.draw(st.none() | st.builds(Focus, st.sampled_from(codes), figures)))
        for _ in range(3)
    ]
    scorer = Scorer(made)
    together = [scorer.assess(known, None, focus) for known, focus in agents]
    assert [repr(one) for one in together] == [repr(assess(made, known, None, f)) for known, f in agents]
