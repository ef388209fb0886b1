"""How rows travel from the reading process to the program: JSON with dates in it, and plain text.

Neither pickle nor marshal: what comes from the process that read a hostile file is data, whatever became of
that process. A message is its length, a line of JSON and, for columns of nothing but text, their cells
between separators, which is three times as fast. Of a column whose cells repeat each different one is sent
once, and a letter for each row that says which: its texts are then made, and looked up, once a block.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import IO, Any, Final

from qadesk.tabular.cell_looks import Looks
from qadesk.tabular.table import Block, Row

MOST_BYTES: Final = 64 << 20  # of one message; a block is cut long before
BEGUN: Final = 0  # the number of the message by which the process says that it runs
_HEAD: Final = struct.Struct(">I")
_CELL, _COLUMN = "\x1f", "\x1e"  # the separators; where a cell has one in it, all goes as JSON
_FIRST: Final = 0x20  # the letter of the first of the different cells: after the separators
_REPEATING: Final = 4  # rows for each different cell, from which a column goes as letters
_LOOKED_AT: Final = 64  # rows that tell whether it may be one
_MOST_WORDS: Final = 0xD800 - _FIRST  # letters before those that are no text by themselves
_KINDS: Final[dict[str, Any]] = {"datetime": datetime, "date": date, "time": time}


class BrokenMessage(Exception):
    """Bytes that are no message."""


class TooMuch(Exception):
    """More than a message may hold."""


def send(pipe: IO[bytes], message: dict[str, Any]) -> None:
    """Write one message. Raises TooMuch for one that is too large."""
    text = message.pop("text", "")
    data = json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=_packed)
    content = f"{data}\n{text}".encode("utf-8", "surrogatepass")
    if len(content) > MOST_BYTES:
        raise TooMuch
    pipe.write(_HEAD.pack(len(content)) + content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """The bytes of the next message; None at the end. Raises BrokenMessage for a size that cannot be."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (size,) = _HEAD.unpack(head)
    if size > MOST_BYTES:
        raise BrokenMessage
    content = pipe.read(size)
    return content if len(content) == size else None


def parsed(content: bytes) -> dict[str, Any]:
    """A message from its bytes. Raises BrokenMessage where they are none."""
    try:
        data, _end, text = content.decode("utf-8", "surrogatepass").partition("\n")
        message = json.loads(data, object_hook=_unpacked)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise BrokenMessage from error
    if not isinstance(message, dict):
        raise BrokenMessage
    message["text"] = text
    return message


def _packed(cell: object) -> dict[str, Any]:
    """What JSON has no word for."""
    if isinstance(cell, timedelta):
        return {"timedelta": [cell.days, cell.seconds, cell.microseconds]}
    if isinstance(cell, datetime | date | time):
        return {type(cell).__name__: cell.isoformat()}
    raise TypeError(type(cell).__name__)


def _unpacked(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        ((name, value),) = found.items()
        if name in _KINDS:
            return _KINDS[name].fromisoformat(value)
        if name == "timedelta":
            days, seconds, microseconds = value
            return timedelta(days, seconds, microseconds)
    return found


# ---- what the messages hold


def of_row(row: Row) -> list[Any]:
    """A row as a message holds it."""
    return [row.line, row.last_line, row.cells]


def as_row(held: list[Any]) -> Row:
    """The row of a message."""
    line, last_line, cells = held
    return Row(int(line), int(last_line), tuple(cells))


def of_block(block: Block) -> dict[str, Any]:
    """A block as a message holds it; lines without a gap as their first and number."""
    lines = block.lines
    whole = isinstance(lines, range)
    text = None if block.typed else _as_text(block.columns)
    return (text or {"columns": [*block.columns]}) | {
        "lines": [lines[0], len(lines)] if whole else [*lines],
        "whole": whole,
        "typed": block.typed,
        "done": block.done,
        "total": block.total,
        "overlong": sorted(block.overlong),
        "torn": sorted(block.torn),
        "short": sorted(block.short),
        "failed": [[*place, text] for place, text in block.failed.items()],
    }


def _as_text(columns: Sequence[Sequence[Any]]) -> dict[str, Any] | None:
    """All cells in one text, and how many different ones columns of letters begin with (0: all cells).

    None if that could not be taken apart again.
    """
    parts, words, separators = [], [], 0
    for column in columns:
        different = _different(column)
        parts.append(_CELL.join(column if different is None else (*different, _letters(different, column))))
        words.append(0 if different is None else len(different))
        separators += words[-1] or len(column) - 1
    text = _COLUMN.join(parts)
    whole = text.count(_COLUMN) == len(parts) - 1 and text.count(_CELL) == separators
    return {"text": text, "words": words} if whole and parts and columns[0] else None


def _different(column: Sequence[str]) -> Sequence[str] | None:
    """The different cells of a column, if they repeat so often that they are sent once."""
    few = len(column) // _REPEATING
    if len({*column[:_LOOKED_AT]}) > min(few, _LOOKED_AT // 2):
        return None
    different = [*dict.fromkeys(column)]
    return different if len(different) <= min(few, _MOST_WORDS) else None


def _letters(different: Sequence[str], column: Sequence[str]) -> str:
    letters = {word: chr(at) for at, word in enumerate(different, _FIRST)}
    return "".join(map(letters.__getitem__, column))


def _column(text: str, words: int) -> Sequence[str]:
    """The cells of a column. Raises KeyError or ValueError where it is none."""
    if not words:
        return text.split(_CELL)
    *different, letters = text.split(_CELL)
    if len(different) != words or len(letters) < _REPEATING:
        raise BrokenMessage
    cells: Sequence[str] = itemgetter(*letters)({chr(at): word for at, word in enumerate(different, _FIRST)})
    return cells


def as_block(held: dict[str, Any]) -> Block:
    """The block of a message."""
    lines = held["lines"]
    columns = held.get("columns")
    if columns is None:
        columns = [
            _column(text, words)
            for text, words in zip(held["text"].split(_COLUMN), held["words"], strict=True)
        ]
    if held["whole"]:
        lines = range(lines[0], lines[0] + lines[1])
    return Block(
        columns, lines, held["typed"], held["done"], held["total"],
        frozenset(held["overlong"]), frozenset(held["torn"]), frozenset(held["short"]),
        {(row, column): text for row, column, text in held["failed"]},
    )  # fmt: skip


def of_looks(found: Looks | None) -> dict[str, Any]:
    """How cells look, as a message holds it."""
    if found is None:
        return {"told": False}
    failed = [[*place, text] for place, text in found.failed.items()]
    return {"told": True, "percent": [*found.percent], "failed": failed}


def as_looks(held: dict[str, Any]) -> Looks | None:
    """How cells look, from a message."""
    if not held["told"]:
        return None
    failed = {(line, column): text for line, column, text in held["failed"]}
    return Looks(frozenset((line, column) for line, column in held["percent"]), failed)
