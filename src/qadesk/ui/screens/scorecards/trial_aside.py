"""Beside the table of a trial: what moves the agent in it, the grades, what is missing, whose standards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QWidget

from qadesk.domain.decimals import CENT
from qadesk.i18n import _, current_language
from qadesk.services.assessment.grade_words import other_grade
from qadesk.services.designing import trial_words
from qadesk.services.designing.trial import Move, Trial
from qadesk.ui.screens.scorecards.grade_bars import GradeBar, GradeBars
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label, scrolled
from qadesk.ui.widgets.layouts import vbox

_WIDTH: Final = 34 * GRID
_SHIFTS: Final = 6
_LINES: Final = 12  # of what is missing, or of standards


class TrialAside(QWidget):
    """Scrolls down where the window is low."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("trialAside")
        self.who = label("", "heading", wrap=True, name="trialWho")
        self.shifts = label("", wrap=True, name="trialShifts")
        self.bars = GradeBars("trialGrades")
        self.flat_title = label(_("Rules that do not separate agents"), "muted", name="trialFlatTitle")
        self.flat = label("", wrap=True, name="trialFlat")
        self.lacks_title = label(_("Missing under the draft"), "muted", name="trialLacksTitle")
        self.lacks = label("", wrap=True, name="trialLacks")
        self.left_out = label("", wrap=True, name="trialLeftOut")
        self.standards_title = label(_("Standards used"), "muted", name="trialStandardsTitle")
        self.standards = label("", wrap=True, name="trialStandards")
        content = QWidget()
        page = vbox(on=content, margins=(2 * GRID, GRID, 2 * GRID, GRID), gap=GRID // 2)
        parts: tuple[tuple[QWidget, ...], ...] = (
            (self.who, self.shifts),
            (label(_("Grades: before ▭, after ▬"), "muted", name="trialGradesTitle"), self.bars),
            (self.flat_title, self.flat),
            (self.lacks_title, self.lacks, self.left_out),
            (self.standards_title, self.standards),
        )
        for part in parts:
            for widget in part:
                page.addWidget(widget)
            page.addSpacing(GRID)
        page.addStretch(1)
        vbox(scrolled(content, "trialAsideScroll"), on=self)
        self.setMinimumWidth(_WIDTH)

    def sizeHint(self) -> QSize:
        """However long its texts are, the table comes first."""
        return QSize(_WIDTH, super().sizeHint().height())

    def show_trial(self, made: Trial, bars: Sequence[GradeBar]) -> None:
        """What holds for the month as a whole."""
        self.bars.show_bars(bars)
        lines = [
            _("{where}: {text}").format(
                where=trial_words.indicator_name(made, lack.indicator.code),
                text=trial_words.lack_text(made, lack),
            )
            for lack in made.lacks[:_LINES]
        ]
        _show(self.lacks_title, self.lacks, lines, more=len(made.lacks) > _LINES)
        flat = [trial_words.flat_text(made, told) for told in made.flat[:_LINES]]
        _show(self.flat_title, self.flat, flat, more=len(made.flat) > _LINES)
        self.left_out.setText(
            _("Left out: {what}").format(
                what=_(", ").join(trial_words.indicator_name(made, code) for code in made.left_out)
            )
        )
        self.left_out.setVisible(bool(made.left_out))
        required = [trial_words.required_text(made, one) for one in made.required[:_LINES]]
        _show(self.standards_title, self.standards, required, more=len(made.required) > _LINES)

    def show_move(self, made: Trial, move: Move | None) -> None:
        """What moves the agent of the current row, cause by cause."""
        for widget in (self.who, self.shifts):
            widget.setVisible(move is not None)
        if move is None:
            return
        self.who.setText(f"{move.agent.name} {move.agent.staff_no}")
        self.shifts.setText("\n".join(_told(made, move)))


def _told(made: Trial, move: Move) -> list[str]:
    if missing := trial_words.missing_text(made, move):
        return [missing]
    felt = [shift for shift in move.shifts if abs(shift.difference) >= CENT]
    said = [trial_words.shift_text(made, shift) for shift in felt[:_SHIFTS]]
    if len(felt) > _SHIFTS:
        said.append("…")
    if why := other_grade(made.draft, move.after.assessment, _, current_language()):
        said.append(why)
    elif move.regraded is not None:
        said.append(_("Grade differs: {why}").format(why=trial_words.cause_text(move.regraded)))
    if said:
        return said
    return [_("Only the rank changes, because other totals change.") if move.moved else _("Unchanged.")]


def _show(title: QLabel, text: QLabel, lines: Sequence[str], *, more: bool) -> None:
    text.setText("\n".join([*lines, *(["…"] if more else [])]))
    for widget in (title, text):
        widget.setVisible(bool(lines))
