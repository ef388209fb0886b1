"""Forms from a description of their fields, in a page or a dialog of their own; the question for a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QWidget,
)

from qadesk.errors import Cancelled, NotTaken
from qadesk.i18n import _
from qadesk.ui.dialogs import MessageDialog, TypedDialog
from qadesk.ui.kit import fields as kinds
from qadesk.ui.kit.fields import DateField, Field
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, TextField, label, mark_wrong
from qadesk.ui.widgets.layouts import FREE, WINDOW, grow_to_fit, hbox, vbox

T = TypeVar("T")

_WIDTH: Final = 420  # pixels, at least
_WIDE: Final = 780  # with fields side by side
_EQUAL: Final = 25 * GRID  # pixels at most that such fields take at least
_TOLD_LINES: Final = 3  # of what is said of a choice


class Rows(QGridLayout):
    """Rows of label and field; labels are buddies, so that a screen reader names the field."""

    def __init__(self, side_by_side: int = 1) -> None:
        super().__init__()
        self.side_by_side, self._rows = side_by_side, 0
        self._at_top: list[tuple[QWidget, QWidget]] = []  # labels and fields of one line beside one of many
        self.setHorizontalSpacing(2 * GRID)
        self.setVerticalSpacing(GRID)
        for column in range(side_by_side):
            self.setColumnStretch(2 * column + 1, 1)

    def add_row(self, text: str, field: QWidget, hint: str = "", *, wide: bool = False) -> QLabel:
        """Add a field; `hint` stands below it in small print. Returns the label.

        A `wide` one takes a row of its own, as far as it is not beside another one already.
        """
        row, column = (2 * part for part in divmod(self._rows, self.side_by_side))
        across = 2 * self.side_by_side - 1 if wide and not column else 1
        self._rows += self.side_by_side if across > 1 else 1
        name = label(text, name=f"{field.objectName()}Label")
        name.setBuddy(field.focusProxy() or field)
        at = Qt.AlignmentFlag.AlignTop if isinstance(field, QPlainTextEdit) else Qt.AlignmentFlag.AlignVCenter
        self.addWidget(name, row, column, Qt.AlignmentFlag.AlignLeft | at)
        self.addWidget(field, row, column + 1, 1, across)
        if hint:
            self.addWidget(label(hint, "small", wrap=True), row + 1, column + 1, 1, across)
        if column or isinstance(field, QPlainTextEdit):
            self._begin_at_top(row)
        return name

    def _begin_at_top(self, row: int) -> None:
        """A field of one line beside one of many stands where that one begins, with its label."""
        items = [self.itemAtPosition(row, at) for at in range(2 * self.side_by_side)]
        there = [part for item in items if item is not None and (part := item.widget()) is not None]
        pairs = list(zip(there[::2], there[1::2], strict=True))
        if not any(isinstance(field, QPlainTextEdit) for _name, field in pairs):
            return
        top = Qt.AlignmentFlag.AlignTop
        for name, field in pairs:
            if not isinstance(field, QPlainTextEdit):
                self._at_top.append((name, field))
                self.setAlignment(name, Qt.AlignmentFlag.AlignLeft | top)
                self.setAlignment(field, top)

    def add_wide(self, widget: QWidget) -> None:
        """Add what takes a whole row."""
        row = -(-self._rows // self.side_by_side)
        self.addWidget(widget, 2 * row, 0, 1, 2 * self.side_by_side)
        self._rows = (row + 1) * self.side_by_side


class Form(Rows):
    """Fields described. `prefix` begins their objectNames: field "name" of prefix "agent" is `agentName`.

    A long one has two fields `side_by_side`, so that it has its place on a small screen.
    """

    def __init__(
        self,
        prefix: str,
        fields: Sequence[Field],
        side_by_side: int = 1,
        above: Sequence[tuple[str, QWidget]] = (),
    ) -> None:
        """`above`: rows of the form's own that no value is taken of; one without a text is as wide as it."""
        super().__init__(side_by_side)
        for text, own in above:
            if text:
                self.add_row(text, own)
            else:
                self.add_wide(own)
        self.fields = {field.key: field for field in fields}
        self.widgets = {
            key: kinds.make(field, prefix + key[:1].upper() + key[1:]) for key, field in self.fields.items()
        }
        kept = list(self.fields.values())
        last = kept[-1:]  # none of a form that only shows something
        alone = {a.key for a, b in pairwise(kept) if b.kind != "long"} | {field.key for field in last}
        for key, field in self.fields.items():
            widget = self.widgets[key]
            if field.heading:
                self.add_wide(label(field.heading, "muted"))
            words, wide = "" if isinstance(widget, QCheckBox) else field.label, field.kind == "long"
            self.add_row(words, widget, field.hint, wide=wide and key in alone)
            kinds.watch(widget, self._tell_conditions)
            if field.told is not None:
                self._tell_of(field, widget)
        dates = [one for one in self.widgets.values() if isinstance(one, DateField)]
        for before, date in pairwise(dates):
            date.before = before
        self._at_first = self._typed()
        self._tell_conditions()

    def fit_window(self) -> None:
        """Fields side by side are equally wide; labels that stand at the top are as high as their fields.

        To be called once they stand in their window: before they are not as large as they will be.
        """
        for name, field in self._at_top:
            name.setMinimumHeight(field.sizeHint().height())
        if self.side_by_side > 1:
            least = min(_EQUAL, max(map(kinds.room, self.widgets.values()), default=0))
            for column in range(self.side_by_side):
                self.setColumnMinimumWidth(2 * column + 1, least)

    def _tell_of(self, field: Field, widget: QWidget) -> None:
        """Say below a field what its choice means; there is room for the longest, so that nothing moves."""
        told, line = field.told, label("", "small", wrap=True, name=f"{widget.objectName()}Told")
        assert told is not None
        line.setMinimumHeight(_TOLD_LINES * line.fontMetrics().lineSpacing())
        line.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.add_row("", line)

        def tell() -> None:
            line.setText(told(kinds.read(field, widget)))
            widget.setAccessibleDescription(line.text())

        kinds.watch(widget, tell)
        tell()

    def _typed(self) -> dict[str, object]:
        return {key: kinds.typed(widget) for key, widget in self.widgets.items()}

    def changed(self) -> int:
        """How many fields differ from what the form began with; a single choice is soon made again: none."""
        now = self._typed()
        changed = [key for key, before in self._at_first.items() if now[key] != before]
        typed = any(kinds.is_typed(self.widgets[key]) for key in changed)
        return len(changed) if typed or len(changed) > 1 else 0

    def values(self) -> dict[str, Any]:
        """All values, by key. Raises NotTaken for the first that cannot be taken, and goes there."""
        found: dict[str, Any] = {}
        for key, field in self.fields.items():
            widget = self.widgets[key]
            try:
                asked = field.enabled is None or widget.isEnabled()
                found[key] = kinds.read(field if asked else replace(field, required="", check=None), widget)
            except NotTaken:
                mark_wrong(widget, True)
                widget.setFocus()
                raise
            mark_wrong(widget, False)
        return found

    def focus(self, key: str = "") -> None:
        """Put the keyboard into a field; by default into the first that can be filled in."""
        for one, widget in self.widgets.items():
            if one == key or (not key and widget.isEnabled()):
                widget.setFocus()
                return

    def _tell_conditions(self) -> None:
        """Fields that hang on others are enabled or not, by what stands there now."""
        asked = [field for field in self.fields.values() if field.enabled is not None]
        if not asked:
            return
        now: dict[str, Any] = {}
        for key, field in self.fields.items():
            try:
                now[key] = kinds.read(field, self.widgets[key])
            except NotTaken:
                now[key] = None
        for field in asked:
            assert field.enabled is not None
            self.widgets[field.key].setEnabled(not field.fixed and field.enabled(now))


