"""Every kind of rule says what it does, and how it came to its points, in words an agent can check."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from qadesk import i18n
from qadesk.domain.assessing import assess
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
from qadesk.domain.scorecard import Better, Section, Unit
from qadesk.domain.scoring import Focus
from qadesk.services import scorecards
from qadesk.services.explaining.points_words import points_text
from qadesk.services.explaining.rule_words import rule_on, rule_text
from qadesk.services.explaining.total_words import summing_up
from qadesk.services.explaining.weight_words import weight_text
from tests.unit.domain.cards import card, indicator, seen

D = Decimal


@pytest.mark.parametrize(
    "rule, unit, standard, marks, says, value, how",
    [
        (
            Ladder("higher", ((D(1), D(12)), (D("0.8"), D(8))), of_standard=True), Unit.COUNT, "400", 12,
            "≥ 100% of the standard → 12, ≥ 80% of the standard → 8, otherwise → 0",
            "330", "330 ≥ 320 (≥ 80% of the standard) → 8.00; 8.00 ÷ 12 × 100 = 66.6667",
        ),
        (
            Step("higher", D("0.01"), gain=D("0.5"), cap=D(15)), Unit.RATE, "0.6", 0,
            "+0.5 for each whole 1 percentage points above the standard; at most 15",
            "0.755", "75.50%, 15 × 1 percentage points away from 60% → 0 + 15 × 0.5 = 7.50",
        ),
        (
            Step("lower", D("0.1"), gain=D(2), cap=D(20), relative=True), Unit.SECONDS, "50", 0,
            "+2 for each whole 10% of the standard below the standard; at most 20",
            "40", "40.00 s, 2 × 10% of the standard away from 50 s → 0 + 2 × 2 = 4.00",
        ),
        (
            Deduction(D(5)), Unit.COUNT, None, 20,
            "20 points, less 5 for each; not below 0", "3", "20 − 3 × 5 = 5.00; 5.00 ÷ 20 × 100 = 25.00",
        ),
        (
            Deduction(D(2), floor=D(-10), free=D(1)), Unit.COUNT, None, 0,
            "−2 from the total for each beyond the first 1; at most −10",
            "6", "0 − (6 − 1) × 2 = −10.00",
        ),
        (
            Proportional(full=D(5), zero=D(1)), Unit.RATING, None, 100,
            "(value − 1) ÷ 4 × 100, at most 100", "3", "(3 − 1) ÷ 4 × 100 = 50.00",
        ),
        (
            Proportional(better="higher", cap=D(120)), Unit.COUNT, "50", 100,
            "value ÷ standard × 100, at most 120", "75", "75 ÷ 50 × 100 = 150, at most 120 → 120.00",
        ),
        (
            PassFail("higher", earns=D(3)), Unit.COUNT, "80", 0,
            "+3 points to the total if the standard is met", "80", "80 meets ≥ 80 → +3",
        ),
        (Bonus(D(2), D(6)), Unit.COUNT, None, 0, "+2 to the total for each, at most +6", "2", "2 × 2 = 4.00"),
        (
            RedLine(Effect.CAP_GRADE, "C", D(2)), Unit.COUNT, None, 0,
            "more than 2 keep the grade at C or worse", "3", "crossed",
        ),
        (RedLine(Effect.MARK), Unit.COUNT, None, 0, "a single one is noted on the sheet", "0", "not crossed"),
        (Unscored(), Unit.COUNT, None, 0, "shown, not counted", "7", ""),
    ],
)  # fmt: skip
def test_a_rule_in_words(
    rule: Rule, unit: Unit, standard: str | None, marks: int, says: str, value: str, how: str
) -> None:
    required = None if standard is None else D(standard)
    better = Better(getattr(rule, "better", "higher"))
    on_top = marks == 0 and rule.role == "weighted"
    one = indicator("x", marks, rule, unit=unit, standard=required, better=better, on_top=on_top)
    assert rule_text(one, "D", D(marks)) == says
    assert points_text(one, D(value), required, D(marks)) == how


def test_the_standard_scorecard_says_what_it_said() -> None:
    standard = scorecards.shipped()
    said = {i.code: rule_on(standard, i) for i in standard.indicators()}
    assert said["csat"] == "value ÷ 5 × 100, at most 100"
    assert said["abusive_language"] == "a single one sets the total to 0 and the grade to D"
    assert said["complaint_rate"].startswith("100 points at the standard; −10 for each whole 0.1 percentage")


def test_chinese_rules_are_spaced_at_figures_and_nowhere_else() -> None:
    """A space stands between Chinese and a figure; between Chinese and Chinese there is none."""
    i18n.set_language("zh_CN")
    rules: list[Rule] = [
        Proportional(full=D(5), zero=D(1)), Proportional(better="lower"), Proportional(cap=D(120)),
        Ladder("lower", ((D(30), D(100)), (D(40), D(80)))),
        Ladder("higher", ((D(1), D(12)),), of_standard=True),
        Ladder("lower", ((D(30), D(100)), (D(40), D(80))), interpolated=True),
        *(
            Step("lower", D("0.1"), lose=D(5), gain=D(2), cap=D(110), relative=relative, pro_rata=pro_rata)
            for relative in (False, True) for pro_rata in (False, True)
        ),
        Deduction(D(5), free=D(2)), PassFail("higher"), Bonus(D(2), D(6)), Unscored(),
        *(RedLine(effect, "C", allowed) for effect in Effect for allowed in (D(0), D(2))),
    ]  # fmt: skip
    said = [
        rule_text(indicator("x", rule=rule, unit=unit), marks=marks)
        for rule in rules for unit in (Unit.SECONDS, Unit.RATE, Unit.RATING, Unit.COUNT)
        for marks in (D(100), D(0))
    ]  # fmt: skip
    assert any("每满标准值的 10%，扣 5 分" in text for text in said)
    assert any("（前 2 次不扣）" in text for text in said)
    odd = re.compile(
        "[\u4e00-\u9fff，；：、（）] [\u4e00-\u9fff，；：、（）]|[0-9%][\u4e00-\u9fff]|[\u4e00-\u9fff][0-9]"
    )
    assert [text for text in said if odd.search(text)] == []


def test_limits_red_lines_and_quotas_are_told_on_the_way_to_the_grade() -> None:
    extra = Section(
        "extra", card({}).names,
        (
            indicator("praises", rule=Bonus(D(2), D(20)), unit=Unit.COUNT),
            indicator("abuse", rule=RedLine(Effect.CAP_GRADE, "C"), unit=Unit.COUNT, better=Better.LOWER),
        ),
        most=D(5),
    )  # fmt: skip
    base = card({"base": [indicator("base", 100)]})
    table = replace(base, sections=(*base.sections, extra))
    made = assess(table, {"base": seen(92), "praises": seen(4), "abuse": seen(1)})
    said = {key: text for key, _heading, text in summing_up(table, made)}
    assert said["limits"] == "Card: 8, counted as its upper limit 5"
    assert said["sum"] == "97.0000, rounded half-up to 97.00"
    assert said["red_line"] == "abuse: the grade is no better than C."
    assert said["grade"].startswith("C (from A ")

    full = replace(table, grades=tuple(replace(g, quota=D("0.2")) for g in table.grades))
    lowered = replace(made, red_lines=(), grade="B", by_total="A")
    told = {key: text for key, _heading, text in summing_up(full, lowered)}
    assert told["grade"].endswith("by the total alone A, which at most 20% of the agents may have")


def test_the_extra_weight_of_a_focus_is_told_on_both_sides() -> None:
    table = replace(card({"s": [indicator("a", 60), indicator("b", 40)]}), focus_extra=D(10))
    made = assess(table, {"a": seen(90), "b": seen(80)}, focus=Focus("b", D(10)))
    assert (
        weight_text(table, made, made.line("b")) == "40% → 50%: +10 percentage points as this cycle's focus"
    )
    assert weight_text(table, made, made.line("a")) == (
        "60% → 50%: gives weight to this cycle's focus b (+10 percentage points)"
    )
