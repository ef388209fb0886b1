"""The bands of a ladder as a little table: limit and points, the last row for what lies beyond."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.domain import starters
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Better, Indicator
from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.designing.pasting import into_ladder
from qadesk.services.explaining.figure_words import limit
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NotRead, NumberKind
from qadesk.ui.kit.edit_model import EditColumn, EditModel, Grid, figure
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.layouts import vbox

_ROW: Final = 28
_MOST_ROWS: Final = 7  # in sight at once
Shown = tuple[Ladder, Indicator]
Column = EditColumn[Shown, int]


class BandTable(QWidget):
    """Emits `edited(Ladder, band, typing)`; `ended` is called when a piece of typing ends."""

    edited = Signal(object, int, bool)
    refused = Signal(str, str)  # why something typed or pasted was not taken, and the code of it

    def __init__(self, ended: Callable[[], None]) -> None:
        super().__init__()
        self.model: EditModel[Shown, int] = EditModel([], self._put, _limit)
        self.table = EditTable(
            self.model, "ruleBands", _("Bands of the ladder"), ended, self._paste, row_height=_ROW
        )
        self.table.refused.connect(self.refused)
        add, remove = (_("Add a band"), self.add_band), (_("Remove the band"), self.remove_band)
        buttons = self.table.offer_rows("ruleBand", add, remove, lambda: len(self.model.rows) > 1)
        vbox(self.table, buttons, on=self, gap=0)

    def show_ladder(self, ladder: Ladder, indicator: Indicator, *, editable: bool) -> None:
        """Show the bands; with as many as before the cursor and an open field stay."""
        rows, shown = range(len(ladder.bands) + 1), (ladder, indicator)
        self.model.show(shown, rows, editable=editable, columns=_columns(shown))
        self.table.setFixedHeight((min(len(rows), _MOST_ROWS) + 1) * _ROW + 2)
        self.table.actions_.update()

    def _put(self, shown: Shown, row: int, _key: str, typing: bool) -> None:
        self.edited.emit(shown[0], row, typing)

    def _paste(self, row: int, key: str, block: Grid) -> None:
        """Limits and points, a line for each band: what is missing is added, as one step."""
        assert self.model.state is not None
        (ladder, indicator), column = self.model.state, self.model.column_of(key)
        try:
            made = into_ladder(ladder, indicator.unit, _kind(self.model.state), row, column, block)
        except NotRead as no:
            self.refused.emit(no.wording(), f"cell.{no.reason}")
            return
        self.edited.emit(made, row, False)
        self.table.set_current(self.model.index(row, column))

    def add_band(self) -> None:
        """Put a band below the last one."""
        if self.model.state is not None:
            ladder, indicator = self.model.state
            at, band = len(ladder.bands), starters.next_band(ladder, indicator.unit)
            self.edited.emit(_with_band(ladder, at, band), at, False)
            self._go(at)

    def remove_band(self) -> None:
        """Take the current band out; the last one where the keyboard is on none."""
        if self.model.state is None or not self.model.state[0].bands:
            return
        ladder, row = self.model.state[0], self.table.currentIndex().row()
        at = row if 0 <= row < len(ladder.bands) else len(ladder.bands) - 1
        self.edited.emit(replace(ladder, bands=(*ladder.bands[:at], *ladder.bands[at + 1 :])), at, False)
        self._go(max(0, at - 1))

    def _go(self, row: int) -> None:
        self.table.set_current(self.model.index(row, 0))
        self.table.setFocus()


def _columns(shown: Shown) -> list[Column]:
    ladder, indicator = shown
    unit = "%" if ladder.of_standard else formats.unit_name(indicator.unit)
    header = f"{_('Limit')} ({unit})" if unit else _("Limit")
    return [
        Column("limit", header, _limit, _with_limit, _typed_limit, editable=_is_band, grows=True),
        Column("points", _("Points"), _points, _with_points, right=True, width=11 * GRID),
    ]


def _is_band(shown: Shown, row: int) -> bool:
    return row < len(shown[0].bands)


def _kind(shown: Shown) -> NumberKind:
    """How a limit is typed."""
    ladder, indicator = shown
    return numbers.PERCENT if ladder.of_standard else numbers.kind_of(indicator.unit)


def _limit(shown: Shown, row: int) -> str:
    ladder, indicator = shown
    if not _is_band(shown, row):
        return _("otherwise")
    value = ladder.bands[row][0]
    if ladder.of_standard:
        sign = "≤" if ladder.better == Better.LOWER.value else "≥"
        return _("{sign} {n}% of the standard").format(sign=sign, n=numbers.shown(value, numbers.PERCENT))
    return limit(value, indicator.unit, ladder.better)


def _typed_limit(shown: Shown, row: int) -> str:
    return numbers.typed(shown[0].bands[row][0], _kind(shown)) if _is_band(shown, row) else ""


def _points(shown: Shown, row: int) -> str:
    ladder = shown[0]
    return numbers.shown(ladder.bands[row][1] if _is_band(shown, row) else ladder.otherwise)


def _with_limit(shown: Shown, row: int, typed: str) -> Shown:
    ladder, indicator = shown
    bound = _complete(figure(typed, _kind(shown), ladder.better))
    return _with_band(ladder, row, (bound, ladder.bands[row][1])), indicator


def _with_points(shown: Shown, row: int, typed: str) -> Shown:
    ladder, indicator = shown
    points = _complete(figure(typed))
    if not _is_band(shown, row):
        return replace(ladder, otherwise=points), indicator
    return _with_band(ladder, row, (ladder.bands[row][0], points)), indicator


def _with_band(ladder: Ladder, row: int, band: tuple[Decimal, Decimal]) -> Ladder:
    """With a band in the place of another, or below the last one."""
    return replace(ladder, bands=(*ladder.bands[:row], band, *ladder.bands[row + 1 :]))


def _complete(found: Decimal | None) -> Decimal:
    """The figure typed. Raises NotTaken for none, without a word: it is only not there yet."""
    if found is None:
        raise NotTaken
    return found
