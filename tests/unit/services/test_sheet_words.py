"""What a sheet says beside each figure, so that whoever signs it can calculate it again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Role
from qadesk.domain.working_days import AppealRule
from qadesk.printing.sheet import ExtraLine, IndicatorLine, SheetContent
from qadesk.services.after_closing import working_days
from qadesk.services.assessment import exemptions, results
from qadesk.services.paper import sheet_contents, sheet_digest, sheets
from qadesk.services.paper.sheet_month import Crossing, SheetMonth, read_month
from qadesk.storage.office import Office
from tests.odd_office import MONTH, make_odd


def september(office: Office) -> SheetMonth:
    made = results.results(office, "2026-09")
    with office.read() as connection:
        return read_month(connection, office, made)


def of(content: SheetContent, name: str) -> IndicatorLine | ExtraLine:
    rows = (*content.lines, *content.bonuses, *content.red_lines, *content.references)
    return next(row for row in rows if row.name == name)


def test_what_is_added_and_what_overrides_have_their_rules_too(sample_office: Office) -> None:
    english, chinese = (sheets.content(sample_office, "2026-09", "KF1002", one) for one in ("en", "zh_CN"))
    assert english.bonuses[0].rule == "+1 to the total for each, at most +5; 95%: 0.62–8.77"
    assert english.red_lines[0].rule == "a single one sets the total to 0 and the grade to D"
    assert chinese.bonuses[0].rule == "每次总分加 1 分，最多加 5 分；95% 区间 0.62–8.77"


def test_a_calculated_value_has_its_formula_and_a_typed_one_says_so(sample_office: Office) -> None:
    make_odd(sample_office)
    content = sheets.content(sample_office, MONTH, "KF1002", "en")
    clean, shown, faster = of(content, "clean"), of(content, "shown"), of(content, "faster")
    assert isinstance(clean, IndicatorLine)
    assert f"(contacts − complaints) ÷ max(contacts, 1) = {clean.value}; contacts" in clean.detail
    assert isinstance(shown, ExtraLine)
    assert shown.made_of.startswith(f"typed ÷ 2 = {shown.count}; typed (typed) = ")
    assert isinstance(faster, ExtraLine)
    assert " ÷ " in faster.made_of
    typed = of(content, "typed")
    assert isinstance(typed, IndicatorLine)
    assert typed.detail == "One; entered for each agent"


def test_points_out_of_the_weight_say_out_of_how_many(sample_office: Office) -> None:
    note = "Points are shown out of 100, whatever a rule gives them out of."
    assert note not in sheets.content(sample_office, "2026-09", "KF1002", "en").notes[0]
    make_odd(sample_office)
    content = sheets.content(sample_office, MONTH, "KF1002", "en")
    typed, csat = of(content, "typed"), of(content, "csat")
    assert typed.rule.endswith("otherwise → 0; out of 18 points")
    assert csat.rule == "(value − 1) ÷ 4 × 18, at most 18"
    assert note in content.notes[0]


def test_figures_that_are_printed_rounded_are_called_so(sample_office: Office) -> None:
    said = "Figures are printed rounded; they are calculated with all their places."
    content = sheets.content(sample_office, "2026-09", "KF1002", "en")
    assert said in content.notes[0]
    month = september(sample_office)
    result = month.made.of("KF1002")
    whole = tuple(
        line._replace(value=Decimal(4), points=Decimal(100)) if line.role is Role.WEIGHTED else line
        for line in result.assessment.lines
    )
    bonus = sum(line.points or Decimal(0) for line in whole if line.role is Role.BONUS)
    exact = replace(result.assessment, lines=whole, computed=100 + bonus)
    content = sheet_contents.fill(month, replace(result, assessment=exact), "en")
    assert said not in content.notes[0]


def test_many_cases_are_grouped_as_they_are_in_the_quotient(sample_office: Office) -> None:
    month = september(sample_office)
    result = month.made.of("KF1002")
    lines = tuple(line._replace(n=12_345) for line in result.assessment.lines)
    content = sheet_contents.fill(
        month, replace(result, assessment=replace(result.assessment, lines=lines)), "en"
    )
    assert content.lines[0].n == "12,345"


def test_a_crossing_nobody_described_has_its_day_and_reference_alone(sample_office: Office) -> None:
    month = september(sample_office)
    result, code = month.made.of("KF1002"), "abusive_language"
    assert month.made.cards.own.card.indicator(code).rule == RedLine(Effect.ZERO)
    crossed = replace(result.assessment, red_lines=(code,))
    events = (Crossing("2026-09-08", "QX1", "1"), Crossing("2026-09-09", "QX2", "shouted"))
    month = replace(month, crossings={("KF1002", code): events})
    content = sheet_contents.fill(month, replace(result, assessment=crossed), "en")
    assert content.red_lines[0].events == ("2026-09-08 QX1", "2026-09-09 QX2: shouted")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_usual_month_takes_a_page_for_each_agent(sample_office: Office, language: str) -> None:
    for code in ("2026-09", "2026-10"):
        drawn = sheets.document(sample_office, code, None, language)
        assert {sheet.staff_no: sheet.pages for sheet in drawn.sheets if sheet.pages > 1} == {}


def test_counts_behind_a_formula_are_part_of_the_code(sample_office: Office) -> None:
    make_odd(sample_office)
    made = results.results(sample_office, MONTH)
    with sample_office.read() as connection:
        month = read_month(connection, sample_office, made)
    result = made.of("KF1002")

    class Doubled:
        """Twice of everything, which leaves every ratio as it is."""

        def count(self, name: str) -> int:
            assert name in ("contacts", "complaints")  # no indicator's name
            return 2 * result.tally.count(name)

    counted = sheet_digest._counted(month, replace(result, tally=Doubled()))  # type: ignore[arg-type]
    assert counted != sheet_digest._counted(month, result)
    unlike = september(sample_office)
    assert sheet_digest._counted(unlike, unlike.made.of("KF1002")) == {}


def test_what_a_rule_on_top_goes_by_and_which_limit_it_is_under_stand_beside_it(
    sample_office: Office,
) -> None:
    make_odd(sample_office)
    english, chinese = (sheets.content(sample_office, MONTH, "KF1002", one) for one in ("en", "zh_CN"))
    assert of(english, "faster").rule.startswith("Extra; standard ≤ 50 s; +2 for each whole 10%")
    assert of(english, "praises").rule == "Extra; +0.5 to the total for each, at most +3; 95%: 0.03–5.57"
    assert of(chinese, "faster").rule.startswith("加；标准 ≤ 50 秒；")


def test_a_formula_has_no_half_width_brackets_in_chinese(sample_office: Office) -> None:
    make_odd(sample_office)
    clean = of(sheets.content(sample_office, MONTH, "KF1002", "zh_CN"), "clean")
    assert isinstance(clean, IndicatorLine)
    assert "；contacts（服务次数）= " in clean.detail


def test_what_is_printed_adds_up_to_the_total_or_the_sheet_says_why_not(sample_office: Office) -> None:
    make_odd(sample_office)
    differing = 0
    for content in sheets.contents(sample_office, MONTH, language="en"):
        if not content.result.total:
            continue
        weighed = sum(Decimal(line.contribution) for line in content.lines)
        on_top = sum(Decimal(row.effect.replace("−", "-")) for row in content.bonuses)
        printed = weighed + min(on_top, Decimal(6))  # the limit of the section
        total = Decimal(content.result.computed or content.result.total)
        says = f"as printed they add up to {printed}, exactly to {total}" in content.notes[0]
        assert says == (printed != total), content.identity.staff_no
        differing += says
    assert differing


def test_weights_that_changed_can_be_traced_to_those_of_the_scorecard(sample_office: Office) -> None:
    why = "What does not count gives its weight to the other indicators of its section"
    content = sheets.content(sample_office, "2026-09", "KF1002", "en")
    assert "Weights on the scorecard" not in content.notes[0]
    exemptions.exempt(sample_office, MONTH, "KF1009", "attitude", "waived", "absent")
    note = sheets.content(sample_office, MONTH, "KF1009", "en").notes[0]
    assert "Weights on the scorecard, from the first row down: 20%, 20%, 15%, 15%, 15%, 10%, 5%." in note
    assert why in note
    make_odd(sample_office)
    note = sheets.content(sample_office, MONTH, "KF1002", "en").notes[0]
    assert "from the first row down: 18%, 12%, 12%, 18%, 20%, 10%, 10%." in note
    assert "The extra weight of the focus is taken from all others in proportion." in note
    assert why not in note


@pytest.mark.parametrize(
    "rule, en, zh",
    [
        (AppealRule(), "7 working days after receipt", "收到后 7 个工作日"),
        (AppealRule(1), "1 working day after receipt", "收到后 1 个工作日"),
        (AppealRule(15, working=False), "15 calendar days after receipt", "收到后 15 个自然日"),
    ],
)
def test_the_time_to_appeal_is_the_offices(sample_office: Office, rule: AppealRule, en: str, zh: str) -> None:
    before = sheets.content(sample_office, MONTH, "KF1001", "en")
    working_days.set_rule(sample_office, rule)
    english, chinese = (sheets.content(sample_office, MONTH, "KF1001", one) for one in ("en", "zh_CN"))
    assert (english.appeal_time, chinese.appeal_time) == (en, zh)
    assert (english.code == before.code) is (rule == AppealRule()), "what is printed is in its code"
