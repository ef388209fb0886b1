"""What is missing, listed above the ranking, each with the button that leads to its remedy."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy

from qadesk.domain.measures import Source
from qadesk.i18n import _, ngettext
from qadesk.services.assessment.gaps import Cause, Gap
from qadesk.ui.screens.results.wording import named
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.one_line import OneLine

SHOWN: Final = 3  # gaps that have a line of their own
_NAMED: Final = 4  # agents named in one


class GapList(QFrame):
    """At most three lines; hidden when nothing is missing."""

    remedy_asked = Signal(object)  # Gap

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("resultsGaps")
        self.setProperty("role", "notice")
        self.setProperty("tone", "warn")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.buttons: list[Button] = []
        self._lines = QGridLayout(self)
        self._lines.setContentsMargins(GRID + 4, 4, GRID, 4)
        self._lines.setHorizontalSpacing(2 * GRID)
        self._lines.setVerticalSpacing(0)
        self._lines.setColumnStretch(1, 1)
        self.hide()

    def show_gaps(self, gaps: tuple[Gap, ...]) -> None:
        """List these gaps, those that concern most agents first."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = []
        for row, gap in enumerate(gaps[:SHOWN]):
            why = OneLine("muted", f"gapDetail{row}", detail(gap))
            why.setToolTip(detail(gap, all_agents=True))
            self._lines.addWidget(OneLine("", f"gapTitle{row}", title(gap)), row, 0)
            self._lines.addWidget(why, row, 1)
            action = remedy(gap)
            go = Button(action, f"gapAction{row}", icon="arrow-right", kind="link")
            go.setAccessibleName(f"{action}: {title(gap)}")
            go.clicked.connect(lambda _checked, gap=gap: self.remedy_asked.emit(gap))
            self._lines.addWidget(go, row, 2)
            self.buttons.append(go)
        if len(gaps) > SHOWN:
            rest = _("Also missing: {what}").format(what=_(", ").join(names(gap) for gap in gaps[SHOWN:]))
            self._lines.addWidget(OneLine("muted", "gapRest", rest), SHOWN, 0, 1, 3)
        self.setVisible(bool(gaps))
        self.setAccessibleName(_("Missing: {what}").format(what=_(", ").join(names(gap) for gap in gaps)))


def names(gap: Gap) -> str:
    """What is missing: the indicators' names."""
    return _(", ").join(named(indicator.names) for indicator in gap.indicators)


def title(gap: Gap) -> str:
    """A line's beginning."""
    return _("Missing: {what}").format(what=names(gap))


def detail(gap: Gap, *, all_agents: bool = False) -> str:
    """Why, and whose."""
    why = {
        Cause.RATING: _("not rated, or the form is not submitted"),
        Cause.FILE: _("no file with {kind} was imported for this month").format(kind=kind_text(gap.source)),
        Cause.RECORDS: _("nothing recorded"),
    }[gap.cause]
    count = len(gap.agents)
    shown = gap.agents if all_agents else gap.agents[:_NAMED]
    who = _(", ").join(f"{a.staff_no} {a.name}" for a in shown) + ("…" if count > len(shown) else "")
    if gap.cause is Cause.FILE and not all_agents:
        who = ngettext("{n} agent", "{n} agents", count).format(n=count)
    elif count > len(shown):
        who = ngettext("{n} agent: {who}", "{n} agents: {who}", count).format(n=count, who=who)
    return f"{why} · {who}"


def remedy(gap: Gap) -> str:
    """What the button says."""
    return {
        Cause.RATING: _("Score them"),
        Cause.FILE: _("Import the file"),
        Cause.RECORDS: _("See whom"),
    }[gap.cause]


def kind_text(source: Source) -> str:
    """A kind of record in words."""
    return {
        Source.CONTACTS: _("calls or chats"),
        Source.COMPLAINTS: _("complaints"),
        Source.INCIDENTS: _("praises and errors"),
        Source.SURVEYS: _("survey answers"),
        Source.DELIVERIES: _("deliveries"),
        Source.RATINGS: _("ratings"),
    }[source]