class FormDialog(TypedDialog):
    """A small window with a form, a line that says what is wrong, Cancel, and the button that does it.

    Enter in a field presses the button: `send(values, dialog)` is called once all values can be taken, and
    calls `accept` when it is done, or `say_wrong`.
    """

    def __init__(
        self,
        parent: QWidget | None,
        name: str,
        title: str,
        action: str,
        form: Form,
        send: Callable[[dict[str, Any], FormDialog], object],
        *,
        focus: str = "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH if form.side_by_side == 1 else _WIDE)
        self.form = form
        self._send = send
        self.wrong = label("", "bad", wrap=True, name=f"{name}Wrong")
        self.wrong.hide()
        self.cancel = Button(_("Cancel"), f"{name}Cancel", clicked=self.reject)
        self.action = Button(action, f"{name}Do", kind="primary", clicked=self.submit)
        self.action.setDefault(True)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):  # in a text of several lines, too
            QShortcut(QKeySequence(keys), self, self.action.click)
        self.buttons = hbox(FREE, self.cancel, self.action)
        vbox(self.form, self.wrong, GRID, self.buttons, on=self, margins=WINDOW)
        form.fit_window()
        for widget in form.widgets.values():
            kinds.watch(widget, partial(self.typed_on, widget))
        form.focus(focus)

    def field(self, key: str) -> QWidget:
        """The widget of a field. Raises KeyError for none of the form's."""
        return self.form.widgets[key]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grow_to_fit(self)

    def submit(self) -> None:
        """Hand the values on, or say what is wrong with them."""
        try:
            values = self.form.values()
        except NotTaken as wrong:
            self.say_wrong(str(wrong), wrong.code)
            return
        self.say_wrong("")
        self.action.setEnabled(False)  # until the answer is there: pressed twice, it is done once
        self._send(values, self)

    def say_wrong(self, text: str, code: str = "") -> None:
        super().say_wrong(text, code)
        self.action.setEnabled(True)

    def typed(self) -> int:
        """How many fields were changed."""
        return self.form.changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not isinstance(self.focusWidget(), QPlainTextEdit):
            self.action.click()
            return
        super().keyPressEvent(event)


