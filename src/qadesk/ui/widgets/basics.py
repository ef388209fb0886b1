"""Small makers of standard controls, so that each has its look, its objectName and its accessible name.

`label(text, role)`, `Button(text, name, icon=, kind=)`, `SearchField`, `check_box`, and `ComboBox`, which
leaves the mouse wheel to the page it stands on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final
from unicodedata import east_asian_width

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAction,
    QCursor,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolTip,
    QWidget,
)

from qadesk.i18n import _
from qadesk.ui import icons
from qadesk.ui.widgets.combo import ComboBox as ComboBox  # noqa: PLC0414 - a single control, too

MOST_LETTERS: Final = 200
_LINE_ENDS: Final = "\n\r\u2028\u2029"
_LINES: Final = re.compile(rf"\s*[{_LINE_ENDS}]\s*")


def label(text: str = "", role: str = "", *, wrap: bool = False, name: str = "") -> QLabel:
    """A text; `role` is a look the theme knows: title, heading, muted, small, bad."""
    made = _Wrapped(text) if wrap else QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    made.setObjectName(name)
    return made


class _Wrapped(QLabel):
    """Text in several lines; a word longer than a line, as names of files are, is broken, too."""

    _LONG = re.compile(r"[!-~]{24}(?=[!-~])")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._said = ""
        self.setText(text)

    def setText(self, text: str) -> None:
        self._said = text
        super().setText(self._LONG.sub("\\g<0>\u200b", text))

    def text(self) -> str:
        return self._said


class Tinted:
    """What shows icons: `_tint` draws them, again when the colours change. Named before the class of Qt's."""

    def _tint(self) -> None:
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)  # type: ignore[misc]  # of the class of Qt's
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()


class Button(Tinted, QPushButton):
    """A button whose icon follows the theme; `kind` is primary, quiet, link, danger or nothing."""

    def __init__(
        self,
        text: str,
        name: str,
        *,
        icon: str = "",
        kind: str = "",
        tip: str = "",
        clicked: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._icon = icon
        self._word, self._narrow = "", False
        self._wanted, self._away = True, False
        self.opens: QMenu | None = None
        self.stands_for: QAction | None = None  # what a menu shows in its place where it has no room
        self.tip_of: Callable[[], str] | None = None  # the hint, where it depends on what was done last
        self.setText(text)
        self.setAccessibleName(text or tip)
        self.setToolTip(tip)
        self.setProperty("kind", kind)
        self.setIconSize(QSize(18, 18))
        self.setAutoDefault(False)  # Enter in a field is no wish for whichever button comes first
        self._kind = kind
        self._tint()
        if clicked is not None:
            self.clicked.connect(lambda _checked: clicked())

    def setText(self, text: str) -> None:
        """Show another word; beside an icon it stands a little apart."""
        self._word = text
        shown = "" if self._narrow else text
        super().setText(f" {shown}" if shown and self._icon else shown)

    @property
    def is_wanted(self) -> bool:
        """Whether it is to be seen, where there is room."""
        return self._wanted

    def setVisible(self, visible: bool) -> None:
        """Show or hide it; while it is put away its bar finds out whether there is room."""
        if visible != self._wanted and self._away:
            self._tell_bar()
        self._wanted = visible
        super().setVisible(visible and not self._away)

    def put_away(self, away: bool) -> None:
        """Hide it for want of room, or bring it back."""
        if away != self._away:
            self._away = away
            super().setVisible(self._wanted and not away)

    def _tell_bar(self) -> None:
        if (bar := self.parentWidget()) is not None:
            QCoreApplication.postEvent(bar, QEvent(QEvent.Type.LayoutRequest))

    @property
    def word(self) -> str:
        """What it says, also while it shows its icon alone."""
        return self._word

    @property
    def can_go(self) -> bool:
        """Whether it can stand in a menu where it has no room."""
        return self.stands_for is not None and self._kind != "primary" and not self._narrow

    @property
    def is_narrow(self) -> bool:
        """Whether it shows its icon alone."""
        return self._narrow

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon alone, its word as a tool tip, or both again."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        rest = [line for line in self.toolTip().splitlines() if line != self._word]
        self.setToolTip("\n".join(([self._word] if narrow else []) + rest))
        self.setText(self._word)

    def set_icon(self, name: str) -> None:
        """Show another icon of resources/icons."""
        self._icon = name
        self._tint()

    def set_kind(self, kind: str) -> None:
        """Look like another kind of button."""
        if kind != self._kind:
            self._kind = kind
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self._tint()

    def setMenu(self, menu: QMenu) -> None:
        """Open `menu` when pressed."""
        super().setMenu(menu)
        self.opens = menu
        menu.aboutToHide.connect(self._look_for_mouse)

    def _look_for_mouse(self) -> None:
        """Qt does not notice that the mouse left with the menu, if a dialog opens from there."""
        over = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, over)
        self.update()

    def _tint(self) -> None:
        if self._icon:
            token = {"primary": "on_accent", "danger": "bad", "link": "accent"}.get(self._kind, "text")
            self.setIcon(icons.icon(self._icon, token, 18))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.tip_of is not None:  # its type takes longer to ask
            self.setToolTip(self.tip_of())
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a button that has the focus, as people expect, in pages as in dialogs."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


