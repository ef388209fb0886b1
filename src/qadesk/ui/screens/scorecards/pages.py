"""Pages of the designer beside its table: the levels of the supervisor's form; grades and settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView

from qadesk.domain import editing, starters
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _, ngettext
from qadesk.services.designing import additions, asked_fields, part_fields, row_fields
from qadesk.services.designing.part_fields import LevelRow, grade_code, level_number
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_form import DraftForm, DraftPage
from qadesk.ui.screens.scorecards.draft_model import DraftModel, DraftTable, columns
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets import table
from qadesk.ui.widgets.basics import ComboBox, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import FREE, hbox, held, scrolled, split, stack, vbox
from qadesk.ui.widgets.table import RecordTableModel, TableView

_LIST: Final = 24 * GRID
_LEVEL_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "level": {"width": 7 * GRID},
    "name": {"width": 15 * GRID},
    "wording": {"wraps": True, "width": 13 * GRID, "grows": True},
}
_GRADE_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "code": {"width": 7 * GRID},
    "name": {"width": 11 * GRID, "grows": True},
    "at_least": {"right": True, "width": 11 * GRID},
    "quota": {"right": True, "width": 10 * GRID},
    "least_share": {"right": True, "width": 10 * GRID},
}
_indicator = editing.indicator_at


class LevelsPage(DraftPage):
    """Emits `add_asked` where nothing is rated yet and something shall be."""

    add_asked = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        rated = _("Rated indicators")
        self.list_model: RecordTableModel[Spot] = RecordTableModel(
            [table.Column("name", rated, self._name, stretch=True)]
        )
        self.list = TableView(self.list_model, "levelsIndicators", rated)
        self.list.setMinimumWidth(_LIST)
        self.list.row_chosen.connect(self._stand_on)
        self.scale = ComboBox("levelsScale", _("Levels of the form"))
        self.scale.activated.connect(lambda _at: self._change_scale())
        self.like = ComboBox("levelsLike", _("Copy wording from"))
        self.like.activated.connect(lambda _at: self._copy_wording())
        self.spot: Spot | None = None
        fields = columns(part_fields.of_levels(), _LEVEL_LOOKS)
        self.model: DraftModel[LevelRow] = DraftModel(
            draft, fields, self._levels, lambda row: (*row[0].path, "levels", row[1]), level_number
        )
        self.table = DraftTable(self.model, "levelsTable", _("Levels and their wording"))
        self.table.setWordWrap(True)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.empty = EmptyState(
            "list-checks",
            _("Nothing is rated on a form in this scorecard"),
            _("A rated indicator is scored by the supervisor, with wording for every level."),
            name="levelsEmpty",
        )
        self.empty_action = self.empty.add_button(
            _("Add a rated indicator"), "levelsAdd", self.add_asked.emit, icon="plus", primary=False
        )
        around = (2 * GRID, GRID, 2 * GRID, GRID)
        bar = hbox(label(_("Levels of the form")), self.scale, 2 * GRID, self.like, FREE, margins=around)
        right = held(vbox(bar, (self.table, 1), gap=0))
        self._work = split("levelsSplit", self.list, right, grows=1, sizes=(_LIST, 10 * _LIST))
        self.pages = stack(self.empty, self._work)
        vbox(self.pages, on=self)

    # ---- showing

    def _levels(self, card: Scorecard) -> list[LevelRow]:
        """The rows of the table: the levels of the indicator one stands on."""
        spot = self.spot
        if spot is None or spot.indicator is None or not editing.stands(card, spot):
            return []
        return [(spot, number) for number in range(len(_indicator(card, spot).levels))]

    def _name(self, spot: Spot) -> str:
        return row_fields.row_name(self.draft.card, spot)

    def follow(self) -> None:
        """Show what the draft has now."""
        card, model = self.draft.card, self.list_model
        spots = [s for s in editing.spots(card) if s.indicator is not None and _indicator(card, s).rated]
        self.pages.setCurrentWidget(self._work if spots else self.empty)
        self.empty_action.setVisible(self.draft.editable)
        before = self.spot
        if spots != model.rows:
            model.set_rows(spots)
            self.list.select_row(spots.index(before) if before in spots else 0)
        elif spots:
            model.dataChanged.emit(model.index(0, 0), model.index(len(spots) - 1, 0))
        self._stand_on(self.list.current_record() if spots else None)

    def _stand_on(self, spot: Spot | None) -> None:
        self.spot = spot
        self.model.follow()  # with as many levels as before, the cursor and an open field stay
        if spot is None:
            return
        levels = len(_indicator(self.draft.card, spot).levels)
        scales = sorted({*starters.SCALES, levels})
        self.scale.offer([(n, ngettext("{n} level", "{n} levels", n).format(n=n)) for n in scales], levels)
        self.scale.setEnabled(self.draft.editable)
        others = [(other, self._name(other)) for other in self.list_model.rows if other != spot]
        self.like.offer([(None, _("Copy wording from…")), *others])
        self.like.setVisible(self.draft.editable and bool(others))

    def go(self, path: Path) -> bool:
        """Put the keyboard on the cell a path leads to; whether it is one of this page."""
        spot = editing.spot_of(path)
        if spot is None or spot not in self.list_model.rows or path[4:5] != ("levels",):
            return False
        self.show_spot(spot)
        return self.table.go(path) or self.table.go((*spot.path, "levels", 0))

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
        spot, card = self.spot, self.draft.card
        if spot is not None:
            made = starters.with_levels(_indicator(card, spot), int(self.scale.currentData()))
            made = additions.with_named_levels(made)
            self.draft.apply(editing.put_indicator(card, spot, made), (*spot.path, "levels"))

    def _copy_wording(self) -> None:
        """The levels of another indicator, word for word."""
        spot, other, card = self.spot, self.like.currentData(), self.draft.card
        if spot is not None and isinstance(other, Spot):
            levels = _indicator(card, other).levels
            made = replace(starters.with_levels(_indicator(card, spot), len(levels)), levels=levels)
            self.draft.apply(editing.put_indicator(card, spot, made), (*spot.path, "levels"))


# ---- grades and settings


class SettingsPage(DraftPage):
    """What is typed goes back into the draft with every key."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.grades = GradesTable(draft)
        self.grades.setMinimumWidth(56 * GRID)
        self.model = self.grades.edited
        self.form = DraftForm(draft, asked_fields.of_scorecard)
        self.grades.buttons.setContentsMargins(GRID, 4, GRID, 4)
        left = held(vbox((self.grades, 1), self.grades.buttons, gap=0))
        content = held(vbox(self.form, FREE, margins=(2 * GRID, GRID, 2 * GRID, GRID)))
        area = scrolled(content, "settingsScroll", least=enlarged(40 * GRID))
        vbox(split("settingsSplit", left, area), on=self)

    def follow(self) -> None:
        """Show what the draft has now."""
        self.form.follow()

    def go(self, path: Path) -> bool:
        """Put the keyboard on what a path leads to; whether it is something of this page."""
        if path[:1] == ("grades",):
            return self.grades.go(path) or self.grades.go(("grades", 0))
        field = self.form.at(path)
        if field is not None:
            field.setFocus()
        return field is not None

    def focus_first(self) -> None:
        """The grades."""
        self.grades.setFocus()


# ---- the table of grades


class GradesTable(DraftTable[int]):
    """A grade is added below the current one; undo brings back what was taken out."""

    def __init__(self, draft: Draft) -> None:
        fields = columns(part_fields.of_grades(), _GRADE_LOOKS)
        model = DraftModel(
            draft,
            fields,
            lambda card: range(len(card.grades)),
            lambda row: ("grades", row),
            grade_code,
            "code",
        )
        super().__init__(model, "gradesTable", _("Grades"))
        self.buttons = self.offer_rows(
            "grade", (_("Add a grade"), self.add), (_("Remove the grade"), self.remove)
        )
        draft.loaded.connect(self.actions_.update)

    def add(self) -> None:
        """Put a grade below the current one."""
        row = self.currentIndex().row()
        at = row + 1 if row >= 0 else len(self.draft.card.grades)
        self.draft.apply(editing.add_grade(self.draft.card, at), ("grades", at))
        self.go(("grades", at))

    def remove(self) -> None:
        """Take the current grade out."""
        row = self.currentIndex().row()
        if 0 <= row < len(self.draft.card.grades):
            self.draft.apply(editing.remove_grade(self.draft.card, row), ("grades", row))
            self.go(("grades", min(row, len(self.draft.card.grades) - 1)))
