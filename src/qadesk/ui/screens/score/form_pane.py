"""The form of one agent: all items under each other, rated from the keyboard or with the mouse."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services.scoring.cells import Cell, ItemCell, ValueCell
from qadesk.ui.screens.score.blocks import FigureBlock, ItemBlock
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key, Place
from qadesk.ui.screens.score.keys import RatingKeys, begins_figure
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import FREE, scrolled, vbox

AnyBlock = ItemBlock | FigureBlock
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FormPane(QWidget):
    """Shows one entry; digits and N rate the current item, or write the value; Up and Down choose."""

    step_asked = Signal(int)  # another agent: +1, -1
    left = Signal()  # Esc
    current_changed = Signal()

    def __init__(self, book: ScoreBook) -> None:
        super().__init__()
        self.book = book
        self.key: Key | None = None
        self.blocks: list[AnyBlock] = []  # those shown
        self.at = 0
        self.rating = RatingKeys(book, self.place, self._go_on)
        self._cells: tuple[Cell, ...] = ()  # of the form of which blocks are made
        self._made: list[AnyBlock] = []  # first what is rated, then what is typed
        self.setObjectName("scoreForm")
        self.setAccessibleName(_("Form"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        none = _("Nothing is scored by hand on this cycle's scorecard.")
        self.nothing = label(none, "muted", wrap=True, name="scoreNothing")
        self.nothing.setContentsMargins(2 * GRID + 4, GRID, GRID, 0)
        self._page = vbox(self.nothing, FREE, on=self)
        self.area = scrolled(self, "scoreCardScroll")  # in which it is seen
        self.area.verticalScrollBar().rangeChanged.connect(self._into_sight)

    @property
    def block(self) -> AnyBlock | None:
        """The part of the form the next key goes to."""
        return self.blocks[self.at] if self.blocks else None

    @property
    def item(self) -> str | None:
        """The code of the current item."""
        return None if self.block is None else self.block.code

    def place(self) -> Place:
        """Whose entry is shown, and the current item."""
        return self.key, self.item

    def show_entry(self, key: Key, item: str | None = None) -> None:
        """Show an entry, on `item` or on the first one not rated yet."""
        while self._make_next():
            pass
        moved = key != self.key
        self.key = key
        self._choose_blocks()
        if item is not None or moved:
            entry = self.book.entry(key)
            lacking = (*entry.missing(self.book.form), *entry.lacking(self.book.form))
            self._go_to(item or next(iter(lacking), None))
        self.fill()

    def fill(self) -> None:
        """Show what the book says of the entry now."""
        if self.key is not None:
            for block in self.blocks:
                block.show_entry(self.key)
            self._mark()

    # ---- blocks

    def prepare(self) -> None:
        """Build the form piece by piece while nobody looks at it: twenty items at once would be felt."""
        if self.book.board is not None and self._make_next():
            QTimer.singleShot(0, self, self.prepare)

    def _make_next(self) -> bool:
        """Make one block of the month's form; False where all of them stand."""
        if self.book.cells is not self._cells:
            for block in self._made:
                block.deleteLater()
                self._page.removeWidget(block)
            self._cells, self._made, self.blocks, self.at = self.book.cells, [], [], 0
        cells = [cell for cell in self._cells if isinstance(cell, ItemCell | ValueCell)]
        if len(self._made) == len(cells):
            return False
        cell = cells[len(self._made)]
        made = ItemBlock(self.book, cell) if isinstance(cell, ItemCell) else FigureBlock(self.book, cell)
        made.touched.connect(self._go_to_touched)
        made.stepped.connect(self._go_on)
        made.left.connect(self.setFocus)
        self._page.insertWidget(len(self._made), made)
        self._made.append(made)
        for part in (made, *made.findChildren(QWidget)):
            part.ensurePolished()
        return True

    def _choose_blocks(self) -> None:
        """A single contact is rated; values are of the whole month."""
        contact = self.key is not None and self.key[1] is not None
        self.blocks = [b for b in self._made if not (contact and isinstance(b, FigureBlock))]
        for block in self._made:
            block.setVisible(block in self.blocks)
        self.nothing.setVisible(not self.blocks)
        self.at = min(self.at, max(0, len(self.blocks) - 1))

    # ---- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, block = event.key(), self.block
        held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if event.modifiers() & held or self.key is None:
            super().keyPressEvent(event)
            return
        if isinstance(block, FigureBlock) and self.rating.begins_value(event):
            if self.book.may_change(self.key, self.item):
                block.begin(event if begins_figure(event) else None)
        elif self.rating.press(event):
            pass
        elif key in (Qt.Key.Key_Down, *_ENTER) and self.at + 1 < len(self.blocks):
            self._go_on()
        elif key == Qt.Key.Key_Up and self.at > 0:
            self._go_on(-1)
        elif key in (*_ENTER, Qt.Key.Key_Right, Qt.Key.Key_PageDown):
            self.step_asked.emit(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_PageUp):
            self.step_asked.emit(-1)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _go_on(self, step: int = 1) -> None:
        """To another block, the next after a rating; beyond the last one stays: the comment may follow."""
        if step and 0 <= self.at + step < len(self.blocks):
            self._set_at(self.at + step)

    def open_remark(self) -> None:
        """Type why, beside the rating just given, or else the current one."""
        just = self.rating.just_rated
        code = self.item if just is None else just[1]
        block = next((block for block in self.blocks if block.code == code), None)
        if self.key is None or not isinstance(block, ItemBlock) or not self.book.may_change(self.key, code):
            return
        if self.book.entry(self.key).levels.get(block.code) is None:
            self.book.refused.emit(self.key, code)
            return
        block.remark.show()
        block.remark.setFocus()
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(block.remark, 0, GRID))

    # ---- the current item

    def _go_to(self, code: str | None) -> None:
        codes = [block.code for block in self.blocks]
        self._set_at(codes.index(code) if code in codes else 0)

    def _go_to_touched(self, code: str) -> None:
        if code != self.item:
            self._go_to(code)

    def _set_at(self, at: int) -> None:
        self.at = at
        self.rating.moved()
        self._mark()
        if self.block is not None:
            self._into_sight()
            self.current_changed.emit()
            self.setAccessibleDescription(self.block.accessibleName())
            if self.hasFocus():
                change = QAccessible.Event.DescriptionChanged
                QAccessible.updateAccessibility(QAccessibleEvent(self, change))

    def _into_sight(self) -> None:
        """The current item stays where one looks, also in a window of another size, or with other wording."""
        if self.block is not None:
            self._page.activate()
            for part in self.block.in_sight():
                self.area.ensureWidgetVisible(part, 0, GRID)

    def _mark(self) -> None:
        for number, block in enumerate(self.blocks):
            block.mark_current(number == self.at, self.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark()
