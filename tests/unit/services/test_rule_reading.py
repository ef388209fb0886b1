"""Every rule can be read back from the words that say it, in either language, whatever the window's is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Effect,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Rule,
    Step,
    Unscored,
)
from qadesk.domain.scorecard import Better, Grade, Indicator, Names, Unit
from qadesk.i18n import LANGUAGES, set_language, speaking
from qadesk.services.designing.rule_reading import read_rule
from qadesk.services.explaining.rule_words import rule_text
from qadesk.services.scorecards import shipped
from qadesk.tabular.numbers import NotRead

D = Decimal
GRADES = tuple(Grade(code, Names("", ""), D(at)) for code, at in (("A", 90), ("B", 80), ("D", 0)))


def rules(better: str) -> list[tuple[Rule, bool]]:
    """Rules of every kind and shape; True: with points on top of the total."""
    weighed: list[Rule] = [
        Ladder(better, ((D("0.3"), D(100)), (D("0.45"), D("80.125"))), D(-5)),
        Ladder(better, ((D(1), D(12)), (D("0.8"), D(8))), of_standard=True),
        Ladder(better, ((D("0.3"), D(100)), (D("0.45"), D("80.125"))), D(-5), interpolated=True),
        Ladder(better, ((D("0.3"), D(100)), (D("0.45"), D("80.125"))), D("80.125"), interpolated=True),
        Ladder(
            better,
            ((D("0.3"), D(100)), (D("0.45"), D(80)), (D("0.5"), D(60))),
            D(0),
            interpolated=True,
            over=(False, True),
            flat=(False, False, True),
        ),
        Ladder(better, ((D(1), D(12)), (D("0.8"), D(8))), of_standard=True, over=(True, True)),
        Proportional(D(5), D(1), better),
        Proportional(D(5), D(0), better, D(90)),
        Proportional(better=better),
        Proportional(better=better, cap=D(110)),
        Step(better, D("0.001"), lose=D(2)),
        Step(better, D("0.1"), D(2), D(1), D(80), D(10), D(95), relative=True, pro_rata=True),
        Step(better, D(5), lose=D("1.5"), gain=D(2), pro_rata=True),
        Step(better, D(5), gain=D(2), at_standard=D(60)),
        Deduction(D(5)),
        Deduction(D(5), D(10), D(2)),
        PassFail(better),
        PassFail(better, D(50)),
        Bonus(D("0.5"), D(5)),
        Unscored(),
        *(
            RedLine(effect, "B" if effect is Effect.CAP_GRADE else "", n)
            for effect in Effect
            for n in (D(0), D(2))
        ),
    ]
    on_top: list[Rule] = [
        Ladder(better, ((D("0.3"), D(3)),), D(-2)),
        Step(better, D("0.01"), gain=D("0.5"), at_standard=D(0), cap=D(15)),
        Deduction(D(2), D(-10), D(1)),
        PassFail(better, D(2)),
    ]
    return [*((rule, False) for rule in weighed), *((rule, True) for rule in on_top)]


def item(unit: Unit, better: Better, rule: Rule, *, on_top: bool = False) -> Indicator:
    standard = D("0.9") if unit.is_rate else D(30)
    return Indicator("x", Names("", ""), unit, better, D(10), rule, standard, on_top=on_top)


@pytest.fixture(params=LANGUAGES)
def window(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("better", Better)
def test_every_rule_is_read_back(window: str, unit: Unit, better: Better) -> None:
    target = item(unit, better, Unscored())
    for language in LANGUAGES:
        for rule, on_top in rules(better.value):
            for marks in (D(100), D(20)):
                with speaking(language):
                    said = rule_text(item(unit, better, rule, on_top=on_top), "D", D(0) if on_top else marks)
                read = read_rule(said, target, marks, GRADES)
                assert read == (rule, on_top), said


def test_rules_of_the_shipped_scorecard_are_read_back() -> None:
    card = shipped()
    for one in card.indicators():
        bare = replace(one, rule=Unscored(), on_top=False)
        read = read_rule(rule_text(one), bare, D(100), card.grades)
        assert read is not None
        assert rule_text(replace(one, rule=read[0], on_top=read[1])) == rule_text(one)


@pytest.mark.parametrize(
    "text", ["≤ 30 s → 100, ≤ 45 s → 80, otherwise → 0", "<=30->100,<=45->80,otherwise->0",
             "≤ 30 秒 → 100，≤ 45 秒 → 80；其余 → 0 分"]
)  # fmt: skip
def test_a_ladder_may_be_written_by_hand(text: str) -> None:
    made = Ladder("lower", ((D(30), D(100)), (D(45), D(80))))
    assert read_rule(text, item(Unit.SECONDS, Better.LOWER, Unscored()), D(100), GRADES) == (made, False)


@pytest.mark.parametrize(
    "text",
    [
        "", "100", "fast", "≤ 30 s → 100", "≤ 30 s → 100, otherwise", "100 points at the standard",
        "a single one keeps the grade at X or worse", "value ÷ standard × 100, at most 100",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_none(text: str) -> None:
    assert read_rule(text, item(Unit.SECONDS, Better.LOWER, Unscored()), D(100), GRADES) is None


@pytest.mark.parametrize("text", ["≥ 30 s → 100, otherwise → 0", "≤ 90% → 100, otherwise → 0"])
def test_limits_of_another_direction_or_unit_are_refused(text: str) -> None:
    with pytest.raises(NotRead):
        read_rule(text, item(Unit.SECONDS, Better.LOWER, Unscored()), D(100), GRADES)


@pytest.mark.parametrize(
    "text", ["≤30秒 100分，≤45秒 80.5分，其余 0分", "≤ 30 秒得100分；≤ 45 秒：80.5 分；其余得 0 分"]
)
def test_bands_are_read_as_many_write_them(text: str) -> None:
    seconds = replace(next(iter(shipped().indicators())), unit=Unit.SECONDS, better=Better.LOWER)
    bands = ((D(30), D(100)), (D(45), D("80.5")))
    assert read_rule(text, seconds, D(100), GRADES) == (Ladder("lower", bands), False)
    assert (
        read_rule(text.rsplit("其余", 1)[0], seconds, D(100), GRADES) is None
    )  # what is beyond is not guessed


@pytest.mark.parametrize(
    "text, rule",
    [
        ("数值÷5×100", Proportional(D(5), D(0), "higher")),
        ("value / 5 × 100", None),
        ("数值÷4×100", None),  # might be more than all points
        ("100分，每次扣20分，最低0分", Deduction(D(20))),
        ("每次加1分，最多5分", Bonus(D(1), D(5))),
        ("每次+1分；最多加5分", Bonus(D(1), D(5))),
    ],
)
def test_parts_may_be_divided_and_said_as_many_do(text: str, rule: Rule | None) -> None:
    found = read_rule(text, item(Unit.RATING, Better.HIGHER, Unscored()), D(100), GRADES)
    assert (None if found is None else found[0]) == rule


def test_met_is_read_without_the_word_that_many_leave_out() -> None:
    seconds = next(iter(shipped().indicators()))
    assert read_rule("达标100分，否则0分", seconds, D(100), GRADES) == (PassFail(seconds.better.value), False)


@pytest.mark.parametrize(
    "text",
    ["≥300 得100分，≥250 得60分，其间按比例", "≥ 300 → 100, ≥ 250 → 60, otherwise → 0; pro rata in between",
     "≥300 100分，≥250 60分，其余 0分，中间按比例计算"],
)  # fmt: skip
def test_points_in_between_are_written_as_supervisors_do(text: str) -> None:
    """275 of 250 to 300 is half-way from 60 to 100."""
    read = read_rule(text, item(Unit.COUNT, Better.HIGHER, Unscored()), D(100), GRADES)
    assert read == (Ladder("higher", ((D(300), D(100)), (D(250), D(60))), interpolated=True), False)
    assert read[0].points(D(275), None) == 80
    assert read[0].points(D(249), None) == 0


@pytest.mark.parametrize(
    "text", ["> 78.75% → 100, ≥ 75% → 75, otherwise → 0", "超过78.75%得100分，≥75%得75分，其余0分"]
)
def test_limits_that_do_not_belong_to_their_band(text: str) -> None:
    read = read_rule(text, item(Unit.RATE, Better.HIGHER, Unscored()), D(100), GRADES)
    assert read is not None
    assert [read[0].points(D(value), None) for value in ("0.7876", "0.7875", "0.7499")] == [100, 75, 0]


def test_a_strict_limit_of_the_other_direction_is_refused() -> None:
    with pytest.raises(NotRead):
        read_rule("< 30 → 100, otherwise → 0", item(Unit.COUNT, Better.HIGHER, Unscored()), D(100), GRADES)
