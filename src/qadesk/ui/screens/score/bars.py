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

from qadesk.errors import joined
from qadesk.i18n import _
from qadesk.services.scoring import board_words
from qadesk.services.scoring.boards import ScoreBoard
from qadesk.services.scoring.forms import (
    evaluation_name,
    state_text,
)
from qadesk.ui import icons
from qadesk.ui.kit.actions import Actions
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.bar import Bar
from qadesk.ui.widgets.basics import Button, OneLine, label
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.notice import Notice

NARROW_BELOW: Final = 960  # logical pixels
TIGHT_BELOW: Final = 800


class ScoreToolbar(Bar):
    """Its buttons are the screen's actions; where it is narrow, count and saving state never give way."""

    def __init__(self, book: ScoreBook, actions: Actions) -> None:
        self.book = book
        self._grid, self._card = actions.button("scoreViewGrid"), actions.button("scoreViewCard")
        self._progress = QProgressBar()
        self._progress.setObjectName("scoreProgress")
        self._progress.setAccessibleName(_("Submitted"))
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(12 * GRID)
        self._count = label("", name="scoreCount")
        self._count.setContentsMargins(GRID, 0, 0, 0)
        self._drafts = label("", "muted", name="scoreDrafts")
        self._picture = QLabel()
        self._saving = label("", "muted", name="scoreSaving")
        self._saving.setContentsMargins(0, 0, GRID, 0)
        self.submit = actions.button("scoreSubmit")
        done = map(actions.button, ("scoreUndo", "scoreRedo", "scoreSheet"))
        super().__init__(
            [self._grid, self._card, self._count, self._progress, self._drafts],
            [self._picture, self._saving, *done, self.submit],
            narrow_below=NARROW_BELOW,
        )
        self.setObjectName("scoreToolbar")
        self.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        views = QButtonGroup(self)
        for button in (self._grid, self._card):
            button.setCheckable(True)
            views.addButton(button)
        self.show_view(card=False)
        self._give_room(0)  # before it is shown nothing may keep the window wide
        for changed in (book.loaded, book.entry_changed):
            changed.connect(self.show_counts)
        for changed in (book.loaded, book.entry_changed, book.queue.changed):
            changed.connect(self.show_saving)

    def show_view(self, *, card: bool) -> None:
        """Mark the view that is shown."""
        (self._card if card else self._grid).setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room(event.size().width())

    def _give_room(self, width: int) -> None:
        self._progress.setVisible(width >= NARROW_BELOW)
        self._drafts.setVisible(width >= TIGHT_BELOW)

    def show_counts(self, *_changed: object) -> None:
        """Say how many are done, and how many begun."""
        if self.book.board is None:
            return
        far = board_words.how_far(self.book.form, self.book.entries())
        self._count.setText(far.said)
        self._progress.setRange(0, max(1, far.total))
        self._progress.setValue(far.done)
        self._progress.setAccessibleDescription(far.said)
        self._drafts.setText(_("Drafts: {n}").format(n=far.drafts) if far.drafts else "")

    def show_saving(self, *_changed: object) -> None:
        """Say whether all is saved, and how many cells are not."""
        queue = self.book.queue
        lost = len(queue.failures) + len(self.book.all_unfit)
        said, icon, ink = {
            "saved": (_("All saved"), "circle-check", "good"),
            "saving": (_("Saving…"), "refresh-cw", "muted"),
            "failed": (_("Not saved: {n}").format(n=lost), "circle-alert", "bad"),
        }["failed" if lost and queue.status == "saved" else queue.status]
        if self.book.closed:
            said, icon, ink = _("Closed, read-only"), "lock", "muted"
        elif open_to := self.book.board and self.book.board.open_to:
            names = _(", ").join(sorted(open_to))
            said = _("Being corrected: {who}. {saved}").format(who=names, saved=said)
        if self._saving.text() != said:
            self._saving.setText(said)
        self._picture.setPixmap(icons.pixmap(icon, ink, 16, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.show_saving()


class Others(OneLine):
    """Whose ratings count beside the user's and how they are combined; not there where nobody else rates."""

    def __init__(self) -> None:
        super().__init__("muted", "scoreOthers")
        self.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID // 2)
        self.hide()

    def show_board(self, board: ScoreBoard) -> None:
        """Name those who have rated in the month."""
        self.say(board_words.others(board))
        self.setVisible(bool(board.others))


class CardHead(Bar):
    """The line above the card: whose form it is and how far; its buttons are the screen's actions."""

    def __init__(self, actions: Actions) -> None:
        self.before, self.after = actions.button("scoreBefore"), actions.button("scoreAfter")
        self.name = OneLine("heading", "scoreAgent")
        self.number = label("", "muted", name="scoreAgentNumber")
        self.team = OneLine("muted", "scoreAgentTeam")
        self.state = Badge(name="scoreState")
        self.place = OneLine("muted", "scorePlace", or_nothing=True)
        self.records = Button(_("Records"), "scoreShowRecords", icon="inbox", kind="quiet")
        self.records.setCheckable(True)
        self.records.setToolTip(_("Show this cycle's records beside the form"))
        self.reopen, self.whole = actions.button("scoreReopen"), actions.button("scoreWhole")
        self.contact = actions.button("scorePickContact")
        about = (self.before, self.after, self.name, self.number, self.team, self.state, self.place)
        done = (self.records, self.reopen, self.whole, self.contact)
        super().__init__(about, done, narrow_below=TIGHT_BELOW, stay=(self.records,))
        self.setContentsMargins(GRID, 0, 2 * GRID, 0)
        for part in (self.reopen, self.whole):  # until they are wanted: a window is never narrower than its
            part.hide()  # pages

    def show_entry(self, book: ScoreBook, key: Key) -> None:
        """Show what the book says of an entry of the month shown."""
        entry, at = book.entry(key), book.staff.index(key[0]) + 1
        self.name.say(entry.name)
        self.number.setText(entry.staff_no)
        self.team.say(" · ".join(filter(None, (entry.team, entry.card))))
        self.state.say(*state_text(entry, book.form))
        self.place.say(_("{at} of {total}").format(at=at, total=len(book.staff)))


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

    def show_place(self, book: ScoreBook, key: Key, item: str | None, *, card: bool, left: str = "") -> None:
        """Bring it to where one is. On the card the wording of every level is in sight already."""
        entry = book.entry(key)
        about = book.cell(item).about(entry).replace("\n", " ")
        if entry.rated_by and not entry.levels and book.cell(item).what == "level":
            about = joined(f"{about}  ", board_words.rated_by(entry))
        about = joined(left, about)  # why what was pasted is not there
        self.meaning.setVisible(not card)
        self.meaning.say(f"{evaluation_name(entry)}   {about}".rstrip())
