"""Beside the table: all there is to one row, the editor of its source and rule, or of a section."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _
from qadesk.ui.kit.form import Rows
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.curve_view import USUAL
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_fields import DraftFields, weight_mode
from qadesk.ui.screens.scorecards.rule_panel import RulePanel
from qadesk.ui.screens.scorecards.source_fields import SourceFields
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label, scrolled
from qadesk.ui.widgets.layouts import FREE, vbox
from qadesk.ui.widgets.one_line import OneLine

WIDTH: Final = 47 * GRID
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
        draft.changed.connect(lambda _path: self._follow_to(draft.goes_to))
        draft.loaded.connect(self.follow)
        self.show_spot(None)

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
        now = (spot, self.draft.editable)
        if card is not None and card is self._card and now == self._followed:
            return
        self._card, self._followed = card, now
        indicator = spot is not None and spot.indicator is not None
        self.nothing.setVisible(spot is None)
        self.title.setVisible(spot is not None)
        self.source.setVisible(indicator)
        self.rule.setVisible(indicator)
        self.section.setVisible(spot is not None and not indicator)
        self.rule.show_spot(spot if indicator else None)
        if card is None or spot is None:
            return
        self.title.say(wording.row_name(editing.row_at(card, spot)))
        if indicator:
            self.source.show_spot(spot)
        else:
            self.section.show_section(spot.section)

    def showEvent(self, event: QShowEvent) -> None:
        """With the whole page it is filled a moment later: both at once would keep a key waiting."""
        super().showEvent(event)
        QTimer.singleShot(_APART_MS, self, self.follow)

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
        self.follow()
        field = self.section.most if self.section.isVisible() else self.source.fields.at(path)
        if field is not None:
            field.setFocus()
        else:
            self.rule.enter(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


def _height(widget: QWidget, width: int) -> int:
    """How high a widget would be in a width."""
    return widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()


class SectionPanel(QWidget):
    """The editor of a section: how its weights are given, what its points on top may come to together."""

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
        bound("least", "sectionLeast", _("Bonus points at least"))
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
