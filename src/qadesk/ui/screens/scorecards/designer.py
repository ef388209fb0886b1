"""The designer: one version of a scorecard as a table, with what is wrong with it and what is saved of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from qadesk.domain import editing
from qadesk.domain.problems import Path
from qadesk.i18n import _
from qadesk.services.designing.versions import Status
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.table_page import TablePage
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import Button, hint
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.one_line import OneLine


class Designer(QWidget):
    """Pages over one draft; emits what the screen has to do."""

    back_asked = Signal()
    submit_asked = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.back = Button(_("Versions"), "designerBack", icon="chevron-left", kind="quiet")
        self.title = OneLine("heading", "designerTitle")
        self.badge = Badge("", name="designerStatus")
        self.saved = OneLine("muted", "designerSaved")
        self.undo_button = Button(
            "", "designerUndo", icon="undo-2", kind="quiet", tip=_tip(_("Undo"), "Ctrl+Z")
        )
        self.redo_button = Button(
            "", "designerRedo", icon="redo-2", kind="quiet", tip=_tip(_("Redo"), "Ctrl+Y")
        )
        self.submit = Button(_("Submit for approval…"), "designerSubmit", icon="send", kind="primary")
        self.notice = Notice(name="designerNotice")
        self.table_page = TablePage(draft)
        self.tabs = QTabBar()
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(GRID, GRID, 2 * GRID, 0)
        head.setSpacing(GRID)
        head.addWidget(self.back)
        head.addWidget(self.title, 3)
        head.addWidget(self.badge)
        head.addWidget(self.saved, 2)
        for button in (self.undo_button, self.redo_button, self.submit):
            head.addWidget(button)
        self.tabs.setObjectName("designerTabs")
        self.tabs.setAccessibleName(_("Pages of the scorecard"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.add_page(_("Table"), self.table_page)
        bar = QHBoxLayout()
        bar.setContentsMargins(2 * GRID, 0, GRID, 0)
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        bar.addWidget(self.table_page.tools)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(head)
        page.addLayout(bar)
        page.addWidget(self.notice)
        page.addWidget(self.pages, 1)

    def add_page(self, title: str, page: QWidget) -> None:
        """Add a page with its tab."""
        self.tabs.addTab(title)
        self.pages.addWidget(page)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn_to)
        self.back.clicked.connect(self.back_asked)
        self.submit.clicked.connect(self.submit_asked)
        self.undo_button.clicked.connect(self.undo)
        self.redo_button.clicked.connect(self.redo)
        self.draft.loaded.connect(self._show)
        self.draft.changed.connect(lambda _path: self._tell())
        self.draft.saving.changed.connect(self._tell)
        self.table_page.place_asked.connect(self.go)
        self.table_page.refused.connect(lambda text: self.notice.say(text, "info"))
        keys: tuple[tuple[QKeySequence | QKeySequence.StandardKey | str, Callable[[], object]], ...] = (
            (QKeySequence.StandardKey.Undo, self.undo),
            ("Ctrl+Y", self.redo),
            ("Ctrl+Shift+Z", self.redo),
        )
        for sequence, act in keys:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _turn_to(self, number: int) -> None:
        self.pages.setCurrentIndex(number)
        self.table_page.tools.setVisible(self.pages.currentWidget() is self.table_page)

    # ---- showing

    def _show(self) -> None:
        """Another version, or the same one with another status."""
        if not self.draft.is_open:
            return
        version = self.draft.version
        self.title.say(wording.version_title(version))
        self.badge.say(wording.status_text(version.status), wording.status_tone(version.status))
        for button in (self.undo_button, self.redo_button):
            button.setVisible(self.draft.editable)
        self.submit.setVisible(version.status is Status.DRAFT)
        why = wording.why_read_only(version.status)
        if why:
            self.notice.say(why, "info")
        else:
            self.notice.hide()
        self._tell()

    def _tell(self) -> None:
        """Say what is saved, and offer undo."""
        self.undo_button.setEnabled(self.draft.can_undo)
        self.redo_button.setEnabled(self.draft.can_redo)
        saving = self.draft.saving
        said = {"saved": _("All saved"), "saving": _("Saving…"), "failed": _("Not saved")}[saving.status]
        self.saved.say(said if self.draft.editable or saving.status != "saved" else "")
        if saving.status == "failed":
            why = saving.error.happened if saving.error is not None else _("QADesk has made a mistake")
            text = _("Not saved, but kept here. {why}").format(why=why)
            self.notice.say(text, "bad", action=_("Try again"), then=saving.retry)
        elif self.notice.property("tone") == "bad":
            self.notice.hide()

    # ---- doing

    def undo(self) -> None:
        """Take the last edit back, and go where it was."""
        self.go(self.draft.undo())

    def redo(self) -> None:
        """Do it again, and go there."""
        self.go(self.draft.redo())

    def go(self, path: Path | None) -> None:
        """Show the place a path leads to."""
        if path is not None and editing.spot_of(path) is not None:
            self.tabs.setCurrentIndex(0)
            self.table_page.go(path)

    def focus_first(self) -> None:
        """The table, ready to type."""
        self.table_page.table.setFocus()


def _tip(text: str, keys: str) -> str:
    return f"{text}\n{hint(keys)}"
