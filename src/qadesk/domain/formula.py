"""Formulas: an indicator computed from others, such as `handled / assigned`.

A formula is read into a small tree and interpreted here: names of other figures, decimal numbers,
+ - * /, parentheses, and min(a, b, …) and max(a, b, …). Nothing else can be written in it, and nothing is
ever run as code. Arithmetic is exact in fractions.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

MAX_LENGTH = 500
FAR = Fraction(10**15)  # beyond it nothing is a figure of a branch
_USUAL = 1000  # what a name may stand for when a formula is weighed up
_MAX_DEPTH = 40
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([^\W\d]\w*)|([-+*/(),×÷（），−]))", re.UNICODE)
_SAME = {"×": "*", "÷": "/", "（": "(", "）": ")", "，": ",", "−": "-"}
FUNCTIONS = ("min", "max")
ExactNumber = Fraction | int  # a whole number is as exact, and quicker to calculate with
Calculation = Callable[[Mapping[str, ExactNumber]], ExactNumber | None]
_REST: dict[str, Callable[[Any, Any], ExactNumber]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


class FormulaError(ValueError):
    """What is wrong with a formula: a stable `problem`, the offending `text` and `at`, counted from 0."""

    def __init__(self, problem: str, text: str, at: int) -> None:
        super().__init__(f"{problem} {text!r} at {at}")
        self.problem, self.text, self.at = problem, text, at


@dataclass(frozen=True)
class Number:
    """A figure written in the formula."""

    value: ExactNumber


@dataclass(frozen=True)
class Name:
    """Another figure, by code."""

    code: str


@dataclass(frozen=True)
class Operation:
    """`operator` is one of + - * /; a sign is 0 minus what follows."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call:
    """`function` is min or max."""

    function: str
    arguments: tuple[Node, ...]


Node = Number | Name | Operation | Call


def parse(text: str) -> Node:
    """The tree of a formula.

    Raises FormulaError: "empty", "too_long", "too_deep", "unexpected" (a sign that cannot stand there),
    "unfinished" (it ends too early), "unknown_function", "zero" (a division by a constant that is 0),
    """
    if not text.strip():
        raise FormulaError("empty", "", 0)
    if len(text) > MAX_LENGTH:
        raise FormulaError("too_long", text[:20], MAX_LENGTH)
    return _Parser(text).whole()


def reach(node: Node) -> Fraction:
    """How far from 0 a formula leads where every name stands for 1,000; its own numbers count in full.

    Dividing by names brings it no nearer, for they may be 1. Beyond FAR a formula is a mistake.
    """
    if isinstance(node, Number):
        return abs(Fraction(node.value))
    if isinstance(node, Name):
        return Fraction(_USUAL)
    if isinstance(node, Call):
        return max(map(reach, node.arguments))
    left, right = reach(node.left), reach(node.right)
    if node.operator == "*":
        return left * right
    if node.operator == "/":
        by = None if any(names(node.right)) else evaluate(node.right, {})
        return left / abs(Fraction(by)) if by else left
    return left + right


def names(node: Node) -> Iterator[str]:
    """The codes a formula uses, in order, each as often as it stands there."""
    if isinstance(node, Name):
        yield node.code
    elif isinstance(node, Operation):
        yield from names(node.left)
        yield from names(node.right)
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from names(argument)


def evaluate(node: Node, values: Mapping[str, ExactNumber]) -> ExactNumber | None:
    """The value; None where something is divided by 0. Raises KeyError for a name without value."""
    return calculation(node)(values)


def calculation(node: Node) -> Calculation:
    """What evaluates a formula, made ready for many evaluations."""
    if isinstance(node, Number):
        number = node.value
        return lambda _values: number
    if isinstance(node, Name):
        code = node.code
        return lambda values: values[code]
    if isinstance(node, Call):
        return _of_function(min if node.function == "min" else max, [*map(calculation, node.arguments)])
    return _of_operation(node.operator, calculation(node.left), calculation(node.right))


