"""The editor of one rule: its kind, its figures, what they say, the curve they make, and a value to try."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from qadesk.domain import editing, starters
from qadesk.domain.editing import Spot
from qadesk.domain.rules import Ladder, RedLine, Rule
from qadesk.domain.scorecard import Indicator, Role
from qadesk.i18n import _
from qadesk.ui.kit.edit_cell import FigureField
from qadesk.ui.screens.scorecards import cells, rule_fields, wording
from qadesk.ui.screens.scorecards.band_table import BandTable
from qadesk.ui.screens.scorecards.curve_view import CurveView
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.red_line_fields import RedLineFields
from qadesk.ui.screens.scorecards.rule_fields import FIELDS, FLAGS, RuleField
from qadesk.ui.screens.scorecards.tester import Tester
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, label
from qadesk.ui.widgets.layouts import hbox, vbox


class RulePanel(QWidget):
    """Follows the draft's indicator at one place; what is typed goes back into the draft with every key."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.spot: Spot | None = None
        self._built = ""  # for which kind the fields stand
        self.kind = ComboBox("ruleKind", _("Kind of rule"))
        for kind, words in wording.KINDS.items():
            self.kind.addItem(_(words), kind)
        self.on_top = QCheckBox(_("Points are added to the total as a bonus"))
        self.on_top.setObjectName("ruleOnTop")
        self.fields: dict[str, FigureField] = {}
        self.flags: dict[str, QCheckBox] = {}
        self._units: dict[str, Any] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(2, 1)
        self.bands = BandTable(draft.end_typing)
        self.red_line = RedLineFields()
        self.words = label("", "muted", wrap=True, name="ruleWords")
        self.curve = CurveView("ruleCurve")
        self.tester = Tester()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = hbox(label(_("Rule")), (self.kind, 1))
        page = vbox(top, self._grid, on=self)
        for widget in (self.red_line, self.bands, self.on_top):
            page.addWidget(widget)
        self.picture = QWidget()  # stays in sight beside or below the fields
        shown = vbox(on=self.picture, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        for part in (self.words, self.curve, self.tester):
            shown.addWidget(part)
        shown.addStretch(1)

    def _connect(self) -> None:
        self.kind.activated.connect(lambda _at: self._change_kind())
        self.on_top.clicked.connect(self._change_on_top)
        self.bands.edited.connect(lambda ladder, row, typing: self._put(ladder, "bands", row, typing=typing))
        self.red_line.edited.connect(self._put)
        self.tester.tested.connect(self.curve.show_tested)
        self.tester.field.refused.connect(self.draft.refused)
        self.bands.refused.connect(self.draft.refused)

    # ---- showing

    @property
    def indicator(self) -> Indicator | None:
        """The indicator whose rule is shown."""
        if self.spot is None or self.spot.indicator is None or not self.draft.is_open:
            return None
        return editing.indicator_at(self.draft.card, self.spot)

    @property
    def marks(self) -> Decimal:
        """What its points are out of."""
        indicator = self.indicator
        assert indicator is not None
        assert self.spot is not None
        card = self.draft.card
        return card.full_marks(indicator, card.sections[self.spot.section].weight_of(indicator))

    def show_spot(self, spot: Spot | None) -> None:
        """Show the rule at a place; a section has none."""
        self.spot = spot
        self.follow()

    def follow(self) -> None:
        """Show what the draft has now."""
        indicator = self.indicator
        self.picture.setVisible(indicator is not None)
        if indicator is None:
            return
        rule, editable = indicator.rule, self.draft.editable
        self._build(rule.kind)
        self.kind.setCurrentIndex(self.kind.findData(rule.kind))
        self.kind.setEnabled(editable)
        self.on_top.setVisible(rule.role == Role.WEIGHTED.value)
        self.on_top.setChecked(indicator.on_top)
        self.on_top.setEnabled(editable)
        for field in FIELDS[rule.kind]:
            self._show_field(field, indicator)
        for name, box in self.flags.items():
            box.setChecked(bool(getattr(rule, name)))
            box.setEnabled(editable)
        self.bands.setVisible(isinstance(rule, Ladder))
        if isinstance(rule, Ladder):
            self.bands.show_ladder(rule, indicator, editable=editable)
        self.red_line.setVisible(isinstance(rule, RedLine))
        if isinstance(rule, RedLine):
            self.red_line.show_rule(rule, self.draft.card, editable=editable)
        assert self.spot is not None
        self.words.setText(cells.rule_said(self.draft.card, self.spot))
        self.curve.show_rule(indicator, self.marks)
        self.tester.show_rule(indicator, self.marks)

    def _show_field(self, field: RuleField, indicator: Indicator) -> None:
        shown = self.fields[field.name]
        shown.show_value(getattr(indicator.rule, field.name), rule_fields.kind(field, indicator))
        shown.setPlaceholderText(rule_fields.blank_words(field, indicator))
        shown.setReadOnly(not self.draft.editable)
        self._units[field.name].setText(rule_fields.unit_words(field, indicator))

    def _build(self, kind: str) -> None:
        """Other fields for another kind of rule."""
        if self._built == kind:
            return
        self._built = kind
        if any(field.hasFocus() for field in (*self.fields.values(), *self.flags.values())):
            self.kind.setFocus()  # the field in use goes
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.fields, self.flags, self._units = {}, {}, {}
        for row, field in enumerate(FIELDS[kind]):
            made = FigureField(f"rule_{field.name}", _(field.words), optional=bool(field.blank))
            made.edited.connect(lambda value, name=field.name: self._change(name, value))
            made.refused.connect(self.draft.refused)
            made.editingFinished.connect(self.draft.end_typing)
            name = label(_(field.words), name=f"rule_{field.name}Label")
            name.setBuddy(made)
            self._units[field.name] = label("", "muted", name=f"rule_{field.name}Unit")
            self.fields[field.name] = made
            for column, widget in enumerate((name, made, self._units[field.name])):
                self._grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
        for row, (name_, words) in enumerate(FLAGS.get(kind, ()), start=len(FIELDS[kind])):
            box = QCheckBox(_(words))
            box.setObjectName(f"rule_{name_}")
            box.clicked.connect(lambda on, name=name_: self._change(name, on))
            self.flags[name_] = box
            self._grid.addWidget(box, row, 0, 1, 3)

    def focus_field(self, name: str = "") -> None:
        """Put the keyboard on a figure of the rule; on its first field without one of that name."""
        first = next(iter(self.fields.values()), None)
        wanted = self.fields.get(name) or self.flags.get(name)
        (wanted or (self.bands.table if self.bands.isVisible() else first) or self.kind).setFocus()

    # ---- changing

    def _change(self, name: str, value: Decimal | bool | None) -> None:
        indicator = self.indicator
        if indicator is not None:
            fields: dict[str, Any] = {name: value}
            self._put(replace(indicator.rule, **fields), name, typing=not isinstance(value, bool))

    def _put(self, rule: Rule, *where: str | int, typing: bool = False) -> None:
        if self.spot is None:
            return
        card = editing.set_rule(self.draft.card, self.spot, rule)
        self.draft.apply(card, (*self.spot.path, "rule", *where), typing=typing)

    def _change_kind(self) -> None:
        """Another kind begins with figures that fit the indicator."""
        indicator, kind = self.indicator, self.kind.currentData()
        if indicator is not None and self.spot is not None and kind != indicator.rule.kind:
            self._put(starters.rule(kind, indicator, self._marks_for(indicator)), "kind")

    def _change_on_top(self, on: bool) -> None:
        indicator = self.indicator
        if indicator is None or self.spot is None:
            return
        changed = replace(indicator, on_top=on)
        rule = starters.rule(indicator.rule.kind, changed, Decimal(0) if on else self._marks_for(changed))
        card = editing.set_rule(self.draft.card, self.spot, rule, on_top=on)
        self.draft.apply(card, (*self.spot.path, "on_top"))

    def _marks_for(self, indicator: Indicator) -> Decimal:
        """What the points of a weighed rule of this indicator would be out of."""
        if indicator.on_top:
            return Decimal(0)
        return self.draft.card.full_marks(replace(indicator, rule=Ladder("lower", ())), indicator.weight) or (
            Decimal(100)
        )
