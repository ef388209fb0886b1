"""Where the cells of a pasted block belong: to the agents and columns it names itself, else where one is.

A column of staff numbers or names says of which agent each line is, a line of headings what each column is,
wherever the keyboard was when it was pasted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from qadesk import formats
from qadesk.errors import UserError, joined
from qadesk.i18n import _, ngettext
from qadesk.services.scoring.cells import Cell, ItemCell, ValueCell
from qadesk.services.scoring.forms import Evaluation
from qadesk.services.scoring.score_columns import headings
from qadesk.services.scoring.score_rows import WORDING

Block = Sequence[Sequence[str]]
_LONG: Final = 3  # digits of which a number is hardly a rating
_NOT_READ: Final = ("team", "state")  # columns that say nothing to be filled in


@dataclass(frozen=True)
class Refused:
    """A cell, or what of the block has no place in the grid, and why it was not taken."""

    line: int  # of what was copied, its headings among them, from 1
    staff_no: str
    column: str
    value: str
    wording: str
    code: str  # of why
    cell: Cell | None = None  # the column of the grid, where it is one
    row: tuple[Cell, ...] = ()  # of a whole row: the cells of the grid in which nothing was put for it

    @property
    def cells(self) -> int:
        """How many cells of the grid it is of."""
        return max(len(self.row), bool(self.staff_no))


@dataclass
class Places:
    """The lines of a block, each with its number, the agent it is of and its texts by cell."""

    lines: list[tuple[int, Evaluation, Mapping[Cell, str]]] = field(default_factory=list)
    left: list[Refused] = field(default_factory=list)
    headed: bool = False  # its own headings say what is in its columns


class _Block:
    """A block beside the grid it is put into."""

    def __init__(
        self, entries: Sequence[Evaluation], cells: Sequence[Cell], block: Block, former: Mapping[str, str]
    ) -> None:
        self.cells = cells
        self.by_number = {entry.staff_no.casefold(): entry for entry in entries}
        for number, now in former.items():
            if now.casefold() in self.by_number:
                self.by_number.setdefault(number.casefold(), self.by_number[now.casefold()])
        names = [_plain(entry.name) for entry in entries]
        self.by_name = {name: one for name, one in zip(names, entries, strict=True) if names.count(name) == 1}
        self.names = frozenset(names)
        self.heads = self._heads(block)
        self.lines, self.titles = (block[1:], block[0]) if self.heads else (block, ())
        self.wide = max(map(len, block), default=0)
        self.number = self._column("number", self._is_numbers)
        self.name = self._column("name", self._is_names)

    def _heads(self, block: Block) -> dict[int, str]:
        """What each column is by the first line, where that is a line of headings. Raises UserError."""
        said = {at: text for at, text in enumerate(block[0]) if text.strip()} if len(block) > 1 else {}
        own = {cell.head: cell.code or cell.kind for cell in self.cells}
        form = next((one.form for one in self.cells if isinstance(one, ItemCell | ValueCell)), None)
        found = {at: own[text] for at, text in said.items() if text in own}
        if form is not None and len(found) < len(said):
            found = headings(block[0], form) | found
        return found if 2 * len(found) > len(said) else {}

    def _column(self, kind: str, fits: Callable[[int], bool]) -> int | None:
        """The column that is said to be of that kind, or looks so."""
        if self.heads:
            return next((at for at, what in self.heads.items() if what == kind), None)
        return next((at for at in range(self.wide) if fits(at)), None)

    def texts(self, at: int) -> list[str]:
        """What stands in a column."""
        return [line[at].strip() for line in self.lines if at < len(line) and line[at].strip()]

    def _is_numbers(self, at: int) -> bool:
        texts = [text.casefold() for text in self.texts(at)]
        known = sum(text in self.by_number for text in texts)
        if all(map(str.isdigit, texts)):  # could be ratings or values, too
            return known == len(texts) == len(set(texts)) > 1 and min(map(len, texts)) >= _LONG
        return 2 * known >= len(texts) > 0

    def _is_names(self, at: int) -> bool:
        texts = [_plain(text) for text in self.texts(at)]
        return (
            at != self.number and bool(texts) and 2 * sum(text in self.names for text in texts) > len(texts)
        )

    @property
    def says_who(self) -> bool:
        """Whether each line says of which agent it is."""
        by_name = self.name is not None and all(
            _plain(text) in self.by_name for text in self.texts(self.name)
        )
        return self.wide > 1 and (self.number is not None or by_name)

    def targets(self, column: int) -> dict[int, Cell]:
        """Which cell each column goes to: the one its heading names, or from where one is to the right."""
        if self.heads:
            known = {cell.code or cell.kind: cell for cell in self.cells}
            return {at: known[what] for at, what in self.heads.items() if what in known}
        who = {self.number, self.name} if self.says_who else set()
        first = next(n for n, cell in enumerate(self.cells) if cell.what)
        if self.says_who and column < first:
            beside = [at for at in (0, 1)[: first - column] if not self.texts(at)]
            who |= set(beside)  # an empty column of names
            column = first
        rest = [at for at in range(self.wide) if at not in who]
        return dict(zip(rest, self.cells[column:], strict=False))

    def agent(self, line: Sequence[str]) -> tuple[Evaluation | None, str, str]:
        """Of whom a line is, what it says of that, and the reason why it is not taken for that one's."""
        number = _text(line, self.number)
        name = _text(line, self.name)
        if self.number is not None:
            entry = self.by_number.get(number.casefold())
            wrong = bool(name) and entry is not None and _plain(name) != _plain(entry.name)
            why = "other_name" if wrong else "" if entry else "unknown_agent" if number else "blank"
            return entry, number, why
        entry = self.by_name.get(_plain(name))
        return entry, name, "" if entry else "unknown_agent" if name else "blank"


