"""What the window remembers for each person at the desk: widths, order, sorting, splitters, filters.

Kept in the settings of the computer, not in the office file: how somebody likes to look at a table is no
business of the office.
"""

from __future__ import annotations

from PySide6.QtCore import QSettings


class Memory:
    """What one person set up in one part of the window."""

    def __init__(self, person: str, part: str) -> None:
        self._person, self._part = person, part
        self._group = f"view/{person or '-'}/{part}"

    def part(self, name: str) -> Memory:
        """What was set up in a part of that part: a list that shows several kinds of rows, say."""
        return Memory(self._person, f"{self._part}/{name}")

    def value(self, key: str) -> object:
        """What was kept under `key`, or None."""
        return settings().value(f"{self._group}/{key}")

    def keep(self, key: str, value: object) -> None:
        """Keep a value; None forgets it."""
        if value is None:
            settings().remove(f"{self._group}/{key}")
        else:
            settings().setValue(f"{self._group}/{key}", value)


def settings() -> QSettings:
    """Where it is kept."""
    return QSettings("QADesk", "QADesk")
