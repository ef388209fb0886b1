"""Work in a process of its own, forked from this one: what it said, how it ended, what it took."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

PATIENCE_S: Final = 120.0  # for one piece of work on a busy machine; beyond it hangs
MOST_BYTES: Final = 1 << 30
Say = Callable[[Any], None]


@dataclass
class Run:
    """What came of one piece of work."""

    said: list[Any] = field(default_factory=list)
    ended: str = "killed"  # done, told (a UserError), uncaught, killed, hung
    text: str = ""  # of the error
    result: Any = None
    peak: int = 0  # bytes of memory, of it or a process it started

    @property
    def too_large(self) -> bool:
        """Whether it took more than a gigabyte."""
        return self.peak > MOST_BYTES


def run(work: Callable[[Say], Any], patience: float = PATIENCE_S) -> Run:
    """Do `work` in a forked process. It says things as it goes; what it returns (JSON) is the result."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.close(reading)
        os.setpgid(0, 0)
        _work(work, writing)
    os.close(writing)
    made = Run()
    lines = _lines(reading, time.monotonic() + patience)
    if lines is None:
        made.ended = "hung"
        os.killpg(child, signal.SIGKILL)
    _pid, status, used = os.wait4(child, 0)
    made.peak = used.ru_maxrss << 10
    for line in lines or ():
        name, value = line
        if name == "said":
            made.said.append(value)
        elif name == "peak":
            made.peak = max(made.peak, value)
        else:
            made.ended, (made.text, made.result) = name, value
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        made.ended = "hung"
    elif made.ended == "killed" and not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
        made.ended, made.text = "uncaught", f"ended with {status:#x}"
    return made


def _work(work: Callable[[Say], Any], writing: int) -> None:
    def tell(name: str, value: Any) -> None:
        os.write(writing, json.dumps([name, value]).encode() + b"\n")

    from qadesk.errors import Cancelled, UserError

    try:
        result = work(lambda value: tell("said", value))
        ended, text = "done", ""
    except (UserError, Cancelled) as error:
        result, ended, text = None, "told", str(error)
    except BaseException:  # noqa: BLE001 - whatever it is, it is counted
        result, ended, text = None, "uncaught", traceback.format_exc()
    from qadesk.tabular.apart import process
    from tools.torture import shim

    shim.disarm()
    process.end()
    import resource

    tell("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10)
    tell(ended, [text, result])
    os._exit(0)


def _lines(reading: int, until: float) -> list[list[Any]] | None:
    """Everything that was told until its end; None if that did not come in time."""
    content = b""
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while True:
            ready, _w, _x = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                return None
            if not (data := pipe.read(1 << 16)):
                break
            content += data
    whole = content[: content.rfind(b"\n") + 1]
    return [json.loads(line) for line in whole.splitlines()]
