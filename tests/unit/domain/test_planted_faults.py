"""Small faults planted in the domain that no other test saw: each test says which fault it fails for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from qadesk.domain.assessing import assess
from qadesk.domain.computed import with_computed
from qadesk.domain.measures import Measurement
from qadesk.domain.quotas import with_quotas
from qadesk.domain.rules import Bonus, Deduction, Ladder, Proportional, Rule, Step, uses_standard
from qadesk.domain.scorecard import Scorecard, Ties
from qadesk.domain.scoring import Assessment, Focus, Given, State, Status
from qadesk.domain.spreading import effective_weights, spread
from tests.unit.domain.cards import card, indicator

D = Decimal
SEEN = State.OBSERVED


def with_quota(*quotas: str | None) -> Scorecard:
    """The usual grades A, B, C, D with these quotas."""
    made = card({"s": [indicator("a", 100)]})
    shares = [*quotas, *[None] * (4 - len(quotas))]
    grades = tuple(
        replace(grade, quota=None if share is None else D(share))
        for grade, share in zip(made.grades, shares, strict=True)
    )
    return replace(made, grades=grades, quota_ties=Ties.OUT)


def graded(table: Scorecard, totals: Sequence[str]) -> list[Assessment]:
    """Somebody graded for each total."""
    return [
        Assessment(Status.GRADED, (), D(0), D(t), D(t), table.grade_of(D(t)).code, (), (), None)
        for t in totals
    ]


TOTALS = ("95", "93", "92", "92", "91", "84", "83", "82", "75", "60")


def test_nobody_overtakes_those_who_tied_out_of_a_quota() -> None:
    """Fails for: a tie that exceeds the quota is put back, and a lower total takes the place it left."""
    table = with_quota("0.3")
    made = with_quotas(table, graded(table, TOTALS))
    assert [one.grade for one in made] == list("AABBBBBBCD")
    assert [one.by_total for one in made] == [None, None, "A", "A", "A", None, None, None, None, None]


def test_who_is_put_back_counts_in_the_next_grades_quota() -> None:
    """Fails for: those put back from one grade left out of the count of the next."""
    table = with_quota("0.2", "0.4")
    made = with_quotas(table, graded(table, TOTALS))
    assert [one.grade for one in made] == list("AABBBBCCCD")
    assert made[6].by_total == "B"


def test_who_fell_two_grades_remembers_the_first() -> None:
    """Fails for: a second quota that overwrites which grade the total alone would have given."""
    table = with_quota("0.2", "0.1")
    made = with_quotas(table, graded(table, TOTALS))
    assert [one.grade for one in made] == list("AACCCCCCCD")
    assert [one.by_total for one in made[2:6]] == ["A", "A", "A", "B"]


def test_a_quota_holds_from_its_number_of_agents_on() -> None:
    """Fails for: a quota that begins one agent later; whole agents only, so 0.25 of 10 are 2 and not 3."""
    table = with_quota("0.29")
    assert [one.grade for one in with_quotas(table, graded(table, TOTALS))][:3] == ["A", "A", "B"]
    assert with_quotas(table, graded(table, TOTALS[:9]))[4].grade == "A"


COMPUTED = card(
    {
        "s": [
            indicator("a", 50, typed=True),
            indicator("b", 25, typed=True),
            indicator("sum", 25, formula="a + b / 2"),
        ]
    }
)


@pytest.mark.parametrize("state", [State.NOT_APPLICABLE, State.WAIVED])
def test_a_formula_over_what_is_exempt_does_not_apply(state: State) -> None:
    """Fails for: a formula over a waived or inapplicable figure that counts it as 0, or waits for it."""
    given = {"a": Given(SEEN, Measurement(D(90), 0)), "b": Given(state, reason="why")}
    found = with_computed(COMPUTED, given, {})["sum"]
    assert (found.state, found.measurement.value) == (State.NOT_APPLICABLE, None)
    made = assess(COMPUTED, given | {"sum": found})
    assert (made.status, made.total) == (Status.GRADED, D("90.00"))
    assert made.line("a").effective_weight == 100


def test_what_is_missing_outweighs_what_is_exempt_in_a_formula() -> None:
    """Fails for: a formula over one missing and one exempt figure that falls out in silence."""
    given = {"a": Given(State.MISSING), "b": Given(State.NOT_APPLICABLE)}
    assert with_computed(COMPUTED, given, {})["sum"].state is State.MISSING


def test_a_waiver_of_a_formula_gives_way_to_its_value() -> None:
    """Fails for: a waived formula that stays waived although all it is made of is there."""
    both = {code: Given(SEEN, Measurement(D(80), 0)) for code in "ab"}
    waived = {"sum": Given(State.WAIVED, reason="why")}
    assert with_computed(COMPUTED, both | waived, {})["sum"].measurement.value == 120
    lacking = {"a": both["a"], "b": Given(State.MISSING)}
    assert with_computed(COMPUTED, lacking | waived, {})["sum"] == waived["sum"]
    exempt = {"sum": Given(State.NOT_APPLICABLE, reason="own")}
    assert with_computed(COMPUTED, both | exempt, {})["sum"] == exempt["sum"]


FOCUSED = replace(card({"s": [indicator("a", 60), indicator("b", 40)]}), focus_extra=D(10))


def test_a_focus_never_takes_weight_away() -> None:
    """Fails for: a negative extra weight that makes the focus count less."""
    made = spread(FOCUSED, ["a", "b"], "a", D(-20))
    assert (made.rounded, made.extra) == ({"a": D(60), "b": D(40)}, 0)
    given = {code: Given(SEEN, Measurement(D(90 if code == "a" else 10), 1)) for code in "ab"}
    assert assess(FOCUSED, given, focus=Focus("a", D(-20))) == assess(FOCUSED, given)


def test_a_focus_weighs_what_the_scorecard_allows_and_never_over_100() -> None:
    """Fails for: extra weight beyond the scorecard's most; a focus that outweighs the whole."""
    assert spread(FOCUSED, ["a", "b"], "a", D(50)).rounded == {"a": D(70), "b": D(30)}
    heavy = replace(card({"s": [indicator("a", 97), indicator("b", 3)]}), focus_extra=D(10))
    assert spread(heavy, ["a", "b"], "a", D(10)).rounded == {"a": D(100), "b": D(0)}
    assert spread(heavy, ["a"], "a", D(10)).rounded == {"a": D(100)}
    assert spread(heavy, ["a"], "b", D(10)).extra == 0


