"""The page with the supervisor's form: the rated indicators, and the wording of each of their levels."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QSplitter,
    QStackedWidget,
    QWidget,
)

from qadesk.domain import editing, starters
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Origin
from qadesk.i18n import _, ngettext
from qadesk.ui.screens.scorecards import adding, wording
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.levels_table import LevelsModel, LevelsTable
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import FREE, hbox, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

_LIST: Final = 24 * GRID


class LevelsPage(QWidget):
    """Follows the draft."""

    add_asked = Signal(str)  # what kind of indicator

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.list_model: RecordTableModel[Spot] = RecordTableModel(
            [Column("name", _("Rated indicators"), self._name, stretch=True)]
        )
        self.list = TableView(self.list_model, "levelsIndicators", _("Rated indicators"))
        self.list.setMinimumWidth(_LIST)
        self.scale = ComboBox("levelsScale", _("Levels of the form"))
        self.like = ComboBox("levelsLike", _("Copy wording from"))
        self.model = LevelsModel(draft)
        self.table = LevelsTable(self.model)
        self.empty = EmptyState(
            "list-checks",
            _("Nothing is rated on a form in this scorecard"),
            _("A rated indicator is scored by the supervisor, with wording for every level."),
            name="levelsEmpty",
        )
        self.empty_action = self.empty.add_button(
            _("Add a rated indicator"), "levelsAdd", self._ask_for_one, icon="plus"
        )
        self._lay_out()
        self.list.row_chosen.connect(self._stand_on)
        self.scale.activated.connect(lambda _at: self._change_scale())
        self.like.activated.connect(lambda _at: self._take_words())
        draft.loaded.connect(self._follow_in_sight)
        draft.changed.connect(lambda _path: self._follow_in_sight())

    def _lay_out(self) -> None:
        bar = hbox(
            label(_("Levels of the form")),
            self.scale,
            2 * GRID,
            self.like,
            FREE,
            margins=(2 * GRID, GRID, 2 * GRID, GRID),
        )
        right = QWidget()
        vbox(bar, (self.table, 1), on=right, gap=0)
        split = QSplitter()
        split.setObjectName("levelsSplit")
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([_LIST, 10 * _LIST])
        self.pages = QStackedWidget()
        self._work = split
        self.pages.addWidget(self.empty)
        self.pages.addWidget(split)
        vbox(self.pages, on=self)

    def _ask_for_one(self) -> None:
        self.add_asked.emit(Origin.RATED.value)

    # ---- showing

    def _name(self, spot: Spot) -> str:
        return wording.indicator_name(editing.indicator_at(self.draft.card, spot))

    def showEvent(self, event: QShowEvent) -> None:
        """What was changed elsewhere meanwhile is shown now."""
        super().showEvent(event)
        self._follow()

    def _follow_in_sight(self) -> None:
        if self.isVisible():
            self._follow()

    def _follow(self) -> None:
        """Show what the draft has now."""
        if not self.draft.is_open:
            return
        card = self.draft.card
        spots = [
            spot
            for spot in editing.spots(card)
            if spot.indicator is not None and editing.indicator_at(card, spot).rated
        ]
        self.pages.setCurrentWidget(self._work if spots else self.empty)
        self.empty_action.setVisible(self.draft.editable)
        before = self.model.spot
        if spots != self.list_model.rows:
            self.list_model.set_rows(spots)
            self.list.select_row(spots.index(before) if before in spots else 0)
        elif spots:
            self.list_model.dataChanged.emit(
                self.list_model.index(0, 0), self.list_model.index(len(spots) - 1, 0)
            )
        self._stand_on(self.list.current_record() if spots else None)

    def _stand_on(self, spot: Spot | None) -> None:
        self.model.show_spot(spot)
        if spot is None:
            return
        indicator = editing.indicator_at(self.draft.card, spot)
        self.scale.clear()
        for n in sorted({*starters.SCALES, len(indicator.levels)}):
            self.scale.addItem(ngettext("{n} level", "{n} levels", n).format(n=n), n)
        self.scale.setCurrentIndex(self.scale.findData(len(indicator.levels)))
        self.scale.setEnabled(self.draft.editable)
        self.like.clear()
        self.like.addItem(_("Copy wording from…"), None)
        for other in self.list_model.rows:
            if other != spot:
                self.like.addItem(self._name(other), other)
        self.like.setVisible(self.draft.editable and self.like.count() > 1)

    def go(self, path: Path) -> bool:
        """Put the keyboard on the cell a path leads to; whether it is one of this page."""
        spot = editing.spot_of(path)
        row = self.list_model.find(lambda one: one == spot)
        if row is None or path[4:5] != ("levels",):
            return False
        self.list.select_row(row)
        self.table.set_current(self.model.index(*self.model.cell(path)))
        self.table.setFocus()
        return True

    def show_spot(self, spot: Spot) -> None:
        """Make an indicator the current row."""
        row = self.list_model.find(lambda one: one == spot)
        if row is not None:
            self.list.select_row(row)
        self.table.setFocus()

    def focus_first(self) -> None:
        """The list, or the way to something rated."""
        (self.list if self.pages.currentWidget() is self._work else self.empty_action).setFocus()

    # ---- changing

    def _change_scale(self) -> None:
        spot = self.model.spot
        if spot is not None:
            indicator = editing.indicator_at(self.draft.card, spot)
            made = starters.with_levels(indicator, int(self.scale.currentData()))
            card = editing.put_indicator(self.draft.card, spot, adding.with_named_levels(made))
            self.draft.apply(card, (*spot.path, "levels"))

    def _take_words(self) -> None:
        """The levels of another indicator, word for word."""
        spot, other = self.model.spot, self.like.currentData()
        if spot is None or not isinstance(other, Spot):
            return
        source = editing.indicator_at(self.draft.card, other)
        made = starters.with_levels(editing.indicator_at(self.draft.card, spot), len(source.levels))
        card = editing.put_indicator(self.draft.card, spot, made)
        card = editing.change_indicator(card, spot, levels=source.levels)
        self.draft.apply(card, (*spot.path, "levels"))
