"""Formulas: an indicator computed from others, such as `handled / assigned`.

A formula is read into a small tree and interpreted here: names of other figures, decimal numbers and
percentages, + - * /, parentheses, min(a, b, …), max(a, b, …), if(condition, then, otherwise), figures of
other periods, such as before(sat), and of an agent's peers, such as team_mean(sat). Nothing else can be
written in it, and nothing is ever run as code. Arithmetic is exact in fractions.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from qadesk.domain.formula_parser import MAX_LENGTH, tree, with_codes, with_names
from qadesk.domain.formula_tree import (
    FUNCTIONS,
    Branching,
    Call,
    Comparison,
    Condition,
    Elsewhere,
    ExactNumber,
    FormulaError,
    Joined,
    Name,
    Node,
    Nothing,
    Number,
    Operation,
    PeerCall,
)

__all__ = [
    "FUNCTIONS", "MAX_LENGTH", "Call", "Branching", "Comparison", "Condition", "Elsewhere", "ExactNumber",
    "FormulaError", "Joined", "Name", "Node", "Nothing", "Number", "Operation", "PeerCall", "with_codes",
    "with_names",
]  # fmt: skip

FAR = Fraction(10**15)  # beyond it nothing is a figure of a branch
_USUAL = 1000  # what a name may stand for when a formula is weighed up


class Absent(Enum):
    """Why a part of a formula has no value; of several reasons the first of these is told."""

    DIVIDED = "divided"  # by 0, whatever else is missing: it does not apply
    MISSING = "missing"
    NOT_APPLICABLE = "na"


Found = ExactNumber | Absent
Calculation = Callable[[Mapping[str, Found]], Found]
_RANK: Final = {one: rank for rank, one in enumerate(Absent)}
_REST: Final[dict[str, Callable[[Any, Any], ExactNumber]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
    "<>": operator.ne,
}  # fmt: skip


def parse(text: str) -> Node:
    """The tree of a formula.

    Raises FormulaError: "empty", "too_long", "too_deep", "unexpected" (a sign that cannot stand there),
    "unfinished" (it ends too early), "unknown_function", "zero" (a division by a constant that is 0),
    "called" (a name in quotes that is none, or of several), "takes_figure" (a function such as before(…)
    without the code of a figure), "takes_number" (one such as mean_of_last(…) without a whole number of
    periods), "peers_of" (a figure of peers that is not of one indicator), "peers_asked" (one asked with a
    word that cannot stand there), "no_condition" (if without a comparison), "compared_outside" (a comparison
    outside if).
    """
    if not text.strip():
        raise FormulaError("empty", "", 0)
    if len(text) > MAX_LENGTH:
        raise FormulaError("too_long", text[:20], MAX_LENGTH)
    return tree(text, lambda node: is_constant(node) and not evaluate(node, {}))


def reach(node: Node) -> Fraction:
    """How far from 0 a formula leads where every name stands for 1,000; its own numbers count in full.

    Dividing by names brings it no nearer, for they may be 1. Beyond FAR a formula is a mistake.
    """
    if isinstance(node, Number):
        return abs(Fraction(node.value))
    if isinstance(node, Name | Elsewhere | PeerCall):
        return Fraction(_USUAL)
    if isinstance(node, Nothing):
        return Fraction(0)
    if isinstance(node, Call):
        return max(map(reach, node.arguments))
    if isinstance(node, Branching):
        return max(map(reach, (node.then, node.otherwise, *_compared(node.condition))))
    left, right = reach(node.left), reach(node.right)
    if node.operator == "*":
        return left * right
    if node.operator == "/":
        by = evaluate(node.right, {}) if is_constant(node.right) else None
        return left / abs(Fraction(by)) if by else left
    return left + right


def names(node: Node) -> Iterator[str]:
    """The codes a formula uses, in order, each as often as it stands there; not those of other periods."""
    return (one.code for one in leaves(node) if isinstance(one, Name | PeerCall))


def own_names(node: Node) -> Iterator[str]:
    """The codes of which a formula uses the agent's own figure; see `names`."""
    return (one.code for one in leaves(node) if isinstance(one, Name))


def peer_calls(node: Node) -> tuple[PeerCall, ...]:
    """The figures of peers that a formula uses, each once."""
    return tuple(dict.fromkeys(one for one in leaves(node) if isinstance(one, PeerCall)))


def elsewhere(node: Node) -> tuple[Elsewhere, ...]:
    """What a formula uses of figures elsewhere, as of other periods, each once, in order."""
    return tuple(dict.fromkeys(one for one in leaves(node) if isinstance(one, Elsewhere)))


def codes(node: Node) -> frozenset[str]:
    """All codes a formula uses, also those of which it takes a figure elsewhere."""
    return frozenset(one.code for one in leaves(node) if isinstance(one, _NAMED))


