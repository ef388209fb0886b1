"""One agent beside the roster: who it is, totals over the cycles, and the weakest area of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.i18n import _, current_language, ngettext
from qadesk.services import merge_words
from qadesk.services.assessment.history import Point
from qadesk.services.explaining import focus_words
from qadesk.services.roster import Agent
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import GRADE_TONES, Badge
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, fill, grid, hbox, vbox
from qadesk.ui.widgets.trend import Trend, TrendPoint
from qadesk.ui.wording import cycle_text

_MOST: Final = 12


class AgentPanel(Aside):
    """Shows one agent; `buttons` are those of what can be done about them, `notes` that of their notes."""

    def __init__(self, buttons: Sequence[Button], notes: Button) -> None:
        self.agent: Agent | None = None
        self._buttons, self.months, self.trend = QWidget(), QWidget(), Trend("panelTrend")
        vbox(hbox(*buttons, FREE), hbox(notes, FREE), on=self._buttons, gap=GRID)
        self._grid = grid(on=self.months, gap=GRID, grows=3)
        super().__init__(
            "panel", Text("name", "heading"), Text("details", "muted"), self._buttons, Text("focus"), GRID,
            Text("trend_head", "small"), self.trend, self.months, Text("nothing", "muted"), gap=GRID,
        )  # fmt: skip
        self.show_agent(None)

    def show_agent(self, agent: Agent | None) -> None:
        """Show who it is, without history yet; None: nobody is chosen."""
        self.agent = agent
        self._buttons.setVisible(agent is not None)
        self._show_months(())
        choose = _("Choose an agent on the left to see past months.") if agent is None else ""
        self.say(name=agent.name if agent else "", details=_details(agent), focus="", nothing=choose)

    def show_history(self, points: Sequence[Point]) -> None:
        """Show the agent's cycles, oldest first."""
        self._show_months(points)
        self.say(focus=_focus(points) if points else "", nothing="" if points else _("No results yet."))

    def _show_months(self, points: Sequence[Point]) -> None:
        graded, why = any(point.total is not None for point in points), _("different scorecard")
        self.say(trend_head=_("Total per month") if graded else "")
        self.trend.setVisible(graded)
        self.months.setVisible(bool(points))
        if graded:
            shown = [TrendPoint(p.code[-5:], p.total, p.comparable, why) for p in points]
            self.trend.show_points(shown, points[-1].limits)
        heads = [label(text, "small") for text in (_("Month"), _("Total"), _("Grade"), _("Weakest area"))]
        fill(self._grid, map(_month, reversed(points[-_MOST:])), heads)


def _details(agent: Agent | None) -> str:
    if agent is None:
        return ""
    number, status = merge_words.numbers_text(agent), merge_words.said(agent, "status")
    return " · ".join(filter(None, (number, agent.team, agent.post, status)))


def _month(point: Point) -> list[QWidget]:
    total = label(formats.decimal(point.total), name=f"panelTotal_{point.code}")
    total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    grade = QWidget() if point.grade is None else Badge(point.grade, GRADE_TONES.get(point.grade, "muted"))
    weakest = label(_remark(point), wrap=True, name=f"panelWeakest_{point.code}")
    return [label(point.code, "muted"), total, grade, weakest]


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
