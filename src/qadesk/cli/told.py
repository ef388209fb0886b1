"""How far long work is, on a terminal: one line that is written over and gone in the end."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from qadesk.progress import Progress

_EVERY_S: Final = 0.2


@contextmanager
def on_terminal(args: argparse.Namespace, what: str) -> Iterator[Progress]:
    """The progress of `what`, on standard error; nothing of it with --json or where nobody looks at it.

    Ctrl+C stops the work at its next step.
    """
    if args.json or not sys.stderr.isatty():
        yield Progress()
        return
    last, shown = 0.0, 0

    def tell(done: int, total: int, _text: str) -> None:
        nonlocal last, shown
        if time.monotonic() - last < _EVERY_S:
            return
        last = time.monotonic()
        line = f"{what} {done * 100 // total} %" if total else f"{what} …"
        print(f"\r{line}", end="", file=sys.stderr, flush=True)
        shown = max(shown, 2 * len(line))  # a Chinese letter takes two places

    try:
        yield Progress(tell)
    finally:
        if shown:
            print(f"\r{' ' * shown}\r", end="", file=sys.stderr, flush=True)
