"""The form of one agent: all items under each other, rated from the keyboard or with the mouse."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qadesk.i18n import _
from qadesk.services.scoring.forms import Form, Rated
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.keys import Act, Press, understand, with_half
from qadesk.ui.screens.score.levels import ItemBlock
from qadesk.ui.theme import GRID


class FormPane(QWidget):
    """Shows one entry; 1–5 and N rate the current item and go to the next, Up and Down choose the item."""

    asked = Signal(object)  # Act: what the card or screen does
    step_asked = Signal(int)  # another agent: +1, -1
    left = Signal()  # Esc
    refused = Signal(object, object)  # Key, item: a key did nothing
    current_changed = Signal(object)  # ItemBlock
    remark_opened = Signal(object)  # ItemBlock

    def __init__(self, book: ScoreBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.key: Key | None = None
        self.blocks: list[ItemBlock] = []
        self.at = 0
        self._just_rated: int | None = None
        self._form: Form | None = None
        self.setObjectName("scoreForm")
        self.setAccessibleName(_("Form"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(0, 0, 0, 0)
        self.page.setSpacing(GRID)
        self.page.addStretch(1)

    @property
    def item(self) -> str | None:
        """The code of the current item."""
        return self.blocks[self.at].item.code if self.blocks else None

    def show_entry(self, key: Key, item: str | None = None) -> None:
        """Show an entry, on `item` or on the first one not rated yet."""
        self._build(self.book.form)
        moved = key != self.key
        self.key = key
        if item is not None or moved:
            entry = self.book.entry(key)
            wanted = item or next(iter(entry.missing(self.book.form)), None)
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
            failed = self.book.unsaved(self.key, "level", code) or self.book.unsaved(self.key, "remark", code)
            block.show_entry(entry, free, failed)
        self._mark()

    def flush(self) -> None:
        """Hand on remarks being typed."""
        for block in self.blocks:
            block.remark.flush()

    def _build(self, form: Form) -> None:
        if form is self._form:
            return
        self._form = form
        for block in self.blocks:
            block.deleteLater()
            self.page.removeWidget(block)
        self.blocks = []
        for number, item in enumerate(form.items):
            block = ItemBlock(item, form)
            block.rated.connect(self._clicked)
            block.touched.connect(lambda _code, number=number: self._set_at(number))
            block.remarked.connect(self._remark)
            block.left.connect(self.setFocus)
            self.page.insertWidget(number, block)
            self.blocks.append(block)

    # ---- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, blocks = event.key(), len(self.blocks)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or not blocks:
            super().keyPressEvent(event)
            return
        press = understand(event)
        if press is not None:
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
        assert self.item is not None
        if press.act is Act.RATE:
            self._rate(press.level)
        elif press.act is Act.CLEAR:
            if self._may_change():
                self.book.set_level(self.key, self.item, None)
        elif press.act is Act.HALF:
            self._half()
        elif press.act is Act.REMARK:
            self.open_remark()
        else:
            self.asked.emit(press.act)

    def _rate(self, level: Rated) -> None:
        assert self.key is not None
        assert self.item is not None
        if not self._may_change():
            return
        at = self.at
        self.book.set_level(self.key, self.item, level)
        if at + 1 < len(self.blocks):  # after the last one stay: the comment may follow
            self._set_at(at + 1)
        self._just_rated = at

    def _half(self) -> None:
        assert self.key is not None
        at = self._just_rated if self._just_rated is not None else self.at
        code = self.blocks[at].item.code
        level = with_half(self.book.entry(self.key).levels.get(code), self.book.form)
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

    def _remark(self, code: str, text: str) -> None:
        if self.key is not None and self.book.entry(self.key).levels.get(code) is not None:
            self.book.set_comment(self.key, text, code)

    def open_remark(self) -> None:
        """Type why, beside the current rating."""
        block = self.blocks[self.at if self._just_rated is None else self._just_rated]
        assert self.key is not None
        if not self._may_change():
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
