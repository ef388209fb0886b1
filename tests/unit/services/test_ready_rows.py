"""Rows a designer adds about another indicator: its improvement, and its standard met twice running."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from qadesk.domain import formula
from qadesk.domain.checking import check
from qadesk.domain.editing import Spot, indicator_at
from qadesk.domain.problems import Severity
from qadesk.domain.rules import PassFail
from qadesk.domain.scorecard import Better, Role, Unit
from qadesk.services.designing import additions
from qadesk.services.designing.formula_names import in_names
from tests.unit.domain.test_earlier import card, sat

D = Decimal


@pytest.mark.parametrize(
    "of, key, written",
    [
        ({}, "improvement", "(sat - before(sat)) * 100"),
        ({"better": Better.LOWER}, "improvement", "(before(sat) - sat) * 100"),
        ({"unit": Unit.SECONDS, "better": Better.LOWER}, "improvement", "before(sat) - sat"),
        ({"standard": D("0.95")}, "twice", "if(sat >= 95% and before(sat) >= 95%, 1, 0)"),
        (
            {"unit": Unit.SECONDS, "better": Better.LOWER, "standard": D(30)},
            "twice",
            "if(sat <= 30 and before(sat) <= 30, 1, 0)",
        ),
    ],
)
def test_ready_rows_are_sound(of: dict[str, object], key: str, written: str) -> None:
    """They add nothing that is refused, and nothing is weighed."""
    start = card(replace(sat(rule=PassFail("higher"), standard=D("0.9")), **of))
    assert key in dict(additions.offers(start)[0])
    made, spot = additions.with_indicator(start, Spot(0, 0), key)
    row = indicator_at(made, spot)
    assert row.formula == written
    assert {one.code for one in formula.leaves(formula.parse(written)) if hasattr(one, "code")} == {"sat"}
    assert (row.role, row.weight) == (Role.BONUS, 0)
    assert row.names.en.endswith(": Satisfaction")
    assert row.names.zh.endswith("：满意率")
    own = [p for p in check(made) if p.severity is Severity.ERROR and p.path[:4] == spot.path]
    assert own == []


def test_a_formula_of_other_periods_in_names() -> None:
    made, spot = additions.with_indicator(card(sat()), Spot(0, 0), "improvement")
    assert in_names(made, indicator_at(made, spot).formula) == (
        "(“Satisfaction” − before(“Satisfaction”)) × 100"
    )


def test_an_empty_scorecard_offers_none() -> None:
    assert "improvement" not in dict(additions.offers(replace(card(sat()), sections=()))[0])
