"""Rows pasted into a scorecard: where they go, in which language their names are, what is said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.rules import RedLine
from qadesk.domain.scorecard import Names, Scorecard
from qadesk.i18n import speaking
from qadesk.services.designing.pasted_rows import PastedRows, with_pasted
from qadesk.services.scorecards import shipped

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
