"""Try it: a draft applied to a past month, who would have moved and why. Nothing of it is stored."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker

from qadesk import formats
from qadesk.domain.cycles import Cycle
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Status
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services.designing import row_fields, trial_export, trial_month, trial_words
from qadesk.services.designing.trial import Trial, trial
from qadesk.services.designing.trial_words import TrialRow
from qadesk.storage.office import Office
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.report_page import Found, Report, ReportPage, Workbook
from qadesk.ui.screens.scorecards.grade_bars import GradeBar, GradeBars
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, check_box, label
from qadesk.ui.widgets.table import Column
from qadesk.ui.wording import cycle_text

_DIRECTIONS = {"up": "good", "down": "bad", "incomplete": "warn", "other": "accent"}


class TrialPage(ReportPage[Trial, TrialRow]):
    """`try_on(card)` shows what a scorecard would have made of the month chosen."""

    def __init__(self, tasks: Tasks, office: Office) -> None:
        self._office = office
        self._card: Scorecard | None = None
        self.months = ComboBox("trialMonth", _("Month to try it on"))
        self.leave_out = check_box(_("Leave out indicators not measured that month"), "trialLeaveOut")
        self.leave_out.setToolTip(
            _("Indicators with no data at all this month count as waived; their weight goes to the others.")
        )
        self.bars = GradeBars("trialGrades")
        self.aside = Aside(
            "trial",
            Text("who", "heading"), Text("shifts"), GRID,
            label(_("Grades: before ▭, after ▬"), "muted", name="trialGradesTitle"), self.bars, GRID,
            Text("flat", title=_("Rules that do not separate agents")), GRID,
            Text("lacks", title=_("Missing under the draft")), Text("left_out"), GRID,
            Text("standards", title=_("Standards used")),
        )  # fmt: skip
        report = Report(
            "trial",
            _("Whose result would change"),
            "scale",
            _columns(),
            lambda row: row.move.agent,
            stopped=_("The trial was stopped"),
            failed=_("The trial could not be calculated"),
        )
        super().__init__(tasks, report, (label(_("Month")), self.months, self.leave_out), self.aside)
        self.empty_action.set_kind("")  # the designer's own stands above
        self.say_why_empty(_("Trying it…"))
        self._unopened = frozenset[str]()  # months
        self.months.currentIndexChanged.connect(lambda _index: self._month_chosen())
        self.leave_out.toggled.connect(lambda _on: self.again())

    # ---- what is asked

    def try_on(self, card: Scorecard) -> None:
        """Show what it would have made of the month chosen; at first, of the newest closed one."""
        again = card is self._card and self.found is not None
        self._card = card
        if not again:
            self._tasks.run(lambda: trial_month.months(self._office), self._offer_months, owner=self)

    def forget(self) -> None:
        """The month may have changed: the next `try_on` calculates everything again."""
        self._card = None

    @property
    def month(self) -> str:
        """The code of the month chosen; nothing where there is none."""
        return str(self.months.currentData() or "")

    def _month_chosen(self) -> None:
        """In a month not opened nothing is rated or typed: it is tried without that, unless one wants it."""
        if self.month in self._unopened:
            with QSignalBlocker(self.leave_out):
                self.leave_out.setChecked(True)
        self.again()

    def _offer_months(self, found: tuple[Cycle, ...]) -> None:
        def words(cycle: Cycle) -> str:
            text = cycle_text(cycle.code)
            if cycle.id == trial_month.UNOPENED:
                return _("{cycle} · not opened").format(cycle=text)
            return _("{cycle} · closed").format(cycle=text) if cycle.closed else text

        self._unopened = frozenset(cycle.code for cycle in found if cycle.id == trial_month.UNOPENED)
        newest_closed = next((cycle.code for cycle in found if cycle.closed), "")
        self.months.offer([(cycle.code, words(cycle)) for cycle in found], self.month or newest_closed)
        for control in (self.months, self.leave_out):
            control.setEnabled(bool(found))
        if found and self.found is None:
            self._month_chosen()
        elif found:
            self.again()
        else:
            self.say_why_empty(
                _("There is no month to try it on yet"),
                _("Import the records of a month; then a draft can be tried on it."),
                _("Go to Records"),
                "records",
            )

    # ---- trying

    def again(self) -> None:
        """Try the draft on the month chosen."""
        if self._card is None or not self.month:
            return
        office, code, card = self._office, self.month, self._card
        leave_out = self.leave_out.isChecked()
        self.said.say(_("Trying it…"))

        def work(progress: Progress) -> Found[Trial, TrialRow]:
            made = trial(office, code, card, leave_out=leave_out, progress=progress)
            return Found(made, trial_words.rows(made), trial_words.summary(made))

        self.work_out(work, _("Trying the draft on {month}").format(month=cycle_text(code)))

    def say_none(self, made: Trial) -> None:
        """Where nobody is assessed."""
        self.say_why_empty(_("Nobody takes part this month"), _("Choose another month."))

    def say_failed(self, error: BaseException) -> bool:
        """A draft that cannot be worked out says why here; anything else is not this page's to tell."""
        if not isinstance(error, UserError):
            return super().say_failed(error)
        title, _line, rest = error.happened.partition("\n")
        self.say_why_empty(title, "\n\n".join(part for part in (rest, error.advice) if part))
        return True

    def say_whole(self, made: Trial) -> None:
        """What holds for the month as a whole."""
        self.bars.show_bars(_bars(made))
        self.aside.say(**trial_words.of_month(made))
        self.leave_out.setVisible(bool(made.could_leave_out) or self.leave_out.isChecked())

    def spell_out(self, made: Trial, row: TrialRow | None) -> None:
        """What moves the agent of the current row."""
        self.aside.say(**trial_words.of_agent(made, None if row is None else row.move))

    def workbook(self) -> Workbook[Trial]:
        """The agents of the trial."""
        name = _("Trial {code}").format(code=self.month)
        return Workbook(_("Save the trial"), name, _("Trial saved: {file}"), trial_export.export)


