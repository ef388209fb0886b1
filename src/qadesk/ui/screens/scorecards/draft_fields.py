"""Controls of one part of the draft, described: they show it, and what is done in them is an edit of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QRadioButton, QWidget

from qadesk.domain import weighing
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NumberKind
from qadesk.ui.kit.edit_cell import FigureField, LiveField
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, check_box
from qadesk.ui.widgets.layouts import vbox

W = TypeVar("W", bound=QWidget)


class DraftPage(QWidget):
    """A page that shows the draft: it follows when it comes into sight and, there, with every change."""

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

    def follow(self) -> None:
        """Show what the draft has now."""
        raise NotImplementedError


class DraftFields:
    """Controls of the scorecard as a whole, of a section, of an indicator or of its rule.

    `part` finds it in the scorecard, `change(card, **fields)` gives the scorecard with other fields of it,
    `place` is its path now. A control is known by the `key` of its field. `follow` shows what the draft has.
    """

    def __init__(
        self,
        draft: Draft,
        part: Callable[[Scorecard], Any] = lambda card: card,
        change: Callable[..., Scorecard] = replace,
        place: Callable[[], Path] = lambda: (),
    ) -> None:
        self.draft, self._part, self._change, self._place = draft, part, change, place
        self.controls: dict[str, QWidget] = {}
        self._shown: list[Callable[[Any], object]] = []

    def follow(self) -> None:
        """Show what the draft has now."""
        part = self._part(self.draft.card)
        for show in self._shown:
            show(part)
        for control in self.controls.values():
            if isinstance(control, QLineEdit):
                control.setReadOnly(not self.draft.editable)
            else:
                control.setEnabled(self.draft.editable)

    def at(self, path: Path) -> QWidget | None:
        """The control of the field a path leads to; None for what is not among them."""
        place = self._place()
        return self.controls.get(str(path[len(place)])) if path[: len(place)] == place != path else None

    def put(self, key: str, *, typing: bool = False, **fields: Any) -> None:
        """Edit the part, at the field `key`."""
        self.apply(self._change(self.draft.card, **fields), key, typing=typing)

    def apply(self, card: Scorecard, key: str, *, typing: bool = False) -> None:
        """Go on with a scorecard that was changed at the field `key`."""
        self.draft.apply(card, (*self._place(), key), typing=typing)

    def _add(self, key: str, control: W, show: Callable[[Any], object]) -> W:
        self.controls[key] = control
        self._shown.append(show)
        return control

    # ---- kinds of controls

    def text(self, key: str, name: str, spoken: str, take: Callable[[str], bool] | None = None) -> LiveField:
        """A text; `take` edits the draft with what is typed and tells whether it can stay like that."""

        def put(text: str) -> bool:
            self.put(key, typing=True, **{key: text})
            return True

        field = LiveField(name, spoken)
        field.bind(take or put, lambda: str(getattr(self._part(self.draft.card), key)))
        field.editingFinished.connect(self.draft.end_typing)
        return self._add(key, field, lambda part: field.show_text(getattr(part, key)))

    def figure(
        self,
        key: str,
        name: str,
        spoken: str,
        kind: NumberKind | Callable[[Any], NumberKind] = numbers.PLAIN,
        *,
        optional: bool = False,
        blank: Callable[[Any], str] = lambda _part: "",
    ) -> FigureField:
        """A figure, typed as its `kind` is (WHOLE: kept as int); `blank` says what an empty field means."""

        def put(value: Decimal | None) -> None:
            whole = kind is numbers.WHOLE and value is not None
            self.put(key, typing=True, **{key: int(value or 0) if whole else value})

        def show(part: Any) -> None:
            value = getattr(part, key)
            how = kind(part) if callable(kind) else kind
            field.show_value(None if value is None else Decimal(value), how)
            field.setPlaceholderText(blank(part))

        field = FigureField(name, spoken, optional=optional)
        field.edited.connect(put)
        field.refused.connect(self.draft.refused)
        field.editingFinished.connect(self.draft.end_typing)
        return self._add(key, field, show)

    def flag(self, key: str, name: str, text: str, put: Callable[[bool], object] | None = None) -> QCheckBox:
        """A box to tick; `put` edits the draft where more than this field changes."""
        box = check_box(text, name)
        box.clicked.connect(put or (lambda on: self.put(key, **{key: on})))
        return self._add(key, box, lambda part: box.setChecked(bool(getattr(part, key))))

    def choice(
        self,
        key: str,
        name: str,
        spoken: str,
        options: Iterable[tuple[Any, str]] = (),
        put: Callable[[Any], object] | None = None,
        offered: Callable[[], Iterable[tuple[Any, str]]] | None = None,
    ) -> ComboBox:
        """A choice among `options`, or those that are `offered` now; `put` edits the draft as in `flag`."""

        def show(part: Any) -> None:
            if offered is not None:
                box.offer(offered())
            box.setCurrentIndex(box.findData(getattr(part, key)))  # none for what is not offered

        box = ComboBox(name, spoken, options)
        take = put or (lambda chosen: self.put(key, **{key: chosen}))
        box.activated.connect(lambda _at: take(box.currentData()))
        return self._add(key, box, show)


class OneOf(QWidget):
    """Radio buttons below each other for what `holds` of the draft; `options` are values, names and words."""

    def __init__(
        self,
        draft: Draft,
        options: Sequence[tuple[Any, str, str]],
        holds: Callable[[Scorecard], Any],
        put: Callable[[Any], object],
    ) -> None:
        super().__init__()
        self._draft, self._holds = draft, holds
        self.buttons: dict[Any, QRadioButton] = {}  # by value
        group, box = QButtonGroup(self), vbox(on=self, gap=GRID // 2)
        for value, name, words in options:
            button = self.buttons[value] = QRadioButton(words)
            button.setObjectName(name)
            button.clicked.connect(lambda _on, value=value: put(value))
            group.addButton(button)
            box.addWidget(button)

    def follow(self) -> None:
        """Show what the draft has now."""
        holds = self._holds(self._draft.card)
        for value, button in self.buttons.items():
            button.setChecked(value == holds)
            button.setEnabled(self._draft.editable)


def weight_mode(draft: Draft, name: str) -> OneOf:
    """Weights in percent of the total, or (True) of their section; what each counts for stays as it was."""

    def put(two_steps: bool) -> None:
        turned = weighing.with_shares if two_steps else weighing.without_shares
        draft.apply(turned(draft.card), ("sections", 0, "share"))

    options = [
        (False, f"{name}OfTotal", _("Weights in % of the total")),
        (True, f"{name}OfSection", _("Weights in % of their section")),
    ]
    return OneOf(draft, options, weighing.in_two_steps, put)
