"""Every calculation that is shown gives its own result to whoever reckons with the figures shown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk import i18n
from qadesk.domain.rules import Bonus, Deduction, Ladder, Proportional, Rule, Step
from qadesk.domain.scorecard import Better, Unit
from qadesk.services.explaining.explanation import factors
from qadesk.services.explaining.points_words import points_text
from tests.agreement.sentences import calculations, rounded
from tests.unit.domain.cards import indicator

D = Decimal
RULES: tuple[tuple[Rule, Unit], ...] = (
    (Proportional(full=D(60), zero=D(-20)), Unit.SCORE),
    (Proportional(full=D(5), zero=D(1)), Unit.RATING),
    (Proportional(full=D("0.9875")), Unit.RATE),
    (Proportional(), Unit.SECONDS),
    (Proportional(full=D("0.0003"), zero=D("0.0000007")), Unit.PER_10000),
    (Proportional(), Unit.PER_MILLION),
    (Step("lower", D("0.0000007"), D(3), pro_rata=True), Unit.PER_MILLION),
    (Proportional(better="higher", cap=D(120)), Unit.COUNT),
    (Step("lower", D("0.001"), D(10)), Unit.RATE),
    (Step("higher", D("0.37"), D("1.3"), D("0.7"), D(80), cap=D(110), pro_rata=True), Unit.RATE),
    (Step("lower", D("0.1"), D(3), D(2), cap=D(150), pro_rata=True, relative=True), Unit.SECONDS),
    (Deduction(D("3.3"), free=D(1)), Unit.COUNT),
    (Bonus(D("0.37"), D(9)), Unit.COUNT),
    (Ladder("higher", ((D("1.2"), D(12)), (D(1), D(10))), of_standard=True), Unit.COUNT),
    (
        Ladder("higher", ((D("1.2"), D(12)), (D("0.7"), D(10))), of_standard=True, interpolated=True),
        Unit.COUNT,
    ),
    (Ladder("lower", ((D(30), D(100)), (D(63), D("12.5"))), D(2), interpolated=True), Unit.SECONDS),
    (Ladder("higher", ((D("0.97"), D(100)), (D("0.8"), D(30))), interpolated=True), Unit.RATE),
    (Ladder("higher", ((D(60), D(100)), (D(-20), D(5))), interpolated=True), Unit.SCORE),
)
RANGES = {
    Unit.SCORE: (-100, 100),
    Unit.RATING: (1, 5),
    Unit.RATE: (0, 2),
    Unit.SECONDS: (0, 400),
    Unit.PER_10000: (0, 1),
    Unit.PER_MILLION: (0, 1),
    Unit.COUNT: (0, 500),
}


@given(st.data())
def test_points_are_what_the_figures_shown_come_to(data: st.DataObject) -> None:
    """Kills: an operand shown with two places whatever its result needs (−6.3 for −6.25 in a sum)."""
    rule, unit = data.draw(st.sampled_from(RULES))
    low, high = RANGES[unit]
    n = data.draw(st.integers(1, 1000))
    value = D(data.draw(st.integers(low * n, high * n))) / n
    if unit in (Unit.PER_10000, Unit.PER_MILLION):
        value /= 3000
    standard = data.draw(st.sampled_from((D("0.9"), D("37.125"), D("0.0123456"), D("0.0000024"))))
    marks = data.draw(st.sampled_from((D(100), D(20), D("7.998"), D("13.333333"))))
    full = D(0) if isinstance(rule, Bonus) else marks
    better = Better(getattr(rule, "better", "higher"))
    one = indicator("x", int(full), rule, unit=unit, standard=standard, better=better)
    with i18n.speaking(data.draw(st.sampled_from(("en", "zh_CN")))):
        said = points_text(one, value, standard, full)
    found = list(calculations(said))
    assert all(each.agrees for each in found), said
    if isinstance(rule, Deduction | Bonus) or marks != 100:
        assert found or "→" in said


@given(st.integers(0, 10**6), st.integers(1, 997), st.integers(1, 10**6), st.integers(1, 991))
def test_a_weighed_line_multiplies_up(earned: int, by: int, heavy: int, over: int) -> None:
    """Kills: points or weight cut at four places although the product is shown with four."""
    points, weight = D(earned) / by, D(heavy) / over
    adds = rounded(Fraction(points) * Fraction(weight) / 100, 4)
    shown, share = factors(points, weight, D(adds.numerator) / adds.denominator, 4)
    assert rounded(Fraction(shown) * Fraction(share) / 100, 4) == adds


@pytest.mark.parametrize("text, agrees", [
    ("(−6.25 − (−20)) ÷ 80 × 100 = 17.1875", True),
    ("(−6.3 − −20) ÷ 80 × 100 = 17.1875", False),
    ("10.00%, 90 × 0.1 percentage points away from 1% → 100 − 90 × 10 = −800, not below 0 → 0.00", True),
    ("8,513.2 s of waiting ÷ 300 answered calls and chats = 28.38 s", True),
    ("8,513.2 s of waiting ÷ 300 answered calls and chats = 28.39 s", False),
    ("82.7986 × 15% = 12.4198", True),
])  # fmt: skip
def test_the_reckoning_of_these_tests_reckons(text: str, agrees: bool) -> None:
    (found,) = calculations(text)
    assert found.agrees is agrees