def ask_and_do(
    parent: QWidget | None,
    name: str,
    words: tuple[str, str],
    form: Form,
    tasks: Tasks,
    work: Callable[..., T],
    then: Callable[[T], object] = lambda _result: None,
    *,
    title: str = "",
) -> FormDialog:
    """Ask, do `work(values)` off the window's thread, close, and go on with what came of it (`then`).

    It stays open with everything typed where that is refused. `words` are its title and those on its button.
    With a `title` the work may take long, is given its progress, too, and can be stopped.
    """

    def send(values: dict[str, Any], dialog: FormDialog) -> None:
        def done(result: T) -> None:
            dialog.accept()
            then(result)

        def refused(error: BaseException) -> bool:
            return dialog.refuse(error) or isinstance(error, Cancelled)

        tasks.run(partial(work, values), done, refused, title=title, progress=bool(title), owner=dialog)

    dialog = FormDialog(parent, name, *words, form, send)
    dialog.open()
    return dialog


# ---- the one question for a reason

REASON_LENGTH: Final = 200


@dataclass(frozen=True)
class Reason:
    """The words of one question. `above` stands over the line; an `optional` reason may stay empty."""

    heading: str
    effect: str
    action: str
    above: str = ""
    placeholder: str = ""
    icon: str = "circle-help"
    optional: bool = False
    spoken: str = ""  # what the line is for; otherwise the reason
    most_letters: int = REASON_LENGTH


# What was typed and not yet confirmed, so that Esc loses nothing: by window, and what it is for.
_typed: Final[WeakKeyDictionary[QWidget, dict[object, str]]] = WeakKeyDictionary()


def ask_reason(
    parent: QWidget, name: str, about: object, words: Reason, then: Callable[[str], object]
) -> MessageDialog:
    """Ask for a reason; `then(reason)` is called on the button, only with one unless it is optional.

    `name` begins the objectNames (…Dialog, …Text, …Cancel, …Do). `about` says what the reason is for:
    asked again about the same, the field holds what was typed.
    """
    dialog = MessageDialog(parent, f"{name}Dialog", words.heading, words.icon, "accent")
    dialog.add_line(words.effect, "muted", f"{name}Effect")
    window = parent.window()
    while (below := window.parentWidget()) is not None:
        window = below.window()
    drafts, asked = _typed.setdefault(window, {}), (name, about)
    typed = drafts.get(asked, "")
    field = TextField(f"{name}Text", words.spoken or _("Reason"), typed, most=words.most_letters)
    field.setPlaceholderText(words.placeholder)
    dialog.body.addWidget(label(words.above or words.spoken or _("Reason"), "small"))
    dialog.body.addWidget(field)

    def go() -> None:
        drafts.pop(asked, None)
        then(field.text().strip())

    dialog.add_button(_("Cancel"), f"{name}Cancel")
    do = dialog.add_button(words.action, f"{name}Do", go, kind="primary", default=True)

    def tell(text: str) -> None:
        drafts[asked] = text
        do.setEnabled(words.optional or bool(text.strip()))

    tell(typed)
    field.textChanged.connect(tell)
    dialog.open()
    field.setFocus()
    field.end(False)
    return dialog
