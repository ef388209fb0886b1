"""Calculations as they stand in a sentence, reckoned again with nothing but the figures that are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_LEFT = re.compile(r"[-+−×÷(). ,%‱µ\d秒s]+$")
_RIGHT = re.compile(r"\s*([-+−]?[\d,]+(?:\.(\d+))?)\s*([%‱µ]?)")
_TOKEN = re.compile(r"\s*([\d,]+(?:\.\d+)?)\s*([%‱µ]?)\s*(?:秒|s\b)?|\s*([-+−×÷()])")
_SHARES = {"%": 100, "‱": 10_000, "µ": 1_000_000}
_WRITTEN = (  # shares in words, as signs
    (re.compile(r"百万分之 ?([\d.,]+)"), r"\1µ"), (re.compile(r"万分之 ?([\d.,]+)"), r"\1‱"),
    (re.compile(r" per million"), "µ"), (re.compile(r" per 10,000"), "‱"),
)  # fmt: skip
_QUOTIENT = re.compile(r"([−-]?[\d,]+(?:\.\d+)?)[^÷]*÷ ?([\d,]+)(?![\d.,%‱µ]) *[^\W\d][^÷=]* = (.*)")


@dataclass(frozen=True)
class Calculation:
    """What is shown left and right of an equals sign, and what the left comes to."""

    text: str
    made: Fraction
    shown: Fraction
    places: int

    @property
    def agrees(self) -> bool:
        """Whether the result shown is what the figures shown come to, rounded half-up to its places."""
        return rounded(self.made, self.places) == self.shown


def rounded(value: Fraction, places: int) -> Fraction:
    """Half-up, away from 0."""
    scale = 10**places
    whole = (abs(value) * scale * 2 + 1) // 2
    return Fraction(whole if value >= 0 else -whole, scale)


def calculations(text: str) -> Iterator[Calculation]:
    """Every sum, product or quotient of plain figures in a text."""
    for written, sign in _WRITTEN:
        text = written.sub(sign, text)
    quotient = _QUOTIENT.match(text)
    if quotient is not None and _RIGHT.match(quotient[3]):
        yield _calculation(text, number(quotient[1]) / number(quotient[2]), quotient[3])
        return
    for at in (found.start() for found in re.finditer("=", text)):
        left = _LEFT.search(text[:at])
        if left is None or not re.search(r"[×÷]|\d\)? [-+−] ", left[0]):
            continue
        start = left[0].lstrip(" ,.")
        if start[:1] in "×÷" or start.count("(") != start.count(")"):
            continue  # the end of a formula that names what it is made of: no plain figures
        yield _calculation(text, _Sum(start).result(), text[at + 1 :])


def number(text: str) -> Fraction:
    """A figure as it is written: with a true minus, with commas between thousands."""
    return Fraction(text.replace("−", "-").replace(",", "").removeprefix("+"))


def _calculation(text: str, made: Fraction, rest: str) -> Calculation:
    found = _RIGHT.match(rest)
    assert found is not None, text
    share = len(str(_SHARES.get(found[3], 1))) - 1
    return Calculation(text, made, number(found[1]) / 10**share, len(found[2] or "") + share)


class _Sum:
    """+ − × ÷ and parentheses, by their usual precedence."""

    def __init__(self, text: str) -> None:
        self._left: list[str] = []
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            assert found is not None, text
            self._left.append(f"{found[1]}{found[2]}" if found[1] else found[3])
            at = found.end()

    def result(self) -> Fraction:
        made = self._sum()
        assert not self._left, self._left
        return made

    def _sum(self) -> Fraction:
        made = self._product()
        while self._left and self._left[0] in "+−-":
            sign, other = self._left.pop(0), self._product()
            made = made + other if sign == "+" else made - other
        return made

    def _product(self) -> Fraction:
        made = self._factor()
        while self._left and self._left[0] in "×÷":
            sign, other = self._left.pop(0), self._factor()
            made = made * other if sign == "×" else made / other
        return made

    def _factor(self) -> Fraction:
        token = self._left.pop(0)
        if token == "(":
            made = self._sum()
            assert self._left.pop(0) == ")"
            return made
        if token in "−-+":
            return self._factor() * (1 if token == "+" else -1)
        return number(token.rstrip("%‱µ")) / _SHARES.get(token[-1], 1)