def is_constant(node: Node) -> bool:
    """Whether a formula names no figure."""
    return not any(isinstance(one, _NAMED) for one in leaves(node))


_NAMED: Final = Name | Elsewhere | PeerCall


def leaves(node: Node) -> Iterator[Node]:
    """What a formula is made of that is made of nothing else, in order."""
    if isinstance(node, Operation):
        parts: tuple[Node, ...] = (node.left, node.right)
    elif isinstance(node, Call):
        parts = node.arguments
    elif isinstance(node, Branching):
        parts = (*_compared(node.condition), node.then, node.otherwise)
    else:
        yield node
        return
    for part in parts:
        yield from leaves(part)


def compared(condition: Condition) -> Iterator[Node]:
    """What a condition compares, in order, down to figures."""
    return (one for side in _compared(condition) for one in leaves(side))


def _compared(condition: Condition) -> Iterator[Node]:
    """The two sides of every comparison in a condition."""
    if isinstance(condition, Comparison):
        yield from (condition.left, condition.right)
    else:
        for one in condition.conditions:
            yield from _compared(one)


def evaluate(node: Node, values: Mapping[str, Found]) -> ExactNumber | None:
    """The value; None where it has none: something is divided by 0, missing, or does not apply."""
    found = calculation(node)(values)
    return None if isinstance(found, Absent) else found


def holds(condition: Condition, values: Mapping[str, Found]) -> bool | None:
    """Whether a condition holds; None where that cannot be told."""
    found = _of_condition(condition)(values)
    return None if isinstance(found, Absent) else found


def calculation(node: Node) -> Calculation:
    """What evaluates a formula, made ready for many evaluations; a name without value is missing.

    A figure elsewhere without value does not apply: no month before is no fault of this one. Values of
    figures of peers go by how they are written (`PeerCall.key`).
    """
    if isinstance(node, Number):
        number = node.value
        return lambda _values: number
    if isinstance(node, Name | PeerCall):
        code = node.code if isinstance(node, Name) else node.key
        return lambda values: values.get(code, Absent.MISSING)
    if isinstance(node, Elsewhere):
        key = node.key
        return lambda values: values.get(key, Absent.NOT_APPLICABLE)
    if isinstance(node, Nothing):
        return lambda _values: Absent.NOT_APPLICABLE
    if isinstance(node, Call):
        return _of_function(min if node.function == "min" else max, [*map(calculation, node.arguments)])
    if isinstance(node, Branching):
        return _of_choice(node)
    return _of_operation(node.operator, calculation(node.left), calculation(node.right))


def _of_function(choose: Callable[[Any], ExactNumber], arguments: list[Calculation]) -> Calculation:
    def chosen(values: Mapping[str, Found]) -> Found:
        found = [argument(values) for argument in arguments]
        absent = [one for one in found if isinstance(one, Absent)]
        return min(absent, key=_RANK.__getitem__) if absent else choose(found)

    return chosen


def _of_choice(node: Branching) -> Calculation:
    """Only the part that is chosen has to be there."""
    condition = _of_condition(node.condition)
    then, otherwise = calculation(node.then), calculation(node.otherwise)

    def chosen(values: Mapping[str, Found]) -> Found:
        found = condition(values)
        if isinstance(found, Absent):
            return found
        return then(values) if found else otherwise(values)

    return chosen


def _of_condition(condition: Condition) -> Callable[[Mapping[str, Found]], bool | Absent]:
    if isinstance(condition, Comparison):
        both = _both(_COMPARE[condition.sign])
        left, right = calculation(condition.left), calculation(condition.right)
        return lambda values: both(left(values), right(values))
    parts, settles = [*map(_of_condition, condition.conditions)], condition.word == "or"

    def joined(values: Mapping[str, Found]) -> bool | Absent:
        found = [part(values) for part in parts]
        if settles in found:  # one that holds settles “or”, one that does not “and”, whatever is missing
            return settles
        absent = [one for one in found if isinstance(one, Absent)]
        return min(absent, key=_RANK.__getitem__) if absent else not settles

    return joined


def _of_operation(sign: str, left: Calculation, right: Calculation) -> Calculation:
    if sign == "/":

        def divided(values: Mapping[str, Found]) -> Found:
            one, by = left(values), right(values)
            if not isinstance(by, Absent) and not by:
                return Absent.DIVIDED
            found: Found = _quotient(one, by)
            return found

        return divided
    work = _both(_REST[sign])
    return lambda values: work(left(values), right(values))


def _both(work: Callable[[Any, Any], Any]) -> Callable[[Found, Found], Any]:
    """Work on two values; what one of them lacks otherwise."""

    def done(one: Found, other: Found) -> Any:
        if isinstance(one, Absent):
            return min(one, other, key=_RANK.__getitem__) if isinstance(other, Absent) else one
        return other if isinstance(other, Absent) else work(one, other)

    return done


_quotient = _both(Fraction)
