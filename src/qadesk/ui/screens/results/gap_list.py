"""What is missing, listed above the ranking, each with the button that leads to its remedy."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from qadesk.domain.measures import COUNTS
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import noun
from qadesk.services.assessment.gaps import Cause, Gap
from qadesk.services.records import untold_words
from qadesk.ui.screens.results.wording import named
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import clear, hbox, vbox
from qadesk.ui.widgets.one_line import OneLine

SHOWN: Final = 3  # gaps that have a line of their own
_NAMED: Final = 4  # agents named in one


class GapList(QFrame):
    """At most three lines, the gaps that concern most agents first; hidden when nothing is missing."""

    remedy_asked = Signal(object)  # Gap

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("resultsGaps")
        self.setProperty("role", "notice")
        self.setProperty("tone", "warn")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.buttons: list[Button] = []
        self.card: Scorecard | None = None
        self._lines = vbox(on=self, margins=(GRID + 4, 4, GRID, 4), gap=0)
        self.hide()

    def show_gaps(self, gaps: tuple[Gap, ...], card: Scorecard) -> None:
        """List these gaps under a scorecard."""
        self.card, self.buttons = card, []
        clear(self._lines)
        for number, gap in enumerate(gaps[:SHOWN]):
            self._lines.addWidget(self._line(gap, number))
        if len(gaps) > SHOWN:
            rest = _("Also missing: {what}").format(what=_(", ").join(_names(gap) for gap in gaps[SHOWN:]))
            self._lines.addWidget(OneLine("muted", "gapRest", rest))
        self.setVisible(bool(gaps))
        self.setAccessibleName(_("Missing: {what}").format(what=_(", ").join(map(_names, gaps))))

    def _line(self, gap: Gap, number: int) -> QWidget:
        title = _("Missing: {what}").format(what=_names(gap))
        why = OneLine("muted", f"gapDetail{number}", detail(gap, self.card))
        why.setToolTip(detail(gap, self.card, all_agents=True))
        word = {
            Cause.VALUE: _("Enter it"),
            Cause.RATING: _("Score them"),
            Cause.FILE: _("Import the file"),
            Cause.COLUMN: _("Import the file"),
            Cause.RECORDS: _("Show agents"),
        }[gap.remedy]
        go = Button(word, f"gapAction{number}", icon="arrow-right", kind="link")
        go.setAccessibleName(f"{word}: {title}")
        go.clicked.connect(lambda: self.remedy_asked.emit(gap))
        self.buttons.append(go)
        line = QWidget()
        hbox(OneLine("", f"gapTitle{number}", title), (why, 1), go, on=line, gap=2 * GRID)
        return line


def _names(gap: Gap) -> str:
    """What is missing: the indicators' names."""
    return _(", ").join(named(indicator.names) for indicator in gap.indicators)


def detail(gap: Gap, card: Scorecard | None = None, *, all_agents: bool = False) -> str:
    """Why, and whose; `card` names what a computed indicator lacks."""
    why = {
        Cause.RATING: _("not rated, or the form is not submitted"),
        Cause.FILE: _("no file with {kind} was imported for this month"),
        Cause.RECORDS: _("nothing recorded"),
        Cause.VALUE: _("nobody has entered it yet"),
        Cause.COMPUTED: _("computed from {what}, which is missing"),
        Cause.COLUMN: untold_words.why(gap.field, _).rstrip(".。") if gap.field else "",
    }[gap.cause]
    kind = noun(gap.source) if gap.source is not None else ""
    why = why.format(kind=kind, what=_(", ").join(_input(code, card) for code in gap.lacking))
    count = len(gap.agents)
    shown = gap.agents if all_agents else gap.agents[:_NAMED]
    who = _(", ").join(f"{a.staff_no} {a.name}" for a in shown) + ("…" if count > len(shown) else "")
    if gap.cause is Cause.FILE and not all_agents:
        who = ngettext("{n} agent", "{n} agents", count).format(n=count)
    elif count > len(shown):
        who = ngettext("{n} agent: {who}", "{n} agents: {who}", count).format(n=count, who=who)
    return f"{why} · {who}"


def _input(code: str, card: Scorecard | None) -> str:
    """What a formula names: an indicator of the scorecard, or a count of records."""
    found = next((i for i in card.indicators() if i.code == code), None) if card is not None else None
    if found is not None:
        return named(found.names)
    return noun(COUNTS[code]) if code in COUNTS else code
