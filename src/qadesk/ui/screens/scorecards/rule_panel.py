"""The editor of one rule: its kind, its figures, what they say, the curve they make, and a value to try."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from qadesk.domain import editing, starters
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.rules import Ladder, RedLine
from qadesk.domain.scorecard import Indicator, Role, Scorecard
from qadesk.i18n import _
from qadesk.ui.screens.scorecards import cells, wording
from qadesk.ui.screens.scorecards.band_table import BandTable
from qadesk.ui.screens.scorecards.curve_view import CurveView, Tester
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_fields import DraftFields
from qadesk.ui.screens.scorecards.rule_fields import RedLineFields, RuleFields
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import FREE, hbox, vbox


class RulePanel(QWidget):
    """Follows the draft's indicator at one place; what is typed goes back into the draft with every key."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self._spot = Spot(0, 0)
        self._rule = self._of_rule()
        kinds = [(kind, _(words)) for kind, words in wording.KINDS.items()]
        self.kind = self._rule.choice("kind", "ruleKind", _("Kind of rule"), kinds, self._change_kind)
        self._on_top = DraftFields(draft, self._indicator_in, place=lambda: self._spot.path)
        on_top = _("Points are added to the total as a bonus")
        self.on_top = self._on_top.flag("on_top", "ruleOnTop", on_top, self._change_on_top)
        self.figures = RuleFields(self._of_rule, self.kind)
        self.red_line = RedLineFields(self._of_rule())
        self.bands = BandTable(draft.end_typing)
        self.bands.edited.connect(self._put_bands)
        self.words = label("", "muted", wrap=True, name="ruleWords")
        self.curve, self.tester = CurveView("ruleCurve"), Tester()
        self.tester.tested.connect(self.curve.show_tested)
        for refused in (self.bands.refused, self.tester.field.refused):
            refused.connect(draft.refused)
        kind = hbox(label(_("Rule")), (self.kind, 1))
        vbox(kind, self.figures, self.red_line, self.bands, self.on_top, on=self)
        self.picture = QWidget()  # stays in sight beside or below the fields
        around = (2 * GRID, GRID, 2 * GRID, GRID)
        vbox(self.words, self.curve, self.tester, FREE, on=self.picture, margins=around)

    def _of_rule(self) -> DraftFields:
        """Controls of the rule in sight."""
        return DraftFields(
            self.draft,
            lambda card: self._indicator_in(card).rule,
            lambda card, **fields: editing.set_rule(
                card, self._spot, replace(self._indicator_in(card).rule, **fields)
            ),
            lambda: (*self._spot.path, "rule"),
        )

    # ---- showing

    def _indicator_in(self, card: Scorecard) -> Indicator:
        return editing.indicator_at(card, self._spot)

    def show_spot(self, spot: Spot | None) -> None:
        """Show the rule at a place; a section has none."""
        self.picture.setVisible(spot is not None)
        if spot is None:
            return
        self._spot = spot
        card = self.draft.card
        indicator = self._indicator_in(card)
        rule = indicator.rule
        self._rule.follow()
        self._on_top.follow()
        self.on_top.setVisible(rule.role == Role.WEIGHTED.value)
        self.figures.show_rule(indicator)
        self.bands.setVisible(isinstance(rule, Ladder))
        if isinstance(rule, Ladder):
            self.bands.show_ladder(rule, indicator, editable=self.draft.editable)
        self.red_line.setVisible(isinstance(rule, RedLine))
        if isinstance(rule, RedLine):
            self.red_line.show_rule(rule)
        marks = card.full_marks(indicator, card.sections[spot.section].weight_of(indicator))
        self.words.setText(cells.rule_said(card, spot))
        self.curve.show_rule(indicator, marks)
        self.tester.show_rule(indicator, marks)

    def enter(self, path: Path = ()) -> None:
        """Put the keyboard on the field or the band of the rule a path leads to; otherwise on the first."""
        field, bands = self.figures.fields.at(path), self.bands
        if field is None and bands.isVisible():
            if path[5:6] == ("bands",):
                band = path[6] if len(path) > 6 and isinstance(path[6], int) else 0
                bands.table.set_current(bands.model.index(band, 0))
            field = bands.table
        (field or next(iter(self.figures.fields.controls.values()), self.kind)).setFocus()

    # ---- changing

    def _put_bands(self, ladder: Ladder, row: int, typing: bool) -> None:
        card = editing.set_rule(self.draft.card, self._spot, ladder)
        self.draft.apply(card, (*self._spot.path, "rule", "bands", row), typing=typing)

    def _change_kind(self, kind: str) -> None:
        """Another kind begins with figures that fit the indicator."""
        indicator = self._indicator_in(self.draft.card)
        if kind != indicator.rule.kind:
            rule = starters.rule(kind, indicator, self._marks_for(indicator))
            self._rule.apply(editing.set_rule(self.draft.card, self._spot, rule), "kind")

    def _change_on_top(self, on: bool) -> None:
        changed = replace(self._indicator_in(self.draft.card), on_top=on)
        rule = starters.rule(changed.rule.kind, changed, self._marks_for(changed))
        self._on_top.apply(editing.set_rule(self.draft.card, self._spot, rule, on_top=on), "on_top")

    def _marks_for(self, indicator: Indicator) -> Decimal:
        """What the points of a weighed rule of this indicator would be out of."""
        if indicator.on_top:
            return Decimal(0)
        weighed = replace(indicator, rule=Ladder("lower", ()))
        return self.draft.card.full_marks(weighed, indicator.weight) or Decimal(100)
