"""One agent beside the roster: who it is, totals over the cycles, and the weakest area of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.i18n import _, current_language, ngettext
from qadesk.services.assessment.history import Point
from qadesk.services.explaining import focus_words
from qadesk.services.roster import Agent
from qadesk.ui.screens.agents.listing import status_text
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import GRADE_TONES, Badge
from qadesk.ui.widgets.basics import Button, label, scrolled
from qadesk.ui.widgets.layouts import FREE, clear, grid, hbox, vbox
from qadesk.ui.widgets.trend import Trend, TrendPoint
from qadesk.ui.wording import cycle_text

_MOST: Final = 12


class AgentPanel(QWidget):
    """Shows one agent; `buttons` are those of what can be done about them, `notes` that of their notes."""

    def __init__(self, buttons: Sequence[Button], notes: Button) -> None:
        super().__init__()
        self.setObjectName("agentPanel")
        self.agent: Agent | None = None
        self.name = label("", "heading", wrap=True, name="panelName")
        self.details = label("", "muted", wrap=True, name="panelDetails")
        self._buttons = QWidget()
        vbox(hbox(*buttons, FREE), hbox(notes, FREE), on=self._buttons, gap=GRID)
        self.focus = label("", wrap=True, name="panelFocus")
        self.trend_head = label(_("Total per month"), "small")
        self.trend = Trend("panelTrend")
        self.nothing = label("", "muted", wrap=True, name="panelNothing")
        self.months = QWidget()
        self.months.setObjectName("panelMonths")
        self._grid = grid(on=self.months, gap=GRID, grows=3)
        self._grid.setHorizontalSpacing(GRID + 4)
        self._heads = (_("Month"), _("Total"), _("Grade"), _("Weakest area"))
        self._content = QWidget()
        vbox(
            self.name,
            self.details,
            self._buttons,
            self.focus,
            GRID,
            self.trend_head,
            self.trend,
            self.months,
            self.nothing,
            FREE,
            on=self._content,
            margins=(2 * GRID, GRID, 2 * GRID, 2 * GRID),
        )
        self._area = scrolled(self._content, "panelScroll")
        vbox(self._area, on=self)
        self._content.installEventFilter(self)
        self.show_agent(None)

    def show_agent(self, agent: Agent | None) -> None:
        """Show who it is, without history yet; None: nobody is chosen."""
        self.agent = agent
        self._buttons.setVisible(agent is not None)
        self._show_history_parts(False)
        if agent is None:
            self.name.setText("")
            self.details.setText("")
            self.nothing.setText(_("Choose an agent on the left to see past months."))
            return
        self.nothing.setText("")
        self.name.setText(agent.name)
        parts = [agent.staff_no, agent.team, agent.post, status_text(agent.status)]
        if agent.former:
            parts.append(_("formerly {numbers}").format(numbers=_(", ").join(agent.former)))
        if agent.left_on is not None:
            parts.append(_("not employed since {day}").format(day=formats.day(agent.left_on)))
        self.details.setText(" · ".join(part for part in parts if part))

    def show_history(self, points: Sequence[Point]) -> None:
        """Show the agent's cycles, oldest first."""
        clear(self._grid)
        self._show_history_parts(bool(points))
        if not points:
            self.nothing.setText(_("No results yet."))
            return
        self.nothing.setText("")
        self.focus.setText(_focus(points))
        self.focus.setVisible(bool(self.focus.text()))
        why = _("different scorecard")
        shown = [TrendPoint(p.code[-5:], p.total, p.comparable, why) for p in points]
        self.trend.show_points(shown, points[-1].limits)
        graded = any(point.total is not None for point in points)
        self.trend.setVisible(graded)
        self.trend_head.setVisible(graded)
        for column, head in enumerate(self._heads):
            self._grid.addWidget(label(head, "small"), 0, column)
        for row, point in enumerate(reversed(points[-_MOST:])):
            self._add_month(row + 1, point)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whenever the content is laid out again, its minimum width may change."""
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self._make_room()
        return super().eventFilter(watched, event)

    def _make_room(self) -> None:
        """The panel scrolls down only: be as wide as its widest line and the scroll bar need."""
        needed = self._content.minimumSizeHint().width()
        self._area.setMinimumWidth(needed + self._area.verticalScrollBar().sizeHint().width())

    def _add_month(self, row: int, point: Point) -> None:
        total = label(formats.decimal(point.total), name=f"panelTotal_{point.code}")
        total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(label(point.code, "muted"), row, 0)
        self._grid.addWidget(total, row, 1)
        if point.grade is not None:
            self._grid.addWidget(Badge(point.grade, GRADE_TONES.get(point.grade, "muted")), row, 2)
        self._grid.addWidget(label(_remark(point), wrap=True, name=f"panelWeakest_{point.code}"), row, 3)

    def _show_history_parts(self, shown: bool) -> None:
        for widget in (self.focus, self.trend_head, self.trend, self.months):
            widget.setVisible(shown)
        self.nothing.setVisible(not shown)


def _remark(point: Point) -> str:
    if point.status == "excluded":
        return _("excluded")
    if point.missing:
        return ngettext("{n} value missing", "{n} values missing", point.missing).format(n=point.missing)
    said = [] if point.weakest_names is None else [point.weakest_names.in_language(current_language())]
    if not point.comparable:
        said.append(_("different scorecard from before: not comparable"))
    return _("; ").join(said)


def _focus(points: Sequence[Point]) -> str:
    """What the agent worked on last and whether it moved, and what is settled for the cycle after."""
    language, said = current_language(), []
    worked = next((p for p in reversed(points) if p.worked_on is not None), None)
    if worked is not None and worked.worked_on is not None and worked.worked_on_names is not None:
        what, moved = worked.worked_on_names.in_language(language), worked.worked_on
        text = _("Focus in {month}: {what}, {moved}")
        said.append(
            text.format(month=cycle_text(worked.code), what=what, moved=focus_words.moved_text(moved))
        )
        said += [_("Agreed: {step}").format(step=moved.settled.step)] if moved.settled.step else []
    last = points[-1]
    if last.next_focus is not None and last.next_focus_names is not None:
        what = last.next_focus_names.in_language(language)
        said.append(_("Focus after {month}: {what}").format(month=cycle_text(last.code), what=what))
        said += [_("Agreed: {step}").format(step=last.next_focus.step)] if last.next_focus.step else []
    return "\n".join(said)
