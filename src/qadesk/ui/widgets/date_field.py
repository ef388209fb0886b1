"""A date that may be left empty, typed as people type dates."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from qadesk.ui.widgets.basics import mark_wrong

_FORM = re.compile(r"(\d{4})\D{0,2}?(\d{1,2})\D{1,2}(\d{1,2})\D?|(\d{4})(\d{2})(\d{2})")


class DateField(QLineEdit):
    """Takes 2026-10-31, 2026/10/31, 2026年10月31日 or 20261031; Up and Down move by a day."""

    def __init__(self, name: str, spoken: str, day: date | None = None) -> None:
        super().__init__("" if day is None else day.isoformat())
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setPlaceholderText("2026-10-31")
        self.editingFinished.connect(self._tidy)

    def is_right(self) -> bool:
        """Whether it is empty or a date."""
        return not self.text().strip() or _parse(self.text()) is not None

    def day(self) -> date | None:
        """The date typed; None for an empty field. Ask `is_right` first."""
        return _parse(self.text())

    def _tidy(self) -> None:
        day = self.day()
        if day is not None:
            self.setText(day.isoformat())
        mark_wrong(self, not self.is_right())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up.value: 1, Qt.Key.Key_Down.value: -1}.get(event.key())
        day = self.day()
        if step is not None and day is not None:
            self.setText(date.fromordinal(day.toordinal() + step).isoformat())
            return
        super().keyPressEvent(event)


def _parse(text: str) -> date | None:
    match = _FORM.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None
