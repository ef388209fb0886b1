"""Fields in which every key counts, and how the cells of an editable table are drawn, typed and chosen in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
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
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QPolygon,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from qadesk.errors import NotTaken
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NumberKind
from qadesk.ui import theme
from qadesk.ui.kit.edit_model import EditColumn, EditModel, Look
from qadesk.ui.theme import GRID, ROW, SMALL
from qadesk.ui.widgets.basics import ComboBox, TextField, mark_wrong

_Index = QModelIndex | QPersistentModelIndex
_CORNER: Final = 8
_MOST_LETTERS: Final = 1000
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAB: Final = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_END = QStyledItemDelegate.EndEditHint


class _LeavesUndo:
    """A field whose undo and redo belong to what it is a part of. Stands before the class of Qt's."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return False
        return bool(super().event(event))  # type: ignore[misc]  # of the class of Qt's


class LiveField(_LeavesUndo, TextField):
    """Leaves undo to the whole scorecard, and takes over what undo brings back.

    `take` is called with the text after every key and answers whether it could be taken; `said` gives the
    text of the value as it stands. Esc takes back what was typed since Enter was pressed or one came here.
    """

    def __init__(self, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(name, spoken, most=_MOST_LETTERS)
        self.setParent(parent)
        self._taking = False
        self._wrong = False
        self._stands = ""  # the text of the value as it is
        self._first = ""  # and as it was before a piece of typing
        self._took = False

    def bind(self, take: Callable[[str], bool], said: Callable[[], str]) -> None:
        """Connect it with a value."""

        def typed(text: str) -> None:
            if not self._took:
                self._first = self._stands
            self._taking = True
            try:
                taken = take(text)
                if not taken and self._took:  # "0" was taken on the way to "0.95", which is not
                    take(self._first)
                    take(text)  # so that what is said last is why
                self._took = taken
                self._mark(not taken)
            finally:
                self._taking = False
            self._stands = said()

        def ended() -> None:
            self.setModified(False)
            self._took = False

        self.textEdited.connect(typed)
        self.editingFinished.connect(ended)

    def show_text(self, text: str) -> None:
        """Show a value, unless it is the one typed here: "4." stays "4." while its value is 4."""
        if self._taking or (text == self._stands and self.isModified()):
            return
        self._stands, self._took = text, False
        if text != self.text():
            self.setText(text)
            if not self.hasFocus():
                self.setCursorPosition(0)  # its beginning is what one knows it by
        self._mark(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc is passed on where nothing was typed."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setText(self._first)
            self.textEdited.emit(self._first)
            return
        super().keyPressEvent(event)

    def _mark(self, wrong: bool) -> None:
        """Dressing a field takes as long as filling it, so only where it looks otherwise."""
        if wrong != self._wrong:
            self._wrong = wrong
            mark_wrong(self, wrong)


class FigureField(LiveField):
    """A figure, or nothing where that means something; emits `edited(Decimal | None)`, or says why not."""

    edited = Signal(object)
    refused = Signal(str, str)  # why what was typed is not taken, and the code of it

    def __init__(self, name: str, spoken: str, *, optional: bool = False) -> None:
        super().__init__(name, spoken)
        self.optional = optional
        self._kind = numbers.PLAIN
        self._value: Decimal | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(theme.enlarged(12 * GRID))
        self.bind(self._accept, lambda: numbers.typed(self._value, self._kind))

    def show_value(self, value: Decimal | None, kind: NumberKind = numbers.PLAIN) -> None:
        """Show a figure as its kind is typed."""
        self._value, self._kind = value, kind
        self.show_text(numbers.typed(value, kind))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typing replaces the figure, as in a cell, unless the mouse put the cursor inside it."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def _accept(self, text: str) -> bool:
        try:
            value = numbers.read(text, self._kind)
        except NotTaken as no:
            self.refused.emit(str(no), no.code)
            return False
        if value is None and not self.optional:
            return False
        self._value = value
        self.edited.emit(value)
        return True


class _Text(_LeavesUndo, QPlainTextEdit):
    """The same for several lines: Enter keeps it, Shift+Enter begins a line."""

    def __init__(self, name: str, spoken: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setTabChangesFocus(True)

    def bind(self, take: Callable[[str], bool], said: Callable[[], str]) -> None:
        """Connect it with a value, as a `LiveField`."""

        def typed() -> None:
            if self.toPlainText() != said():
                take(self.toPlainText())

        self.textChanged.connect(typed)

    def show_text(self, text: str) -> None:
        """Show a value."""
        if text != self.toPlainText():
            self.setPlainText(text)
            self.moveCursor(self.textCursor().MoveOperation.End)


def width_of(metrics: QFontMetrics, text: str) -> int:
    """The pixels a cell of one line takes."""
    return metrics.horizontalAdvance(text) + 2 * GRID + 4


class EditDelegate(QStyledItemDelegate):
    """Gives the model the text of a cell with every key; the model answers whether it took it.

    Enter and Tab do not leave a field whose text cannot be taken: it stays, and why is said once more.
    """

    stays = Signal()  # in a field, since what stands there cannot be taken

    def __init__(self, view: QAbstractItemView, keyboard: QAbstractItemView | None = None) -> None:
        """For a view of an EditModel; `keyboard` is the one that has its keys, where that is another."""
        super().__init__(view)
        self._keyboard = keyboard or view

    # ---- drawing

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """A cell with the mark of what is wrong with it, framed where the keyboard is."""
        view, (model, column) = option.widget, _at(index)
        assert isinstance(view, QAbstractItemView)
        look, current = model.look(model.rows[index.row()], column), view.currentIndex()
        active, here = self._keyboard.hasFocus(), current.row() == index.row()
        block = getattr(self._keyboard, "block", None)
        chosen = here if block is None else block.contains(index.column(), index.row())
        ground = "select" if chosen and active else "sunken" if look.head or here or chosen else "raised"
        painter.fillRect(option.rect, theme.color(ground))
        painter.setPen(theme.color("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        self._text(painter, option.rect, column, look, column.text(model.state, model.rows[index.row()]))
        if look.tone:
            paint_corner(painter, option.rect, look.tone)
        if here and current.column() == index.column():
            painter.setPen(QPen(theme.color("accent" if active else "edge"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))

    @staticmethod
    def _text(painter: QPainter, rect: QRect, column: EditColumn[Any, Any], look: Look, text: str) -> None:
        inner = rect.adjusted(GRID + look.indent, 0, -GRID, 0)
        painter.setFont(theme.font(bold=look.bold))
        painter.setPen(theme.color("muted" if look.muted else "text"))
        if column.wraps:
            painter.drawText(inner, column.align.value | Qt.TextFlag.TextWordWrap.value, text)
            return
        metrics = painter.fontMetrics()
        if text:
            short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, column.align, short)
        if look.note:
            inner.setWidth(inner.width() - metrics.horizontalAdvance(text) - GRID // 2)
            painter.setFont(theme.font(SMALL))
            painter.setPen(theme.color("muted"))
            note = painter.fontMetrics().elidedText(look.note, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, note)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As wide as its text; one that wraps as high as it is at the width of its column."""
        if not index.isValid():  # Qt asks for the first row of a table without rows, too
            return QSize(0, ROW)
        view, (_model, column), text = option.widget, _at(index), str(index.data() or "")
        if not column.wraps or not isinstance(view, QTableView):
            return QSize(width_of(option.fontMetrics, text), ROW)
        width = view.columnWidth(index.column())
        room = QRect(0, 0, max(1, width - 2 * GRID), 100 * ROW)
        words = option.fontMetrics.boundingRect(room, Qt.TextFlag.TextWordWrap.value, text)
        return QSize(width, max(ROW, words.height() + GRID + 4))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """Show the whole text of a shortened cell, and what is wrong with it."""
        text, tip = str(index.data() or ""), index.data(Qt.ItemDataRole.ToolTipRole)
        fits = option.fontMetrics.horizontalAdvance(text) + 4 * GRID <= option.rect.width()
        said = [part for part in ("" if fits or (tip and text in tip) else text, tip) if part]
        QToolTip.showText(event.globalPos(), "\n".join(said), view)
        return True

    # ---- typing and choosing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        model, column = _at(index)
        place = QPersistentModelIndex(index)
        if column.choices is not None:
            return self._box(parent, place, column)

        def take(text: str) -> bool:
            return place.isValid() and model.setData(model.index(place.row(), place.column()), text)

        if column.wraps:
            field: LiveField | _Text = _Text("designCellText", column.header, parent)
        else:
            spoken = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
            field = LiveField("designCellField", spoken, parent)
            field.setAlignment(column.align)
            field.setPlaceholderText(column.placeholder(model.state, model.rows[index.row()]))
        field.bind(take, lambda: str(place.data(Qt.ItemDataRole.EditRole) or ""))
        return field

    def _box(self, parent: QWidget, place: QPersistentModelIndex, column: EditColumn[Any, Any]) -> QWidget:
        assert column.choices is not None
        box = ComboBox("designCellBox", column.header, column.choices())
        box.setParent(parent)
        box.setMaxVisibleItems(20)

        def take() -> None:
            box.hidePopup()
            if place.isValid():
                _at(place)[0].put(place, [[box.currentData()]])
            self.closeEditor.emit(box, _END.NoHint)

        box.activated.connect(lambda _at: take())
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, ComboBox):
            editor.choose(text)
        elif isinstance(editor, LiveField | _Text):
            editor.show_text(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Nothing: what was typed is in the model already."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        rect = QRect(option.rect)
        if isinstance(editor, ComboBox):
            rect.setWidth(max(rect.width(), editor.sizeHint().width()))
        elif isinstance(editor, _Text):
            rect.setHeight(max(rect.height(), 3 * ROW))
        editor.setGeometry(rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes what is marked in a list, and keeps a text of several lines; Shift+Enter begins one."""
        leaves = isinstance(event, QKeyEvent) and event.key() in (*_ENTER, *_TAB)
        if event.type() == QEvent.Type.KeyPress and leaves and self.is_wrong(watched):
            self.stays.emit()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ENTER:
            if isinstance(watched, ComboBox):
                watched.activated.emit(watched.currentIndex())
                return True
            if isinstance(watched, _Text):
                begins_line = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                if not begins_line:
                    self.closeEditor.emit(watched, _END.SubmitModelCache)
                return not begins_line
        return super().eventFilter(watched, event)

    def is_wrong(self, field: QObject) -> bool:
        """Whether a field holds what cannot be taken, and why can be said."""
        model = self._keyboard.model()
        return (
            isinstance(field, LiveField)
            and bool(field.property("wrong"))
            and isinstance(model, EditModel)
            and bool(model.why_not[0])
        )


def paint_corner(painter: QPainter, rect: QRect, tone: str) -> None:
    """Mark a cell: there is something to say of it."""
    at = rect.topRight()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(tone))
    painter.drawPolygon(QPolygon([at, at - QPoint(_CORNER, 0), at + QPoint(0, _CORNER)]))


def _at(index: _Index) -> tuple[EditModel[Any, Any], EditColumn[Any, Any]]:
    """The model of a cell, and its column."""
    model = index.model()
    assert isinstance(model, EditModel)
    return model, model.columns[index.column()]
