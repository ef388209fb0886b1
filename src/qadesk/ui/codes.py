"""Recovery codes and app tokens are told once: to print, copy or save, in a window of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication, QShowEvent, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.ui.dialogs import HelpedDialog
from qadesk.ui.kit import files
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, WINDOW, grow_to_fit, hbox, vbox
from qadesk.whole_files import written_whole


class Told(HelpedDialog):
    """A secret in sight; it closes by its button, never by Esc, and then is told nowhere again."""

    def __init__(
        self, parent: QWidget | None, name: str, title: str, said: str, lines: Sequence[str], file: str
    ) -> None:
        """`said` stands above the lines, `file` is the name proposed for saving them."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        self._said, self._file = said, file
        self.text = QPlainTextEdit("\n".join(lines))
        self.text.setObjectName(f"{name}Text")
        self.text.setAccessibleName(title)
        self.text.setReadOnly(True)
        font = QFont("monospace")
        font.setStyleHint(QFont.StyleHint.TypeWriter)
        self.text.setFont(font)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * (len(lines) + 2))
        self.wrong = label("", "bad", wrap=True, name=f"{name}Wrong")
        self.wrong.hide()
        printing = Button(_("Print…"), f"{name}Print", icon="printer", clicked=self._print)
        copying = Button(_("Copy"), f"{name}Copy", icon="copy", clicked=self._copy)
        saving = Button(_("Save as…"), f"{name}Save", icon="save", clicked=self._ask_save)
        done = Button(_("Close"), f"{name}Close", kind="primary", clicked=self.accept)
        buttons = hbox(printing, copying, saving, FREE, done)
        vbox(
            label(said, wrap=True, name=f"{name}Said"), self.text, self.wrong, GRID, buttons,
            on=self, margins=WINDOW,
        )  # fmt: skip
        self.text.setTabChangesFocus(True)
        self.text.setFocus()  # not on a button: a key too many would close it unread
        QWidget.setTabOrder(self.text, done)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grow_to_fit(self)

    def reject(self) -> None:
        """Esc and the window's cross would lose what is told once: say how it closes."""
        self.wrong.setText(_("This is shown only once. Save or print it, then choose Close."))
        self.wrong.show()
        grow_to_fit(self)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _print(self) -> None:
        target = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(target, self)
        dialog.setObjectName(f"{self.objectName()}PrintDialog")

        def drawn() -> None:
            paper = QTextDocument()
            paper.setDefaultFont(self.text.font())
            paper.setPlainText(f"{self.windowTitle()}\n\n{self._said}\n\n{self.text.toPlainText()}\n")
            paper.print_(target)

        dialog.accepted.connect(drawn)
        QDialog.open(dialog)

    def _ask_save(self) -> None:
        kinds = [files.FileKind(_("Text file"), ("txt",))]
        title = _("Save where only you can read it")
        files.ask_save(
            self, f"{self.objectName()}Dialog", title, self._file, kinds, self._save, holds=files.NOBODY
        )

    def _save(self, file: Path) -> None:
        try:
            with written_whole(file, private=True) as building:
                building.write_text(self.text.toPlainText() + "\n", "utf-8")
            self.wrong.setText("")
        except UserError as error:
            self.wrong.setText(str(error))
        self.wrong.setVisible(bool(self.wrong.text()))


def show_codes(
    parent: QWidget | None, codes: Sequence[str], then: Callable[[], object] | None = None
) -> Told:
    """Tell an administrator's recovery codes; `then` once the window is closed."""
    said = _(
        "If you forget your password, one of these codes lets you set a new one. Each works once. Print them "
        "and lock them away; they are not shown again."
    )
    made = Told(parent, "codes", _("Your recovery codes"), said, codes, _("QADesk recovery codes.txt"))
    if then is not None:
        made.accepted.connect(then)
    made.open()
    return made
