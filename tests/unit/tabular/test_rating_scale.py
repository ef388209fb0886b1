"""A scale of five is read; good and bad, three levels, ten or a hundred are asked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from qadesk.tabular.meanings import Meanings
from qadesk.tabular.questions import Question
from qadesk.tabular.rating_scale import settle_rating
from qadesk.tabular.text import Cell


@pytest.mark.parametrize(
    "cells",
    [
        ["满意", "不满意", "非常满意"], ["5", "4", "1"], ["1", "2"], ["5分", ""], ["满意", "5"], [],
        ["未评价", ""], ["★★★★★"], ["Very satisfied", "Satisfied"], ["较满意", "不满意"], [5.0, 4.0, None],
    ],
)  # fmt: skip
def test_a_scale_of_five_is_read_as_it_stands(cells: list[Cell]) -> None:
    assert settle_rating("评价", cells) == {}


@pytest.mark.parametrize(
    "cells, answer, meanings",
    [
        (["好评", "差评"], "five_one", {"好评": 5, "差评": 1}),
        (["好评", "中评", "差评"], "five_one", {"好评": 5, "中评": 3, "差评": 1}),
        (["满意", "不满意", "满意"], "five_one", {"满意": 5, "不满意": 1}),
        (["满意", "不满意"], "four_two", {"满意": 4, "不满意": 2}),
        (["Good", "Bad", "Offered"], "five_one", {"Good": 5, "Bad": 1}),
        (["👍", "👎"], "five_one", {"👍": 5, "👎": 1}),
        (["1", "2", "3"] * 5, "down", {"1": 5, "2": 3, "3": 1}),
        (["1", "2", "3"] * 5, "up", {"1": 1, "3": 3}),
        (["1", "0", "1"], "five_one", {"1": 5, "0": 1}),
        ([1.0, 0.0, 1.0], "five_one", {"1": 5, "0": 1}),
    ],
)
def test_another_scale_is_asked_and_the_answer_holds(
    cells: list[Cell], answer: str, meanings: Mapping[str, int]
) -> None:
    question = settle_rating("评价", cells)
    assert isinstance(question, Question)
    assert answer in [choice.answer for choice in question.readings]
    laid = settle_rating("评价", cells, answer=answer)
    assert not isinstance(laid, Question)
    read = Meanings("rating", laid)
    assert {word: read.of(word) for word in meanings} == meanings


@pytest.mark.parametrize("cells", [["100", "90", "85"], ["95%", "90%"], ["9", "10", "8"], ["7分", "8分"]])
def test_numbers_beyond_five_are_no_ratings_of_five(cells: list[Cell]) -> None:
    question = settle_rating("评分", cells)
    assert isinstance(question, Question)
    assert [choice.answer for choice in question.readings] == ["none"]


@pytest.mark.parametrize(
    "header, cells, levels",
    [
        ("满意度(1非常满意-5非常不满意)", ["1", "5", "2"], {"1": 5, "5": 1, "2": 4, "3": 3}),
        ("满意度：1-非常满意，2-满意，3-不满意", ["1", "2", "3"], {"1": 5, "2": 4, "3": 2}),
        ("满意度(1非常不满意-5非常满意)", ["1", "5", "4"], {"1": 1, "5": 5, "4": 4}),
        ("CSAT (1=very satisfied, 5=very dissatisfied)", ["1", "4"], {"1": 5, "4": 2}),
        ("满意度(1最好)", ["1", "4"], {"1": 5, "4": 2}),
        ("CSAT, 1 is best", ["1", "4"], {"1": 5, "4": 2}),
        ("满意度(5分制)", ["1", "5"], {"1": 1, "5": 5}),
    ],
)
def test_a_header_that_says_what_its_digits_mean(
    header: str, cells: list[Cell], levels: dict[str, int]
) -> None:
    laid = settle_rating(header, [*cells, *levels])
    assert not isinstance(laid, Question)
    read = Meanings("rating", laid)
    assert {digit: read.of(digit) for digit in levels} == levels


def test_a_header_with_a_scale_of_three_is_asked() -> None:
    header, cells = "评价（1满意 2一般 3不满意）", ["1", "2", "3"]
    question = settle_rating(header, cells)
    assert isinstance(question, Question)
    assert [choice.text for choice in question.readings][:2] == [
        "good is 5, bad is 1 (1 = 5, 2 = 3, 3 = 1)", "good is 4, bad is 2 (1 = 4, 2 = 3, 3 = 2)",
    ]  # fmt: skip
    assert settle_rating(header, cells, answer="five_one") == {"1": "5", "2": "3", "3": "1"}
    assert settle_rating(header, cells, answer="four_two") == {"1": "4", "2": "3", "3": "2"}


def test_a_rare_fault_does_not_make_it_another_scale() -> None:
    assert settle_rating("评价", ["5"] * 40 + ["9"]) == {}


def test_the_question_shows_what_the_words_would_be() -> None:
    question = settle_rating("评价", ["好评", "差评"])
    assert isinstance(question, Question)
    assert question.readings[0].text == "好评 = 5, 差评 = 1"


def test_words_the_user_gave_a_meaning_are_not_asked_again() -> None:
    assert settle_rating("评价", ["好评", "差评"], override={"好评": "5", "差评": "1"}) == {}
