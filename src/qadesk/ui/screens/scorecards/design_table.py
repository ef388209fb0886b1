"""The scorecard as a table: a row for each section and, below it, for each of its indicators.

The columns are the fields of those rows (`services.designing.row_fields`); below them is the row to come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.designing import row_fields
from qadesk.services.designing.pasted_rows import PastedRows, Row, with_pasted
from qadesk.services.designing.row_fields import KEYS, RowField
from qadesk.tabular.clipboard import Grid
from qadesk.ui.kit.edit_cell import width_of
from qadesk.ui.kit.edit_model import EditColumn, Look
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_model import DraftModel, DraggedRows, FrozenNames
from qadesk.ui.theme import GRID, enlarged

T = TypeVar("T")
_RIGHT: Final = ("weight", "standard")
_WIDTHS: Final[dict[str, int]] = {  # in GRID; of others 10
    "name": 26, "rule": 24, "source": 20, "other_name": 24, "code": 22,
}  # fmt: skip
SHOWN_IN: Final[dict[str, str]] = {  # fields of the file form that have no column of their own
    "share": "weight",
    **dict.fromkeys(("on_top", "most", "least"), "rule"),
    **dict.fromkeys(("greatest", "part_of", "measure", "formula", "typed", "levels"), "source"),
}
_NAMES: Final = 16 * GRID  # wide at least, where the rule stands beside
_WHOLE_NAMES: Final = 36 * GRID  # and at most, so that names are whole
_WHOLE_RULES: Final = 60 * GRID
_MEASURED: Final = 60  # rows; to measure more would be felt
_AT_ONCE: Final = 40  # lines that are read within a fraction of what one notices


class DesignTable(DraggedRows[Spot]):
    """Follows the draft; the names stand still while the other columns are scrolled sideways.

    Below the last row of a draft is an empty one: what is typed or pasted there becomes indicators.
    """

    row_chosen = Signal(object)  # Spot or None
    rule_asked = Signal()  # Enter where the rule stands

    def __init__(self, draft: Draft) -> None:
        self._spot: Spot | None = None  # told last
        self._names = self._rules = self._sources = 0  # pixels that these columns need
        self._measured: Scorecard | None = None  # whose standards the column is wide enough for
        self._seen = False
        self._copied: tuple[str, Grid, tuple[Row, ...]] = ("", [], ())  # from which column, what, whose rows
        model = DraftModel(
            draft,
            [_column(field) for field in row_fields.fields()],
            lambda card: editing.spots_and_next(card) if draft.editable else editing.spots(card),
            lambda spot: spot.path,
            row_fields.row_name,
            shown_in=SHOWN_IN,
            changed=editing.different,
        )
        spoken = _("Sections and indicators")
        super().__init__(model, "designTable", spoken, paste=self._paste_block)
        self.frozen = FrozenNames(self)
        self.still = (self.frozen,)
        self.moved.connect(self._notice_row)
        self.edited.modelReset.connect(self._notice_row)
        draft.changed.connect(self._changed)

    def showEvent(self, event: QShowEvent) -> None:
        """Heads are measured when it first comes into sight: before they are not as wide as they will be."""
        if not self._seen:
            self._seen, self._measured = True, None
            for number in range(len(KEYS)):
                self.setColumnWidth(number, self.least(number))
            self.fit()
        super().showEvent(event)

    def _changed(self, path: Path) -> None:
        if path[-1:] in (("unit",), ("standard",)) or path == ("sections",):
            self.fit()
        self._notice_row()

    # ---- where one is

    @property
    def current_spot(self) -> Spot | None:
        """The row the keyboard is in; None for the empty one at the end."""
        row, rows = self.currentIndex().row(), self.edited.rows
        return rows[row] if 0 <= row < len(rows) and editing.stands(self.draft.card, rows[row]) else None

    def go_to(self, spot: Spot, column: int | None = None) -> None:
        """Put the keyboard on a row, in the column it is in."""
        row = self.edited.row_of(spot)
        if row is not None:
            at = max(0, self.currentIndex().column()) if column is None else column
            self.set_current(self.edited.index(row, at))

    def _notice_row(self) -> None:
        spot = self.current_spot
        if spot != self._spot:
            self._spot = spot
            self.row_chosen.emit(spot)

    # ---- typing

    def enter(self, index: QModelIndex) -> None:
        """Enter on a rule goes to its editor."""
        if KEYS[index.column()] == "rule":
            self.rule_asked.emit()
        else:
            super().enter(index)

    def _paste_block(self, spot: Spot, key: str, block: Grid) -> None:
        """Cells below and to the right, as one step; names below the last row become indicators."""
        self._take_rows(spot, key, block, self._copied[2] if (key, block) == self._copied[:2] else ())

    def copied(self, row: int, column: int, cells: Grid) -> None:
        """Remember whose cells were copied: rules and sources have more to them than their words."""
        card, spots = self.draft.card, self.edited.rows[row : row + len(cells)]
        rows = tuple(editing.row_at(card, spot) for spot in spots if editing.stands(card, spot))
        self._copied = (KEYS[column], [[text.strip() for text in line] for line in cells], rows)

    def fill_down(self) -> None:
        """Give the rows that are marked what the first has; sections and indicators only of their kind."""
        block, card = self.block, self.draft.card
        if block is None or not self.draft.editable:
            return
        first, *others = self.edited.rows[block.top() : block.bottom() + 1]
        line = [self.edited.index(block.top(), n).data() for n in range(block.left(), block.right() + 1)]
        if others and editing.stands(card, first):
            same = [(one.indicator is None) == (first.indicator is None) for one in others]
            lines = [line if fits else [] for fits in same]
            self._take_rows(
                others[0], KEYS[block.left()], lines, (editing.row_at(card, first),) * len(others)
            )

    def _take_rows(self, spot: Spot, key: str, block: Grid, like: Sequence[Row]) -> None:
        column, card, row = self.currentIndex().column(), self.draft.card, self.edited.rows.index(spot)

        def read() -> PastedRows:
            try:
                return with_pasted(card, row, key, block, like)
            except NotTaken as no:
                return PastedRows(card, str(no), code=no.code, left=getattr(no, "left", {}))

        def take(made: PastedRows) -> None:
            self.edited.mark_left(made.left)
            self.draft.apply(made.card, self.edited.path(spot, key))
            if made.said:
                self.refused.emit(made.said, made.code)
            if made.added is not None:
                self.go_to(made.added, 0)
            elif not self.currentIndex().isValid():
                self.go_to(spot, column)  # the table was reset

        if len(block) > _AT_ONCE:
            self.draft.beside.run(read, take)
        else:
            take(read())

    # ---- order

    def nudge(self, step: int) -> None:
        """Move the current row up (-1) or down (1)."""
        spot = self.current_spot
        if spot is not None and self.draft.editable:
            self._move(spot, *editing.nudge(self.draft.card, spot, step))

    def drop(self, row: Spot, number: int) -> None:
        rows, card = self.edited.rows, self.draft.card
        below = rows[number] if number < len(rows) and editing.stands(card, rows[number]) else None
        self._move(row, *editing.move(card, row, editing.drop_spot(card, row, below)))

    def _move(self, spot: Spot, card: Scorecard, place: Spot) -> None:
        self.draft.apply(card, place.path, goes=True)
        if place != spot:
            self.go_to(place)

    # ---- looks

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, and sideways no further than it needs."""
        super().scrollTo(index, hint)
        self._keep_names(index)

    def _keep_names(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Do not scroll sideways further than a cell needs."""
        head, column = self.horizontalHeader(), max(0, index.column())
        if head.sectionPosition(column) + head.sectionSize(column) <= self.viewport().width():
            self.horizontalScrollBar().setValue(0)

    def _width_of(self, number: int) -> int:
        """The pixels of a column's widest text; each is measured once, without Qt for each row."""
        card, column, metrics = self.edited.state, self.edited.columns[number], self.fontMetrics()
        texts = set() if card is None else {column.text(card, spot) for spot in self.edited.rows}
        return max((width_of(metrics, text) for text in texts), default=0)

    def fit(self) -> None:
        """The rule takes the room there is left beside as many whole columns as there is room for."""
        standard, rule = KEYS.index("standard"), KEYS.index("rule")
        if self._measured is not self.edited.state:
            self._measured, needed = self.edited.state, self._width_of(standard)  # units are long
            self.setColumnWidth(standard, max(self.least(standard), min(needed, enlarged(18 * GRID))))
            few = self.edited.rowCount() <= _MEASURED
            self._names = self._width_of(0) + 2 * GRID if few else 0
            self._sources = self._width_of(KEYS.index("source")) + 3 * GRID if few else 0
            self._rules = min(self._width_of(rule) + 3 * GRID, enlarged(_WHOLE_RULES)) if few else 0
        least, beside = self.least(rule), sum(self.columnWidth(n) for n in range(1, rule))
        free = self.viewport().width() - beside
        whole = max(self.least(0), min(self._names, enlarged(_WHOLE_NAMES)))
        narrow = max(enlarged(_NAMES), min(self._names, whole, free - least))  # or they cover the weights
        self.setColumnWidth(0, min(whole, max(free - max(least, self._rules), narrow)))
        source = KEYS.index("source")
        room = self.viewport().width() - self.columnWidth(0) - beside
        self.setColumnWidth(source, max(self.least(source), min(self._sources, room - self._rules)))
        widths = [self.columnWidth(n) for n in range(len(KEYS))]
        rest = room - least
        for width in widths[rule + 1 :]:
            if width > rest or least + rest - width < self._rules:
                break  # others stand only beside whole rules
            rest -= width
        self.setColumnWidth(rule, least + max(0, rest))
        self._keep_names(self.currentIndex())


# ---- its columns


def _column(field: RowField) -> EditColumn[Scorecard, Spot]:
    """A field as a column, with nothing in the row that is not there yet but a name to be typed."""
    name, width = field.key == "name", _WIDTHS.get(field.key, 10)

    def there(said: Callable[[Scorecard, Spot], T], otherwise: T) -> Callable[[Scorecard, Spot], T]:
        return lambda card, spot: said(card, spot) if editing.stands(card, spot) else otherwise

    def look(_card: Scorecard, spot: Spot) -> Look:
        head = spot.indicator is None
        return Look(
            bold=head and field.key != "rule", head=head, indent=2 * GRID if name and not head else 0,
            muted=(head or None) if field.key == "code" else None,
        )  # fmt: skip

    empty = Look(note=_("Type a name here, or paste rows") if name else "", indent=2 * GRID if name else 0)
    return EditColumn(
        field.key,
        field.header,
        there(field.text, ""),
        field.put,
        there(field.typed or field.text, ""),
        field.choices,
        there(field.editable, name),
        there(field.why_fixed, _("Type its name first.")),
        look=there(look, empty),
        tip=there(row_fields.counts_for, "") if field.key == "weight" else lambda _card, _spot: "",
        right=field.key in _RIGHT,
        width=width * GRID,
    )
