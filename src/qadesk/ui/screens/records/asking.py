"""What is asked of a file before it is imported: its open questions, and what its words mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services.records.imports_preview import WordPreview
from qadesk.services.records.questions import AskedQuestion, answers
from qadesk.tabular.layout import SAMPLE_ROWS
from qadesk.tabular.questions import ANSWERS
from qadesk.ui.screens.records.wording import field_name
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, OneLine, label
from qadesk.ui.widgets.layouts import fill, grid

_STEPS: Final[dict[int, int]] = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10
}  # fmt: skip


class QuestionPanel(QWidget):
    """A line for each question; an answer goes to `answered`: the question asked, the answer's code.

    What is answered word by word leads to the words instead.
    """

    def __init__(
        self, answered: Callable[[AskedQuestion, str], object], to_words: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setObjectName("importQuestions")
        self.setAccessibleName(_("Questions about the file"))
        self._answered, self._to_words = answered, to_words
        self._grid = grid(on=self, grows=0)
        self.boxes: list[ComboBox] = []
        self.stops: list[QWidget] = []  # what takes the keyboard, from the top

    def show_questions(self, asked: Sequence[AskedQuestion]) -> None:
        """Show what is asked now; hidden where nothing is.

        Where one was answered, the next takes the keyboard.
        """
        worked_in = any(stop.hasFocus() for stop in self.stops)
        self.boxes = []
        self.stops = [self._answer(row, one) for row, one in enumerate(asked)]
        texts = [
            label(one.question.text, "warn", wrap=True, name=f"importQuestion_{row}")
            for row, one in enumerate(asked)
        ]
        fill(self._grid, zip(texts, self.stops, strict=True))
        self.setVisible(bool(asked))
        if worked_in and self.stops:
            self.stops[0].setFocus()

    def _answer(self, row: int, one: AskedQuestion) -> QWidget:
        if one.question.code == "meaning":
            return Button(_("Answer under “Words”"), f"importToWords_{row}", clicked=self._to_words)
        chosen, spoken = partial(self._answered, one), one.question.text
        return AnswerBox(f"importAnswer_{row}", spoken, answers(one), 30 * GRID, chosen, self.boxes)


class WordTable(QWidget):
    """A line for each word; a correction goes to `corrected`: field, word, code of the meaning."""

    def __init__(self, corrected: Callable[[str, str, str], object]) -> None:
        super().__init__()
        self._corrected = corrected
        self._grid = grid(on=self, margins=(0, 0, GRID, 0), grows=1)
        self._shown: tuple[tuple[str, str], ...] = ()
        self.boxes: list[ComboBox] = []

    def show_words(self, kind: str, words: Sequence[WordPreview]) -> None:
        """Show the words of a file; those not understood come first.

        While the same words are shown none changes its place: the next key would tell the meaning of another.
        """
        by_word = {(one.field, one.word): one for one in words}
        if by_word.keys() != set(self._shown) or not self.boxes:
            ordered = sorted(words, key=lambda one: bool(one.meaning))
            self._shown = tuple((one.field, one.word) for one in ordered)
            self.boxes = []
            times = _("Times in the first {n} rows").format(n=SAMPLE_ROWS)
            heads = [label(t, "small") for t in (_("Field"), _("Word in the file"), times, _("Means"))]
            fill(self._grid, [self._line(kind, row, one) for row, one in enumerate(ordered)], heads)
        for box, word in zip(self.boxes, self._shown, strict=True):
            with QSignalBlocker(box):
                meaning = by_word[word].meaning
                box.setCurrentIndex(box.findData(meaning) if meaning else -1)

    def _line(self, kind: str, row: int, one: WordPreview) -> list[QWidget]:
        options = [(code, _(ANSWERS[code]) if code in ANSWERS else code) for code in one.choices]
        spoken = _("“{word}” means").format(word=one.word)
        chosen = partial(self._corrected, one.field, one.word)
        return [
            label(field_name(kind, one.field)),
            OneLine("", f"importWord_{row}", one.word),
            label(f"{one.cells:,}", "muted"),
            AnswerBox(f"importMeaning_{row}", spoken, options, 26 * GRID, chosen, self.boxes),
        ]


class AnswerBox(ComboBox):
    """A choice at least `width` pixels wide, of which nothing is chosen yet; what is, goes to `chosen`.

    It is made in its opened list alone: arrow keys go to another of the `others`; Enter, space and F4 open.
    """

    def __init__(
        self,
        name: str,
        spoken: str,
        options: Iterable[tuple[str, str]],
        width: int,
        chosen: Callable[[str], object],
        others: list[ComboBox],
    ) -> None:
        super().__init__(name, spoken, options)
        self.setCurrentIndex(-1)
        self.setPlaceholderText(_("Choose…"))
        self.setMinimumWidth(width)
        self.activated.connect(lambda at: chosen(self.itemData(at)))
        self._others = others
        others.append(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            at = self._others.index(self) + _STEPS[event.key()]
            self._others[min(max(at, 0), len(self._others) - 1)].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.showPopup()
        else:
            super().keyPressEvent(event)
