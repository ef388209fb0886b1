"""What runs in the reading process: opens files and hands out their rows, until nobody asks any more."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from qadesk.errors import UserError
from qadesk.i18n import set_language
from qadesk.tabular import reader
from qadesk.tabular.apart import bounds, wire
from qadesk.tabular.table import Block, Row, TableSource


def main() -> int:
    """Answer requests on standard input until it ends; the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's; it ends this process, too
    # Not sys.stdin: a program without console has none, though it was given pipes.
    with open(0, "rb", closefd=False) as requests, open(1, "wb", closefd=False) as answers:
        _Readings(answers).serve(requests)
    return 0


class _Readings:
    """The files that are open and the rows being handed out, each under the number the program gave it."""

    def __init__(self, answers: IO[bytes]) -> None:
        self._answers = answers
        self._books: dict[int, Sequence[TableSource]] = {}
        self._sizes: dict[int, int] = {}
        self._rows: dict[int, Iterator[Block]] = {}
        self._doing: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "open": self._open,
            "head": self._head,
            "looks": self._looks,
            "blocks": self._blocks,
            "next": self._next,
        }

    def serve(self, requests: IO[bytes]) -> None:
        wire.send(self._answers, {"number": wire.BEGUN})
        while (content := wire.receive(requests)) is not None:
            asked = wire.parsed(content)
            try:
                wire.send(self._answers, self._answer(asked))
            except (wire.TooMuch, MemoryError):
                wire.send(self._answers, {"memory": True, "number": asked["number"]})

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        for number in asked["drop"]:
            self._books.pop(number, None)
            self._sizes.pop(number, None)
            self._rows.pop(number, None)
        try:
            answer = self._doing[asked["do"]](asked)
        except UserError as error:
            answer = {"refused": [error.code, error.happened, error.kept, error.remedy]}
        except MemoryError:
            answer = {"memory": True}
        except Exception:  # noqa: BLE001 - a bug is told where it is logged and shown
            answer = {"bug": traceback.format_exc()}
        return answer | {"number": asked["number"]}

    def _open(self, asked: dict[str, Any]) -> dict[str, Any]:
        number, path = asked["number"], Path(os.fsdecode(bytes.fromhex(asked["path"])))
        set_language(asked["language"])
        self._sizes[number] = asked["size"]
        self._bound()
        books = reader.open_workbook_here(path) if asked["workbook"] else reader.open_here(path)
        self._books[number] = books
        return {
            "sheets": [
                [b.sheet, b.left, b.workbook, b.hidden, b.delimiter, [b.hidden_rows, b.struck_rows]]
                for b in books
            ]
        }

    def _head(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._bound()
        return {"rows": [wire.of_row(row) for row in self._sheet(asked).head(asked["rows"])]}

    def _looks(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._bound()
        return wire.of_looks(self._sheet(asked).looks())

    def _blocks(self, asked: dict[str, Any]) -> dict[str, Any]:
        header = Row(asked["line"], asked["last_line"], ())
        self._rows[asked["number"]] = self._sheet(asked).blocks(header, asked["width"])
        self._bound()
        return self._next(asked | {"rows": asked["number"]})

    def _next(self, asked: dict[str, Any]) -> dict[str, Any]:
        block = next(self._rows[asked["rows"]], None)
        return {"end": True} if block is None else wire.of_block(block)

    def _sheet(self, asked: dict[str, Any]) -> TableSource:
        sheet: TableSource = self._books[asked["book"]][asked["sheet"]]
        return sheet

    def _bound(self) -> None:
        """What is open now may take its memory; what comes next its time."""
        size = sum(self._sizes.values())
        bounds.keep_within(bounds.memory_for(size), bounds.seconds_for(size))


if __name__ == "__main__":
    sys.exit(main())
