"""Rows pasted into a scorecard: where they go, in which language their names are, what is said of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.measures import SOURCES
from qadesk.domain.rules import Ladder, RedLine
from qadesk.domain.scorecard import Better, Names, Scorecard, Section, Unit
from qadesk.errors import NotTaken
from qadesk.i18n import speaking
from qadesk.services.designing import additions
from qadesk.services.designing.pasted_rows import PastedRows, with_pasted
from qadesk.services.scorecards import shipped
from qadesk.tabular.scorecard_words import measure_name

CARD = shipped()
END = len(editing.spots(CARD))


def pasted(text: str, row: int = END, language: str = "en", card: Scorecard = CARD) -> PastedRows:
    with speaking(language):
        return with_pasted(card, row, "name", [line.split("\t") for line in text.splitlines()])


def test_rows_without_a_section_go_to_the_last_that_is_weighed() -> None:
    assert isinstance(CARD.sections[-1].indicators[0].rule, RedLine)
    made = pasted("Orders kept\t5\nTime to leave\t5")
    assert made.added == Spot(6, 1)
    assert [one.names.en for one in made.card.sections[6].indicators[1:]] == ["Orders kept", "Time to leave"]
    assert made.card.sections[-1] == CARD.sections[-1]
    assert made.said.startswith("2 indicators were added to “Accuracy”.")


def test_rows_go_to_the_section_that_was_pasted_or_that_has_nothing_yet() -> None:
    made = pasted("Manners\t\t\nPoliteness\t5\t4")
    assert made.said.startswith("1 indicator was added to “Manners”.")
    empty = editing.add_section(
        CARD, len(CARD.sections), replace(CARD.sections[0], code="own", indicators=())
    )
    made = pasted("Politeness", END + 1, card=empty)
    assert made.added == Spot(len(CARD.sections), 0)


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "考勤", Names("考勤", "")),
        ("en", "CSAT 满意度", Names("CSAT 满意度", "")),
        ("en", "Punctuality", Names("", "Punctuality")),
        ("zh_CN", "考勤", Names("考勤", "")),
        ("zh_CN", "Orders kept", Names("", "Orders kept")),
        ("zh_CN", "CSAT", Names("CSAT", "")),
    ],
)
def test_names_go_into_the_language_they_are_written_in(language: str, text: str, names: Names) -> None:
    made = pasted(text, language=language)
    assert made.added is not None
    assert editing.row_at(made.card, made.added).names == names
    over = pasted(text, 1, language)  # in the place of another name, of which nothing is left
    shown = editing.row_at(over.card, Spot(0, 0)).names
    assert shown.in_language(language) == text


def test_a_name_that_it_has_already_changes_nothing() -> None:
    names = editing.row_at(CARD, Spot(0, 0)).names
    assert pasted(names.zh, 1).card == CARD
    assert pasted(names.en, 1, "zh_CN").card == CARD


EMPTY = replace(CARD, sections=(Section("section-1", Names("第一部分", "First section"), ()),))


def in_empty(text: str, language: str = "zh_CN") -> Scorecard:
    return pasted(text, 1, language, EMPTY).card


def test_what_is_not_read_is_named_by_row_name_and_text() -> None:
    text = "响应速度\t\t\t\t\n出勤率\t7\t\t\t出勤率\n服务量一\t4\t\t\t服务量\n响应\t4\t\t\t系统"
    with pytest.raises(NotTaken) as no:
        pasted(text, 1, "en", EMPTY)
    said = str(no.value)
    assert no.value.code == "cell.no_source"
    assert said.startswith("Row 2, “出勤率”, Value from: “出勤率” is no source")
    assert "Nothing was changed" in said
    assert "row 3, “服务量一”, Value from (“服务量”)" in said
    assert "row 4, “响应”, Value from (“系统”)" in said
    assert "New typed value" not in said


HEADS = "指标\t数据来源\t标准\t权重\t计分规则\n"


def test_each_reason_is_told_once_and_what_a_text_leaves_open_is_completed() -> None:
    rows = (
        "差错\t录入\t0\t5\t每次扣20分\n迟到\t录入\t0\t5\t每次扣10分\n"
        "服务水准\t系统\t≥90%\t5\t达标得 100 分，否则 0 分"
    )
    with pytest.raises(NotTaken) as no:
        pasted(HEADS + rows.replace("录入", "手工录入"), 1, "en", EMPTY)
    said = str(no.value)
    assert "“每次扣20分” leaves open how the points go on. Write “100 points, " in said
    assert "Row 4, “服务水准”, Value from: “系统” does not say" in said, "another reason"
    assert "Not read either: row 3, “迟到”, Rule (“每次扣10分”)." in said


def test_the_figure_most_like_a_name_is_offered() -> None:
    known = in_empty(HEADS + "投诉48小时关闭率\t系统\t80%\t5\t")
    assert [one.figure for one in known.indicators()] == ["complaint_closed_48h"]
    with pytest.raises(NotTaken) as no:
        pasted(HEADS + "投诉48小时首结率\t系统\t80%\t5\t", 1, "en", EMPTY)
    assert "Most like it is “Complaints closed within 48 h”" in str(no.value)
    with pytest.raises(NotTaken) as no:
        pasted(HEADS + "考勤\t系统\t1\t5\t", 1, "en", EMPTY)
    assert "Most like" not in str(no.value)


def test_points_taken_off_each_time_say_that_fewer_are_better() -> None:
    card = in_empty(HEADS + "缺勤\t手工填报\t0\t5\t100 分，每次扣 10 分；最低 0 分")
    (absences,) = card.indicators()
    assert absences.better is Better.LOWER


FORM = """序号\t考核项目\t考核指标\t分值\t目标值\t评分办法\t数据来源\t备注
1\t响应速度\t平均响应时间\t8分\t≤30秒\t\t系统\t
2\t\t接通率\t7 %\t≥95%\t≥95% 100分；≥90% 80分；其余60分\t人工\t含转接
3\t问题解决\t首次解决率\t8分\t≥90%\t\t系统\t"""


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_usual_form_of_an_office_is_understood_by_its_headings(language: str) -> None:
    with speaking(language):
        made = with_pasted(EMPTY, 1, "name", [line.split("\t") for line in FORM.splitlines()])
    parts = [(one.names.zh, [inside.names.zh for inside in one.indicators]) for one in made.card.sections]
    assert parts == [("响应速度", ["平均响应时间", "接通率"]), ("问题解决", ["首次解决率"])]
    first, typed, last = made.card.indicators()
    assert (first.weight, typed.weight, last.weight) == (8, 7, 8)
    assert (first.typed, typed.typed, last.typed) == (False, True, False)
    assert (typed.standard, typed.unit) == (Decimal("0.95"), Unit.RATE)
    assert "备注" in made.said


@pytest.mark.parametrize(
    "heads",
    [
        "考核内容\t占比\t指标值\t考核标准\t数据来源",
        "考核项目\t分值\t目标值\t评分标准\t来源",
        "Indicator\tPoints\tTarget\tScoring rule\tData source",
        "指标\t权重（%）\t标准\t计分规则\t数值来源",
    ],
)
def test_headings_may_be_called_as_offices_call_them(heads: str) -> None:
    one = next(in_empty(f"{heads}\n考勤\t5 分\t≥95%\t≥95% 100分；其余60分\t人工").indicators())
    assert (one.names.zh, one.weight, one.standard) == ("考勤", 5, Decimal("0.95"))


def test_headings_in_another_order_fill_the_columns_they_name() -> None:
    made = pasted("权重\t指标\n12\t首次解决率", 1, "zh_CN")
    changed = editing.indicator_at(made.card, Spot(0, 0))
    assert (changed.weight, changed.names.zh) == (12, "首次解决率")
    before = editing.indicator_at(CARD, Spot(0, 0))
    assert (changed.standard, changed.rule, changed.unit) == (before.standard, before.rule, before.unit)


def test_all_that_is_wrong_is_said_at_once_with_the_lines_of_what_was_pasted() -> None:
    text = "指标\t权重\t目标值\t评分办法\t数据来源\n接通率\t七\t≥95%\t看情况\t人工\n考勤\t5\t\t\t别处"
    with pytest.raises(NotTaken) as no:
        in_empty(text)
    said = str(no.value)
    assert said.count("第 2 行") == 2
    assert said.count("第 3 行") == 1
    assert all(f"“{one}”" in said for one in ("七", "看情况", "别处"))


@pytest.mark.parametrize("source", ["净推荐值", "NPS", "净推荐值（NPS）", "Net promoter score"])
def test_a_figure_is_found_by_the_names_it_has(source: str) -> None:
    one = next(in_empty(f"推荐\t5\t≥40\t\t{source}").indicators())
    assert (one.figure, one.names) == ("nps", Names("推荐", ""))


@pytest.mark.parametrize(
    ("standard", "rule", "unit", "value"),
    [
        ("≤40", "≤ 40 秒 → 100、≤ 60 秒 → 80、其余 → 0", Unit.SECONDS, "40"),
        ("≥95", "≥ 95% → 100、≥ 90% → 80、其余 → 0", Unit.RATE, "0.95"),
        ("≥300", "≥ 300 → 100、≥ 250 → 80、其余 → 0", Unit.COUNT, "300"),
    ],
)
def test_a_typed_value_counts_in_what_its_rule_is_written_in(
    standard: str, rule: str, unit: Unit, value: str
) -> None:
    one = next(in_empty(f"在线首次响应\t5\t{standard}\t{rule}\t人工填写").indicators())
    assert (one.unit, one.standard) == (unit, Decimal(value))


def test_a_unit_that_is_another_is_said_to_be_one() -> None:
    with pytest.raises(NotTaken) as no:
        in_empty("在线首次响应\t5\t≤ 40 秒\t\t人工填写\t次数")
    assert no.value.code == "cell.unit"


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("主管评分", "rated"),
        ("评分", "rated"),
        ("人工填写", "typed"),
        ("手工填报", "typed"),
        *((measure_name(key), key) for key in SOURCES),
    ],
)
def test_a_row_without_a_rule_begins_as_one_that_is_added(source: str, key: str) -> None:
    """The rule, the unit and the code are those of the button; what is typed for it stays."""
    one = next(in_empty(f"指标甲\t5\t\t\t{source}").indicators())
    added, spot = additions.with_indicator(EMPTY, None, key)
    like = editing.indicator_at(added, spot)
    assert (one.code, one.figure, one.rule, one.unit) == (like.code, like.figure, like.rule, like.unit)
    assert one.names == Names("指标甲", "")


def test_a_ladder_nobody_wrote_begins_at_the_standard_that_was_written() -> None:
    one = next(in_empty("净推荐值\t5\t≥40\t\t净推荐值").indicators())
    assert isinstance(one.rule, Ladder)
    assert one.rule.bands[0] == (Decimal(40), Decimal(100))
    assert one.names.en == "Net promoter score (NPS)"  # it is called as its figure: in both languages
