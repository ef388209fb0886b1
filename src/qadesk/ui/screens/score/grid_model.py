"""The month as a table, an agent in each row, an item or value in each column; how its cells look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qadesk.i18n import _
from qadesk.services.scoring.cells import Cell, ItemCell, ValueCell
from qadesk.services.scoring.forms import NA, Evaluation, EvaluationState, state_text
from qadesk.ui import icons, theme
from qadesk.ui.kit.edit_cell import paint_corner
from qadesk.ui.kit.edit_model import EditColumn, EditModel
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.keys import CommentBox, FigureBox
from qadesk.ui.theme import GRID, ROW, SMALL
from qadesk.ui.widgets.badge import paint_badge

NUMBER, NAME, FIRST_ITEM = 0, 1, 2
_Index = QModelIndex | QPersistentModelIndex
_EDITOR = QSize(45 * GRID, 3 * ROW)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ENDING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class GridModel(EditModel[ScoreBook, str]):
    """Reads the book; values and comments are typed through it, levels are set by the view's keys."""

    def __init__(self, book: ScoreBook) -> None:
        super().__init__((), lambda *_typed: None)
        self.book = book
        self._shape: object = None
        book.loaded.connect(self._show_loaded)
        book.entry_changed.connect(self.draw_row)

    def _show_loaded(self) -> None:
        """Loaded again with the same rows and columns, the cursor and an open field stay."""
        book, board = self.book, self.book.board
        shape = None if board is None else (board.cycle.code, book.cells, tuple(book.staff))
        if board is not None and shape == self._shape:
            self.editable = not book.closed
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.state_column))
            return
        self._shape = shape
        self.show(None, (), editable=False, columns=())
        if board is not None:
            self.show(
                book, book.staff, editable=not book.closed, columns=[_column(cell) for cell in book.cells]
            )

    def draw_row(self, key: Key) -> None:
        """An entry has changed: its row is read and drawn again."""
        self.redraw((key[0],))

    # ---- what is where

    @property
    def first(self) -> int:
        """The first column that is rated or typed; the name where there is none, not to type a comment."""
        return FIRST_ITEM if self.comment_column > FIRST_ITEM else NAME

    @property
    def comment_column(self) -> int:
        """Where the comment stands."""
        return len(self.columns) - 2

    @property
    def state_column(self) -> int:
        """Where it says how far an entry is."""
        return len(self.columns) - 1

    def key(self, row: int) -> Key:
        """Whose entry a row shows."""
        return self.rows[row], None

    def code(self, column: int) -> str | None:
        """The item or the value of a column, None for the others."""
        return self.book.cells[column].code or None

    def unsaved(self, row: int, column: int) -> bool:
        """Whether what stands in a cell could not be saved."""
        changed = self.book.cells[column].what is not None
        return changed and self.book.unsaved(self.key(row), self.code(column))

    # ---- where the cursor goes

    def beside(self, at: QModelIndex, *, forward: bool) -> QModelIndex:
        """The next cell, comments among them, or the one before; none beyond the last and the first."""
        row, column, last = at.row(), at.column() + (1 if forward else -1), self.comment_column
        if column > last:
            row, column = row + 1, FIRST_ITEM
        elif column < FIRST_ITEM:
            row, column = row - 1, last
        return self.index(row, column) if at.isValid() else at

    def next_to_rate(self, at: QModelIndex, *, down: bool) -> QModelIndex:
        """The next rating that can be given, agent after agent or (`down`) item after item; none at last."""
        rows, items, column = self.rowCount(), len(self.book.form.items), at.column() - FIRST_ITEM
        here = column * rows + at.row() if down else at.row() * items + column
        for number in range(here + 1, rows * items):
            row, column = divmod(number, rows)[::-1] if down else divmod(number, items)
            if self.book.editable(self.key(row), self.code(FIRST_ITEM + column)):
                return self.index(row, FIRST_ITEM + column)
        return QModelIndex()

    def first_open(self) -> QModelIndex:
        """The first cell that still wants a rating or a value; the first of all where none does."""
        for entry in self.book.entries():
            for code in (*entry.missing(self.book.form), *entry.lacking(self.book.form)):
                if self.book.editable((entry.staff_no, None), code):
                    return self.at(entry.staff_no, code)
        return self.index(0, self.first)

    # ---- what Qt asks

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        key, code = self.key(index.row()), self.code(index.column())
        return self.book.type_value(key, code, value) if code else self.book.set_comment(key, value)

    def can_edit(self, index: _Index) -> bool:
        """Whether a field can be opened in a cell."""
        typed = index.isValid() and self.book.cells[index.column()].what in ("value", "comment")
        return typed and self.book.editable(self.key(index.row()), self.code(index.column()))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.AccessibleTextRole and index.isValid():
            return self._spoken(index.row(), index.column())
        return super().data(index, role)

    def _spoken(self, row: int, column: int) -> str:
        entry, cell = self.book.entry(self.key(row)), self.book.cells[column]
        spoken = [entry.name, f"{cell.head}: {cell.spoken(entry)}"]
        if column != self.state_column:
            spoken.append(state_text(entry, self.book.form)[0])
        if self.unsaved(row, column) or cell.code in entry.unfit:
            spoken.append(_("not saved"))
        return _(", ").join(spoken)


