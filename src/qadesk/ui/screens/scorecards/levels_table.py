"""The table in which levels are worded: rows as high as their words, a field of several lines."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QStyleOptionViewItem, QWidget

from qadesk.i18n import _
from qadesk.ui.screens.scorecards.levels_model import LevelsModel
from qadesk.ui.screens.scorecards.live_table import LiveDelegate, LiveTable
from qadesk.ui.theme import GRID, ROW, font

_WORDING: Final = frozenset({2, 4})
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_Index = QModelIndex | QPersistentModelIndex


class _Text(QPlainTextEdit):
    """The field of a wording: Enter keeps it, Shift+Enter begins a line, undo belongs to the scorecard."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return False
        return super().event(event)


class _Delegate(LiveDelegate):
    """Wordings have a field of several lines."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        if index.column() not in _WORDING:
            return super().createEditor(parent, option, index)
        model = index.model()
        text = _Text(parent)
        text.setObjectName("designCellText")
        text.setAccessibleName(str(model.headerData(index.column(), Qt.Orientation.Horizontal)))
        text.setTabChangesFocus(True)
        place = QPersistentModelIndex(index)

        def take() -> None:
            if place.isValid() and text.toPlainText() != place.data(Qt.ItemDataRole.EditRole):
                model.setData(model.index(place.row(), place.column()), text.toPlainText())

        text.textChanged.connect(take)
        return text

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As high as its words at the width of their column, with air above and below."""
        view = option.widget
        width = view.columnWidth(index.column()) if isinstance(view, LevelsTable) else 0
        room = QRect(0, 0, max(1, width - 2 * GRID - 4), 100 * ROW)
        words = QFontMetrics(font()).boundingRect(room, Qt.TextFlag.TextWordWrap, str(index.data() or ""))
        return QSize(width, max(ROW, words.height() + GRID + 4))

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if not isinstance(editor, _Text):
            super().setEditorData(editor, index)
            return
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if text != editor.toPlainText():
            editor.setPlainText(text)
            editor.moveCursor(editor.textCursor().MoveOperation.End)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        rect = option.rect
        if isinstance(editor, _Text):
            rect.setHeight(max(rect.height(), 3 * ROW))
        editor.setGeometry(rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps a wording; with Shift it begins a line."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        enter = pressed and isinstance(event, QKeyEvent) and event.key() in _ENTER
        if not isinstance(watched, _Text) or not enter or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        self.closeEditor.emit(watched, LiveDelegate.EndEditHint.SubmitModelCache)
        return True


class LevelsTable(LiveTable):
    """Rows as high as their words."""

    def __init__(self, model: LevelsModel) -> None:
        super().__init__(model, "levelsTable", _("Levels and their wording"))
        self._levels = model
        self.setWordWrap(True)
        self.setItemDelegate(_Delegate(self))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setColumnWidth(0, 7 * GRID)

    def end_typing(self) -> None:
        self._levels.draft.end_typing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The wordings share what the names leave."""
        super().resizeEvent(event)
        names = 15 * GRID
        rest = max(26 * GRID, (self.viewport().width() - 7 * GRID - 2 * names) // 2)
        for column in (1, 3):
            self.setColumnWidth(column, names)
        for column in (2, 4):
            self.setColumnWidth(column, rest)
        self.resizeRowsToContents()
