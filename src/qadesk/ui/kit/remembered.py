"""Lets tables, splitters and choices keep, for each person, how they were left; and windows where they stood.

Kept in the settings of the computer, not in the office file: how somebody likes to look at a table is no
business of the office.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QByteArray, QSettings, QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QWidget

from qadesk.ui.widgets.table import TableView


class RememberedTable:
    """Keeps the widths that were dragged, the order of the columns, and what the table is sorted by.

    All are kept by the keys of the columns, so that a column added in another version disturbs nothing.
    """

    def __init__(self, table: TableView, memory: Memory, *, movable: bool = True) -> None:
        self._table, self._memory = table, memory
        self._putting_back = False
        head = table.horizontalHeader()
        head.setSectionsMovable(movable)
        table.widths_chosen.connect(
            lambda: self._keep("widths", [f"{key}={width}" for key, width in table.own_widths.items()])
        )
        head.sectionMoved.connect(lambda _number, _old, _new: self._keep_order())
        head.sortIndicatorChanged.connect(lambda _section, _order: self._keep_sorting())
        self.turn_to(memory)

    def turn_to(self, memory: Memory) -> None:
        """Put the table back as it was kept there, and keep there what is set up from now on."""
        self._memory = memory
        self.put_back(lambda: None)

    def put_back(self, change: Callable[[], object]) -> None:
        """Let the table's columns change, and put it back as it was kept: they change nothing of that."""
        self._putting_back = True
        change()
        self._put_back()
        self._putting_back = False

    @property
    def _keys(self) -> list[str]:
        return [column.key for column in getattr(self._table.model(), "columns", [])]

    def _keep(self, what: str, value: object) -> None:
        if not self._putting_back:
            self._memory.keep(what, value)

    def _keep_order(self) -> None:
        head, keys = self._table.horizontalHeader(), self._keys
        order = [keys[head.logicalIndex(at)] for at in range(head.count()) if head.count() == len(keys)]
        self._keep("order", order if order != keys else None)

    def _keep_sorting(self) -> None:
        head, keys = self._table.horizontalHeader(), self._keys
        section = head.sortIndicatorSection()
        chosen = 0 <= section < len(keys)
        self._keep("sorting", [keys[section], head.sortIndicatorOrder().value] if chosen else None)

    def _put_back(self) -> None:
        head, keys, memory = self._table.horizontalHeader(), self._keys, self._memory
        widths = dict(entry.rpartition("=")[::2] for entry in _texts(memory.value("widths")))
        self._table.set_own_widths({key: int(width) for key, width in widths.items() if width.isdigit()})
        kept = [key for key in _texts(memory.value("order")) if key in keys]
        for at, key in enumerate([*kept, *(key for key in keys if key not in kept)]):
            head.moveSection(head.visualIndex(keys.index(key)), at)
        sorting = _texts(memory.value("sorting"))
        if len(sorting) == 2 and sorting[0] in keys:
            descending = sorting[1] == str(Qt.SortOrder.DescendingOrder.value)
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            self._table.sortByColumn(keys.index(sorting[0]), order)
        elif head.sortIndicatorSection() >= 0:
            head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)


def remember_splitter(split: QSplitter, memory: Memory) -> None:
    """Keep where the splitter was dragged to."""
    state = memory.value("splitter")
    if isinstance(state, QByteArray):
        split.restoreState(state)
    split.splitterMoved.connect(lambda _at, _index: memory.keep("splitter", split.saveState()))


def remember_choice(box: QComboBox, memory: Memory) -> str:
    """Keep what was chosen, by its data. Returns what was kept and is not offered yet, or nothing."""
    kept = str(memory.value(box.objectName()) or "")
    found = box.findData(kept)
    if found >= 0:
        with QSignalBlocker(box):
            box.setCurrentIndex(found)
    box.activated.connect(lambda row: memory.keep(box.objectName(), box.itemData(row)))
    return kept if found < 0 else ""


def _texts(value: object) -> list[str]:
    """A kept list; settings files give a list of one back as a single text."""
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else []


# ---- where it is kept


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


# ---- where the window stands on the screen

USUAL: Final = QSize(1366, 720)  # the first time, on a screen that is larger
_FRAME: Final = QSize(16, 48)  # what a system's title and frame take
_KEY: Final = "window/geometry"


def restore_place(window: QWidget) -> None:
    """Place a window that is not yet shown as it was left, which Qt brings into what the screen has free.

    The first time it fills a small screen.
    """
    kept = settings().value(_KEY)
    if kept is None or not window.restoreGeometry(kept):
        free = window.screen().availableSize()
        window.resize(USUAL.boundedTo(free - _FRAME))
        if free.width() <= USUAL.width():
            window.setWindowState(Qt.WindowState.WindowMaximized)


def keep_place(window: QWidget) -> None:
    """Remember where a window stands."""
    settings().setValue(_KEY, window.saveGeometry())
