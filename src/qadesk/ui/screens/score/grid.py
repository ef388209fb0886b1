"""The grid: rate a whole team from the keyboard, like in a spreadsheet."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLabel, QWidget

from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.scoring.cells import ValueCell
from qadesk.services.scoring.forms import Evaluation, EvaluationState, state_text
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key, Place
from qadesk.ui.screens.score.grid_model import FIRST_ITEM, NAME, NUMBER, CellPainter, GridModel
from qadesk.ui.screens.score.keys import RatingKeys
from qadesk.ui.theme import GRID, enlarged, font
from qadesk.ui.widgets.frozen import FrozenColumns, StandsStill
from qadesk.ui.widgets.table_header import TableHeader, dress, width_in_two

# Widths, to be enlarged with the texts.
_COMMENT: Final = 14 * GRID  # at least
_STATE: Final = 18 * GRID
_ITEM: Final = 12 * GRID
_WIDEST_ITEM: Final = 18 * GRID
_WIDEST_NAME: Final = 20 * GRID
_FEW: Final = 8  # from more columns on each has the same width
_KEPT: Final = 2  # columns at the right that stay in sight: comment and state
_FEWEST: Final = 4  # items for which there must be room beside them; else the comment gives way
_DOWN: Final = (Qt.Key.Key_Down, Qt.Key.Key_Up)
_ALONG: Final = (Qt.Key.Key_Right, Qt.Key.Key_Left)


class ScoreGrid(StandsStill, EditTable):
    """Digits and N rate the current cell and move on, or write its value; Enter, Tab and arrows move.

    After Enter, or an arrow up or down, digits go on down the column; after Tab and the others along the row.
    """

    opened = Signal()  # a double click on what is not typed
    place_changed = Signal()
    row_rated = Signal(object)  # the key of whose last rating was given along the row

    def __init__(self, book: ScoreBook) -> None:
        self.book, self.grid_model = book, GridModel(book)
        super().__init__(self.grid_model, "scoreGrid", _("Ratings of the cycle"), book.end_typing)
        self.rating = RatingKeys(book, self.place, self._go_on, self._go_to_items)
        self.frozen = FrozenColumns(self, FIRST_ITEM)
        self.kept = FrozenColumns(self, _KEPT, last=True)
        self.still = (self.frozen, self.kept)
        self.hint = CellHint(self)
        self._came_from: QPersistentModelIndex | None = None  # to where one comes back from a comment
        self._down = False  # whether a digit goes on down the column
        painter = CellPainter(self)
        painter.stepped.connect(self._leave_cell)
        painter.covered = lambda: self.kept.room if self.kept.isVisible() else 0
        self.setItemDelegate(painter)
        head = TableHeader(self)
        self.setHorizontalHeader(head)
        dress(self)
        head.wrap()
        head.setMinimumSectionSize(5 * GRID)
        for view in self.still:
            view.follow(CellPainter(view))
            view.doubleClicked.connect(self._double_clicked)
        self.doubleClicked.connect(self._double_clicked)
        self.moved.connect(self._notice_place)
        self.grid_model.dataChanged.connect(lambda *_: self._show_place())

    # ---- where one is

    def place(self) -> Place:
        """Whose row and which item the cursor is on."""
        index, model = self.currentIndex(), self.grid_model
        return (model.key(index.row()), model.code(index.column())) if index.isValid() else (None, None)

    def why_left(self) -> str:
        """Why what was pasted is not in the cell the cursor is on."""
        at, model = self.currentIndex(), self.grid_model
        return model.why_left(model.rows[at.row()], model.columns[at.column()]) if at.isValid() else ""

    def go(self, key: Key, item: str | None = None) -> None:
        """Put the cursor on an agent's item (or stay in the column)."""
        cell, row = self.grid_model.at(key[0], item or ""), self.grid_model.row_of(key[0])
        if not cell.isValid() and row is not None:
            cell = self.grid_model.index(row, max(self.currentIndex().column(), self.grid_model.first))
        self._go_to(cell)

    def go_first_open(self) -> None:
        """Put the cursor on the first cell that still wants a rating or a value, or on the first of all."""
        self._go_to(self.grid_model.first_open())

    def _go_to(self, cell: QModelIndex) -> bool:
        """Put the cursor on a cell, if there is such a one; whether there is."""
        if cell.isValid():
            self.set_current(cell)
        return cell.isValid()

    def _notice_place(self) -> None:
        self.rating.moved()
        current = self.currentIndex()
        # A Chinese input method must not swallow N, C or G; it belongs to the comment alone.
        on_comment = current.isValid() and current.column() == self.grid_model.comment_column
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on_comment)
        self._show_place()

    def _show_place(self) -> None:
        """Say where one is, and below the cell what is wrong with it."""
        why, (key, code) = None, self.place()
        if key is not None and code is not None:
            entry, cell = self.book.entry(key), self.book.cell(code)
            why = cell.why_not(entry, entry.unfit.get(code, "")) if isinstance(cell, ValueCell) else None
        self.hint.beside = tuple(view.room if view.isVisible() else 0 for view in self.still)
        self.hint.say(self.currentIndex(), why)
        self.place_changed.emit()

    # ---- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        (key, code), column = self.place(), self.currentIndex().column()
        if self.editing or key is None:
            super().keyPressEvent(event)
            return
        ctrl, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
        held, shift = event.modifiers() & (ctrl | alt), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        printable = bool(event.text()) and event.text().isprintable()
        if event.key() in _ALONG or event.key() in _DOWN:
            self._down = event.key() in _DOWN
        if event.key() == Qt.Key.Key_Delete and not held:
            self._clear_selected()
        elif event.key() == Qt.Key.Key_Space and shift and not held:
            self.mark_rows()
        elif enter and not event.modifiers() & ctrl:
            self._step_row(-1 if shift else 1)
        elif column == self.grid_model.comment_column and event.key() != Qt.Key.Key_F2:
            if not printable or self.book.may_change(key):
                self._begin_typing(event)
        elif self.book.form.is_typed(code) and self.rating.begins_value(event):
            if self.book.may_change(key, code):
                self._begin_typing(event)
        elif self.rating.press(event):
            pass
        elif not held and printable:
            event.ignore()  # a letter: one of the screen's actions
        else:
            super().keyPressEvent(event)

    def _clear_selected(self) -> None:
        model, cells = self.grid_model, self.selectedIndexes() or [self.currentIndex()]
        changed = [cell for cell in cells if self.book.cells[cell.column()].what is not None]
        self.book.clear_cells(*((model.key(c.row()), model.code(c.column())) for c in changed))

    def _begin_typing(self, event: QKeyEvent) -> None:
        """The key opens a field, if it is one that is typed, and is the first in it."""
        self._came_from = None
        super().keyPressEvent(event)
        if self.editing:
            event.accept()  # Qt lets it go on, and a letter would be an action of the screen, too

    def edit_comment(self) -> None:
        """Type the comment on the current agent, then come back to where one was."""
        came_from, key = self.currentIndex(), self.place()[0]
        if key is not None and self.book.may_change(key):
            self._go_to(came_from.siblingAtColumn(self.grid_model.comment_column))
            self.edit(self.currentIndex())
            self._came_from = QPersistentModelIndex(came_from)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if self._came_from is not None:
            self._go_to(self.grid_model.index(self._came_from.row(), self._came_from.column()))
            self._came_from = None

    def _leave_cell(self, rows: int, columns: int) -> None:
        """From the cell in which a value was written; one stays where it is none."""
        key, code = self.place()
        if key is not None and code in self.book.entry(key).unfit:
            self._show_place()
        elif columns:
            self._go_beside(columns > 0)
        elif rows:
            self._step_row(rows)

    # ---- moving

    def _step(self, step: int) -> bool:
        """Tab goes from rating to rating, comments among them."""
        return self._go_beside(step > 0)

    def _go_beside(self, forward: bool) -> bool:
        self._down = False
        return self._go_to(self.grid_model.beside(self.currentIndex(), forward=forward))

    def _go_on(self) -> None:
        """To the next rating that can be given, in the direction last used; stay at the end."""
        here = self.currentIndex()
        there = self.grid_model.next_to_rate(here, down=self._down)
        row, last = here.row(), here.column() == FIRST_ITEM + len(self.book.form.items) - 1
        self._go_to(there)
        if last and not self._down:
            self.row_rated.emit(self.grid_model.key(row))

    def _go_to_items(self) -> None:
        """On number and name a digit means the first item."""
        if self.currentIndex().column() < FIRST_ITEM:
            self._go_to(self.currentIndex().siblingAtColumn(self.grid_model.first))

    def _step_row(self, step: int) -> None:
        self._down = True
        self._go_to(self.currentIndex().siblingAtRow(self.currentIndex().row() + step))

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight; what stands still is in sight already."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if any(index.column() in view.columns for view in self.still):
            bar.setValue(before)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.hint.stay()

    def _double_clicked(self, index: QModelIndex) -> None:
        column = index.column()
        if column == self.grid_model.comment_column:
            if not self.editing:
                self.edit_comment()
        elif self.book.cells[column].what != "value":
            self.opened.emit()

    # ---- looks

    def fit(self) -> None:
        """Names and items get what their text needs, the comment what is left."""
        model, cells = self.grid_model, self.book.cells
        if not model.columns:
            return
        body, entries = QFontMetrics(font()), self.book.entries()
        heads = [width_in_two(cell.head) + 3 * GRID for cell in cells]
        for column in (NUMBER, NAME):
            texts = map(cells[column].text, entries)
            widest = max(map(body.horizontalAdvance, texts), default=0) + 3 * GRID
            self.setColumnWidth(column, min(max(widest, heads[column]), enlarged(_WIDEST_NAME)))
        many = model.comment_column - FIRST_ITEM > _FEW
        widest = enlarged(_ITEM if many else _WIDEST_ITEM)
        for column in range(FIRST_ITEM, model.comment_column):
            self.setColumnWidth(column, min(max(heads[column], enlarged(_ITEM)), widest))
        begun = Evaluation("", "", "", state=EvaluationState.DRAFT)
        states = (state_text(one, self.book.form)[0] for one in ([begun] if many else [begun, *entries]))
        room = min(max(map(body.horizontalAdvance, states)), enlarged(_WIDEST_NAME)) + 5 * GRID  # with a sign
        self.setColumnWidth(model.state_column, max(enlarged(_STATE), room))
        self._fit_heads()
        self._fit_comment()

    def _fit_heads(self) -> None:
        """As many lines as the longest heading takes, in the columns that stand still, too."""
        heads = [view.horizontalHeader() for view in (self, self.frozen, self.kept)]
        lines = max(head.lines_needed() for head in heads[:1] if isinstance(head, TableHeader))
        for head in heads:
            if isinstance(head, TableHeader) and head.most != lines:
                head.wrap(lines)

    def _fit_comment(self) -> None:
        model, least, wide = self.grid_model, enlarged(_COMMENT), self.viewport().width()
        others = (n for n in range(model.columnCount()) if n != model.comment_column)
        self.setColumnWidth(model.comment_column, max(wide - sum(map(self.columnWidth, others)), least))
        rest = wide - self.frozen.room - least - self.columnWidth(model.state_column)
        self.kept.keep(_KEPT if rest >= _FEWEST * enlarged(_ITEM) else 1)
        for view in self.still:
            view.place()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())


