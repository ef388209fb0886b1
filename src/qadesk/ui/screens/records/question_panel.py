"""What has to be answered of a file before it is imported: each question with its possible answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from qadesk.i18n import _
from qadesk.services.records.questions import Asked
from qadesk.tabular.questions import Choice
from qadesk.ui.screens.records.wording import kind_name
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, label


class QuestionPanel(QWidget):
    """A line for each question; an answer comes out as `answered` (the question asked, the answer's code)."""

    answered = Signal(object, str)
    words_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("importQuestions")
        self.setAccessibleName(_("Questions about the file"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self.boxes: list[ComboBox] = []
        self.stops: list[QWidget] = []  # what takes the keyboard, from the top

    def show_questions(self, asked: Sequence[Asked]) -> None:
        """Show what is asked now; hidden where nothing is."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes, self.stops = [], []
        for row, one in enumerate(asked):
            self._grid.addWidget(
                label(one.question.text, "warn", wrap=True, name=f"importQuestion_{row}"), row, 0
            )
            if one.question.code == "meaning":  # answered word by word
                to_words = Button(
                    _("Answer under “Words”"), f"importToWords_{row}", clicked=self.words_wanted.emit
                )
                self.stops.append(to_words)
            else:
                self.stops.append(self._box(row, one))
            self._grid.addWidget(self.stops[-1], row, 1)
        self.setVisible(bool(asked))

    def _box(self, row: int, one: Asked) -> ComboBox:
        box = ComboBox(f"importAnswer_{row}", one.question.text)
        for choice in one.question.readings:
            box.addItem(_said(one, choice), choice.answer)
        box.setCurrentIndex(-1)
        box.setPlaceholderText(_("Choose…"))
        box.setMinimumWidth(30 * GRID)
        box.activated.connect(lambda at: self.answered.emit(one, box.itemData(at)))
        self.boxes.append(box)
        return box


def _said(one: Asked, choice: Choice) -> str:
    """An answer in words."""
    if one.question.code == "kind":
        return kind_name(choice.answer)
    if one.question.code != "column":
        return choice.text
    if choice.answer == one.question.header:
        return _("Yes, “{header}”").format(header=choice.answer)
    return _("No, “{header}”").format(header=choice.answer) if choice.answer else _("No, there is none")
