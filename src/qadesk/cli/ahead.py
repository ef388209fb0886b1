"""What helps a call on before its command is imported, which takes longest of a short one."""

from __future__ import annotations

from typing import Final

from qadesk import garbage

_READING: Final = ("import", "month", "roster")


def prepare(command: str) -> None:
    """Look for garbage rarely; where files will be read, start the process for it beside the imports."""
    garbage.collect_rarely()
    if command in _READING:
        from qadesk.tabular.apart import process

        process.begin()
