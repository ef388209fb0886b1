"""Bonuses by rules as data: each kind of rule by a table, what always holds by made-up rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.bonuses import BonusDue, BonusGiven, BonusWhy, Lack, bonus, spread
from qadesk.domain.statistics import Interval
from qadesk.domain.uses import Band, BonusBasis, BonusRule, starter
from qadesk.domain.uses_forms import from_dict, problems, to_dict

D = Decimal
GRADES = (("A", D("1.2")), ("B", D(1)), ("C", D("0.8")), ("D", D("0.5")))
BANDS = (Band(D(0), D("0.5")), Band(D(70), D("0.8")), Band(D(80), D(1)), Band(D(90), D("1.2")))
BY_GRADE, BY_TOTAL = BonusRule(grades=GRADES), BonusRule(BonusBasis.TOTAL, bands=BANDS)


def of(rule: BonusRule, grade: str = "A", total: str = "92.00", **more: object) -> BonusDue:
    return bonus(rule, BonusGiven(grade, D(total), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(("grade", "worth"), [("A", "1.20"), ("B", "1.00"), ("C", "0.80"), ("D", "0.50")])
def test_a_grade_is_worth_what_the_table_says(grade: str, worth: str) -> None:
    made = of(BY_GRADE, grade)
    assert (made.coefficient, made.amount, made.lack) == (D(worth), None, None)
    assert str(made.coefficient) == worth, "to the unit of the rule"


@pytest.mark.parametrize(
    ("total", "ladder", "linear"),
    [
        ("0", "0.50", "0.50"),
        ("69.99", "0.50", "0.80"),
        ("70", "0.80", "0.80"),
        ("75", "0.80", "0.90"),
        ("79.99", "0.80", "1.00"),
        ("85", "1.00", "1.10"),
        ("89.99", "1.00", "1.20"),
        ("90", "1.20", "1.20"),
        ("105", "1.20", "1.20"),
    ],
)
def test_bands_of_the_total(total: str, ladder: str, linear: str) -> None:
    assert of(BY_TOTAL, total=total).coefficient == D(ladder)
    assert of(replace(BY_TOTAL, linear=True), total=total).coefficient == D(linear)


def test_a_total_or_a_grade_becomes_money_as_a_last_step() -> None:
    """88 of 100 × 500 are 440.00; a B is 1.0 × 500; neither is a point of the total."""
    share = BonusRule(
        BonusBasis.TOTAL, bands=(Band(D(0), D(0)), Band(D(100), D(500))), linear=True, money=True
    )
    assert [str(of(share, total=total).amount) for total in ("88", "92.86", "105")] == [
        "440.00", "464.30", "500.00",
    ]  # fmt: skip
    factor = BonusRule(grades=(("A", D("1.25")), ("B", D("1.0")), ("C", D("0.8"))), base=D(500))
    assert [str(of(factor, grade).amount) for grade in "ABC"] == ["625.00", "500.00", "400.00"]


def test_half_a_unit_is_rounded_up_and_the_amount_is_of_the_rounded_coefficient() -> None:
    rule = replace(BY_TOTAL, linear=True, base=D("1000.10"), money_step=D("1"))
    made = of(rule, total="70.25")  # 0.8 + 0.2 * 0.025 = 0.805
    assert (made.coefficient, made.amount) == (D("0.81"), D("810"))  # 810.081
    assert [step.why for step in made.steps] == [BonusWhy.BETWEEN, BonusWhy.ROUNDED, BonusWhy.BASE]


@pytest.mark.parametrize(
    ("step", "amount"), [("0.01", "1234.57"), ("1", "1235"), ("10", "1230"), ("100", "1200")]
)
def test_money_is_rounded_to_the_unit_of_the_rule(step: str, amount: str) -> None:
    rule = BonusRule(grades=(("A", D("1234.565")),), money=True, step=D(step))
    made = of(rule)
    assert (made.coefficient, made.amount) == (None, D(amount))


@pytest.mark.parametrize(
    ("change", "known", "worth", "why"),
    [
        ({"cap": D(1)}, {}, "1.00", BonusWhy.CAP),
        ({"floor": D("1.3")}, {}, "1.30", BonusWhy.FLOOR),
        ({"new_days": 90, "new_least": D("1.4")}, {"employed": 89}, "1.40", BonusWhy.NEW),
        ({"new_days": 90, "new_least": D("1.4")}, {"employed": 90}, "1.20", None),
        ({"new_days": 90, "new_least": D("1.4")}, {}, "1.20", None),
        ({"new_days": 90, "new_least": D("1.1")}, {"employed": 3}, "1.20", None),
        ({"gate_days": D(15)}, {"days": D("14.5")}, "0.00", BonusWhy.GATE),
        ({"gate_days": D(15)}, {"days": D(15)}, "1.20", None),
        ({"gate_days": D(15), "gate_value": D("0.3")}, {"days": D(1)}, "0.30", BonusWhy.GATE),
        ({"full_days": D(22)}, {"days": D(11)}, "0.60", BonusWhy.DAYS),
        ({"full_days": D(22)}, {"days": D(26)}, "1.20", None),
        ({"full_days": D(22), "floor": D(1)}, {"days": D(11)}, "0.60", BonusWhy.DAYS),
    ],
)
def test_what_limits_a_bonus_is_told(
    change: dict[str, object], known: dict[str, object], worth: str, why: BonusWhy | None
) -> None:
    made = of(replace(BY_GRADE, **change), **known)  # type: ignore[arg-type]
    assert made.coefficient == D(worth)
    assert [step.why for step in made.steps[1:]] == ([] if why is None else [why])


def test_what_is_not_known_is_never_zero() -> None:
    asked = replace(BY_GRADE, full_days=D(22))
    assert bonus(BY_GRADE, BonusGiven(None, None)).lack is Lack.INCOMPLETE
    assert bonus(BY_GRADE, BonusGiven(None, None, excluded=True)).lack is Lack.EXCLUDED
    assert of(BY_GRADE, "S").lack is Lack.GRADE
    assert of(asked).lack is Lack.DAYS
    assert {of(asked).value, of(BY_GRADE, "S").value} == {None}
    assert of(asked, days=D(0)).coefficient == 0, "known to be none"


def test_how_sure_a_value_is() -> None:
    by_grade = spread(BY_GRADE, BonusGiven("A", D(92)), {"A": 0.55, "B": 0.45, "C": 0.0}, None)
    assert by_grade is not None
    assert by_grade.chances == ((D("1.20"), 0.55), (D("1.00"), 0.45))
    assert not by_grade.sure(D("1.20"))
    capped = spread(replace(BY_GRADE, cap=D(1)), BonusGiven("A", D(92)), {"A": 0.55, "B": 0.45}, None)
    assert capped is not None
    assert capped.sure(D("1.00")), "both grades are worth the same under the cap"
    by_total = spread(BY_TOTAL, BonusGiven("A", D(92)), {}, Interval(D("88.1"), D("94")))
    assert by_total is not None
    assert (by_total.ends, by_total.sure(D("1.20"))) == ((D("1.00"), D("1.20")), False)
    assert spread(BY_GRADE, BonusGiven("A", D(92)), {"A": 0.5, "S": 0.5}, None) is None, (
        "worth nobody knows what"
    )
    assert spread(BY_GRADE, BonusGiven("A", D(92)), {}, None) is None
    assert spread(BY_TOTAL, BonusGiven("A", D(92)), {}, None) is None


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (BonusRule(), "no_grades"),
        (BonusRule(grades=(("A", D(1)), ("A", D(1)))), "grade_twice"),
        (BonusRule(grades=(("A", D(1)), ("B", D(2)))), "worse_has_more"),
        (BonusRule(grades=(("A", D(-1)),)), "out_of_bounds"),
        (BonusRule(BonusBasis.TOTAL, bands=BANDS[1:]), "first_band"),
        (BonusRule(BonusBasis.TOTAL, bands=(BANDS[0], BANDS[2], BANDS[1])), "bands_order"),
        (BonusRule(BonusBasis.TOTAL, bands=(Band(D(0), D(1)), Band(D(50), D("0.9")))), "worse_has_more"),
        (replace(BY_GRADE, floor=D(2), cap=D(1)), "floor_above_cap"),
        (replace(BY_GRADE, new_days=9, new_least=D(2), cap=D(1)), "new_above_cap"),
        (replace(BY_GRADE, step=D(0)), "step"),
        (replace(BY_GRADE, full_days=D(0)), "full_days"),
    ],
)
def test_rules_that_are_not_sound_are_named(rule: BonusRule, code: str) -> None:
    assert code in [one.code for one in problems(replace(starter(), bonus=rule))]


def test_what_is_proposed_is_sound_and_stays_itself_as_data() -> None:
    assert problems(starter()) == ()
    assert from_dict(to_dict(starter())) == starter()
    total = replace(starter(), bonus=replace(BY_TOTAL, linear=True, base=D("1500.50"), gate_days=D("10.5")))
    assert from_dict(to_dict(total)) == total


# ---- what always holds

_values = st.decimals(0, 3, places=3)
_days = st.none() | st.decimals(0, 31, places=1)


@st.composite
def _sound(draw: st.DrawFn) -> BonusRule:
    limits = sorted({D(0), *draw(st.lists(st.integers(1, 104).map(D), max_size=5))})
    worth = sorted(draw(st.lists(_values, min_size=len(limits), max_size=len(limits))))
    floor, cap = sorted(draw(st.tuples(_values, _values)))
    least = min(draw(_values), cap)
    made = BonusRule(
        BonusBasis.TOTAL,
        bands=tuple(map(Band, limits, worth)),
        linear=draw(st.booleans()),
        base=draw(st.none() | st.decimals(0, 9999, places=2)),
        money_step=draw(st.sampled_from([D("0.01"), D("0.1"), D(1), D(10)])),
        floor=draw(st.none() | st.just(floor)),
        cap=cap,
        new_days=draw(st.integers(0, 120)),
        new_least=least,
        gate_days=draw(_days),
        gate_value=draw(_values),
        full_days=draw(st.none() | st.decimals(1, 31, places=1)),
    )
    assert problems(replace(starter(), bonus=made)) == ()
    return made


_totals = st.decimals(0, 105, places=2)


@given(_sound(), _totals, _totals, st.integers(0, 200), st.decimals(0, 31, places=1))
def test_more_points_are_never_worth_less_and_the_cap_holds(
    rule: BonusRule, one: Decimal, other: Decimal, employed: int, days: Decimal
) -> None:
    low, high = sorted((one, other))
    known = {"employed": employed, "days": days}
    less, more = (bonus(rule, BonusGiven("A", total, **known)) for total in (low, high))  # type: ignore[arg-type]
    assert less.coefficient is not None
    assert more.coefficient is not None
    assert less.coefficient <= more.coefficient
    assert more.coefficient <= (rule.cap or D(0)).quantize(rule.step, ROUND_HALF_UP)
    if rule.base is not None:
        assert more.amount is not None
        assert more.amount % rule.money_step == 0
        assert abs(more.amount - more.coefficient * rule.base) <= rule.money_step / 2


@given(_sound(), _totals, st.decimals(0, 31, places=1), st.decimals(0, 31, places=1))
def test_more_days_are_never_worth_less(
    rule: BonusRule, total: Decimal, one: Decimal, other: Decimal
) -> None:
    few, many = sorted((one, other))
    less, more = (bonus(rule, BonusGiven("A", total, days=days)).coefficient for days in (few, many))
    assert less is not None
    assert more is not None
    assert less <= more


@given(_sound(), _totals, st.decimals(0, 31, places=1))
def test_the_last_step_is_the_result(rule: BonusRule, total: Decimal, days: Decimal) -> None:
    made = bonus(rule, BonusGiven("A", total, employed=5, days=days))
    assert made.steps[-1].value == (made.coefficient if rule.base is None else made.amount)
