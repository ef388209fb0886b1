"""The grid: rate a whole team from the keyboard, like in a spreadsheet."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from qadesk.i18n import _
from qadesk.services.scoring import figures
from qadesk.services.scoring.forms import Rated
from qadesk.ui.screens.score import grid_steps, grid_widths
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.cell_hint import CellHint
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.grid_model import FIRST_ITEM, GridModel
from qadesk.ui.screens.score.grid_paint import CellPainter
from qadesk.ui.screens.score.keys import Act, Press, begins_figure, understand, with_half
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.frozen import FrozenColumns


class ScoreGrid(QTableView):
    """Digits and N rate the current cell and move on, or write its value; Enter, Tab and arrows move."""

    other_view = Signal()
    contact_asked = Signal()
    reopen_asked = Signal(object)  # Key
    refused = Signal(object, object)  # Key, item: a key did nothing
    told = Signal(str)  # why what was typed is not taken
    place_changed = Signal()

    def __init__(self, book: ScoreBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.grid_model = GridModel(book, self)
        self.frozen = FrozenColumns(self, FIRST_ITEM)
        self.hint = CellHint(self)
        self._just_rated: tuple[Key, str] | None = None  # what a "." adds half a point to
        self._came_from: tuple[int, int] | None = None
        self.setObjectName("scoreGrid")
        self.setAccessibleName(_("Ratings of the month"))
        painter = CellPainter(self)
        painter.stepped.connect(self.step)
        self.setItemDelegate(painter)
        self.setModel(self.grid_model)
        self._dress()
        self.frozen.follow(CellPainter(self.frozen))
        self.frozen.doubleClicked.connect(self._double_clicked)
        self.selectionModel().currentChanged.connect(self._moved)
        self.grid_model.modelReset.connect(self.fit_columns)
        self.grid_model.dataChanged.connect(lambda *_: self._tell_place())

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setFixedHeight(ROW)
        head.setHighlightSections(False)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(5 * GRID)
        self.doubleClicked.connect(self._double_clicked)

    # ---- where one is

    def place(self) -> tuple[Key, str | None] | None:
        """Whose row and which item the cursor is on."""
        return self._cell() if self.currentIndex().isValid() else None

    def go(self, key: Key, item: str | None = None) -> None:
        """Put the cursor on an agent's item (or stay in the column)."""
        row, column = self.grid_model.row_of(key[0]), self.grid_model.column_of(item)
        if row is not None:
            self._set_place(row, max(self._column(), self.grid_model.first) if column is None else column)

    def go_first_open(self) -> None:
        """Put the cursor on the first cell that still wants a rating or a value, or on the first of all."""
        wanted = grid_steps.first_open(self.book)
        if wanted is not None:
            self.go(*wanted)
        elif self.grid_model.rowCount():
            self._set_place(0, self.grid_model.first)

    def _cell(self) -> tuple[Key, str | None]:
        index = self.currentIndex()
        return self.grid_model.key(index.row()), self.grid_model.code(index.column())

    def _column(self) -> int:
        return self.currentIndex().column()

    def _set_place(self, row: int, column: int) -> None:
        index = self.grid_model.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._just_rated = None
        for index in (current, previous):
            if index.isValid() and current.row() != previous.row():
                self._repaint_row(index.row())
        # A Chinese input method must not swallow N, C or G; it belongs to the comment alone.
        self.setAttribute(
            Qt.WidgetAttribute.WA_InputMethodEnabled, self._column() == self.grid_model.comment_column
        )
        self._tell_place()

    def _tell_place(self) -> None:
        index = self.currentIndex()
        code = self.grid_model.value_code(index.column()) if index.isValid() else None
        unfit = "" if code is None else self.book.unfit(self.grid_model.key(index.row()), code)
        self.hint.least = self.frozen.room if self.frozen.isVisible() else 0
        self.hint.say(index, figures.why_not(self.book.form.value(code), unfit) if code and unfit else "")
        self.place_changed.emit()

    def _repaint_row(self, row: int) -> None:
        y, height = self.rowViewportPosition(row), self.rowHeight(row)
        self.viewport().update(0, y, self.viewport().width(), height)

    # ---- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState or not self.currentIndex().isValid():
            super().keyPressEvent(event)
            return
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(str(self.currentIndex().data() or ""))
        elif enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            up = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._step_row(-1 if up else 1)
        elif self._column() == self.grid_model.comment_column and event.key() != Qt.Key.Key_F2:
            self._key_on_comment(event)
        elif self.grid_model.value_code(self._column()) is not None and self._key_on_value(event):
            pass
        else:
            press = understand(event)
            if press is None or not self._obey(press):
                super().keyPressEvent(event)

    def _key_on_comment(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            if self._may_change():
                self.book.set_comment(self.grid_model.key(self.currentIndex().row()), "")
                self.book.history.end_typing()
            return
        locked = not self.book.editable(self.grid_model.key(self.currentIndex().row()))
        if locked and event.text().isprintable() and event.text():
            self._may_change()
            return
        self._came_from = None
        super().keyPressEvent(event)

    def _key_on_value(self, event: QKeyEvent) -> bool:
        """What is a level elsewhere begins to write the value here."""
        key, code = self._cell()
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        press = None if held else understand(event)
        if press is not None and press.act is Act.HALF and self._just_rated is not None:
            return False  # it belongs to the level given just before
        if not held and (begins_figure(event) or event.key() == Qt.Key.Key_F2):
            if self._may_change():
                self._came_from = None
                super().keyPressEvent(event)
        elif press is not None and press.act is Act.CLEAR and code is not None:
            if self._may_change():
                self.book.clear_value(key, code)
        elif press is not None and press.act is Act.RATE:  # N
            self.told.emit(_("To leave a value out for someone, say so with a reason in Results."))
        else:
            return False
        return True

    def _obey(self, press: Press) -> bool:
        if press.act is Act.OTHER_VIEW:
            self.other_view.emit()
        elif press.act is Act.CONTACT:
            self.contact_asked.emit()
        elif press.act is Act.REOPEN:
            self.reopen_asked.emit(self._cell()[0])
        elif press.act is Act.COMMENT:
            self.edit_comment()
        elif press.act is Act.RATE:
            self._rate(press.level)
        elif press.act is Act.CLEAR:
            self._clear()
        elif press.act is Act.HALF:
            self._half()
        else:
            return False
        return True

    def _rate(self, level: Rated) -> None:
        if self._column() < FIRST_ITEM:
            self._set_place(self.currentIndex().row(), self.grid_model.first)
        key, code = self._cell()
        if code is None or self.book.form.is_typed(code) or not self._may_change():
            return
        item = self.book.form.item(code)
        if isinstance(level, Decimal) and not self.book.form.allows(item, level):
            self.told.emit(self.book.form.rule(item))
            return
        self.book.set_level(key, code, level)
        self._move_on()
        self._just_rated = (key, code)

    def _half(self) -> None:
        key, code = self._just_rated or self._cell()
        if code is None or self.book.form.is_typed(code) or not self.book.editable(key, code):
            return
        item = self.book.form.item(code)
        level = with_half(self.book.entry(key).levels.get(code), item, self.book.form)
        if level is not None:
            self.book.set_level(key, code, level)

    def _clear(self) -> None:
        key, code = self._cell()
        if code is not None and self._may_change():
            self.book.set_level(key, code, None)

    def edit_comment(self) -> None:
        """Type the comment on the current agent, then come back to where one was."""
        index = self.currentIndex()
        if not index.isValid() or not self._may_change(comment=True):
            return
        came_from = (index.row(), index.column())
        self._set_place(index.row(), self.grid_model.comment_column)
        self.edit(self.currentIndex())
        self._came_from = came_from

    def _may_change(self, *, comment: bool = False) -> bool:
        index = self.currentIndex()
        key, item = self.grid_model.key(index.row()), self.grid_model.code(index.column())
        item = None if comment else item
        if self.book.editable(key, item):
            return True
        self.refused.emit(key, item)
        return False

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.book.history.end_typing()
        if self._came_from is not None:
            self._set_place(*self._came_from)
            self._came_from = None
        self.setFocus()

    def step(self, rows: int, columns: int) -> None:
        """From the cell in which a value was written; one stays where it is none."""
        index = self.currentIndex()
        key, code = self._cell()
        if code is not None and self.book.unfit(key, code):
            self._tell_place()
            return
        if columns:
            self._next(columns > 0)
        elif rows and 0 <= index.row() + rows < self.grid_model.rowCount():
            self._step_row(rows)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, they do not jump to names."""

    # ---- moving

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from rating to rating and leaves the grid after the last (or before the first)."""
        if self.state() != QAbstractItemView.State.EditingState and self._next(forward):
            return True
        return super().focusNextPrevChild(forward)

    def _next(self, forward: bool) -> bool:
        beside = grid_steps.beside(self.grid_model, self.currentIndex(), forward=forward)
        if beside is not None:
            self._set_place(*beside)
        return beside is not None

    def _move_on(self) -> None:
        """To the next cell that can be rated, agent after agent; stay at the end."""
        wanted = grid_steps.next_to_rate(self.grid_model, self.currentIndex())
        if wanted is not None:
            self._set_place(*wanted)

    def _step_row(self, step: int) -> None:
        row = self.currentIndex().row() + step
        if 0 <= row < self.grid_model.rowCount():
            self._set_place(row, self._column())

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, out from under number and name."""
        super().scrollTo(index, hint)
        hidden = self.frozen.room - self.visualRect(index).left()
        if index.column() >= FIRST_ITEM and hidden > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(max(0, bar.value() - hidden))

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "frozen"):  # Qt calls it while the view is still being made
            self.frozen.place()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.hint.stay()

    def _double_clicked(self, index: QModelIndex) -> None:
        column = index.column()
        typed = self.grid_model.value_code(column) is not None
        if column != self.grid_model.comment_column and not typed:
            self.other_view.emit()

    # ---- looks

    def fit_columns(self) -> None:
        """Names and items get what their text needs, the comment what is left."""
        for column, width in grid_widths.needed(self.grid_model).items():
            self.setColumnWidth(column, width)
        self._fit_comment()

    def _fit_comment(self) -> None:
        model = self.grid_model
        if not model.columnCount():
            return
        taken = sum(self.columnWidth(n) for n in range(model.columnCount()) if n != model.comment_column)
        rest = self.viewport().width() - taken
        self.setColumnWidth(model.comment_column, max(rest, grid_widths.COMMENT))
        self.frozen.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_comment()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
