"""Calculations as they stand in a sentence, reckoned again with nothing but the figures that are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_LEFT = re.compile(r"[-+−×÷(). ,%\d秒s]+$")
_RIGHT = re.compile(r"\s*([-+−]?[\d,]+(?:\.(\d+))?)\s*(%?)")
_TOKEN = re.compile(r"\s*([\d,]+(?:\.\d+)?)\s*(%?)\s*(?:秒|s\b)?|\s*([-+−×÷()])")
_QUOTIENT = re.compile(r"([−-]?[\d,]+(?:\.\d+)?)[^÷]*÷ ?([\d,]+)(?![\d.,%]) *[^\W\d][^÷=]* = (.*)")


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
    quotient = _QUOTIENT.match(text)
    if quotient is not None and _RIGHT.match(quotient[3]):
        yield _calculation(text, number(quotient[1]) / number(quotient[2]), quotient[3])
        return
    for at in (found.start() for found in re.finditer("=", text)):
        left = _LEFT.search(text[:at])
        if left is None or not re.search(r"[×÷]|\d\)? [-+−] ", left[0]):
            continue
        start = left[0].lstrip(" ,.")
        yield _calculation(text, _Sum(start).result(), text[at + 1 :])


def number(text: str) -> Fraction:
    """A figure as it is written: with a true minus, with commas between thousands."""
    return Fraction(text.replace("−", "-").replace(",", "").removeprefix("+"))


def _calculation(text: str, made: Fraction, rest: str) -> Calculation:
    found = _RIGHT.match(rest)
    assert found is not None, text
    percent = 2 if found[3] else 0
    shown = number(found[1]) / 10**percent
    return Calculation(text, made, shown, len(found[2] or "") + percent)


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
        return number(token.rstrip("%")) / (100 if token.endswith("%") else 1)