def _of_function(choose: Callable[[Any], ExactNumber], arguments: list[Calculation]) -> Calculation:
    def chosen(values: Mapping[str, ExactNumber]) -> ExactNumber | None:
        found = [argument(values) for argument in arguments]
        return None if None in found else choose(found)

    return chosen


def _of_operation(sign: str, left: Calculation, right: Calculation) -> Calculation:
    work = _divided if sign == "/" else _REST[sign]

    def worked(values: Mapping[str, ExactNumber]) -> ExactNumber | None:
        one, other = left(values), right(values)
        return None if one is None or other is None else work(one, other)

    return worked


def _divided(one: ExactNumber, by: ExactNumber) -> Fraction | None:
    return Fraction(one, by) if by else None


def divides_by_zero(node: Node, values: Mapping[str, ExactNumber]) -> bool:
    """Whether what is known is enough to tell that something is divided by 0."""
    if isinstance(node, Call):
        return any(divides_by_zero(argument, values) for argument in node.arguments)
    if not isinstance(node, Operation):
        return False
    if node.operator == "/" and all(name in values for name in names(node.right)):
        divisor = evaluate(node.right, values)
        if divisor is None or not divisor:
            return True
    return divides_by_zero(node.left, values) or divides_by_zero(node.right, values)


class _Parser:
    """Reads a formula from left to right: sums of products of factors."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._next = 0

    def whole(self) -> Node:
        """The tree of all of it."""
        made = self._sum(0)
        if self._next < len(self._tokens):
            self._refuse()
        return made

    def _sum(self, depth: int) -> Node:
        made = self._product(depth)
        while (sign := self._next_sign("+", "-")) is not None:
            made = Operation(sign, made, self._product(depth))
        return made

    def _product(self, depth: int) -> Node:
        made = self._factor(depth)
        while (sign := self._next_sign("*", "/")) is not None:
            at = self._at()
            right = self._factor(depth)
            if sign == "/" and not any(names(right)) and not evaluate(right, {}):
                raise FormulaError("zero", self._text[at:].strip(), at)
            made = Operation(sign, made, right)
        return made

    def _factor(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise FormulaError("too_deep", self._text[self._at() :][:20], self._at())
        if self._next_sign("-") is not None:
            return Operation("-", Number(0), self._factor(depth + 1))
        if self._next_sign("(") is not None:
            made = self._sum(depth + 1)
            self._must(")")
            return made
        if self._next >= len(self._tokens):
            self._refuse()
        kind, token, at = self._tokens[self._next]
        if kind == "sign":
            self._refuse()
        self._next += 1
        if kind == "number":
            return Number(int(token) if token.isdigit() else Fraction(token))
        if self._next_sign("(") is None:
            return Name(token)
        return self._call(token, at, depth)

    def _call(self, function: str, at: int, depth: int) -> Node:
        if function not in FUNCTIONS:
            raise FormulaError("unknown_function", function, at)
        arguments = [self._sum(depth + 1)]
        while self._next_sign(",") is not None:
            arguments.append(self._sum(depth + 1))
        self._must(")")
        return Call(function, tuple(arguments))

    def _next_sign(self, *signs: str) -> str | None:
        if self._next < len(self._tokens):
            kind, token, _at = self._tokens[self._next]
            if kind == "sign" and token in signs:
                self._next += 1
                return token
        return None

    def _must(self, sign: str) -> None:
        if self._next_sign(sign) is None:
            self._refuse()

    def _at(self) -> int:
        return self._tokens[self._next][2] if self._next < len(self._tokens) else len(self._text)

    def _refuse(self) -> None:
        if self._next >= len(self._tokens):
            raise FormulaError("unfinished", "", len(self._text))
        _kind, token, at = self._tokens[self._next]
        raise FormulaError("unexpected", token, at)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            rest = text[at:].lstrip()
            raise FormulaError("unexpected", rest[:1], len(text) - len(rest))
        number, name, sign = found.groups()
        kind = "number" if number else "name" if name else "sign"
        yield kind, number or name or _SAME.get(sign, sign), found.start(found.lastindex or 0)
        at = found.end()
