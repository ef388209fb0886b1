"""The editor of a section: how its weights are given, and what its points on top may come to together."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qadesk.domain import editing
from qadesk.i18n import _
from qadesk.ui.kit.form import Rows
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_fields import DraftFields, weight_mode
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import vbox


class SectionPanel(QWidget):
    """Follows the draft's section at one place."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._at = 0
        self.mode = weight_mode(draft, "sectionWeights")
        self._fields = DraftFields(
            draft,
            lambda card: card.sections[self._at],
            lambda card, **fields: editing.change_section(card, self._at, **fields),
            lambda: ("sections", self._at),
        )
        form = Rows()

        def bound(key: str, name: str, words: str) -> QWidget:
            field = self._fields.figure(key, name, words, optional=True, blank=lambda _part: _("no limit"))
            form.add_row(words, field)
            form.setAlignment(field, Qt.AlignmentFlag.AlignLeft)
            return field

        self.most = bound("most", "sectionMost", _("Bonus points at most"))
        self.least = bound("least", "sectionLeast", _("Bonus points at least"))
        vbox(
            label(_("All sections of this scorecard"), "small"),
            self.mode,
            GRID,
            label(_("Sum of the bonus points of this section"), "small", wrap=True),
            form,
            on=self,
        )

    def show_section(self, at: int) -> None:
        """Show the section of a number."""
        self._at = at
        self.mode.follow()
        self._fields.follow()
