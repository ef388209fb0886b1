"""What quotas promise to an office: the order of agents is nothing, and a higher total costs no grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.quotas import with_quotas
from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Grade, Names, Scorecard, Ties, Unit
from qadesk.domain.scoring import Assessment, Status
from tests.unit.domain.cards import card, indicator

D = Decimal
Month = list[tuple[int, bool]]  # totals, and whether a red line caps the grade at the second
months: st.SearchStrategy[Month] = st.lists(
    st.tuples(st.integers(66, 100), st.booleans()), min_size=1, max_size=14
)
quotas = st.none() | st.sampled_from([D("0.1"), D("0.2"), D("0.34"), D("0.5")])


@st.composite
def tables(draw: st.DrawFn, ties: Sequence[Ties] = tuple(Ties)) -> Scorecard:
    """Four grades, the upper three with or without quotas."""
    red = indicator("red", 0, RedLine(Effect.CAP_GRADE, "B"), unit=Unit.COUNT)
    base = card({"all": [indicator("x", 100)]})
    sections = (*base.sections, replace(base.sections[0], code="red", indicators=(red,)))
    grades = tuple(
        Grade(code, Names(code, code), D(least), None if code == "D" else draw(quotas))
        for code, least in (("A", 90), ("B", 80), ("C", 70), ("D", 0))
    )
    return replace(
        base, sections=sections, grades=grades, quota_from=1, quota_ties=draw(st.sampled_from(ties))
    )


def grades(table: Scorecard, month: Month) -> list[str]:
    return [one.grade or "" for one in with_quotas(table, [_made(table, *one) for one in month])]


def _made(table: Scorecard, total: int, capped: bool) -> Assessment:
    own = table.grade_of(D(total)).code
    grade = max(own, "B") if capped else own
    return Assessment(
        Status.GRADED, (), D(0), D(total), D(total), grade, ("red",) if capped else (), (), None,
        by_total=None if grade == own else own,
    )  # fmt: skip


@given(tables(), months, st.randoms(use_true_random=False))
def test_the_order_of_agents_makes_no_difference(table: Scorecard, month: Month, chance: object) -> None:
    order = list(range(len(month)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    there = grades(table, month)
    assert grades(table, [month[at] for at in order]) == [there[at] for at in order]


@given(tables([Ties.IN]), months, st.data())
def test_a_higher_total_never_costs_a_grade(table: Scorecard, month: Month, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(month) - 1))
    total, capped = month[at]
    raised = [*month[:at], (data.draw(st.integers(total, 100)), capped), *month[at + 1 :]]
    assert grades(table, raised)[at] <= grades(table, month)[at]  # A before B


@given(tables([Ties.OUT]), months, st.data())
def test_nor_does_it_where_the_one_quota_leaves_ties_out(
    table: Scorecard, month: Month, data: st.DataObject
) -> None:
    first, *rest = table.grades
    table = replace(table, grades=(first, *(replace(grade, quota=None) for grade in rest)))
    at = data.draw(st.integers(0, len(month) - 1))
    total, capped = month[at]
    raised = [*month[:at], (data.draw(st.integers(total, 100)), capped), *month[at + 1 :]]
    assert grades(table, raised)[at] <= grades(table, month)[at]


@given(tables(), months)
def test_equal_totals_have_equal_grades_and_a_cap_costs_nobody_else(table: Scorecard, month: Month) -> None:
    free = [
        (total, grade)
        for (total, capped), grade in zip(month, grades(table, month), strict=True)
        if not capped
    ]
    assert len({total for total, _grade in free}) == len(set(free))
    ordered = sorted(free, reverse=True)
    assert [grade for _total, grade in ordered] == sorted(grade for _total, grade in free)


@given(tables([Ties.IN]), months)
def test_places_are_not_left_empty(table: Scorecard, month: Month) -> None:
    """As many as the quota has have the best grade, where so many earned it; more only where they tie."""
    quota = table.grades[0].quota
    earned = sorted((total for total, capped in month if total >= 90 and not capped), reverse=True)
    given_ = grades(table, month).count("A")
    most = len(earned) if quota is None else int(quota * len(month))
    assert given_ >= min(most, len(earned))
    assert given_ == sum(total >= earned[most - 1] for total in earned) if 0 < most <= len(earned) else True
