"""The few windows that interrupt: an error, a question before something is lost, a crash, long work.

Contract for screens
--------------------
* `show_error(parent, UserError)`, normally called by `Tasks` for you.
* `confirm(parent, question, loses, action, then)` names what is lost and calls `then()` only on yes. It
  does not block. Offer undo (`widgets.notice`) instead wherever the thing can be undone.
* What is typed in is a `TypedDialog`: Esc, the window's cross and Cancel leave it alike.
* `show_crash(parent, error)` for bugs; `watch_for_crashes(window)` catches those raised in slots. All are
  window-modal, close with Esc (= the answer that loses nothing) and delete themselves.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QProgressBar, QWidget

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.ui import icons, theme
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label, mark_wrong
from qadesk.ui.widgets.layouts import FREE, WINDOW, grow_to_fit, hbox, vbox

log = logging.getLogger(__name__)

_WIDTH = 440


class HelpedDialog(QDialog):
    """A dialog, dressed also over no window. F1 opens the guide at the screen below, to be read beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if parent is None:
            theme.dress(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        below = self.parentWidget() if event.key() == Qt.Key.Key_F1 else None
        while below is not None:
            guide = below.findChild(QAction, "guideAction")
            if guide is not None:
                guide.trigger()
                return
            below = below.parentWidget()
        super().keyPressEvent(event)


class Window(HelpedDialog):
    """Called `title`, at most as large as the one below leaves room for; forgotten when it is closed."""

    def __init__(self, parent: QWidget, name: str, title: str, width: int, height: int) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        room = parent.window().size()
        self.resize(min(width, room.width() - 4 * GRID), min(height, room.height() - 8 * GRID))


class MessageDialog(HelpedDialog):
    """A heading with an icon, some lines, a row of buttons."""

    def __init__(self, parent: QWidget | None, name: str, heading: str, icon: str, tone: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(_("QADesk"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.setAccessibleName(heading)
        picture = QLabel()
        picture.setPixmap(icons.pixmap(icon, tone, 24, self.devicePixelRatioF()))
        self.heading = label(heading, "heading", wrap=True, name="messageHeading")
        top = hbox((picture, 0, Qt.AlignmentFlag.AlignTop), (self.heading, 1), gap=GRID + 4)
        self.body = vbox(margins=(24 + GRID + 4, 0, 0, 0))
        self.buttons = hbox(FREE)
        vbox(top, self.body, GRID, self.buttons, on=self, margins=WINDOW)

    def add_line(self, text: str, role: str = "", name: str = "") -> None:
        """Add a paragraph; empty text adds nothing."""
        if text:
            self.body.addWidget(label(text, role, wrap=True, name=name))

    def add_button(
        self,
        text: str,
        name: str,
        then: Callable[[], object] | None = None,
        *,
        kind: str = "",
        default: bool = False,
    ) -> Button:
        """Add a button at the right; the dialog closes before `then` runs. Enter presses the `default`."""

        def press() -> None:
            self.accept()
            if then is not None:
                then()

        button = Button(text, name, kind=kind, clicked=press)
        button.setDefault(default)
        self.buttons.addWidget(button)
        return button

    def add_question(self, action: str, then: Callable[[], object], otherwise: str = "") -> Button:
        """Add the button that loses something, and one (normally Cancel) that does not; the first of them.

        The other one has the focus: a stray Enter is harmless.
        """
        keep = self.add_button(otherwise or _("Cancel"), "confirmCancel", default=True)
        do = self.add_button(action, "confirmAction", then, kind="danger")
        keep.setFocus()
        return do

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self.resize(max(_WIDTH, self.width()), 0)
            grow_to_fit(self)
        super().showEvent(event)


class TypedDialog(HelpedDialog):
    """A window in which something is typed. Esc, the window's cross and Cancel all leave it unkept.

    Where something was typed, they ask first. A subclass says how much it is, and has a line `wrong`.
    """

    wrong: QLabel

    def say_wrong(self, text: str, code: str = "") -> None:
        """Show what is wrong, nothing for all well; what was typed stays. `code` is that of a refusal."""
        self.wrong.setText(text)
        self.wrong.setProperty("code", code)
        self.wrong.setVisible(bool(text))
        grow_to_fit(self)

    def typed_on(self, field: QWidget) -> None:
        """What was wrong may be mended now: it is told again when it is handed in again."""
        if self.wrong.isVisible():
            mark_wrong(field, False)
            self.wrong.hide()

    def refuse(self, error: BaseException) -> bool:
        """Stay open with everything typed, and say why it was refused. False for a bug, told elsewhere."""
        told = error if isinstance(error, UserError) else None
        self.say_wrong("" if told is None else str(told), "" if told is None else told.code)
        return told is not None

    def typed(self) -> int:
        """How many fields were filled in and would be lost."""
        raise NotImplementedError

    def reject(self) -> None:
        """Leave, or ask first."""
        if not self.typed():
            self.leave()
            return
        question, lost = _("Close without saving?"), _("What you typed will be lost.")
        confirm(self, question, lost, _("Do not save"), self.leave, otherwise=_("Back to what I typed"))

    def leave(self) -> None:
        """Close, whatever was typed."""
        super().reject()


def show_error(
    parent: QWidget | None,
    error: UserError,
    *,
    instead: tuple[str, Callable[[], object]] | None = None,
    support: bool = False,
) -> MessageDialog:
    """Say what happened, what was kept, what to do; `instead`: a verb and what it does, as another way on.

    `support` offers a support file and the details to copy: where somebody may have to call for help.
    """
    dialog = MessageDialog(parent, "errorDialog", error.happened, "circle-alert", "bad")
    dialog.setProperty("code", error.code)
    dialog.add_line(error.kept, "muted", "messageKept")
    dialog.add_line(error.remedy, "", "messageRemedy")
    if support:
        _add_support(dialog, error)
        _add_copy(dialog, f"{error.code}\n{error}", "errorCopy")
    if instead is None and error.offer in _OFFERS:
        word, do = _OFFERS[error.offer]
        instead = (word(), lambda: do(parent))
    if instead is None:
        dialog.add_button(_("OK"), "errorOk", kind="primary", default=True)
    else:
        dialog.add_button(_("Cancel"), "errorCancel")
        dialog.add_button(instead[0], "errorInstead", instead[1], kind="primary", default=True)
    dialog.open()
    return dialog


def confirm(
    parent: QWidget | None,
    question: str,
    loses: str,
    action: str,
    then: Callable[[], object],
    *,
    otherwise: str = "",
) -> MessageDialog:
    """Ask once before something is lost: `action` is the verb on the button, `loses` names what goes.

    The button that loses nothing (`otherwise`, normally Cancel) has the focus.
    """
    dialog = MessageDialog(parent, "confirmDialog", question, "triangle-alert", "warn")
    dialog.add_line(loses, "", "messageLoses")
    dialog.add_question(action, then, otherwise)
    dialog.open()
    return dialog


def tell(parent: QWidget | None, heading: str, lines: Sequence[str]) -> MessageDialog:
    """Say something that has to be read, and nothing else to do about it."""
    dialog = MessageDialog(parent, "tellDialog", heading, "info", "accent")
    for line in lines:
        dialog.add_line(line)
    dialog.add_button(_("OK"), "tellOk", kind="primary", default=True)
    dialog.open()
    return dialog


_OFFERS: dict[str, tuple[Callable[[], str], Callable[[QWidget | None], object]]] = {}


def offer(what: str, word: Callable[[], str], do: Callable[[QWidget | None], object]) -> None:
    """Let errors that offer `what` (see `UserError.offer`) have a button: what it says, what it does."""
    _OFFERS[what] = (word, do)


def offer_support(ask: Callable[[QWidget, BaseException], object] | None) -> None:
    """Let the windows that tell of trouble offer a support file: `ask(dialog, what went wrong)`.

    Who writes it is the composition root, which alone knows the office.
    """
    _support[:] = [] if ask is None else [ask]


_support: list[Callable[[QWidget, BaseException], object]] = []


def _add_support(dialog: MessageDialog, error: BaseException) -> None:
    """A button that asks for the file and leaves the dialog in sight."""
    for ask in _support:
        button = Button(_("Support file…"), "messageSupport", clicked=partial(ask, dialog, error))
        dialog.buttons.addWidget(button)


def _add_copy(dialog: MessageDialog, details: str, name: str) -> None:
    """A button that copies what whoever helps wants to know."""
    clipboard = QGuiApplication.clipboard()
    button = Button(_("Copy details"), name, icon="copy", clicked=lambda: clipboard.setText(details))
    dialog.buttons.addWidget(button)


def show_crash(parent: QWidget | None, error: BaseException) -> MessageDialog:
    """Own up to a bug: details, a button that copies them, where the log is."""
    details = "".join(traceback.format_exception(error))
    what = _("Something went wrong in QADesk")
    dialog = MessageDialog(parent, "crashDialog", what, "circle-alert", "bad")
    dialog.add_line(
        _("Everything saved before this is kept. You can continue; if it happens again, restart QADesk.")
    )
    text = QPlainTextEdit(details)
    text.setObjectName("crashDetails")
    text.setAccessibleName(_("Details of the error"))
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setMinimumHeight(160)
    dialog.body.addWidget(text)
    if where := log_path():
        dialog.add_line(_("Log file: {path}").format(path=where), "small", "crashLog")
    _add_support(dialog, error)
    _add_copy(dialog, details, "crashCopy")
    dialog.add_button(_("Close"), "crashClose", kind="primary", default=True)
    dialog.open()
    return dialog


def log_path() -> str:
    """Where this program's log is written, or nothing if it is not written to a file."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.FileHandler):
            return handler.baseFilename
    return ""


def watch_for_crashes(window: QWidget) -> None:
    """Show what a slot raises: a UserError as an error, anything else as a crash; never swallow it."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, UserError):
            log.info("refused: %s", error.code)
            show_error(window, error)
        elif issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            log.error("unexpected error", exc_info=(kind, error, trace))
            show_crash(window, error)

    sys.excepthook = hook


class ProgressDialog(HelpedDialog):
    """How far long work is, with a button that stops it. Closing or Esc asks to stop, too."""

    cancelled = Signal()

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("progressDialog")
        self.setWindowTitle(title or _("QADesk"))
        self.setAccessibleName(title)
        self.setMinimumWidth(_WIDTH)
        self._stopping = False
        self.bar = QProgressBar()
        self.bar.setObjectName("progressBar")
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.text = label("", "muted", wrap=True, name="progressText")
        self.stop = Button(_("Cancel"), "progressCancel", clicked=self.reject)
        head = label(title, "heading", wrap=True, name="progressTitle")
        vbox(head, self.bar, self.text, hbox(FREE, self.stop), on=self, margins=WINDOW)

    def report(self, done: int, total: int, text: str) -> None:
        """Show that `done` of `total` (0: not known) is finished."""
        if self._stopping:
            return
        scale = max(1, total // 10_000)  # the bar counts in 32 bits
        self.bar.setRange(0, total // scale)
        self.bar.setValue(done // scale)
        self.text.setText(
            text or (_("{done} of {total}").format(done=f"{done:,}", total=f"{total:,}") if total else "")
        )

    def reject(self) -> None:
        """Ask to stop and stay in sight until the work has stopped."""
        if not self._stopping:
            self._stopping = True
            self.stop.setEnabled(False)
            self.text.setText(_("Stopping and rolling back…"))
            self.cancelled.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

    def finish(self) -> None:
        """The work has ended: go away."""
        self.done(QDialog.DialogCode.Accepted)
        self.deleteLater()
