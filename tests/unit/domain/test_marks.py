"""What points are out of: the weight in the section; and what stays when weights become shares."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qadesk.domain import marking, starters
from qadesk.domain.assessing import assess
from qadesk.domain.editing import Spot
from qadesk.domain.rules import Deduction, PassFail
from qadesk.domain.scorecard import Marks
from qadesk.services.designing.asked_fields import weight_mode
from tests.unit.domain.cards import indicator, seen
from tests.unit.domain.test_whole_tables import made, section

D = Decimal


def test_points_can_be_marks_of_the_weight_in_the_section() -> None:
    """Half of a section of 40 %: 3 records of 5 marks leave 35 of its 50 marks."""
    table = made(
        section(
            "discipline",
            indicator("records", 50, Deduction(D(5))),
            indicator("rest", 50, PassFail("higher"), standard=D(1)),
            share=D(40),
        ),
        section("other", indicator("all", 100, PassFail("higher"), standard=D(1)), share=D(60)),
        marks=Marks.SECTION,
    )
    done = assess(table, {"records": seen(3), "rest": seen(1), "all": seen(1)})
    assert done.line("records").points == 70
    assert done.total == D("94.00")  # 100 − 15 × 0.4


def test_a_rule_keeps_what_it_contributes_where_weights_become_shares() -> None:
    one, other = indicator("records", 20, Deduction(D(5))), indicator("rest", 60, Deduction(D(6)))
    table = made(
        section("a", one, other), section("b", indicator("c", 20, Deduction(D(1)))), marks=Marks.SECTION
    )
    known = {"records": seen(2), "rest": seen(3), "c": seen(4)}
    for marks in Marks:
        before = marking.with_marks(table, marks)
        after = weight_mode(before, "mode").put(before, True)
        assert assess(before, known).total == assess(after, known).total == D("68.00")
        again = weight_mode(after, "mode").put(after, False)
        assert again.sections[0].indicators == before.sections[0].indicators


def test_a_new_rule_is_out_of_the_marks_it_has_in_its_place() -> None:
    """Fails for: a rule that begins out of 50 marks although its indicator counts for 20 of the total."""
    table = made(section("a", indicator("records", 50), indicator("x", 50), share=D(40)), marks=Marks.WEIGHT)
    for marks, each in ((Marks.WEIGHT, D(1)), (Marks.SECTION, D("2.5")), (Marks.HUNDRED, D(5))):
        card = starters.with_kind(replace(table, marks=marks), Spot(0, 0), "deduction")
        assert card.sections[0].indicators[0].rule == Deduction(each)