def placed(
    entries: Sequence[Evaluation],
    cells: Sequence[Cell],
    block: Block,
    at: tuple[int, int],
    former: Mapping[str, str],
) -> Places | None:
    """Where the cells of a block go that names its agents or columns; None for one that does not.

    `at`: the row and column one is in. `former` are staff numbers agents had, by which they are known, too.
    """
    try:
        read = _Block(entries, cells, block, former)
    except UserError as no:
        return Places(left=[Refused(1, "", "", " ".join(filter(None, block[0])), no.happened, no.code)])
    if not (read.says_who or read.heads):
        return None
    targets, made, seen = read.targets(at[1]), Places(headed=bool(read.heads)), set[str]()
    below, lower = entries[at[0] :], 0
    for down, line in enumerate(read.lines):
        number = down + 1 + bool(read.heads)
        if not any(text.strip() for text in line):
            continue
        if not read.says_who and down >= len(below):
            lower += 1
            continue
        entry, _said, why = read.agent(line) if read.says_who else (below[down], "", "")
        if why or entry is None or entry.staff_no in seen:
            made.left.append(_left_row(read, targets, number, line, why or "twice"))
            continue
        seen.add(entry.staff_no)
        texts = {cell: line[column] for column, cell in targets.items() if column < len(line)}
        made.lines.append((number, entry, {cell: text for cell, text in texts.items() if cell.what}))
    if lower:
        made.left.append(no_agents(len(below) + 1 + bool(read.heads), lower))
    made.left += _no_place(read, targets)
    return made


def _left_row(
    read: _Block, targets: Mapping[int, Cell], number: int, line: Sequence[str], why: str
) -> Refused:
    """A line of which nothing is taken: the cells it would have gone to, and how the agent is called here."""
    entry, said, _reason = read.agent(line)
    words, staff_no = _why(why), said
    if why == "other_name" and entry is not None:
        here = _("Here {number} is {name}.").format(number=entry.staff_no, name=entry.name)
        words, staff_no, said = joined(words, here), entry.staff_no, _text(line, read.name)
    row = tuple(cell for at, cell in targets.items() if cell.what and _text(line, at))
    return Refused(number, staff_no, "", said or " ".join(line).strip(), words, f"cell.{why}", row=row)


def _no_place(read: _Block, targets: Mapping[int, Cell]) -> list[Refused]:
    """The columns that have something in them and go nowhere."""
    known = {read.number, read.name, *targets} | {at for at, what in read.heads.items() if what in _NOT_READ}
    found = []
    for at in range(read.wide):
        texts = read.texts(at) if at not in known else []
        if texts:
            words = _("There is no such column in the grid.")
            found.append(Refused(1, "", "", _text(read.titles, at) or texts[0], words, "cell.no_columns"))
    return found


def no_agents(line: int, lower: int) -> Refused:
    """That so many lines of a block lie below the last agent."""
    beyond = ngettext("{n} row", "{n} rows", lower).format(n=formats.count(lower))
    return Refused(line, "", "", beyond, _("There are no more agents below."), "cell.no_agents")


def _why(reason: str) -> str:
    if reason == "twice":
        return _("This agent is in what was copied twice; the first line counts.")
    key = "unknown_agent" if reason == "blank" else reason
    return _(WORDING[key])


def _text(line: Sequence[str], at: int | None) -> str:
    return line[at].strip() if at is not None and at < len(line) else ""


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
