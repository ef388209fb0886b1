"""Beside the table: all there is to one row, the editor of its source and rule, or of a section."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.curve_view import USUAL
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.rule_panel import RulePanel
from qadesk.ui.screens.scorecards.section_panel import SectionPanel
from qadesk.ui.screens.scorecards.source_fields import SourceFields
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label, scrolled
from qadesk.ui.widgets.layouts import FREE, vbox
from qadesk.ui.widgets.one_line import OneLine

WIDTH: Final = 47 * GRID
_MOST: Final = 16_777_215  # Qt's own for no limit


class SidePanel(QWidget):
    """Follows the draft at the row the table stands on. Esc gives the keyboard back to the table."""

    left = Signal()
    levels_asked = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.spot: Spot | None = None
        self._card: Scorecard | None = None  # shown, with what:
        self._followed: tuple[Spot | None, bool] | None = None
        self.setObjectName("designSide")
        self.title = OneLine("heading", "sideTitle")
        self.nothing = label(_("Select a row to see its rule."), "muted", wrap=True, name="sideNothing")
        self.source = SourceFields(draft)
        self.rule = RulePanel(draft)
        self.section = SectionPanel(draft)
        self._content = QWidget()
        self._content.installEventFilter(self)
        parts = (self.title, self.nothing, self.source, self.rule, self.section)
        vbox(*parts, FREE, on=self._content, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        area = scrolled(self._content, "designSideScroll")
        self._whole = vbox((area, 1), self.rule.picture, on=self, gap=0)
        self.setMinimumWidth(WIDTH)
        self.source.levels_asked.connect(self.levels_asked)
        draft.changed.connect(lambda _path: self.follow())
        draft.loaded.connect(self.follow)
        self.show_spot(None)

    def show_spot(self, spot: Spot | None) -> None:
        """Show a row."""
        self.spot = spot
        self.follow()

    def follow(self) -> None:
        """Show what the draft has now."""
        card = self.draft.card if self.draft.is_open else None
        now = (self.spot, self.draft.editable)
        if card is not None and card is self._card and now == self._followed:
            return
        self._card, self._followed = card, now
        spot = self.spot if self.draft.is_open else None
        if spot is not None and not self._stands(spot):
            spot = None
        indicator = spot is not None and spot.indicator is not None
        self.nothing.setVisible(spot is None)
        self.title.setVisible(spot is not None)
        self.source.setVisible(indicator)
        self.rule.setVisible(indicator)
        self.section.setVisible(spot is not None and not indicator)
        self.rule.show_spot(spot if indicator else None)
        if spot is None:
            return
        section = self.draft.card.sections[spot.section]
        if spot.indicator is None:
            self.title.say(wording.named(section.names) or section.code)
            self.section.show_section(spot.section)
        else:
            self.title.say(wording.indicator_name(section.indicators[spot.indicator]))
            self.source.show_spot(spot)

    def _stands(self, spot: Spot) -> bool:
        sections = self.draft.card.sections
        if spot.section >= len(sections):
            return False
        return spot.indicator is None or spot.indicator < len(sections[spot.section].indicators)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it has the whole width, the picture stands at the right of the fields."""
        super().resizeEvent(event)
        wide = event.size().width() > 2 * WIDTH
        self.rule.picture.setMaximumWidth(WIDTH if wide else _MOST)
        ways = QBoxLayout.Direction
        self._whole.setDirection(ways.LeftToRight if wide else ways.TopToBottom)
        self._share()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other fields need another height."""
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self._share()
        return super().eventFilter(watched, event)

    def _share(self) -> None:
        """In a low window the curve is lower, rather than that a field is cut off above it."""
        curve = self.rule.curve
        if self._whole.direction() is QBoxLayout.Direction.LeftToRight:
            curve.set_room(USUAL)
            return
        fields, picture = _height(self._content, self.width()), _height(self.rule.picture, self.width())
        curve.set_room(self.height() - fields - picture + curve.sizeHint().height())

    # ---- keyboard

    def enter(self, path: Path = ()) -> None:
        """Put the keyboard where a path leads to, or on the first field."""
        name = str(path[5]) if len(path) > 5 and path[4] == "rule" else ""
        band = path[6] if len(path) > 6 and isinstance(path[6], int) else None
        if self.section.isVisible():
            self.section.most.setFocus()
        elif len(path) > 4 and path[4] in self.source.bounds:
            self.source.bounds[str(path[4])].setFocus()
        elif len(path) > 4 and path[4] == "part_of":
            self.source.part_of.setFocus()
        elif len(path) > 4 and path[4] in ("measure", "formula"):
            (self.source.formula if path[4] == "formula" else self.source.source).setFocus()
        elif name == "bands" and self.rule.bands.isVisible():
            table = self.rule.bands.table
            table.set_current(self.rule.bands.model.index(band or 0, 0))
            table.setFocus()
        else:
            self.rule.focus_field(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


def _height(widget: QWidget, width: int) -> int:
    """How high a widget would be in a width."""
    return widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
