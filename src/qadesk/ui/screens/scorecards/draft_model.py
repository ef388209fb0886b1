"""Editable tables of the draft: they follow it, write back what is typed, mark what is wrong.

In one of them rows are dragged, and their names stand still beside the other columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import (
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import joined
from qadesk.services.designing import row_fields
from qadesk.services.designing.part_fields import OTHER
from qadesk.services.designing.problems import WordedProblem
from qadesk.services.table_fields import TableField
from qadesk.ui import theme
from qadesk.ui.kit.edit_cell import EditDelegate
from qadesk.ui.kit.edit_model import EditColumn, EditModel, Look
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.widgets.frozen import FrozenColumns, StandsStill

R = TypeVar("R")
T = TypeVar("T")
_DRAGGED: Final = frozenset(
    {QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.DragLeave, QEvent.Type.Drop}
)


def columns(
    fields: Iterable[TableField[T, R]], looks: Mapping[str, Mapping[str, Any]]
) -> list[EditColumn[T, R]]:
    """Fields as columns; `looks` says by their keys how they look."""
    return [
        EditColumn(**vars(one), **(looks.get(one.key) or looks.get(one.key.removeprefix(OTHER), {})))
        for one in fields
    ]


class DraftModel(EditModel[Scorecard, R]):
    """`rows` are those of a scorecard; `place` is the path of a row, to which columns add their keys.

    `usual` is the key of the column that is meant where a path names none; `shown_in` says in which column a
    field is shown that has none of its own. `changed` tells which rows may look otherwise in another
    scorecard with the same rows; otherwise all.
    """

    def __init__(
        self,
        draft: Draft,
        columns: Sequence[EditColumn[Scorecard, R]],
        rows: Callable[[Scorecard], Iterable[R]],
        place: Callable[[R], Path],
        named: Callable[[Scorecard, R], str],
        usual: str = "name",
        shown_in: Mapping[str, str] | None = None,
        changed: Callable[[Scorecard, Scorecard, Sequence[R]], Iterable[R]] | None = None,
    ) -> None:
        super().__init__(columns, self._write, named)
        self.draft = draft
        self._rows_of, self._place, self._changed = rows, place, changed
        self._usual, self._shown_in = usual, shown_in or {}
        self._places: dict[Path, R] = {}
        self._problems: dict[tuple[R, str], list[WordedProblem]] = {}
        draft.loaded.connect(self._load)
        draft.changed.connect(lambda _path: self.follow())
        draft.problems_changed.connect(self._mark)

    def _write(self, card: Scorecard, row: R, key: str, typing: bool) -> None:
        self.draft.apply(card, self.path(row, key), typing=typing)

    # ---- places

    def path(self, row: R, key: str) -> Path:
        """A cell as problems name it."""
        field, own = key.removeprefix(OTHER), not key.startswith(OTHER)
        in_language = f"{OTHER}{field}" in (column.key for column in self.columns)
        language = ("zh" if row_fields.is_chinese(own) else "en",) if in_language else ()
        return (*self._place(row), field, *language)

    def cell(self, path: Path) -> tuple[R, str] | None:
        """The cell a path leads to; None for what is not shown. Without a language it is the window's."""
        for length in range(len(path), 0, -1):
            row = self._places.get(path[:length])
            if row is not None:
                return row, self._key(path[length:])
        return None

    def _key(self, inside: Path) -> str:
        field = str(inside[0]) if inside else self._usual
        other = len(inside) > 1 and inside[1] in ("zh", "en") and not _is_own(inside[1])
        key = f"{OTHER}{field}" if other else self._shown_in.get(field, field)
        return key if key in (column.key for column in self.columns) else self._usual

    # ---- following the draft

    def _load(self) -> None:
        self.show(None, (), editable=False)
        self._places = {}
        self.follow()
        self._mark()

    def follow(self) -> None:
        """Show what the draft has now; with the same rows the cursor and an open field stay."""
        if not self.draft.is_open:
            self.show(None, (), editable=False)
            return
        before, card = self.state, self.draft.card
        rows, changed = tuple(self._rows_of(card)), None
        if rows != self.rows:
            if rows[: len(self.rows)] != self.rows:
                self._problems = {}  # they name places that have moved; new ones are on their way
            self._places = {self._place(row): row for row in rows}
        if before is not None and self._changed is not None and rows[: len(self.rows)] == self.rows:
            changed = self._changed(before, card, rows)
        self.show(card, rows, editable=self.draft.editable, changed=changed)

    def _mark(self) -> None:
        before, self._problems = self._problems, {}
        for told in self.draft.problems:
            cell = self.cell(told.path)
            if cell is not None:
                self._problems.setdefault(cell, []).append(told)
        self.redraw({row for row, _key in before.keys() | self._problems.keys()})

    # ---- what is wrong

    def look(self, row: R, column: EditColumn[Scorecard, R]) -> Look:
        """With the mark of what is wrong with the cell."""
        look, wrong = super().look(row, column), self._problems.get((row, column.key))
        if not wrong:
            return look
        tone = "bad" if look.tone or any(told.error for told in wrong) else "warn"
        return look if all(told.hint for told in wrong) else replace(look, tone=tone)  # hints are in the tip

    def tip(self, row: R, column: EditColumn[Scorecard, R]) -> str:
        """What is wrong with the cell and what to do about it, then what else there is to say."""
        said = [joined(told.text, told.remedy) for told in self._problems.get((row, column.key), ())]
        return "\n".join(part for part in (*said, super().tip(row, column)) if part)


