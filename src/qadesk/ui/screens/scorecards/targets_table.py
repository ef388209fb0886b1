"""The targets as a table: rows are whose, columns are indicators; own figures stand out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QLineEdit

from qadesk.errors import NotTaken, UserError, joined
from qadesk.i18n import _
from qadesk.services import target_plan
from qadesk.services.designing import target_words
from qadesk.services.target_board import Board, Held, Subject, TargetCell, TargetLevel, TargetLine
from qadesk.services.target_plan import TargetChange, Whose
from qadesk.tabular import numbers
from qadesk.ui import theme
from qadesk.ui.kit.edit_cell import LiveField
from qadesk.ui.kit.edit_model import EditColumn, EditModel, Look
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.theme import GRID, ROW, SMALL, enlarged

_NARROWEST, _WIDEST = 14 * GRID, 22 * GRID  # of a column
_MOST_LINES = 3  # of a column's title
_MEASURED = 40  # of the longest names
Row = TargetLine | None  # None: what the scorecard has
Changes = tuple[TargetChange, ...]


@dataclass(frozen=True)
class Shown:
    """The targets in sight, with what was typed since they were read."""

    board: Board
    changes: Mapping[TargetCell, TargetChange] = field(default_factory=dict)

    def held(self, row: Row, subject: Subject) -> Held:
        """What holds in a cell; of one that was emptied, what held before, until it is read again."""
        if row is None:
            indicator = subject.indicator
            return Held(None if indicator is None else indicator.standard, TargetLevel.SCORECARD)
        change = self.changes.get((row.whose, subject.code))
        if change is not None and change.standard is not None:
            return Held(change.standard, row.levels[0][0], own=True)
        return self.board.held(row, subject)


class TargetsModel(EditModel[Shown, Row]):
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
        self.show(Shown(board), (None, *board.lines), editable=free, columns=columns)

    def index_of(self, whose: Whose, code: str) -> QModelIndex:
        """The cell of a target; no index for what is not shown."""
        row = next((row for row in self.rows if row is not None and row.whose == whose), None)
        return QModelIndex() if row is None else self.at(row, code)

    def in_full(self, index: QModelIndex) -> str:
        """A cell in a sentence."""
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")

    # ---- typing

    def _hold(self, shown: Shown, row: Row, _key: str, typing: bool) -> None:
        self.show(shown, self.rows, editable=self.editable, changed=(row,) if typing else None)
        if not typing:
            self.finish()

    def finish(self) -> None:
        """What was typed is all: hand out what of it changes anything."""
        if self.state is not None:
            told, self._told = self._told, self.state.changes
            new = [one for place, one in self._told.items() if told.get(place) != one]
            if changes := tuple(one for one in new if self._differs(one)):
                self.edited.emit(changes)

    def _differs(self, change: TargetChange) -> bool:
        index = self.index_of(change.whose, change.indicator)
        row, board = self.rows[index.row()] if index.isValid() else None, self.board
        if row is None or board is None:
            return True
        held = board.held(row, board.subjects[index.column()])
        return change.standard != (held.standard if held.own else None)

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


def _column(subject: Subject) -> EditColumn[Shown, Row]:
    one = subject.indicator
    kind = numbers.PLAIN if one is None else numbers.kind_of(one.unit)

    def text(shown: Shown, row: Row) -> str:
        return target_words.figure(shown.held(row, subject), subject)

    def typed(shown: Shown, row: Row) -> str:
        held = shown.held(row, subject)
        return numbers.typed(held.standard, kind) if held.own else ""

    def put(shown: Shown, row: Row, text: str) -> Shown:
        assert row is not None
        change = TargetChange(row.whose, subject.code, _standard(subject, text), shown.board.cycle_code)
        return replace(shown, changes={**shown.changes, (row.whose, subject.code): change})

    def editable(shown: Shown, row: Row) -> bool:
        return row is not None and (one is not None or shown.held(row, subject).own)

    def look(shown: Shown, row: Row) -> Look:
        held = shown.held(row, subject)
        note = "" if row is None else target_words.mark(held)
        return Look(bold=held.own, muted=row is not None and not held.own, head=row is None, note=note)

    def in_full(shown: Shown, row: Row) -> str:
        return target_words.in_full(row, subject, shown.held(row, subject))

    return EditColumn(
        subject.code,
        target_words.subject_name(subject),
        text,
        put,
        typed,
        editable=editable,
        placeholder=lambda shown, row: "" if shown.held(row, subject).own else text(shown, row),
        look=look,
        spoken=in_full,
        right=True,
    )


def _standard(subject: Subject, typed: str) -> Decimal | None:
    """What was typed as a standard; None for nothing. Raises NotTaken where it cannot be one."""
    one = subject.indicator
    if one is None:
        if not typed.strip():
            return None
        raise NotTaken(
            "target.not_on_card",
            joined(
                _("The scorecard does not have {code}.").format(code=subject.code),
                _("Such a target can only be deleted."),
            ),
        )
    standard = numbers.read(typed, numbers.kind_of(one.unit), one.better.value)
    if standard is not None:
        try:
            target_plan.must_fit(one, standard)
        except UserError as error:
            raise NotTaken(error.code, joined(error.happened, error.remedy)) from None
    return standard
