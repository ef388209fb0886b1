"""One typed value on the card: a field with its unit, what it should be, and who entered it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qadesk.domain.scorecard import Indicator
from qadesk.i18n import _
from qadesk.services.scoring import figures
from qadesk.services.scoring.figures import value_remark, waived_text
from qadesk.services.scoring.forms import item_name
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.fields import FigureBox
from qadesk.ui.screens.score.levels import Block
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label, mark_wrong
from qadesk.ui.widgets.layouts import hbox, vbox
from qadesk.ui.widgets.one_line import OneLine

_FIELD = 14 * GRID


class FigureBlock(Block):
    """`typed(code, text)` hands on what was typed; `stepped` gives the blocks to go on from here."""

    typed = Signal(str, str)
    stepped = Signal(int)
    focused = Signal(str)

    def __init__(self, item: Indicator) -> None:
        super().__init__(item)
        self.title = label(item_name(item), "heading", wrap=True)
        self.field = FigureBox(f"scoreValue_{item.code}", item_name(item))
        self.field.setFixedWidth(_FIELD)
        self.unit = label(figures.unit_text(item), "muted")
        self.said = OneLine("muted", f"scoreValueSaid_{item.code}")
        self.field.typed.connect(lambda text: self.typed.emit(item.code, text))
        self.field.stepped.connect(lambda rows, _columns: self._step(rows))
        self.field.focused.connect(lambda: self.focused.emit(item.code))
        line = hbox(self.field, self.unit, (self.said, 1), margins=(GRID, 0, GRID, 0))
        head = hbox((self.title, 1), margins=(GRID, 0, GRID, 0))
        vbox(head, line, on=self, margins=(GRID + 4, 2, GRID, 2), gap=2)

    def show_value(self, book: ScoreBook, key: Key, editable: bool) -> None:
        """Show what the book says of it."""
        entry, code = book.entry(key), self.item.code
        unfit = book.unfit(key, code)
        exempt = code in entry.exempt
        self.field.setReadOnly(not editable or exempt)
        self.field.show_text(unfit or ("" if exempt else figures.written(self.item, entry.values.get(code))))
        self.field.setPlaceholderText(_("N/A") if exempt else waived_text(entry, code))
        mark_wrong(self.field, bool(unfit))
        text = value_remark(book.form, self.item, entry, unfit, book.local)
        if book.unsaved(key, code):
            text = f"{_('not saved')}   {text}"
        self.said.setProperty("role", "bad" if unfit else "muted")
        self.said.style().polish(self.said)
        self.said.say(text)
        self.setAccessibleName(f"{item_name(self.item)}: {self.field.text() or _('empty')}")

    def begin(self, event: QKeyEvent | None = None) -> None:
        """Type the value, beginning with a key that was pressed on the form."""
        if self.field.isReadOnly():
            return
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if event is not None:
            self.field.insert(event.text())

    def _step(self, rows: int) -> None:
        self.left.emit()
        if not self.field.property("wrong"):
            self.stepped.emit(rows)

    def in_sight(self) -> Sequence[QWidget]:
        """The field and the title."""
        return (self.field, self.title)

    def flush(self) -> None:
        self.field.flush()
