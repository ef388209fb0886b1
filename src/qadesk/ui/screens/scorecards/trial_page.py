"""Try it: a draft applied to a past month, who would have moved and why. Nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox

from qadesk.domain.scorecard import Scorecard
from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import cycles
from qadesk.services.designing import trial_export, trial_words
from qadesk.services.designing.trial import Trial, trial
from qadesk.storage.office import Office
from qadesk.ui.kit.report_page import Report, ReportPage, Workbook
from qadesk.ui.screens.scorecards import trial_rows
from qadesk.ui.screens.scorecards.grade_bars import GradeBar
from qadesk.ui.screens.scorecards.trial_aside import TrialAside
from qadesk.ui.screens.scorecards.trial_rows import TrialRow
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import ComboBox, label
from qadesk.ui.wording import cycle_text


@dataclass(frozen=True)
class _Found:
    """A trial with everything that has to be worded of it."""

    made: Trial
    rows: list[TrialRow]
    bars: list[GradeBar]
    said: str


class TrialPage(ReportPage[Trial, TrialRow]):
    """`try_on(card)` shows what a scorecard would have made of the month chosen."""

    def __init__(self, tasks: Tasks, office: Office) -> None:
        self._office = office
        self._card: Scorecard | None = None
        self.months = ComboBox("trialMonth", _("Month to try it on"))
        self.leave_out = QCheckBox(_("Leave out indicators not measured that month"))
        self.leave_out.setObjectName("trialLeaveOut")
        self.leave_out.setAccessibleName(self.leave_out.text())
        self.leave_out.setToolTip(
            _("Indicators with no data at all this month count as waived; their weight goes to the others.")
        )
        self.aside = TrialAside()
        report = Report(
            "trial", _("Whose result would change"), "scale", trial_rows.columns(), lambda row: row.move.agent
        )
        super().__init__(tasks, report, (label(_("Month")), self.months, self.leave_out), self.aside)
        self.say_why_empty(_("Trying it…"))
        self.months.currentIndexChanged.connect(lambda _index: self.again())
        self.leave_out.toggled.connect(lambda _on: self.again())

    # ---- what is asked

    def try_on(self, card: Scorecard) -> None:
        """Show what it would have made of the month chosen; at first, of the newest closed one."""
        again = card is self._card and self.found is not None
        self._card = card
        if not again:
            self._tasks.run(lambda: cycles.all_cycles(self._office), self._offer_months, owner=self)

    def forget(self) -> None:
        """The month may have changed: the next `try_on` calculates everything again."""
        self._card = None

    @property
    def month(self) -> str:
        """The code of the month chosen; nothing where there is none."""
        return str(self.months.currentData() or "")

    def focus_first(self) -> None:
        """The table, or what leads on."""
        (self.table if self.has_result else self.months).setFocus()

    def _offer_months(self, found: tuple[cycles.Cycle, ...]) -> None:
        chosen = self.month
        self.months.blockSignals(True)
        self.months.clear()
        for cycle in found:
            words = cycle_text(cycle.code)
            text = _("{cycle} · closed").format(cycle=words) if cycle.closed else words
            self.months.addItem(text, cycle.code)
        newest_closed = next((cycle.code for cycle in found if cycle.closed), "")
        self.months.setCurrentIndex(max(0, self.months.findData(chosen or newest_closed)))
        self.months.blockSignals(False)
        for control in (self.months, self.leave_out):
            control.setEnabled(bool(found))
        if found:
            self.again()
        else:
            self.say_why_empty(
                _("There is no month to try it on yet"),
                _("Open a month and import its records; then a draft can be tried on it."),
                _("Go to Today"),
                "today",
            )

    # ---- trying

    def again(self) -> None:
        """Try the draft on the month chosen."""
        if self._card is None or not self.month:
            return
        office, code, card = self._office, self.month, self._card
        leave_out = self.leave_out.isChecked()
        self.said.say(_("Trying it…"))

        def work(progress: Progress) -> _Found:
            made = trial(office, code, card, leave_out=leave_out, progress=progress)
            return _Found(made, trial_rows.rows(made), trial_rows.bars(made), trial_words.summary(made))

        title = _("Trying the draft on {month}").format(month=cycle_text(code))
        self.work_out(work, self._show, self._failed, title)

    def _show(self, found: _Found) -> None:
        self.aside.show_trial(found.made, found.bars)
        offered = bool(found.made.could_leave_out)
        self.leave_out.setVisible(offered or self.leave_out.isChecked())
        if found.rows:
            self.show_report(found.made, found.rows, found.said)
        else:
            self.say_why_empty(_("Nobody takes part this month"), _("Choose another month."))

    def _failed(self, error: BaseException) -> bool:
        """A draft that cannot be worked out says why here; anything else is not this page's to tell."""
        if isinstance(error, UserError):
            title, _line, rest = error.happened.partition("\n")
            self.say_why_empty(title, "\n\n".join(part for part in (rest, error.advice) if part))
            return True
        if isinstance(error, Cancelled):
            self.say_why_empty(_("The trial was stopped"), "", _("Try again"))
        else:
            self.say_why_empty(_("The trial could not be calculated"))
        return False

    def spell_out(self, made: Trial, row: TrialRow | None) -> None:
        """What moves the agent of the current row."""
        self.aside.show_move(made, row.move if row is not None else None)

    def workbook(self) -> Workbook[Trial]:
        """The agents of the trial."""
        name = _("Trial {code}").format(code=self.month)
        return Workbook(_("Save the trial"), name, _("Trial saved: {file}"), trial_export.export)
