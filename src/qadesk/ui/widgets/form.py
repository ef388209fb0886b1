"""Forms: labels at the left, fields at the right, a line below each field for what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qadesk.i18n import _
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, grow_to_fit, label


class Form(QGridLayout):
    """Rows of label and field; labels are buddies, so that a screen reader names the field."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(2 * GRID)
        self.setVerticalSpacing(GRID)
        self.setColumnStretch(1, 1)

    def add_row(self, text: str, field: QWidget, hint: str = "") -> QLabel:
        """Add a field; `hint` stands below it in small print. Returns the label."""
        row = self.rowCount()
        name = label(text, name=f"{field.objectName()}Label")
        name.setBuddy(field.focusProxy() or field)
        self.addWidget(name, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.addWidget(field, row, 1)
        if hint:
            self.addWidget(label(hint, "small", wrap=True), row + 1, 1)
        return name


class FormDialog(QDialog):
    """A small window with a form, a line that says what is wrong, Cancel, and the button that does it.

    Enter in a field presses the button. Esc closes only while nothing was typed: `is_dirty` tells.
    """

    def __init__(
        self, parent: QWidget | None, title: str, action: str, name: str, is_dirty: Callable[[], bool]
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._is_dirty = is_dirty
        page = QVBoxLayout(self)
        page.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        page.setSpacing(GRID)
        self.form = Form()
        page.addLayout(self.form)
        self.wrong = label("", "bad", wrap=True, name=f"{name}Wrong")
        self.wrong.hide()
        page.addWidget(self.wrong)
        page.addSpacing(GRID)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.cancel = Button(_("Cancel"), f"{name}Cancel", clicked=self.close_anyway)
        self.cancel.setAutoDefault(False)
        self.action = Button(action, f"{name}Do", kind="primary", clicked=self.submit)
        self.action.setDefault(True)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.action)
        page.addLayout(buttons)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grow_to_fit(self)

    def submit(self) -> None:
        """Do what the button says; call `accept` when it is done."""
        raise NotImplementedError

    def say_wrong(self, text: str) -> None:
        """Show what is wrong, nothing for all well; what was typed stays."""
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        self.action.setEnabled(True)
        grow_to_fit(self)

    def close_anyway(self) -> None:
        """Close and let go of what was typed, because the person said so with the Cancel button."""
        super().reject()

    def reject(self) -> None:
        """Esc: close if nothing was typed; otherwise say how to."""
        if self._is_dirty():
            self.say_wrong(
                _("Not saved yet. Press {action} to keep it, Cancel to drop it.").format(
                    action=self.action.text()
                )
            )
            self.cancel.setFocus()
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.action.click()
            return
        super().keyPressEvent(event)
