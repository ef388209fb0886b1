"""Awards and lists: ties, who cannot be told apart, conditions over months with months missing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.awards import Contender, choose, met, open_still, probability
from qadesk.domain.differences import LEVEL, apart, chance, mean_interval, rise_interval, stand_together
from qadesk.domain.statistics import Interval
from qadesk.domain.uses import AwardTies, Condition

D = Decimal


def who(*figures: object, contacts: Sequence[int] = ()) -> list[Contender]:
    counts = contacts or [10] * len(figures)
    return [Contender(n, D(str(one)), c) for n, (one, c) in enumerate(zip(figures, counts, strict=True), 1)]


def alike(*same: tuple[int, int]) -> object:
    return lambda pairs: [(one.agent, other.agent) in same for one, other in pairs]


@pytest.mark.parametrize(
    ("ties", "winners", "out"),
    [
        (AwardTies.ALL, [1, 2, 3], []),
        (AwardTies.NONE, [1], [2, 3]),
        (AwardTies.MORE_CONTACTS, [1, 3], [2]),
    ],
)
def test_equal_figures_at_the_last_place(ties: AwardTies, winners: list[int], out: list[int]) -> None:
    found = choose(who(95, 90, 90, 80, contacts=(5, 10, 20, 90)), 2, ties, alike())  # type: ignore[arg-type]
    assert [one.agent for one in found.winners] == winners
    assert sorted(found.tied_out) == out
    assert [one.place for one in found.winners] == [1, 2, 2][: len(winners)]


def test_equal_contacts_too_are_never_split() -> None:
    found = choose(who(90, 90, 80, contacts=(7, 7, 9)), 1, AwardTies.MORE_CONTACTS, alike())  # type: ignore[arg-type]
    assert [(one.agent, one.tied) for one in found.winners] == [(1, True), (2, True)]


def test_who_cannot_be_told_apart_is_named() -> None:
    found = choose(who(95, 94, 80), 1, AwardTies.ALL, alike((1, 2)))  # type: ignore[arg-type]
    assert [(one.agent, one.alike) for one in found.winners] == [(1, (2,))]
    unknown = choose(who(95, 94), 1, AwardTies.ALL, lambda pairs: [None for _one in pairs])
    assert unknown.winners[0].alike is None
    alone = choose(who(95), 1, AwardTies.ALL, alike())  # type: ignore[arg-type]
    assert alone.winners[0].alike == ()
    assert choose([], 1, AwardTies.ALL, alike()).winners == ()  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=8), st.integers(1, 4),
       st.sampled_from(AwardTies))  # fmt: skip
def test_nobody_without_it_has_more_than_one_with_it(
    drawn: list[tuple[int, int]], places: int, ties: AwardTies
) -> None:
    people = [Contender(n, D(figure), contacts) for n, (figure, contacts) in enumerate(drawn)]
    found = choose(people, places, ties, lambda pairs: [False for _one in pairs])
    has = {one.agent for one in found.winners}
    least = min((one.figure for one in found.winners), default=None)
    others = [one for one in people if one.agent not in has and one.agent not in found.tied_out]
    assert least is None or all(one.figure < least for one in others)
    if ties is not AwardTies.ALL and ties is not AwardTies.MORE_CONTACTS:
        assert len(has) <= places
    if ties is AwardTies.ALL:
        assert len(has) >= min(places, len(people))


def test_holm_stops_at_the_first_that_does_not_stand() -> None:
    assert stand_together([0.01, 0.04, 0.03]) == (True, False, False)
    assert stand_together([0.01, 0.02, 0.03]) == (True, True, True)
    assert stand_together([]) == ()


@given(
    *(st.decimals(60, 100, places=2) for _ in range(2)), *(st.decimals("0.1", 20, places=1) for _ in range(4))
)
def test_the_chance_of_a_difference_agrees_with_the_test(
    one: Decimal, other: Decimal, a: Decimal, b: Decimal, c: Decimal, d: Decimal
) -> None:
    first, second = Interval(one - a, one + b), Interval(other - c, other + d)
    found = chance(one, first, other, second)
    assert found == pytest.approx(chance(other, second, one, first))
    if abs(found - LEVEL) > 1e-9:
        assert (found < LEVEL) == apart(one, first, other, second)
    rise = rise_interval(one, first, other, second)
    assert rise.low <= other - one <= rise.high
    if min(abs(rise.low), abs(rise.high)) > D("1e-9"):
        assert (rise.low > 0 or rise.high < 0) == apart(one, first, other, second)


def test_a_mean_is_surer_than_its_parts() -> None:
    part = (D(90), Interval(D(80), D(96)))
    found = mean_interval([part] * 4)
    assert (found.low, found.high) == (D(85), D(93))
    assert mean_interval([part]) == part[1]


ONCE_D, TWICE_C = Condition(("D",), 1), Condition(("C", "D"), 2)


@pytest.mark.parametrize(
    ("grades", "on", "open_"),
    [
        (["A", "B", "D"], True, False),
        (["C", "B", "C"], True, False),
        (["C", "C", "C"], True, False),
        (["C", "B", "A"], False, False),
        (["C", None, "A"], False, True),
        ([None, None, "A"], False, True),
        ([None, "D", None], True, False),
        (["C", "", ""], False, False),  # of a month in which somebody was not there nothing comes any more
        ([None, "", "A"], False, True),
    ],
)
def test_d_once_or_c_twice(grades: list[str | None], on: bool, open_: bool) -> None:
    conditions = [ONCE_D, TWICE_C]
    assert (met(conditions, grades) is not None) is on
    assert open_still(conditions, grades) is open_


def test_months_in_a_row() -> None:
    row = [Condition(("A",), 3, in_a_row=True)]
    assert met(row, ["A", "A", "B", "A"]) is None
    found = met(row, ["B", "A", "A", "A"])
    assert found is not None
    assert found.months == (1, 2, 3)
    assert open_still(row, ["A", None, "A"])
    assert not open_still(row, ["A", "B", None])
    assert not open_still(row, ["A", "", None]), "not there is no A"


def test_how_likely_a_list_is() -> None:
    even = {"C": 0.5, "B": 0.5}
    assert probability([TWICE_C], [even, even]) == pytest.approx(0.25)
    assert probability([ONCE_D], [{"D": 0.1, "C": 0.9}] * 2) == pytest.approx(0.19)
    assert probability([TWICE_C], [{"C": 1.0}, {"C": 1.0}]) == 1
    assert probability([ONCE_D], [even, None]) is None
    assert probability([ONCE_D], []) is None
    assert probability([ONCE_D], [dict.fromkeys("ABCD", 0.25)] * 12) is None, "too many cases"


@given(st.lists(st.sampled_from(["A", "B", "C", "D", None]), max_size=6), st.integers(1, 3), st.booleans())
def test_one_more_bad_grade_never_takes_off_the_list(
    grades: list[str | None], times: int, in_a_row: bool
) -> None:
    rule = [Condition(("C", "D"), times, in_a_row)]
    if met(rule, grades) is not None:
        assert met(rule, [*grades, "D"]) is not None
        assert met(rule, ["D", *grades]) is not None
