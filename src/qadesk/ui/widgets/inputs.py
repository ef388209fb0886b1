"""Fields for dates and moments, typed as people write them; for passwords; one choice out of a few."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QRadioButton, QWidget

from qadesk import formats
from qadesk.i18n import _
from qadesk.tabular.near_dates import read_day, read_moment
from qadesk.ui import icons
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import TextField, Tinted, mark_wrong
from qadesk.ui.widgets.layouts import hbox


class DateField(TextField):
    """A date that may be left empty, or with a time of day (`timed`) a moment of no zone.

    Takes 2026-10-31, 2026年10月31日, 20261031, or 10/31 of the year closest, and shows what it took when one
    leaves it; Up and Down move by a day. What is left out is meant near the date that stands `before` it,
    else near the one it began with, or today.
    """

    def __init__(
        self, name: str, spoken: str, value: date | datetime | None = None, *, timed: bool = False
    ) -> None:
        super().__init__(name, spoken, _written(value))
        self.before: DateField | None = None
        self._first, self._timed = value, timed
        self.setPlaceholderText(_("Such as {example}").format(example="10-31 14:05" if timed else "10-31"))
        if timed:
            self.setToolTip("10-31 14:05, 10/31 14:05, 10月31日 14:05, 2026-10-31 14:05, 14:05")
        self.editingFinished.connect(self._tidy)

    def is_right(self) -> bool:
        """Whether it is empty or what it takes."""
        return not self.text().strip() or self.value() is not None

    def value(self) -> date | datetime | None:
        """The date or moment typed; None for an empty field. Ask `is_right` first."""
        return (read_moment if self._timed else read_day)(self.text(), self._near())

    def _near(self) -> date:
        before = self.before.value() if self.before is not None else None
        found = before or self._first or datetime.now()  # noqa: DTZ005 - on the clock of whoever types
        return found.date() if isinstance(found, datetime) else found

    def _tidy(self) -> None:
        if (value := self.value()) is not None:
            self.setText(_written(value))
        mark_wrong(self, not self.is_right())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up.value: 1, Qt.Key.Key_Down.value: -1}.get(event.key())
        value = self.value()
        if step is not None and value is not None:
            self.setText(_written(value + timedelta(days=step)))
            return
        super().keyPressEvent(event)


def _written(value: date | datetime | None) -> str:
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
