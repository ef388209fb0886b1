"""How the cells of the grid are drawn, and the fields in which a comment or a value is typed in its cell."""

from __future__ import annotations

from collections.abc import Callable

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
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qadesk.i18n import _
from qadesk.services.scoring.forms import NA, Evaluation, EvaluationState, item_name, state_text
from qadesk.ui import icons, theme
from qadesk.ui.screens.score.fields import CommentBox, FigureBox
from qadesk.ui.screens.score.grid_model import GridModel
from qadesk.ui.theme import GRID, ROW, SMALL
from qadesk.ui.widgets.badge import paint_badge

_Index = QModelIndex | QPersistentModelIndex
_EDITOR = QSize(45 * GRID, 3 * ROW)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class CellPainter(QStyledItemDelegate):
    """Draws a spreadsheet-like cell: rating, value, comment or state."""

    stepped = Signal(int, int)  # rows and columns to go, after a value was written
    covered: Callable[[], int] = staticmethod(lambda: 0)  # pixels at the right where no field can be seen

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view, model, rect, at = option.widget, _model(index), option.rect, index.column()
        assert isinstance(view, QAbstractItemView)
        book, code, current = model.book, model.code(at), view.currentIndex()
        entry, here = book.entry(model.key(index.row())), current.row() == index.row()
        text = model.columns[at].text(book, entry.staff_no)
        painter.save()
        chosen = option.state & QStyle.StateFlag.State_Selected and (not here or current.column() != at)
        painter.fillRect(rect, theme.color("select" if chosen else "sunken" if here else "raised"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if code is not None:
            painter.drawLine(rect.topRight(), rect.bottomRight())
            painter.drawLine(rect.topLeft() - QPoint(1, 0), rect.bottomLeft() - QPoint(1, 0))
        if at == model.state_column:
            self._state(painter, rect, text, entry, state_text(entry, book.form)[1])
        elif code is None:
            self._text(painter, rect, text, "text", _LEFT)
        elif book.form.is_typed(code):
            self._value(painter, rect, text, index)
        else:
            self._level(painter, rect, text, entry, code, book.editable(model.key(index.row()), code))
        if model.unsaved(index.row(), at):
            self._mark(painter, rect)
        if here and current.column() == at:
            painter.setPen(QPen(theme.color("accent" if view.hasFocus() else "edge"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _level(
        self, painter: QPainter, rect: QRect, text: str, entry: Evaluation, code: str, free: bool
    ) -> None:
        away = code in entry.exempt or entry.levels.get(code) is NA
        painter.setFont(theme.font(SMALL if away else theme.HEADING))
        painter.setPen(theme.color("muted" if away or not free else "text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        if entry.remarks.get(code):
            corner = rect.topRight() + QPoint(-2, 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawPolygon(QPolygon([corner, corner - QPoint(7, 0), corner + QPoint(0, 7)]))

    def _value(self, painter: QPainter, rect: QRect, text: str, index: _Index) -> None:
        model = _model(index)
        key, code = model.key(index.row()), model.code(index.column()) or ""
        if model.book.unfit(key, code):
            self._mark(painter, rect)
            painter.setFont(theme.font())
            self._text(painter, rect.adjusted(0, 0, -GRID, 0), text, "bad", _RIGHT)
        else:
            there = model.book.editable(key, code) and index.data(Qt.ItemDataRole.EditRole)
            self._text(painter, rect, text, "text" if there else "muted", _RIGHT)

    def _text(self, painter: QPainter, rect: QRect, text: str, ink: str, align: Qt.AlignmentFlag) -> None:
        inner = rect.adjusted(GRID, 0, -GRID, 0)
        cut = Qt.TextElideMode.ElideLeft if align == _RIGHT else Qt.TextElideMode.ElideRight
        painter.setPen(theme.color(ink))
        painter.drawText(inner, align, painter.fontMetrics().elidedText(text, cut, inner.width()))

    def _state(self, painter: QPainter, rect: QRect, text: str, entry: Evaluation, tone: str) -> None:
        inner = rect.adjusted(GRID, 0, -GRID, 0)
        if entry.state is not EvaluationState.SUBMITTED or tone != "good":
            paint_badge(painter, inner, text, tone)
            return
        scale = painter.device().devicePixelRatioF()
        painter.drawPixmap(inner.left() - 2, inner.center().y() - 6, icons.pixmap("lock", "good", 14, scale))
        painter.setPen(theme.color("good"))
        painter.drawText(inner.adjusted(16, 0, 0, 0), _LEFT, text)

    def _mark(self, painter: QPainter, rect: QRect) -> None:
        """Say by a "!" that what stands there is not stored."""
        painter.setFont(theme.font(SMALL, bold=True))
        painter.setPen(theme.color("bad"))
        painter.drawText(rect.adjusted(0, 0, -6, 0), _RIGHT, "!")

    # ---- typing a comment or a value

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        place, model = QPersistentModelIndex(index), _model(index)

        def keep(text: str) -> None:
            if place.isValid():
                model.setData(model.index(place.row(), place.column()), text)

        value = model.value(index.column())
        if value is not None:
            field = FigureBox("scoreValueEditor", item_name(value), parent)
            field.typed.connect(keep)
            field.stepped.connect(lambda rows: self._close(field, rows))
            return field
        box = CommentBox("scoreCommentEditor", _("Comment"), parent)
        box.setPlaceholderText(_("Enter saves, Shift+Enter starts a new line"))
        box.typed.connect(keep)
        box.finished.connect(lambda: self._close(box))
        return box

    def _close(self, editor: FigureBox | CommentBox, rows: int = 0, columns: int = 0) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        if isinstance(editor, FigureBox):
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
        """Enter and Esc belong to the field: Qt's own Esc would throw the text away."""
        if isinstance(event, QKeyEvent):
            if event.key() in _ENDING:
                return False
            step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()))
            if step and event.type() == QEvent.Type.KeyPress and isinstance(watched, FigureBox):
                watched.flush()
                self._close(watched, 0, step)
                return True
        return super().eventFilter(watched, event)


def _model(index: _Index) -> GridModel:
    model = index.model()
    assert isinstance(model, GridModel)
    return model
