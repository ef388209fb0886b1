"""The process that reads scans as the program sees it: started when needed, watched, ended after its work."""

from __future__ import annotations

import base64
import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from qadesk import progress
from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _, current_language
from qadesk.scans.placing import Placed
from qadesk.tabular.apart import wire

ARGUMENT: Final = "--read-scans"  # makes the program the reading process
_WAITED_S: Final = 120.0  # for one page, on a PC with other things to do
_GLANCE_S: Final = 0.1  # between two looks at the clock and at the job
_BROKEN: Final = (wire.BrokenMessage, KeyError, ValueError, TypeError, IndexError)


@dataclass(frozen=True)
class ReadCode:
    """A code as it was read: its text, its corners in dots, which of a page's two it is; -1: neither fits."""

    text: str
    corners: tuple[tuple[float, float], ...]
    place: int


@dataclass(frozen=True)
class ReadPage:
    """One page: the codes on it, its size in dots, and whether there is nothing on it."""

    codes: tuple[ReadCode, ...]
    size: tuple[int, int]
    blank: bool


@dataclass(frozen=True)
class Differing:
    """What a page differs in from the stored sheet. Places are points of the page: x, y, width, height."""

    placed: Placed
    figures: tuple[tuple[float, float, float, float, str], ...]  # with what is printed there
    ink: tuple[float, ...]  # of each box asked for, the share of dots that somebody wrote on


@contextmanager
def reading() -> Iterator[ScanReader]:
    """A process for one piece of work. It begins with the first file, and ends with the work."""
    reader = ScanReader()
    try:
        yield reader
    finally:
        reader.end()


