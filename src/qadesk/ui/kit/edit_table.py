"""The table that is typed in like a spreadsheet: one for all screens, described by an `edit_model`.

Typing or F2 opens a field and every key counts, Enter goes down, Tab and arrows go on, Esc leaves the cell as
it was, Del empties it. Shift with arrows or a click marks a block of cells, Shift+Space its whole rows: it is
copied, emptied, or filled with what its first row has (Ctrl+D). A block from a spreadsheet is pasted as one
step. What cannot be taken is said in words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QWidget,
)

from qadesk.errors import joined
from qadesk.i18n import _
from qadesk.tabular.clipboard import TOO_MANY, Grid, for_spreadsheet, grid, too_many
from qadesk.ui.kit.actions import Action, Actions, always
from qadesk.ui.kit.edit_cell import EditDelegate
from qadesk.ui.kit.edit_model import EditModel
from qadesk.ui.theme import GRID, ROW, enlarged
from qadesk.ui.widgets.layouts import FREE, hbox
from qadesk.ui.widgets.table_header import dress_as_spreadsheet
from qadesk.ui.widgets.widths import Need, share_out

_WIDEST: Final = 40 * GRID  # of a column, unless there is room left
_HINT = QAbstractItemDelegate.EndEditHint
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
_COMMANDS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class EditTable(QTableView):
    """Typed in as a spreadsheet is. `ended` is called when a piece of typing ends: what follows is another.

    `paste(row, key, cells)` takes a block instead of the model, for tables that add rows for it.
    """

    moved = Signal()  # the keyboard is in another cell
    marked = Signal()  # a block of cells is marked, or none any more
    refused = Signal(str, str)  # why what is typed cannot stand where it was typed, and the code of it
    actions_: Actions  # where rows can be added: see `offer_rows`

    def __init__(
        self,
        model: EditModel[Any, Any],
        name: str,
        spoken: str,
        ended: Callable[[], object],
        paste: Callable[[Any, str, Grid], object] | None = None,
        row_height: int = ROW,
    ) -> None:
        super().__init__()
        self.edited = model
        self._placing = False
        self._ended, self._paste = ended, paste
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setModel(model)
        model.setParent(self)
        model.refused.connect(self.refused)
        delegate = EditDelegate(self)
        delegate.stays.connect(
            lambda: self._say_kept(_("Correct it, or press Esc to leave the cell as it was."))
        )
        self.setItemDelegate(delegate)
        dress_as_spreadsheet(self, row_height)
        self.horizontalHeader().setMinimumSectionSize(4 * GRID)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.block: QRect | None = None  # columns and rows marked, where they are more than one cell
        self.selectionModel().selectionChanged.connect(self._mark)
        self.selectionModel().currentChanged.connect(self._tell_moved)
        model.modelReset.connect(self._mark)
        model.modelReset.connect(self.fit)

    def setHorizontalHeader(self, head: QHeaderView) -> None:
        """Another header makes its columns anew when the model does: they are fitted after that."""
        super().setHorizontalHeader(head)
        self.edited.modelReset.disconnect(self.fit)
        self.edited.modelReset.connect(self.fit)

    @property
    def editing(self) -> bool:
        """Whether a field is open."""
        return self.state() == QAbstractItemView.State.EditingState

    def set_current(self, index: QModelIndex) -> None:
        """Put the keyboard on a cell and bring it into sight."""
        self._placing = True
        self.setCurrentIndex(index)  # unlike that of the selection model it is where marking begins
        self._placing = False
        self.scrollTo(index)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """What is placed by the program marks nothing, whatever keys are held."""
        if self._placing:
            return QItemSelectionModel.SelectionFlag.ClearAndSelect
        return super().selectionCommand(index, event)

    def end_typing(self, *, keep: bool = True) -> None:
        """What is typed next is a step of its own; without `keep` what was typed here is taken back."""
        self.edited.end_typing(keep=keep)
        self._ended()

    def _mark(self) -> None:
        before, chosen = self.block, self.selectionModel().selection()
        rows = [] if before is None else [before.top(), before.bottom()]
        block = QRect()
        if chosen.count() == 1:
            one = chosen.first()  # is gone with `chosen`
            block = QRect(one.left(), one.top(), one.width(), one.height())
        self.block = block if block.width() * block.height() > 1 else None
        if before != self.block:
            rows += [] if self.block is None else [self.block.top(), self.block.bottom()]
            self._redraw(min(rows), max(rows))
            self.marked.emit()

    def chosen(self) -> QRect:
        """The columns and rows that are marked; otherwise the cell the keyboard is in."""
        here = self.currentIndex()
        return QRect(here.column(), here.row(), 1, 1) if self.block is None else QRect(self.block)

    def _redraw(self, first: int, last: int) -> None:
        """Draw rows again, and no others: all that are in sight take longer than the next key."""
        top, end = self.rowViewportPosition(first), self.rowViewportPosition(last) + self.rowHeight(last)
        self.viewport().update(0, top, self.viewport().width(), end - top)

    def _tell_moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        for row in {current.row(), previous.row()} - {-1}:  # the row one is in is drawn otherwise
            self._redraw(row, row)
        self.moved.emit()

    def offer_rows(
        self,
        name: str,
        add: tuple[str, Callable[[], object]],
        remove: tuple[str, Callable[[], object]],
        removable: Callable[[], bool] = always,
    ) -> QHBoxLayout:
        """Let rows be added (Ins) and the current one taken out (Ctrl+Del) where the table can be edited.

        `add` and `remove` are their words and what they do. Returns their buttons; they are called `name`Add
        and `name`Remove.
        """

        def may() -> bool:
            return self.edited.editable

        actions = [
            Action(f"{name}Add", *add, "plus", ("Ins",), "quiet", shown=may),
            Action(f"{name}Remove", *remove, "minus", ("Ctrl+Del",), "quiet", enabled=removable, shown=may),
        ]
        self.actions_ = Actions(self, self.accessibleName(), actions, inside=False)
        self.actions_.offer_menu(self)
        return hbox(*(self.actions_.button(action.name) for action in actions), FREE, gap=0)

    # ---- keyboard

    def overview(self) -> list[tuple[str, str]]:
        """What its own keys do: words and keys, for the overview."""
        typed = [
            (_("Edit the cell"), "F2"), (_("Empty the cells"), "Del"), (_("Paste"), "Ctrl+V"),
            (_("Fill down"), "Ctrl+D"),
        ]  # fmt: skip
        read = [(_("Copy"), "Ctrl+C"), (_("Select whole rows"), "Shift+Space")]
        return [*(typed if self.edited.editable else []), *read]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if self.editing or not index.isValid():
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_here()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.enter(index)
        elif event.key() == Qt.Key.Key_Escape and self.block is not None:
            self.set_current(index)
        elif event.key() == Qt.Key.Key_Escape and self.edited.marks_left:
            self.edited.mark_left({})
            self.moved.emit()
        elif event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.mark_rows()
        elif event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.fill_down()
        elif event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.empty(index)
        elif why := self._why_fixed(event, index):
            self.refused.emit(why, "cell.fixed")
        else:
            super().keyPressEvent(event)

    def _why_fixed(self, event: QKeyEvent, index: QModelIndex) -> str:
        """Why what is being typed cannot stand in this cell; "" where it can, or where nothing is typed."""
        model = self.edited
        typed = event.text().isprintable() and event.text().strip() and not event.modifiers() & _COMMANDS
        if not typed or not model.editable or model.can_edit(index):
            return ""
        return model.columns[index.column()].why_fixed(model.state, model.rows[index.row()])

    def enter(self, index: QModelIndex) -> None:
        """Enter on a cell: open it, if it can be changed."""
        if self.edited.can_edit(index):
            self.edit(index)

    def mark_rows(self) -> None:
        """Mark the whole rows of the block, or of the cell the keyboard is in."""
        block, model = self.chosen(), self.model()
        last = model.index(block.bottom(), model.columnCount() - 1)
        rows = QItemSelection(model.index(block.top(), 0), last)
        self.selectionModel().select(rows, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def copy(self) -> None:
        """Copy the cells that are marked, as they are shown; otherwise the one the keyboard is in."""
        index = self.currentIndex()
        if not index.isValid():
            return
        block = self.chosen()
        cells = [
            [
                str(index.sibling(row, column).data() or "")
                for column in range(block.left(), block.right() + 1)
            ]
            for row in range(block.top(), block.bottom() + 1)
        ]
        self.copied(block.top(), block.left(), cells)
        QGuiApplication.clipboard().setText(for_spreadsheet(cells) if self.block else cells[0][0])

    def copied(self, row: int, column: int, cells: Grid) -> None:
        """Cells from a row and column on were copied; for tables that want to know them again."""

    def fill_down(self) -> None:
        """Give all rows that are marked what the first of them has in the columns that are marked."""
        block = self.block
        if block is not None and block.height() > 1:
            first = [self.model().index(block.top(), n) for n in range(block.left(), block.right() + 1)]
            typed = [str(index.data(Qt.ItemDataRole.EditRole) or "") for index in first]
            self._put(first[0].siblingAtRow(block.top() + 1), [typed] * (block.height() - 1))

    def empty(self, index: QModelIndex) -> None:
        """Delete on cells: empty those that can be; what is chosen from a list is never empty."""
        block = self.block
        if block is not None:
            self._put(self.model().index(block.top(), block.left()), [[""] * block.width()] * block.height())
        elif self.edited.columns[index.column()].choices is None and self.edited.setData(index, ""):
            self.end_typing()

    def paste_here(self) -> None:
        """Paste what is on the clipboard where the keyboard is."""
        if self.currentIndex().isValid():
            self.paste(self.currentIndex(), QGuiApplication.clipboard().text())

    def paste(self, index: QModelIndex, text: str) -> None:
        """Paste on a cell: what was copied in a spreadsheet fills cells below and to the right."""
        cells, block = [[cell.strip() for cell in line] for line in grid(text)], self.block
        if why := too_many(cells):
            self.refused.emit(why, TOO_MANY)
            return
        if block is not None:
            index = self.model().index(block.top(), block.left())
            if len(cells) == len(cells[0]) == 1:
                cells = [cells[0] * block.width()] * block.height()
        if cells:
            self._put(index, cells)

    def _put(self, index: QModelIndex, cells: Grid) -> None:
        """Put cells below and to the right of one, as one step: all of them or none."""
        model = self.edited
        row, column = model.rows[index.row()], model.columns[index.column()]
        if self._paste is not None:
            if model.editable:
                self._paste(row, column.key, cells)
        elif column.choices is None and model.put(index, cells):
            self.end_typing()

    def keyboardSearch(self, search: str) -> None:
        """Letters are typed into a cell, they do not jump to names."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from cell to cell and leaves the table after the last (or before the first)."""
        if not self.editing and self._step(1 if forward else -1):
            return True
        return super().focusNextPrevChild(forward)

    def _step(self, step: int) -> bool:
        index, model = self.currentIndex(), self.model()
        at = index.row() * model.columnCount() + index.column() + step
        if not index.isValid() or not 0 <= at < model.rowCount() * model.columnCount():
            return False
        self.set_current(model.index(*divmod(at, model.columnCount())))
        return True

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes on to the row below, Tab to the next cell; neither opens it. Esc takes back."""
        delegate, wrong = self.itemDelegate(), False
        if isinstance(delegate, EditDelegate) and hint != _HINT.RevertModelCache:
            wrong = delegate.is_wrong(editor)
        super().closeEditor(editor, _HINT.NoHint)
        if wrong:
            self._say_kept(_("The cell was left as it was."))
        self.end_typing(keep=hint != _HINT.RevertModelCache)
        self.setFocus()
        if hint == _HINT.SubmitModelCache:
            below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
            if below.isValid():
                self.set_current(below)
        elif hint in (_HINT.EditNextItem, _HINT.EditPreviousItem):
            self._step(1 if hint == _HINT.EditNextItem else -1)

    def _say_kept(self, then: str) -> None:
        """Say of which cell what was typed cannot be taken, why, and what becomes of it."""
        model, index = self.edited, self.currentIndex()
        (why, code), header = model.why_not, model.columns[index.column()].header
        row = model.row_name(model.rows[index.row()])
        cell = _("“{name}”, {column}").format(name=row, column=header) if row else header
        self.refused.emit(joined(_("{cell}: {why}").format(cell=cell, why=why), then), code)

    # ---- looks

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()
        if event.size().height() < event.oldSize().height() and self.hasFocus() | self.editing:
            self.scrollTo(self.currentIndex())  # what is below it grows while one types

    def least(self, number: int) -> int:
        """How wide a column is at least, in pixels: as its description says and its heading needs."""
        return max(
            enlarged(self.edited.columns[number].width), self.horizontalHeader().sectionSizeHint(number)
        )

    def fit(self) -> None:
        """Columns are as wide as they need to be; those that grow share what is left, or give way."""
        needs = {}
        for number, column in enumerate(self.edited.columns):
            own = self.least(number)
            wide = own if column.wraps else max(own, min(self.sizeHintForColumn(number), _WIDEST))
            least = enlarged(column.width) if column.grows else None
            needs[number] = Need(wide if least is None else own, wide, wide, least, column.grows)
        for number, width in share_out(needs, self.viewport().width()).items():
            self.setColumnWidth(number, width)
        if any(column.wraps for column in self.edited.columns):
            self.resizeRowsToContents()
