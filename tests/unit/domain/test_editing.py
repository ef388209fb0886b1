"""Changing a scorecard: rows, order, what hangs together; weights in one step and in two."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain import editing, marking, starters, weighing
from qadesk.domain.checking import check
from qadesk.domain.editing import Spot
from qadesk.domain.measures import SOURCES
from qadesk.domain.rules import RULES, Effect, Ladder, RedLine, Unscored
from qadesk.domain.scorecard import (
    MOST_INDICATORS,
    Better,
    Indicator,
    Marks,
    Names,
    Origin,
    Role,
    Scorecard,
    Section,
    Unit,
)
from qadesk.domain.scorecard_forms import from_dict, to_dict
from qadesk.services.scorecards import shipped

NAMES = Names("名", "name")


def indicator(code: str, weight: int = 0, **more: object) -> Indicator:
    made = Indicator(code, NAMES, Unit.COUNT, Better.LOWER, Decimal(weight), Unscored(), None)
    return replace(made, **more)  # type: ignore[arg-type]


def card_of(*sections: str) -> Scorecard:
    """Sections named by their indicators' letters: "ab", "c" are two of them."""
    made = tuple(
        Section(f"s{n}", NAMES, tuple(indicator(code) for code in codes)) for n, codes in enumerate(sections)
    )
    return replace(shipped(), sections=made)


def order(card: Scorecard) -> list[str]:
    return ["".join(i.code for i in section.indicators) for section in card.sections]


def test_a_row_is_put_there_once_more_under_a_code_of_its_own() -> None:
    card = shipped()
    twice, place = editing.duplicate(card, Spot(0, 0))
    first, second = twice.sections[0].indicators
    assert (place, second.code, second.figure) == (Spot(0, 1), "avg_response_seconds_2", first.code)
    assert replace(second, code=first.code, measure="") == first
    whole, place = editing.duplicate(twice, Spot(0))
    assert place == Spot(1)
    assert [i.code for i in whole.sections[1].indicators] == [
        "avg_response_seconds_3",
        "avg_response_seconds_2_2",
    ]
    assert {found.code for found in check(whole)} == {"weights_sum"}


@pytest.mark.parametrize(
    "start, step, codes, spot",
    [
        (Spot(0, 1), -1, ["ba", "c", "de"], Spot(0, 0)),
        (Spot(0, 0), 1, ["ba", "c", "de"], Spot(0, 1)),
        (Spot(0, 1), 1, ["a", "bc", "de"], Spot(1, 0)),
        (Spot(2, 0), -1, ["ab", "cd", "e"], Spot(1, 1)),
        (Spot(1, 0), 1, ["ab", "", "cde"], Spot(2, 0)),
        (Spot(0, 0), -1, ["ab", "c", "de"], Spot(0, 0)),
        (Spot(2, 1), 1, ["ab", "c", "de"], Spot(2, 1)),
        (Spot(0), 1, ["c", "ab", "de"], Spot(1)),
        (Spot(2), -1, ["ab", "de", "c"], Spot(1)),
        (Spot(0), -1, ["ab", "c", "de"], Spot(0)),
    ],
)
def test_a_row_moves_by_one(start: Spot, step: int, codes: list[str], spot: Spot) -> None:
    card, place = editing.nudge(card_of("ab", "c", "de"), start, step)
    assert order(card) == codes
    assert place == spot


@given(st.data())
def test_dragging_keeps_every_indicator_and_lands_where_it_was_dropped(data: st.DataObject) -> None:
    card = card_of("abc", "de", "f", "")
    places = [spot for spot in editing.spots(card) if spot.indicator is not None]
    spot, before = data.draw(st.sampled_from(places)), data.draw(st.sampled_from(editing.spots(card)))
    moved, place = editing.move_indicator(card, spot, before)
    assert sorted("".join(order(moved))) == list("abcdef")
    assert editing.indicator_at(moved, place) == editing.indicator_at(card, spot)
    assert place.section == before.section
    if before.indicator is not None and before != spot:
        following = editing.indicator_at(moved, Spot(place.section, (place.indicator or 0) + 1))
        assert following == editing.indicator_at(card, before)


