"""The scorecard as a table: a row for each section and, below it, for each of its indicators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import MOST_INDICATORS, Better, Origin, Scorecard, Unit
from qadesk.i18n import _, ngettext
from qadesk.services.designing import additions
from qadesk.ui.kit.edit_model import Grid, NotTaken
from qadesk.ui.screens.scorecards import cells, wording
from qadesk.ui.screens.scorecards.cells import KEYS
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_model import DraftModel, DraftTable
from qadesk.ui.screens.scorecards.frozen_names import FrozenNames
from qadesk.ui.theme import GRID

_MARKS: Final = {  # at the end of a standard, of the units they stand for
    Unit.RATE: ("%", "％", "‰"),
    Unit.PER_10000: ("‱",),
    Unit.PER_MILLION: ("ppm", "PPM"),
    Unit.SECONDS: ("秒", "s"),
}


class DesignTable(DraftTable[Spot]):
    """Follows the draft; the names stand still while the other columns are scrolled sideways."""

    row_chosen = Signal(object)  # Spot or None
    rule_asked = Signal()  # Enter where the rule stands

    def __init__(self, draft: Draft) -> None:
        self._row = -1
        self.design = DraftModel(
            draft,
            cells.columns(),
            editing.spots,
            lambda spot: spot.path,
            lambda card, spot: wording.row_name(editing.row_at(card, spot)),
            shown_in=cells.SHOWN_IN,
            changed=_different,
        )
        spoken = _("Sections and indicators")
        super().__init__(self.design, "designTable", spoken, paste=self._paste_block, dropped=self.drop)
        self.frozen = FrozenNames(self)
        for number, column in enumerate(self.design.columns):
            self.setColumnWidth(number, column.width)
        self.moved.connect(self._notice_row)
        self.design.modelReset.connect(lambda: self.row_chosen.emit(None))
        draft.changed.connect(self._changed)

    def _changed(self, path: Path) -> None:
        if path[-1:] in (("unit",), ("standard",)) or path == ("sections",):
            self.fit()

    # ---- where one is

    @property
    def current_spot(self) -> Spot | None:
        """The row the keyboard is in."""
        row = self.currentIndex().row()
        return self.design.rows[row] if 0 <= row < len(self.design.rows) else None

    def go_to(self, spot: Spot, column: int | None = None) -> None:
        """Put the keyboard on a row, in the column it is in."""
        row = self.design.row_of(spot)
        if row is not None:
            at = max(0, self.currentIndex().column()) if column is None else column
            self.set_current(self.design.index(row, at))

    def _notice_row(self) -> None:
        row = self.currentIndex().row()
        if row != self._row:
            self._row = row
            self.row_chosen.emit(self.current_spot)

    # ---- typing

    def enter(self, index: QModelIndex) -> None:
        """Enter on a rule goes to its editor."""
        if KEYS[index.column()] == "rule":
            self.rule_asked.emit()
        else:
            super().enter(index)

    def _paste_block(self, spot: Spot, key: str, block: Grid) -> None:
        """Cells below and to the right, as one step; names below the last row become indicators."""
        rows, column = self.design.rows, self.currentIndex().column()
        try:
            card, added = _with_pasted(self.draft.card, rows, rows.index(spot), key, block)
        except NotTaken as no:
            self.refused.emit(str(no))
            return
        self.draft.apply(card, self.design.path(spot, key))
        if added:
            self.refused.emit(
                ngettext(
                    "{n} indicator was added, typed for each agent; choose where its value comes from.",
                    "{n} indicators were added, typed for each agent; choose where their values come from.",
                    added,
                ).format(n=added)
            )
        self.go_to(spot, column)  # where rows were added, the table was reset

    # ---- order

    def nudge(self, step: int) -> None:
        """Move the current row up (-1) or down (1)."""
        spot = self.current_spot
        if spot is not None and self.draft.editable:
            self._move(spot, *editing.nudge(self.draft.card, spot, step))

    def drop(self, spot: Spot, row: int) -> None:
        """Put a row before the one that now stands in `row`."""
        rows, card = self.design.rows, self.draft.card
        before = editing.drop_spot(card, spot, rows[row] if row < len(rows) else None)
        self._move(spot, *editing.move(card, spot, before))

    def _move(self, spot: Spot, card: Scorecard, place: Spot) -> None:
        self.draft.apply(card, place.path)
        if place != spot:
            self.go_to(place)

    # ---- looks

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, out from under the names, and sideways no further than it needs."""
        super().scrollTo(index, hint)
        self._keep_names(index)
        if index.column() > 0:
            bar, hidden = self.horizontalScrollBar(), self.frozen.room - self.visualRect(index).left()
            bar.setValue(max(0, bar.value() - max(0, hidden)))

    def _keep_names(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Do not scroll sideways further than a cell needs."""
        head, column = self.horizontalHeader(), max(0, index.column())
        if head.sectionPosition(column) + head.sectionSize(column) <= self.viewport().width():
            self.horizontalScrollBar().setValue(0)

    def fit(self) -> None:
        """The rule takes the room there is left beside as many whole columns as there is room for."""
        standard, rule = KEYS.index("standard"), KEYS.index("rule")
        needed = self.sizeHintForColumn(standard)  # some units are long
        self.setColumnWidth(standard, max(self.design.columns[standard].width, min(needed, 18 * GRID)))
        widths, least = [self.columnWidth(n) for n in range(len(KEYS))], self.design.columns[rule].width
        rest = self.viewport().width() - sum(widths[:rule]) - least
        for width in widths[rule + 1 :]:
            if width > rest:
                break
            rest -= width
        self.setColumnWidth(rule, least + max(0, rest))
        self._keep_names(self.currentIndex())


def _different(before: Scorecard, after: Scorecard, spots: Sequence[Spot]) -> Iterator[Spot]:
    """The rows that may say something else now; what was not changed is the very same object still."""
    whole = before.marks is not after.marks or before.grades is not after.grades
    for spot in spots:
        old, new = before.sections[spot.section], after.sections[spot.section]
        if old is new and not whole:
            continue
        moved = spot.indicator is None or old.indicators[spot.indicator] is not new.indicators[spot.indicator]
        if moved or whole or old.share != new.share:
            yield spot


# ---- pasting


def _with_pasted(
    card: Scorecard, spots: Sequence[Spot], row: int, key: str, lines: Grid
) -> tuple[Scorecard, int]:
    """The scorecard with cells from a row and column on, and how many indicators had to be added for it.

    What stands where nothing is typed is left out. Names that go on below the last row become indicators,
    typed for each agent until somebody says where their values come from. Raises NotTaken for no figure.
    """
    added, columns = 0, cells.columns()
    for down, line in enumerate(lines):
        if row + down < len(spots):
            spot = spots[row + down]
        elif key == "name" and line[0].strip() and sum(1 for _i in card.indicators()) < MOST_INDICATORS:
            card, spot = _typed_indicator(card, dict(zip(KEYS, line, strict=False)).get("standard", ""))
            added += 1
        else:
            continue
        for column, typed in zip(columns[KEYS.index(key) :], line, strict=False):
            if column.put is not None and column.choices is None and column.editable(card, spot):
                card = column.put(card, spot, typed)
    return card, added


def _typed_indicator(card: Scorecard, standard: str) -> tuple[Scorecard, Spot]:
    """A typed indicator at the end, in the unit and direction its standard is written in."""
    card, spot = additions.with_indicator(card, Spot(len(card.sections) - 1), Origin.TYPED.value, last=True)
    text = standard.strip()
    unit = next((unit for unit, marks in _MARKS.items() if text.endswith(marks)), Unit.COUNT)
    card = editing.change_indicator(card, spot, unit=unit, weight=Decimal(0))
    if text.startswith(("≤", "<", "＜")):
        card = editing.set_direction(card, spot, Better.LOWER)
    return card, spot