def _is_own(language: str | int) -> bool:
    return row_fields.is_chinese(own=True) == (language == "zh")


class DraftTable(EditTable, Generic[R]):
    """A table of the draft; what it refuses is told where the draft is shown."""

    edited: DraftModel[R]

    def __init__(self, model: DraftModel[R], name: str, spoken: str, **more: Any) -> None:
        super().__init__(model, name, spoken, model.draft.end_typing, **more)
        self.draft = model.draft
        self.refused.connect(self.draft.refused)

    def go(self, path: Path) -> bool:
        """Put the keyboard on the cell a path leads to; whether there is one."""
        cell = self.edited.cell(path)
        index = QModelIndex() if cell is None else self.edited.at(*cell)
        if index.isValid():
            self.set_current(index)
            self.setFocus()
        return index.isValid()


# ---- rows that are dragged, and names that stand still beside the other columns


class DraggedRows(StandsStill, DraftTable[R]):
    """A table of the draft whose rows are dragged with the mouse; a line shows where they would go."""

    drop: Callable[[R, int], object]  # put a row before the one that now stands in row so and so
    drop_row: int | None = None  # before which what is dragged would go

    def __init__(self, model: DraftModel[R], name: str, spoken: str, **more: Any) -> None:
        super().__init__(model, name, spoken, **more)
        model.movable = True
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(False)  # a line of its own, across the whole row

    def drag_row(self) -> None:
        """Take the current row along with the mouse."""
        if self.edited.editable:
            self.startDrag(Qt.DropAction.MoveAction)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.source() is not self or not self.edited.editable:
            event.ignore()
            return
        super().dragMoveEvent(event)  # scrolls where one drags over the edge
        self.drop_row = self._row_before(event.position().toPoint().y())
        event.accept()
        self.viewport().update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.drop_row = None
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        row, self.drop_row = self._row_before(event.position().toPoint().y()), None
        self.viewport().update()
        event.setDropAction(Qt.DropAction.CopyAction)  # Qt must not take the row out itself
        event.accept()
        if self.currentIndex().isValid():
            self.drop(self.edited.rows[self.currentIndex().row()], row)

    def _row_before(self, y: int) -> int:
        """Before which row something dropped at a height goes."""
        row = self.rowAt(y)
        if row < 0:
            return self.edited.rowCount()
        return row + (y - self.rowViewportPosition(row) > self.rowHeight(row) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paint_drop(self.viewport())

    def paint_drop(self, viewport: QWidget) -> None:
        """Draw the line where what is dragged would go."""
        if self.drop_row is None:
            return
        row = self.drop_row
        if row < self.edited.rowCount():
            y = self.rowViewportPosition(row)
        else:
            y = self.rowViewportPosition(row - 1) + self.rowHeight(row - 1) if row else 0
        painter = QPainter(viewport)
        painter.setPen(QPen(theme.color("accent"), 3))
        painter.drawLine(0, y, viewport.width(), y)


class FrozenNames(FrozenColumns, Generic[R]):
    """A click stands on the row, a double click opens the name; rows are dragged from here and dropped here.

    All of it is done by the table below: it has the keyboard, and what is typed is typed there.
    """

    def __init__(self, table: DraggedRows[R]) -> None:
        super().__init__(table, 1)
        self._table = table
        self._pressed: QPoint | None = None
        self.follow(EditDelegate(self, table))
        for signal in (table.moved, table.marked):
            signal.connect(self.viewport().update)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on the row, in the column one is in: to go to the name would scroll the table back."""
        index = self.indexAt(event.position().toPoint())
        self._table.setFocus()
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            column = max(1, self._table.currentIndex().column())
            self._table.set_current(index.siblingAtColumn(column))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self._table.drag_row()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._pressed = None
        if index.isValid():
            self._table.set_current(index)
            self._table.enter(index)

    def viewportEvent(self, event: QEvent) -> bool:
        """What is dragged over the names is dragged over the rows of the table."""
        if event.type() not in _DRAGGED:
            return super().viewportEvent(event)
        done = self._table.viewportEvent(event)
        self.viewport().update()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._table.paint_drop(self.viewport())
