"""What is missing, listed above the ranking, each with the button that leads to its remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _
from qadesk.services.assessment.gap_words import detail, names
from qadesk.services.assessment.gaps import Cause, Gap
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import clear, hbox, vbox
from qadesk.ui.widgets.one_line import OneLine

SHOWN: Final = 3  # gaps that have a line of their own


class GapList(QFrame):
    """At most three lines, the gaps that concern most agents first; hidden when nothing is missing."""

    def __init__(self, remedy: Callable[[Gap], object]) -> None:
        super().__init__()
        self._remedy = remedy
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
            rest = _("Also missing: {what}").format(what=_(", ").join(names(gap) for gap in gaps[SHOWN:]))
            self._lines.addWidget(OneLine("muted", "gapRest", rest))
        self.setVisible(bool(gaps))
        self.setAccessibleName(_("Missing: {what}").format(what=_(", ").join(map(names, gaps))))

    def _line(self, gap: Gap, number: int) -> QWidget:
        title = _("Missing: {what}").format(what=names(gap))
        why = OneLine("muted", f"gapDetail{number}", detail(gap, self.card))
        why.setToolTip(detail(gap, self.card, all_agents=True))
        word = {
            Cause.VALUE: _("Enter it"),
            Cause.RATING: _("Score them"),
            Cause.FILE: _("Import the file"),
            Cause.COLUMN: _("Import the file"),
            Cause.RECORDS: _("Show agents"),
        }[gap.remedy]
        go = Button(word, f"gapAction{number}", icon="arrow-right", kind="link",
                    clicked=lambda: self._remedy(gap))  # fmt: skip
        go.setAccessibleName(f"{word}: {title}")
        self.buttons.append(go)
        line = QWidget()
        hbox(OneLine("", f"gapTitle{number}", title), (why, 1), go, on=line, gap=2 * GRID)
        return line