class CellHint(QLabel):
    """What is wrong with the value in a cell, over the rows below (or above) it; clicks go through."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._at = QPersistentModelIndex()
        self.beside: tuple[int, ...] = (0, 0)  # pixels at the left and right where it is not seen
        self.setObjectName("scoreCellHint")
        self.setProperty("role", "notice")
        self.setProperty("tone", "bad")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMargin(GRID // 2)
        self.hide()

    def say(self, index: QModelIndex, why: NotTaken | None) -> None:
        """Say it under a cell; None takes it away."""
        self._at = QPersistentModelIndex(index)
        self.setText("" if why is None else str(why))
        self.setProperty("code", "" if why is None else why.code)
        self.setVisible(why is not None)
        self.stay()

    def stay(self) -> None:
        """Keep to the cell when that is scrolled."""
        if not self.isVisible():
            return
        left, right = self.beside
        cell = self._view.visualRect(self._at)
        space = self._view.viewport().rect().adjusted(left, 0, -right, 0)
        self.adjustSize()
        place = QRect(cell.bottomLeft(), self.size())
        place.moveRight(min(max(cell.right(), space.left() + place.width()), space.right()))
        if place.bottom() > space.bottom():
            place.moveBottom(cell.top() - 1)
        self.setGeometry(place)
        self.raise_()
