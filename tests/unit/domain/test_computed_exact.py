"""A third times three is one: formulas are exact in fractions, rounded once, for the rule."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.assessing import assess
from qadesk.domain.computed import with_computed
from qadesk.domain.decimals import uncut
from qadesk.domain.rules import Ladder
from qadesk.domain.spreading import to_decimal
from tests.unit.domain.cards import card, indicator, seen

D = Decimal
WHOLE = Ladder("higher", ((D(1), D(100)),))


@pytest.mark.parametrize(
    "formulas",
    [
        {"whole": "1 / 3 * 3"},
        {"third": "one / three", "whole": "third * 3"},
        {"whole": "third * 3", "third": "half * 2 / three", "half": "one / 2"},
        {"part": "one / 123456789 / 7", "whole": "part * 7 * 123456789"},  # no quotient of small counts
        {"whole": "rate * 3"},  # of the records: 1 of 3 contacts
        {"whole": "mean * 7 / 25"},
    ],
)
def test_a_third_times_three_is_one(formulas: dict[str, str]) -> None:
    """Fails for: 0.9999999999999999999999999999, which misses a limit of 1."""
    rows = [
        indicator(code, 100 if code == "whole" else 0, WHOLE, formula=said) for code, said in formulas.items()
    ]
    table = card({"s": rows})
    known = {"one": seen(1), "three": seen(3), "rate": seen(D(1) / 3), "mean": seen(D(25) / 7)}
    found = with_computed(table, known, {})
    assert found["whole"].measurement.value == 1
    assert assess(table, found).line("whole").points == 100


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_a_quotient_of_counts_is_known_again(above: int, below: int) -> None:
    exact = Fraction(above, below)
    assert uncut(to_decimal(exact)) == exact


@given(st.decimals(-(10**6), 10**6, places=6))
def test_a_figure_that_was_typed_stays_what_it_is(value: Decimal) -> None:
    assert uncut(value) == Fraction(value)


def test_digits_that_no_quotient_of_counts_has_are_kept() -> None:
    value = D("0.1234567891234567891234567891")
    assert uncut(value) == Fraction(value)
