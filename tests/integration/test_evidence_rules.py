"""The page of an evidence pack works out rules and formulas as the program does, words of bands included."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from qadesk import resources
from qadesk.domain.formula import evaluate, parse
from qadesk.domain.rules import Deduction, Ladder
from qadesk.domain.scorecard import Better, Marks
from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.scoring import points_at
from tests.evidence_page import evaluated
from tests.unit.domain.cards import D, card, indicator
from tests.unit.domain.test_ladders import SHARE, VISITS, WAIT

FOLDER = resources.resource("evidence")
SCRIPTS = "".join((FOLDER / name).read_text("utf-8") for name in ("arithmetic.js", "reckoning.js"))
PAGE = f"<script>\n{SCRIPTS}</script>"
FORMULAS = [
    "a * 60%", "if(a >= 3, 1, 2)", "if(a > 3, 1, 2)", "if(a ≤ 2 or b = 7, 1, 2)", "if(a ≠ 3 且 b >= 7, 1, 2)",
    "IF((a + b) * 2 >= 20, MIN(a, b), MAX(a, b))", "if((a >= 9) or (b >= 7 and a <> 3), 1, 2)",
    "如果（a ＞ 2，b，a）- 1", "if(a >= 9, 1, if(b >= 9, 2, 3)) + 1 / 3", "if(b / (a - 3) > 1, 1, 2)",
    "if(a > 9, 1, not_applicable)", "if(a > 1 or x > 1, 1, 2)", "if(a > 1 and x > 1, 1, 2)",
    "if(a > 1, a, x)", "(a - before(a)) * 100", "上月（a）+ MEAN_OF_LAST(a,3)",
    "if(a >= 3 and before(b) > 1, 1, 2)",
    "if(a > 9 and before(b) > 1, 1, 2)", "前几月最低(a, 2) * 2",
]  # fmt: skip


@pytest.mark.parametrize("by_qt", [False, True])
def test_formulas(by_qt: bool) -> None:
    """By Node.js, and by the window's own script engine, which is older."""
    others = {"before(a)": 2, "mean_of_last(a, 3)": 4, "lowest_of_last(a, 2)": 5}
    known = (
        "{a: Exact.of('3'), b: Exact.of('7')"
        + "".join(f", {json.dumps(key)}: Exact.of('{value}')" for key, value in others.items())
        + "}"
    )
    calls = ", ".join(
        f"(function (made) {{ return made === null ? null : Exact.text(made, 6); }})"
        f"(Reckoning.formula({json.dumps(text)}, {known}))"
        for text in FORMULAS
    )
    values = [evaluate(parse(text), {"a": 3, "b": 7, **others}) for text in FORMULAS]
    found = evaluated(PAGE, f"[{calls}]", by_qt=by_qt)
    assert [None if one is None else Fraction(one) for one in found] == [
        None if value is None else Fraction(round(Fraction(value) * 10**6), 10**6) for value in values
    ]


@pytest.mark.parametrize("rule", [VISITS, SHARE, WAIT, replace(WAIT, interpolated=True)])
@pytest.mark.parametrize("marks", list(Marks))
def test_ladders_and_marks(rule: Ladder, marks: Marks) -> None:
    better = Better(rule.better)
    made = card({"s": [indicator("x", 60, rule, better=better), indicator("y", 40, Deduction(D(5)))]})
    table = replace(made, marks=marks, sections=(replace(made.sections[0], share=D(50)),))
    values = [limit + apart * limit / 100 for limit, _points in rule.bands for apart in (-2, -1, 0, 1, 2)]
    data: Any = to_dict(table)
    lines = [{"state": "observed", "value": str(value), "standard": None} for value in values]
    calls = (
        f"(function (card) {{ return {json.dumps(lines)}.map(function (line) {{ return Exact.text("
        f"Reckoning.pointsOf(card, card.sections[0], card.sections[0].indicators[0], line), 8); }}); }})"
        f"({json.dumps(data)})"
    )
    item = table.indicator("x")
    expected = [points_at(table, item, D(30), value, None) for value in values]
    assert [round(float(one), 6) for one in evaluated(PAGE, calls)] == [
        round(float(one or 0), 6) for one in expected
    ]
