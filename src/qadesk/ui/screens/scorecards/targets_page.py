"""Targets: whose standard differs from the scorecard's, in every cycle to come or in one of them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemDelegate, QWidget

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.services import rights, target_plan
from qadesk.services.designing import target_words
from qadesk.services.target_board import Board, Offer, board
from qadesk.services.target_plan import TargetChange, Whose
from qadesk.services.trail import things
from qadesk.storage.office import Office
from qadesk.ui.kit.actions import REDO_KEYS, UNDO_KEYS, Action, Actions
from qadesk.ui.kit.bar import Bar
from qadesk.ui.kit.history import KEYS
from qadesk.ui.kit.operations import Operations
from qadesk.ui.screens.scorecards.targets_table import Changes, TargetsModel, TargetsTable
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import stack, vbox
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.wording import cycle_text


class TargetsPage(QWidget):
    """`show_targets()` reads them (again); `flush()` takes what is still being typed.

    Each cell typed is written at once, and undone by Ctrl+Z.
    """

    history_asked = Signal(object)  # the thing

    def __init__(self, tasks: Tasks, office: Office) -> None:
        super().__init__()
        self.setObjectName("targetsPage")
        self._tasks, self._office = tasks, office
        self._newest = 0
        self._wanted: TargetChange | None = None  # whose cell the keyboard goes to
        self._cycle: str | None = None
        self.notice = Notice(name="targetsNotice")
        self.operations = Operations(self, tasks, self.notice)
        self.cycles = ComboBox("targetsCycle", _("Cycle the targets are for"))
        self.said = OneLine("muted", "targetsSaid")
        self.said.setProperty("stretches", True)
        self.model = TargetsModel()
        self.table = TargetsTable(self.model, _("Targets"), self._end_typing)
        self.here = OneLine("", "targetsHere")
        self.why = label(target_words.precedence(), "small", wrap=True, name="targetsWhy")
        self.empty = EmptyState("target", "", name="targetsEmpty")
        self.actions_ = Actions(self, _("Targets"), self._actions())
        self.actions_.offer_menu(self.table)
        buttons = [self.actions_.button(f"targets{name}") for name in ("Drop", "Undo", "Redo")]
        self.drop, self.undo_button, _redo = buttons
        asked = (label(_("For")), self.cycles, self.said)
        bar = Bar(asked, buttons, narrow_below=120 * GRID, right=2 * GRID)
        bar.setContentsMargins(2 * GRID, GRID, 0, GRID)
        foot = vbox(self.here, self.why, margins=(2 * GRID, GRID, 2 * GRID, GRID), gap=GRID // 2)
        full = QWidget()
        vbox((self.table, 1), foot, on=full, gap=0)
        self.pages = stack(full, self.empty)
        vbox(bar, (self.pages, 1), self.notice, on=self, gap=0)
        self.cycles.activated.connect(lambda _row: self._choose())
        self.model.edited.connect(self._write_typed)
        self.model.taken.connect(self.notice.hide)
        self.table.refused.connect(lambda text, code: self.notice.say(text, "bad", code=code))
        self.table.moved.connect(self._show_here)
        self.operations.turned.connect(self._go_back)
        self.operations.changed.connect(lambda _changes, _itself: self.show_targets())
        for changed in (self.model.taken, self.model.refused, self.operations.stack.indexChanged):
            self.actions_.update_on(changed)

    def _actions(self) -> list[Action]:
        drop, work, quiet = _("Delete targets not on the scorecard"), self.operations, "quiet"

        def strays() -> bool:
            return self.model.board is not None and bool(self.model.board.strays)

        def here() -> bool:
            return self._target_here() is not None

        def can_undo() -> bool:
            return work.can_undo() or self.table.field is not None

        return [
            Action(
                "targetsDrop", drop, self.drop_strays, "trash-2", kind=quiet, shown=strays, right="prepare"
            ),
            Action("targetsHistory", _("History…"), self.ask_history, "history", KEYS, quiet, enabled=here),
            Action("targetsUndo", _("Undo"), self.undo, "undo-2", UNDO_KEYS, quiet, enabled=can_undo),
            Action("targetsRedo", _("Redo"), work.redo, "redo-2", REDO_KEYS, quiet, enabled=work.can_redo),
        ]

    def _target_here(self) -> tuple[Whose, str] | None:
        """Whose target the cursor is on, and of which indicator."""
        index, board = self.table.currentIndex(), self.model.board
        row = self.model.rows[index.row()] if index.isValid() else None
        if row is None or board is None or not 0 <= index.column() < len(board.subjects):
            return None
        return row.whose, board.subjects[index.column()].code

    def ask_history(self) -> None:
        """Show what was planned and frozen here."""
        if (found := self._target_here()) is not None:
            whose, indicator = found
            self.history_asked.emit(things.of_target(indicator, whose.staff_no or ""))

    # ---- reading

    def show_targets(self) -> None:
        """Read the targets of the cycle chosen; at first, of every cycle from now on."""
        self._newest += 1
        number, office, code = self._newest, self._office, self._cycle

        def show(found: Board) -> None:
            if number == self._newest:
                self._show_board(found)

        self._tasks.run(lambda: board(office, code), show, owner=self)

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

    def _show_board(self, found: Board) -> None:
        offers = {offer.code: _offer_text(offer) for offer in found.offers}
        self.cycles.offer(offers.items(), found.cycle_code)
        if found.cycle_code not in offers:  # closed in the meantime
            self._cycle = None
            self.show_targets()
            return
        self.model.show_board(found, may=not rights.why_not(self._office, "prepare"))
        self._say_whole(found)
        wanted, self._wanted = self._wanted, None
        index = QModelIndex() if wanted is None else self.model.index_of(wanted.whose, wanted.indicator)
        if index.isValid():
            self.table.set_current(index)
        elif not self.table.currentIndex().isValid() and self.model.columnCount():
            self.table.set_current(self.model.index(1, 0))
        self._show_here()
        self.actions_.update()

    def _say_whole(self, found: Board) -> None:
        if found.frozen_at is not None:
            when = formats.moment(self._office.local(found.frozen_at))
            self.said.say(_("Opened and frozen on {when}").format(when=when))
        else:
            self.said.say(target_words.counted(found))
        self.why.setText(target_words.frozen() if found.frozen_at else target_words.precedence())
        lacking = not found.subjects
        self.pages.setCurrentIndex(1 if lacking else 0)
        if lacking and not found.published:
            self.empty.say(
                _("No scorecard is published yet"), _("Publish one; then its standards can be changed here.")
            )
        elif lacking:
            self.empty.say(
                _("No indicator of the scorecard has a standard"),
                _("Targets adjust standards: set standards for the indicators in a new version."),
            )

    def _show_here(self) -> None:
        self.here.say(self.model.in_full(self.table.currentIndex()))

    # ---- writing

    def drop_strays(self) -> None:
        """Drop every target planned for what the scorecard does not have."""
        found = self.model.board
        if found is None or not found.strays:
            return
        n = len(found.strays)
        said = ngettext("{n} target deleted.", "{n} targets deleted.", n).format(n=n)
        self._write(tuple(TargetChange(*place, None, code) for place, code in found.strays), said)

    def _end_typing(self) -> None:
        self.model.finish()
        self.actions_.update()

    def _write_typed(self, changes: Changes) -> None:
        first = changes[0]
        said = self.model.in_full(self.model.index_of(first.whose, first.indicator))
        if len(changes) > 1:
            n = len(changes)
            said = ngettext("{n} target", "{n} targets", n).format(n=n)
        self._write(changes, said, tone="")

    def _write(self, changes: Changes, said: str, *, tone: str = "good") -> None:
        office, operations = self._office, self.operations
        self.notice.hide()

        def failed(error: BaseException) -> bool:
            self.show_targets()
            return operations.refused(error)

        operations.run(lambda: target_plan.set_targets(office, changes), failed=failed, said=said, tone=tone)

    def undo(self) -> None:
        """Take back what is being typed, else the last change."""
        field = self.table.field
        if field is not None and field.isModified():
            self.notice.hide()
            self.table.closeEditor(field, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        else:
            self.operations.undo()

    def _go_back(self, changes: Changes) -> None:
        """Go to where what was undone or done again was typed; the cycle may be another."""
        self._wanted = changes[-1]
        self._cycle = self._wanted.cycle_code


def _offer_text(offer: Offer) -> str:
    if offer.code is None:
        return _("Every cycle from now on")
    name = cycle_text(offer.code)
    if offer.opened:
        return _("{cycle} · open, frozen").format(cycle=name)
    if not offer.planned:
        return name
    text = ngettext("{cycle} · {n} target", "{cycle} · {n} targets", offer.planned)
    return text.format(cycle=name, n=offer.planned)
