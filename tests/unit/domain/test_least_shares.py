"""The lowest totals are moved down where a grade must go to a least share of agents: worked, and as laws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.quotas import boundaries, lowered, places_of, with_quotas
from qadesk.domain.rules import Unscored
from qadesk.domain.scorecard import Better, Grade, Names, Rounding, Scorecard, Ties, Unit
from qadesk.domain.scoring import Assessment, Status
from qadesk.domain.total_rules import FigureCondition, Sign, TotalEffect, TotalRule, TotalStep
from tests.unit.domain.cards import card, indicator

D = Decimal
KEPT = TotalRule(FigureCondition("days", Sign.UNDER, D(90)), TotalEffect.WORST_GRADE, grade="C")


def table(
    least: str = "0.1", rounding: Rounding = Rounding.DOWN, ties: Ties = Ties.IN, **quotas: str
) -> Scorecard:
    days = indicator("days", rule=Unscored(), unit=Unit.COUNT, better=Better.HIGHER)
    grades = tuple(
        Grade(code, Names(code, code), D(start), D(quotas[code]) if code in quotas else None,
              D(least) if code == "D" else None)
        for code, start in (("A", 90), ("B", 80), ("C", 70), ("D", 0))
    )  # fmt: skip
    base = card({"all": [indicator("x", 100), days]})
    return replace(
        base, grades=grades, quota_from=2, quota_rounding=rounding, quota_ties=ties, on_total=(KEPT,)
    )


def one(scorecard: Scorecard, total: object, *, kept: bool = False) -> Assessment:
    number = D(str(total))
    own = scorecard.grade_of(number).code
    grade = min(own, "C") if kept else own
    return Assessment(
        Status.GRADED, (), D(0), number, number, grade, (), (), None, by_total=None if grade == own else own,
        steps=(TotalStep(0, number),) if kept else (),
    )  # fmt: skip


def grades(scorecard: Scorecard, month: Sequence[Assessment]) -> list[str]:
    return [made.grade or "" for made in with_quotas(scorecard, month)]


FOURTEEN = [99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89, 88, 87, 86]


@pytest.mark.parametrize("rounding, down", [(Rounding.DOWN, 1), (Rounding.HALF, 1), (Rounding.UP, 2)])
def test_ten_percent_of_fourteen_however_good(rounding: Rounding, down: int) -> None:
    scorecard = table(rounding=rounding)
    made = with_quotas(scorecard, [one(scorecard, total) for total in FOURTEEN])
    assert Counter(a.grade for a in made) == {"A": 10, "B": 4 - down, "D": down}
    last = made[-1]
    assert (last.grade, last.by_total, last.moved_from) == ("D", "B", "B")
    assert lowered(scorecard, last).filled == scorecard.grades[-1]
    (edge,) = boundaries(scorecard, made)
    assert (edge.exact, edge.places, edge.last_in, edge.next_out) == (D("1.4"), down, 85 + down, 86 + down)


def test_who_is_there_already_counts() -> None:
    scorecard = table("0.2")
    made = with_quotas(scorecard, [one(scorecard, total) for total in (95, 85, 75, 50, 40)])
    assert [a.grade for a in made] == ["A", "B", "C", "D", "D"]
    assert all(a.moved_from is None for a in made)
    (edge,) = boundaries(scorecard, made)
    assert (edge.last_in, edge.next_out) == (None, None)


@pytest.mark.parametrize("ties, wanted", [(Ties.IN, "AABB"), (Ties.OUT, "AADD")])
def test_equal_totals_go_together(ties: Ties, wanted: str) -> None:
    scorecard = table("0.25", ties=ties)
    assert "".join(grades(scorecard, [one(scorecard, t) for t in (95, 92, 85, 85)])) == wanted


def test_who_is_protected_stays_and_the_next_one_goes() -> None:
    scorecard = table("0.25")
    month = [one(scorecard, 95), one(scorecard, 85), one(scorecard, 82), one(scorecard, 40, kept=True)]
    assert grades(scorecard, month) == ["A", "B", "D", "C"]


def test_below_the_least_number_of_agents_nobody_is_moved() -> None:
    scorecard = replace(table("0.25"), quota_from=5)
    assert grades(scorecard, [one(scorecard, t) for t in (95, 94, 93, 92)]) == list("AAAA")


def test_shares_of_both_kinds_of_ten() -> None:
    scorecard = table("0.2", A="0.2", B="0.4")
    totals = (100, 95, 90.5, 90, 88, 87, 86, 85, 84, 83)
    assert "".join(grades(scorecard, [one(scorecard, t) for t in totals])) == "AABBBBCCDD"


@given(st.decimals(0, 1, places=4), st.integers(1, 200), st.sampled_from(list(Rounding)))
def test_places_are_whole_agents(number: Decimal, graded: int, rounding: Rounding) -> None:
    exact = Fraction(number) * graded
    wanted = {
        Rounding.DOWN: exact.numerator // exact.denominator,
        Rounding.UP: -(-exact.numerator // exact.denominator),
        Rounding.HALF: (exact * 2 + 1).numerator // ((exact * 2 + 1).denominator * 2),
    }[rounding]
    assert places_of(table(rounding=rounding), number, graded) == wanted


months = st.lists(st.tuples(st.integers(60, 100), st.booleans()), min_size=2, max_size=14)
tables = st.builds(
    table, st.sampled_from(["0.1", "0.25", "0.34"]), st.sampled_from(list(Rounding)),
    st.sampled_from([Ties.IN, Ties.OUT]), A=st.sampled_from(["0.2", "0.5"]),
)  # fmt: skip


@given(tables, months, st.randoms(use_true_random=False))
def test_the_order_of_agents_makes_no_difference(
    scorecard: Scorecard, month: list[tuple[int, bool]], chance: object
) -> None:
    order = list(range(len(month)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    made = [one(scorecard, total, kept=kept) for total, kept in month]
    there = grades(scorecard, made)
    assert grades(scorecard, [made[at] for at in order]) == [there[at] for at in order]


@given(tables, months, st.integers(0, 13), st.integers(1, 20))
def test_a_higher_total_costs_its_agent_no_grade(
    scorecard: Scorecard, month: list[tuple[int, bool]], who: int, more: int
) -> None:
    who %= len(month)
    before = grades(scorecard, [one(scorecard, total, kept=kept) for total, kept in month])[who]
    raised = [(total + (more if at == who else 0), kept) for at, (total, kept) in enumerate(month)]
    after = grades(scorecard, [one(scorecard, min(total, 105), kept=kept) for total, kept in raised])[who]
    assert after <= before  # A is before B


@given(tables, months)
def test_equal_totals_have_equal_grades_unless_one_is_protected(
    scorecard: Scorecard, month: list[tuple[int, bool]]
) -> None:
    found: dict[tuple[int, bool], set[str]] = {}
    made = [one(scorecard, total, kept=kept) for total, kept in month]
    for key, grade in zip(month, grades(scorecard, made), strict=True):
        found.setdefault(key, set()).add(grade)
    assert all(len(known) == 1 for known in found.values())
