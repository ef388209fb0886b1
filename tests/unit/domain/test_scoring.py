"""Totals, grades, weights that are spread, bonus and red line, each worked by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from qadesk.domain.assessing import assess
from qadesk.domain.decimals import half_up
from qadesk.domain.measures import rate
from qadesk.domain.rules import Bonus, Proportional, RedLine
from qadesk.domain.scorecard import Role, Scorecard, Unit
from qadesk.domain.scoring import Assessment, Given, State, Status
from qadesk.domain.spreading import effective_weights
from qadesk.domain.statistics import Evidence
from qadesk.services import scorecards as shipped_ones
from tests.unit.domain.cards import MISSING, NA, WAIVED, card, indicator, seen

D = Decimal


@pytest.fixture
def standard() -> Scorecard:
    return shipped_ones.shipped()


def perfect() -> dict[str, Given]:
    """An agent without a flaw under the standard scorecard: 100 points."""
    return {
        "avg_response_seconds": seen(20),
        "first_contact_resolution": seen("0.97"),
        "csat": seen(5),
        "attitude": seen(5),
        "communication": seen(5),
        "complaint_rate": seen("0.002"),
        "errors": seen(0),
    }


def of_one(points: str) -> Assessment:
    return assess(card({"s": [indicator("only", 100)]}), {"only": seen(points)})


@pytest.mark.parametrize(
    "points, total, grade",
    [
        ("89.995", "90.00", "A"),
        ("89.994", "89.99", "B"),
        ("89.99499999999999999", "89.99", "B"),
        ("90", "90.00", "A"),
        ("79.995", "80.00", "B"),
        ("79.99", "79.99", "C"),
        ("69.995", "70.00", "C"),
        ("69.9949", "69.99", "D"),
        ("0", "0.00", "D"),
        ("100", "100.00", "A"),
    ],
)
def test_the_grade_is_decided_on_the_printed_total(points: str, total: str, grade: str) -> None:
    made = of_one(points)
    assert str(made.total) == total
    assert made.grade == grade


def test_three_thirds_make_a_whole_before_the_total_is_rounded() -> None:
    # 15 % of 13/3 ÷ 5 is exactly 13; with 76.995 from the rest the total is 89.995 and prints 90.00.
    thirds = indicator("mean", 15, Proportional(full=D(5)))
    made = assess(
        card({"a": [thirds], "b": [indicator("rest", 85)]}),
        {"mean": seen(D(13) / 3), "rest": seen(D("76.995") / 85 * 100)},
    )
    assert (str(made.total), made.grade) == ("90.00", "A")


def test_a_whole_month_worked_by_hand(standard: Scorecard) -> None:
    known = {
        "avg_response_seconds": seen("32.4"),  # 90 x 20 % = 18
        "first_contact_resolution": seen("0.88"),  # 70 x 20 % = 14
        "csat": seen("4.2"),  # 84 x 15 % = 12.6
        "attitude": seen("4.5"),  # 90 x 15 % = 13.5
        "communication": seen("4"),  # 80 x 15 % = 12
        "complaint_rate": seen("0.013"),  # 70 x 10 % = 7
        "errors": seen(1),  # 80 x 5 % = 4
        "praises": seen(2),  # + 2
    }
    made = assess(standard, known)
    assert made.status is Status.GRADED
    assert [line.contribution for line in made.lines if line.role is Role.WEIGHTED] == [
        D(text) for text in ("18", "14", "12.6", "13.5", "12", "7", "4")
    ]
    assert (made.total, made.computed, made.bonus, made.grade) == (D("83.10"), D("83.10"), D(2), "B")
    assert made.weakest == "first_contact_resolution"  # it costs 6 points, csat 2.4
    assert made.line("first_contact_resolution").met is False
    assert made.line("csat").met is True
    assert made.line("praises").met is None


def test_bonus_is_capped_by_its_rule_and_with_the_total(standard: Scorecard) -> None:
    made = assess(standard, perfect() | {"praises": seen(9)})
    assert (made.bonus, made.total) == (D(5), D("105.00"))
    small = card(
        {"s": [indicator("x", 100)], "b": [indicator("more", rule=Bonus(D(1), D(50)), unit=Unit.COUNT)]},
        cap=105,
    )
    assert assess(small, {"x": seen(98), "more": seen(20)}).total == D("105.00")


def test_a_red_line_takes_total_and_grade_but_not_the_computed_score(standard: Scorecard) -> None:
    made = assess(standard, perfect() | {"abusive_language": seen(1)})
    assert (made.total, made.grade, made.computed) == (D("0.00"), "D", D("100.00"))
    assert made.red_lines == ("abusive_language",)
    assert made.status is Status.GRADED


def test_the_worst_grade_is_given_for_a_red_line_whatever_the_grades_begin_at() -> None:
    made = assess(
        card({"s": [indicator("x", 100), indicator("abuse", rule=RedLine(), unit=Unit.COUNT)]}),
        {"x": seen(95), "abuse": seen(2)},
    )
    assert made.grade == "D"


# ---- N/A, missing, waived --------------------------------------------------------------------------


def test_what_does_not_apply_gives_its_weight_to_its_siblings_first() -> None:
    made = card(
        {"a": [indicator("a1", 30), indicator("a2", 10), indicator("a3", 20)], "b": [indicator("b1", 40)]}
    )
    # a keeps its 60: a2 and a3 share the 30 of a1 as 10 to 20; b is not touched.
    assert effective_weights(made, {"a2", "a3", "b1"}) == {"a2": 20, "a3": 40, "b1": 40}


def test_a_section_that_drops_out_is_spread_over_the_others_nested_by_hand() -> None:
    made = card(
        {
            "a": [indicator("a1", 30), indicator("a2", 10)],  # whole section N/A: 40 go out
            "b": [indicator("b1", 15), indicator("b2", 15)],  # b1 N/A: b2 carries the section's 30
            "c": [indicator("c1", 20), indicator("c2", 10)],
        }
    )
    spread = effective_weights(made, {"b2", "c1", "c2"})
    # 30 : 20 : 10 of the 60 left, times 100 / 60.
    assert spread == {"b2": 50, "c1": Fraction(100, 3), "c2": Fraction(50, 3)}
    result = assess(
        made,
        {"a1": NA, "a2": NA, "b1": NA, "b2": seen(80), "c1": seen(90), "c2": seen(60)},
    )
    assert result.total == D("80.00")  # 40 + 30 + 10
    printed = [half_up(line.effective_weight) for line in result.lines]
    assert printed == [0, 0, 0, 50, D("33.33"), D("16.67")]


def test_the_standard_scorecard_without_ratings_for_one_agent(standard: Scorecard) -> None:
    made = assess(standard, perfect() | {"attitude": NA, "csat": seen(3)})
    # attitude's section is gone: 15 of 100 spread over 85. csat loses 40 % of 15/85.
    assert made.status is Status.GRADED
    assert made.total == half_up(Fraction(100) - Fraction(1500, 85) * Fraction(40, 100))
    assert made.total == D("92.94")
    assert made.line("attitude").effective_weight == 0
    assert made.line("attitude").reason == "on leave"


def test_missing_is_not_graded_and_keeps_its_weight(standard: Scorecard) -> None:
    made = assess(standard, perfect() | {"attitude": MISSING, "csat": Given(State.MISSING)})
    assert made.status is Status.INCOMPLETE
    assert made.missing == ("csat", "attitude")
    assert (made.total, made.computed, made.grade) == (None, None, None)
    assert made.line("attitude").effective_weight == 15


def test_what_nobody_spoke_of_is_missing_where_weighted_and_nothing_elsewhere(standard: Scorecard) -> None:
    made = assess(standard, {})
    assert made.status is Status.INCOMPLETE
    assert len(made.missing) == 7
    assert (made.bonus, made.red_lines) == (0, ())


def test_waived_counts_like_not_applicable_but_says_so(standard: Scorecard) -> None:
    waived = assess(standard, perfect() | {"attitude": WAIVED})
    not_applicable = assess(standard, perfect() | {"attitude": NA})
    assert waived.total == not_applicable.total == D("100.00")
    assert waived.line("attitude").state is State.WAIVED
    assert waived.line("attitude").reason == "the telephone system was down"


def test_zero_is_a_value_not_an_absence(standard: Scorecard) -> None:
    made = assess(standard, perfect() | {"first_contact_resolution": seen(0)})
    assert (made.status, made.total) == (Status.GRADED, D("80.00"))


def test_an_agent_to_whom_nothing_applies_is_not_assessed(standard: Scorecard) -> None:
    made = assess(standard, {i.code: NA for i in standard.indicators()})
    assert (made.status, made.total, made.grade) == (Status.EXCLUDED, None, None)


def test_a_scorecard_whose_remaining_weights_are_zero_grades_nobody() -> None:
    made = assess(card({"s": [indicator("shown", 0), indicator("x", 100)]}), {"shown": seen(90), "x": NA})
    assert (made.status, made.total, made.grade) == (Status.EXCLUDED, None, None)


def test_an_agents_own_standard_takes_the_place_of_the_scorecards(standard: Scorecard) -> None:
    made = assess(standard, perfect() | {"complaint_rate": seen("0.012")}, {"complaint_rate": D("0.012")})
    line = made.line("complaint_rate")
    assert (line.standard, line.met, line.points) == (D("0.012"), True, D(100))


def test_few_observations_are_flagged_but_counts_are_whole(standard: Scorecard) -> None:
    made = assess(
        standard, perfect() | {"attitude": seen(5, n=4), "csat": seen(5, n=9), "errors": seen(0, n=0)}
    )
    assert made.line("attitude").evidence is Evidence.TOO_FEW
    assert made.line("csat").evidence is Evidence.INDICATIVE
    assert made.line("errors").evidence is None
    assert [made.line(code).few for code in ("attitude", "csat", "errors")] == [True, True, False]


@pytest.mark.parametrize(
    "k, n, flag",
    [
        (9, 10, Evidence.INDICATIVE),  # 59.6-98.2 %: from the lowest band to the best
        (27, 30, Evidence.INDICATIVE),  # 74.4-96.5 %
        (180, 200, Evidence.ENOUGH),  # 85.1-93.4 %: two bands
        (3, 4, Evidence.TOO_FEW),
        (0, 9, Evidence.ENOUGH),  # below 30 %: no points whatever happens
        (0, 3, Evidence.INDICATIVE),  # below 57 %: the same, of three contacts
    ],
)
def test_an_interval_as_wide_as_the_bands_is_indicative(
    standard: Scorecard, k: int, n: int, flag: Evidence
) -> None:
    given = perfect() | {"first_contact_resolution": Given(State.OBSERVED, rate(k, n))}
    line = assess(standard, given).line("first_contact_resolution")
    assert line.evidence is flag
    assert (line.few, line.wide) == (flag is not Evidence.ENOUGH and n < 10, n >= 10 and k < 180)


def test_a_line_that_is_not_on_the_scorecard_is_a_key_error(standard: Scorecard) -> None:
    with pytest.raises(KeyError):
        assess(standard, {}).line("unknown")


@pytest.mark.parametrize(
    "value, rounded",
    [("0.005", "0.01"), ("0.0049999", "0.00"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("1E+3", "1000.00"),
     ("99999999999999999999.995", "100000000000000000000.00")],
)  # fmt: skip
def test_half_up_is_exact(value: str, rounded: str) -> None:
    assert str(half_up(D(value))) == rounded
    assert half_up(Fraction(D(value))) == D(rounded)
