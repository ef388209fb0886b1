"""Words of bands in files: text and workbook say the same, and an unknown word is named at its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qadesk.domain.checking import check
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import LANGUAGES, speaking
from qadesk.services import scorecards
from qadesk.services.designing import exchange
from qadesk.tabular.scorecard_sheet import write_sheet
from qadesk.tabular.scorecard_text import text_of, write_text


def with_words() -> Scorecard:
    """The standard scorecard with words on the bands of its ladders."""
    card = scorecards.shipped()
    first, second, *rest = card.sections
    quick, solved = first.indicators[0], second.indicators[0]
    assert isinstance(quick.rule, Ladder)
    assert isinstance(solved.rule, Ladder)
    one = replace(
        quick, rule=replace(quick.rule, interpolated=True, over=(False, True), flat=(False, False, True))
    )
    other = replace(solved, rule=replace(solved.rule, over=(True, False, True)))
    sections = (replace(first, indicators=(one,)), replace(second, indicators=(other,)), *rest)
    return replace(card, sections=sections)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", ["yaml", "xlsx"])
def test_words_go_there_and_back(tmp_path: Path, ending: str, language: str) -> None:
    card, path = with_words(), tmp_path / f"card.{ending}"
    assert check(card) == ()
    with speaking(language):
        if ending == "yaml":
            write_text(path, card)
        else:
            write_sheet(path, card, {})
        assert exchange.check_file(path) == ()
        assert exchange.read_file(path) == replace(card, version=1)


def test_a_band_is_one_line_of_the_text() -> None:
    text = text_of(with_words())
    assert "- [35, 90, over]" in text or "[35, 90, over]" in text
    assert "[45, 80, flat]" in text


def test_an_unknown_word_is_named_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_text(text_of(with_words()).replace("[45, 80, flat]", "[45, 80, steep]"), "utf-8")
    (said,) = [one for one in exchange.check_file(path) if one.error]
    assert "steep" in said.text
    assert "over" in said.text
    assert said.line > 1


def test_names_in_formulas_of_files_become_codes(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    text = text_of(scorecards.shipped())
    made = text.replace(
        "code: errors\n", "code: errors\n        formula: if(「客户表扬」 >= 1, 「CSAT」, 60%)\n", 1
    )
    assert made != text
    path.write_text(made, "utf-8")
    found = [one for one in exchange.check_file(path) if one.error]
    assert [one.code for one in found] == ["formula"]  # no figure is called CSAT
    assert "「CSAT」" in found[0].text
    path.write_text(made.replace("「CSAT」", "「客户满意度」"), "utf-8")
    assert exchange.read_file(path).indicator("errors").formula == "if(praises >= 1, csat, 60%)"