class ScanReader:
    """Files opened and pages read over there, one after the other.

    Each call raises UserError for what is refused, and for what ended or held up the process, which then is
    started anew for the next file; and Cancelled once the job was cancelled.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._frames: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._count = 0
        self._name = ""
        self._opened: dict[str, Any] = {}

    def open(self, path: Path) -> int:
        """Open a file; how many pages it has."""
        return self._open({"path": os.fsencode(path).hex()}, path.name)

    def open_content(self, content: bytes, name: str) -> int:
        """The same of what is stored."""
        return self._open({"text": base64.b64encode(content).decode("ascii")}, name)

    def _open(self, what: dict[str, Any], name: str) -> int:
        self._name = name
        self._opened = {"name": name, "language": current_language(), **what}
        return int(self._ask("open", **self._opened)["pages"])

    def page(self, place: int) -> ReadPage:
        """Read a page (from 1) of the open file."""
        answer = self._again("page", place=place)
        with self._trusted():
            codes = tuple(
                ReadCode(
                    str(one["text"]),
                    tuple((float(x), float(y)) for x, y in one["corners"]),
                    int(one["place"]),
                )
                for one in answer["codes"]
            )
            width, height = answer["size"]
            return ReadPage(codes, (int(width), int(height)), bool(answer["blank"]))
        raise AssertionError("not reached")

    def look(
        self,
        read: ReadPage,
        stored: bytes,
        page: int,
        figures: Sequence[tuple[float, float, str, float, bool, Sequence[float]]],
        boxes: Sequence[tuple[float, float, float, float]],
    ) -> Differing:
        """What the page read last differs in from page `page` (from 1) of the `stored` PDF.

        `figures`: places of printed texts, see `looks.Figure`; `boxes`: where ink is looked for.
        """
        codes = [[code.place, code.corners] for code in read.codes if code.place >= 0]
        text = base64.b64encode(stored).decode("ascii")
        answer = self._ask("look", page=page, figures=figures, boxes=boxes, codes=codes, text=text)
        with self._trusted():
            return Differing(
                Placed(*map(float, answer["placed"])),
                tuple(
                    (float(x), float(y), float(w), float(h), str(said))
                    for x, y, w, h, said in answer["figures"]
                ),
                tuple(map(float, answer["ink"])),
            )
        raise AssertionError("not reached")

    def alone(self, place: int) -> tuple[str, bytes]:
        """A page as a file of its own: its kind and content."""
        answer = self._again("alone", place=place)
        with self._trusted():
            return str(answer["sort"]), base64.b64decode(answer["text"])
        raise AssertionError("not reached")

    def show(self, place: int, placed: Placed | None, width: int) -> bytes:
        """A page as a PNG picture, so many dots wide, straightened where it is known how it lies."""
        answer = self._again("show", place=place, placed=placed, width=width)
        with self._trusted():
            return base64.b64decode(answer["text"])
        raise AssertionError("not reached")

    def end(self) -> None:
        """End the process, whatever it is doing."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()

    # ---- asking

    def _again(self, do: str, **what: Any) -> dict[str, Any]:
        """Ask of the open file; where the process ended over a page before, the file is opened anew."""
        if self._child is None:
            self._ask("open", **self._opened)
        return self._ask(do, **what)

    def _ask(self, do: str, **what: Any) -> dict[str, Any]:
        child = self._running()
        self._count += 1
        with contextlib.suppress(OSError, ValueError):
            assert child.stdin is not None
            wire.send(child.stdin, {"do": do, "number": self._count, **what})
        answer = self._answer(self._count, time.monotonic() + _WAITED_S)
        if "memory" in answer:
            raise self._harmed()
        if "bug" in answer:
            raise ScanReaderError(str(answer["bug"]))
        if "refused" in answer:
            code, happened, kept, remedy = answer["refused"]
            raise UserError(code, happened, kept=kept, remedy=remedy)
        return answer

    def _answer(self, number: int, until: float) -> dict[str, Any]:
        while True:
            try:
                content = self._frames.get(timeout=_GLANCE_S)
                if content is None:
                    raise self._harmed()
                answer = wire.parsed(content)
                if answer["number"] == number:
                    return answer
            except queue.Empty:
                if progress.is_cancelled():
                    self.end()
                    raise Cancelled from None
                if time.monotonic() > until:
                    raise self._harmed() from None
            except _BROKEN:
                raise self._harmed() from None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.end()
        try:
            child = subprocess.Popen(
                _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError as error:
            raise UserError(
                "scan.reader_not_started",
                _("The part of QADesk that reads scans could not be started: {reason}").format(
                    reason=error.strerror or str(error)
                ),
                kept=_("Nothing was filed."),
                remedy=_("Close other programs, then try again. If it still fails, install QADesk again."),
            ) from error
        self._child, self._frames = child, queue.SimpleQueue()
        threading.Thread(target=_listen, args=(child, self._frames), name="scans", daemon=True).start()
        return child

    @contextmanager
    def _trusted(self) -> Iterator[None]:
        """What the answer of a process that broke its word comes to."""
        try:
            yield
        except _BROKEN:
            raise self._harmed() from None

    def _harmed(self) -> UserError:
        """End the process over a page that it could not bear; what to tell of it."""
        self.end()
        return UserError(
            "scan.harmful",
            _("“{file}” is damaged or malicious: reading it was stopped.").format(file=self._name),
            kept=_("Nothing of this page was filed."),
            remedy=_("Scan it again; if you do not know who made it, delete it."),
        )


class ScanReaderError(Exception):
    """A bug that showed in the process; its text is the traceback from there."""


def _listen(child: subprocess.Popen[bytes], frames: queue.SimpleQueue[bytes | None]) -> None:
    """Take what it says off the pipe, so that waiting for it can end."""
    assert child.stdout is not None
    content: bytes | None = b""
    while content is not None:
        try:
            content = wire.receive(child.stdout)
        except (OSError, ValueError, wire.BrokenMessage):  # ended from here meanwhile
            content = None
        frames.put(content)


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-P", "-X", "utf8", "-m", "qadesk", ARGUMENT]
