"""How the cells of the grid are drawn, and the fields in which a comment or a value is typed in its cell."""

from __future__ import annotations

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
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qadesk.i18n import _
from qadesk.services.scoring.forms import NA, Evaluation, EvaluationState, item_name
from qadesk.ui import icons, theme
from qadesk.ui.screens.score.fields import CommentBox, FigureBox
from qadesk.ui.screens.score.grid_model import ENTRY_ROLE, LOCKED_ROLE, UNFIT_ROLE, UNSAVED_ROLE, GridModel
from qadesk.ui.theme import GRID, ROW, SMALL
from qadesk.ui.widgets.badge import TONE_ROLE, paint_badge

_Index = QModelIndex | QPersistentModelIndex
_EDITOR = QSize(45 * GRID, 3 * ROW)


class CellPainter(QStyledItemDelegate):
    """Draws a spreadsheet-like cell: rating, value, comment or state."""

    stepped = Signal(int, int)  # rows and columns to go, after a value was written

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view = option.widget
        assert isinstance(view, QAbstractItemView)
        model = index.model()
        assert isinstance(model, GridModel)
        current = view.currentIndex()
        painter.save()
        here = current.row() == index.row()
        painter.fillRect(option.rect, theme.color("sunken" if here else "raised"))
        rated = model.item_code(index.column()) is not None
        self._lines(painter, option.rect, model.code(index.column()) is not None)
        entry: Evaluation = index.data(ENTRY_ROLE)
        if rated:
            self._level(painter, option, index, entry)
        elif model.value_code(index.column()) is not None:
            self._value(painter, option.rect, index)
        elif index.data(TONE_ROLE):
            self._state(painter, option.rect, str(index.data()), str(index.data(TONE_ROLE)), entry)
        else:
            self._text(painter, option.rect, index)
        if index.data(UNSAVED_ROLE):
            self._unsaved(painter, option.rect)
        if here and current.column() == index.column():
            token = "accent" if view.hasFocus() else "edge"
            painter.setPen(QPen(theme.color(token), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _lines(self, painter: QPainter, rect: QRect, boxed: bool) -> None:
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if boxed:
            painter.drawLine(rect.topRight(), rect.bottomRight())
            painter.drawLine(rect.topLeft() - QPoint(1, 0), rect.bottomLeft() - QPoint(1, 0))

    def _level(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, entry: Evaluation
    ) -> None:
        model = index.model()
        assert isinstance(model, GridModel)
        code = model.item_code(index.column()) or ""
        given = NA if code in entry.exempt else entry.levels.get(code)
        quiet = bool(index.data(LOCKED_ROLE)) or given is NA
        painter.setFont(theme.font(SMALL if given is NA else theme.HEADING))
        painter.setPen(theme.color("muted" if quiet else "text"))
        painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, str(index.data() or ""))
        if entry.remarks.get(code):
            corner = option.rect.topRight() + QPoint(-2, 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawPolygon(QPolygon([corner, corner - QPoint(7, 0), corner + QPoint(0, 7)]))

    def _value(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        unfit = bool(index.data(UNFIT_ROLE))
        quiet = index.data(LOCKED_ROLE) or not index.data(Qt.ItemDataRole.EditRole)
        painter.setPen(theme.color("bad" if unfit else "muted" if quiet else "text"))
        inner = rect.adjusted(GRID, 0, -GRID, 0)
        if unfit:
            self._unsaved(painter, rect)
            inner.setRight(inner.right() - GRID)
            painter.setFont(theme.font())
        text = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideLeft, inner.width()
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _text(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        inner = rect.adjusted(GRID, 0, -GRID, 0)
        text = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.setPen(theme.color("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _state(self, painter: QPainter, rect: QRect, text: str, tone: str, entry: Evaluation) -> None:
        inner = rect.adjusted(GRID, 0, -GRID, 0)
        if entry.state is not EvaluationState.SUBMITTED or tone != "good":
            paint_badge(painter, inner, text, tone)
            return
        scale = painter.device().devicePixelRatioF()
        painter.drawPixmap(inner.left() - 2, inner.center().y() - 6, icons.pixmap("lock", "good", 14, scale))
        painter.setPen(theme.color("good"))
        words = inner.adjusted(16, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _unsaved(self, painter: QPainter, rect: QRect) -> None:
        painter.setFont(theme.font(SMALL, bold=True))
        painter.setPen(theme.color("bad"))
        painter.drawText(
            rect.adjusted(0, 0, -6, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "!"
        )

    # ---- typing a comment or a value

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        place = QPersistentModelIndex(index)
        model = index.model()
        assert isinstance(model, GridModel)

        def keep(text: str) -> None:
            if place.isValid():
                model.setData(model.index(place.row(), place.column()), text)

        code = model.value_code(index.column())
        if code is not None:
            field = FigureBox("scoreValueEditor", item_name(model.book.form.value(code)), parent)
            field.typed.connect(keep)
            field.stepped.connect(lambda rows, columns: self._close_and_step(field, rows, columns))
            return field
        box = CommentBox("scoreCommentEditor", _("Comment"), parent)
        box.setPlaceholderText(_("Enter saves, Shift+Enter starts a new line"))
        box.typed.connect(keep)
        box.finished.connect(lambda: self._close(box))
        return box

    def _close_and_step(self, field: FigureBox, rows: int, columns: int) -> None:
        self._close(field)
        self.stepped.emit(rows, columns)

    def _close(self, box: QWidget) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box, QStyledItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, FigureBox):
            editor.show_text(text)
            return
        assert isinstance(editor, CommentBox)
        editor.show_text(text)
        editor.moveCursor(editor.textCursor().MoveOperation.End)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        assert isinstance(editor, FigureBox | CommentBox)
        editor.flush()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        if isinstance(editor, FigureBox):
            editor.setGeometry(option.rect)
            return
        parent = editor.parentWidget()
        assert parent is not None
        space = parent.rect()
        box = QRect(option.rect.topLeft(), _EDITOR)
        box.setWidth(min(max(option.rect.width(), _EDITOR.width()), space.width()))
        if box.right() > space.right():
            box.moveRight(space.right())
        if box.bottom() > space.bottom():
            box.moveBottom(max(space.bottom(), box.height()))
        editor.setGeometry(box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Esc belong to the field: Qt's own Esc would throw the text away."""
        if isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                return False
            tab, pressed = event.key() == Qt.Key.Key_Tab, event.type() == QEvent.Type.KeyPress
            if pressed and isinstance(watched, FigureBox) and (tab or event.key() == Qt.Key.Key_Backtab):
                watched.flush()
                self._close_and_step(watched, 0, 1 if tab else -1)
                return True
        return super().eventFilter(watched, event)
