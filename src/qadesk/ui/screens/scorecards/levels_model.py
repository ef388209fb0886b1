"""The levels of one rated indicator as a table: name and wording of each, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.scorecard import Indicator, Level, Names
from qadesk.errors import joined
from qadesk.i18n import _, current_language
from qadesk.services.designing.problems import Told
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.live_table import PROBLEM_ROLE, tone_of

Field = Literal["name", "wording"]
_COLUMNS: Final[tuple[tuple[Field, bool], ...]] = (  # what, and whether in the language of the window
    ("name", True), ("wording", True), ("name", False), ("wording", False),
)  # fmt: skip
_Index = QModelIndex | QPersistentModelIndex


class LevelsModel(QAbstractTableModel):
    """Reads the draft at one place; what is typed goes back into it."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.spot: Spot | None = None
        self._count = 0

    @property
    def indicator(self) -> Indicator | None:
        """The indicator whose levels are shown."""
        if self.spot is None or not self.draft.is_open:
            return None
        return editing.indicator_at(self.draft.card, self.spot)

    def show_spot(self, spot: Spot | None) -> None:
        """Show the levels at a place; with as many as before, the cursor and an open field stay."""
        same_place, self.spot = spot == self.spot, spot
        count = len(self.indicator.levels) if self.indicator is not None else 0
        if same_place and count == self._count and count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, len(_COLUMNS)))
            return
        self.beginResetModel()
        self._count = count
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(_COLUMNS) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            return left if role == Qt.ItemDataRole.TextAlignmentRole else None
        if section == 0:
            return _("Level")
        field, own = _COLUMNS[section - 1]
        chinese = own == (current_language() == "zh_CN")
        if field == "name":
            return _("Name (Chinese)") if chinese else _("Name (English)")
        return _("What it looks like (Chinese)") if chinese else _("What it looks like (English)")

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.draft.editable and index.column() else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        indicator = self.indicator
        if not index.isValid() or indicator is None or index.row() >= len(indicator.levels):
            return None
        level = indicator.levels[index.row()]
        text = str(level.level)
        if index.column():
            names, chinese = self._names(level, index.column())
            text = names.zh if chinese else names.en
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == PROBLEM_ROLE:
            return tone_of(self._wrong(index.row(), index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                "\n".join(joined(t.text, t.remedy) for t in self._wrong(index.row(), index.column())) or None
            )
        if role == Qt.ItemDataRole.AccessibleTextRole:
            head = self.headerData(index.column(), Qt.Orientation.Horizontal)
            return f"{level.level}, {head}: {text or _('empty')}"
        return None

    def _wrong(self, row: int, column: int) -> list[Told]:
        """What is wrong with a cell; of a name in one language only, the first of the two says so."""
        if self.spot is None or column not in (1, 2):
            return []
        where = (*self.spot.path, "levels", row, _COLUMNS[column - 1][0])
        return [told for told in self.draft.problems if told.path[: len(where)] == where]

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        indicator, spot, row = self.indicator, self.spot, index.row()
        if indicator is None or spot is None or role != Qt.ItemDataRole.EditRole:
            return False
        level = indicator.levels[row]
        field, _own = _COLUMNS[index.column() - 1]
        names, chinese = self._names(level, index.column())
        text = str(value)
        made = Names(text, names.en) if chinese else Names(names.zh, text)
        changed = replace(level, name=made) if field == "name" else replace(level, wording=made)
        levels = (*indicator.levels[:row], changed, *indicator.levels[row + 1 :])
        card = editing.change_indicator(self.draft.card, spot, levels=levels)
        where = (*spot.path, "levels", row, field, "zh" if chinese else "en")
        self.draft.apply(card, where, typing=True)
        return True

    @staticmethod
    def _names(level: Level, column: int) -> tuple[Names, bool]:
        field, own = _COLUMNS[column - 1]
        names = level.name if field == "name" else level.wording
        return names, own == (current_language() == "zh_CN")

    def column_of(self, field: str, language: str = "") -> int:
        """The column of a field in a language ("zh", "en"; "": the window's)."""
        own = not language or (language == "zh") == (current_language() == "zh_CN")
        wanted: Field = "wording" if field == "wording" else "name"
        return _COLUMNS.index((wanted, own)) + 1
