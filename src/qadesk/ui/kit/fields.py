"""Fields as data: what a form asks for, and how each kind of field is made and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QPushButton, QRadioButton, QWidget

from qadesk import formats
from qadesk.errors import NotTaken, UserError, joined
from qadesk.i18n import _
from qadesk.ui import icons
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import MOST_LETTERS, ComboBox, TextField, Tinted, check_box, mark_wrong
from qadesk.ui.widgets.layouts import hbox

if TYPE_CHECKING:  # reading what was typed is imported when something is
    from qadesk.tabular.numbers import NumberKind

Kind = Literal["text", "long", "secret", "choice", "suggest", "date", "moment", "number", "check"]
Values = Mapping[str, Any]

_MOMENT: Final = "2026-10-31 14:05"  # an example
_LINES: Final = 4  # of a long text in sight


@dataclass(frozen=True)
class Field:
    """One row of a form. What `Form` gives for it:

    * text, long, secret, suggest: str without spaces around it (secret: as typed); suggest offers `options`;
    * choice: the data of one of `options`; check: bool;
    * date: date or None; moment: datetime as it was typed, of no zone, or None; without a year or a day
      it is meant near the date that stands before it in the form, else near the value it began with or today;
    * number: Decimal or None, within `least` and `most`, read as `number` says.

    `required` is what is said if it is left empty. `fixed`: shown, but not to be changed. `enabled` tells
    from the other values whether it can be filled in. `told` says below it of what is chosen what that means.
    `heading` stands over it, across the form. `check` returns what is wrong with a value, or "" (`by_rule`
    makes one of a service's rule).
    """

    key: str
    label: str
    kind: Kind = "text"
    value: Any = None
    hint: str = ""
    placeholder: str = ""
    options: Sequence[tuple[Any, str]] = ()
    required: str = ""
    fixed: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    number: NumberKind | None = None  # a plain one
    most_letters: int = MOST_LETTERS
    enabled: Callable[[Values], bool] | None = None
    told: Callable[[Any], str] | None = None
    heading: str = ""
    latest: date | None = None  # of a date: without a year it is meant not after this day
    check: Callable[[Any], str] | None = None


def by_rule(must_fit: Callable[[Any], object]) -> Callable[[Any], str]:
    """A field's `check` by what raises UserError for a value that will not do; its code stays."""

    def wrong(value: Any) -> str:
        try:
            must_fit(value)
        except UserError as error:
            raise NotTaken(error.code, joined(error.happened, error.remedy)) from error
        return ""

    return wrong


def make(field: Field, name: str) -> QWidget:
    """The widget of a field, filled with its value; `name` becomes its objectName."""
    made = _MAKERS[field.kind](field, name)
    made.setEnabled(not field.fixed or field.kind == "long")  # which can still be read and scrolled
    return made


def read(field: Field, widget: QWidget) -> Any:
    """The value typed or chosen. Raises NotTaken for what cannot be taken."""
    value = _READERS[field.kind](field, widget)
    if field.required and value in ("", None):
        raise NotTaken("field.required", field.required)
    wrong = field.check(value) if field.check is not None and value not in ("", None) else ""
    if wrong:
        raise NotTaken("field.unfit", wrong)
    return value


def typed(widget: QWidget) -> object:
    """What stands in a field now, to see whether it was changed."""
    if isinstance(widget, ComboBox):
        return widget.currentText(), widget.currentData()
    if isinstance(widget, QCheckBox):
        return widget.isChecked()
    return _text(widget)


def is_typed(widget: QWidget) -> bool:
    """Whether something is typed there, not only chosen."""
    return widget.isEditable() if isinstance(widget, ComboBox) else not isinstance(widget, QCheckBox)


def room(widget: QWidget) -> int:
    """How wide a field has to be to show its choice, or its example, whole."""
    if isinstance(widget, QLineEdit):
        return widget.fontMetrics().horizontalAdvance(widget.placeholderText()) + 3 * GRID
    return widget.sizeHint().width() if isinstance(widget, ComboBox) else 0


def watch(widget: QWidget, told: Callable[[], object]) -> None:
    """Call `told` whenever what stands in a field changes."""
    if isinstance(widget, ComboBox):
        widget.currentTextChanged.connect(lambda _text: told())
    elif isinstance(widget, QCheckBox):
        widget.toggled.connect(lambda _on: told())
    elif isinstance(widget, QPlainTextEdit):
        widget.textChanged.connect(told)
    else:
        line = widget.field if isinstance(widget, PasswordField) else widget
        assert isinstance(line, QLineEdit)
        line.textChanged.connect(lambda _text: told())


# ---- making


def _line(field: Field, name: str, text: str = "", placeholder: str = "") -> TextField:
    made = TextField(name, field.label, text or str(field.value or ""), most=field.most_letters)
    made.setPlaceholderText(placeholder or field.placeholder)
    return made


def _long(field: Field, name: str) -> QPlainTextEdit:
    made = QPlainTextEdit(str(field.value or ""))
    made.setObjectName(name)
    made.setAccessibleName(field.label)
    made.setPlaceholderText(field.placeholder)
    made.setTabChangesFocus(True)
    made.setFixedHeight(made.fontMetrics().lineSpacing() * _LINES + 16)
    made.setReadOnly(field.fixed)
    return made


def _choice(field: Field, name: str) -> ComboBox:
    made = ComboBox(name, field.label, field.options)
    made.choose(field.value)
    return made


def _suggest(field: Field, name: str) -> ComboBox:
    made = ComboBox(name, field.label)
    line = TextField(f"{name}Line", field.label, most=field.most_letters)
    line.setFrame(False)  # the box has one
    made.setLineEdit(line)
    made.setInsertPolicy(ComboBox.InsertPolicy.NoInsert)
    made.addItems([text for _data, text in field.options])
    made.setEditText(str(field.value or ""))
    return made


def _secret(field: Field, name: str) -> PasswordField:
    return PasswordField(name, field.label, field.value or "", field.placeholder)


def _check(field: Field, name: str) -> QCheckBox:
    made = check_box(field.label, name)
    made.setChecked(bool(field.value))
    return made


_MAKERS: Final[dict[str, Callable[[Field, str], QWidget]]] = {
    "text": _line, "long": _long, "choice": _choice, "suggest": _suggest, "check": _check,
    "date": lambda field, name: DateField(
        name, field.label, field.value, example=field.placeholder, latest=field.latest
    ),
    "moment": lambda field, name: DateField(name, field.label, field.value, timed=True),
    "number": lambda field, name: _line(field, name, _written(field, field.value)),
    "secret": _secret,
}  # fmt: skip


# ---- reading


def _text(widget: QWidget) -> str:
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, ComboBox):
        return widget.currentText()
    return str(cast("QLineEdit | PasswordField", widget).text())


