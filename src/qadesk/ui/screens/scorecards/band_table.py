"""The bands of a ladder as a little table: limit and points, the last row for what lies beyond."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.domain import editing, starters
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Better, Indicator
from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.designing.pasting import into_ladder
from qadesk.services.explaining.figure_words import limit
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NumberKind
from qadesk.ui.kit.edit_model import EditColumn, EditModel, Grid
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.layouts import vbox

_ROW: Final = 28
_MOST_ROWS: Final = 7  # in sight at once
Shown = tuple[Ladder, Indicator]
Column = EditColumn[Shown, int]


class BandTable(QWidget):
    """`show_spot` shows the ladder of an indicator of the draft; it hides where the rule is none."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft, self._spot = draft, Spot(0)
        self.model: EditModel[Shown, int] = EditModel([], self._typed, _limit)
        self.table = EditTable(
            self.model, "ruleBands", _("Bands of the ladder"), draft.end_typing, self._paste, enlarged(_ROW)
        )
        self.table.refused.connect(draft.refused)
        add, remove = (_("Add a band"), self.add_band), (_("Remove the band"), self.remove_band)
        buttons = self.table.offer_rows("ruleBand", add, remove, lambda: len(self.model.rows) > 1)
        vbox(self.table, buttons, on=self, gap=0)

    def show_spot(self, spot: Spot) -> None:
        """Show the bands; with as many as before the cursor and an open field stay."""
        self._spot = spot
        indicator = None if spot.indicator is None else editing.indicator_at(self._draft.card, spot)
        ladder = None if indicator is None else indicator.rule
        self.setVisible(isinstance(ladder, Ladder))
        if indicator is None or not isinstance(ladder, Ladder):
            return
        rows, shown = range(len(ladder.bands) + 1), (ladder, indicator)
        self.model.show(shown, rows, editable=self._draft.editable, columns=_columns(shown))
        self.table.setFixedHeight((min(len(rows), _MOST_ROWS) + 1) * enlarged(_ROW) + 2)
        self.table.actions_.update()

    def go(self, path: Path) -> None:
        """Put the keyboard on the band a path leads to; otherwise where it was."""
        if path[5:6] == ("bands",):
            self.table.set_current(self.model.index(int(path[6]) if len(path) > 6 else 0, 0))
        self.table.setFocus()

    def _typed(self, shown: Shown, row: int, _key: str, typing: bool) -> None:
        card = editing.set_rule(self._draft.card, self._spot, shown[0])
        self._draft.apply(card, (*self._spot.path, "rule", "bands", row), typing=typing)

    def _put(self, ladder: Ladder, row: int, column: int = 0) -> None:
        """Go on with other bands, the keyboard on one of them."""
        assert self.model.state is not None
        self._typed((ladder, self.model.state[1]), row, "", False)
        self.table.set_current(self.model.index(row, column))
        self.table.setFocus()

    def _paste(self, row: int, key: str, block: Grid) -> None:
        """Limits and points, a line for each band: what is missing is added, as one step."""
        assert self.model.state is not None
        (ladder, indicator), column = self.model.state, self.model.column_of(key)
        try:
            made = into_ladder(ladder, indicator.unit, _kind(self.model.state), row, column, block)
        except NotTaken as no:
            self.table.refused.emit(str(no), no.code)
            return
        self._put(made, row, column)

    def add_band(self) -> None:
        """Put a band below the last one."""
        if self.model.state is not None:
            ladder, indicator = self.model.state
            at, band = len(ladder.bands), starters.next_band(ladder, indicator.unit)
            self._put(_with_band(ladder, at, band), at)

    def remove_band(self) -> None:
        """Take the current band out; the last one where the keyboard is on none."""
        if self.model.state is not None and (bands := self.model.state[0].bands):
            row = self.table.currentIndex().row()
            at = row if 0 <= row < len(bands) else len(bands) - 1
            self._put(replace(self.model.state[0], bands=(*bands[:at], *bands[at + 1 :])), max(0, at - 1))


def _columns(shown: Shown) -> list[Column]:
    ladder, indicator = shown
    unit = "%" if ladder.of_standard else formats.unit_name(indicator.unit)
    header = _("Limit ({unit})").format(unit=unit) if unit else _("Limit")
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
    bound = _complete(numbers.read(typed, _kind(shown), ladder.better))
    return _with_band(ladder, row, (bound, ladder.bands[row][1])), indicator


def _with_points(shown: Shown, row: int, typed: str) -> Shown:
    ladder, indicator = shown
    points = _complete(numbers.read(typed))
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
