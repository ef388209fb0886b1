"""Closing a month, asked on any screen: what is pending, links that lead there, what is locked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from qadesk.errors import GO_ON, UserError
from qadesk.formats import cycle_text, spoken
from qadesk.i18n import _, ngettext
from qadesk.services.closing import close
from qadesk.services.closing.close import Closing
from qadesk.services.closing.pending import Finding
from qadesk.services.closing.pending_words import in_words
from qadesk.services.scoring import leftovers
from qadesk.ui import icons
from qadesk.ui.dialogs import MessageDialog, show_error
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, clear, grow_to_fit, hbox, scrolled, vbox
from qadesk.ui.widgets.notice import Notice

_WIDE: Final = 760
_LINK: Final = 32  # how high a link is
_HIGH: Final = 380  # the list scrolls beyond, so that the dialog fits a small screen


def ask_close(screen: Screen, done: Callable[[], object]) -> None:
    """Look what is pending in the screen's month, ask, close; `done()` once it is closed."""
    if screen.flush():
        read = partial(close.closing, screen.office, screen.cycle)
        title = _("Looking what is pending in {month}").format(month=cycle_text(screen.cycle))
        screen.load(
            read, lambda found: ClosingDialog(screen, found, done).open(), slot="closing", title=title
        )


class ClosingDialog(MessageDialog):
    """Lists what is pending, what blocks first; closes only where nothing does."""

    def __init__(self, screen: Screen, found: Closing, done: Callable[[], object]) -> None:
        month = cycle_text(found.cycle)
        super().__init__(screen, "closingDialog", _("Close {month}?").format(month=month), "lock", "warn")
        self.setMinimumWidth(_WIDE)
        self._screen, self._found, self._done = screen, found, done
        self.notice = Notice(name="closingNotice")
        self._operations = Operations(self, screen.tasks, self.notice)
        self._operations.changed.connect(self._look_again)
        self.intro = label("", "", wrap=True, name="closingIntro")
        page = QWidget()
        self._lines = vbox(on=page, margins=(0, 0, GRID, 0))
        self._area = scrolled(page, "closingList")
        self.final = label("", "", wrap=True, name="closingFinal")
        for part in (self.intro, self._area, self.final, self.notice):
            self.body.addWidget(part)
        self.go = self.add_question("", self._close)
        self._show_pending(found)

    # ---- what is shown

    def _show_pending(self, found: Closing) -> None:
        self._found = found
        clear(self._lines)
        for number, finding in enumerate(found.found):
            self._lines.addWidget(self._line(finding, number))
        self._lines.addStretch()  # what is left is below them, not between two of them
        self._area.setVisible(bool(found.found))
        self.intro.setText(close.intro(found))
        self.final.setText(close.final(found))
        only_warnings = bool(found.found) and not found.blocked
        self.go.setText(_("Close anyway") if only_warnings else _("Close the cycle"))
        self.go.setEnabled(not found.blocked)
        self._fit()

    def _fit(self) -> None:
        """As high as the list needs, up to what a small screen shows."""
        width = _WIDE - 6 * GRID - 24 - 4 - 2 * GRID
        needed = self._lines.totalHeightForWidth(width) if self._lines.hasHeightForWidth() else 0
        self._area.setFixedHeight(min(max(needed, self._lines.sizeHint().height()) + 2, _HIGH))
        self.adjustSize()
        grow_to_fit(self)

    def _line(self, finding: Finding, number: int) -> QWidget:
        words = in_words(finding)
        picture = QLabel()
        icon, tone = ("circle-alert", "bad") if finding.blocks else ("triangle-alert", "warn")
        picture.setPixmap(icons.pixmap(icon, tone, 18, self.devicePixelRatioF()))
        weight = _("must be settled first") if finding.blocks else _("please check")
        picture.setAccessibleName(weight)
        picture.setToolTip(weight)
        picture.setMinimumHeight(_LINK)
        text = label(words.text, "", wrap=True, name=f"pendingText{number}")
        text.setToolTip(in_words(finding, everyone=True).text)
        text.setAccessibleName(spoken(weight, words.text))
        remedy = label(words.remedy, "small", wrap=True, name=f"pendingRemedy{number}")
        beside = (
            _LINK - text.fontMetrics().height()
        ) // 2  # what one reads stands level with what one clicks
        column = vbox(text, remedy, FREE, gap=0, margins=(0, beside, 0, 0))
        line = QWidget()
        row = hbox((picture, 0, Qt.AlignmentFlag.AlignTop), (column, 1), on=line)
        if finding.drafts:
            drop = Button(_("Discard"), f"pendingDiscard{number}", kind="link")
            drop.setAccessibleName(spoken(_("Discard"), words.text))
            drop.clicked.connect(lambda: self._discard(finding))
            row.addWidget(drop, 0, Qt.AlignmentFlag.AlignTop)
        if words.action:
            go = Button(words.action, f"pendingGo{number}", icon="arrow-right", kind="link")
            go.setAccessibleName(spoken(words.action, words.text))
            go.clicked.connect(lambda: self._lead(finding))
            row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return line

    # ---- what is done

    def _lead(self, finding: Finding) -> None:
        self.reject()
        self._screen.open_requested.emit(finding.screen, finding.context)

    def _discard(self, finding: Finding) -> None:
        n = len(finding.drafts)
        text = ngettext("{n} draft discarded", "{n} drafts discarded", n).format(n=n)
        work = partial(leftovers.discard, self._screen.office, self._found.cycle, finding.drafts)
        self._operations.run(work, said=text)

    def _look_again(self, changes: frozenset[str], _itself: bool) -> None:
        """A draft was discarded, or brought back: what is pending is another list."""
        self._screen.announce(changes)
        read = partial(close.closing, self._screen.office, self._found.cycle)
        self._screen.load(read, self._show_pending, slot="closing")

    def _close(self) -> None:
        close_month(self._screen, self._found, self._done)


def close_month(
    screen: Screen, found: Closing, done: Callable[[], object], *, backed_up: bool = True
) -> None:
    """Close it, after a backup; where none can be made, ask whether to close without."""
    work = partial(close.close_after_backup, screen.office, found, backed_up=backed_up)

    def failed(error: BaseException) -> bool:
        if not isinstance(error, UserError) or error.offer != GO_ON:
            return False
        on = (_("Close without a backup"), lambda: close_month(screen, found, done, backed_up=False))
        show_error(screen, error, instead=on)
        return True

    title = _("Closing {month}").format(month=cycle_text(found.cycle))
    screen.writes.run(work, lambda _made: done(), failed, title=title, progress=True)
