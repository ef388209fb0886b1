"""The reading process as the program sees it: started when needed, watched, ended when idle."""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from qadesk import progress
from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _, current_language
from qadesk.tabular.apart import bounds, wire
from qadesk.tabular.apart.wire import BEGUN
from qadesk.tabular.cell_looks import Looks
from qadesk.tabular.table import Block, Row
from qadesk.tabular.workbook import too_large

ARGUMENT: Final = "--read-tables"  # makes the program the reading process
_IDLE_S: Final = 30.0  # nobody asked for so long: the process ends
_WAITED_FOR: Final = 3  # times its processor time a step may take on a PC with other things to do
_GLANCE_S: Final = 0.1  # between two looks at the clock and at the job
_LARGE: Final = 4 << 20  # bytes; a smaller file that takes all memory was not made by a spreadsheet program
_BROKEN: Final = (wire.BrokenMessage, KeyError, ValueError, TypeError, IndexError)


def open_sheets(path: Path, *, workbook: bool = False) -> Sequence[ApartSheet]:
    """The tables in a file, read in the other process; with `workbook` only those of a workbook.

    Raises UserError as the readers do, or for a file that ended, exhausted or held up the process, and
    Cancelled once the job it is read for was cancelled.
    """
    return _File(path, workbook).sheets()


class _File:
    """One file that was opened over there; opened again where the process has been another since."""

    def __init__(self, path: Path, workbook: bool) -> None:
        self.path = path
        self.size = path.stat().st_size
        self._workbook = workbook
        self._number = 0
        self._process: _Process | None = None

    def sheets(self) -> Sequence[ApartSheet]:
        """Open it and tell what sheets it has."""
        wanted = {
            "path": os.fsencode(self.path).hex(),
            "size": self.size,
            "workbook": self._workbook,
            "language": current_language(),
        }
        while True:
            process = running()
            with contextlib.suppress(_EndedMeanwhile):
                answer = process.request(self, "open", **wanted)
                break
        self._number, self._process = answer["number"], process
        weakref.finalize(self, process.dropped.append, self._number)
        try:
            return [ApartSheet(self, at, *told) for at, told in enumerate(answer["sheets"])]
        except _BROKEN:
            raise process.harmed(self) from None

    def there(self) -> tuple[_Process, int]:
        """The process that has it open, and its number there."""
        if self._process is None or self._process is not running():
            self.sheets()
        assert self._process is not None
        return self._process, self._number


class ApartSheet:
    """One sheet of such a file; a `table.TableSource`."""

    def __init__(
        self, file: _File, at: int, name: str, left: int, workbook: bool, hidden: bool, delimiter: str,
        marked_rows: Sequence[int],
    ) -> None:  # fmt: skip
        self._file = file
        self._at = at
        self.sheet = name
        self.left = left
        self.workbook = workbook
        self.hidden = hidden
        self.delimiter = delimiter
        self.hidden_rows, self.struck_rows = map(int, marked_rows)

    def head(self, rows: int) -> list[Row]:
        """The first rows that are not entirely empty."""
        process, answer = self._request("head", rows=rows)
        try:
            return [wire.as_row(row) for row in answer["rows"]]
        except _BROKEN:
            raise process.harmed(self._file) from None

    def looks(self) -> Looks | None:
        """How the cells look; None where the file does not say."""
        process, answer = self._request("looks")
        try:
            return wire.as_looks(answer)
        except _BROKEN:
            raise process.harmed(self._file) from None

    def blocks(self, header: Row, width: int) -> Iterator[Block]:
        """The rows after `header`, `width` columns wide."""
        given = 0
        while True:
            try:
                for block in islice(self._stream(header, width), given, None):
                    given += 1
                    yield block
                return
            except _EndedMeanwhile:  # go on where it was, in the next process
                continue

    def _stream(self, header: Row, width: int) -> Iterator[Block]:
        """The same from one process; the next block is read there while one is worked on here."""
        process, answer = self._request("blocks", line=header.line, last_line=header.last_line, width=width)
        rows, asked = answer["number"], 0
        try:
            while "end" not in answer:
                asked = process.send("next", rows=rows)
                try:
                    block = wire.as_block(answer)
                except _BROKEN:
                    raise process.harmed(self._file) from None
                yield block
                answer = process.receive(self._file, asked)
        finally:
            process.unwanted.add(asked)
            process.dropped.append(rows)

    def _request(self, do: str, **what: Any) -> tuple[_Process, dict[str, Any]]:
        while True:
            process, number = self._file.there()
            with contextlib.suppress(_EndedMeanwhile):
                return process, process.request(self._file, do, book=number, sheet=self._at, **what)


class ReaderError(Exception):
    """A bug that showed in the process; its text is the traceback from there."""


class _EndedMeanwhile(Exception):
    """The process was ended from here, idle or over another file: what was asked can be asked again."""


