"""Rules as spreadsheet formulas, so that a workbook comes to the same points by itself.

Spreadsheets count in binary fractions. Differences are rounded to 12 places before they are compared, and
units to 9 before they are counted, so that 0.3 - 0.1 is not less than 0.2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from qadesk.domain.formula import (
    Branching,
    Call,
    Condition,
    Elsewhere,
    Joined,
    Name,
    Node,
    Nothing,
    Number,
    PeerCall,
    compared,
)
from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Escalation,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Rule,
    Step,
)

_MOST_NESTED = 40  # Excel calls a workbook damaged where functions are nested more than 64 deep


def points_formula(rule: Rule, value: str, standard: str, marks: Decimal) -> str:
    """What a rule makes of the cell `value`, without the leading "="; "" where it gives no points."""
    if isinstance(rule, Proportional):
        return _proportional(rule, value, standard, marks)
    if isinstance(rule, Ladder):
        return _ladder(rule, value, standard)
    if isinstance(rule, Step):
        return _step(rule, value, standard, marks)
    if isinstance(rule, Deduction):
        lowest = min(rule.floor, marks)
        return f"MAX({figure(lowest)},{figure(marks)}-MAX({value}-{figure(rule.free)},0)*{figure(rule.each)})"
    if isinstance(rule, Escalation):
        return f"MAX({figure(min(rule.floor, marks))},{figure(marks)}-({_lost(rule, value)}))"
    if isinstance(rule, PassFail):
        return f"IF({_reaches(rule.better, value, standard)},{figure(rule.bounds(marks)[1])},0)"
    if isinstance(rule, Bonus):
        return f"MIN(MAX({value},0)*{figure(rule.each)},{figure(rule.cap)})"
    return ""


def _lost(rule: Escalation, value: str) -> str:
    """What so many occurrences cost: each as much more than the one before from its turn on."""
    before, parts = Decimal(0), []
    for turn, cost in enumerate(rule.costs):
        if cost != before:
            parts.append(f"{figure(cost - before)}*MAX(0,INT({value})-{turn})")
        before = cost
    return "+".join(parts) or "0"


def crossed_formula(rule: RedLine, value: str, times: int = 1) -> str:
    """Whether a red line is crossed by a cell that holds so many times the value."""
    return f"AND(ISNUMBER({value}),N({value})>{figure(rule.allowed * times)})"


def value_formula(node: Node, cells: Mapping[str, str]) -> str:
    """An indicator's own formula over the cells of what it names. Raises KeyError for a name without one.

    What does not apply is an error, which the cell's own IFERROR leaves blank.
    """
    if isinstance(node, Nothing):
        return "NA()"
    if isinstance(node, Branching):
        parts = (value_formula(one, cells) for one in (node.then, node.otherwise))
        return f"IF({_condition(node.condition, cells)},{','.join(parts)})"
    if isinstance(node, Number):
        return fraction(Fraction(node.value))
    if isinstance(node, Name):
        return cells[node.code]
    if isinstance(node, PeerCall):
        return cells[node.key]
    if isinstance(node, Elsewhere):
        return cells.get(node.key, "NA()")
    if isinstance(node, Call):
        return f"{node.function.upper()}({','.join(value_formula(one, cells) for one in node.arguments)})"
    return f"({value_formula(node.left, cells)}{node.operator}{value_formula(node.right, cells)})"


def _condition(condition: Condition, cells: Mapping[str, str]) -> str:
    if isinstance(condition, Joined):
        parts = [_condition(one, cells) for one in condition.conditions]
        made = f"{condition.word.upper()}({','.join(parts)})"
        if any(isinstance(one, Elsewhere) for one in compared(condition)):  # which may have no value
            for part in parts:  # one that holds settles “or”, one that does not “and”
                made = (
                    f"IF(IFERROR({part},FALSE),TRUE,{made})"
                    if condition.word == "or"
                    else f"IF(IFERROR({part},TRUE),{made},FALSE)"
                )
        return made
    left, right = (value_formula(one, cells) for one in (condition.left, condition.right))
    return f"ROUND({left}-{right},12){condition.sign}0"


def figure(value: Decimal) -> str:
    """A figure as a formula takes it: plain digits with a point, a negative one in parentheses."""
    text = f"{value:f}"
    return f"({text})" if value < 0 else text


def fraction(value: Fraction) -> str:
    """The same of an exact fraction."""
    if value.denominator == 1:
        return figure(Decimal(value.numerator))
    return f"({value.numerator}/{value.denominator})"


def _proportional(rule: Proportional, value: str, standard: str, marks: Decimal) -> str:
    cap = figure(rule.bounds(marks)[1])
    if rule.full is not None:
        share = f"({value}-{figure(rule.zero)})/{figure(rule.full - rule.zero)}"
    elif rule.better == "higher":
        share = f"{value}/{standard}"
    else:
        return f"IF({value}<=0,{cap},MIN({cap},MAX(0,{standard}/{value}*{figure(marks)})))"
    return f"MIN({cap},MAX(0,{share}*{figure(marks)}))"


def _ladder(rule: Ladder, value: str, standard: str) -> str:
    def reached(number: int) -> str:
        limit = figure(rule.bands[number][0])
        bound = f"{limit}*{standard}" if rule.of_standard else limit
        return _reaches(rule.better, value, bound, itself=not rule.is_over(number))

    if rule.interpolated:
        return _sloped(rule, value, standard, reached)
    if len(rule.bands) > _MOST_NESTED:  # a value that reaches a band has reached all below it
        fewer = [points for _limit, points in rule.bands[1:]] + [rule.otherwise]
        parts = (
            f"IF({reached(number)},{figure(points - below)},0)"
            for number, ((_limit, points), below) in enumerate(zip(rule.bands, fewer, strict=True))
        )
        return f"{figure(rule.otherwise)}+{'+'.join(parts)}"
    made = figure(rule.otherwise)
    for number in reversed(range(len(rule.bands))):
        made = f"IF({reached(number)},{figure(rule.bands[number][1])},{made})"
    return made


def _sloped(rule: Ladder, value: str, standard: str, reached: Callable[[int], str]) -> str:
    """What lies beyond the last limit, and of each slope as much as the value has climbed, of a flat all."""
    unit = f"*{standard}" if rule.of_standard else ""
    _last, least = rule.bands[-1]
    number = len(rule.bands) - 1
    parts = [f"IF({reached(number)},{figure(least - rule.otherwise)},0)"]
    for number, ((better, more), (limit, points)) in enumerate(pairwise(rule.bands), 1):
        if not rule.sloped(number):
            parts.append(f"IF({reached(number - 1)},{figure(more - points)},0)")
            continue
        way = f"({value}-{figure(limit)}{unit})/({figure(better - limit)}{unit})"
        parts.append(f"{figure(more - points)}*MIN(1,MAX(0,{way}))")
    return f"{figure(rule.otherwise)}+{'+'.join(parts)}"


def _step(rule: Step, value: str, standard: str, marks: Decimal) -> str:
    start = marks if rule.at_standard is None else rule.at_standard
    low, high = rule.bounds(marks)
    ahead = f"ROUND({standard}-{value},12)" if rule.better == "lower" else f"ROUND({value}-{standard},12)"
    unit = f"({figure(rule.unit)}*{standard})" if rule.relative else figure(rule.unit)
    units = f"ROUND(ABS({ahead})/{unit},9)"
    counted = units if rule.pro_rata else f"INT({units})"
    each = f"IF({ahead}>0,{figure(rule.gain)},{figure(-rule.lose)})"
    return f"MIN({figure(high)},MAX({figure(low)},{figure(start)}+{each}*{counted}))"


def _reaches(better: str, value: str, bound: str, *, itself: bool = True) -> str:
    sign = "<" if better == "lower" else ">"
    return f"ROUND({value}-{bound},12){sign}{'=' if itself else ''}0"
