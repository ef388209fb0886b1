"""Targets: whose standard differs from the scorecard's, in every cycle to come or in one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemDelegate, QHeaderView, QLineEdit, QWidget

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.services import rights, target_plan
from qadesk.services.designing import target_fields, target_words
from qadesk.services.designing.target_fields import TargetRow, TypedTargets
from qadesk.services.target_board import Board, Subject, TargetCell, board
from qadesk.services.target_plan import TargetChange, Whose
from qadesk.services.trail import things
from qadesk.ui import theme
from qadesk.ui.kit.actions import Action, Actions, turns
from qadesk.ui.kit.edit_cell import LiveField
from qadesk.ui.kit.edit_model import EditColumn, EditModel, Look
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.kit.history import history_action
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.scorecards.draft_model import columns
from qadesk.ui.theme import GRID, ROW, SMALL, enlarged
from qadesk.ui.widgets.bar import Bar
from qadesk.ui.widgets.basics import ComboBox, OneLine, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import FOOT, hbox, held, stack, vbox
from qadesk.ui.widgets.notice import Notice

_NARROWEST, _WIDEST = 14 * GRID, 22 * GRID  # of a column
_MOST_LINES = 3  # of a column's title
_MEASURED = 40  # of the longest names
Changes = tuple[TargetChange, ...]


class TargetsPage(QWidget):
    """`show_targets()` reads them (again); `flush()` takes what is still being typed.

    Each cell typed is written at once, and undone by Ctrl+Z.
    """

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.setObjectName("targetsPage")
        self._screen, self._office = screen, screen.office
        self._wanted: TargetChange | None = None  # whose cell the keyboard goes to
        self._cycle: str | None = None
        self.operations = Operations(self, screen.tasks, Notice(name="targetsNotice"))
        self.notice = self.operations.notice
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
        bar = Bar(asked, buttons, narrow_below=120 * GRID)
        bar.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        foot = vbox(self.here, self.why, margins=(2 * GRID, GRID, 2 * GRID, GRID), gap=GRID // 2)
        self.pages = stack(held(vbox((self.table, 1), foot, gap=0)), self.empty)
        vbox(bar, (self.pages, 1), hbox(self.notice, margins=FOOT), on=self, gap=0)
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

        def stray() -> bool:
            return self.model.board is not None and bool(self.model.board.strays)

        def can_undo() -> bool:
            return work.can_undo() or self.table.field is not None

        return [
            Action("targetsDrop", drop, self.drop_strays, "trash-2", (), quiet, shown=stray, right="prepare"),
            replace(history_action(self._screen, "targets", self._history_of), answers=True),
            *turns(
                "targets",
                work.stack,
                (self.undo, can_undo),
                (work.redo, work.can_redo),
                partial(Action, kind=quiet),
            ),
        ]

    def _history_of(self) -> things.About | None:
        index, shown = self.table.currentIndex(), self.model.board
        row = self.model.rows[index.row()] if index.isValid() else None
        if row is None or shown is None:
            return None
        return things.of_target(shown.subjects[index.column()].code, row.whose.staff_no or "")

    # ---- reading

    def show_targets(self) -> None:
        """Read the targets of the cycle chosen; at first, of every cycle from now on."""
        office, code = self._office, self._cycle
        self._screen.load(lambda: board(office, code), self._show_board, slot="targets")

    def focus_first(self) -> None:
        """The table, or the choice of a cycle where there is none."""
        (self.cycles if self.pages.currentWidget() is self.empty else self.table).setFocus()

    def flush(self) -> bool:
        """Take what is still being typed."""
        self.table.end_typing()
        return True

    def _choose(self) -> None:
        self.flush()
        self.model.mark_left({})
        self._cycle = self.cycles.currentData()
        self.show_targets()

    def _show_board(self, found: Board) -> None:
        offers = {offer.code: target_words.offer_text(offer) for offer in found.offers}
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


# ---- the table: rows are whose, columns are indicators; own figures stand out


class TargetsModel(EditModel[TypedTargets, TargetRow]):
    """What is typed in a cell is one change, handed out by `finish`; what is pasted is one at once."""

    edited = Signal(object)  # tuple of TargetChange

    def __init__(self) -> None:
        super().__init__([], self._hold)
        self._told: Mapping[TargetCell, TargetChange] = {}  # changes that were handed out

    @property
    def board(self) -> Board | None:
        """The targets in sight."""
        return None if self.state is None else self.state.board

    def show_board(self, board: Board, *, may: bool = True) -> None:
        """Show targets, to change where one `may`; with the same rows and columns the cursor stays."""
        columns, self._told = [_column(subject) for subject in board.subjects], {}
        free = may and board.frozen_at is None
        self.show(TypedTargets(board), (None, *board.lines), editable=free, columns=columns)

    def index_of(self, whose: Whose, code: str) -> QModelIndex:
        """The cell of a target; no index for what is not shown."""
        row = next((row for row in self.rows if row is not None and row.whose == whose), None)
        return QModelIndex() if row is None else self.at(row, code)

    def in_full(self, index: QModelIndex) -> str:
        """A cell in a sentence."""
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")

    # ---- typing

    def _hold(self, shown: TypedTargets, row: TargetRow, _key: str, typing: bool) -> None:
        self.show(shown, self.rows, editable=self.editable, changed=(row,) if typing else None)
        if not typing:
            self.finish()

    def finish(self) -> None:
        """What was typed is all: hand out what of it changes anything."""
        if self.state is not None:
            told, self._told = self._told, self.state.changes
            if changes := self.state.since(told):
                self.edited.emit(changes)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.TextAlignmentRole:
                wrapped = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                return wrapped.value | Qt.TextFlag.TextWordWrap.value
            return super().headerData(section, orientation, role)
        row = self.rows[section] if 0 <= section < len(self.rows) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _("On the scorecard") if row is None else target_words.who(row)
        return target_words.about(row) if role == Qt.ItemDataRole.ToolTipRole and row is not None else None


class TargetsTable(EditTable):
    """The names at the left do not scroll away."""

    def __init__(self, model: TargetsModel, spoken: str, ended: Callable[[], object]) -> None:
        self._fitting = False
        super().__init__(model, "targetsTable", spoken, ended)
        names = self.verticalHeader()
        names.show()
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        names.setTextElideMode(Qt.TextElideMode.ElideRight)
        names.setSectionsClickable(False)
        names.setHighlightSections(False)
        names.setAccessibleName(spoken)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    @property
    def field(self) -> QLineEdit | None:
        """The field that is open."""
        return self.viewport().findChild(LiveField) if self.editing else None

    def fit(self) -> None:
        """The names as wide as they are, the columns share the rest, titles in as many lines as they need."""
        columns = self.edited.columnCount()
        if self._fitting or not columns:
            return
        wide, small = QFontMetrics(theme.font()), QFontMetrics(theme.font(SMALL))
        widest = max(map(wide.horizontalAdvance, self._heads(Qt.Orientation.Vertical)), default=0)
        self._fitting = True  # another width of the names is another width of the rest
        self.verticalHeader().setFixedWidth(min(max(widest + 3 * GRID, 14 * GRID), enlarged(28 * GRID)))
        self._fitting = False
        least, most = enlarged(_NARROWEST), enlarged(_WIDEST)
        width = min(max(self.viewport().width() // columns, least), most)
        box, wrap = QRect(0, 0, width - 2 * GRID, 999), Qt.TextFlag.TextWordWrap.value
        titles = self._heads(Qt.Orientation.Horizontal)
        highest = max(small.boundingRect(box, wrap, title).height() for title in titles)
        self.horizontalHeader().setDefaultSectionSize(width)
        lines = min(highest, _MOST_LINES * small.lineSpacing())
        self.horizontalHeader().setFixedHeight(max(ROW, lines + 2 * GRID))

    def _heads(self, which: Qt.Orientation) -> list[str]:
        """The longest headings of rows or columns, to be measured."""
        model = self.edited
        count = model.rowCount() if which == Qt.Orientation.Vertical else model.columnCount()
        return sorted((str(model.headerData(n, which) or "") for n in range(count)), key=len)[-_MEASURED:]


def _column(subject: Subject) -> EditColumn[TypedTargets, TargetRow]:
    said = target_fields.of_subject(subject)

    def look(shown: TypedTargets, row: TargetRow) -> Look:
        held = shown.held(row, subject)
        note = "" if row is None else target_words.mark(held)
        return Look(bold=held.own, muted=row is not None and not held.own, head=row is None, note=note)

    def placeholder(shown: TypedTargets, row: TargetRow) -> str:
        return "" if shown.held(row, subject).own else said.text(shown, row)

    def in_full(shown: TypedTargets, row: TargetRow) -> str:
        return target_words.in_full(row, subject, shown.held(row, subject))

    looks = {"placeholder": placeholder, "look": look, "spoken": in_full, "right": True}
    return columns([said], {said.key: looks})[0]
