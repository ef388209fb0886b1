"""What is asked of a file before it is imported: its open questions, and what its words mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from qadesk import formats
from qadesk.i18n import _
from qadesk.kinds.registry import field_name
from qadesk.services.records.answering import AnsweredQuestion, Answering
from qadesk.services.records.imports_preview import Preview, WordPreview
from qadesk.services.records.questions import AskedQuestion, answers
from qadesk.tabular.layout import SAMPLE_ROWS
from qadesk.tabular.questions import ANSWERS
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, OneLine, label
from qadesk.ui.widgets.layouts import fill, grid

_STEPS: Final[dict[int, int]] = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10
}  # fmt: skip


class QuestionPanel(QWidget):
    """A line for each question; an answer goes to `answered`: the question asked, the answer's code.

    A question stays in its place with its answer, which can be changed, for as long as it is of use. What is
    answered word by word leads to the words instead.
    """

    def __init__(
        self, answered: Callable[[AskedQuestion, str], object], to_words: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setObjectName("importQuestions")
        self.setAccessibleName(_("Questions about the file"))
        self._answered, self._to_words = answered, to_words
        self.asked = Answering()
        self._lines: list[AnsweredQuestion] = []  # of the file shown
        self._grid = grid(on=self, gap=GRID, grows=0)
        self.boxes: list[ComboBox] = []
        self.stops: list[QWidget] = []  # what takes the keyboard, from the top

    def show_questions(self, file: object, preview: Preview) -> None:
        """Show what is asked of a file now, and what of it was answered; hidden where nothing was asked.

        Where one was answered, the next that is open takes the keyboard.
        """
        before, lines = self._lines, self.asked.of(file, preview)
        here = self.window().focusWidget()
        at = next((n for n, stop in enumerate(self.stops) if stop is here), None)
        self._lines = lines
        if [id(line) for line in lines] != [id(line) for line in before] or not self.stops:
            self._build()
        for line, stop in zip(lines, self.stops, strict=True):
            if isinstance(stop, ComboBox):
                with QSignalBlocker(stop):
                    stop.setCurrentIndex(stop.findData(line.answer) if line.answer else -1)
        self.setVisible(bool(lines))
        if at is not None and lines:
            at = min(at, len(lines) - 1)
            ahead = (n % len(lines) for n in range(at, at + len(lines)))
            self.stops[next((n for n in ahead if not lines[n].answer), at)].setFocus()

    def _build(self) -> None:
        self.boxes = []
        self.stops = [self._answer(row, line) for row, line in enumerate(self._lines)]
        texts = [
            label(line.one.question.text, wrap=True, name=f"importQuestion_{row}")
            for row, line in enumerate(self._lines)
        ]
        fill(self._grid, zip(texts, self.stops, strict=True))

    def _answer(self, row: int, line: AnsweredQuestion) -> QWidget:
        asked = line.one.question
        if asked.code == "meaning":
            return Button(_("Answer under “Words”"), f"importToWords_{row}", clicked=self._to_words)

        def chosen(answer: str) -> None:
            line.answer = answer
            self._answered(line.one, answer)

        return AnswerBox(f"importAnswer_{row}", asked.text, answers(line.one), 30 * GRID, chosen, self.boxes)


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
            label(formats.count(one.cells), "muted"),
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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is in sight, also where another box or an answer sent it here."""
        super().focusInEvent(event)
        _bring_into_sight(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            at = self._others.index(self) + _STEPS[event.key()]
            self._others[min(max(at, 0), len(self._others) - 1)].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.showPopup()
        else:
            super().keyPressEvent(event)


def _bring_into_sight(widget: QWidget) -> None:
    """Scroll the page that a control stands on to where it is."""
    page = widget.parentWidget()
    while page is not None and not isinstance(page, QScrollArea):
        page = page.parentWidget()
    if page is not None:
        page.ensureWidgetVisible(widget, 0, GRID)
