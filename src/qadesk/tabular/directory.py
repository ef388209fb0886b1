"""Who a cell means: agents by staff number, by name, or by both in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from qadesk.formats import agent_text
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import NO_VALUE, Cell, cell_text

_NUMBERED = re.compile(r"[a-z]{0,6}[-_]?\d+[a-z]?", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:[→⇒➔➜,，、;；&+]|[-=]*>+|\bto\b|\band\b)\s*", re.IGNORECASE)  # between two people
_SEPARATORS = re.compile(r"[\s()\[\]{}<>【】《》（）/|\\,，、:：;；\-_—@→⇒➔➜&+=]+")
_BRACKETED = re.compile(r"[(\[{<【《].*?[)\]}>】》]")
_GLUED = re.compile(r"([a-z]{0,6}\d+)(\D.*)|(.*?[^\da-z])([a-z]{0,6}\d+)", re.IGNORECASE)
_AFFIX = re.compile(  # what stands before or after a staff number
    r"(?:客服|坐席|座席|工号|员工|人员|分机|编号|话务员|agent|staff|operator|sip|local|ext|no|id)[.:：#]?(?=[a-z]{0,6}\d)"
    r"|(?<=\d)(?:号|#)(?:坐席|座席|客服|分机)?$",
    re.IGNORECASE,
)
_AS_FLOAT = re.compile(r"(\d+)\.0+")
# A decimal number, a date, a time: nobody.
_FIGURES = re.compile(r"\d+\.\d+|\d+(?:[-/.:\s]\d+){2,}|\d{1,2}:\d{2}")
_ANY_NUMBER = re.compile(r"[a-z]{0,6}\d+", re.IGNORECASE)
_NO_PERSON = re.compile(  # a number of a group, a line or a robot, as 12组, 队列1001, 热线1001
    r"(?<![一二三四五六七八九十\d])(?:队列|技能组|班组|小组|组|热线|线路|机器人|queue|group|team|hotline|robot|bot)[\s:：#(（-]*\d+"
    r"|\d+\s*(?:队列|技能组|班组|小组|组|班|队|热线|号线|线|机器人|queue|group|team|hotline|robot|bot)(?![a-z])",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}")
_NOTE = re.compile(  # a word beside a name that is nobody's name
    r"(?:已|未|待|兼|原|前|现).*|.*(?:离职|在职|在岗|试用|实习|见习|培训|休假|产假|病假|调离|调岗|停用|禁用|组|部|班|科|室|中心|岗|区|线"
    r"|队|店|网点|公司|客服|坐席|座席|主管|组长|班长|经理|专员|员|兼职|全职|外包|新人|在线|电话|热线|接待|本人|代班|请假)[一二三四五六七八九十\d]*"
)
_UNKNOWN: Final = Bad("unknown_agent")
_TWO: Final = Bad("two_people")
_REMEMBERED: Final = 20_000  # distinct cells
_LONGEST: Final = 100  # characters of names and numbers; anything longer is a sentence


class Directory:
    """The agents of an office, looked up by what exports write."""

    def __init__(
        self, agents: Iterable[tuple[int, str, str]], former: Mapping[str, int] | None = None
    ) -> None:
        """`agents` are (id, staff number, name), `former` whose (id) numbers were that are nobody's now."""
        self._exact: dict[str, int] = {}
        self._loose: dict[str, set[int]] = {}
        self._names: dict[str, set[int]] = {}
        self._found: dict[Cell, tuple[int | Bad | None, str]] = {}  # with the former number, if by one
        self._others: dict[tuple[int, Cell], bool] = {}
        self._shown: dict[int, str] = {}
        self._former: dict[str, dict[str, int]] = {}  # by how they are looked up
        self._via = ""  # the former number that decided last
        self.met: dict[str, int] = {}  # former numbers that were found, and whose
        for agent, number, name in agents:
            self._exact[number] = agent
            self._shown[agent] = agent_text(name, number)
            self._loose.setdefault(_loose(number), set()).add(agent)
            self._names.setdefault(_name(name), set()).add(agent)
        for number, agent in (former or {}).items():
            self._former.setdefault(_loose(number), {})[number] = agent

    def find(self, cell: Cell) -> int | Bad | None:
        """The agent's id; None for an empty cell.

        A staff number decides wherever there is one. Where no number is exactly the same, one that differs
        only in case,
        width or leading zeros (spreadsheets lose them) is taken if it is the only such. A cell that
        names two people, or a number and the name of another, is Bad.
        """
        if cell not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._via = ""
            self._found[cell] = self._find(cell), self._via
        found, former = self._found[cell]
        if former and isinstance(found, int):
            self.met[former] = found
        return found

    def _find(self, cell: Cell) -> int | Bad | None:
        text = cell_text(cell)
        if not text or text in NO_VALUE:
            return None
        if len(text) > _LONGEST:
            return _UNKNOWN
        if match := _AS_FLOAT.fullmatch(text):
            text = match[1]
        found = self._by_number(text)
        if found is None:
            found = self._by_name(text)
        return self._combined(cell_text(text, wide=True)) if found is None else found

    def knows(self, cell: Cell) -> bool:
        """Whether the cell names exactly one agent."""
        return isinstance(self.find(cell), int)

    def is_another(self, agent: int, cell: Cell) -> bool:
        """Whether the name in a cell is that of other agents, and not of this one.

        A name that nobody has (a nickname, a maiden name) says nothing.
        """
        if (agent, cell) not in self._others:
            if len(self._others) >= _REMEMBERED:
                self._others.clear()
            people = self._names.get(_name(cell_text(cell)))
            if people is None:  # 李四（代张三）
                found = [self._names.get(_name(part)) for part in self._parts(cell_text(cell, wide=True))]
                people = set().union(*filter(None, found[:1])) or None
            self._others[agent, cell] = people is not None and agent not in people
        return self._others[agent, cell]

    def name_of(self, agent: int) -> str:
        """Name and number of an agent, to show."""
        return self._shown[agent]

    def _by_number(self, text: str) -> int | Bad | None:
        if text in self._exact:
            return self._exact[text]
        alike = self._loose.get(_loose(text), set())
        if len(alike) > 1:
            return Bad("ambiguous_number")
        return next(iter(alike), None) or self._by_former(text)

    def _by_former(self, text: str) -> int | Bad | None:
        """Who had that number before it was corrected."""
        had = self._former.get(_loose(text), {})
        had = {text: had[text]} if text in had else had
        if len({*had.values()}) > 1:
            return Bad("ambiguous_number")
        self._via = next(iter(had), self._via)
        return next(iter(had.values()), None)

    def _exactly(self, number: str) -> int | None:
        return self._exact.get(number, self._former.get(_loose(number), {}).get(number))

    def _by_name(self, text: str) -> int | Bad | None:
        people = self._names.get(_name(text))
        if people is None:
            return None
        return next(iter(people)) if len(people) == 1 else Bad("ambiguous_agent")

    def _combined(self, text: str) -> int | Bad:
        """Number and name in one cell, in either order, with words beside them that name nobody.

        A number nobody has is not made good by the name.
        """
        if _FIGURES.fullmatch(text):
            return _UNKNOWN
        listed = [part for part in _LIST.split(_BRACKETED.sub(" ", text)) if part.strip()]
        parts = self._parts(text)
        numbers = [found for part in parts if (found := self._by_number(part)) is not None]
        wrong = next((found for found in numbers if isinstance(found, Bad)), None)
        strange = [p for p in parts if _NUMBERED.fullmatch(p) and self._by_number(p) is None]
        named = [people for part in parts if (people := self._names.get(_name(part)))]
        if wrong is not None:
            return wrong
        # A number glued to a word (1001转1002) is no part of its own.
        every = {own for number in _ANY_NUMBER.findall(text) if (own := self._exactly(number)) is not None}
        if len({*numbers, *every}) > 1 or (numbers and strange and len(listed) > 1):
            return _TWO
        if numbers and not named and _NO_PERSON.search(text):
            return _UNKNOWN
        if numbers:
            return numbers[0] if all(numbers[0] in people for people in named) else Bad("name_disagrees")
        if strange:
            return _UNKNOWN
        return self._one_of(named, parts, text, in_list=len(listed) > 1)

    def _parts(self, text: str) -> list[str]:
        """The words of a cell; a number glued to a name or to a word such as 客服 comes apart."""
        parts: list[str] = []
        for word in _SEPARATORS.split(text):
            part = word if self._by_number(word) is not None else _AFFIX.sub("", word)
            match = _GLUED.fullmatch(part) if self._by_number(part) is None else None
            parts += [piece for piece in (match.groups() if match else (part,)) if piece]
        return parts

    def _one_of(self, named: list[set[int]], parts: list[str], text: str, *, in_list: bool) -> int | Bad:
        """Who is meant where there are only names: one person, and nobody else beside."""
        if not named:
            return self._names_apart(parts)
        both = set.intersection(*named)
        if not both:
            return _TWO
        bare = self._parts(_BRACKETED.sub(" ", text))
        others = [
            p for p in bare if _name(p) not in self._names and _PERSON.fullmatch(p) and not _NOTE.fullmatch(p)
        ]
        if others or (
            in_list and len([p for p in bare if _name(p) in self._names]) > 1 and len(set(bare)) > 1
        ):
            return _TWO
        return both.pop() if len(both) == 1 else Bad("ambiguous_agent")

    def _names_apart(self, parts: list[str]) -> int | Bad:
        """A name whose parts stand in the other order, as in "Schmidt, Anna"."""
        found = self._by_name(" ".join(reversed(parts))) if len(parts) == 2 else None
        return _UNKNOWN if found is None else found


def _loose(number: str) -> str:
    plain = cell_text(number, wide=True).upper()
    return plain.lstrip("0") or plain


def _name(name: str) -> str:
    return re.sub(r"[\s·•・.]+", "", cell_text(name, wide=True)).casefold()
