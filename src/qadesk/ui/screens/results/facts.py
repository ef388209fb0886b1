"""What else is to be said of an agent's total, as short pairs of word and figure that wrap."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from qadesk import formats
from qadesk.domain.scorecard import Role
from qadesk.domain.scoring import Status
from qadesk.i18n import _
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.standings import Standings
from qadesk.ui.screens.results import columns, wording
from qadesk.ui.widgets.basics import label


class Facts(QWidget):
    """A few sentences side by side, in as many lines as they need."""

    def __init__(self) -> None:
        super().__init__()
        self.text = label("", "muted", wrap=True, name="agentFacts")
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.text)

    def show_facts(self, said: list[str]) -> None:
        """Show these."""
        self.text.setText("   ·   ".join(said))


def of(standings: Standings, result: AgentResult) -> list[str]:
    """Rank, who is alike, red line and computed total, bonus, weakest plank, what is missing."""
    made, card = result.assessment, standings.made.scorecard
    said = []
    if made.status is Status.INCOMPLETE:
        names = _(", ").join(wording.named(card.indicator(code).names) for code in made.missing)
        said.append(_("Missing: {what}").format(what=names))
    if made.status is Status.EXCLUDED:
        said.append(next((line.reason for line in made.lines if line.reason), ""))
    if made.red_lines and made.computed is not None:
        names = _(", ").join(wording.named(card.indicator(code).names) for code in made.red_lines)
        said.append(
            _("Red line: {what}; computed total {total}").format(
                what=names, total=formats.decimal(made.computed)
            )
        )
    if result.rank is not None:
        said.append(_("Rank {rank}").format(rank=result.rank))
    interval = standings.intervals.get(result.agent.staff_no)
    if interval is not None:
        low, high = formats.decimal(interval.low, 1), formats.decimal(interval.high, 1)
        said.append(_("95 % interval {low} – {high}").format(low=low, high=high))
    row = next(r for r in columns.rows(standings) if r.staff_no == result.agent.staff_no)
    if row.alike:
        said.append(_("not clearly different from rank {ranks}").format(ranks=columns.ranks_text(row.alike)))
    if made.bonus and any(line.role is Role.BONUS for line in made.lines):
        said.append(_("Bonus +{points}").format(points=formats.plain(made.bonus)))
    if made.weakest is not None:
        line = made.line(made.weakest)
        said.append(
            _("Weakest plank: {what}, costs {points} points").format(
                what=wording.named(card.indicator(line.code).names), points=formats.decimal(line.lost)
            )
        )
    return [text for text in said if text]
