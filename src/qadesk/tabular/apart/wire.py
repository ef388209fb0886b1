"""How rows travel from the reading process to the program: JSON with dates in it, and plain text.

Neither pickle nor marshal: what comes from the process that read a hostile file is data, whatever became of
that process. A message is its length, a line of JSON and, for columns of nothing but text, their cells
between separators, which is three times as fast.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final

from qadesk.tabular.cell_looks import Looks
from qadesk.tabular.table import Block, Row

MOST_BYTES: Final = 64 << 20  # of one message; a block is cut long before
BEGUN: Final = 0  # the number of the message by which the process says that it runs
_HEAD: Final = struct.Struct(">I")
_CELL, _COLUMN = "\x1f", "\x1e"  # the separators; where a cell has one in it, all goes as JSON
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
    return ({"columns": [*block.columns]} if text is None else {"text": text}) | {
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


def _as_text(columns: Sequence[Sequence[Any]]) -> str | None:
    """All cells in one text; None if that could not be taken apart again."""
    text = _COLUMN.join(map(_CELL.join, columns))
    cells, rows = len(columns), len(columns[0]) if columns else 0
    whole = text.count(_COLUMN) == cells - 1 and text.count(_CELL) == cells * (rows - 1)
    return text if whole and rows else None


def as_block(held: dict[str, Any]) -> Block:
    """The block of a message."""
    lines = held["lines"]
    columns = held.get("columns")
    if columns is None:
        columns = [column.split(_CELL) for column in held["text"].split(_COLUMN)]
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
