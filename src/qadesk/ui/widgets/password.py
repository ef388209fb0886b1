"""A field for a password, with a button that shows what was typed."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from qadesk.i18n import _
from qadesk.ui import icons
from qadesk.ui.widgets.basics import TextField, Tinted
from qadesk.ui.widgets.layouts import hbox


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
