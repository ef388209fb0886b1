"""Fields of the draft, described: they show a part of it, and what is done in them is an edit of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final
from unicodedata import east_asian_width

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QRadioButton, QWidget

from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.designing.fields_asked import AskedField, Kind, Options
from qadesk.ui.kit.edit_cell import FigureField, LiveField
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, check_box, label, pop_up, set_read_only
from qadesk.ui.widgets.layouts import held, vbox

_LETTERS: Final = 8  # of a choice in sight at least: its longest word may be wider than the panel


_ONE_LINE: Final = 34  # Latin letters of a choice and its words together, in a panel of its least width


def _is_long(asked: AskedField) -> bool:
    """Whether a choice and its words are longer than one line of the panel."""
    longest = max((_wide(text) for _value, text in asked.options), default=0)
    return _wide(asked.words) + longest > _ONE_LINE


def _wide(text: str) -> int:
    """How wide a text is, in Latin letters: a Chinese character is as wide as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


class DraftPage(QWidget):
    """A page that shows the draft: it follows when it comes into sight and, there, with every change."""

    follow: Callable[[], object]  # show what the draft has now

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        draft.loaded.connect(lambda: self._follow_if(self.isVisible()))
        draft.changed.connect(lambda _path: self._follow_if(self.isVisible()))

    def showEvent(self, event: QShowEvent) -> None:
        """What was changed elsewhere meanwhile is shown now."""
        super().showEvent(event)
        self._follow_if(True)

    def _follow_if(self, in_sight: bool) -> None:
        if in_sight and self.draft.is_open:
            self.follow()


class DraftForm(QWidget):
    """The fields that `describe` names of the scorecard; `follow` shows them as they are now.

    A field is made once and kept: it is in sight while it is among those described.
    """

    def __init__(self, draft: Draft, describe: Callable[[Scorecard], Sequence[AskedField]]) -> None:
        super().__init__()
        self.draft, self._describe = draft, describe
        self._made: dict[str, _Row] = {}
        self._shown: list[_Row] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(2, 1)

    def follow(self) -> None:
        """Show what the draft has now."""
        described = self._describe(self.draft.card)
        for asked in described:
            if asked.name not in self._made:
                self._made[asked.name] = _Row(asked, self)
        rows = [self._made[asked.name] for asked in described]
        if rows != self._shown:
            self._lay_out(rows)
        for row, asked in zip(rows, described, strict=True):
            row.show(asked, editable=self.draft.editable)

    def _lay_out(self, rows: list[_Row]) -> None:
        gone = [row for row in self._shown if row not in rows]
        used = any(row.control.hasFocus() for row in gone)
        while (item := self._grid.takeAt(0)) is not None:
            shiboken6.delete(item)  # one that is left keeps the height its text had: a longer one is cut
        self._shown, at = rows, 0
        for row in rows:
            at = row.lay_out(self._grid, at)
        if used and rows:
            rows[0].control.setFocus()
        for row in gone:
            row.set_visible(False)

    def first(self, name: str) -> QWidget | None:
        """The first field in sight whose objectName begins like that."""
        return next((row.control for row in self._shown if row.asked.name.startswith(name)), None)

    def at(self, path: Path) -> QWidget | None:
        """The field in sight that a path leads to, or into; the first of several of which it is a part."""
        for row in self._shown:
            place, length = row.asked.path, min(len(path), len(row.asked.path))
            if length and path[:length] == place[:length] and len(path) >= len(place) - 1:
                return row.control
        return None


