"""Ready scorecards and check forms: sound, in both languages, fair, tried on the sample office."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qadesk.domain.assessing import assess
from qadesk.domain.check_forms import YES, Critical
from qadesk.domain.check_problems import check_form
from qadesk.domain.check_scoring import score
from qadesk.domain.checking import check
from qadesk.domain.computed import with_computed
from qadesk.domain.measures import Measurement
from qadesk.domain.months import FIGURES as MONTHS
from qadesk.domain.scorecard import Better, Indicator, Names, Origin, Scorecard, Unit
from qadesk.domain.scoring import Given, State
from qadesk.resources import resource
from qadesk.services import library, library_words
from qadesk.services.checks import forms
from qadesk.services.designing import problems, versions
from qadesk.services.designing.trial import trial
from qadesk.services.library import ReadyForm, ReadyScorecard
from qadesk.storage.office import Office
from qadesk.tabular.scorecard_text import text_of
from tests.refusals import refuses

D = Decimal
MONTH = "2026-09"
CARDS, FORMS = library.scorecards(), library.forms()
ENDS = {  # the worst and the best value of a unit, where the indicator says no other
    Unit.SECONDS: (600, 0),
    Unit.RATE: (0, 1),
    Unit.PER_10000: (0, 1),
    Unit.RATING: (1, 5),
    Unit.COUNT: (0, 1000),
    Unit.SCORE: (-100, 100),
    Unit.POINTS: (0, 100),
}


def of_card(one: ReadyScorecard) -> str:
    return one.name


def of_form(one: ReadyForm) -> str:
    return one.name


def ends(indicator: Indicator) -> tuple[Decimal, Decimal]:
    low, high = map(D, ENDS[indicator.unit])
    return (max(high, low), min(high, low)) if indicator.better is Better.LOWER else (low, high)


def given(card: Scorecard, at: int) -> dict[str, Given]:
    """The worst (0) or best (1) value of each; formulas by what they are made of."""
    values = {one.code: ends(one)[at] for one in card.indicators() if one.origin is not Origin.FORMULA}
    for one in card.indicators():
        if one.part_of:  # a part is as large as its whole at most, and so the rate is 0 or 1
            values[one.part_of] = D(1000)
    found = {code: Given(State.OBSERVED, Measurement(value, 1000)) for code, value in values.items()}
    return with_computed(card, found, {})


def test_there_are_enough_for_the_posts_of_a_branch() -> None:
    assert len(CARDS) >= 10
    assert len(FORMS) >= 5
    files = {path.stem for path in resource("scorecards").iterdir()} - {"courier-standard"}
    assert {one.name for one in CARDS} == files  # none is forgotten
    assert {one.name for one in FORMS} == {path.stem for path in resource("check_forms").iterdir()}
    with refuses("library.unknown"):
        library.scorecard("../self_test/expected")


@pytest.mark.parametrize("one", CARDS, ids=of_card)
def test_a_scorecard_is_sound_and_says_all_in_both_languages(one: ReadyScorecard) -> None:
    assert not check(one.content)
    assert not problems.problems_in_words(one.content)
    assert text_of(one.content) == resource("scorecards", f"{one.name}.yaml").read_text("utf-8")
    _must_be_bilingual(one.audience, one.practice, one.content.names)
    assert len(library_words.contents(one)) == sum(1 for _one in one.content.indicators())


@pytest.mark.parametrize("one", CARDS, ids=of_card)
def test_the_best_agent_has_the_best_grade_and_the_worst_the_worst(one: ReadyScorecard) -> None:
    card = one.content
    best, worst = (assess(card, given(card, at)) for at in (1, 0))
    assert (best.total is not None and best.total >= 100, best.grade) == (True, card.grades[0].code)
    assert worst.grade == card.grades[-1].code


@pytest.mark.parametrize("one", CARDS, ids=of_card)
def test_a_scorecard_is_tried_on_the_sample_office(one: ReadyScorecard, sample_office: Office) -> None:
    """Only what is typed, rated or checked is missing there; with that left out there are totals."""
    card = one.content
    recorded = {i.code for i in card.indicators() if i.origin is Origin.RECORDS and "check_" not in i.figure}
    if card.takes_up(MONTHS):
        return  # not for a month
    made = trial(sample_office, MONTH, card)
    assert not {lack.indicator.code for lack in made.lacks} & recorded
    left = trial(sample_office, MONTH, card, leave_out=True)
    if recorded & {i.code for i in card.indicators() if i.weight}:
        assert any(move.after.assessment.total is not None for move in left.moves)


@pytest.mark.parametrize("one", FORMS, ids=of_form)
def test_a_form_is_sound_and_fair_at_the_ends(one: ReadyForm) -> None:
    form = one.content
    assert not check_form(form)
    _must_be_bilingual(one.audience, one.practice, form.names)
    said = {question.code: question.choices[0] for question in form.questions()}
    assert score(form, said).score == 100
    for question in form.questions():
        _must_be_bilingual(question.names, *(level.wording for level in question.levels))
        if question.critical is Critical.CALL:
            assert score(form, {**said, question.code: question.choices[-1]}).score == 0
    assert YES in {choice for question in form.questions() for choice in question.choices}


def test_a_draft_begins_with_one_of_them(sample_office: Office) -> None:
    made = versions.new_draft(sample_office, "team-lead").value
    assert versions.card(sample_office, made) == library.scorecard("team-lead")
    again = versions.new_draft(sample_office, "team-lead").value
    assert versions.card(sample_office, again).code == "team-lead_2"
    form = forms.draft(sample_office, library.form("short")).value
    assert [one.form.code for one in forms.forms(sample_office) if one.id == form] == ["short"]


def _must_be_bilingual(*all_names: Names) -> None:
    for names in all_names:
        assert names.zh, names
        assert names.en, names
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in names.en), names.en
