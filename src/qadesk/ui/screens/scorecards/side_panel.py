"""Beside the table: all there is to one row, its fields, what its rule says, the curve, a value to try."""

from __future__ import annotations

import re
from typing import Any, Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from qadesk.domain import editing, starters
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.designing import asked_fields, noise_words, part_fields, row_fields
from qadesk.services.designing.part_fields import OfLadder, kind_of_limits, with_band
from qadesk.services.designing.pasting import into_ladder
from qadesk.tabular.clipboard import Grid
from qadesk.ui.kit.edit_model import EditModel
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.screens.scorecards.curve_view import CurveView, Tester
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_form import DraftForm
from qadesk.ui.screens.scorecards.draft_model import columns
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.basics import Button, OneLine, label
from qadesk.ui.widgets.layouts import FREE, held, scrolled, vbox

WIDTH: Final = 47 * GRID
_JOINER: Final = "\u2060"  # where no line ends
_APART_MS: Final = 20
_MOST: Final = 16_777_215  # Qt's own for no limit


class SidePanel(QWidget):
    """Follows the draft at the row the table stands on. Esc gives the keyboard back to the table."""

    left = Signal()
    levels_asked = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.spot: Spot | None = None
        self._followed: tuple[Scorecard | None, Spot | None, bool] | None = None
        self.setObjectName("designSide")
        self.title = OneLine("heading", "sideTitle")
        self.nothing = label(_("Select a row to see its rule."), "muted", wrap=True, name="sideNothing")
        self.form = DraftForm(draft, lambda card: asked_fields.of_row(card, self.spot or Spot(0)))
        self.levels = Button(_("Wording of the levels"), "indicatorLevels", icon="arrow-right", kind="link")
        self.bands = BandTable(draft)
        self.words = label("", "muted", wrap=True, name="ruleWords")
        self.noise = label("", "muted", wrap=True, name="ruleNoise")
        self.smoother = Button(_("Count in between, without edges"), "ruleInBetween", kind="link")
        self.smoother.clicked.connect(self._count_in_between)
        self.curve, self.tester = CurveView("ruleCurve"), Tester()
        self.tester.tested.connect(self.curve.show_tested)
        self.tester.field.refused.connect(draft.refused)
        around = (2 * GRID, GRID, 2 * GRID, GRID)
        picture = (self.words, self.curve, self.tester)  # in sight beside or below the fields
        self.picture = held(vbox(*picture, FREE, margins=around))
        parts = (self.title, self.nothing, self.form, self.levels, self.bands, self.noise, self.smoother)
        self._content = held(vbox(*parts, FREE, margins=around))
        self._content.installEventFilter(self)
        self.picture.installEventFilter(self)
        area = self._area = scrolled(self._content, "designSideScroll", least=enlarged(WIDTH))
        self._whole = vbox((area, 1), self.picture, on=self, gap=0)
        self.levels.clicked.connect(self.levels_asked)
        draft.changed.connect(lambda _path: self._follow_to(draft.goes_to))
        draft.loaded.connect(self.follow)
        draft.noise_changed.connect(self._follow_noise)
        self._fit()

    def show_spot(self, spot: Spot | None) -> None:
        """Show a row."""
        self.spot = spot
        self.follow()

    def _follow_to(self, path: Path) -> None:
        """Follow a change; a row that moves is shown where it goes, and no other in between."""
        spot = editing.spot_of(path)
        if spot is not None and editing.stands(self.draft.card, spot):
            self.spot = spot
        self.follow()

    def follow(self) -> None:
        """Show what the draft has now, if anybody sees it."""
        if not self.isVisible():
            return
        card, spot = self.draft.card if self.draft.is_open else None, self.spot
        if card is None or spot is None or not editing.stands(card, spot):
            spot = None
        now, before = (card, spot, self.draft.editable), self._followed
        if before is not None and now[0] is before[0] and now[1:] == before[1:]:
            return
        self._followed = now
        self.nothing.setVisible(spot is None)
        self.title.setVisible(spot is not None)
        self.form.setVisible(spot is not None)
        for part in (self.picture, self.bands, self.levels):
            part.setVisible(spot is not None and spot.indicator is not None)
        if spot is None or spot.indicator is None:
            self.noise.hide()
            self.smoother.hide()
        if card is None or spot is None:
            return
        self.title.say(row_fields.row_name(card, spot))
        self.form.follow()
        if spot.indicator is not None:
            self._follow_rule(card, spot)

    def _follow_rule(self, card: Scorecard, spot: Spot) -> None:
        indicator = editing.indicator_at(card, spot)
        self.levels.setVisible(indicator.rated)
        self.bands.show_spot(spot)
        marks = card.full_marks(indicator, card.sections[spot.section].weight_of(indicator))
        self.words.setText(_unbroken(row_fields.rule_said(card, spot)))
        self.curve.show_rule(indicator, marks)
        self.tester.show_rule(indicator, marks)
        self._follow_noise()

    def _follow_noise(self) -> None:
        """Say what chance does to the rule, once that is known of it as it is; it was worked out behind."""
        spot, card = self.spot, self.draft.card if self.draft.is_open else None
        if card is None or spot is None or spot.indicator is None or not editing.stands(card, spot):
            return
        indicator = editing.indicator_at(card, spot)
        said = noise_words.of_rule(self.draft.noise, indicator)
        self.noise.setText(said)
        self.noise.setVisible(bool(said))
        found = noise_words.found(self.draft.noise, indicator)
        self.smoother.setVisible(self.draft.editable and found is not None and found.smoother is not None)

    def _count_in_between(self) -> None:
        """Take the edges out of the rule, as one step that can be taken back."""
        if self.spot is None or self.spot.indicator is None:
            return
        card, spot = self.draft.card, self.spot
        found = noise_words.found(self.draft.noise, editing.indicator_at(card, spot))
        if found is not None and found.smoother is not None:
            self.draft.apply(editing.set_rule(card, spot, found.smoother), (*spot.path, "rule"))
            first = self.form.first("rule_")
            if first is not None:
                first.setFocus()  # the button goes

    def showEvent(self, event: QShowEvent) -> None:
        """With the whole page it is filled a moment later: both at once would keep a key waiting."""
        super().showEvent(event)
        QTimer.singleShot(_APART_MS, self, self.follow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it has the whole width, the picture stands at the right of the fields."""
        super().resizeEvent(event)
        wide = event.size().width() > 2 * enlarged(WIDTH)
        self.picture.setMaximumWidth(enlarged(WIDTH) if wide else _MOST)
        ways = QBoxLayout.Direction
        self._whole.setDirection(ways.LeftToRight if wide else ways.TopToBottom)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other fields need another room."""
        if watched in (self._content, self.picture) and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """In a low window the curve is lower, rather than that a field is cut off above it."""
        room = self.curve.usual
        if self._whole.direction() is not QBoxLayout.Direction.LeftToRight:
            fields, picture = _height(self._content, self.width()), _height(self.picture, self.width())
            room = self.height() - fields - picture + self.curve.sizeHint().height()
        self.curve.set_room(room)

    # ---- keyboard

    def enter(self, path: Path = ()) -> None:
        """Put the keyboard on the field or the band a path leads to; otherwise on the first of the rule."""
        self.follow()
        field = self.form.at(path)
        if field is None and self.bands.isVisible():
            self.bands.go(path)
            return
        first = field or self.form.first("rule_") or self.form.first("section") or self.form.first("ruleKind")
        if first is not None:
            first.setFocus()
            QTimer.singleShot(2 * _APART_MS, self, lambda: self._keep_title(first))

    def _keep_title(self, field: QWidget) -> None:
        """The row's name stays in sight where the field does with it."""
        if not (shiboken6.isValid(field) and self._content.isAncestorOf(field)):
            return
        end = field.mapTo(self._content, field.rect().bottomLeft()).y()
        if end < self._area.viewport().height():
            self._area.verticalScrollBar().setValue(0)
        else:
            self._area.ensureWidgetVisible(field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


def _unbroken(said: str) -> str:
    """The words of a rule, of which no line ends inside “≤ 60 s → 60”."""
    parts = re.split("([,、;；] ?)", said)
    return "".join(
        re.sub(r"(?<=\S)(?=\S)", _JOINER, part.replace(" ", "\u00a0")) if "→" in part else part
        for part in parts
    )


def _height(widget: QWidget, width: int) -> int:
    """How high a widget would be in a width."""
    return widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()


# ---- the bands of a ladder: limit and points, the last row for what lies beyond

_ROW: Final = 28
_MOST_ROWS: Final = 7  # in sight at once
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "limit": {"grows": True}, "points": {"right": True, "width": 11 * GRID}, "flat": {"width": 15 * GRID}
}  # fmt: skip


class BandTable(QWidget):
    """`show_spot` shows the ladder of an indicator of the draft; it hides where the rule is none."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft, self._spot = draft, Spot(0)
        self.model: EditModel[OfLadder, int] = EditModel([], self._typed, part_fields.band_limit)
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
        fields = columns(part_fields.of_bands(shown), _LOOKS)
        self.model.show(shown, rows, editable=self._draft.editable, columns=fields)
        self.table.setFixedHeight((min(len(rows), _MOST_ROWS) + 1) * enlarged(_ROW) + 2)
        self.table.actions_.update()

    def go(self, path: Path) -> None:
        """Put the keyboard on the band a path leads to; otherwise where it was."""
        if path[5:6] == ("bands",):
            self.table.set_current(self.model.index(int(path[6]) if len(path) > 6 else 0, 0))
        self.table.setFocus()

    def _typed(self, shown: OfLadder, row: int, _key: str, typing: bool) -> None:
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
            made = into_ladder(ladder, indicator.unit, kind_of_limits(self.model.state), row, column, block)
        except NotTaken as no:
            self.table.refused.emit(str(no), no.code)
            return
        self._put(made, row, column)

    def add_band(self) -> None:
        """Put a band below the last one."""
        if self.model.state is not None:
            ladder, indicator = self.model.state
            at, band = len(ladder.bands), starters.next_band(ladder, indicator.unit)
            self._put(with_band(ladder, at, band), at)

    def remove_band(self) -> None:
        """Take the current band out; the last one where the keyboard is on none."""
        if self.model.state is not None and (bands := self.model.state[0].bands):
            row = self.table.currentIndex().row()
            at = row if 0 <= row < len(bands) else len(bands) - 1
            self._put(self.model.state[0].without(at), max(0, at - 1))