def test_rows_are_added_changed_and_taken_out_and_the_old_scorecard_stays() -> None:
    card = card_of("ab", "c")
    more = editing.add_indicator(card, Spot(0, 1), indicator("x"))
    more = editing.add_indicator(more, Spot(1), indicator("y"))
    more = editing.add_section(more, 1, Section("new", NAMES, ()))
    assert order(more) == ["axb", "", "cy"]
    more = editing.change_indicator(more, Spot(0, 1), weight=Decimal(7))
    assert editing.indicator_at(more, Spot(0, 1)).weight == 7
    assert order(editing.remove(editing.remove(more, Spot(0, 0)), Spot(1))) == ["xb", "cy"]
    assert order(card) == ["ab", "c"]


@pytest.mark.parametrize(
    "path, spot",
    [
        (("sections", 2, "indicators", 3, "rule", "bands", 1), Spot(2, 3)),
        (("sections", 2, "share"), Spot(2)),
        (("sections", 2, "indicators"), Spot(2)),
        (("grades", 0), None),
        (("sections",), None),
        ((), None),
    ],
)
def test_a_problem_is_found_in_the_table(path: editing.Path, spot: Spot | None) -> None:
    assert editing.spot_of(path) == spot


def test_what_hangs_on_a_code_follows_it() -> None:
    card = card_of("ab", "c")
    card = editing.change_indicator(card, Spot(1, 0), formula="a ÷ (a + ab) + max(b, 1)")
    renamed = editing.rename(card, Spot(0, 0), "handled")
    assert editing.indicator_at(renamed, Spot(1, 0)).formula == "handled ÷ (handled + ab) + max(b, 1)"
    twice = editing.rename(renamed, Spot(0, 1), "handled")  # now two have it
    assert editing.indicator_at(twice, Spot(1, 0)).formula == "handled ÷ (handled + ab) + max(handled, 1)"
    unclear = editing.rename(twice, Spot(0, 1), "other")
    assert "other" not in editing.indicator_at(unclear, Spot(1, 0)).formula

    capped = editing.set_rule(card, Spot(0, 0), RedLine(Effect.CAP_GRADE, "B"))
    rule = editing.indicator_at(editing.rename_grade(capped, 1, "银牌"), Spot(0, 0)).rule
    assert rule == RedLine(Effect.CAP_GRADE, "银牌")


def test_a_rule_follows_the_direction_and_what_is_not_weighed_has_no_weight() -> None:
    card = shipped()
    turned = editing.set_direction(card, Spot(0, 0), Better.HIGHER)
    assert editing.indicator_at(turned, Spot(0, 0)).better is Better.HIGHER
    assert getattr(editing.indicator_at(turned, Spot(0, 0)).rule, "better", "") == "higher"
    marked = editing.set_rule(card, Spot(0, 0), RedLine())
    assert editing.indicator_at(marked, Spot(0, 0)).weight == 0
    on_top = editing.set_rule(card, Spot(0, 0), editing.indicator_at(card, Spot(0, 0)).rule, on_top=True)
    assert editing.indicator_at(on_top, Spot(0, 0)).role is Role.BONUS
    assert editing.indicator_at(on_top, Spot(0, 0)).weight == 0


def test_grades_are_added_between_their_neighbours() -> None:
    card = editing.add_grade(shipped(), 1)
    assert [(g.code, g.at_least) for g in card.grades][:3] == [("A", 90), ("G", 85), ("B", 80)]
    assert editing.unused_code(["G", "G_2"], "G") == "G_3"
    assert editing.remove_grade(card, 1) == shipped()


# ---- weights


def test_weights_say_what_is_lacking() -> None:
    card = editing.change_indicator(shipped(), Spot(0, 0), weight=Decimal(15))
    assert weighing.in_all(card).lacking == 5
    assert weighing.inside(card.sections[0]) is None
    shared = editing.change_section(card, 0, share=Decimal(20))
    assert weighing.in_all(shared).lacking == 0
    inside = weighing.inside(shared.sections[0])
    assert inside is not None
    assert inside.lacking == 85


@given(st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=5), min_size=1, max_size=5))
def test_weights_in_two_steps_are_the_same_weights(weights: list[list[int]]) -> None:
    sections = tuple(
        Section(f"s{n}", NAMES, tuple(indicator(f"i{n}_{at}", w, rule=Ladder("lower", ()))
                                      for at, w in enumerate(row)))
        for n, row in enumerate(weights)
    )  # fmt: skip
    card = replace(shipped(), sections=sections)
    shared = weighing.with_shares(card)
    assert weighing.in_all(shared).together == weighing.in_all(card).together
    for before, after in zip(card.sections, shared.sections, strict=True):
        inside = weighing.inside(after)
        assert inside is not None
        assert inside.lacking == 0
        for old, new in zip(before.indicators, after.indicators, strict=True):
            assert abs(after.weight_of(new) - old.weight) < Decimal("0.05")
    assert not weighing.in_two_steps(weighing.without_shares(shared))


