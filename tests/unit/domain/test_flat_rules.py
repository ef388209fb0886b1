"""Rules that told nobody apart on a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from qadesk.domain.assessing import Scorer
from qadesk.domain.flat_rules import Flatness
from qadesk.domain.rules import Bonus, Deduction, Ladder, PassFail, RedLine
from qadesk.domain.scorecard import Better, Marks, Scorecard, Unit
from tests.unit.domain.cards import card, indicator, seen

D = Decimal
LOWER = {"unit": Unit.COUNT, "better": Better.LOWER}
CARD = card({
    "s": (
        indicator("grade", 50),
        indicator("pass", 30, PassFail("higher"), standard=D(60)),
        indicator("errors", 20, Deduction(D(20)), **LOWER),
        indicator("praise", 0, Bonus(D(1), D(5)), unit=Unit.COUNT),
        indicator("abuse", 0, RedLine(), **LOWER),
    )
})  # fmt: skip


def flat(of: Scorecard, *people: Sequence[int]) -> dict[str, str]:
    """The problems' codes by indicator, of agents with these values in the order of the table."""
    codes = [i.code for i in of.indicators()]
    flatness, scorer = Flatness(of, "2026-10"), Scorer(of)
    for values in people:
        flatness.note(scorer.assess({c: seen(v) for c, v in zip(codes, values, strict=True)}, {}))
    return {codes[problem.path[3]]: problem.code for problem in flatness.found()}  # type: ignore[index]


def test_what_tells_agents_apart_is_not_named() -> None:
    assert flat(CARD, (90, 70, 0, 0, 0), (80, 50, 1, 1, 0), (70, 90, 2, 2, 1)) == {}


def test_everybody_full_and_nobody_any() -> None:
    people = [(100, 10, 9, 0, 0)] * 3
    assert flat(CARD, *people) == {
        "grade": "trial_all_full",
        "pass": "trial_nobody",
        "errors": "trial_nobody",
    }


def test_no_praise_is_no_fault_but_everybody_at_the_cap_is() -> None:
    assert "praise" not in flat(CARD, *[(90, 70, 0, 0, 0)] * 3)
    assert flat(CARD, *[(90, 70, 1, 9, 0)] * 3)["praise"] == "trial_all_full"


def test_a_few_agents_say_nothing_of_everybody() -> None:
    assert flat(CARD, *[(100, 90, 0, 0, 0)] * 2) == {}
    assert "grade" in flat(CARD, *[(100, 90, 0, 0, 0)] * 3)


@pytest.mark.parametrize("marks", list(Marks))
def test_full_points_are_those_of_the_card(marks: Marks) -> None:
    ladder = Ladder("higher", ((D(60), D(100) if marks is Marks.HUNDRED else D(50)),))
    lines = (indicator("a", 50, ladder), indicator("b", 50, PassFail("higher"), standard=D(1)))
    made = replace(card({"s": lines}), marks=marks)
    assert flat(made, (90, 1), (80, 0), (70, 1)) == {"a": "trial_all_full"}
