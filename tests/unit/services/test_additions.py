"""What is added to a scorecard, and what is pasted into a ladder."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from qadesk.domain import editing, starters
from qadesk.domain.checking import check
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Severity
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Indicator, Names, Unit
from qadesk.services.designing import additions
from qadesk.services.designing.pasting import into_ladder
from qadesk.services.scorecards import shipped
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NotRead

D = Decimal
BARE = replace(shipped(), sections=())
OFFERED = [key for group in additions.offers(BARE) for key, _words in group]


@pytest.mark.parametrize("key", OFFERED)
def test_whatever_is_offered_can_be_the_first_indicator(key: str) -> None:
    card, place = additions.with_indicator(BARE, None, key)
    made = editing.indicator_at(card, place)
    wrong = [found.code for found in check(card) if found.severity is Severity.ERROR]
    assert wrong == ([] if made.weight == 100 else ["nothing_weighted"])  # points on top alone are no total
    assert made.names.zh
    assert made.names.en
    assert key not in [offer for offer, _words in additions.offers(card)[1]]


def test_what_nobody_has_named_yet_is_told_from_names() -> None:
    card, place = additions.with_section(shipped(), None)
    assert additions.is_stand_in(editing.row_at(card, place).names)
    card, place = additions.with_indicator(card, place, "typed")
    assert additions.is_stand_in(editing.row_at(card, place).names)
    assert not any(additions.is_stand_in(one.names) for one in shipped().indicators())


def test_another_figure_brings_its_unit_its_standard_and_its_name() -> None:
    csat = editing.indicator_at(shipped(), Spot(2, 0))
    made = additions.from_measure(csat, "nps")
    assert (made.code, made.measure, made.unit) == ("csat", "nps", Unit.SCORE)
    assert (made.names.en, made.weight) == ("Net promoter score (NPS)", csat.weight)
    own = replace(csat, names=replace(csat.names, en="Stars"))
    assert additions.from_measure(own, "nps").names.en == "Stars"


def test_lines_of_a_spreadsheet_become_bands() -> None:
    ladder = Ladder("higher", ((D("0.9"), D(100)),), D(5))

    def pasted(text: str, row: int = 0, column: int = 0) -> Ladder:
        lines = [line.split("\t") for line in text.splitlines()]
        return into_ladder(ladder, Unit.RATE, numbers.PERCENT, row, column, lines)

    assert pasted("95%\t100\n90\t80\n其他\t10") == Ladder(
        "higher", ((D("0.95"), D(100)), (D("0.9"), D(80))), D(10)
    )
    assert pasted("99", 0, 1).bands == ((D("0.9"), D(99)),)
    assert pasted("7", 1, 1).otherwise == 7
    with pytest.raises(NotRead):
        pasted("90 or so\t80\n50\t60")


def test_rated_items_begin_in_ready_words_and_keep_what_was_written() -> None:
    card, place = additions.with_indicator(shipped(), None, "rated")
    five = editing.indicator_at(card, place)
    assert [level.name.zh for level in five.levels] == ["优秀", "良好", "合格", "待改进", "不合格"]
    assert all(level.wording.zh and level.wording.en for level in five.levels)

    def scaled(top: int, before: Indicator) -> Indicator:
        return additions.with_named_levels(starters.with_levels(before, top))

    three = scaled(3, five)
    assert [level.name.en for level in three.levels] == ["Good", "Satisfactory", "Unsatisfactory"]
    seven = scaled(7, three)
    assert {level.name.en for level in seven.levels} == set("1234567")
    assert scaled(5, seven).levels == five.levels
    own = replace(five.levels[0], wording=Names("笑", "Smiles"))
    kept = scaled(7, replace(five, levels=(own, *five.levels[1:])))
    assert kept.levels[2] == own
    assert kept.levels[3].name.en == "4"
