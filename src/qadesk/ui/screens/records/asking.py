"""What is asked of a file before it is imported: its open questions, and what its words mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services.records.imports_preview import WordPreview
from qadesk.services.records.questions import AskedQuestion
from qadesk.tabular.questions import ANSWERS, Choice
from qadesk.ui.screens.records.wording import field_name, kind_name
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, label
from qadesk.ui.widgets.layouts import clear, grid
from qadesk.ui.widgets.one_line import OneLine

_ARROWS: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class QuestionPanel(QWidget):
    """A line for each question; an answer comes out as `answered` (the question asked, the answer's code)."""

    answered = Signal(object, str)
    words_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("importQuestions")
        self.setAccessibleName(_("Questions about the file"))
        self._grid = grid(on=self, grows=0)
        self.boxes: list[ComboBox] = []
        self.stops: list[QWidget] = []  # what takes the keyboard, from the top

    def show_questions(self, asked: Sequence[AskedQuestion]) -> None:
        """Show what is asked now; hidden where nothing is.

        Where one was answered, the next takes the keyboard.
        """
        worked_in = any(stop.hasFocus() for stop in self.stops)
        clear(self._grid)
        self.boxes, self.stops = [], []
        for row, one in enumerate(asked):
            text = label(one.question.text, "warn", wrap=True, name=f"importQuestion_{row}")
            self._grid.addWidget(text, row, 0)
            if one.question.code == "meaning":  # answered word by word
                there, name = _("Answer under “Words”"), f"importToWords_{row}"
                self.stops.append(Button(there, name, clicked=self.words_wanted.emit))
            else:
                options = [(choice.answer, _answer(one, choice)) for choice in one.question.readings]
                answered = partial(self.answered.emit, one)
                box = _box(_AnswerBox, f"importAnswer_{row}", one.question.text, options, 30 * GRID, answered)
                self.boxes.append(box)
                self.stops.append(box)
            self._grid.addWidget(self.stops[-1], row, 1)
        self.setVisible(bool(asked))
        if worked_in and self.stops:
            self.stops[0].setFocus()


class WordTable(QWidget):
    """A line for each word; a correction comes out as `corrected` (field, word, code of the meaning)."""

    corrected = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self._grid = grid(on=self, margins=(0, 0, GRID, 0), grows=1)
        self._shown: tuple[tuple[str, str], ...] = ()
        self.boxes: list[ComboBox] = []

    def show_words(self, kind: str, words: Sequence[WordPreview]) -> None:
        """Show the words of a file; those not understood come first.

        While the same words are shown none changes its place: the next key would tell the meaning of another.
        """
        by_word = {(one.field, one.word): one for one in words}
        if by_word.keys() == set(self._shown) and self.boxes:
            ordered = [by_word[word] for word in self._shown]
        else:
            ordered = sorted(words, key=lambda one: bool(one.meaning))
            self._build(kind, ordered)
            self._shown = tuple((one.field, one.word) for one in ordered)
        for box, one in zip(self.boxes, ordered, strict=True):
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(one.meaning) if one.meaning else -1)

    def _build(self, kind: str, words: Sequence[WordPreview]) -> None:
        clear(self._grid)
        self.boxes = []
        for at, text in enumerate((_("Field"), _("Word in the file"), _("Times"), _("Means"))):
            self._grid.addWidget(label(text, "small"), 0, at)
        for row, one in enumerate(words):
            options = [(code, _(ANSWERS[code]) if code in ANSWERS else code) for code in one.choices]
            corrected = partial(self.corrected.emit, one.field, one.word)
            spoken = _("“{word}” means").format(word=one.word)
            box = _box(ComboBox, f"importMeaning_{row}", spoken, options, 26 * GRID, corrected)
            self.boxes.append(box)
            times, word = label(f"{one.cells:,}", "muted"), OneLine("", f"importWord_{row}", one.word)
            for at, widget in enumerate((label(field_name(kind, one.field)), word, times, box)):
                self._grid.addWidget(widget, row + 1, at)
        self._grid.setRowStretch(len(words) + 1, 1)


class _AnswerBox(ComboBox):
    """A choice that is gone once it is made: arrow keys open it, they must not make it in passing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            self.showPopup()
        else:
            super().keyPressEvent(event)


def _box(
    made_as: type[ComboBox],
    name: str,
    spoken: str,
    options: Iterable[tuple[str, str]],
    width: int,
    chosen: Callable[[str], object],
) -> ComboBox:
    """A choice at least `width` pixels wide, of which nothing is chosen yet; what is, goes to `chosen`."""
    box = made_as(name, spoken, options)
    box.setCurrentIndex(-1)
    box.setPlaceholderText(_("Choose…"))
    box.setMinimumWidth(width)
    box.activated.connect(lambda at: chosen(box.itemData(at)))
    return box


def _answer(one: AskedQuestion, choice: Choice) -> str:
    """An answer in words."""
    if one.question.code == "kind":
        return kind_name(choice.answer)
    if one.question.code != "column":
        return choice.text
    if choice.answer == one.question.header:
        return _("Yes, “{header}”").format(header=choice.answer)
    return _("No, “{header}”").format(header=choice.answer) if choice.answer else _("No, there is none")
