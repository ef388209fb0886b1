"""What else is to be said of an agent's total, in a line of short facts."""

from __future__ import annotations

from qadesk import formats
from qadesk.domain.scoring import Status
from qadesk.i18n import _
from qadesk.services.assessment.focus import Moved
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining import focus_words, total_words
from qadesk.ui.screens.results import columns, wording

_BETWEEN = "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE} ·   "


def text(standings: Standings, result: AgentResult, last: Moved | None = None) -> str:
    """What is missing, red line and computed total, rank, ranks not distinguishable, bonus, weakest area.

    `last`: what became of last cycle's focus.
    """
    made, staff_no = result.assessment, result.agent.staff_no

    def names(*codes: str) -> str:
        named = (wording.named(standings.made.scorecard.indicator(code).names) for code in codes)
        return _(", ").join(named)

    said = []
    if made.status is Status.INCOMPLETE:
        said.append(_("Missing: {what}").format(what=names(*made.missing)))
    if made.status is Status.EXCLUDED:
        said.append(next((line.reason for line in made.lines if line.reason), ""))
    if made.red_lines and made.computed is not None and made.by_total is None:
        total = formats.decimal(made.computed)
        crossed = _("Red line: {what}; computed total {total}")
        said.append(crossed.format(what=names(*made.red_lines), total=total))
    said.append(wording.spared_text(standings.made.scorecard, made))
    said.append(wording.other_grade_text(standings.made.scorecard, made))
    if result.rank is not None:
        said.append(_("Rank {rank}").format(rank=result.rank))
    interval = standings.intervals.get(staff_no)
    if interval is not None:
        low, high = formats.decimal(interval.low, 1), formats.decimal(interval.high, 1)
        said.append(_("95% interval {low} – {high}").format(low=low, high=high))
    if alike := columns.alike_ranks(standings, staff_no):
        said.append(_("not distinguishable from rank {ranks}").format(ranks=columns.ranks_text(alike)))
    if made.bonus:
        said.append(_("Bonus {points}").format(points=formats.signed(made.bonus)))
    steps = total_words.summing_up(standings.made.scorecard, made)
    said += [text for key, _heading, text in steps if key == "limits"][:1]  # of points on top, in a section
    if made.weakest is not None:
        lost = formats.decimal(made.line(made.weakest).lost)
        weakest = _("Weakest area: {what}, {points} points lost")
        said.append(weakest.format(what=names(made.weakest), points=lost))
    if last is not None:
        moved = focus_words.moved_said(standings.made.scorecard, last)
        said.append(_("Last focus: {what}").format(what=moved))
    return _BETWEEN.join(text for text in said if text)
