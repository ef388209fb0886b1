"""The bands of a ladder as a little table: limit and points, the last row for what lies beyond."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from qadesk import formats
from qadesk.domain import starters
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Better, Indicator
from qadesk.i18n import _
from qadesk.services.explaining.figure_words import limit
from qadesk.tabular import numbers
from qadesk.tabular.numbers import Kind, NotRead
from qadesk.ui.screens.scorecards import pasting
from qadesk.ui.screens.scorecards.cells import NotTaken
from qadesk.ui.screens.scorecards.live_table import LiveTable
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button

_ROW: Final = 28
_MOST_ROWS: Final = 7  # in sight at once
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


class BandModel(QAbstractTableModel):
    """Emits the ladder as it is typed, and at which band."""

    edited = Signal(object, int)
    refused = Signal(str)  # why what was typed is not taken  # Ladder, number of the band

    def __init__(self) -> None:
        super().__init__()
        self.ladder: Ladder | None = None
        self.indicator: Indicator | None = None
        self.editable = False

    def show_ladder(self, ladder: Ladder, indicator: Indicator, *, editable: bool) -> None:
        """Show a ladder; with as many bands as before the cursor and an open field stay."""
        same = self.ladder is not None and len(self.ladder.bands) == len(ladder.bands)
        if not same:
            self.beginResetModel()
        self.ladder, self.indicator, self.editable = ladder, indicator, editable
        if same:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 1))
        else:
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self.ladder is None else len(self.ladder.bands) + 1

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _("Points") if section else self._limit_head()
        return (_RIGHT if section else _LEFT) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        beyond = index.row() == self.rowCount() - 1 and index.column() == 0
        return flags | Qt.ItemFlag.ItemIsEditable if self.editable and not beyond else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.ladder is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.EditRole:
            return numbers.typed(self._value(index.row(), index.column()), self.kind(index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() else _LEFT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._text(index.row(), 0)}: {self._text(index.row(), 1)} {_('points')}"
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        ladder, row = self.ladder, index.row()
        if role != Qt.ItemDataRole.EditRole or ladder is None:
            return False
        better = "" if index.column() else ladder.better
        try:
            figure = numbers.read(str(value), self.kind(index.column()), better)
        except NotRead as no:
            self.refused.emit(no.wording())
            return False
        if figure is None:
            return False
        if row == len(ladder.bands):
            made = replace(ladder, otherwise=figure)
        else:
            bound, points = ladder.bands[row]
            band = (bound, figure) if index.column() else (figure, points)
            made = replace(ladder, bands=(*ladder.bands[:row], band, *ladder.bands[row + 1 :]))
        self.edited.emit(made, row)
        return True

    def _limit_head(self) -> str:
        """With the unit limits are typed in."""
        if self.ladder is None or self.indicator is None:
            return _("Limit")
        unit = "%" if self.ladder.of_standard else formats.unit_name(self.indicator.unit)
        return f"{_('Limit')} ({unit})" if unit else _("Limit")

    def kind(self, column: int) -> Kind:
        """How a figure of a column is typed."""
        if column or self.ladder is None or self.indicator is None:
            return numbers.PLAIN
        return numbers.PERCENT if self.ladder.of_standard else numbers.kind_of(self.indicator.unit)

    def _value(self, row: int, column: int) -> Decimal | None:
        assert self.ladder is not None
        if row == len(self.ladder.bands):
            return self.ladder.otherwise if column else None
        return self.ladder.bands[row][column]

    def _text(self, row: int, column: int) -> str:
        assert self.ladder is not None
        assert self.indicator is not None
        value = self._value(row, column)
        if column:
            return numbers.shown(value)
        if value is None:
            return _("beyond")
        if self.ladder.of_standard:
            sign = "≤" if self.ladder.better == Better.LOWER.value else "≥"
            return _("{sign} {n}% of the standard").format(sign=sign, n=numbers.shown(value, numbers.PERCENT))
        return limit(value, self.indicator.unit, self.ladder.better)


class _Table(LiveTable):
    """Ins adds a band, Ctrl+Del takes one out."""

    def __init__(self, model: BandModel, host: BandTable) -> None:
        super().__init__(model, "ruleBands", _("Bands of the ladder"))
        self._host = host
        self.verticalHeader().setMinimumSectionSize(_ROW)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setFixedHeight(_ROW)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(1, 11 * GRID)

    def end_typing(self) -> None:
        self._host.ended()

    def paste(self, index: QModelIndex, text: str) -> None:
        """What was copied in a spreadsheet fills the bands below and adds what is missing, as one step."""
        self._host.paste(index, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not self.editing and event.key() == Qt.Key.Key_Insert:
            self._host.add_band()
        elif not self.editing and event.key() == Qt.Key.Key_Delete and ctrl:
            self._host.remove_band()
        else:
            super().keyPressEvent(event)


class BandTable(QWidget):
    """Emits `edited(Ladder, band, typing)`; `ended` is called when a piece of typing ends."""

    edited = Signal(object, int, bool)
    refused = Signal(str)  # why something typed or pasted was not taken

    def __init__(self, ended: Callable[[], None]) -> None:
        super().__init__()
        self.ended = ended
        self.model = BandModel()
        self.table = _Table(self.model, self)
        self.add = Button(_("Add a band"), "ruleBandAdd", icon="plus", kind="quiet", clicked=self.add_band)
        self.remove = Button(
            _("Remove the band"), "ruleBandRemove", icon="minus", kind="quiet", clicked=self.remove_band
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.table)
        page.addLayout(buttons)
        self.model.edited.connect(lambda ladder, row: self.edited.emit(ladder, row, True))
        self.model.refused.connect(self.refused)

    def show_ladder(self, ladder: Ladder, indicator: Indicator, *, editable: bool) -> None:
        """Show the bands of a ladder."""
        self.model.show_ladder(ladder, indicator, editable=editable)
        rows = min(self.model.rowCount(), _MOST_ROWS)
        self.table.setFixedHeight((rows + 1) * _ROW + 2)
        self.add.setVisible(editable)
        self.remove.setVisible(editable)
        self.remove.setEnabled(bool(ladder.bands))

    def add_band(self) -> None:
        """Put a band below the last one."""
        ladder, indicator = self.model.ladder, self.model.indicator
        if ladder is not None and indicator is not None and self.model.editable:
            band = starters.next_band(ladder, indicator.unit)
            at = len(ladder.bands)
            self.edited.emit(replace(ladder, bands=(*ladder.bands, band)), at, False)
            self._go(at)

    def paste(self, index: QModelIndex, text: str) -> None:
        """Take limits and points, a line for each band."""
        ladder, indicator, row = self.model.ladder, self.model.indicator, index.row()
        if ladder is None or indicator is None or not self.model.editable:
            return
        kind, lines = self.model.kind(0), pasting.grid(text)
        try:
            made = pasting.into_ladder(ladder, indicator.unit, kind, row, index.column(), lines)
        except NotTaken as no:
            self.refused.emit(str(no))
            return
        self.edited.emit(made, row, False)
        self.table.set_current(self.model.index(row, index.column()))

    def remove_band(self) -> None:
        """Take the current band out; the last one where the keyboard is on none."""
        ladder = self.model.ladder
        if ladder is None or not ladder.bands or not self.model.editable:
            return
        row = self.table.currentIndex().row()
        at = row if 0 <= row < len(ladder.bands) else len(ladder.bands) - 1
        self.edited.emit(replace(ladder, bands=(*ladder.bands[:at], *ladder.bands[at + 1 :])), at, False)
        self._go(max(0, at - 1))

    def _go(self, row: int) -> None:
        self.table.set_current(self.model.index(row, 0))
        self.table.setFocus()
