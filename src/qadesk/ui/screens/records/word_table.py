"""What the words of a file mean: each with its meaning, which can be corrected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from qadesk.i18n import _
from qadesk.services.records.imports_preview import WordPreview
from qadesk.tabular.questions import ANSWERS
from qadesk.ui.screens.records.wording import field_name
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, label
from qadesk.ui.widgets.one_line import OneLine


class WordTable(QWidget):
    """A line for each word; a correction comes out as `corrected` (field, word, code of the meaning)."""

    corrected = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, GRID, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[tuple[str, str], ...] = ()
        self.boxes: list[ComboBox] = []

    def show_words(self, kind: str, words: Sequence[WordPreview]) -> None:
        """Show the words of a file; those not understood come first. Boxes that stay keep the focus."""
        ordered = sorted(words, key=lambda one: bool(one.meaning))
        shown = tuple((one.field, one.word) for one in ordered)
        if shown != self._shown or not self.boxes:
            self._build(kind, ordered)
            self._shown = shown
        for box, one in zip(self.boxes, ordered, strict=True):
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(one.meaning) if one.meaning else -1)

    def _build(self, kind: str, words: Sequence[WordPreview]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = []
        for at, text in enumerate((_("Field"), _("Word in the file"), _("Times"), _("Means"))):
            self._grid.addWidget(label(text, "small"), 0, at)
        for row, one in enumerate(words, start=1):
            box = self._box(row - 1, one)
            self._grid.addWidget(label(field_name(kind, one.field)), row, 0)
            self._grid.addWidget(OneLine("", f"importWord_{row - 1}", one.word), row, 1)
            self._grid.addWidget(label(f"{one.cells:,}", "muted"), row, 2)
            self._grid.addWidget(box, row, 3)
        self._grid.setRowStretch(len(words) + 1, 1)

    def _box(self, row: int, one: WordPreview) -> ComboBox:
        box = ComboBox(f"importMeaning_{row}", _("“{word}” means").format(word=one.word))
        for code in one.choices:
            box.addItem(_(ANSWERS[code]) if code in ANSWERS else code, code)
        box.setPlaceholderText(_("Choose…"))
        box.setMinimumWidth(26 * GRID)
        box.activated.connect(lambda at: self.corrected.emit(one.field, one.word, box.itemData(at)))
        self.boxes.append(box)
        return box
