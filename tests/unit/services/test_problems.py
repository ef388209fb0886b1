"""Every problem a scorecard can have is said in both languages, with the place and what to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qadesk import i18n
from qadesk.domain import (
    checking,
    flat_rules,
    formula,
    formula_parser,
    peer_checking,
    rule_checking,
    total_checking,
)
from qadesk.domain.checking import check
from qadesk.domain.problems import Problem, Severity
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scorecard_forms import from_dict, to_dict
from qadesk.services import scorecards
from qadesk.services.designing.problem_words import FORMULA_WORDS, WORDS
from qadesk.services.designing.problems import WordedProblem, grouped, problems_in_words, worded

CARD = scorecards.shipped()
_COMPUTED = {"range", "what"}  # made of other details


def edited(**changes: Any) -> Scorecard:
    """The shipped scorecard with fields of its first indicator changed."""
    data: dict[str, Any] = to_dict(CARD)
    data["sections"][0]["indicators"][0] |= changes
    return from_dict(data)


def raised() -> Iterator[tuple[str, set[str]]]:
    """Each problem the checks can find, with the names of its details, as the source says."""
    for module in (checking, rule_checking, flat_rules, peer_checking, total_checking):
        source = Path(module.__file__ or "").read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in ("error", "warning"):
                assert isinstance(node, ast.Call)
                details = {keyword.arg or "" for keyword in node.keywords}
                literal = [n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)]
                for code in literal or ["code_repeated", "code_invalid"]:
                    yield str(code), details


def test_every_problem_has_words_and_they_name_only_what_is_known() -> None:
    found = list(raised())
    assert {code for code, _details in found} == set(WORDS)
    for code, details in found:
        used = set(re.findall(r"{(\w+)}", " ".join(WORDS[code])))
        assert used <= details | _COMPUTED, code


def test_every_fault_of_a_formula_has_words() -> None:
    source, parser, checks = (
        Path(module.__file__ or "").read_text("utf-8") for module in (formula, formula_parser, checking)
    )
    raised_ = set(re.findall(r'FormulaError\("(\w+)"', source + parser)) | {"compared_outside", "unexpected"}
    assert raised_ | set(re.findall(r'"formula", \*here, problem="(\w+)"', checks)) == set(FORMULA_WORDS)


SPEED = "Response › Average response time › "
LADDER = {"kind": "ladder", "better": "lower", "bands": [["30", "100"], ["25", "90"]]}
READING = {
    "Sections: The weights add up to 95.5% instead of 100%. Give the missing 4.5% to some of them.": {
        "weight": "15.5"
    },
    "Sections: The weights add up to 100.2% instead of 100%. Take 0.2% away from some of them.": {
        "weight": "20.2"
    },
    f"{SPEED}Standard: A standard of −1 s is out of range: its values are at least 0 s."
    " Correct the standard. Rates are 0.95 in text files, 95% everywhere else.": {"standard": "-1"},
    f"{SPEED}Rule › band 2: The limit 25 s overlaps the band before it, which goes to 30 s; it is never"
    " reached. Put the bands in order, the best first, each with a limit of its own.": {"rule": LADDER},
    f"{SPEED}Formula: The formula cannot be read: “0” at character 8 is 0, and nothing can be divided"
    " by it. Divide by another number, or by a value.": {"formula": "csat / 0"},
    f"{SPEED}Formula: The formula cannot be read: “*” is not allowed at character 7. Use codes, names in"
    " 「」, numbers, 60%, + - × ÷, parentheses, min(…), max(…) and if(…, …, …).": {"formula": "csat +* 2"},
    "Response › avg_response_seconds › Indicator name: It has no name. Name it in Chinese or English.": {
        "name": {"zh": "", "en": ""}
    },
}


@pytest.mark.parametrize("expected", READING)
def test_problems_read_as_sentences(expected: str) -> None:
    assert expected in [str(one) for one in problems_in_words(edited(**READING[expected]))]


def test_in_chinese() -> None:
    i18n.set_language("zh_CN")
    (only,) = problems_in_words(edited(weight="15"))
    assert str(only) == "各部分：权重合计为 95%，应为 100%。还差 5%，请补到相应指标上。"
    assert (only.severity, only.path, only.error) == (Severity.ERROR, ("sections",), True)


def test_no_placeholder_is_left_over() -> None:
    rates = {"low": Decimal(0), "high": Decimal(1)}
    details: dict[str, Any] = {
        "unit": "seconds", "needed": "rate", "rule": "lower", "indicator": "higher", "language": "zh",
        "names": ("a", "b"), "codes": ("a", "b", "a"), "grades": ("A",), "levels": (1, 3), "sections": ("s",),
        "problem": "zero", "text": "0", "at": 3, "standard": Decimal(2), "limit": Decimal(2), **rates,
    }  # fmt: skip
    path = ("sections", 1, "indicators", 0, "rule", "bands", 0)
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        for code, names in raised():
            detail = {name: details.get(name, Decimal("0.5")) for name in names}
            said = str(worded(CARD, Problem(code, Severity.ERROR, path, detail)))
            assert "{" not in said
            assert not re.search(r"None|Decimal|<|\(\)", said)


def test_a_sound_scorecard_has_nothing_to_tell() -> None:
    assert problems_in_words(CARD) == ()
    one_language = replace(CARD, names=replace(CARD.names, en=""))
    assert [one.error for one in problems_in_words(one_language)] == [False]
    assert len(check(one_language)) == 1


def test_a_figure_without_end_is_cut_off_below() -> None:
    """What falls short by a hair is not said to be all of it."""
    data: dict[str, Any] = to_dict(CARD)
    csat = data["sections"][2]["indicators"][0]
    texts = []
    for most in ("83.33333333", "99.9999999"):
        csat["rule"] = {"kind": "ladder", "better": "higher", "bands": [["4", most], ["3", "50"]]}
        texts += [one.text for one in problems_in_words(from_dict(data)) if one.code == "no_full_marks"]
    assert texts == [
        "Even the best value gives only 83.33 of 100 points.",
        "Even the best value gives only 99.99 of 100 points.",
    ]


def test_in_chinese_the_places_are_counted_in_all() -> None:
    def one(where: str) -> WordedProblem:
        return WordedProblem("bounds_missing", Severity.WARNING, ("groups", 0), where, "text", "remedy")

    with i18n.speaking("zh_CN"):
        assert [told.where for told in grouped([one("考勤"), one("差错"), one("表扬")])] == ["考勤等 3 处"]


def test_typed_values_without_bounds_are_one_line_that_names_them() -> None:
    def one(code: str, where: str) -> WordedProblem:
        return WordedProblem(code, Severity.WARNING, ("groups", 0, where), where, "text", "remedy")

    found = [one("bounds_missing", "Checks"), one("weights_sum", "B"), one("bounds_missing", "Errors")]
    assert [(told.code, told.where) for told in grouped(found)] == [
        ("bounds_missing", "2 places, first Checks"),
        ("weights_sum", "B"),
    ]
    assert [told.where for told in grouped(found[:2])] == ["Checks", "B"]