Group = list[tuple[str, str]]


def pop_up(
    button: QWidget, name: str, groups: Iterable[Group | tuple[str, Group]], then: Callable[[str], object]
) -> QMenu:
    """Offer groups of choices (codes and words) in a menu below a button; `then` gets the code chosen.

    A group that has words of its own is a menu inside it.
    """
    menu = QMenu(button)
    menu.setObjectName(name)
    for group in groups:
        inner = isinstance(group, tuple)
        if group and not menu.isEmpty() and not inner:
            menu.addSeparator()
        of, choices = (menu.addMenu(group[0]), group[1]) if isinstance(group, tuple) else (menu, group)
        for code, words in choices:
            of.addAction(words).setData(code)
    menu.triggered.connect(lambda action: then(str(action.data())))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    return menu


class TextField(QLineEdit):
    """A line to type in: `most` characters at most, and lines that are pasted become one.

    It says where something was cut; what it is given to show never is.
    """

    def __init__(self, name: str, spoken: str, text: str = "", *, most: int = MOST_LETTERS) -> None:
        """`spoken` is its accessible name."""
        super().__init__()
        self._most = most
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setText(text)
        self.textEdited.connect(self._make_one_line)
        self.inputRejected.connect(self._say_full)

    def setMaxLength(self, most: int) -> None:
        """Take so many characters at most."""
        self._most = most
        super().setMaxLength(max(most, len(self.text())))

    def setText(self, text: str | None) -> None:
        """Show a text, also one longer than may be typed."""
        super().setMaxLength(max(self._most, len(text or "")))
        super().setText(text)

    def _make_one_line(self, text: str) -> None:
        if any(mark in text for mark in _LINE_ENDS):
            left = self.cursorPosition()
            super().setText(_LINES.sub(" ", text))
            self.setModified(True)
            self.setCursorPosition(left)
            self.textEdited.emit(self.text())

    def _say_full(self) -> None:
        if len(self.text()) >= self.maxLength():
            words = _("At most {most} characters fit here; the rest was left out.")
            say_at(self, words.format(most=self.maxLength()))


def effort(text: str) -> int:
    """How long it takes to type a text again, in Latin letters: a Chinese character says as much as four."""
    return sum(4 if east_asian_width(letter) in "WF" else 1 for letter in text)


class SearchField(Tinted, TextField):
    """Filters as you type; Esc empties it first and is passed on only when it is empty."""

    def __init__(self, placeholder: str, name: str, spoken: str = "") -> None:
        super().__init__(name, spoken or placeholder)
        self.setPlaceholderText(placeholder)
        self.setToolTip("\n".join(line for line in (spoken, hint("Ctrl+F")) if line))
        self.setClearButtonEnabled(True)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._tint()

    def _tint(self) -> None:
        self._glass.setIcon(icons.icon("search", "muted", 16))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


def say_at(widget: QWidget, text: str) -> None:
    """Say something beside a control, for a moment and to screen readers."""
    QToolTip.showText(widget.mapToGlobal(widget.rect().bottomLeft()), text, widget)
    widget.setAccessibleDescription(text)
    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))


def mark_wrong(field: QWidget, wrong: bool) -> None:
    """Outline a field whose content cannot be taken; say why in words beside it as well."""
    field.setProperty("wrong", wrong)
    field.style().unpolish(field)
    field.style().polish(field)


def set_read_only(field: QLineEdit, read_only: bool) -> None:
    """Let a text be read and copied only, and look like it."""
    if read_only != field.isReadOnly():
        field.setReadOnly(read_only)
        field.style().unpolish(field)
        field.style().polish(field)


def check_box(text: str, name: str) -> QCheckBox:
    """A box to tick; its text is also what is read out."""
    made = QCheckBox(text)
    made.setObjectName(name)
    made.setAccessibleName(text)
    return made


def hint(keys: str) -> str:
    """How a shortcut is written in a tool tip, e.g. "Ctrl+1"."""
    return _("Shortcut: {keys}").format(keys=keys)


class OneLine(QLabel):
    """Never widens what it stands in; the whole text is its tool tip.

    With `or_nothing` a text that does not fit is not shown at all: half a count says nothing. With `middle`
    it is cut short there, where its end tells it from others.
    """

    def __init__(
        self, role: str, name: str, text: str = "", *, or_nothing: bool = False, middle: bool = False
    ) -> None:
        super().__init__()
        self._or_nothing = or_nothing
        self._cut = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self.setObjectName(name)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.say(text)

    def say(self, text: str) -> None:
        """Show a text."""
        self.setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        space = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), self._cut, space.width())
        if text == self.text() or not self._or_nothing:
            painter.drawText(space, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
