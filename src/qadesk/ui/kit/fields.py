"""Fields as data: what a form asks for, and how each kind of field is made and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal, cast

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from qadesk import formats
from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NotRead
from qadesk.ui.widgets.basics import MOST_LETTERS, ComboBox, TextField, check_box
from qadesk.ui.widgets.inputs import DateField, PasswordField

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
    from the other values whether it can be filled in. `check` returns what is wrong with a value, or "".
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
    number: numbers.NumberKind = numbers.PLAIN
    most_letters: int = MOST_LETTERS
    enabled: Callable[[Values], bool] | None = None
    check: Callable[[Any], str] | None = None


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
    "date": lambda field, name: DateField(name, field.label, field.value),
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
    try:
        value = numbers.read(_text(widget), field.number)
    except NotRead as no:
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
    return "" if value is None else formats.plain(value * field.number.scale)


_READERS: Final[dict[str, Callable[[Field, QWidget], Any]]] = {
    **dict.fromkeys(("text", "long", "suggest"), lambda _field, widget: _text(widget).strip()),
    "secret": lambda _field, widget: _text(widget),
    "choice": lambda _field, widget: cast(ComboBox, widget).currentData(),
    "check": lambda _field, widget: cast(QCheckBox, widget).isChecked(),
    **dict.fromkeys(("date", "moment"), _read_date),
    "number": _read_number,
}
