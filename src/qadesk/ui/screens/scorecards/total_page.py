"""The designer's page of rules on the total: if a figure is so much, what becomes of total and grade."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QHeaderView

from qadesk.domain import editing
from qadesk.domain.problems import Path
from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.designing import total_fields
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_form import DraftPage
from qadesk.ui.screens.scorecards.draft_model import DraftModel, DraftTable, columns
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import held, stack, vbox

_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "figure": {"width": 22 * GRID},
    "sign": {"width": 10 * GRID},
    "limit": {"right": True, "width": 10 * GRID},
    "effect": {"width": 18 * GRID},
    "value": {"right": True, "width": 11 * GRID},
    "grade": {"width": 9 * GRID},
    "said": {"wraps": True, "width": 30 * GRID, "grows": True},
}


class TotalPage(DraftPage):
    """The rules in their order, each in a row; what they do is said above them."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.table = TotalTable(draft)
        self.model = self.table.edited
        said = label(
            _(
                "Applied one after the other to the sum of all points, before red lines and quotas. A rule "
                "goes by the value of an indicator; one that only decides here may be shown only, without a "
                "weight."
            ),
            "small",
            wrap=True,
        )
        self.empty = EmptyState(
            "scale",
            _("No rule changes the total of this scorecard"),
            _(
                "An absence may halve the total, a complaint may limit the grade, new hires may be protected "
                "or left out."
            ),
            name="totalEmpty",
        )
        self.empty_action = self.empty.add_button(
            _("Add a rule on the total"), "totalAdd", self.table.add, icon="plus", primary=False
        )
        self.table.buttons.setContentsMargins(GRID, 4, GRID, 4)
        head = held(vbox(said, margins=(2 * GRID, GRID, 2 * GRID, GRID)))
        self._work = held(vbox(head, (self.table, 1), self.table.buttons, gap=0))
        self.pages = stack(self.empty, self._work)
        vbox(self.pages, on=self)

    def follow(self) -> None:
        """Show what the draft has now."""
        self.pages.setCurrentWidget(self._work if self.draft.card.on_total else self.empty)
        self.empty_action.setVisible(self.draft.editable)

    def go(self, path: Path) -> bool:
        """Put the keyboard on the cell a path leads to; whether it is one of this page."""
        self.follow()
        return self.table.go(path) or self.table.go(("on_total", 0))

    def focus_first(self) -> None:
        """The rules, or the way to the first."""
        (self.table if self.pages.currentWidget() is self._work else self.empty_action).setFocus()


class TotalTable(DraftTable[int]):
    """A rule is added below the current one; undo brings back what was taken out."""

    def __init__(self, draft: Draft) -> None:
        fields = columns(total_fields.of_total(lambda: draft.card), _LOOKS)
        model = DraftModel(
            draft,
            fields,
            lambda card: range(len(card.on_total)),
            lambda row: ("on_total", row),
            total_fields.in_words,
            "figure",
        )
        super().__init__(model, "totalTable", _("Rules on the total"))
        self.setWordWrap(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.buttons = self.offer_rows(
            "totalRule", (_("Add a rule on the total"), self.add), (_("Remove the rule"), self.remove)
        )
        draft.loaded.connect(self.actions_.update)

    def add(self) -> None:
        """Put a rule below the current one."""
        card, row = self.draft.card, self.currentIndex().row()
        at = row + 1 if 0 <= row < len(card.on_total) else len(card.on_total)
        try:
            made = editing.add_total_rule(card, at, total_fields.starter(card))
        except NotTaken as no:
            self.draft.refused.emit(str(no), no.code)
            return
        self.draft.apply(made, ("on_total", at))
        self.go(("on_total", at))

    def remove(self) -> None:
        """Take the current rule out."""
        row = self.currentIndex().row()
        if 0 <= row < len(self.draft.card.on_total):
            self.draft.apply(editing.remove_total_rule(self.draft.card, row), ("on_total", row))
            self.go(("on_total", min(row, len(self.draft.card.on_total) - 1)))
