"""The lines above and below grid and card: how far the month is, whether all is saved, what is said."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QProgressBar,
    QWidget,
)

from qadesk.domain.scorecard import Indicator
from qadesk.i18n import _
from qadesk.services.scoring.figures import value_meaning
from qadesk.services.scoring.forms import Evaluation, EvaluationState, Form, called, meaning
from qadesk.ui import icons
from qadesk.ui.kit.actions import Actions
from qadesk.ui.kit.bar import Bar
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.one_line import OneLine

NARROW_BELOW: Final = 960  # logical pixels
TIGHT_BELOW: Final = 800
_SAVING: Final = {
    "saved": ("circle-check", "good"),
    "saving": ("refresh-cw", "muted"),
    "failed": ("circle-alert", "bad"),
}


class ScoreToolbar(Bar):
    """Its buttons are the screen's actions; where it is narrow, count and saving state never give way."""

    def __init__(self, book: ScoreBook, actions: Actions) -> None:
        self.book = book
        self.grid, self.card = actions.button("scoreViewGrid"), actions.button("scoreViewCard")
        self.progress = QProgressBar()
        self.progress.setObjectName("scoreProgress")
        self.progress.setAccessibleName(_("Submitted"))
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(12 * GRID)
        self.count = label("", name="scoreCount")
        self.count.setContentsMargins(GRID, 0, 0, 0)
        self.drafts = label("", "muted", name="scoreDrafts")
        self._picture = QLabel()
        self.saving = label("", "muted", name="scoreSaving")
        self.saving.setContentsMargins(0, 0, GRID, 0)
        self.submit = actions.button("scoreSubmit")
        super().__init__(
            [self.grid, self.card, self.count, self.progress, self.drafts],
            [
                self._picture,
                self.saving,
                *map(actions.button, ("scoreUndo", "scoreRedo", "scoreSheet")),
                self.submit,
            ],
            narrow_below=NARROW_BELOW,
        )
        self.setObjectName("scoreToolbar")
        self.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self._views = QButtonGroup(self)
        for button in (self.grid, self.card):
            button.setCheckable(True)
            self._views.addButton(button)
        self.show_view(card=False)
        self._give_room(0)  # before it is shown nothing may keep the window wide
        for signal in (book.loaded, book.entry_changed, book.queue.changed):
            signal.connect(self.show_counts)

    def show_view(self, *, card: bool) -> None:
        """Mark the view that is shown."""
        (self.card if card else self.grid).setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room(event.size().width())

    def _give_room(self, width: int) -> None:
        self.progress.setVisible(width >= NARROW_BELOW)
        self.drafts.setVisible(width >= TIGHT_BELOW)

    def show_counts(self, *_changed: object) -> None:
        """Bring counts and saving state up to date."""
        board = self.book.board
        if board is None:
            return
        entries = [e for e in self.book.entries() if e.state is not EvaluationState.EXCLUDED]
        done = sum(entry.scored(board.form) for entry in entries)
        drafts = sum(entry.state is EvaluationState.DRAFT for entry in entries)
        self.count.setText(_count(board.form).format(done=done, total=len(entries)))
        self.progress.setRange(0, max(1, len(entries)))
        self.progress.setValue(done)
        self.progress.setAccessibleDescription(self.count.text())
        self.drafts.setText(_("Drafts: {n}").format(n=drafts) if drafts else "")
        self._show_saving()

    def _show_saving(self) -> None:
        status = self.book.queue.status
        words = {
            "saved": _("All saved"),
            "saving": _("Saving…"),
            "failed": _("Not saved: {n}").format(n=len(self.book.queue.failures)),
        }
        text, (icon, token) = words[status], _SAVING[status]
        if self.book.closed:
            text, icon, token = _("Closed, read-only"), "lock", "muted"
        if self.saving.text() != text:
            self.saving.setText(text)
        self._picture.setPixmap(icons.pixmap(icon, token, 16, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.show_counts()


def _count(form: Form) -> str:
    """What is counted: agents with all that is rated submitted and all that must be typed there."""
    if form.items:
        return _("Done {done} of {total}") if form.wanted else _("Submitted {done} of {total}")
    return _("Entered {done} of {total}") if form.wanted else _("Nothing to score")


class Foot(QWidget):
    """What the current cell means, the keys, and over them the notice.

    Never changes its height while one works: nothing moves under the hands of who types.
    """

    def __init__(self) -> None:
        super().__init__()
        self.meaning = OneLine("", "scoreMeaning")
        self.keys = OneLine("small", "scoreKeys")
        for text in (self.meaning, self.keys):
            text.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.notice = Notice(name="scoreNotice", slim=True)
        line = QGridLayout()
        line.setRowMinimumHeight(0, ROW)
        for shown in (self.keys, self.notice):  # the notice covers the keys
            line.addWidget(shown, 0, 0)
        vbox(self.meaning, line, on=self, margins=(0, GRID // 2, 0, 0), gap=0)

    def show_place(self, book: ScoreBook, key: Key, item: str | None, *, card: bool) -> None:
        """Bring it to where one is. On the card the wording of every level is in sight already."""
        entry, form = book.entry(key), book.form
        self.keys.say(keys_text(form, entry, item, card=card, closed=book.closed))
        self.meaning.setVisible(not card)
        if item is None:
            self.meaning.say(entry.comment.replace("\n", " ") or called(entry))
        elif form.is_typed(item):
            said = value_meaning(form, form.value(item), entry, book.unfit(key, item), book.local)
            self.meaning.say(f"{called(entry)}   {said}")
        else:
            self.meaning.say(f"{called(entry)}   {meaning(form.item(item), entry.levels.get(item))}")


def keys_text(form: Form, entry: Evaluation, item: str | None, *, card: bool, closed: bool) -> str:
    """The keys that do something with an entry, on an item or value, in one line."""
    contact = entry.contact is not None
    typed, submitted = form.is_typed(item), entry.state is EvaluationState.SUBMITTED
    keys = []
    if submitted and not closed:
        keys.append(_("O reopen"))
    if typed and not closed and entry.state is not EvaluationState.EXCLUDED:
        keys = [_("0–9 type the value"), _("F2 edit"), _("Del clear"), *keys]
    elif not closed and not submitted and entry.state is not EvaluationState.EXCLUDED:
        if item is not None and form.items:
            keys += [_levels_key(form.item(item)), _("N not applicable"), _("Del clear")]
            if form.half_points:
                keys.insert(1, _(". half a point"))
        keys.append(_("C comment"))
        if card and form.items:
            keys.append(_("R remark"))
    if not closed:
        keys.append(_("Ctrl+Z undo"))
        if form.items:
            keys.append(_("K another contact") if contact else _("K contact"))
    if card:
        keys.append(_("Esc whole month") if contact else _("←→ agent"))
    keys.append(_("G grid") if card else _("G card"))
    if not closed and form.items:
        keys.append(_("Ctrl+Enter submit") if card else _("Ctrl+Enter submit all"))
    return "   ".join(keys)


def _levels_key(item: Indicator) -> str:
    if item.top == 10:
        return _("1–9, 0 = 10 level")
    return _("1–{top} level").format(top=item.top)
