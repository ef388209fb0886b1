"""Two versions side by side: nothing that differs is left out, nothing that is alike is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from qadesk.domain.rules import Bonus, Ladder
from qadesk.domain.scorecard import Grade, Level, Names, Scorecard, Section
from qadesk.services import scorecards
from qadesk.services.designing.comparison import ChangeKind, Difference, compare
from tests.unit.domain.cards import all_scorecards


def card() -> Scorecard:
    return scorecards.shipped()


def changed(section: int, **fields: object) -> Scorecard:
    """The shipped scorecard with the first indicator of a section changed."""
    before = card()
    own = before.sections[section]
    new = replace(own, indicators=(replace(own.indicators[0], **fields), *own.indicators[1:]))
    return replace(before, sections=(*before.sections[:section], new, *before.sections[section + 1 :]))


def test_alike_is_alike() -> None:
    assert compare(card(), replace(card(), version=2)) == ()


def test_one_field_in_words() -> None:
    (only,) = compare(card(), changed(0, weight=Decimal("22.5")))
    assert only == Difference(
        "response",
        "avg_response_seconds",
        "weight",
        ChangeKind.CHANGED,
        "Response › Average response time",
        "Weight (%)",
        "20",
        "22.5",
    )
    (rule,) = compare(card(), changed(0, rule=Ladder("lower", ((Decimal(30), Decimal(100)),))))
    assert (rule.field, rule.after) == ("rule", "≤ 30 s → 100, otherwise → 0")
    (standard,) = compare(card(), changed(1, standard=Decimal("0.92")))
    assert (standard.before, standard.after) == ("≥ 90%", "≥ 92%")


def test_levels_grades_and_settings() -> None:
    levels = card().sections[3].indicators[0].levels
    fewer = compare(card(), changed(3, levels=(replace(levels[0], name=Names("好", "Good")), *levels[1:4])))
    assert [(d.label, d.change) for d in fewer] == [
        ("level 1", ChangeKind.REMOVED),
        ("level 5", ChangeKind.CHANGED),
    ]
    assert isinstance(levels[0], Level)
    assert fewer[1].after.startswith("Good: Always warm")
    gold = Grade("S", Names("金牌", "Gold"), Decimal(95), Decimal("0.2"))
    better = replace(card(), cap=Decimal(120), grades=(gold, replace(card().grades[0], at_least=Decimal(88))))
    said = [(d.where, d.label, d.before, d.after) for d in compare(card(), better)]
    assert said == [
        ("", "Maximum total", "105", "120"),
        ("Grade S", "Grade", "", "S Gold ≥ 95"),
        ("Grade A", "From (total)", "90", "88"),
        ("Grade B", "Grade", "B Good ≥ 80", ""),
        ("Grade C", "Grade", "C Satisfactory ≥ 70", ""),
        ("Grade D", "Grade", "D Needs improvement ≥ 0", ""),
    ]


def test_added_removed_and_moved() -> None:
    before = card()
    response, resolution, *others = before.sections
    both = replace(resolution, indicators=(*resolution.indicators, *response.indicators))
    extra = replace(before.indicator("praises"), code="thanks", names=Names("感谢", "Thanks"))
    new = Section("more", Names("更多", "More"), (replace(extra, rule=Bonus(Decimal(2), Decimal(4))),))
    found = compare(before, replace(before, sections=(both, *others, new)))
    assert [(d.section, d.indicator, d.change, d.before, d.after) for d in found] == [
        ("resolution", "avg_response_seconds", ChangeKind.MOVED, "Response", "Resolution"),
        ("more", "", ChangeKind.ADDED, "", "More"),
        ("more", "thanks", ChangeKind.ADDED, "", "+2 to the total for each, at most +4"),
        ("response", "", ChangeKind.REMOVED, "Response", ""),
    ]
    back = compare(replace(before, sections=(both, *others, new)), before)
    assert {d.change for d in back} == {ChangeKind.MOVED, ChangeKind.ADDED, ChangeKind.REMOVED}


def test_two_sections_of_one_name_are_told_apart_by_their_codes() -> None:
    before = card()
    response, resolution, *others = before.sections
    namesake = replace(resolution, names=response.names)
    old = replace(before, sections=(response, namesake, *others))
    moved = replace(namesake, indicators=(*namesake.indicators, *response.indicators))
    found = compare(old, replace(before, sections=(moved, *others)))
    assert (found[0].before, found[0].after) == ("Response (response)", "Response (resolution)")


def test_only_what_was_moved_is_named_as_moved() -> None:
    before = card()
    first, *rest = before.sections
    found = compare(before, replace(before, sections=(*rest, first)))
    assert [(d.section, d.indicator, d.field) for d in found] == [("response", "", "order")]
    one, other = first.indicators[0], rest[0].indicators[0]
    joined = replace(before, sections=(replace(first, indicators=(one, other)), *rest[1:]))
    turned = replace(before, sections=(replace(first, indicators=(other, one)), *rest[1:]))
    assert [(d.indicator, d.field) for d in compare(joined, turned)] == [(one.code, "order")]


@settings(max_examples=40)
@given(all_scorecards(), st.data())
def test_nothing_that_differs_is_left_out(card: Scorecard, data: st.DataObject) -> None:
    """Each field of a file form that is changed by itself is found; two different cards are never alike."""
    other = data.draw(all_scorecards())
    same = replace(other, code=card.code, version=card.version)
    assert compare(card, card) == ()
    assert bool(compare(card, same)) == (card != same)
    for difference in compare(card, same):
        assert difference.before != difference.after
