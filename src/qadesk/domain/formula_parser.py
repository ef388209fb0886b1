"""Formulas read from left to right: sums of products of factors, and conditions inside if(…)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from qadesk.domain.formula_tree import (
    FUNCTIONS,
    GROUPS,
    MEAN_RANK,
    MOST_PERIODS,
    NOT_APPLICABLE,
    OTHERS,
    PEER_MEASURES,
    TAKING,
    Branching,
    Call,
    Comparison,
    Condition,
    Elsewhere,
    FormulaError,
    Joined,
    Name,
    Node,
    Nothing,
    Number,
    Operation,
    PeerCall,
)

MAX_LENGTH: Final = 500
_MAX_DEPTH: Final = 40
_QUOTED: Final = r"「[^」]*」|“[^”]*”|\"[^\"]*\"|『[^』]*』"
_TOKEN: Final = re.compile(
    rf"\s*(?:(\d+(?:\.\d+)?(?:\s*[%％])?)|([^\W\d]\w*)|({_QUOTED})|(<=|>=|<>|!=|[-+*/(),×÷（），−<>=≤≥≠＜＞＝]))"
)
_SAME: Final = {
    "×": "*", "÷": "/", "（": "(", "）": ")", "，": ",", "−": "-", "≤": "<=", "≥": ">=", "≠": "<>",
    "!=": "<>", "＜": "<", "＞": ">", "＝": "=",
}  # fmt: skip
_IF: Final = ("if", "如果")
_TAKING: Final = {word: name for name, one in TAKING.items() for word in (name, *one.called)}
_JOINERS: Final = {"and": "and", "且": "and", "并且": "and", "or": "or", "或": "or", "或者": "or"}
_GROUPS: Final = {"班组": "team", "小组": "team", "岗位": "post", "网点": "office", "全员": "office"}
_MEASURES: Final = dict(zip(("平均", "中位数", "名次", "名次占比", "百分位"), PEER_MEASURES, strict=True))
PEER_FUNCTIONS: Final = {  # the functions of peer figures by name, in both languages
    **{f"{group}_{measure}": (group, measure) for group in GROUPS for measure in PEER_MEASURES},
    **{zh + how: (group, measure) for zh, group in _GROUPS.items() for how, measure in _MEASURES.items()},
}
PEER_WORDS: Final = {OTHERS: OTHERS, "不含本人": OTHERS, MEAN_RANK: MEAN_RANK, "并列取平均": MEAN_RANK}
_COMPARED: Final = ("<", "<=", ">", ">=", "=", "<>")


def tree(text: str, is_zero: Callable[[Node], bool]) -> Node:
    """The tree of a formula; `is_zero` says of which nothing can be divided by. Raises FormulaError."""
    return _Parser(text, is_zero).whole()


def with_codes(text: str, called: Mapping[str, Sequence[str]]) -> str:
    """A formula with codes in place of the names in 「」 or quotes that only one figure is `called` by."""

    def code(found: re.Match[str]) -> str:
        known = called.get(found[0][1:-1].strip(), ())
        return known[0] if len(known) == 1 else found[0]

    return re.sub(_QUOTED, code, text)


def with_names(text: str, names: Mapping[str, str]) -> str:
    """A formula with other words in place of codes; what is in quotes and what is no code stays."""
    return re.sub(rf"{_QUOTED}|[^\W\d]\w*", lambda found: names.get(found[0], found[0]), text)


class _Parser:
    def __init__(self, text: str, is_zero: Callable[[Node], bool]) -> None:
        self._text, self._is_zero = text, is_zero
        # What came of each if(…), by where it begins: what is in parentheses may be read twice.
        self._choices: dict[int, tuple[Node | FormulaError, int]] = {}
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
            if sign == "/" and self._is_zero(right):
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
        if kind == "quoted":
            raise FormulaError("called", token, at)
        self._next += 1
        if kind == "number":
            return Number(_figure(token))
        if self._next_sign("(") is not None:
            return self._call(token, at, depth)
        return Nothing() if token in NOT_APPLICABLE else Name(token)

    def _call(self, function: str, at: int, depth: int) -> Node:
        name = function.casefold()
        if name in _IF:
            return self._choice(depth)
        if name in PEER_FUNCTIONS:
            return self._peers(*PEER_FUNCTIONS[name])
        if name in _TAKING:
            return self._elsewhere(_TAKING[name], at)
        if name not in FUNCTIONS:
            raise FormulaError("unknown_function", function, at)
        arguments = [self._sum(depth + 1)]
        while self._next_sign(",") is not None:
            arguments.append(self._sum(depth + 1))
        self._must(")")
        return Call(name, tuple(arguments))

    def _peers(self, group: str, measure: str) -> PeerCall:
        """What stands in parentheses: an indicator, and what of `others`, `mean_rank` and a number."""
        if self._next >= len(self._tokens):
            self._refuse()
        kind, code, at = self._tokens[self._next]
        if kind == "quoted":
            raise FormulaError("called", code, at)
        if kind != "name" or code in NOT_APPLICABLE:
            raise FormulaError("peers_of", code, at)
        self._next += 1
        made = PeerCall(group, measure, code)
        while self._next_sign(",") is not None:
            made = self._asked(made)
        if self._next < len(self._tokens) and self._tokens[self._next][1] != ")":
            raise FormulaError("peers_of", *self._tokens[self._next][1:])
        self._must(")")
        return made

    def _asked(self, made: PeerCall) -> PeerCall:
        if self._next >= len(self._tokens):
            self._refuse()
        kind, token, at = self._tokens[self._next]
        self._next += 1
        word = PEER_WORDS.get(token.casefold())
        if kind == "number" and token.isdigit() and int(token) > 0:
            return replace(made, least=int(token))
        if word == OTHERS and not made.ranks:
            return replace(made, others=True)
        if word == MEAN_RANK and made.ranks:
            return replace(made, mean_rank=True)
        raise FormulaError("peers_asked", token, at)

    def _elsewhere(self, function: str, at: int) -> Node:
        """A function that takes a figure by code, and some a number behind it."""
        kind, code, place = self._token()
        if kind == "quoted":
            raise FormulaError("called", code, place)
        if kind != "name" or code in NOT_APPLICABLE:
            raise FormulaError("takes_figure", function, at)
        self._next += 1
        number = None
        if TAKING[function].counts:
            if self._next_sign(",") is None:
                raise FormulaError("takes_number", function, at)
            kind, token, _place = self._token()
            if kind != "number" or not token.isdigit() or not 1 <= int(token) <= MOST_PERIODS:
                raise FormulaError("takes_number", function, at)
            self._next += 1
            number = int(token)
        if self._next_sign(")") is None:
            raise FormulaError("takes_number" if TAKING[function].counts else "takes_figure", function, at)
        return Elsewhere(function, code, number)

    def _token(self) -> tuple[str, str, int]:
        """The next one; nothing at the end."""
        return self._tokens[self._next] if self._next < len(self._tokens) else ("", "", len(self._text))

    def _choice(self, depth: int) -> Node:
        start = self._next
        if start not in self._choices:
            try:
                condition = self._condition(depth + 1)
                self._must(",")
                then = self._sum(depth + 1)
                self._must(",")
                made: Node | FormulaError = Branching(condition, then, self._sum(depth + 1))
                self._must(")")
            except FormulaError as no:
                made = no
            self._choices[start] = made, self._next
        found, self._next = self._choices[start]
        if isinstance(found, FormulaError):
            raise found
        return found

    # ---- conditions: “and” holds closer together than “or”

    def _condition(self, depth: int) -> Condition:
        return self._joined("or", lambda: self._joined("and", lambda: self._compared(depth)))

    def _joined(self, word: str, part: Callable[[], Condition]) -> Condition:
        parts = [part()]
        while self._next_word(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def _compared(self, depth: int) -> Condition:
        before = self._next
        if self._next_sign("(") is not None:  # of a condition, or of a sum that begins one
            try:
                made = self._condition(depth + 1)
                self._must(")")
            except FormulaError:
                self._next = before
            else:
                if self._next >= len(self._tokens) or self._tokens[self._next][1] not in ("*", "/", "+", "-"):
                    return made
                self._next = before
        left = self._sum(depth)
        sign = self._next_sign(*_COMPARED)
        if sign is None:
            at = self._at()
            raise FormulaError("no_condition", self._text[at:].strip()[:20], at)
        return Comparison(sign, left, self._sum(depth))

    def _next_word(self, word: str) -> bool:
        if self._next < len(self._tokens):
            kind, token, _at = self._tokens[self._next]
            if kind == "name" and _JOINERS.get(token.casefold()) == word:
                self._next += 1
                return True
        return False

    # ---- tokens

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
        raise FormulaError("compared_outside" if token in _COMPARED else "unexpected", token, at)


def _figure(token: str) -> Fraction | int:
    written = token.rstrip("%％ \t")
    if written != token:
        return Fraction(written) / 100
    return int(token) if token.isdigit() else Fraction(token)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            rest = text[at:].lstrip()
            raise FormulaError("unexpected", rest[:1], len(text) - len(rest))
        number, name, quoted, sign = found.groups()
        kind = "number" if number else "name" if name else "quoted" if quoted else "sign"
        yield kind, number or name or quoted or _SAME.get(sign, sign), found.start(found.lastindex or 0)
        at = found.end()