def _read_date(field: Field, widget: QWidget) -> date | datetime | None:
    assert isinstance(widget, DateField)
    if not widget.is_right():
        said = _("“{text}” is not a date. Write it as 2026-10-31.")
        if field.kind == "moment":
            said = _("{field}: “{text}” is not a date and time. Write it as {example}.")
        text = widget.text().strip()
        raise NotTaken("field.no_date", said.format(field=field.label, text=text, example=_MOMENT))
    return widget.value()


def _read_number(field: Field, widget: QWidget) -> Decimal | None:
    from qadesk.tabular import numbers

    try:
        value = numbers.read(_text(widget), field.number or numbers.PLAIN)
    except numbers.NotRead as no:
        raise NotTaken(f"field.{no.reason}", no.wording()) from no
    if value is None:
        return None
    if (field.least is not None and value < field.least) or (field.most is not None and value > field.most):
        raise NotTaken("field.out_of_bounds", _bounds(field))
    return value


def _bounds(field: Field) -> str:
    text = _("{what}: from {least} to {most}.")
    if field.most is None:
        text = _("{what}: at least {least}.")
    elif field.least is None:
        text = _("{what}: at most {most}.")
    least, most = _written(field, field.least), _written(field, field.most)
    return text.format(what=field.label, least=least, most=most)


def _written(field: Field, value: Decimal | None) -> str:
    """A number as it is typed."""
    return "" if value is None else formats.plain(value * (field.number.scale if field.number else 1))


_READERS: Final[dict[str, Callable[[Field, QWidget], Any]]] = {
    **dict.fromkeys(("text", "long", "suggest"), lambda _field, widget: _text(widget).strip()),
    "secret": lambda _field, widget: _text(widget),
    "choice": lambda _field, widget: cast(ComboBox, widget).currentData(),
    "check": lambda _field, widget: cast(QCheckBox, widget).isChecked(),
    **dict.fromkeys(("date", "moment"), _read_date),
    "number": _read_number,
}


# ---- widgets of their own: dates and moments, passwords, one choice out of a few


