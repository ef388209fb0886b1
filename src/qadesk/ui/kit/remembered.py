"""Lets tables, splitters and choices keep, for each person, how they were left."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QSplitter

from qadesk.ui.kit.memory import Memory
from qadesk.ui.widgets.table import TableView


def remember_table(table: TableView, memory: Memory) -> None:
    """Keep the widths that were dragged, the order of the columns, and what the table is sorted by.

    All are kept by the keys of the columns, so that a column added in another version disturbs nothing.
    """
    head = table.horizontalHeader()
    head.setSectionsMovable(True)
    keys = [column.key for column in getattr(table.model(), "columns", [])]
    _put_back(table, memory, keys)

    def keep_order() -> None:
        order = [keys[head.logicalIndex(at)] for at in range(head.count()) if head.count() == len(keys)]
        memory.keep("order", order if order != keys else None)

    def keep_sorting() -> None:
        section = head.sortIndicatorSection()
        chosen = 0 <= section < len(keys)
        memory.keep("sorting", [keys[section], head.sortIndicatorOrder().value] if chosen else None)

    table.widths_chosen.connect(
        lambda: memory.keep("widths", [f"{key}={width}" for key, width in table.own_widths.items()])
    )
    head.sectionMoved.connect(lambda _number, _old, _new: keep_order())
    head.sortIndicatorChanged.connect(lambda _section, _order: keep_sorting())


def _put_back(table: TableView, memory: Memory, keys: list[str]) -> None:
    head = table.horizontalHeader()
    widths = dict(entry.rpartition("=")[::2] for entry in _texts(memory.value("widths")))
    table.set_own_widths({key: int(width) for key, width in widths.items() if width.isdigit()})
    for at, key in enumerate(key for key in _texts(memory.value("order")) if key in keys):
        head.moveSection(head.visualIndex(keys.index(key)), at)
    sorting = _texts(memory.value("sorting"))
    if len(sorting) == 2 and sorting[0] in keys:
        descending = sorting[1] == str(Qt.SortOrder.DescendingOrder.value)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        table.sortByColumn(keys.index(sorting[0]), order)


def remember_splitter(split: QSplitter, memory: Memory) -> None:
    """Keep where the splitter was dragged to."""
    state = memory.value("splitter")
    if isinstance(state, QByteArray):
        split.restoreState(state)
    split.splitterMoved.connect(lambda _at, _index: memory.keep("splitter", split.saveState()))


def remember_choice(box: QComboBox, memory: Memory) -> None:
    """Keep what was chosen, by its data; what is no longer offered is forgotten."""
    found = box.findData(memory.value(box.objectName()))
    if found >= 0:
        with QSignalBlocker(box):
            box.setCurrentIndex(found)
    box.activated.connect(lambda row: memory.keep(box.objectName(), box.itemData(row)))


def _texts(value: object) -> list[str]:
    """A kept list; settings files give a list of one back as a single text."""
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else []
