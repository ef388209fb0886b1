"""Whose turn it is: the transactions of one connection, one after another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from qadesk import progress
from qadesk.errors import Cancelled

PATIENCE_S: Final = 15  # how long a transaction waits for the one before it to end
_GLANCE_S: Final = 0.2  # after which a job that waits as long as it takes looks whether it was cancelled


@contextmanager
def in_turn(lock: threading.Lock) -> Iterator[None]:
    """Hold `lock`.

    Raises RuntimeError where this thread holds it already, or it is not free in time, which are bugs; but
    what is done beside the work (see `progress.is_patient`) waits as long as an import takes, and ends with
    Cancelled once it was cancelled.
    """
    held: set[int] = _here.__dict__.setdefault("held", set())
    if id(lock) in held:
        raise RuntimeError("a transaction was begun inside another")
    patient = progress.is_patient()
    while not lock.acquire(timeout=_GLANCE_S if patient else PATIENCE_S):
        if not patient:
            raise RuntimeError("the transaction before this one never ended")
        if progress.is_cancelled():
            raise Cancelled
    held.add(id(lock))
    try:
        yield
    finally:
        held.discard(id(lock))
        lock.release()


_here = threading.local()