def test_what_weighs_nothing_gets_nothing_where_all_else_drops_out() -> None:
    """Fails for: an indicator of weight 0 among those that share what others leave."""
    made = card({"s": [indicator("a", 0), indicator("b", 60)], "t": [indicator("c", 40)]})
    assert effective_weights(made, ["a", "c"]) == {"c": Fraction(100)}


# ---- rules


def test_a_step_that_only_adds_never_goes_below_its_start() -> None:
    """Fails for: a floor shown (and drawn as a curve) for a rule that never takes anything away."""
    assert Step("higher", D(1), gain=D(2), at_standard=D(60), cap=D(90)).bounds() == (60, 90)
    assert Step("higher", D(1), lose=D(2), at_standard=D(60), cap=D(90)).bounds() == (0, 60)
    assert Step("higher", D(1), at_standard=D(95), cap=D(90)).bounds() == (90, 90)


def test_a_floor_above_the_full_marks_is_the_full_marks() -> None:
    """Fails for: a deduction out of 10 marks with a floor of 20 that gives more than all of them."""
    rule = Deduction(D(3), floor=D(20))
    assert rule.points(D(5), None, D(10)) == 10
    assert rule.bounds(D(10)) == (10, 10)


def test_a_bonus_never_takes_anything_off() -> None:
    """Fails for: points taken off the total by a bonus on a figure that may be below 0."""
    assert Bonus(D("0.1"), D(5)).points(D(-30), None) == 0


@pytest.mark.parametrize(
    "rule",
    [Proportional(), Proportional(better="higher"), Step("lower", D("0.1"), relative=True),
     Ladder("lower", ((D(1), D(100)),), of_standard=True)],
)  # fmt: skip
def test_no_share_is_taken_of_a_standard_of_nothing(rule: Rule) -> None:
    """Fails for: a standard of 0 planned for a rule that divides by it or takes shares of it."""
    assert uses_standard(rule, D("0.001"))
    assert not uses_standard(rule, D(0))
    assert not uses_standard(rule, D(-1))
    assert uses_standard(Step("lower", D(1)), D(0))


def test_a_third_that_was_cut_off_does_not_move_a_half() -> None:
    """Fails for: 0.505 that comes out as 0.50499… of a third cut at 28 digits, and is printed as 0.50."""
    table = card({"s": [indicator("a", "1.515"), indicator("b", "98.485")]})
    given = {"a": Given(SEEN, Measurement(D(100) / 3, 3)), "b": Given(SEEN, Measurement(D(0), 3))}
    assert assess(table, given).total == D("0.51")