class _Process:
    """A running reading process. Requests and answers are numbered: answers nobody waits for are let go."""

    def __init__(self) -> None:
        try:
            self._child = subprocess.Popen(
                _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError as error:
            raise _not_started(error.strerror or str(error)) from error
        self.dropped: list[int] = []  # numbers whose files and rows nobody needs any more
        self.unwanted: set[int] = set()  # numbers of answers nobody waits for
        self._begun = self._ended = False
        self._count = 0
        self._come: dict[int, dict[str, Any]] = {}
        self._frames: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._used = time.monotonic()
        self._turn = threading.RLock()
        _widen(self._child.stdout)
        threading.Thread(target=self._listen, name="reading", daemon=True).start()

    @property
    def lives(self) -> bool:
        return self._child.poll() is None

    def request(self, file: _File, do: str, **what: Any) -> dict[str, Any]:
        """Send a request and wait for its answer. Raises as `receive` does."""
        with self._turn:
            return self.receive(file, self.send(do, **what))

    def send(self, do: str, **what: Any) -> int:
        """Send a request; its number. A process that is gone is noticed when its answer is waited for."""
        with self._turn:
            self._count += 1
            drop, self.dropped[:] = [*self.dropped], []
            with contextlib.suppress(OSError, ValueError):
                assert self._child.stdin is not None
                wire.send(self._child.stdin, {"do": do, "number": self._count, "drop": drop, **what})
            return self._count

    def receive(self, file: _File, number: int) -> dict[str, Any]:
        """The answer to a request.

        Raises UserError for what was refused over there, and where the process died, broke its word or took
        too long; Cancelled when the job was cancelled meanwhile.
        """
        until = time.monotonic() + _WAITED_FOR * bounds.seconds_for(file.size)
        with self._turn:
            while number not in self._come:
                self._take_message(file, until)
            answer = self._come.pop(number)
            self._used = time.monotonic()
        if "memory" in answer:
            raise self.harmed(file)
        if "bug" in answer:
            raise ReaderError(str(answer["bug"]))
        if "refused" in answer:
            code, happened, kept, remedy = answer["refused"]
            raise UserError(code, happened, kept=kept, remedy=remedy)
        return answer

    def harmed(self, file: _File) -> UserError:
        """End the process over a file that it could not bear; what to tell of it."""
        self.end()
        return too_large(file.path) if file.size > _LARGE else _damaged_or_harmful(file.path)

    def end(self) -> None:
        """End it, whatever it is doing."""
        self._ended = True
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):  # what was still to be written
                    pipe.close()

    def end_when_idle(self) -> bool:
        """Whether it has ended, as it does when nobody has asked for a while."""
        if not self._turn.acquire(blocking=False):
            return False
        try:
            if self.lives and time.monotonic() - self._used < _IDLE_S:
                return False
            self.end()
            return True
        finally:
            self._turn.release()

    def _take_message(self, file: _File, until: float) -> None:
        """Take the next message, if one comes at once; look whether to wait on."""
        try:
            content = self._frames.get(timeout=_GLANCE_S)
            if content is None:
                self._frames.put(None)  # for whoever waits next
                if not self._begun and not self._ended:
                    raise _not_started(str(self._child.wait()))
                raise _EndedMeanwhile if self._ended else self.harmed(file)
            answer = wire.parsed(content)
            if answer["number"] == BEGUN:
                self._begun = True
            elif answer["number"] in self.unwanted:
                self.unwanted.discard(answer["number"])
            else:
                self._come[answer["number"]] = answer
        except queue.Empty:
            if progress.is_cancelled():
                self.end()
                raise Cancelled from None
            if time.monotonic() > until:
                raise self.harmed(file) from None
        except _BROKEN:
            raise self.harmed(file) from None

    def _listen(self) -> None:
        """Take what it says off the pipe, so that waiting for it can end."""
        assert self._child.stdout is not None
        content: bytes | None = b""
        while content is not None:
            try:
                content = wire.receive(self._child.stdout)
            except (OSError, ValueError, wire.BrokenMessage):  # ended from here meanwhile
                content = None
            self._frames.put(content)


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-P", "-X", "utf8", "-m", "qadesk", ARGUMENT]


def _widen(pipe: IO[bytes] | None) -> None:
    """Let a whole block into the pipe, where the system can: then both sides work at once."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        assert pipe is not None
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)


def _not_started(reason: str) -> UserError:
    return UserError(
        "import.reader_not_started",
        _("The part of QADesk that reads files could not be started: {reason}").format(reason=reason),
        kept=_("Nothing was imported."),
        remedy=_("Close other programs, then try again. If it still fails, install QADesk again."),
    )


def _damaged_or_harmful(path: Path) -> UserError:
    return UserError(
        "import.file_harmful",
        _("“{file}” is damaged or malicious: reading it was stopped.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("Export it again; if you do not know who made it, delete it."),
    )


# ---- the one that is running


class _Keeper:
    """Keeps one process running while there is something to read."""

    def __init__(self) -> None:
        self._process: _Process | None = None
        self._turn = threading.Lock()

    def running(self) -> _Process:
        """The process that is running; a new one where there is none."""
        with self._turn:
            if self._process is None or not self._process.lives:
                if self._process is not None:
                    self._process.end()
                self._process = _Process()
                self._look_again()
            return self._process

    def end(self) -> None:
        """End the process, if one is running."""
        with self._turn:
            if self._process is not None:
                self._process.end()
                self._process = None

    def _look_again(self) -> None:
        timer = threading.Timer(_IDLE_S, self._end_idle)
        timer.daemon = True
        timer.start()

    def _end_idle(self) -> None:
        with self._turn:
            if self._process is not None:
                if self._process.end_when_idle():
                    self._process = None
                else:
                    self._look_again()


_keeper: Final = _Keeper()
running: Final = _keeper.running
end: Final = _keeper.end
atexit.register(end)


def begin() -> None:
    """Start the process without waiting for it; why it could not be started is told when a file is read."""
    with contextlib.suppress(UserError):
        running()