class DateField(TextField):
    """A date that may be left empty, or with a time of day (`timed`) a moment of no zone.

    Takes 2026-10-31, 2026年10月31日, 20261031, or 10/31 of the year closest, and shows what it took when one
    leaves it; Up and Down move by a day. What is left out is meant near the date that stands `before` it,
    else near the one it began with, or today.
    """

    def __init__(
        self,
        name: str,
        spoken: str,
        value: date | datetime | None = None,
        *,
        timed: bool = False,
        example: str = "",
        latest: date | None = None,
    ) -> None:
        super().__init__(name, spoken, _as_typed(value))
        self.before: DateField | None = None
        self._latest = latest  # a date without a year is meant not after it
        self._first, self._timed = value, timed
        self.setPlaceholderText(
            _("Such as {example}").format(example=example or ("10-31 14:05" if timed else "10-31"))
        )
        if timed:
            self.setToolTip("10-31 14:05, 10/31 14:05, 10月31日 14:05, 2026-10-31 14:05, 14:05")
        self.editingFinished.connect(self._tidy)

    def is_right(self) -> bool:
        """Whether it is empty or what it takes."""
        return not self.text().strip() or self.value() is not None

    def value(self) -> date | datetime | None:
        """The date or moment typed; None for an empty field. Ask `is_right` first."""
        from qadesk.tabular.near_dates import read_day, read_moment

        if self._timed:
            return read_moment(self.text(), self._near())
        return read_day(self.text(), self._near(), self._latest)

    def _near(self) -> date:
        before = self.before.value() if self.before is not None else None
        found = before or self._first or datetime.now()  # noqa: DTZ005 - on the clock of whoever types
        return found.date() if isinstance(found, datetime) else found

    def _tidy(self) -> None:
        if (value := self.value()) is not None:
            self.setText(_as_typed(value))
        mark_wrong(self, not self.is_right())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up.value: 1, Qt.Key.Key_Down.value: -1}.get(event.key())
        value = self.value()
        if step is not None and value is not None:
            self.setText(_as_typed(value + timedelta(days=step)))
            return
        super().keyPressEvent(event)


def _as_typed(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds").removesuffix(":00")
    return "" if value is None else value.isoformat()


# ---- passwords


class PasswordField(Tinted, QWidget):
    """`field` is the line itself; the eye beside it is a toggle that the keyboard reaches, too."""

    def __init__(self, name: str, spoken: str, text: str = "", placeholder: str = "") -> None:
        super().__init__()
        self.field = TextField(name, spoken, text)
        self.field.setPlaceholderText(placeholder)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.eye = QPushButton()
        self.eye.setObjectName(f"{name}Eye")
        self.eye.setCheckable(True)
        self.eye.setAutoDefault(False)
        self.eye.setProperty("kind", "quiet")
        self.eye.setIconSize(QSize(18, 18))
        self.eye.toggled.connect(self._reveal)
        self.setFocusProxy(self.field)
        hbox((self.field, 1), self.eye, on=self, gap=4)
        self.eye.setAccessibleName(_("Show the password"))
        self.eye.setToolTip(_("Show the password"))
        self._tint()

    def text(self) -> str:
        """What was typed, as it was typed."""
        return self.field.text()

    def _reveal(self, shown: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _tint(self) -> None:
        self.eye.setIcon(icons.icon("eye", "muted", 18))


# ---- one choice out of a few

IN_WORDS: Final = (("zh_CN", "中文"), ("en", "English"))  # languages, each in its own words


class Choice(QWidget):
    """Radio buttons, of which Tab reaches the one chosen; emits `chosen(data)` when another one is."""

    chosen = Signal(object)

    def __init__(self, name: str, options: Iterable[tuple[Any, str]], now: Any, spoken: str = "") -> None:
        """`options`: their data and words; `spoken` is read out before the words, where they need it."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        row = hbox(on=self, gap=3 * GRID)
        for data, word in options:
            radio = QRadioButton(word)
            radio.setObjectName(f"{name}_{data}")
            radio.setAccessibleName(formats.spoken(spoken, word))
            radio.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            radio.toggled.connect(lambda on, radio=radio: self._mark(radio, on))
            radio.setChecked(data == now)
            radio.toggled.connect(lambda on, data=data: self.chosen.emit(data) if on else None)
            row.addWidget(radio)
        row.addStretch(1)

    def choose(self, data: Any) -> None:
        """Show another one as chosen; nothing is emitted."""
        for radio in self.findChildren(QRadioButton):
            if radio.objectName() == f"{self.objectName()}_{data}":
                self.blockSignals(True)
                radio.setChecked(True)
                self.blockSignals(False)

    def _mark(self, radio: QRadioButton, on: bool) -> None:
        radio.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)
        if on:
            self.setFocusProxy(radio)
