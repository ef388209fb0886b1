"""The form of one agent: all items under each other, rated from the keyboard or with the mouse."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qadesk.i18n import _
from qadesk.services.scoring.forms import Rated
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.figure_block import FigureBlock
from qadesk.ui.screens.score.form_blocks import FormBlocks
from qadesk.ui.screens.score.keys import Act, Press, begins_figure, understand, with_half
from qadesk.ui.screens.score.levels import Block, ItemBlock
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label

_WITHOUT_ITEM = (Act.COMMENT, Act.OTHER_VIEW, Act.CONTACT, Act.REOPEN)


class FormPane(QWidget):
    """Shows one entry; digits and N rate the current item, or write the value; Up and Down choose."""

    asked = Signal(object)  # Act: what the card or screen does
    step_asked = Signal(int)  # another agent: +1, -1
    left = Signal()  # Esc
    refused = Signal(object, object)  # Key, item: a key did nothing
    told = Signal(str)  # why what was typed is not taken
    current_changed = Signal(object)  # Block
    remark_opened = Signal(object)  # ItemBlock

    def __init__(self, book: ScoreBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.key: Key | None = None
        self.blocks: list[Block] = []  # those shown
        self.at = 0
        self._just_rated: int | None = None
        self.setObjectName("scoreForm")
        self.setAccessibleName(_("Form"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(0, 0, 0, 0)
        self.page.setSpacing(GRID)
        self.nothing = label(_("Nothing is scored by hand on this month's scorecard."), "muted", wrap=True)
        self.nothing.setObjectName("scoreNothing")
        self.nothing.setContentsMargins(2 * GRID + 4, GRID, GRID, 0)
        self.page.addWidget(self.nothing)
        self.page.addStretch(1)
        self._made = FormBlocks(self.page, self)
        self._made.emptied.connect(self._forget)
        self._made.added.connect(self._join)

    @property
    def item(self) -> str | None:
        """The code of the current item."""
        return self.blocks[self.at].item.code if self.blocks else None

    def show_entry(self, key: Key, item: str | None = None) -> None:
        """Show an entry, on `item` or on the first one not rated yet."""
        self._made.make_all(self.book.form)
        moved = key != self.key
        self.key = key
        self._choose_blocks()
        if item is not None or moved:
            entry = self.book.entry(key)
            lacking = (*entry.missing(self.book.form), *entry.lacking(self.book.form))
            wanted = item or next(iter(lacking), None)
            codes = [block.item.code for block in self.blocks]
            self._set_at(codes.index(wanted) if wanted in codes else 0)
        self.fill()

    def fill(self) -> None:
        """Show what the book says of the entry now."""
        if self.key is None:
            return
        entry, free = self.book.entry(self.key), self.book.editable(self.key)
        for block in self.blocks:
            code = block.item.code
            if isinstance(block, FigureBlock):
                block.show_value(self.book, self.key, self.book.editable(self.key, code))
                continue
            assert isinstance(block, ItemBlock)
            failed = self.book.unsaved(self.key, "level", code) or self.book.unsaved(self.key, "remark", code)
            block.show_entry(entry, free, failed)
        self._mark()

    def flush(self) -> None:
        """Hand on remarks and values being typed."""
        for block in self.blocks:
            block.flush()

    def prepare(self) -> None:
        """Build the form piece by piece while nobody looks at it: twenty items at once would be felt."""
        if self.book.board is not None and self._made.make_next(self.book.form):
            QTimer.singleShot(0, self, self.prepare)

    def _forget(self) -> None:
        self.blocks, self.at = [], 0

    def _join(self, block: Block) -> None:
        """Another block stands on the form."""
        number = len(self._made.blocks) - 1
        block.touched.connect(lambda _code: self._set_at(number))
        block.left.connect(self.setFocus)
        if isinstance(block, FigureBlock):
            block.typed.connect(self._typed)
            block.stepped.connect(self._step_block)
            block.focused.connect(self._goes_on_at)
        elif isinstance(block, ItemBlock):
            block.rated.connect(self._clicked)
            block.remarked.connect(self._remark)

    def _choose_blocks(self) -> None:
        """A single contact is rated; values are of the whole month."""
        contact = self.key is not None and self.key[1] is not None
        self.blocks = [b for b in self._made.blocks if not (contact and isinstance(b, FigureBlock))]
        for block in self._made.blocks:
            block.setVisible(block in self.blocks)
        self.nothing.setVisible(not self.blocks)
        self.at = min(self.at, max(0, len(self.blocks) - 1))

    # ---- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, blocks = event.key(), len(self.blocks)
        held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if event.modifiers() & held or self.key is None:
            super().keyPressEvent(event)
            return
        press, block = understand(event), self.blocks[self.at] if blocks else None
        half = press is not None and press.act is Act.HALF and self._just_rated is not None
        if isinstance(block, FigureBlock) and not half and (begins_figure(event) or key == Qt.Key.Key_F2):
            if self._may_change():
                block.begin(event if begins_figure(event) else None)
        elif press is not None:
            self._obey(press)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at + 1 < blocks:
            self._set_at(self.at + 1)
        elif key == Qt.Key.Key_Up and self.at > 0:
            self._set_at(self.at - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right, Qt.Key.Key_PageDown):
            self.step_asked.emit(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_PageUp):
            self.step_asked.emit(-1)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _obey(self, press: Press) -> None:
        assert self.key is not None
        typed = self.book.form.is_typed(self.item)
        if self.item is None and press.act not in _WITHOUT_ITEM:
            return
        if press.act is Act.RATE and typed:  # N
            self.told.emit(_("To leave a value out for someone, say so with a reason in Results."))
        elif press.act is Act.RATE:
            self._rate(press.level)
        elif press.act is Act.CLEAR and self.item is not None:
            if self._may_change():
                clear = self.book.clear_value if typed else self._clear_level
                clear(self.key, self.item)
        elif press.act is Act.HALF:
            self._half()
        elif press.act is Act.REMARK:
            self.open_remark()
        else:
            self.asked.emit(press.act)

    def _clear_level(self, key: Key, item: str) -> None:
        self.book.set_level(key, item, None)

    def _rate(self, level: Rated) -> None:
        assert self.key is not None
        assert self.item is not None
        if not self._may_change():
            return
        item = self.book.form.item(self.item)
        if isinstance(level, Decimal) and not self.book.form.allows(item, level):
            self.told.emit(self.book.form.rule(item))
            return
        at = self.at
        self.book.set_level(self.key, self.item, level)
        if at + 1 < len(self.blocks):  # after the last one stay: the comment may follow
            self._set_at(at + 1)
        self._just_rated = at

    def _half(self) -> None:
        assert self.key is not None
        at = self._just_rated if self._just_rated is not None else self.at
        item = self.blocks[at].item
        code = item.code
        if self.book.form.is_typed(code):
            return
        level = with_half(self.book.entry(self.key).levels.get(code), item, self.book.form)
        if level is not None and self.book.editable(self.key, code):
            self.book.set_level(self.key, code, level)

    def _clicked(self, code: str, level: Rated) -> None:
        assert self.key is not None
        self.setFocus()
        if self._may_change():
            same = self.book.entry(self.key).levels.get(code) == level
            if not (same and isinstance(level, Decimal)):
                self.book.set_level(self.key, code, level)
            self.fill()

    def _typed(self, code: str, text: str) -> None:
        if self.key is not None:
            self.book.type_value((self.key[0], None), code, text)
            self.fill()

    def _step_block(self, step: int) -> None:
        """Enter goes on to the next value, Up and Down as on the form; a field is typed in at once."""
        at = self.at + step
        if 0 <= at < len(self.blocks) and step:
            self._set_at(at)

    def _goes_on_at(self, code: str) -> None:
        codes = [block.item.code for block in self.blocks]
        if code in codes and codes.index(code) != self.at:
            self._set_at(codes.index(code))

    def _remark(self, code: str, text: str) -> None:
        if self.key is not None and self.book.entry(self.key).levels.get(code) is not None:
            self.book.set_comment(self.key, text, code)

    def open_remark(self) -> None:
        """Type why, beside the current rating."""
        block = self.blocks[self.at if self._just_rated is None else self._just_rated]
        assert self.key is not None
        if not isinstance(block, ItemBlock) or not self._may_change():
            return
        if self.book.entry(self.key).levels.get(block.item.code) is None:
            self.refused.emit(self.key, block.item.code)
            return
        block.remark.show()
        block.remark.setFocus()
        self.remark_opened.emit(block)

    def _may_change(self) -> bool:
        assert self.key is not None
        if self.book.editable(self.key, self.item):
            return True
        self.refused.emit(self.key, self.item)
        return False

    # ---- the current item

    def _set_at(self, at: int) -> None:
        self.at = at
        self._just_rated = None
        self._mark()
        if self.blocks:
            self.current_changed.emit(self.blocks[at])
            self.setAccessibleDescription(self.blocks[at].accessibleName())
            if self.hasFocus():
                change = QAccessible.Event.DescriptionChanged
                QAccessible.updateAccessibility(QAccessibleEvent(self, change))

    def _mark(self) -> None:
        for number, block in enumerate(self.blocks):
            block.mark_current(number == self.at, self.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark()
