"""Units pasted beside a standard, as offices write them, and those that are guessed where none is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from qadesk.domain import editing, starters
from qadesk.domain.editing import Spot
from qadesk.domain.rules import PassFail
from qadesk.domain.scorecard import Indicator, Names, Origin, Scorecard, Section, Unit
from qadesk.errors import NotTaken
from qadesk.i18n import speaking
from qadesk.services.designing import known_figures
from qadesk.services.designing.pasted_rows import PastedRows, with_pasted
from qadesk.services.scorecards import shipped

EMPTY = replace(shipped(), sections=(Section("section-1", Names("第一部分", "First section"), ()),))


def pasted(text: str, card: Scorecard = EMPTY, row: int = 1, key: str = "name") -> PastedRows:
    with speaking("zh_CN"):
        return with_pasted(card, row, key, [line.split("\t") for line in text.splitlines()])


def of(standard: str, unit: str, name: str = "考勤", rule: str = "") -> Indicator:
    return next(
        pasted(f"指标\t权重\t标准\t计分规则\t单位\n{name}\t5\t{standard}\t{rule}\t{unit}").card.indicators()
    )


@pytest.mark.parametrize(
    ("standard", "unit", "meant", "value"),
    [
        ("≤3", "次", Unit.COUNT, "3"),
        ("≥30", "人", Unit.COUNT, "30"),
        ("≤2", "件", Unit.COUNT, "2"),
        ("≤200", "元", Unit.COUNT, "200"),
        ("≥80", "分", Unit.COUNT, "80"),
        ("≥4.5", "分", Unit.RATING, "4.5"),
        ("≥4.5分", "分", Unit.RATING, "4.5"),
        ("≤30", "s", Unit.SECONDS, "30"),
        ("≤30", "秒", Unit.SECONDS, "30"),
        ("≤5", "分钟", Unit.SECONDS, "300"),
        ("≤1.5", " Min ", Unit.SECONDS, "90"),
        ("≤2", "小时", Unit.SECONDS, "7200"),
        ("≥95", "％", Unit.RATE, "0.95"),
        ("≤3", "ppm", Unit.PER_MILLION, "0.000003"),
    ],
)
def test_units_are_understood_as_what_they_mean(standard: str, unit: str, meant: Unit, value: str) -> None:
    one = of(standard, unit)
    assert (one.unit, one.standard) == (meant, Decimal(value))


def test_a_unit_over_that_of_a_row_brings_its_standard_along() -> None:
    card = pasted("等候\t5\t5").card
    made = editing.indicator_at(pasted("分钟", card, 1, "unit").card, Spot(0, 0))
    assert (made.unit, made.standard) == (Unit.SECONDS, Decimal(300))
    again = editing.indicator_at(
        pasted("分钟", pasted("秒", card, 1, "unit").card, 1, "unit").card, Spot(0, 0)
    )
    assert again.standard == Decimal(5)  # seconds they were already


def test_one_that_is_not_known_names_those_that_are_and_that_nothing_was_taken() -> None:
    with pytest.raises(NotTaken) as no:
        of("≤3", "斤")
    said = str(no.value)
    assert no.value.code == "cell.no_choice"
    assert "“斤”" in said
    assert all(unit in said for unit in ("秒", "分钟", "%", "1–5", "次", "元"))
    assert said.endswith("没有做任何更改。")


def test_bare_limits_in_minutes_are_not_taken_for_seconds() -> None:
    with pytest.raises(NotTaken) as no:
        of("≤5", "分钟", rule="≤5 → 100、其余 → 0")
    assert no.value.code == "cell.unit_of_rule"


TABLE = """客户满意度\t8\t≥4.5
服务态度\t6\t≥4
电话接通率\t6\t≥95
有责投诉率\t6\t≤1%
培训次数\t4\t≥4
考勤\t4\t≥90"""


def test_without_a_unit_name_and_standard_say_it_and_what_was_guessed_is_told() -> None:
    made = pasted(TABLE)
    units = [one.unit for one in made.card.indicators()]
    rate, rating, count = Unit.RATE, Unit.RATING, Unit.COUNT
    assert units == [rating, rating, rate, rate, count, count]
    assert "1–5 – 客户满意度，服务态度" in made.said.replace("、", "，")
    assert "% – 电话接通率" in made.said
    assert "有责投诉率" not in made.said  # its unit is written


def test_taking_what_the_records_have_keeps_each_standard_that_can_be_meant() -> None:
    card, replaced = known_figures.with_known(pasted(TABLE).card)
    found = {one.names.zh: one for one in card.indicators() if one.origin is Origin.RECORDS}
    assert {name: one.standard for name, one in found.items()} == {
        "客户满意度": Decimal("4.5"),
        "电话接通率": Decimal("0.95"),
        "有责投诉率": Decimal("0.01"),
    }
    assert all(isinstance(one.rule, PassFail) for one in found.values())
    assert not replaced


def test_a_unit_guessed_as_a_number_does_not_count_as_said() -> None:
    card = pasted("推荐\t5\t≥30\n某\t5\t≥90").card
    for at, name in enumerate(("净推荐值", "客户满意度")):
        card = editing.change(card, Spot(0, at), names=Names(name, ""))
    made, replaced = known_figures.with_known(card)
    nps, csat = made.indicators()
    assert (nps.unit, nps.standard, nps.rule) == (Unit.SCORE, Decimal(30), PassFail("higher"))
    assert (csat.unit, csat.standard) == (Unit.RATING, starters.from_measure("csat").standard)
    with speaking("zh_CN"):
        said = known_figures.replaced_said(known_figures.with_known(card)[1])
    assert "客户满意度：原为“≥ 90；" in said  # which standard went, and what stands there now
    assert "现为“≥ 4；" in said
    assert len(replaced) == 1  # nothing of the other has changed but its unit
