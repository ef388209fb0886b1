"""An inline message beside the content: what was just done, with undo, or what needs attention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unicodedata import east_asian_width

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPlainTextEdit, QSizePolicy, QWidget

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.ui import icons
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, OneLine, Tinted, label
from qadesk.ui.widgets.layouts import hbox

_MOST = 520  # Latin letters, a Chinese one being as wide as two: some lines also in a narrow window
_LINES = 5  # in sight of what is longer
_ICONS = {"good": "circle-check", "warn": "triangle-alert", "bad": "circle-alert", "info": "info"}


class Notice(Tinted, QFrame):
    """Hidden until `say` is called; stays until replaced, acted on or dismissed (a person looks away).

    It stands below what it speaks of: above, it would push a row away from under the mouse.

    What went well is old news once its page was left; what needs attention is still there on coming back.
    What is true for a time only says so when it is said (`holds`), and goes with the first `check` that finds
    it is not.
    A long text is cut short, and all of it is shown when that is asked for.
    A `slim` one is as high as its buttons, for a line kept free for it; a longer text is its tool tip.
    """

    def __init__(self, parent: QWidget | None = None, name: str = "notice", *, slim: bool = False) -> None:
        super().__init__(parent)
        self._tone, self._said = "", ""
        self.setObjectName(name)
        self.setProperty("role", "notice")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._picture = QLabel()
        self.text: QLabel = OneLine("", f"{name}Text") if slim else label(wrap=True, name=f"{name}Text")
        self.more = Button(_("Show all"), f"{name}More", kind="link", clicked=self._show_all)
        self._whole = QPlainTextEdit()
        self._whole.setObjectName(f"{name}Whole")
        self._whole.setAccessibleName(_("The whole message"))
        self._whole.setReadOnly(True)
        self._whole.setTabChangesFocus(True)
        self._whole.setFixedHeight(self._whole.fontMetrics().lineSpacing() * _LINES + 2 * GRID)
        self._whole.hide()
        self.action = Button("", f"{name}Action", kind="link", clicked=self._do_action)
        self.close_button = Button(
            "", f"{name}Close", icon="x", kind="quiet", tip=_("Dismiss"), clicked=self.hide
        )
        self._then: Callable[[], object] | None = None
        self._holds: Callable[[], bool] | None = None
        hbox(
            (self._picture, 0, Qt.AlignmentFlag.AlignVCenter),
            (self.text, 1),
            (self._whole, 1),
            self.more,
            self.action,
            self.close_button,
            on=self,
            margins=(GRID + 4, *((0, 0, 0) if slim else (4, 4, 4))),
        )
        self.hide()

    def is_told(self, tone: str) -> bool:
        """Whether something is said in that tone now."""
        return self._tone == tone and not self.isHidden()

    def drop(self, tone: str) -> None:
        """Hide what was said in that tone: it is no longer so."""
        if self._tone == tone:
            self.hide()

    @property
    def whole(self) -> str:
        """All that was said, also where only the beginning is in sight."""
        return self._said

    def say(
        self,
        text: str,
        tone: str = "good",
        *,
        code: str = "",
        action: str = "",
        then: Callable[[], object] | None = None,
        holds: Callable[[], bool] | None = None,
    ) -> None:
        """Show `text`; `tone` is good, warn, bad or info; `action` (e.g. Undo) calls `then` once.

        `holds` tells, whenever it is asked (see `check`), whether it is still so. `code` is that of a
        refusal, or what `kit.operations` did.
        """
        self.setProperty("tone", tone)
        self.setProperty("code", code)
        self.style().unpolish(self)
        self.style().polish(self)
        self._tone = tone
        self._tint()
        self._said = text
        shown = text if isinstance(self.text, OneLine) else _short(text)
        self.text.setText(shown)
        self.text.setToolTip(text if isinstance(self.text, OneLine) else "")
        self.more.setVisible(shown != text)
        self._turn(whole=False)
        self.setAccessibleName(text)
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action))
        self._then = then
        self._holds = holds
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def refuse(self, error: UserError) -> None:
        """Say why something was not done."""
        self.say(str(error), "bad", code=error.code)

    def go_on(self) -> None:
        """Work goes on: what asks for nothing is old news, and so is why a key did nothing."""
        if self._tone == "info" or (self._tone != "bad" and not self.action.text()):
            self.hide()

    def check(self) -> None:
        """Something has changed: what is said stays only if it is still so."""
        if self._holds is not None and not self.isHidden() and not self._holds():
            self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._tone == "good" and not event.spontaneous():
            self.hide()

    def setVisible(self, visible: bool) -> None:
        """Where the keyboard was in what is hidden, it goes back to where work starts on the screen."""
        focused = QApplication.focusWidget()
        screen: Any = self.parentWidget()
        held = not visible and focused is not None and self.isAncestorOf(focused)
        super().setVisible(visible)
        while held and screen is not None and not hasattr(screen, "focus_first"):
            screen = screen.parentWidget()
        if held and screen is not None:
            screen.focus_first()

    def _tint(self) -> None:
        if self._tone:
            token = "accent" if self._tone == "info" else self._tone
            self._picture.setPixmap(icons.pixmap(_ICONS[self._tone], token, 18, self.devicePixelRatioF()))

    def _show_all(self) -> None:
        """What takes more lines than there is room for is read and scrolled in some of them."""
        self._whole.setPlainText(self._said)
        self._turn(whole=True)
        self._whole.setFocus()

    def _turn(self, *, whole: bool) -> None:
        self.text.setVisible(not whole)
        self._whole.setVisible(whole)

    def _do_action(self) -> None:
        then, self._then = self._then, None
        self.hide()
        if then is not None:
            then()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)


def _short(text: str) -> str:
    """A text without what would take more lines than there is room for."""
    width = 0
    for at, letter in enumerate(text):
        width += 2 if east_asian_width(letter) in "WF" else 1
        if width > _MOST:
            return f"{text[:at].rstrip()}…"
    return text
