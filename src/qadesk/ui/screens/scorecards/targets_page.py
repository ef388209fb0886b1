"""Targets: whose standard differs from the scorecard's, in every cycle to come or in one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.services import target_plan
from qadesk.services.target_board import Board, board
from qadesk.services.target_plan import TargetChange
from qadesk.storage.office import Office
from qadesk.ui.screens.scorecards import targets_words
from qadesk.ui.screens.scorecards.targets_model import TargetsModel
from qadesk.ui.screens.scorecards.targets_table import TargetsTable
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, hint, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.one_line import OneLine

_NARROW: Final = 120 * GRID

Changes = tuple[TargetChange, ...]


class TargetsPage(QWidget):
    """`show_targets()` reads them (anew); `flush()` takes what is still being typed.

    Each cell typed is written at once, and undone by Ctrl+Z.
    """

    written = Signal()  # a target was planned or dropped

    def __init__(self, tasks: Tasks, office: Office) -> None:
        super().__init__()
        self.setObjectName("targetsPage")
        self._tasks, self._office = tasks, office
        self._newest = 0
        self._undo: list[tuple[Changes, Changes]] = []  # what takes it back, what does it again
        self._redo: list[tuple[Changes, Changes]] = []
        self._go_to: TargetChange | None = None
        self._cycle: str | None = None
        self.cycles = ComboBox("targetsCycle", _("Cycle the targets are for"))
        self.said = OneLine("muted", "targetsSaid")
        self.drop = Button(
            _("Drop what is not on the scorecard"), "targetsDrop", icon="trash-2", kind="quiet"
        )
        self.undo_button = Button(
            "", "targetsUndo", icon="undo-2", kind="quiet", tip=f"{_('Undo')}\n{hint('Ctrl+Z')}"
        )
        self.redo_button = Button(
            "", "targetsRedo", icon="redo-2", kind="quiet", tip=f"{_('Redo')}\n{hint('Ctrl+Y')}"
        )
        self.notice = Notice(name="targetsNotice")
        self.model = TargetsModel()
        self.table = TargetsTable(self.model, _("Targets"))
        self.here = OneLine("", "targetsHere")
        self.why = label(targets_words.precedence(), "small", wrap=True, name="targetsWhy")
        self.empty = EmptyState("target", "", name="targetsEmpty")
        self._lay_out()
        self._connect()
        self._offer()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        bar.setSpacing(GRID)
        bar.addWidget(label(_("For")))
        bar.addWidget(self.cycles)
        bar.addWidget(self.said, 1)
        for button in (self.drop, self.undo_button, self.redo_button):
            bar.addWidget(button)
        foot = QVBoxLayout()
        foot.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        foot.setSpacing(GRID // 2)
        foot.addWidget(self.here)
        foot.addWidget(self.why)
        full = QWidget()
        inside = QVBoxLayout(full)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.table, 1)
        inside.addLayout(foot)
        self.pages = QStackedWidget()
        for page in (full, self.empty):
            self.pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(bar)
        whole.addWidget(self.notice)
        whole.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.cycles.activated.connect(lambda _row: self._choose())
        self.model.edited.connect(lambda change: self._change((change,)))
        self.model.refused.connect(lambda text: self.notice.say(text, "bad"))
        self.model.taken.connect(self.notice.hide)
        self.table.moved.connect(self._tell_here)
        self.drop.clicked.connect(lambda _checked: self.drop_strays())
        self.undo_button.clicked.connect(lambda _checked: self.undo())
        self.redo_button.clicked.connect(lambda _checked: self.redo())
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.redo),
            ("Ctrl+Shift+Z", self.redo),
        )
        for sequence, act in keys:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow page the quiet button keeps its icon alone."""
        super().resizeEvent(event)
        narrow, text = event.size().width() < _NARROW, _("Drop what is not on the scorecard")
        self.drop.setText("" if narrow else text)
        self.drop.setToolTip(text if narrow else "")

    # ---- reading

    def show_targets(self) -> None:
        """Read the targets of the cycle chosen; at first, of every cycle from now on."""
        self._newest += 1
        number, office, code = self._newest, self._office, self._cycle

        def take(found: Board) -> None:
            if number == self._newest:
                self._show(found)

        self._tasks.run(lambda: board(office, code), take, owner=self)

    def focus_first(self) -> None:
        """The table, or the choice of a cycle where there is none."""
        shown = self.pages.currentWidget()
        (self.cycles if shown is self.empty else self.table).setFocus()

    def flush(self) -> bool:
        """Take what is still being typed."""
        self.table.end_typing()
        return True

    def _choose(self) -> None:
        self.flush()
        self._cycle = self.cycles.currentData()
        self.show_targets()

    def _show(self, found: Board) -> None:
        self.cycles.blockSignals(True)
        self.cycles.clear()
        for offer in found.offers:
            self.cycles.addItem(targets_words.offer_text(offer), offer.code)
        codes = [offer.code for offer in found.offers]
        if found.cycle_code not in codes:  # closed in the meantime
            self._cycle = None
            self.cycles.blockSignals(False)
            self.show_targets()
            return
        self.cycles.setCurrentIndex(codes.index(found.cycle_code))
        self.cycles.blockSignals(False)
        self.model.show_board(found)
        self._say(found)
        if not self.table.currentIndex().isValid() and self.model.columnCount():
            self.table.set_current(self.model.index(1, 0))
        if self._go_to is not None:
            index = self.model.index_of(self._go_to.whose, self._go_to.indicator)
            self._go_to = None
            if index.isValid():
                self.table.set_current(index)
        self._tell_here()
        self._offer()

    def _say(self, found: Board) -> None:
        if found.frozen_at is not None:
            when = formats.moment(self._office.local(found.frozen_at))
            self.said.say(_("Opened and frozen on {when}").format(when=when))
        else:
            self.said.say(targets_words.counted(found))
        self.why.setText(targets_words.frozen() if found.frozen_at else targets_words.precedence())
        lacking = not found.subjects
        self.pages.setCurrentIndex(1 if lacking else 0)
        if lacking and not found.published:
            self.empty.say(
                _("No scorecard is published yet"), _("Publish one; then its standards can be changed here.")
            )
        elif lacking:
            self.empty.say(
                _("No indicator of the scorecard has a standard"),
                _("Targets differ from a standard: give the indicators one in a new version."),
            )

    def _tell_here(self) -> None:
        index = self.table.currentIndex()
        if not index.isValid() or self.model.board is None:
            self.here.say("")
            return
        subject, held = self.model.subject(index.column()), self.model.held(index)
        self.here.say(targets_words.in_full(self.model.line(index.row()), subject, held))

    def _offer(self) -> None:
        self.undo_button.setEnabled(bool(self._undo))
        self.redo_button.setEnabled(bool(self._redo))
        self.drop.setVisible(self.model.board is not None and bool(self.model.board.strays))

    # ---- writing

    def drop_strays(self) -> None:
        """Drop every target planned for what the scorecard does not have."""
        found = self.model.board
        if found is None or not found.strays:
            return
        n = len(found.strays)
        self._change(tuple(TargetChange(*place, None, code) for place, code in found.strays))
        said = ngettext("{n} target dropped.", "{n} targets dropped.", n).format(n=n)
        self.notice.say(said, action=_("Undo"), then=self.undo)

    def _change(self, changes: Changes) -> None:
        def done(back: Changes) -> None:
            self._undo.append((back, changes))
            self._redo.clear()

        self._write(changes, done)

    def undo(self) -> None:
        """Take back what is being typed, else the last change."""
        field = self.table.field
        if field is not None and field.isModified():
            self.model.drop_typed()
            self.notice.hide()
            field.setText(str(self.table.currentIndex().data(Qt.ItemDataRole.EditRole) or ""))
        elif self._undo:
            back, again = self._undo.pop()
            self._write(back, lambda _back: self._redo.append((back, again)), at=again[0])

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._redo:
            back, again = self._redo.pop()
            self._write(again, lambda _back: self._undo.append((back, again)), at=again[0])

    def _write(
        self, changes: Changes, done: Callable[[Changes], object], at: TargetChange | None = None
    ) -> None:
        """Write changes and show them; `at`: go to the cell of this one."""
        office = self._office
        self.notice.hide()
        if at is not None:
            self._go_to, self._cycle = at, at.cycle_code
        shown = {(c.whose, c.indicator): c.standard for c in changes if c.cycle_code == self._cycle}
        self.model.wait_for(shown)

        def take(back: Changes) -> None:
            done(back)
            self._offer()
            self.written.emit()
            self.show_targets()

        def failed(error: BaseException) -> bool:
            self.show_targets()
            if isinstance(error, UserError):
                self.notice.say(str(error), "bad")
            return isinstance(error, UserError)

        self._tasks.run(lambda: target_plan.set_targets(office, changes).value, take, failed, owner=self)
