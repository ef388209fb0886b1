"""The line above grid and card: which view, how far the month is, whether all is saved, what can be done."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QMenu, QProgressBar, QSizePolicy, QWidget

from qadesk.i18n import _
from qadesk.services.scoring.forms import EntryState, Form
from qadesk.ui import icons
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, hint, label

NARROW_BELOW: Final = 960  # logical pixels
TIGHT_BELOW: Final = 800
_SAVING = {
    "saved": ("circle-check", "good"),
    "saving": ("refresh-cw", "muted"),
    "failed": ("circle-alert", "bad"),
}


class ScoreToolbar(QWidget):
    """Emits what was asked for; `view_chosen` with grid or card."""

    view_chosen = Signal(str)
    template_asked = Signal()
    import_asked = Signal()
    submit_asked = Signal()

    def __init__(self, book: ScoreBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scoreToolbar")
        self.book = book
        self._key: Key | None = None
        self._build_views()
        self.progress = QProgressBar()
        self.progress.setObjectName("scoreProgress")
        self.progress.setAccessibleName(_("Submitted"))
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(12 * GRID)
        self.count = label("", name="scoreCount")
        self.drafts = label("", "muted", name="scoreDrafts")
        self._picture = QLabel()
        self.saving = label("", "muted", name="scoreSaving")
        self.undo = Button("", "scoreUndo", icon="undo-2", kind="quiet", tip=_tip(_("Undo"), "Ctrl+Z"))
        self.redo = Button("", "scoreRedo", icon="redo-2", kind="quiet", tip=_tip(_("Redo"), "Ctrl+Y"))
        self.sheet = Button("", "scoreSheet", icon="file-spreadsheet")
        menu = QMenu(self.sheet)
        menu.setObjectName("scoreSheetMenu")
        menu.addAction(_("Save a template…"), self.template_asked.emit).setObjectName("scoreTemplate")
        self._import = menu.addAction(_("Import scores…"), self.import_asked.emit)
        self._import.setObjectName("scoreImport")
        self.sheet.setMenu(menu)
        self.sheet.setToolTip(_("Scores by spreadsheet"))
        self.sheet.setAccessibleName(_("Scores by spreadsheet"))
        self.submit = Button(_("Submit all…"), "scoreSubmit", kind="primary", clicked=self.submit_asked.emit)
        self.submit.setToolTip(hint("Ctrl+Enter"))
        self._lay_out()
        self._fit(0)  # before it is shown nothing may keep the window wide
        for signal in (book.loaded, book.entry_changed, book.saving.changed):
            signal.connect(self.tell)

    def _build_views(self) -> None:
        self.grid = Button(_("Grid"), "scoreViewGrid", icon="table-2", kind="quiet", tip=hint("G"))
        self.card = Button(_("Card"), "scoreViewCard", icon="id-card", kind="quiet", tip=hint("G"))
        self._views = QButtonGroup(self)
        for button, view in ((self.grid, "grid"), (self.card, "card")):
            button.setCheckable(True)
            button.setAccessibleName(button.text())
            self._views.addButton(button)
            button.clicked.connect(lambda _on, view=view: self.view_chosen.emit(view))
        self.grid.setChecked(True)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.grid)
        row.addWidget(self.card)
        row.addSpacing(GRID)
        row.addWidget(self.count)
        row.addWidget(self.progress, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.drafts)
        row.addStretch(1)
        row.addWidget(self._picture)
        row.addWidget(self.saving)
        row.addSpacing(GRID)
        for button in (self.undo, self.redo, self.sheet, self.submit):
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_view(self, key: Key | None) -> None:
        """Mark the view that is shown: the grid, where all are submitted, or the card of `key`."""
        if key == self._key:
            return
        self._key = key
        (self.grid if key is None else self.card).setChecked(True)
        self.submit.setText(_("Submit all…") if key is None else _("Submit"))
        self.submit.setAccessibleName(self.submit.text())
        self.tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the words that icons stand for give way; count and saving state never do."""
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        self.sheet.setText(_("Spreadsheet") if width >= NARROW_BELOW else "")
        self.progress.setVisible(width >= NARROW_BELOW)
        self.drafts.setVisible(width >= TIGHT_BELOW)

    def tell(self, *_changed: object) -> None:
        """Bring counts, saving state and buttons up to date."""
        board = self.book.board
        if board is None:
            return
        entries = [e for e in self.book.entries() if e.state is not EntryState.EXCLUDED]
        done = sum(entry.scored(board.form) for entry in entries)
        drafts = sum(entry.state is EntryState.DRAFT for entry in entries)
        self.count.setText(_count(board.form).format(done=done, total=len(entries)))
        self.progress.setRange(0, max(1, len(entries)))
        self.progress.setValue(done)
        self.progress.setAccessibleDescription(self.count.text())
        self.drafts.setText(_("Drafts: {n}").format(n=drafts) if drafts else "")
        locked = board.cycle.closed
        self.undo.setEnabled(self.book.history.can_undo and not locked)
        self.redo.setEnabled(self.book.history.can_redo and not locked)
        self.submit.setEnabled(drafts > 0 if self._key is None else self._is_draft(self._key))
        self.submit.setVisible(not locked and (bool(board.form.items) or drafts > 0))
        self._import.setEnabled(not locked)
        self._tell_saving(locked)

    def _is_draft(self, key: Key) -> bool:
        return key[0] in self.book.staff and self.book.entry(key).state is EntryState.DRAFT

    def _tell_saving(self, locked: bool) -> None:
        status = self.book.saving.status
        words = {
            "saved": _("All saved"),
            "saving": _("Saving…"),
            "failed": _("Not saved: {n}").format(n=len(self.book.saving.failures)),
        }
        icon, token = _SAVING[status]
        if locked:
            self.saving.setText(_("Closed, read-only"))
            icon, token = "lock", "muted"
        elif self.saving.text() != words[status]:
            self.saving.setText(words[status])
        self._picture.setPixmap(icons.pixmap(icon, token, 16, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.tell()


def _count(form: Form) -> str:
    """What is counted: agents with all that is rated submitted and all that must be typed there."""
    if form.items:
        return _("Done {done} of {total}") if form.wanted else _("Submitted {done} of {total}")
    return _("Entered {done} of {total}") if form.wanted else _("Nothing to score")


def _tip(what: str, keys: str) -> str:
    return f"{what} ({keys})"