# ---- beginnings


@pytest.mark.parametrize("measure", sorted(SOURCES))
def test_every_figure_of_the_records_begins_as_a_sound_indicator(measure: str) -> None:
    begun = starters.from_measure(measure)
    weight = Decimal(100) if begun.role is Role.WEIGHTED else Decimal(0)
    rest = () if weight else (indicator("errors", 100, rule=starters.rule("deduction", begun)),)
    first = replace(begun, names=NAMES, weight=weight)
    card = replace(shipped(), sections=(Section("s", NAMES, (first, *rest)),))
    assert [p for p in check(card) if p.severity == "error"] == []


@pytest.mark.parametrize("kind", sorted(RULES))
@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("better", list(Better))
@pytest.mark.parametrize("marks", [100, 20, 0])
def test_a_rule_of_every_kind_begins_in_the_right_direction(
    kind: str, unit: Unit, better: Better, marks: int
) -> None:
    start = indicator("a", unit=unit, better=better, standard=Decimal("0.9"), on_top=marks == 0)
    rule = starters.rule(kind, start, Decimal(marks))
    assert rule.kind == kind
    assert getattr(rule, "better", better) == better or getattr(rule, "full", None) is not None
    made = replace(start, rule=rule)
    card = replace(shipped(), sections=(Section("s", NAMES, (made,)),))
    assert from_dict(to_dict(card)) == card


def test_a_form_keeps_its_words_when_it_gets_more_levels_or_fewer() -> None:
    five = next(i for i in shipped().indicators() if i.levels)
    seven = starters.levels(7, five.levels)
    assert [level.level for level in seven] == [7, 6, 5, 4, 3, 2, 1]
    assert starters.levels(5, seven) == tuple(sorted(five.levels, key=lambda one: -one.level))


@pytest.mark.parametrize("origin", list(Origin))
def test_a_value_comes_from_one_place(origin: Origin) -> None:
    for start in (indicator("errors"), starters.rated("x"), starters.typed("x"), starters.computed("x", "1")):
        assert starters.with_origin(start, origin).origin is origin


def test_a_form_of_more_levels_takes_its_rule_along() -> None:
    five = next(i for i in shipped().indicators() if i.levels)
    ten = starters.with_levels(five, 10)
    assert (ten.top, ten.rule) == (10, replace(five.rule, full=Decimal(10)))
    kept = starters.with_levels(replace(five, rule=replace(five.rule, full=Decimal(4))), 7)
    assert getattr(kept.rule, "full", None) == 4


def test_points_out_of_the_weight_are_the_same_share_of_the_total() -> None:
    """Of every indicator, at several values: weight × points ÷ 100, and points of the weight."""
    card = shipped()
    by_weight = marking.with_marks(card, Marks.WEIGHT)
    for before, after in zip(card.indicators(), by_weight.indicators(), strict=True):
        if before.role is not Role.WEIGHTED:
            assert before == after
            continue
        for value in (Decimal(n) / 8 for n in range(41)):
            share = before.weight * before.rule.points(value, before.standard) / 100
            assert after.rule.points(value, after.standard, before.weight) == share
    assert marking.with_marks(by_weight, Marks.HUNDRED) == card


def test_the_rows_that_say_something_else_are_those_that_were_changed() -> None:
    before = card_of("ab", "c")
    after = editing.change_indicator(before, Spot(0, 1), names=Names("别的", "another"))
    rows = editing.spots_and_next(after)
    assert list(editing.different(before, before, editing.spots(before))) == []
    assert list(editing.different(before, after, rows)) == [Spot(0), Spot(0, 1)]
    more = editing.add_indicator(after, Spot(1, 1), indicator("d"))
    assert list(editing.different(after, more, rows)) == [Spot(1), Spot(1, 1)]
    other = next(one for one in Marks if one is not more.marks)
    marks = replace(more, marks=other)
    assert set(editing.different(more, marks, editing.spots(more))) == set(editing.spots(more))


def test_below_the_last_row_is_the_next_indicator_there_could_be_until_there_are_too_many() -> None:
    card = card_of("ab", "c")
    assert editing.spots_and_next(card) == (*editing.spots(card), Spot(1, 1))
    assert editing.spots_and_next(replace(card, sections=())) == ()
    full = card_of("a" * MOST_INDICATORS)
    assert editing.spots_and_next(full) == editing.spots(full)
