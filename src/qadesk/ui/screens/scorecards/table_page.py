"""The page with the table: sections and indicators, the editor of the current row, weights, problems."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qadesk.domain import weighing
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.i18n import _
from qadesk.ui.screens.scorecards import cells, figures
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.table_view import DesignTable
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge


class TablePage(QWidget):
    """Emits why something typed was not taken."""

    refused = Signal(str)

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.table = DesignTable(draft)
        self.weights = Badge("", name="designWeights")
        foot = QHBoxLayout()
        foot.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        foot.addWidget(self.weights)
        foot.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.table, 1)
        page.addLayout(foot)
        self.table.design.refused.connect(self.refused)
        draft.loaded.connect(self._load)
        draft.changed.connect(lambda _path: self._add_up())

    def _load(self) -> None:
        self._add_up()
        if self.draft.is_open:
            self.table.go_to(Spot(0, 0) if self.draft.card.sections[:1] else Spot(0), 0)

    def _add_up(self) -> None:
        """Say what the weights add up to."""
        if not self.draft.is_open:
            return
        together = weighing.in_all(self.draft.card)
        text = _("Weights: {n}%").format(n=figures.shown(together.together))
        lacking = cells.lacking_text(together)
        self.weights.say(f"{text} · {lacking}" if lacking else text, "bad" if lacking else "good")

    def go(self, path: Path) -> bool:
        """Put the keyboard on the cell a path leads to; whether there is one."""
        return self.table.go(path)