def column_key(cell: Cell) -> str:
    """What the column of a cell is known by."""
    return cell.code or f"-{cell.kind}"


def _column(cell: Cell) -> EditColumn[ScoreBook, str]:
    """A column of the table; rows are known by staff number."""

    def of(said: Callable[[Evaluation], str]) -> Callable[[ScoreBook, str], str]:
        return lambda book, who: said(book.entry((who, None)))

    key, figure = column_key(cell), cell.what == "value"
    shown, typed, tip = of(cell.text), of(cell.typed), of(cell.about)
    return EditColumn(
        key, cell.head, shown, typed=typed, tip=tip, right=figure, centred=isinstance(cell, ItemCell)
    )


class CellPainter(QStyledItemDelegate):
    """Draws a spreadsheet-like cell: rating, value, comment or state; opens the fields that are typed in."""

    stepped = Signal(int, int)  # rows and columns to go, after a value was written
    covered: Callable[[], int] = staticmethod(lambda: 0)  # pixels at the right where no field can be seen

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view, model, rect, at = option.widget, _model(index), option.rect, index.column()
        assert isinstance(view, QAbstractItemView)
        book, key, current = model.book, model.key(index.row()), view.currentIndex()
        cell, entry, here = book.cells[at], book.entry(key), current.row() == index.row()
        chosen = option.state & QStyle.StateFlag.State_Selected and (not here or current.column() != at)
        painter.save()
        painter.fillRect(rect, theme.color("select" if chosen else "sunken" if here else "raised"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if cell.code:
            painter.drawLine(rect.topRight(), rect.bottomRight())
            painter.drawLine(rect.topLeft() - QPoint(1, 0), rect.bottomLeft() - QPoint(1, 0))
        text, unfit = cell.text(entry), cell.code in entry.unfit
        if isinstance(cell, ItemCell):
            self._level(painter, rect, cell, entry, muted=not book.editable(key, cell.code))
        elif cell.kind == "state":
            _state(painter, rect.adjusted(GRID, 0, -GRID, 0), entry, *state_text(entry, book.form))
        elif cell.what == "value":
            there = book.editable(key, cell.code) and cell.typed(entry)
            room = rect.adjusted(0, 0, -GRID, 0) if unfit else rect
            ink = "bad" if unfit else "text" if there else "muted"
            if isinstance(cell, ValueCell) and cell.doubt(entry) and not unfit:
                ink = "warn"
            _text(painter, room, text, ink, _RIGHT)
        else:
            _text(painter, rect, text, "text", _LEFT)
        if model.why_left(key[0], model.columns[at]):
            paint_corner(painter, rect, "bad")
        if unfit or model.unsaved(index.row(), at):  # what stands there is not stored
            painter.setFont(theme.font(SMALL, bold=True))
            painter.setPen(theme.color("bad"))
            painter.drawText(rect.adjusted(0, 0, -6, 0), _RIGHT, "!")
        if here and current.column() == at:
            painter.setPen(QPen(theme.color("accent" if view.hasFocus() else "edge"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _level(
        self, painter: QPainter, rect: QRect, cell: ItemCell, entry: Evaluation, *, muted: bool
    ) -> None:
        away = cell.given(entry) is NA
        painter.setFont(theme.font(SMALL if away else theme.HEADING))
        painter.setPen(theme.color("muted" if away or muted else "text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, cell.text(entry))
        if entry.remarks.get(cell.code):
            paint_corner(painter, rect.adjusted(0, 2, -2, 0), "accent")

    # ---- typing a comment or a value

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        place, model = QPersistentModelIndex(index), _model(index)
        cell = model.book.cells[index.column()]

        def keep(text: str) -> None:
            if place.isValid():
                model.setData(model.index(place.row(), place.column()), text)

        field: FigureBox | CommentBox
        if cell.what == "value":
            field = FigureBox("scoreValueEditor", cell.head, parent)
            key, code = model.key(index.row()), cell.code
            field.given_up.connect(lambda: model.book.give_up_unfit(key, code))
        else:
            field = CommentBox("scoreCommentEditor", cell.head, parent)
            field.setPlaceholderText(_("Enter saves, Shift+Enter starts a new line"))
        field.typed.connect(keep)
        field.left.connect(lambda rows: self._close(field, rows))
        return field

    def _close(self, editor: FigureBox | CommentBox, rows: int, columns: int = 0) -> None:
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.stepped.emit(rows, columns)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        assert isinstance(editor, FigureBox | CommentBox)
        editor.show_text(str(index.data(Qt.ItemDataRole.EditRole) or ""))
        if isinstance(editor, CommentBox):
            editor.moveCursor(editor.textCursor().MoveOperation.End)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        assert isinstance(editor, FigureBox | CommentBox)
        editor.flush()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        parent, box = editor.parentWidget(), QRect(option.rect)
        assert parent is not None
        if isinstance(editor, CommentBox):  # larger than its cell, and all of it in sight
            space = parent.rect().adjusted(0, 0, -self.covered(), 0)
            box.setSize(QSize(min(max(box.width(), _EDITOR.width()), space.width()), _EDITOR.height()))
            if box.right() > space.right():
                box.moveRight(space.right())
            if box.bottom() > space.bottom():
                box.moveBottom(max(space.bottom(), box.height()))
        editor.setGeometry(box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Esc belong to the field: Qt's own Esc would throw a comment away.

        A value that is half typed stays so while another window is in front.
        """
        left = isinstance(event, QFocusEvent) and event.lostFocus() and event.reason()
        if isinstance(watched, FigureBox) and left == Qt.FocusReason.ActiveWindowFocusReason:
            return False
        if isinstance(event, QKeyEvent):
            if event.key() in _ENDING:
                return False
            step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()))
            if step and event.type() == QEvent.Type.KeyPress and isinstance(watched, FigureBox):
                watched.flush()
                self._close(watched, 0, step)
                return True
        return super().eventFilter(watched, event)


def _text(painter: QPainter, rect: QRect, text: str, ink: str, align: Qt.AlignmentFlag) -> None:
    inner = rect.adjusted(GRID, 0, -GRID, 0)
    cut = Qt.TextElideMode.ElideLeft if align == _RIGHT else Qt.TextElideMode.ElideRight
    painter.setPen(theme.color(ink))
    painter.drawText(inner, align, painter.fontMetrics().elidedText(text, cut, inner.width()))


def _state(painter: QPainter, rect: QRect, entry: Evaluation, text: str, tone: str) -> None:
    if entry.state is not EvaluationState.SUBMITTED or tone != "good":
        paint_badge(painter, rect, text, tone)
        return
    lock = icons.pixmap("lock", "good", 14, painter.device().devicePixelRatioF())
    painter.drawPixmap(rect.left() - 2, rect.center().y() - 6, lock)
    _text(painter, rect.adjusted(16 - GRID, 0, GRID, 0), text, "good", _LEFT)


def _model(index: _Index) -> GridModel:
    model = index.model()
    assert isinstance(model, GridModel)
    return model
