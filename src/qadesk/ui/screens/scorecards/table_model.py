"""The scorecard as a table: a row for each section and, below it, for each of its indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.services.designing.problems import Told
from qadesk.tabular import numbers
from qadesk.ui.screens.scorecards import cells, pasting
from qadesk.ui.screens.scorecards.cells import CHOSEN, KEYS, Key, NotTaken
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.live_table import PROBLEM_ROLE, tone_of

SPOT_ROLE: Final = Qt.ItemDataRole.UserRole + 30
_FIGURES: Final = frozenset({"weight", "standard"})
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_READ = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_MOVE = _READ | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
_WRITE = _MOVE | Qt.ItemFlag.ItemIsEditable
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Look:
    """All that is drawn of a cell, asked for at once: a table has many."""

    text: str
    align: Qt.AlignmentFlag
    section: bool  # of a section's row
    fixed: bool  # of a draft, but not to be changed in place
    tone: str | None  # of what is wrong with it


class DesignModel(QAbstractTableModel):
    """Reads the draft; what is typed into a cell goes back into it."""

    refused = Signal(str)  # why something typed was not taken
    taken = Signal()  # something typed was

    def __init__(self, draft: Draft, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self._card: Scorecard | None = None
        self._spots: tuple[Spot, ...] = ()
        self._rows: dict[Spot, int] = {}
        self._problems: dict[tuple[Spot, Key], list[Told]] = {}
        draft.loaded.connect(self._load)
        draft.changed.connect(lambda _path: self._follow())
        draft.problems_changed.connect(self._mark)

    # ---- following the draft

    def _load(self) -> None:
        self.beginResetModel()
        self._take()
        self._problems = {}
        self.endResetModel()
        self._mark()

    def _follow(self) -> None:
        """With the same rows the cursor and an open field stay; otherwise the view begins anew."""
        if not self.draft.is_open:
            return
        before, self._card = self._card, self.draft.card
        if before is not None and editing.spots(self._card) == self._spots:
            self._redraw(_different(before, self._card, self._spots))
            return
        self._problems = {}  # they name places that have moved; new ones are on their way
        self.beginResetModel()
        self._take()
        self.endResetModel()

    def _take(self) -> None:
        self._card = self.draft.card if self.draft.is_open else None
        self._spots = editing.spots(self._card) if self._card is not None else ()
        self._rows = {spot: row for row, spot in enumerate(self._spots)}

    def _redraw(self, spots: Iterable[Spot]) -> None:
        """Draw these rows anew: a whole table takes longer than the next key."""
        for spot in spots:
            row = self._rows.get(spot)
            if row is not None:
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(KEYS) - 1))

    def _mark(self) -> None:
        before, self._problems = self._problems, {}
        for told in self.draft.problems:
            spot = editing.spot_of(told.path)
            if spot is not None:
                self._problems.setdefault((spot, cells.key_of(told.path)), []).append(told)
        self._redraw({spot for spot, _key in before.keys() | self._problems.keys()})

    # ---- places

    @property
    def card(self) -> Scorecard:
        """The scorecard shown. Raises LookupError where there is none."""
        if self._card is None:
            raise LookupError("no scorecard is shown")
        return self._card

    def spot(self, row: int) -> Spot | None:
        """What a row shows; None beyond the table."""
        return self._spots[row] if 0 <= row < len(self._spots) else None

    def row_of(self, spot: Spot) -> int | None:
        """The row of a section or indicator."""
        return self._rows.get(spot)

    def index_of(self, path: Path) -> QModelIndex:
        """The cell a path leads to; no index for what is not in the table."""
        spot = editing.spot_of(path)
        row = None if spot is None else self.row_of(spot)
        if row is None:
            return QModelIndex()
        return self.index(row, KEYS.index(cells.key_of(path)))

    def can_edit(self, index: _Index) -> bool:
        """Whether a cell can be changed in place."""
        spot = self.spot(index.row())
        return self.draft.editable and spot is not None and cells.can_edit(self.card, spot, key_at(index))

    def look(self, row: int, column: int) -> Look:
        """What a cell looks like."""
        spot, key, card = self._spots[row], KEYS[column], self.card
        fixed = self.draft.editable and key != "rule" and not cells.can_edit(card, spot, key)
        tone = tone_of(self._problems.get((spot, key), ()))
        align = _RIGHT if key in _FIGURES else _LEFT
        return Look(cells.text(card, spot, key), align, spot.indicator is None, fixed, tone)

    # ---- Qt

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._spots)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(KEYS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(KEYS):
            return None
        key = KEYS[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cells.header(key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if key in _FIGURES else _LEFT
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or not self.draft.editable:
            return _READ
        return _WRITE if self.can_edit(index) else _MOVE

    def supportedDropActions(self) -> Qt.DropAction:
        """A row that is dragged is moved."""
        return Qt.DropAction.MoveAction

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        spot = self.spot(index.row()) if index.isValid() else None
        if spot is None or self._card is None:
            return None
        key = key_at(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return cells.text(self._card, spot, key)
        if role == Qt.ItemDataRole.EditRole:
            return cells.typed_text(self._card, spot, key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if key in _FIGURES else _LEFT
        if role == SPOT_ROLE:
            return spot
        if role == PROBLEM_ROLE:
            return tone_of(self._problems.get((spot, key), ()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(spot, key)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(spot, key)
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed so far; says so with `taken` or, where it cannot, with `refused`."""
        spot = self.spot(index.row())
        key = key_at(index)
        if role != Qt.ItemDataRole.EditRole or spot is None or key in CHOSEN or not self.can_edit(index):
            return False
        try:
            card = cells.with_typed(self.card, spot, key, str(value))
        except NotTaken as no:
            self.refused.emit(str(no))
            return False
        self.draft.apply(card, cells.path(spot, key), typing=True)
        self.taken.emit()
        return True

    def paste(self, index: _Index, text: str) -> None:
        """Take a block of cells, lines and tabs, as one step."""
        spot = self.spot(index.row())
        if not self.draft.editable or spot is None:
            return
        key, lines = key_at(index), pasting.grid(text)
        try:
            card, added = pasting.into_table(self.card, self._spots, index.row(), key, lines)
        except NotTaken as no:
            self.refused.emit(str(no))
            return
        self.draft.apply(card, cells.path(spot, key))
        if added:
            self.refused.emit(
                ngettext(
                    "{n} indicator was added, typed for each agent; choose where its value comes from.",
                    "{n} indicators were added, typed for each agent; choose where their values come from.",
                    added,
                ).format(n=added)
            )

    def choose(self, index: _Index, choice: str) -> None:
        """Take one of a column's list."""
        spot = self.spot(index.row())
        if spot is not None and self.can_edit(index):
            key = key_at(index)
            self.draft.apply(cells.with_chosen(self.card, spot, key, choice), cells.path(spot, key))

    # ---- words

    def _tip(self, spot: Spot, key: Key) -> str | None:
        said = [joined(told.text, told.remedy) for told in self._problems.get((spot, key), ())]
        counts = cells.counts_for(self.card, spot) if key == "weight" else None
        if counts is not None:
            said.append(_("{n}% of the total").format(n=numbers.shown(counts)))
        return "\n".join(said) or None

    def _spoken(self, spot: Spot, key: Key) -> str:
        name = cells.text(self.card, spot, "name") or cells.text(self.card, spot, "code")
        said = [name, f"{cells.header(key)}: {cells.text(self.card, spot, key) or _('empty')}"]
        tip = self._tip(spot, key)
        return ", ".join([*said, tip] if tip else said)


def _different(before: Scorecard, after: Scorecard, spots: Iterable[Spot]) -> Iterator[Spot]:
    """The rows that may say something else now; what was not changed is the very same object still."""
    whole = before.marks is not after.marks or before.grades is not after.grades
    for spot in spots:
        old, new = before.sections[spot.section], after.sections[spot.section]
        if old is new and not whole:
            continue
        moved = spot.indicator is None or old.indicators[spot.indicator] is not new.indicators[spot.indicator]
        if moved or whole or old.share != new.share:
            yield spot


def key_at(index: _Index) -> Key:
    """The column of a cell."""
    return KEYS[index.column()]
