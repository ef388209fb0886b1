"""The targets as a table that is typed in: rows are whose, columns are indicators."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from qadesk.errors import UserError, joined
from qadesk.i18n import _
from qadesk.services import target_plan
from qadesk.services.target_board import Board, Held, Level, Line, Place, Subject
from qadesk.services.target_plan import TargetChange, Whose
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NotRead
from qadesk.ui.screens.scorecards import targets_words

MARK_ROLE: Final = Qt.ItemDataRole.UserRole + 40  # where it comes from, in a word
OWN_ROLE: Final = Qt.ItemDataRole.UserRole + 41
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


class TargetsModel(QAbstractTableModel):
    """Row 0 is what the scorecard has; the others can be typed in unless the cycle is open.

    What is typed is one change: `finish` hands it out as `edited`. `wait_for` shows what is being written.
    """

    edited = Signal(object)  # TargetChange
    refused = Signal(str)  # why what was typed so far cannot be taken
    taken = Signal()  # what was typed so far can be

    def __init__(self) -> None:
        super().__init__()
        self.board: Board | None = None
        self._waiting: dict[Place, Decimal | None] = {}
        self._typed: TargetChange | None = None

    # ---- what is shown

    def show_board(self, board: Board | None) -> None:
        """Show a board; with the same rows and columns the cursor and an open field stay."""
        same = (
            self.board is not None
            and board is not None
            and (self.board.lines, self.board.subjects) == (board.lines, board.subjects)
        )
        if not same:
            self.beginResetModel()
            self._typed = None
        self.board, self._waiting = board, {}
        if same:
            self._tell()
        else:
            self.endResetModel()

    def wait_for(self, changes: Mapping[Place, Decimal | None]) -> None:
        """Show what is being written until the board is read anew."""
        self._waiting |= changes
        self._tell()

    def _tell(self) -> None:
        if self.rowCount() and self.columnCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def line(self, row: int) -> Line | None:
        """Whom a row is for; None for what the scorecard has."""
        if self.board is None or not 1 <= row <= len(self.board.lines):
            return None
        return self.board.lines[row - 1]

    def subject(self, column: int) -> Subject:
        """What a column is about. Raises IndexError beyond the last."""
        if self.board is None:
            raise IndexError(column)
        return self.board.subjects[column]

    def held(self, index: _Index) -> Held:
        """What holds in a cell."""
        assert self.board is not None
        line, subject = self.line(index.row()), self.subject(index.column())
        if line is None:
            indicator = subject.indicator
            return Held(None if indicator is None else indicator.standard, Level.SCORECARD)
        held = self.board.held(line, subject)
        if (line.whose, subject.code) in self._waiting:
            waiting = self._waiting[line.whose, subject.code]
            own = line.levels[0][0]
            return held if waiting is None else Held(waiting, own, own=True)
        return held

    def index_of(self, whose: Whose, code: str) -> QModelIndex:
        """The cell of a target; no index for what is not shown."""
        if self.board is None:
            return QModelIndex()
        rows = [row for row, line in enumerate(self.board.lines, start=1) if line.whose == whose]
        columns = [n for n, subject in enumerate(self.board.subjects) if subject.code == code]
        return self.index(rows[0], columns[0]) if rows and columns else QModelIndex()

    def can_edit(self, index: _Index) -> bool:
        """Whether a cell can be typed in."""
        if self.board is None or self.board.frozen_at is not None or self.line(index.row()) is None:
            return False
        return self.subject(index.column()).indicator is not None or self.held(index).own

    # ---- typing

    def finish(self) -> None:
        """What was typed is all: hand it out if it changes anything."""
        change, self._typed = self._typed, None
        if change is None:
            return
        index = self.index_of(change.whose, change.indicator)
        held = self.held(index) if index.isValid() else None
        before = held.standard if held is not None and held.own else None
        if change.standard != before:
            self.edited.emit(change)

    def drop_typed(self) -> None:
        """Let go of what was typed."""
        self._typed = None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed so far; says so with `taken` or, where it cannot, with `refused`."""
        line = self.line(index.row())
        if role != Qt.ItemDataRole.EditRole or line is None or not self.can_edit(index):
            return False
        assert self.board is not None
        subject, self._typed = self.subject(index.column()), None
        try:
            standard = _figure(subject, str(value))
        except UserError as error:
            self.refused.emit(joined(error.happened, error.remedy))
            return False
        self._typed = TargetChange(line.whose, subject.code, standard, self.board.cycle_code)
        self.taken.emit()
        return True

    # ---- Qt

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self.board is None else len(self.board.lines) + 1

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self.board is None else len(self.board.subjects)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self.board is None or section < 0:
            return None
        if orientation == Qt.Orientation.Horizontal:
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return targets_words.subject_name(self.subject(section))
            wrapped = _RIGHT.value | Qt.TextFlag.TextWordWrap.value
            return wrapped if role == Qt.ItemDataRole.TextAlignmentRole else None
        line = self.line(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return _("On the scorecard") if line is None else targets_words.who(line)
        if role == Qt.ItemDataRole.ToolTipRole:
            return None if line is None else targets_words.about(line)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and self.can_edit(index) else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.board is None:
            return None
        held, subject = self.held(index), self.subject(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return targets_words.figure(held, subject)
        if role == Qt.ItemDataRole.EditRole:
            one = subject.indicator
            kind = numbers.PLAIN if one is None else numbers.kind_of(one.unit)
            return numbers.typed(held.standard, kind) if held.own else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role == MARK_ROLE:
            return "" if self.line(index.row()) is None else targets_words.mark(held)
        if role == OWN_ROLE:
            return held.own
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return targets_words.in_full(self.line(index.row()), subject, held)
        return None


def _figure(subject: Subject, typed: str) -> Decimal | None:
    """What was typed as a standard; None for nothing. Raises UserError where it cannot be one."""
    if subject.indicator is None:
        if typed.strip():
            raise UserError(
                _("The scorecard does not have {code}.").format(code=subject.code),
                remedy=_("Such a target can only be dropped."),
            )
        return None
    try:
        one = subject.indicator
        standard = numbers.read(typed, numbers.kind_of(one.unit), one.better.value)
    except NotRead as no:
        raise UserError(no.wording()) from None
    if standard is not None:
        target_plan.must_fit(subject.indicator, standard)
    return standard