class _Row:
    """The widgets of one field: its words, its field, what stands behind and below."""

    def __init__(self, asked: AskedField, form: DraftForm) -> None:
        self.asked, self.form, self.draft = asked, form, form.draft
        self.words = label("" if asked.kind == "flag" else asked.words, name=f"{asked.name}Label")
        self.behind: QWidget = label("", "muted", name=f"{asked.name}Unit")
        self.hint = label("", "small", wrap=True)
        self._said: tuple[object, ...] = ()
        self.control, self._fill = _MAKERS[asked.kind](self)
        self.words.setBuddy(self.control)

    def show(self, asked: AskedField, *, editable: bool) -> None:
        """Show what it says now."""
        self.asked, control = asked, self.control
        said = (asked.words, asked.value, asked.number, asked.blank, asked.unit, asked.options, editable)
        if said == self._said:  # showing takes longer than looking
            return
        self._said = said
        self.hint.setText(asked.hint)
        if asked.kind != "flag":
            self.words.setText(asked.words)
        if isinstance(self.behind, QLabel):
            self.behind.setText(asked.unit)
        else:
            self.behind.setEnabled(editable)
        if isinstance(control, QLineEdit):
            set_read_only(control, not editable)
        else:
            control.setEnabled(editable)
        self._fill(asked)

    def lay_out(self, grid: QGridLayout, at: int) -> int:
        """Stand in the grid from a row on; the first row below. What is wide has its words above it."""
        kind, middle = self.asked.kind, Qt.AlignmentFlag.AlignVCenter
        across = {"figure": 1, "choice": 3 if _is_long(self.asked) else 2}.get(kind, 3)
        below = at + (across == 3)
        grid.addWidget(self.words, at, 0, 1, 1 if across < 3 else 2, middle)
        grid.addWidget(self.behind, at, 2, middle if across < 3 else middle | Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.control, below, 0 if across == 3 else 1, 1, across)
        grid.addWidget(self.hint, below + 1, 0, 1, 3)
        self.set_visible(True)
        return below + 2

    def set_visible(self, shown: bool) -> None:
        """Be in sight, or not; words with nothing to say take no room."""
        self.control.setVisible(shown)
        self.behind.setVisible(shown and (self.asked.kind == "figure" or bool(self.asked.inserts)))
        self.words.setVisible(shown and self.asked.kind != "flag")
        self.hint.setVisible(shown and bool(self.asked.hint))

    def take(self, value: Any, *, typing: bool = False) -> bool:
        """Edit the draft with what was typed or chosen; whether it was taken."""
        try:
            card = self.asked.put(self.draft.card, value)
        except NotTaken as no:
            if str(no):
                self.draft.refused.emit(str(no), no.code)
            return False
        self.draft.apply(card, self.asked.path, typing=typing)
        return True


# ---- kinds of fields: the field, and what shows what is asked in it

Made = tuple[QWidget, Callable[[AskedField], object]]


def _text(row: _Row) -> Made:
    field = LiveField(row.asked.name, row.asked.words)
    field.bind(
        lambda text: row.take(text, typing=True) and row.asked.sound(text), lambda: str(row.asked.value)
    )
    field.editingFinished.connect(row.draft.end_typing)

    def insert(text: str) -> None:
        field.insert(text)
        field.textEdited.emit(field.text())
        field.setFocus()

    if row.asked.inserts:
        name, tip = row.asked.name, _("Insert a value")
        plus = row.behind = Button("", f"{name}Insert", icon="plus", kind="quiet", tip=tip)
        plus.clicked.connect(lambda: pop_up(plus, f"{name}Menu", row.asked.inserts, insert))
    return field, lambda asked: field.show_text(asked.value)


def _figure(row: _Row) -> Made:
    field = FigureField(row.asked.name, row.asked.words)
    field.edited.connect(lambda value: row.take(value, typing=True))
    field.refused.connect(row.draft.refused)
    field.editingFinished.connect(row.draft.end_typing)

    def fill(asked: AskedField) -> None:
        field.optional = asked.blank is not None
        field.show_value(None if asked.value is None else Decimal(asked.value), asked.number)
        field.setPlaceholderText(asked.blank or "")

    return field, fill


def _flag(row: _Row) -> Made:
    box = check_box(row.asked.words, row.asked.name)
    box.clicked.connect(row.take)
    return box, lambda asked: box.setChecked(asked.value)


def _choice(row: _Row) -> Made:
    box = ComboBox(row.asked.name, row.asked.words)
    box.setMaxVisibleItems(20)
    box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_LETTERS)
    offered: Options = ()

    def chosen() -> None:
        leads = row.asked.leads
        if row.take(box.currentData()) and leads and isinstance(field := row.form.first(leads), QLineEdit):
            field.setFocus()
            field.selectAll()

    def fill(asked: AskedField) -> None:
        nonlocal offered
        if offered != asked.options:
            offered = asked.options
            box.offer(offered)
        box.setCurrentIndex(box.findData(asked.value))  # none for what is not offered

    box.activated.connect(lambda _at: chosen())
    return box, fill


def _ways(row: _Row) -> Made:
    buttons = {value: QRadioButton(words) for value, words in row.asked.options}
    for value, button in buttons.items():
        button.setObjectName(f"{row.asked.name}_{value}")
        button.clicked.connect(lambda _on, value=value: row.take(value))
    made = held(vbox(*buttons.values(), gap=GRID // 2))
    return made, lambda asked: buttons[asked.value].setChecked(True)


_MAKERS: Final[dict[Kind, Callable[[_Row], Made]]] = {
    "text": _text, "figure": _figure, "flag": _flag, "choice": _choice, "ways": _ways,
}  # fmt: skip