def _columns() -> list[Column[TrialRow]]:
    """Who, what changes, and what moves them."""
    return [
        Column("staff_no", _("Staff no."), lambda r: r.move.agent.staff_no),
        Column("name", _("Name"), lambda r: r.move.agent.name, stretch=True),
        Column("moved", _("Changes?"), lambda r: r.verdict or None, sort=lambda r: r.direction or None,
               tone=lambda r: _DIRECTIONS.get(r.direction)),
        Column("before", _("Before"), lambda r: r.move.before.assessment.total, formats.decimal, "right",
               header_tip=_("Total under the month's own scorecard")),
        Column("after", _("After"), lambda r: r.move.after.assessment.total, formats.decimal, "right",
               header_tip=_("Total under the draft")),
        Column("difference", _("Difference"), lambda r: r.move.difference, trial_words.difference_text,
               "right"),
        Column("grade", _("Grade"), lambda r: r.grade, sort=lambda r: r.move.after.assessment.grade),
        Column("rank", _("Rank"), lambda r: r.ranks, align="right", sort=lambda r: r.move.after.rank),
        Column("why", _("Reason for the change"), lambda r: r.why or None, stretch=True, tip=lambda r: r.why),
    ]  # fmt: skip


def _bars(made: Trial) -> list[GradeBar]:
    """How many have which grade, and how many none."""
    found = [GradeBar(_grade(s.code, row_fields.named(s.names)), s.before, s.after) for s in made.grades]
    for status, words in ((Status.INCOMPLETE, _("Incomplete")), (Status.EXCLUDED, _("Excluded"))):
        before = sum(1 for move in made.moves if move.before.assessment.status is status)
        after = sum(1 for move in made.moves if move.after.assessment.status is status)
        if before or after:
            found.append(GradeBar(words, before, after))
    return found


def _grade(code: str, name: str) -> str:
    return code if len(code) > 1 and (code in name or not name) else f"{code} {name}".strip()
