"""When Python looks for objects that refer to each other in circles: by itself, or as the window has it."""

from __future__ import annotations

import atexit
import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_MANY: Final = 20_000  # new objects between two looks of a program that ends after one call


class _Looking:
    """Whether Python looks by itself: not while anyone holds it. For any thread."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._holds = self.left = 0
        self._was_on = True

    def hold(self, *, left: bool) -> None:
        with self._changing:
            if not self._holds:
                self._was_on = gc.isenabled()
                gc.disable()
            self._holds += 1
            self.left += left

    def release(self, *, left: bool) -> None:
        with self._changing:
            self._holds -= 1
            self.left -= left
            if not self._holds and self._was_on:
                gc.enable()


_looking = _Looking()


@contextmanager
def not_collecting() -> Iterator[None]:
    """Garbage is not looked for meanwhile, by any thread: for work whose objects all stay."""
    _looking.hold(left=True)
    try:
        yield
    finally:
        _looking.release(left=True)


def is_left() -> bool:
    """Whether some work wants garbage not to be looked for now."""
    return _looking.left > 0


def by_hand() -> None:
    """From now on Python does not look by itself: who calls this looks. Every call needs a `by_itself`."""
    _looking.hold(left=False)


def by_itself() -> None:
    """Take one `by_hand` back; after the last one it is as before the first."""
    _looking.release(left=False)


def collect_rarely() -> None:
    """From now on Python looks a thirtieth as often: for one call of a program, whose modules all stay.

    At its end it does not look through all of them either, which takes it a tenth of a second.
    """
    gc.set_threshold(_MANY)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
