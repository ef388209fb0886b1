"""The shipped scorecard is what the branch was told, in both languages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from qadesk.domain.scorecard import Role, Scorecard, Ties, Unit
from qadesk.domain.scorecard_forms import from_dict, to_dict
from qadesk.services import scorecards
from qadesk.services.designing.asked_fields import of_scorecard

D = Decimal


@pytest.fixture
def standard() -> Scorecard:
    return scorecards.shipped()


def test_sections_indicators_standards_and_weights(standard: Scorecard) -> None:
    told = [(s.code, i.code, i.unit.value, i.better.value, i.standard, i.weight)
            for s in standard.sections for i in s.indicators]  # fmt: skip
    assert told == [
        ("response", "avg_response_seconds", "seconds", "lower", D(30), D(20)),
        ("resolution", "first_contact_resolution", "rate", "higher", D("0.90"), D(20)),
        ("satisfaction", "csat", "rating", "higher", D("4.0"), D(15)),
        ("attitude", "attitude", "rating", "higher", D("4.5"), D(15)),
        ("communication", "communication", "rating", "higher", D("4.0"), D(15)),
        ("complaints", "complaint_rate", "rate", "lower", D("0.01"), D(10)),
        ("accuracy", "errors", "count", "lower", D(0), D(5)),
        ("bonus", "praises", "count", "higher", None, D(0)),
        ("red_line", "abusive_language", "count", "lower", D(0), D(0)),
    ]
    assert sum(s.weight for s in standard.sections) == 100
    assert standard.cap == 105


def test_roles_follow_from_rules(standard: Scorecard) -> None:
    roles = {i.code: i.role for i in standard.indicators()}
    assert roles.pop("praises") is Role.BONUS
    assert roles.pop("abusive_language") is Role.RED_LINE
    assert set(roles.values()) == {Role.WEIGHTED}


@pytest.mark.parametrize(
    "total, grade, zh",
    [("105", "A", "优秀"), ("90", "A", "优秀"), ("89.99", "B", "良好"), ("80", "B", "良好"),
     ("79.99", "C", "合格"), ("70", "C", "合格"), ("69.99", "D", "待改进"), ("0", "D", "待改进")],
)  # fmt: skip
def test_grades_begin_where_they_say(standard: Scorecard, total: str, grade: str, zh: str) -> None:
    found = standard.grade_of(D(total))
    assert (found.code, found.names.zh) == (grade, zh)


def test_every_level_of_what_is_rated_is_worded_in_both_languages(standard: Scorecard) -> None:
    rated = [i for i in standard.indicators() if i.rated]
    assert [i.code for i in rated] == ["attitude", "communication"]
    for indicator in rated:
        assert indicator.unit is Unit.RATING
        assert sorted(level.level for level in indicator.levels) == [1, 2, 3, 4, 5]
        wordings = {text for level in indicator.levels for text in (level.wording.zh, level.wording.en)}
        assert len(wordings) == 10
        assert all(len(text) > 10 for text in wordings)


def test_names_answer_in_the_language_asked_for(standard: Scorecard) -> None:
    assert standard.names.in_language("zh_CN") == "快递客服标准考核方案"
    assert standard.names.in_language("en") == "Standard courier scorecard"


def test_the_file_form_keeps_every_figure_exact(standard: Scorecard) -> None:
    again = from_dict(to_dict(standard))
    assert again == standard
    assert to_dict(again) == to_dict(standard)


@pytest.mark.parametrize("lost", ["code", "sections", "grades", "cap", "name"])
def test_a_form_that_lacks_something_is_refused(standard: Scorecard, lost: str) -> None:
    data: dict[str, Any] = to_dict(standard)
    del data[lost]
    with pytest.raises(KeyError):
        from_dict(data)


def test_a_unit_nobody_knows_is_refused(standard: Scorecard) -> None:
    data = to_dict(standard)
    data["sections"][0]["indicators"][0]["unit"] = "furlong"
    with pytest.raises(ValueError, match="furlong"):
        from_dict(data)


def test_a_stored_form_with_quotas_that_says_nothing_of_ties_means_what_it_did(standard: Scorecard) -> None:
    """Before there was a choice, ties were out and who is capped took a place."""
    first, *rest = standard.grades
    limited = replace(standard, grades=(replace(first, quota=D("0.2")), *rest))
    before = to_dict(replace(limited, quota_ties=Ties.OLD))
    assert "quota_ties" not in before
    assert from_dict(before).quota_ties is Ties.OLD
    assert from_dict(to_dict(standard)).quota_ties is Ties.IN  # without quotas nothing is meant yet
    for one in (standard, limited):
        for ties in Ties:
            assert from_dict(to_dict(replace(one, quota_ties=ties))).quota_ties is ties


def test_what_was_before_there_was_a_choice_is_offered_only_where_it_holds(standard: Scorecard) -> None:
    def offered(ties: Ties) -> list[Ties]:
        fields = of_scorecard(replace(standard, quota_ties=ties))
        (field,) = (one for one in fields if one.name == "scorecardQuotaTies")
        return [data for data, _words in field.options]

    assert offered(Ties.IN) == offered(Ties.OUT) == [Ties.IN, Ties.OUT]
    assert offered(Ties.OLD) == [Ties.IN, Ties.OUT, Ties.OLD]
