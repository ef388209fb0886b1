"""Samples of contacts: the same for the same seed, of each stratum its least, never one twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.check_sampling import (
    Drawable,
    SampleStratum,
    draw,
    pass_precision,
    precision,
    spread_of,
)


def contact(n: int, *, rating: int | None = None, note: str = "", complaint: bool = False) -> Drawable:
    return Drawable(n, "call" if n % 2 else "chat", rating, Decimal(n) / 2, complaint, note)


MONTH = [
    contact(n, rating=n % 5 + 1, note="要求赔偿" if n % 10 == 0 else "", complaint=n == 7) for n in range(40)
]


def test_the_same_seed_draws_the_same() -> None:
    assert draw(MONTH, 5, (), "2026-10/1") == draw(MONTH[::-1], 5, (), "2026-10/1")
    assert draw(MONTH, 5, (), "2026-10/1") != draw(MONTH, 5, (), "2026-10/2")


def test_what_is_added_to_the_month_disturbs_no_other() -> None:
    before = {one.id for one in draw(MONTH, 5, (), "s").drawn}
    after = {one.id for one in draw([*MONTH, contact(99)], 5, (), "s").drawn}
    assert len(before - after) <= 1


@pytest.mark.parametrize(
    ("stratum", "fits"),
    [
        (SampleStratum(2, channel="chat"), lambda one: one.channel == "chat"),
        (SampleStratum(2, rating_to=2), lambda one: (one.rating or 9) <= 2),
        (SampleStratum(2, rating_from=5), lambda one: one.rating == 5),
        (SampleStratum(2, minutes_from=Decimal(10)), lambda one: (one.minutes or 0) >= 10),
        (SampleStratum(2, minutes_to=Decimal(3)), lambda one: (one.minutes or 0) <= 3),
        (SampleStratum(2, word="赔"), lambda one: "赔" in one.note),
        (SampleStratum(1, complaint=True), lambda one: one.complaint),
    ],
)
def test_of_every_stratum_its_least_is_drawn(
    stratum: SampleStratum, fits: Callable[[Drawable], bool]
) -> None:
    by_id = {one.id: one for one in MONTH}
    made = draw(MONTH, 4, (stratum,), "seed").drawn
    own = [by_id[one.id] for one in made if one.stratum == 1]
    assert len(own) == stratum.least
    assert all(map(fits, own))
    assert len(made) == 4


@pytest.mark.parametrize(
    ("stratum", "one", "held"),
    [
        (SampleStratum(1, rating_to=2), contact(1, rating=2), True),
        (SampleStratum(1, rating_to=2), contact(1, rating=3), False),
        (SampleStratum(1, rating_to=2), contact(1), False),  # not rated is not rated badly
        (SampleStratum(1, rating_from=4), contact(1, rating=4), True),
        (SampleStratum(1, rating_from=4), contact(1), False),
        (SampleStratum(1, minutes_from=Decimal(5)), contact(10), True),
        (SampleStratum(1, minutes_to=Decimal(5)), contact(10), True),
        (SampleStratum(1, minutes_to=Decimal(5)), contact(11), False),
        (SampleStratum(1, minutes_to=Decimal(5)), replace(contact(1), minutes=None), False),
        (SampleStratum(1, word="refund"), contact(1, note="Asks for a REFUND"), True),
        (SampleStratum(1, channel="chat", rating_to=2), contact(2, rating=5), False),
    ],
)
def test_where_a_group_begins_and_ends(stratum: SampleStratum, one: Drawable, held: bool) -> None:
    assert stratum.holds(one) is held


def test_a_contact_counts_for_one_group_alone() -> None:
    bad = SampleStratum(2, rating_to=2)
    drawn = draw(MONTH, 5, (bad, replace(bad, least=1)), "seed").drawn
    assert [one.stratum for one in drawn] == [1, 1, 2, 0, 0]


def test_a_sample_larger_than_the_month_is_the_month_and_says_so() -> None:
    made = draw(MONTH[:3], 5, (SampleStratum(2, word="没有"),), "seed")
    assert ({one.id for one in made.drawn}, made.short) == ({0, 1, 2}, 2)
    assert draw([], 5, (), "seed").short == 5


@given(
    st.integers(1, 12),
    st.lists(st.integers(0, 3), max_size=3),
    st.text(max_size=5),
    st.sets(st.integers(0, 39)),
)
def test_nothing_is_drawn_twice_or_again(each: int, least: list[int], seed: str, taken: set[int]) -> None:
    strata = [SampleStratum(n, rating_to=k + 1) for k, n in enumerate(least)]
    made = draw(MONTH, each, strata, seed, taken)
    ids = [one.id for one in made.drawn]
    assert len(set(ids)) == len(ids) == each - made.short
    assert not taken & set(ids)
    assert made.short == max(0, each - (40 - len(taken)))


def test_how_precise_so_many_checks_are() -> None:
    assert precision(1) is None
    assert precision(5) == Decimal("24.8")  # 2.776 · 20 / √5
    assert precision(20) == Decimal("9.4")
    assert precision(5, of=5) == 0  # all of the month is checked
    assert precision(5, of=6) == Decimal("11.1")  # 24.83 · √(1/5)
    share = pass_precision(10)
    assert share is not None
    assert (round(share.low, 2), round(share.high, 2)) == (Decimal("0.49"), Decimal("0.94"))
    assert pass_precision(0) is None
    assert pass_precision(2) == pass_precision(2, Decimal(1))  # 1.6 of 2 is nearer to two


def test_the_spread_is_the_offices_own_once_there_are_enough() -> None:
    assert spread_of([Decimal(100)] * 9) == 20
    assert spread_of([Decimal(80), Decimal(100)] * 5).quantize(Decimal("0.01")) == Decimal("10.54")
