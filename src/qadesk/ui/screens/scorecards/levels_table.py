"""The levels of one rated indicator as a table: name and wording of each, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from PySide6.QtWidgets import QHeaderView

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Level, Names, Scorecard
from qadesk.i18n import _
from qadesk.ui.kit.edit_model import EditColumn
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_model import DraftModel
from qadesk.ui.theme import GRID

Field = Literal["name", "wording"]
Row = tuple[Spot, int]  # the indicator, the number of the level
Column = EditColumn[Scorecard, Row]


class LevelsModel(DraftModel[Row]):
    """The levels of the draft's indicator at one place."""

    def __init__(self, draft: Draft) -> None:
        self.spot: Spot | None = None
        super().__init__(draft, _columns(), self._levels, _where, _cell, _number)

    def _levels(self, card: Scorecard) -> Iterable[Row]:
        spot = self.spot
        if spot is None or spot not in editing.spots(card) or spot.indicator is None:
            return []
        return [(spot, number) for number in range(len(editing.indicator_at(card, spot).levels))]

    def show_spot(self, spot: Spot | None) -> None:
        """Show the levels at a place; with as many as before, the cursor and an open field stay."""
        self.spot = spot
        self.follow()

    def cell(self, path: Path) -> tuple[int, int]:
        """Row and column of what a path leads to; its language is the window's where the path has none."""
        row, key = (path[5] if len(path) > 5 and isinstance(path[5], int) else 0), "name"
        if len(path) > 6:
            own = len(path) < 8 or wording.is_chinese(own=True) == (path[7] == "zh")
            key = _key("wording" if path[6] == "wording" else "name", own=own)
        return row, self.column_of(key)


class LevelsTable(EditTable):
    """Rows are as high as their words."""

    def __init__(self, model: LevelsModel) -> None:
        super().__init__(model, "levelsTable", _("Levels and their wording"), model.draft.end_typing)
        self.setWordWrap(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)


def _columns() -> list[Column]:
    level = Column("level", _("Level"), _number, width=7 * GRID)
    return [level, *(_words(field, own=own) for own in (True, False) for field in _FIELDS)]


_FIELDS: tuple[Field, ...] = ("name", "wording")


def _words(field: Field, *, own: bool) -> Column:
    def names(level: Level) -> Names:
        return level.name if field == "name" else level.wording

    def text(card: Scorecard, row: Row) -> str:
        return wording.of_names(names(_level(card, row)), own)

    def put(card: Scorecard, row: Row, typed: str) -> Scorecard:
        spot, number = row
        level, levels = _level(card, row), editing.indicator_at(card, spot).levels
        made = wording.with_name(names(level), own, typed)
        changed = replace(level, name=made) if field == "name" else replace(level, wording=made)
        levels = (*levels[:number], changed, *levels[number + 1 :])
        return editing.change_indicator(card, spot, levels=levels)

    if field == "name":
        return Column(_key(field, own=own), wording.name_header(own), text, put, width=15 * GRID)
    chinese = wording.is_chinese(own)
    head = _("What it looks like (Chinese)") if chinese else _("What it looks like (English)")
    return Column(_key(field, own=own), head, text, put, wraps=True, width=13 * GRID, grows=True)


def _level(card: Scorecard, row: Row) -> Level:
    spot, number = row
    return editing.indicator_at(card, spot).levels[number]


def _number(card: Scorecard, row: Row) -> str:
    return str(_level(card, row).level)


def _key(field: Field, *, own: bool) -> str:
    return field if own else f"other_{field}"


def _where(row: Row, key: str) -> Path:
    spot, number = row
    own = not key.startswith("other_")
    language = "zh" if wording.is_chinese(own) else "en"
    return (*spot.path, "levels", number, key.removeprefix("other_"), language)


def _cell(path: Path) -> tuple[Row, str] | None:
    """Of a name in one language only, the first of the two says so."""
    spot = editing.spot_of(path)
    if spot is None or path[4:5] != ("levels",) or len(path) < 7 or not isinstance(path[5], int):
        return None
    return (spot, path[5]), str(path[6])
