"""What a block of pasted cells means where it is put into the grid: changes, and cells that cannot be taken.

What fits is taken, the rest is named. An empty cell leaves what there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from qadesk import formats
from qadesk.errors import NotTaken
from qadesk.i18n import _, ngettext
from qadesk.services.scoring import figures
from qadesk.services.scoring.cells import Cell, ItemCell, ValueCell, not_taken, other_kind
from qadesk.services.scoring.forms import Evaluation, EvaluationState
from qadesk.services.scoring.pasted_places import Refused, no_agents, placed
from qadesk.services.scoring.saving import Change
from qadesk.services.scoring.score_rows import read_level
from qadesk.tabular.numbers import NotRead

Block = Sequence[Sequence[str]]


@dataclass
class Pasted:
    """What a block changes, as one step."""

    changes: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    same: int = 0  # cells that hold already what was pasted


def understood(
    entries: Sequence[Evaluation],
    cells: Sequence[Cell],
    block: Block,
    kinds: Sequence[str] = (),
    at: tuple[int, int] = (0, 0),
    former: Mapping[str, str] | None = None,
) -> Pasted:
    """What a block means that is put where one is: `at` is row and column, of all `entries` and `cells`.

    A block with staff numbers, names or headings goes where these say. `kinds`: what its columns were in the
    grid, where it was copied there; they go into their like alone.
    """
    made = Pasted()
    places = None if kinds else placed(entries, cells, block, at, former or {})
    if places is None:
        _read_from(made, entries[at[0] :], cells[at[1] :], block, kinds)
        return made
    told = [list(texts.values()) for _line, _entry, texts in places.lines]
    into = list(places.lines[0][2]) if places.lines else []
    other = _of_another_kind(into, told, ()) if into and not places.headed else set()
    for number, entry, texts in places.lines:
        _read_line(made, number, entry, texts, other, exact=False)
    made.refused = sorted([*places.left, *made.refused], key=lambda cell: cell.line)
    return made


def _read_from(
    made: Pasted, entries: Sequence[Evaluation], cells: Sequence[Cell], block: Block, kinds: Sequence[str]
) -> None:
    """Take a block of which the first line goes to the first entry, the first column to the first cell."""
    lines = block[: len(entries)]
    other = _of_another_kind(cells, lines, kinds)
    for number, (entry, line) in enumerate(zip(entries, lines, strict=False), start=1):
        _read_line(made, number, entry, dict(zip(cells, line, strict=False)), other, exact=bool(kinds))
    lower, wider = len(block) - len(entries), max(map(len, block), default=0) - len(cells)
    if lower > 0:
        made.refused.append(no_agents(len(entries) + 1, lower))
    if wider > 0:
        beyond = ngettext("{n} column", "{n} columns", wider).format(n=formats.count(wider))
        no_more = _("There are no more columns on the right.")
        made.refused.append(Refused(1, "", "", beyond, no_more, "cell.no_columns"))


def _of_another_kind(cells: Sequence[Cell], lines: Block, kinds: Sequence[str]) -> set[Cell]:
    """The columns into which nothing of the block goes."""
    if kinds:
        return {cell for cell, kind in zip(cells, kinds, strict=False) if kind != cell.kind}
    return _doubtful(cells, lines) if isinstance(cells[0], ItemCell) else set()


def _doubtful(cells: Sequence[Cell], lines: Block) -> set[Cell]:
    """The columns of values to which levels would go, as when a block is put one column too far right.

    Words for the comment show that it stands where it belongs; so do values that all fit, unless each of
    them could be a level.
    """
    stand = {cell: [line[n] for line in lines if n < len(line)] for n, cell in enumerate(cells)}
    values = [cell for cell in cells if isinstance(cell, ValueCell)]
    levels: set[Cell] = {cell for cell in values if _only_levels(cell, stand[cell])}
    said = (text for cell in cells if cell.what == "comment" for text in stand[cell])
    words = any(map(str.isalpha, "".join(said)))
    unfit = any(figures.why_not(cell.item, text, (), {}) for cell in values for text in stand[cell])
    return set() if words or (len(levels) < len(values) and not unfit) else levels


def _only_levels(cell: ValueCell, texts: Sequence[str]) -> bool:
    """Whether all that stands in a column of the block could be levels."""
    widest = max(cell.form.items, key=lambda item: item.top)
    try:
        for text in texts:
            read_level(cell.form, widest, text)
    except ValueError:
        return False
    return True


def _read_line(
    made: Pasted, number: int, entry: Evaluation, line: Mapping[Cell, str], other: set[Cell], *, exact: bool
) -> None:
    """Take a line, or say of each cell why not."""
    texts = {cell: text.strip() for cell, text in line.items()}
    told = {cell: text for cell, text in texts.items() if text and text != cell.text(entry)}
    made.same += sum(bool(text) for text in texts.values()) - len(told)
    for cell in [cell for cell in told if cell.kind in ("number", "name")][:1]:
        told = {cell: told[cell]}  # the rest of the line is somebody else's
    values = _values(told)
    for cell, text in told.items():
        try:
            change = _change(cell, entry, text, values, other, exact=exact)
        except NotTaken as no:
            made.refused.append(Refused(number, entry.staff_no, cell.head, text, str(no), no.code, cell))
        else:
            made.changes += [] if change is None else [change]
            made.same += change is None


def _values(told: Mapping[Cell, str]) -> dict[str, Decimal]:
    """The typed values of a line: a part and its whole are judged together."""
    found = {}
    for cell, text in told.items():
        if isinstance(cell, ValueCell):
            with suppress(NotRead):
                found[cell.code] = figures.read(cell.item, text)
    return {code: value for code, value in found.items() if value is not None}


def _change(
    cell: Cell, entry: Evaluation, text: str, values: Mapping[str, Decimal], other: set[Cell], *, exact: bool
) -> Change | None:
    """What a cell of the block changes; None where that stands there already. Raises NotTaken.

    `exact`: it comes from a column of that kind, so that a comment may be a figure.
    """
    if cell in other:
        raise other_kind()
    after = text if exact and cell.what == "comment" else cell.read(entry, text, values)
    before = cell.holds(entry)
    if after is None or before == after or cell.what is None:
        return None
    if not cell.free(entry):
        locked = entry.state is EvaluationState.SUBMITTED and cell.what != "value"
        raise not_taken("submitted" if locked else "not_assessed")
    return Change(entry.staff_no, None, cell.what, cell.code, after, before)


def reasons(refused: Sequence[Refused]) -> list[str]:
    """Why cells were left as they were, and what lies beyond the grid, a line for each reason."""
    cells = Counter[str]()
    for cell in refused:
        if cell.cells:
            cells[cell.wording] += cell.cells
    left = [
        (ngettext("{n} cell", "{n} cells", n).format(n=formats.count(n)), why)
        for why, n in cells.most_common()
    ]
    left += [(cell.value, cell.wording) for cell in refused if not cell.cells]
    return [_("{what}: {reason}").format(what=what, reason=reason) for what, reason in left]
