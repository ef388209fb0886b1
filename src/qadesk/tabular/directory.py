"""Who a cell means: agents by staff number, by name, or by both in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import NO_VALUE, Cell, cell_text

_NUMBERED = re.compile(r"[a-z]{0,6}[-_]?\d+[a-z]?", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s()\[\]{}<>【】《》（）/|\\,，、:：;；\-_—]+")
_GLUED = re.compile(r"([a-z]{0,6}\d+)(\D.*)|(.*?[^\da-z])([a-z]{0,6}\d+)", re.IGNORECASE)
_UNKNOWN: Final = Bad("unknown_agent")


class Directory:
    """The agents of an office, looked up by what exports write."""

    def __init__(self, agents: Iterable[tuple[int, str, str]]) -> None:
        """`agents` are (id, staff number, name)."""
        self._exact: dict[str, int] = {}
        self._loose: dict[str, set[int]] = {}
        self._names: dict[str, set[int]] = {}
        self._shown: dict[int, str] = {}
        for agent, number, name in agents:
            self._exact[number] = agent
            self._shown[agent] = f"{name} ({number})"
            self._loose.setdefault(_loose(number), set()).add(agent)
            self._names.setdefault(_name(name), set()).add(agent)

    def find(self, cell: Cell) -> int | Bad | None:
        """The agent's id; None for an empty cell.

        A staff number decides wherever there is one. Where no number is exactly the same, one that differs
        only in case, width or leading zeros (spreadsheets lose them) is taken if it is the only such.
        """
        text = cell_text(cell)
        if not text or text in NO_VALUE:
            return None
        found: int | Bad | None = self._by_number(text)
        if found is None:
            found = self._by_name(text)
        return self._combined(cell_text(cell, wide=True)) if found is None else found

    def knows(self, cell: Cell) -> bool:
        """Whether the cell names exactly one agent."""
        return isinstance(self.find(cell), int)

    def name_of(self, agent: int) -> str:
        """Name and number of an agent, to show."""
        return self._shown[agent]

    def _by_number(self, text: str) -> int | None:
        if text in self._exact:
            return self._exact[text]
        alike = self._loose.get(_loose(text), set())
        return next(iter(alike)) if len(alike) == 1 else None

    def _by_name(self, text: str) -> int | Bad | None:
        people = self._names.get(_name(text))
        if people is None:
            return None
        return next(iter(people)) if len(people) == 1 else Bad("ambiguous_agent")

    def _combined(self, text: str) -> int | Bad:
        """Number and name in one cell, in either order; a number nobody has is not made good by the name."""
        parts = [part for part in _SEPARATORS.split(text) if part]
        if len(parts) == 1 and (match := _GLUED.fullmatch(text)):
            parts = [part for part in match.groups() if part]
        numbers = [found for part in parts if (found := self._by_number(part)) is not None]
        if len(set(numbers)) == 1:
            return numbers[0]
        if numbers or any(_NUMBERED.fullmatch(part) for part in parts):
            return _UNKNOWN
        named = {who for part in parts if (who := self._by_name(part)) is not None}
        return named.pop() if len(named) == 1 else _UNKNOWN


def _loose(number: str) -> str:
    plain = cell_text(number, wide=True).upper()
    return plain.lstrip("0") or plain


def _name(name: str) -> str:
    return re.sub(r"[\s·•・.]+", "", cell_text(name, wide=True)).casefold()
